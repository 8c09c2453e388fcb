//! Channels between the runner and the documents: where a document reports and is told what to do
//! next.
//!
//! A document's request is held until the runner has an instruction for it, so that neither side
//! ever polls or sleeps.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use run_model::evidence::PageReport;
use run_model::plan::{BatchId, ShapeNo};
use run_model::protocol::{
    DocumentInfo, DocumentInstruction, DocumentMessage, DocumentRole, MessageEnvelope,
    ProbeReading, StorageAccessReport,
};
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};

/// Why the runner did not get what it awaited of a document.
#[derive(Debug, thiserror::Error)]
pub enum ChannelError {
    /// The document said something that is not in the protocol.
    #[error("{expected} of the {who} was awaited, and `{text}` came")]
    Malformed {
        /// The document.
        who: DocumentRole,
        /// What was awaited.
        expected: ExpectedMessage,
        /// The start of what came.
        text: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The document is gone: the request that it keeps open ended before it reported.
    #[error("the {who} is gone before {expected} came")]
    Gone {
        /// The document.
        who: DocumentRole,
        /// What was awaited.
        expected: ExpectedMessage,
    },
    /// Nothing came; a browser may have lost the document.
    #[error("{expected} of the {who} did not come within {waited:?}")]
    NoReport {
        /// The document.
        who: DocumentRole,
        /// What was awaited.
        expected: ExpectedMessage,
        /// For how long.
        waited: Duration,
    },
    /// No batch was loaded.
    #[error("no batch is loaded")]
    NothingLoaded,
    /// The document's script ran into an exception.
    #[error("the script of the {who} threw `{name}`: {message}")]
    Script {
        /// The document.
        who: DocumentRole,
        /// What was awaited.
        expected: ExpectedMessage,
        /// The exception's name.
        name: String,
        /// The exception's text.
        message: String,
    },
    /// Something else came: a document was loaded again, or speaks of another batch or shape.
    #[error("{expected} of the {who} was awaited, and {received} came")]
    Unexpected {
        /// The document.
        who: DocumentRole,
        /// What was awaited.
        expected: ExpectedMessage,
        /// What came.
        received: ReceivedMessage,
    },
}

/// What the runner waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedMessage {
    /// The end of the request that a document keeps open.
    Departure,
    /// A document's first message.
    Hello,
    /// The report on these shapes.
    Report(Vec<ShapeNo>),
    /// What came of a request for storage access.
    StorageAccess,
}

impl fmt::Display for ExpectedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Departure => f.write_str("the departure"),
            Self::Hello => f.write_str("the hello"),
            Self::Report(shapes) => write!(f, "the report on {}", ShapeList(shapes)),
            Self::StorageAccess => f.write_str("the report on storage access"),
        }
    }
}

/// Shapes as messages name them.
struct ShapeList<'a>(&'a [ShapeNo]);

impl fmt::Display for ShapeList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("no shape"),
            [shape] => write!(f, "shape {:x}", shape.0),
            [first, .., last] => write!(f, "shapes {:x} to {:x}", first.0, last.0),
        }
    }
}

/// What came in place of what was awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// The batch that the message was for.
    pub batch: BatchId,
    /// What it was.
    pub what: MessageKind,
}

/// The kind of a message that was not awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// An exception of a document of another batch.
    Fault {
        /// The exception's name.
        name: String,
        /// The exception's text.
        message: String,
    },
    /// The first message of a document with this URL.
    Hello {
        /// Its `location.href`.
        href: String,
    },
    /// The report on these shapes.
    Report(Vec<ShapeNo>),
    /// What came of a request for storage access.
    StorageAccess,
}

impl fmt::Display for ReceivedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            MessageKind::Fault { name, message } => write!(f, "the exception `{name}: {message}`")?,
            MessageKind::Hello { href } => write!(f, "the hello of `{href}`")?,
            MessageKind::Report(shapes) => write!(f, "the report on {}", ShapeList(shapes))?,
            MessageKind::StorageAccess => f.write_str("the report on storage access")?,
        }
        write!(f, " of batch {:x}", self.batch.0)
    }
}

/// A way to report on shapes.
pub(crate) trait ShapeReport {
    /// Returns the shapes that it speaks of.
    fn shapes(&self) -> Vec<ShapeNo>;
}

impl ShapeReport for Vec<PageReport> {
    fn shapes(&self) -> Vec<ShapeNo> {
        self.iter().map(|report| report.shape).collect()
    }
}

impl ShapeReport for ProbeReading {
    fn shapes(&self) -> Vec<ShapeNo> {
        vec![self.shape]
    }
}

