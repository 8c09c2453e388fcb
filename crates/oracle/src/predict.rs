//! The oracle: what must be seen of each cell.

use std::borrow::Cow;
use std::sync::Arc;

use matrix::{
    CookieSetter, DetailTracking, RequestPath, SecondSetter, SetCookieResponse, Topology,
};
use run_model::UnixTime;
use run_model::plan::{CookieScript, ShapeScript};
use run_model::results::CookieLifetime;
use spec_model::fetch::{SetCookieSource, header_value_decision, set_cookie_gate};
use spec_model::{
    CookieContext, Decision, EngineModel, Quirk, Reason, StoreDecision, Timestamp, UserAgent,
    decide_retrieve, document_origin,
};
use url::{Origin, Url};

use crate::cookie::{
    CookiePrediction, CookieVisibility, StandaloneCookie, StoredToDocuments, partition_key,
};
use crate::cookie_inputs::{CookieInputs, HopInputs, at};
use crate::decisions::both;
use crate::document::{ClientDocument, NOW};
use crate::fetch_parameters::FetchParameters;
use crate::hop_contexts::{CookieParties, DocumentReader, HopContexts};
use crate::lines::{CookieInterface, JarOutcome, SetCookieLines};
use crate::response::{HopChain, ResponsePrediction};

/// What must be seen of all cells of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapePrediction {
    /// What becomes of the request and its response, whatever cookies are on it.
    pub response: ResponsePrediction,
    /// What becomes of each cookie, in the order of the shape's cookies; shapes that cannot differ
    /// share it.
    pub cookies: Arc<[CookiePrediction]>,
}

impl ShapePrediction {
    /// Returns what becomes of the request and its response with these of the cookies on it, by
    /// their numbers.
    ///
    /// # Panics
    /// If there is no such cookie.
    pub fn response_with(
        &self,
        cookies: impl IntoIterator<Item = usize>,
    ) -> Cow<'_, ResponsePrediction> {
        let mut carried = cookies.into_iter().map(|cookie| &self.cookies[cookie].carried);
        match carried.find(|carried| !carried.is_allowed()) {
            None => Cow::Borrowed(&self.response),
            Some(carried) => Cow::Owned(self.response.spoiled(carried)),
        }
    }
}

/// Where the documents of an exchange are, where its request goes, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeSetting {
    /// The top-level document.
    pub page: Url,
    /// The documents of nested frames, outermost first; the innermost makes the request.
    pub frames: Vec<Url>,
    /// The first-party document on the target.
    pub probe: Url,
    /// Where the request goes, and the follow-up too.
    pub request: Url,
    /// When everything happens.
    pub now: Timestamp,
}

/// Predicts the shapes of one topology, all of which have the same cookies. Which response a cookie
/// is on may differ: the last one is that of each shape.
#[derive(Debug)]
pub struct ShapePredictor<'p> {
    pub(crate) user_agent: UserAgent<'p>,
    page: ClientDocument,
    /// Whether the page is given the storage access that it asks for, if it does.
    pub(crate) storage_access: Option<Decision>,
    probe: ClientDocument,
    /// Where requests go; `None` where the fixtures have it.
    request: Option<Url>,
    lines: Vec<SetCookieLines>,
    known: Vec<(CookieInputs, Arc<[CookiePrediction]>)>,
}

impl<'p> ShapePredictor<'p> {
    /// Prepares to predict shapes with these cookies, where the fixtures play them.
    pub fn new(model: &'p EngineModel, topology: &Topology, cookies: &[CookieScript]) -> Self {
        let user_agent = UserAgent::new(model);
        let frames: Vec<Origin> = topology.frames.iter().map(Url::origin).collect();
        let mut page = ClientDocument::new(
            at(topology.client(), "/1/page"),
            topology.page.origin(),
            &frames,
            NOW,
            user_agent,
        );
        if topology.has_opaque_client() {
            page = page.sandboxed(user_agent);
        }
        let storage_access = topology
            .storage_access
            .map(|answer| page.storage_access_decision(Some(answer), user_agent));
        if storage_access.as_ref().is_some_and(Decision::is_allowed) {
            page.activate_storage_access();
        }
        Self {
            user_agent,
            page,
            storage_access,
            probe: ClientDocument::top_level(at(&topology.target, "/1/probe"), NOW, user_agent),
            request: None,
            lines: cookies.iter().map(SetCookieLines::of).collect(),
            known: Vec::new(),
        }
    }

