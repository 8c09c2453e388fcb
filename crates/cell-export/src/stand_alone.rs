//! The cell as a page with a small server, in node and in python.

use matrix::{CookieSetter, FieldNameCase, RequestApi, ScriptRequestBody, SecondSetter};
use oracle::NOW;
use run_model::UnixTime;
use run_model::plan::{
    BatchId, CookieScript, MarkedCookie, Marker, RequestScript, ResponseScript, SetCookieLine,
    ShapeNo, ShapeScript, ShapeTag,
};
use serde::Serialize;
use url::Url;

use crate::cell_sight::CellSight;
use crate::cell_to_export::{CellToExport, ExportedFile};
use crate::local_names::LocalCell;

const PAGE: &str = include_str!("../assets/page.html");
const NODE_SERVER: &str = include_str!("../assets/server.mjs");
const PYTHON_SERVER: &str = include_str!("../assets/server.py");
const READ_ME: &str = include_str!("../assets/README.md");

/// The directory of the requests, as the recordings have it.
pub(crate) const DIRECTORY: &str = "/1/1/0";

/// Whose cookie it is makes no difference.
const TAG: ShapeTag = ShapeTag { batch: BatchId(1), shape: ShapeNo(0) };

/// What page and servers play.
#[derive(Debug, Serialize)]
struct CellFile {
    cell: String,
    question: String,
    ports: Vec<u16>,
    page: String,
    target: String,
    /// The text that stands for the cookie in the lines; each run replaces it.
    marker: String,
    set_by: &'static str,
    then_by: &'static str,
    line: String,
    then: Option<String>,
    paths: RequestPaths,
    request: RequestFile,
    follow_up: RequestFile,
    /// The name of the field that sets cookies.
    set_cookie: String,
    response: ResponseFile,
    preflight: ResponseFile,
    expected: Vec<ExpectedSight>,
}

#[derive(Debug, Serialize)]
struct RequestPaths {
    page: &'static str,
    probe: &'static str,
    set: String,
    then: String,
    echo: String,
}

#[derive(Debug, Serialize)]
struct RequestFile {
    by: &'static str,
    mode: &'static str,
    credentials: &'static str,
    upload: bool,
    method: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    reads: Option<String>,
}

#[derive(Debug, Serialize)]
struct ResponseFile {
    status: u16,
    headers: Vec<(String, String)>,
}

/// What somebody expects, for the page to compare with.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ExpectedSight {
    who: String,
    sight: CellSight,
}

/// Returns the page, its servers, and what they play.
pub(crate) fn stand_alone_files(cell: &CellToExport<'_>, local: &LocalCell) -> Vec<ExportedFile> {
    let file = cell_file(cell, local);
    let json = serde_json::to_string_pretty(&file).expect("texts and numbers are JSON");
    let start = format!("{}{}", file.page, file.paths.page);
    vec![
        ExportedFile::new("stand-alone/README.md", READ_ME.replace("{start}", &start)),
        ExportedFile::new("stand-alone/cell.json", json + "\n"),
        ExportedFile::new("stand-alone/page.html", PAGE),
        ExportedFile::new("stand-alone/server.mjs", NODE_SERVER),
        ExportedFile::new("stand-alone/server.py", PYTHON_SERVER),
    ]
}

fn cell_file(cell: &CellToExport<'_>, local: &LocalCell) -> CellFile {
    let shape = local.cell.shape();
    let cookie = &shape.cookies[0];
    let origin = |url: &Url| url.origin().ascii_serialization();
    CellFile {
        cell: cell.cell.id(0),
        question: cell.cell.suite().summary.clone(),
        ports: local.ports.clone(),
        page: origin(&local.cell.topology.page),
        target: origin(&local.cell.topology.target),
        marker: marker(),
        set_by: match shape.set_by {
            CookieSetter::Client => "response",
            CookieSetter::FirstParty => "first-party",
            CookieSetter::CookieStore | CookieSetter::Script => "script",
        },
        then_by: match shape.then_by {
            SecondSetter::Response => "response",
            SecondSetter::CookieStore | SecondSetter::Script => "script",
        },
        line: written(cookie, &cookie.line),
        then: cookie.then.as_ref().map(|line| written(cookie, line)),
        paths: paths(&shape),
        request: request(&shape.request),
        follow_up: request(&shape.request.follow_up()),
        set_cookie: shape.field_names.written("Set-Cookie"),
        response: response(&shape.response, shape.field_names),
        preflight: response(&shape.preflight, shape.field_names),
        expected: expected(cell, local),
    }
}

