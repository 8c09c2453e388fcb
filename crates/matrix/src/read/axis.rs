//! `[axes]`: what each value writes.

use std::ops::Range;

use indexmap::IndexMap;

use super::file::{Node, Problems, Section, named, one_or_more, string, strings, table};
use crate::model::{
    Axis, Effects, ExchangeEffect, FetchCredentials, HeaderTemplate, OriginPart, Party, PreflightTemplate, RequestApi, SetBy, Template,
    TemplatePart, Topology,
};
use crate::problem::ProblemKind;

/// The name of the axis whose values are the topologies; it is there without being declared.
pub(super) const TOPOLOGY: &str = "topology";

const VALUE_KEYS: [&str; 8] = ["cookie", "set-by", "fetch", "xhr", "method", "request", "response", "preflight"];

pub(super) fn read_all(root: &Section<'_>, topologies: &IndexMap<String, Topology>, problems: &mut Problems) -> IndexMap<String, Axis> {
    let mut axes = IndexMap::new();
    let topology = Axis {
        name: TOPOLOGY.to_owned(),
        values: topologies.keys().cloned().collect(),
        effects: Effects::Topology(topologies.values().cloned().collect()),
    };
    axes.insert(TOPOLOGY.to_owned(), topology);
    let Some(entries) = root.require("axes", problems).and_then(|node| table("`axes`", node, problems)) else { return axes };
    for (name, span, node) in named("axis", entries, problems) {
        if name == TOPOLOGY {
            problems.add(
                ProblemKind::Duplicate,
                span,
                "the axis `topology` is there already",
                "declared by `[topologies]`",
                "add a table under `[topologies]` instead",
            );
            continue;
        }
        axes.extend(read_one(&name, node, problems).map(|axis| (name, axis)));
    }
    axes
}

