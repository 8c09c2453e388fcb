//! What the harness sets in each browser: whatever it switches off shows up in no cell.

use browser_driver::{Browser, HttpsUpgrades, LaunchSetting};
use matrix::Profile;
use maud::{Markup, html};
use run_model::{counted, results::FailedBatch};

use crate::changes_list::of_cells;
use crate::lane_names::lane_name;
use crate::reported_run::RunReport;

/// Returns a fold for each browser, and one for what went wrong.
pub(crate) fn harness_settings(report: &RunReport<'_>) -> Markup {
    let profiles = report.record.lanes.iter().map(|lane| &lane.profile);
    let browsers = profiles.filter_map(|profile| Some((profile, Browser::of(profile.engine)?)));
    html! {
        div {
            @for (profile, browser) in browsers { (settings(profile, browser)) }
            (troubles(report))
        }
    }
}

fn settings(profile: &Profile, browser: Browser) -> Markup {
    let settings = browser.launch_settings(profile);
    let off = browser.switched_off(HttpsUpgrades::AsShipped);
    html! {
        details.fold {
            summary {
                (lane_name(profile)) " " small { (counted(settings.len(), "setting")) }
            }
            @if !off.is_empty() { p { "Switched off: " (off.join(", ")) "." } }
            pre.wire tabindex="0" {
                @for LaunchSetting { name, value } in &settings {
                    (name) @if let Some(value) = value { " = " (value) } "\n"
                }
            }
        }
    }
}

fn troubles(report: &RunReport<'_>) -> Markup {
    let lanes = &report.record.lanes;
    let engines = &report.summary.engines;
    let retries: usize = engines.iter().map(|engine| engine.retries).sum();
    let errors: usize = engines.iter().map(|engine| engine.errors).sum();
    let refused = engines.iter().map(|engine| engine.refused.len()).sum::<usize>();
    html! {
        details.fold {
            summary {
                "Retries, errors and refused names "
                small {
                    "batches played again: " (retries) ", cells that could not be played: "
                    (errors) ", names refused: " (refused)
                }
            }
            @for lane in lanes {
                @for batch in &lane.retries {
                    p { (lane_name(&lane.profile)) ", played again: " (failure(report, batch)) }
                }
                @for batch in &lane.errors {
                    p { (lane_name(&lane.profile)) ", given up: " (failure(report, batch)) }
                }
            }
            @for (lane, engine) in lanes.iter().zip(engines) {
                @for (name, times) in &engine.refused {
                    p.small {
                        (lane_name(&lane.profile)) " asked for " code { (name) } ", "
                        (counted(*times, "time")) ", and was refused."
                    }
                }
            }
            @if retries + errors + refused == 0 { p { "There were none." } }
        }
    }
}

fn failure(report: &RunReport<'_>, batch: &FailedBatch) -> Markup {
    let selection = &report.record.selections[batch.suite.0];
    html! {
        (of_cells(batch.cells)) " of " code { (selection.suite().name) } " from "
        a href={ "#cell/" (selection.id(batch.first_cell)) } { "this one" } ". " (batch.reason)
    }
}
