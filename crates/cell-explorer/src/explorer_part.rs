//! The part of a page that the script fills.

use maud::{Markup, PreEscaped, html};
use page_parts::{PageSign, sign};
use serde::Serialize;
use spec_model::Quirk;

use crate::explorer_cells::inside_script;

/// What the explorer of a page knows before any cells are there.
#[derive(Clone, Debug, Serialize)]
pub struct ExplorerHead {
    /// The columns, in the order of the cells'.
    pub columns: Vec<ColumnHead>,
    /// The suites.
    pub suites: Vec<SuiteHead>,
    /// Where the pages of reasons and quirks are.
    pub reasons: String,
    /// The folder that a suite's cells are loaded from; `None` where they are in the page.
    pub folder: Option<String>,
    /// What what is recorded is called where a cell differs from it.
    pub before: String,
}

/// The head of a column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnHead {
    /// Whose cells they are: `Chrome and Edge`.
    pub name: String,
    /// What stands below it: a version.
    pub note: String,
    /// The profile, for the command that plays a cell again; `None` where nothing was measured.
    pub profile: Option<String>,
    /// Whether the column is shown at first.
    pub shown: bool,
}

/// A suite that can be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct SuiteHead {
    /// The suite's name.
    pub name: String,
    /// What it asks, in a sentence.
    pub summary: String,
    /// How many cells it has.
    pub cells: usize,
}

/// A fact of a cell at a glance: its symbol, its class, and its word.
const FACTS: [(&str, &str, &str); 6] = [
    ("#f-response", "fact yes", "response read"),
    ("#f-stored", "fact yes", "stored"),
    ("#f-readable", "fact yes", "readable"),
    ("#f-sent", "fact yes", "sent"),
    ("#f-part", "fact part", "partly"),
    ("#f-none", "fact no", "no"),
];

/// Returns the part of a page in which cells are chosen and shown. It stays hidden without script.
///
/// # Panics
/// Never: names and numbers are always JSON.
pub fn explorer(head: &ExplorerHead) -> Markup {
    let json = serde_json::to_string(head).expect("names and numbers are JSON");
    let quirks: serde_json::Map<String, serde_json::Value> =
        Quirk::ALL.iter().map(|quirk| (quirk.name().to_owned(), quirk.summary().into())).collect();
    let quirks = serde_json::Value::Object(quirks).to_string();
    html! {
        script #explorer-head type="application/json" { (PreEscaped(inside_script(&json))) }
        script #explorer-quirks type="application/json" { (PreEscaped(inside_script(&quirks))) }
        div #explorer.explorer hidden {
            form #explorer-form.axes-form {
                div.picks {
                    div.field {
                        label for="suite" { "Suite" }
                        select #suite {
                            @for suite in &head.suites { option { (suite.name) } }
                        }
                    }
                    div.field {
                        label for="topology" { "Topology" }
                        select #topology {}
                    }
                }
                details #filters.filters {
                    summary #filters-summary { "Axes" }
                    div #axes.axes {}
                }
            }
            section.stack aria-labelledby="cells-title" {
                h3 #cells-title.unseen { "Cells" }
                p #suite-summary.prose {}
                p #counted.small.soft role="status" {}
                (legend())
                p.actions {
                    label.switch { input #differing type="checkbox"; " Only where browsers differ" }
                    button #all-values.button type="button" { "All values" }
                }
                div.scroll {
                    table #cells.table.matrix.cards role="table" aria-labelledby="cells-title" {}
                }
                button #more-rows.button type="button" hidden { "Show more rows" }
                p #folded.small.soft {}
            }
        }
    }
}

fn legend() -> Markup {
    html! {
        p.legend {
            @for (symbol, class, word) in FACTS {
                span {
                    span.facts aria-hidden="true" {
                        span class=(class) { svg { use href=(symbol) {} } }
                    }
                    " " (word)
                }
            }
            span.guess {
                span.facts aria-hidden="true" {
                    span.fact.yes { svg { use href="#f-stored" {} } }
                }
                " by the standards"
            }
            span.differs { (sign(PageSign::Differs)) " differs from the standards" }
        }
    }
}
