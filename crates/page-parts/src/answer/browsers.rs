//! Where it works, now and after each fix.

use diagnosis::{Explanation, ProfileAnswer, Question, Recordings};
use explainer::JudgedExplanation;
use explainer::words::{VerdictSign, browser_name};
use matrix::Profile;
use maud::{Markup, html};
use run_model::results::ResponseOutcome;

use crate::signs::{prose, say, verdict_sign};

/// Returns the table of browsers.
pub(super) fn browsers(judged: &JudgedExplanation) -> Markup {
    let explanation = &judged.explanation;
    let columns = columns(explanation);
    html! {
        section.panel aria-labelledby="where" {
            h2 #where { "Where it works" }
            table.table.where aria-labelledby="where" {
                thead { tr {
                    th scope="col" { "Browser" }
                    th scope="col" { "Now" }
                    @for column in &columns { th scope="col" { (prose(&column.label)) } }
                } }
                tbody {
                    @for (number, answer) in explanation.answers.iter().enumerate() {
                        tr.guess[!answer.ever_recorded] {
                            th scope="row" {
                                (browser_name(answer.engine, &answer.profile))
                                @if !answer.ever_recorded {
                                    " " small { "predicted, never measured" }
                                }
                            }
                            td { (fate(explanation, answer)) }
                            @for column in &columns {
                                td {
                                    @if let Some(then) = column.then.answers.get(number) {
                                        (fate(&column.then, then))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What becomes of the question after a fix.
struct FixColumn {
    label: String,
    then: Explanation,
}

/// Returns a column for each fix of the only cookie, or one with everything changed.
fn columns(explanation: &Explanation) -> Vec<FixColumn> {
    let again = |label: String, fixed: &Question| FixColumn {
        label,
        then: Explanation::by_model(
            Recordings::built_in(),
            fixed,
            &profiles(explanation),
            &explanation.goals,
        ),
    };
    let [only] = explanation.fixes.as_slice() else {
        let fixed = explanation.fixed();
        return fixed.iter().map(|fixed| again("Fixed".to_owned(), fixed)).collect();
    };
    let mut before: &[_] = &[];
    let mut columns = Vec::new();
    for fix in &only.fixes {
        let adds = before.iter().all(|edit| fix.edits.contains(edit));
        let new: Vec<_> = fix.edits.iter().filter(|edit| !before.contains(edit)).collect();
        let label = match new.as_slice() {
            [one] if adds => format!("+ {}", one.name()),
            _ if columns.is_empty() => "Fixed".to_owned(),
            _ => format!("Fix {}", columns.len() + 1),
        };
        columns.push(again(label, &fix.fixed));
        before = &fix.edits;
    }
    columns
}

/// Returns the profiles that an explanation is for.
fn profiles(explanation: &Explanation) -> Vec<&'static Profile> {
    let all = &Recordings::built_in().matrix().profiles;
    let named =
        |answer: &ProfileAnswer| all.iter().find(|profile| profile.to_string() == answer.name());
    explanation.answers.iter().filter_map(named).collect()
}

fn fate(explanation: &Explanation, answer: &ProfileAnswer) -> Markup {
    let works = explanation.meets_goals(answer);
    let word = if works { "works" } else { fate_word(explanation, answer) };
    say(verdict_sign(VerdictSign::of(works, answer.ever_recorded)), word)
}

/// Returns what goes wrong, in a word or two.
fn fate_word(explanation: &Explanation, answer: &ProfileAnswer) -> &'static str {
    match answer.response.outcome {
        ResponseOutcome::NotMade | ResponseOutcome::PreflightRefused => return "not made",
        ResponseOutcome::RedirectRefused
        | ResponseOutcome::Blocked
        | ResponseOutcome::Navigated
        | ResponseOutcome::Opaque
        | ResponseOutcome::Exposed
        | ResponseOutcome::ExposedWithField
        | ResponseOutcome::ExposedAgain => {}
    }
    let prior = answer.prior.iter().enumerate();
    let prior = prior.filter(|(place, one)| !one.has(&explanation.goals_of_prior(*place)));
    let set = answer.cookies.iter().enumerate();
    let set = set.filter(|(place, one)| !one.has(&explanation.goals_of(*place)));
    let failing = prior.chain(set).map(|(_, cookie)| cookie).next();
    match failing {
        Some(cookie) if !cookie.stored.yes => {
            let rule = cookie.stored.reasons.first().map(|rule| rule.code);
            if rule == Some("third-party-blocked") { "blocked" } else { "refused" }
        }
        Some(cookie) if !cookie.sent.yes => "not sent",
        Some(_) | None if !answer.response.usable => "not readable",
        Some(_) | None => "does not work",
    }
}
