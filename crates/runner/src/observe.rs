//! From evidence to observations: what a batch's evidence says of each of its cells, or why it says
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use matrix::{CookieReader, CookieSetter, LifetimeTracking, SetCookieResponse};
use run_model::UnixTime;
use run_model::evidence::{
    BatchEvidence, ControlEvidence, Exchange, JarCookie, JarView, ProbeReport, Purpose,
    ScriptOutcome, ShapeEvidence,
};
use run_model::plan::{
    Batch, CONTROL_COOKIE, CookieScript, FOREIGN_COOKIE, Marker, Nonce, ShapeNo, ShapeScript, Which,
};
use run_model::protocol::NO_COOKIE_STORE;
use run_model::results::{CookieOutcome, Lifetime, Observation, ResponseOutcome, Stored};

/// Why a batch's evidence cannot be believed: a fault of the harness or its browser, never an
/// observation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The control cookie of a host was not stored, read or sent.
    #[error("the control on `{origin}` was not {missing}")]
    ControlFailed {
        /// The host's origin.
        origin: String,
        /// What did not happen: `stored`, `readable`, `sent`.
        missing: &'static str,
    },
    /// A response that is always allowed was kept from the script.
    #[error("the follow-up of shape {} was answered, but its script was told: {message}", shape.0)]
    EchoBlocked {
        /// The shape.
        shape: ShapeNo,
        /// What the script was told.
        message: String,
    },
    /// The jar holds a cookie that had expired when it was set.
    #[error("shape {}: cookie `{cookie}` lies in the jar and expired at {}, before \
     it was set", shape.0, expired.0)]
    ExpiredInJar {
        /// The shape.
        shape: ShapeNo,
        /// The cookie's name.
        cookie: String,
        /// When, as the jar has it.
        expired: UnixTime,
    },
    /// A cookie for another site's domain was taken.
    #[error("`{origin}` could set a cookie for another site's domain")]
    ForeignCookie {
        /// The origin that set it.
        origin: String,
    },
    /// Two witnesses contradict each other.
    #[error("shape {}: cookie `{cookie}` is {seen}, but not in the jar", shape.0)]
    JarDisagrees {
        /// The shape.
        shape: ShapeNo,
        /// The cookie's name.
        cookie: String,
        /// Where it was seen.
        seen: &'static str,
    },
    /// A first-party document of the target could not read its cookies.
    #[error("shape {}: a first-party document of the target could not read its \
     cookies: {error}", shape.0)]
    ProbeUnreadable {
        /// The shape.
        shape: ShapeNo,
        /// The name of the exception, or what else it said.
        error: String,
    },
    /// A cookie lies in the jar twice.
    #[error("shape {}: cookie `{cookie}` lies in the jar twice, in different partitions", shape.0)]
    StoredTwice {
        /// The shape.
        shape: ShapeNo,
        /// The cookie's name.
        cookie: String,
    },
    /// A cookie that belongs to no shape played so far.
    #[error("shape {}: a cookie `{cookie}` of another batch was seen", shape.0)]
    StrayCookie {
        /// The shape in whose evidence it was.
        shape: ShapeNo,
        /// The cookie as it was shown.
        cookie: String,
    },
    /// The server's log and the script's report do not fit each other.
    #[error("shape {}: {what}", shape.0)]
    WireDisagrees {
        /// The shape.
        shape: ShapeNo,
        /// How they do not fit.
        what: String,
    },
}

