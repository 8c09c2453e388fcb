//! From the entries of a HAR to questions: one for each response that sets a cookie, and for each
//! preflight behind which nothing came.

use matrix::{FetchCredentials, RequestApi};
use run_model::script::RequestScript;
use spec_model::{Timestamp, parse_cookie_date};
use url::Url;

use crate::api_names::parse_api;
use crate::har::{Entry, Field, Har};
use crate::question::{Question, ResponseHead};

/// A question that an entry asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The position of the entry, from 0.
    pub entry: usize,
    /// The question.
    pub question: Question,
    /// Whether a script wants to read the response: not so for a navigation or an image.
    pub by_script: bool,
    /// What the HAR does not say and was taken to be so.
    pub assumptions: Vec<Assumption>,
}

/// What a HAR does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Assumption {
    /// The request carried cookies, so it was made with credentials.
    #[error("the request carried cookies, so it is taken to be made with credentials: include")]
    IncludeAsItCarriedCookies,
    /// The response allows credentials, so they are taken to be wanted.
    #[error(
        "a HAR does not say with which credentials a script asks: as the response allows them, \
         include is taken; else give --credentials"
    )]
    IncludeAsItIsAllowed,
    /// Behind the preflight no request was made.
    #[error(
        "only the preflight was answered: the response is taken to allow the request, and its \
         cookies are not known"
    )]
    NoResponse,
    /// Nothing speaks for credentials.
    #[error(
        "a HAR does not say with which credentials a script asks: same-origin is taken, the \
         default; else give --credentials"
    )]
    SameOrigin,
}

/// Why an entry asks no question though it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {number}: {why}")]
pub struct Passed {
    /// The position of the entry, from 1 as people count.
    pub number: usize,
    /// Why.
    pub why: &'static str,
}

/// Returns the question of each entry whose response sets a cookie, or that is a preflight behind
/// which nothing came, and the entries with which nothing can be done.
///
/// `page` and `api` are what is known besides; `now` is when a response came that has no Date.
pub fn questions(
    har: &Har,
    page: Option<&Url>,
    api: Option<RequestApi>,
    now: Timestamp,
) -> (Vec<Asked>, Vec<Passed>) {
    let (mut asked, mut passed) = (Vec::new(), Vec::new());
    for (number, entry) in har.log.entries.iter().enumerate() {
        let headers = response_headers(entry);
        let question = if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Set-Cookie")) {
            question(har, number, headers, page, api, now)
        } else if is_end(har, number) {
            behind_preflight(har, number, page, api, now)
        } else {
            continue;
        };
        match question {
            Ok(question) => asked.push(question),
            Err(why) => passed.push(Passed { number: number + 1, why }),
        }
    }
    (asked, passed)
}

fn question(
    har: &Har,
    number: usize,
    headers: Vec<(String, String)>,
    page: Option<&Url>,
    api: Option<RequestApi>,
    now: Timestamp,
) -> Result<Asked, &'static str> {
    let entry = &har.log.entries[number];
    let url = Url::parse(&entry.request.url).map_err(|_| "the request's URL is none")?;
    let is_navigation = entry.resource_type.as_deref() == Some("document")
        || entry.request.header("Sec-Fetch-Mode") == Some("navigate");
    let by_script = !is_navigation
        && entry
            .request
            .header("Sec-Fetch-Mode")
            .is_none_or(|mode| mode == "cors" || mode == "same-origin");
    // A document is first-party to itself, and so is its response.
    let page = if is_navigation {
        url.clone()
    } else {
        page.cloned().or_else(|| page_of(har, entry)).ok_or("its page is not known; give --page")?
    };
    let is_cross_origin = page.origin() != url.origin();
    let (api, assumption) = match api.or_else(|| entry.credentials.as_deref().and_then(parse_api)) {
        Some(api) => (api, None),
        None if is_navigation || !is_cross_origin => {
            (RequestApi::Fetch(FetchCredentials::Include), None)
        }
        None if !by_script => (RequestApi::FetchNoCors(FetchCredentials::Include), None),
        None => assumed(entry),
    };
    let response =
        ResponseHead { status: u16::try_from(entry.response.status).unwrap_or_default(), headers };
    let date = response.values("Date").next().and_then(|date| parse_cookie_date(date.as_bytes()));
    Ok(Asked {
        entry: number,
        question: Question {
            preflight: preflight(har, number),
            request: RequestScript {
                api,
                method: entry.request.method.clone(),
                headers: script_headers(&entry.request.headers),
                body: None,
                reads: None,
            },
            frames: Vec::new(),
            now: date.unwrap_or(now),
            page,
            url,
            response,
        },
        by_script,
        assumptions: assumption.into_iter().collect(),
    })
}

