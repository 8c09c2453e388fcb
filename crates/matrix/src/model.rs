//! What a correct `matrix.toml` says, typed: nothing downstream checks it again.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::engine::Profile;
use crate::lifetimes::Lifetimes;
use crate::line::{CookieEffect, LineTemplate, OtherCookies};
use crate::mechanism::{Content, Mechanism};
use crate::topology::Topology;

/// Everything that `matrix.toml` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// An origin that no topology has a part in.
    pub unrelated: Url,
    /// The topologies by name, in declared order.
    pub topologies: IndexMap<String, Topology>,
    /// The suites by name, in declared order.
    pub suites: IndexMap<String, Arc<Suite>>,
    /// The profiles of all engines, in declared order.
    pub profiles: Vec<Profile>,
}

impl Matrix {
    /// Returns every origin that some topology has a part in, each once, in order of first
    /// appearance, then the unrelated one.
    pub fn origins(&self) -> Vec<Url> {
        let mut origins: Vec<Url> = Vec::new();
        for topology in self.topologies.values() {
            for origin in
                std::iter::once(&topology.page).chain(&topology.frames).chain([&topology.target])
            {
                if !origins.contains(origin) {
                    origins.push(origin.clone());
                }
            }
        }
        origins.push(self.unrelated.clone());
        origins
    }
}

/// One dimension of a suite: a name, named values, and what each value writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The axis' name: `same-site`.
    pub name: String,
    /// The values' names in declared order.
    pub values: Vec<String>,
    /// What each value writes, in the same order.
    pub effects: Effects,
}

impl Axis {
    /// Returns the axis with the values at these positions alone.
    pub(crate) fn narrowed(&self, positions: &[usize]) -> Self {
        fn chosen<T: Clone>(all: &[T], positions: &[usize]) -> Vec<T> {
            positions.iter().map(|position| all[*position].clone()).collect()
        }
        let effects = match &self.effects {
            Effects::Topology(all) => Effects::Topology(chosen(all, positions)),
            Effects::Exchange(all) => Effects::Exchange(chosen(all, positions)),
            Effects::Cookie(all) => Effects::Cookie(chosen(all, positions)),
        };
        Self { name: self.name.clone(), values: chosen(&self.values, positions), effects }
    }
}

/// What the values of an axis write, by the part of the exchange that they belong to.
#[derive(Clone, Debug, PartialEq)]
pub enum Effects {
    /// They choose who talks to whom.
    Topology(Vec<Topology>),
    /// They shape the request or the response.
    Exchange(Vec<ExchangeEffect>),
    /// They write the `Set-Cookie` line, add an attribute to it, or say which response it is on.
    Cookie(Vec<CookieEffect>),
}

/// A response to a shape's request that can have `Set-Cookie` lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// The answer to the CORS preflight.
    Preflight,
    /// The response of the URL at this position of the request's URL list.
    Response(usize),
}

/// What one value writes into the request and its response. Everything is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExchangeEffect {
    /// Who sets the cookies.
    pub set_by: Option<SetBy>,
    /// How many seconds lie at least between the setting of the cookies, by a first-party document,
    /// and the client's request.
    pub age_secs: Option<u16>,
    /// Who gives the second lines of the cookies.
    pub then_by: Option<ThenBy>,
    /// By what documents read cookies.
    pub reads_cookies_by: Option<CookieReader>,
    /// How the request is made.
    pub api: Option<RequestApi>,
    /// The request's method.
    pub method: Option<String>,
    /// Header fields that the script adds to the request.
    pub request: Vec<HeaderTemplate>,
    /// The request's body.
    pub body: Option<RequestBody>,
    /// The response's status.
    pub status: Option<u16>,
    /// Header fields of the response.
    pub response: Vec<HeaderTemplate>,
    /// The answer to a preflight.
    pub preflight: Option<PreflightTemplate>,
    /// The origins of the request's URL list; empty where the value does not say.
    pub url_list: Vec<Party>,
    /// The answer that leads from one URL of the list to the next.
    pub redirect: Option<RedirectTemplate>,
    /// The name of a response header field that the script is to read.
    pub reads: Option<String>,
    /// How the request is made again, at once and to the same URL.
    pub again: Option<AgainEffect>,
    /// How many other cookies its last response sets.
    pub others: Option<OtherCookies>,
    /// Attributes of those.
    pub others_cookie: Option<LineTemplate>,
}

/// A request that is made again, as far as it is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgainEffect {
    /// How it is made.
    pub api: Option<RequestApi>,
    /// Its method.
    pub method: Option<String>,
    /// The header fields that the script adds to it, in place of the first one's.
    pub request: Option<Vec<HeaderTemplate>>,
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectTemplate {
    /// The status.
    pub status: Option<u16>,
    /// Header fields, `Location` excepted.
    pub response: Vec<HeaderTemplate>,
}

