//! WebDriver commands as they go over the wire, vendors' own included: the connections that they
//! take, the sessions that they open, and grids of drivers.

mod bounded_connector;
pub(crate) mod grid;
pub(crate) mod open_session;

use std::borrow::Cow;
use std::time::Duration;

use fantoccini::{Client, wd::Capabilities, wd::WebDriverCompatibleCommand};
use hyper::Method;
use run_model::evidence::JarCookie;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::browser::driver_vendor::DriverVendor;
use crate::error::{CommandFault, SessionFault, WebDriverError};
use crate::webdriver::bounded_connector::BoundedConnector;
use crate::webdriver::open_session::OpenSession;

/// How long a page may take to load, and a script to run.
pub(crate) const PAGE_LOAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a driver may take to answer: longer than it waits for the browser, so that its own
/// error is the one that is reported.
pub(crate) const COMMAND_TIMEOUT: Duration = Duration::from_secs(40);

/// A client together with the place of its driver's output, which each error names.
#[derive(Debug)]
pub(crate) struct WebDriverClient {
    client: Client,
    /// What the driver calls its session.
    id: String,
    /// The capabilities that its session has.
    capabilities: Value,
    output: String,
    /// Its session, where a driver gave it that runs already.
    open: Option<OpenSession>,
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

    /// Returns the URL that the current window's document says it has.
    pub(crate) async fn shown_url(&self) -> Result<Value, WebDriverError> {
        let script = "return location.href";
        self.post("execute/sync", json!({ "script": script, "args": [] })).await
    }

    /// Runs the body of an async function where the focus is.
    pub(crate) async fn run(
        &self,
        body: &str,
        arguments: &[Value],
    ) -> Result<Value, WebDriverError> {
        const RUN: &str = "execute/async";
        // A promise that a script returns is awaited, but not by every driver: the callback is what
        // all of them know.
        let script = format!(
            "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, \
             -1);
             (async (...given) => {{ {body} }})(...given).then(value => done({{ value }}), error \
             => done({{ error: String(error) }}));"
        );
        let mut answer = self.post(RUN, json!({ "script": script, "args": arguments })).await?;
        match answer["error"].as_str() {
            Some(thrown) => {
                let fault = CommandFault::Thrown(thrown.into());
                Err(self.error(format!("POST {RUN}"), fault))
            }
            None => Ok(answer["value"].take()),
        }
    }

    /// Clicks on the first element that a CSS selector matches.
    pub(crate) async fn click(&self, selector: &str) -> Result<(), WebDriverError> {
        let element = self.element(selector).await?;
        self.post(format!("element/{element}/click"), json!({})).await.map(drop)
    }

    /// Types a text into the first element that a CSS selector matches.
    pub(crate) async fn fill(&self, selector: &str, text: &str) -> Result<(), WebDriverError> {
        let element = self.element(selector).await?;
        self.post(format!("element/{element}/clear"), json!({})).await?;
        if text.is_empty() {
            // WebKitGTK's driver takes it for a command without a text.
            return Ok(());
        }
        let typed = json!({ "text": text });
        self.post(format!("element/{element}/value"), typed).await.map(drop)
    }

    /// Returns WebDriver's reference of an element.
    async fn element(&self, selector: &str) -> Result<String, WebDriverError> {
        /// Spec: [WebDriver, web element identifier](https://www.w3.org/TR/webdriver2/#elements).
        const IDENTIFIER: &str = "element-6066-11e4-a52e-4f735466cecf";
        let wanted = json!({ "using": "css selector", "value": selector });
        let answer = self.post("element", wanted).await?;
        let found = answer[IDENTIFIER].as_str().map(str::to_owned);
        found.ok_or_else(|| self.unexpected("POST element", &answer))
    }

    /// Puts a cookie of the current document into the jar.
    pub(crate) async fn add_cookie(&self, added: &JarCookie) -> Result<(), WebDriverError> {
        let JarCookie {
            name,
            value,
            domain,
            path,
            secure,
            http_only,
            expires,
            same_site,
            partition: _,
        } = added;
        let mut cookie = json!({
            "name": name, "value": value, "path": path, "secure": secure, "httpOnly": http_only
        });
        if domain.starts_with('.') {
            cookie["domain"] = json!(domain);
        }
        if let Some(same_site) = same_site {
            cookie["sameSite"] = json!(same_site);
        }
        if let Some(expires) = expires {
            cookie["expiry"] = json!(expires.0);
        }
        self.post("cookie", json!({ "cookie": cookie })).await.map(drop)
    }