/// Concludes from a batch's evidence what became of each cell, shape by shape, in the order of the
/// shapes' cookies.
///
/// # Errors
/// [`Fault`] where a control failed or witnesses contradict each other: nothing of the batch may be
/// believed then.
///
/// # Panics
/// Beyond 2³² shapes.
pub fn observe(batch: &Batch, evidence: &BatchEvidence) -> Result<Vec<Vec<Observation>>, Fault> {
    for control in &evidence.controls {
        check_control(batch, control)?;
    }
    let jar = index_jar(&evidence.jar);
    let mut observations = Vec::with_capacity(batch.shapes.len());
    for (number, (script, shape)) in batch.shapes.iter().zip(&evidence.shapes).enumerate() {
        let nonce = Nonce {
            batch: batch.id,
            shape: ShapeNo(u32::try_from(number).expect("a batch has few shapes")),
        };
        let response = response_outcome(nonce, script, shape)?;
        let witnesses = Witnesses::gather(nonce, script, shape)?;
        let mut cells = Vec::with_capacity(script.cookies.len());
        for cookie in &script.cookies {
            let marker = Marker { nonce, cell: cookie.cell, cookie: Which::Own };
            let held = held(nonce.shape, cookie, jar.get(&marker))?;
            let kept = Kept {
                stored: held.map_or(Stored::No, |cookie| stored(cookie)),
                lifetime: match (script.lifetimes, held) {
                    (LifetimeTracking::Ignored, _) | (LifetimeTracking::Observed, None) => None,
                    (LifetimeTracking::Observed, Some(cookie)) => {
                        Some(lifetime(nonce.shape, batch.now, cookie)?)
                    }
                },
            };
            let (on, doubt) = (script.response_of(cookie), doubt(script, shape.jar_view));
            let cookie = witnesses.outcome(nonce.shape, cookie, on, kept, doubt)?;
            cells.push(Observation { response, cookie });
        }
        observations.push(cells);
    }
    Ok(observations)
}

fn check_control(batch: &Batch, control: &ControlEvidence) -> Result<(), Fault> {
    let origin = || control.origin.origin().ascii_serialization();
    let nonce = Nonce { batch: batch.id, shape: control.probe.shape };
    let value = nonce.to_string();
    let readable_cookies = control.probe.readable_cookies.as_deref().unwrap_or_default();
    let in_jar =
        |name: &str| control.jar.iter().any(|cookie| cookie.name == name && cookie.value == value);
    let in_header =
        |header: &str, name: &str| pairs(header).any(|pair| pair == (name, value.as_str()));
    let missing = |missing| Err(Fault::ControlFailed { origin: origin(), missing });
    if !in_jar(CONTROL_COOKIE) {
        return missing("stored");
    }
    if !in_header(readable_cookies, CONTROL_COOKIE) {
        return missing("readable");
    }
    if !in_header(&control.probe.request_cookie, CONTROL_COOKIE) {
        return missing("sent");
    }
    if in_jar(FOREIGN_COOKIE) || in_header(&control.probe.request_cookie, FOREIGN_COOKIE) {
        return Err(Fault::ForeignCookie { origin: origin() });
    }
    Ok(())
}

/// Each cookie of the batch, once for each place where it lies; a jar that is read often names a
/// cookie often.
type JarIndex<'a> = BTreeMap<Marker, Vec<&'a JarCookie>>;

fn index_jar(jar: &[JarCookie]) -> JarIndex<'_> {
    let mut index = JarIndex::new();
    for cookie in jar {
        let Some(marker) = cookie.marker() else { continue };
        let places = index.entry(marker).or_default();
        if !places.iter().any(|known: &&JarCookie| known.partition == cookie.partition) {
            places.push(cookie);
        }
    }
    index
}

fn held<'a>(
    shape: ShapeNo,
    cookie: &CookieScript,
    places: Option<&Vec<&'a JarCookie>>,
) -> Result<Option<&'a JarCookie>, Fault> {
    match places.map(Vec::as_slice) {
        None | Some([]) => Ok(None),
        Some([held]) => Ok(Some(held)),
        Some(_) => Err(Fault::StoredTwice { shape, cookie: cookie.name.clone() }),
    }
}

fn stored(cookie: &JarCookie) -> Stored {
    match &cookie.partition {
        None => Stored::Yes,
        Some(key) => Stored::Partitioned(Arc::new(key.clone())),
    }
}

fn lifetime(shape: ShapeNo, set: UnixTime, cookie: &JarCookie) -> Result<Lifetime, Fault> {
    Lifetime::between(set, cookie.expires).map_err(|expired| Fault::ExpiredInJar {
        shape,
        cookie: cookie.name.clone(),
        expired,
    })
}

