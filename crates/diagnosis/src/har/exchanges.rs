//! From the entries of a HAR to the exchanges that they write down.

use crate::exchange::observed::ObservedExchange;
use crate::har::exporter::{HarExporter, listed_cookies};
use crate::har::format::{Entry, Field, Har};
use crate::har::iso_time::parse_iso_time;
use crate::har::pages::page_of;
use crate::http::response_head::ResponseHead;
use crate::question::api_names::parse_api;

/// Returns the exchange of each entry, in the order of the file.
pub fn exchanges(har: &Har) -> Vec<ObservedExchange> {
    let entries = har.log.entries.iter().enumerate();
    entries.map(|(position, entry)| exchange(har, position, entry)).collect()
}

fn exchange(har: &Har, position: usize, entry: &Entry) -> ObservedExchange {
    let pair = |field: &Field| (field.name.clone(), field.value.clone());
    let of_test_client =
        (entry.api_request == Some(true)).then(|| ObservedExchange::OF_TEST_CLIENT.to_owned());
    let failure = [&entry.response.error, &entry.response.failure_text];
    ObservedExchange {
        method: entry.request.method.clone(),
        url: entry.request.url.clone(),
        request_headers: entry.request.headers.iter().map(pair).collect(),
        listed_cookies: listed_cookies(entry),
        resource_type: of_test_client.or_else(|| entry.resource_type.clone()),
        api: entry.credentials.as_deref().and_then(parse_api),
        page: page_of(har, position),
        started: parse_iso_time(&entry.started_date_time),
        failure: failure.into_iter().flatten().find(|text| !text.is_empty()).cloned(),
        response: ResponseHead {
            status: u16::try_from(entry.response.status).unwrap_or_default(),
            headers: HarExporter::of(har).response_headers(entry),
        },
    }
}

/// Returns whether a file shows no cookie at all, neither sent nor set: then they were left out.
pub fn leaves_cookies_out(exchanges: &[ObservedExchange]) -> bool {
    exchanges.iter().all(|one| !one.sets_cookie() && one.cookie_names().is_empty())
}
