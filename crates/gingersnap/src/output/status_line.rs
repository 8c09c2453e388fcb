//! The first line of an answer: whether it works, and in which browsers not.

use diagnosis::{AnswerStatus, EvidenceGap, Explanation, ProfileAnswer};

use crate::output::phrases;

/// Returns the line that says where an answer stands.
pub(crate) fn status_line(explanation: &Explanation, gaps: &[EvidenceGap]) -> String {
    let line = match explanation.status(gaps) {
        AnswerStatus::Works => format!("works in {}", every_browser(explanation)),
        AnswerStatus::NothingToJudge => format!("nothing to judge: {}", reasons(gaps)),
        AnswerStatus::Incomplete => format!("incomplete: {}", reasons(gaps)),
        AnswerStatus::DoesNotWork => does_not_work(explanation, gaps),
    };
    line + &error_status(explanation, gaps) + &predicted(explanation)
}

/// Returns the line above the answers to several questions.
pub(crate) fn summary_line(statuses: &[AnswerStatus]) -> Option<String> {
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

fn reasons(gaps: &[EvidenceGap]) -> String {
    gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn every_browser(explanation: &Explanation) -> String {
    match explanation.answers.as_slice() {
        answers @ ([_] | [_, _] | [_, _, _]) => {
            phrases::browser_names(&answers.iter().collect::<Vec<_>>()).join(", ")
        }
        answers => format!("all {} browser profiles", answers.len()),
    }
}

fn does_not_work(explanation: &Explanation, gaps: &[EvidenceGap]) -> String {
    let all = &explanation.answers;
    let refuted: Vec<&ProfileAnswer> =
        all.iter().filter(|answer| explanation.is_refuted(answer, gaps)).collect();
    if refuted.len() == all.len() && all.len() > 3 {
        return format!("does not work in any of {} browser profiles", all.len());
    }
    format!("does not work in {}", phrases::browser_names(&refuted).join(", "))
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

/// Says of browsers that were never measured, where no other is in the answer, what that means.
fn predicted(explanation: &Explanation) -> String {
    let is_guess = explanation.answers.iter().all(|answer| !answer.ever_recorded);
    if is_guess { " (predicted, never measured)".to_owned() } else { String::new() }
}
