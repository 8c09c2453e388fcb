//! A recording proxy between one browser and the hosts that are named for it.
//!
//! A browser that is started with a [`RecordingProxy`] as its SOCKS5 proxy reaches these hosts and
//! no others; what else it asks for is refused and counted. The recorder ends the browser's TLS
//! with an authority of its own, speaks to the real server in its place, and keeps the header
//! fields of both sides as they were sent, `Cookie` and `Set-Cookie` above all, so that every
//! engine is recorded alike. Of bodies it counts the bytes and passes them on as they come. It
//! speaks HTTP/1.1; the handshake of a WebSocket is recorded, and what follows it is
//! passed on unread.
//!
//! On each host it has a document of its own, [`RecordingProxy::own_document`], for what can be
//! asked only from there, such as `document.cookie`: no server hears of it.
//!
//! A site that is only written down is played without servers: the recorder gives the answers of
//! [`AnswerSource::Written`] itself.
//!
//! It must never change what it passes on, never let a fault of its own look like a server's
//! answer, and knows nothing of what a cookie is expected to do.
//!
//! ```no_run
//! use inspection::proxy::{ProxyOptions, ProxyStartError, RecordingProxy};
//!
//! # async fn example(clock: fn() -> std::time::Duration) -> Result<(), ProxyStartError> {
//! let mut options = ProxyOptions::new(clock);
//! options.hosts.insert("www.example.com".to_owned());
//! let recorder = RecordingProxy::start(options).await?;
//! // Start a browser with `recorder.proxy()`, then:
//! for exchange in recorder.exchanges() {
//!     println!("{} {}", exchange.request.method, exchange.request.url);
//! }
//! println!("refused: {:?}", recorder.refused());
//! recorder.stop().await;
//! # Ok(()) }
//! ```

mod counting_body;
mod exchange;
mod forward;
mod options;
mod recording_proxy;
mod tls_verification;
mod traffic_log;
mod upstream;
mod written_answers;

pub use exchange::{
    AnswerFailure, FailureStage, HeaderField, ProxyExchange, ProxyOutcome, ProxyRequest,
    ProxyResponse,
};
pub use options::{AnswerSource, ProxyOptions, TlsVerification};
pub use recording_proxy::{ProxyStartError, RecordingProxy};
pub use written_answers::{AnsweredRequest, WrittenAnswer, WrittenAnswerError};
