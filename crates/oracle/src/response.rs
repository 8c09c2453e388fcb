//! What becomes of a shape's requests and their responses, given what the server answers.

use run_model::plan::{ResponseScript, ShapeScript};
use run_model::results::ResponseOutcome;
use spec_model::fetch::{
    Flag, Headers, PreflightCache, ResponseTainting, cors_unsafe_request_header_names,
    header_exposure, is_cors_safelisted_method,
};
use spec_model::{Decision, UserAgent};
use url::Url;

use crate::decisions::both;
use crate::document::{Document, NOW};
use crate::means::Learns;
use crate::request::ScriptRequest;

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
    pub(crate) fn spoiled(&self, why: &Decision) -> Self {
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

/// A request on its way from URL to URL, as far as it comes.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    hops: Vec<Hop>,
    /// How many URLs there are in its list.
    urls: usize,
    /// What an exposed response is called, by what the script asks of it.
    exposed: ResponseOutcome,
    /// Whether the script can read the header field that it asks for, if it does.
    pub(crate) field: Option<Decision>,
}

/// A request on its way to one URL, with everything that is decided about it there.
#[derive(Clone, Debug)]
pub(crate) struct Hop {
    pub(crate) request: ScriptRequest,
    /// Whether the answer to the preflight lets the request go on, if there is a preflight.
    pub(crate) preflight: Option<Decision>,
    /// Whether the response is shared, should it come: a redirect with the user agent, the last one
    /// with the script.
    pub(crate) sharing: Decision,
    /// Whether the redirect, if it is one, is followed.
    redirect: Decision,
}

impl Hop {
    /// Returns the rules that keep the request from the server, or an allowing decision.
    pub(crate) fn arrival(&self) -> &Decision {
        match &self.preflight {
            Some(preflight) if self.request.departure.is_allowed() => preflight,
            Some(_) | None => &self.request.departure,
        }
    }

    /// Returns for what a preflight is needed, in words; nothing where none is.
    pub(crate) fn preflight_causes(&self) -> Vec<String> {
        let request = &self.request.request;
        if self.preflight.is_none() {
            return Vec::new();
        }
        let method = (!is_cors_safelisted_method(&request.method))
            .then(|| format!("the method {}", request.method));
        let names = cors_unsafe_request_header_names(&request.headers)
            .into_iter()
            .map(|name| format!("the header field {name}"));
        let flag = (request.use_cors_preflight == Flag::Set)
            .then(|| "its streamed body or its upload listener".to_owned());
        method.into_iter().chain(names).chain(flag).collect()
    }

    /// Returns the first decision in the way of going on, or an allowing one.
    pub(crate) fn outcome(&self) -> &Decision {
        [self.arrival(), &self.sharing]
            .into_iter()
            .find(|decision| !decision.is_allowed())
            .unwrap_or(&self.redirect)
    }
}

impl Course {
    /// Returns the course of a shape's own request.
    pub(crate) fn of(
        document: &Document,
        urls: &[Url],
        shape: &ShapeScript,
        user_agent: UserAgent<'_>,
    ) -> Self {
        let request = ScriptRequest::new(document, &urls[0], &shape.request, user_agent);
        // Each request has URLs of its own, so no preflight of another one can stand for its own.
        let (none, mut cache) = (PreflightCache::default(), PreflightCache::default());
        let mut course = Self::follow(
            document,
            request,
            urls,
            shape.redirect.status,
            user_agent,
            |request, is_last| {
                let preflight = request.preflight(&none).map(|_| {
                    let decision = request.preflight_check(
                        shape.preflight.status,
                        &headers(&shape.preflight),
                        user_agent,
                    );
                    cache.remember(&request.request, &decision, NOW);
                    decision.decision
                });
                let response = if is_last { &shape.response } else { &shape.redirect };
                (preflight, request.response_check(&headers(response), user_agent))
            },
        );
        let last = &course.furthest().request;
        let field = shape.request.reads.as_ref().map(|name| {
            let exposure = header_exposure(&last.request, &headers(&shape.response), name);
            (exposure.is_allowed() && shape.response.has_field(name), exposure)
        });
        let again = shape
            .again
            .as_ref()
            .map(|again| ScriptRequest::new(document, &urls[0], again, user_agent));
        course.exposed = match (again, &field) {
            (Some(again), _) if again.preflight(&cache).is_none() => ResponseOutcome::ExposedAgain,
            (None, Some((true, _))) => ResponseOutcome::ExposedWithField,
            (Some(_) | None, _) => ResponseOutcome::Exposed,
        };
        course.field = field.map(|(_, exposure)| exposure);
        course
    }

