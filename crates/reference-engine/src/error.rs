//! Why the reference engine could not play.

use std::io;

use hyper::StatusCode;
use run_model::protocol::{DocumentInstruction, DocumentRole};
use spec_model::Reason;
use tokio_rustls::rustls;
use url::Url;

/// Why the reference engine could not play: faults of the harness, never what the standards say of
/// a cell.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// The certificate of the authority is none.
    #[error("the certificate authority cannot be trusted")]
    Authority(#[source] rustls::Error),
    /// A header field of a request cannot be written.
    #[error("the header field `{name}` of a request to `{url}` cannot be written")]
    Field {
        /// The request's URL.
        url: Url,
        /// The field's name.
        name: String,
    },
    /// A frame's document may not be loaded, by the rules.
    #[error("the frame `{url}` is not loaded: {reason}")]
    FrameRefused {
        /// The frame's URL.
        url: Url,
        /// The rule in its way.
        reason: Reason,
    },
    /// The exchange of a request and its answer was broken off.
    #[error("`{url}` did not answer")]
    Exchange {
        /// The URL.
        url: Url,
        /// What went wrong.
        source: hyper::Error,
    },
    /// A channel's answer is not an instruction.
    #[error("the channel `{url}` gave no instruction")]
    Instruction {
        /// The channel.
        url: Url,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A document lacks what it is made of.
    #[error("the document `{url}` has no {missing}")]
    Markup {
        /// The document.
        url: Url,
        /// What is missing.
        missing: &'static str,
    },
    /// The proxy does not lead there.
    #[error("the proxy does not lead to `{url}`")]
    Proxy {
        /// The URL.
        url: Url,
        /// What went wrong.
        source: tokio_socks::Error,
    },
    /// A document or a channel was answered with another status than 200.
    #[error("`{url}` was answered with {status}")]
    Status {
        /// The URL.
        url: Url,
        /// The status.
        status: StatusCode,
    },
    /// No TLS connection came about.
    #[error("no TLS connection to `{url}` came about")]
    Tls {
        /// The URL.
        url: Url,
        /// What went wrong.
        source: io::Error,
    },
    /// An instruction is not one for this document.
    #[error("a {who} cannot follow `{instruction}`")]
    Unsuited {
        /// The document.
        who: DocumentRole,
        /// The instruction.
        instruction: Box<DocumentInstruction>,
    },
}
