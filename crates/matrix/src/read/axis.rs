//! `[axes]`: what each value writes.

use std::ops::Range;

use indexmap::IndexMap;

use super::file::{
    Node, Problems, Section, count, integer, named, one_or_more, string, strings, table, wrong_type,
};
use super::line::{COOKIE_KEYS, attributes_of_others, cookie_effect, other_cookies};
use crate::line::CookieEffect;
use crate::mechanism::Mechanism;
use crate::model::{
    AgainEffect, Axis, CookieReader, Effects, ExchangeEffect, FetchCredentials, HeaderTemplate,
    OriginPart, Party, PreflightTemplate, RedirectTemplate, RequestApi, RequestBody, SetBy,
    Template, TemplatePart, ThenBy, UploadEvents,
};
use crate::problem::ProblemKind;
use crate::topology::Topology;

/// The name of the axis whose values are the topologies; it is there without being declared.
pub(super) const TOPOLOGY: &str = "topology";

/// How old cookies can become in a batch.
const HIGHEST_AGE_SECS: u16 = 600;

const EXCHANGE_KEYS: [&str; 21] = [
    "set-by",
    "age-secs",
    "then-by",
    "reads-cookies-by",
    "fetch",
    "fetch-no-cors",
    "mechanism",
    "xhr",
    "upload",
    "method",
    "request",
    "body",
    "status",
    "response",
    "preflight",
    "url-list",
    "redirect",
    "reads",
    "again",
    "others",
    "others-cookie",
];

