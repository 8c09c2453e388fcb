//! The verdicts as a page: `docs/claims.md`.

use run_model::counted;
use std::fmt::{self, Write};

use crate::check_claims::LaneResults;
use crate::claim::{Claim, PredicateForm};
use crate::predicate::{CellExample, ClaimStatus, FailingRule, PredicateResult};

/// How many rules are listed for a failure before the rest is only counted.
const MAX_RULES: usize = 4;

/// Returns the page of these claims below `title`, beginning with an index of them.
///
/// # Errors
/// Never: a string takes any text.
pub fn page(title: &str, claims: &[Claim], lanes: &[LaneResults]) -> Result<String, fmt::Error> {
    let mut text = format!("{}\n\n", title.trim_end());
    let columns = columns(lanes);
    let names: Vec<String> = columns.iter().map(|column| column.name()).collect();
    writeln!(text, "| | id | statement | {} |", names.join(" | "))?;
    writeln!(text, "| ---: | --- | --- |{}", " --- |".repeat(columns.len()))?;
    for (number, claim) in claims.iter().enumerate() {
        let Claim { number: position, id, statement, .. } = claim;
        write!(text, "| {position} | [{id}](#{id}) | {statement} |")?;
        for column in &columns {
            write!(text, " {} |", mark(column.verdicts[number]))?;
        }
        text.push('\n');
    }
    for (number, claim) in claims.iter().enumerate() {
        section(&mut text, number, claim, lanes)?;
    }
    Ok(text)
}

/// The profiles of an engine that have the same verdict on every claim.
struct VerdictColumn<'a> {
    engine: &'a str,
    profiles: Vec<&'a str>,
    verdicts: Vec<ClaimStatus>,
}

impl VerdictColumn<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.engine, self.profiles.join(", "))
    }
}

/// Returns the columns of the index, each where its first profile stands.
fn columns(lanes: &[LaneResults]) -> Vec<VerdictColumn<'_>> {
    let mut columns: Vec<VerdictColumn<'_>> = Vec::new();
    for lane in lanes {
        let (engine, profile) = lane.browser.split_once(':').unwrap_or((&lane.browser, ""));
        let verdicts: Vec<ClaimStatus> = lane.claims.iter().map(|claim| claim.verdict).collect();
        let is_alike = |column: &&mut VerdictColumn<'_>| {
            column.engine == engine && column.verdicts == verdicts
        };
        match columns.iter_mut().find(is_alike) {
            Some(column) => column.profiles.push(profile),
            None => columns.push(VerdictColumn { engine, profiles: vec![profile], verdicts }),
        }
    }
    columns
}

/// Returns a verdict as a table shows it: failures stand out.
fn mark(verdict: ClaimStatus) -> String {
    match verdict {
        ClaimStatus::Fails => format!("**{}**", verdict.as_str()),
        ClaimStatus::Holds | ClaimStatus::NotRecorded => verdict.as_str().to_owned(),
        ClaimStatus::NotAbout => "–".to_owned(),
    }
}

fn section(text: &mut String, number: usize, claim: &Claim, lanes: &[LaneResults]) -> fmt::Result {
    writeln!(
        text,
        "\n<a id=\"{}\"></a>\n\n## {}. {}\n\n{}",
        claim.id, claim.number, claim.statement, claim.correct
    )?;
    let sources: Vec<String> =
        claim.sources.iter().map(|source| format!("[{}]({})", source.title, source.link)).collect();
    if !sources.is_empty() {
        writeln!(text, "\n{}", sources.join(" · "))?;
    }
    for (position, predicate) in claim.predicates.iter().enumerate() {
        writeln!(text, "\nChecked {predicate}\n")?;
        for (judged, browsers) in alike(lanes, number, position) {
            evidence(text, &predicate.form, judged, &browsers)?;
        }
    }
    if let Some(unplayed) = &claim.unplayed {
        writeln!(
            text,
            "\nNo cell covers {unplayed} yet. Where the rest holds, the statement counts as not \
             recorded."
        )?;
    }
    Ok(())
}

fn evidence(
    text: &mut String,
    form: &PredicateForm,
    judged: &PredicateResult,
    browsers: &[&str],
) -> fmt::Result {
    let on = browsers.join(", ");
    match judged.verdict {
        ClaimStatus::Fails => {
            let (listed, rest) = judged.exceptions.split_at(judged.exceptions.len().min(MAX_RULES));
            for FailingRule { rule, evidence, .. } in listed {
                writeln!(text, "- **fails** on {on}: `{rule}`")?;
                examples(text, evidence, browsers[0])?;
            }
            if !rest.is_empty() {
                writeln!(text, "- and {}", more_rules(rest.len()))?;
            }
        }
        ClaimStatus::Holds => {
            // With one cell of what is needed and one without it there would be two.
            let is_idle = matches!(form, PredicateForm::Needs { .. }) && judged.evidence.len() == 1;
            writeln!(
                text,
                "- holds on {on}{}",
                if is_idle { ", though no cell with it has the outcome either" } else { "" }
            )?;
            examples(text, &judged.evidence, browsers[0])?;
        }
        ClaimStatus::NotAbout => {}
        ClaimStatus::NotRecorded => writeln!(text, "- not recorded on {on}")?,
    }
    Ok(())
}

fn examples(text: &mut String, examples: &[CellExample], browser: &str) -> fmt::Result {
    for CellExample { cell, observed } in examples {
        writeln!(text, "  - {observed}: `cargo xtask show {cell} --browser {browser}`")?;
    }
    Ok(())
}

/// Returns the words for so many rules that are not listed.
pub(crate) fn more_rules(count: usize) -> String {
    counted(count, "more rule")
}

/// Returns the verdicts on one predicate of a claim that some lane has, in order of the lanes, each
/// with its lanes' names.
pub(crate) fn alike(
    lanes: &[LaneResults],
    claim: usize,
    predicate: usize,
) -> Vec<(&PredicateResult, Vec<&str>)> {
    let mut groups: Vec<(&PredicateResult, Vec<&str>)> = Vec::new();
    for lane in lanes {
        let judged = &lane.claims[claim].predicates[predicate];
        match groups.iter_mut().find(|(known, _)| known.is_like(judged)) {
            Some((_, browsers)) => browsers.push(&lane.browser),
            None => groups.push((judged, vec![&lane.browser])),
        }
    }
    groups
}
