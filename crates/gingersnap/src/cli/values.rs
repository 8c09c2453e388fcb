//! Values of options: what they may be, and what is wrong with others.

use diagnosis::{APIS, Want, parse_api};
use matrix::{EngineKind, RequestApi};
use url::Url;

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

pub(super) fn api(text: &str) -> Result<RequestApi, String> {
    parse_api(text).ok_or_else(|| format!("known: {}", APIS.map(|(name, _)| name).join(", ")))
}

pub(super) fn want(text: &str) -> Result<Want, String> {
    Want::ALL
        .into_iter()
        .find(|want| want.name() == text)
        .ok_or_else(|| format!("known: {}", Want::ALL.map(Want::name).join(", ")))
}
