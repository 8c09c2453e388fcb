//! A session that a browser gives itself.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use run_model::evidence::JarCookie;
use serde_json::{Value, json};
use url::Url;

use super::connection::BidiConnection;
use super::values::{json_value, local_value};
use crate::Browser;
use crate::error::{CommandFault, LaunchError, WebDriverError};
use crate::webdriver::PAGE_LOAD_TIMEOUT;

/// How long after a click a navigation may begin. geckodriver waits as long.
const NAVIGATION_TIMEOUT: Duration = Duration::from_millis(200);

/// What says that a navigation begins, and that it has ended.
const NAVIGATION_EVENTS: [&str; 4] = [
    "browsingContext.navigationStarted",
    "browsingContext.load",
    "browsingContext.navigationFailed",
    "browsingContext.downloadWillBegin",
];

/// Brings an element to where it can be clicked on; throws if another one covers it.
const AIM: &str = r#"element => {
    element.scrollIntoView({ behavior: "instant", block: "center", inline: "center" });
    const [box] = element.getClientRects();
    if (!box) throw new Error("the element is not shown");
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const hit = element.getRootNode().elementFromPoint(x, y);
    if (!element.contains(hit)) throw new Error(`<${hit?.localName}> covers the element`);
}"#;

/// Selects what is in an element; throws where nothing can be typed into it.
const SELECT: &str = r#"element => {
    const asText = ["email", "number", "password", "search", "tel", "text", "url"];
    const isField = element.matches("input, textarea");
    if (isField ? element.disabled || element.readOnly : !element.isContentEditable)
        throw new Error("nothing can be typed into the element");
    if (element.matches("input") && !asText.includes(element.type))
        throw new Error(`input of type ${element.type} needs geckodriver: install it`);
    element.focus();
    if (isField) element.select();
    else getSelection().selectAllChildren(element);
}"#;

/// The key that deletes what is selected, as WebDriver writes it.
const DELETE_KEY: &str = "\u{E017}";

/// A session of a browser that speaks the protocol itself.
#[derive(Debug)]
pub(crate) struct BidiClient {
    connection: BidiConnection,
    version: String,
    /// The document of a window of the browser's own, whose scripts have all rights. Firefox alone
    /// shows it.
    chrome: Option<String>,
    /// Where commands go.
    focus: Mutex<FocusedContext>,
}

/// A window and one of its frames, as browsing contexts.
#[derive(Clone, Debug)]
struct FocusedContext {
    window: String,
    frame: Option<String>,
}

impl FocusedContext {
    fn document(&self) -> &str {
        self.frame.as_deref().unwrap_or(&self.window)
    }
}

impl BidiClient {
    /// Asks a browser that listens on this port for a session.
    pub(crate) async fn connect(
        browser: Browser,
        port: u16,
        output: &str,
    ) -> Result<Self, LaunchError> {
        let failed = |source| LaunchError::Setup { browser, source };
        let connection = BidiConnection::open(port, output.to_owned()).await.map_err(failed)?;
        let wanted = json!({ "capabilities": { "alwaysMatch": { "acceptInsecureCerts": true } } });
        let session = connection.send("session.new", wanted).await.map_err(failed)?;
        let version = session["capabilities"]["browserVersion"].as_str().unwrap_or("unknown");
        let (window, chrome) = if browser == Browser::Lightpanda {
            // It begins without a window.
            (created_window(&connection).await.map_err(failed)?, None)
        } else {
            let window = first_window(&connection).await.map_err(failed)?;
            let Some(chrome) = chrome_document(&connection).await else {
                return Err(LaunchError::FirefoxTooOld { version: version.to_owned() });
            };
            (window, Some(chrome))
        };
        let focus = Mutex::new(FocusedContext { window, frame: None });
        Ok(Self { version: version.to_owned(), connection, chrome, focus })
    }

    /// Returns the browser's version as it names it itself.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Returns the window that has the focus.
    pub(crate) fn window(&self) -> String {
        self.focused().window.clone()
    }

    /// Opens a further window.
    pub(crate) async fn open_window(&self) -> Result<String, WebDriverError> {
        created_window(&self.connection).await
    }

    /// Has further commands go to the document of a window.
    pub(crate) fn focus(&self, window: &str) {
        *self.focused() = FocusedContext { window: window.to_owned(), frame: None };
    }

    /// Has further commands go to the innermost of `depth` nested frames.
    pub(crate) async fn enter_frames(&self, depth: usize) -> Result<(), WebDriverError> {
        const TREE: &str = "browsingContext.getTree";
        let window = self.window();
        let tree = self.connection.send(TREE, json!({ "root": window })).await?;
        let mut place = &tree["contexts"][0];
        for _ in 0..depth {
            place = &place["children"][0];
        }
        let Some(frame) = place["context"].as_str() else {
            return Err(self.unexpected(TREE, &tree));
        };
        *self.focused() = FocusedContext { window, frame: Some(frame.to_owned()) };
        Ok(())
    }

