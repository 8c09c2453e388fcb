//! Histories for a terminal.

use std::fmt::{self, Write};

use run_model::counted;

use crate::history_file::{HistoryChange, LineState, ProfileHistory};
use crate::line_subject::LineSubject;

/// Returns what changed at which version, for people.
pub fn history_text(histories: &[ProfileHistory]) -> String {
    let mut text = String::new();
    for history in histories {
        // A string takes all text.
        _ = write_history(&mut text, history);
    }
    text
}

fn write_history(text: &mut String, history: &ProfileHistory) -> fmt::Result {
    let ProfileHistory { profile, versions, lines } = history;
    let numbers: Vec<&str> = versions.iter().map(|version| version.number.short()).collect();
    writeln!(text, "{profile} in {}", numbers.join(", "))?;
    let changes = history.changes();
    for HistoryChange { line, before, after, now } in &changes {
        let (before, after) = (before.number.short(), after.number.short());
        let turn = match now {
            LineState::Absent => format!("in {before}, no longer in {after}"),
            LineState::Shown | LineState::Unknown => format!("in {after}, not yet in {before}"),
        };
        let cells = counted(line.cells, "cell");
        writeln!(text, "  {turn}: {}\n    {cells}, such as {}", line.subject, line.example)?;
    }
    let steady = lines.iter().filter(|line| line.turns().next().is_none());
    let (mut names, mut rules) = (Vec::new(), 0);
    for line in steady {
        match &line.subject {
            LineSubject::Quirk(quirk) => names.push(quirk.to_string()),
            LineSubject::Choice { key, choice } => names.push(format!("{key} = {choice}")),
            LineSubject::Rule(_) => rules += 1,
        }
    }
    let changes = counted(changes.len(), "change");
    writeln!(text, "{changes}; no other is seen to change: {}", names.join(", "))?;
    if rules > 0 {
        writeln!(text, "{} that each version shows", counted(rules, "rule"))?;
    }
    Ok(())
}
