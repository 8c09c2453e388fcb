//! What can be written behind `gingersnap explain`.

use std::path::PathBuf;

use clap::Args;
use diagnosis::Want;
use matrix::{ProfileChoice, RequestApi};
use url::Url;

use crate::cli::values::{api, http_url, removed_header, want};

pub(super) const EXAMPLES: &str = "\
Examples:
  curl -i https://api.example.net/login | gingersnap explain --page https://www.example.com/ \\
      --request https://api.example.net/login --credentials include --response -
  gingersnap explain --page http://localhost:8080/ --request http://localhost:3000/ --credentials \
  include \\
      --response-header 'Access-Control-Allow-Origin: *' \\
      --response-header 'Set-Cookie: sid=1; SameSite=None'
  gingersnap explain --har shop.har --browser firefox";

/// The question, in parts, and how to answer it.
#[derive(Clone, Debug, Args)]
#[command(arg = removed_header(
    "use --response-header for a field of the response, --request-header for one of the request"
))]
pub(crate) struct ExplainArgs {
    /// The URL of the page, as it stands in the address bar.
    #[arg(long, value_name = "URL", value_parser = http_url, required_unless_present = "har")]
    pub(crate) page: Option<Url>,
    /// The URL that the page requests.
    #[arg(long, value_name = "URL", value_parser = http_url, required_unless_present = "har", conflicts_with = "har")]
    pub(crate) request: Option<Url>,
    /// The URL of a frame that the request is made in; several, from the outermost to the
    /// innermost, where frames are nested.
    #[arg(long = "frame", value_name = "URL", value_parser = http_url)]
    pub(crate) frames: Vec<Url>,
    /// How the request is made: fetch with `omit`, `same-origin` or `include`, or XMLHttpRequest
    /// with `xhr` or `xhr-with-credentials` [default: same-origin].
    #[arg(long, value_name = "HOW", value_parser = api)]
    pub(crate) credentials: Option<RequestApi>,
    /// The request's method.
    #[arg(long, value_name = "METHOD", default_value = "GET", conflicts_with = "har")]
    pub(crate) method: String,
    /// A header field that the script adds to the request: `Content-Type: application/json`.
    #[arg(long = "request-header", value_name = "LINE", conflicts_with = "har")]
    pub(crate) request_headers: Vec<String>,
    /// A header field of the response: `Set-Cookie: sid=1; Secure`.
    #[arg(long = "response-header", value_name = "LINE", conflicts_with = "har")]
    pub(crate) response_headers: Vec<String>,
    /// The response, as `curl -i` prints it; `-` reads it from standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "har")]
    pub(crate) response: Option<PathBuf>,
    /// The answer to the CORS preflight (OPTIONS), as `curl -i` prints it [default: one that allows
    /// the request].
    #[arg(long, value_name = "FILE", conflicts_with = "har")]
    pub(crate) preflight_response: Option<PathBuf>,
    /// A HAR file that a browser exported: every cookie of every response in it; `-` reads it from
    /// standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) har: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// Who is asked for, what for, and in which form.
#[derive(Clone, Debug, Args)]
pub(crate) struct AnswerArgs {
    /// Only this browser's default, or a profile of it: `chromium`, `firefox:third-party-blocked`,
    /// `webkitgtk:all` [default: all profiles of all browsers].
    #[arg(long = "browser", value_name = "BROWSER[:PROFILE]")]
    pub(crate) browsers: Vec<ProfileChoice>,
    /// What must be so for it to work: `stored`, `sent`, `response` (readable by the script),
    /// `readable-on-page`, `readable-on-target`.
    #[arg(long = "want", value_name = "WHAT", value_delimiter = ',', value_parser = want, default_value = "stored,sent,response")]
    pub(crate) wants: Vec<Want>,
    /// Write JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
