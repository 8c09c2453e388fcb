//! The page: the form, and the answer below it.

use diagnosis::{APIS, Question};
use explainer::AlikeAnswers;
use maud::{Markup, html};
use page_parts::{NavigationLink, PageDocument, PageWidth, page_document, prose};

use crate::serve::field_name::FieldName;
use crate::serve::fixed_headers::fixed_headers;
use crate::serve::form::{FieldProblem, QuestionForm};

/// What each way to make a request is called in the form, in the order of `APIS`.
const WAYS: [&str; APIS.len()] = [
    "fetch, credentials: \"omit\"",
    "fetch, credentials: \"same-origin\" (the default)",
    "fetch, credentials: \"include\"",
    "fetch, credentials: \"include\", mode: \"no-cors\"",
    "XMLHttpRequest",
    "XMLHttpRequest, withCredentials = true",
];

/// Where the site is, which has a page for every reason.
const SITE: &str = "https://gingersnap.github.io/gingersnap/";

/// The page loads nothing from elsewhere and runs no script but its own.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                                 img-src 'self'; form-action 'self'; base-uri 'none'";

/// A form whose page sends no referrer has the origin `null`, so the page sends it to itself.
pub(super) const REFERRER: &str = "same-origin";

/// Returns the page with the form, and what is wrong with its fields.
pub(crate) fn form_page(form: &QuestionForm, problems: &[FieldProblem]) -> Markup {
    let title = "Why isn’t my cookie working with CORS?";
    document(
        title,
        html! {
            div.hero {
                h1 { (title) }
                p.lead {
                    "Enter the page, the request and the response headers, or paste what “Copy as \
                     cURL” gives. See which step loses the cookie, in which browsers, and the \
                     smallest change that fixes it."
                }
            }
            div.panel { (self::form(form, problems)) }
        },
    )
}

/// Returns the page with an answer, above which the question is folded.
pub(crate) fn answer_page(form: &QuestionForm, alike: &AlikeAnswers) -> Markup {
    let part = page_parts::answer(alike, SITE);
    document(
        &part.title,
        html! {
            details.question {
                summary {
                    @match alike.only() {
                        Some(judged) => (asked(&judged.explanation.question, form)),
                        None => span.q-wire { "Your question" },
                    }
                    span.q-edit { "Change" }
                }
                (self::form(form, &[]))
            }
            (part.html)
            @if let Some(judged) = alike.only() { (fixed_headers(&judged.explanation)) }
        },
    )
}

/// Returns what was understood of a form, in a line.
fn asked(question: &Question, form: &QuestionForm) -> Markup {
    let chosen = APIS.iter().position(|(name, _)| *name == form.credentials());
    let way = chosen.map_or("", |position| WAYS[position]);
    html! {
        span.q-wire { (question.request.method) " " (question.url) }
        span.q-how { (way) ", from " (question.client_origin()) }
    }
}

fn document(title: &str, main: Markup) -> Markup {
    let link = |address: &str, name: &'static str| NavigationLink {
        address: format!("{SITE}{address}"),
        name,
        is_current: false,
    };
    let here = NavigationLink { address: "/".to_owned(), name: "Check", is_current: true };
    page_document(&PageDocument {
        title,
        policy: POLICY,
        referrer: REFERRER,
        head: html! {
            link rel="stylesheet" href="/style.css";
            link rel="icon" href="/icon.svg" type="image/svg+xml";
            script src="/copy.js" defer {}
        },
        width: PageWidth::Text,
        home: "/",
        navigation: vec![here, link("reasons/", "Reasons"), link("about/", "About")],
        main,
        end: html! {
            footer.foot {
                p { "What is pasted here is sent to this machine alone, and is kept nowhere." }
                ul { li { a href="https://github.com/gingersnap/gingersnap" { "Source" } } }
            }
        },
    })
}

