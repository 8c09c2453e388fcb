//! `gingersnap serve`: the form of `explain` as a web page on this machine.

mod answer;
mod form;
mod page;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use axum::Router;
use axum::extract::Query;
use axum::http::HeaderName;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Html;
use axum::routing::get;
use diagnosis::{Recordings, UserGoal};
use explainer::profiles;
use miette::{IntoDiagnostic, Report, miette};
use tokio::net::TcpListener;

use crate::cli::ServeArgs;
use crate::clock;
use crate::serve::form::QuestionForm;

const STYLE: &str = include_str!("style.css");
const COPY: &str = include_str!("copy.js");
const ICON: &str = include_str!("icon.svg");

/// The page loads nothing from elsewhere and runs no script but its own.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
 form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

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
    axum::serve(listener, router())
        .with_graceful_shutdown(interrupted())
        .await
        .into_diagnostic()?;
    Ok(ExitCode::SUCCESS)
}

async fn interrupted() {
    // Without a signal handler the process just ends, which does as well.
    _ = tokio::signal::ctrl_c().await;
}

fn router() -> Router {
    let file = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(CONTENT_TYPE, kind)], text) })
    };
    Router::new()
        .route("/", get(answer))
        .route("/style.css", file("text/css; charset=utf-8", STYLE))
        .route("/copy.js", file("text/javascript; charset=utf-8", COPY))
        .route("/icon.svg", file("image/svg+xml", ICON))
}

type ReplyHeaders = [(HeaderName, &'static str); 3];

async fn answer(Query(form): Query<QuestionForm>) -> (ReplyHeaders, Html<String>) {
    let page = match (form.is_empty(), form.question(clock::now())) {
        (true, _) => page::page(&form, &[], None),
        (false, Err(problems)) => page::page(&form, &problems, None),
        (false, Ok(question)) => {
            let recordings = Recordings::built_in();
            let profiles = profiles(recordings, &[]).unwrap_or_default();
            let explanation =
                diagnosis::explain(recordings, &question, &profiles, &UserGoal::USUAL);
            page::page(&form, &[], Some(&answer::answer(&explanation, form.response_source())))
        }
    };
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Html(page.into_string()))
}