/// The answer to a preflight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreflightTemplate {
    /// The status.
    pub status: Option<u16>,
    /// The names of response header fields that the preflight's answer carries too.
    pub copy: Vec<String>,
    /// Further header fields.
    pub add: Vec<HeaderTemplate>,
    /// The origin that it redirects to.
    pub redirect: Option<Party>,
}

/// A header field whose value may hold placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderTemplate {
    /// The field's name.
    pub name: String,
    /// The field's value.
    pub value: Template,
}

/// Who sets the cookies of a shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetBy {
    /// The document that makes the requests: what its request may set is the question.
    #[default]
    Client,
    /// The client's script, which calls the Cookie Store API for each line before its request: what
    /// it may set so is the question.
    CookieStore,
    /// A first-party document of the target, before the client makes its request: what that request
    /// carries is the question.
    FirstParty,
    /// The client's script, which writes each line to `document.cookie` before its request: what a
    /// script may set is the question.
    Script,
}

impl SetBy {
    /// Every value.
    pub const ALL: [Self; 4] = [Self::Client, Self::CookieStore, Self::FirstParty, Self::Script];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::CookieStore => "cookie-store",
            Self::FirstParty => "first-party",
            Self::Script => "script",
        }
    }

    /// Returns whether no response carries the lines.
    pub fn is_script(self) -> bool {
        matches!(self, Self::CookieStore | Self::Script)
    }
}

/// Who gives the second lines of a shape's cookies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThenBy {
    /// The client's script, which calls the Cookie Store API for each line.
    CookieStore,
    /// The server, on a second response to the client.
    #[default]
    Response,
    /// The client's script, which writes each line to `document.cookie`.
    Script,
}

impl ThenBy {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::CookieStore, Self::Response, Self::Script];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CookieStore => "cookie-store",
            Self::Response => "response",
            Self::Script => "script",
        }
    }

    /// Returns whether no response carries the lines.
    pub fn is_script(self) -> bool {
        self != Self::Response
    }
}

/// By what a document reads its cookies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CookieReader {
    /// By `document.cookie`.
    #[default]
    DocumentCookie,
    /// By `cookieStore.getAll()`. A document that has no `cookieStore` reads nothing.
    CookieStore,
}

impl CookieReader {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::DocumentCookie, Self::CookieStore];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocumentCookie => "document-cookie",
            Self::CookieStore => "cookie-store",
        }
    }
}

/// How a script makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestApi {
    /// `fetch(url, { credentials })`, in mode `cors`.
    Fetch(FetchCredentials),
    /// `fetch(url, { credentials, mode: "no-cors" })`.
    FetchNoCors(FetchCredentials),
    /// Something else than a script's call for a response.
    Mechanism(Mechanism),
    /// `XMLHttpRequest`, with or without `withCredentials`.
    Xhr {
        /// The value of `withCredentials`.
        with_credentials: bool,
        /// Whether somebody listens to the events of its upload.
        upload: UploadEvents,
    },
}

/// Whether somebody listens to the events of an upload by `XMLHttpRequest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UploadEvents {
    /// Nobody does.
    Ignored,
    /// A listener does.
    Observed,
}

/// The body of a request that a script makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestBody {
    /// A `ReadableStream` of this text.
    Stream(String),
    /// A string.
    Text(String),
}

impl RequestApi {
    /// Returns the method of its requests where nothing else is asked for.
    pub fn method(self) -> &'static str {
        match self {
            Self::Mechanism(mechanism) => mechanism.method(),
            Self::Fetch(_) | Self::FetchNoCors(_) | Self::Xhr { .. } => "GET",
        }
    }

    /// Returns what it takes for a response.
    pub fn content(self) -> Content {
        match self {
            Self::Mechanism(mechanism) => mechanism.content(),
            Self::Fetch(_) | Self::FetchNoCors(_) | Self::Xhr { .. } => Content::Text,
        }
    }
}

/// The `credentials` member of a `fetch` call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the value that it is named for")]
pub enum FetchCredentials {
    Omit,
    SameOrigin,
    Include,
}

impl FetchCredentials {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Omit, Self::SameOrigin, Self::Include];

    /// Returns the value as a script writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Omit => "omit",
            Self::SameOrigin => "same-origin",
            Self::Include => "include",
        }
    }
}

/// Text with placeholders such as `{client.origin}`, each of which names a part of the topology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(pub(crate) Vec<TemplatePart>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TemplatePart {
    Text(String),
    Placeholder(Party, OriginPart),
}

/// An origin by its part in a topology.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// That of the document that makes the requests.
    Client,
    /// That which the topology's requests go to.
    Target,
    /// One that has no part in any topology.
    Unrelated,
}

