//! What can be written behind `gingersnap visit`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use matrix::{CellFilter, ProfileChoice};

pub(super) const AFTER_HELP: &str = "\
A page sees what is sent and what scripts read. It does not see the jar: a cookie that nobody saw
may be stored all the same, which is written as `cannot be seen`.

Exit codes of visit:
  0   everything was played; with --browser, it agrees with what is recorded of that profile
  1   with --browser, something does not agree
  2   invalid usage
  4   some cells could not be played
  96  the browser is not here";

/// What to play, and where.
#[derive(Clone, Debug, Args)]
pub(crate) struct VisitArgs {
    /// Browser to open at the page, without its driver [default: none; open the URL yourself].
    #[arg(long, value_name = "BROWSER[:PROFILE]")]
    pub(crate) browser: Option<ProfileChoice>,
    /// Address of this machine in its network, for telephones and others that reach it without a
    /// proxy. Only cells between ports of an address can be played there.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "browser")]
    pub(crate) listen: Option<IpAddr>,
    /// Suite to play; may be repeated [default: cors-credentials and mechanisms].
    #[arg(long = "suite", value_name = "NAME")]
    pub(crate) suites: Vec<String>,
    /// Only matching cells: `topology=cross-site|siblings,same-site!=none`, or the id of a cell.
    #[arg(long, value_name = "FILTER")]
    pub(crate) cells: Option<CellFilter>,
    /// Play all values of each axis instead of the core.
    #[arg(long)]
    pub(crate) full: bool,
    /// Show the window of --browser.
    #[arg(long, requires = "browser")]
    pub(crate) headed: bool,
    /// File for everything that was seen, cell by cell, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
