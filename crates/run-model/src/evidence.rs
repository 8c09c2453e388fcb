//! What was recorded while a batch was played: facts from the server's log, the documents and the
//! jar, before anything is concluded.

mod batch;
mod browser_reasons;
mod cookie_pair;
mod exchange;
mod jar;
mod reports;

pub use batch::{BatchEvidence, ControlEvidence, ShapeEvidence};
pub use browser_reasons::{BrowserReason, ReasonSubject};
pub use cookie_pair::{comes_back_changed, cookie_pair};
pub use exchange::{FixtureExchange, RequestKind};
pub use jar::{JarCookie, JarPartitionKey, JarView};
pub use reports::{PageReport, ProbeReport, ScriptOutcome};
