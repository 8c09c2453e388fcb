//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, builder::styling::AnsiColor, builder::styling::Styles};
use diagnosis::{APIS, Want, parse_api};
use matrix::{EngineKind, RequestApi};
use url::Url;

use crate::diagnose::Diagnose;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default());

/// Says why a cookie does not work with CORS: what each browser makes of a response, why, and what
/// to change.
#[derive(Debug, Parser)]
#[command(name = "gingersnap", styles = STYLES, version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 it works everywhere asked for, 1 it does not, 2 usage or input."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say from headers what each browser does with the cookies, why, and what to change.
    #[command(after_long_help = EXAMPLES)]
    Explain(Box<Explain>),
    /// Say of a site that runs what real browsers do with its cookies, why, and what to change.
    Diagnose(Box<Diagnose>),
    /// Show `explain` as a web page on this machine: a form, and the answer below it.
    Serve(Serve),
}

const EXAMPLES: &str = "\
Examples:
  curl -i https://api.example.net/login | gingersnap explain --page https://www.example.com/ \\
      --request https://api.example.net/login --credentials include --response -
  gingersnap explain --page http://localhost:8080/ --request http://localhost:3000/ --credentials \
  include \\
      --header 'Access-Control-Allow-Origin: *' --header 'Set-Cookie: sid=1; SameSite=None'
  gingersnap explain --har shop.har --browser firefox";

/// The question, in parts, and how to answer it.
#[derive(Clone, Debug, Args)]
pub(crate) struct Explain {
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
    #[arg(long = "header", value_name = "LINE", conflicts_with = "har")]
    pub(crate) headers: Vec<String>,
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
    pub(crate) asking: Asking,
}

/// Who is asked for, what for, and in which form.
#[derive(Clone, Debug, Args)]
pub(crate) struct Asking {
    /// Only this browser's default, or a profile of it: `chromium`, `firefox:third-party-blocked`,
    /// `webkitgtk:all` [default: all profiles of all browsers].
    #[arg(long = "browser", value_name = "BROWSER[:PROFILE]")]
    pub(crate) browsers: Vec<BrowserArg>,
    /// What must be so for it to work: `stored`, `sent`, `response` (readable by the script),
    /// `readable-on-page`, `readable-on-target`.
    #[arg(long = "want", value_name = "WHAT", value_delimiter = ',', value_parser = want, default_value = "stored,sent,response")]
    pub(crate) wants: Vec<Want>,
    /// Write JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What `serve` needs.
#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    /// The port on 127.0.0.1 [default: any that is free].
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
}

/// An engine with one of its profiles, or with all of them.
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
                "`{engine}` is no browser; known: {}",
                EngineKind::ALL.map(EngineKind::name).join(", ")
            )
        })?;
        Ok(Self { engine, profile: profile.to_owned() })
    }
}

/// Reads a URL that pages and requests can have.
pub(crate) fn http_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            format!("it has no scheme; write `https://{}`", text.trim_start_matches('/'))
        }
        error => error.to_string(),
    })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        // `localhost:8080` has the form of a URL with the scheme `localhost`.
        scheme if !url.has_host() => {
            Err(format!("`{scheme}` is no scheme of a page; write `https://{text}`"))
        }
        scheme => Err(format!("`{scheme}` has no cookies; pages and requests are http or https")),
    }
}

fn api(text: &str) -> Result<RequestApi, String> {
    parse_api(text).ok_or_else(|| format!("known: {}", APIS.map(|(name, _)| name).join(", ")))
}

fn want(text: &str) -> Result<Want, String> {
    Want::ALL
        .into_iter()
        .find(|want| want.name() == text)
        .ok_or_else(|| format!("known: {}", Want::ALL.map(Want::name).join(", ")))
}
