//! The command line.

use std::path::PathBuf;

use ::chaos::ChaosTarget;
use baselines::SnapshotScope;
use browser_driver::ReasonCollection;
use clap::{Args, Parser, Subcommand, builder::styling::AnsiColor, builder::styling::Styles};
use conformance::{
    AuditPlan, BenchPlan, CellChoice, CellIsolation, EngineOptions, NamedBrowser, ProxyChoice,
    RemoteOptions, RunPlan, RunShard, RunningDriver, SITE_ADDRESS, ShowPlan, SnapshotMode,
    VECTORS_FORMAT,
};
use matrix::{CellFilter, ProfileChoice};
use mutations::HarnessMutation;
use test_steps::TestStep;
use url::Url;

use crate::environment::{locations, variable};
use crate::exit;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default());

/// Plays cookies and CORS on real browsers, and keeps what they do as snapshots.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", styles = STYLES, version)]
#[command(arg_required_else_help = true, after_help = exit::help())]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Play the matrix on browsers and compare what they do with the snapshots.
    RunMatrix(RunMatrixArgs),
    /// List the cells that would be played.
    Cells(CellsArgs),
    /// Play one cell in isolation and show everything: setup, wire, jar, observation, prediction.
    Show(ShowArgs),
    /// Check that batching changes nothing: play random cells in isolation and compare.
    Audit(AuditArgs),
    /// Stop and kill processes of a browser while the matrix is played: nothing of it may become a
    /// result.
    Chaos(ChaosArgs),
    /// Measure cells a second, relative to the plain requests a second that a browser manages.
    Bench(BenchArgs),
    /// Test the FAQ's statements engine by engine, and write docs/claims.md.
    Claims(ClaimsArgs),
    /// Compare two runs: what changed, as rules.
    Compare(CompareArgs),
    /// Write docs/divergences.md: where the recorded cells differ from the standards, and why.
    Divergences,
    /// Write a cell as files that need no harness: a page with a server, a web-platform test, bug
    /// reports.
    Export(ExportArgs),
    /// Say which quirk, choice or rule of an engine changed at which version.
    History(HistoryArgs),
    /// Merge runs: shards, machines, platforms.
    Merge(MergeArgs),
    /// Regenerate a run's reports.
    Report(ReportArgs),
    /// Show which browsers and drivers are installed, and how to get what is missing.
    Doctor(DoctorArgs),
    /// Ask random questions of a browser and of `gingersnap explain`, and show where they differ.
    Quiz(QuizArgs),
    /// Put test vectors through the model of the standards: JSON lines in, JSON lines out.
    #[command(long_about = VECTORS_FORMAT)]
    ModelVectors(ModelVectorsArgs),
    /// Spoil the harness on purpose while the matrix is played, and show what notices.
    Mutate(MutateArgs),
    /// Count the recorded cells that each quirk of an engine explains.
    Quirks,
    /// Keep the fixture servers running for manual tests.
    Serve,
    /// Write the static site: the checker, a page for every reason, and what people say.
    Site(SiteArgs),
    /// Run every test, including those that need browsers.
    Test(TestArgs),
}

/// Where the site is written.
#[derive(Clone, Debug, Args)]
pub(crate) struct SiteArgs {
    /// Folder to write to; any server can host it.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Where the site will be; search engines find its pages there.
    #[arg(long, value_name = "URL", default_value = SITE_ADDRESS)]
    pub(crate) address: Url,
    /// Install a compiler for WebAssembly where there is none.
    #[arg(long)]
    pub(crate) install: bool,
    /// Fail where the checker cannot be built, in place of leaving it out.
    #[arg(long)]
    pub(crate) require_checker: bool,
}

/// Which cells are meant.
#[derive(Clone, Debug, Args)]
pub(crate) struct CellArgs {
    /// Only this suite of matrix.toml; repeatable [default: every suite].
    #[arg(long = "suite", value_name = "SUITE")]
    suites: Vec<String>,
    /// Use all values of the axes, not only the core of each suite.
    #[arg(long)]
    full: bool,
    /// Only matching cells: `topology=cross-site|siblings,same-site!=none`, or a cell's id.
    #[arg(long, value_name = "FILTER")]
    cells: Option<CellFilter>,
}

impl CellArgs {
    pub(crate) fn choice(self) -> CellChoice {
        let scope = if self.full { SnapshotScope::Full } else { SnapshotScope::Core };
        CellChoice { suites: self.suites, scope, filter: self.cells }
    }
}