/// What a document said, and the way to answer it.
#[derive(Debug)]
struct IncomingMessage<R> {
    message: Result<MessageEnvelope<R>, (String, serde_json::Error)>,
    request_cookie: String,
    pending_reply: oneshot::Sender<DocumentInstruction>,
}

/// The side of a channel that faces the documents.
#[derive(Debug)]
pub(crate) struct ChannelSender<R> {
    batch: BatchId,
    messages: mpsc::UnboundedSender<IncomingMessage<R>>,
    departures: mpsc::UnboundedSender<()>,
    /// How many documents have kept a request open.
    attended: AtomicU64,
}

/// Reports a departure when the request that a document keeps open ends, unless another document
/// has come: over HTTP/2 a browser may leave the request of the last one open.
struct DocumentPresence<'a> {
    departures: &'a mpsc::UnboundedSender<()>,
    attended: &'a AtomicU64,
    number: u64,
}

impl Drop for DocumentPresence<'_> {
    fn drop(&mut self) {
        if self.attended.load(Ordering::Relaxed) == self.number {
            // Where the runner has left, nobody misses the document.
            _ = self.departures.send(());
        }
    }
}

impl<R: DeserializeOwned> ChannelSender<R> {
    /// Hands a document's message to the runner and waits for the answer.
    pub(crate) async fn handle_message(
        &self,
        body: &[u8],
        request_cookie: String,
    ) -> DocumentInstruction {
        let message = serde_json::from_slice(body).map_err(|error| (excerpt(body), error));
        let (pending_reply, instruction) = oneshot::channel();
        // Where the runner has left, it has also left without an answer.
        if self.messages.send(IncomingMessage { message, request_cookie, pending_reply }).is_err() {
            return DocumentInstruction::Leave;
        }
        instruction.await.unwrap_or(DocumentInstruction::Leave)
    }

    /// Keeps the request of a document of this batch open until the runner leaves. If the request
    /// ends before, the document has gone, with its window, its process or the network's.
    pub(crate) async fn attend(&self, batch: BatchId) {
        if batch == self.batch {
            let number = self.attended.fetch_add(1, Ordering::Relaxed) + 1;
            let Self { departures, attended, .. } = self;
            let _presence = DocumentPresence { departures, attended, number };
            self.messages.closed().await;
        }
    }
}

/// The side of a channel that faces the runner.
#[derive(Debug)]
pub(crate) struct DocumentChannel<R> {
    who: DocumentRole,
    batch: BatchId,
    incoming: mpsc::UnboundedReceiver<IncomingMessage<R>>,
    departures: mpsc::UnboundedReceiver<()>,
    // The held request of the document that was heard last.
    pending_reply: Option<oneshot::Sender<DocumentInstruction>>,
    /// Whether a document was told to leave, and may not have heard it: a browser that goes on to
    /// the next document may end the request with the answer, and the script calls that a fault.
    told_to_leave: bool,
}

/// A greeting, and the cookies of the request that it came with.
pub(crate) type DocumentHello = (DocumentInfo, String);

impl<R: ShapeReport> DocumentChannel<R> {
    /// Opens a channel for one batch.
    pub(crate) fn open(who: DocumentRole, batch: BatchId) -> (ChannelSender<R>, Self) {
        let (messages, incoming) = mpsc::unbounded_channel();
        let (departures, departed) = mpsc::unbounded_channel();
        let sender = ChannelSender { batch, messages, departures, attended: AtomicU64::new(0) };
        let channel = Self {
            who,
            batch,
            incoming,
            departures: departed,
            pending_reply: None,
            told_to_leave: false,
        };
        (sender, channel)
    }

    /// Waits for a document to say that it is there.
    pub(crate) async fn hello(&mut self, timeout: Duration) -> Result<DocumentHello, ChannelError> {
        match self.next(&ExpectedMessage::Hello, timeout).await? {
            (DocumentMessage::Hello(greeting), cookie) => Ok((greeting, cookie)),
            (said, _) => Err(self.unexpected_message(ExpectedMessage::Hello, self.batch, said)),
        }
    }

    /// Hands the document an instruction and waits for its report on these shapes.
    ///
    /// Where no document is on the channel, the timeout passes as if it said nothing.
    pub(crate) async fn instruct(
        &mut self,
        instruction: DocumentInstruction,
        shapes: Vec<ShapeNo>,
        timeout: Duration,
    ) -> Result<(R, String), ChannelError> {
        self.reply(instruction);
        match self.next(&ExpectedMessage::Report(shapes.clone()), timeout).await? {
            (DocumentMessage::Report(report), cookie) if report.shapes() == shapes => {
                Ok((report, cookie))
            }
            (said, _) => {
                Err(self.unexpected_message(ExpectedMessage::Report(shapes), self.batch, said))
            }
        }
    }

