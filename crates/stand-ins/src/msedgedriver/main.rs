//! Behaves as msedgedriver does, in front of chromedriver, so that what is Edge's own can be tested
//! where there is no Edge: the names of capabilities, of commands, and of what a session says.
//!
//! The browser behind it is whatever the capabilities name.

mod names;

use std::process::Stdio;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, Uri};
use axum::response::Response;
use serde_json::Value;
use stand_ins::{DriverBehind, StandInResult, answer_with, refuse_with};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, stdout};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// What chromedriver calls itself, and what msedgedriver does.
const NAMES: (&str, &str) = ("ChromeDriver", "Microsoft Edge WebDriver");

#[tokio::main]
async fn main() -> StandInResult<()> {
    if std::env::args().any(|argument| argument == "--version") {
        let said = Command::new("chromedriver").arg("--version").output().await?;
        let said = String::from_utf8(said.stdout)?.replace(NAMES.0, NAMES.1);
        stdout().write_all(said.as_bytes()).await?;
        return Ok(stdout().flush().await?);
    }
    let (port, _driver) = start().await?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let own = listener.local_addr()?.port();
    let announcement = format!("{} was started successfully on port {own}.\n", NAMES.1);
    stdout().write_all(announcement.as_bytes()).await?;
    stdout().flush().await?;
    let driver = Arc::new(DriverBehind::on_port(port));
    axum::serve(listener, Router::new().fallback(command).with_state(driver)).await?;
    Ok(())
}

/// Starts chromedriver, which ends with this process's group; returns its port.
async fn start() -> StandInResult<(u16, Child)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let output = driver.stdout.take().ok_or("expected the driver's output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return Ok((port.trim_end_matches('.').parse()?, driver));
        }
    }
    Err("chromedriver names no port".into())
}

async fn command(
    State(driver): State<Arc<DriverBehind>>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Response {
    let answered = answer(&driver, method, uri.path(), body).await;
    answered.unwrap_or_else(|error| refuse_with("unknown error", &error.to_string()))
}

async fn answer(
    driver: &DriverBehind,
    method: Method,
    path: &str,
    body: Bytes,
) -> StandInResult<Response> {
    if path.contains("/goog/") {
        return Ok(refuse_with("unknown command", path));
    }
    if method != Method::POST || path != "/session" {
        let path = path.replace("/ms/", "/goog/");
        let (status, answer) = driver.send(method, &path, body).await?;
        return Ok(answer_with(status, &answer));
    }
    let mut asked: Value = serde_json::from_slice(&body)?;
    if let Err(unknown) = names::to_chrome(&mut asked["capabilities"]["alwaysMatch"]) {
        let message = format!("unrecognized capability: {unknown}");
        return Ok(refuse_with("invalid argument", &message));
    }
    let (status, mut given) = driver.send(method, path, asked.to_string().into()).await?;
    names::to_edge(&mut given["value"]["capabilities"]);
    Ok(answer_with(status, &given))
}
