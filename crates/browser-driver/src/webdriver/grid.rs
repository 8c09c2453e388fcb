//! Selenium Grid: what it says of its nodes, and whether a session of it is still there.
//!
//! Spec: [Selenium Grid 4, endpoints](https://www.selenium.dev/documentation/grid/advanced_features/endpoints/).

use std::collections::BTreeSet;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use url::Url;

use crate::Browser;
use crate::error::GridError;
use crate::webdriver::COMMAND_TIMEOUT;
use crate::webdriver::bounded_connector::BoundedConnector;

/// How long a grid may take to say what it has.
const STATUS_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a session is asked for. A command takes a grid some milliseconds.
const WATCH_INTERVAL: Duration = Duration::from_secs(2);

/// Asks a grid, or what may be one, for what is no session's.
#[derive(Clone, Debug)]
pub struct GridClient {
    /// Its address, with a slash at the end.
    url: Url,
    http: Client<BoundedConnector, Empty<Bytes>>,
}

/// What a grid has at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridStatus {
    nodes: Vec<GridNode>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct GridNode {
    /// Where it is, as the grid names it.
    uri: String,
    is_up: bool,
    slots: Vec<GridSlot>,
}

/// Room for one session of one kind of browser.
#[derive(Clone, Debug, PartialEq, Eq)]
struct GridSlot {
    browser_name: String,
    /// The session that has it.
    session: Option<String>,
}

/// How many sessions of a browser a grid has room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotCount {
    /// Those that nobody uses.
    pub free: usize,
    /// All of them.
    pub all: usize,
}

impl GridClient {
    /// Returns the client of what is at this address, which has a slash at the end.
    pub(crate) fn new(url: Url) -> Self {
        Self { url, http: Client::builder(TokioExecutor::new()).build(BoundedConnector::new()) }
    }

    /// Returns its address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns what the grid has, or `None` where a driver without nodes listens there.
    ///
    /// # Errors
    ///
    /// If nobody answers.
    pub async fn status(&self) -> Result<Option<GridStatus>, GridError> {
        let (_, answer) = self.get("status", STATUS_TIMEOUT).await?;
        Ok(GridStatus::read(&answer["value"]))
    }

    /// Waits until a session is lost: its node does not answer any more, or the grid has ended it.
    /// Commands that only the driver answers are sent meanwhile.
    pub(crate) async fn lost_session(&self, session: &str) -> GridError {
        let path = format!("session/{session}/timeouts");
        loop {
            tokio::time::sleep(WATCH_INTERVAL).await;
            match self.get(&path, COMMAND_TIMEOUT).await {
                Ok((StatusCode::OK, _)) => {}
                Ok((_, answer)) => {
                    let message = answer["value"]["message"].as_str().unwrap_or_default();
                    let reason = message.lines().next().unwrap_or_default().to_owned();
                    return GridError::SessionLost { reason };
                }
                Err(error) => return error,
            }
        }
    }

    async fn get(&self, path: &str, limit: Duration) -> Result<(StatusCode, Value), GridError> {
        let url = self.url.join(path).unwrap_or_else(|_| self.url.clone());
        let unanswered = |reason: String| GridError::Unanswered { url: url.clone(), reason };
        let request = Request::builder().method(Method::GET).uri(url.as_str());
        let request = request.body(Empty::new()).map_err(|error| unanswered(error.to_string()))?;
        let answer = async {
            let response = self.http.request(request).await.map_err(|error| error.to_string())?;
            let status = response.status();
            let body = response.into_body().collect().await.map_err(|error| error.to_string())?;
            // What is no JSON is no grid's.
            let answer = serde_json::from_slice(&body.to_bytes()).unwrap_or(Value::Null);
            Ok((status, answer))
        };
        match tokio::time::timeout(limit, answer).await {
            Ok(answered) => answered.map_err(unanswered),
            Err(_) => Err(unanswered(format!("there was no answer within {limit:?}"))),
        }
    }
}

impl GridStatus {
    /// Reads the value of an answer to `GET /status`.
    fn read(value: &Value) -> Option<Self> {
        let nodes = value["nodes"].as_array()?.iter().map(|node| {
            let slots = node["slots"].as_array().into_iter().flatten().map(|slot| GridSlot {
                browser_name: text(&slot["stereotype"]["browserName"]),
                session: slot["session"]["sessionId"].as_str().map(str::to_owned),
            });
            GridNode {
                uri: text(&node["uri"]),
                is_up: node["availability"] == "UP",
                slots: slots.collect(),
            }
        });
        Some(Self { nodes: nodes.collect() })
    }

    /// Returns for how many sessions of a browser there is room on nodes that are up.
    pub fn slots(&self, browser: Browser) -> SlotCount {
        let name = browser.webdriver_name();
        let of_browser = |slot: &&GridSlot| slot.browser_name.eq_ignore_ascii_case(name);
        let slots = || self.slots_up().filter(of_browser);
        let free = slots().filter(|slot| slot.session.is_none()).count();
        SlotCount { free, all: slots().count() }
    }

    /// Returns the names of the browsers on nodes that are up, as WebDriver has them.
    pub fn browser_names(&self) -> BTreeSet<&str> {
        self.slots_up().map(|slot| slot.browser_name.as_str()).collect()
    }

    /// Returns the node that has a session, as the grid names it.
    pub(crate) fn node_of(&self, session: &str) -> Option<&str> {
        let has_it = |node: &&GridNode| {
            node.slots.iter().any(|slot| slot.session.as_deref() == Some(session))
        };
        self.nodes.iter().find(has_it).map(|node| node.uri.as_str())
    }

    fn slots_up(&self) -> impl Iterator<Item = &GridSlot> {
        self.nodes.iter().filter(|node| node.is_up).flat_map(|node| &node.slots)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn slot(browser: &str, session: Value) -> Value {
        json!({ "session": session, "stereotype": { "browserName": browser, "se:x": "y" } })
    }

    fn status() -> GridStatus {
        let session = json!({ "sessionId": "s1" });
        let value = json!({ "ready": true, "nodes": [
            { "uri": "http://a:5555", "availability": "UP",
              "slots": [slot("chrome", session), slot("chrome", json!(null))] },
            { "uri": "http://b:5555", "availability": "UP",
              "slots": [slot("firefox", json!(null)), slot("Chrome", json!(null))] },
            { "uri": "http://c:5555", "availability": "DOWN",
              "slots": [slot("chrome", json!(null)), slot("safari", json!(null))] },
        ] });
        GridStatus::read(&value).unwrap()
    }

    #[test]
    fn slots_count_on_nodes_that_are_up() {
        let check = |browser, free, all| {
            assert_eq!(status().slots(browser), SlotCount { free, all }, "{browser}");
        };
        check(Browser::Chromium, 2, 3);
        check(Browser::Firefox, 1, 1);
        check(Browser::Safari, 0, 0);
        assert_eq!(status().browser_names(), BTreeSet::from(["Chrome", "chrome", "firefox"]));
    }

    #[test]
    fn a_session_is_on_the_node_that_lists_it() {
        assert_eq!(status().node_of("s1"), Some("http://a:5555"));
        assert_eq!(status().node_of("s2"), None);
    }

    #[test]
    fn a_driver_is_no_grid() {
        let value = json!({ "ready": true, "message": "ChromeDriver ready for new sessions." });
        assert_eq!(GridStatus::read(&value), None);
        assert_eq!(GridStatus::read(&Value::Null), None);
    }
}
