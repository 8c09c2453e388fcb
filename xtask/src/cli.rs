//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, builder::styling::AnsiColor, builder::styling::Styles};
use matrix::{CellFilter, EngineKind};

use crate::checks::Step;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default());

/// Plays cookies and CORS on real browsers, and keeps what they do as snapshots.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", styles = STYLES, version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 as recorded and every divergence known, 1 a bug of ours, 2 usage \
     or matrix.toml, 4 nothing selected,\n\
    96 no browser, driver or port, 100 changes or unknown divergences, 101 errors in cells, 110 a \
    report could not be written,\n\
    130 interrupted."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Play the matrix on browsers and compare what they do with the snapshots.
    RunMatrix(RunMatrix),
    /// List the cells that would run.
    Cells(Cells),
    /// Play one cell alone and show everything: setup, wire, jar, observation, prediction with
    /// reasons.
    Show(Show),
    /// Play random cells alone and compare with the batched play.
    Audit(Audit),
    /// Measure speed against the browser's own: plain requests a second first, then every cell of a
    /// suite.
    Bench(Bench),
    /// Put the FAQ's statements to the test and write docs/claims.md: what holds, engine by engine.
    Claims(Claims),
    /// Compare two runs: what changed, as rules.
    Compare(Compare),
    /// Write docs/divergences.md: where engines differ from the standards in these runs, with
    /// numbers of cells.
    Divergences(Divergences),
    /// Make one run of several: shards, machines, platforms.
    Merge(Merge),
    /// Make a run's reports again.
    Report(Report),
    /// Show which browsers and drivers are here, and how to get what is missing.
    Doctor(Doctor),
    /// Put test vectors through the model of the standards: JSON lines in, JSON lines out.
    #[command(long_about = MODEL_VECTORS)]
    ModelVectors(ModelVectors),
    /// Keep the fixture servers up, for trying by hand.
    Serve,
    /// Run every test, those that need browsers included.
    Test(Test),
}

/// Which cells are meant.
#[derive(Clone, Debug, Args)]
pub(crate) struct Selecting {
    /// Only this suite of matrix.toml; may be given several times [default: every suite].
    #[arg(long = "suite", value_name = "SUITE")]
    pub(crate) suites: Vec<String>,
    /// Every value of the axes, not only each suite's core.
    #[arg(long)]
    pub(crate) full: bool,
    /// Only cells that pass: `topology=cross-site|siblings,same-site!=none`, or a cell's id.
    #[arg(long, value_name = "FILTER")]
    pub(crate) cells: Option<CellFilter>,
}

/// An engine, or one of its profiles, as written on the command line: `chromium`,
/// `firefox:third-party-blocked`, `webkitgtk:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BrowserArg {
    pub(crate) engine: EngineKind,
    /// The profile's name; `all` for each of them.
    pub(crate) profile: String,
}

impl std::str::FromStr for BrowserArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (engine, profile) = text.split_once(':').unwrap_or((text, "default"));
        let engine = EngineKind::from_name(engine).ok_or_else(|| {
            format!(
                "`{engine}` is no engine; known: {}",
                EngineKind::ALL.map(EngineKind::name).join(", ")
            )
        })?;
        Ok(Self { engine, profile: profile.to_owned() })
    }
}

/// Which engines play, and how.
#[derive(Clone, Debug, Args)]
pub(crate) struct Playing {
    /// Only this engine, or a profile of it: `chromium`, `firefox:third-party-blocked`,
    /// `webkitgtk:all`; may be given several times [default: every engine found here, and
    /// reference].
    #[arg(long = "browser", value_name = "BROWSER[:PROFILE]")]
    pub(crate) browsers: Vec<BrowserArg>,
    /// Install what is missing: Debian and Ubuntu packages, geckodriver under target/.
    #[arg(long)]
    pub(crate) install: bool,
    /// Show the browsers' windows.
    #[arg(long)]
    pub(crate) headed: bool,
    /// Use a WebDriver that is already running for this engine: `firefox=http://127.0.0.1:4444`.
    #[arg(long = "webdriver-url", value_name = "ENGINE=URL", value_parser = webdriver_url)]
    pub(crate) webdriver_urls: Vec<(EngineKind, url::Url)>,
    /// How many sessions an engine plays side by side [default: chosen for the machine].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: Option<u16>,
}

fn webdriver_url(text: &str) -> Result<(EngineKind, url::Url), String> {
    let (engine, url) = text.split_once('=').ok_or("write it as `ENGINE=URL`")?;
    let engine = engine.parse::<BrowserArg>()?.engine;
    let url = url::Url::parse(url).map_err(|error| format!("`{url}` is no URL: {error}"))?;
    Ok((engine, url))
}

