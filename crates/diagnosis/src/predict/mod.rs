//! What an engine's model says of a question: the question as a story, played, and which later
//! request has to carry each cookie.

mod login_paths;
pub(crate) mod redirect_reach;

use std::sync::Arc;

use oracle::{
    ClientDocument, CookiePrediction, CookieVisibility, HopChain, ResponsePrediction, both,
};
use spec_model::fetch::{Headers, header_exposure};
use spec_model::{
    Decision, EngineModel, QuirkSet, Reason, StoredCookie, UserAgent, decide_retrieve, domain_match,
};
use url::Url;

use crate::predict::login_paths::is_for_login_alone;
use crate::predict::redirect_reach::{
    CookieSubstitute, RedirectReach, RedirectedCookie, is_for_its_url,
};
use crate::question::{
    FollowUpRequest, FollowUpSource, PriorCookie, Question, document_url, hop_answers,
};
use crate::story::{
    DocumentPlace, PlayedCookie, PlayedRequest, PlayedStory, RequestStarter, Story, StoryAction,
    StoryAnswer, StoryRequest, StoryStep, play,
};

/// What an engine's model says of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ModelAnswer {
    /// What becomes of the last response.
    pub(crate) response: ResponsePrediction,
    /// Whether the thing that asks for the response can use it, which scripts do by reading it.
    pub(crate) usable: bool,
    /// What becomes of the cookies that were there before.
    pub(crate) prior: Vec<PredictedCookie>,
    /// What becomes of the cookies of the `Set-Cookie` lines, in order.
    pub(crate) cookies: Vec<PredictedCookie>,
}

/// What an engine's model says of a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PredictedCookie {
    /// What becomes of it.
    pub(crate) prediction: CookiePrediction,
    /// What becomes of it on the way of redirects.
    pub(crate) reach: RedirectReach,
    /// The path below which it is taken to be sent, where no request was named that needs it.
    pub(crate) assumed_path: Option<String>,
    /// Whether a later response on the way of redirects deletes it.
    pub(crate) deleted_later: bool,
}

/// Whether a later request carries a cookie.
struct LaterSending {
    decision: Decision,
    assumed_path: Option<String>,
}

/// Returns what a model says of a question, whose story this is.
pub(crate) fn predict(question: &Question, story: &Story, model: &EngineModel) -> ModelAnswer {
    let played = play(story, model);
    let judge = QuestionJudge { question, user_agent: UserAgent::new(model), played: &played };
    let (prior, cookies) = played.cookies.split_at(question.prior.len());
    let request = judge.request();
    let response = match &request.spoiled_by {
        None => request.chain.prediction(),
        Some(why) => request.chain.prediction().spoiled(why),
    };
    let mut usable = request.chain.is_usable(&response);
    let mut response = response;
    if let Some(name) = &question.request.reads
        && response.outcome.is_exposed()
    {
        let fields = question.response.headers.iter();
        let fields = fields.map(|(name, value)| (name.clone(), value.clone().into_bytes()));
        let last = &request.chain.last_hop().request.request;
        let exposure = header_exposure(last, &Headers(fields.collect()), name, model.quirks);
        usable &= exposure.is_allowed();
        response.decision = both(&response.decision, &exposure);
    }
    let judge_all =
        |cookies: &[PlayedCookie]| cookies.iter().map(|one| judge.cookie(one)).collect();
    ModelAnswer { usable, response, prior: judge_all(prior), cookies: judge_all(cookies) }
}

impl Question {
    /// Returns the story that it asks about, up to its last response.
    pub fn story(&self) -> Story {
        let document = self.document();
        let prior = |cookie: &PriorCookie| match cookie {
            PriorCookie::Script { line } => {
                StoryAction::ScriptWrite { document: document.clone(), line: line.clone() }
            }
            PriorCookie::Visit { url, line } => {
                StoryAction::Visit { url: url.clone(), line: line.clone() }
            }
            PriorCookie::Response { url, line } => {
                StoryAction::Request(StoryRequest::that_sets(line, document.clone(), url.clone()))
            }
        };
        let answers = self.heads().enumerate().map(|(place, head)| StoryAnswer {
            preflight: self.preflight.clone().filter(|_| place == 0),
            response: head.clone(),
        });
        let request = StoryRequest {
            started_by: RequestStarter::Document(document.clone()),
            url: self.url.clone(),
            script: self.request.clone(),
            answers: answers.collect(),
        };
        let before = self.prior.iter().map(|cookie| StoryStep {
            at: self.time_of_prior(cookie.line()),
            action: prior(cookie),
        });
        let request = StoryStep { at: self.now, action: StoryAction::Request(request) };
        Story { steps: before.chain([request]).collect() }
    }
}

/// Answers what is asked about a story that was played.
struct QuestionJudge<'a> {
    question: &'a Question,
    user_agent: UserAgent<'a>,
    played: &'a PlayedStory,
}

