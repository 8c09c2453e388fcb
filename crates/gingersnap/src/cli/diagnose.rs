//! What can be written behind `gingersnap diagnose`.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum};
use explainer::values::http_url;
use loopback::HostPort;
use matrix::{FetchCredentials, ProfileChoice};
use spec_model::fetch::is_forbidden_request_header;
use url::Url;

use crate::cli::page_actions::PageActionArgs;
use crate::cli::values::removed_header;

pub(super) const NOTES: &str = "\
Browsers reach only the hosts of --page, --request and --allow. Everything else is refused and
listed at the end. --click, --fill, --wait-for and --run are done in the order in which they are
written, before anything is asked.";

/// What to look at, in which browsers.
#[derive(Clone, Debug, Args)]
#[command(arg = removed_header("use --request-header for a field of the request"))]
pub(crate) struct DiagnoseArgs {
    /// URL of the page, as the address bar shows it.
    #[arg(long, value_name = "URL", value_parser = http_url)]
    pub(crate) page: Url,
    /// URL that the page requests. It is requested twice, to see which cookies are sent.
    #[arg(long, value_name = "URL", value_parser = http_url, required_unless_present = "watch")]
    pub(crate) request: Option<Url>,
    /// Credentials mode of the request.
    #[arg(long, value_enum, value_name = "MODE", default_value = "same-origin")]
    pub(crate) credentials: CredentialsArg,
    /// Method of the request.
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    pub(crate) method: String,
    /// Header field that the script adds to the request, such as `Content-Type: application/json`;
    /// may be repeated.
    #[arg(long = "request-header", value_name = "LINE", value_parser = header)]
    pub(crate) request_headers: Vec<(String, String)>,
    /// Browser to test, optionally with one of its profiles; may be repeated [default: every
    /// browser that is installed].
    #[arg(long = "browser", value_name = "BROWSER[:PROFILE]")]
    pub(crate) browsers: Vec<ProfileChoice>,
    /// Show the browser and wait until you have logged in.
    #[arg(long)]
    pub(crate) headed: bool,
    /// File with cookies to start with, in Playwright's storage state format.
    #[arg(long, value_name = "FILE")]
    pub(crate) storage_state: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) actions: PageActionArgs,
    /// Make no request; watch the page's own requests for this many seconds.
    #[arg(
        long,
        value_name = "SECONDS",
        value_parser = seconds,
        conflicts_with_all = ["request", "credentials", "method", "request_headers"]
    )]
    pub(crate) watch: Option<Duration>,
    /// File for everything that was recorded, as HAR. With several browsers, the name of each comes
    /// before the extension.
    #[arg(long, value_name = "FILE")]
    pub(crate) har_out: Option<PathBuf>,
    /// Another host that browsers may reach; may be repeated.
    #[arg(long = "allow", value_name = "HOST", value_parser = host)]
    pub(crate) allow: Vec<String>,
    /// Address to connect to instead of resolving this host and port; may be repeated.
    #[arg(long = "resolve", value_name = "HOST:PORT=ADDRESS[:PORT]")]
    pub(crate) resolve: Vec<HostOverride>,
    /// Accept invalid TLS certificates.
    #[arg(long)]
    pub(crate) insecure: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The credentials mode of a request.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CredentialsArg {
    Include,
    SameOrigin,
    Omit,
}

/// Where a place really is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostOverride {
    pub(crate) place: HostPort,
    pub(crate) address: SocketAddr,
}

impl From<CredentialsArg> for FetchCredentials {
    fn from(argument: CredentialsArg) -> Self {
        match argument {
            CredentialsArg::Include => Self::Include,
            CredentialsArg::SameOrigin => Self::SameOrigin,
            CredentialsArg::Omit => Self::Omit,
        }
    }
}

impl FromStr for HostOverride {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = "expected the form `www.example.com:443=127.0.0.1:8443`";
        let (place, address) = text.split_once('=').ok_or(form)?;
        let (host, port) = place.rsplit_once(':').ok_or(form)?;
        let port: u16 = port.parse().map_err(|_| form)?;
        let address = match (address.parse::<SocketAddr>(), address.parse::<IpAddr>()) {
            (Ok(address), _) => address,
            (_, Ok(address)) => SocketAddr::new(address, port),
            _ => return Err(form.to_owned()),
        };
        Ok(Self { place: HostPort::named(host.trim_matches(['[', ']']), port), address })
    }
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("expected the form `Name: value`")?;
    let (name, value) = (name.trim(), value.trim());
    if is_forbidden_request_header(name, value.as_bytes()) {
        return Err(format!("no script sets `{name}`, which is up to the browser"));
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(secs) if (0.1..=3600.0).contains(&secs) => Ok(Duration::from_secs_f64(secs)),
        _ => Err("expected a number of seconds from 0.1 to 3600".to_owned()),
    }
}

fn host(text: &str) -> Result<String, String> {
    match url::Host::parse(text) {
        Ok(host) => Ok(host.to_string().trim_matches(['[', ']']).to_owned()),
        Err(_) => {
            Err("expected a host without scheme and port, such as `cdn.example.com`".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_resolve(text: &str, expected: Option<(&str, u16, &str)>) {
        let read = text.parse::<HostOverride>().ok();
        let expected = expected.map(|(host, port, address)| HostOverride {
            place: HostPort::named(host, port),
            address: address.parse().unwrap(),
        });
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn places_are_resolved_as_curl_has_it() {
        check_resolve(
            "www.example.com:443=127.0.0.1:8443",
            Some(("www.example.com", 443, "127.0.0.1:8443")),
        );
        check_resolve(
            "www.example.com:443=127.0.0.1",
            Some(("www.example.com", 443, "127.0.0.1:443")),
        );
        check_resolve("[::1]:80=[::1]:8080", Some(("::1", 80, "[::1]:8080")));
        check_resolve("www.example.com=127.0.0.1", None);
        check_resolve("www.example.com:443=localhost", None);
    }
}
