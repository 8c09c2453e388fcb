//! What can be written behind `gingersnap diagnose`.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum};
use loopback::Place;
use matrix::{FetchCredentials, ProfileChoice};
use url::Url;

use crate::cli::values::{http_url, removed_header};

/// What to look at, in which browsers.
#[derive(Clone, Debug, Args)]
#[command(
    arg = removed_header("use --request-header for a field of the request"),
    after_help = "Only the hosts of the page and of the request, and those of --allow, are talked \
     to; whatever else the page asks for \
is refused, and told at the end.

Exit codes: 0 it works in every browser asked for, 1 it does not, 2 usage, or a site that gives \
no answer, 96 no browser."
)]
pub(crate) struct DiagnoseArgs {
    /// The page, as it stands in the address bar.
    #[arg(long, value_name = "URL", value_parser = http_url)]
    pub(crate) page: Url,
    /// What the page requests; it is requested twice.
    #[arg(long, value_name = "URL", value_parser = http_url, required_unless_present = "watch")]
    pub(crate) request: Option<Url>,
    /// The credentials mode of the request.
    #[arg(long, value_enum, value_name = "MODE", default_value = "same-origin")]
    pub(crate) credentials: CredentialsArg,
    /// The method of the request.
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    pub(crate) method: String,
    /// A header field that the script adds to the request; may be repeated.
    #[arg(long = "request-header", value_name = "LINE", value_parser = header)]
    pub(crate) request_headers: Vec<(String, String)>,
    /// A browser, and one of its profiles; may be repeated [default: every browser that is found].
    #[arg(long = "browser", value_name = "BROWSER[:PROFILE]")]
    pub(crate) browsers: Vec<ProfileChoice>,
    /// Show the browser, and wait until you have logged in there.
    #[arg(long)]
    pub(crate) headed: bool,
    /// A file with cookies to begin with, as Playwright saves them.
    #[arg(long, value_name = "FILE")]
    pub(crate) storage_state: Option<PathBuf>,
    /// Make no request, but watch those of the page for so long.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, conflicts_with_all = ["request", "method", "request_headers"])]
    pub(crate) watch: Option<Duration>,
    /// Where to write all that was recorded, as HAR; with several browsers, the name of each is put
    /// before the extension.
    #[arg(long, value_name = "FILE")]
    pub(crate) har_out: Option<PathBuf>,
    /// A further host that may be talked to; may be repeated.
    #[arg(long = "allow", value_name = "HOST", value_parser = host)]
    pub(crate) allow: Vec<String>,
    /// Where a host and port really are, as curl has it; may be repeated.
    #[arg(long = "resolve", value_name = "HOST:PORT=ADDRESS[:PORT]")]
    pub(crate) resolve: Vec<HostOverride>,
    /// Believe servers whose certificate nobody vouches for.
    #[arg(long)]
    pub(crate) insecure: bool,
    /// Write JSON.
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
    pub(crate) place: Place,
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
        let form = "not of the form `www.example.com:443=127.0.0.1:8443`";
        let (place, address) = text.split_once('=').ok_or(form)?;
        let (host, port) = place.rsplit_once(':').ok_or(form)?;
        let port: u16 = port.parse().map_err(|_| form)?;
        let address = match (address.parse::<SocketAddr>(), address.parse::<IpAddr>()) {
            (Ok(address), _) => address,
            (_, Ok(address)) => SocketAddr::new(address, port),
            _ => return Err(form.to_owned()),
        };
        Ok(Self { place: Place::named(host.trim_matches(['[', ']']), port), address })
    }
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("a header field is written `Name: value`")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(secs) if (0.1..=3600.0).contains(&secs) => Ok(Duration::from_secs_f64(secs)),
        _ => Err("a number of seconds from 0.1 to 3600 is wanted".to_owned()),
    }
}

fn host(text: &str) -> Result<String, String> {
    match url::Host::parse(text) {
        Ok(host) => Ok(host.to_string().trim_matches(['[', ']']).to_owned()),
        Err(_) => Err("a host is wanted, without scheme and port".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_resolve(text: &str, expected: Option<(&str, u16, &str)>) {
        let read = text.parse::<HostOverride>().ok();
        let expected = expected.map(|(host, port, address)| HostOverride {
            place: Place::named(host, port),
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
