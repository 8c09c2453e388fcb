//! What can be written behind `gingersnap check`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLE: &str = "\
A file of checks:
  schema = 1
  browsers = [\"chrome\", \"firefox\"]

  [[check]]
  name = \"login\"
  page = \"https://www.example.com/\"
  request = \"https://api.example.com/login\"
  credentials = \"include\"
  response-file = \"login.http\"        # what `curl -i` printed

  [[check.expect]]
  cookie = \"sid\"
  sent = true
  readable-on-page = false

docs/check.md lists every key.";

/// What to check, and where to write what became of it.
#[derive(Clone, Debug, Args)]
pub(crate) struct CheckArgs {
    /// File of checks; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Play each check in the real browsers that it names, under its own host names and without any
    /// server. What they do counts; one that is not installed leaves the file incomplete.
    #[cfg(unix)]
    #[arg(long)]
    pub(crate) browsers: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// File for the results as JUnit XML.
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Print annotations for GitHub Actions too, each with file and line.
    #[arg(long, conflicts_with = "json")]
    pub(crate) github: bool,
    /// File to which a summary in Markdown is appended, such as `$GITHUB_STEP_SUMMARY`.
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
}
