//! Desks: where a document reports and is told what to do next.
//!
//! A document's request is held until the conductor has an instruction for it, so that neither side
//! ever polls or sleeps.

use std::fmt;
use std::time::Duration;

use run_model::evidence::PageReport;
use run_model::plan::{BatchId, ShapeNo};
use run_model::protocol::{
    DocumentInfo, DocumentInstruction, DocumentMessage, DocumentRole, MessageEnvelope,
    ProbeReading, StorageAccessReport,
};
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// Why the conductor did not get what it awaited of a document.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The document said something that is not in the protocol.
    #[error("{awaited} of the {who} was awaited, and `{text}` came")]
    Malformed {
        /// The document.
        who: DocumentRole,
        /// What was awaited.
        awaited: Awaited,
        /// The start of what came.
        text: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Nothing came; a browser may have lost the document.
    #[error("{awaited} of the {who} did not come within {waited:?}")]
    NoReport {
        /// The document.
        who: DocumentRole,
        /// What was awaited.
        awaited: Awaited,
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
        awaited: Awaited,
        /// The exception's name.
        name: String,
        /// The exception's text.
        message: String,
    },
    /// Something else came: a document was loaded again, or speaks of another batch or shape.
    #[error("{awaited} of the {who} was awaited, and {came} came")]
    Unexpected {
        /// The document.
        who: DocumentRole,
        /// What was awaited.
        awaited: Awaited,
        /// What came.
        came: Came,
    },
}

/// What the conductor waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// A document's first message.
    Hello,
    /// The report on these shapes.
    Report(Vec<ShapeNo>),
    /// What came of a request for storage access.
    StorageAccess,
}

impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hello => f.write_str("the hello"),
            Self::Report(shapes) => write!(f, "the report on {}", Shapes(shapes)),
            Self::StorageAccess => f.write_str("the report on storage access"),
        }
    }
}

/// Shapes as messages name them.
struct Shapes<'a>(&'a [ShapeNo]);

impl fmt::Display for Shapes<'_> {
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
pub struct Came {
    /// The batch that the message was for.
    pub batch: BatchId,
    /// What it was.
    pub what: CameWhat,
}

/// The kind of a message that was not awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CameWhat {
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

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            CameWhat::Fault { name, message } => write!(f, "the exception `{name}: {message}`")?,
            CameWhat::Hello { href } => write!(f, "the hello of `{href}`")?,
            CameWhat::Report(shapes) => write!(f, "the report on {}", Shapes(shapes))?,
            CameWhat::StorageAccess => f.write_str("the report on storage access")?,
        }
        write!(f, " of batch {:x}", self.batch.0)
    }
}

/// A way to report on shapes.
pub(crate) trait Report {
    /// Returns the shapes that it speaks of.
    fn shapes(&self) -> Vec<ShapeNo>;
}

impl Report for Vec<PageReport> {
    fn shapes(&self) -> Vec<ShapeNo> {
        self.iter().map(|report| report.shape).collect()
    }
}

impl Report for ProbeReading {
    fn shapes(&self) -> Vec<ShapeNo> {
        vec![self.shape]
    }
}

/// What a document said, and the way to answer it.
#[derive(Debug)]
struct Arrival<R> {
    message: Result<MessageEnvelope<R>, (String, serde_json::Error)>,
    request_cookie: String,
    seat: oneshot::Sender<DocumentInstruction>,
}

/// The side of a desk that faces the documents.
#[derive(Debug)]
pub(crate) struct Counter<R>(mpsc::UnboundedSender<Arrival<R>>);

impl<R: DeserializeOwned> Counter<R> {
    /// Hands a document's message to the conductor and waits for the answer.
    pub(crate) async fn attend(&self, body: &[u8], request_cookie: String) -> DocumentInstruction {
        let message = serde_json::from_slice(body).map_err(|error| (excerpt(body), error));
        let (seat, instruction) = oneshot::channel();
        // Where the conductor has left, it has also left without an answer.
        if self.0.send(Arrival { message, request_cookie, seat }).is_err() {
            return DocumentInstruction::Leave;
        }
        instruction.await.unwrap_or(DocumentInstruction::Leave)
    }
}

