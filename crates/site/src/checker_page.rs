//! The page with the checker: one box that takes anything, and the answer.

use checker_wasm::page_label;
use explainer::InputField;
use explainer::words::{WayStep, cookie_strip};
use maud::{Markup, html};
use page_parts::{PageSign, mini_strip, sign};

use crate::frame::{SitePage, SitePart, SiteScript};
use crate::samples::{CheckerExample, examples};

/// Where a cookie can get lost, and what to look at there.
const PLACES: [(WayStep, &str); 5] = [
    (WayStep::Page, "Is it on the same site as the API? Another port or subdomain is fine."),
    (WayStep::Request, "Was it made with credentials, and did the preflight allow it?"),
    (WayStep::Response, "Do the CORS headers name this exact origin, on every redirect?"),
    (WayStep::Jar, "Do the cookie’s attributes and the browser’s settings let it in?"),
    (WayStep::NextRequest, "Does the cookie go with this kind of request, from this page?"),
];

/// By what a request can be made, as `field=value` and in words.
const MEANS: [(&str, &str); 15] = [
    ("", "As pasted"),
    ("credentials=include", "fetch, credentials: include"),
    ("credentials=same-origin", "fetch, credentials: same-origin"),
    ("credentials=omit", "fetch, credentials: omit"),
    ("credentials=no-cors-include", "fetch, mode: no-cors, with credentials"),
    ("credentials=xhr-with-credentials", "XMLHttpRequest, withCredentials"),
    ("credentials=xhr", "XMLHttpRequest"),
    ("mechanism=form-post", "form, POST"),
    ("mechanism=form-post-into-window", "form, POST, target=_top"),
    ("mechanism=form-get", "form, GET"),
    ("mechanism=link", "link"),
    ("mechanism=link-into-window", "link, target=_top"),
    ("mechanism=iframe", "iframe"),
    ("mechanism=img", "image"),
    ("mechanism=script", "script element"),
];

/// Returns the page; without the module, it says how to ask the command line.
pub(crate) fn checker_page(has_module: bool) -> SitePage {
    let main = html! {
        div #start.stack {
            div.hero {
                h1 { "Why isn’t my cookie working with CORS?" }
                p.lead {
                    "Paste what you have and see which step loses the cookie, in which browsers, \
                     and the smallest change that fixes it."
                }
            }
            @if has_module { noscript { (command_line("The checker needs JavaScript.")) } }
            @else { (command_line("This copy of the site was built without the checker.")) }
            @if has_module { (ask()) }
        }
        @if has_module {
            (question())
            p #announce.unseen role="status" {}
            div #problem.note hidden { (sign(PageSign::Ask)) p #problem-text {} }
            div #answer.stack {}
            (share())
        }
        div #places.stack {
            (places())
            p.small.soft {
                "Answers come from what Chromium, Firefox and WebKitGTK were seen to do. What was \
                 never measured is marked as a prediction. " a href="about/" { "How we know" }
            }
        }
    };
    SitePage {
        title: "Why isn’t my cookie working with CORS?".to_owned(),
        description: "Paste a request and its response and see which step loses your cookie, in \
                      which browsers, and the smallest change that fixes it. From recorded \
                      behavior of real browsers."
            .to_owned(),
        part: SitePart::Check,
        script: if has_module { SiteScript::Checker } else { SiteScript::None },
        main,
    }
}

fn command_line(why: &str) -> Markup {
    html! {
        div.note {
            (sign(PageSign::Ask))
            div {
                p { (why) " The same answers come from the command line:" }
                pre.wire tabindex="0" {
                    "curl -i https://api.example.net/login | gingersnap explain \\\n"
                    "    --page https://www.example.com/ \\\n"
                    "    --request https://api.example.net/login --credentials include --response -"
                }
                p { "The " a href="reasons/" { "list of reasons" } " needs no script." }
            }
        }
    }
}

