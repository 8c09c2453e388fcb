//! Which responses scripts, style sheets, event sources and WebSockets take, by status and fields.
//!
//! A head is often known in part. Deviation: without `Content-Type` nothing is said of the type.

use super::Headers;
use super::headers::mime_type_essence;
use crate::decision::Decision;
use crate::reason::Reason;

/// The essences of JavaScript MIME types.
///
/// Spec: [MIME Sniffing, JavaScript MIME
/// type](https://mimesniff.spec.whatwg.org/#javascript-mime-type).
const JAVASCRIPT: [&str; 16] = [
    "application/ecmascript",
    "application/javascript",
    "application/x-ecmascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/javascript",
    "text/javascript1.0",
    "text/javascript1.1",
    "text/javascript1.2",
    "text/javascript1.3",
    "text/javascript1.4",
    "text/javascript1.5",
    "text/jscript",
    "text/livescript",
    "text/x-ecmascript",
    "text/x-javascript",
];

/// Decides whether `<script>` runs a response.
///
/// Spec: [HTML, fetch a classic
/// script](https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-classic-script), and
/// Fetch [§2.10](https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?)
/// and [§3.6](https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff?).
pub fn classic_script_decision(status: u16, headers: &Headers) -> Decision {
    let mut decision = Decision::default();
    decision.violate_if(is_script_type_blocked(headers), Reason::ScriptTypeBlocked);
    let is_other = has_type_other_than(headers, &JAVASCRIPT);
    decision.violate_if(is_other && has_nosniff(headers), Reason::NosniffBlocked);
    decision.violate_if(!is_ok(status), Reason::ScriptStatus);
    decision
}

/// Decides whether `<script type=module>` runs a response.
///
/// Spec: [HTML, fetch a single module
/// script](https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-single-module-script).
pub fn module_script_decision(status: u16, headers: &Headers) -> Decision {
    let mut decision = Decision::default();
    decision.violate_if(!is_ok(status), Reason::ScriptStatus);
    // A module of WebAssembly is one too.
    let is_other = has_type_other_than(headers, &JAVASCRIPT)
        && has_type_other_than(headers, &["application/wasm"]);
    decision.violate_if(is_other, Reason::ModuleScriptType);
    decision
}

/// Decides whether `<link rel=stylesheet>` applies a response.
///
/// Spec: [HTML, link type
/// "stylesheet"](https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet), and [fetch
/// and process the linked
/// resource](https://html.spec.whatwg.org/multipage/semantics.html#fetch-and-process-the-linked-resource).
/// Deviation: a document in quirks mode takes any type of its own origin, unless `nosniff` blocks
/// it.
pub fn style_sheet_decision(status: u16, headers: &Headers) -> Decision {
    let mut decision = Decision::default();
    let is_other = has_type_other_than(headers, &["text/css"]);
    decision.violate_if(is_other && has_nosniff(headers), Reason::NosniffBlocked);
    decision.violate_if(!is_ok(status), Reason::StyleSheetStatus);
    decision.violate_if(is_other, Reason::StyleSheetType);
    decision
}

/// Decides whether an `EventSource` reads a response.
///
/// Spec: [HTML, the EventSource
/// constructor](https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource),
/// processEventSourceEndOfBody's step on status and `Content-Type`.
pub fn event_source_decision(status: u16, headers: &Headers) -> Decision {
    let mut decision = Decision::default();
    decision.violate_if(status != 200, Reason::EventStreamStatus);
    let is_other = has_type_other_than(headers, &["text/event-stream"]);
    decision.violate_if(is_other, Reason::EventStreamType);
    decision
}

/// Decides whether a response opens a WebSocket.
///
/// Spec: [WebSockets, establish a WebSocket
/// connection](https://websockets.spec.whatwg.org/#concept-websocket-establish).
pub fn web_socket_decision(status: u16) -> Decision {
    let mut decision = Decision::default();
    decision.violate_if(status != 101, Reason::HandshakeStatus);
    decision
}

