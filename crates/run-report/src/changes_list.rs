//! What changed since the record, and what nothing explains, as sentences.

use std::collections::BTreeMap;

use baselines::{ObservationHalf, RuleChange};
use conformance::{LaneComparison, QuirkSwitch};
use maud::{Markup, html};
use page_parts::{PageSign, prose, sign};
use run_model::results::LaneRecord;
use run_model::with_commas;
use spec_model::Quirk;

use crate::lane_names::lane_name;
use crate::reported_run::RunReport;

/// How many sentences of a kind are shown; `findings.json` has the others.
const MAX_SENTENCES: usize = 40;

/// One change in a sentence.
struct ChangeSentence {
    sentence: Markup,
    /// How many cells it is about, and where.
    detail: String,
    /// The id of one of them.
    example: String,
    cells: usize,
}

/// Returns what changed on each lane.
pub(crate) fn changes_list(report: &RunReport<'_>) -> Markup {
    let lanes: Vec<Markup> = report
        .record
        .lanes
        .iter()
        .zip(&report.comparison.lanes)
        .filter_map(|(lane, judged)| lane_changes(report, lane, judged))
        .collect();
    html! {
        @for lane in &lanes { (lane) }
        @if !report.comparison.idle.is_empty() { (idle(report)) }
    }
}

fn lane_changes(
    report: &RunReport<'_>,
    lane: &LaneRecord,
    judged: &LaneComparison,
) -> Option<Markup> {
    let groups = [
        ("Since the record", rules(judged, report, ExpectedBy::Record)),
        ("By a quirk that seems gone or new", switched(judged, report)),
        ("Not explained by any quirk", rules(judged, report, ExpectedBy::Model)),
    ];
    let unrecorded = judged.unrecorded_cells();
    let unstable = lane.unstable.len();
    if groups.iter().all(|(_, sentences)| sentences.is_empty()) && unrecorded + unstable == 0 {
        return None;
    }
    let name = lane_name(&lane.profile);
    Some(html! {
        section.panel {
            h2 { "What is new in " (name) }
            @for (title, sentences) in &groups {
                @if !sentences.is_empty() {
                    h3 { (title) }
                    (list(sentences))
                }
            }
            @if unrecorded > 0 {
                p { (of_cells(unrecorded)) " were never recorded." }
            }
            @if unstable > 0 {
                p { (of_cells(unstable)) " did not show the same in each pass." }
            }
        }
    })
}

fn list(sentences: &[ChangeSentence]) -> Markup {
    html! {
        ol.changes role="list" {
            @for change in sentences.iter().take(MAX_SENTENCES) {
                li {
                    span.differs { (sign(PageSign::Differs)) }
                    p { (change.sentence) " " small { (change.detail) } }
                    a.small href={ "#cell/" (change.example) } { "Show a cell" }
                }
            }
        }
        @if sentences.len() > MAX_SENTENCES {
            p.small.soft {
                (with_commas(sentences.len() - MAX_SENTENCES)) " more are in "
                code { "findings.json" } "."
            }
        }
    }
}

/// What cells were expected to show.
#[derive(Clone, Copy)]
enum ExpectedBy {
    Model,
    Record,
}

/// Returns the rules that describe how cells differ from what was expected.
fn rules(
    judged: &LaneComparison,
    report: &RunReport<'_>,
    expectation: ExpectedBy,
) -> Vec<ChangeSentence> {
    let mut sentences = Vec::new();
    for (selection, suite) in report.record.selections.iter().zip(&judged.suites) {
        let (rules, expected) = match expectation {
            ExpectedBy::Model => (&suite.verdicts.unknown, "The model has"),
            ExpectedBy::Record => (&suite.snapshots.changes, "Recorded was"),
        };
        sentences.extend(rules.iter().map(|rule| ChangeSentence {
            sentence: rule_sentence(rule, expected),
            detail: format!("{} of {}.", of_cells(rule.cells), selection.suite().name),
            example: rule.example.clone(),
            cells: rule.cells,
        }));
    }
    sentences.sort_by_key(|sentence| std::cmp::Reverse(sentence.cells));
    sentences
}

/// Returns a rule as a sentence; `expected` says whose what was before is.
pub(crate) fn rule_sentence(rule: &RuleChange, expected: &str) -> Markup {
    let subject = match rule.part {
        ObservationHalf::Cookie => "the cookie",
        ObservationHalf::Response => "the request",
    };
    html! {
        @if rule.rule == "everywhere" { "Everywhere" } @else { "Where " code { (rule.rule) } }
        ", " (subject) " is now: " b { (rule.after) } ". "
        (expected) ": " b { (rule.before) } "."
    }
}

/// Returns the quirks that seem gone or new, each with its cells of all suites.
fn switched(judged: &LaneComparison, report: &RunReport<'_>) -> Vec<ChangeSentence> {
    let mut quirks: BTreeMap<Quirk, (QuirkSwitch, usize, Vec<&str>, String)> = BTreeMap::new();
    for (selection, suite) in report.record.selections.iter().zip(&judged.suites) {
        for found in &suite.verdicts.switched {
            let first = || (found.switch, 0, Vec::new(), selection.id(found.cells[0]));
            let (_, cells, suites, _) = quirks.entry(found.quirk).or_insert_with(first);
            *cells += found.cells.len();
            suites.push(&selection.suite().name);
        }
    }
    let sentence =
        |(quirk, (switch, cells, suites, example)): (Quirk, (QuirkSwitch, _, Vec<_>, _))| {
            let (before, state) = match switch {
                QuirkSwitch::Off => ("No longer so: ", "gone"),
                QuirkSwitch::On => ("New: ", "new"),
            };
            ChangeSentence {
                sentence: html! { (before) (prose(quirk.summary())) },
                detail: format!(
                    "{} in {}. The quirk {quirk} seems {state}.",
                    of_cells(cells),
                    suites.join(", ")
                ),
                example,
                cells,
            }
        };
    let mut sentences: Vec<ChangeSentence> = quirks.into_iter().map(sentence).collect();
    sentences.sort_by_key(|sentence| std::cmp::Reverse(sentence.cells));
    sentences
}

fn idle(report: &RunReport<'_>) -> Markup {
    html! {
        section.panel aria-labelledby="idle" {
            h2 #idle { "Quirks that no cell shows" }
            ul {
                @for (engine, quirk) in &report.comparison.idle {
                    li { code { (quirk) } " of " (engine) ": " (prose(quirk.summary())) }
                }
            }
        }
    }
}

/// Returns a number of cells in words.
pub(crate) fn of_cells(cells: usize) -> String {
    format!("{} {}", with_commas(cells), if cells == 1 { "cell" } else { "cells" })
}
