//! The first line of an answer: whether it works, and in which browsers not.

use diagnosis::{AnswerStatus, EvidenceGap, Explanation, ProfileAnswer};

use crate::words::phrases;

/// How wide the line may be before browsers are counted instead of named.
const COLUMNS: usize = 100;

/// Returns the line that says where an answer stands.
pub fn status_line(explanation: &Explanation, gaps: &[EvidenceGap]) -> String {
    let status = explanation.status(gaps);
    let line = match status {
        AnswerStatus::Works => format!("works in {}", every_browser(explanation)),
        // Whether the response is readable is judged nevertheless.
        AnswerStatus::NothingToJudge if gaps == [EvidenceGap::NoCookie] => {
            "no cookie to judge: the response sets none".to_owned()
        }
        AnswerStatus::NothingToJudge => format!("nothing to judge: {}", missing_evidence(gaps)),
        AnswerStatus::Incomplete => format!("incomplete: {}", missing_evidence(gaps)),
        AnswerStatus::DoesNotWork => does_not_work(explanation, gaps),
    };
    let is_verdict = matches!(status, AnswerStatus::Works | AnswerStatus::DoesNotWork);
    let is_guess = !is_any_measured(explanation);
    let predicted = if is_verdict || is_guess { predicted(explanation) } else { String::new() };
    line + &error_status(explanation, gaps) + &predicted
}

/// Returns the line above the answers to several questions.
pub fn summary_line(statuses: &[AnswerStatus]) -> Option<String> {
    let (worst, count) = (statuses.iter().max()?, statuses.len());
    let those = statuses.iter().filter(|status| *status == worst).count();
    let words = match worst {
        AnswerStatus::Works => "works",
        AnswerStatus::NothingToJudge => "nothing to judge",
        AnswerStatus::Incomplete => "incomplete",
        AnswerStatus::DoesNotWork => "does not work",
    };
    (count > 1).then(|| format!("{words}: {those} of {count} answers\n"))
}

/// Returns what an answer lacks, in one line.
pub(super) fn missing_evidence(gaps: &[EvidenceGap]) -> String {
    gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn every_browser(explanation: &Explanation) -> String {
    match explanation.judged().as_slice() {
        answers @ ([_] | [_, _] | [_, _, _]) => phrases::browser_names(answers).join(", "),
        _ if is_any_measured(explanation) => "every measured browser".to_owned(),
        _ => "every browser".to_owned(),
    }
}

fn is_any_measured(explanation: &Explanation) -> bool {
    explanation.answers.iter().any(|answer| answer.ever_recorded)
}

fn does_not_work(explanation: &Explanation, gaps: &[EvidenceGap]) -> String {
    let judged = explanation.judged();
    let (refuted, others): (Vec<&ProfileAnswer>, Vec<&ProfileAnswer>) =
        judged.iter().partition(|answer| explanation.is_refuted(answer, gaps));
    let measured = if is_any_measured(explanation) { "measured " } else { "" };
    if refuted.len() == judged.len() && judged.len() > 3 {
        return format!("does not work in any {measured}browser");
    }
    // Versions that behave alike are one browser.
    let names = phrases::browser_names(&refuted);
    let line = format!("does not work in {}", names.join(", "));
    // Below, each of many browsers is named with what it does.
    if line.chars().count() + predicted(explanation).chars().count() <= COLUMNS {
        line
    } else {
        let all = names.len() + phrases::browser_names(&others).len();
        format!("does not work in {} of {all} {measured}browsers", names.len())
    }
}

/// A response that reports an error sets cookies as any other, but people should know.
fn error_status(explanation: &Explanation, gaps: &[EvidenceGap]) -> String {
    let status = explanation.question.response.status;
    let is_said = gaps.iter().any(|gap| matches!(gap, EvidenceGap::ServerError { .. }));
    if status >= 400 && !is_said {
        format!(" (the response reports an error: {status})")
    } else {
        String::new()
    }
}

/// Says what is predicted of browsers that were never measured.
fn predicted(explanation: &Explanation) -> String {
    let is_measured = is_any_measured(explanation);
    let guessed = || explanation.answers.iter().filter(|answer| !answer.ever_recorded);
    if !is_measured {
        return " (predicted, never measured)".to_owned();
    }
    let names = phrases::browser_names(&guessed().collect::<Vec<_>>()).join(", ");
    match (names.as_str(), guessed().all(|answer| explanation.meets_goals(answer))) {
        ("", _) => String::new(),
        (names, true) => format!("; probably works in {names} (never measured)"),
        (names, false) => format!("; probably not in {names} (never measured)"),
    }
}