    /// Prepares to predict shapes without redirects in these places, whose cookies are those of
    /// these `Set-Cookie` lines.
    pub fn at(
        model: &'p EngineModel,
        places: ExchangeSetting,
        lines: impl IntoIterator<Item = String>,
    ) -> Self {
        let user_agent = UserAgent::new(model);
        let ExchangeSetting { page, frames, probe, request, now } = places;
        let origins: Vec<Origin> = frames.iter().map(document_origin).collect();
        Self {
            user_agent,
            storage_access: None,
            page: ClientDocument::new(
                frames.last().unwrap_or(&page).clone(),
                document_origin(&page),
                &origins,
                now,
                user_agent,
            ),
            probe: ClientDocument::top_level(probe, now, user_agent),
            request: Some(request),
            lines: lines.into_iter().map(SetCookieLines::received).collect(),
            known: Vec::new(),
        }
    }

    /// Returns for what a shape's request needs a preflight at its first URL, in words; nothing
    /// where it needs none.
    pub fn preflight_causes(&self, shape: &ShapeScript) -> Vec<String> {
        self.hop_chain(shape).first().preflight_causes(self.user_agent)
    }

    /// Predicts a shape.
    pub fn predict(&mut self, shape: &ShapeScript) -> ShapePrediction {
        let chain = self.hop_chain(shape);
        let cookie_inputs = self.cookie_inputs(shape, &chain);
        let cookies = match self.known.iter().find(|(known, _)| *known == cookie_inputs) {
            Some((_, cookies)) => Arc::clone(cookies),
            None => {
                let contexts = self.contexts(&cookie_inputs);
                let predicted = |cookie: usize| {
                    let follow_up = cookie_inputs.follow_up(self.lines[cookie].on);
                    let carried = self.carried(&cookie_inputs, cookie);
                    self.predict_cookie(&cookie_inputs, &contexts, cookie).prediction(
                        carried,
                        &self.received(&cookie_inputs, cookie),
                        follow_up,
                    )
                };
                let cookies: Arc<[_]> = (0..self.lines.len()).map(predicted).collect();
                self.known.push((cookie_inputs, Arc::clone(&cookies)));
                cookies
            }
        };
        ShapePrediction { response: chain.prediction(), cookies }
    }

    /// Returns the hops of the request that is asked about: the one that sets the cookies, or
    /// where they were set before, the follow-up.
    pub(crate) fn hop_chain(&self, shape: &ShapeScript) -> HopChain {
        match shape.set_by {
            CookieSetter::Client => {
                HopChain::of(&self.page, &self.urls(shape, "set"), shape, self.user_agent)
            }
            CookieSetter::CookieStore | CookieSetter::FirstParty | CookieSetter::Script => {
                self.follow_up(shape)
            }
        }
    }

    /// Returns the URLs of what is asked for a shape.
    fn urls(&self, shape: &ShapeScript, asked: &str) -> Vec<Url> {
        match &self.request {
            Some(url) => vec![url.clone()],
            None => {
                // The requests that follow are in the shape's directory.
                let place = match asked {
                    "set" => shape.request_path,
                    _ => RequestPath::Directory,
                };
                urls(&shape.url_list, asked, place)
            }
        }
    }

    fn follow_up(&self, shape: &ShapeScript) -> HopChain {
        HopChain::of_follow_up(&self.page, &self.urls(shape, "echo"), shape, self.user_agent)
    }

