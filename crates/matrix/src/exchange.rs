//! What the values of exchange axes write into the request, its response and what surrounds them.

use serde::{Deserialize, Serialize};

use crate::line::{FillerCookies, LineTemplate};
use crate::request::{RequestApi, ScriptRequestBody};
use crate::template::HeaderTemplate;
use crate::topology::TopologyRole;

/// What one value writes into the request and its response. Everything is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeEffect {
    /// Who sets the cookies.
    pub set_by: Option<CookieSetter>,
    /// How many seconds lie at least between the setting of the cookies, by a first-party document,
    /// and the client's request.
    pub age_secs: Option<u16>,
    /// Who gives the second lines of the cookies.
    pub then_by: Option<SecondSetter>,
    /// By what documents read cookies.
    pub reads_cookies_by: Option<CookieReader>,
    /// How the request is made.
    pub api: Option<RequestApi>,
    /// How deep the URL of the response that sets the cookies lies.
    pub request_path: Option<RequestPath>,
    /// The request's method.
    pub method: Option<String>,
    /// Header fields that the script adds to the request.
    pub request: Vec<HeaderTemplate>,
    /// The request's body.
    pub body: Option<ScriptRequestBody>,
    /// The response's status.
    pub status: Option<u16>,
    /// Header fields of the response.
    pub response: Vec<HeaderTemplate>,
    /// In which case the names of header fields are written in responses.
    pub field_names: Option<FieldNameCase>,
    /// The answer to a preflight.
    pub preflight: Option<PreflightTemplate>,
    /// The origins of the request's URL list; empty where the value does not say.
    pub url_list: Vec<TopologyRole>,
    /// The answer that leads from one URL of the list to the next.
    pub redirect: Option<RedirectTemplate>,
    /// The name of a response header field that the script is to read.
    pub reads: Option<String>,
    /// How the request is made again, at once and to the same URL.
    pub again: Option<RepeatEffect>,
    /// How many other cookies its last response sets.
    pub others: Option<FillerCookies>,
    /// Attributes of those.
    pub others_cookie: Option<LineTemplate>,
}

impl ExchangeEffect {
    /// Returns what several values write together: the header fields and attributes of all of them,
    /// and of everything else what the last one says.
    pub fn merged<'a>(effects: impl IntoIterator<Item = &'a Self>) -> Self {
        effects.into_iter().cloned().fold(Self::default(), Self::followed_by)
    }

    fn followed_by(self, later: Self) -> Self {
        Self {
            set_by: later.set_by.or(self.set_by),
            age_secs: later.age_secs.or(self.age_secs),
            then_by: later.then_by.or(self.then_by),
            reads_cookies_by: later.reads_cookies_by.or(self.reads_cookies_by),
            api: later.api.or(self.api),
            request_path: later.request_path.or(self.request_path),
            method: later.method.or(self.method),
            request: [self.request, later.request].concat(),
            body: later.body.or(self.body),
            status: later.status.or(self.status),
            response: [self.response, later.response].concat(),
            field_names: later.field_names.or(self.field_names),
            preflight: both(self.preflight, later.preflight, PreflightTemplate::followed_by),
            url_list: if later.url_list.is_empty() { self.url_list } else { later.url_list },
            redirect: both(self.redirect, later.redirect, RedirectTemplate::followed_by),
            reads: later.reads.or(self.reads),
            again: later.again.or(self.again),
            others: later.others.or(self.others),
            others_cookie: both(self.others_cookie, later.others_cookie, LineTemplate::followed_by),
        }
    }
}

/// Returns what both write, or the one that is there.
fn both<T>(earlier: Option<T>, later: Option<T>, join: fn(T, T) -> T) -> Option<T> {
    match (earlier, later) {
        (Some(earlier), Some(later)) => Some(join(earlier, later)),
        (one, other) => one.or(other),
    }
}

/// A request that is made again, as far as it is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatEffect {
    /// How it is made.
    pub api: Option<RequestApi>,
    /// Its method.
    pub method: Option<String>,
    /// The header fields that the script adds to it, in place of the first one's.
    pub request: Option<Vec<HeaderTemplate>>,
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectTemplate {
    /// The status.
    pub status: Option<u16>,
    /// Header fields, `Location` excepted.
    pub response: Vec<HeaderTemplate>,
}

impl RedirectTemplate {
    fn followed_by(self, later: Self) -> Self {
        Self {
            status: later.status.or(self.status),
            response: [self.response, later.response].concat(),
        }
    }
}

/// The answer to a preflight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreflightTemplate {
    /// The status.
    pub status: Option<u16>,
    /// The names of response header fields that the preflight's answer carries too.
    pub copy: Vec<String>,
    /// Further header fields.
    pub add: Vec<HeaderTemplate>,
    /// The origin that it redirects to.
    pub redirect: Option<TopologyRole>,
}

