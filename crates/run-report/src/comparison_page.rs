//! Two runs beside each other, as one page.

use cell_explorer::{CellColumn, ColumnHead, ExplorerCells, ExplorerHead, SuiteHead, explorer};
use conformance::{ComparedLane, ComparedRuns, ComparedSuite, QuirkSwitch, SITE_ADDRESS};
use matrix::{Matrix, Profile, Selection};
use maud::{Markup, html};
use oracle::JarListing;
use page_parts::{PageSign, prose, sign};
use run_model::results::Observation;
use spec_model::EngineModel;
use version_history::{
    PlayedVersion, ProfileHistory, VersionNumber, timeline, timeline_legend, version_history,
};

use crate::cells_page::{CellsPage, verdict_head};
use crate::changes_list::{of_cells, rule_sentence};
use crate::lane_column::standards_head;
use crate::lane_names::{lane_name, listed, version_number};
use crate::reported_run::ReportFilesError;

/// What the earlier run showed is called where a cell differs from it.
const EARLIER: &str = "The earlier run had";

/// Returns a page with what changed between two runs, and with the cells of both.
///
/// # Errors
/// Where cells make no table, which those of a matrix.toml do.
pub fn comparison_page(matrix: &Matrix, runs: &ComparedRuns) -> Result<String, ReportFilesError> {
    let suites = suites(runs);
    let cells: Vec<ExplorerCells> =
        suites.iter().map(|suite| suite_cells(matrix, runs, suite)).collect::<Result<_, _>>()?;
    let head = ExplorerHead {
        columns: std::iter::once(standards_head())
            .chain(runs.lanes.iter().flat_map(column_heads))
            .collect(),
        suites: suites.iter().map(|selection| suite_head(selection)).collect(),
        reasons: format!("{SITE_ADDRESS}reasons/"),
        folder: None,
        before: EARLIER.to_owned(),
    };
    let title = title(runs);
    let histories = histories(matrix, runs)?;
    let page = CellsPage {
        title: &title,
        site: SITE_ADDRESS,
        parts: &[("#changes", "Changes"), ("#matrix", "Matrix")],
        main: html! {
            (summary(runs, &title))
            (changes(runs))
            @for history in &histories { (versions(history)) }
            section.stack aria-labelledby="matrix" {
                h2 #matrix { "The cells of both runs" }
                noscript {
                    p { "Choosing cells needs JavaScript. The rest of this page does not." }
                }
                (explorer(&head))
            }
        },
        cells: &cells,
    };
    Ok(page.html())
}

/// Returns the history of each lane whose runs played two versions.
fn histories(
    matrix: &Matrix,
    runs: &ComparedRuns,
) -> Result<Vec<ProfileHistory>, ReportFilesError> {
    let mut histories = Vec::new();
    for lane in &runs.lanes {
        let [Some(earlier), Some(later)] = &lane.versions else { continue };
        let numbers = [earlier, later].map(VersionNumber::of);
        if numbers.contains(&None) || numbers[0] == numbers[1] {
            continue;
        }
        let selections: Vec<Selection> =
            lane.suites.iter().map(|suite| suite.selection.clone()).collect();
        let cells = |of_suite: fn(&ComparedSuite) -> &[Option<Observation>]| {
            lane.suites.iter().map(of_suite).collect()
        };
        let versions = vec![
            PlayedVersion { version: earlier.clone(), observations: cells(|suite| &suite.earlier) },
            PlayedVersion { version: later.clone(), observations: cells(|suite| &suite.later) },
        ];
        histories.push(version_history(matrix, &lane.profile, &selections, versions)?);
    }
    Ok(histories)
}

/// Returns what both versions of a profile show.
fn versions(history: &ProfileHistory) -> Markup {
    html! {
        section.panel aria-label={ "Versions of " (history.profile) } {
            h2 { "Versions of " (history.profile) }
            (timeline_legend())
            (timeline(history, &format!("{SITE_ADDRESS}reasons/")))
        }
    }
}

/// Returns the cells of each suite that both runs have on some lane.
fn suites(runs: &ComparedRuns) -> Vec<&Selection> {
    let mut suites: Vec<&Selection> = Vec::new();
    for suite in runs.lanes.iter().flat_map(|lane| &lane.suites) {
        if !suites.iter().any(|known| known.suite() == suite.selection.suite()) {
            suites.push(&suite.selection);
        }
    }
    suites
}

fn title(runs: &ComparedRuns) -> String {
    let is_changed = |lane: &&ComparedLane| {
        let is_of = |profile: &Profile| *profile == lane.profile;
        let differences = &runs.differences;
        differences.quirks.iter().any(|(profile, ..)| is_of(profile))
            || differences.rules.iter().any(|(profile, _)| is_of(profile))
    };
    let changed: Vec<String> =
        runs.lanes.iter().filter(is_changed).map(|lane| lane_name(&lane.profile)).collect();
    match changed.as_slice() {
        [] => "The runs show the same.".to_owned(),
        names => format!("{} changed.", listed(names)),
    }
}