/// Spec: [Fetch, ok status](https://fetch.spec.whatwg.org/#ok-status).
fn is_ok(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Returns the essence of the type that a head gives its body, if that is one: of several, the last
/// that is a type.
///
/// Spec: [Fetch, extract a MIME type](https://fetch.spec.whatwg.org/#concept-header-extract-mime-type).
fn essence(headers: &Headers) -> Option<String> {
    let value = headers.get("Content-Type")?;
    let mut types = value.split(|octet| *octet == b',').filter_map(mime_type_essence);
    types.rfind(|essence| essence != "*/*")
}

/// Returns whether a head says that its body has another type, be it none at all.
fn has_type_other_than(headers: &Headers, types: &[&str]) -> bool {
    headers.contains("Content-Type")
        && essence(headers).is_none_or(|essence| !types.contains(&essence.as_str()))
}

/// Spec: [Fetch, determine nosniff](https://fetch.spec.whatwg.org/#determine-nosniff).
fn has_nosniff(headers: &Headers) -> bool {
    let value = headers.get("X-Content-Type-Options").unwrap_or_default();
    let first = value.split(|octet| *octet == b',').next().unwrap_or_default();
    first.trim_ascii().eq_ignore_ascii_case(b"nosniff")
}

/// Spec: [Fetch §2.10](https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?).
fn is_script_type_blocked(headers: &Headers) -> bool {
    essence(headers).is_some_and(|essence| {
        essence == "text/csv"
            || ["audio/", "image/", "video/"].iter().any(|kind| essence.starts_with(kind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    type UseRule = fn(u16, &Headers) -> Decision;

    #[track_caller]
    fn check(rule: UseRule, status: u16, fields: &[(&str, &str)], reason: Option<Reason>) {
        assert_eq!(rule(status, &Headers::new(fields)).reason(), reason, "{fields:?}");
    }

    #[track_caller]
    fn check_type(rule: UseRule, content_type: &str, reason: Option<Reason>) {
        check(rule, 200, &[("Content-Type", content_type)], reason);
    }

    const NOSNIFF: (&str, &str) = ("X-Content-Type-Options", "NoSniff");

    #[test]
    fn a_module_script_is_javascript() {
        check_type(module_script_decision, "text/javascript;charset=utf-8", None);
        check_type(module_script_decision, "Application/JavaScript", None);
        check_type(module_script_decision, "application/wasm", None);
        check_type(module_script_decision, "text/html", Some(Reason::ModuleScriptType));
        check_type(module_script_decision, "nothing", Some(Reason::ModuleScriptType));
        check(module_script_decision, 404, &[], Some(Reason::ScriptStatus));
        check(module_script_decision, 201, &[], None);
    }

    #[test]
    fn a_classic_script_has_any_type_but_those_that_are_blocked() {
        check_type(classic_script_decision, "text/html", None);
        check_type(classic_script_decision, "text/csv", Some(Reason::ScriptTypeBlocked));
        check_type(classic_script_decision, "image/png", Some(Reason::ScriptTypeBlocked));
        let json = ("Content-Type", "application/json");
        check(classic_script_decision, 200, &[json], None);
        check(classic_script_decision, 200, &[json, NOSNIFF], Some(Reason::NosniffBlocked));
        check(classic_script_decision, 200, &[NOSNIFF], None);
        check(classic_script_decision, 404, &[], Some(Reason::ScriptStatus));
    }

    #[test]
    fn a_style_sheet_is_css() {
        check_type(style_sheet_decision, "text/css", None);
        check_type(style_sheet_decision, "text/plain", Some(Reason::StyleSheetType));
        let html = ("Content-Type", "text/html");
        check(style_sheet_decision, 200, &[html, NOSNIFF], Some(Reason::NosniffBlocked));
        check(style_sheet_decision, 404, &[html], Some(Reason::StyleSheetStatus));
    }

    #[test]
    fn an_event_stream_has_its_status_and_its_type() {
        check_type(event_source_decision, "text/event-stream; charset=utf-8", None);
        check_type(event_source_decision, "application/json", Some(Reason::EventStreamType));
        check(event_source_decision, 204, &[], Some(Reason::EventStreamStatus));
    }

    #[test]
    fn of_several_types_the_last_counts() {
        let twice = [("Content-Type", "text/html"), ("Content-Type", "text/event-stream")];
        check(event_source_decision, 200, &twice, None);
        check_type(event_source_decision, "text/event-stream, */*", None);
    }

    #[test]
    fn what_is_no_type_does_not_count() {
        check_type(classic_script_decision, "image/", None);
        check_type(classic_script_decision, "image/p n g", None);
        check_type(module_script_decision, "text/javascript, text/", None);
        check_type(module_script_decision, "text/javascript, /html", None);
        check_type(module_script_decision, "text/javascript, text", None);
    }
}