impl PreflightTemplate {
    fn followed_by(self, later: Self) -> Self {
        Self {
            status: later.status.or(self.status),
            copy: [self.copy, later.copy].concat(),
            add: [self.add, later.add].concat(),
            redirect: later.redirect.or(self.redirect),
        }
    }
}

/// In which case a server writes the names of header fields over HTTP/1.1. HTTP/2 has lower case
/// alone.
///
/// Spec: [RFC 9113 §8.2](https://www.rfc-editor.org/rfc/rfc9113#section-8.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FieldNameCase {
    /// `set-cookie`.
    #[default]
    Lower,
    /// `Set-Cookie`.
    Title,
    /// `SET-COOKIE`.
    Upper,
}

impl FieldNameCase {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Lower, Self::Title, Self::Upper];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Title => "title",
            Self::Upper => "upper",
        }
    }

    /// Returns a name in this case.
    pub fn written(self, name: &str) -> String {
        match self {
            Self::Lower => name.to_ascii_lowercase(),
            Self::Title => {
                let word = |word: &str| {
                    let (first, rest) = word.split_at(word.len().min(1));
                    first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
                };
                name.split('-').map(word).collect::<Vec<_>>().join("-")
            }
            Self::Upper => name.to_ascii_uppercase(),
        }
    }
}

/// How deep the URL of the response that sets a shape's cookies lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RequestPath {
    /// In a directory of the shape's own, which is the default path of its cookies.
    #[default]
    Directory,
    /// In the root, like `/session`: `/` is the default path of its cookies.
    OneSegment,
}

impl RequestPath {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::Directory, Self::OneSegment];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::OneSegment => "one-segment",
        }
    }

    /// Returns where a path of a directory lies instead, if it does.
    pub fn placed(self, path: &str) -> String {
        match self {
            Self::Directory => path.to_owned(),
            Self::OneSegment => format!("/{}", path.trim_start_matches('/').replace('/', "-")),
        }
    }

    /// Returns the path of a directory for what [`placed`](Self::placed) returned.
    pub fn unplaced(path: &str) -> String {
        path.replace('-', "/")
    }
}

/// Who sets the cookies of a shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CookieSetter {
    /// The document that makes the requests: what its request may set is the question.
    #[default]
    Client,
    /// The client's script, which calls the Cookie Store API for each line before its request: what
    /// it may set so is the question.
    CookieStore,
    /// A first-party document of the target, before the client makes its request: what that request
    /// carries is the question.
    FirstParty,
    /// The client's script, which writes each line to `document.cookie` before its request: what a
    /// script may set is the question.
    Script,
}

impl CookieSetter {
    /// Every value.
    pub const ALL: [Self; 4] = [Self::Client, Self::CookieStore, Self::FirstParty, Self::Script];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::CookieStore => "cookie-store",
            Self::FirstParty => "first-party",
            Self::Script => "script",
        }
    }

    /// Returns whether no response carries the lines.
    pub fn is_script(self) -> bool {
        matches!(self, Self::CookieStore | Self::Script)
    }
}

/// Who gives the second lines of a shape's cookies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondSetter {
    /// The client's script, which calls the Cookie Store API for each line.
    CookieStore,
    /// The server, on a second response to the client.
    #[default]
    Response,
    /// The client's script, which writes each line to `document.cookie`.
    Script,
}

impl SecondSetter {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::CookieStore, Self::Response, Self::Script];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CookieStore => "cookie-store",
            Self::Response => "response",
            Self::Script => "script",
        }
    }

    /// Returns whether no response carries the lines.
    pub fn is_script(self) -> bool {
        self != Self::Response
    }
}

/// By what a document reads its cookies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CookieReader {
    /// By `document.cookie`.
    #[default]
    DocumentCookie,
    /// By `cookieStore.getAll()`. A document that has no `cookieStore` reads nothing.
    CookieStore,
}

impl CookieReader {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::DocumentCookie, Self::CookieStore];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocumentCookie => "document-cookie",
            Self::CookieStore => "cookie-store",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldNameCase, RequestPath};

    #[test]
    fn names_are_written_in_each_case() {
        let written = FieldNameCase::ALL.map(|case| case.written("set-COOKIE"));
        assert_eq!(written, ["set-cookie", "Set-Cookie", "SET-COOKIE"]);
    }

    #[test]
    fn a_path_of_one_segment_leads_back_to_its_directory() {
        for place in RequestPath::ALL {
            assert_eq!(RequestPath::unplaced(&place.placed("/1/a/0/set")), "/1/a/0/set");
        }
        assert_eq!(RequestPath::OneSegment.placed("/1/a/0/set"), "/1-a-0-set");
    }
}
