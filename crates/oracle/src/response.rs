//! What becomes of a shape's requests and their responses, given what the server answers.

use matrix::FieldNameCase;
use run_model::plan::{RequestScript, ResponseScript, ShapeScript};
use run_model::results::ResponseOutcome;
use spec_model::fetch::{
    CheckedResponse, Headers, PreflightCache, RequestFlag, ResponseTainting,
    cors_unsafe_request_header_names, header_exposure, is_cors_safelisted_method,
};
use spec_model::{Decision, UserAgent};
use url::Url;

use crate::decisions::both;
use crate::document::{ClientDocument, NOW};
use crate::fetch_parameters::ResponseVisibility;
use crate::request::ScriptRequest;
use crate::response_use::use_decision;

/// What must become of a request and its response, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponsePrediction {
    /// What must become of it.
    pub outcome: ResponseOutcome,
    /// The rules that keep the response from the script, and notes; of the first stage that fails.
    pub decision: Decision,
}

impl ResponsePrediction {
    /// Returns what becomes of a response that is a network error for what its head holds.
    pub fn spoiled(&self, why: &Decision) -> Self {
        match self.outcome {
            ResponseOutcome::NotMade
            | ResponseOutcome::PreflightRefused
            | ResponseOutcome::RedirectRefused => self.clone(),
            ResponseOutcome::Blocked
            | ResponseOutcome::Navigated
            | ResponseOutcome::Opaque
            | ResponseOutcome::Exposed
            | ResponseOutcome::ExposedWithField
            | ResponseOutcome::ExposedAgain => {
                Self { outcome: ResponseOutcome::Blocked, decision: both(why, &self.decision) }
            }
        }
    }
}

/// What a server answers at one URL of a request's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HopAnswer {
    /// What it answers to the preflight, should one come; `None` where it allows the request.
    pub preflight: Option<ResponseScript>,
    /// What it answers to the request; where another answer follows, a redirect.
    pub response: ResponseScript,
}

/// A request on its way from URL to URL, as far as it comes.
#[derive(Clone, Debug)]
pub struct HopChain {
    hops: Vec<RequestHop>,
    /// How many URLs there are in its list.
    urls: usize,
    /// What an exposed response is called, by what the script asks of it.
    exposed: ResponseOutcome,
    /// Whether the script can read the header field that it asks for, if it does.
    pub(crate) field: Option<Decision>,
}

/// A request on its way to one URL, with everything that is decided about it there.
#[derive(Clone, Debug)]
pub struct RequestHop {
    /// The request as it goes there.
    pub request: ScriptRequest,
    /// Whether the answer to the preflight lets the request go on, if there is a preflight.
    pub preflight: Option<Decision>,
    /// Whether the response is shared, should it come: a redirect with the user agent, the last one
    /// with the script.
    pub may_be_read: Decision,
    /// Whether the redirect, if it is one, is followed.
    redirect: Decision,
}

impl RequestHop {
    /// Returns the rules that keep the request from the server, or an allowing decision.
    pub fn reaches_server(&self) -> &Decision {
        [&self.request.may_be_sent]
            .into_iter()
            .chain(&self.preflight)
            .find(|decision| !decision.is_allowed())
            .unwrap_or(&self.request.connection)
    }

    /// Returns for what a preflight is needed, in words; nothing where none is.
    pub fn preflight_causes(&self, user_agent: UserAgent<'_>) -> Vec<String> {
        let request = &self.request.request;
        if self.preflight.is_none() {
            return Vec::new();
        }
        let method = (!is_cors_safelisted_method(&request.method))
            .then(|| format!("the method {}", request.method));
        let names = cors_unsafe_request_header_names(&request.headers, user_agent.quirks())
            .into_iter()
            .map(|name| format!("the header field {name}"));
        let flag = (request.use_cors_preflight == RequestFlag::Set)
            .then(|| "its streamed body or its upload listener".to_owned());
        let before = (request.had_preflight == RequestFlag::Set)
            .then(|| "the preflight before the redirect".to_owned());
        let causes: Vec<String> = method.into_iter().chain(names).chain(flag).collect();
        if causes.is_empty() { before.into_iter().collect() } else { causes }
    }

