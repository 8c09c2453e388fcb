//! Parsing a `Set-Cookie` line, and a string given to `document.cookie`.

mod max_age;

use std::borrow::Cow;

use crate::cookie_date::{parse_expires, serialize_cookie_date};
use crate::note::Note;
use crate::quirk::{Quirk, QuirkSet};
use crate::reason::Reason;
use crate::set_cookie::max_age::process_max_age;
use crate::time::Timestamp;

/// Octets that name and value may have together.
pub(crate) const MAX_NAME_VALUE_OCTETS: usize = 4096;

/// Octets that a line may have where long ones are refused.
const MAX_LINE_OCTETS: usize = 8192;

/// Octets that an attribute value may have.
pub(crate) const MAX_ATTRIBUTE_VALUE_OCTETS: usize = 1024;

/// The SameSite attribute's enforcement.
///
/// Spec: [RFC 6265bis-22
/// §5.6.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.6.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SameSite {
    /// The attribute is absent or its value unknown.
    #[default]
    Default,
    /// `Lax`.
    Lax,
    /// `None`.
    None,
    /// `Strict`.
    Strict,
}

impl SameSite {
    /// Returns the attribute's value, or `None` for the default.
    pub const fn attribute_value(self) -> Option<&'static str> {
        match self {
            Self::Default => None,
            Self::Lax => Some("Lax"),
            Self::None => Some("None"),
            Self::Strict => Some("Strict"),
        }
    }
}

/// The Path attribute's effect.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PathAttribute<'a> {
    /// The value is empty or does not begin with `/`: the default-path.
    DefaultPath,
    /// The value.
    Given(Cow<'a, [u8]>),
}

/// What a set-cookie-string says: of each attribute the last one that counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SetCookie<'a> {
    /// The cookie-name; may be empty.
    pub name: &'a [u8],
    /// The cookie-value; may be empty.
    pub value: &'a [u8],
    /// The Expires attribute.
    pub expires: Option<Timestamp>,
    /// The Max-Age attribute in seconds, as far as an `i64` reaches.
    pub max_age_secs: Option<i64>,
    /// The Domain attribute in lower case without its leading dot; may be empty, and any octets.
    pub domain: Option<Cow<'a, [u8]>>,
    /// The Path attribute.
    pub path: Option<PathAttribute<'a>>,
    /// Whether there is a Secure attribute.
    pub secure: bool,
    /// Whether there is an HttpOnly attribute.
    pub http_only: bool,
    /// The SameSite attribute.
    pub same_site: SameSite,
    /// Whether there is a Partitioned attribute.
    pub partitioned: bool,
}

/// The result of parsing: the fields even of a line that must be ignored, so that every violated
/// rule can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedSetCookie<'a> {
    /// What the line says.
    pub cookie: SetCookie<'a>,
    /// The Domain attribute as it is written; `None` where it is absent, or not of a line.
    pub domain_as_written: Option<&'a [u8]>,
    /// Whether it is a call of `cookieStore.delete()`.
    pub is_deletion: bool,
    /// Rules that make the line ignored, in order.
    pub reasons: Vec<Reason>,
    /// Odd input that is accepted, in order, none twice.
    pub notes: Vec<Note>,
}

impl ParsedSetCookie<'_> {
    fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Parses a set-cookie-string. Any octets are accepted; the reasons say whether the line is
