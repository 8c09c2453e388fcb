//! The connection: commands and their answers, and the events that come between them.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message};

use crate::error::{CommandFault, WebDriverError};
use crate::webdriver::PAGE_LOAD_TIMEOUT;

/// A connection to a browser. One command is under way at a time.
#[derive(Debug)]
pub(super) struct BidiConnection {
    stream: Mutex<CommandStream>,
    /// The place of the browser's output, which each error names.
    output: String,
}

#[derive(Debug)]
struct CommandStream {
    socket: WebSocketStream<TcpStream>,
    last_id: u64,
    /// What has come and was not asked for yet.
    events: VecDeque<Value>,
}

impl BidiConnection {
    /// Connects to a browser that listens on this port.
    pub(super) async fn open(port: u16, output: String) -> Result<Self, WebDriverError> {
        let connected = async {
            let stream = TcpStream::connect(("127.0.0.1", port)).await?;
            stream.set_nodelay(true)?;
            let url = format!("ws://127.0.0.1:{port}/session");
            let (socket, _) = tokio_tungstenite::client_async(url, stream).await?;
            Ok(CommandStream { socket, last_id: 0, events: VecDeque::new() })
        };
        match connected.await {
            Ok(stream) => Ok(Self { stream: Mutex::new(stream), output }),
            Err(error) => Err(WebDriverError {
                command: "GET /session".to_owned(),
                output,
                source: CommandFault::Connection(Box::new(error)),
            }),
        }
    }

    /// Sends a command and returns its result.
    pub(super) async fn send(&self, method: &str, params: Value) -> Result<Value, WebDriverError> {
        let answer = async { self.stream.lock().await.send(method, params).await };
        match tokio::time::timeout(PAGE_LOAD_TIMEOUT, answer).await {
            Ok(result) => result.map_err(|source| self.error(method, source)),
            Err(_) => Err(self.error(method, CommandFault::Silent(PAGE_LOAD_TIMEOUT))),
        }
    }

    /// Returns the first event of this kind that came since events were forgotten, or comes within
    /// this time.
    pub(super) async fn event(
        &self,
        limit: Duration,
        is_wanted: impl Fn(&Value) -> bool,
    ) -> Result<Option<Value>, WebDriverError> {
        let deadline = Instant::now() + limit;
        let mut stream = self.stream.lock().await;
        loop {
            while let Some(event) = stream.events.pop_front() {
                if is_wanted(&event) {
                    return Ok(Some(event));
                }
            }
            match tokio::time::timeout_at(deadline, stream.next()).await {
                Ok(Ok(message)) => stream.events.push_back(message),
                Ok(Err(source)) => return Err(self.error("session.subscribe", source)),
                Err(_) => return Ok(None),
            }
        }
    }

    /// Forgets the events that have come.
    pub(super) async fn forget_events(&self) {
        self.stream.lock().await.events.clear();
    }

    /// Returns the error of a command.
    pub(super) fn error(&self, command: &str, source: CommandFault) -> WebDriverError {
        WebDriverError { command: command.to_owned(), output: self.output.clone(), source }
    }
}

impl CommandStream {
    async fn send(&mut self, method: &str, params: Value) -> Result<Value, CommandFault> {
        self.last_id += 1;
        let id = self.last_id;
        let command = json!({ "id": id, "method": method, "params": params });
        self.socket.send(Message::text(command.to_string())).await.map_err(connection_fault)?;
        loop {
            let mut message = self.next().await?;
            if message["type"] == "event" {
                self.events.push_back(message);
            } else if message["id"] == id || message["id"].is_null() {
                return match (message["type"].as_str(), message["error"].as_str()) {
                    (Some("success"), _) => Ok(message["result"].take()),
                    (_, Some(error)) => {
                        let said = message["message"].as_str().unwrap_or_default();
                        Err(CommandFault::Refused(format!("{error}: {said}").into()))
                    }
                    (_, None) => Err(CommandFault::Unexpected(message.to_string())),
                };
            }
            // The answer to a command that was given up.
        }
    }

    /// Returns the next message of the browser.
    async fn next(&mut self) -> Result<Value, CommandFault> {
        loop {
            let text = match self.socket.next().await {
                Some(Ok(Message::Text(text))) => text,
                // Pings are answered by the crate.
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => continue,
                Some(Ok(Message::Binary(_))) => {
                    return Err(CommandFault::Unexpected("a message of octets".to_owned()));
                }
                Some(Ok(Message::Close(_))) | None => {
                    return Err(connection_fault(tungstenite::Error::ConnectionClosed));
                }
                Some(Err(error)) => return Err(connection_fault(error)),
            };
            return serde_json::from_str(&text)
                .map_err(|_| CommandFault::Unexpected(text.as_str().to_owned()));
        }
    }
}

fn connection_fault(error: tungstenite::Error) -> CommandFault {
    CommandFault::Connection(Box::new(error))
}
