//! A call of `fetch()`, as developer tools copy it and people write it.

use matrix::{
    FetchCredentials, FetchMode, FetchRedirect, FetchValues, RequestApi, ScriptRequestBody,
};
use url::Url;

use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::call_body::CallBody;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::literal::{LiteralValue, read_arguments};
use crate::paste::pasted_request::{IgnoredOption, PastedRequest};
use crate::paste::script_scope::ScriptScope;
use crate::paste::text_lines::TextLine;
use crate::paste::written_option::{WrittenOption, ignored_options, take_headers};

/// Returns whether a line begins such a call.
pub(crate) fn begins(text: &str) -> bool {
    call(text).is_some()
}

/// Returns where the arguments of the call in a line begin.
fn call(line: &str) -> Option<usize> {
    let words = ["await ", "return ", "const ", "let ", "var ", "window.", "fetch("];
    if !words.iter().any(|word| line.starts_with(word)) {
        return None;
    }
    line.find("fetch(").map(|at| at + "fetch(".len())
}

/// Reads the call that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let TextLine { start, text: line } = TextLine::indented(text, start);
    let at = start + call(line).unwrap_or_default();
    let (arguments, end) = builder.arguments(text, at)?;
    let (url, options) = url_and_options(arguments, builder.scope());
    let mut request = PastedRequest::default();
    request.take_url(url.as_ref(), text, at);
    apply(&options, &mut request);
    builder.recognize(PasteFormat::FetchCall);
    builder.request(request);
    Ok(end)
}

/// Returns the URL of a call and its options, the later ones first: those of a `Request` come
/// behind those of the call itself.
fn url_and_options(
    arguments: Vec<LiteralValue>,
    scope: &ScriptScope,
) -> (Option<LiteralValue>, Vec<LiteralValue>) {
    let mut arguments = arguments.into_iter();
    let (first, init) = (arguments.next(), arguments.next());
    let mut options: Vec<LiteralValue> = init.into_iter().collect();
    let of_request = match &first {
        Some(LiteralValue::Other(written)) => inner_arguments(written, "new Request(", scope),
        Some(_) | None => None,
    };
    let Some(inner) = of_request else {
        return (first.and_then(|url| whole_url(url, scope)), options);
    };
    let mut inner = inner.into_iter();
    let url = inner.next().and_then(|url| whole_url(url, scope));
    options.extend(inner.next());
    (url, options)
}

/// Returns the URL that a value makes: a text, or `new URL(…)` with texts in it.
fn whole_url(value: LiteralValue, scope: &ScriptScope) -> Option<LiteralValue> {
    let LiteralValue::Other(written) = &value else { return Some(value) };
    let Some(parts) = inner_arguments(written, "new URL(", scope) else { return Some(value) };
    match (parts.first(), parts.get(1)) {
        (Some(LiteralValue::Text(url)), None) => Some(LiteralValue::Text(url.clone())),
        (Some(LiteralValue::Text(url)), Some(LiteralValue::Text(base))) => {
            let url = Url::parse(base).ok()?.join(url).ok()?;
            Some(LiteralValue::Text(url.to_string()))
        }
        _ => None,
    }
}

/// Returns the arguments of a call that an expression is.
pub(crate) fn inner_arguments(
    written: &str,
    call: &str,
    scope: &ScriptScope,
) -> Option<Vec<LiteralValue>> {
    let start = written.starts_with(call).then_some(call.len())?;
    read_arguments(written, start).ok().map(|(arguments, _)| scope.resolve(arguments))
}

/// The options that decide.
///
/// Spec: [Fetch §5.4, RequestInit](https://fetch.spec.whatwg.org/#requestinit).
const OPTIONS: [&str; 9] = [
    "body",
    "cache",
    "credentials",
    "duplex",
    "headers",
    "method",
    "mode",
    "redirect",
    "referrerPolicy",
];

