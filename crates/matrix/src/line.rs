//! What the values of cookie axes write into the `Set-Cookie` line.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::template::TextTemplate;
use crate::topology::Topology;

/// What one value of a cookie axis writes. Everything is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CookieEffect {
    /// What stands behind the line, after a `;`: an attribute.
    pub attribute: Option<LineTemplate>,
    /// The line itself, in place of `{name}={value}`.
    pub line: Option<LineTemplate>,
    /// The line of a second response to the same document.
    pub then: Option<LineTemplate>,
    /// The response that the line is on.
    pub on: Option<SetCookieResponse>,
    /// Whether the line has a response of its own.
    pub alone: bool,
}

impl CookieEffect {
    /// Returns whether it writes more than one attribute.
    pub(crate) fn writes_several(&self) -> bool {
        self.attribute.iter().any(|attribute| attribute.holds(|octet| octet == b';'))
    }

    /// Returns everything that it writes into these lines.
    pub(crate) fn templates(&self, lines: LineSelection) -> impl Iterator<Item = &LineTemplate> {
        let both = (lines.first || lines.second).then_some(&self.attribute);
        [both, lines.first.then_some(&self.line), lines.second.then_some(&self.then)]
            .into_iter()
            .flatten()
            .flatten()
    }
}

/// Some of the lines that a cookie has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineSelection {
    /// The line itself.
    pub(crate) first: bool,
    /// That of a second response to the same document.
    pub(crate) second: bool,
}

/// A response to a shape's request that can have `Set-Cookie` lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetCookieResponse {
    /// The answer to the CORS preflight.
    Preflight,
    /// The response of the URL at this position of the request's URL list.
    Response(usize),
}

/// How many other cookies the response with the shape's own sets, in front of them and behind them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillerCookies {
    /// How many come before.
    pub before: usize,
    /// How many come after.
    pub after: usize,
    /// How many octets name and value of each have, where they are to have more than they need.
    pub octets: Option<usize>,
}

/// A `Set-Cookie` line: text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineTemplate(pub Vec<LinePart<LineText>>);

/// What a [`LineTemplate`] knows of a line's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineText {
    /// Text, which may name parts of the topology.
    Template(TextTemplate),
    /// `{byte.e9}`: one octet.
    Octet(u8),
    /// `{name}`: a name that no other cookie of the shape has.
    Name,
}

/// A part of a `Set-Cookie` line: text, as far as `T` knows it, or what only the moment of playing
/// knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinePart<T> {
    /// Text.
    Text(T),
    /// `{value}`: the marker by which the cell's cookie is known.
    Marker,
    /// `{other}`: the marker of a cookie that is set beside it.
    OtherMarker,
    /// `{path}`: the directory of the shape's request.
    Directory,
    /// `{fill.4096}`: as many letters as give the name and value around it, or the attribute value
    /// around it, this many octets.
    Fill(usize),
    /// `{date.+401d}`: the date so many days after the moment of playing.
    Date(i64),
}

impl<T> LinePart<T> {
    /// Returns its text, unless only the moment of playing knows it.
    pub fn text(&self) -> Option<&T> {
        match self {
            Self::Text(text) => Some(text),
            Self::Marker | Self::OtherMarker | Self::Directory | Self::Fill(_) | Self::Date(_) => {
                None
            }
        }
    }

    /// Returns the part with what `write` makes of its text.
    pub fn map_text<U>(&self, write: impl FnOnce(&T) -> U) -> LinePart<U> {
        match self {
            Self::Text(text) => LinePart::Text(write(text)),
            Self::Marker => LinePart::Marker,
            Self::OtherMarker => LinePart::OtherMarker,
            Self::Directory => LinePart::Directory,
            Self::Fill(octets) => LinePart::Fill(*octets),
            Self::Date(days) => LinePart::Date(*days),
        }
    }
}

impl LineTemplate {
    /// Returns an attribute with another one behind it.
    pub(crate) fn followed_by(mut self, later: Self) -> Self {
        self.0.push(LinePart::Text(LineText::Template(TextTemplate::literal("; "))));
        self.0.extend(later.0);
        self
    }

    /// Returns whether it holds a control character that HTTP/2, and most HTTP software, refuses to
    /// carry.
    pub(crate) fn is_unwritable(&self) -> bool {
        self.holds(is_unwritable)
    }

    /// Returns whether it holds what ends a line of HTTP.
    pub(crate) fn holds_line_feed(&self) -> bool {
        self.holds(|octet| octet == b'\n')
    }

    /// Returns whether it holds what engines let end the whole response, or the rest of its field.
    pub(crate) fn can_end_response(&self) -> bool {
        self.holds(|octet| matches!(octet, b'\0' | b'\r'))
    }

    fn holds(&self, wanted: fn(u8) -> bool) -> bool {
        self.0.iter().filter_map(LinePart::text).any(|text| match text {
            LineText::Template(text) => text.literals().any(|text| text.bytes().any(wanted)),
            LineText::Octet(octet) => wanted(*octet),
            LineText::Name => false,
        })
    }

    /// Returns the text for one topology, or `None` where only the moment of playing gives all of
    /// it.
    pub fn fill(&self, topology: &Topology, unrelated: &Url) -> Option<String> {
        let text = |part: &LinePart<LineText>| match part.text()? {
            LineText::Template(text) => Some(text.fill(topology, unrelated)),
            LineText::Octet(octet) => octet.is_ascii().then(|| char::from(*octet).to_string()),
            LineText::Name => None,
        };
        self.0.iter().map(text).collect()
    }

    /// Returns whether it can be known what of its name and value comes back: the marker begins
    /// one of them, and what follows is text that is the same wherever it is read.
    pub(crate) fn is_comparable(&self) -> bool {
        let equals = LinePart::Text(LineText::Template(TextTemplate::literal("=")));
        let rest = match self.0.as_slice() {
            [LinePart::Marker, rest @ ..] => rest,
            [LinePart::Text(LineText::Name), sign, LinePart::Marker, rest @ ..]
                if *sign == equals =>
            {
                rest
            }
            _ => return false,
        };
        let is_attribute = |part: &&LinePart<LineText>| match part {
            LinePart::Text(LineText::Template(text)) => {
                text.literals().any(|text| text.contains(';'))
            }
            _ => false,
        };
        let pair = rest.split(|part| is_attribute(&part)).next().unwrap_or_default();
        pair.iter().all(|part| match part {
            LinePart::Text(LineText::Octet(octet)) => octet.is_ascii(),
            LinePart::Text(LineText::Name | LineText::Template(_)) => true,
            LinePart::Marker
            | LinePart::OtherMarker
            | LinePart::Directory
            | LinePart::Fill(_)
            | LinePart::Date(_) => false,
        })
    }

    pub(crate) fn count(&self, wanted: &LinePart<LineText>) -> usize {
        self.0.iter().filter(|part| *part == wanted).count()
    }
}

/// Returns whether HTTP/2, and most HTTP software, refuses to carry this octet in a field: a
/// control character other than tab.
///
/// Spec: [RFC 9110 §5.5](https://www.rfc-editor.org/rfc/rfc9110.html#section-5.5), what is no
/// `field-content`.
pub fn is_unwritable(octet: u8) -> bool {
    matches!(octet, 0x00..=0x08 | 0x0A..=0x1F | 0x7F)
}
