//! What an overview says of each request of a file.

use diagnosis::{AnswerStatus, EvidenceGap, Explanation};

use crate::words::browser_verdict::{BrowserVerdict, cookie_verdicts, response_verdicts};
use crate::words::request_words;
use crate::words::status_line::status_line;

/// Returns what an answer says without the request that it is about: answers with the same are
/// alike.
pub fn answer_key(explanation: &Explanation, gaps: &[EvidenceGap]) -> String {
    let question = &explanation.question;
    let parties = format!(
        "{} {} {}",
        question.request.api,
        request_words::place(&question.page),
        request_words::place(&question.url)
    );
    let sentences = verdicts(explanation).map(|verdict| verdict.sentence(explanation));
    let parts = [parties, status_line(explanation, gaps)].into_iter().chain(sentences);
    parts.collect::<Vec<_>>().join("\n")
}

/// Returns what becomes of a request: of its first cookie that fails, or else of its response.
pub fn overview_words(explanation: &Explanation, gaps: &[EvidenceGap]) -> String {
    let of_status = match explanation.status(gaps) {
        AnswerStatus::Works | AnswerStatus::DoesNotWork => None,
        AnswerStatus::NothingToJudge | AnswerStatus::Incomplete => {
            Some(status_line(explanation, gaps))
        }
    };
    let failing = || verdicts(explanation).find(|one| !one.works);
    let first = || failing().or_else(|| verdicts(explanation).next());
    of_status.or_else(|| first().map(|one| one.sentence(explanation))).unwrap_or_default()
}

fn verdicts(explanation: &Explanation) -> impl Iterator<Item = BrowserVerdict<'_>> {
    cookie_verdicts(explanation).into_iter().chain(response_verdicts(explanation))
}
