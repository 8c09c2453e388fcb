//! Quirks over versions, and what of them a page of a reason says.

use explainer::words::browser_name;
use maud::{Markup, html};
use spec_model::Quirk;
use version_history::{
    HistoryLine, LineSubject, ProfileHistory, line_in_words, timeline, timeline_legend,
};

use crate::frame::{SitePage, SitePart, SiteScript};

/// Returns the page of quirks over versions.
pub(crate) fn history_page(histories: &[ProfileHistory]) -> SitePage {
    let main = html! {
        div.hero {
            h1 { "Quirks over versions" }
            p.lead {
                "A quirk is a place where an engine does not do what the standard says. Each dot \
                 is a version that was measured."
            }
        }
        (timeline_legend())
        @for history in histories {
            section.panel aria-labelledby=(id(history)) {
                h2 id=(id(history)) { (name(history)) }
                p.small.soft { (summary(history)) }
                (timeline(history, "../reasons/"))
            }
        }
        p.small.soft {
            "Quirks of which no cell of the core can tell have no line. Safari has never been \
             measured, and has none either."
        }
    };
    SitePage {
        title: "Quirks of browsers over versions".to_owned(),
        description: "Where browsers differ from the cookie and CORS standards, version by \
                      version: when each quirk was seen, and when it was gone."
            .to_owned(),
        part: SitePart::History,
        script: SiteScript::None,
        main,
    }
}

/// Returns how a quirk stood in the versions that were measured.
pub(crate) fn quirk_versions(histories: &[ProfileHistory], quirk: Quirk) -> Markup {
    versions(histories, |line| line.subject == LineSubject::Quirk(quirk))
}

/// Returns in which versions a choice was another one that decides where a rule does.
pub(crate) fn reason_versions(histories: &[ProfileHistory], code: &str) -> Markup {
    versions(histories, |line| line.reasons.iter().any(|reason| reason == code))
}

fn versions(histories: &[ProfileHistory], is_meant: impl Fn(&HistoryLine) -> bool) -> Markup {
    let lines = histories.iter().flat_map(|history| {
        history.lines.iter().filter(|line| is_meant(line)).map(move |line| (history, line))
    });
    let lines: Vec<(&ProfileHistory, &HistoryLine)> = lines.collect();
    html! {
        @if !lines.is_empty() {
            section aria-labelledby="versions" {
                h2 #versions { "In which versions" }
                ul {
                    @for (history, line) in lines {
                        li {
                            (name(history)) ": "
                            @match (&line.subject, line.subject.anchor()) {
                                (LineSubject::Choice { key, choice }, Some(anchor)) => {
                                    a href={ "../../history/#" (anchor) } {
                                        code { (key) " = " (choice) }
                                    }
                                    " "
                                }
                                (_, Some(anchor)) => {
                                    a href={ "../../history/#" (anchor) } { "the quirk" } " "
                                }
                                (_, None) => {}
                            }
                            (line_in_words(history, line)) "."
                        }
                    }
                }
            }
        }
    }
}

fn name(history: &ProfileHistory) -> String {
    match history.profile.split_once(':') {
        Some((engine, profile)) => browser_name(engine, profile),
        None => history.profile.clone(),
    }
}

fn id(history: &ProfileHistory) -> String {
    history.profile.replace(':', "-")
}

fn summary(history: &ProfileHistory) -> String {
    let numbers: Vec<&str> =
        history.versions.iter().map(|version| version.number.short()).collect();
    let changes = match history.changes().len() {
        0 => "Nothing came or went.".to_owned(),
        1 => "There was one change.".to_owned(),
        changes => format!("There were {changes} changes."),
    };
    format!("Versions {} of {} were measured. {changes}", numbers.join(", "), history.profile)
}