    /// Has further commands go to the window's own document.
    pub(crate) fn leave_frames(&self) {
        self.focused().frame = None;
    }

    /// Navigates, and waits until the document is loaded.
    pub(crate) async fn navigate(&self, url: &Url) -> Result<(), WebDriverError> {
        let params = json!({ "context": self.document(), "url": url, "wait": "complete" });
        self.connection.send("browsingContext.navigate", params).await.map(drop)
    }

    /// Runs the body of an async function in a document.
    pub(crate) async fn run(
        &self,
        body: &str,
        arguments: &[Value],
    ) -> Result<Value, WebDriverError> {
        let arguments = arguments.iter().map(local_value).collect();
        self.call(&self.document(), &format!("async (...given) => {{ {body} }}"), arguments).await
    }

    /// Runs the body of a function with the rights of the browser itself.
    pub(crate) async fn run_privileged(&self, body: &str) -> Result<Value, WebDriverError> {
        const CALL: &str = "script.callFunction";
        let Some(chrome) = &self.chrome else { return Err(self.needs_driver(CALL)) };
        self.call(chrome, &format!("() => {{ {body} }}"), Value::Array(Vec::new())).await
    }

    /// Clicks on the first element that a CSS selector matches. A navigation that follows is waited
    /// for.
    pub(crate) async fn click(&self, selector: &str) -> Result<(), WebDriverError> {
        let element = self.element(selector).await?;
        self.call(&self.document(), AIM, json!([element])).await?;
        let wanted = json!({ "events": NAVIGATION_EVENTS, "contexts": [self.window()] });
        let subscribed = self.connection.send("session.subscribe", wanted).await?;
        let clicked = self.click_and_follow(&element).await;
        let over = json!({ "subscriptions": [subscribed["subscription"]] });
        self.connection.send("session.unsubscribe", over).await?;
        self.connection.forget_events().await;
        clicked
    }

    async fn click_and_follow(&self, element: &Value) -> Result<(), WebDriverError> {
        let origin = json!({ "type": "element", "element": element });
        let actions = json!([
            { "type": "pointerMove", "x": 0, "y": 0, "origin": origin },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerUp", "button": 0 },
        ]);
        self.perform(json!({ "type": "pointer", "id": "mouse", "actions": actions })).await?;
        let window = self.window();
        let is_of_window = |event: &Value| event["params"]["context"] == window.as_str();
        let begins = |event: &Value| event["method"] == NAVIGATION_EVENTS[0] && is_of_window(event);
        let Some(begun) = self.connection.event(NAVIGATION_TIMEOUT, begins).await? else {
            return Ok(());
        };
        let ends = |event: &Value| event["method"] != NAVIGATION_EVENTS[0] && is_of_window(event);
        match self.connection.event(PAGE_LOAD_TIMEOUT, ends).await? {
            Some(_) => Ok(()),
            None => {
                let url = begun["params"]["url"].as_str().unwrap_or_default();
                let command = format!("input.performActions, which leads to {url}");
                Err(self.connection.error(&command, CommandFault::Silent(PAGE_LOAD_TIMEOUT)))
            }
        }
    }