    /// Returns the first decision in the way of going on, or an allowing one.
    pub fn outcome(&self) -> &Decision {
        [self.reaches_server(), &self.may_be_read]
            .into_iter()
            .find(|decision| !decision.is_allowed())
            .unwrap_or(&self.redirect)
    }
}

/// Where a redirect leads, and with which status.
struct RedirectTarget {
    status: u16,
    location: String,
}

impl RedirectTarget {
    /// Returns the redirects that lead through a list of URLs.
    fn each_of(urls: &[Url], status: u16) -> impl Fn(usize) -> Option<Self> {
        move |place| {
            let location = urls.get(place + 1)?.as_str().to_owned();
            Some(Self { status, location })
        }
    }
}

impl HopChain {
    /// Returns the hops of a shape's own request.
    pub(crate) fn of(
        document: &ClientDocument,
        urls: &[Url],
        shape: &ShapeScript,
        user_agent: UserAgent<'_>,
    ) -> Self {
        let request = ScriptRequest::new(document, &urls[0], &shape.request, user_agent);
        let sent = |url: &Url, response: &ResponseScript| {
            let case =
                if url.scheme() == "https" { FieldNameCase::Lower } else { shape.field_names };
            received(response, |name| case.written(name), user_agent)
        };
        // Each request has URLs of its own, so no preflight of another one can stand for its own.
        let (none, mut cache) = (PreflightCache::default(), PreflightCache::default());
        let mut chain = Self::follow(
            document,
            request,
            RedirectTarget::each_of(urls, shape.redirect.status),
            user_agent,
            |request, place| {
                let is_last = place + 1 == urls.len();
                let preflight = request.preflight(&none, user_agent).map(|_| {
                    let decision = request.preflight_check(
                        shape.preflight.status,
                        &sent(request.url(), &shape.preflight),
                        user_agent,
                    );
                    cache.remember(&request.request, &decision, NOW);
                    decision.decision
                });
                let (response, checked) = if is_last {
                    (&shape.response, CheckedResponse::Final)
                } else {
                    (&shape.redirect, CheckedResponse::Redirect)
                };
                let headers = sent(request.url(), response);
                (preflight, request.response_check(&headers, checked, user_agent))
            },
        );
        let last = &chain.last_hop().request;
        let field = shape.request.reads.as_ref().map(|name| {
            let exposure = header_exposure(
                &last.request,
                &sent(last.url(), &shape.response),
                name,
                user_agent.quirks(),
            );
            (exposure.is_allowed() && shape.response.has_field(name), exposure)
        });
        let again = shape
            .again
            .as_ref()
            .map(|again| ScriptRequest::new(document, &urls[0], again, user_agent));
        chain.exposed = match (again, &field) {
            (Some(again), _) if again.preflight(&cache, user_agent).is_none() => {
                ResponseOutcome::ExposedAgain
            }
            (None, Some((true, _))) => ResponseOutcome::ExposedWithField,
            (Some(_) | None, _) => ResponseOutcome::Exposed,
        };
        chain.field = field.map(|(_, exposure)| exposure);
        chain.urls = urls.len();
        chain
    }

    /// Returns the hops of a request that is answered so at the URLs of its list: the first one is
    /// given, and each but the last answer leads to the next by its `Location`.
    pub fn answered(
        document: &ClientDocument,
        url: &Url,
        script: &RequestScript,
        answers: &[HopAnswer],
        user_agent: UserAgent<'_>,
    ) -> Self {
        let none = PreflightCache::default();
        let check = |request: &ScriptRequest, place: usize| {
            let Some(HopAnswer { preflight, response }) = answers.get(place) else {
                return (None, Decision::default());
            };
            let preflight_check = || match preflight {
                None => Decision::default(),
                Some(head) => {
                    let headers = headers_at(request.url(), head, user_agent);
                    request.preflight_check(head.status, &headers, user_agent).decision
                }
            };
            let allowed = request.preflight(&none, user_agent).map(|_| preflight_check());
            let checked = if place + 1 < answers.len() {
                CheckedResponse::Redirect
            } else {
                CheckedResponse::Final
            };
            let headers = headers_at(request.url(), response, user_agent);
            let check = request.response_check(&headers, checked, user_agent);
            let is_used = match checked {
                CheckedResponse::Final => {
                    use_decision(script.api, request, response.status, &headers, document)
                }
                CheckedResponse::Preflight | CheckedResponse::Redirect => Decision::default(),
            };
            (allowed, both(&check, &is_used))
        };
        Self::along(document, url, script, answers, user_agent, check)
    }