impl Party {
    /// Every party.
    pub const ALL: [Self; 3] = [Self::Client, Self::Target, Self::Unrelated];

    /// Returns the party's name in `matrix.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Target => "target",
            Self::Unrelated => "unrelated",
        }
    }

    /// Returns the party's origin in a topology.
    pub fn origin<'a>(self, topology: &'a Topology, unrelated: &'a Url) -> &'a Url {
        match self {
            Self::Client => topology.client(),
            Self::Target => &topology.target,
            Self::Unrelated => unrelated,
        }
    }
}

/// The part of an origin that a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OriginPart {
    Host,
    Origin,
    Parent,
    Site,
}

impl Template {
    /// Returns the template without placeholders that gives this text.
    pub(crate) fn literal(text: &str) -> Self {
        Self(vec![TemplatePart::Text(text.to_owned())])
    }

    /// Returns the text between the placeholders.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            TemplatePart::Text(text) => Some(text.as_str()),
            TemplatePart::Placeholder(..) => None,
        })
    }

    /// Returns the text for one topology.
    pub fn fill(&self, topology: &Topology, unrelated: &Url) -> String {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                TemplatePart::Text(literal) => text.push_str(literal),
                TemplatePart::Placeholder(Party::Client, OriginPart::Origin) => {
                    text.push_str(&topology.client_origin())
                }
                TemplatePart::Placeholder(party, part) => {
                    text.push_str(&part.of(party.origin(topology, unrelated)))
                }
            }
        }
        text
    }
}

impl OriginPart {
    fn of(self, origin: &Url) -> String {
        let host = origin.host_str().unwrap_or_default();
        match self {
            Self::Host => host.to_owned(),
            Self::Origin => origin.origin().ascii_serialization(),
            Self::Parent => host.split_once('.').map_or("", |(_, parent)| parent).to_owned(),
            Self::Site => spec_model::registrable_domain(host, &spec_model::BuiltInPublicSuffixes)
                .unwrap_or(host)
                .to_owned(),
        }
    }
}

/// A named product of axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Suite {
    /// Its name, the first part of every cell's id.
    pub name: String,
    /// What it asks, in a sentence.
    pub summary: String,
    /// Attributes that stand in every `Set-Cookie` line.
    pub cookie: Option<LineTemplate>,
    /// The axes in order; the first is the topology, those that write the cookie alone come last.
    pub axes: Vec<Axis>,
    /// Whether its outcomes tell how long the jar keeps a cookie.
    pub lifetimes: Lifetimes,
    /// For each axis the positions of the values that are played without `--full`, ascending.
    pub core: Vec<Vec<usize>>,
}

impl Suite {
    /// Returns how many axes come before those that write the cookie alone.
    pub fn shape_axes(&self) -> usize {
        self.axes.iter().take_while(|axis| !matches!(axis.effects, Effects::Cookie(_))).count()
    }

    /// Returns what each value of each axis that writes the cookie writes.
    pub fn cookie_axes(&self) -> impl Iterator<Item = &[CookieEffect]> {
        self.axes.iter().filter_map(|axis| match &axis.effects {
            Effects::Cookie(effects) => Some(effects.as_slice()),
            Effects::Topology(_) | Effects::Exchange(_) => None,
        })
    }

    /// Returns whether each of its lines is a name, a value, and at most one attribute of each
    /// axis, all of which can be read off a line.
    pub fn has_plain_lines(&self) -> bool {
        let is_plain = |effect: &CookieEffect| {
            effect.line.is_none() && effect.then.is_none() && !effect.writes_several()
        };
        self.cookie_axes().flatten().all(is_plain)
    }

    /// Returns whether each shape sets the same cookies as the one before it, so that no more of
    /// them are in the jar than one shape has: names, domains and paths do not depend on the shape,
    /// and there are no others beside them.
    pub fn cookies_replace_each_other(&self) -> bool {
        let sets_others = |axis: &Axis| match &axis.effects {
            Effects::Exchange(effects) => effects.iter().any(|effect| effect.others.is_some()),
            Effects::Topology(_) | Effects::Cookie(_) => false,
        };
        self.cookie.is_some()
            && self
                .cookie_axes()
                .flatten()
                .all(|effect| effect.line.is_none() && effect.then.is_none())
            && !self.axes.iter().any(sets_others)
    }

    /// Returns the topology of the value at `position` of the first axis.
    ///
    /// # Panics
    /// If `position` is beyond the axis' values.
    pub fn topology(&self, position: usize) -> &Topology {
        match &self.axes[0].effects {
            Effects::Topology(topologies) => &topologies[position],
            Effects::Exchange(_) | Effects::Cookie(_) => {
                unreachable!("a suite's first axis is its topology")
            }
        }
    }
}
