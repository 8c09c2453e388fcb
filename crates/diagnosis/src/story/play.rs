//! A cookie jar goes through a story.

use oracle::{ClientDocument, HopAnswer, HopChain, RequestInitiator, both};
use run_model::plan::ResponseScript;
use spec_model::fetch::{SetCookieSource, header_value_decision, received_value, set_cookie_gate};
use spec_model::{
    CookieContext, CookieJar, Decision, EngineModel, Reason, StoreDecision, StoredCookie,
    Timestamp, UserAgent, decide_store, parse_set_cookie,
};

use crate::http::response_head::ResponseHead;
use crate::set_cookie::attributes::has_own_path;
use crate::story::{Story, StoryAction, StoryAnswer, StoryRequest};

/// What becomes of a story.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlayedStory {
    /// The requests, in order.
    pub(crate) requests: Vec<PlayedRequest>,
    /// What every line sets, in order: of responses, of scripts and of visits.
    pub(crate) cookies: Vec<PlayedCookie>,
}

/// What becomes of a request.
#[derive(Clone, Debug)]
pub(crate) struct PlayedRequest {
    /// Everything that is decided about it before cookies are.
    pub(crate) chain: HopChain,
    /// The line that no header field can hold, which spoils the last response, if there is one.
    pub(crate) spoiled_by: Option<Decision>,
}

/// What becomes of a line that sets a cookie.
#[derive(Clone, Debug)]
pub(crate) struct PlayedCookie {
    /// The step of the story.
    pub(crate) step: usize,
    /// The position of its response among those of its request.
    pub(crate) hop: usize,
    /// Whether the response with it comes and its `Set-Cookie` fields are looked at.
    pub(crate) received: Decision,
    /// Whether it is stored, and no later line took it away.
    pub(crate) stored: Decision,
    /// The step and the position of the response whose line deleted it, if one did.
    pub(crate) deleted_by: Option<(usize, usize)>,
    /// The cookie that it makes, also where it is not stored.
    pub(crate) cookie: StoredCookie,
    /// Whether the line says the cookie's path.
    pub(crate) has_own_path: bool,
}

/// Returns what becomes of a story by an engine's model.
pub(crate) fn play(story: &Story, model: &EngineModel) -> PlayedStory {
    let mut player = StoryPlayer {
        user_agent: UserAgent::new(model),
        jar: CookieJar::default(),
        played: PlayedStory::default(),
    };
    for (number, step) in story.steps.iter().enumerate() {
        match &step.action {
            StoryAction::Request(request) => player.request(number, request, step.at),
            StoryAction::ScriptWrite { document, line } => {
                let document = document.document(step.at, player.user_agent);
                let context = document.script_context(player.user_agent);
                player.receive((number, 0), line.as_bytes(), document.cookie_gate(), &context);
            }
            StoryAction::Visit { url, line } => {
                let document = ClientDocument::of_user(url.clone(), step.at, player.user_agent);
                let urls = std::slice::from_ref(url);
                let context =
                    document.context(RequestInitiator::Navigation, urls, "GET", player.user_agent);
                let line = received_value(line.as_bytes(), player.user_agent);
                player.receive((number, 0), &line, Decision::default(), &context);
            }
        }
    }
    player.played
}

/// The jar of one engine on its way through a story.
struct StoryPlayer<'m> {
    user_agent: UserAgent<'m>,
    jar: CookieJar,
    played: PlayedStory,
}

impl StoryPlayer<'_> {
    fn request(&mut self, step: usize, request: &StoryRequest, at: Timestamp) {
        let user_agent = self.user_agent;
        let document = request.started_by.document(&request.url, at, user_agent);
        let answers: Vec<HopAnswer> = request.answers.iter().map(hop_answer).collect();
        let chain =
            HopChain::answered(&document, &request.url, &request.script, &answers, user_agent);
        let mut spoiled_by = None;
        for (number, hop) in chain.hops().iter().enumerate() {
            let context = hop.request.context(&document, user_agent);
            // The cookies that go along are the ones used last, which matters to a full jar.
            if chain.carries_cookies(number).is_allowed() {
                self.jar.retrieve(&context);
            }
            let response = request.answers.get(number).map(|answer| &answer.response);
            for line in response.into_iter().flat_map(|head| head.values("Set-Cookie")) {
                let line = line.as_bytes();
                let value = header_value_decision(line, user_agent);
                if !value.is_allowed() {
                    spoiled_by.get_or_insert(value);
                }
                let credentials = &hop.request.credentials;
                let gate = set_cookie_gate(line, SetCookieSource::Network, credentials, user_agent);
                let gate = both(hop.reaches_server(), &gate);
                self.receive((step, number), &received_value(line, user_agent), gate, &context);
            }
        }
        for (number, answer) in request.answers.iter().enumerate().skip(chain.hops().len()) {
            let context = chain.last_hop().request.context(&document, user_agent);
            for line in answer.response.values("Set-Cookie") {
                let parsed = parse_set_cookie(line.as_bytes(), user_agent.quirks());
                let cookie = decide_store(&parsed, &context).cookie;
                // The response never comes: what its line would do where it came is no reason.
                let received = chain.reaches_server(number).clone();
                let stored = received.clone();
                let hop = number;
                let deleted_by = None;
                let has_own_path = has_own_path(&parsed);
                let lost =
                    PlayedCookie { step, hop, received, stored, deleted_by, cookie, has_own_path };
                self.played.cookies.push(lost);
            }
        }
        self.played.requests.push(PlayedRequest { chain, spoiled_by });
    }

    /// Takes a line, if the gate is open, and notes what it does to the cookies before it.
    fn receive(
        &mut self,
        (step, hop): (usize, usize),
        line: &[u8],
        gate: Decision,
        context: &CookieContext<'_>,
    ) {
        let parsed = parse_set_cookie(line, context.user_agent.quirks());
        let StoreDecision { decision, cookie } = decide_store(&parsed, context);
        let stored = if gate.is_allowed() {
            let outcome = self.jar.store(&parsed, context);
            let is_there = |earlier: &&mut PlayedCookie| earlier.stored.is_allowed();
            for earlier in self.played.cookies.iter_mut().filter(is_there) {
                earlier.stored = both(&earlier.stored, &outcome.keeps(&earlier.cookie));
                earlier.stored = both(&earlier.stored, &outcome.does_not_evict(&earlier.cookie));
                let is_deleted = earlier.stored.reasons == [Reason::Deleted];
                earlier.deleted_by = is_deleted.then_some((step, hop));
            }
            both(outcome.decision(), &outcome.does_not_evict(&cookie))
        } else {
            both(&gate, &decision)
        };
        let (received, deleted_by) = (gate, None);
        let has_own_path = has_own_path(&parsed);
        let set = PlayedCookie { step, hop, received, stored, deleted_by, cookie, has_own_path };
        self.played.cookies.push(set);
    }
}

fn hop_answer(answer: &StoryAnswer) -> HopAnswer {
    HopAnswer {
        preflight: answer.preflight.as_ref().map(response_script),
        response: response_script(&answer.response),
    }
}

fn response_script(head: &ResponseHead) -> ResponseScript {
    ResponseScript { status: head.status, headers: head.headers.clone() }
}
