//! The known differences from the standards, quirk by quirk.

use std::collections::BTreeMap;

use matrix::EngineKind;
use maud::{Markup, html};
use page_parts::prose;
use run_model::results::LaneRecord;
use run_model::with_commas;
use spec_model::Quirk;

use crate::lane_names::lane_name;
use crate::reported_run::RunReport;

/// What is found of a quirk: for each lane how many cells, and the id of one of them.
struct FoundQuirk {
    lanes: Vec<usize>,
    example: String,
}

/// Returns the quirks that make cells of the run, those with most cells first.
pub(crate) fn quirk_list(report: &RunReport<'_>) -> Markup {
    let lanes = report.record.lanes.iter().enumerate();
    let lanes: Vec<(usize, &LaneRecord)> =
        lanes.filter(|(_, lane)| lane.profile.engine != EngineKind::Reference).collect();
    let mut found: BTreeMap<Quirk, FoundQuirk> = BTreeMap::new();
    for (number, judged) in report.comparison.lanes.iter().enumerate() {
        for (selection, suite) in report.record.selections.iter().zip(&judged.suites) {
            for known in &suite.verdicts.known {
                let first = || FoundQuirk {
                    lanes: vec![0; report.record.lanes.len()],
                    example: selection.id(known.example()),
                };
                found.entry(known.quirk).or_insert_with(first).lanes[number] += known.cells();
            }
        }
    }
    let mut quirks: Vec<(Quirk, FoundQuirk)> = found.into_iter().collect();
    quirks.sort_by_key(|(_, cells)| std::cmp::Reverse(cells.lanes.iter().sum::<usize>()));
    if quirks.is_empty() {
        return html! { p { "Every cell is as the standards have it." } };
    }
    html! {
        table.table.cards role="table" aria-labelledby="known" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Difference" }
                @for (_, lane) in &lanes {
                    th.num role="columnheader" scope="col" { (lane_name(&lane.profile)) }
                }
                th role="columnheader" scope="col" { "Cell" }
            } }
            tbody role="rowgroup" {
                @for (quirk, cells) in &quirks {
                    tr role="row" {
                        th role="rowheader" scope="row" {
                            (prose(quirk.summary())) " "
                            small { (reason(report, *quirk)) " " (link(report, *quirk)) }
                        }
                        @for (number, lane) in &lanes {
                            td.num role="cell" data-label=(lane_name(&lane.profile)) {
                                (with_commas(cells.lanes[*number]))
                            }
                        }
                        td role="cell" data-label="Cell" {
                            a href={ "#cell/" (cells.example) } { "Show a cell" }
                        }
                    }
                }
            }
        }
    }
}

/// Returns why engines have a quirk, as the project's file says.
fn reason(report: &RunReport<'_>, quirk: Quirk) -> Markup {
    let entry = report.entries.iter().find(|entry| entry.quirk == quirk);
    html! { @if let Some(entry) = entry { (prose(&entry.reason)) } }
}

fn link(report: &RunReport<'_>, quirk: Quirk) -> Markup {
    html! {
        a href={ (report.site) "reasons/" (quirk.name()) "/" } rel="noreferrer" { (quirk.name()) }
    }
}
