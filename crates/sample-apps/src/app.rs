//! What the sites are, as their file says.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

/// Why the file of the sites is none.
#[derive(Debug, thiserror::Error)]
#[error("`fixtures/apps/faults.toml` cannot be read")]
pub struct SampleAppsError(#[from] toml::de::Error);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SampleAppsFile {
    #[expect(dead_code, reason = "its presence and type are checked; there is one version so far")]
    schema: u32,
    app: Vec<RawSampleApp>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawSampleApp {
    id: String,
    about: String,
    page: Url,
    request: Url,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    headers: Vec<HeaderLine>,
    credentials: String,
    response: Vec<HeaderLine>,
    #[serde(default)]
    preflight: Vec<HeaderLine>,
    reason: BTreeMap<String, String>,
    #[serde(default)]
    hopeless: Vec<String>,
}

/// A header line, name and value.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct HeaderLine(String, String);

/// A site with a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleApp {
    /// Its name.
    pub id: String,
    /// What is wrong, in a sentence.
    pub about: String,
    /// The page's URL.
    pub page: Url,
    /// What its script asks.
    pub script: PageScript,
    /// What its API answers.
    pub answer: SampleResponse,
    /// The code of the first reason why it does not work, by engine; it works in an engine that is
    /// not there.
    pub reasons: BTreeMap<String, String>,
    /// The engines in which, in their default profile, no header can help.
    pub hopeless: Vec<String>,
}

/// A request of the page's script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageScript {
    /// Its URL.
    pub url: Url,
    /// Its method.
    pub method: String,
    /// The header fields that the script adds.
    pub headers: Vec<(String, String)>,
    /// Its credentials mode.
    pub credentials: String,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleResponse {
    /// The header fields of the answer to the request.
    pub response: Vec<(String, String)>,
    /// The header fields of the answer to its preflight.
    pub preflight: Vec<(String, String)>,
}

/// Returns all sites.
///
/// # Errors
/// If their file is none; the error shows the place.
pub fn all() -> Result<Vec<SampleApp>, SampleAppsError> {
    let file: SampleAppsFile = toml::from_str(include_str!("../../../fixtures/apps/faults.toml"))?;
    Ok(file.app.into_iter().map(SampleApp::from).collect())
}

impl From<RawSampleApp> for SampleApp {
    fn from(raw: RawSampleApp) -> Self {
        let RawSampleApp {
            id,
            about,
            page,
            request,
            method,
            headers,
            credentials,
            response,
            preflight,
            reason,
            hopeless,
        } = raw;
        let pairs = |lines: Vec<HeaderLine>| {
            lines.into_iter().map(|HeaderLine(name, value)| (name, value)).collect()
        };
        Self {
            id,
            about,
            page,
            script: PageScript { url: request, method, headers: pairs(headers), credentials },
            answer: SampleResponse { response: pairs(response), preflight: pairs(preflight) },
            reasons: reason,
            hopeless,
        }
    }
}

impl TryFrom<String> for HeaderLine {
    type Error = String;

    fn try_from(line: String) -> Result<Self, String> {
        let (name, value) =
            line.split_once(": ").ok_or_else(|| format!("`{line}` is no header line"))?;
        Ok(Self(name.to_owned(), value.to_owned()))
    }
}

fn get() -> String {
    "GET".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_ten_and_each_has_a_name_of_its_own() {
        let mut ids: Vec<_> = all().unwrap().into_iter().map(|app| app.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 10, "{ids:?}");
    }
}
