//! The table of lanes: versions, and how many cells stand how.

use conformance::EngineSummary;
use maud::{Markup, html};
use page_parts::{PageSign, say, sign};
use run_model::results::LaneRecord;
use run_model::with_commas;

use crate::lane_names::{lane_name, version_number};
use crate::reported_run::RunReport;

const COLUMNS: [&str; 6] =
    ["As the standards", "Known differences", "Unknown", "Changed", "Errors", "Retries"];

/// Returns the table of a run's lanes.
pub(crate) fn lane_table(report: &RunReport<'_>) -> Markup {
    let lanes = report.record.lanes.iter().zip(&report.summary.engines);
    html! {
        table.table.cards.compact role="table" aria-label="Browsers" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Browser" }
                th role="columnheader" scope="col" { "Version" }
                @for column in COLUMNS { th.num role="columnheader" scope="col" { (column) } }
            } }
            tbody role="rowgroup" { @for (lane, engine) in lanes { (row(lane, engine)) } }
        }
    }
}

fn row(lane: &LaneRecord, engine: &EngineSummary) -> Markup {
    let counts = engine.divergences;
    let numbers = [
        (counts.agreeing, false),
        (counts.known, false),
        (counts.unknown, true),
        (engine.changes, true),
        (engine.errors, true),
        (engine.retries, false),
    ];
    html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                (lane_name(&lane.profile)) " "
                small { (lane.profile) }
            }
            td role="cell" data-label="Version" {
                (version_number(engine.version.as_ref()))
                @let parts = engine.version.as_ref().map_or(&[][..], |version| &version.parts);
                @if !parts.is_empty() { " " small { (parts.join(", ")) } }
                @if let Some(failure) = &engine.failure {
                    " " (say(PageSign::Fails, "could not go on"))
                    small { (failure) }
                }
            }
            @for (column, (number, is_news)) in COLUMNS.into_iter().zip(numbers) {
                td.num role="cell" data-label=(column) {
                    @if is_news && number > 0 {
                        span.say.differs { (sign(PageSign::Differs)) " " (with_commas(number)) }
                    } @else { (with_commas(number)) }
                }
            }
        }
    }
}
