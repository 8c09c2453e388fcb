//! What was seen, as a HAR file: the evidence, for whoever wants to see for themselves.

use std::time::{Duration, UNIX_EPOCH};

use diagnosis::har::{
    Cache, Content, Cookie, Entry, Field, Har, Page, PageTimings, Product, Request, Response,
    Timings,
};
use inspection::proxy::{ProxyExchange, ProxyOutcome};
use inspection::{CookieReading, FetchResult, SiteCapture};
use matrix::FetchCredentials;
use run_model::evidence::{JarCookie, cookie_pair};
use url::Url;

use crate::diagnose::question::shown_pages;

/// Writes a sighting as an archive. Comments hold what HAR has no field for: the jar,
/// `document.cookie`, what was refused.
///
/// `credentials` is what the requests of our own asked for.
pub(super) fn archive(capture: &SiteCapture, credentials: Option<FetchCredentials>) -> Har {
    let mut har = Har::new();
    har.log.browser =
        Some(Product { name: capture.browser.to_string(), version: capture.version.clone() });
    let shown = shown_pages(capture);
    for (exchange, page) in capture.exchanges.iter().zip(&shown) {
        if har.log.pages.last().is_none_or(|last| last.title != page.as_str()) {
            har.log.pages.push(Page {
                started_date_time: date(exchange.started),
                id: format!("page-{}", har.log.pages.len() + 1),
                title: page.to_string(),
                page_timings: PageTimings::default(),
            });
        }
        let id = har.log.pages.last().map(|last| last.id.clone());
        let number = har.log.entries.len();
        har.log.entries.push(entry(capture, credentials, number, exchange, id));
    }
    har.log.comment = Some(comment(capture));
    har
}

fn entry(
    capture: &SiteCapture,
    credentials: Option<FetchCredentials>,
    number: usize,
    exchange: &ProxyExchange,
    page: Option<String>,
) -> Entry {
    let millis = exchange.took.as_secs_f64() * 1000.0;
    let step =
        capture.steps.iter().find(|step| step.exchanges.contains(&number) && step.result.is_some());
    let result = step.and_then(|step| step.result.as_ref()).map(|result| match result {
        FetchResult::Failed(message) => format!("the script got an error: {message}"),
        FetchResult::Response { status } => format!("the script read the status {status}"),
        FetchResult::Unread => "the page was not told".to_owned(),
    });
    let failed = match &exchange.outcome {
        ProxyOutcome::Answered(_) => None,
        ProxyOutcome::Failed(why) => Some(format!("no answer: {why}")),
        ProxyOutcome::Pending => Some("no answer yet".to_owned()),
    };
    Entry {
        pageref: page,
        started_date_time: date(exchange.started),
        time: millis,
        request: request(exchange),
        response: response(exchange),
        cache: Cache::default(),
        timings: Timings { send: 0.0, wait: millis, receive: 0.0 },
        resource_type: step.map(|_| "fetch".to_owned()),
        credentials: step.and(credentials).map(|credentials| credentials.as_str().to_owned()),
        comment: failed.or(result),
        ..Entry::default()
    }
}

fn request(exchange: &ProxyExchange) -> Request {
    let recorded = &exchange.request;
    let query = Url::parse(&recorded.url)
        .map(|url| url.query_pairs().map(|(name, value)| field(&name, &value)).collect());
    Request {
        method: recorded.method.clone(),
        url: recorded.url.clone(),
        http_version: "HTTP/1.1".to_owned(),
        cookies: values(&recorded.fields, "cookie")
            .iter()
            .flat_map(|line| line.split("; ").map(cookie).collect::<Vec<_>>())
            .collect(),
        headers: fields(&recorded.fields),
        query_string: query.unwrap_or_default(),
        headers_size: -1,
        body_size: size(recorded.body_bytes),
    }
}

fn response(exchange: &ProxyExchange) -> Response {
    let mut response = Response {
        status: 0,
        status_text: String::new(),
        http_version: "HTTP/1.1".to_owned(),
        cookies: Vec::new(),
        headers: Vec::new(),
        content: Content::default(),
        redirect_url: String::new(),
        headers_size: -1,
        body_size: -1,
        ..Response::default()
    };
    if let Some(recorded) = exchange.response() {
        let first = |name| values(&recorded.fields, name).into_iter().next().unwrap_or_default();
        response.status = recorded.status.into();
        response.cookies =
            values(&recorded.fields, "set-cookie").iter().map(|line| cookie(line)).collect();
        response.headers = fields(&recorded.fields);
        response.content = Content {
            size: size(recorded.body_bytes),
            mime_type: first("content-type"),
            text: None,
        };
        response.redirect_url = first("location");
        response.body_size = size(recorded.body_bytes);
    }
    response
}

/// Returns what HAR has no field for.
fn comment(capture: &SiteCapture) -> String {
    let mut lines = Vec::new();
    for (when, CookieReading { page_cookie, target_cookie, jar }) in
        [("before", &capture.before), ("after", &capture.after)]
    {
        lines.push(format!("document.cookie on the page, {when}: {page_cookie}"));
        lines.push(format!("document.cookie on the target, {when}: {target_cookie}"));
        lines
            .extend(jar.iter().map(|cookie| format!("in the jar, {when}: {}", jar_cookie(cookie))));
    }
    for reason in &capture.reasons {
        let cookie = reason
            .cookie
            .as_ref()
            .map(|name| format!(" about the cookie {name}"))
            .unwrap_or_default();
        lines.push(format!("browser message{cookie}, {}: {}", reason.url, reason.word));
    }
    lines.extend(
        capture.refused.iter().map(|(place, times)| format!("refused: {place} ({times}×)")),
    );
    lines.join("\n")
}

