//! Calls of axios, jQuery and Angular, as people write them: all make an `XMLHttpRequest`.

use matrix::{RequestApi, UploadEvents};

use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::call_body::CallBody;
use crate::paste::call_defaults::{CallDefaults, CallLibrary};
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::literal::{LiteralValue, lacks_url};
use crate::paste::pasted_request::{IgnoredOption, PastedRequest};
use crate::paste::script_scope::ScriptScope;
use crate::paste::text_lines::TextLine;
use crate::paste::written_option::{WrittenOption, ignored_options, take_headers};

/// What the arguments of a call are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CallForm {
    /// Settings, perhaps behind the URL.
    Settings,
    /// Settings alone, or the URL, data and functions, of a request with this method.
    SettingsOrData(&'static str),
    /// The URL and settings, of a request with this method.
    UrlSettings(&'static str),
    /// The URL, a body and settings, of a request with this method.
    UrlBodySettings(&'static str),
}

/// What the functions are called of, and whose they are.
const RECEIVERS: [(&str, CallLibrary); 6] = [
    ("axios", CallLibrary::Axios),
    ("$", CallLibrary::JQuery),
    ("jQuery", CallLibrary::JQuery),
    ("this.http", CallLibrary::Angular),
    ("this.httpClient", CallLibrary::Angular),
    ("httpClient", CallLibrary::Angular),
];

/// A call as a line begins it.
struct ScriptCall<'t> {
    library: CallLibrary,
    /// The name of a client that `axios.create()` made.
    client: Option<&'t str>,
    form: CallForm,
    /// The octet at which the arguments begin.
    at: usize,
}

impl<'t> ScriptCall<'t> {
    /// Returns the call that the first line of a text begins. Formatters break the line before the
    /// point.
    fn of(text: &'t str, scope: &'t ScriptScope) -> Option<Self> {
        let line = text.lines().next()?;
        let libraries = RECEIVERS.into_iter().map(|(name, library)| (name, library, None));
        let clients = scope.clients().map(|name| (name, CallLibrary::Axios, Some(name)));
        libraries.chain(clients).find_map(|(name, library, client)| {
            let behind = line.match_indices(name).filter(|(at, _)| begins_statement(line, *at));
            behind.into_iter().find_map(|(at, _)| {
                let behind = at + name.len();
                let (form, at) = form(library, text, behind)?;
                Some(Self { library, client, form, at })
            })
        })
    }
}

/// Returns whether what is called at an octet of a line begins a statement, or what is behind a
/// keyword.
pub(crate) fn begins_statement(line: &str, at: usize) -> bool {
    let words = ["await ", "return ", "const ", "let ", "var "];
    let is_of_name = |letter: char| letter.is_alphanumeric() || "_$.".contains(letter);
    let is_whole = !line[..at].chars().next_back().is_some_and(is_of_name);
    at == 0 || is_whole && words.iter().any(|word| line.starts_with(word))
}

/// Returns the form of the function that is called behind the name of its receiver, and where its
/// arguments begin, behind the type of its result.
fn form(library: CallLibrary, text: &str, behind: usize) -> Option<(CallForm, usize)> {
    let rest = &text[behind..];
    if library == CallLibrary::Axios && rest.starts_with('(') {
        return Some((CallForm::Settings, behind + 1));
    }
    let member = rest.trim_start().strip_prefix('.')?;
    let (name, rest) = member.split_at(member.find(['(', '<'])?);
    let form = match (library, name) {
        (CallLibrary::Axios, "request") | (CallLibrary::JQuery, "ajax") => CallForm::Settings,
        (CallLibrary::JQuery, "get" | "getJSON") => CallForm::SettingsOrData("GET"),
        (CallLibrary::JQuery, "post") => CallForm::SettingsOrData("POST"),
        (CallLibrary::JQuery, _) => return None,
        (CallLibrary::Angular | CallLibrary::Axios, name) => match name {
            "delete" => CallForm::UrlSettings("DELETE"),
            "get" => CallForm::UrlSettings("GET"),
            "head" => CallForm::UrlSettings("HEAD"),
            "options" => CallForm::UrlSettings("OPTIONS"),
            "patch" => CallForm::UrlBodySettings("PATCH"),
            "post" => CallForm::UrlBodySettings("POST"),
            "put" => CallForm::UrlBodySettings("PUT"),
            _ => return None,
        },
    };
    Some((form, text.len() - rest.len() + rest.find('(')? + 1))
}

/// Returns whether the first line of a text begins such a call.
pub(crate) fn begins(text: &str, scope: &ScriptScope) -> bool {
    ScriptCall::of(text, scope).is_some()
}

/// Reads the call that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let start = TextLine::indented(text, start).start;
    let scope = builder.scope().clone();
    let Some(call) = ScriptCall::of(&text[start..], &scope) else { return Ok(start) };
    let begin = start + call.at;
    let (arguments, end) = builder.arguments(text, begin)?;
    let defaults = match call.client {
        Some(client) => builder.client_defaults(client),
        None => builder.defaults(call.library),
    };
    let mut request = request(call.form, &arguments, call.library, defaults);
    if request.url.is_none() && request.relative.is_none() {
        request.url_problem = Some(lacks_url(text, begin));
    }
    builder.recognize(PasteFormat::ScriptCall);
    builder.request(request);
    Ok(end)
}

