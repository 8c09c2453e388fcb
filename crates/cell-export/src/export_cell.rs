//! Every file of an exported cell.

use baselines::QuirkEntry;
use diagnosis::Recordings;
use matrix::{
    CookieReader, CookieSetter, DetailTracking, LinePart, Matrix, Profile, RequestApi,
    ScriptRequestBody, SecondSetter, Selection, Topology,
};
use oracle::JarListing;
use run_model::plan::{CookieScript, ShapeScript, compile_shape};

use crate::bug_report::bug_reports;
use crate::cell_sight::CellSight;
use crate::cell_to_export::{BrowserCell, CellToExport, ExportedFile};
use crate::export_refusal::ExportRefusal;
use crate::local_names::LocalCell;
use crate::stand_alone::stand_alone_files;
use crate::wpt_test::wpt_file;

/// Returns the files of a cell, the only one of its selection: a stand-alone page, a web-platform
/// test where its hosts have it, and a bug report for each browser that departs from the standards.
///
/// # Errors
/// Where the cell needs the harness, or shows something else without it.
///
/// # Panics
/// If the selection has several cells.
pub fn export_cell(
    matrix: &Matrix,
    cell: &Selection,
    entries: &[QuirkEntry],
) -> Result<Vec<ExportedFile>, ExportRefusal> {
    assert_eq!(cell.cells(), 1, "one cell is exported");
    let (_, topology) = cell.topologies().next().expect("a cell has a topology");
    let shape = compile_shape(matrix, cell, 0);
    check_supported(topology, &shape)?;
    let browsers = browsers(matrix, cell);
    if browsers.is_empty() {
        return Err(ExportRefusal::NotRecorded);
    }
    let cell = CellToExport { matrix, cell, topology, shape, browsers };
    let local = LocalCell::new(matrix, cell.cell)?;
    check_shown(&cell, &local)?;
    let mut files = stand_alone_files(&cell, &local);
    files.push(wpt_file(&cell));
    files.extend(bug_reports(&cell, entries));
    Ok(files)
}

fn browsers<'a>(matrix: &'a Matrix, cell: &Selection) -> Vec<BrowserCell<'a>> {
    let recordings = Recordings::built_in();
    let positions = cell.positions(0);
    let of_profile = |profile: &'a Profile| {
        let recorded = recordings.cell(profile, cell.suite(), &positions)?;
        let model = profile.model.as_standard();
        let view = JarListing::of(profile.engine);
        let standards = oracle::predict_seen(matrix, cell, &model, view).remove(0);
        Some(BrowserCell { profile, recorded, standards })
    };
    let defaults = matrix.profiles.iter().filter(|profile| profile.name == "default");
    defaults.filter_map(of_profile).collect()
}

/// Checks that what differs in the recordings differs on the names of the stand-alone page.
fn check_shown(cell: &CellToExport<'_>, local: &LocalCell) -> Result<(), ExportRefusal> {
    let recorded = |browser: &BrowserCell<'_>| CellSight::of(&browser.recorded);
    let (hidden, shown): (Vec<_>, Vec<_>) =
        cell.browsers.iter().partition(|browser| browser.is_hidden(local));
    let standards =
        |browser: &&BrowserCell<'_>| local.cell.sight(&browser.profile.model.as_standard());
    let mut sights = shown.iter().copied().map(recorded);
    let first = sights.next();
    let differs_here = first.is_some_and(|first| {
        sights.any(|sight| sight != first) || shown.iter().any(|one| standards(one) != first)
    });
    let differs = cell.browsers.iter().any(BrowserCell::departs)
        || cell.browsers.iter().any(|one| recorded(one) != recorded(&cell.browsers[0]));
    if hidden.is_empty() || differs_here || (!differs && !shown.is_empty()) {
        return Ok(());
    }
    let engines: Vec<&str> = hidden.iter().map(|browser| browser.profile.engine.name()).collect();
    let engines = match engines.as_slice() {
        [first @ .., one, last] => format!("{} and {last}", [first, &[*one]].concat().join(", ")),
        one => one.concat(),
    };
    Err(ExportRefusal::HiddenByNames { engines })
}

fn check_supported(topology: &Topology, shape: &ShapeScript) -> Result<(), ExportRefusal> {
    let needs: [(bool, &str); 9] = [
        (!topology.frames.is_empty(), "frames"),
        (topology.storage_access.is_some(), "a request for storage access"),
        (shape.url_list.len() > 1, "redirects"),
        (shape.preflight_location.is_some(), "a redirected preflight"),
        (shape.again.is_some(), "a second request to the same URL"),
        (shape.age_secs > 0, "cookies of some age"),
        (!shape.others.is_empty(), "cookies that fill the jar"),
        (shape.lifetimes == DetailTracking::Observed, "a question for the jar's own dates"),
        (shape.changes == DetailTracking::Observed, "a question for changed cookies"),
    ];
    if let Some((_, what)) = needs.into_iter().find(|(needed, _)| *needed) {
        return Err(ExportRefusal::unsupported(what));
    }
    let by_store = shape.set_by == CookieSetter::CookieStore
        || shape.then_by == SecondSetter::CookieStore
        || shape.reads_cookies_by == CookieReader::CookieStore;
    if by_store {
        return Err(ExportRefusal::unsupported("the Cookie Store API"));
    }
    if let RequestApi::Mechanism(mechanism) = shape.request.api {
        let what = format!("the request mechanism `{}`", mechanism.as_str());
        return Err(ExportRefusal::unsupported(what));
    }
    if matches!(shape.request.body, Some(ScriptRequestBody::Stream(_))) {
        return Err(ExportRefusal::unsupported("a stream for a body"));
    }
    shape.cookies.iter().try_for_each(check_lines)
}

fn check_lines(cookie: &CookieScript) -> Result<(), ExportRefusal> {
    if cookie.on.is_some() {
        return Err(ExportRefusal::unsupported("a cookie on another response than the last"));
    }
    for line in std::iter::once(&cookie.line).chain(&cookie.then) {
        if !line.is_text() {
            return Err(ExportRefusal::unsupported("octets that are not UTF-8"));
        }
        if line.0.iter().any(|part| matches!(part, LinePart::Date(_))) {
            return Err(ExportRefusal::unsupported("a date that counts from today"));
        }
    }
    Ok(())
}
