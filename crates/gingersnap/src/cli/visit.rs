//! What can be written behind `gingersnap visit`.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use matrix::{CellFilter, ProfileChoice, UnknownEngineError};

pub(super) const NOTES: &str = "\
A page sees what is sent and what scripts read. It does not see the jar: a cookie that nobody saw
may be stored all the same, which is written as `cannot be seen`.

`--browser safari` opens Safari as you have it, on macOS alone, and has never been tried there. It
needs `sudo -v` before, and Safari must not run. Until the end of the visit this Mac uses another
automatic proxy, has the fixtures' names in its hosts file, and trusts an authority that was made
for the visit. Then Safari quits and all of it is put back, also after Ctrl-C. The pages are
example.com, localhost and the like, in your own profile. The visit expires the cookies that it sets
there. Where Safari has cookies of yours for one of these hosts, the cells of that host fail.";

/// What to play, and where.
#[derive(Clone, Debug, Args)]
pub(crate) struct VisitArgs {
    /// Browser to open at the page, without its driver [default: none; open the URL yourself].
    /// PROGRAM is another build of it.
    #[arg(long, value_name = "BROWSER[:PROFILE][=PROGRAM]")]
    pub(crate) browser: Option<VisitedBrowser>,
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

/// The browser of a visit: `firefox`, `safari:before-26-2`, `chromium=/opt/chrome/chrome`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VisitedBrowser {
    pub(crate) profile: ProfileChoice,
    /// A program in place of the one that is found.
    pub(crate) program: Option<PathBuf>,
}

/// Why a text names no browser of a visit.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VisitedBrowserError {
    #[error(transparent)]
    Engine(#[from] UnknownEngineError),
    #[error("expected `BROWSER=PROGRAM`, and there is no `{program}`")]
    NoProgram { program: String },
}

impl FromStr for VisitedBrowser {
    type Err = VisitedBrowserError;

    fn from_str(text: &str) -> Result<Self, VisitedBrowserError> {
        let (profile, program) = match text.split_once('=') {
            Some((profile, program)) => (profile, Some(PathBuf::from(program))),
            None => (text, None),
        };
        // An application of macOS is a folder.
        match program {
            Some(program) if !program.exists() => {
                Err(VisitedBrowserError::NoProgram { program: program.display().to_string() })
            }
            program => Ok(Self { profile: profile.parse()?, program }),
        }
    }
}

#[cfg(test)]
mod tests {
    use matrix::EngineKind;

    use super::*;

    #[test]
    fn a_browser_is_an_engine_with_or_without_a_program() {
        let profile = ProfileChoice::default_of(EngineKind::Safari);
        let check = |text: &str, program: Option<&str>| {
            let expected =
                VisitedBrowser { profile: profile.clone(), program: program.map(PathBuf::from) };
            assert_eq!(text.parse::<VisitedBrowser>().unwrap(), expected);
        };
        check("safari", None);
        check("safari=/", Some("/"));
        let error = "safari=/nowhere".parse::<VisitedBrowser>().unwrap_err();
        assert_eq!(error.to_string(), "expected `BROWSER=PROGRAM`, and there is no `/nowhere`");
    }
}
