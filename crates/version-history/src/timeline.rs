//! A history as a plot: a line for each quirk, choice and rule, a dot for each version.

use std::fmt::Write;

use maud::{Markup, html};
use page_parts::prose;

use crate::history_file::{HistoryLine, LineState, ProfileHistory};
use crate::line_subject::LineSubject;

/// Where the first and the last version stand, in percent of a plot's width.
const FIRST_AND_LAST: (f64, f64) = (5.0, 95.0);

/// Returns what the marks of a plot mean.
pub fn timeline_legend() -> Markup {
    html! {
        p.legend {
            span {
                svg.g viewBox="0 0 20 20" aria-hidden="true" {
                    circle.seen-key cx="10" cy="10" r="6.5" {}
                }
                "seen"
            }
            span {
                svg.g viewBox="0 0 20 20" aria-hidden="true" {
                    circle.gone-key cx="10" cy="10" r="5.5" {}
                }
                "not so"
            }
            @for (class, words) in [
                ("span", "the same at both ends"),
                ("turn", "changed somewhere in between"),
            ] {
                span {
                    svg.key-line viewBox="0 0 36 20" aria-hidden="true" {
                        path class=(class) d="M2 10h32" {}
                    }
                    (words)
                }
            }
            span { "no dot: no cell can tell" }
        }
    }
}

/// Returns the plot of a history, with the same as a table; rules and quirks are explained below
/// the address `reasons`.
pub fn timeline(history: &ProfileHistory, reasons: &str) -> Markup {
    let lines = in_order(history);
    html! {
        ol.plot {
            li.axis aria-hidden="true" { span {} (axis(history)) }
            @for (number, line) in lines.iter().enumerate() {
                li id=(anchor(line, number)) {
                    p.quirk { (prose(&line.subject.to_string())) small { (origin(line, reasons)) } }
                    (plot(history, line))
                }
            }
        }
        details.fold {
            summary { "The same as a table" }
            div.scroll tabindex="0" role="region" aria-label={ (history.profile) ", by version" } {
                table.table {
                    thead { tr {
                        th scope="col" { "What" }
                        @for version in &history.versions {
                            th scope="col" { (version.number.short()) }
                        }
                    } }
                    tbody { @for line in &lines { tr {
                        th scope="row" { (prose(&table_name(line))) }
                        @for state in &line.states { td { (word(*state)) } }
                    } } }
                }
            }
        }
    }
}

/// Returns the lines, those that change first, and rules behind what has a name.
fn in_order(history: &ProfileHistory) -> Vec<&HistoryLine> {
    let mut lines: Vec<&HistoryLine> = history.lines.iter().collect();
    lines.sort_by_key(|line| {
        let turn = line.turns().next().map_or(usize::MAX, |(_, after)| after);
        (turn == usize::MAX, matches!(line.subject, LineSubject::Rule(_)), turn)
    });
    lines
}

fn anchor(line: &HistoryLine, number: usize) -> String {
    line.subject.anchor().unwrap_or_else(|| format!("rule-{number}"))
}

/// Returns by what name the model has it, with links to what is explained of it, or where it shows.
fn origin(line: &HistoryLine, reasons: &str) -> Markup {
    let cells = run_model::counted(line.cells, "cell");
    html! {
        @match &line.subject {
            LineSubject::Quirk(quirk) => { a href={ (reasons) (quirk) "/" } { (quirk) } },
            LineSubject::Choice { key, choice } => {
                code { (key) " = " (choice) }
                @for reason in &line.reasons { " " a href={ (reasons) (reason) "/" } { (reason) } }
            },
            LineSubject::Rule(_) => "explained by no quirk",
        }
        ", " (cells)
    }
}

fn table_name(line: &HistoryLine) -> String {
    match &line.subject {
        LineSubject::Quirk(quirk) => format!("`{quirk}`"),
        LineSubject::Choice { key, choice } => format!("`{key} = {choice}`"),
        LineSubject::Rule(_) => line.subject.to_string(),
    }
}

/// Returns the place of a version.
fn place(number: usize, versions: usize) -> String {
    let (first, last) = FIRST_AND_LAST;
    let steps = versions.saturating_sub(1).max(1);
    format!("{:.2}%", first + (last - first) * number as f64 / steps as f64)
}

fn axis(history: &ProfileHistory) -> Markup {
    let versions = history.versions.len();
    html! {
        svg {
            @for (number, version) in history.versions.iter().enumerate() {
                @let at = place(number, versions);
                // Where the plot is narrow, every other number is left out.
                text.minor[number % 2 == 1] x=(at) y="12" { (version.number.short()) }
                line.tick x1=(at) x2=(at) y1="20" y2="28" {}
            }
        }
    }
}

fn plot(history: &ProfileHistory, line: &HistoryLine) -> Markup {
    let versions = history.versions.len();
    let known: Vec<usize> =
        (0..versions).filter(|number| line.states[*number] != LineState::Unknown).collect();
    html! {
        svg role="img" aria-label=(label(history, line)) {
            @for number in 0..versions {
                @let at = place(number, versions);
                line.grid x1=(at) x2=(at) y1="0" y2="100%" {}
            }
            @for pair in known.windows(2) {
                @let (from, to) = (place(pair[0], versions), place(pair[1], versions));
                @let class = between(line.states[pair[0]], line.states[pair[1]]);
                line class=(class) x1=(from) x2=(to) y1="50%" y2="50%" {}
            }
            @for number in &known {
                @let at = place(*number, versions);
                @match line.states[*number] {
                    LineState::Shown => circle.seen cx=(at) cy="50%" r="6.5" {},
                    LineState::Absent | LineState::Unknown => {
                        circle.gone cx=(at) cy="50%" r="5.5" {}
                    }
                }
            }
        }
    }
}

/// Returns the class of the line between two versions.
fn between(one: LineState, other: LineState) -> &'static str {
    match (one == other, one) {
        (false, _) => "turn",
        (true, LineState::Shown) => "span",
        (true, LineState::Absent | LineState::Unknown) => "still",
    }
}

fn word(state: LineState) -> &'static str {
    match state {
        LineState::Absent => "not so",
        LineState::Shown => "seen",
        LineState::Unknown => "cannot tell",
    }
}

/// Returns a plot in words.
fn label(history: &ProfileHistory, line: &HistoryLine) -> String {
    let mut label = line.subject.to_string().replace('`', "");
    for (state, first, last) in spans(history, line) {
        _ = write!(label, " {} {}.", capitalised(word(state)), span(first, last));
    }
    label
}

/// Returns in which versions a line is seen and in which not, in a sentence.
pub fn line_in_words(history: &ProfileHistory, line: &HistoryLine) -> String {
    let spans = spans(history, line).into_iter();
    let words = spans.map(|(state, first, last)| format!("{} {}", word(state), span(first, last)));
    words.collect::<Vec<_>>().join(", ")
}

/// Returns the runs of versions that can tell and say the same.
fn spans<'a>(
    history: &'a ProfileHistory,
    line: &HistoryLine,
) -> Vec<(LineState, &'a str, &'a str)> {
    let mut spans: Vec<(LineState, &str, &str)> = Vec::new();
    for (version, state) in history.versions.iter().zip(&line.states) {
        let number = version.number.short();
        match spans.last_mut() {
            _ if *state == LineState::Unknown => {}
            Some((known, _, last)) if known == state => *last = number,
            Some(_) | None => spans.push((*state, number, number)),
        }
    }
    spans
}

fn span(first: &str, last: &str) -> String {
    if first == last { format!("in {first}") } else { format!("from {first} to {last}") }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}
