//! `Set-Cookie` lines as they are played: octets, and what only the moment of playing knows.

use std::fmt;

use matrix::{LinePart, SetCookieResponse, is_unwritable};

use crate::plan::marker::{MarkedCookie, Marker};
use crate::plan::shape_tag::ShapeTag;
use crate::time::UnixTime;

/// The cookie of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieScript {
    /// The number of its cell among those of its shape.
    pub cell: u32,
    /// The name that it has where its line gives it no other.
    pub name: String,
    /// The line that sets it.
    pub line: SetCookieLine,
    /// The line of a second response.
    pub then: Option<SetCookieLine>,
    /// The response that the first line is on; `None` is the last one of the request.
    pub on: Option<SetCookieResponse>,
}

impl CookieScript {
    /// Returns where the cookie's lines stand in the shape that `tag` marks, which lies in this
    /// directory and is played at this time.
    pub fn place<'a>(&self, tag: ShapeTag, directory: &'a str, now: UnixTime) -> SendContext<'a> {
        SendContext { tag, cell: self.cell, directory, now }
    }
}

/// The value of a `Set-Cookie` field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetCookieLine(pub Vec<LinePart<Vec<u8>>>);

/// What a line needs to know of the moment in which it is sent.
#[derive(Clone, Copy, Debug)]
pub struct SendContext<'a> {
    /// The shape.
    pub tag: ShapeTag,
    /// The number of the cookie's cell among those of the shape.
    pub cell: u32,
    /// The directory of the shape's request, without a slash at its end.
    pub directory: &'a str,
    /// The moment of playing.
    pub now: UnixTime,
}

impl SetCookieLine {
    /// Returns the line's octets.
    pub fn write(&self, place: SendContext<'_>) -> Vec<u8> {
        let mut octets = Vec::new();
        let mut fills = Vec::new();
        let marker = |cookie| Marker { tag: place.tag, cell: place.cell, cookie }.to_string();
        for piece in &self.0 {
            match piece {
                LinePart::Text(piece) => octets.extend_from_slice(piece),
                LinePart::Marker => {
                    octets.extend_from_slice(marker(MarkedCookie::Tested).as_bytes())
                }
                LinePart::OtherMarker => {
                    octets.extend_from_slice(marker(MarkedCookie::Companion).as_bytes())
                }
                LinePart::Directory => octets.extend_from_slice(place.directory.as_bytes()),
                LinePart::Date(days) => {
                    octets.extend_from_slice(place.now.plus_days(*days).http_date().as_bytes())
                }
                LinePart::Fill(wanted) => fills.push((octets.len(), *wanted)),
            }
        }
        // From the last one on, so that the places of those before it stay where they are.
        for (at, wanted) in fills.into_iter().rev() {
            let there = measured_octets(&octets, at);
            octets.splice(at..at, std::iter::repeat_n(b'x', wanted.saturating_sub(there)));
        }
        octets
    }

    /// Adds a part at its end.
    pub fn add(&mut self, part: LinePart<Vec<u8>>) {
        match (self.0.last_mut(), part) {
            (Some(LinePart::Text(octets)), LinePart::Text(more)) => octets.extend(more),
            (_, part) => self.0.push(part),
        }
    }

    /// Returns whether a script can write it: its octets are UTF-8.
    pub fn is_text(&self) -> bool {
        self.octets().all(|octets| str::from_utf8(octets).is_ok())
    }

    /// Returns whether HTTP software carries it: it holds no control character but tab.
    pub fn is_writable(&self) -> bool {
        self.octets().all(|octets| !octets.iter().any(|octet| is_unwritable(*octet)))
    }

    /// Returns whether any driver can list its cookie: its octets are printable ASCII without
    /// quotes and backslashes.
    pub fn is_plain(&self) -> bool {
        let is_plain =
            |octet: &u8| matches!(octet, b' '..=b'~') && !matches!(octet, b'"' | b'\'' | b'\\');
        self.octets().flatten().all(is_plain)
    }

    /// Returns name and value of each attribute as written, without white space around them. A `?`
    /// stands for what only the moment of playing knows.
    pub fn attributes(&self) -> Vec<(String, String)> {
        let mut line = Vec::new();
        for part in &self.0 {
            match part {
                LinePart::Text(octets) => line.extend_from_slice(octets),
                LinePart::Date(_)
                | LinePart::Directory
                | LinePart::Fill(_)
                | LinePart::Marker
                | LinePart::OtherMarker => line.push(b'?'),
            }
        }
        let attribute = |attribute: &[u8]| {
            let attribute = String::from_utf8_lossy(attribute);
            let (name, value) = attribute.split_once('=').unwrap_or((&attribute, ""));
            (name.trim().to_owned(), value.trim().to_owned())
        };
        line.split(|octet| *octet == b';').skip(1).map(attribute).collect()
    }

