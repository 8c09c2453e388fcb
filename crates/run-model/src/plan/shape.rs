//! One request written out: what the document asks, what servers answer, and the cookies on it.

use matrix::{
    CookieReader, CookieSetter, DetailTracking, FetchInit, FieldNameCase, RequestApi, RequestPath,
    ScriptRequestBody, SecondSetter, SetCookieResponse, UploadEvents,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::plan::line::{CookieScript, SetCookieLine};

/// One request, what the server answers to it, and the cookies that ride on the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeScript {
    /// Who sets the cookies; the client makes the follow-up in any case.
    pub set_by: CookieSetter,
    /// Who gives their second lines, where they have some.
    pub then_by: SecondSetter,
    /// How many seconds lie at least between the setting of the cookies and the client's request; 0
    /// where it follows at once.
    pub age_secs: u16,
    /// By what documents read cookies in the end.
    pub reads_cookies_by: CookieReader,
    /// Whether it is asked how long the jar keeps the cookies.
    pub lifetimes: DetailTracking,
    /// Whether it is asked if cookies come back other than their lines write them.
    pub changes: DetailTracking,
    /// How deep the first URL of the request that sets the cookies lies.
    pub request_path: RequestPath,
    /// In which case servers write the names of header fields over HTTP/1.1.
    pub field_names: FieldNameCase,
    /// What the document asks.
    pub request: RequestScript,
    /// What it asks again at the same URL, once it was given the first response.
    pub again: Option<RequestScript>,
    /// The origins of the request's URL list: those of all but the last redirect to the next. Never
    /// empty.
    pub url_list: Vec<Url>,
    /// What is answered there, `Location` excepted.
    pub redirect: ResponseScript,
    /// What the server answers in the end, its `Set-Cookie` lines excepted.
    pub response: ResponseScript,
    /// What the server answers to a CORS preflight, should one come.
    pub preflight: ResponseScript,
    /// The origin that this answer redirects to.
    pub preflight_location: Option<Url>,
    /// The cookies, in the order of their `Set-Cookie` lines.
    pub cookies: Vec<CookieScript>,
    /// Further lines on the last response, which nobody looks for: they fill the jar.
    pub others: FillerLines,
}

/// `Set-Cookie` lines beside those of a shape's cookies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FillerLines {
    /// Those in front of them.
    pub before: Vec<SetCookieLine>,
    /// Those behind them.
    pub after: Vec<SetCookieLine>,
}

impl FillerLines {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    /// Returns all of them.
    pub fn iter(&self) -> impl Iterator<Item = &SetCookieLine> {
        self.before.iter().chain(&self.after)
    }
}

/// What a document asks, and by which means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestScript {
    /// The means, with its way of saying whether credentials are wanted.
    pub api: RequestApi,
    /// The request's method.
    pub method: String,
    /// Header fields that the script adds.
    pub headers: Vec<(String, String)>,
    /// The body, if it has one.
    pub body: Option<ScriptRequestBody>,
    /// The name of a header field of the response that the script reads, if it does.
    pub reads: Option<String>,
    /// What a call of `fetch()` says besides.
    #[serde(default, skip_serializing_if = "FetchInit::is_default")]
    pub init: FetchInit,
}

impl RequestScript {
    /// Returns a request by the same means, with their own method and without all that could need a
    /// preflight: what follows up on this one.
    #[must_use]
    pub fn follow_up(&self) -> Self {
        let api = match self.api {
            RequestApi::Xhr { with_credentials, .. } => {
                RequestApi::Xhr { with_credentials, upload: UploadEvents::Ignored }
            }
            api
            @ (RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Mechanism(_)) => api,
        };
        Self::bare(api)
    }

    /// Returns the request that an API makes when it is given nothing but a URL.
    #[must_use]
    pub fn bare(api: RequestApi) -> Self {
        Self {
            api,
            method: api.method().to_owned(),
            headers: Vec::new(),
            body: None,
            reads: None,
            init: FetchInit::default(),
        }
    }
}