fn ask() -> Markup {
    html! {
        div #ask.ask hidden {
            form #paste-form.box {
                label.unseen for="paste" { "Request, response or HAR" }
                textarea #paste rows="10" spellcheck="false" autocapitalize="off" autocomplete="off"
                    aria-describedby="private"
                    placeholder="Paste curl -v output, headers from DevTools, “Copy as cURL” or \
                                 “Copy as fetch”, or a single Set-Cookie line.\n\nOr drop a HAR \
                                 file here." {}
                div.box-foot {
                    button.button.main type="submit" { "Find the problem" }
                    button #open-har.button type="button" { (label(InputField::Har)) }
                    input #har-file type="file" accept=".har,application/json" hidden
                        aria-label="HAR file";
                    p #private.hint {
                        "Nothing you paste leaves this browser. This page has no server to send it \
                         to."
                    }
                }
            }
            section.examples aria-labelledby="examples" {
                h2 #examples { "Or start from an example" }
                @for one in examples() { (example(&one)) }
            }
        }
    }
}

fn example(one: &CheckerExample) -> Markup {
    let outcome = one.request.explain().ok();
    let judged = outcome.as_ref().and_then(|outcome| outcome.answers.first());
    let way = judged.and_then(cookie_strip);
    let failing = way.as_ref().and_then(|way| way.failing()).map(|step| step.step);
    html! {
        a.button href={ "#" (one.request.fragment()) } {
            (one.name) " "
            @if let Some(step) = failing { (mini_strip(step)) }
            small { (one.hint) }
        }
    }
}

fn question() -> Markup {
    html! {
        details #question.question hidden {
            summary {
                span #q-wire.q-wire {} span #q-how.q-how {} span.q-edit { "Change" }
            }
            form #question-form {
                div.fields {
                    (field("page", InputField::Page, "url"))
                    (field("request", InputField::Request, "url"))
                    div.field {
                        label for="by" { (label(InputField::Credentials)) }
                        select #by {
                            @for (value, words) in MEANS { option value=(value) { (words) } }
                        }
                    }
                    (field("method", InputField::Method, "text"))
                    (field("then", InputField::Then, "url"))
                    (field("then-page", InputField::ThenPage, "url"))
                    (area("response", InputField::Response))
                    (area("preflight-response", InputField::Preflight))
                    (area("request-headers", InputField::RequestHeaders))
                    (area("frames", InputField::Frames))
                }
                div.actions {
                    button.button type="submit" { "Check again" }
                    button #anew.button type="button" { "Start anew" }
                }
            }
        }
    }
}

fn field(id: &str, field: InputField, kind: &str) -> Markup {
    html! {
        div.field {
            label for=(id) { (label(field)) }
            input id=(id) type=(kind) autocomplete="off" spellcheck="false";
        }
    }
}

fn area(id: &str, field: InputField) -> Markup {
    html! {
        div.field {
            label for=(id) { (label(field)) }
            textarea id=(id) rows="4" autocomplete="off" spellcheck="false" autocapitalize="off" {}
        }
    }
}

/// Returns the label of a field, which messages about it name too.
fn label(field: InputField) -> &'static str {
    page_label(field).expect("the page has this field")
}

fn share() -> Markup {
    html! {
        div #share.share hidden {
            p.small.soft {
                "Nothing you pasted has left this browser. "
                span #link-words {
                    "The link contains your question with the values of cookies and tokens \
                     blanked out."
                }
            }
            div.actions {
                button #copy-link.button type="button" { "Copy link" }
                button #copy-markdown.button type="button" { "Copy as Markdown" }
            }
        }
    }
}

fn places() -> Markup {
    html! {
        section.how aria-labelledby="how" {
            h2 #how { "Five places a cookie can get lost" }
            ol.strip role="list" {
                @for (step, words) in PLACES {
                    li.step.later {
                        span.node { (sign(PageSign::Later)) }
                        p.step-name { (step.name()) }
                        p.step-says { (words) }
                    }
                }
            }
        }
    }
}
