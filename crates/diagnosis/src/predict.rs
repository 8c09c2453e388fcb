//! What an engine's model says of a question: the question as a story, played.

use std::sync::Arc;

use oracle::{
    ClientDocument, CookiePrediction, CookieVisibility, HopAnswer, HopChain, ResponsePrediction,
    both,
};
use run_model::plan::ResponseScript;
use spec_model::fetch::{Headers, cors_unsafe_request_header_names, header_exposure};
use spec_model::{Decision, EngineModel, QuirkSet, Reason, UserAgent, decide_retrieve};

use crate::question::{PriorCookie, Question, document_url};
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
    pub(crate) prior: Vec<CookiePrediction>,
    /// What becomes of the cookies of the `Set-Cookie` lines, in order.
    pub(crate) cookies: Vec<CookiePrediction>,
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

    fn cookie(&self, played: &PlayedCookie) -> CookiePrediction {
        let retrieved = |document: &ClientDocument| {
            let context = document.script_context(self.user_agent);
            both(&document.cookie_gate(), &decide_retrieve(&played.cookie, &context))
        };
        let page = self.question.document().document(self.question.now, self.user_agent);
        let hop = &self.request().chain.hops().get(played.hop);
        let target = hop.map_or(&self.question.url, |hop| hop.request.url());
        let target =
            ClientDocument::top_level(document_url(target), self.question.now, self.user_agent);
        CookiePrediction {
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
            sent: both(&played.stored, &self.sent(played)),
            visibility: CookieVisibility::FULL,
            stored: played.stored.clone(),
        }
    }

    /// Decides whether the request that is asked about carries a cookie, were it there.
    fn sent(&self, played: &PlayedCookie) -> Decision {
        let (question, user_agent) = (self.question, self.user_agent);
        if let Some(then) = &question.follow_up {
            let document =
                then.document.document(question.now.plus_secs(then.after_secs), user_agent);
            let chain = HopChain::allowed(&document, &then.url, &then.request, &[], user_agent);
            return carries(&chain, 0, &document, played, user_agent);
        }
        let document = question.document().document(question.now, user_agent);
        let is_prior = played.step < question.prior.len();
        if is_prior {
            let chain = &self.request().chain;
            let at = |place| carries(chain, place, &document, played, user_agent);
            // The last of the URLs that the cookie is for: what comes back to a host after a
            // redirect elsewhere is what needs it.
            let all = || (0..chain.hops().len()).map(at);
            return all().rev().find(is_for_its_url).unwrap_or_else(|| at(0));
        }
        let again = question.request.follow_up();
        let answers = answers(question);
        let chain = HopChain::allowed(&document, &question.url, &again, &answers, user_agent);
        carries(&chain, played.hop, &document, played, user_agent)
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
