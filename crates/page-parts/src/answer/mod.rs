//! A whole answer as a part of a page: verdict, cause, fix, browsers, evidence.

mod browsers;
mod evidence;
mod fixes;
mod markdown;

use explainer::words::{VerdictSign, cookie_strip, headline, status_line, summary_line};
use explainer::{AlikeAnswers, AlikeQuestions, JudgedExplanation};
use maud::{Markup, html};

use crate::answer::browsers::browsers;
use crate::answer::evidence::evidence;
use crate::answer::fixes::fixes;
use crate::signs::{PageSign, prose, sign, verdict_sign};
use crate::strip::{mini_strip, strip};

/// An answer as a part of a page.
#[derive(Clone, Debug)]
pub struct AnswerPart {
    /// The part itself.
    pub html: Markup,
    /// The title of a page with it, without the name of the project.
    pub title: String,
    /// The same as Markdown.
    pub markdown: String,
}

/// Returns an answer. `site` leads to the root of the site, where each reason has a page: it is
/// empty on the page at that root.
pub fn answer(alike: &AlikeAnswers, site: &str) -> AnswerPart {
    let texts = alike.groups.iter().map(|group| markdown::markdown(&group.first));
    AnswerPart {
        html: match alike.only() {
            Some(judged) => one(judged, alike, site),
            None => many(alike),
        },
        title: title(alike),
        markdown: texts.collect::<Vec<_>>().join("\n"),
    }
}

fn title(alike: &AlikeAnswers) -> String {
    match alike.only() {
        Some(only) => {
            let verdict = headline(only);
            let mark = match verdict_sign(verdict.sign) {
                PageSign::Works | PageSign::GuessWorks => "✓",
                PageSign::Fails | PageSign::GuessFails => "✗",
                PageSign::Unmeasured
                | PageSign::Later
                | PageSign::Ask
                | PageSign::Differs
                | PageSign::Changed => "?",
            };
            let sentence = verdict.sentence.replace('`', "");
            format!("{mark} {}", sentence.trim_end_matches('.'))
        }
        None => summary_line(&alike.statuses).map_or_else(nothing, |words| words.trim().to_owned()),
    }
}

fn one(judged: &JudgedExplanation, alike: &AlikeAnswers, site: &str) -> Markup {
    html! {
        (verdict(judged, site))
        div.columns {
            section.panel aria-labelledby="fix" { (fixes(&judged.explanation, Some("fix"))) }
            (browsers(judged))
        }
        (notes(judged, alike))
        div { (evidence(judged, site)) }
    }
}

fn verdict(judged: &JudgedExplanation, site: &str) -> Markup {
    let verdict = headline(judged);
    let which = verdict_sign(verdict.sign);
    html! {
        section.panel.answer aria-labelledby="verdict" {
            div class={ "verdict " (which.class()) } {
                (sign(which))
                div.verdict-text {
                    h1 #verdict tabindex="-1" {
                        span.unseen { (verdict.sign.words()) ". " } (prose(&verdict.sentence))
                    }
                    @for detail in &verdict.details { p { (prose(detail)) } }
                    @if let Some(code) = verdict.rule {
                        p { a href={ (site) "reasons/" (code) "/" } { "About this reason" } }
                    }
                }
            }
            @if let Some(way) = cookie_strip(judged) { (strip(&way)) }
        }
    }
}

fn notes(judged: &JudgedExplanation, alike: &AlikeAnswers) -> Markup {
    let notes = judged.asked.notes.iter().chain(&alike.skipped);
    html! {
        @for note in notes {
            div.note { (sign(PageSign::Ask)) div { p { (prose(note)) } } }
        }
    }
}

/// Returns the answers of a file: what fails first, each folded.
fn many(alike: &AlikeAnswers) -> Markup {
    let mut sorted: Vec<&AlikeQuestions> = alike.groups.iter().collect();
    sorted.sort_by_key(|group| std::cmp::Reverse(group.first.status()));
    let worst = sorted.first().map(|group| verdict_sign(headline(&group.first).sign));
    let words = match summary_line(&alike.statuses) {
        Some(words) => words.trim().to_owned(),
        None => nothing(),
    };
    let which = worst.unwrap_or(PageSign::Ask);
    html! {
        section.panel.answer aria-labelledby="verdict" {
            div class={ "verdict " (which.class()) } {
                (sign(which))
                div.verdict-text {
                    h1 #verdict tabindex="-1" { (words[..1].to_uppercase()) (words[1..]) }
                    @if !alike.groups.is_empty() {
                        p {
                            "Every response of the file that sets a cookie, what fails first. \
                             Those that are alike stand once."
                        }
                    }
                }
            }
        }
        @for skipped in &alike.skipped {
            div.note { (sign(PageSign::Ask)) div { p { (prose(skipped)) } } }
        }
        div { @for group in sorted { (folded(group)) } }
    }
}

fn nothing() -> String {
    "Nothing to judge".to_owned()
}

fn folded(group: &AlikeQuestions) -> Markup {
    let judged = &group.first;
    let verdict = headline(judged);
    let which = verdict_sign(verdict.sign);
    let way = cookie_strip(judged);
    let failing = way.as_ref().and_then(|way| way.failing()).map(|step| step.step);
    html! {
        details.fold {
            summary {
                span class={ "say " (which.class()) } {
                    (sign(which)) " " (prose(&verdict.sentence))
                }
                @if let Some(step) = failing { (mini_strip(step)) }
                small {
                    @if group.others.is_empty() {
                        (judged.asked.origin.as_deref().unwrap_or_default())
                    } @else {
                        (group.entries_named())
                    }
                    ": " (judged.explanation.question.url.path())
                }
            }
            @if verdict.sign != VerdictSign::CannotSay {
                p { "It " (status_line(&judged.explanation, &judged.gaps)) "." }
            }
            @for detail in &verdict.details { p.small.soft { (prose(detail)) } }
            @if let Some(way) = &way { (strip(way)) }
            @for note in &judged.asked.notes { p.small.soft { (prose(note)) } }
            div.panel { (fixes(&judged.explanation, None)) }
        }
    }
}