/// Which engines play, and how.
#[derive(Clone, Debug, Args)]
pub(crate) struct EngineArgs {
    /// Only this engine or profile: `chromium`, `firefox:third-party-blocked`, `webkitgtk:all`;
    /// repeatable [default: every installed browser but lightpanda, and reference]. Behind it, a
    /// program and its driver in place of those: `chromium=/opt/chrome/chrome,/opt/chrome/driver`.
    #[arg(long = "browser", value_name = "BROWSER[:PROFILE][=PROGRAM,DRIVER]")]
    browsers: Vec<NamedBrowser>,
    /// Install what is missing: Debian and Ubuntu packages, the rest under target/.
    #[arg(long)]
    install: bool,
    /// Show the browsers' windows.
    #[arg(long)]
    headed: bool,
    /// Use a running WebDriver for this engine: `firefox=http://127.0.0.1:4444`.
    #[arg(long = "webdriver-url", value_name = "ENGINE=URL")]
    webdriver_urls: Vec<RunningDriver>,
    /// Ask running WebDrivers for the capabilities in FILE too, a JSON object. `"$NAME"` stands for
    /// a variable of the environment.
    #[arg(long, value_name = "FILE")]
    capabilities: Option<PathBuf>,
    /// Lead browsers to the fixtures by `socks5`, `http`, or `tunnel:ADDRESS:PORT`, where a tunnel
    /// finds a proxy that speaks HTTP.
    #[arg(long, value_name = "PROXY", default_value = "socks5")]
    proxy: ProxyChoice,
    /// Run N sessions of each engine in parallel [default: chosen for the machine; those of
    /// browsers that have played everything go to the others].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: Option<u16>,
}

impl EngineArgs {
    fn options(self) -> EngineOptions {
        EngineOptions {
            browsers: self.browsers,
            locations: locations(),
            install: self.install,
            headed: self.headed,
            remote: RemoteOptions {
                drivers: self.webdriver_urls,
                proxy: self.proxy,
                capabilities: self.capabilities,
                variable,
            },
            jobs: self.jobs,
        }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct RunMatrixArgs {
    #[command(flatten)]
    cells: CellArgs,
    #[command(flatten)]
    engines: EngineArgs,
    /// Play only part I of N equal parts of the batches.
    #[arg(long, value_name = "I/N")]
    shard: Option<RunShard>,
    /// Play everything N times and list unstable cells.
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100))]
    repeat: u32,
    /// Play each cell in isolation, in a fresh jar.
    #[arg(long)]
    isolate: bool,
    /// Compare the browsers' own reasons with the model's; writes `reasons.json` and `reasons.md`.
    #[arg(long, conflicts_with = "resume")]
    reasons: bool,
    /// Record what was observed as the new snapshots.
    #[arg(long, conflicts_with = "check")]
    accept: bool,
    /// Write no snapshots, not even proposed ones.
    #[arg(long)]
    check: bool,
    /// Resume the run in DIR: play the batches that failed, and those that it did not come to.
    #[arg(long, value_name = "DIR")]
    resume: Option<PathBuf>,
    /// Write the run to DIR [default: target/gingersnap/runs/TIME].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Spoil the harness by this mutation.
    #[cfg(feature = "mutations")]
    #[arg(long, value_name = "MUTATION")]
    mutation: Option<HarnessMutation>,
    /// Spoil each N-th piece of work.
    #[cfg(feature = "mutations")]
    #[arg(long, value_name = "N", default_value_t = 1)]
    one_in: u32,
}