/// Gives a request what the options of a call say, of which the earlier ones count.
pub(crate) fn apply(options: &[LiteralValue], request: &mut PastedRequest) {
    let mut request_unknown = Vec::new();
    request.ignored = options.iter().flat_map(|one| ignored_options(one, &OPTIONS)).collect();
    if options.iter().any(|one| one.member("withCredentials").is_some()) {
        let written = "withCredentials".to_owned();
        request.ignored.push(IgnoredOption { written, meant: "credentials: \"include\"" });
    }
    for one in options {
        match one {
            LiteralValue::Object(members) => {
                let spread = members.iter().filter(|(name, _)| name.starts_with("..."));
                request_unknown.extend(spread.map(|(name, _)| name.clone()));
            }
            LiteralValue::Other(word) if matches!(word.as_str(), "null" | "undefined") => {}
            LiteralValue::Other(written) => request_unknown.push(written.clone()),
            LiteralValue::List(_) | LiteralValue::Text(_) => {}
        }
    }
    let has_unknown_options = !request_unknown.is_empty();
    request.unknown = request_unknown;
    let member = |name: &str| options.iter().find_map(|one| one.member(name));
    request.method = match WrittenOption::of(member("method")) {
        WrittenOption::Absent if has_unknown_options => None,
        WrittenOption::Absent => Some("GET".to_owned()),
        WrittenOption::Word(method) => Some(method.to_owned()),
        WrittenOption::Expression(written) => {
            request.unknown.push(written.to_owned());
            None
        }
    };
    take_headers(member("headers"), request);
    let referrer = member("referrer").and_then(LiteralValue::as_text);
    request.referrer = referrer.and_then(|url| Url::parse(url).ok()).filter(Url::has_host);
    take_body(member("body"), member("duplex"), request);
    take_words(member, request);
    let credentials = match WrittenOption::of(member("credentials")) {
        WrittenOption::Word("include") => Some(FetchCredentials::Include),
        WrittenOption::Word("omit") => Some(FetchCredentials::Omit),
        WrittenOption::Word("same-origin") => Some(FetchCredentials::SameOrigin),
        WrittenOption::Word(_) => {
            request.init.values = FetchValues::UnknownCredentials;
            Some(FetchCredentials::SameOrigin)
        }
        WrittenOption::Absent => Some(FetchCredentials::SameOrigin)
            // Programs that are no browser are given the cookies as a field.
            .filter(|_| !has_unknown_options && request.header("Cookie").is_none()),
        WrittenOption::Expression(_) => None,
    };
    request.api = credentials.map(|credentials| match WrittenOption::of(member("mode")) {
        WrittenOption::Word("no-cors") => RequestApi::FetchNoCors(credentials),
        _ => RequestApi::Fetch(credentials),
    });
}

/// Takes a body with the type that it brings.
fn take_body(
    body: Option<&LiteralValue>,
    duplex: Option<&LiteralValue>,
    request: &mut PastedRequest,
) {
    let text = || Some(ScriptRequestBody::Text(String::new()));
    let stream = || Some(ScriptRequestBody::Stream(String::new()));
    request.body = match CallBody::of(body) {
        CallBody::Absent => None,
        CallBody::Stream => stream(),
        CallBody::Text => text(),
        CallBody::Typed(kind) => {
            request.set_body_type(&kind);
            text()
        }
        // Streams alone need it.
        CallBody::Unknown(_) if duplex.is_some() => stream(),
        CallBody::Unknown(_) if request.header("Content-Type").is_some() => text(),
        CallBody::Unknown(written) => {
            request.unknown.push(written);
            None
        }
    };
}

/// Takes the options whose values are words of an enumeration.
///
/// Spec: [Fetch §5.4, RequestInit](https://fetch.spec.whatwg.org/#requestinit), and the steps of
/// the constructor on `navigate` and `only-if-cached`.
fn take_words<'o>(member: impl Fn(&str) -> Option<&'o LiteralValue>, request: &mut PastedRequest) {
    const ENUMERATIONS: [(&str, &[&str]); 6] = [
        ("mode", &["cors", "no-cors", "same-origin"]),
        ("redirect", &["error", "follow", "manual"]),
        ("cache", &["default", "force-cache", "no-cache", "no-store", "only-if-cached", "reload"]),
        ("duplex", &["half"]),
        ("priority", &["auto", "high", "low"]),
        (
            "referrerPolicy",
            &[
                "",
                "no-referrer",
                "no-referrer-when-downgrade",
                "origin",
                "origin-when-cross-origin",
                "same-origin",
                "strict-origin",
                "strict-origin-when-cross-origin",
                "unsafe-url",
            ],
        ),
    ];
    let mut mode = None;
    for (name, words) in ENUMERATIONS {
        match (name, WrittenOption::of(member(name))) {
            (_, WrittenOption::Absent) => {}
            ("mode" | "redirect", WrittenOption::Expression(written)) => {
                request.unknown.push(written.to_owned());
            }
            (_, WrittenOption::Expression(_)) => {}
            (_, WrittenOption::Word(word)) if !words.contains(&word) => {
                request.init.values = FetchValues::UnknownOther;
            }
            ("mode", WrittenOption::Word(word)) => mode = Some(word),
            ("redirect", WrittenOption::Word("error")) => {
                request.init.redirect = FetchRedirect::Error;
            }
            ("redirect", WrittenOption::Word("manual")) => {
                request.init.redirect = FetchRedirect::Manual;
            }
            ("cache", WrittenOption::Word("only-if-cached")) if mode != Some("same-origin") => {
                request.init.values = FetchValues::UnknownOther;
            }
            (_, WrittenOption::Word(_)) => {}
        }
    }
    if mode == Some("same-origin") {
        request.init.mode = FetchMode::SameOrigin;
    }
}
