//! The documents, put together from `fixtures/pages`.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use run_model::script::BatchId;
use url::Url;

use crate::paths::SessionNo;

const DOCUMENT: &str = include_str!("../../../fixtures/pages/document.html");
const DESK: &str = include_str!("../../../fixtures/pages/desk.js");
const PLAYER: &str = include_str!("../../../fixtures/pages/player.js");
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
    scripted("page", &session.page_desk(), batch, PLAYER)
}

/// Returns the first-party document.
pub(crate) fn probe(session: SessionNo, batch: BatchId) -> String {
    scripted("probe", &session.probe_desk(), batch, PROBE)
}

/// Returns a document that holds another one.
pub(crate) fn frame(inner: &Url) -> String {
    document("frame", "", &format!("<iframe title=\"frame\" src=\"{}\"></iframe>", escaped(inner.as_str())))
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
    let options: String = origins.iter().map(written).map(|origin| format!("    <option>{origin}</option>\n")).collect();
    FORM.replace("{style}", STYLE).replace("{origins}", &options).replace("{script}", FORM_SCRIPT)
}

fn written(origin: &Url) -> String {
    escaped(&origin.origin().ascii_serialization())
}

fn scripted(title: &str, desk: &str, batch: BatchId, script: &str) -> String {
    let data = format!(" data-desk=\"{desk}\" data-batch=\"{}\"", batch.0);
    document(title, &data, &format!("<script>\n{DESK}{script}</script>"))
}

fn document(title: &str, data: &str, content: &str) -> String {
    DOCUMENT.replace("{title}", title).replace("{data}", data).replace("{content}", content)
}

/// Returns text as it stands in HTML, in an attribute or between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