/// ignored.
///
/// Spec: [RFC 6265bis-22
/// §5.6](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.6).
pub fn parse_set_cookie(line: &[u8], quirks: QuirkSet) -> ParsedSetCookie<'_> {
    let mut parsed = ParsedSetCookie::default();
    // Quirk: what stands behind an octet that is not printable ASCII is lost.
    let ends_early = quirks.has(Quirk::LineEndsOutsidePrintableAscii);
    let line = if ends_early { printable_part(line) } else { line };
    // Quirk: a line ends as a string of C does, and as a line of text.
    let is_end = |octet: &u8| matches!(*octet, b'\0' | b'\n');
    let end = line.iter().position(is_end);
    let end = end.filter(|_| quirks.has(Quirk::LineEndsAtNulOrLineFeed));
    let line = &line[..end.unwrap_or(line.len())];
    let trim = if ends_early { trim_white_space } else { trim_wsp };
    // Step 2 first: the name-value-pair ends at the first ";".
    let (pair, mut unparsed_attributes) = split_at_first(line, b';');
    // Step 1: control characters. Deviation: the steps go on, so that every violated rule can be
    // told.
    // Quirk: attributes are not looked at.
    let checked = if quirks.has(Quirk::ControlsAllowedInAttributes) { pair } else { line };
    if !ends_early && checked.iter().any(|octet| is_control(*octet)) {
        parsed.reasons.push(Reason::ControlChar);
    }
    // Quirks, no steps.
    let is_too_long = line.len() > MAX_LINE_OCTETS;
    if is_too_long && quirks.has(Quirk::LongLinesRefused) {
        parsed.reasons.push(Reason::Quirk(Quirk::LongLinesRefused));
    }
    if !line.is_ascii() && quirks.has(Quirk::NonAsciiLinesRefused) {
        parsed.reasons.push(Reason::Quirk(Quirk::NonAsciiLinesRefused));
    }
    // Step 3: without "=" the name is empty and all is value, or by the quirk all is name.
    let needs_name = quirks.has(Quirk::NoNamelessCookies);
    // Quirk: a comma before "=" makes all the value.
    let comma_ends = quirks.has(Quirk::CommaEndsAName);
    let (name, value) = match split_at_first(pair, b'=') {
        (name, Some(_)) if comma_ends && name.contains(&b',') => (&[][..], pair),
        (name, Some(value)) => (name, value),
        (name, None) if needs_name => (name, &[][..]),
        (value, None) => (&[][..], value),
    };
    // Step 4.
    (parsed.cookie.name, parsed.cookie.value) = (trim(name), trim(value));
    if needs_name && parsed.cookie.name.is_empty() {
        parsed.reasons.push(Reason::Quirk(Quirk::NoNamelessCookies));
    }
    // Step 5, or the quirk that it is missing.
    let octets = limited_octets(&parsed.cookie, quirks);
    if octets > MAX_NAME_VALUE_OCTETS && !quirks.has(Quirk::NoNameValueLimit) {
        parsed.reasons.push(Reason::NameValueTooLong);
    }
    // Deviation: `Set-Cookie: =` is no nameless cookie but none at all, which the storage model
    // says.
    if parsed.cookie.name.is_empty() && !parsed.cookie.value.is_empty() {
        parsed.note(Note::Nameless);
    }
    // The attributes, steps 1 to 3: each reaches to the next ";".
    while let Some(rest) = unparsed_attributes {
        let cookie_av;
        (cookie_av, unparsed_attributes) = split_at_first(rest, b';');
        // Step 4: without "=" the value is empty.
        let (mut name, mut value) = split_at_first(cookie_av, b'=');
        // Quirk: a comma ends the name, and the line.
        if let (before, Some(_)) = split_at_first(name, b',')
            && comma_ends
        {
            (name, value, unparsed_attributes) = (before, None, None);
        }
        // Step 5.
        let (name, has_value) = (trim(name), value.is_some());
        let value = trim(value.unwrap_or_default());
        // Step 6: an attribute value that is too long is ignored together with its name, or by two
        // quirks it is not.
        let is_too_long = value.len() > MAX_ATTRIBUTE_VALUE_OCTETS;
        let has_no_limit = quirks.has(Quirk::NoAttributeLimit)
            || (quirks.has(Quirk::ExpiresOfAnyLength) && name.eq_ignore_ascii_case(b"expires"));
        if is_too_long && !has_no_limit {
            parsed.note(Note::AttributeTooLongIgnored);
            continue;
        }
        // Step 7.
        process_attribute(&mut parsed, name, (value, has_value), quirks);
    }
    parsed
}