/// Returns the request that axios makes by these settings.
pub(crate) fn of_settings(settings: &LiteralValue) -> PastedRequest {
    let arguments = std::slice::from_ref(settings);
    request(CallForm::Settings, arguments, CallLibrary::Axios, &CallDefaults::default())
}

fn request(
    form: CallForm,
    arguments: &[LiteralValue],
    library: CallLibrary,
    defaults: &CallDefaults,
) -> PastedRequest {
    let nothing = LiteralValue::Object(Vec::new());
    let url = arguments.first().filter(|first| matches!(first, LiteralValue::Text(_)));
    let (method, place) = match form {
        CallForm::Settings => (None, usize::from(url.is_some())),
        CallForm::SettingsOrData(method) => (Some(method), 0),
        CallForm::UrlSettings(method) => (Some(method), 1),
        CallForm::UrlBodySettings(method) => (Some(method), 2),
    };
    let settings = arguments.get(place).unwrap_or(&nothing);
    let given = Settings { library, settings };
    let member = |name: &str| settings.member(name);
    let text = |name: &str| member(name).and_then(LiteralValue::as_text);
    // Angular sends objects as JSON as well.
    let sends_objects_as_json = library != CallLibrary::JQuery;
    let method = method.or(text("method")).or(text("type")).unwrap_or("GET").to_ascii_uppercase();
    let mut request = PastedRequest::default();
    request.unknown.extend(given.unknown());
    request.ignored = given.ignored();
    if place == 2 {
        request.ignored.extend(given.option_in_body(arguments.get(1)));
    }
    let hides_credentials = !request.unknown.is_empty();
    take_headers(member("headers"), &mut request);
    for (of_method, name, value) in &defaults.headers {
        let is_meant = of_method.as_ref().is_none_or(|of_method| *of_method == method);
        if is_meant && request.header(name).is_none() {
            request.headers.push((name.clone(), value.clone()));
        }
    }
    request.unknown.extend(defaults.unknown.iter().cloned());
    let body = if place == 2 { arguments.get(1) } else { member("data") };
    let content_type = match text("contentType") {
        Some("false") | None => {
            (sends_objects_as_json && sends_json(&method, body)).then_some("application/json")
        }
        written => written,
    };
    request.set_body_type(content_type.unwrap_or_default());
    if let CallBody::Typed(kind) = CallBody::of(body)
        && sends_objects_as_json
    {
        request.set_body_type(&kind);
    }
    let own = given.with_credentials();
    let with_credentials = match WrittenOption::of(own.or(defaults.with_credentials.as_ref())) {
        WrittenOption::Absent if hides_credentials => None,
        WrittenOption::Absent => Some(false),
        WrittenOption::Word(word) => Some(word == "true"),
        WrittenOption::Expression(_) => None,
    };
    request.method = Some(method);
    request.api = with_credentials.map(|with_credentials| RequestApi::Xhr {
        with_credentials,
        upload: UploadEvents::Ignored,
    });
    if let Some(url) = url.or(member("url")) {
        let base = member("baseURL").filter(|_| library == CallLibrary::Axios);
        set_url(&mut request, url, base.or(defaults.base_url.as_ref()));
    }
    request
}

/// Gives a request its URL. Where a base does not say where it goes, nothing is known of it.
fn set_url(request: &mut PastedRequest, url: &LiteralValue, base: Option<&LiteralValue>) {
    let base = base.filter(|base| {
        let is_none = |word: &str| matches!(word, "" | "null" | "undefined");
        !matches!(base, LiteralValue::Text(word) | LiteralValue::Other(word) if is_none(word))
    });
    match (url, base) {
        (LiteralValue::Text(path), Some(base)) if !is_absolute(path) => {
            let LiteralValue::Text(base) = base else { return };
            // So axios joins them.
            let joined = match (base.trim_end_matches('/'), path.trim_start_matches('/')) {
                (base, "") => base.to_owned(),
                (base, path) => format!("{base}/{path}"),
            };
            request.set_written_url(&LiteralValue::Text(joined));
        }
        _ => {
            request.set_written_url(url);
        }
    }
}

