//! From an input to its answers, each judged by what it lacks.

use diagnosis::console::ConsoleMessage;
use diagnosis::{
    AnswerStatus, BrowserSelection, EvidenceGap, Explanation, Question, QuestionEvidence,
    Recordings, ResponseSource, UserGoal,
};
use matrix::Profile;
use run_model::evidence::ReasonSubject;
use spec_model::Timestamp;

use crate::input::{
    ExplainInput, InputField, InputProblem, InputQuestion, InputQuestions, MessagesInput,
    missing_parts, profiles, questions, unanswerable,
};
use crate::json::{ExplainJson, QuestionSource};
use crate::judged_explanation::JudgedExplanation;
use crate::words::{overview_words, phrases};

/// The answers to an input.
#[derive(Clone, Debug)]
pub struct ExplainOutcome {
    /// One for each question, in order.
    pub answers: Vec<JudgedExplanation>,
    /// The entries of a HAR that ask nothing though they should, each with the reason; what the
    /// messages of browsers mean, where nothing else was given; or why the input has no answer.
    pub skipped: Vec<String>,
    /// The browsers that are answered for.
    pub profiles: Vec<&'static Profile>,
}

/// Explains what somebody gives, by what is built into the program; `now` is the present time.
///
/// # Errors
/// What is wrong in what was given.
pub fn explain_input(input: &ExplainInput, now: Timestamp) -> Result<ExplainOutcome, InputProblem> {
    let mut outcome = judge_input(input, now)?;
    for answer in &mut outcome.answers {
        answer.cite(&outcome.profiles);
        answer.suggest_fixes(&outcome.profiles);
    }
    Ok(outcome)
}

/// Judges what somebody gives by the models alone: the answers neither cite what was seen nor have
/// fixes yet, which take longer than all else.
///
/// # Errors
/// What is wrong in what was given.
pub fn judge_input(input: &ExplainInput, now: Timestamp) -> Result<ExplainOutcome, InputProblem> {
    let Some(found) = MessagesInput::of(input) else {
        return match unanswerable(input) {
            Some(why) => nothing_to_judge(input, vec![why]),
            None => judge_questions(input, now),
        };
    };
    if found.is_alone() {
        let told = found.messages.iter().map(|one| {
            let fix = one.likely_fix().map(|fix| fix + " ").unwrap_or_default();
            let missing = || missing_parts(&one.missing(), input.labels);
            let next = match one.next_step() {
                Some(step) => format!("Next, {step}"),
                None => format!("For a verdict, {}", missing()),
            };
            format!("{} {fix}{next}", one.meaning())
        });
        return nothing_to_judge(input, told.collect());
    }
    if let Some(why) = unanswerable(&found.rest) {
        return nothing_to_judge(input, vec![why]);
    }
    let mut outcome = judge_questions(&found.rest, now)?;
    for answer in &mut outcome.answers {
        answer.asked.notes.extend(found.messages.iter().map(ConsoleMessage::meaning));
        answer.asked.notes.extend(found.messages.iter().find_map(|one| contradicted(one, answer)));
        let mut errors = found.messages.iter().filter(|one| one.is_error());
        if let (AnswerStatus::Works, Some(message)) = (answer.status(), errors.next()) {
            let browser = message.source.to_string();
            answer.gaps.push(EvidenceGap::ConsoleContradicts { browser });
        }
    }
    Ok(outcome)
}

/// Says that a response lacks the fault which a message reports, where its cookie has another.
fn contradicted(message: &ConsoleMessage, answer: &JudgedExplanation) -> Option<String> {
    let is_usable = answer.explanation.answers.iter().all(|one| one.response.usable);
    let says_why = message.about == ReasonSubject::Response && !message.reasons.is_empty();
    (says_why && is_usable && answer.status() == AnswerStatus::DoesNotWork).then(|| {
        format!(
            "the response contradicts what {} says: it is of another request, or the server was \
             changed since",
            message.source
        )
    })
}

/// Returns the outcome of an input that no verdict answers, for these reasons.
fn nothing_to_judge(
    input: &ExplainInput,
    skipped: Vec<String>,
) -> Result<ExplainOutcome, InputProblem> {
    let profiles = profiles(Recordings::built_in(), &input.browsers);
    let profiles = profiles.map_err(InputProblem::Browser)?;
    Ok(ExplainOutcome { answers: Vec::new(), skipped, profiles })
}

