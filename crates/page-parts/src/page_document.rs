//! A whole document: its head, and the top of the page.

use maud::{DOCTYPE, Markup, html};

use crate::signs::sprite;

/// What a document is made of.
#[derive(Clone, Debug)]
pub struct PageDocument<'a> {
    /// What the page is about.
    pub title: &'a str,
    /// The content security policy.
    pub policy: &'a str,
    /// The referrer policy.
    pub referrer: &'a str,
    /// What else stands in the head: style, script, a description.
    pub head: Markup,
    /// How wide the page is.
    pub width: PageWidth,
    /// Where the name of the project leads.
    pub home: &'a str,
    /// The links at the top.
    pub navigation: Vec<NavigationLink<'a>>,
    /// The page itself.
    pub main: Markup,
    /// What stands below it.
    pub end: Markup,
}

/// How wide a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageWidth {
    /// As wide as prose can be read.
    Text,
    /// As wide as the window, for cells beside each other.
    Window,
}

/// A link at the top of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavigationLink<'a> {
    /// Where it leads.
    pub address: String,
    /// What it is called.
    pub name: &'a str,
    /// Whether it leads to the page that it is on.
    pub is_current: bool,
}

/// Returns the title of a page with the name of the project behind it, as a window shows it.
pub fn window_title(title: &str) -> String {
    format!("{title} – Gingersnap")
}

/// Returns the document.
pub fn page_document(page: &PageDocument<'_>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(page.policy);
                meta name="referrer" content=(page.referrer);
                meta name="color-scheme" content="light dark";
                title { (window_title(page.title)) }
                (page.head)
            }
            body.wide[page.width == PageWidth::Window] {
                a.skip href="#main" { "Skip to content" }
                (sprite())
                header.top {
                    a.brand href=(page.home) {
                        svg aria-hidden="true" { use href="#brand" {} }
                        span { "Gingersnap" }
                    }
                    nav.nav aria-label="Main" {
                        ul {
                            @for link in &page.navigation {
                                li {
                                    a href=(link.address)
                                        aria-current=[link.is_current.then_some("page")] {
                                        (link.name)
                                    }
                                }
                            }
                        }
                    }
                }
                main #main.page.stack { (page.main) }
                (page.end)
            }
        }
    }
}
