//! A recorded cell that shows a rule: what went over the wire, and what browsers did.

use diagnosis::Recordings;
use explainer::words::browser_name;
use matrix::{Matrix, Selection};
use maud::{Markup, html};
use page_parts::{PageSign, say};
use run_model::plan::{ShapeScript, compile_shape};
use run_model::results::{JarPlacement, Observation};

use crate::rule_census::RuleUse;

/// Returns a cell that shows a rule. It is one that was recorded of the first of these browsers.
pub(crate) fn example_cell(matrix: &Matrix, used: &RuleUse) -> Option<Markup> {
    let (suite, cell) = &used.first;
    let suite = matrix.suites.get(suite)?;
    let core = Selection::core(suite);
    let positions = core.positions(*cell);
    let mut shape = compile_shape(matrix, &core, cell / core.cookies());
    shape.cookies = vec![shape.cookies.swap_remove(cell % core.cookies())];
    let topology = suite.topology(positions[0]);
    let seen: Vec<(String, Observation)> = matrix
        .profiles
        .iter()
        .filter_map(|profile| {
            let seen = Recordings::built_in().cell(profile, suite, &positions)?;
            Some((browser_name(profile.engine.name(), &profile.name), seen))
        })
        .collect();
    if seen.is_empty() {
        return None;
    }
    Some(html! {
        p {
            "The page " code { (topology.page) }
            @for frame in &topology.frames { " with a frame of " code { (frame) } }
            " asks " code { (topology.target) } ". What each browser did was recorded."
        }
        pre.wire tabindex="0" { (wire(&shape)) }
        table.table.cards role="table" aria-label="What browsers did" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Browser" }
                th role="columnheader" scope="col" { "Response" }
                th role="columnheader" scope="col" { "Cookie" }
            } }
            tbody role="rowgroup" {
                @for (browser, seen) in &seen {
                    tr role="row" {
                        th role="rowheader" scope="row" { (browser) }
                        td role="cell" data-label="Response" { (seen.response) }
                        td role="cell" data-label="Cookie" { (cookie(seen)) }
                    }
                }
            }
        }
        p.cell-id { (core.id(*cell)) }
    })
}

/// Whether a cookie was kept is a fact, and no verdict.
fn cookie(seen: &Observation) -> Markup {
    match seen.cookie.stored {
        JarPlacement::No => say(PageSign::Unmeasured, "not stored"),
        JarPlacement::Yes | JarPlacement::Partitioned(_) => {
            html! { (seen.cookie.to_string()) }
        }
    }
}

fn wire(shape: &ShapeScript) -> Markup {
    html! {
        b { (shape.request.method) } "  " i { (shape.request.api) } "\n"
        @for (name, value) in &shape.request.headers { (name) ": " (value) "\n" }
        @for url in shape.url_list.iter().skip(1) {
            "\n" b { (shape.redirect.status) } "  Location: " (url) "\n"
            @for (name, value) in &shape.redirect.headers { (name) ": " (value) "\n" }
        }
        "\n" b { (shape.response.status) } "\n"
        @for (name, value) in &shape.response.headers { (name) ": " (value) "\n" }
        @for cookie in &shape.cookies {
            @if shape.set_by.is_script() { "document.cookie = " } @else { "Set-Cookie: " }
            (cookie.line) "\n"
            @if let Some(then) = &cookie.then { "then Set-Cookie: " (then) "\n" }
        }
    }
}