    /// Returns the browser's version as it names it itself.
    pub(crate) fn version(&self) -> &str {
        self.capabilities["browserVersion"].as_str().unwrap_or("unknown")
    }

    /// Returns the system that the browser runs on, as its driver names it.
    pub(crate) fn platform(&self) -> &str {
        self.capabilities["platformName"].as_str().unwrap_or_default()
    }

    /// Returns whose driver it is, where it is Chromium's.
    pub(crate) fn vendor(&self) -> DriverVendor {
        DriverVendor::of_session(&self.capabilities)
    }

    /// Returns the driver's version, as far as it names it.
    pub(crate) fn driver_version(&self) -> Option<&str> {
        let capabilities = &self.capabilities;
        let named = self.vendor().driver_version(capabilities);
        let named = named.or_else(|| capabilities["moz:geckodriverVersion"].as_str());
        // Behind the version may be a revision.
        named.and_then(|version| version.split_whitespace().next())
    }

    /// Returns what the driver calls its session.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Makes the session's end its own: if it is dropped before, the driver at this address is told
    /// to end it.
    pub(crate) fn end_with(mut self, driver: &Url) -> Self {
        self.open = Some(OpenSession::new(driver, &self.id));
        self
    }

    /// Ends the session.
    pub(crate) async fn close(&mut self) -> Result<(), WebDriverError> {
        self.client.clone().close().await.map_err(|error| {
            self.error("DELETE session".to_owned(), CommandFault::Driver(Box::new(error)))
        })?;
        if let Some(open) = &mut self.open {
            open.set_closed();
        }
        Ok(())
    }

    /// Returns the error of a command that was answered with something else than was asked for.
    pub(crate) fn unexpected(&self, command: &str, answer: &Value) -> WebDriverError {
        self.error(command.to_owned(), CommandFault::Unexpected(answer.to_string()))
    }

    /// Returns the error of a command that reaches no private window.
    pub(crate) fn not_in_private_windows(&self, command: &str) -> WebDriverError {
        self.error(command.to_owned(), CommandFault::NotInPrivateWindows)
    }

    /// Returns the error of what only a browser without a driver can do.
    pub(crate) fn needs_bidi(&self, command: &str) -> WebDriverError {
        self.error(command.to_owned(), CommandFault::NeedsBidi)
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

/// Asks a driver for a session with these capabilities, and no others.
pub(crate) async fn new_session(
    driver: &Url,
    capabilities: &Capabilities,
    output: String,
) -> Result<WebDriverClient, SessionFault> {
    let attached = async |id: &str| {
        let connector = BoundedConnector::new();
        let client = Client::with_existing_session(driver.as_str(), id, connector).await;
        client.map_err(|error| SessionFault::Url(Box::new(error)))
    };
    // The client is attached to nothing yet, and must not end that.
    let unattached = attached("").await?;
    let asked = async {
        unattached.persist().await?;
        unattached.issue_cmd(SessionRequest { capabilities: capabilities.clone() }).await
    };
    let mut answer = asked.await.map_err(|error| CommandFault::Driver(Box::new(error)))?;
    let capabilities = answer["capabilities"].take();
    match answer["sessionId"].as_str() {
        Some(id) => {
            let (client, id) = (attached(id).await?, id.to_owned());
            Ok(WebDriverClient { client, id, capabilities, output, open: None })
        }
        None => Err(CommandFault::Unexpected(answer.to_string()).into()),
    }
}

/// Spec: [WebDriver, New Session](https://www.w3.org/TR/webdriver2/#new-session).
#[derive(Debug)]
struct SessionRequest {
    capabilities: Capabilities,
}

impl WebDriverCompatibleCommand for SessionRequest {
    fn endpoint(&self, base_url: &Url, _: Option<&str>) -> Result<Url, ParseError> {
        base_url.join("session")
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "capabilities": { "alwaysMatch": self.capabilities } });
        (Method::POST, Some(body.to_string()))
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