/// Returns how many octets count toward [`MAX_NAME_VALUE_OCTETS`]: those of name and value, or by
/// the quirk those of the value.
pub(crate) fn limited_octets(cookie: &SetCookie<'_>, quirks: QuirkSet) -> usize {
    let of_name = if quirks.has(Quirk::ValueAloneIsLimited) { 0 } else { cookie.name.len() };
    of_name + cookie.value.len()
}

/// Writes the fields as a set-cookie-string that [`parse_set_cookie`] reads back as the same
/// fields.
pub fn serialize_set_cookie(cookie: &SetCookie<'_>) -> Vec<u8> {
    // "=" is written for a nameless cookie too, lest a "=" inside its value be taken for it.
    let mut line = [cookie.name, b"=", cookie.value].concat();
    if let Some(expires) = cookie.expires {
        line.extend_from_slice(b"; Expires=");
        line.extend_from_slice(serialize_cookie_date(expires).as_bytes());
    }
    if let Some(max_age) = cookie.max_age_secs {
        line.extend_from_slice(format!("; Max-Age={max_age}").as_bytes());
    }
    if let Some(domain) = &cookie.domain {
        // A further leading dot, or white space after the one that is ignored, is part of the
        // domain: it needs that one before it.
        let dot: &[u8] = if domain.starts_with(b".") || trim_wsp(domain).len() < domain.len() {
            b"."
        } else {
            b""
        };
        line.extend_from_slice(&[b"; Domain=", dot, domain].concat());
    }
    match &cookie.path {
        Some(PathAttribute::DefaultPath) => line.extend_from_slice(b"; Path="),
        Some(PathAttribute::Given(path)) => {
            line.extend_from_slice(&[b"; Path=", path.as_ref()].concat())
        }
        None => {}
    }
    if let Some(same_site) = cookie.same_site.attribute_value() {
        line.extend_from_slice(b"; SameSite=");
        line.extend_from_slice(same_site.as_bytes());
    }
    for (present, attribute) in [
        (cookie.secure, "; Secure"),
        (cookie.http_only, "; HttpOnly"),
        (cookie.partitioned, "; Partitioned"),
    ] {
        if present {
            line.extend_from_slice(attribute.as_bytes());
        }
    }
    line
}

/// Returns whether an octet is a control character that no set-cookie-string may hold: all of them
/// but tab.
pub(crate) fn is_control(octet: u8) -> bool {
    matches!(octet, 0x00..=0x08 | 0x0A..=0x1F | 0x7F)
}