/// Whether an entry is the first preflight for a request that was never answered.
fn is_end(har: &Har, number: usize) -> bool {
    let entry = &har.log.entries[number];
    let of_url = |one: &&Entry| one.request.url == entry.request.url;
    let is_answered = |one: &Entry| !is_preflight(one) && one.response.status > 0;
    is_preflight(entry)
        && !har.log.entries[..number].iter().filter(of_url).any(is_preflight)
        && !har.log.entries.iter().filter(of_url).any(is_answered)
}

/// Returns the question of the request that a preflight announces.
fn behind_preflight(
    har: &Har,
    number: usize,
    page: Option<&Url>,
    api: Option<RequestApi>,
    now: Timestamp,
) -> Result<Asked, &'static str> {
    let entry = &har.log.entries[number];
    let url = Url::parse(&entry.request.url).map_err(|_| "the request's URL is none")?;
    let page = page
        .cloned()
        .or_else(|| page_of(har, entry))
        .ok_or("its page is not known; give --page")?;
    let (api, assumption) = match api.or_else(|| entry.credentials.as_deref().and_then(parse_api)) {
        Some(api) => (api, None),
        None => assumed(entry),
    };
    let mut question = Question::fetch(page, url, FetchCredentials::Include, now);
    question.request.api = api;
    if let Some(method) = entry.request.header("Access-Control-Request-Method") {
        method.clone_into(&mut question.request.method);
    }
    let names = entry
        .request
        .header("Access-Control-Request-Headers")
        .unwrap_or_default()
        .split(',')
        .map(str::trim);
    question.request.headers = names
        .filter(|name| !name.is_empty())
        .map(|name| (name.to_owned(), String::new()))
        .collect();
    question.response = ResponseHead::unseen(&question.page);
    let status = u16::try_from(entry.response.status).unwrap_or_default();
    question.preflight = Some(ResponseHead { status, headers: response_headers(entry) });
    let assumptions = [Some(Assumption::NoResponse), assumption].into_iter().flatten().collect();
    Ok(Asked { entry: number, question, by_script: true, assumptions })
}

fn assumed(entry: &Entry) -> (RequestApi, Option<Assumption>) {
    let include = RequestApi::Fetch(FetchCredentials::Include);
    if !entry.request.cookies.is_empty() || entry.request.header("Cookie").is_some() {
        (include, Some(Assumption::IncludeAsItCarriedCookies))
    } else if entry.response.header("Access-Control-Allow-Credentials").is_some() {
        (include, Some(Assumption::IncludeAsItIsAllowed))
    } else {
        (RequestApi::Fetch(FetchCredentials::SameOrigin), Some(Assumption::SameOrigin))
    }
}

/// Returns the page that an entry belongs to: by its page's title, which browsers fill with the
/// URL, or by what the request says.
fn page_of(har: &Har, entry: &Entry) -> Option<Url> {
    let page = har.log.pages.iter().find(|page| Some(&page.id) == entry.pageref.as_ref());
    let candidates = [
        page.map(|page| page.title.as_str()),
        entry.request.header("Referer"),
        entry.request.header("Origin"),
    ];
    candidates
        .into_iter()
        .flatten()
        .find_map(|text| Url::parse(text).ok().filter(|url| url.has_host()))
}

/// Returns the answer to the last preflight before an entry for its URL.
fn preflight(har: &Har, number: usize) -> Option<ResponseHead> {
    let entry = &har.log.entries[number];
    let is_preflight = |one: &&Entry| one.request.url == entry.request.url && is_preflight(one);
    let answered = |one: &Entry| {
        Some(ResponseHead {
            status: u16::try_from(one.response.status).ok()?,
            headers: response_headers(one),
        })
    };
    // Some browsers list the preflight behind the request that it is for.
    let (before, after) = har.log.entries.split_at(number);
    before
        .iter()
        .rev()
        .find(is_preflight)
        .or_else(|| after.iter().find(is_preflight))
        .and_then(answered)
}

fn is_preflight(entry: &Entry) -> bool {
    entry.request.method == "OPTIONS"
        && entry.request.header("Access-Control-Request-Method").is_some()
}

