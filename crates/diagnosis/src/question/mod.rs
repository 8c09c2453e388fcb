//! What is asked: a request that a page makes, and what the server answers.
//!
//! Whatever follows from a [`Question`] without a browser's model belongs here: how its parties are
//! related, its preflight, its redirects, whether it names a local network, and its size.

pub(crate) mod api_names;
mod domain_above_suffix;
pub(crate) mod local_network;
pub(crate) mod preflight;
pub(crate) mod redirect_detour;
pub(crate) mod relation;
pub(crate) mod request_facts;
mod response_use;
pub(crate) mod size;

use matrix::{ContentKind, FetchCredentials, RequestApi, RequestMechanism, Topology};
use oracle::HopAnswer;
use run_model::evidence::cookie_pair;
use run_model::plan::{RequestScript, ResponseScript};
use spec_model::{Timestamp, document_origin, serialize_origin};
use url::Url;

use crate::http::response_head::ResponseHead;
use crate::set_cookie::attributes::{attribute_name, attributes, lifetime_secs};
use crate::set_cookie::folded::lost_cookies;
use crate::story::DocumentPlace;

/// Cookies of load balancers, and those that they set beside them for requests across sites: of AWS
/// and of Azure.
const LOAD_BALANCER_TWINS: [(&str, &str); 3] = [
    ("AWSALB", "AWSALBCORS"),
    ("AWSALBTG", "AWSALBTGCORS"),
    ("ARRAffinity", "ARRAffinitySameSite"),
];

/// A request that a page makes, what servers answer, and what is asked about the cookies then: a
/// story of a few steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The URL of the top-level document.
    pub page: Url,
    /// The URLs of nested frames, outermost first; the innermost document makes the request.
    pub frames: Vec<Url>,
    /// Where the request goes.
    pub url: Url,
    /// By which means it is made, with which method and header fields.
    pub request: RequestScript,
    /// The redirects on its way, in order, each with its `Location`.
    pub redirects: Vec<ResponseHead>,
    /// What is answered in the end.
    pub response: ResponseHead,
    /// What the server answers to the CORS preflight; `None` where that is unknown. It is then
    /// assumed to allow the request.
    pub preflight: Option<ResponseHead>,
    /// When the response came: dates in cookies are before or after it.
    pub now: Timestamp,
    /// The cookies that are there before.
    pub prior: Vec<PriorCookie>,
    /// How many seconds before the response they were set. One that would have ended since was set
    /// just before.
    pub prior_age_secs: i64,
    /// The request that is to carry the cookies; `None` where it is the same one again.
    pub follow_up: Option<FollowUpRequest>,
    /// Who says that this request needs the cookies.
    pub follow_up_source: FollowUpSource,
}

/// A cookie that is there before a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each member is what it is called in the variant's sentence")]
pub enum PriorCookie {
    /// The script of the document that makes the request writes this line to `document.cookie`.
    Script { line: String },
    /// A first-party response of this URL had this `Set-Cookie` line.
    Visit { url: Url, line: String },
    /// A response of this URL to an earlier request of the same document had this `Set-Cookie`
    /// line, so that the cookie lies in the partition of that document.
    Response { url: Url, line: String },
}

/// A later request that is to carry cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpRequest {
    /// The document that makes it.
    pub document: DocumentPlace,
    /// Where it goes.
    pub url: Url,
    /// By which means it is made.
    pub request: RequestScript,
    /// How many seconds after the response.
    pub after_secs: i64,
}

/// Who says that a later request needs the cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUpSource {
    /// Somebody names it: it alone is judged, and must carry every cookie.
    Asked,
    /// It was seen to be refused for want of a login, and none of the cookies went along.
    Refused,
    /// It was seen, and need not carry a cookie that has another Path.
    Seen,
    /// It is what usually comes next, as nobody names one.
    Usual,
}

impl PriorCookie {
    /// Returns the line that set it.
    pub fn line(&self) -> &str {
        match self {
            Self::Script { line } | Self::Visit { line, .. } | Self::Response { line, .. } => line,
        }
    }

    /// Returns the line, to be changed.
    pub(crate) fn line_mut(&mut self) -> &mut String {
        match self {
            Self::Script { line } | Self::Visit { line, .. } | Self::Response { line, .. } => line,
        }
    }