/// What became of the request that is asked about: the one that sets the cookies, or where they
/// were set before, the follow-up.
fn response_outcome(
    nonce: Nonce,
    script: &ShapeScript,
    shape: &ShapeEvidence,
) -> Result<ResponseOutcome, Fault> {
    let disagree = |what: String| Err(Fault::WireDisagrees { shape: nonce.shape, what });
    if shape.page.shape != nonce.shape || shape.probe.shape < nonce.shape {
        return disagree("a report speaks of another shape".to_owned());
    }
    if shape.exchanges.iter().any(|exchange| exchange.purpose == Purpose::EchoPreflight) {
        return disagree("the follow-up caused a preflight".to_owned());
    }
    let set = Trace {
        nonce,
        shape,
        request: Purpose::Set,
        preflight: Purpose::Preflight,
        last: script.url_list.len() - 1,
    };
    let follow_up = Trace { request: Purpose::Echo, preflight: Purpose::EchoPreflight, ..set };
    let is_made_again = script.again.is_some();
    for (trace, what, most) in
        [(set, "request", 1 + usize::from(is_made_again)), (follow_up, "follow-up", 1)]
    {
        if let Some(times) =
            (0..=trace.last).map(|hop| trace.count(hop)).find(|times| *times > most)
        {
            return disagree(format!("the {what} reached the server {times} times"));
        }
    }
    // A navigation that is late beyond all patience is none that the engine does not make.
    if script.set_by == CookieSetter::Client && set.count(0) > 0 && follow_up.count(0) == 0 {
        return disagree(
            "the request reached the server, and its follow-up by the same means did not"
                .to_owned(),
        );
    }
    let then = Trace { request: Purpose::Then, last: 0, ..set };
    match &shape.page.then {
        Some(ScriptOutcome::Failed { message }) if then.count(0) > 0 => {
            return Err(Fault::EchoBlocked { shape: nonce.shape, message: message.clone() });
        }
        Some(_) | None if then.count(0) > 1 => {
            return disagree(format!(
                "the second request reached the server {} times",
                then.count(0)
            ));
        }
        Some(_) | None => {}
    }
    match (script.set_by, &shape.page.set) {
        (CookieSetter::Client, Some(told)) => match &shape.page.echo {
            ScriptOutcome::Failed { message } if follow_up.count(follow_up.last) == 1 => {
                Err(Fault::EchoBlocked { shape: nonce.shape, message: message.clone() })
            }
            ScriptOutcome::Exposed { .. }
            | ScriptOutcome::Failed { .. }
            | ScriptOutcome::Navigated
            | ScriptOutcome::Opaque => match set.outcome(told)? {
                ResponseOutcome::Exposed if is_made_again => set.outcome_of_second(),
                outcome => Ok(outcome),
            },
        },
        (CookieSetter::FirstParty, None) if set.count(0) == 1 && !set.has_preflight() => {
            follow_up.outcome(&shape.page.echo)
        }
        (CookieSetter::CookieStore | CookieSetter::Script, None) if set.count(0) == 0 => {
            follow_up.outcome(&shape.page.echo)
        }
        (CookieSetter::Client, None)
        | (CookieSetter::CookieStore | CookieSetter::FirstParty | CookieSetter::Script, _) => {
            disagree("the cookies were not set once, by the document that was to do it".to_owned())
        }
    }
}

/// What reached the server of one request of a shape, and of its preflights.
#[derive(Clone, Copy)]
struct Trace<'a> {
    nonce: Nonce,
    shape: &'a ShapeEvidence,
    request: Purpose,
    preflight: Purpose,
    /// The position of the last URL in its list.
    last: usize,
}

