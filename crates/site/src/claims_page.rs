//! What people say about cookies and CORS, and what was recorded of it.

use claims::{CellExample, Claim, ClaimStatus, LaneResults, PredicateResult};
use explainer::words::browser_name;
use maud::{Markup, html};
use page_parts::{PageSign, prose, say};

use crate::frame::{SitePage, SitePart, SiteScript};

/// Returns the page of claims.
pub(crate) fn claims_page(claims: &[Claim], lanes: &[LaneResults]) -> SitePage {
    let main = html! {
        div.hero {
            h1 { "What people say, and what browsers do" }
            p.lead {
                "Statements about cookies and CORS, each checked against what was recorded of \
                 every browser."
            }
        }
        @for (number, claim) in claims.iter().enumerate() { (one(number, claim, lanes)) }
    };
    SitePage {
        title: "What people say about cookies and CORS".to_owned(),
        description: "Common statements about cookies, SameSite and CORS, each tested in \
                      Chromium, Firefox and WebKitGTK, with the evidence."
            .to_owned(),
        part: SitePart::Claims,
        script: SiteScript::None,
        main,
    }
}

fn one(number: usize, claim: &Claim, lanes: &[LaneResults]) -> Markup {
    let verdicts = verdicts(number, lanes);
    html! {
        section.panel id=(claim.id) aria-labelledby={ (claim.id) "-title" } {
            h2 id={ (claim.id) "-title" } { (claim.number) ". " (prose(&claim.statement)) }
            p {
                @for (status, browsers) in &verdicts {
                    (say(status_sign(*status), status.as_str())) " "
                    span.soft { "in " (browsers.join(", ")) } br;
                }
                @if let Some(model) = lanes.iter().find(|lane| is_model(lane)) {
                    span.soft { "By the text of the standards: " }
                    span.soft { (model.claims[number].verdict.as_str()) }
                }
            }
            p { (prose(&claim.correct)) }
            @if !claim.sources.is_empty() {
                p.small {
                    @for (place, source) in claim.sources.iter().enumerate() {
                        @if place > 0 { " · " }
                        a href=(source.link) rel="noreferrer" { (source.title) }
                    }
                }
            }
            details.fold {
                summary { "Evidence" small { "What was checked, with cells" } }
                @for (place, predicate) in claim.predicates.iter().enumerate() {
                    h3 { (checked(&predicate.to_string())) }
                    (evidence(number, place, lanes))
                }
                @if let Some(unplayed) = &claim.unplayed {
                    p { "No cell covers " (prose(unplayed)) " yet." }
                }
            }
        }
    }
}

/// Returns the verdicts that browsers came to, each with the browsers.
fn verdicts(number: usize, lanes: &[LaneResults]) -> Vec<(ClaimStatus, Vec<String>)> {
    let mut verdicts: Vec<(ClaimStatus, Vec<String>)> = Vec::new();
    for lane in lanes.iter().filter(|lane| !is_model(lane)) {
        let status = lane.claims[number].verdict;
        let name = lane_name(&lane.browser);
        match verdicts.iter_mut().find(|(other, _)| *other == status) {
            Some((_, browsers)) => browsers.push(name),
            None => verdicts.push((status, vec![name])),
        }
    }
    verdicts
}

/// Returns whether a lane is the model of the standards, which nobody measured.
fn is_model(lane: &LaneResults) -> bool {
    lane.browser.starts_with("reference:")
}

/// Whether a statement is right is no verdict on somebody's cookie.
fn status_sign(status: ClaimStatus) -> PageSign {
    match status {
        ClaimStatus::Holds => PageSign::Works,
        ClaimStatus::Fails => PageSign::Fails,
        ClaimStatus::NotAbout | ClaimStatus::NotRecorded => PageSign::Unmeasured,
    }
}

/// Returns a sentence with what Markdown marks by asterisks left plain.
fn checked(words: &str) -> Markup {
    html! { "Checked " (prose(&words.replace('*', ""))) }
}

/// Returns the evidence on one predicate, browsers with the same together.
fn evidence(number: usize, place: usize, lanes: &[LaneResults]) -> Markup {
    let mut groups: Vec<(&PredicateResult, Vec<String>)> = Vec::new();
    for lane in lanes {
        let result = &lane.claims[number].predicates[place];
        let name = lane_name(&lane.browser);
        match groups.iter_mut().find(|(other, _)| other.is_like(result)) {
            Some((_, browsers)) => browsers.push(name),
            None => groups.push((result, vec![name])),
        }
    }
    html! {
        @for (result, browsers) in groups {
            p { (result.verdict.as_str()) ": " (browsers.join(", ")) }
            @for example in &result.evidence { (cell(example)) }
            @for rule in &result.exceptions {
                p.small { code { (rule.rule) } ": " (rule.cells) " cells contradict it" }
                @for example in &rule.evidence { (cell(example)) }
            }
        }
    }
}

fn cell(example: &CellExample) -> Markup {
    html! { p.cell-id { (example.observed) ": " (example.cell) } }
}

fn lane_name(browser: &str) -> String {
    match browser.split_once(':') {
        Some(("reference", _)) => "the standards".to_owned(),
        Some((engine, profile)) => browser_name(engine, profile),
        None => browser.to_owned(),
    }
}