/// Returns whether a URL has a scheme, or a host at least: axios adds no base to it.
fn is_absolute(url: &str) -> bool {
    let scheme = url.split("//").next().unwrap_or_default();
    let of_scheme = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    url.contains("//")
        && (scheme.is_empty()
            || scheme.strip_suffix(':').is_some_and(|scheme| scheme.chars().all(of_scheme)))
}

/// The settings of a call.
#[derive(Clone, Copy)]
struct Settings<'a> {
    library: CallLibrary,
    settings: &'a LiteralValue,
}

impl<'a> Settings<'a> {
    /// Returns the option. jQuery gives the request the fields of `xhrFields`, and no others
    /// ([jQuery.ajax](https://api.jquery.com/jQuery.ajax/)).
    fn with_credentials(self) -> Option<&'a LiteralValue> {
        let fields = match self.library {
            CallLibrary::JQuery => self.settings.member("xhrFields")?,
            CallLibrary::Angular | CallLibrary::Axios => self.settings,
        };
        match fields {
            LiteralValue::Other(_) => Some(fields),
            _ => fields.member("withCredentials"),
        }
    }

    /// Returns the options that nothing reads as they are written.
    fn ignored(self) -> Vec<IgnoredOption> {
        let known: &[&'static str] = match self.library {
            CallLibrary::Angular => &["headers", "withCredentials"],
            CallLibrary::Axios => {
                &["baseURL", "data", "headers", "method", "url", "withCredentials"]
            }
            CallLibrary::JQuery => {
                &["contentType", "data", "headers", "method", "type", "url", "xhrFields"]
            }
        };
        let mut ignored = ignored_options(self.settings, known);
        if self.library == CallLibrary::Axios && self.settings.member("credentials").is_some() {
            let written = "credentials".to_owned();
            ignored.push(IgnoredOption { written, meant: "withCredentials: true" });
        }
        if self.library == CallLibrary::JQuery {
            let fields = self.settings.member("xhrFields");
            let of_fields = |fields| ignored_options(fields, &["withCredentials"]);
            ignored.extend(fields.map(of_fields).unwrap_or_default());
            if let Some(written) = self.misplaced() {
                let meant = "xhrFields: { withCredentials: true }";
                ignored.push(IgnoredOption { written, meant });
            }
        }
        ignored
    }

    /// Returns the option where it is a part of the body, as settings are missing behind that.
    fn option_in_body(self, body: Option<&LiteralValue>) -> Option<IgnoredOption> {
        body?.member("withCredentials").filter(|_| self.with_credentials().is_none())?;
        let written = "withCredentials in the body".to_owned();
        Some(IgnoredOption { written, meant: "URL, BODY, { withCredentials: true }" })
    }

    /// Returns the option where it stands beside `xhrFields`.
    fn misplaced(self) -> Option<String> {
        let LiteralValue::Object(members) = self.settings else { return None };
        let is_one = |name: &&str| name.eq_ignore_ascii_case("withCredentials");
        members.iter().map(|(name, _)| name.as_str()).find(is_one).map(str::to_owned)
    }

    /// Returns the settings whose values a call does not show: a variable in place of all, or one
    /// that is spread. In place of settings jQuery takes data and functions.
    fn unknown(self) -> Vec<String> {
        match self.settings {
            LiteralValue::Object(members) => {
                let spread = members.iter().filter(|(name, _)| name.starts_with("..."));
                spread.map(|(name, _)| name.clone()).collect()
            }
            LiteralValue::Other(word)
                if self.library != CallLibrary::JQuery
                    && !matches!(word.as_str(), "null" | "undefined") =>
            {
                vec![word.clone()]
            }
            LiteralValue::List(_) | LiteralValue::Other(_) | LiteralValue::Text(_) => Vec::new(),
        }
    }
}

/// Returns whether axios sends a body as JSON: an object, and a variable most likely holds one.
fn sends_json(method: &str, body: Option<&LiteralValue>) -> bool {
    let has_body = matches!(method, "PATCH" | "POST" | "PUT");
    let is_name = |word: &str| word.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    has_body
        && match body {
            Some(LiteralValue::List(_) | LiteralValue::Object(_)) => true,
            Some(LiteralValue::Other(word)) => {
                is_name(word) && !matches!(word.as_str(), "null" | "undefined" | "formData")
            }
            Some(LiteralValue::Text(_)) | None => false,
        }
}
