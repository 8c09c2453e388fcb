//! The keys of a value that write the `Set-Cookie` line.

use std::ops::Range;

use super::file::{ProblemList, TomlNode, TomlSection, boolean, count, string, word};
use super::template::template;
use crate::line::SetCookieResponse;
use crate::line::{CookieEffect, FillerCookies, LinePart, LineTemplate, LineText};
use crate::problem::ProblemKind;
use crate::template::TextTemplate;

/// The keys that write the cookie.
pub(super) const COOKIE_KEYS: [&str; 5] = ["cookie", "line", "then", "on", "alone"];

/// The responses that a cookie can be on, by the position of their URL in the request's list.
const CARRIERS: [(&str, SetCookieResponse); 4] = [
    ("preflight", SetCookieResponse::Preflight),
    ("first", SetCookieResponse::Response(0)),
    ("second", SetCookieResponse::Response(1)),
    ("third", SetCookieResponse::Response(2)),
];

/// How many octets `{fill.…}` may make of a line at most; a server's whole header has room for some
/// more.
const MAX_FILL_OCTETS: usize = 64 * 1024;

/// How many days `{date.…}` may be away: a date of HTTP has a year of four digits.
const MAX_DAYS: i64 = 365 * 1000;

/// Reads what a value writes into the line.
pub(super) fn cookie_effect(section: &TomlSection<'_>, problems: &mut ProblemList) -> CookieEffect {
    let mut read = |key: &str| {
        let node = section.get(key)?;
        let text = string(&format!("`{key}`"), node, problems)?;
        Some((line_template(text, node.span(), problems)?, node.span()))
    };
    let (attribute, line, then) = (read("cookie"), read("line"), read("then"));
    let alone = section.get("alone").is_some_and(|node| boolean("`alone`", node, problems));
    if let (None, Some((_, span))) = (&line, &then) {
        check_markers(
            span,
            &then.iter().map(|(template, _)| template).collect::<Vec<_>>(),
            problems,
            0,
        );
    } else if let Some((line, span)) = &line {
        check_markers(
            span,
            &std::iter::once(line).chain(then.as_ref().map(|(then, _)| then)).collect::<Vec<_>>(),
            problems,
            1,
        );
    }
    let template = |read: Option<(LineTemplate, Range<usize>)>| read.map(|(template, _)| template);
    let on = section
        .get("on")
        .and_then(|node| word("response with cookies", "on", node, &CARRIERS, problems));
    CookieEffect {
        attribute: template(attribute),
        line: template(line),
        then: template(then),
        on,
        alone,
    }
}

/// How many cookies a response sets beside the shape's own at most: some more than engines keep of
/// a host.
const MAX_FILLER_COOKIES: usize = 300;

