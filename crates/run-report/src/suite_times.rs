//! How long each suite took, and what had to be played again.

use conformance::{EngineSummary, SuiteTiming};
use maud::{Markup, html};
use run_model::with_commas;

use crate::lane_names::lane_name;
use crate::reported_run::RunReport;

/// How many suites stand in the table; the others are summed up.
const MAX_SUITES: usize = 12;

/// A row of the table: a suite, or all that are left.
struct TimeRow {
    name: String,
    cells: usize,
    /// For each lane.
    lanes: Vec<SuiteTiming>,
}

/// Returns the table of times, the longest suites first; `None` where the run has no times.
pub(crate) fn suite_times(report: &RunReport<'_>) -> Option<Markup> {
    let engines = &report.summary.engines;
    if engines.iter().all(|engine| engine.suites.is_empty()) {
        return None;
    }
    let mut rows: Vec<TimeRow> = Vec::new();
    for (number, suite) in report.summary.suites.iter().enumerate() {
        let lane = |engine: &EngineSummary| engine.suites.get(number).copied().unwrap_or_default();
        let lanes = engines.iter().map(lane).collect();
        rows.push(TimeRow { name: suite.name.clone(), cells: suite.cells, lanes });
    }
    rows.sort_by(|one, other| seconds(other).total_cmp(&seconds(one)));
    if rows.len() > MAX_SUITES + 1 {
        let rest = rows.split_off(MAX_SUITES);
        rows.push(summed_up(&rest));
    }
    let longest = rows.iter().flat_map(|row| &row.lanes).map(|lane| lane.seconds);
    let longest = longest.fold(0.0, f64::max);
    Some(html! {
        table.table.times.cards role="table" aria-labelledby="times" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Suite" }
                th.num role="columnheader" scope="col" { "Cells" }
                @for lane in &report.record.lanes {
                    th role="columnheader" scope="col" { (lane_name(&lane.profile)) }
                }
            } }
            tbody role="rowgroup" {
                @for row in &rows {
                    tr role="row" {
                        th role="rowheader" scope="row" { (row.name) }
                        td.num role="cell" data-label="Cells" { (with_commas(row.cells)) }
                        @for (lane, timing) in report.record.lanes.iter().zip(&row.lanes) {
                            td role="cell" data-label=(lane_name(&lane.profile)) {
                                (bar(*timing, longest))
                            }
                        }
                    }
                }
            }
        }
    })
}

fn seconds(row: &TimeRow) -> f64 {
    row.lanes.iter().map(|lane| lane.seconds).sum()
}

fn summed_up(rows: &[TimeRow]) -> TimeRow {
    let mut lanes = vec![SuiteTiming::default(); rows[0].lanes.len()];
    for row in rows {
        for (sum, lane) in lanes.iter_mut().zip(&row.lanes) {
            sum.seconds += lane.seconds;
            sum.retries += lane.retries;
        }
    }
    TimeRow {
        name: format!("{} more suites", rows.len()),
        cells: rows.iter().map(|row| row.cells).sum(),
        lanes,
    }
}

fn bar(timing: SuiteTiming, longest: f64) -> Markup {
    let share = if longest > 0.0 { 100.0 * timing.seconds / longest } else { 0.0 };
    html! {
        span.bar {
            svg aria-hidden="true" {
                rect.rail width="100%" height="10" rx="3" {}
                rect width=(format!("{share:.1}%")) height="10" rx="3" {}
            }
            b { (format!("{:.1} s", timing.seconds)) }
        }
        @if timing.retries > 0 {
            small { "batches played again: " (timing.retries) }
        }
    }
}