/// Writes a cookie of the jar like the line that would set it.
pub(super) fn jar_cookie(cookie: &JarCookie) -> String {
    let JarCookie { name, value, domain, path, secure, http_only, expires, same_site, partition } =
        cookie;
    let mut line = format!("{name}={value}; Domain={domain}; Path={path}");
    for (is_set, attribute) in [(secure, "; Secure"), (http_only, "; HttpOnly")] {
        if *is_set {
            line.push_str(attribute);
        }
    }
    if let Some(expires) = expires {
        line.push_str(&format!("; Expires={}", expires.http_date()));
    }
    if let Some(same_site) = same_site {
        line.push_str(&format!("; SameSite={same_site}"));
    }
    if let Some(partition) = partition {
        line.push_str(&format!("; partitioned by {partition}"));
    }
    line
}

fn fields(recorded: &[inspection::proxy::HeaderField]) -> Vec<Field> {
    recorded.iter().map(|one| field(&one.name, &String::from_utf8_lossy(&one.value))).collect()
}

fn values(recorded: &[inspection::proxy::HeaderField], name: &str) -> Vec<String> {
    recorded
        .iter()
        .filter(|field| field.name == name)
        .map(|field| String::from_utf8_lossy(&field.value).into_owned())
        .collect()
}

fn field(name: &str, value: &str) -> Field {
    Field { name: name.to_owned(), value: value.to_owned() }
}

fn cookie(line: &str) -> Cookie {
    let (name, value) = cookie_pair(line);
    Cookie { name: name.to_owned(), value: value.to_owned(), ..Cookie::default() }
}

fn size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Writes a time as ISO 8601 has it.
fn date(since_epoch: Duration) -> String {
    humantime::format_rfc3339_millis(UNIX_EPOCH + since_epoch).to_string()
}

#[cfg(test)]
mod tests {
    use diagnosis::har::{exchanges, read};
    use diagnosis::{KnownContext, exchange_questions};
    use inspection::InspectionStep;
    use inspection::proxy::{AnswerFailure, FailureStage, ProxyOutcome};
    use spec_model::Timestamp;

    use super::*;
    use crate::diagnose::question::observed;

    fn capture() -> SiteCapture {
        let url: Url = "https://api.example.com/session?a=b".parse().unwrap();
        let line = |name: &str, value: &str| inspection::proxy::HeaderField {
            name: name.to_owned(),
            value: value.into(),
        };
        let request = inspection::proxy::ProxyRequest {
            method: "GET".to_owned(),
            url: url.to_string(),
            fields: vec![line("cookie", "x=1; y=2")],
            body_bytes: 0,
        };
        let fields = vec![line("set-cookie", "sid=1; Path=/"), line("set-cookie", "b=2")];
        let answered = ProxyOutcome::Answered(inspection::proxy::ProxyResponse {
            status: 200,
            fields,
            body_bytes: 5,
        });
        let started = Duration::from_secs(1_700_000_000);
        let exchange = ProxyExchange {
            started,
            took: Duration::from_millis(3),
            server: None,
            request,
            outcome: answered,
        };
        let failure = AnswerFailure {
            stage: FailureStage::Connect,
            message: "connection refused".to_owned(),
        };
        let failed = ProxyExchange { outcome: ProxyOutcome::Failed(failure), ..exchange.clone() };
        SiteCapture {
            browser: browser_driver::Browser::Firefox,
            version: "1".to_owned(),
            first_page: "https://www.example.com/".parse().unwrap(),
            page: "https://www.example.com/".parse().unwrap(),
            target: url.clone(),
            before: CookieReading::default(),
            after: CookieReading { page_cookie: "p=1".to_owned(), ..CookieReading::default() },
            steps: vec![InspectionStep {
                url: Some(url),
                result: Some(FetchResult::Response { status: 200 }),
                exchanges: 0..1,
            }],
            reasons: Vec::new(),
            exchanges: vec![exchange, failed],
            dropped: 0,
            refused: [("tracker.example.net:443".to_owned(), 2)].into(),
        }
    }

    #[test]
    fn what_was_seen_is_read_back_from_the_archive() {
        let capture = capture();
        let written = archive(&capture, Some(FetchCredentials::Include));
        let har = read(&written.to_text().unwrap()).unwrap();
        assert_eq!(har, written);
        let [answered, failed] = &har.log.entries[..] else { panic!("{har:#?}") };
        assert_eq!(answered.started_date_time, "2023-11-14T22:13:20.000Z");
        assert_eq!(
            (
                answered.credentials.as_deref(),
                answered.response.cookies.len(),
                answered.request.cookies.len()
            ),
            (Some("include"), 2, 2)
        );
        assert_eq!(
            (failed.response.status, failed.comment.as_deref()),
            (0, Some("no answer: connection refused"))
        );
        let comment = har.log.comment.unwrap();
        assert!(
            comment.contains("document.cookie on the page, after: p=1")
                && comment.contains("refused: tracker.example.net:443 (2×)")
        );
    }

    #[test]
    fn the_archive_asks_the_questions_of_what_was_seen() {
        let capture = capture();
        let known = KnownContext { page: None, api: None, now: Timestamp(1_700_000_000) };
        let archived = exchanges(&archive(&capture, None));
        let of_archive = exchange_questions(&archived, &known);
        assert_eq!(of_archive.0.len(), 1);
        assert_eq!(exchange_questions(&observed(&capture), &known), of_archive);
    }
}