    /// Returns the hops of a request that the server allows wherever it comes, and that is led on
    /// as these answers lead.
    pub fn allowed(
        document: &ClientDocument,
        url: &Url,
        script: &RequestScript,
        answers: &[HopAnswer],
        user_agent: UserAgent<'_>,
    ) -> Self {
        Self::along(document, url, script, answers, user_agent, |_, _| (None, Decision::default()))
    }

    fn along(
        document: &ClientDocument,
        url: &Url,
        script: &RequestScript,
        answers: &[HopAnswer],
        user_agent: UserAgent<'_>,
        check: impl FnMut(&ScriptRequest, usize) -> (Option<Decision>, Decision),
    ) -> Self {
        let next = |place: usize| {
            let answer = answers.get(place).filter(|_| place + 1 < answers.len())?;
            let location = received(&answer.response, str::to_owned, user_agent).get("Location")?;
            let location = String::from_utf8_lossy(&location).into_owned();
            Some(RedirectTarget { status: answer.response.status, location })
        };
        let request = ScriptRequest::new(document, url, script, user_agent);
        let mut chain = Self::follow(document, request, next, user_agent, check);
        chain.urls = answers.len().max(1);
        chain
    }

    /// Returns the hops of its follow-up, which the server allows wherever it comes, and which
    /// has nothing that needs a preflight.
    pub(crate) fn of_follow_up(
        document: &ClientDocument,
        urls: &[Url],
        shape: &ShapeScript,
        user_agent: UserAgent<'_>,
    ) -> Self {
        let request =
            ScriptRequest::new(document, &urls[0], &shape.request.follow_up(), user_agent);
        let next = RedirectTarget::each_of(urls, shape.redirect.status);
        let mut chain =
            Self::follow(document, request, next, user_agent, |_, _| (None, Decision::default()));
        chain.urls = urls.len();
        chain
    }

    fn follow(
        document: &ClientDocument,
        request: ScriptRequest,
        next_target: impl Fn(usize) -> Option<RedirectTarget>,
        user_agent: UserAgent<'_>,
        mut answer: impl FnMut(&ScriptRequest, usize) -> (Option<Decision>, Decision),
    ) -> Self {
        let mut chain = Self {
            hops: Vec::with_capacity(1),
            urls: 1,
            exposed: ResponseOutcome::Exposed,
            field: None,
        };
        let mut next = Some(request);
        while let Some(request) = next {
            let place = chain.hops.len();
            let (preflight, may_be_read) = answer(&request, place);
            let mut hop =
                RequestHop { request, preflight, may_be_read, redirect: Decision::default() };
            next = None;
            if let Some(target) = next_target(place).filter(|_| hop.outcome().is_allowed()) {
                let RedirectTarget { status, location } = target;
                match hop.request.redirected(document, status, &location, user_agent) {
                    Ok(request) => next = Some(request),
                    Err(decision) => hop.redirect = decision,
                }
            }
            chain.hops.push(hop);
        }
        chain
    }

    /// Returns how many URLs there are in its list.
    pub(crate) fn urls(&self) -> usize {
        self.urls
    }

    /// Returns the request on its way to the first URL.
    pub fn first(&self) -> &RequestHop {
        &self.hops[0]
    }

    /// Returns the request on its way to each URL that it is sent to.
    pub fn hops(&self) -> &[RequestHop] {
        &self.hops
    }

