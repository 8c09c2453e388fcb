//! Text and header fields with placeholders.

use std::ops::Range;

use super::file::{ProblemList, TomlSection, one_or_more};
use crate::problem::ProblemKind;
use crate::template::{HeaderTemplate, OriginPart, TemplatePart, TextTemplate};
use crate::topology::TopologyRole;

pub(super) fn headers(
    key: &str,
    section: &TomlSection<'_>,
    problems: &mut ProblemList,
) -> Vec<HeaderTemplate> {
    let Some(node) = section.get(key) else { return Vec::new() };
    let lines = one_or_more(&format!("`{key}`"), node, problems);
    lines.into_iter().filter_map(|(line, span)| header(line, span, problems)).collect()
}

fn header(line: &str, span: Range<usize>, problems: &mut ProblemList) -> Option<HeaderTemplate> {
    match line.split_once(':') {
        Some((name, value)) if !name.is_empty() && name.bytes().all(is_token_byte) => {
            Some(HeaderTemplate {
                name: name.to_owned(),
                value: template(value.trim(), span, problems)?,
            })
        }
        _ => {
            let help = "write `Name: value`; a value may be empty, the colon stays";
            problems.add(
                ProblemKind::BadHeader,
                span,
                format!("`{line}` is not a header field"),
                "no `Name:` in front",
                help,
            );
            None
        }
    }
}

/// A tchar of RFC 9110 §5.6.2.
pub(super) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Reads text with placeholders; a brace that opens none must not stand in it.
pub(super) fn template(
    text: &str,
    span: Range<usize>,
    problems: &mut ProblemList,
) -> Option<TextTemplate> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        if !before.is_empty() {
            parts.push(TemplatePart::Text(before.to_owned()));
        }
        let Some((party, part)) = placeholder(name) else {
            problems.add(
                ProblemKind::BadPlaceholder,
                span,
                format!("`{{{name}}}` is not a known placeholder"),
                "in this text",
                "known: {client.…}, {target.…} and {unrelated.…} with host, origin, parent or site",
            );
            return None;
        };
        parts.push(TemplatePart::Placeholder(party, part));
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Text(rest.to_owned()));
    }
    Some(TextTemplate(parts))
}

fn placeholder(name: &str) -> Option<(TopologyRole, OriginPart)> {
    let (party, part) = name.split_once('.')?;
    let party = match party {
        "client" => TopologyRole::Client,
        "target" => TopologyRole::Target,
        "unrelated" => TopologyRole::Unrelated,
        _ => return None,
    };
    let part = match part {
        "host" => OriginPart::Host,
        "origin" => OriginPart::Origin,
        "parent" => OriginPart::Parent,
        "site" => OriginPart::Site,
        _ => return None,
    };
    Some((party, part))
}
