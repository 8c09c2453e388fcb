//! A page for a rule of a standard, and one for a departure of an engine from it.

use explainer::words::{WayStep, browser_name};
use matrix::{EngineKind, Matrix, Profile};
use maud::{Markup, html};
use oracle::words_for;
use page_parts::{PageSign, mini_strip, prose, say, sign};
use run_model::with_commas;
use spec_model::{Quirk, Reason, StandardSection};
use version_history::ProfileHistory;

use crate::example_cell::example_cell;
use crate::frame::{SitePage, SitePart, SiteScript};
use crate::history_page::{quirk_versions, reason_versions};
use crate::meanings::consequence;
use crate::reason_fix::reason_fix;
use crate::reason_list::anchor;
use crate::rule_census::{RuleCensus, RuleUse};

/// Returns the page of a rule.
pub(crate) fn reason_page(
    reason: Reason,
    matrix: &Matrix,
    census: &RuleCensus,
    histories: &[ProfileHistory],
) -> SitePage {
    let (code, step) = (reason.code(), WayStep::of(reason));
    let uses = census.uses(code);
    let side = html! {
        @if let Some(step) = step {
            dt { "Where it fails" }
            dd { (mini_strip(step)) " " (step.name()) }
        }
        (standard(reason.section()))
        dt { "Reason code" } dd { code { (code) } }
        @for engine in [EngineKind::Chromium, EngineKind::Firefox] {
            @let words = words_for(engine, reason);
            @if !words.is_empty() {
                dt { (called(engine)) }
                dd { @for word in words { code { (word) } " " } }
            }
        }
    };
    let main = html! {
        (crumbs(code, step))
        article.article {
            header.stack {
                h1 { (prose(heading(reason.summary()))) }
                p.meaning {
                    (prose(reason.summary())) " "
                    @if let Some(step) = step { (prose(consequence(step))) }
                }
            }
            (aside(&side))
            section aria-labelledby="browsers" {
                h2 #browsers { "Which browsers do this" }
                (rule_table(matrix, census, uses))
            }
            (reason_versions(histories, code))
            (console(reason))
            (reason_fix(reason))
            (recorded_cell(matrix, uses))
        }
    };
    SitePage {
        title: plain(heading(reason.summary())),
        description: format!(
            "{} Which browsers do this, what their consoles say, how to fix it, and a recorded \
             case. {}.",
            plain(reason.summary()),
            reason.section().standard
        ),
        part: SitePart::Reasons,
        script: SiteScript::None,
        main,
    }
}

/// Returns the page of a quirk.
pub(crate) fn quirk_page(
    quirk: Quirk,
    matrix: &Matrix,
    census: &RuleCensus,
    histories: &[ProfileHistory],
) -> SitePage {
    let code = quirk.name();
    let uses = census.uses(code);
    let side = html! { (standard(quirk.section())) dt { "Quirk" } dd { code { (code) } } };
    let has = |profile: &&Profile| profile.model.quirks.has(quirk);
    let profiles: Vec<&Profile> = matrix.profiles.iter().filter(has).collect();
    let main = html! {
        (crumbs(code, None))
        article.article {
            header.stack {
                h1 { (prose(heading(quirk.summary()))) }
                p.meaning {
                    (prose(quirk.summary())) " The standard says otherwise. The models of the \
                     engines below have this departure, since recordings show it."
                }
            }
            (aside(&side))
            section aria-labelledby="browsers" {
                h2 #browsers { "Which browsers do this" }
                @if profiles.is_empty() { p { "No browser measured at present." } }
                @else { (quirk_table(matrix, census, &profiles, uses)) }
            }
            (quirk_versions(histories, quirk))
            (recorded_cell(matrix, uses))
        }
    };
    SitePage {
        title: plain(heading(quirk.summary())),
        description: format!(
            "{} Where a browser departs from {}, in which profiles, and a recorded case.",
            plain(quirk.summary()),
            quirk.section().standard
        ),
        part: SitePart::Reasons,
        script: SiteScript::None,
        main,
    }
}

fn crumbs(code: &str, step: Option<WayStep>) -> Markup {
    let (place, name) = match step {
        Some(step) => (anchor(step), step.name()),
        None => ("quirks".to_owned(), "Quirks"),
    };
    html! {
        p.crumbs {
            a href="../" { "Reasons" } " / " a href={ "../#" (place) } { (name) } " / " (code)
        }
    }
}

