//! The mark by which a cell's cookie is known wherever it turns up.

use std::fmt;

use crate::plan::shape_tag::ShapeTag;

/// What sets the cookie of one cell apart from every other one of a run.
///
/// Written as `<batch>-<shape>.<cell>`, all in lower-case hexadecimal, with an `o` behind it for
/// the other cookie of a cell that sets two. It may stand anywhere in a cookie's name or value
/// where no hexadecimal digit, `-`, `.` or `o` touches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marker {
    /// The shape that the cookie belongs to.
    pub tag: ShapeTag,
    /// The number of its cell among those of the shape.
    pub cell: u32,
    /// Whether it is the cookie that is looked for.
    pub cookie: MarkedCookie,
}

/// A cookie of a cell that sets two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkedCookie {
    /// The one that is looked for.
    Tested,
    /// The one beside it.
    Companion,
}

impl Marker {
    /// Returns the marker in a text, if there is one; of several, the one of a cookie that is
    /// looked for.
    pub fn find(text: &str) -> Option<Self> {
        let mut found = text.split(|c: char| !is_of_marker(c)).filter_map(Self::parse);
        let first = found.next()?;
        Some(
            std::iter::once(first)
                .chain(found)
                .find(|marker| marker.cookie == MarkedCookie::Tested)
                .unwrap_or(first),
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let (tag, cell) = text.split_once('.')?;
        let (cell, cookie) = match cell.strip_suffix('o') {
            Some(cell) => (cell, MarkedCookie::Companion),
            None => (cell, MarkedCookie::Tested),
        };
        Some(Self { tag: ShapeTag::parse(tag)?, cell: u32::from_str_radix(cell, 16).ok()?, cookie })
    }
}

fn is_of_marker(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, 'a'..='f' | '-' | '.' | 'o')
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:x}", self.tag, self.cell)?;
        match self.cookie {
            MarkedCookie::Tested => Ok(()),
            MarkedCookie::Companion => f.write_str("o"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MarkedCookie, Marker};
    use crate::plan::shape_tag::{BatchId, ShapeNo, ShapeTag};

    fn marker(cookie: MarkedCookie) -> Marker {
        Marker { tag: ShapeTag { batch: BatchId(31), shape: ShapeNo(2) }, cell: 11, cookie }
    }

    #[test]
    fn a_marker_is_found_anywhere_in_a_cookie() {
        assert_eq!(marker(MarkedCookie::Tested).to_string(), "1f-2.b");
        for text in [
            "1f-2.b",
            "c7=1f-2.b",
            "\"1f-2.b\"",
            "x\u{fffd}1f-2.b x",
            "c7=a=1f-2.b,2",
            "__Host-1f-2.b",
            "xxx1f-2.bxxx",
        ] {
            assert_eq!(
                Marker::find(text),
                (text != "__Host-1f-2.b").then(|| marker(MarkedCookie::Tested)),
                "{text}"
            );
        }
    }

    #[test]
    fn the_other_cookie_of_a_cell_has_a_marker_of_its_own() {
        assert_eq!(
            Marker::find(&format!("c7={}", marker(MarkedCookie::Companion))),
            Some(marker(MarkedCookie::Companion))
        );
    }

    #[test]
    fn other_text_is_no_marker() {
        for text in ["", "c7=1f-2", "1f.2", "-.", "1f-2.", "decade-old"] {
            assert_eq!(Marker::find(text), None, "{text}");
        }
    }
}
