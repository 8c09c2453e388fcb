//! WebDriver commands as they go over the wire, vendors' own included.

use std::borrow::Cow;
use std::time::Duration;

use fantoccini::{Client, wd::WebDriverCompatibleCommand};
use hyper::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::error::{CommandFault, WebDriverError};

/// How long a page may take to load, and a script to run.
pub(crate) const PAGE_LOAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a driver may take to answer: longer than it waits for the browser, so that its own
/// error is the one that is reported.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(40);

/// A client together with the place of its driver's output, which each error names.
#[derive(Debug)]
pub(crate) struct WebDriverClient {
    pub(crate) client: Client,
    pub(crate) output: String,
}

impl WebDriverClient {
    /// Sends `GET /session/{id}/{path}`.
    pub(crate) async fn get(&self, path: &'static str) -> Result<Value, WebDriverError> {
        self.send(DriverCommand { method: Method::GET, path: path.into(), body: None }).await
    }

    /// Sends `POST /session/{id}/{path}`.
    pub(crate) async fn post(
        &self,
        path: impl Into<Cow<'static, str>>,
        body: Value,
    ) -> Result<Value, WebDriverError> {
        let path = path.into();
        self.send(DriverCommand { method: Method::POST, path, body: Some(body) }).await
    }

    /// Runs a script in the current window's document and returns what it returns.
    pub(crate) async fn run_script(&self, script: &str) -> Result<Value, WebDriverError> {
        self.post("execute/sync", json!({ "script": script, "args": [] })).await
    }

    /// Runs a script that calls its last argument, a function, with what it is to return.
    pub(crate) async fn run_async_script(
        &self,
        script: &str,
        arguments: Value,
    ) -> Result<Value, WebDriverError> {
        self.post("execute/async", json!({ "script": script, "args": arguments })).await
    }

    /// Returns the error of a command that was answered with something else than was asked for.
    pub(crate) fn unexpected(&self, command: &str, answer: &Value) -> WebDriverError {
        self.error(command.to_owned(), CommandFault::Unexpected(answer.to_string()))
    }

    async fn send(&self, endpoint: DriverCommand) -> Result<Value, WebDriverError> {
        let name = format!("{} {}", endpoint.method, endpoint.path);
        match tokio::time::timeout(COMMAND_TIMEOUT, self.client.issue_cmd(endpoint)).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.error(name, CommandFault::Driver(Box::new(error)))),
            Err(_) => Err(self.error(name, CommandFault::Silent(COMMAND_TIMEOUT))),
        }
    }

    fn error(&self, command: String, source: CommandFault) -> WebDriverError {
        WebDriverError { command, output: self.output.clone(), source }
    }
}

#[derive(Debug)]
struct DriverCommand {
    method: Method,
    path: Cow<'static, str>,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for DriverCommand {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.as_ref().map(Value::to_string))
    }
}