fn summary(runs: &ComparedRuns, title: &str) -> Markup {
    let (class, which) = match runs.differences.is_empty() {
        true => ("verdict", PageSign::Works),
        false => ("verdict differs", PageSign::Changed),
    };
    let text = html! { "Both runs observed " (of_cells(runs.differences.compared)) "." };
    html! {
        section.panel.answer aria-labelledby="verdict" {
            (verdict_head(class, which, title, &text))
            table.table.cards.compact role="table" aria-label="Browsers" {
                thead role="rowgroup" { tr role="row" {
                    @for column in ["Browser", "Earlier", "Later"] {
                        th role="columnheader" scope="col" { (column) }
                    }
                } }
                tbody role="rowgroup" { @for lane in &runs.lanes { (version_row(lane)) } }
            }
        }
    }
}

fn version_row(lane: &ComparedLane) -> Markup {
    html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                (lane_name(&lane.profile)) " "
                small { (lane.profile) }
            }
            @for (which, version) in ["Earlier", "Later"].into_iter().zip(&lane.versions) {
                td role="cell" data-label=(which) { (version_number(version.as_ref())) }
            }
        }
    }
}

fn changes(runs: &ComparedRuns) -> Markup {
    let differences = &runs.differences;
    html! {
        section.panel aria-labelledby="changes" {
            h2 #changes { "What changed" }
            @if differences.is_empty() { p { "Nothing." } }
            ol.changes role="list" {
                @for (profile, switched, example) in &differences.quirks {
                    li {
                        span.differs { (sign(PageSign::Differs)) }
                        p {
                            (lane_name(profile)) ": "
                            @match switched.switch {
                                QuirkSwitch::Off => { "no longer so: " }
                                QuirkSwitch::On => { "new: " }
                            }
                            (prose(switched.quirk.summary())) " "
                            small { (of_cells(switched.cells.len())) "." }
                        }
                        a.small href={ "#cell/" (example) } { "Show a cell" }
                    }
                }
                @for (profile, rule) in &differences.rules {
                    li {
                        span.differs { (sign(PageSign::Differs)) }
                        p {
                            (lane_name(profile)) ": " (rule_sentence(rule, EARLIER)) " "
                            small { (of_cells(rule.cells)) "." }
                        }
                        a.small href={ "#cell/" (rule.example) } { "Show a cell" }
                    }
                }
            }
        }
    }
}

/// Returns the heads of a lane's two columns.
fn column_heads(lane: &ComparedLane) -> [ColumnHead; 2] {
    let [earlier, later] = &lane.versions;
    [("earlier", earlier), ("later", later)].map(|(which, version)| ColumnHead {
        name: format!("{}, {which}", lane_name(&lane.profile)),
        note: version_number(version.as_ref()).to_owned(),
        profile: Some(lane.profile.to_string()),
        shown: true,
    })
}

fn suite_head(selection: &Selection) -> SuiteHead {
    SuiteHead {
        name: selection.suite().name.clone(),
        summary: selection.suite().summary.clone(),
        cells: selection.cells(),
    }
}

fn suite_cells(
    matrix: &Matrix,
    runs: &ComparedRuns,
    selection: &Selection,
) -> Result<ExplorerCells, ReportFilesError> {
    let standard = EngineModel::standard();
    let standards = oracle::predict_seen(matrix, selection, &standard, JarListing::Whole);
    let mut columns = vec![CellColumn::seen(standards.iter().map(Some))];
    for lane in &runs.lanes {
        let played = lane.suites.iter().find(|suite| suite.selection == *selection);
        columns.extend(match played {
            Some(suite) => lane_columns(suite),
            None => [(); 2].map(|()| CellColumn::seen(vec![None; selection.cells()])),
        });
    }
    ExplorerCells::new(matrix, selection, &columns)
        .map_err(|source| ReportFilesError::Cells { suite: selection.suite().name.clone(), source })
}

/// Returns what two runs showed of a suite; the later one marks what changed.
fn lane_columns(suite: &ComparedSuite) -> [CellColumn<'_>; 2] {
    let changed = suite.earlier.iter().zip(&suite.later).enumerate();
    let changed = changed.filter_map(|(cell, (earlier, later))| {
        let (earlier, later) = (earlier.as_ref()?, later.as_ref()?);
        (earlier != later).then_some((cell, earlier))
    });
    [seen(&suite.earlier), seen(&suite.later).with_changed(changed)]
}

fn seen(cells: &[Option<Observation>]) -> CellColumn<'_> {
    CellColumn::seen(cells.iter().map(Option::as_ref))
}