    /// Types a text into the first element that a CSS selector matches, in place of what is there.
    pub(crate) async fn fill(&self, selector: &str, text: &str) -> Result<(), WebDriverError> {
        let element = self.element(selector).await?;
        self.call(&self.document(), SELECT, json!([element])).await?;
        let keys = match text {
            "" => vec![DELETE_KEY.to_owned()],
            text => text.chars().map(String::from).collect(),
        };
        let press =
            |key: &String| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key }));
        let actions: Value = keys.iter().flat_map(press).collect();
        self.perform(json!({ "type": "key", "id": "keys", "actions": actions })).await
    }

    /// Puts a cookie into the jar.
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
            "name": name, "value": { "type": "string", "value": value }, "domain": domain,
            "path": path, "secure": secure, "httpOnly": http_only,
        });
        if let Some(same_site) = same_site {
            cookie["sameSite"] = json!(same_site.to_ascii_lowercase());
        }
        if let Some(expires) = expires {
            cookie["expiry"] = json!(expires.0);
        }
        self.connection.send("storage.setCookie", json!({ "cookie": cookie })).await.map(drop)
    }

    /// Empties the jar.
    pub(crate) async fn delete_cookies(&self) -> Result<(), WebDriverError> {
        self.connection.send("storage.deleteCookies", json!({})).await.map(drop)
    }

    /// Returns the cookies of the jar, as the protocol writes them.
    pub(crate) async fn cookies(&self) -> Result<Vec<Value>, WebDriverError> {
        const READ: &str = "storage.getCookies";
        let mut answer = self.connection.send(READ, json!({})).await?;
        match answer["cookies"].take() {
            Value::Array(cookies) => Ok(cookies),
            _ => Err(self.unexpected(READ, &answer)),
        }
    }

    /// Hides the only window of the session.
    pub(crate) async fn minimize(&self) -> Result<(), WebDriverError> {
        let windows = self.connection.send("browser.getClientWindows", json!({})).await?;
        let window = &windows["clientWindows"][0]["clientWindow"];
        let wanted = json!({ "clientWindow": window, "state": "minimized" });
        self.connection.send("browser.setClientWindowState", wanted).await.map(drop)
    }

    /// Closes the browser.
    pub(crate) async fn close(&self) -> Result<(), WebDriverError> {
        self.connection.send("browser.close", json!({})).await.map(drop)
    }

    /// Returns the error of a command that was answered with something else than was asked for.
    pub(crate) fn unexpected(&self, command: &str, answer: &Value) -> WebDriverError {
        self.connection.error(command, CommandFault::Unexpected(answer.to_string()))
    }

    /// Returns the error of what only a driver can do.
    pub(crate) fn needs_driver(&self, command: &str) -> WebDriverError {
        self.connection.error(command, CommandFault::NeedsDriver)
    }

    fn focused(&self) -> MutexGuard<'_, FocusedContext> {
        self.focus.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn document(&self) -> String {
        self.focused().document().to_owned()
    }

    /// Calls a function in a document and returns what its promise came to.
    async fn call(
        &self,
        document: &str,
        function: &str,
        arguments: Value,
    ) -> Result<Value, WebDriverError> {
        const CALL: &str = "script.callFunction";
        let params = json!({
            "functionDeclaration": function, "arguments": arguments, "awaitPromise": true,
            "target": { "context": document },
        });
        let answer = self.connection.send(CALL, params).await?;
        match answer["type"].as_str() {
            Some("success") => Ok(json_value(&answer["result"])),
            _ => match answer["exceptionDetails"]["text"].as_str() {
                Some(text) => Err(self.connection.error(CALL, CommandFault::Thrown(text.into()))),
                None => Err(self.unexpected(CALL, &answer)),
            },
        }
    }

    /// Returns a reference to the first element that a CSS selector matches, for which its window
    /// gets the focus of the keyboard.
    async fn element(&self, selector: &str) -> Result<Value, WebDriverError> {
        const LOCATE: &str = "browsingContext.locateNodes";
        self.connection
            .send("browsingContext.activate", json!({ "context": self.window() }))
            .await?;
        let locator = json!({ "type": "css", "value": selector });
        let wanted = json!({ "context": self.document(), "locator": locator, "maxNodeCount": 1 });
        let found = self.connection.send(LOCATE, wanted).await?;
        match found["nodes"][0]["sharedId"].as_str() {
            Some(id) => Ok(json!({ "sharedId": id })),
            None => {
                let fault = format!("no element matches `{selector}`");
                Err(self.connection.error(LOCATE, CommandFault::Refused(fault.into())))
            }
        }
    }

    async fn perform(&self, actions: Value) -> Result<(), WebDriverError> {
        let params = json!({ "context": self.document(), "actions": [actions] });
        self.connection.send("input.performActions", params).await.map(drop)
    }
}

/// Opens a window.
async fn created_window(connection: &BidiConnection) -> Result<String, WebDriverError> {
    const CREATE: &str = "browsingContext.create";
    let created = connection.send(CREATE, json!({ "type": "window" })).await?;
    context(connection, CREATE, &created["context"], &created)
}

/// Returns the window that the browser opened itself.
async fn first_window(connection: &BidiConnection) -> Result<String, WebDriverError> {
    const TREE: &str = "browsingContext.getTree";
    let tree = connection.send(TREE, json!({ "maxDepth": 0 })).await?;
    context(connection, TREE, &tree["contexts"][0]["context"], &tree)
}

/// Returns the document of a window of the browser's own, if it shows it.
async fn chrome_document(connection: &BidiConnection) -> Option<String> {
    let wanted = json!({ "maxDepth": 0, "moz:scope": "chrome" });
    let own = connection.send("browsingContext.getTree", wanted).await.ok()?;
    // A Firefox that does not know the scope answers as if there were none.
    let document = &own["contexts"][0];
    if document["moz:scope"] == "chrome" {
        document["context"].as_str().map(str::to_owned)
    } else {
        None
    }
}

fn context(
    connection: &BidiConnection,
    command: &str,
    named: &Value,
    answer: &Value,
) -> Result<String, WebDriverError> {
    let fault = || connection.error(command, CommandFault::Unexpected(answer.to_string()));
    named.as_str().map(str::to_owned).ok_or_else(fault)
}