/// Returns a response's fields; some exporters put several `Set-Cookie` fields into one, a line
/// each.
fn response_headers(entry: &Entry) -> Vec<(String, String)> {
    let lines = |field: &Field| {
        field
            .value
            .split('\n')
            .map(|line| (field.name.clone(), line.to_owned()))
            .collect::<Vec<_>>()
    };
    entry.response.headers.iter().flat_map(lines).collect()
}

/// Returns what a script can have set: neither pseudo-fields of HTTP/2 nor what the browser adds by
/// itself.
fn script_headers(fields: &[Field]) -> Vec<(String, String)> {
    const BY_BROWSER: [&str; 5] =
        ["cache-control", "pragma", "priority", "upgrade-insecure-requests", "user-agent"];
    let is_of_script = |field: &&Field| {
        !field.name.starts_with(':')
            && !BY_BROWSER.contains(&field.name.to_ascii_lowercase().as_str())
            && !spec_model::fetch::is_forbidden_request_header(&field.name, field.value.as_bytes())
    };
    fields
        .iter()
        .filter(is_of_script)
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::read;

    fn entry(url: &str, request: &str, response: &str) -> String {
        format!(
            r#"{{ "pageref": "p", "request": {{ "method": "GET", "url": "{url}", "headers": [{request}] }},
            "response": {{ "status": 200, "headers": [{response}] }} }}"#
        )
    }

    fn ask(entries: &[String]) -> (Vec<Asked>, Vec<Passed>) {
        let pages = r#"[{ "id": "p", "title": "https://www.shop.test/cart" }]"#;
        let har = read(&format!(
            r#"{{ "log": {{ "pages": {pages}, "entries": [{}] }} }}"#,
            entries.join(",")
        ))
        .unwrap();
        questions(&har, None, None, Timestamp(0))
    }

    const COOKIES: &str = r#"{ "name": "set-cookie", "value": "a=1\nb=2; Secure" }"#;

    #[test]
    fn each_response_with_cookies_is_a_question() {
        let (asked, passed) = ask(&[
            entry("https://api.shop.test/", "", ""),
            entry("https://api.shop.test/", "", COOKIES),
        ]);
        assert_eq!((asked.len(), passed.len(), asked[0].entry), (1, 0, 1));
        assert_eq!(
            asked[0].question.set_cookie_lines().collect::<Vec<_>>(),
            ["a=1", "b=2; Secure"]
        );
        assert_eq!(asked[0].question.page.as_str(), "https://www.shop.test/cart");
        assert_eq!(asked[0].assumptions, [Assumption::SameOrigin]);
    }

    #[test]
    fn cookies_of_a_request_tell_its_credentials() {
        let (asked, _) = ask(&[entry(
            "https://api.shop.test/",
            r#"{ "name": "cookie", "value": "x=1" }"#,
            COOKIES,
        )]);
        assert_eq!(asked[0].question.request.api, RequestApi::Fetch(FetchCredentials::Include));
        assert_eq!(asked[0].assumptions, [Assumption::IncludeAsItCarriedCookies]);
    }

    #[test]
    fn a_preflight_behind_which_nothing_came_is_a_question() {
        let preflight = r#"{ "pageref": "p", "request": { "method": "OPTIONS", "url": "https://api.shop.test/", "headers": [
            { "name": "access-control-request-method", "value": "PUT" }, { "name": "access-control-request-headers", "value": "x-a,x-b" } ] },
            "response": { "status": 204, "headers": [{ "name": "Access-Control-Allow-Origin", "value": "*" }] } }"#;
        let (asked, _) = ask(&[preflight.to_owned(), preflight.to_owned()]);
        assert_eq!(asked.len(), 1);
        let question = &asked[0].question;
        assert_eq!((question.request.method.as_str(), question.request.headers.len()), ("PUT", 2));
        assert_eq!(
            question
                .preflight
                .as_ref()
                .unwrap()
                .values("access-control-allow-origin")
                .collect::<Vec<_>>(),
            ["*"]
        );
        let (asked, _) = ask(&[preflight.to_owned(), entry("https://api.shop.test/", "", "")]);
        assert_eq!(asked, []);
    }

    #[test]
    fn a_navigation_is_first_party() {
        let (asked, _) = ask(&[entry(
            "https://login.test/",
            r#"{ "name": "sec-fetch-mode", "value": "navigate" }"#,
            COOKIES,
        )]);
        assert_eq!(asked[0].question.page.as_str(), "https://login.test/");
        assert!(!asked[0].by_script);
    }
}
