//! Verdicts for a terminal.

use std::fmt::{self, Write};

use crate::check_claims::LaneResults;
use crate::claim::Claim;
use crate::page::{alike, more_rules};
use crate::predicate::{ClaimStatus, FailingRule, PredicateResult};

/// Returns a table of engines and claims, and below it where claims fail.
///
/// # Errors
/// Never: a string takes any text.
pub fn table(claims: &[Claim], lanes: &[LaneResults]) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let width = lanes.iter().map(|lane| lane.browser.len()).max().unwrap_or(0);
    write!(text, "{:width$}", "")?;
    for claim in claims {
        write!(text, "{:>3}", claim.number)?;
    }
    text.push('\n');
    for lane in lanes {
        write!(text, "{:width$}", lane.browser)?;
        for claim in &lane.claims {
            write!(text, "{:>3}", sign(claim.verdict))?;
        }
        text.push('\n');
    }
    let legend =
        [ClaimStatus::Holds, ClaimStatus::Fails, ClaimStatus::NotRecorded, ClaimStatus::NotAbout];
    let legend = legend.map(|verdict| format!("{} {}", sign(verdict), verdict.as_str()));
    writeln!(text, "\n{}", legend.join("   "))?;
    for (number, claim) in claims.iter().enumerate() {
        failures(&mut text, number, claim, lanes)?;
    }
    Ok(text)
}

fn sign(verdict: ClaimStatus) -> char {
    match verdict {
        ClaimStatus::Fails => '✗',
        ClaimStatus::Holds => '✓',
        ClaimStatus::NotAbout => '·',
        ClaimStatus::NotRecorded => '?',
    }
}

fn failures(text: &mut String, number: usize, claim: &Claim, lanes: &[LaneResults]) -> fmt::Result {
    if lanes.iter().all(|lane| lane.claims[number].verdict != ClaimStatus::Fails) {
        return Ok(());
    }
    writeln!(text, "\n{}. {}", claim.number, claim.statement)?;
    for predicate in 0..claim.predicates.len() {
        for (PredicateResult { exceptions, .. }, browsers) in alike(lanes, number, predicate) {
            let Some((FailingRule { rule, evidence, .. }, rest)) = exceptions.split_first() else {
                continue;
            };
            let further = if rest.is_empty() {
                String::new()
            } else {
                format!(", and {}", more_rules(rest.len()))
            };
            writeln!(text, "   {}: {rule}{further}", browsers.join(", "))?;
            for example in evidence {
                writeln!(
                    text,
                    "      cargo xtask show {} --browser {}",
                    example.cell, browsers[0]
                )?;
            }
        }
    }
    Ok(())
}
