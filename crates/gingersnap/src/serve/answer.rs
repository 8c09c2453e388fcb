//! An explanation as a part of the page.

use diagnosis::{
    AnswerBasis, AnswerStatus, CitedRule, CookieAnswer, DiffLine, Explanation, ProfileGroup,
    ResponseAnswer, SuggestedFixes, UserGoal,
};
use explainer::words::phrases::{self, CookieFact};
use explainer::words::{
    cookie_verdicts, response_verdicts, status_line, summary_line, unknown_response,
};
use explainer::{ExplainOutcome, JudgedExplanation};
use maud::{Markup, html};

use crate::serve::page::prose;

/// Returns the answers to a form.
pub(crate) fn answers(outcome: &ExplainOutcome) -> Markup {
    let statuses: Vec<AnswerStatus> =
        outcome.answers.iter().map(JudgedExplanation::status).collect();
    html! {
        @if statuses.is_empty() {
            section.overview aria-labelledby="verdict" { h2 #verdict { "nothing to judge" } }
        }
        @if let Some(summary) = summary_line(&statuses) { p.situation { (summary) } }
        @for note in &outcome.skipped { p.situation { (prose(note)) } }
        @for judged in &outcome.answers { (answer(judged)) }
    }
}

fn answer(judged: &JudgedExplanation) -> Markup {
    let explanation = &judged.explanation;
    html! {
        (overview(judged))
        (changes(explanation))
        section {
            h2 { "Can the script read the response?" }
            @for group in explanation.response_groups() { (response(&group, &explanation.goals)) }
        }
        @for (number, line) in explanation.question.set_cookie_lines().enumerate() {
            section {
                h2 { "Set-Cookie" }
                pre.line { code { (line) } }
                @for group in explanation.cookie_groups(number) {
                    (cookie(&group, number, explanation))
                }
            }
        }
    }
}

/// Returns what the command line says first, in its words.
fn overview(judged: &JudgedExplanation) -> Markup {
    let JudgedExplanation { asked, explanation, gaps } = judged;
    let status = judged.status();
    let unknown = unknown_response(explanation, gaps);
    let mut verdicts = cookie_verdicts(explanation);
    if unknown.is_none() {
        verdicts.extend(response_verdicts(explanation));
    }
    // As on a terminal, what fails comes first.
    verdicts.sort_by_key(|verdict| verdict.works);
    let read = asked.read.iter().map(|read| format!("read: {read}"));
    let notes = asked.notes.iter().map(|note| format!("note: {note}"));
    html! {
        section.overview aria-labelledby="verdict" {
            h2 #verdict.good[status == AnswerStatus::Works]
                .bad[status == AnswerStatus::DoesNotWork] { (status_line(explanation, gaps)) }
            @for sentence in read.chain(notes).chain(phrases::asked(explanation)) {
                p.situation { (prose(&sentence)) }
            }
            ul.verdicts {
                @for verdict in &verdicts {
                    li.good[verdict.works].bad[!verdict.works] {
                        span.sign { (verdict.sign()) } " " (prose(&verdict.sentence(explanation)))
                    }
                }
                @if let Some(gap) = unknown { li { "? unknown: " (prose(&gap.to_string())) } }
            }
        }
    }
}

fn changes(explanation: &Explanation) -> Markup {
    let is_empty =
        explanation.fixes.iter().all(|fixes| fixes.fixes.is_empty() && fixes.workaround.is_none());
    html! {
        @if !is_empty {
            section.changes {
                h2 { "How to fix it" }
                @for (cookies, fixes) in &explainer::words::distinct_fixes(explanation) {
                    (changes_of(cookies, fixes, explanation))
                }
                (fixed(explanation))
            }
        }
    }
}

fn changes_of(cookies: &str, fixes: &SuggestedFixes, explanation: &Explanation) -> Markup {
    html! {
        @for fix in &fixes.fixes {
            p {
                "The smallest fix" (cookies) ", verified before it is suggested; it "
                (phrases::works_in(fix, explanation)) ":"
            }
            ul.edits {
                @for sentence in phrases::edits(fix, fixes) { li { (prose(&sentence)) } }
            }
            (diff("In the response", &fix.diff.response))
            (diff("In the response to the preflight", &fix.diff.preflight))
            (diff("Where the cookie is set", &fix.diff.prior))
        }
        @if let Some(workaround) = &fixes.workaround {
            @let (first, others) = explainer::words::workaround(workaround, explanation);
            p { (prose(&first)) }
            @if !others.is_empty() {
                ul.edits { @for sentence in others { li { (prose(&sentence)) } } }
            }
        }
    }
}

fn diff(title: &str, lines: &[DiffLine]) -> Markup {
    html! {
        @if !lines.is_empty() {
            p { (title) ":" }
            pre.diff {
                @for line in lines {
                    @match line {
                        DiffLine::Removed(_) => del { (line) },
                        DiffLine::Added(_) => ins { (line) },
                    }
                    "\n"
                }
            }
        }
    }
}

fn fixed(explanation: &Explanation) -> Markup {
    let before = &explanation.question;
    let Some(after) = explanation.fixed() else { return html! {} };
    let preflight_before =
        before.preflight.as_ref().map(|head| head.headers.as_slice()).unwrap_or_default();
    let preflight_after =
        after.preflight.as_ref().map(|head| head.headers.as_slice()).unwrap_or_default();
    html! {
        (headers(
            "Response headers after the fix",
            "fixed",
            &before.response.headers,
            &after.response.headers,
        ))
        (headers(
            "Preflight response headers after the fix",
            "fixed-preflight",
            preflight_before,
            preflight_after,
        ))
    }
}

fn headers(
    title: &str,
    id: &str,
    before: &[(String, String)],
    after: &[(String, String)],
) -> Markup {
    let new = phrases::new_lines(before, after);
    html! {
        @if !new.is_empty() {
            div.copyable {
                h3 id={ (id) "-title" } { (title) }
                button.copy type="button" data-copy=(id) hidden { "Copy" }
                pre id=(id) tabindex="0" aria-labelledby={ (id) "-title" } {
                    @for (name, value) in new { (name) ": " (value) "\n" }
                }
            }
        }
    }
}

fn response(group: &ProfileGroup<'_, ResponseAnswer>, goals: &[UserGoal]) -> Markup {
    let ResponseAnswer { readable, outcome, basis, usable: _ } = group.of;
    let verdict = if readable.yes { "yes".to_owned() } else { format!("no, {outcome}") };
    html! {
        article.card.good[group.of.has(goals)].bad[!group.of.has(goals)] {
            (title(group, basis, &verdict))
            (rules(readable.reasons.iter(), readable.notes.iter()))
            (evidence(group, basis, &[]))
        }
    }
}

fn cookie(
    group: &ProfileGroup<'_, CookieAnswer>,
    number: usize,
    explanation: &Explanation,
) -> Markup {
    let cookie = group.of;
    let works = cookie.has(&explanation.goals_of(number));
    let lines = phrases::lines(cookie, &explanation.question);
    html! {
        article.card.good[works].bad[!works] {
            (title(group, &cookie.basis, &phrases::verdict(cookie, works)))
            dl.facts {
                @for line in &lines {
                    @let yes = line.verdict.yes;
                    div {
                        dt { (line.question) }
                        dd.yes[yes].no[!yes] { (if yes { "yes" } else { "no" }) }
                    }
                }
            }
            @if let Some(partition) = phrases::partition(cookie) {
                p.partition { "Stored " (partition) "." }
            }
            @for line in lines.iter().filter(|line| line.has_rules()) {
                @if line.fact != CookieFact::Stored { p.about { (line.question) } }
                (rules(line.reasons.iter().copied(), line.notes.iter().copied()))
            }
            (evidence(group, &cookie.basis, &cookie.departures))
        }
    }
}

fn title<A>(group: &ProfileGroup<'_, A>, basis: &AnswerBasis, verdict: &str) -> Markup {
    html! {
        header {
            h3 { (phrases::who(&group.answers)) }
            span.verdict { (verdict) }
            span.known { (phrases::known(group, basis)) }
        }
    }
}

fn rules<'a>(
    reasons: impl Iterator<Item = &'a CitedRule>,
    notes: impl Iterator<Item = &'a CitedRule>,
) -> Markup {
    let rules = reasons.map(|rule| (rule, "reason")).chain(notes.map(|rule| (rule, "note")));
    html! {
        ul.rules {
            @for (rule, kind) in rules {
                li class=(kind) {
                    (prose(rule.summary)) " "
                    a href=(rule.link) rel="noreferrer" { (rule.standard) ", " (rule.section) }
                }
            }
        }
    }
}

fn evidence<A>(
    group: &ProfileGroup<'_, A>,
    basis: &AnswerBasis,
    departures: &[CitedRule],
) -> Markup {
    let sentences = phrases::evidence(group, basis, departures);
    html! {
        @if !sentences.is_empty() {
            details.evidence {
                summary { "Evidence" }
                @for sentence in sentences { p { (prose(&sentence)) } }
            }
        }
    }
}
