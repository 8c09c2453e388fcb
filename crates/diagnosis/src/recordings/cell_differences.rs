//! How a recorded cell differs from a question, in words: both ways, what it has more and what it
//! has less.

use matrix::{CookieReader, CookieSetter, FieldNameCase, RequestPath, SetCookieResponse};
use run_model::UnixTime;
use run_model::plan::{BatchId, ShapeNo, ShapeScript, ShapeTag};
use spec_model::QuirkSet;
use spec_model::fetch::{Headers, cors_unsafe_request_header_names};

use crate::http::response_head::ResponseHead;
use crate::question::Question;
use crate::question::request_facts::RequestFacts;
use crate::recordings::known_cells::KnownCell;
use crate::set_cookie::attributes::{attribute_name, attributes, same_attribute};

/// Returns how a cell differs from a question about one of its `Set-Cookie` lines, or about its
/// response alone; nothing where it is the question's very case.
///
/// Names of hosts, ports and paths are no difference, as long as the parties are related in the
/// same way; nor is the cookie's own name, as long as it is plain.
pub(crate) fn cell_differences(
    question: &Question,
    facts: &RequestFacts,
    line: Option<&str>,
    cell: &KnownCell,
) -> Vec<String> {
    let script = &cell.script;
    let mut found = Vec::new();
    let mut add = |differs: bool, words: &str| {
        if differs {
            found.push(words.to_owned());
        }
    };
    add(cell.relation != facts.topology_relation, "how the hosts are related");
    let url = &question.url;
    add(!spec_model::fetch::bad_port_decision(url).is_allowed(), "the port");
    let has_user = !url.username().is_empty() || url.password().is_some();
    add(has_user, "the user name in the URL");
    add(!question.redirects.is_empty() || script.url_list.len() != 1, "the redirects");
    add(!question.prior.is_empty(), "the cookies that were there before");
    add(question.follow_up.is_some(), "the request that is asked about");
    let is_plain = script.set_by == CookieSetter::Client
        && script.age_secs == 0
        && script.reads_cookies_by == CookieReader::DocumentCookie
        && script.again.is_none()
        && script.others.is_empty();
    add(!is_plain, "who sets and reads the cookies");
    add(script.request_path != RequestPath::Directory, "the path of the URL");
    add(script.field_names != FieldNameCase::Lower, "the case of the field names");
    let (asked, played) = (&question.request, &script.request);
    add(asked.api != played.api, "how the request is made");
    add(asked.method != played.method, "the method");
    add(asked.body != played.body && played.body.is_some(), "the body");
    add(asked.reads != played.reads, "the field that is read");
    let response =
        ResponseHead { status: script.response.status, headers: script.response.headers.clone() };
    add(response.status != question.response.status, "the status");
    found.extend(field_differences(&asked.headers, &played.headers, is_unsafe_field));
    found.extend(field_differences(
        &question.response.headers,
        &response.headers,
        is_decisive_field,
    ));
    if !facts.preflight_causes.is_empty() {
        found.extend(preflight_differences(question, script));
    }
    if let Some(line) = line {
        found.extend(line_differences(line, script));
    }
    found
}

fn preflight_differences(question: &Question, script: &ShapeScript) -> Vec<String> {
    let Some(given) = &question.preflight else {
        return vec!["the response to the preflight, which is assumed".to_owned()];
    };
    let mut found = field_differences(&given.headers, &script.preflight.headers, is_decisive_field);
    let is_ok = |status: u16| (200..300).contains(&status);
    let (one, other) = (given.status, script.preflight.status);
    if one != other && !(is_ok(one) && is_ok(other)) {
        found.push("the status of the preflight".to_owned());
    }
    if script.preflight_location.is_some() {
        found.push("the redirect of the preflight".to_owned());
    }
    found
}

fn line_differences(line: &str, script: &ShapeScript) -> Vec<String> {
    let Some(cookie) = script.cookies.first() else { return vec!["the cookie".to_owned()] };
    let mut found = Vec::new();
    let is_on_response = matches!(cookie.on, None | Some(SetCookieResponse::Response(0)));
    if cookie.then.is_some() || !is_on_response {
        found.push("the lines that set the cookie".to_owned());
    }
    let tag = ShapeTag { batch: BatchId(1), shape: ShapeNo(0) };
    let place = cookie.place(tag, "/1/1/0", UnixTime(0));
    let played = String::from_utf8_lossy(&cookie.line.write(place)).into_owned();
    let pair = |line: &str| line.split(';').next().unwrap_or_default().to_owned();
    if is_plain_pair(&pair(line)) != is_plain_pair(&pair(&played)) || !is_plain_pair(&pair(line)) {
        found.push("name and value".to_owned());
    }
    let (asked, played): (Vec<&str>, Vec<&str>) =
        (attributes(line).collect(), attributes(&played).collect());
    let lacks = |one: &[&str], other: &[&str]| -> Vec<String> {
        let is_missing = |attribute: &&&str| {
            let times =
                |all: &[&str]| all.iter().filter(|one| same_attribute(one, attribute)).count();
            times(one) != times(other)
        };
        one.iter().filter(is_missing).map(|attribute| format!("`{attribute}`")).collect()
    };
    found.extend(lacks(&asked, &played));
    let by_name =
        |attribute: &str| asked.iter().any(|one| attribute_name(one) == attribute_name(attribute));
    found.extend(
        lacks(&played, &asked)
            .into_iter()
            .filter(|attribute| !by_name(attribute.trim_matches('`')))
            .map(|attribute| format!("the missing {attribute}")),
    );
    found
}

/// Returns whether a name and a value are such as no rule looks at.
fn is_plain_pair(pair: &str) -> bool {
    let Some((name, value)) = pair.split_once('=') else { return false };
    let is_plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'=')
    };
    !name.starts_with("__")
        && is_plain(name)
        && (value.is_empty() || is_plain(value))
        && pair.len() <= 1024
}

/// Returns the fields that only one side has, of those that can decide.
fn field_differences(
    asked: &[(String, String)],
    played: &[(String, String)],
    is_decisive: fn(&str, &str) -> bool,
) -> Vec<String> {
    let of = |fields: &[(String, String)]| -> Vec<(String, String)> {
        let decisive = fields.iter().filter(|(name, value)| is_decisive(name, value));
        decisive.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
    };
    let (asked, played) = (of(asked), of(played));
    let count = |all: &[(String, String)], one: &(String, String)| {
        all.iter().filter(|other| *other == one).count()
    };
    let more = asked.iter().filter(|field| count(&asked, field) != count(&played, field));
    let mut found: Vec<String> = more.map(|(name, value)| format!("`{name}: {value}`")).collect();
    let has_name = |name: &str| asked.iter().any(|(one, _)| one == name);
    let less = played.iter().filter(|(name, _)| !has_name(name));
    found.extend(less.map(|(name, value)| format!("the missing `{name}: {value}`")));
    found.dedup();
    found
}

fn is_decisive_field(name: &str, _: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("access-control-")
        || name.starts_with("cross-origin-")
        || matches!(name.as_str(), "clear-site-data" | "location" | "refresh")
}

fn is_unsafe_field(name: &str, value: &str) -> bool {
    let field = (name.to_owned(), value.as_bytes().to_vec());
    !cors_unsafe_request_header_names(&Headers(vec![field]), QuirkSet::NONE).is_empty()
}