pub(super) fn read_all(
    root: &Section<'_>,
    topologies: &IndexMap<String, Topology>,
    problems: &mut Problems,
) -> IndexMap<String, Axis> {
    let mut axes = IndexMap::new();
    let topology = Axis {
        name: TOPOLOGY.to_owned(),
        values: topologies.keys().cloned().collect(),
        effects: Effects::Topology(topologies.values().cloned().collect()),
    };
    axes.insert(TOPOLOGY.to_owned(), topology);
    let Some(entries) =
        root.require("axes", problems).and_then(|node| table("`axes`", node, problems))
    else {
        return axes;
    };
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
    let entries =
        section.require("values", problems).and_then(|node| table("`values`", node, problems))?;
    if entries.is_empty() {
        let help = "add at least one value: `absent = {}`";
        problems.add(
            ProblemKind::EmptySelection,
            section.span(),
            format!("axis `{name}` has no values"),
            "empty",
            help,
        );
        return None;
    }
    let values: Vec<ValueEffect> = named("value", entries, problems)
        .into_iter()
        .filter_map(|(value, span, node)| value_effect(value, span, node, problems))
        .collect();
    let names = values.iter().map(|value| value.name.clone()).collect();
    let writes_cookie = values.iter().any(|value| value.cookie != CookieEffect::default());
    for value in
        values.iter().filter(|value| writes_cookie && value.exchange != ExchangeEffect::default())
    {
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
    cookie: CookieEffect,
    exchange: ExchangeEffect,
}

fn value_effect(
    name: String,
    span: Range<usize>,
    node: &Node<'_>,
    problems: &mut Problems,
) -> Option<ValueEffect> {
    let section = Section::of(
        &format!("value `{name}`"),
        node,
        &[&COOKIE_KEYS[..], &EXCHANGE_KEYS].concat(),
        problems,
    )?;
    let cookie = cookie_effect(&section, problems);
    let exchange = ExchangeEffect {
        set_by: section.get("set-by").and_then(|node| set_by(node, problems)),
        age_secs: age_secs(&section, problems),
        then_by: section.get("then-by").and_then(|node| then_by(node, problems)),
        reads_cookies_by: section
            .get("reads-cookies-by")
            .and_then(|node| cookie_reader(node, problems)),
        api: request_api(&section, problems),
        method: section.get("method").and_then(|node| method(node, problems)),
        request: headers("request", &section, problems),
        body: section.get("body").and_then(|node| body(node, problems)),
        status: section.get("status").and_then(|node| status(node, problems)),
        response: headers("response", &section, problems),
        preflight: section.get("preflight").and_then(|node| preflight(node, problems)),
        url_list: section.get("url-list").map(|node| url_list(node, problems)).unwrap_or_default(),
        redirect: section.get("redirect").and_then(|node| redirect(node, problems)),
        reads: section.get("reads").and_then(|node| field_name(node, problems)),
        again: section.get("again").and_then(|node| again(node, problems)),
        others: section.get("others").and_then(|node| other_cookies(node, problems)),
        others_cookie: section
            .get("others-cookie")
            .and_then(|node| attributes_of_others(node, problems)),
    };
    Some(ValueEffect { name, span, cookie, exchange })
}

fn set_by(node: &Node<'_>, problems: &mut Problems) -> Option<SetBy> {
    word(
        "party that sets cookies",
        "set-by",
        node,
        &SetBy::ALL.map(|set_by| (set_by.as_str(), set_by)),
        problems,
    )
}

/// Reads the age of cookies, which those of a first-party document alone can have.
fn age_secs(section: &Section<'_>, problems: &mut Problems) -> Option<u16> {
    let node = section.get("age-secs")?;
    if section
        .get("set-by")
        .is_none_or(|set_by| set_by.get_ref().as_str() != Some(SetBy::FirstParty.as_str()))
    {
        problems.add(
            ProblemKind::ConflictingEffect,
            node.span(),
            "only the cookies of a first-party document have an age when the client asks",
            "no `set-by = \"first-party\"` beside it",
            "add `set-by = \"first-party\"`, or take `age-secs` away",
        );
    }
    let secs = count("`age-secs`", node, problems)?;
    let found = u16::try_from(secs).ok().filter(|secs| *secs <= HIGHEST_AGE_SECS);
    if found.is_none() {
        let help = "a browser sits idle for so long: ask for the least that shows the difference";
        problems.add(
            ProblemKind::BadCount,
            node.span(),
            format!("{secs} seconds"),
            format!("more than {HIGHEST_AGE_SECS}"),
            help,
        );
    }
    found
}

fn then_by(node: &Node<'_>, problems: &mut Problems) -> Option<ThenBy> {
    word(
        "source of second lines",
        "then-by",
        node,
        &ThenBy::ALL.map(|then_by| (then_by.as_str(), then_by)),
        problems,
    )
}

fn cookie_reader(node: &Node<'_>, problems: &mut Problems) -> Option<CookieReader> {
    word(
        "way to read cookies",
        "reads-cookies-by",
        node,
        &CookieReader::ALL.map(|reader| (reader.as_str(), reader)),
        problems,
    )
}

/// The keys of which each makes a request.
const MEANS: [&str; 4] = ["fetch", "fetch-no-cors", "mechanism", "xhr"];

fn request_api(section: &Section<'_>, problems: &mut Problems) -> Option<RequestApi> {
    let mut means = MEANS.into_iter().filter_map(|key| Some((key, section.get(key)?)));
    let first = means.next();
    if let (Some((first, _)), Some((second, node))) = (first, means.next()) {
        problems.add(
            ProblemKind::ConflictingEffect,
            node.span(),
            "a request is made by one means",
            format!("and by `{first}` too"),
            format!("keep `{first}` or `{second}`"),
        );
    }
    let upload = section.get("upload");
    if let Some(upload) = upload.filter(|_| first.is_none_or(|(key, _)| key != "xhr")) {
        problems.add(
            ProblemKind::ConflictingEffect,
            upload.span(),
            "only an XMLHttpRequest tells of its upload",
            "no `xhr` beside it",
            "add `xhr = …`, or take `upload` away",
        );
    }
    let (key, node) = first?;
    match key {
        "fetch" => fetch_credentials(key, node, problems).map(RequestApi::Fetch),
        "fetch-no-cors" => fetch_credentials(key, node, problems).map(RequestApi::FetchNoCors),
        "mechanism" => {
            let known: Vec<_> =
                Mechanism::ALL.iter().map(|mechanism| (mechanism.as_str(), *mechanism)).collect();
            word("mechanism", key, node, &known, problems).map(RequestApi::Mechanism)
        }
        _ => Some(RequestApi::Xhr {
            with_credentials: word(
                "kind of XMLHttpRequest",
                key,
                node,
                &[("with-credentials", true), ("without-credentials", false)],
                problems,
            )?,
            upload: match upload {
                None => UploadEvents::Ignored,
                Some(node) => {
                    let known =
                        [("ignored", UploadEvents::Ignored), ("observed", UploadEvents::Observed)];
                    word("way with an upload's events", "upload", node, &known, problems)?
                }
            },
        }),
    }
}

fn fetch_credentials(
    key: &str,
    node: &Node<'_>,
    problems: &mut Problems,
) -> Option<FetchCredentials> {
    let known = FetchCredentials::ALL.map(|credentials| (credentials.as_str(), credentials));
    word("credentials mode", key, node, &known, problems)
}

/// Reads one of a few words.
pub(super) fn word<T: Copy>(
    what: &str,
    key: &str,
    node: &Node<'_>,
    known: &[(&str, T)],
    problems: &mut Problems,
) -> Option<T> {
    let text = string(&format!("`{key}`"), node, problems)?;
    let found = known.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
    if found.is_none() {
        problems.unknown(
            ProblemKind::UnknownValue,
            node.span(),
            what,
            text,
            known.iter().map(|(word, _)| *word),
        );
    }
    found
}

fn body(node: &Node<'_>, problems: &mut Problems) -> Option<RequestBody> {
    if let Some(text) = node.get_ref().as_str() {
        return Some(RequestBody::Text(text.to_owned()));
    }
    let section = Section::of("`body`", node, &["stream"], problems)?;
    let text =
        section.require("stream", problems).and_then(|node| string("`stream`", node, problems))?;
    Some(RequestBody::Stream(text.to_owned()))
}

/// Reads the status of a final response.
fn status(node: &Node<'_>, problems: &mut Problems) -> Option<u16> {
    let status = integer("`status`", node, problems)?;
    let found = u16::try_from(status).ok().filter(|status| (200..=599).contains(status));
    if found.is_none() {
        let help = "a final response has a status from 200 to 599";
        problems.add(
            ProblemKind::BadStatus,
            node.span(),
            format!("{status} is not the status of a final response"),
            "out of range",
            help,
        );
    }
    found
}

fn method(node: &Node<'_>, problems: &mut Problems) -> Option<String> {
    let text = string("`method`", node, problems)?;
    if text.is_empty() || !text.bytes().all(is_token_byte) {
        let help = "a method is a token such as `PUT`";
        problems.add(
            ProblemKind::BadMethod,
            node.span(),
            format!("`{text}` is not a method"),
            "not a token",
            help,
        );
        return None;
    }
    Some(text.to_owned())
}

fn again(node: &Node<'_>, problems: &mut Problems) -> Option<AgainEffect> {
    let section = Section::of(
        "`again`",
        node,
        &[&MEANS[..], &["upload", "method", "request"]].concat(),
        problems,
    )?;
    Some(AgainEffect {
        api: request_api(&section, problems),
        method: section.get("method").and_then(|node| method(node, problems)),
        request: section.get("request").map(|_| headers("request", &section, problems)),
    })
}

fn field_name(node: &Node<'_>, problems: &mut Problems) -> Option<String> {
    let name = string("`reads`", node, problems)?;
    if name.is_empty() || !name.bytes().all(is_token_byte) {
        let help = "write the name of a header field, such as `Date`";
        problems.add(
            ProblemKind::BadHeader,
            node.span(),
            format!("`{name}` does not name a header field"),
            "not a token",
            help,
        );
        return None;
    }
    Some(name.to_owned())
}

fn preflight(node: &Node<'_>, problems: &mut Problems) -> Option<PreflightTemplate> {
    let section =
        Section::of("`preflight`", node, &["status", "copy", "add", "redirect"], problems)?;
    let copy =
        section.get("copy").and_then(|node| strings("`copy`", node, problems)).unwrap_or_default();
    Some(PreflightTemplate {
        status: section.get("status").and_then(|node| status(node, problems)),
        copy: copy.into_iter().map(|(name, _)| name.to_owned()).collect(),
        add: headers("add", &section, problems),
        redirect: section.get("redirect").and_then(|node| party("redirect", node, problems)),
    })
}

fn party(key: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Party> {
    word("party", key, node, &Party::ALL.map(|party| (party.as_str(), party)), problems)
}

fn url_list(node: &Node<'_>, problems: &mut Problems) -> Vec<Party> {
    let Some(list) = node.get_ref().as_array() else {
        wrong_type("`url-list`", node, "a list of parties", problems);
        return Vec::new();
    };
    if list.is_empty() {
        let help = "name where the request goes first, or leave `url-list` out: it goes to the \
         target then";
        problems.add(
            ProblemKind::EmptySelection,
            node.span(),
            "a request goes to one URL at least",
            "empty",
            help,
        );
    }
    list.iter().filter_map(|node| party("url-list", node, problems)).collect()
}

/// The statuses that are redirects.
///
/// Spec: [Fetch, redirect status](https://fetch.spec.whatwg.org/#redirect-status).
const REDIRECT_STATUSES: [i64; 5] = [301, 302, 303, 307, 308];

fn redirect(node: &Node<'_>, problems: &mut Problems) -> Option<RedirectTemplate> {
    let section = Section::of("`redirect`", node, &["status", "response"], problems)?;
    let status = section.get("status").and_then(|node| {
        let status = integer("`status`", node, problems)?;
        if !REDIRECT_STATUSES.contains(&status) {
            let help = "a redirect has the status 301, 302, 303, 307 or 308";
            problems.add(
                ProblemKind::BadStatus,
                node.span(),
                format!("{status} is not the status of a redirect"),
                "no redirect",
                help,
            );
        }
        u16::try_from(status).ok()
    });
    Some(RedirectTemplate { status, response: headers("response", &section, problems) })
}

fn headers(key: &str, section: &Section<'_>, problems: &mut Problems) -> Vec<HeaderTemplate> {
    let Some(node) = section.get(key) else { return Vec::new() };
    let lines = one_or_more(&format!("`{key}`"), node, problems);
    lines.into_iter().filter_map(|(line, span)| header(line, span, problems)).collect()
}

fn header(line: &str, span: Range<usize>, problems: &mut Problems) -> Option<HeaderTemplate> {
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
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Reads text with placeholders; a brace that opens none must not stand in it.
pub(super) fn template(
    text: &str,
    span: Range<usize>,
    problems: &mut Problems,
) -> Option<Template> {
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
        "parent" => OriginPart::Parent,
        "site" => OriginPart::Site,
        _ => return None,
    };
    Some((party, part))
}