    /// Returns the course of its follow-up, which the server allows wherever it comes, and which
    /// has nothing that needs a preflight.
    pub(crate) fn of_follow_up(
        document: &Document,
        urls: &[Url],
        shape: &ShapeScript,
        user_agent: UserAgent<'_>,
    ) -> Self {
        let request =
            ScriptRequest::new(document, &urls[0], &shape.request.follow_up(), user_agent);
        Self::follow(document, request, urls, shape.redirect.status, user_agent, |_, _| {
            (None, Decision::default())
        })
    }

    fn follow(
        document: &Document,
        request: ScriptRequest,
        urls: &[Url],
        redirect_status: u16,
        user_agent: UserAgent<'_>,
        mut answer: impl FnMut(&ScriptRequest, bool) -> (Option<Decision>, Decision),
    ) -> Self {
        let mut course = Self {
            hops: Vec::with_capacity(urls.len()),
            urls: urls.len(),
            exposed: ResponseOutcome::Exposed,
            field: None,
        };
        let mut next = Some(request);
        while let Some(request) = next {
            let location = urls.get(course.hops.len() + 1);
            let (preflight, sharing) = answer(&request, location.is_none());
            let mut hop = Hop { request, preflight, sharing, redirect: Decision::default() };
            next = None;
            if let Some(location) = location.filter(|_| hop.outcome().is_allowed()) {
                match hop.request.redirected(
                    document,
                    redirect_status,
                    location.as_str(),
                    user_agent,
                ) {
                    Ok(request) => next = Some(request),
                    Err(decision) => hop.redirect = decision,
                }
            }
            course.hops.push(hop);
        }
        course
    }

    /// Returns how many URLs there are in its list.
    pub(crate) fn urls(&self) -> usize {
        self.urls
    }

    /// Returns the request on its way to the first URL.
    pub(crate) fn first(&self) -> &Hop {
        &self.hops[0]
    }

    /// Returns the request on its way to each URL that it is sent to.
    pub(crate) fn hops(&self) -> &[Hop] {
        &self.hops
    }

    /// Returns the rules that keep the request from the URL at this position of its list, or an
    /// allowing decision.
    pub(crate) fn arrival(&self, position: usize) -> &Decision {
        match self.hops.get(position) {
            Some(hop) => hop.arrival(),
            None => self.furthest().outcome(),
        }
    }

    /// Decides whether the request comes to the URL at this position of its list, and comes with
    /// cookies.
    pub(crate) fn carriage(&self, position: usize) -> Decision {
        match self.hops.get(position) {
            Some(hop) => both(hop.arrival(), &hop.request.credentials),
            None => self.furthest().outcome().clone(),
        }
    }

    fn furthest(&self) -> &Hop {
        self.hops.last().expect("a request is on its way to its first URL at least")
    }

    /// Returns what becomes of it.
    pub(crate) fn outcome(&self) -> ResponseOutcome {
        let (first, furthest) = (self.first(), self.furthest());
        match (furthest.request.means.learns, furthest.request.request.response_tainting) {
            _ if !first.request.departure.is_allowed() => ResponseOutcome::NotMade,
            _ if !first.arrival().is_allowed() => ResponseOutcome::PreflightRefused,
            _ if !self.arrival(self.urls - 1).is_allowed() => ResponseOutcome::RedirectRefused,
            _ if !furthest.sharing.is_allowed() => ResponseOutcome::Blocked,
            (Learns::Landing, _) => ResponseOutcome::Navigated,
            (Learns::Event, _) | (Learns::Response, ResponseTainting::Opaque) => {
                ResponseOutcome::Opaque
            }
            (Learns::Response, ResponseTainting::Basic | ResponseTainting::Cors) => self.exposed,
        }
    }

    /// Returns what becomes of it, and why.
    pub(crate) fn prediction(&self) -> ResponsePrediction {
        let outcome = self.outcome();
        let decision = match outcome {
            ResponseOutcome::NotMade
            | ResponseOutcome::PreflightRefused
            | ResponseOutcome::RedirectRefused => self.arrival(self.urls - 1),
            ResponseOutcome::Blocked
            | ResponseOutcome::Navigated
            | ResponseOutcome::Opaque
            | ResponseOutcome::Exposed
            | ResponseOutcome::ExposedWithField
            | ResponseOutcome::ExposedAgain => &self.furthest().sharing,
        };
        ResponsePrediction { outcome, decision: decision.clone() }
    }
}

fn headers(response: &ResponseScript) -> Headers {
    Headers(
        response
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
            .collect(),
    )
}
