//! The table at the end of a run, for a terminal and as Markdown.

use std::collections::BTreeMap;

use baselines::RuleChange;
use run_model::counted;
use run_model::results::{OutcomeFrequencies, RunRecord};
use spec_model::Quirk;

use crate::judge::comparison::{LaneComparison, RunComparison};
use crate::judge::quirk_trial::SwitchedQuirk;
use crate::report::site_address::SITE_ADDRESS;
use crate::report::summary::RunSummary;

/// How many rules are listed before the rest is only counted.
const MAX_RULES: usize = 20;

const COLUMNS: [&str; 10] = [
    "engine",
    "version",
    "cells",
    "seconds",
    "cells/s",
    "errors",
    "changed",
    "as the standards",
    "known",
    "unknown",
];

/// Returns the overview of a run for a terminal.
pub(crate) fn overview_text(
    record: &RunRecord,
    summary: &RunSummary,
    comparison: &RunComparison,
) -> String {
    let rows = rows(summary);
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .chain([COLUMNS[column].len()])
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; COLUMNS.len()] = std::array::from_fn(width);
    let mut text = String::new();
    for row in std::iter::once(COLUMNS.map(str::to_owned)).chain(rows) {
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            // Names to the left, numbers to the right.
            let padded =
                if column < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") };
            text.push_str(&padded);
            text.push_str("  ");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    for section in sections(record, summary, comparison) {
        text.push_str(&format!("\n{}\n", section.title));
        for line in section.lines {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

/// Returns the overview of a run as Markdown.
pub(crate) fn overview_markdown(
    record: &RunRecord,
    summary: &RunSummary,
    comparison: &RunComparison,
) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = format!("# Run of {}\n\n", summary.started);
    text.push_str(&line(&COLUMNS.map(str::to_owned)));
    text.push_str(&line(&std::array::from_fn::<_, { COLUMNS.len() }, _>(|column| {
        if column < 2 { "---" } else { "---:" }.to_owned()
    })));
    for row in rows(summary) {
        text.push_str(&line(&row));
    }
    for section in sections(record, summary, comparison) {
        text.push_str(&format!("\n## {}\n\n", section.title));
        for line in section.lines {
            text.push_str(&format!("- {}\n", with_links(&line)));
        }
    }
    text
}

/// Returns a line in which each quirk leads to its page.
fn with_links(line: &str) -> String {
    let linked = |(place, part): (usize, &str)| {
        let quirk = Quirk::ALL.iter().find(|quirk| quirk.name() == part);
        match quirk.filter(|_| place % 2 == 1) {
            Some(quirk) => format!("[`{quirk}`]({SITE_ADDRESS}reasons/{quirk}/)"),
            None if place % 2 == 1 => format!("`{part}`"),
            None => part.to_owned(),
        }
    };
    line.split('`').enumerate().map(linked).collect()
}

fn rows(summary: &RunSummary) -> Vec<[String; COLUMNS.len()]> {
    let row = |engine: &crate::report::summary::EngineSummary| {
        [
            format!("{}:{}", engine.engine, engine.profile),
            engine
                .version
                .as_ref()
                .map_or_else(|| "not started".to_owned(), |version| version.browser.clone()),
            engine.cells.to_string(),
            format!("{:.1}", engine.seconds),
            format!("{:.0}", engine.cells_per_second),
            engine.errors.to_string(),
            engine.changes.to_string(),
            engine.divergences.agreeing.to_string(),
            engine.divergences.known.to_string(),
            engine.divergences.unknown.to_string(),
        ]
    };
    summary.engines.iter().map(row).collect()
}

struct OverviewSection {
    title: String,
    lines: Vec<String>,
}

fn sections(
    record: &RunRecord,
    summary: &RunSummary,
    comparison: &RunComparison,
) -> Vec<OverviewSection> {
    let mut sections = Vec::new();
    let engines = summary.engines.iter();
    for ((lane, engine), judged) in record.lanes.iter().zip(engines).zip(&comparison.lanes) {
        let profile = &lane.profile;
        let mut add = |title: String, lines: Vec<String>| {
            if !lines.is_empty() {
                sections.push(OverviewSection { title, lines });
            }
        };
        add(format!("{profile} stopped"), lane.failure.iter().cloned().collect());
        let errors = lane.errors.iter().map(|failed| {
            let first = record.selections[failed.suite.0].id(failed.first_cell);
            format!("{} from {first}: {}", counted(failed.cells, "cell"), failed.reason)
        });
        add(format!("{profile}: cells that could not be played"), errors.collect());
        let left_out = engine.left_out.iter();
        let left_out =
            left_out.map(|(name, cells)| format!("{} of {name}", counted(*cells, "cell")));
        add(format!("{profile}: cells that are left out"), left_out.collect());
        let unstable = lane.unstable.iter().map(|((suite, cell), seen)| {
            let is_new = judged.suites[suite.0].snapshots.newly_unstable.contains(cell);
            let known =
                if is_new { "; record them with --repeat N --accept" } else { ", as recorded" };
            format!("{}: {}{known}", record.selections[suite.0].id(*cell), frequencies_text(seen))
        });
        let mut unstable: Vec<String> = unstable.collect();
        if unstable.len() > MAX_RULES {
            let more = format!("and {}", counted(unstable.len() - MAX_RULES, "more cell"));
            unstable.truncate(MAX_RULES);
            unstable.push(more);
        }
        add(format!("{profile}: cells that do not always show the same"), unstable);
        let unrecorded = judged.unrecorded_cells();
        let note = (unrecorded > 0)
            .then(|| format!("{}; record them with --accept", counted(unrecorded, "cell")));
        add(format!("{profile}: cells without a snapshot"), note.into_iter().collect());
        for suite in &judged.suites {
            let changes = rule_lines(&suite.snapshots.changes);
            add(format!("{profile}: changed since the snapshot"), changes);
        }
        let suites = || record.selections.iter().zip(&judged.suites);
        let switched = suites().flat_map(|(selection, suite)| {
            let line = |switched: &SwitchedQuirk| {
                format!("{switched} (`cargo xtask show {}`)", selection.id(switched.cells[0]))
            };
            suite.verdicts.switched.iter().map(line)
        });
        add(format!("{profile}: differs from the engine's model by a quirk"), switched.collect());
        for suite in &judged.suites {
            add(
                format!("{profile}: differs from the engine's model, and no quirk says so"),
                rule_lines(&suite.verdicts.unknown),
            );
        }
        add(
            format!("{profile}: known differences from the standards, by quirk"),
            known_lines(record, judged),
        );
        let refused =
            lane.refused.iter().map(|(name, times)| format!("{name}, {}", counted(*times, "time")));
        add(format!("{profile}: refused requests for unknown hosts"), refused.collect());
    }
    let idle = comparison.idle.iter().map(|(engine, quirk)| {
        format!(
            "`{quirk}` of {engine}: remove it from matrix.toml, or say in its entry what proves it"
        )
    });
    let lines: Vec<String> = idle.collect();
    if !lines.is_empty() {
        sections.push(OverviewSection { title: "quirks that change no cell".to_owned(), lines });
    }
    sections
}

/// Returns a line for each quirk that made cells of a lane, those with most cells first.
fn known_lines(record: &RunRecord, judged: &LaneComparison) -> Vec<String> {
    let mut quirks: BTreeMap<Quirk, (usize, String)> = BTreeMap::new();
    for (selection, suite) in record.selections.iter().zip(&judged.suites) {
        for known in &suite.verdicts.known {
            let example = || (0, selection.id(known.example()));
            quirks.entry(known.quirk).or_insert_with(example).0 += known.cells();
        }
    }
    let mut quirks: Vec<(Quirk, (usize, String))> = quirks.into_iter().collect();
    quirks.sort_by_key(|(_, (cells, _))| std::cmp::Reverse(*cells));
    let line = |(quirk, (cells, example)): &(Quirk, (usize, String))| {
        format!("`{quirk}`: {} (`cargo xtask show {example}`)", counted(*cells, "cell"))
    };
    quirks.iter().map(line).collect()
}

fn frequencies_text(seen: &OutcomeFrequencies) -> String {
    let responses = seen.response.iter().map(|(outcome, times)| format!("{times}× {outcome}"));
    let cookies = seen.cookie.iter().map(|(outcome, times)| format!("{times}× {outcome}"));
    format!(
        "{}; {}",
        responses.collect::<Vec<_>>().join(" / "),
        cookies.collect::<Vec<_>>().join(" / ")
    )
}

fn rule_lines(rules: &[RuleChange]) -> Vec<String> {
    let mut lines: Vec<String> = rules
        .iter()
        .take(MAX_RULES)
        .map(|rule| format!("{rule} (`cargo xtask show {}`)", rule.example))
        .collect();
    if rules.len() > MAX_RULES {
        let more = counted(rules.len() - MAX_RULES, "more rule");
        lines.push(format!("and {more}: findings.json has them all"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quirks_lead_to_their_pages_and_other_code_stays() {
        let linked = with_links("`none-without-secure`: 2 cells (`cargo xtask show a/b=c`)");
        let expected = "[`none-without-secure`](https://gingersnap.github.io/gingersnap/reasons/\
                        none-without-secure/): 2 cells (`cargo xtask show a/b=c`)";
        assert_eq!(linked, expected);
    }
}