    /// Returns the rules that keep the request from the URL at this position of its list, or an
    /// allowing decision.
    pub fn reaches_server(&self, position: usize) -> &Decision {
        match self.hops.get(position) {
            Some(hop) => hop.reaches_server(),
            None => self.last_hop().outcome(),
        }
    }

    /// Decides whether the request comes to the URL at this position of its list, and comes with
    /// cookies.
    pub fn carries_cookies(&self, position: usize) -> Decision {
        match self.hops.get(position) {
            Some(hop) => both(hop.reaches_server(), &hop.request.credentials),
            None => self.last_hop().outcome().clone(),
        }
    }

    /// Returns whether what asked for a response can use it: a script by reading it, an element
    /// or a navigation by taking it.
    pub fn is_usable(&self, response: &ResponsePrediction) -> bool {
        match response.outcome {
            ResponseOutcome::NotMade
            | ResponseOutcome::PreflightRefused
            | ResponseOutcome::RedirectRefused
            | ResponseOutcome::Blocked => false,
            ResponseOutcome::Opaque => {
                self.first().request.parameters.visibility == ResponseVisibility::Event
            }
            ResponseOutcome::Navigated
            | ResponseOutcome::Exposed
            | ResponseOutcome::ExposedWithField
            | ResponseOutcome::ExposedAgain => true,
        }
    }

    /// Returns the last hop that it comes to.
    ///
    /// # Panics
    /// Never: a request is on its way to its first URL at least.
    pub fn last_hop(&self) -> &RequestHop {
        self.hops.last().expect("a request is on its way to its first URL at least")
    }

    /// Returns what becomes of it.
    pub(crate) fn outcome(&self) -> ResponseOutcome {
        let (first, last_hop) = (self.first(), self.last_hop());
        match (last_hop.request.parameters.visibility, last_hop.request.request.response_tainting) {
            _ if !first.request.may_be_sent.is_allowed() => ResponseOutcome::NotMade,
            _ if first.preflight.is_none() && !first.reaches_server().is_allowed() => {
                ResponseOutcome::NotMade
            }
            _ if !first.reaches_server().is_allowed() => ResponseOutcome::PreflightRefused,
            _ if !self.reaches_server(self.urls - 1).is_allowed() => {
                ResponseOutcome::RedirectRefused
            }
            _ if !last_hop.may_be_read.is_allowed() => ResponseOutcome::Blocked,
            (ResponseVisibility::Navigation, _) => ResponseOutcome::Navigated,
            (ResponseVisibility::Event, _)
            | (ResponseVisibility::Full, ResponseTainting::Opaque) => ResponseOutcome::Opaque,
            (ResponseVisibility::Full, ResponseTainting::Basic | ResponseTainting::Cors) => {
                self.exposed
            }
        }
    }

    /// Returns what becomes of it, and why.
    pub fn prediction(&self) -> ResponsePrediction {
        let outcome = self.outcome();
        let decision = match outcome {
            ResponseOutcome::NotMade
            | ResponseOutcome::PreflightRefused
            | ResponseOutcome::RedirectRefused => self.reaches_server(self.urls - 1),
            ResponseOutcome::Blocked
            | ResponseOutcome::Navigated
            | ResponseOutcome::Opaque
            | ResponseOutcome::Exposed
            | ResponseOutcome::ExposedWithField
            | ResponseOutcome::ExposedAgain => &self.last_hop().may_be_read,
        };
        ResponsePrediction { outcome, decision: decision.clone() }
    }
}

/// Returns the fields of a response from a URL: over HTTP/2, as https has it, in lower case.
fn headers_at(url: &Url, response: &ResponseScript, user_agent: UserAgent<'_>) -> Headers {
    if url.scheme() == "https" {
        return received(response, str::to_ascii_lowercase, user_agent);
    }
    received(response, str::to_owned, user_agent)
}

/// Returns the fields of a response whose names are written so.
fn received(
    response: &ResponseScript,
    written: impl Fn(&str) -> String,
    user_agent: UserAgent<'_>,
) -> Headers {
    let field = |(name, value): &(String, String)| (written(name), value.clone().into_bytes());
    Headers::received(response.headers.iter().map(field).collect(), user_agent.quirks())
}