    pub(crate) fn cookie_inputs(&self, shape: &ShapeScript, chain: &HopChain) -> CookieInputs {
        let (set, set_by) = (self.urls(shape, "set"), shape.set_by);
        let follow_up_urls = self.urls(shape, "echo");
        // It goes where the first one goes first, and is not redirected.
        let second_set_urls = self.urls(shape, "then")[..1].to_vec();
        let positions = 0..shape.url_list.len();
        let initiator = FetchParameters::of(shape.request.api, self.user_agent.quirks()).initiator;
        let method = |chain: &HopChain, position: usize| {
            chain.hops().get(position).map_or("GET", |hop| &hop.request.request.method).to_owned()
        };
        let hops = match set_by {
            CookieSetter::Client => {
                let follow_up = self.follow_up(shape);
                let hop_inputs = |position: usize| {
                    // Where the request does not come, no cookie is on its response.
                    let hop = chain.hops().get(position).map(|hop| &hop.request);
                    HopInputs {
                        set_by,
                        initiator,
                        set: set[..=position].to_vec(),
                        follow_up_urls: follow_up_urls[..=position].to_vec(),
                        second_set_urls: second_set_urls.clone(),
                        reaches_server: chain.reaches_server(position).clone(),
                        credentials: hop
                            .map(|request| request.credentials.clone())
                            .unwrap_or_default(),
                        method: method(chain, position),
                        follow_up_method: method(&follow_up, position),
                        follow_up: follow_up.carries_cookies(position),
                    }
                };
                positions.map(hop_inputs).collect()
            }
            // A document fetches from its own origin, by a GET request with credentials, or its
            // script sets the cookies: nothing stands in the way of either.
            CookieSetter::CookieStore | CookieSetter::FirstParty | CookieSetter::Script => {
                let hop_inputs = |position: usize| HopInputs {
                    set_by,
                    initiator,
                    set: urls(std::slice::from_ref(&self.probe.url), "set", shape.request_path),
                    follow_up_urls: follow_up_urls[..=position].to_vec(),
                    second_set_urls: second_set_urls.clone(),
                    reaches_server: Decision::default(),
                    credentials: Decision::default(),
                    method: "GET".to_owned(),
                    follow_up_method: method(chain, position),
                    follow_up: chain.carries_cookies(position),
                };
                positions.map(hop_inputs).collect()
            }
        };
        CookieInputs {
            hops,
            then_by: shape.then_by,
            reader: shape.reads_cookies_by,
            others: shape.others.clone(),
            age_secs: shape.age_secs,
            lifetimes: shape.lifetimes,
            changes: shape.changes,
        }
    }

    /// Decides whether the response with a cookie comes and its `Set-Cookie` fields are looked at.
    pub(crate) fn received(&self, cookie_inputs: &CookieInputs, cookie: usize) -> Decision {
        let line = &self.lines[cookie];
        let hop = cookie_inputs.at(line.on);
        let source = match (hop.set_by, line.on) {
            (CookieSetter::CookieStore | CookieSetter::Script, _) => {
                return hop.reaches_server.clone();
            }
            (
                CookieSetter::Client | CookieSetter::FirstParty,
                Some(SetCookieResponse::Preflight),
            ) => SetCookieSource::Preflight,
            (
                CookieSetter::Client | CookieSetter::FirstParty,
                Some(SetCookieResponse::Response(_)) | None,
            ) => SetCookieSource::Network,
        };
        both(
            &hop.reaches_server,
            &set_cookie_gate(&line.first, source, &hop.credentials, self.user_agent),
        )
    }

    /// Decides whether the response to the client's request can carry the line of a cookie.
    pub(crate) fn carried(&self, cookie_inputs: &CookieInputs, cookie: usize) -> Decision {
        let line = &self.lines[cookie];
        match cookie_inputs.at(line.on).set_by {
            CookieSetter::Client => header_value_decision(&line.first, self.user_agent),
            CookieSetter::CookieStore | CookieSetter::FirstParty | CookieSetter::Script => {
                Decision::default()
            }
        }
    }

