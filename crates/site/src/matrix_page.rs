//! The page of the matrix: everything that is recorded, suite by suite.

use cell_explorer::{ExplorerHead, explorer};
use maud::{Markup, html};
use run_model::with_commas;

use crate::frame::{SitePage, SitePart, SiteScript};

/// Returns the page. Without script it lists the suites.
pub(crate) fn matrix_page(head: &ExplorerHead) -> SitePage {
    let main = html! {
        div.intro {
            h1 { "What browsers did, cell by cell" }
            p.prose {
                "A cell is one response with one cookie, played in a real browser. Choose a suite \
                 and the values of its axes: rows that are alike fold into one. Open a cell to see \
                 what was sent and what became of the cookie."
            }
        }
        noscript {
            p { "Choosing cells needs JavaScript. These suites are recorded:" }
            (suites(head))
        }
        h2.unseen { "Recorded cells" }
        (explorer(head))
    };
    SitePage {
        title: "What browsers did, cell by cell".to_owned(),
        description: "Every recorded combination of cookie attributes, CORS headers and \
                      credentials modes in Chrome, Firefox and WebKitGTK, side by side with the \
                      standards."
            .to_owned(),
        part: SitePart::Matrix,
        script: SiteScript::Matrix,
        main,
    }
}

fn suites(head: &ExplorerHead) -> Markup {
    html! {
        table.table.cards role="table" aria-label="Suites" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Suite" }
                th role="columnheader" scope="col" { "Question" }
                th.num role="columnheader" scope="col" { "Cells" }
            } }
            tbody role="rowgroup" {
                @for suite in &head.suites {
                    tr role="row" {
                        th role="rowheader" scope="row" { (suite.name) }
                        td role="cell" data-label="Question" { (suite.summary) }
                        td.num role="cell" data-label="Cells" { (with_commas(suite.cells)) }
                    }
                }
            }
        }
    }
}
