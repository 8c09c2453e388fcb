//! How an answer is known: every rule with its section, recorded cells, and what was read.

use diagnosis::{
    AnswerBasis, CitedRule, CookieAnswer, ProfileGroup, Question, ResponseAnswer, ResponseHead,
};
use explainer::JudgedExplanation;
use explainer::words::phrases;
use maud::{Markup, html};
use spec_model::Reason;

use crate::signs::prose;

/// Returns the evidence of an answer, folded; `site` leads to the root of the site.
pub(super) fn evidence(judged: &JudgedExplanation, site: &str) -> Markup {
    let explanation = &judged.explanation;
    let prior = explanation.question.prior.len();
    let set = explanation.question.set_cookie_lines().count();
    html! {
        details.fold {
            summary { "How we know" small { "Every rule with its section, and recorded cells" } }
            h3 { "The response" }
            @for group in explanation.response_groups() { (response(&group, site)) }
            @for number in 0..prior {
                @for (place, group) in explanation.prior_groups(number).iter().enumerate() {
                    @if place == 0 { h3 { "The cookie " code { (group.of.name()) } } }
                    (cookie(group, &explanation.question, site))
                }
            }
            @for number in 0..set {
                @for (place, group) in explanation.cookie_groups(number).iter().enumerate() {
                    @if place == 0 { h3 { "The cookie " code { (group.of.name()) } } }
                    (cookie(group, &explanation.question, site))
                }
            }
        }
        details.fold {
            summary { "What was read" small { (judged.asked.read.as_deref().unwrap_or("")) } }
            pre.wire tabindex="0" { (wire(&explanation.question)) }
        }
    }
}

fn response(group: &ProfileGroup<'_, ResponseAnswer>, site: &str) -> Markup {
    let of = group.of;
    html! {
        h4 { (phrases::who(&group.answers)) ": " (phrases::response_fate(of)) }
        (rules(of.readable.reasons.iter().chain(&of.readable.notes), site))
        (cells(group, &of.basis, &[]))
    }
}

fn cookie(group: &ProfileGroup<'_, CookieAnswer>, question: &Question, site: &str) -> Markup {
    let lines = phrases::lines(group.of, question);
    html! {
        h4 { (phrases::who(&group.answers)) }
        ul {
            @for line in &lines {
                li {
                    (line.question) ": " b { (if line.verdict.yes { "yes" } else { "no" }) }
                    @let rules = line.reasons.iter().chain(&line.notes);
                    @for rule in rules.copied() { br; (cited(rule, site)) }
                }
            }
        }
        (cells(group, &group.of.basis, &group.of.departures))
    }
}

fn rules<'a>(rules: impl Iterator<Item = &'a CitedRule>, site: &str) -> Markup {
    let rules: Vec<&CitedRule> = rules.collect();
    html! { @if !rules.is_empty() { ul { @for rule in rules { li { (cited(rule, site)) } } } } }
}

/// Returns a rule, with a link to its page where it has one, and to its section.
fn cited(rule: &CitedRule, site: &str) -> Markup {
    let has_page = Reason::from_code(rule.code).is_some();
    html! {
        (prose(rule.summary)) " "
        @if has_page { a href={ (site) "reasons/" (rule.code) "/" } { (rule.code) } " " }
        a href=(rule.link) rel="noreferrer" { (rule.standard) ", " (rule.section) }
    }
}

fn cells<A>(group: &ProfileGroup<'_, A>, basis: &AnswerBasis, departures: &[CitedRule]) -> Markup {
    html! {
        @for sentence in phrases::evidence(group, basis, departures) {
            p.cell-id { (prose(&sentence)) }
        }
    }
}

/// Returns what was read, without the values of cookies.
fn wire(question: &Question) -> Markup {
    let request = &question.request;
    html! {
        b { (request.method) " " (question.url) } "  " i { (request.api) } "\n"
        "Origin: " (question.client_origin()) "\n"
        @for (name, _) in &request.headers { (name) ": " i { "…" } "\n" }
        @if let Some(preflight) = &question.preflight {
            "\n" b { "The preflight" } "  " (head(preflight))
        }
        @for redirect in &question.redirects { "\n" b { "A redirect" } "  " (head(redirect)) }
        "\n" b { "The response" } "  " (head(&question.response))
    }
}

fn head(head: &ResponseHead) -> Markup {
    html! {
        (head.status) "\n"
        @for (name, value) in &head.headers {
            (name) ": "
            @match value.split_once('=').filter(|_| name.eq_ignore_ascii_case("Set-Cookie")) {
                Some((cookie, rest)) => {
                    @let value = rest.split(';').next().unwrap_or_default();
                    (cookie) "=" i { (value.chars().count()) " characters" }
                    (rest[value.len()..])
                }
                None => (value),
            }
            "\n"
        }
    }
}
