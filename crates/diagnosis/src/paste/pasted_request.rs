//! A request as a paste has it.

use matrix::{FetchCredentials, FetchInit, RequestApi, RequestMechanism, ScriptRequestBody};
use url::Url;

use crate::http::script_headers::announced_headers;
use crate::http::text::HttpTextError;
use crate::paste::call_body::CallBody;
use crate::paste::literal::{LiteralValue, lacks_url};

/// A request as a paste has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastedRequest {
    /// The method, where it is written down.
    pub method: Option<String>,
    /// The URL, where it is written down.
    pub url: Option<Url>,
    /// The URL of a script's call, where it is relative to the page's.
    pub relative: Option<String>,
    /// Where the URL's scheme is from.
    pub scheme: SchemeSource,
    /// The header fields in order, with repetitions.
    pub headers: Vec<(String, String)>,
    /// By which means it is made, where a script's call says it.
    pub api: Option<RequestApi>,
    /// What a call of `fetch()` says besides.
    pub init: FetchInit,
    /// The body of a call, without its text.
    pub body: Option<ScriptRequestBody>,
    /// The expressions of a call whose values it does not show, and which decide.
    pub unknown: Vec<String>,
    /// The names of the fields that a call sets and every browser drops.
    pub dropped: Vec<String>,
    /// The options of a call that have no effect, as their names are others.
    pub ignored: Vec<IgnoredOption>,
    /// Why the URL of a call cannot be read, and where it stands.
    pub url_problem: Option<HttpTextError>,
    /// The page, where a script's call says it.
    pub referrer: Option<Url>,
}

/// An option of a call that nothing reads under this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredOption {
    /// The name.
    pub written: String,
    /// What is read in its place.
    pub meant: &'static str,
}

/// Where the scheme of a URL is from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SchemeSource {
    /// Nobody wrote it down.
    Assumed,
    /// It was written down.
    #[default]
    Written,
}

