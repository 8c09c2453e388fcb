//! The list of reasons and quirks, by the step at which each takes effect.

use explainer::words::WayStep;
use maud::{Markup, html};
use page_parts::{mini_strip, prose};
use spec_model::{Quirk, Reason};

use crate::frame::{SitePage, SitePart, SiteScript};
use crate::rule_census::RuleCensus;

const STEPS: [WayStep; 6] = [
    WayStep::Request,
    WayStep::Preflight,
    WayStep::Redirect,
    WayStep::Response,
    WayStep::Jar,
    WayStep::NextRequest,
];

/// Returns the list of reasons.
pub(crate) fn reason_list(census: &RuleCensus) -> SitePage {
    let of = |step: WayStep| {
        Reason::ALL.iter().copied().filter(move |reason| WayStep::of(*reason) == Some(step))
    };
    let main = html! {
        div.hero {
            h1 { "Why a cookie or a response is lost" }
            p.lead {
                "Every rule of the standards that stops one, by the step at which it does, and \
                 every place where an engine departs from them."
            }
        }
        @for step in STEPS {
            section.panel aria-labelledby=(anchor(step)) {
                div.head { h2 id=(anchor(step)) { (step.name()) } (mini_strip(step)) }
                (list(of(step).map(|reason| (reason.code(), reason.summary()))))
            }
        }
        section.panel aria-labelledby="quirks" {
            h2 #quirks { "Where engines depart from the standards" }
            @let quirks = Quirk::ALL.iter();
            @let used = quirks.filter(|quirk| !census.uses(quirk.name()).is_empty());
            @let unused = Quirk::ALL.iter().filter(|one| census.uses(one.name()).is_empty());
            (list(used.chain(unused).map(|quirk| (quirk.name(), quirk.summary()))))
        }
    };
    SitePage {
        title: "Why a cookie is lost: every reason".to_owned(),
        description: "Every reason why a browser refuses a cookie, does not send it, or hides a \
                      response from a script, with the section of the standard and the fix."
            .to_owned(),
        part: SitePart::Reasons,
        script: SiteScript::None,
        main,
    }
}

/// Returns the name of a step's place on the page.
pub(crate) fn anchor(step: WayStep) -> String {
    step.name().to_lowercase().replace(' ', "-")
}

fn list(rules: impl Iterator<Item = (&'static str, &'static str)>) -> Markup {
    html! {
        dl.card-list {
            @for (code, summary) in rules {
                dt { a href={ (code) "/" } { (code) } }
                dd { (prose(summary)) }
            }
        }
    }
}