    /// Returns the URL whose response set it, where one did.
    pub fn set_by(&self) -> Option<&Url> {
        match self {
            Self::Visit { url, .. } | Self::Response { url, .. } => Some(url),
            Self::Script { .. } => None,
        }
    }

    /// Returns that URL, to be changed.
    pub(crate) fn set_by_mut(&mut self) -> Option<&mut Url> {
        match self {
            Self::Visit { url, .. } | Self::Response { url, .. } => Some(url),
            Self::Script { .. } => None,
        }
    }

    /// Returns a cookie that is there, set by a response of this URL: a partitioned one below the
    /// same page, as no other page has it, and any other one by a visit.
    pub fn there(url: Url, line: String) -> Self {
        let is_partitioned = attributes(&line).any(|one| attribute_name(one) == "partitioned");
        if is_partitioned { Self::Response { url, line } } else { Self::Visit { url, line } }
    }
}

impl Question {
    /// Returns the question of a `fetch(url, { credentials })` that is answered with 200 and no
    /// header field.
    pub fn fetch(page: Url, url: Url, credentials: FetchCredentials, now: Timestamp) -> Self {
        let request = RequestScript::bare(RequestApi::Fetch(credentials));
        Self {
            page,
            frames: Vec::new(),
            url,
            request,
            response: ResponseHead::ok(),
            redirects: Vec::new(),
            preflight: None,
            now,
            prior: Vec::new(),
            prior_age_secs: 0,
            follow_up: None,
            follow_up_source: FollowUpSource::Usual,
        }
    }

    /// Returns the URL of the document that makes the request.
    pub fn client(&self) -> &Url {
        self.frames.last().unwrap_or(&self.page)
    }

    /// Returns the origin of the document that makes the request, as `Origin` says it.
    pub fn client_origin(&self) -> String {
        serialize_origin(&document_origin(self.client()))
    }

    /// Returns who talks to whom.
    pub fn topology(&self) -> Topology {
        let frames = self.frames.iter().map(origin_url).collect();
        Topology {
            page: origin_url(&self.page),
            frames,
            sandbox: None,
            storage_access: None,
            target: origin_url(&self.url),
            control: None,
        }
    }

    /// Returns all responses, in order: the redirects, and the last one.
    pub fn heads(&self) -> impl Iterator<Item = &ResponseHead> {
        self.redirects.iter().chain([&self.response])
    }

    /// Returns all responses, in order, to change them.
    pub(crate) fn heads_mut(&mut self) -> impl Iterator<Item = &mut ResponseHead> {
        self.redirects.iter_mut().chain([&mut self.response])
    }

    /// Returns the values of the responses' `Set-Cookie` fields.
    pub fn set_cookie_lines(&self) -> impl Iterator<Item = &str> {
        self.heads().flat_map(|head| head.values("Set-Cookie"))
    }