fn judge_questions(input: &ExplainInput, now: Timestamp) -> Result<ExplainOutcome, InputProblem> {
    let recordings = Recordings::built_in();
    let profiles = profiles(recordings, &input.browsers).map_err(InputProblem::Browser)?;
    let InputQuestions { questions, skipped } = questions(input, now)?;
    let browsers =
        if input.browsers.is_empty() { BrowserSelection::Default } else { BrowserSelection::Named };
    let judge = |mut asked: InputQuestion| {
        let is_asked = |goal: &UserGoal| *goal != UserGoal::Response || asked.asks_for_response();
        let goals: Vec<UserGoal> = input.goals.iter().copied().filter(is_asked).collect();
        let evidence = QuestionEvidence { response: asked.response, browsers };
        let explain = |question: &Question| {
            let mut explanation = Explanation::by_model(recordings, question, &profiles, &goals);
            explanation.wanted_cookies.clone_from(&input.cookies);
            let gaps = explanation.evidence_gaps(evidence);
            (explanation, gaps)
        };
        let (explanation, mut gaps) = explain(&asked.question);
        if let Some(other) = asked.other_reading.take() {
            let (otherwise, other_gaps) = explain(&other.question);
            let words = overview_words(&otherwise, &other_gaps);
            let told = other.told(words.trim_end_matches('.'));
            let is_same = words == overview_words(&explanation, &gaps)
                && otherwise.status(&other_gaps) == explanation.status(&gaps);
            let works = |status| status == AnswerStatus::Works;
            match (works(explanation.status(&gaps)), works(otherwise.status(&other_gaps))) {
                _ if is_same => {}
                (true, false) => gaps.push(other.gap(told)),
                (true, true) | (false, _) => asked.notes.push(told),
            }
        }
        if !asked.unknown_parts.is_empty() && asked.response != ResponseSource::Assumed {
            gaps.push(EvidenceGap::CallUnknown { parts: asked.unknown_parts.clone() });
        }
        let is_proved = explanation.status(&gaps) == AnswerStatus::Works;
        gaps.extend(asked.seen_otherwise.clone().filter(|_| is_proved));
        let is_unused =
            asked.question.preflight.is_some() && explanation.facts.preflight_causes.is_empty();
        if is_unused && asked.entry.is_none() {
            asked.notes.push(
                "the request needs no preflight, so the response to one does not count".to_owned(),
            );
        }
        asked.notes.extend(further_notes(&explanation, &gaps));
        // A file shows the requests that there were.
        let is_open = explanation.status(&gaps) == AnswerStatus::Incomplete;
        if is_open && asked.entry.is_none() && gaps.iter().any(EvidenceGap::is_of_later_request) {
            let field = input.labels.entry(InputField::Then);
            let names = |field| format!("{field} names the request that needs the cookie");
            asked.notes.extend(field.map(names));
        }
        let is_around = |gap: &EvidenceGap| matches!(gap, EvidenceGap::PageAroundUnknown { .. });
        if gaps.iter().any(is_around) {
            let field = input.labels.entry(InputField::Page);
            let names = |field| format!("{field} names the page in the address bar");
            asked.notes.extend(field.map(names));
        }
        JudgedExplanation { asked, explanation, gaps }
    };
    // A response of a file that works without a cookie is of no interest.
    let is_of_interest = |one: &JudgedExplanation| {
        one.asked.entry.is_none()
            || one.asked.response == ResponseSource::Assumed
            || one.status() != AnswerStatus::NothingToJudge
    };
    let answers = questions.into_iter().map(judge).filter(is_of_interest).collect();
    Ok(ExplainOutcome { answers, skipped, profiles })
}

/// How long Safari keeps cookies that scripts set, as its makers say.
const SCRIPT_COOKIE_SECS: i64 = 7 * 24 * 60 * 60;

/// Says of each cookie that a later line of the same response deletes what to do about it.
fn deleted_at_once(explanation: &Explanation) -> Vec<String> {
    let names = explanation.cookies_deleted_at_once();
    let words = |name| {
        format!(
            "a later line of the same response deletes `{name}`: leave that line out, or send it \
             before the one that sets the cookie"
        )
    };
    names.into_iter().map(words).collect()
}

/// Returns what no verdict says: where two cookies share a name, and what is not measured.
fn further_notes(explanation: &Explanation, gaps: &[EvidenceGap]) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(explanation.names_sent_twice().iter().map(|name| {
        format!(
            "two cookies are called `{name}` and differ in Domain or Path: the request carries \
             both, and a server may read the older one"
        )
    }));
    for line in explanation.question.set_cookie_lines() {
        if let Some(twin) = explanation.question.twin_of(line) {
            let name = phrases::cookie_name(line);
            notes.push(format!(
                "{name} is for browsers that know no `SameSite=None`: `{twin}`, which the load \
                 balancer sets beside it, takes its place across sites"
            ));
        }
    }
    notes.extend(deleted_at_once(explanation));
    notes.extend(explanation.cookies_sent_while_young().into_iter().map(|name| {
        format!(
            "`{name}` has no SameSite: Chrome sends it with a POST of another site for two minutes \
             after it was set, and not later. `SameSite=None; Secure` sends it later too"
        )
    }));
    if explanation.answers.iter().any(|answer| answer.engine == "safari")
        && explanation.question.script_cookie_outlasts(SCRIPT_COOKIE_SECS)
    {
        notes.push(
            "Safari ends cookies that scripts set after 7 days at the latest; that is not measured"
                .to_owned(),
        );
    }
    for gap in gaps {
        if let EvidenceGap::PreflightUnknown { command } = gap {
            notes.push(format!("this shows the response to the preflight: `{command}`"));
        }
    }
    let is_local = |gap: &&EvidenceGap| matches!(gap, EvidenceGap::LocalNetwork { .. });
    if explanation.status(gaps) == AnswerStatus::DoesNotWork {
        notes.extend(gaps.iter().filter(is_local).map(ToString::to_string));
    }
    notes
}

impl ExplainOutcome {
    /// Returns where the worst answer stands.
    pub fn status(&self) -> AnswerStatus {
        let all = self.answers.iter().map(JudgedExplanation::status);
        all.max().unwrap_or(AnswerStatus::NothingToJudge)
    }

    /// Returns what `explain --json` writes of its answers, where all that were asked for stand so.
    pub fn json(&self, status: AnswerStatus) -> ExplainJson<'_> {
        let parts = self.answers.iter().map(|answer| {
            let asked = &answer.asked;
            let source = QuestionSource {
                origin: asked.origin.as_deref(),
                read: asked.read.as_deref(),
                notes: &asked.notes,
            };
            (source, &answer.explanation, answer.gaps.as_slice())
        });
        ExplainJson::new(status, &self.skipped, parts)
    }
}