impl RunMatrixArgs {
    pub(crate) fn plan(self) -> RunPlan {
        #[cfg(feature = "mutations")]
        if let Some(mutation) = self.mutation {
            mutations::choose(mutation, self.one_in);
        }
        RunPlan {
            cells: self.cells.choice(),
            engines: self.engines.options(),
            shard: self.shard.unwrap_or(RunShard::WHOLE),
            passes: self.repeat,
            isolation: if self.isolate { CellIsolation::Isolated } else { CellIsolation::Batched },
            browser_reasons: if self.reasons {
                ReasonCollection::On
            } else {
                ReasonCollection::Off
            },
            snapshots: SnapshotMode::of(self.accept, self.check),
            resume: self.resume,
            out: self.out,
        }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct CellsArgs {
    #[command(flatten)]
    pub(crate) cells: CellArgs,
    /// Only count the cells of each suite.
    #[arg(long)]
    pub(crate) count: bool,
    /// Print docs/suites.md.
    #[arg(long, conflicts_with_all = ["count", "suites", "cells", "full"])]
    pub(crate) markdown: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ShowArgs {
    /// The cell's id.
    #[arg(value_name = "CELL")]
    cell: CellFilter,
    #[command(flatten)]
    engines: EngineArgs,
    /// Show what the run in DIR observed instead of playing the cell.
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
}

impl ShowArgs {
    pub(crate) fn plan(self) -> ShowPlan {
        ShowPlan { cell: self.cell, engines: self.engines.options(), run: self.run }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    cells: CellArgs,
    #[command(flatten)]
    engines: EngineArgs,
    /// Cells to replay in isolation, spread evenly over suites.
    #[arg(long, value_name = "N", default_value_t = 200)]
    sample: usize,
    /// Draw the cells by this seed; the same seed draws the same cells.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

impl AuditArgs {
    pub(crate) fn plan(self) -> AuditPlan {
        AuditPlan {
            cells: self.cells.choice(),
            engines: self.engines.options(),
            sample: self.sample,
            seed: self.seed,
        }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct BenchArgs {
    /// The suite whose cells are played.
    #[arg(long, value_name = "SUITE", default_value = "cors-credentials")]
    suite: String,
    /// Measure everything N times; the best of each figure counts.
    #[arg(long, value_name = "N", default_value_t = 3)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    #[command(flatten)]
    engines: EngineArgs,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

impl BenchArgs {
    pub(crate) fn plan(self) -> BenchPlan {
        BenchPlan { suite: self.suite, rounds: self.rounds, engines: self.engines.options() }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ClaimsArgs {
    /// Evaluate the run in DIR instead of the snapshots, and leave docs/claims.md as it is.
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct CompareArgs {
    /// The folder of the earlier run.
    pub(crate) before: PathBuf,
    /// The folder of the later run.
    pub(crate) after: PathBuf,
    /// Write a page with both runs to FILE.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ExportArgs {
    /// The cell's id.
    #[arg(value_name = "CELL")]
    pub(crate) cell: CellFilter,
    /// Folder to write to, in the project's unless it is absolute.
    #[arg(long, value_name = "DIR", default_value = "target/gingersnap/export")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The folders of runs of several versions [default: what fixtures/history.json says].
    pub(crate) runs: Vec<PathBuf>,
    /// Write fixtures/history.json and docs/history.md.
    #[arg(long)]
    pub(crate) write: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct MergeArgs {
    /// The folders of the runs.
    #[arg(required = true)]
    pub(crate) runs: Vec<PathBuf>,
    /// Write the merged run to DIR.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ReportArgs {
    /// The folder of the run.
    pub(crate) run: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Install what is missing.
    #[arg(long)]
    pub(crate) install: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ModelVectorsArgs {
    /// The file with one vector a line; `-` for standard input.
    pub(crate) file: PathBuf,
    /// Use the policy of this profile instead of the standards'.
    #[arg(long, value_name = "BROWSER[:PROFILE]")]
    pub(crate) profile: Option<ProfileChoice>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct TestArgs {
    /// Install missing browsers, drivers and linters.
    #[arg(long)]
    pub(crate) install: bool,
    /// Run only this step; repeatable [default: every step].
    #[arg(long, value_name = "STEP", value_enum)]
    pub(crate) only: Vec<TestStep>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ChaosArgs {
    /// The browser that plays: `chromium`, `firefox:third-party-blocked`.
    #[arg(long, value_name = "BROWSER[:PROFILE]")]
    pub(crate) browser: ProfileChoice,
    /// What is disturbed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) target: ChaosTarget,
    /// Only this suite of matrix.toml; repeatable [default: those with navigations].
    #[arg(long = "suite", value_name = "SUITE")]
    pub(crate) suites: Vec<String>,
    /// How many faults there are at least; the run is made again until there were as many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) faults: usize,
    /// Kill a process, or stop it for good, by about one fault in N; the others stop one for 1 to
    /// 60 s, and with 0 all do.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) kill_one_in: usize,
    /// What the faults are drawn by; the same seed draws the same faults.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct MutateArgs {
    /// The browser that plays: `reference`, `chromium`.
    #[arg(long, value_name = "BROWSER[:PROFILE]", default_value = "reference")]
    pub(crate) browser: ProfileChoice,
    /// Only this suite of matrix.toml; repeatable [default: some of each kind].
    #[arg(long = "suite", value_name = "SUITE")]
    pub(crate) suites: Vec<String>,
    /// Only this mutation; repeatable [default: every one].
    #[arg(long, value_name = "MUTATION")]
    pub(crate) only: Vec<HarnessMutation>,
    /// Spoil each N-th piece of work; of what takes seconds, each 25·N-th.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) one_in: u32,
    /// List the mutations.
    #[arg(long)]
    pub(crate) list: bool,
}

/// A quiz.
#[derive(Clone, Debug, Args)]
pub(crate) struct QuizArgs {
    /// The browser that is asked: `chromium`, `firefox:third-party-blocked`.
    #[arg(long, value_name = "BROWSER[:PROFILE]")]
    pub(crate) browser: ProfileChoice,
    /// How many questions are asked.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) sample: u64,
    /// What the questions are drawn by; the same seed draws the same questions.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
}
