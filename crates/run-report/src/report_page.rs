//! `report.html`: the whole run as one page.

use cell_explorer::{CellColumn, ColumnHead, ExplorerCells, ExplorerHead, SuiteHead, explorer};
use conformance::{RunStatus, SuiteComparison};
use matrix::{EngineKind, Selection};
use maud::{Markup, html};
use oracle::JarListing;
use page_parts::PageSign;
use run_model::results::Observation;
use run_model::with_commas;
use spec_model::EngineModel;

use crate::cells_page::{CellsPage, verdict_head};
use crate::changes_list::changes_list;
use crate::harness_settings::harness_settings;
use crate::lane_column::{standards_head, verdict_column};
use crate::lane_names::{lane_name, version_number};
use crate::lane_table::lane_table;
use crate::quirk_list::quirk_list;
use crate::reported_run::{ReportFilesError, RunReport};
use crate::suite_times::suite_times;
use crate::verdict::verdict;

/// The parts of the page that the links at its top lead to.
const PARTS: [(&str, &str); 3] =
    [("#matrix", "Matrix"), ("#known", "Known differences"), ("#harness", "Settings")];

/// Returns the page.
pub(crate) fn report_page(report: &RunReport<'_>) -> Result<String, ReportFilesError> {
    let cells = suite_cells(report)?;
    let title = verdict(report);
    let page = CellsPage {
        title: &format!("Run of {}: {title}", date(report)),
        site: report.site,
        parts: &PARTS,
        main: main(report, &title),
        cells: &cells,
    };
    Ok(page.html())
}

/// Returns the date and time of a run: `2026-11-28, 01:12 UTC`.
fn date(report: &RunReport<'_>) -> String {
    let started = &report.summary.started;
    match (started.get(..10), started.get(11..16)) {
        (Some(day), Some(time)) => format!("{day}, {time} UTC"),
        _ => started.clone(),
    }
}

fn main(report: &RunReport<'_>, title: &str) -> Markup {
    html! {
        (summary(report, title))
        (changes_list(report))
        section.stack aria-labelledby="matrix" {
            h2 #matrix { "The cells of this run" }
            noscript { p { "Choosing cells needs JavaScript. The rest of this page does not." } }
            (explorer(&explorer_head(report)))
        }
        section.panel aria-labelledby="known" {
            h2 #known { "Known differences from the standards" }
            (quirk_list(report))
        }
        @if let Some(times) = suite_times(report) {
            section.panel aria-labelledby="times" {
                div.head {
                    h2 #times { "Time per suite" }
                    p.small.soft { "Batches that were played side by side count in full." }
                }
                (times)
            }
        }
        section.intro aria-labelledby="harness" {
            h2 #harness { "What the harness sets in each browser" }
            p.prose.soft {
                "A result holds for a browser that is set up like this. What is switched off here \
                 shows up in no cell."
            }
            (harness_settings(report))
        }
    }
}

fn summary(report: &RunReport<'_>, title: &str) -> Markup {
    let (class, which) = match report.status {
        RunStatus::AsRecorded => ("verdict", PageSign::Works),
        RunStatus::Changed => ("verdict differs", PageSign::Changed),
        RunStatus::CellErrors | RunStatus::NoBrowser => ("verdict fails", PageSign::Fails),
    };
    let unknown: usize =
        report.summary.engines.iter().map(|engine| engine.divergences.unknown).sum();
    let cells: usize = report.summary.suites.iter().map(|suite| suite.cells).sum();
    let text = html! {
        "Run of " b { (date(report)) } ": "
        (run_model::counted(report.summary.suites.len(), "suite")) ", "
        (with_commas(cells)) " cells for each browser, "
        (duration(report.summary.seconds)) ". "
        @if unknown == 0 { "No difference is unexplained." }
        @else { (with_commas(unknown)) " cells differ and nothing explains it." }
    };
    html! {
        section.panel.answer aria-labelledby="verdict" {
            (verdict_head(class, which, title, &text))
            (lane_table(report))
        }
    }
}

fn duration(seconds: f64) -> String {
    if seconds < 90.0 { format!("{seconds:.0} s") } else { format!("{:.0} min", seconds / 60.0) }
}

fn explorer_head(report: &RunReport<'_>) -> ExplorerHead {
    let lanes = report.record.lanes.iter().zip(&report.summary.engines);
    let columns = lanes.map(|(lane, engine)| ColumnHead {
        name: lane_name(&lane.profile),
        note: version_number(engine.version.as_ref()).to_owned(),
        profile: Some(lane.profile.to_string()),
        shown: lane.profile.engine != EngineKind::Reference || report.record.lanes.len() == 1,
    });
    let suite = |selection: &Selection| SuiteHead {
        name: selection.suite().name.clone(),
        summary: selection.suite().summary.clone(),
        cells: selection.cells(),
    };
    ExplorerHead {
        columns: std::iter::once(standards_head()).chain(columns).collect(),
        suites: report.record.selections.iter().map(suite).collect(),
        reasons: format!("{}reasons/", report.site),
        folder: None,
        before: "Recorded was".to_owned(),
    }
}

fn suite_cells(report: &RunReport<'_>) -> Result<Vec<ExplorerCells>, ReportFilesError> {
    let lanes = || report.record.lanes.iter().zip(&report.comparison.lanes);
    let of_suite =
        |(number, selection): (usize, &Selection)| {
            let standard = EngineModel::standard();
            let standards =
                oracle::predict_seen(report.matrix, selection, &standard, JarListing::Whole);
            let mut columns = vec![CellColumn::seen(standards.iter().map(Some))];
            columns.extend(lanes().map(|(lane, judged)| {
                lane_column(&lane.observations[number], &judged.suites[number])
            }));
            ExplorerCells::new(report.matrix, selection, &columns).map_err(|source| {
                ReportFilesError::Cells { suite: selection.suite().name.clone(), source }
            })
        };
    report.record.selections.iter().enumerate().map(of_suite).collect()
}

/// Returns what a lane showed of a suite's cells, and how they stand.
fn lane_column<'a>(
    observed: &'a [Option<Observation>],
    judged: &'a SuiteComparison,
) -> CellColumn<'a> {
    let seen = CellColumn::seen(observed.iter().map(Option::as_ref));
    let changed = judged.snapshots.changed.iter().map(|(cell, recorded)| (*cell, recorded));
    verdict_column(seen, &judged.verdicts, |cell| cell).with_changed(changed)
}
