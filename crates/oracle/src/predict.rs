//! The oracle: what must be seen of each cell.

use std::cell::OnceCell;
use std::sync::Arc;

use matrix::{Matrix, Selection, Topology};
use run_model::script::{BatchId, CookieScript, Nonce, SetBy, ShapeNo, ShapeScript};
use run_model::{Observation, PartitionKeys, write_shape};
use spec_model::fetch::{SetCookieSource, set_cookie_gate};
use spec_model::{CookieContext, Decision, Policy, UserAgent, decide_retrieve, decide_store, is_safe_method, parse_set_cookie};
use url::{Origin, Url};

use crate::cookie::{CookieFate, CookiePrediction, partition_key};
use crate::decisions::both;
use crate::document::Document;
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
    /// What is known of the cookies of requests with an unsafe and with a safe method, and of those that are set first-party.
    fates: [OnceCell<Vec<CookieFate>>; 3],
    known: Vec<(Circumstances, Arc<[CookiePrediction]>)>,
}

/// What the fate of a shape's cookies depends on, besides the topology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// Who sets the cookies.
    set_by: SetBy,
    /// Whether the request that sets them reaches the server.
    pub(crate) arrival: Decision,
    /// Whether it is made with credentials.
    credentials: Decision,
    /// Whether its method is safe.
    method_is_safe: bool,
    /// Whether the follow-up is made, and made with credentials.
    pub(crate) follow_up: Decision,
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
            fates: Default::default(),
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
                let fates = self.fates(&circumstances).iter().enumerate();
                let cookies = fates.map(|(number, fate)| fate.prediction(&self.received(&circumstances, number), &circumstances.follow_up));
                let cookies: Arc<[_]> = cookies.collect();
                self.known.push((circumstances, Arc::clone(&cookies)));
                cookies
            }
        };
        ShapePrediction { response: course.prediction(), cookies }
    }

    /// Returns the course of the request that is asked about: the one that sets the cookies, or where they were set before, the follow-up.
    pub(crate) fn course(&self, shape: &ShapeScript) -> Course {
        match shape.set_by {
            SetBy::Client => Course::of(&self.page, &self.set, shape, self.user_agent),
            SetBy::FirstParty => Course::of_follow_up(&self.page, &self.echo, shape, self.user_agent),
        }
    }

    pub(crate) fn circumstances(&self, shape: &ShapeScript, course: &Course) -> Circumstances {
        let set_by = shape.set_by;
        match set_by {
            SetBy::Client => {
                let echo = Course::of_follow_up(&self.page, &self.echo, shape, self.user_agent);
                Circumstances {
                    set_by,
                    arrival: course.arrival().clone(),
                    credentials: course.request.credentials.clone(),
                    method_is_safe: is_safe_method(&course.request.request.method),
                    follow_up: echo.carriage(),
                }
            }
            // A document fetches from its own origin, by a GET request with credentials: nothing stands in the way of that.
            SetBy::FirstParty => Circumstances {
                set_by,
                arrival: Decision::default(),
                credentials: Decision::default(),
                method_is_safe: true,
                follow_up: course.carriage(),
            },
        }
    }

    /// Decides whether the response with a cookie comes and its `Set-Cookie` fields are looked at.
    pub(crate) fn received(&self, circumstances: &Circumstances, cookie: usize) -> Decision {
        let gate = set_cookie_gate(self.lines[cookie].as_bytes(), SetCookieSource::Network, &circumstances.credentials);
        both(&circumstances.arrival, &gate)
    }

    /// Returns what the standards say of each cookie by itself.
    pub(crate) fn fates(&self, circumstances: &Circumstances) -> &[CookieFate] {
        let (known, setter, method) = match (circumstances.set_by, circumstances.method_is_safe) {
            (SetBy::Client, false) => (0, &self.page, "PUT"),
            (SetBy::Client, true) => (1, &self.page, "GET"),
            (SetBy::FirstParty, _) => (2, &self.probe, "GET"),
        };
        self.fates[known].get_or_init(|| {
            let set = setter.request_context(&self.set, method, self.user_agent);
            let echo = self.page.request_context(&self.echo, "GET", self.user_agent);
            let on_page = self.page.script_context(self.user_agent);
            let on_target = self.probe.script_context(self.user_agent);
            let fate = |line: &String| {
                let stored = decide_store(&parse_set_cookie(line.as_bytes()), &set);
                let retrieved = |context: &CookieContext<'_>| decide_retrieve(&stored.cookie, context);
                CookieFate {
                    partition: stored.cookie.partition.as_ref().map(partition_key),
                    readable_on_page: both(&self.page.cookie_gate(), &retrieved(&on_page)),
                    readable_on_target: both(&self.probe.cookie_gate(), &retrieved(&on_target)),
                    sent: retrieved(&echo),
                    stored: stored.decision,
                }
            };
            self.lines.iter().map(fate).collect()
        })
    }
}

/// Predicts every cell of a selection, in order.
pub fn predict_selection(matrix: &Matrix, selection: &Selection, policy: &Policy, keys: &mut PartitionKeys) -> Vec<Observation> {
    let mut observations = Vec::with_capacity(selection.cells());
    let bare = with_one_cookie(selection);
    let shapes_of_topology = selection.shapes_of_topology();
    for (number, (_, topology)) in selection.topologies().enumerate() {
        let first = number * shapes_of_topology;
        let mut oracle = Oracle::new(policy, topology, &write_shape(matrix, selection, first).cookies);
        for shape in first..first + shapes_of_topology {
            let ShapePrediction { response, cookies } = oracle.predict(&write_shape(matrix, &bare, shape));
            let observation = |cookie: &CookiePrediction| Observation { response: response.outcome, cookie: cookie.outcome(keys) };
            observations.extend(cookies.iter().map(observation));
        }
    }
    observations
}

/// Returns the selection with the same shapes, but of each shape's cookies only the first: as all shapes of a topology have the same
/// cookies, it would be for nothing to write them out for each.
fn with_one_cookie(selection: &Selection) -> Selection {
    let suite = selection.suite();
    let mut axes: Vec<_> = selection.axes().collect();
    for (_, values) in &mut axes[suite.shape_axes()..] {
        values.truncate(1);
    }
    Selection::named(suite, &axes).expect("its axes and values are the suite's")
}