#[derive(Clone, Debug, Args)]
pub(crate) struct RunMatrix {
    #[command(flatten)]
    pub(crate) selecting: Selecting,
    #[command(flatten)]
    pub(crate) playing: Playing,
    /// Play only the I-th of N equal parts of the batches, counted from 1.
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Play everything N times and list the cells that do not always show the same.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) repeat: u32,
    /// Play each cell alone in a fresh jar.
    #[arg(long)]
    pub(crate) isolate: bool,
    /// Ask browsers for their own reasons and compare them with the model's: `reasons.json` and
    /// `reasons.md` in the run's folder.
    #[arg(long, conflicts_with = "resume")]
    pub(crate) reasons: bool,
    /// Record what was observed as the new snapshots.
    #[arg(long, conflicts_with = "check")]
    pub(crate) accept: bool,
    /// Never write a snapshot, not even a proposed one.
    #[arg(long)]
    pub(crate) check: bool,
    /// Go on with the run in DIR that came to its end: play only what it could not.
    #[arg(long, value_name = "DIR")]
    pub(crate) resume: Option<PathBuf>,
    /// Write the run here [default: target/gingersnap/runs/TIME].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// The I-th of N parts, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    pub(crate) part: usize,
    pub(crate) parts: usize,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text
            .split_once('/')
            .and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
        match numbers {
            Some((part, parts)) if (1..=parts).contains(&part) => Ok(Self { part, parts }),
            _ => Err("write it as `I/N` with I from 1 to N: `1/4`".to_owned()),
        }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Cells {
    #[command(flatten)]
    pub(crate) selecting: Selecting,
    /// Only count them, suite by suite.
    #[arg(long)]
    pub(crate) count: bool,
    /// Print docs/suites.md.
    #[arg(long, conflicts_with_all = ["count", "suites", "cells", "full"])]
    pub(crate) markdown: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Show {
    /// The cell's id.
    #[arg(value_name = "CELL")]
    pub(crate) cell: CellFilter,
    #[command(flatten)]
    pub(crate) playing: Playing,
    /// Show what the run in DIR observed instead of playing the cell.
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Audit {
    #[command(flatten)]
    pub(crate) selecting: Selecting,
    #[command(flatten)]
    pub(crate) playing: Playing,
    /// How many cells to play alone, of every suite as many.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub(crate) sample: usize,
    /// Chooses the cells; the same seed chooses the same.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Bench {
    /// The suite whose cells are played, all of them.
    #[arg(long, value_name = "SUITE", default_value = "cors-credentials")]
    pub(crate) suite: String,
    /// Measure everything N times and let the best of each count: what else goes on in a machine
    /// only ever makes it slower.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) rounds: u16,
    #[command(flatten)]
    pub(crate) playing: Playing,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Claims {
    /// Judge by the run in DIR instead of the snapshots, and leave docs/claims.md as it is.
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Compare {
    /// The run before.
    pub(crate) before: PathBuf,
    /// The run after.
    pub(crate) after: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Merge {
    /// The runs.
    #[arg(required = true)]
    pub(crate) runs: Vec<PathBuf>,
    /// Where to write the merged run.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Report {
    /// The run's directory.
    pub(crate) run: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Doctor {
    /// Install what is missing.
    #[arg(long)]
    pub(crate) install: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Divergences {
    /// The runs.
    #[arg(required = true)]
    pub(crate) runs: Vec<PathBuf>,
}

const MODEL_VECTORS: &str = "Put test vectors through the model of the standards: JSON lines in, \
 JSON lines out.

In:  {\"id\", \"url\", \"set_cookie\": [..], \"script\": [..], \"cookie_store\": \
[..], \"then\": \"url\", \"now\"}
     set_cookie: values of Set-Cookie fields of a first-party response at url; script: writes to \
     document.cookie there;
     cookie_store: arguments of cookieStore.set() there, \
     {\"name\", \"value\", \"expires\", \"domain\", \"path\", \"same_site\", \"partitioned\"};
     then: the URL visited next (url where absent); now: seconds since 1970, or a date. Only id \
     and url are needed.
Out: {\"id\", \"cookie\", \"document_cookie\", \"stored\": [..], \"rejected\": \
[{\"line\", \"reasons\": [..]}]}
     cookie: the Cookie field of a first-party request to then; document_cookie: document.cookie \
     there;
     stored: the names in the jar; rejected: each line or call that left no cookie, with the \
     codes of all violated rules in order.

This is also how other cookie jars are compared with ours.";

#[derive(Clone, Debug, Args)]
pub(crate) struct ModelVectors {
    /// The file with one vector a line; `-` for standard input.
    pub(crate) file: PathBuf,
    /// Use this profile's policy in place of the standards' own.
    #[arg(long, value_name = "BROWSER[:PROFILE]")]
    pub(crate) profile: Option<BrowserArg>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Test {
    /// Install missing browsers, drivers and linters.
    #[arg(long)]
    pub(crate) install: bool,
    /// Run only this step; may be given several times [default: every step].
    #[arg(long, value_name = "STEP", value_enum)]
    pub(crate) only: Vec<Step>,
}
