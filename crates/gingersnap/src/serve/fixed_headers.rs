//! The header fields after the fix, to be copied.

use diagnosis::Explanation;
use explainer::words::phrases;
use maud::{Markup, html};

/// Returns the header fields after every fix, to be copied; nothing where nothing is to change.
pub(super) fn fixed_headers(explanation: &Explanation) -> Markup {
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
            section.panel aria-labelledby={ (id) "-title" } {
                div.head {
                    h2 id={ (id) "-title" } { (title) }
                    button.button type="button" data-copy=(id) hidden { "Copy" }
                }
                pre.wire id=(id) tabindex="0" aria-labelledby={ (id) "-title" } {
                    @for (name, value) in new { (name) ": " (value) "\n" }
                }
            }
        }
    }
}
