//! What an engine's model says of a question: the question as a story, played.

use std::sync::Arc;

use oracle::{
    ClientDocument, CookiePrediction, CookieVisibility, HopAnswer, HopChain, ResponsePrediction,
    both,
};
use run_model::plan::ResponseScript;
use spec_model::fetch::{Headers, cors_unsafe_request_header_names, header_exposure};
use spec_model::{Decision, EngineModel, QuirkSet, Reason, UserAgent, decide_retrieve};
use url::Url;

use crate::question::{FollowUpSource, PriorCookie, Question, document_url};
use crate::response_head::ResponseHead;
use crate::story::{
    PlayedCookie, PlayedRequest, PlayedStory, RequestStarter, Story, StoryAction, StoryAnswer,
    StoryRequest, StoryStep, play,
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
    /// The first request on the way of redirects that lacks it though it is for that URL, and why.
    pub(crate) lacking_hop: Option<(Url, Decision)>,
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

/// Returns for what the request needs a preflight, in words; nothing where it needs none.
pub(crate) fn preflight_causes(question: &Question) -> Vec<String> {
    let model = EngineModel::standard();
    let user_agent = UserAgent::new(&model);
    let document = question.document().document(question.now, user_agent);
    HopChain::answered(&document, &question.url, &question.request, &answers(question), user_agent)
        .first()
        .preflight_causes(user_agent)
}

/// Returns the names of the request's header fields that a preflight asks for.
fn announced_names(question: &Question) -> Vec<String> {
    let headers = question
        .request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into_bytes()));
    cors_unsafe_request_header_names(&Headers(headers.collect()), QuirkSet::NONE)
}

/// Returns an answer to a preflight that allows the question's request.
pub(crate) fn allowing_preflight(question: &Question) -> ResponseHead {
    let names = announced_names(question);
    let mut allowing = vec![
        ("Access-Control-Allow-Origin".to_owned(), question.client_origin()),
        ("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()),
        ("Access-Control-Allow-Methods".to_owned(), question.request.method.clone()),
    ];
    if !names.is_empty() {
        allowing.push(("Access-Control-Allow-Headers".to_owned(), names.join(", ")));
    }
    ResponseHead { status: 204, headers: allowing }
}

impl Question {
    /// Returns the command that shows what the server answers to the request's preflight.
    pub(crate) fn preflight_command(&self) -> String {
        let names = announced_names(self);
        let mut fields = vec![
            ("Origin", self.client_origin()),
            ("Access-Control-Request-Method", self.request.method.clone()),
        ];
        if !names.is_empty() {
            fields.push(("Access-Control-Request-Headers", names.join(",")));
        }
        let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("-H {}", quoted(&format!("{name}: {value}"))))
            .collect();
        format!("curl -i -X OPTIONS {} {}", fields.join(" "), quoted(self.url.as_str()))
    }

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
        let lacking_hop = self.lacking_hop(played).filter(|_| is_there);
        PredictedCookie { prediction, lacking_hop, assumed_path, deleted_later }
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

    /// Returns the first request on the way of redirects that a cookie is for and that lacks it. A
    /// secure cookie is for none that leads from http to https.
    fn lacking_hop(&self, played: &PlayedCookie) -> Option<(Url, Decision)> {
        if self.question.redirects.is_empty()
            || self.question.follow_up_source == FollowUpSource::Asked
        {
            return None;
        }
        let is_upgraded = |decision: &Decision| decision.reasons == [Reason::SecureOnInsecure];
        self.hops(played)
            .into_iter()
            .filter(|(_, decision)| is_for_its_url(decision) && !is_upgraded(decision))
            .find(|(_, decision)| !decision.is_allowed())
    }

    /// Decides whether the request that is asked about carries a cookie, were it there.
    fn sent(&self, played: &PlayedCookie) -> LaterSending {
        let (question, user_agent) = (self.question, self.user_agent);
        if let Some(then) = &question.follow_up {
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
        let answers = answers(question);
        let chain = HopChain::allowed(&document, &question.url, &again, &answers, user_agent);
        let decision = carries(&chain, played.hop, &document, played, user_agent);
        let url = chain.hops().get(played.hop).map_or(&question.url, |hop| hop.request.url());
        self.below_its_path(played, url, decision, |url| {
            let chain = HopChain::allowed(&document, url, &again, &[], user_agent);
            carries(&chain, 0, &document, played, user_agent)
        })
    }

    /// Takes a request below the cookie's own path in place of one that only its path keeps it
    /// from, where nobody said which request needs it.
    fn below_its_path(
        &self,
        played: &PlayedCookie,
        url: &Url,
        decision: Decision,
        carried: impl Fn(&Url) -> Decision,
    ) -> LaterSending {
        let is_elsewhere = decision.reasons == [Reason::PathMismatch]
            && !self.is_prior(played)
            && self.question.follow_up_source != FollowUpSource::Asked;
        let path = String::from_utf8_lossy(&played.cookie.path).into_owned();
        if !is_elsewhere || !path.starts_with('/') {
            return LaterSending { decision, assumed_path: None };
        }
        let mut below = url.clone();
        below.set_path(&path);
        LaterSending { decision: carried(&below), assumed_path: Some(path) }
    }
}

/// Returns whether a decision on a cookie is about a URL of its host and path.
fn is_for_its_url(decision: &Decision) -> bool {
    !decision.reasons.iter().any(|reason| {
        matches!(reason, Reason::DomainMismatch | Reason::HostOnlyMismatch | Reason::PathMismatch)
    })
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

pub(crate) fn answers(question: &Question) -> Vec<HopAnswer> {
    let script =
        |head: &ResponseHead| ResponseScript { status: head.status, headers: head.headers.clone() };
    question.heads().map(|head| HopAnswer { preflight: None, response: script(head) }).collect()
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
