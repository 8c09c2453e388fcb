//! From the entries of a HAR to the exchanges that they write down.

use url::Url;

use crate::api_names::parse_api;
use crate::har::format::{Entry, Field, Har};
use crate::iso_time::parse_iso_time;
use crate::observed_exchange::ObservedExchange;
use crate::response_head::ResponseHead;

/// Returns the exchange of each entry, in order.
pub fn exchanges(har: &Har) -> Vec<ObservedExchange> {
    har.log.entries.iter().map(|entry| exchange(har, entry)).collect()
}

fn exchange(har: &Har, entry: &Entry) -> ObservedExchange {
    let pair = |field: &Field| (field.name.clone(), field.value.clone());
    ObservedExchange {
        method: entry.request.method.clone(),
        url: entry.request.url.clone(),
        request_headers: entry.request.headers.iter().map(pair).collect(),
        listed_cookies: entry.request.cookies.iter().map(|cookie| cookie.name.clone()).collect(),
        resource_type: entry.resource_type.clone(),
        api: entry.credentials.as_deref().and_then(parse_api),
        page: page_of(har, entry),
        started: parse_iso_time(&entry.started_date_time),
        response: ResponseHead {
            status: u16::try_from(entry.response.status).unwrap_or_default(),
            headers: response_headers(entry),
        },
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