    /// Returns whether it has an attribute with this name, in upper or lower case.
    pub fn has_attribute(&self, name: &str) -> bool {
        self.attributes().iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }

    /// Returns the octets that are known before it is played.
    fn octets(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().filter_map(LinePart::text).map(Vec::as_slice)
    }
}

/// Returns how many octets the name and the value around a place of a line have, or the value of
/// the attribute around it.
fn measured_octets(line: &[u8], at: usize) -> usize {
    let start =
        line[..at].iter().rposition(|octet| *octet == b';').map_or(0, |semicolon| semicolon + 1);
    let end = line[at..]
        .iter()
        .position(|octet| *octet == b';')
        .map_or(line.len(), |semicolon| at + semicolon);
    let segment = &line[start..end];
    match segment.iter().position(|octet| *octet == b'=') {
        Some(equals) if start > 0 => segment.len() - equals - 1,
        Some(_) => segment.len() - 1,
        None => segment.len(),
    }
}

impl fmt::Display for SetCookieLine {
    /// Writes the line for people: with the names of what only the moment of playing knows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.0 {
            match piece {
                LinePart::Text(octets) => write!(f, "{}", octets.escape_ascii())?,
                LinePart::Marker => f.write_str("{value}")?,
                LinePart::OtherMarker => f.write_str("{other}")?,
                LinePart::Directory => f.write_str("{path}")?,
                LinePart::Date(days) => write!(f, "{{date.{days:+}d}}")?,
                LinePart::Fill(octets) => write!(f, "{{fill.{octets}}}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use matrix::LinePart;

    use super::{SendContext, SetCookieLine};
    use crate::plan::shape_tag::{BatchId, ShapeNo, ShapeTag};
    use crate::time::UnixTime;

    const PLACE: SendContext<'_> = SendContext {
        tag: ShapeTag { batch: BatchId(31), shape: ShapeNo(2) },
        cell: 7,
        directory: "/1/1f/2",
        now: UnixTime(784_111_777),
    };

    fn octets(text: &str) -> LinePart<Vec<u8>> {
        LinePart::Text(text.into())
    }

    #[track_caller]
    fn check_line(pieces: Vec<LinePart<Vec<u8>>>, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&SetCookieLine(pieces).write(PLACE)), expected);
    }

    #[test]
    fn a_line_names_its_cell_and_its_place() {
        check_line(
            vec![octets("c7="), LinePart::Marker, octets("; Path="), LinePart::Directory],
            "c7=1f-2.7; Path=/1/1f/2",
        );
        check_line(vec![octets("c7="), LinePart::OtherMarker], "c7=1f-2.7o");
    }

    #[test]
    fn a_date_counts_from_the_moment_of_playing() {
        check_line(
            vec![octets("c7=; Expires="), LinePart::Date(1)],
            "c7=; Expires=Mon, 07 Nov 1994 08:49:37 GMT",
        );
        assert_eq!(
            SetCookieLine(vec![LinePart::Date(401), LinePart::Date(-1)]).to_string(),
            "{date.+401d}{date.-1d}"
        );
    }

    #[test]
    fn a_script_writes_text_alone() {
        assert!(SetCookieLine(vec![octets("c7=\u{e9}"), LinePart::Marker]).is_text());
        assert!(!SetCookieLine(vec![LinePart::Text(vec![b'c', b'=', 0xe9])]).is_text());
    }

    #[test]
    fn a_fill_makes_name_and_value_so_long() {
        check_line(
            vec![octets("c7="), LinePart::Marker, LinePart::Fill(12), octets("; Secure")],
            "c7=1f-2.7xxxx; Secure",
        );
        check_line(vec![LinePart::Marker, LinePart::Fill(8)], "1f-2.7xx");
    }

    #[test]
    fn a_fill_makes_an_attribute_value_so_long() {
        check_line(
            vec![
                octets("c7="),
                LinePart::Marker,
                octets("; Path=/"),
                LinePart::Fill(4),
                octets("; Secure"),
            ],
            "c7=1f-2.7; Path=/xxx; Secure",
        );
    }

    #[test]
    fn several_fills_do_not_get_into_each_others_way() {
        let pieces = vec![
            octets("a="),
            LinePart::Fill(3),
            octets("; b="),
            LinePart::Fill(2),
            octets("; c="),
            LinePart::Fill(1),
        ];
        check_line(pieces, "a=xx; b=xx; c=x");
    }

    #[test]
    fn attributes_are_what_follows_the_first_semicolon() {
        let line = SetCookieLine(vec![
            octets("c7=Path"),
            LinePart::Marker,
            octets("; Path = "),
            LinePart::Directory,
            octets("/x;HttpOnly; =y"),
        ]);
        let expected = [("Path", "?/x"), ("HttpOnly", ""), ("", "y")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(line.attributes(), expected);
        assert!(line.has_attribute("httponly") && !line.has_attribute("Secure"));
    }
}