    /// Works out the contexts of the cookies on each response.
    pub(crate) fn contexts(&self, cookie_inputs: &CookieInputs) -> Vec<HopContexts<'p>> {
        let of_hop = |hop| HopContexts::new(self.parties(), cookie_inputs, hop);
        cookie_inputs.hops.iter().map(of_hop).collect()
    }

    fn parties(&self) -> CookieParties<'_, 'p> {
        CookieParties { page: &self.page, probe: &self.probe, user_agent: self.user_agent }
    }

    /// Returns what the standards say of a cookie by itself, given the contexts of each response.
    pub(crate) fn predict_cookie(
        &self,
        cookie_inputs: &CookieInputs,
        contexts: &[HopContexts<'_>],
        cookie: usize,
    ) -> StandaloneCookie {
        let line = &self.lines[cookie];
        let set_by = cookie_inputs.at(line.on).set_by;
        let contexts = &contexts[cookie_inputs.position(line.on)];
        let interface = match set_by {
            CookieSetter::Client | CookieSetter::FirstParty => CookieInterface::SetCookie,
            CookieSetter::CookieStore => CookieInterface::CookieStore(&self.page.url),
            CookieSetter::Script => CookieInterface::DocumentCookie,
        };
        let second_interface = match cookie_inputs.then_by {
            SecondSetter::CookieStore => CookieInterface::CookieStore(&self.page.url),
            SecondSetter::Response => CookieInterface::SetCookie,
            SecondSetter::Script => CookieInterface::DocumentCookie,
        };
        let (set, then) = (&contexts.set, &contexts.second_set);
        let outcome = match &line.second {
            Some(second) if contexts.second_set_gate.is_allowed() => {
                line.after_both(second, (interface, set), (second_interface, then))
            }
            Some(_) if !line.is_first_own() => {
                let decision = contexts.second_set_gate.clone();
                JarOutcome::of(StoreDecision { decision, ..line.by_itself(interface, set) })
            }
            Some(_) | None => line.among(&cookie_inputs.others, interface, set),
        };
        let JarOutcome { stored, to_documents } = outcome;
        let retrieved = |context: &CookieContext<'_>| decide_retrieve(&stored.cookie, context);
        let readable =
            |reader: &DocumentReader<'_>| both(&reader.gate, &retrieved(&reader.context));
        let mut readable_on_page = readable(&contexts.page);
        if set_by == CookieSetter::Script {
            // A document has a copy of what its own script set.
            let unread = Reason::Quirk(Quirk::Ipv6DocumentsReadNothing);
            readable_on_page.reasons.retain(|reason| *reason != unread);
        }
        let setting_gate = &contexts.setting_gate;
        StandaloneCookie {
            partition: stored.cookie.partition.as_ref().map(|key| Arc::new(partition_key(key))),
            lifetime: match cookie_inputs.lifetimes {
                DetailTracking::Ignored => None,
                DetailTracking::Observed => {
                    let expires = stored.cookie.expiry_time.map(|time| UnixTime(time.0));
                    CookieLifetime::between(UnixTime(stored.cookie.creation_time.0), expires).ok()
                }
            },
            changed: match cookie_inputs.changes {
                DetailTracking::Ignored => false,
                DetailTracking::Observed => line.changes(&stored.cookie),
            },
            readable_on_page,
            readable_on_target: readable(&contexts.target),
            sent: retrieved(&contexts.follow_up),
            stored_to_documents: StoredToDocuments {
                page: both(setting_gate, &to_documents.page),
                target: both(setting_gate, &to_documents.target),
            },
            visibility: CookieVisibility {
                has_marker: line.has_marker(&stored.cookie),
                is_listed: contexts.is_listed(&stored.cookie, line.second.is_some()),
            },
            stored: both(setting_gate, &stored.decision),
        }
    }
}

/// Returns the URLs of a request to these origins, the first in this place. What is asked for a
/// shape lies deeper than the documents as a rule, which matters to default paths.
fn urls(origins: &[Url], asked: &str, place: RequestPath) -> Vec<Url> {
    let path = |position| match position {
        0 => place.placed(&format!("/1/1/0/{asked}")),
        further => format!("/1/1/0/{asked}/{further}"),
    };
    origins.iter().enumerate().map(|(position, origin)| at(origin, &path(position))).collect()
}
