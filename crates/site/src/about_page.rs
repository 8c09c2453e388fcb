//! What the site is, and how far its answers can be trusted.

use maud::html;

use crate::frame::{SitePage, SitePart, SiteScript};
use crate::page_links::{VECTORS_FILE, VECTORS_SCHEMA_FILE};

/// Returns the page about the site.
pub(crate) fn about_page() -> SitePage {
    let main = html! {
        article.prose {
            h1 { "About Gingersnap" }
            p {
                "Gingersnap plays combinations of CORS headers, cookie attributes, credentials \
                 modes and origins on real browsers. It records which cookies were stored, \
                 readable and sent."
            }
            h2 { "How an answer is made" }
            p {
                "A model of each engine answers: the standards, with the choices and departures \
                 that were seen of that engine. A test compares each model with every cell that \
                 was recorded. An answer names the recorded cell that shows it, or the nearest one \
                 and how it differs."
            }
            p {
                "A fix is searched and tried on the same models before it is suggested. Nothing in \
                 it can be left out."
            }
            h2 { "What was never measured" }
            p {
                "Safari has never been measured. Its answers follow WebKit’s documented policy and \
                 are marked as predictions. WebKitGTK shares Safari’s engine but not its cookie \
                 jar, so it does not stand for it."
            }
            h2 { "Your data" }
            p {
                "The checker runs in your browser. A content security policy forbids this site to \
                 contact any other host, and it has no server to send anything to. A link to a \
                 question holds the question behind " code { "#" } ", where no server sees it. \
                 The values of cookies and tokens in it are blanked out."
            }
            h2 { "Open data" }
            p {
                "Whoever writes a cookie jar can test it with "
                a href={ "../" (VECTORS_FILE) } { "jar vectors" }
                ": recorded cells that a jar decides alone, with what the standards and browsers \
                 have. Their form is a "
                a href={ "../" (VECTORS_SCHEMA_FILE) } { "JSON Schema" } "."
            }
            h2 { "On your own machine" }
            p {
                "The same answers come from " code { "gingersnap explain" } ". "
                code { "gingersnap diagnose" } " tests a running site in real browsers."
            }
            pre.wire tabindex="0" {
                "curl -i https://api.example.net/login | gingersnap explain \\\n"
                "    --page https://www.example.com/ \\\n"
                "    --request https://api.example.net/login --credentials include --response -"
            }
        }
    };
    SitePage {
        title: "About".to_owned(),
        description: "How Gingersnap knows what browsers do with cookies across origins, what it \
                      has never measured, and what happens to what you paste."
            .to_owned(),
        part: SitePart::About,
        script: SiteScript::None,
        main,
    }
}
