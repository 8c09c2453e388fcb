//! Every file of the site.

use cell_explorer::{EXPLORER_SCRIPT, ExplorerCells, ExplorerHead};
use claims::{Claim, LaneResults};
use diagnosis::Recordings;
use jar_vectors::{VECTORS_SCHEMA, recorded_vectors, vector_file};
use matrix::Matrix;
use page_parts::{ICON, STYLE_SHEET};
use spec_model::{Quirk, Reason};
use url::Url;
use version_history::ProfileHistory;

use crate::about_page::about_page;
use crate::checker_page::checker_page;
use crate::claims_page::claims_page;
use crate::frame::render;
use crate::history_page::history_page;
use crate::matrix_page::matrix_page;
use crate::page_links::{VECTORS_FILE, VECTORS_SCHEMA_FILE};
use crate::reason_list::reason_list;
use crate::reason_page::{quirk_page, reason_page};
use crate::rule_census::RuleCensus;
use crate::sitemap::sitemap;

/// What the site is made of.
#[derive(Clone, Copy, Debug)]
pub struct SiteInputs<'a> {
    /// The matrix that was recorded.
    pub matrix: &'a Matrix,
    /// What people say.
    pub claims: &'a [Claim],
    /// What was recorded of it, browser by browser.
    pub lanes: &'a [LaneResults],
    /// What was measured of several versions.
    pub histories: &'a [ProfileHistory],
    /// What the page of the matrix knows of everything that is recorded.
    pub explorer: &'a ExplorerHead,
    /// The cells of each suite.
    pub suites: &'a [ExplorerCells],
    /// The checker's module; without it, the checker says how to ask the command line.
    pub module: Option<&'a [u8]>,
    /// Where the site will be, for search engines alone.
    pub address: &'a Url,
}

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path below the site's folder.
    pub path: String,
    /// What is in it.
    pub octets: Vec<u8>,
}

/// Where the page of the matrix finds the cells of suites, relative to itself.
pub const SUITES_FOLDER: &str = "suites/";

/// Where the checker finds recorded cells, suite by suite.
const RECORDED_FOLDER: &str = "recorded/";

/// Returns every file of the site.
pub fn site_files(inputs: &SiteInputs<'_>) -> Vec<SiteFile> {
    let census = RuleCensus::of(inputs.matrix);
    let mut pages = vec![
        ("".to_owned(), checker_page(inputs.module.is_some())),
        ("about/".to_owned(), about_page()),
        ("matrix/".to_owned(), matrix_page(inputs.explorer)),
        ("claims/".to_owned(), claims_page(inputs.claims, inputs.lanes)),
        ("history/".to_owned(), history_page(inputs.histories)),
        ("reasons/".to_owned(), reason_list(&census)),
    ];
    let reasons = Reason::ALL.iter();
    pages.extend(reasons.map(|reason| {
        (
            format!("reasons/{reason}/"),
            reason_page(*reason, inputs.matrix, &census, inputs.histories),
        )
    }));
    let quirks = Quirk::ALL.iter();
    pages.extend(quirks.map(|quirk| {
        (
            format!("reasons/{}/", quirk.name()),
            quirk_page(*quirk, inputs.matrix, &census, inputs.histories),
        )
    }));
    let addresses: Vec<&str> = pages.iter().map(|(address, _)| address.as_str()).collect();
    let text = |path: &str, text: &str| SiteFile {
        path: path.to_owned(),
        octets: text.as_bytes().to_vec(),
    };
    let mut files = vec![
        text("style.css", STYLE_SHEET),
        text("icon.svg", ICON),
        text("checker.js", include_str!("../assets/checker.js")),
        text("worker.js", include_str!("../assets/worker.js")),
        text("matrix.js", EXPLORER_SCRIPT),
        text(VECTORS_FILE, &vector_file(&recorded_vectors(Recordings::built_in()))),
        text(VECTORS_SCHEMA_FILE, VECTORS_SCHEMA),
        text("sitemap.xml", &sitemap(inputs.address, &addresses)),
    ];
    if let Some(module) = inputs.module {
        files.push(SiteFile { path: "checker.wasm".to_owned(), octets: module.to_vec() });
        files.extend(inputs.matrix.suites.values().map(|suite| {
            let snapshots = Recordings::built_in().snapshots_of(suite);
            text(&format!("{RECORDED_FOLDER}{}.json", suite.name), &snapshots)
        }));
    }
    files.extend(inputs.suites.iter().map(|suite| {
        text(&format!("matrix/{SUITES_FOLDER}{}.json", suite.name()), &suite.to_json())
    }));
    files.extend(pages.iter().map(|(address, page)| {
        let html = render(address, page).into_string();
        SiteFile { path: format!("{address}index.html"), octets: html.into_bytes() }
    }));
    files
}
