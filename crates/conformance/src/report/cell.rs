//! What `show` prints of a cell: how it is set up, and what happened when it was played.

use std::fmt;

use matrix::{Matrix, Profile, ScriptRequestBody, Selection, Topology};
use oracle::ExplanationStep;
use run_model::evidence::{FixtureExchange, JarCookie, RequestKind, ScriptOutcome, ShapeEvidence};
use run_model::plan::{ShapeScript, compile_shape};
use run_model::results::Observation;
use runner::CellRecording;
use spec_model::QuirkSet;

/// How a cell is set up.
pub(crate) struct CellSetup<'a> {
    id: String,
    topology: (&'a str, &'a Topology),
    shape: ShapeScript,
}

impl<'a> CellSetup<'a> {
    /// Takes the one cell of a selection.
    pub(crate) fn new(matrix: &Matrix, selection: &'a Selection) -> Self {
        let topology = selection.topologies().next().expect("a cell has a topology");
        Self { id: selection.id(0), topology, shape: compile_shape(matrix, selection, 0) }
    }
}

impl fmt::Display for CellSetup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, topology: (topology, definition), shape } = self;
        writeln!(f, "{id}\n\ntopology    {topology}: {definition}")?;
        write!(f, "request     {} by {}", shape.request.method, shape.request.api)?;
        for (name, value) in &shape.request.headers {
            write!(f, ", {name}: {value}")?;
        }
        match &shape.request.body {
            None => writeln!(f)?,
            Some(ScriptRequestBody::Text(text)) => writeln!(f, ", body `{text}`")?,
            Some(ScriptRequestBody::Stream(text)) => writeln!(f, ", body a stream of `{text}`")?,
        }
        for url in shape.url_list.iter().skip(1) {
            let origin = url.origin().ascii_serialization();
            writeln!(f, "redirect    {} to {origin}", shape.redirect.status)?;
        }
        for (title, response) in [("response", &shape.response), ("preflight", &shape.preflight)] {
            write!(f, "{title:<11} {}", response.status)?;
            for (name, value) in &response.headers {
                write!(f, "\n            {name}: {value}")?;
            }
            writeln!(f)?;
        }
        for cookie in &shape.cookies {
            writeln!(f, "cookie      Set-Cookie: {}", cookie.line)?;
            if let Some(second) = &cookie.then {
                writeln!(f, "            and then Set-Cookie: {second}")?;
            }
        }
        Ok(())
    }
}

/// What happened when a cell was played, and what was recorded and predicted.
pub(crate) struct CellPlay<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) profile: &'a Profile,
    pub(crate) recording: CellRecording,
    /// What the snapshots hold.
    pub(crate) recorded: Option<Observation>,
    /// What the standards have.
    pub(crate) of_standards: Observation,
    /// What the engine's model has, and the quirks that make it, where that is something else.
    pub(crate) by_quirks: Option<(Observation, QuirkSet)>,
    /// Why the engine's model predicts so.
    pub(crate) reasons: Vec<ExplanationStep>,
}

impl fmt::Display for CellPlay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { selection, profile, recording, recorded, of_standards, by_quirks, reasons } =
            self;
        let evidence = &recording.evidence;
        writeln!(f, "\n── {profile} ──\n")?;
        let exchanges = evidence.shapes.iter().flat_map(|shape| &shape.exchanges);
        exchanges.into_iter().try_for_each(|exchange| write_exchange(f, exchange))?;
        evidence.shapes.iter().try_for_each(|shape| write_reports(f, shape))?;
        evidence.jar.iter().try_for_each(|cookie| write_cookie(f, cookie))?;
        writeln!(f, "observed    {}", recording.observation)?;
        writeln!(f, "standards   {of_standards}")?;
        if let Some((of_model, quirks)) = by_quirks {
            let names: Vec<_> = quirks.iter().map(|quirk| format!("`{quirk}`")).collect();
            writeln!(f, "model       {of_model}, by {}", names.join(" and "))?;
        }
        if let Some(recorded) = recorded {
            writeln!(f, "snapshot    {recorded}")?;
        }
        writeln!(f, "\nwhy the engine's model predicts this:\n")?;
        reasons.iter().try_for_each(|step| writeln!(f, "{step}"))?;
        writeln!(
            f,
            "\nplay it again: cargo xtask run-matrix --full --isolate --check --browser {profile} \
             --cells '{}'",
            selection.id(0)
        )
    }
}

fn write_exchange(f: &mut fmt::Formatter<'_>, exchange: &FixtureExchange) -> fmt::Result {
    let FixtureExchange { method, url, version, .. } = exchange;
    writeln!(f, "{method} {url} {version} ({})", request_kind_words(exchange.purpose))?;
    for (name, value) in &exchange.request_headers {
        writeln!(f, "  > {name}: {}", visible(value))?;
    }
    writeln!(f, "  < {}", exchange.status)?;
    for (name, value) in &exchange.response_headers {
        writeln!(f, "  < {name}: {}", visible(value))?;
    }
    Ok(())
}

fn write_reports(f: &mut fmt::Formatter<'_>, shape: &ShapeEvidence) -> fmt::Result {
    let (page, probe) = (&shape.page, &shape.probe);
    match &page.set {
        Some(outcome) => writeln!(f, "script      request: {}", outcome_words(outcome))?,
        None => writeln!(f, "script      the target set the cookies as a first party")?,
    }
    writeln!(f, "            follow-up: {}", outcome_words(&page.follow_up))?;
    writeln!(f, "            readable on the page: {}", read_words(&page.readable_cookies))?;
    writeln!(f, "            readable on the target: {}", read_words(&probe.readable_cookies))?;
    let sent = cookies_words(&probe.request_cookie);
    writeln!(f, "            sent by a first-party request to the target: {sent}")
}

fn write_cookie(f: &mut fmt::Formatter<'_>, cookie: &JarCookie) -> fmt::Result {
    let pair = visible(&format!("{}={}", cookie.name, cookie.value));
    let (domain, path) = (&cookie.domain, visible(&cookie.path));
    write!(f, "jar         {pair} domain={domain} path={path} ")?;
    match &cookie.partition {
        Some(key) => writeln!(f, "partition {key}"),
        None => writeln!(f, "no partition"),
    }
}

fn request_kind_words(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::FollowUp => "follow-up",
        RequestKind::FollowUpPreflight => "preflight of the follow-up",
        RequestKind::Preflight => "preflight",
        RequestKind::SecondSet => "second request",
        RequestKind::SetCookies => "request",
    }
}

fn outcome_words(outcome: &ScriptOutcome) -> String {
    match outcome {
        ScriptOutcome::Exposed { status, field: None, .. } => format!("readable, status {status}"),
        ScriptOutcome::Exposed { status, field: Some(value), .. } => {
            format!("readable, status {status}, header field `{}`", visible(value))
        }
        ScriptOutcome::Failed { message } => format!("failed: {}", visible(message)),
        ScriptOutcome::Navigated => "a document was loaded".to_owned(),
        ScriptOutcome::Opaque => "opaque".to_owned(),
    }
}

fn read_words(cookies: &Result<String, String>) -> String {
    match cookies {
        Ok(cookies) => cookies_words(cookies),
        Err(exception) => format!("reading threw {}", visible(exception)),
    }
}

fn cookies_words(cookies: &str) -> String {
    if cookies.is_empty() { "no cookies".to_owned() } else { visible(cookies) }
}

/// Returns a text with its control characters escaped: a terminal would act on them, and show none.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            visible.extend(character.escape_default())
        } else {
            visible.push(character)
        }
    }
    visible
}
