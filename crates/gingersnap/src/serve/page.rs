//! The page: the form, and below it the answer.

use diagnosis::APIS;
use maud::{DOCTYPE, Markup, html};

use crate::serve::field_name::FieldName;
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

/// Returns the page.
pub(crate) fn page(
    form: &QuestionForm,
    problems: &[FieldProblem],
    answer: Option<&Markup>,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Gingersnap: why isn’t my cookie working with CORS?" }
                link rel="stylesheet" href="/style.css";
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                script src="/copy.js" defer {}
            }
            body {
                a.skip href="#answer" { "Skip to the answer" }
                header.top {
                    p.brand { "Gingersnap" }
                    h1 { "Why isn’t my cookie working with CORS?" }
                    p.lead {
                        "Enter the page, the request and the response headers, or paste what \
                         “Copy as cURL” gives. For each browser, the answer says whether the \
                         cookie is stored, sent and readable, why not, and how to fix it. It is \
                         based on recordings of real browsers. Nothing leaves this machine."
                    }
                }
                main {
                    (self::form(form, problems))
                    div #answer tabindex="-1" { @if let Some(answer) = answer { (answer) } }
                }
                footer {
                    p { "What is pasted here is sent to this machine alone, and is kept nowhere." }
                }
            }
        }
    }
}

fn form(form: &QuestionForm, problems: &[FieldProblem]) -> Markup {
    let chosen = form.credentials();
    let details = [&form.request_headers, &form.preflight, &form.frames];
    let details_are_open = details.iter().any(|field| !field.trim().is_empty())
        || !matches!(form.method.as_str(), "" | "GET")
        || problems.iter().filter_map(|one| one.field).any(FieldName::is_of_details);
    html! {
        form method="post" action="/" novalidate {
            @if !problems.is_empty() {
                p.problems role="alert" {
                    @match problems.iter().find(|problem| problem.field.is_none()) {
                        Some(whole) => (prose(&whole.message)),
                        None => "Some fields need a correction; see below.",
                    }
                }
            }
            div.pair {
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
            details open[details_are_open] {
                summary { "Method, request headers, preflight, frames" }
                div.pair {
                    (field(FieldName::Method, problems, "GET, if empty", |attributes| html! {
                        input id=(attributes.id) name=(attributes.id) autocomplete="off"
                            spellcheck="false" placeholder="GET" value=(form.method)
                            aria-describedby=(attributes.described_by)
                            aria-invalid=[attributes.invalid];
                    }))
                    (text_field(FieldName::Frames, problems,
                        "one URL per line, the outermost first", "", &form.frames))
                }
                div.pair {
                    (text_field(FieldName::RequestHeaders, problems,
                        "those that the script adds", "Content-Type: application/json",
                        &form.request_headers))
                    (text_field(FieldName::Preflight, problems,
                        "to OPTIONS; if empty, it allows the request", "HTTP/1.1 204 No Content",
                        &form.preflight))
                }
            }
            button.ask type="submit" { "Explain" }
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

/// Returns a sentence with its parts between backticks as code.
pub(crate) fn prose(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