impl QuestionJudge<'_> {
    fn request(&self) -> &PlayedRequest {
        self.played.requests.last().expect("the story of a question has a request")
    }

    fn cookie(&self, played: &PlayedCookie) -> PredictedCookie {
        let retrieved = |document: &ClientDocument| {
            let context = document.script_context(self.user_agent);
            both(&document.cookie_gate(), &decide_retrieve(&played.cookie, &context))
        };
        let page = self.question.document().document(self.question.now, self.user_agent);
        let hop = &self.request().chain.hops().get(played.hop);
        let target = hop.map_or(&self.question.url, |hop| hop.request.url());
        let target =
            ClientDocument::top_level(document_url(target), self.question.now, self.user_agent);
        let LaterSending { decision: sent, assumed_path } = self.sent(played);
        let prediction = CookiePrediction {
            carried: Decision::default(),
            received: played.received.is_allowed(),
            partition: played
                .cookie
                .partition
                .as_ref()
                .map(|key| Arc::new(oracle::partition_key(key))),
            lifetime: None,
            changed: false,
            readable_on_page: both(&played.stored, &retrieved(&page)),
            readable_on_target: both(&played.stored, &retrieved(&target)),
            sent: both(&played.stored, &sent),
            visibility: CookieVisibility::FULL,
            stored: played.stored.clone(),
        };
        let is_later = |(step, hop)| step == played.step && hop > played.hop;
        let deleted_later = played.deleted_by.is_some_and(is_later);
        let is_there = played.stored.is_allowed() || deleted_later;
        let reach = if is_there { self.reach(played) } else { RedirectReach::default() };
        PredictedCookie { prediction, reach, assumed_path, deleted_later }
    }

    fn is_prior(&self, played: &PlayedCookie) -> bool {
        played.step < self.question.prior.len()
    }

    /// Returns what the request at each place of the redirects does with a cookie, from the first
    /// one that could carry it on.
    fn hops(&self, played: &PlayedCookie) -> Vec<(Url, Decision)> {
        let document = self.question.document().document(self.question.now, self.user_agent);
        let chain = &self.request().chain;
        let first = if self.is_prior(played) { 0 } else { played.hop + 1 };
        let at = |place: usize| carries(chain, place, &document, played, self.user_agent);
        let urls = chain.hops().iter().map(|hop| hop.request.url().clone());
        urls.enumerate().skip(first).map(|(place, url)| (url, at(place))).collect()
    }

    /// Returns what becomes of a cookie at the requests that redirects lead to, where nobody names
    /// the one that needs it.
    fn reach(&self, played: &PlayedCookie) -> RedirectReach {
        let question = self.question;
        if question.redirects.is_empty() || question.follow_up_source == FollowUpSource::Asked {
            return RedirectReach::default();
        }
        let cookie = RedirectedCookie {
            question,
            set_by: self.set_by(played).clone(),
            hops: self.hops(played),
            has_own_path: played.has_own_path,
            substitute: self.substitute(played),
        };
        cookie.reach()
    }

    /// Returns the URL of the request whose response sets a cookie.
    fn set_by(&self, played: &PlayedCookie) -> &Url {
        let hop = self.request().chain.hops().get(played.hop);
        hop.map_or(&self.question.url, |hop| hop.request.url())
    }

    /// Returns what the requests behind the one that sets a cookie have in its place.
    fn substitute(&self, played: &PlayedCookie) -> CookieSubstitute {
        let others = || {
            self.played.cookies.iter().filter(|other| {
                let is_same = (other.hop, &other.cookie.name) == (played.hop, &played.cookie.name);
                other.step == played.step && !is_same && other.stored.is_allowed()
            })
        };
        let is_set_anew =
            others().any(|other| other.hop > played.hop && other.cookie.name == played.cookie.name);
        let goes_along =
            |other: &PlayedCookie| self.hops(other).last().is_some_and(|(_, at)| at.is_allowed());
        // Nobody expects a cookie that is there before, or that a part of a page sets, elsewhere.
        if self.is_prior(played)
            || !self.question.is_by_page_or_script()
            || self.question.follow_up_source != FollowUpSource::Usual
            || self.is_of_moved(played, is_set_anew)
        {
            CookieSubstitute::Unneeded
        } else if is_set_anew || others().any(goes_along) {
            CookieSubstitute::Sibling
        } else {
            CookieSubstitute::None
        }
    }

    /// Returns whether the request that sets a cookie has moved to another URL, for good or because
    /// the same path there sets another of its name: that takes its place.
    fn is_of_moved(&self, played: &PlayedCookie, is_set_anew: bool) -> bool {
        let question = self.question;
        let head = question.heads().nth(played.hop);
        let is_for_good = head.is_some_and(|head| matches!(head.status, 301 | 308));
        let is_same_path = question.last_url().path() == self.set_by(played).path();
        matches!(question.request.method.as_str(), "GET" | "HEAD")
            && (is_for_good || (is_set_anew && is_same_path))
    }

    /// Returns the later request that needs a cookie, where there is another than the same one:
    /// behind a navigation the next visit of the URL that set it. One that was seen needs none of
    /// another host.
    fn follow_up(&self, played: &PlayedCookie) -> Option<FollowUpRequest> {
        let then = self.question.follow_up.clone()?;
        let is_visit = match self.question.follow_up_source {
            _ if self.is_prior(played) => false,
            FollowUpSource::Asked | FollowUpSource::Refused => false,
            FollowUpSource::Seen => !is_for_host(&played.cookie, &then.url),
            FollowUpSource::Usual => true,
        };
        let then = if is_visit { self.question.visit_again()? } else { return Some(then) };
        let page = self.set_by(played).clone();
        let document = DocumentPlace { page: page.clone(), ..then.document };
        Some(FollowUpRequest { document, url: page, ..then })
    }

    /// Decides whether the request that is asked about carries a cookie, were it there.
    fn sent(&self, played: &PlayedCookie) -> LaterSending {
        let (question, user_agent) = (self.question, self.user_agent);
        if let Some(then) = self.follow_up(played) {
            let document =
                then.document.document(question.now.plus_secs(then.after_secs), user_agent);
            let carried = |url: &Url| {
                let chain = HopChain::allowed(&document, url, &then.request, &[], user_agent);
                carries(&chain, 0, &document, played, user_agent)
            };
            let decision = carried(&then.url);
            return self.below_its_path(played, &then.url, decision, carried);
        }
        if self.is_prior(played) {
            let hops = self.hops(played);
            // The last of the URLs that the cookie is for: what comes back to a host after a
            // redirect elsewhere is what needs it.
            let last = hops.iter().rev().find(|(_, decision)| is_for_its_url(decision));
            let decision = last.or(hops.first()).map(|(_, decision)| decision.clone());
            return LaterSending { decision: decision.unwrap_or_default(), assumed_path: None };
        }
        let document = question.document().document(question.now, user_agent);
        let again = question.request.follow_up();
        let answers = hop_answers(question);
        let chain = HopChain::allowed(&document, &question.url, &again, &answers, user_agent);
        let decision = carries(&chain, played.hop, &document, played, user_agent);
        let url = chain.hops().get(played.hop).map_or(&question.url, |hop| hop.request.url());
        self.below_its_path(played, url, decision, |url| {
            let chain = HopChain::allowed(&document, url, &again, &[], user_agent);
            carries(&chain, 0, &document, played, user_agent)
        })
    }

    /// Takes another request in place of one that only the cookie's path keeps it from, and of a
    /// login, where nobody said which request needs it: one on the way of redirects that carries
    /// it, or else one below that path.
    fn below_its_path(
        &self,
        played: &PlayedCookie,
        url: &Url,
        decision: Decision,
        carried: impl Fn(&Url) -> Decision,
    ) -> LaterSending {
        let path = String::from_utf8_lossy(&played.cookie.path).into_owned();
        let is_elsewhere = decision.reasons == [Reason::PathMismatch];
        let is_assumed = match self.question.follow_up_source {
            FollowUpSource::Asked => false,
            FollowUpSource::Refused => is_elsewhere && played.has_own_path,
            FollowUpSource::Seen => is_elsewhere,
            FollowUpSource::Usual => is_elsewhere || is_for_login_alone(url, &path),
        };
        if !is_assumed || self.is_prior(played) || !path.starts_with('/') {
            return LaterSending { decision, assumed_path: None };
        }
        let mut hops = self.hops(played).into_iter().map(|(_, decision)| decision);
        if let Some(decision) = hops.find(Decision::is_allowed) {
            return LaterSending { decision, assumed_path: None };
        }
        let mut below = url.clone();
        below.set_path(&path);
        LaterSending { decision: carried(&below), assumed_path: Some(path) }
    }
}

/// Decides whether a request carries a cookie at the URL at this position of its list.
fn carries(
    chain: &HopChain,
    place: usize,
    document: &ClientDocument,
    played: &PlayedCookie,
    user_agent: UserAgent<'_>,
) -> Decision {
    let credentials = chain.carries_cookies(place);
    let Some(hop) = chain.hops().get(place) else { return credentials };
    let context = hop.request.context(document, user_agent);
    both(&credentials, &decide_retrieve(&played.cookie, &context))
}

/// Returns whether a cookie is for the host of a URL.
fn is_for_host(cookie: &StoredCookie, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == cookie.domain
        || (!cookie.host_only && domain_match(host, &cookie.domain, QuirkSet::NONE))
}

impl ModelAnswer {
    /// Returns where the engine departed from the standards on the way to the answer about a
    /// cookie.
    pub(crate) fn quirks(cookie: &CookiePrediction) -> QuirkSet {
        let CookiePrediction { stored, readable_on_page, readable_on_target, sent, .. } = cookie;
        [stored, readable_on_page, readable_on_target, sent]
            .into_iter()
            .fold(QuirkSet::NONE, |quirks, one| quirks.union(one.quirks))
    }
}
