//! The chain of decisions behind one cell, for people.

use std::fmt;

use matrix::{Matrix, Selection};
use run_model::plan::compile_shape;
use run_model::results::ResponseOutcome;
use spec_model::fetch::ResponseTainting;
use spec_model::{Decision, EngineModel, StandardSection, UserAgent};

use crate::cookie::StandaloneCookie;
use crate::predict::ShapePredictor;
use crate::response::{HopChain, RequestHop};

/// One question on a cell's way, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplanationStep {
    /// What is asked.
    pub question: &'static str,
    /// Yes or no, with what can be said in a few words.
    pub answer: String,
    /// All the rules that were violated, in order; the first one decided.
    pub reasons: Vec<RuleCitation>,
    /// What else there is to say: details of the reasons, and odd input that was accepted.
    pub notes: Vec<RuleCitation>,
}

/// Something that a standard says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleCitation {
    /// Its code, by which reports and files name it.
    pub code: &'static str,
    /// One plain sentence.
    pub summary: &'static str,
    /// Where it is said, with the link.
    pub section: StandardSection,
}

/// Explains one cell: every decision that was made on its way, in order, up to what makes the rest
/// impossible.
///
/// # Panics
/// If the selection has no cell with that number.
pub fn explain(
    matrix: &Matrix,
    selection: &Selection,
    cell: usize,
    model: &EngineModel,
) -> Vec<ExplanationStep> {
    let positions = selection.positions(cell);
    let mut shape = compile_shape(matrix, selection, cell / selection.cookies());
    shape.cookies = vec![shape.cookies.swap_remove(cell % selection.cookies())];
    let predictor =
        ShapePredictor::new(model, selection.suite().topology(positions[0]), &shape.cookies);
    let chain = predictor.hop_chain(&shape);
    let cookie_inputs = predictor.cookie_inputs(&shape, &chain);
    let asks = predictor.storage_access.iter().map(|access| {
        ExplanationStep::yes_or_no("is the page given the storage access that it asks for?", access)
    });
    let mut steps: Vec<ExplanationStep> = asks
        .chain(request_steps(&chain, &predictor.carried(&cookie_inputs, 0), predictor.user_agent))
        .collect();
    let (received, on) = (predictor.received(&cookie_inputs, 0), shape.cookies[0].on);
    let comes = cookie_inputs.reaches_server(on).is_allowed();
    if comes {
        steps
            .push(ExplanationStep::yes_or_no("is the response's Set-Cookie looked at?", &received));
    }
    if received.is_allowed() {
        steps.extend(cookie_steps(
            &predictor.predict_cookie(&cookie_inputs, &predictor.contexts(&cookie_inputs), 0),
            cookie_inputs.follow_up(on),
        ));
    } else {
        let why = if comes { "no, it is not looked at" } else { "no, there is no response" };
        steps.push(ExplanationStep::answered("is the cookie stored?", why.to_owned()));
    }
    steps
}

/// Tells a request's way, given whether the cookie's line can be on its response.
fn request_steps(
    chain: &HopChain,
    carried: &Decision,
    user_agent: UserAgent<'_>,
) -> Vec<ExplanationStep> {
    let mut steps = Vec::new();
    for (position, hop) in chain.hops().iter().enumerate() {
        let made = if position == 0 { "is the request made?" } else { "is the redirect followed?" };
        steps.push(ExplanationStep::yes_or_no(made, &hop.request.may_be_sent));
        if !hop.request.may_be_sent.is_allowed() {
            return steps;
        }
        steps.push(ExplanationStep::answered(
            "is a preflight needed?",
            preflight_need(hop, user_agent),
        ));
        if let Some(preflight) = &hop.preflight {
            steps.push(ExplanationStep::yes_or_no(
                "does the preflight's answer allow the request?",
                preflight,
            ));
        }
        if hop.reaches_server().is_allowed() {
            let is_last = position + 1 == chain.urls();
            let question = if is_last {
                "may the script read the response?"
            } else {
                "does the redirect pass?"
            };
            let mut step = ExplanationStep::yes_or_no(
                question,
                if carried.is_allowed() { hop.outcome() } else { carried },
            );
            if is_same_origin(hop) {
                step.answer.push_str(", the request is same-origin");
            }
            steps.push(step);
        }
    }
    match &chain.field {
        Some(field) if chain.outcome() != ResponseOutcome::Blocked => {
            steps.push(ExplanationStep::yes_or_no("may the script read the header field?", field));
        }
        Some(_) | None => {}
    }
    steps
}

fn cookie_steps(standalone: &StandaloneCookie, follow_up: &Decision) -> Vec<ExplanationStep> {
    let mut stored = ExplanationStep::yes_or_no("is the cookie stored?", &standalone.stored);
    if !standalone.stored.is_allowed() {
        return vec![stored];
    }
    if let Some(partition) = &standalone.partition {
        stored.answer = format!("yes, partitioned by {partition}");
    }
    if let Some(lifetime) = standalone.lifetime {
        stored.answer.push_str(&format!(", for {lifetime}"));
    }
    let mut steps = vec![
        stored,
        ExplanationStep::yes_or_no(
            "is it readable on the page, by document.cookie?",
            &standalone.readable_on_page,
        ),
        ExplanationStep::yes_or_no(
            "is it readable on the target, by document.cookie?",
            &standalone.readable_on_target,
        ),
        ExplanationStep::yes_or_no("is the follow-up made with cookies?", follow_up),
    ];
    if follow_up.is_allowed() {
        steps.push(ExplanationStep::yes_or_no("does the follow-up carry it?", &standalone.sent));
    }
    steps
}

fn is_same_origin(hop: &RequestHop) -> bool {
    hop.request.request.response_tainting == ResponseTainting::Basic
}

fn preflight_need(hop: &RequestHop, user_agent: UserAgent<'_>) -> String {
    if is_same_origin(hop) {
        return "no, the request is same-origin".to_owned();
    }
    if hop.preflight.is_none() {
        return "no, its method and header fields are safelisted".to_owned();
    }
    format!("yes, for {}", hop.preflight_causes(user_agent).join(" and "))
}

impl ExplanationStep {
    fn answered(question: &'static str, answer: String) -> Self {
        Self { question, answer, reasons: Vec::new(), notes: Vec::new() }
    }

    fn yes_or_no(question: &'static str, decision: &Decision) -> Self {
        let diagnoses = decision.diagnoses.iter().map(|one| RuleCitation {
            code: one.code(),
            summary: one.summary(),
            section: one.section(),
        });
        let causes = decision.cause.iter().map(|one| RuleCitation {
            code: one.code(),
            summary: one.summary(),
            section: one.section(),
        });
        let notes = decision.notes.iter().map(|one| RuleCitation {
            code: one.code(),
            summary: one.summary(),
            section: one.section(),
        });
        let reasons = decision.reasons.iter().map(|one| RuleCitation {
            code: one.code(),
            summary: one.summary(),
            section: one.section(),
        });
        Self {
            question,
            answer: if decision.is_allowed() { "yes" } else { "no" }.to_owned(),
            reasons: reasons.collect(),
            notes: diagnoses.chain(causes).chain(notes).collect(),
        }
    }
}

impl fmt::Display for ExplanationStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.question, self.answer)?;
        for reason in &self.reasons {
            write!(f, "\n  {reason}")?;
        }
        for note in &self.notes {
            write!(f, "\n  note: {note}")?;
        }
        Ok(())
    }
}

impl fmt::Display for RuleCitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StandardSection { standard, title, link } = self.section;
        write!(f, "{}: {}\n    {standard}, {title}: {link}", self.code, self.summary)
    }
}
