//! The chain of decisions behind one cell, for people.

use std::fmt;

use matrix::{Matrix, Selection};
use run_model::plan::write_shape;
use run_model::results::ResponseOutcome;
use spec_model::fetch::ResponseTainting;
use spec_model::{Decision, EngineModel, Section};

use crate::cookie::CookieFate;
use crate::predict::Oracle;
use crate::response::{Course, Hop};

/// One question on a cell's way, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is asked.
    pub question: &'static str,
    /// Yes or no, with what can be said in a few words.
    pub answer: String,
    /// All the rules that were violated, in order; the first one decided.
    pub reasons: Vec<Citation>,
    /// What else there is to say: details of the reasons, and odd input that was accepted.
    pub notes: Vec<Citation>,
}

/// Something that a standard says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Its code, by which reports and files name it.
    pub code: &'static str,
    /// One plain sentence.
    pub summary: &'static str,
    /// Where it is said, with the link.
    pub section: Section,
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
) -> Vec<Step> {
    let positions = selection.positions(cell);
    let mut shape = write_shape(matrix, selection, cell / selection.cookies());
    shape.cookies = vec![shape.cookies.swap_remove(cell % selection.cookies())];
    let oracle = Oracle::new(model, selection.suite().topology(positions[0]), &shape.cookies);
    let course = oracle.course(&shape);
    let circumstances = oracle.circumstances(&shape, &course);
    let asks = oracle.storage_access.iter().map(|access| {
        Step::yes_or_no("is the page given the storage access that it asks for?", access)
    });
    let mut steps: Vec<Step> =
        asks.chain(request_steps(&course, &oracle.carried(&circumstances, 0))).collect();
    let (received, on) = (oracle.received(&circumstances, 0), shape.cookies[0].on);
    let comes = circumstances.arrival(on).is_allowed();
    if comes {
        steps.push(Step::yes_or_no("is the response's Set-Cookie looked at?", &received));
    }
    if received.is_allowed() {
        steps.extend(cookie_steps(&oracle.fate(&circumstances, 0), circumstances.follow_up(on)));
    } else {
        let why = if comes { "no, it is not looked at" } else { "no, there is no response" };
        steps.push(Step::answered("is the cookie stored?", why.to_owned()));
    }
    steps
}

/// Tells a request's way, given whether the cookie's line can be on its response.
fn request_steps(course: &Course, carried: &Decision) -> Vec<Step> {
    let mut steps = Vec::new();
    for (position, hop) in course.hops().iter().enumerate() {
        let made = if position == 0 { "is the request made?" } else { "is the redirect followed?" };
        steps.push(Step::yes_or_no(made, &hop.request.departure));
        if !hop.request.departure.is_allowed() {
            return steps;
        }
        steps.push(Step::answered("is a preflight needed?", preflight_need(hop)));
        if let Some(preflight) = &hop.preflight {
            steps
                .push(Step::yes_or_no("does the preflight's answer allow the request?", preflight));
        }
        if hop.arrival().is_allowed() {
            let is_last = position + 1 == course.urls();
            let question = if is_last {
                "may the script read the response?"
            } else {
                "does the redirect pass?"
            };
            let mut step = Step::yes_or_no(
                question,
                if carried.is_allowed() { hop.outcome() } else { carried },
            );
            if is_same_origin(hop) {
                step.answer.push_str(", the request is same-origin");
            }
            steps.push(step);
        }
    }
    match &course.field {
        Some(field) if course.outcome() != ResponseOutcome::Blocked => {
            steps.push(Step::yes_or_no("may the script read the header field?", field));
        }
        Some(_) | None => {}
    }
    steps
}

fn cookie_steps(fate: &CookieFate, follow_up: &Decision) -> Vec<Step> {
    let mut stored = Step::yes_or_no("is the cookie stored?", &fate.stored);
    if !fate.stored.is_allowed() {
        return vec![stored];
    }
    if let Some(partition) = &fate.partition {
        stored.answer = format!("yes, partitioned by {partition}");
    }
    if let Some(lifetime) = fate.lifetime {
        stored.answer.push_str(&format!(", for {lifetime}"));
    }
    let mut steps = vec![
        stored,
        Step::yes_or_no("is it readable on the page, by document.cookie?", &fate.readable_on_page),
        Step::yes_or_no(
            "is it readable on the target, by document.cookie?",
            &fate.readable_on_target,
        ),
        Step::yes_or_no("is the follow-up made with cookies?", follow_up),
    ];
    if follow_up.is_allowed() {
        steps.push(Step::yes_or_no("does the follow-up carry it?", &fate.sent));
    }
    steps
}

fn is_same_origin(hop: &Hop) -> bool {
    hop.request.request.response_tainting == ResponseTainting::Basic
}

fn preflight_need(hop: &Hop) -> String {
    if is_same_origin(hop) {
        return "no, the request is same-origin".to_owned();
    }
    if hop.preflight.is_none() {
        return "no, its method and header fields are safelisted".to_owned();
    }
    format!("yes, for {}", hop.preflight_causes().join(" and "))
}

impl Step {
    fn answered(question: &'static str, answer: String) -> Self {
        Self { question, answer, reasons: Vec::new(), notes: Vec::new() }
    }

    fn yes_or_no(question: &'static str, decision: &Decision) -> Self {
        let diagnoses = decision.diagnoses.iter().map(|one| Citation {
            code: one.code(),
            summary: one.summary(),
            section: one.section(),
        });
        let causes = decision.cause.iter().map(|one| Citation {
            code: one.code(),
            summary: one.summary(),
            section: one.section(),
        });
        let notes = decision.notes.iter().map(|one| Citation {
            code: one.code(),
            summary: one.summary(),
            section: one.section(),
        });
        let reasons = decision.reasons.iter().map(|one| Citation {
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

impl fmt::Display for Step {
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

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Section { standard, title, link } = self.section;
        write!(f, "{}: {}\n    {standard}, {title}: {link}", self.code, self.summary)
    }
}
