//! The oracle: what must be seen of each cell.

use std::sync::Arc;

use matrix::{Matrix, Selection, Topology};
use run_model::script::{BatchId, CookieScript, Nonce, ShapeNo, ShapeScript};
use run_model::{Observation, PartitionKeys, write_shape};
use spec_model::fetch::{SetCookieSource, set_cookie_gate};
use spec_model::{CookieContext, Decision, Policy, UserAgent, decide_retrieve, decide_store, is_safe_method, parse_set_cookie};
use url::{Origin, Url};

use crate::cookie::{CookieCourse, CookiePrediction, partition_key};
use crate::decisions::both;
use crate::document::Document;
use crate::request::{ScriptRequest, follow_up};
use crate::response::{Course, ResponsePrediction};

/// Whose cookies these are makes no difference.
const NONCE: Nonce = Nonce { batch: BatchId(1), shape: ShapeNo(0) };

/// What must be seen of all cells of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapePrediction {
    /// What becomes of the request and its response.
    pub response: ResponsePrediction,
    /// What becomes of each cookie, in the order of the shape's cookies; shapes that cannot differ share it.
    pub cookies: Arc<[CookiePrediction]>,
}

/// Predicts the shapes of one topology, all of which have the same cookies.
#[derive(Debug)]
pub struct Oracle<'p> {
    user_agent: UserAgent<'p>,
    page: Document,
    probe: Document,
    set: Url,
    echo: Url,
    lines: Vec<String>,
    known: Vec<(Circumstances, Arc<[CookiePrediction]>)>,
}

/// What the fate of a shape's cookies depends on, besides the topology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// Whether the request reaches the server.
    arrival: Decision,
    /// Whether it is made with credentials.
    credentials: Decision,
    /// Whether its method is safe.
    method_is_safe: bool,
    /// Whether the follow-up is made, and made with credentials.
    follow_up: Decision,
}

impl<'p> Oracle<'p> {
    /// Prepares to predict shapes with these cookies.
    pub fn new(policy: &'p Policy, topology: &Topology, cookies: &[CookieScript]) -> Self {
        let user_agent = UserAgent::new(policy);
        let frames: Vec<Origin> = topology.frames.iter().map(Url::origin).collect();
        // Places as the fixtures have them: what is asked for a shape lies deeper than the documents, which matters to default paths.
        let at = |origin: &Url, path| {
            let mut url = origin.clone();
            url.set_path(path);
            url
        };
        Self {
            user_agent,
            page: Document::new(at(topology.client(), "/1/page"), topology.page.origin(), &frames, user_agent),
            probe: Document::top_level(at(&topology.target, "/1/probe"), user_agent),
            set: at(&topology.target, "/1/1/0/set"),
            echo: at(&topology.target, "/1/1/0/echo"),
            lines: cookies.iter().map(|cookie| cookie.line(NONCE)).collect(),
            known: Vec::new(),
        }
    }

    /// Predicts a shape.
    pub fn predict(&mut self, shape: &ShapeScript) -> ShapePrediction {
        let course = self.course(shape);
        let circumstances = self.circumstances(shape, &course);
        let cookies = match self.known.iter().find(|(known, _)| *known == circumstances) {
            Some((_, cookies)) => Arc::clone(cookies),
            None => {
                let cookies: Arc<[_]> = self.cookie_courses(&circumstances).iter().map(CookieCourse::prediction).collect();
                self.known.push((circumstances, Arc::clone(&cookies)));
                cookies
            }
        };
        ShapePrediction { response: course.prediction(), cookies }
    }

    /// Returns the course of a shape's own request.
    pub(crate) fn course(&self, shape: &ShapeScript) -> Course {
        Course::of(&self.page, &self.set, shape, self.user_agent)
    }

    pub(crate) fn circumstances(&self, shape: &ShapeScript, course: &Course) -> Circumstances {
        let echo = ScriptRequest::new(&self.page, &self.echo, &follow_up(&shape.request), self.user_agent);
        Circumstances {
            arrival: course.arrival().clone(),
            credentials: course.request.credentials.clone(),
            method_is_safe: is_safe_method(&course.request.request.method),
            // The server allows every follow-up, which as a plain GET request has no preflight.
            follow_up: both(&echo.departure, &echo.credentials),
        }
    }

    /// Returns the courses of all cookies under the same circumstances.
    pub(crate) fn cookie_courses(&self, circumstances: &Circumstances) -> Vec<CookieCourse> {
        let set = self.page.request_context(&self.set, if circumstances.method_is_safe { "GET" } else { "PUT" }, self.user_agent);
        let echo = self.page.request_context(&self.echo, "GET", self.user_agent);
        let on_page = self.page.script_context(self.user_agent);
        let on_target = self.probe.script_context(self.user_agent);
        let course = |line: &String| {
            let gate = set_cookie_gate(line.as_bytes(), SetCookieSource::Network, &circumstances.credentials);
            let stored = decide_store(&parse_set_cookie(line.as_bytes()), &set);
            let retrieved = |context: &CookieContext<'_>| decide_retrieve(&stored.cookie, context);
            CookieCourse {
                received: both(&circumstances.arrival, &gate),
                partition: stored.cookie.partition.as_ref().map(partition_key),
                readable_on_page: both(&self.page.cookie_gate(), &retrieved(&on_page)),
                readable_on_target: both(&self.probe.cookie_gate(), &retrieved(&on_target)),
                follow_up: circumstances.follow_up.clone(),
                sent: retrieved(&echo),
                stored: stored.decision,
            }
        };
        self.lines.iter().map(course).collect()
    }
}

/// Predicts every cell of a selection, in order.
pub fn predict_selection(matrix: &Matrix, selection: &Selection, policy: &Policy, keys: &mut PartitionKeys) -> Vec<Observation> {
    let mut observations = Vec::with_capacity(selection.cells());
    let mut shapes = (0..selection.shapes()).map(|shape| write_shape(matrix, selection, shape));
    for (_, topology) in selection.topologies() {
        let mut oracle: Option<Oracle<'_>> = None;
        for shape in shapes.by_ref().take(selection.shapes_of_topology()) {
            let oracle = oracle.get_or_insert_with(|| Oracle::new(policy, topology, &shape.cookies));
            let ShapePrediction { response, cookies } = oracle.predict(&shape);
            let observation = |cookie: &CookiePrediction| Observation { response: response.outcome, cookie: cookie.outcome(keys) };
            observations.extend(cookies.iter().map(observation));
        }
    }
    observations
}