/// Reads how many other cookies there are.
pub(super) fn other_cookies(
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> Option<FillerCookies> {
    let section = TomlSection::of("`others`", node, &["before", "after", "octets"], problems)?;
    let mut read = |key: &str| {
        section
            .get(key)
            .map_or(Some(None), |node| count(&format!("`{key}`"), node, problems).map(Some))
    };
    let (before, after, octets) =
        (read("before")?.unwrap_or(0), read("after")?.unwrap_or(0), read("octets")?);
    let others = FillerCookies { before, after, octets };
    if let (Some(octets), Some(node)) =
        (octets.filter(|octets| *octets > MAX_FILL_OCTETS), section.get("octets"))
    {
        let help = "no engine keeps a cookie of more than 4096 octets";
        problems.add(
            ProblemKind::BadCount,
            node.span(),
            format!("{octets} octets"),
            format!("more than {MAX_FILL_OCTETS}"),
            help,
        );
    }
    let all = others.before.saturating_add(others.after);
    if all > MAX_FILLER_COOKIES {
        let help = "engines keep fewer cookies of a host: a few more than that show which ones \
         they give up";
        problems.add(
            ProblemKind::BadCount,
            node.span(),
            format!("{all} other cookies"),
            format!("more than {MAX_FILLER_COOKIES}"),
            help,
        );
    }
    Some(others)
}

/// Reads an attribute of other cookies; no marker stands in it.
pub(super) fn attributes_of_others(
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> Option<LineTemplate> {
    let template =
        line_template(string("`others-cookie`", node, problems)?, node.span(), problems)?;
    if template.0.iter().any(is_marker) {
        let help = "leave it out: other cookies have a marker as their value, and nothing else is \
         looked for";
        problems.add(
            ProblemKind::BadMarker,
            node.span(),
            "an attribute of other cookies holds a marker",
            "in this text",
            help,
        );
    }
    Some(template)
}

/// A cookie is known by its marker wherever it turns up, so the marker stands in one of its lines,
/// once.
fn check_markers(
    span: &Range<usize>,
    templates: &[&LineTemplate],
    problems: &mut ProblemList,
    wanted: usize,
) {
    let markers: usize = templates.iter().map(|template| template.count(&LinePart::Marker)).sum();
    if markers != wanted {
        let help = "write `{value}` once, in the line that is looked for, and `{other}` in the \
         place of the other line's value";
        problems.add(
            ProblemKind::BadMarker,
            span.clone(),
            format!("`{{value}}` stands {markers} times in the lines"),
            "these",
            help,
        );
    }
    for template in templates {
        for pair in template.0.windows(2) {
            if is_marker(&pair[0]) && blurs(&pair[1], <[u8]>::first)
                || is_marker(&pair[1]) && blurs(&pair[0], <[u8]>::last)
            {
                let help = "put another character in between: a marker is made of `0` to `9`, `a` \
                 to `f`, `-`, `.` and `o`";
                problems.add(
                    ProblemKind::BadMarker,
                    span.clone(),
                    "the end of a marker cannot be found",
                    "touches what could be part of it",
                    help,
                );
            }
        }
    }
}

fn is_marker(part: &LinePart<LineText>) -> bool {
    matches!(part, LinePart::Marker | LinePart::OtherMarker)
}

/// Returns whether the end of a part that touches a marker could be taken for more of it.
fn blurs(part: &LinePart<LineText>, end: fn(&[u8]) -> Option<&u8>) -> bool {
    let could_be_of_marker = |octet: &u8| octet.is_ascii_hexdigit() || b"-.o".contains(octet);
    match part {
        // A placeholder of the topology may end with any letter.
        LinePart::Text(LineText::Template(text)) => text
            .literals()
            .next()
            .is_none_or(|text| end(text.as_bytes()).is_some_and(could_be_of_marker)),
        LinePart::Text(LineText::Octet(octet)) => could_be_of_marker(octet),
        LinePart::Text(LineText::Name)
        | LinePart::Marker
        | LinePart::OtherMarker
        | LinePart::Directory => true,
        // A date begins and ends with a letter of its own, as in `Sun` and `GMT`.
        LinePart::Fill(_) | LinePart::Date(_) => false,
    }
}

/// Reads a part of a line; a brace that opens no placeholder must not stand in it.
pub(super) fn line_template(
    text: &str,
    span: Range<usize>,
    problems: &mut ProblemList,
) -> Option<LineTemplate> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        if !before.is_empty() {
            parts.push(LinePart::Text(LineText::Template(TextTemplate::literal(before))));
        }
        parts.push(match placeholder(name) {
            Some(part) => part,
            None if is_of_lines(name) => {
                problems.add(
                    ProblemKind::BadPlaceholder,
                    span,
                    format!("`{{{name}}}` is not a known placeholder"),
                    "in this text",
                    "write `{byte.e9}` for an octet, `{fill.4096}` for letters, `{date.+401d}` or \
                     `{date.-1d}` for a date",
                );
                return None;
            }
            None => {
                let text = template(&format!("{{{name}}}"), span.clone(), problems)?;
                LinePart::Text(LineText::Template(text))
            }
        });
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(LinePart::Text(LineText::Template(TextTemplate::literal(rest))));
    }
    Some(LineTemplate(parts))
}

fn placeholder(name: &str) -> Option<LinePart<LineText>> {
    match name.split_once('.') {
        None => match name {
            "name" => Some(LinePart::Text(LineText::Name)),
            "other" => Some(LinePart::OtherMarker),
            "path" => Some(LinePart::Directory),
            "value" => Some(LinePart::Marker),
            _ => None,
        },
        Some(("byte", digits)) if digits.len() == 2 => {
            u8::from_str_radix(digits, 16).ok().map(|octet| LinePart::Text(LineText::Octet(octet)))
        }
        Some(("date", days)) => day(days).map(LinePart::Date),
        Some(("fill", octets)) => {
            octets.parse().ok().filter(|octets| *octets <= MAX_FILL_OCTETS).map(LinePart::Fill)
        }
        Some(_) => None,
    }
}

/// Returns whether a placeholder is of a kind that stands in lines alone.
fn is_of_lines(name: &str) -> bool {
    name.split_once('.').is_some_and(|(kind, _)| matches!(kind, "byte" | "date" | "fill"))
}

/// Reads how many days a date is away: `+401d`, `-1d`.
fn day(text: &str) -> Option<i64> {
    let days = text.strip_suffix('d').filter(|days| days.starts_with(['+', '-']))?;
    days.parse().ok().filter(|days: &i64| days.abs() <= MAX_DAYS)
}