/// The side of a desk that faces the conductor.
#[derive(Debug)]
pub(crate) struct Desk<R> {
    who: DocumentRole,
    batch: BatchId,
    arrivals: mpsc::UnboundedReceiver<Arrival<R>>,
    // The held request of the document that was heard last.
    seat: Option<oneshot::Sender<DocumentInstruction>>,
}

/// A greeting, and the cookies of the request that it came with.
pub(crate) type Greeted = (DocumentInfo, String);

impl<R: Report> Desk<R> {
    /// Opens a desk for one batch.
    pub(crate) fn open(who: DocumentRole, batch: BatchId) -> (Counter<R>, Self) {
        let (sender, arrivals) = mpsc::unbounded_channel();
        (Counter(sender), Self { who, batch, arrivals, seat: None })
    }

    /// Waits for a document to say that it is there.
    pub(crate) async fn hello(&mut self, deadline: Duration) -> Result<Greeted, DeskError> {
        match self.next(&Awaited::Hello, deadline).await? {
            (DocumentMessage::Hello(greeting), cookie) => Ok((greeting, cookie)),
            (said, _) => Err(self.unexpected(Awaited::Hello, self.batch, said)),
        }
    }

    /// Hands the document an instruction and waits for its report on these shapes.
    ///
    /// Where no document is at the desk, the deadline passes as if it said nothing.
    pub(crate) async fn instruct(
        &mut self,
        instruction: DocumentInstruction,
        shapes: Vec<ShapeNo>,
        deadline: Duration,
    ) -> Result<(R, String), DeskError> {
        self.hand(instruction);
        match self.next(&Awaited::Report(shapes.clone()), deadline).await? {
            (DocumentMessage::Report(report), cookie) if report.shapes() == shapes => {
                Ok((report, cookie))
            }
            (said, _) => Err(self.unexpected(Awaited::Report(shapes), self.batch, said)),
        }
    }

    /// Has the document ask for storage access, and waits for what came of it.
    pub(crate) async fn request_storage_access(
        &mut self,
        deadline: Duration,
    ) -> Result<StorageAccessReport, DeskError> {
        self.hand(DocumentInstruction::RequestStorageAccess);
        match self.next(&Awaited::StorageAccess, deadline).await? {
            (DocumentMessage::StorageAccess(report), _) => Ok(report),
            (said, _) => Err(self.unexpected(Awaited::StorageAccess, self.batch, said)),
        }
    }

    fn hand(&mut self, instruction: DocumentInstruction) {
        if let Some(seat) = self.seat.take() {
            // A document that has gone since is missed when its answer is awaited.
            let _ = seat.send(instruction);
        }
    }

    async fn next(
        &mut self,
        awaited: &Awaited,
        deadline: Duration,
    ) -> Result<(DocumentMessage<R>, String), DeskError> {
        let who = self.who;
        let Ok(Some(arrival)) = timeout(deadline, self.arrivals.recv()).await else {
            return Err(DeskError::NoReport { who, awaited: awaited.clone(), waited: deadline });
        };
        self.seat = Some(arrival.seat);
        match arrival.message {
            Err((text, source)) => {
                Err(DeskError::Malformed { who, awaited: awaited.clone(), text, source })
            }
            Ok(MessageEnvelope { batch, said }) if batch != self.batch => {
                Err(self.unexpected(awaited.clone(), batch, said))
            }
            Ok(MessageEnvelope { said: DocumentMessage::Fault { name, message }, .. }) => {
                Err(DeskError::Script { who, awaited: awaited.clone(), name, message })
            }
            Ok(MessageEnvelope { said, .. }) => Ok((said, arrival.request_cookie)),
        }
    }

    fn unexpected(&self, awaited: Awaited, batch: BatchId, said: DocumentMessage<R>) -> DeskError {
        let what = match said {
            DocumentMessage::Hello(greeting) => CameWhat::Hello { href: greeting.href },
            DocumentMessage::Report(report) => CameWhat::Report(report.shapes()),
            DocumentMessage::StorageAccess(_) => CameWhat::StorageAccess,
            DocumentMessage::Fault { name, message } => CameWhat::Fault { name, message },
        };
        DeskError::Unexpected { who: self.who, awaited, came: Came { batch, what } }
    }
}

/// Returns as much of a message as a person needs to recognise it.
fn excerpt(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().take(200).collect()
}
