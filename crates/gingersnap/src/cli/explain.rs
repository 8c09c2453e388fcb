//! What can be written behind `gingersnap explain`.

use std::path::PathBuf;

use clap::Args;
use diagnosis::UserGoal;
use explainer::values::{api, goal, page_url, request_text, time};
use explainer::words::parse_browser;
use matrix::{ProfileChoice, RequestApi};
use recipes::Recipe;
use spec_model::Timestamp;
use url::Url;

use crate::cli::story::StoryArgs;
use crate::cli::values::{recipe, removed_header};

pub(super) const EXAMPLES: &str = "\
Examples:
  curl -i https://api.example.net/login | gingersnap explain --page https://www.example.com/ \\
      --request https://api.example.net/login --credentials include --response -
  gingersnap explain --page http://localhost:8080/ --request http://localhost:3000/ --credentials \
  include \\
      --response-header 'Access-Control-Allow-Origin: *' \\
      --response-header 'Set-Cookie: sid=1; SameSite=None'
  gingersnap explain --page https://www.example.com/ --mechanism form-post \\
      --request https://login.example.net/ --response login.txt --then https://login.example.net/me
  gingersnap explain --har shop.har --browser firefox";

/// The question, in parts, and how to answer it.
#[derive(Clone, Debug, Args)]
#[command(arg = removed_header(
    "use --response-header for a field of the response, --request-header for one of the request"
))]
pub(crate) struct ExplainArgs {
    /// URL of the page, as the address bar shows it [default: the one that a pasted request
    /// names].
    #[arg(long, value_name = "URL", value_parser = page_url)]
    pub(crate) page: Option<Url>,
    /// URL that the page requests, or a path of the page's host; `wss:` is the handshake of a
    /// WebSocket [default: the one that a pasted request names].
    #[arg(long, value_name = "URL", value_parser = request_text, conflicts_with = "har")]
    pub(crate) request: Option<String>,
    /// URL of the frame that makes the request. For nested frames, repeat it from the outermost to
    /// the innermost.
    #[arg(long = "frame", value_name = "URL", value_parser = page_url)]
    pub(crate) frames: Vec<Url>,
    /// How the request is made: `omit`, `same-origin` or `include` for fetch, `no-cors-include` for
    /// fetch with mode no-cors, `xhr` or `xhr-with-credentials` for XMLHttpRequest [default:
    /// same-origin].
    #[arg(long, value_name = "HOW", value_parser = api)]
    pub(crate) credentials: Option<RequestApi>,
    /// Method of the request [default: the one that a pasted request names, else GET].
    #[arg(long, value_name = "METHOD", conflicts_with = "har")]
    pub(crate) method: Option<String>,
    /// Header field that the script adds to the request, such as `Content-Type: application/json`;
    /// may be repeated.
    #[arg(long = "request-header", value_name = "LINE", conflicts_with = "har")]
    pub(crate) request_headers: Vec<String>,
    /// Header field of the response, such as `Set-Cookie: sid=1; Secure`; may be repeated.
    #[arg(long = "response-header", value_name = "LINE", conflicts_with = "har")]
    pub(crate) response_headers: Vec<String>,
    /// Header field of the response that the script reads; `response` of --want then includes it.
    #[arg(long, value_name = "NAME", conflicts_with = "har")]
    pub(crate) read_field: Option<String>,
    /// File with what was copied: header fields, what `curl -i` or `curl -v` prints, a panel of
    /// developer tools, headers as JSON or as Node.js, Python, Ruby or Go print them, "Copy as
    /// cURL", "Copy as fetch" or "Copy as PowerShell", a call of `XMLHttpRequest` or axios,
    /// messages of a browser's console, or several of them. `-` reads standard input.
    #[arg(long, visible_alias = "paste", value_name = "FILE", conflicts_with = "har")]
    pub(crate) response: Option<PathBuf>,
    /// File with the response to the CORS preflight (OPTIONS), as `curl -i` prints it [default: one
    /// that allows the request].
    #[arg(long, value_name = "FILE", conflicts_with = "har")]
    pub(crate) preflight_response: Option<PathBuf>,
    /// HAR file exported from a browser: explains every cookie of every response in it. `-` reads
    /// standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) har: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) har_filter: HarFilterArgs,
    /// When the response came, such as `2018-05-13T23:18:01Z` [default: its `Date` field, else the
    /// present time].
    #[arg(long, value_name = "TIME", value_parser = time, conflicts_with = "har")]
    pub(crate) now: Option<Timestamp>,
    /// Print the smallest fix as code or configuration of this framework too: `express`,
    /// `fastify`, `django`, `flask`, `fastapi`, `spring`, `rails`, `laravel`, `php`, `aspnet`,
    /// `authjs`, `go`, `axum`, `nginx`, `caddy`. A session's cookie is set where its layer is
    /// configured.
    #[arg(long, value_name = "FRAMEWORK", value_parser = recipe, conflicts_with = "json")]
    pub(crate) recipe: Option<&'static Recipe>,
    #[command(flatten)]
    pub(crate) story: StoryArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// Which entries of a HAR file to explain.
#[derive(Clone, Debug, Args)]
pub(crate) struct HarFilterArgs {
    /// Explain only the entries of a HAR whose URL contains this text.
    #[arg(long, value_name = "TEXT")]
    pub(crate) url: Option<String>,
    /// Print all entries of a HAR that do not work, and no others.
    #[arg(long)]
    pub(crate) failing: bool,
}

impl HarFilterArgs {
    /// Returns the option that is of no use without a HAR file, if one is given.
    pub(crate) fn first(&self) -> Option<&'static str> {
        let url = self.url.as_ref().map(|_| "--url");
        url.or_else(|| self.failing.then_some("--failing"))
    }

    /// Returns whether a part of the entries is asked for.
    pub(crate) fn narrows(&self, answer: &AnswerArgs) -> bool {
        self.failing || self.url.is_some() || !answer.cookies.is_empty()
    }
}

/// Which browsers to answer for, what has to work, and in which form.
#[derive(Clone, Debug, Args)]
pub(crate) struct AnswerArgs {
    /// Browser to explain: `chrome`, `edge`, `incognito`, `firefox`, `safari` (predicted,
    /// never measured), or a profile of an engine (`firefox:third-party-blocked`,
    /// `webkitgtk:all`); may be repeated [default: those that people have, with and without
    /// third-party cookies, and WebKitGTK].
    #[arg(long = "browser", value_name = "BROWSER", value_parser = parse_browser)]
    pub(crate) browsers: Vec<ProfileChoice>,
    /// What has to work: `stored`, `sent`, `response` (the script can read it), `readable-on-page`,
    /// `readable-on-target`.
    #[arg(
        long = "want",
        value_name = "WHAT",
        value_delimiter = ',',
        value_parser = goal,
        default_value = "stored,sent,response"
    )]
    pub(crate) goals: Vec<UserGoal>,
    /// Cookie that must work, by its name; may be repeated [default: every cookie].
    #[arg(long = "cookie", value_name = "NAME")]
    pub(crate) cookies: Vec<String>,
    /// Print every rule with its section, and the recorded cells that show it.
    #[arg(long, short, conflicts_with = "json")]
    pub(crate) verbose: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
