//! The cell as a web-platform test.

use matrix::{CookieSetter, FetchCredentials, FieldNameCase, RequestApi, SecondSetter};
use serde::Serialize;
use spec_model::{BuiltInPublicSuffixes, EngineModel, registrable_domain};
use url::Url;

use crate::cell_sight::CellSight;
use crate::cell_to_export::{CellToExport, ExportedFile};
use crate::local_names::RenamedCell;
use crate::stand_alone::{DIRECTORY, written};

const TEMPLATE: &str = include_str!("../assets/test.html");

/// The site of web-platform tests, and the other one that its server has.
const SITE: &str = "web-platform.test";
const OTHER_SITE: &str = "not-web-platform.test";

/// The hosts below a site that resolve, in the order in which they are given away.
const LABELS: [&str; 2] = ["www", "www1"];

/// Returns the test, or a note that says why there is none.
pub(crate) fn wpt_file(cell: &CellToExport<'_>) -> ExportedFile {
    match wpt_test(cell) {
        Ok(test) => test,
        Err(why) => ExportedFile::new(
            "wpt/README.md",
            format!(
                "This cell has no web-platform test: {why}. The page in `stand-alone` has it.\n"
            ),
        ),
    }
}

fn wpt_test(cell: &CellToExport<'_>) -> Result<ExportedFile, &'static str> {
    let shape = &cell.shape;
    let credentials = match shape.request.api {
        RequestApi::Fetch(credentials) => credentials,
        RequestApi::FetchNoCors(_) | RequestApi::Mechanism(_) | RequestApi::Xhr { .. } => {
            return Err("its request is not made by `fetch` with CORS");
        }
    };
    let is_simple = shape.request.method == "GET"
        && shape.field_names == FieldNameCase::Lower
        && shape.request.headers.is_empty()
        && shape.request.reads.is_none()
        && shape.response.status == 200;
    if !is_simple {
        return Err("its request or its response is not a plain one");
    }
    if !writes_each_field_once(&shape.response.headers, is_same_origin(cell)) {
        return Err("wptserve's handler allows every origin by itself");
    }
    if shape.set_by == CookieSetter::FirstParty {
        return Err("a first-party document sets its cookie");
    }
    let names = WptNames::of(&cell.topology.page, &cell.topology.target)?;
    let unrelated = cell.matrix.unrelated.clone();
    let origins = (names.page.clone(), names.target.clone());
    let renamed = RenamedCell::new((cell.matrix, cell.cell), origins, unrelated);
    let expected = expected(cell, &renamed)?;
    let text = names.substituted(&fill(cell, &renamed, credentials, &expected)?);
    Ok(ExportedFile::new(format!("wpt/{}", names.file_name(&slug(cell))), text))
}

/// Returns whether name and value of a line are the same to every parser of cookies.
fn has_plain_pair(line: &str) -> bool {
    let is_plain = |text: &str| {
        text.bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.'))
    };
    let pair = line.split(';').next().unwrap_or_default();
    pair.split_once('=')
        .is_some_and(|(name, value)| !name.is_empty() && is_plain(name) && is_plain(value))
}

fn is_same_origin(cell: &CellToExport<'_>) -> bool {
    cell.topology.page.origin() == cell.topology.target.origin()
}

/// Returns whether the fields of a response replace those that the server's handler writes.
fn writes_each_field_once(fields: &[(String, String)], is_same_origin: bool) -> bool {
    let count =
        |name: &str| fields.iter().filter(|(field, _)| field.eq_ignore_ascii_case(name)).count();
    let cors = ["Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"];
    is_same_origin || cors.iter().all(|name| count(name) == 1)
}

/// Returns what the standards have, whatever they leave to user agents.
fn expected(cell: &CellToExport<'_>, renamed: &RenamedCell) -> Result<CellSight, &'static str> {
    let of = |model: EngineModel| renamed.sight(&model);
    let mut sights = cell.browsers.iter().map(|browser| of(browser.profile.model.as_standard()));
    let first = sights.next().ok_or("nothing is recorded of it")?;
    if sights.any(|sight| sight != first) {
        return Err("the standards leave its outcome to the user agent");
    }
    Ok(first)
}

fn fill(
    cell: &CellToExport<'_>,
    renamed: &RenamedCell,
    credentials: FetchCredentials,
    expected: &CellSight,
) -> Result<String, &'static str> {
    let shape = renamed.shape();
    let cookie = &shape.cookies[0];
    let by_response = shape.set_by == CookieSetter::Client;
    let then_by_response = shape.then_by == SecondSetter::Response;
    let line = written(cookie, &cookie.line);
    let then = cookie.then.as_ref().map(|line| written(cookie, line));
    for line in std::iter::once(&line).chain(&then) {
        if !line.bytes().all(|octet| matches!(octet, b' '..=b'~')) {
            return Err("wptserve does not write its line as it is");
        }
        if !has_plain_pair(line) {
            return Err("`list.py` reads its name or value by rules of its own");
        }
    }
    Ok(TEMPLATE
        .replace("{title}", &escaped(&cell.cell.suite().summary))
        .replace("{cell}", &cell.cell.id(0))
        .replace("{help}", &help_links(cell))
        .replace("{target}", &renamed.topology.target.origin().ascii_serialization())
        .replace("{description}", &json(&cell.cell.suite().summary))
        .replace("{credentials}", credentials.as_str())
        .replace("{fields}", &json(&shape.response.headers))
        .replace("{line}", &json(&line))
        .replace("{by_response}", &by_response.to_string())
        .replace("{then}", &json(&then))
        .replace("{then_by_response}", &then_by_response.to_string())
        .replace("{exposed}", &(expected.response == "exposed").to_string())
        .replace("{sent}", &expected.sent.to_string())
        .replace("{readable}", &expected.readable_on_page.to_string())
        .replace(DIRECTORY, "/cookies/resources"))
}

fn json(value: &impl Serialize) -> String {
    // Nothing in it may end the script element.
    serde_json::to_string(value).expect("texts are JSON").replace('<', "\\u003c")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Returns a link to each section of the standards that decides something.
fn help_links(cell: &CellToExport<'_>) -> String {
    let mut links: Vec<&str> = Vec::new();
    for step in oracle::explain(cell.matrix, cell.cell, 0, &EngineModel::standard()) {
        for citation in step.reasons {
            if !links.contains(&citation.section.link) {
                links.push(citation.section.link);
            }
        }
    }
    if links.is_empty() {
        links.push("https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html");
    }
    let line = |link: &&str| format!("<link rel=\"help\" href=\"{}\">", escaped(link));
    links.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Returns the name of a file for a cell: its suite and the value that comes last.
fn slug(cell: &CellToExport<'_>) -> String {
    let id = cell.cell.id(0);
    let last = id.rsplit('=').next().unwrap_or_default();
    format!("{}-{last}", cell.cell.suite().name)
}

/// The origins of page and target on the server of web-platform tests.
#[derive(Clone, Debug)]
struct WptNames {
    page: Url,
    target: Url,
}

impl WptNames {
    fn of(page: &Url, target: &Url) -> Result<Self, &'static str> {
        if page.scheme() != target.scheme() {
            return Err("page and target have different schemes");
        }
        let (page_site, page_label) = site_and_label(page)?;
        let (target_site, target_label) = site_and_label(target)?;
        let is_same_site = page_site == target_site;
        // The first label that a site has is the first of the server's.
        let host = |site: &str, label: &str, first: &str| {
            if label.is_empty() {
                return site.to_owned();
            }
            format!("{}.{site}", LABELS[usize::from(first != label)])
        };
        let page_host = host(SITE, page_label, page_label);
        let target_host = if is_same_site {
            let own = if page_label.is_empty() { target_label } else { page_label };
            host(SITE, target_label, own)
        } else {
            host(OTHER_SITE, target_label, target_label)
        };
        let is_https = page.scheme() == "https";
        let same_port = page.port_or_known_default() == target.port_or_known_default();
        let url = |host: &str, number: usize| {
            let ports = if is_https { [8443, 8444] } else { [8000, 8001] };
            let text = format!("{}://{host}:{}/", page.scheme(), ports[number]);
            Url::parse(&text).expect("a host and a port make a URL")
        };
        Ok(Self { page: url(&page_host, 0), target: url(&target_host, usize::from(!same_port)) })
    }

    /// Returns a text in which the server writes its own names.
    fn substituted(&self, text: &str) -> String {
        let scheme = self.page.scheme();
        let ports = if scheme == "https" { ["8443", "8444"] } else { ["8000", "8001"] };
        let mut text = text.to_owned();
        for (number, port) in ports.iter().enumerate() {
            let written = format!(":{{{{ports[{scheme}][{number}]}}}}");
            text = text.replace(&format!(":{port}"), &written);
        }
        for label in LABELS {
            text = text.replace(&format!("{label}.{OTHER_SITE}"), &host_of("alt", label));
        }
        text = text.replace(OTHER_SITE, &host_of("alt", ""));
        for label in LABELS {
            text = text.replace(&format!("{label}.{SITE}"), &host_of("", label));
        }
        text.replace(SITE, &host_of("", ""))
    }

    /// Returns the name of the file, with the flags by which the server knows where it is.
    fn file_name(&self, slug: &str) -> String {
        let host = self.page.host_str().unwrap_or_default();
        let below = if host == SITE { "" } else { ".www" };
        let secure = if self.page.scheme() == "https" { ".https" } else { "" };
        format!("{slug}{below}.sub{secure}.html")
    }
}

fn host_of(site: &str, label: &str) -> String {
    format!("{{{{hosts[{site}][{label}]}}}}")
}

/// Returns the site of an origin, and what stands before it in the host.
fn site_and_label(origin: &Url) -> Result<(&str, &str), &'static str> {
    let host = origin.domain().filter(|host| !host.ends_with("localhost"));
    let host = host.ok_or("its host is no name of a site")?;
    let site = registrable_domain(host, &BuiltInPublicSuffixes);
    let site =
        site.filter(|site| site.starts_with("example.")).ok_or("its site is a special one")?;
    let label = host.strip_suffix(site).expect("a host ends with its site");
    Ok((site, label.trim_end_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_names(page: &str, target: &str, expected: (&str, &str, &str)) {
        let names = WptNames::of(&page.parse().unwrap(), &target.parse().unwrap()).unwrap();
        let of = |url: &Url| names.substituted(&url.origin().ascii_serialization());
        let found = (of(&names.page), of(&names.target), names.file_name("a"));
        assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), expected);
    }

    #[test]
    fn hosts_become_those_of_the_server() {
        let www = "https://{{hosts[][www]}}:{{ports[https][0]}}";
        check_names(
            "https://www.example.com",
            "https://www.example.com",
            (www, www, "a.www.sub.https.html"),
        );
        check_names(
            "https://www.example.com",
            "https://api.example.com",
            (www, "https://{{hosts[][www1]}}:{{ports[https][0]}}", "a.www.sub.https.html"),
        );
        check_names(
            "https://example.com",
            "https://api.example.net",
            (
                "https://{{hosts[][]}}:{{ports[https][0]}}",
                "https://{{hosts[alt][www]}}:{{ports[https][0]}}",
                "a.sub.https.html",
            ),
        );
        check_names(
            "http://www.example.com:8080",
            "http://www.example.com:3000",
            (
                "http://{{hosts[][www]}}:{{ports[http][0]}}",
                "http://{{hosts[][www]}}:{{ports[http][1]}}",
                "a.www.sub.html",
            ),
        );
    }
}
