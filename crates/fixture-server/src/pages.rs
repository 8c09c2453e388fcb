//! The documents, put together from `fixtures/pages`.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use matrix::Sandbox;
use run_model::plan::BatchId;
use url::Url;

use crate::paths::SessionNo;

const DOCUMENT: &str = include_str!("../../../fixtures/pages/document.html");
const CHANNEL: &str = include_str!("../../../fixtures/pages/channel.js");
const PAGE: &str = include_str!("../../../fixtures/pages/page.js");
const FETCH: &str = include_str!("../../../fixtures/pages/fetch.js");
const LANDING: &str = include_str!("../../../fixtures/pages/landing.js");
const MECHANISMS: &str = include_str!("../../../fixtures/pages/mechanisms.js");
const WORKER: &str = include_str!("../../../fixtures/pages/worker.js");
const LEAD: &str = include_str!("../../../fixtures/pages/lead.js");
const PROBE: &str = include_str!("../../../fixtures/pages/probe.js");

const INDEX: &str = include_str!("../../../fixtures/pages/index.html");
const PROXY: &str = include_str!("../../../fixtures/pages/proxy.html");
const FORM: &str = include_str!("../../../fixtures/pages/try.html");
const FORM_SCRIPT: &str = include_str!("../../../fixtures/pages/try.js");
const STYLE: &str = include_str!("../../../fixtures/pages/style.css");

/// The header field of every document: none may come out of a cache.
pub(crate) const NO_STORE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

/// Returns the document that makes the requests.
pub(crate) fn client(session: SessionNo, batch: BatchId) -> String {
    let data = format!(
        " data-channel=\"{}\" data-batch=\"{}\" data-worker=\"{}\"",
        session.page_channel(),
        batch.0,
        session.worker()
    );
    document("page", &data, &script(&[CHANNEL, FETCH, MECHANISMS, PAGE]))
}

/// Returns the first-party document.
pub(crate) fn probe(session: SessionNo, batch: BatchId) -> String {
    let data = format!(" data-channel=\"{}\" data-batch=\"{}\"", session.probe_channel(), batch.0);
    document("probe", &data, &script(&[CHANNEL, PROBE]))
}

/// Returns the document that a browser is sent to in order to see whether it arrives.
pub(crate) fn arrival() -> String {
    document("arrival", "", "")
}

/// Returns the document with which a visit begins.
pub(crate) fn entry() -> String {
    document("Gingersnap", "", "<p>This window plays by itself. Leave it open and in front.</p>")
}

/// Returns the document with which a visit ends.
pub(crate) fn farewell(result: &str) -> String {
    document("Gingersnap: done", "", &format!("<pre>{}</pre>", escaped(result)))
}

/// Adds to the document of a visit's window what is said there, and the script that leads the
/// window on.
pub(crate) fn led(document: &str, lead: &str, progress: &str) -> String {
    format!(
        "{document}<p id=\"progress\" data-lead=\"{lead}\">{}</p>\n{}",
        escaped(progress),
        script(&[LEAD])
    )
}

/// Returns a document that holds another one, which may be in a sandbox.
pub(crate) fn frame(inner: &Url, sandbox: Option<Sandbox>) -> String {
    let sandbox =
        sandbox.map(|sandbox| format!(" sandbox=\"{}\"", sandbox.as_str())).unwrap_or_default();
    document(
        "frame",
        "",
        &format!("<iframe title=\"frame\"{sandbox} src=\"{}\"></iframe>", escaped(inner.as_str())),
    )
}

/// Returns the document to which a navigation of a shape leads; it says so at the path `landed`.
pub(crate) fn landing(landed: &str) -> String {
    document("landing", &format!(" data-landed=\"{landed}\""), &script(&[LANDING]))
}

/// Returns the document that leads to this URL at once.
pub(crate) fn meta_refresh(to: &Url) -> String {
    document(
        "refresh",
        "",
        &format!("<meta http-equiv=\"refresh\" content=\"0;url={}\">", escaped(to.as_str())),
    )
}

/// Returns the document whose header field leads elsewhere.
pub(crate) fn refreshed() -> String {
    document("refresh", "", "")
}

/// Returns the script of all workers.
pub(crate) fn worker() -> String {
    [WORKER, FETCH].concat()
}

/// Returns the page that says where everything is.
pub(crate) fn index(origins: &[Url], proxies: &BTreeSet<SocketAddr>) -> String {
    let link = |origin| format!("<li><a href=\"{origin}\">{origin}</a>\n");
    let origins: String = origins.iter().map(written).map(link).collect();
    let proxies: String = match proxies.len() {
        0 => "<p>No proxy is open.</p>\n".to_owned(),
        _ => proxies.iter().map(|proxy| PROXY.replace("{proxy}", &proxy.to_string())).collect(),
    };
    INDEX.replace("{style}", STYLE).replace("{origins}", &origins).replace("{proxies}", &proxies)
}

/// Returns the page on which a person tries a cookie.
pub(crate) fn form(origins: &[Url]) -> String {
    let options: String = origins
        .iter()
        .map(written)
        .map(|origin| format!("    <option>{origin}</option>\n"))
        .collect();
    FORM.replace("{style}", STYLE).replace("{origins}", &options).replace("{script}", FORM_SCRIPT)
}

fn written(origin: &Url) -> String {
    escaped(&origin.origin().ascii_serialization())
}

fn script(parts: &[&str]) -> String {
    format!("<script>\n{}</script>", parts.concat())
}

fn document(title: &str, data: &str, content: &str) -> String {
    DOCUMENT.replace("{title}", title).replace("{data}", data).replace("{content}", content)
}

/// Returns text as it stands in HTML, in an attribute or between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use run_model::protocol::NO_COOKIE_STORE;

    use super::*;

    #[test]
    fn documents_say_in_the_words_of_the_protocol_that_there_is_no_cookie_store() {
        assert!(CHANNEL.contains(&format!("{{ Err: {NO_COOKIE_STORE:?} }}")));
    }
}