impl PastedRequest {
    /// Returns the value of the first field with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let field = |(field, _): &&(String, String)| field.eq_ignore_ascii_case(name);
        self.headers.iter().find(field).map(|(_, value)| value.as_str())
    }

    /// Returns the page that made the request: by what the call says, by `Referer`, or by
    /// `Origin`. The last two give no more than the origin where they differ in it.
    pub fn page(&self) -> Option<Url> {
        let url = |text: &str| Url::parse(text).ok().filter(Url::has_host);
        let referrer = self.referrer.clone().or_else(|| url(self.header("Referer")?));
        let origin = self.header("Origin").and_then(url);
        match (referrer, origin) {
            (Some(referrer), Some(origin)) if !has_origin(&referrer, &origin) => Some(origin),
            (Some(page), _) | (None, Some(page)) => Some(page),
            (None, None) => None,
        }
    }

    /// Returns whether its fields show that it came from a frame, and not whose page is around it:
    /// they name a document of the URL's own site, while the request is that of a frame, or one to
    /// which the site of the whole window is another one.
    ///
    /// Spec: [Fetch Metadata](https://www.w3.org/TR/fetch-metadata/) and [Storage Access
    /// Headers](https://privacycg.github.io/storage-access-headers/).
    pub fn is_embedded(&self) -> bool {
        let is_of_site = matches!(self.header("Sec-Fetch-Site"), Some("same-origin" | "same-site"));
        let is_of_frame = self.header("Sec-Fetch-Mode") == Some("navigate")
            && matches!(self.header("Sec-Fetch-Dest"), Some("iframe" | "frame"));
        is_of_site && (is_of_frame || self.header("Sec-Fetch-Storage-Access").is_some())
    }

    /// Returns whether it is a CORS preflight.
    pub fn is_preflight(&self) -> bool {
        self.method.as_deref() == Some("OPTIONS")
            && self.header("Access-Control-Request-Method").is_some()
    }

    /// Returns the request that it announces, if it is a CORS preflight.
    pub(crate) fn announced(&self) -> Option<Self> {
        let method =
            self.header("Access-Control-Request-Method").filter(|_| self.is_preflight())?;
        let names = self.header("Access-Control-Request-Headers").unwrap_or_default();
        let is_of_page = |(name, _): &&(String, String)| {
            ["Origin", "Referer"].iter().any(|own| name.eq_ignore_ascii_case(own))
        };
        let of_page = self.headers.iter().filter(is_of_page).cloned();
        Some(Self {
            method: Some(method.to_owned()),
            headers: of_page.chain(announced_headers(names)).collect(),
            ..self.clone()
        })
    }

    /// Returns by which means the request was made, where a call or the fields of the browser say
    /// it.
    pub fn known_api(&self) -> Option<RequestApi> {
        let is_post = self.method.as_deref() == Some("POST");
        self.api.or_else(|| {
            let mode = self.header("Sec-Fetch-Mode")?;
            let mechanism = match (mode, self.header("Sec-Fetch-Dest").unwrap_or_default()) {
                ("navigate", "iframe" | "frame") if is_post => RequestMechanism::FormPostIntoFrame,
                ("navigate", "iframe" | "frame") => RequestMechanism::Iframe,
                ("navigate", _) if is_post => RequestMechanism::FormPost,
                ("navigate", _) => RequestMechanism::Link,
                ("websocket", _) => RequestMechanism::WebSocket,
                ("no-cors", "image") => RequestMechanism::Img,
                ("no-cors", "script") => RequestMechanism::Script,
                ("no-cors", "style") => RequestMechanism::Stylesheet,
                ("no-cors", "video") => RequestMechanism::Video,
                ("no-cors", _) => return Some(RequestApi::FetchNoCors(FetchCredentials::Include)),
                _ => return None,
            };
            Some(RequestApi::Mechanism(mechanism))
        })
    }

    /// Gives the request the type of its body, unless a field says another or the body has none.
    pub(crate) fn set_body_type(&mut self, kind: &str) {
        if !kind.is_empty() && self.header("Content-Type").is_none() {
            self.headers.push(("Content-Type".to_owned(), kind.to_owned()));
        }
    }

    /// Gives the request the URL that a script's call has, whose arguments begin at an octet of a
    /// text. Where it is not there, or a variable, somebody may say it elsewhere.
    pub(crate) fn take_url(&mut self, url: Option<&LiteralValue>, text: &str, start: usize) {
        if url.and_then(|url| self.set_written_url(url)).is_none() {
            self.url_problem = Some(lacks_url(text, start));
        }
    }

    /// Gives the request the type that a body brings; what the body may be decides too.
    pub(crate) fn take_body(&mut self, body: Option<&LiteralValue>) {
        match CallBody::of(body) {
            CallBody::Absent | CallBody::Stream | CallBody::Text => {}
            CallBody::Typed(kind) => self.set_body_type(&kind),
            CallBody::Unknown(written) => self.unknown.push(written),
        }
    }

    /// Gives the request the URL that a script's call has, whole or relative; `None` where that is
    /// no text.
    pub(crate) fn set_written_url(&mut self, url: &LiteralValue) -> Option<()> {
        let text = url.as_text()?;
        match Url::parse(text) {
            Ok(url) => self.url = Some(url).filter(Url::has_host),
            Err(url::ParseError::RelativeUrlWithoutBase) => {
                let is_plain = |text: &&str| {
                    !text.is_empty()
                        && !text.contains(['$', '{'])
                        && !text.contains(char::is_whitespace)
                };
                let is_written = matches!(url, LiteralValue::Text(_));
                self.relative =
                    Some(text).filter(is_plain).filter(|_| is_written).map(str::to_owned);
            }
            Err(_) => {}
        }
        (self.url.is_some() || self.relative.is_some()).then_some(())
    }

    /// Gives a request with a relative URL the whole one, by the document that makes it.
    pub fn resolve(&mut self, document: &Url) {
        if let (None, Some(relative)) = (&self.url, &self.relative) {
            self.url = document.join(relative).ok();
        }
    }

    /// Gives the request the URL that its target, its authority and its scheme make.
    pub(crate) fn set_target(
        &mut self,
        target: &str,
        authority: Option<&str>,
        scheme: Option<&str>,
    ) {
        let absolute = Url::parse(target).ok().filter(Url::has_host);
        self.url = absolute.or_else(|| {
            let authority = authority?;
            self.scheme =
                if scheme.is_some() { SchemeSource::Written } else { SchemeSource::Assumed };
            let scheme = scheme.unwrap_or_else(|| assumed_scheme(authority));
            Url::parse(&format!("{scheme}://{authority}")).ok()?.join(target).ok()
        });
    }

    /// Returns whether another URL is the request's: but for the fragment, and the scheme where
    /// nobody wrote it down.
    pub fn is_for(&self, other: &Url) -> bool {
        let Some(mut url) = self.url.clone() else { return true };
        let mut other = other.clone();
        url.set_fragment(None);
        other.set_fragment(None);
        if self.scheme == SchemeSource::Assumed {
            // Both are special schemes, so one can take the place of the other.
            _ = url.set_scheme(other.scheme());
        }
        url == other
    }
}

/// Nobody has a certificate for the own machine.
fn assumed_scheme(authority: &str) -> &'static str {
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    if matches!(host, "localhost" | "127.0.0.1" | "[::1]") || authority.ends_with(":80") {
        "http"
    } else {
        "https"
    }
}

fn has_origin(url: &Url, origin: &Url) -> bool {
    (url.scheme(), url.host(), url.port()) == (origin.scheme(), origin.host(), origin.port())
}
