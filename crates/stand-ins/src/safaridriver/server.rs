//! The commands, as safaridriver answers them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use stand_ins::{StandInResult, answer_with, refuse_with};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::faults::{ALREADY_PAIRED, DriverFaults};
use crate::journal::DriverJournal;
use crate::system_proxy::socks_place;
use crate::webkit::WebKitDriver;

/// How long Safari takes to let go of a session that was deleted.
const RELEASE_TIME: Duration = Duration::from_millis(200);

/// The capabilities that safaridriver knows, those of its vendor aside.
const KNOWN_CAPABILITIES: [&str; 7] = [
    "acceptInsecureCerts",
    "browserName",
    "browserVersion",
    "pageLoadStrategy",
    "platformName",
    "timeouts",
    "unhandledPromptBehavior",
];

/// A driver that behaves as safaridriver.
#[derive(Debug)]
pub(crate) struct StandIn {
    faults: DriverFaults,
    journal: DriverJournal,
    webkit: WebKitDriver,
    pairing: Mutex<BrowserPairing>,
}

/// What the browser is paired with.
#[derive(Debug)]
enum BrowserPairing {
    Free,
    /// A session was deleted.
    Released(Instant),
    Paired(PairedSession),
}

/// The one session.
#[derive(Debug)]
struct PairedSession {
    id: String,
    /// Its number among those that were given, from 1.
    number: usize,
    commands: usize,
    /// Whether it has been sent to a document.
    has_document: bool,
}

impl StandIn {
    pub(crate) fn new(faults: DriverFaults, journal: DriverJournal, webkit: WebKitDriver) -> Self {
        Self { faults, journal, webkit, pairing: Mutex::new(BrowserPairing::Free) }
    }

    async fn answer(&self, method: Method, uri: &Uri, body: Bytes) -> StandInResult<Response> {
        let mut pairing = self.pairing.lock().await;
        let path = uri.path();
        if method == Method::POST && path == "/session" {
            return self.new_session(&mut pairing, &body).await;
        }
        let BrowserPairing::Paired(session) = &mut *pairing else {
            return Ok(refuse_with("invalid session id", "There is no such session."));
        };
        let own = format!("/session/{}", session.id);
        let Some(command) = path.strip_prefix(&own) else {
            return Ok(refuse_with("invalid session id", "It is another session."));
        };
        session.commands += 1;
        if self.faults.is_lost(session.number, session.commands) {
            self.journal.note("session lost")?;
            self.webkit.driver.send(Method::DELETE, &own, Bytes::new()).await?;
            *pairing = BrowserPairing::Released(Instant::now());
            return Ok(refuse_with("no such window", "The window was closed."));
        }
        let is_cookie = command.starts_with("/cookie");
        if is_cookie && method == Method::DELETE && !session.has_document {
            self.journal.note("hangs")?;
            drop(pairing);
            std::future::pending::<()>().await;
            return Ok(StatusCode::GATEWAY_TIMEOUT.into_response());
        }
        if is_cookie && !session.has_document {
            self.journal.note("cookie command before a document")?;
        }
        session.has_document |= command == "/url";
        let is_end = method == Method::DELETE && command.is_empty();
        let answered = self.webkit.driver.send(method, path, body).await?;
        if is_end {
            *pairing = BrowserPairing::Released(Instant::now());
        }
        Ok(answer_with(answered.0, &answered.1))
    }

    async fn new_session(
        &self,
        pairing: &mut BrowserPairing,
        body: &[u8],
    ) -> StandInResult<Response> {
        self.journal.note("session asked for")?;
        let request = self.journal.count("session asked for")?;
        let asked: Value = serde_json::from_slice(body)?;
        let wanted = &asked["capabilities"]["alwaysMatch"];
        let sets = [wanted]
            .into_iter()
            .chain(asked["capabilities"]["firstMatch"].as_array().into_iter().flatten());
        let names = sets.filter_map(Value::as_object).flat_map(|set| set.keys());
        let mut unknown = names.filter(|name| {
            !name.starts_with("safari:") && !KNOWN_CAPABILITIES.contains(&name.as_str())
        });
        let is_taken = match pairing {
            BrowserPairing::Free => false,
            BrowserPairing::Released(when) => when.elapsed() < RELEASE_TIME,
            BrowserPairing::Paired(_) => true,
        };
        let message = match (unknown.next(), self.faults.refusal(request)) {
            (Some(name), _) => Some(format!("unknown capability: {name}")),
            (None, Some(refusal)) => Some(refusal.to_owned()),
            (None, None) if is_taken => Some(ALREADY_PAIRED.to_owned()),
            (None, None) => None,
        };
        if let Some(message) = message {
            self.journal.note(&format!("refused: {message}"))?;
            return Ok(refuse_with("session not created", &message));
        }
        let proxy = if self.faults.ignores_proxy { None } else { socks_place().await? };
        let wanted = self.webkit.capabilities(wanted, proxy.as_deref());
        let body = wanted.to_string().into();
        let (status, mut answer) = self.webkit.driver.send(Method::POST, "/session", body).await?;
        if let Some(id) = answer["value"]["sessionId"].as_str() {
            self.journal.note("session given")?;
            let number = self.journal.count("session given")?;
            let id = id.to_owned();
            *pairing = BrowserPairing::Paired(PairedSession {
                id,
                number,
                commands: 0,
                has_document: false,
            });
            let capabilities = &mut answer["value"]["capabilities"];
            capabilities["browserName"] = json!("Safari");
            capabilities["platformName"] = json!(std::env::consts::OS);
        }
        Ok(answer_with(status, &answer))
    }
}

/// Returns the routes of the driver.
pub(crate) fn routes(stand_in: Arc<StandIn>) -> Router {
    Router::new().fallback(command).with_state(stand_in)
}

async fn command(
    State(stand_in): State<Arc<StandIn>>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Response {
    stand_in
        .answer(method, &uri, body)
        .await
        .unwrap_or_else(|error| refuse_with("unknown error", &error.to_string()))
}
