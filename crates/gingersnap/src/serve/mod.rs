//! `gingersnap serve`: the form of `explain` as a web page on this machine.

mod field_name;
mod fixed_headers;
mod form;
mod own_site;
mod page;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use explainer::explain_alike;
use maud::Markup;
use miette::{IntoDiagnostic, Report, miette};
use page_parts::{ICON, STYLE_SHEET};
use tokio::net::TcpListener;

use crate::cli::ServeArgs;
use crate::clock;
use crate::serve::form::{FieldProblem, QuestionForm};
use crate::serve::own_site::OwnSite;
use crate::serve::page::{POLICY, REFERRER, answer_page, form_page};

const COPY: &str = include_str!("copy.js");

/// How large a form may be, encoded. A browser encodes an octet as up to three.
const MAX_FORM_BYTES: usize = 16 << 20;

/// Serves until the process is interrupted.
pub(crate) fn run(arguments: &ServeArgs) -> Result<ExitCode, Report> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().into_diagnostic()?;
    runtime.block_on(serve(arguments.port))
}

async fn serve(port: u16) -> Result<ExitCode, Report> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address).await.map_err(|error| {
        miette!(
            help = "choose another --port, or leave it out to use any free port",
            "failed to listen on {address}: {error}"
        )
    })?;
    let address = listener.local_addr().into_diagnostic()?;
    // A closed stream is no reason to fail.
    _ = writeln!(std::io::stdout(), "http://{address}/\nPress Ctrl-C to stop.");
    axum::serve(listener, router(OwnSite::at(address)))
        .with_graceful_shutdown(interrupted())
        .await
        .into_diagnostic()?;
    Ok(ExitCode::SUCCESS)
}

async fn interrupted() {
    // Without a signal handler the process just ends, which does as well.
    _ = tokio::signal::ctrl_c().await;
}

fn router(own: OwnSite) -> Router {
    let file = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(CONTENT_TYPE, kind)], text) })
    };
    Router::new()
        .route("/", get(empty_form).post(answer))
        .route("/style.css", file("text/css; charset=utf-8", STYLE_SHEET))
        .route("/copy.js", file("text/javascript; charset=utf-8", COPY))
        .route("/icon.svg", file("image/svg+xml", ICON))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(from_fn_with_state(own, own_requests))
}

/// Lets only requests of this site's own pages pass: another page of the same browser can make
/// requests to loopback addresses too, under a host name of its own.
async fn own_requests(State(own): State<OwnSite>, request: Request, next: Next) -> Response {
    match own.refusal(&request) {
        None => next.run(request).await,
        Some((status, why)) => (status, why + "\n").into_response(),
    }
}

async fn empty_form() -> Response {
    document(StatusCode::OK, &form_page(&QuestionForm::default(), &[]))
}

async fn answer(form: Result<Form<QuestionForm>, FormRejection>) -> Response {
    let form = match form {
        Ok(Form(form)) => form,
        Err(rejection) => {
            let status = rejection.status();
            let why = match status {
                StatusCode::PAYLOAD_TOO_LARGE => format!(
                    "the form is larger than {} MiB; use `gingersnap explain --response FILE`",
                    MAX_FORM_BYTES >> 20
                ),
                _ => rejection.body_text(),
            };
            let problems = [FieldProblem { field: None, message: why }];
            return document(status, &form_page(&QuestionForm::default(), &problems));
        }
    };
    let outcome = form.input().and_then(|input| {
        explain_alike(&input, clock::now()).map_err(|problem| vec![FieldProblem::of(&problem)])
    });
    let page = match outcome {
        Ok(alike) => answer_page(&form, &alike),
        Err(problems) => form_page(&form, &problems),
    };
    document(StatusCode::OK, &page)
}

/// Returns a page with the fields that keep it to itself. Only a field keeps it out of the frames
/// of others.
fn document(status: StatusCode, page: &Markup) -> Response {
    let headers: [(HeaderName, String); 3] = [
        (CONTENT_SECURITY_POLICY, format!("{POLICY}; frame-ancestors 'none'")),
        (REFERRER_POLICY, REFERRER.to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (status, headers, Html(page.clone().into_string())).into_response()
}
