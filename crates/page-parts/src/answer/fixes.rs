//! What to change, as a diff of what was given.

use diagnosis::{Explanation, SuggestedEdit, SuggestedFix, SuggestedFixes};
use explainer::words::phrases;
use maud::{Markup, html};

use crate::diff::diff;
use crate::signs::prose;

/// Returns what to change, for each cookie. The first heading has this id, on a page that has one
/// answer.
pub(super) fn fixes(explanation: &Explanation, heading_id: Option<&str>) -> Markup {
    let distinct = explainer::words::distinct_fixes(explanation);
    html! {
        @if distinct.is_empty() {
            h2 id=[heading_id] { "Fix" }
            p { "There is nothing to change." }
        }
        @for (number, (cookies, fixes)) in distinct.iter().enumerate() {
            h2 id=[heading_id.filter(|_| number == 0)] {
                "Fix" (cookies)
                @if !fixes.fixes.is_empty() { ": " (heading(fixes)) }
            }
            (fixes_of(fixes, explanation))
        }
    }
}

/// Returns what the first fix is, in short.
fn heading(fixes: &SuggestedFixes) -> Markup {
    let first = fixes.fixes.first();
    let edits = first.map(|fix| fix.edits.as_slice()).unwrap_or_default();
    html! {
        @for (number, edit) in edits.iter().enumerate() {
            @if number > 0 { ", " }
            @if edit.adds() { "add " }
            (prose(&edit.name()))
        }
    }
}

fn fixes_of(fixes: &SuggestedFixes, explanation: &Explanation) -> Markup {
    html! {
        @for (number, fix) in fixes.fixes.iter().enumerate() {
            @if number > 0 {
                h3 { (next_heading(&fixes.fixes[number - 1], fix, explanation)) }
            }
            (one_fix(fix, fixes))
            @if number == 0 {
                p.small.soft { "It " (phrases::works_in(fix, explanation)) "." }
            }
        }
        @if phrases::is_for_unsafe_method(explanation) { p { (prose(phrases::COME_BACK_BY_GET)) } }
        @if let Some(workaround) = &fixes.workaround {
            @let (first, others) = explainer::words::workaround(workaround, explanation);
            p { (prose(&first)) }
            @if !others.is_empty() { ul { @for one in others { li { (prose(&one)) } } } }
        }
        @if !fixes.fixes.is_empty() {
            p.small.soft {
                "Each fix was tried on the model of every browser listed, and nothing in it can be \
                 left out."
            }
        }
    }
}

/// Says what a further fix adds to the one before it, and where it works then.
fn next_heading(before: &SuggestedFix, fix: &SuggestedFix, explanation: &Explanation) -> Markup {
    let new: Vec<&SuggestedEdit> =
        fix.edits.iter().filter(|edit| !before.edits.contains(edit)).collect();
    html! {
        @match new.as_slice() {
            [one] if one.adds() => { "Add " (prose(&one.name())) " too, and it " }
            _ => "With this too, it ",
        }
        (phrases::works_in(fix, explanation))
    }
}

fn one_fix(fix: &SuggestedFix, fixes: &SuggestedFixes) -> Markup {
    let lines = [&fix.diff.response, &fix.diff.preflight, &fix.diff.prior];
    let is_empty = lines.iter().all(|lines| lines.is_empty());
    let sentences = if is_empty || fix.edits.iter().any(SuggestedEdit::is_outside_headers) {
        phrases::edits(fix, fixes)
    } else {
        phrases::advice(fix, fixes)
    };
    html! {
        @for sentence in sentences { p { (prose(&sentence)) } }
        @if !fix.diff.response.is_empty() { (diff(&fix.diff.response)) }
        @if !fix.diff.preflight.is_empty() {
            h4 { "In the response to the preflight" }
            (diff(&fix.diff.preflight))
        }
        @if !fix.diff.prior.is_empty() {
            h4 { "Where the cookie is set" }
            (diff(&fix.diff.prior))
        }
    }
}