impl Trace<'_> {
    /// How often it reached the URL at this position of its list.
    fn count(self, hop: usize) -> usize {
        self.shape
            .exchanges
            .iter()
            .filter(|exchange| (exchange.purpose, exchange.hop) == (self.request, hop))
            .count()
    }

    fn has_preflight(self) -> bool {
        self.shape.exchanges.iter().any(|exchange| exchange.purpose == self.preflight)
    }

    /// Sets what the script was told beside it.
    fn outcome(self, told: &ScriptOutcome) -> Result<ResponseOutcome, Fault> {
        let disagree = |what: String| Err(Fault::WireDisagrees { shape: self.nonce.shape, what });
        match (self.count(self.last), told) {
            (0, ScriptOutcome::Failed { .. }) if self.count(0) > 0 => {
                Ok(ResponseOutcome::RedirectRefused)
            }
            (0, ScriptOutcome::Failed { .. }) if self.has_preflight() => {
                Ok(ResponseOutcome::PreflightRefused)
            }
            (0, ScriptOutcome::Failed { .. }) => Ok(ResponseOutcome::NotMade),
            (0, _) => disagree(
                "the script was given a response to a request that never reached the server"
                    .to_owned(),
            ),
            (_, ScriptOutcome::Failed { .. }) => Ok(ResponseOutcome::Blocked),
            (_, ScriptOutcome::Navigated) => Ok(ResponseOutcome::Navigated),
            (_, ScriptOutcome::Opaque) => Ok(ResponseOutcome::Opaque),
            (_, ScriptOutcome::Exposed { status, body, field })
                if self.is_answer(*status, body) =>
            {
                Ok(if field.is_some() {
                    ResponseOutcome::ExposedWithField
                } else {
                    ResponseOutcome::Exposed
                })
            }
            (_, ScriptOutcome::Exposed { status, body, .. }) => {
                disagree(format!("the script read another response: {status} `{body}`"))
            }
        }
    }

    /// What became of the second request to the same URL, after a first one whose response was
    /// exposed.
    fn outcome_of_second(self) -> Result<ResponseOutcome, Fault> {
        let mut after_first = self
            .shape
            .exchanges
            .iter()
            .skip_while(|exchange| exchange.purpose != self.request)
            .skip(1);
        if after_first.any(|exchange| exchange.purpose == self.preflight) {
            return Ok(ResponseOutcome::Exposed);
        }
        if self.count(0) == 2 {
            return Ok(ResponseOutcome::ExposedAgain);
        }
        Err(Fault::WireDisagrees {
            shape: self.nonce.shape,
            what: "the request was made again without a trace".to_owned(),
        })
    }

    /// Whether status and body are those of its last response; there may be no body.
    fn is_answer(self, status: u16, body: &str) -> bool {
        let answers = |exchange: &Exchange| {
            let is_bodiless =
                exchange.method == "HEAD" || matches!(exchange.status, 204 | 205 | 304);
            (exchange.purpose, exchange.hop, exchange.status) == (self.request, self.last, status)
                && (body == self.nonce.to_string() || (is_bodiless && body.is_empty()))
        };
        self.shape.exchanges.iter().any(answers)
    }
}

/// What the jar says of a cookie.
struct Kept {
    stored: Stored,
    lifetime: Option<Lifetime>,
}

/// The cells of one shape whose cookies each witness saw.
struct Witnesses {
    on_page: BTreeSet<u32>,
    on_target: BTreeSet<u32>,
    /// At each URL of its list.
    by_follow_up: Vec<BTreeSet<u32>>,
    by_first_party_request: BTreeSet<u32>,
}

/// Which witness of a cookie is not to be believed where it stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// None: they all must agree.
    Nobody,
    /// The jar, of which not all was seen.
    Jar,
    /// Documents: they may go on reading what was evicted, and that is worth telling. Jar and
    /// requests must agree.
    Documents,
}

fn doubt(script: &ShapeScript, jar_view: JarView) -> Doubt {
    match (jar_view, script.lifetimes) {
        (JarView::OfDocument, LifetimeTracking::Ignored) => Doubt::Jar,
        // How long a cookie is kept, the jar alone can say: it must show each one.
        (JarView::Whole, _) | (JarView::OfDocument, LifetimeTracking::Observed)
            if script.others.is_empty() =>
        {
            Doubt::Nobody
        }
        (JarView::Whole, _) | (JarView::OfDocument, LifetimeTracking::Observed) => Doubt::Documents,
    }
}

impl Witnesses {
    fn gather(nonce: Nonce, script: &ShapeScript, shape: &ShapeEvidence) -> Result<Self, Fault> {
        let seen = |cookies: &str| cells(nonce, script, shape.probe.shape, cookies);
        let follow_up = |hop| {
            let exchange = shape
                .exchanges
                .iter()
                .find(|exchange| (exchange.purpose, exchange.hop) == (Purpose::Echo, hop));
            seen(
                exchange.and_then(|exchange| exchange.request_header("cookie")).unwrap_or_default(),
            )
        };
        Ok(Self {
            on_page: seen(shape.page.readable_cookies.as_deref().unwrap_or_default())?,
            on_target: seen(readable_by_probe(nonce.shape, script, &shape.probe)?)?,
            by_follow_up: (0..script.url_list.len()).map(follow_up).collect::<Result<_, _>>()?,
            by_first_party_request: seen(&shape.probe.request_cookie)?,
        })
    }