fn read_one(name: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Axis> {
    let section = Section::of(&format!("axis `{name}`"), node, &["values"], problems)?;
    let entries = section.require("values", problems).and_then(|node| table("`values`", node, problems))?;
    if entries.is_empty() {
        let help = "add at least one value: `absent = {}`";
        problems.add(ProblemKind::EmptySelection, section.span(), format!("axis `{name}` has no values"), "empty", help);
        return None;
    }
    let values: Vec<ValueEffect> =
        named("value", entries, problems).into_iter().filter_map(|(value, span, node)| value_effect(value, span, node, problems)).collect();
    let names = values.iter().map(|value| value.name.clone()).collect();
    let writes_cookie = values.iter().any(|value| value.cookie.is_some());
    for value in values.iter().filter(|value| writes_cookie && value.exchange != ExchangeEffect::default()) {
        problems.add(
            ProblemKind::ConflictingEffect,
            value.span.clone(),
            format!("axis `{name}` writes the cookie and the exchange"),
            "writes the exchange",
            "make two axes of it: one with `cookie` alone, one with the rest",
        );
    }
    let effects = if writes_cookie {
        Effects::Cookie(values.into_iter().map(|value| value.cookie).collect())
    } else {
        Effects::Exchange(values.into_iter().map(|value| value.exchange).collect())
    };
    Some(Axis { name: name.to_owned(), values: names, effects })
}

struct ValueEffect {
    name: String,
    span: Range<usize>,
    cookie: Option<Template>,
    exchange: ExchangeEffect,
}

fn value_effect(name: String, span: Range<usize>, node: &Node<'_>, problems: &mut Problems) -> Option<ValueEffect> {
    let section = Section::of(&format!("value `{name}`"), node, &VALUE_KEYS, problems)?;
    let cookie = section.get("cookie").and_then(|node| {
        let text = string("`cookie`", node, problems)?;
        template(text, node.span(), problems)
    });
    let exchange = ExchangeEffect {
        set_by: section.get("set-by").and_then(|node| set_by(node, problems)),
        api: request_api(&section, problems),
        method: section.get("method").and_then(|node| method(node, problems)),
        request: headers("request", &section, problems),
        response: headers("response", &section, problems),
        preflight: section.get("preflight").and_then(|node| preflight(node, problems)),
    };
    Some(ValueEffect { name, span, cookie, exchange })
}

fn set_by(node: &Node<'_>, problems: &mut Problems) -> Option<SetBy> {
    let word = string("`set-by`", node, problems)?;
    let set_by = SetBy::ALL.into_iter().find(|set_by| set_by.as_str() == word);
    if set_by.is_none() {
        problems.unknown(ProblemKind::UnknownValue, node.span(), "party that sets cookies", word, SetBy::ALL.map(SetBy::as_str));
    }
    set_by
}

fn request_api(section: &Section<'_>, problems: &mut Problems) -> Option<RequestApi> {
    let (fetch, xhr) = (section.get("fetch"), section.get("xhr"));
    if let (Some(_), Some(xhr)) = (fetch, xhr) {
        problems.add(
            ProblemKind::ConflictingEffect,
            xhr.span(),
            "a request is made by one means",
            "and by `fetch` too",
            "keep `fetch` or `xhr`",
        );
    }
    if let Some(node) = fetch {
        let word = string("`fetch`", node, problems)?;
        let credentials = FetchCredentials::ALL.into_iter().find(|credentials| credentials.as_str() == word);
        if credentials.is_none() {
            let known = FetchCredentials::ALL.map(FetchCredentials::as_str);
            problems.unknown(ProblemKind::UnknownValue, node.span(), "credentials mode", word, known);
        }
        return credentials.map(RequestApi::Fetch);
    }
    let node = xhr?;
    match string("`xhr`", node, problems)? {
        "with-credentials" => Some(RequestApi::Xhr { with_credentials: true }),
        "without-credentials" => Some(RequestApi::Xhr { with_credentials: false }),
        word => {
            let known = ["with-credentials", "without-credentials"];
            problems.unknown(ProblemKind::UnknownValue, node.span(), "kind of XMLHttpRequest", word, known);
            None
        }
    }
}

fn method(node: &Node<'_>, problems: &mut Problems) -> Option<String> {
    let text = string("`method`", node, problems)?;
    if text.is_empty() || !text.bytes().all(is_token_byte) {
        let help = "a method is a token such as `PUT`";
        problems.add(ProblemKind::BadMethod, node.span(), format!("`{text}` is not a method"), "not a token", help);
        return None;
    }
    Some(text.to_owned())
}

fn preflight(node: &Node<'_>, problems: &mut Problems) -> Option<PreflightTemplate> {
    let section = Section::of("`preflight`", node, &["copy", "add"], problems)?;
    let copy = section.get("copy").and_then(|node| strings("`copy`", node, problems)).unwrap_or_default();
    Some(PreflightTemplate { copy: copy.into_iter().map(|(name, _)| name.to_owned()).collect(), add: headers("add", &section, problems) })
}

fn headers(key: &str, section: &Section<'_>, problems: &mut Problems) -> Vec<HeaderTemplate> {
    let Some(node) = section.get(key) else { return Vec::new() };
    let lines = one_or_more(&format!("`{key}`"), node, problems);
    lines.into_iter().filter_map(|(line, span)| header(line, span, problems)).collect()
}

fn header(line: &str, span: Range<usize>, problems: &mut Problems) -> Option<HeaderTemplate> {
    match line.split_once(':') {
        Some((name, value)) if !name.is_empty() && name.bytes().all(is_token_byte) => {
            Some(HeaderTemplate { name: name.to_owned(), value: template(value.trim(), span, problems)? })
        }
        _ => {
            let help = "write `Name: value`; a value may be empty, the colon stays";
            problems.add(ProblemKind::BadHeader, span, format!("`{line}` is not a header field"), "no `Name:` in front", help);
            None
        }
    }
}

/// A tchar of RFC 9110 §5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Reads text with placeholders; a brace that opens none must not stand in it.
pub(super) fn template(text: &str, span: Range<usize>, problems: &mut Problems) -> Option<Template> {
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
                format!("there is no placeholder `{{{name}}}`"),
                "in this text",
                "known: {client.…}, {target.…} and {unrelated.…} with host, origin or site",
            );
            return None;
        };
        parts.push(TemplatePart::Placeholder(party, part));
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Text(rest.to_owned()));
    }
    Some(Template(parts))
}

fn placeholder(name: &str) -> Option<(Party, OriginPart)> {
    let (party, part) = name.split_once('.')?;
    let party = match party {
        "client" => Party::Client,
        "target" => Party::Target,
        "unrelated" => Party::Unrelated,
        _ => return None,
    };
    let part = match part {
        "host" => OriginPart::Host,
        "origin" => OriginPart::Origin,
        "site" => OriginPart::Site,
        _ => return None,
    };
    Some((party, part))
}
