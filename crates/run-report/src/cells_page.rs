//! A page with cells to walk through, as one file that opens from disk.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cell_explorer::{EXPLORER_SCRIPT, ExplorerCells};
use maud::{Markup, PreEscaped, html};
use page_parts::{
    NavigationLink, PageDocument, PageSign, PageWidth, STYLE_SHEET, page_document, sign,
};
use sha2::{Digest, Sha256};

/// What is on a page with cells.
pub(crate) struct CellsPage<'a> {
    pub(crate) title: &'a str,
    /// Where the site is.
    pub(crate) site: &'a str,
    /// The parts of the page that the links at its top lead to.
    pub(crate) parts: &'a [(&'a str, &'static str)],
    pub(crate) main: Markup,
    pub(crate) cells: &'a [ExplorerCells],
}

impl CellsPage<'_> {
    /// Returns the page. Its policy lets it load nothing, and run its own script alone.
    pub(crate) fn html(self) -> String {
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; \
             form-action 'none'",
            digest(STYLE_SHEET),
            digest(EXPLORER_SCRIPT)
        );
        let link = |(address, name): &(&str, &'static str)| NavigationLink {
            address: (*address).to_owned(),
            name,
            is_current: false,
        };
        let page = page_document(&PageDocument {
            title: self.title,
            policy: &policy,
            referrer: "no-referrer",
            head: html! { style { (PreEscaped(STYLE_SHEET)) } },
            width: PageWidth::Window,
            home: self.site,
            navigation: self.parts.iter().map(link).collect(),
            main: self.main,
            end: html! {
                @for suite in self.cells {
                    script id={ "cells-of-" (suite.name()) } type="application/json" {
                        (PreEscaped(suite.to_json()))
                    }
                }
                script { (PreEscaped(EXPLORER_SCRIPT)) }
            },
        });
        page.into_string()
    }
}

/// Returns the head of a page: what it came to, which `class` and `which` mark, and a sentence.
pub(crate) fn verdict_head(class: &str, which: PageSign, title: &str, text: &Markup) -> Markup {
    html! {
        div class={ (class) " " (which.class()) } {
            (sign(which))
            div.verdict-text {
                h1 #verdict { (title) }
                p { (text) }
            }
        }
    }
}

/// Returns the source expression by which a policy admits a text.
fn digest(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}