    /// A cookie is sent where the follow-up carries it to the URL whose response it was on.
    fn outcome(
        &self,
        shape: ShapeNo,
        cookie: &CookieScript,
        on: SetCookieResponse,
        kept: Kept,
        doubt: Doubt,
    ) -> Result<CookieOutcome, Fault> {
        let hop = match on {
            SetCookieResponse::Preflight => 0,
            SetCookieResponse::Response(hop) => hop,
        };
        let among = |cells: &BTreeSet<u32>| cells.contains(&cookie.cell);
        let Kept { stored, lifetime } = kept;
        let outcome = CookieOutcome {
            stored: stored.clone(),
            lifetime,
            readable_on_page: among(&self.on_page),
            readable_on_target: among(&self.on_target),
            sent: self.by_follow_up.get(hop).is_some_and(&among),
        };
        let by_documents = [
            (outcome.readable_on_page, "readable on the page"),
            (outcome.readable_on_target, "readable on the target"),
        ];
        let by_requests = [
            (outcome.sent, "sent"),
            (among(&self.by_first_party_request), "sent by a first-party request"),
        ];
        let believed =
            by_documents.into_iter().filter(|_| doubt != Doubt::Documents).chain(by_requests);
        match believed.into_iter().find(|(was_seen, _)| *was_seen && stored == Stored::No) {
            Some(_) if doubt == Doubt::Jar => Ok(CookieOutcome { stored: Stored::Yes, ..outcome }),
            Some((_, seen)) => {
                Err(Fault::JarDisagrees { shape, cookie: cookie.name.clone(), seen })
            }
            None => Ok(outcome),
        }
    }
}

/// Returns what the probe reads. Nothing keeps a first-party document from its cookies, but that
/// there may be no API to read them by.
fn readable_by_probe<'a>(
    shape: ShapeNo,
    script: &ShapeScript,
    probe: &'a ProbeReport,
) -> Result<&'a str, Fault> {
    match (&probe.readable_cookies, script.reads_cookies_by) {
        (Ok(cookies), _) => Ok(cookies),
        (Err(error), CookieReader::CookieStore) if error == NO_COOKIE_STORE => Ok(""),
        (Err(error), CookieReader::CookieStore | CookieReader::DocumentCookie) => {
            Err(Fault::ProbeUnreadable { shape, error: error.clone() })
        }
    }
}

/// Returns the cells of this shape whose own cookies are in a cookie string. Cookies of other
/// shapes of the batch lie in the jar too, up to the last of its take, and are passed over, and so
/// is the bare name of one of this shape's, which is what an engine keeps that cuts a line off
/// before its marker. A cookie of another batch, or of a shape that has not been played yet, is a
/// fault.
pub(crate) fn cells(
    nonce: Nonce,
    script: &ShapeScript,
    last: ShapeNo,
    cookies: &str,
) -> Result<BTreeSet<u32>, Fault> {
    let is_cut_off = |pair: &str| script.cookies.iter().any(|cookie| cookie.name == pair);
    let mut cells = BTreeSet::new();
    for pair in cookies.split("; ").filter(|pair| !pair.is_empty()) {
        match Marker::find(pair) {
            Some(Marker { nonce: other, cell, cookie: Which::Own }) if other == nonce => {
                cells.insert(cell);
            }
            Some(Marker { nonce: other, .. })
                if other.batch == nonce.batch && other.shape <= last => {}
            None if is_cut_off(pair) => {}
            _ => return Err(Fault::StrayCookie { shape: nonce.shape, cookie: pair.to_owned() }),
        }
    }
    Ok(cells)
}

fn pairs(cookies: &str) -> impl Iterator<Item = (&str, &str)> {
    cookies
        .split("; ")
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or(("", pair)))
}

#[cfg(test)]
mod tests;
