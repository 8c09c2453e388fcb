//! `Set-Cookie` lines as they are played: octets, and what only the moment of playing knows.

use std::fmt;

use matrix::{SetCookieResponse, is_unwritable};
use serde::{Deserialize, Serialize};

use crate::plan::marker::{Marker, Which};
use crate::plan::nonce::Nonce;
use crate::time::UnixTime;

/// The cookie of one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CookieScript {
    /// The number of its cell among those of its shape.
    pub cell: u32,
    /// The name that it has where its line gives it no other.
    pub name: String,
    /// The line that sets it.
    pub line: Line,
    /// The line of a second response.
    pub then: Option<Line>,
    /// The response that the first line is on; `None` is the last one of the request.
    pub on: Option<SetCookieResponse>,
}

impl CookieScript {
    /// Returns where the cookie's lines stand in the shape that `nonce` marks, which lies in this
    /// directory and is played at this time.
    pub fn place<'a>(&self, nonce: Nonce, directory: &'a str, now: UnixTime) -> LinePlace<'a> {
        LinePlace { nonce, cell: self.cell, directory, now }
    }
}

/// The value of a `Set-Cookie` field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Line(pub Vec<LinePiece>);

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinePiece {
    /// These octets.
    Octets(Vec<u8>),
    /// The marker of the cell's cookie.
    Marker,
    /// The marker of the cell's other cookie.
    OtherMarker,
    /// The directory of the shape's request.
    Directory,
    /// As many letters as give the name and value around it, or the attribute value around it, this
    /// many octets.
    Fill(usize),
    /// The date so many days after the moment of playing.
    Date(i64),
}

/// What a line needs to know of the moment in which it is sent.
#[derive(Clone, Copy, Debug)]
pub struct LinePlace<'a> {
    /// The shape.
    pub nonce: Nonce,
    /// The number of the cookie's cell among those of the shape.
    pub cell: u32,
    /// The directory of the shape's request, without a slash at its end.
    pub directory: &'a str,
    /// The moment of playing.
    pub now: UnixTime,
}

impl Line {
    /// Returns the line's octets.
    pub fn write(&self, place: LinePlace<'_>) -> Vec<u8> {
        let mut octets = Vec::new();
        let mut fills = Vec::new();
        let marker = |cookie| Marker { nonce: place.nonce, cell: place.cell, cookie }.to_string();
        for piece in &self.0 {
            match piece {
                LinePiece::Octets(piece) => octets.extend_from_slice(piece),
                LinePiece::Marker => octets.extend_from_slice(marker(Which::Own).as_bytes()),
                LinePiece::OtherMarker => octets.extend_from_slice(marker(Which::Other).as_bytes()),
                LinePiece::Directory => octets.extend_from_slice(place.directory.as_bytes()),
                LinePiece::Date(days) => {
                    octets.extend_from_slice(place.now.plus_days(*days).http_date().as_bytes())
                }
                LinePiece::Fill(wanted) => fills.push((octets.len(), *wanted)),
            }
        }
        // From the last one on, so that the places of those before it stay where they are.
        for (at, wanted) in fills.into_iter().rev() {
            let there = measured_octets(&octets, at);
            octets.splice(at..at, std::iter::repeat_n(b'x', wanted.saturating_sub(there)));
        }
        octets
    }

    /// Puts octets behind it.
    pub fn add_octets(&mut self, more: &[u8]) {
        match self.0.last_mut() {
            Some(LinePiece::Octets(octets)) => octets.extend_from_slice(more),
            _ => self.0.push(LinePiece::Octets(more.to_vec())),
        }
    }

    /// Returns whether a script can write it: its octets are UTF-8.
    pub fn is_text(&self) -> bool {
        self.0.iter().all(|piece| match piece {
            LinePiece::Octets(octets) => str::from_utf8(octets).is_ok(),
            LinePiece::Marker
            | LinePiece::OtherMarker
            | LinePiece::Directory
            | LinePiece::Fill(_)
            | LinePiece::Date(_) => true,
        })
    }

