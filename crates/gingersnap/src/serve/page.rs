//! The page: the form, and below it the answer.

use diagnosis::APIS;
use maud::{DOCTYPE, Markup, html};

use crate::serve::form::{Form, Name, Problem};

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
pub(crate) fn page(form: &Form, problems: &[Problem], answer: Option<&Markup>) -> Markup {
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
                        "Give the page, the request, and the response as it came. The answer \
                         tells for each browser whether the cookie is stored,
                        sent and readable, why not, and what to change. It comes from what real \
                        browsers were seen to do, and nothing leaves
                        this machine."
                    }
                }
                main {
                    (self::form(form, problems))
                    div #answer tabindex="-1" { @if let Some(answer) = answer { (answer) } }
                }
                footer { p { "The address of this page holds the whole question: copy it to \
                 share it." } }
            }
        }
    }
}

fn form(form: &Form, problems: &[Problem]) -> Markup {
    let chosen = form.credentials();
    let more_is_used = ![&form.request_headers, &form.preflight, &form.frames]
        .iter()
        .all(|field| field.trim().is_empty())
        || !matches!(form.method.as_str(), "" | "GET");
    html! {
        form method="get" action="/" novalidate {
            @if !problems.is_empty() {
                p.problems role="alert" { "That is not understood yet; see below." }
            }
            div.pair {
                (field(Name::Page, problems, "Page", "the address bar’s, of the \
                 top-level page", |attributes| html! {
                    input id=(attributes.id) name="page" type="url" inputmode="url" autocomplete="off" spellcheck="false" required
                        placeholder="https://www.example.com/" value=(form.page)
                        aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid];
                }))
                (field(Name::Request, problems, "Request", "where fetch or \
                 XMLHttpRequest goes", |attributes| html! {
                    input id=(attributes.id) name="request" type="url" inputmode="url" autocomplete="off" spellcheck="false" required
                        placeholder="https://api.example.com/login" value=(form.request)
                        aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid];
                }))
            }
            (field(Name::Credentials, problems, "Made by", "with or without \
             credentials", |attributes| html! {
                select id=(attributes.id) name="credentials" aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid] {
                    @for ((name, _), words) in APIS.iter().zip(WAYS) {
                        option value=(name) selected[*name == chosen] { (words) }
                    }
                }
            }))
            (field(Name::Response, problems, "Response", "its headers, pasted as they are; what \
             curl -i prints will do", |attributes| html! {
                textarea id=(attributes.id) name="response" rows="6" spellcheck="false" autocomplete="off" autocapitalize="off"
                    placeholder="HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: \
                     https://www.example.com\nSet-Cookie: sid=1; Path=/; HttpOnly"
                    aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid] { (form.response) }
            }))
            details open[more_is_used || problems.iter().any(|problem| problem.field.is_of_details())] {
                summary { "Method, request headers, preflight, frames" }
                div.pair {
                    div.field {
                        label for="method" { "Method" }
                        input #method name="method" autocomplete="off" spellcheck="false" placeholder="GET" value=(form.method);
                    }
                    (field(Name::Frames, problems, "Frames", "a line for each, the \
                     outermost first", |attributes| html! {
                        textarea id=(attributes.id) name="frames" rows="2" spellcheck="false" autocomplete="off"
                            aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid] { (form.frames) }
                    }))
                }
                div.pair {
                    (field(Name::RequestHeaders, problems, "Request headers", "those that the \
                     script adds", |attributes| html! {
                        textarea id=(attributes.id) name="request-headers" rows="3" spellcheck="false" autocomplete="off"
                            placeholder="Content-Type: application/json"
                            aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid] { (form.request_headers) }
                    }))
                    (field(Name::Preflight, problems, "Answer to the \
                     preflight", "of OPTIONS; left empty, it allows \
                      the request", |attributes| html! {
                        textarea id=(attributes.id) name="preflight" rows="3" spellcheck="false" autocomplete="off"
                            placeholder="HTTP/1.1 204 No Content"
                            aria-describedby=(attributes.described_by) aria-invalid=[attributes.invalid] { (form.preflight) }
                    }))
                }
            }
            button.ask type="submit" { "Explain" }
        }
    }
}

/// What a field's control refers to.
struct Attributes {
    id: &'static str,
    described_by: String,
    invalid: Option<&'static str>,
}

/// Returns a field: its label, a hint, the control, and what is wrong with it.
fn field(
    name: Name,
    problems: &[Problem],
    label: &str,
    hint: &str,
    control: impl FnOnce(&Attributes) -> Markup,
) -> Markup {
    let id = name.id();
    let problem = problems.iter().find(|problem| problem.field == name);
    let error = problem.map(|_| format!(" {id}-problem")).unwrap_or_default();
    let attributes = Attributes {
        id,
        described_by: format!("{id}-hint{error}"),
        invalid: problem.map(|_| "true"),
    };
    html! {
        div.field {
            label for=(id) { (label) }
            span.hint id={ (id) "-hint" } { (hint) }
            (control(&attributes))
            @if let Some(problem) = problem {
                p.problem id={ (id) "-problem" } { (prose(&problem.message)) }
            }
        }
    }
}

/// Returns a sentence in which what stands between backticks is code.
pub(crate) fn prose(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

impl Name {
    fn id(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Request => "request",
            Self::Credentials => "credentials",
            Self::Response => "response",
            Self::RequestHeaders => "request-headers",
            Self::Preflight => "preflight",
            Self::Frames => "frames",
        }
    }

    fn is_of_details(self) -> bool {
        match self {
            Self::RequestHeaders | Self::Preflight | Self::Frames => true,
            Self::Page | Self::Request | Self::Credentials | Self::Response => false,
        }
    }
}