    /// Returns the names of the cookies that are there before and that the responses set, each
    /// once.
    pub fn cookie_names(&self) -> Vec<String> {
        let prior = self.prior.iter().map(PriorCookie::line);
        let mut names: Vec<String> = Vec::new();
        for line in prior.chain(self.set_cookie_lines()) {
            let first = cookie_pair(line).0.to_owned();
            for name in std::iter::once(first).chain(lost_cookies(line)) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// Returns the name of the cookie that another line sets beside this one for requests across
    /// sites: load balancers set both, and this one is for browsers that know no `SameSite=None`.
    pub fn twin_of(&self, line: &str) -> Option<&'static str> {
        let (name, _) = cookie_pair(line);
        let (_, twin) = LOAD_BALANCER_TWINS.into_iter().find(|(plain, _)| *plain == name)?;
        self.set_cookie_lines().any(|other| cookie_pair(other).0 == twin).then_some(twin)
    }

    /// Returns the document that makes the request.
    pub fn document(&self) -> DocumentPlace {
        DocumentPlace { page: self.page.clone(), frames: self.frames.clone() }
    }

    /// Returns the URL of the last response.
    pub fn last_url(&self) -> Url {
        let locations = self.redirects.iter().filter_map(|head| head.values("Location").next());
        locations.fold(self.url.clone(), |url, location| url.join(location).unwrap_or(url))
    }

    /// Returns whether a script makes the request, or a document comes of it: not so for a part of
    /// a page, such as an image.
    pub(crate) fn is_by_page_or_script(&self) -> bool {
        match self.request.api {
            RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => true,
            RequestApi::Mechanism(mechanism) => mechanism.content() == ContentKind::Document,
        }
    }

    /// Returns whether a script sets a cookie before that is to last longer than this.
    pub fn script_cookie_outlasts(&self, secs: i64) -> bool {
        self.prior.iter().any(|prior| match prior {
            PriorCookie::Script { line } => {
                lifetime_secs(line, self.now).is_some_and(|lasts| lasts > secs)
            }
            PriorCookie::Visit { .. } | PriorCookie::Response { .. } => false,
        })
    }

    /// Returns when a cookie that is there before was set by this line.
    pub(crate) fn time_of_prior(&self, line: &str) -> Timestamp {
        let before = self.now.plus_secs(-self.prior_age_secs);
        let would_have_ended =
            lifetime_secs(line, before).is_some_and(|secs| secs <= self.prior_age_secs);
        if would_have_ended { self.now } else { before }
    }

    /// Returns, for a navigation of the whole page, the next visit of its site; `None` for other
    /// requests, which are made again as they were.
    pub fn visit_again(&self) -> Option<FollowUpRequest> {
        navigates_top_level(self.request.api).then(|| FollowUpRequest {
            document: DocumentPlace { page: self.url.clone(), frames: Vec::new() },
            url: self.url.clone(),
            request: RequestScript::bare(RequestApi::Mechanism(RequestMechanism::Link)),
            after_secs: 0,
        })
    }

    /// Returns the URL whose response has the `Set-Cookie` line at this position.
    pub(crate) fn url_of_line(&self, line: usize) -> Url {
        let mut url = self.url.clone();
        let mut before = 0;
        for head in self.heads() {
            before += head.values("Set-Cookie").count();
            if line < before {
                break;
            }
            let location = head.redirects_to().and_then(|location| url.join(location).ok());
            url = location.unwrap_or(url);
        }
        url
    }

    /// Returns the document that is there after the response: after a navigation of the whole page,
    /// the one that it leads to.
    pub fn document_after(&self) -> DocumentPlace {
        if !navigates_top_level(self.request.api) {
            return self.document();
        }
        let page = self.redirects_to().unwrap_or_else(|| self.last_url());
        DocumentPlace { page, frames: Vec::new() }
    }
}

/// Returns whether the response to a request becomes a document of its own, in no frame.
pub fn navigates_top_level(api: RequestApi) -> bool {
    match api {
        RequestApi::Mechanism(mechanism) => matches!(
            mechanism,
            RequestMechanism::FormGet
                | RequestMechanism::FormPost
                | RequestMechanism::Link
                | RequestMechanism::LinkBlank
                | RequestMechanism::Location
                | RequestMechanism::MetaRefresh
                | RequestMechanism::RefreshHeader
                | RequestMechanism::WindowOpen
        ),
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => false,
    }
}

/// Returns what was answered at each place of a question's redirects, its preflight left out.
pub(crate) fn hop_answers(question: &Question) -> Vec<HopAnswer> {
    let script =
        |head: &ResponseHead| ResponseScript { status: head.status, headers: head.headers.clone() };
    question.heads().map(|head| HopAnswer { preflight: None, response: script(head) }).collect()
}

/// Returns a URL as documents have it: a WebSocket's with the scheme of its handshake.
pub(crate) fn document_url(url: &Url) -> Url {
    let mut document = url.clone();
    match url.scheme() {
        // Each is a special scheme, so one can take the place of the other.
        "ws" => _ = document.set_scheme("http"),
        "wss" => _ = document.set_scheme("https"),
        _ => {}
    }
    document
}

/// Returns a URL's origin with the path `/`.
fn origin_url(url: &Url) -> Url {
    let mut origin = document_url(url);
    origin.set_path("/");
    origin.set_query(None);
    origin.set_fragment(None);
    // A URL that can have no user name has none.
    let _ = origin.set_username("");
    let _ = origin.set_password(None);
    origin
}
