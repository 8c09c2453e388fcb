//! Where on each origin a session's documents, channels and requests are.

use std::fmt;

use matrix::RequestPath;
use run_model::plan::{BatchId, ShapeNo, ShapeTag};

/// The number of a session, which nobody can guess where others than this machine's browsers could
/// ask, in paths written in lower-case hexadecimal like the numbers of batches
/// and shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SessionNo(pub(crate) u128);

impl fmt::Display for SessionNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}

impl SessionNo {
    /// Returns the path of the top-level document.
    pub(crate) fn page(self) -> String {
        format!("/{self}/page")
    }

    /// Returns the path of the document in the frame at this depth, the outermost frame's being 1;
    /// a placeholder will do for it.
    pub(crate) fn frame(self, depth: impl fmt::Display) -> String {
        format!("/{self}/frame/{depth}")
    }

    /// Returns the path of the first-party document.
    pub(crate) fn probe(self) -> String {
        format!("/{self}/probe")
    }

    /// Returns the path of the document that shows by which way a browser reaches an origin.
    pub(crate) fn arrival(self) -> String {
        format!("/{self}/arrival")
    }

    /// Returns the path of the page's channel.
    pub(crate) fn page_channel(self) -> String {
        format!("/{self}/channel/page")
    }

    /// Returns the path of the request that the page of a batch keeps open as long as it is there;
    /// a placeholder will do for the batch.
    pub(crate) fn page_presence(self, batch: impl fmt::Display) -> String {
        format!("{}/presence/{batch}", self.page_channel())
    }

    /// Returns the path of the probe's channel.
    pub(crate) fn probe_channel(self) -> String {
        format!("/{self}/channel/probe")
    }

    /// Returns the path of the document with which a visit begins.
    pub(crate) fn entry(self) -> String {
        format!("/{self}/visit")
    }

    /// Returns the path of the document with which a visit ends.
    pub(crate) fn farewell(self) -> String {
        format!("/{self}/visited")
    }

    /// Returns the path where the window of a visit asks where it is to be.
    pub(crate) fn lead(self) -> String {
        format!("/{self}/lead")
    }

    /// Returns the path whose responses expire the cookies of a batch; a placeholder will do for
    /// the batch.
    pub(crate) fn expiry(self, batch: impl fmt::Display) -> String {
        format!("/{self}/expiry/{batch}")
    }

    /// Returns the path of the script of the page's workers.
    pub(crate) fn worker(self) -> String {
        format!("/{self}/worker")
    }

    /// Returns the path where something is said about what is asked for a shape.
    pub(crate) fn status_path(self, tag: ShapeTag, endpoint: ShapeEndpoint, word: &str) -> String {
        format!("{}/about/{word}", self.endpoint_path(tag, endpoint))
    }

    /// Returns the pattern of all paths where something is said about what is asked for a shape.
    pub(crate) fn status_pattern(self, endpoint: ShapeEndpoint) -> String {
        format!("{}/about/{{word}}", self.endpoint_pattern(endpoint))
    }

    /// Returns the path of something that is asked for a shape.
    pub(crate) fn endpoint_path(self, tag: ShapeTag, endpoint: ShapeEndpoint) -> String {
        format!("{}/{endpoint}", self.directory(tag))
    }

    /// Returns the path of the request that sets a shape's cookies.
    pub(crate) fn set_path(self, tag: ShapeTag, place: RequestPath) -> String {
        place.placed(&self.endpoint_path(tag, ShapeEndpoint::SetCookies))
    }

    /// Returns the directory of what is asked for a shape.
    pub(crate) fn directory(self, tag: ShapeTag) -> String {
        format!("{}{:x}", self.batch(tag.batch), tag.shape.0)
    }

    /// Returns what the directories of a batch's shapes begin with.
    pub(crate) fn batch(self, batch: BatchId) -> String {
        format!("/{self}/{:x}/", batch.0)
    }

    /// Returns the path of a URL in the list of something that is asked for a shape.
    pub(crate) fn hop(self, tag: ShapeTag, endpoint: ShapeEndpoint, hop: usize) -> String {
        let first = self.endpoint_path(tag, endpoint);
        if hop == 0 { first } else { format!("{first}/{hop}") }
    }

    /// Returns what is asked for which shape at this path of the session, if anything is.
    pub(crate) fn endpoint_at(self, path: &str) -> Option<(ShapeTag, ShapeEndpoint)> {
        let path = RequestPath::unplaced(path);
        let fields: Vec<&str> = path.strip_prefix(&format!("/{self}/"))?.split('/').collect();
        let ([batch, shape, endpoint] | [batch, shape, endpoint, _]) = fields[..] else {
            return None;
        };
        let endpoint = ShapeEndpoint::ALL.into_iter().find(|one| one.to_string() == endpoint)?;
        Some((tag(batch, shape)?, endpoint))
    }

    /// Returns the pattern of all paths of something that is asked for a shape.
    pub(crate) fn endpoint_pattern(self, endpoint: ShapeEndpoint) -> String {
        format!("/{self}/{{batch}}/{{shape}}/{endpoint}")
    }

    /// Returns the pattern of all paths of the further URLs in its list.
    pub(crate) fn hop_pattern(self, endpoint: ShapeEndpoint) -> String {
        format!("{}/{{hop}}", self.endpoint_pattern(endpoint))
    }
}

/// The word about a request of which a document came.
pub(crate) const DOCUMENT_LOADED: &str = "landed";

/// Something that documents ask for a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ShapeEndpoint {
    Control,
    FollowUp,
    SetCookies,
    SecondSet,
}

impl ShapeEndpoint {
    const ALL: [Self; 4] = [Self::Control, Self::FollowUp, Self::SetCookies, Self::SecondSet];
}

impl fmt::Display for ShapeEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Control => "control",
            Self::FollowUp => "echo",
            Self::SetCookies => "set",
            Self::SecondSet => "then",
        })
    }
}

/// Returns the nonce whose numbers stand in a path.
pub(crate) fn tag(batch: &str, shape: &str) -> Option<ShapeTag> {
    let number = |digits| u32::from_str_radix(digits, 16).ok();
    Some(ShapeTag { batch: BatchId(number(batch)?), shape: ShapeNo(number(shape)?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_a_shape_is_known_by_its_path() {
        let session = SessionNo(18);
        let shape = ShapeTag { batch: BatchId(31), shape: ShapeNo(2) };
        for endpoint in ShapeEndpoint::ALL {
            assert_eq!(
                session.endpoint_at(&session.endpoint_path(shape, endpoint)),
                Some((shape, endpoint))
            );
            assert_eq!(
                session.endpoint_at(&session.hop(shape, endpoint, 2)),
                Some((shape, endpoint))
            );
        }
        let in_root = session.set_path(shape, RequestPath::OneSegment);
        assert_eq!(in_root, "/12-1f-2-set");
        assert_eq!(session.endpoint_at(&in_root), Some((shape, ShapeEndpoint::SetCookies)));
        for other in [
            session.page(),
            session.page_channel(),
            SessionNo(1).endpoint_path(shape, ShapeEndpoint::SetCookies),
            "/12/1f/2".to_owned(),
        ] {
            assert_eq!(session.endpoint_at(&other), None, "{other}");
        }
    }
}