fn aside(side: &Markup) -> Markup {
    html! {
        aside.side.panel aria-label="At a glance" {
            dl.card-list { (side) }
            p { a.button href="../../" { "Check your own cookie" } }
        }
    }
}

fn standard(section: StandardSection) -> Markup {
    html! {
        dt { "Standard" }
        dd { a href=(section.link) rel="noreferrer" { (section.standard) ", " (section.title) } }
    }
}

fn called(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Chromium => "Chrome calls it",
        EngineKind::Firefox => "Firefox calls it",
        EngineKind::Lightpanda
        | EngineKind::Reference
        | EngineKind::Safari
        | EngineKind::WebKitGtk => "It is called",
    }
}

/// Returns where a rule decides, browser by browser.
fn rule_table(matrix: &Matrix, census: &RuleCensus, uses: &[RuleUse]) -> Markup {
    html! {
        table.table.cards role="table" aria-labelledby="browsers" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Browser" }
                th role="columnheader" scope="col" { "This rule decides" }
            } }
            tbody role="rowgroup" {
                @for (number, profile) in matrix.profiles.iter().enumerate() {
                    @if profile.engine != EngineKind::Reference {
                        @let used = uses.iter().find(|one| one.profile == number);
                        (row(profile, census.recorded[number], used))
                    }
                }
            }
        }
        p.small.soft {
            "Counted over the core cells of the matrix, by the model of each browser. A model is \
             compared with every cell that was recorded."
        }
    }
}

fn row(profile: &Profile, recorded: bool, used: Option<&RuleUse>) -> Markup {
    html! {
        tr.guess[!recorded] role="row" {
            th role="rowheader" scope="row" {
                (browser_name(profile.engine.name(), &profile.name))
                @if !recorded { " " small { "predicted, never measured" } }
            }
            td role="cell" data-label="Decides" {
                @match used {
                    Some(used) => { (with_commas(used.cells)) " cells" }
                    None => (say(PageSign::Unmeasured, "none of the cells")),
                }
            }
        }
    }
}

fn quirk_table(
    matrix: &Matrix,
    census: &RuleCensus,
    profiles: &[&Profile],
    uses: &[RuleUse],
) -> Markup {
    let numbered = matrix.profiles.iter().enumerate();
    html! {
        table.table.cards role="table" aria-labelledby="browsers" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Browser" }
                th role="columnheader" scope="col" { "It makes a difference in" }
            } }
            tbody role="rowgroup" {
                @for (number, profile) in numbered.filter(|(_, one)| profiles.contains(one)) {
                    @let used = uses.iter().find(|one| one.profile == number);
                    (row(profile, census.recorded[number], used))
                }
            }
        }
    }
}

fn console(reason: Reason) -> Markup {
    let chromium = words_for(EngineKind::Chromium, reason);
    let firefox = words_for(EngineKind::Firefox, reason);
    html! {
        section aria-labelledby="console" {
            h2 #console { "What browsers say" }
            @if chromium.is_empty() && firefox.is_empty() {
                div.note {
                    (sign(PageSign::Unmeasured))
                    p { "No word of a browser is known for this rule." }
                }
            }
            @if !chromium.is_empty() {
                div.quote {
                    h3 { "Chrome, DevTools protocol" }
                    @for word in chromium { samp { (word) } }
                }
            }
            @if !firefox.is_empty() {
                div.quote {
                    h3 { "Firefox, key of the message in the console" }
                    @for word in firefox { samp { (word) } }
                }
            }
            div.quote { h3 { "WebKitGTK" } p.soft { "Nothing: WebKit gives no reason." } }
        }
    }
}

fn recorded_cell(matrix: &Matrix, uses: &[RuleUse]) -> Markup {
    let example = uses.iter().find_map(|used| example_cell(matrix, used));
    html! {
        section aria-labelledby="cell" {
            h2 #cell { "A recorded cell" }
            @match example {
                Some(example) => (example),
                None => p { "No recorded cell shows it." },
            }
        }
    }
}

/// Returns a summary as a heading.
fn heading(summary: &str) -> &str {
    summary.strip_suffix('.').unwrap_or(summary)
}

fn plain(text: &str) -> String {
    text.replace('`', "")
}
