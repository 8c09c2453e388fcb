//! Flows through several sites, as their file says.

use std::collections::BTreeMap;

use matrix::file::{self, ProblemList, TomlNode, TomlSection, count, string, strings, tables};
use matrix::{FileError, ProblemKind};
use url::Url;

use crate::app::{header_lines, reasons, url};

/// What a person can do on a page.
const ACTIONS: [&str; 2] = ["click", "wait-for"];

/// A flow through several sites in which a cookie goes missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFlow {
    /// Its name.
    pub id: String,
    /// What is wrong, in a sentence.
    pub about: String,
    /// Where it begins.
    pub page: Url,
    /// What a person does there, in order: the name of an action, and a CSS selector.
    pub actions: Vec<(String, String)>,
    /// The name of the cookie that goes missing.
    pub cookie: String,
    /// The URL of the request that lacks it.
    pub lacking: Url,
    /// The code of the first reason why, by engine.
    pub reasons: BTreeMap<String, String>,
    /// What is answered where.
    pub routes: Vec<SampleRoute>,
}

/// What a server answers at a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleRoute {
    /// The URL.
    pub url: Url,
    /// The status.
    pub status: u16,
    /// The header fields.
    pub headers: Vec<(String, String)>,
    /// The document.
    pub html: String,
    /// The name of the cookie without which the status is 401.
    pub needs: Option<String>,
}

/// Returns all flows.
///
/// # Errors
/// Where their file has problems.
pub fn flows() -> Result<Vec<SampleFlow>, FileError> {
    read_flows("fixtures/apps/flows.toml", include_str!("../../../fixtures/apps/flows.toml"))
}

/// Reads the text of a file of flows; `name` is how messages call it.
///
/// # Errors
/// [`FileError`] holds every problem of the text, each with its place and what would be right.
pub fn read_flows(name: &str, text: &str) -> Result<Vec<SampleFlow>, FileError> {
    file::read(name, text, ProblemList::new("flows"), |document, problems| {
        let end = text.len()..text.len();
        let root = TomlSection::new("the file", document, end, &["schema", "flow"], problems);
        root.require_schema(1, problems);
        let nodes = root.require("flow", problems);
        let nodes = nodes.map(|node| tables("`flow`", node, problems)).unwrap_or_default();
        let flows = nodes.into_iter().map(|node| flow(node, problems));
        flows.collect::<Vec<_>>().into_iter().collect()
    })
}

fn flow(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<SampleFlow> {
    let keys = ["id", "about", "page", "actions", "cookie", "lacking", "reason", "route"];
    let section = TomlSection::of("a flow", node, &keys, problems)?;
    let mut text = |key: &str| {
        let node = section.require(key, problems)?;
        string(&format!("`{key}`"), node, problems).map(str::to_owned)
    };
    let (id, about, cookie) = (text("id"), text("about"), text("cookie"));
    let (page, lacking) = (url(&section, "page", problems), url(&section, "lacking", problems));
    let actions = section.require("actions", problems).map(|node| actions(node, problems));
    let reasons = section.require("reason", problems).map(|node| reasons(node, problems));
    let routes = section.require("route", problems);
    let routes = routes.map(|node| tables("`route`", node, problems)).unwrap_or_default();
    let routes: Vec<_> = routes.into_iter().map(|node| route(node, problems)).collect();
    Some(SampleFlow {
        id: id?,
        about: about?,
        page: page?,
        actions: actions?,
        cookie: cookie?,
        lacking: lacking?,
        reasons: reasons?,
        routes: routes.into_iter().collect::<Option<_>>()?,
    })
}

fn actions(node: &TomlNode<'_>, problems: &mut ProblemList) -> Vec<(String, String)> {
    let mut actions = Vec::new();
    for (line, span) in strings("`actions`", node, problems).unwrap_or_default() {
        let (name, selector) = line.split_once(' ').unwrap_or((line, ""));
        if !ACTIONS.contains(&name) {
            problems.unknown(ProblemKind::UnknownValue, span, "action", name, ACTIONS);
            continue;
        }
        actions.push((name.to_owned(), selector.to_owned()));
    }
    actions
}

fn route(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<SampleRoute> {
    let keys = ["url", "status", "headers", "html", "needs"];
    let section = TomlSection::of("a route", node, &keys, problems)?;
    let url = url(&section, "url", problems);
    let status = section.get("status").and_then(|node| count("`status`", node, problems));
    let headers = section.get("headers");
    let headers = headers.map(|node| header_lines("`headers`", node, problems));
    let mut text = |key: &str| {
        let text = string(&format!("`{key}`"), section.get(key)?, problems)?;
        Some(text.to_owned())
    };
    let (html, needs) = (text("html"), text("needs"));
    Some(SampleRoute {
        url: url?,
        status: status.map_or(Some(200), |status| u16::try_from(status).ok())?,
        headers: headers.unwrap_or_default(),
        html: html.unwrap_or_default(),
        needs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_five_and_each_is_whole() {
        let flows = flows().unwrap();
        assert_eq!(flows.len(), 5);
        for SampleFlow { id, page, lacking, cookie, routes, .. } in flows {
            assert!(routes.iter().any(|route| route.url == page), "{id}");
            let lacks = |route: &&SampleRoute| route.needs.as_ref() == Some(&cookie);
            let lacking_routes: Vec<&Url> =
                routes.iter().filter(lacks).map(|route| &route.url).collect();
            assert_eq!(lacking_routes, [&lacking], "{id}");
        }
    }
}
