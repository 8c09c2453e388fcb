//! What was recorded while a batch was played: facts from the server's log, the documents and the
//! jar, before anything is concluded.

mod batch;
mod exchange;
mod jar;
mod reasons;
mod reports;

pub use batch::{BatchEvidence, ControlEvidence, ShapeEvidence};
pub use exchange::{Exchange, Purpose};
pub use jar::{JarCookie, JarView, PartitionKey};
pub use reasons::{EngineReason, Subject};
pub use reports::{PageReport, ProbeReport, ScriptOutcome};
