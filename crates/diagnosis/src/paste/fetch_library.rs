//! Calls of libraries that make their requests by `fetch()` and take its options: ky, Nuxt's
//! `$fetch` and `useFetch`, and the link of Apollo.

use matrix::ScriptRequestBody;

use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::fetch_call::{apply, inner_arguments};
use crate::paste::literal::LiteralValue;
use crate::paste::pasted_request::PastedRequest;
use crate::paste::script_call::begins_statement;
use crate::paste::text_lines::TextLine;

/// What is called, and what its arguments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LibraryCall {
    /// Apollo's client or its link: one object.
    Apollo,
    /// A URL and options, of a request with this method.
    Ky(Option<&'static str>),
    /// A URL and options, whose body is sent as JSON where it is an object.
    Nuxt,
}

const OF_APOLLO: [&str; 3] = ["new ApolloClient(", "new HttpLink(", "createHttpLink("];
const OF_KY: [(&str, Option<&str>); 7] = [
    ("ky(", None),
    ("ky.delete(", Some("DELETE")),
    ("ky.get(", Some("GET")),
    ("ky.head(", Some("HEAD")),
    ("ky.patch(", Some("PATCH")),
    ("ky.post(", Some("POST")),
    ("ky.put(", Some("PUT")),
];
const OF_NUXT: [&str; 4] = ["useFetch", "useLazyFetch", "$fetch", "ofetch"];

/// Returns whether a line begins such a call.
pub(crate) fn begins(line: &str) -> bool {
    call(line).is_some()
}

/// Returns what a line calls, and where the arguments begin.
fn call(line: &str) -> Option<(LibraryCall, usize)> {
    let apollo = OF_APOLLO.iter().find_map(|name| {
        let at = line.find(name)?;
        let before = line[..at].trim_end();
        (before.is_empty() || before.ends_with(['=', '(', ':']))
            .then_some((LibraryCall::Apollo, at + name.len()))
    });
    let place = |name: &str| line.find(name).filter(|at| begins_statement(line, *at));
    let ky = || {
        OF_KY
            .iter()
            .find_map(|(name, method)| Some((LibraryCall::Ky(*method), place(name)? + name.len())))
    };
    // The type of the result may stand behind the name.
    let nuxt = || {
        OF_NUXT.iter().find_map(|name| {
            let behind = place(name)? + name.len();
            let is_called = line[behind..].starts_with(['(', '<']);
            let at = line[behind..].find('(').filter(|_| is_called)?;
            Some((LibraryCall::Nuxt, behind + at + 1))
        })
    };
    apollo.or_else(ky).or_else(nuxt)
}

/// Reads the call that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let TextLine { start, text: line } = TextLine::indented(text, start);
    let Some((call, at)) = call(line) else { return Ok(start) };
    let begin = start + at;
    let (mut arguments, end) = builder.arguments(text, begin)?;
    let mut request = PastedRequest::default();
    if call == LibraryCall::Apollo {
        let settings = arguments.first().and_then(|first| {
            let LiteralValue::Other(link) = first.member("link")? else { return None };
            let of_link = |name: &&str| inner_arguments(link, name, builder.scope());
            OF_APOLLO.iter().find_map(of_link)?.into_iter().next()
        });
        let settings = settings.or(arguments.into_iter().next());
        let Some(url) = settings.as_ref().and_then(|settings| settings.member("uri")).cloned()
        else {
            // The link is another one, which stands elsewhere.
            builder.skip_body_line();
            return Ok(end);
        };
        arguments = [Some(url), settings].into_iter().flatten().collect();
    }
    let url = arguments.first().cloned();
    let options: Vec<LiteralValue> = arguments.into_iter().skip(1).take(1).collect();
    let option = |name: &str| options.first().and_then(|options| options.member(name));
    apply(&options, &mut request);
    let base = ["baseURL", "prefixUrl"].iter().find_map(|name| option(name));
    request.take_url(joined(base, url).as_ref(), text, begin);
    let (method, has_json) = match call {
        LibraryCall::Apollo => (Some("POST"), true),
        LibraryCall::Ky(method) => (method, option("json").is_some()),
        LibraryCall::Nuxt => {
            let is_object = |body: &LiteralValue| {
                matches!(body, LiteralValue::List(_) | LiteralValue::Object(_))
            };
            (None, option("body").is_some_and(is_object))
        }
    };
    request.method = method.map(str::to_owned).or(request.method);
    if has_json {
        request.body = Some(ScriptRequestBody::Text(String::new()));
        request.set_body_type("application/json");
    }
    builder.recognize(PasteFormat::ScriptCall);
    builder.request(request);
    Ok(end)
}

/// Returns a URL behind the one that it is relative to: both libraries put them side by side.
fn joined(base: Option<&LiteralValue>, url: Option<LiteralValue>) -> Option<LiteralValue> {
    match (base, url) {
        (Some(LiteralValue::Text(base)), Some(LiteralValue::Text(url))) if !url.contains("://") => {
            let (base, url) = (base.trim_end_matches('/'), url.trim_start_matches('/'));
            Some(LiteralValue::Text(format!("{base}/{url}")))
        }
        (Some(_), Some(LiteralValue::Text(url))) if !url.contains("://") => None,
        (_, url) => url,
    }
}