    /// Has the document ask for storage access, and waits for what came of it.
    pub(crate) async fn request_storage_access(
        &mut self,
        timeout: Duration,
    ) -> Result<StorageAccessReport, ChannelError> {
        self.reply(DocumentInstruction::RequestStorageAccess);
        match self.next(&ExpectedMessage::StorageAccess, timeout).await? {
            (DocumentMessage::StorageAccess(report), _) => Ok(report),
            (said, _) => {
                Err(self.unexpected_message(ExpectedMessage::StorageAccess, self.batch, said))
            }
        }
    }

    /// Tells the document that was heard last that nothing more is wanted of it.
    pub(crate) fn dismiss(&mut self) {
        self.told_to_leave |= self.pending_reply.is_some();
        self.reply(DocumentInstruction::Leave);
    }

    /// Forgets the departures so far.
    pub(crate) fn forget_departures(&mut self) {
        while self.departures.try_recv().is_ok() {}
    }

    /// Waits until the document that keeps a request open is gone.
    pub(crate) async fn departure(&mut self, timeout: Duration) -> Result<(), ChannelError> {
        let (who, expected) = (self.who, ExpectedMessage::Departure);
        match tokio::time::timeout(timeout, self.departures.recv()).await {
            Ok(_) => Ok(()),
            Err(_) => Err(ChannelError::NoReport { who, expected, waited: timeout }),
        }
    }

    fn reply(&mut self, instruction: DocumentInstruction) {
        if let Some(pending_reply) = self.pending_reply.take() {
            // A document that has gone since is missed when its answer is awaited.
            let _ = pending_reply.send(instruction);
        }
    }

    async fn next(
        &mut self,
        expected: &ExpectedMessage,
        timeout: Duration,
    ) -> Result<(DocumentMessage<R>, String), ChannelError> {
        let who = self.who;
        let message = async {
            loop {
                let message = tokio::select! {
                    biased;
                    message = self.incoming.recv() => message,
                    Some(()) = self.departures.recv() => None,
                };
                match message {
                    Some(message) if self.is_of_one_that_leaves(&message, expected) => {}
                    message => break message,
                }
            }
        };
        let message = match tokio::time::timeout(timeout, message).await {
            Ok(Some(message)) => message,
            Ok(None) => return Err(ChannelError::Gone { who, expected: expected.clone() }),
            Err(_) => {
                let expected = expected.clone();
                return Err(ChannelError::NoReport { who, expected, waited: timeout });
            }
        };
        self.pending_reply = Some(message.pending_reply);
        match message.message {
            Err((text, source)) => {
                Err(ChannelError::Malformed { who, expected: expected.clone(), text, source })
            }
            Ok(MessageEnvelope { batch, said }) if batch != self.batch => {
                Err(self.unexpected_message(expected.clone(), batch, said))
            }
            Ok(MessageEnvelope { said: DocumentMessage::Fault { name, message }, .. }) => {
                Err(ChannelError::Script { who, expected: expected.clone(), name, message })
            }
            Ok(MessageEnvelope { said, .. }) => Ok((said, message.request_cookie)),
        }
    }

    /// Returns whether a message is of a document that is on its way out, where the next one's
    /// hello is awaited: it may be of a batch before.
    fn is_of_one_that_leaves(
        &mut self,
        message: &IncomingMessage<R>,
        expected: &ExpectedMessage,
    ) -> bool {
        match &message.message {
            Ok(envelope) if *expected == ExpectedMessage::Hello => {
                envelope.batch < self.batch
                    || matches!(envelope.said, DocumentMessage::Fault { .. })
                        && std::mem::take(&mut self.told_to_leave)
            }
            _ => false,
        }
    }

    fn unexpected_message(
        &self,
        expected: ExpectedMessage,
        batch: BatchId,
        said: DocumentMessage<R>,
    ) -> ChannelError {
        let what = match said {
            DocumentMessage::Hello(greeting) => MessageKind::Hello { href: greeting.href },
            DocumentMessage::Report(report) => MessageKind::Report(report.shapes()),
            DocumentMessage::StorageAccess(_) => MessageKind::StorageAccess,
            DocumentMessage::Fault { name, message } => MessageKind::Fault { name, message },
        };
        ChannelError::Unexpected {
            who: self.who,
            expected,
            received: ReceivedMessage { batch, what },
        }
    }
}

/// Returns as much of a message as a person needs to recognise it.
fn excerpt(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().take(200).collect()
}