fn process_attribute<'a>(
    parsed: &mut ParsedSetCookie<'a>,
    name: &[u8],
    (value, has_value): (&'a [u8], bool),
    quirks: QuirkSet,
) {
    if name.eq_ignore_ascii_case(b"expires") {
        // §5.6.1. The cap of steps 3 and 4 is applied when the cookie is stored, where the time is
        // known.
        let expires = parse_expires(value, quirks);
        let is_date = expires.is_some();
        if !is_date {
            parsed.note(Note::ExpiresUnparsable);
        }
        // Quirks: the last one counts also where it is no date, and also against Max-Age.
        let replaces_max_age = quirks.has(Quirk::LastOfMaxAgeAndExpires);
        if is_date || replaces_max_age || quirks.has(Quirk::LastExpiresCounts) {
            parsed.cookie.expires = expires;
        }
        if replaces_max_age {
            parsed.cookie.max_age_secs = None;
        }
    } else if name.eq_ignore_ascii_case(b"max-age") {
        process_max_age(parsed, (value, has_value), quirks);
    } else if name.eq_ignore_ascii_case(b"domain") {
        // §5.6.3. One leading dot is ignored.
        parsed.domain_as_written = Some(value);
        let domain = match value.strip_prefix(b".") {
            Some(domain) => {
                parsed.note(Note::DomainLeadingDot);
                domain
            }
            None => value,
        };
        let has_upper_case = domain.iter().any(u8::is_ascii_uppercase);
        parsed.cookie.domain = Some(if has_upper_case {
            Cow::Owned(domain.to_ascii_lowercase())
        } else {
            Cow::Borrowed(domain)
        });
    } else if name.eq_ignore_ascii_case(b"path") {
        // §5.6.4.
        parsed.cookie.path = Some(if value.starts_with(b"/") {
            PathAttribute::Given(Cow::Borrowed(value))
        } else {
            parsed.note(Note::PathDefaulted);
            PathAttribute::DefaultPath
        });
    } else if name.eq_ignore_ascii_case(b"secure") {
        parsed.cookie.secure = true;
    } else if name.eq_ignore_ascii_case(b"httponly") {
        parsed.cookie.http_only = true;
    } else if name.eq_ignore_ascii_case(b"samesite") {
        // §5.6.7. The last one counts, also where it is none of the three.
        let same_site = if value.eq_ignore_ascii_case(b"none") {
            SameSite::None
        } else if value.eq_ignore_ascii_case(b"strict") {
            SameSite::Strict
        } else if value.eq_ignore_ascii_case(b"lax") {
            SameSite::Lax
        } else {
            parsed.note(Note::SameSiteUnrecognized);
            SameSite::Default
        };
        if !keeps_earlier(parsed.cookie.same_site, same_site, quirks) {
            parsed.cookie.same_site = same_site;
        }
    } else if name.eq_ignore_ascii_case(b"partitioned") {
        // CHIPS. The value is ignored.
        parsed.cookie.partitioned = true;
    } else if !(name.is_empty() && value.is_empty()) {
        parsed.note(Note::AttributeUnknown);
    }
}

/// Returns whether a SameSite attribute leaves what an earlier one said, which only quirks do.
fn keeps_earlier(earlier: SameSite, given: SameSite, quirks: QuirkSet) -> bool {
    let is_strict = |same_site| matches!(same_site, SameSite::Lax | SameSite::Strict);
    // Lax and Strict are taken back by each other alone.
    let by_strictness = is_strict(earlier) && !is_strict(given);
    // Lax takes nothing back, and neither does what is none of the three.
    let by_lax =
        earlier != SameSite::Default && !matches!(given, SameSite::None | SameSite::Strict);
    // Only a known value takes the place of an earlier one.
    let by_unknown = given == SameSite::Default;
    (by_strictness && quirks.has(Quirk::LastLaxOrStrictCounts))
        || (by_lax && quirks.has(Quirk::LastNoneOrStrictCounts))
        || (by_unknown && quirks.has(Quirk::LastValidSameSiteCounts))
}

/// Returns a line up to the first octet that is a control character or not ASCII. White space is
/// left out where a piece of the line begins: at its start, and behind `;` and a first `=`.
fn printable_part(line: &[u8]) -> &[u8] {
    let (mut is_at_start, mut is_in_name) = (true, true);
    let ends = |octet: &u8| {
        if is_at_start && matches!(*octet, b' ' | b'\t' | b'\n' | 0x0C | b'\r') {
            return false;
        }
        is_at_start = *octet == b';' || (*octet == b'=' && is_in_name);
        is_in_name = *octet == b';' || (is_in_name && *octet != b'=');
        *octet < 0x20 || *octet >= 0x80
    };
    &line[..line.iter().position(ends).unwrap_or(line.len())]
}

/// Removes leading and trailing spaces, tabs and ends of lines.
fn trim_white_space(mut octets: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\n' | 0x0C | b'\r', rest @ ..]
    | [rest @ .., b' ' | b'\t' | b'\n' | 0x0C | b'\r'] = octets
    {
        octets = rest;
    }
    octets
}

fn split_at_first(octets: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match octets.iter().position(|octet| *octet == separator) {
        Some(position) => (&octets[..position], Some(&octets[position + 1..])),
        None => (octets, None),
    }
}

/// Removes leading and trailing spaces and tabs.
pub(crate) fn trim_wsp(mut octets: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = octets {
        octets = rest;
    }
    octets
}

#[cfg(test)]
mod tests;
