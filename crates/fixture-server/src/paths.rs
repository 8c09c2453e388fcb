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
    pub(crate) fn status_path(
        self,
        tag: ShapeTag,
        endpoint: PlayedEndpoint,
        word: StatusWord,
    ) -> String {
        format!("{}/about/{word}", self.endpoint_path(tag, endpoint))
    }

    /// Returns the pattern of all paths where something is said about what is asked for a shape.
    pub(crate) fn status_pattern(self, endpoint: PlayedEndpoint) -> String {
        format!("{}/about/{{word}}", self.endpoint_pattern(endpoint))
    }

    /// Returns the path of something that is asked for a shape.
    pub(crate) fn endpoint_path(self, tag: ShapeTag, endpoint: impl Into<ShapeEndpoint>) -> String {
        format!("{}/{}", self.directory(tag), endpoint.into())
    }

    /// Returns the path of the request that sets a shape's cookies.
    pub(crate) fn set_path(self, tag: ShapeTag, place: RequestPath) -> String {
        place.placed(&self.endpoint_path(tag, ShapeEndpoint::SET_COOKIES))
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
    pub(crate) fn hop(self, tag: ShapeTag, endpoint: PlayedEndpoint, hop: usize) -> String {
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
    pub(crate) fn endpoint_pattern(self, endpoint: impl Into<ShapeEndpoint>) -> String {
        format!("/{self}/{{batch}}/{{shape}}/{}", endpoint.into())
    }

    /// Returns the pattern of all paths of the further URLs in its list.
    pub(crate) fn hop_pattern(self, endpoint: PlayedEndpoint) -> String {
        format!("{}/{{hop}}", self.endpoint_pattern(endpoint))
    }
}

/// What is asked about a request of a shape, or of the document that it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatusWord {
    /// Whether the request has arrived.
    Arrived,
    /// Whether the document is there.
    Landed,
    /// A document that leads there by its `meta` element.
    MetaRefresh,
    /// A document that leads there by a header field.
    RefreshHeader,
}

impl StatusWord {
    const ALL: [Self; 4] = [Self::Arrived, Self::Landed, Self::MetaRefresh, Self::RefreshHeader];

    /// Returns the word that stands in a path.
    pub(crate) fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.to_string() == text)
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Arrived => "arrived",
            Self::Landed => "landed",
            Self::MetaRefresh => "meta-refresh",
            Self::RefreshHeader => "refresh-header",
        })
    }
}

/// Something that documents ask for a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ShapeEndpoint {
    Control,
    Played(PlayedEndpoint),
    SecondSet,
}

/// What a page asks for a shape, whose requests may be redirected and lead to documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PlayedEndpoint {
    FollowUp,
    SetCookies,
}

impl ShapeEndpoint {
    pub(crate) const FOLLOW_UP: Self = Self::Played(PlayedEndpoint::FollowUp);
    pub(crate) const SET_COOKIES: Self = Self::Played(PlayedEndpoint::SetCookies);
    const ALL: [Self; 4] = [Self::Control, Self::FOLLOW_UP, Self::SET_COOKIES, Self::SecondSet];
}

impl PlayedEndpoint {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::FollowUp, Self::SetCookies];
}

impl From<PlayedEndpoint> for ShapeEndpoint {
    fn from(endpoint: PlayedEndpoint) -> Self {
        Self::Played(endpoint)
    }
}

impl fmt::Display for ShapeEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Control => "control",
            Self::Played(PlayedEndpoint::FollowUp) => "echo",
            Self::Played(PlayedEndpoint::SetCookies) => "set",
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
        }
        for endpoint in PlayedEndpoint::ALL {
            assert_eq!(
                session.endpoint_at(&session.hop(shape, endpoint, 2)),
                Some((shape, endpoint.into()))
            );
        }
        let in_root = session.set_path(shape, RequestPath::OneSegment);
        assert_eq!(in_root, "/12-1f-2-set");
        assert_eq!(session.endpoint_at(&in_root), Some((shape, ShapeEndpoint::SET_COOKIES)));
        for other in [
            session.page(),
            session.page_channel(),
            SessionNo(1).endpoint_path(shape, ShapeEndpoint::SET_COOKIES),
            "/12/1f/2".to_owned(),
        ] {
            assert_eq!(session.endpoint_at(&other), None, "{other}");
        }
    }
}