/// A response as the server writes it; a header that stands twice is sent twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseScript {
    /// The status code, 200 to 599.
    pub status: u16,
    /// Header fields in order, without those the server always adds (`Cache-Control: no-store`,
    /// `Content-Type`, `Date`).
    pub headers: Vec<(String, String)>,
}

/// The names of the header fields that the server adds to each response with a body.
const ADDED_FIELDS: [&str; 4] = ["cache-control", "content-length", "content-type", "date"];

impl ResponseScript {
    /// Returns whether the server writes a header field of this name, `Set-Cookie` aside.
    pub fn has_field(&self, name: &str) -> bool {
        let written = self.headers.iter().map(|(name, _)| name.as_str());
        written.chain(ADDED_FIELDS).any(|written| written.eq_ignore_ascii_case(name))
    }
}

impl ShapeScript {
    /// Returns the lines that a script writes to `document.cookie` in place of a response.
    pub fn lines_of_script(&self) -> impl Iterator<Item = &SetCookieLine> {
        self.lines_by(CookieSetter::Script, SecondSetter::Script).map(|(_, line)| line)
    }

    /// Returns the lines that stand for calls of the Cookie Store API, each with the number of the
    /// cell.
    pub fn lines_of_calls(&self) -> impl Iterator<Item = (u32, &SetCookieLine)> {
        self.lines_by(CookieSetter::CookieStore, SecondSetter::CookieStore)
    }

    /// Returns every line that sets a cookie of it, whoever sends or writes it, calls of the Cookie
    /// Store API aside.
    pub fn lines(&self) -> impl Iterator<Item = &SetCookieLine> {
        self.lines_of_script().chain(self.lines_of_responses())
    }

    /// Returns the lines that servers send.
    pub fn lines_of_responses(&self) -> impl Iterator<Item = &SetCookieLine> {
        let first = self.cookies.iter().map(|cookie| &cookie.line).chain(self.others.iter());
        let then = self.second_lines().map(|(_, line)| line);
        first.filter(|_| !self.set_by.is_script()).chain(then.filter(|_| !self.then_by.is_script()))
    }

    fn lines_by(
        &self,
        set_by: CookieSetter,
        then_by: SecondSetter,
    ) -> impl Iterator<Item = (u32, &SetCookieLine)> {
        let first = (self.set_by == set_by)
            .then(|| self.lines_on(SetCookieResponse::Response(0)))
            .into_iter()
            .flatten();
        let then = (self.then_by == then_by).then(|| self.second_lines()).into_iter().flatten();
        first.chain(then)
    }

    /// Returns the response that the first line of one of its cookies is on.
    pub fn response_of(&self, cookie: &CookieScript) -> SetCookieResponse {
        cookie.on.unwrap_or_else(|| self.last_response())
    }

    fn last_response(&self) -> SetCookieResponse {
        SetCookieResponse::Response(self.url_list.len() - 1)
    }

    /// Returns the lines on one of its responses, each with the number of the cell whose marker
    /// stands in it. What does not come with the client's own responses, but from a first-party
    /// document or a script, comes all at once.
    pub fn lines_on(
        &self,
        carrier: SetCookieResponse,
    ) -> impl Iterator<Item = (u32, &SetCookieLine)> {
        let at_once = self.set_by != CookieSetter::Client;
        let has_others = at_once || carrier == self.last_response();
        let (before, after) = if has_others {
            (&self.others.before[..], &self.others.after[..])
        } else {
            (&[][..], &[][..])
        };
        let own = self
            .cookies
            .iter()
            .filter(move |cookie| at_once || self.response_of(cookie) == carrier)
            .map(|cookie| (cookie.cell, &cookie.line));
        // They are the other cookies of the first cell.
        let of_first = |line| (0, line);
        before.iter().map(of_first).chain(own).chain(after.iter().map(of_first))
    }

    /// Returns the second lines of its cookies, each with the number of the cell.
    pub fn second_lines(&self) -> impl Iterator<Item = (u32, &SetCookieLine)> {
        self.cookies.iter().filter_map(|cookie| Some((cookie.cell, cookie.then.as_ref()?)))
    }
}
