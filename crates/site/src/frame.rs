//! What all pages have in common: head, navigation, foot.

use maud::{Markup, html};
use page_parts::{NavigationLink, PageDocument, PageWidth, page_document};

use crate::page_links::to_root;

/// What is on a page.
#[derive(Clone, Debug)]
pub(crate) struct SitePage {
    pub(crate) title: String,
    /// What a search engine shows below the title.
    pub(crate) description: String,
    /// The part of the site that it belongs to.
    pub(crate) part: SitePart,
    /// Whether it runs the checker.
    pub(crate) script: SiteScript,
    pub(crate) main: Markup,
}

/// A part of the site, as the navigation has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SitePart {
    Check,
    Reasons,
    Matrix,
    History,
    Claims,
    About,
}

/// Which script a page runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SiteScript {
    Checker,
    Matrix,
    None,
}

/// A page loads nothing from elsewhere, and runs no script or style but the site's own.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self' \
                      'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; form-action \
                      'none'; base-uri 'none'";

impl SitePart {
    const ALL: [Self; 6] =
        [Self::Check, Self::Reasons, Self::Matrix, Self::History, Self::Claims, Self::About];

    fn name(self) -> &'static str {
        match self {
            Self::Check => "Check",
            Self::Reasons => "Reasons",
            Self::Matrix => "Matrix",
            Self::History => "History",
            Self::Claims => "Claims",
            Self::About => "About",
        }
    }

    fn address(self) -> &'static str {
        match self {
            Self::Check => "",
            Self::Reasons => "reasons/",
            Self::Matrix => "matrix/",
            Self::History => "history/",
            Self::Claims => "claims/",
            Self::About => "about/",
        }
    }
}

/// Returns the whole document of a page at an address below the site's.
pub(crate) fn render(address: &str, page: &SitePage) -> Markup {
    let root = to_root(address);
    let link = |part: SitePart| NavigationLink {
        address: format!("{root}{}", part.address()),
        name: part.name(),
        is_current: part == page.part,
    };
    page_document(&PageDocument {
        title: &page.title,
        policy: POLICY,
        referrer: "no-referrer",
        head: head(page, &root),
        width: match page.part {
            SitePart::Matrix => PageWidth::Window,
            SitePart::Check
            | SitePart::Reasons
            | SitePart::History
            | SitePart::Claims
            | SitePart::About => PageWidth::Text,
        },
        home: &root,
        navigation: SitePart::ALL.map(link).into(),
        main: page.main.clone(),
        end: foot(&root),
    })
}

fn head(page: &SitePage, root: &str) -> Markup {
    html! {
        meta name="description" content=(page.description);
        link rel="icon" href={ (root) "icon.svg" } type="image/svg+xml";
        link rel="stylesheet" href={ (root) "style.css" };
        @match page.script {
            SiteScript::Checker => script type="module" src={ (root) "checker.js" } {},
            SiteScript::Matrix => script type="module" src={ (root) "matrix.js" } {},
            SiteScript::None => {}
        }
    }
}

fn foot(root: &str) -> Markup {
    html! {
        footer.foot {
            p {
                "Recorded in Chromium, Firefox and WebKitGTK. Safari has never been measured."
            }
            ul {
                li { a href={ (root) "claims/" } { "What people say" } }
                li { a href="https://github.com/gingersnap/gingersnap" { "Source" } }
            }
        }
    }
}
