//! The way of a cookie as a strip of steps, whole or at the size of a word.

use explainer::words::{CookieStrip, StepState, StripStep, WayStep};
use maud::{Markup, html};

use crate::signs::{PageSign, sign};

/// Returns the way of a cookie.
pub fn strip(strip: &CookieStrip<'_>) -> Markup {
    let measured = strip.shown.ever_recorded;
    html! {
        ol.strip role="list" aria-label="The request, step by step" {
            @for step in &strip.steps { (strip_step(step, measured)) }
        }
    }
}

fn strip_step(step: &StripStep, measured: bool) -> Markup {
    let (class, which, heard) = match (step.state, measured) {
        (StepState::Passed, true) => ("works", PageSign::Works, "passed"),
        (StepState::Passed, false) => ("guess", PageSign::GuessWorks, "should pass"),
        (StepState::Fails, true) => ("fails", PageSign::Fails, "fails here"),
        (StepState::Fails, false) => ("fails guess", PageSign::GuessFails, "should fail here"),
        (StepState::Later, _) => ("later", PageSign::Later, "affected"),
        (StepState::Unknown, _) => ("later", PageSign::Ask, "not known"),
    };
    html! {
        li class={ "step " (class) } {
            @if step.state == StepState::Fails {
                svg.snap aria-hidden="true" { use href="#snap" {} }
            }
            span.node { (sign(which)) }
            p.step-name { (step.step.name()) span.unseen { ": " (heard) } }
            p.step-wire { (step.wire) }
            p.step-says { (crate::signs::prose(&step.says)) }
        }
    }
}

/// Returns the five usual steps at the size of a word, with the one that fails; the cookie is fine
/// where a script alone cannot read the response.
pub fn mini_strip(failing: WayStep) -> Markup {
    let place = WayStep::USUAL.iter().position(|step| *step == failing.usual()).unwrap_or(0);
    let ends_there = failing != WayStep::Response;
    let x = |number: usize| format!("{:.1}", 7.0 + 15.5 * number as f64);
    let label = format!(
        "Fails at step {} of {}, {}",
        place + 1,
        WayStep::USUAL.len(),
        WayStep::USUAL[place].name().to_lowercase()
    );
    html! {
        svg.mini viewBox="0 0 76 14" role="img" aria-label=(label) {
            @for number in 0..4 { line x1=(x(number)) y1="7" x2=(x(number + 1)) y2="7" {} }
            @for number in 0..5 {
                @if number == place {
                    path.m-no d={ "M" (x(number)) " .5l6.5 6.5-6.5 6.5-6.5-6.5z" } {}
                } @else if number < place || !ends_there {
                    circle.m-ok cx=(x(number)) cy="7" r="4.2" {}
                } @else {
                    circle.m-off cx=(x(number)) cy="7" r="3.6" {}
                }
            }
        }
    }
}
