//! The driver behind a stand-in, and answers in the form of WebDriver.

use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use crate::StandInResult;

/// A driver that listens on a port of this machine.
#[derive(Debug)]
pub struct DriverBehind {
    port: u16,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl DriverBehind {
    /// Returns the driver that listens on this port.
    pub fn on_port(port: u16) -> Self {
        Self { port, client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Hands a command on, and returns the answer.
    ///
    /// # Errors
    /// If the driver gives none that is JSON.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> StandInResult<(StatusCode, Value)> {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let request = Request::builder().method(method).uri(url).body(Full::new(body))?;
        let answer = self.client.request(request).await?;
        let status = answer.status();
        let octets = answer.into_body().collect().await?.to_bytes();
        Ok((status, serde_json::from_slice(&octets)?))
    }
}

/// Returns an answer with this body.
pub fn answer_with(status: StatusCode, body: &Value) -> Response {
    let json = [("content-type", "application/json; charset=utf-8")];
    (status, json, body.to_string()).into_response()
}

/// Returns an error of WebDriver.
///
/// Spec: [WebDriver, errors](https://www.w3.org/TR/webdriver2/#errors).
pub fn refuse_with(error: &str, message: &str) -> Response {
    let status = match error {
        "invalid argument" => StatusCode::BAD_REQUEST,
        "invalid session id" | "no such window" | "unknown command" => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let value = json!({ "error": error, "message": message, "stacktrace": "" });
    answer_with(status, &json!({ "value": value }))
}
