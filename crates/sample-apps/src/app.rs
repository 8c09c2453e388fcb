//! What the sites are, as their file says.

use std::collections::BTreeMap;

use matrix::file::{self, ProblemList, TomlNode, TomlSection, string, strings, table, tables};
use matrix::{FileError, ProblemKind};
use url::Url;

/// The credentials modes of Fetch.
const CREDENTIALS: [&str; 3] = ["include", "omit", "same-origin"];

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
/// Where their file has problems.
pub fn all() -> Result<Vec<SampleApp>, FileError> {
    read("fixtures/apps/faults.toml", include_str!("../../../fixtures/apps/faults.toml"))
}

/// Reads the text of a file of sites; `name` is how messages call it.
///
/// # Errors
/// [`FileError`] holds every problem of the text, each with its place and what would be right.
pub fn read(name: &str, text: &str) -> Result<Vec<SampleApp>, FileError> {
    file::read(name, text, ProblemList::new("apps"), |document, problems| {
        let end = text.len()..text.len();
        let root = TomlSection::new("the file", document, end, &["schema", "app"], problems);
        root.require_schema(1, problems);
        let nodes = root.require("app", problems);
        let nodes = nodes.map(|node| tables("`app`", node, problems)).unwrap_or_default();
        let apps = nodes.into_iter().map(|node| app(node, problems));
        apps.collect::<Vec<_>>().into_iter().collect()
    })
}

fn app(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<SampleApp> {
    let keys = [
        "id",
        "about",
        "page",
        "request",
        "method",
        "headers",
        "credentials",
        "response",
        "preflight",
        "reason",
        "hopeless",
    ];
    let section = TomlSection::of("an app", node, &keys, problems)?;
    let mut text = |key: &str| {
        let node = section.require(key, problems)?;
        string(&format!("`{key}`"), node, problems).map(str::to_owned)
    };
    let (id, about) = (text("id"), text("about"));
    let page = url(&section, "page", problems);
    let request = url(&section, "request", problems);
    let method = section.get("method").and_then(|node| string("`method`", node, problems));
    let credentials = section.require("credentials", problems).and_then(|node| {
        let known = CREDENTIALS.map(|mode| (mode, mode));
        file::word("credentials mode", "credentials", node, &known, problems)
    });
    let response = section.require("response", problems);
    let response = response.map(|node| header_lines("`response`", node, problems));
    let mut optional = |key: &str| {
        let node = section.get(key);
        node.map(|node| header_lines(&format!("`{key}`"), node, problems)).unwrap_or_default()
    };
    let (headers, preflight) = (optional("headers"), optional("preflight"));
    let reasons = section.require("reason", problems).map(|node| reasons(node, problems));
    let hopeless = section.get("hopeless").and_then(|node| strings("`hopeless`", node, problems));
    let hopeless = hopeless.unwrap_or_default().into_iter();
    let hopeless = hopeless.filter_map(|(name, span)| file::engine(name, span, problems));
    let hopeless = hopeless.map(|engine| engine.name().to_owned()).collect();
    Some(SampleApp {
        id: id?,
        about: about?,
        page: page?,
        script: PageScript {
            url: request?,
            method: method.unwrap_or("GET").to_owned(),
            headers,
            credentials: credentials?.to_owned(),
        },
        answer: SampleResponse { response: response?, preflight },
        reasons: reasons?,
        hopeless,
    })
}

pub(crate) fn url(section: &TomlSection<'_>, key: &str, problems: &mut ProblemList) -> Option<Url> {
    let node = section.require(key, problems)?;
    let text = string(&format!("`{key}`"), node, problems)?;
    let not_a_url = |error: url::ParseError| {
        let (message, label) = (format!("invalid URL `{text}`"), error.to_string());
        let help = "write a whole URL, such as `https://www.example.com/`";
        problems.add(ProblemKind::BadUrl, node.span(), message, label, help);
    };
    Url::parse(text).map_err(not_a_url).ok()
}

/// Returns the names and values of a list of header lines.
pub(crate) fn header_lines(
    what: &str,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for (line, span) in strings(what, node, problems).unwrap_or_default() {
        match line.split_once(": ") {
            Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
            None => problems.add(
                ProblemKind::BadHeader,
                span,
                format!("`{line}` is not a header line"),
                "no `: ` between name and value",
                "write `Name: value`",
            ),
        }
    }
    headers
}

/// Returns the code of the first reason in each engine.
pub(crate) fn reasons(node: &TomlNode<'_>, problems: &mut ProblemList) -> BTreeMap<String, String> {
    let mut reasons = BTreeMap::new();
    let Some(by_engine) = table("`reason`", node, problems) else { return reasons };
    for (engine, code) in by_engine {
        let engine = file::engine(engine.get_ref(), engine.span(), problems);
        let code = string("the code of a reason", code, problems);
        if let (Some(engine), Some(code)) = (engine, code) {
            reasons.insert(engine.name().to_owned(), code.to_owned());
        }
    }
    reasons
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
