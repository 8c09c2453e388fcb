//! The keys of a value that write the exchange: who sets cookies, what is answered and where.

use spec_model::fetch::is_redirect_status;

use super::file::{
    ProblemList, TomlNode, TomlSection, count, integer, string, strings, word, wrong_type,
};
use super::line::{attributes_of_others, other_cookies};
use super::request::{again, body, method, request_api};
use super::template::{headers, is_token_byte};
use crate::exchange::{
    CookieReader, CookieSetter, ExchangeEffect, FieldNameCase, PreflightTemplate, RedirectTemplate,
    RequestPath, SecondSetter,
};
use crate::problem::ProblemKind;
use crate::topology::TopologyRole;

/// How old cookies can become in a batch.
const MAX_AGE_SECS: u16 = 600;

pub(super) const EXCHANGE_KEYS: [&str; 23] = [
    "set-by",
    "age-secs",
    "then-by",
    "reads-cookies-by",
    "fetch",
    "fetch-no-cors",
    "mechanism",
    "xhr",
    "upload",
    "request-path",
    "method",
    "request",
    "body",
    "status",
    "response",
    "field-names",
    "preflight",
    "url-list",
    "redirect",
    "reads",
    "again",
    "others",
    "others-cookie",
];

/// Reads what a value writes into the exchange.
pub(super) fn exchange_effect(
    section: &TomlSection<'_>,
    problems: &mut ProblemList,
) -> ExchangeEffect {
    ExchangeEffect {
        set_by: section.get("set-by").and_then(|node| set_by(node, problems)),
        age_secs: age_secs(section, problems),
        then_by: section.get("then-by").and_then(|node| then_by(node, problems)),
        reads_cookies_by: section
            .get("reads-cookies-by")
            .and_then(|node| cookie_reader(node, problems)),
        api: request_api(section, problems),
        request_path: section.get("request-path").and_then(|node| request_path(node, problems)),
        method: section.get("method").and_then(|node| method(node, problems)),
        request: headers("request", section, problems),
        body: section.get("body").and_then(|node| body(node, problems)),
        status: section.get("status").and_then(|node| status(node, problems)),
        response: headers("response", section, problems),
        field_names: section.get("field-names").and_then(|node| field_names(node, problems)),
        preflight: section.get("preflight").and_then(|node| preflight(node, problems)),
        url_list: section.get("url-list").map(|node| url_list(node, problems)).unwrap_or_default(),
        redirect: section.get("redirect").and_then(|node| redirect(node, problems)),
        reads: section.get("reads").and_then(|node| field_name(node, problems)),
        again: section.get("again").and_then(|node| again(node, problems)),
        others: section.get("others").and_then(|node| other_cookies(node, problems)),
        others_cookie: section
            .get("others-cookie")
            .and_then(|node| attributes_of_others(node, problems)),
    }
}

fn set_by(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<CookieSetter> {
    word(
        "party that sets cookies",
        "set-by",
        node,
        &CookieSetter::ALL.map(|set_by| (set_by.as_str(), set_by)),
        problems,
    )
}

/// Reads the age of cookies, which those of a first-party document alone can have.
fn age_secs(section: &TomlSection<'_>, problems: &mut ProblemList) -> Option<u16> {
    let node = section.get("age-secs")?;
    if section
        .get("set-by")
        .is_none_or(|set_by| set_by.get_ref().as_str() != Some(CookieSetter::FirstParty.as_str()))
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
    let found = u16::try_from(secs).ok().filter(|secs| *secs <= MAX_AGE_SECS);
    if found.is_none() {
        let help = "a browser sits idle for so long: ask for the least that shows the difference";
        problems.add(
            ProblemKind::BadCount,
            node.span(),
            format!("{secs} seconds"),
            format!("more than {MAX_AGE_SECS}"),
            help,
        );
    }
    found
}

fn then_by(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<SecondSetter> {
    word(
        "source of second lines",
        "then-by",
        node,
        &SecondSetter::ALL.map(|then_by| (then_by.as_str(), then_by)),
        problems,
    )
}

fn cookie_reader(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<CookieReader> {
    word(
        "way to read cookies",
        "reads-cookies-by",
        node,
        &CookieReader::ALL.map(|reader| (reader.as_str(), reader)),
        problems,
    )
}

fn request_path(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<RequestPath> {
    word(
        "place of a URL",
        "request-path",
        node,
        &RequestPath::ALL.map(|path| (path.as_str(), path)),
        problems,
    )
}

fn field_names(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<FieldNameCase> {
    word(
        "case of field names",
        "field-names",
        node,
        &FieldNameCase::ALL.map(|case| (case.as_str(), case)),
        problems,
    )
}

/// Reads the status of a final response.
fn status(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<u16> {
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

fn field_name(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<String> {
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

fn preflight(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<PreflightTemplate> {
    let section =
        TomlSection::of("`preflight`", node, &["status", "copy", "add", "redirect"], problems)?;
    let copy =
        section.get("copy").and_then(|node| strings("`copy`", node, problems)).unwrap_or_default();
    Some(PreflightTemplate {
        status: section.get("status").and_then(|node| status(node, problems)),
        copy: copy.into_iter().map(|(name, _)| name.to_owned()).collect(),
        add: headers("add", &section, problems),
        redirect: section.get("redirect").and_then(|node| party("redirect", node, problems)),
    })
}

fn party(key: &str, node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<TopologyRole> {
    word("party", key, node, &TopologyRole::ALL.map(|party| (party.as_str(), party)), problems)
}

fn url_list(node: &TomlNode<'_>, problems: &mut ProblemList) -> Vec<TopologyRole> {
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

fn redirect(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<RedirectTemplate> {
    let section = TomlSection::of("`redirect`", node, &["status", "response"], problems)?;
    let status = section.get("status").and_then(|node| {
        let status = integer("`status`", node, problems)?;
        if !u16::try_from(status).is_ok_and(is_redirect_status) {
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
