//! An explanation as a part of the page.

use diagnosis::{
    AnswerBasis, AnswerStatus, BrowserSelection, CitedRule, CookieAnswer, DiffLine, Explanation,
    ProfileAnswer, ProfileGroup, QuestionEvidence, ResponseAnswer, ResponseSource, SuggestedFixes,
    UserGoal,
};
use maud::{Markup, html};

use crate::serve::page::prose;
use explainer::words::phrases::{self, CookieFact};
use explainer::words::status_line;

/// Returns the answer.
pub(crate) fn answer(explanation: &Explanation, source: ResponseSource) -> Markup {
    html! {
        (overview(explanation, source))
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

fn overview(explanation: &Explanation, source: ResponseSource) -> Markup {
    let broken =
        explanation.answers.iter().filter(|answer| !explanation.meets_goals(answer)).count();
    let all = explanation.answers.len();
    let gaps = explanation
        .evidence_gaps(QuestionEvidence { response: source, browsers: BrowserSelection::Default });
    let verdict = match explanation.status(&gaps) {
        AnswerStatus::Works => "It works in every browser.".to_owned(),
        AnswerStatus::DoesNotWork if broken == all => "It works in no browser.".to_owned(),
        AnswerStatus::DoesNotWork => {
            format!("It does not work in {broken} of {all} browser profiles.")
        }
        AnswerStatus::NothingToJudge | AnswerStatus::Incomplete => {
            let line = status_line(explanation, &gaps);
            format!("{}{}.", line[..1].to_uppercase(), &line[1..])
        }
    };
    let works = explanation.status(&gaps) == AnswerStatus::Works;
    html! {
        section.overview aria-labelledby="verdict" {
            h2 #verdict.good[works].bad[broken > 0] { (verdict) }
            @for sentence in phrases::situation(explanation) { p.situation { (sentence) "." } }
            ul.engines {
                @for engine in engines(explanation) {
                    li {
                        b { (engine[0].engine) }
                        ul.profiles {
                            @for answer in engine {
                                (profile(answer, explanation.meets_goals(answer)))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns the answers by engine.
fn engines(explanation: &Explanation) -> impl Iterator<Item = &[ProfileAnswer]> {
    explanation.answers.chunk_by(|one, next| one.engine == next.engine)
}

fn profile(answer: &ProfileAnswer, works: bool) -> Markup {
    html! {
        li.good[works].bad[!works] {
            span.sign aria-hidden="true" { (if works { "✓" } else { "✗" }) }
            " " (answer.profile)
            span.unseen { (if works { ": works" } else { ": does not work" }) }
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
                @for (cookies, fixes) in phrases::distinct_fixes(explanation) {
                    (changes_of(&cookies, fixes, explanation))
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
            (title(group, &cookie.basis, phrases::verdict(cookie, works)))
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