    /// Returns whether HTTP software carries it: it holds no control character but tab.
    pub fn is_writable(&self) -> bool {
        self.0.iter().all(|piece| match piece {
            LinePiece::Octets(octets) => !octets.iter().any(|octet| is_unwritable(*octet)),
            LinePiece::Marker
            | LinePiece::OtherMarker
            | LinePiece::Directory
            | LinePiece::Fill(_)
            | LinePiece::Date(_) => true,
        })
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

impl fmt::Display for Line {
    /// Writes the line for people: with the names of what only the moment of playing knows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.0 {
            match piece {
                LinePiece::Octets(octets) => write!(f, "{}", octets.escape_ascii())?,
                LinePiece::Marker => f.write_str("{value}")?,
                LinePiece::OtherMarker => f.write_str("{other}")?,
                LinePiece::Directory => f.write_str("{path}")?,
                LinePiece::Date(days) => write!(f, "{{date.{days:+}d}}")?,
                LinePiece::Fill(octets) => write!(f, "{{fill.{octets}}}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, LinePiece, LinePlace};
    use crate::plan::nonce::{BatchId, Nonce, ShapeNo};
    use crate::time::UnixTime;

    const PLACE: LinePlace<'_> = LinePlace {
        nonce: Nonce { batch: BatchId(31), shape: ShapeNo(2) },
        cell: 7,
        directory: "/1/1f/2",
        now: UnixTime(784_111_777),
    };

    fn octets(text: &str) -> LinePiece {
        LinePiece::Octets(text.into())
    }

    #[track_caller]
    fn check_line(pieces: Vec<LinePiece>, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&Line(pieces).write(PLACE)), expected);
    }

    #[test]
    fn a_line_names_its_cell_and_its_place() {
        check_line(
            vec![octets("c7="), LinePiece::Marker, octets("; Path="), LinePiece::Directory],
            "c7=1f-2.7; Path=/1/1f/2",
        );
        check_line(vec![octets("c7="), LinePiece::OtherMarker], "c7=1f-2.7o");
    }

    #[test]
    fn a_date_counts_from_the_moment_of_playing() {
        check_line(
            vec![octets("c7=; Expires="), LinePiece::Date(1)],
            "c7=; Expires=Mon, 07 Nov 1994 08:49:37 GMT",
        );
        assert_eq!(
            Line(vec![LinePiece::Date(401), LinePiece::Date(-1)]).to_string(),
            "{date.+401d}{date.-1d}"
        );
    }

    #[test]
    fn a_script_writes_text_alone() {
        assert!(Line(vec![octets("c7=\u{e9}"), LinePiece::Marker]).is_text());
        assert!(!Line(vec![LinePiece::Octets(vec![b'c', b'=', 0xe9])]).is_text());
    }

    #[test]
    fn a_fill_makes_name_and_value_so_long() {
        check_line(
            vec![octets("c7="), LinePiece::Marker, LinePiece::Fill(12), octets("; Secure")],
            "c7=1f-2.7xxxx; Secure",
        );
        check_line(vec![LinePiece::Marker, LinePiece::Fill(8)], "1f-2.7xx");
    }

    #[test]
    fn a_fill_makes_an_attribute_value_so_long() {
        check_line(
            vec![
                octets("c7="),
                LinePiece::Marker,
                octets("; Path=/"),
                LinePiece::Fill(4),
                octets("; Secure"),
            ],
            "c7=1f-2.7; Path=/xxx; Secure",
        );
    }

    #[test]
    fn several_fills_do_not_get_into_each_others_way() {
        let pieces = vec![
            octets("a="),
            LinePiece::Fill(3),
            octets("; b="),
            LinePiece::Fill(2),
            octets("; c="),
            LinePiece::Fill(1),
        ];
        check_line(pieces, "a=xx; b=xx; c=x");
    }
}