/// Returns the text by which the cookie of a cell is known.
pub(crate) fn marker() -> String {
    Marker { tag: TAG, cell: 0, cookie: MarkedCookie::Tested }.to_string()
}

/// Returns a line as it is sent, with the marker that each run replaces.
pub(crate) fn written(cookie: &CookieScript, line: &SetCookieLine) -> String {
    let octets = line.write(cookie.place(TAG, DIRECTORY, UnixTime(NOW.0)));
    String::from_utf8_lossy(&octets).into_owned()
}

fn paths(shape: &ShapeScript) -> RequestPaths {
    RequestPaths {
        page: "/1/page",
        probe: "/1/probe",
        set: shape.request_path.placed(&format!("{DIRECTORY}/set")),
        then: format!("{DIRECTORY}/then"),
        echo: format!("{DIRECTORY}/echo"),
    }
}

fn request(script: &RequestScript) -> RequestFile {
    let (by, mode, credentials, upload) = match script.api {
        RequestApi::Fetch(credentials) => ("fetch", "cors", credentials.as_str(), false),
        RequestApi::FetchNoCors(credentials) => ("fetch", "no-cors", credentials.as_str(), false),
        RequestApi::Xhr { with_credentials, upload } => {
            let credentials = if with_credentials { "include" } else { "same-origin" };
            ("xhr", "cors", credentials, upload == matrix::UploadEvents::Observed)
        }
        RequestApi::Mechanism(_) => unreachable!("cells with other mechanisms are refused"),
    };
    RequestFile {
        by,
        mode,
        credentials,
        upload,
        method: script.method.clone(),
        headers: script.headers.clone(),
        body: match &script.body {
            Some(ScriptRequestBody::Text(text)) => Some(text.clone()),
            Some(ScriptRequestBody::Stream(_)) | None => None,
        },
        reads: script.reads.clone(),
    }
}

/// Returns a response whose fields have the case of the recordings: some engine minds it.
fn response(script: &ResponseScript, case: FieldNameCase) -> ResponseFile {
    let field = |(name, value): &(String, String)| (case.written(name), value.clone());
    ResponseFile { status: script.status, headers: script.headers.iter().map(field).collect() }
}

/// Returns what the standards and each browser would do. The standards have a policy of each
/// browser; where these make no difference, they stand once.
fn expected(cell: &CellToExport<'_>, local: &LocalCell) -> Vec<ExpectedSight> {
    let standards: Vec<CellSight> = cell
        .browsers
        .iter()
        .map(|browser| local.cell.sight(&browser.profile.model.as_standard()))
        .collect();
    let are_one = standards.iter().all(|sight| *sight == standards[0]);
    let mut expected = Vec::new();
    for (browser, sight) in cell.browsers.iter().zip(standards) {
        let engine = browser.profile.engine;
        if !are_one {
            let who = format!("the standards, with the choices of {engine}");
            expected.push(ExpectedSight { who, sight });
        } else if expected.is_empty() {
            expected.push(ExpectedSight { who: "the standards".to_owned(), sight });
        }
        let who = if browser.is_hidden(local) {
            format!("{engine} on these names, by its model")
        } else {
            format!("{engine}, as recorded")
        };
        expected.push(ExpectedSight { who, sight: local.cell.sight(&browser.profile.model) });
    }
    expected
}