fn form(form: &QuestionForm, problems: &[FieldProblem]) -> Markup {
    let chosen = form.credentials();
    let details = [&form.request_headers, &form.preflight, &form.frames];
    let details_are_open = details.iter().any(|field| !field.trim().is_empty())
        || !matches!(form.method.as_str(), "" | "GET")
        || problems.iter().filter_map(|one| one.field).any(FieldName::is_of_details);
    html! {
        form.stack method="post" action="/" novalidate {
            @if !problems.is_empty() {
                p.problem role="alert" {
                    @match problems.iter().find(|problem| problem.field.is_none()) {
                        Some(whole) => (prose(&whole.message)),
                        None => "Some fields need a correction; see below.",
                    }
                }
            }
            div.fields {
                (url_field(FieldName::Page, problems,
                    "URL of the top-level page, as the address bar shows it",
                    "https://www.example.com/", &form.page))
                (url_field(FieldName::Request, problems,
                    "URL that fetch or XMLHttpRequest requests",
                    "https://api.example.com/login", &form.request))
            }
            (field(FieldName::Credentials, problems,
                "fetch or XMLHttpRequest, with or without credentials", |attributes| html! {
                select id=(attributes.id) name=(attributes.id)
                    aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid] {
                    @for ((name, _), words) in APIS.iter().zip(WAYS) {
                        option value=(name) selected[*name == chosen] { (words) }
                    }
                }
            }))
            (text_field(FieldName::Response, problems,
                "paste its headers, or what curl -i prints",
                "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
                 Set-Cookie: sid=1; Path=/; HttpOnly", &form.response))
            details.fold open[details_are_open] {
                summary { "More" small { "Method, frames, request headers, preflight response" } }
                div.fields {
                    (field(FieldName::Method, problems, "GET, if empty", |attributes| html! {
                        input id=(attributes.id) name=(attributes.id) type="text"
                            autocomplete="off" spellcheck="false" placeholder="GET"
                            value=(form.method) aria-describedby=(attributes.described_by)
                            aria-invalid=[attributes.invalid];
                    }))
                    (text_field(FieldName::Frames, problems,
                        "one URL per line, the outermost first", "", &form.frames))
                    (text_field(FieldName::RequestHeaders, problems,
                        "those that the script adds", "Content-Type: application/json",
                        &form.request_headers))
                    (text_field(FieldName::Preflight, problems,
                        "to OPTIONS; if empty, it allows the request", "HTTP/1.1 204 No Content",
                        &form.preflight))
                }
            }
            div.actions { button.button.main type="submit" { "Explain" } }
        }
    }
}

/// What a field's control refers to.
struct ControlAttributes {
    id: &'static str,
    described_by: String,
    invalid: Option<&'static str>,
}

/// Returns a field: its label, a hint, the control, and what is wrong with it.
fn field(
    name: FieldName,
    problems: &[FieldProblem],
    hint: &str,
    control: impl FnOnce(&ControlAttributes) -> Markup,
) -> Markup {
    let id = name.id();
    let problem = problems.iter().find(|problem| problem.field == Some(name));
    let error = problem.map(|_| format!(" {id}-problem")).unwrap_or_default();
    let attributes = ControlAttributes {
        id,
        described_by: format!("{id}-hint{error}"),
        invalid: problem.map(|_| "true"),
    };
    html! {
        div.field {
            label for=(id) { (name.label()) }
            span.hint id={ (id) "-hint" } { (hint) }
            (control(&attributes))
            @if let Some(problem) = problem {
                p.problem id={ (id) "-problem" } { (prose(&problem.message)) }
            }
        }
    }
}

/// Returns a field for a URL.
fn url_field(
    name: FieldName,
    problems: &[FieldProblem],
    hint: &str,
    placeholder: &str,
    value: &str,
) -> Markup {
    field(name, problems, hint, |attributes| {
        html! {
            input id=(attributes.id) name=(attributes.id) type="url" inputmode="url"
                autocomplete="off" spellcheck="false" placeholder=(placeholder)
                value=(value) aria-describedby=(attributes.described_by)
                aria-invalid=[attributes.invalid];
        }
    })
}

/// Returns a field for lines of text.
fn text_field(
    name: FieldName,
    problems: &[FieldProblem],
    hint: &str,
    placeholder: &str,
    value: &str,
) -> Markup {
    field(name, problems, hint, |attributes| {
        html! {
            textarea id=(attributes.id) name=(attributes.id) rows=(name.rows()) spellcheck="false"
                autocomplete="off" autocapitalize="off" placeholder=(placeholder)
                aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid] {
                (value)
            }
        }
    })
}
