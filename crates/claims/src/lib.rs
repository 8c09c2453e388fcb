//! Claims: statements about cookies and CORS as predicates over cells, checked against what was
//! recorded of each engine.
//!
//! [`read`] turns the text of a file like `fixtures/claims/cors-faq.toml` into [`Claim`]s, or shows
//! every problem of it with its place. [`judge`] gives each claim its [`Verdict`] on one lane of a
//! record, with the cells that show it; [`page`], [`table`] and [`Summary`] are views of the
//! verdicts. The crate plays nothing and predicts nothing, and a claim never says what a cell
//! *should* be: a verdict depends on the record alone.
//!
//! ```
//! let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))?;
//! let text = include_str!("../../../fixtures/claims/cors-faq.toml");
//! let claims = claims::read(&matrix, "cors-faq.toml", text)?;
//! let core = matrix::Selection::core(&matrix.suites["cors-credentials"]);
//! let nothing_played = run_model::results::RunRecord::new(vec![core], vec![matrix.profiles[0].clone()]);
//! let judged = claims::judge(&claims, &nothing_played, 0)?;
//! assert_eq!(judged.claims[0].verdict, claims::Verdict::NotRecorded);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod claim;
mod judge;
mod outcome;
mod page;
mod predicate;
mod read;
mod summary;
mod table;

pub use claim::{Claim, Form, Predicate, Source};
pub use judge::{ClaimVerdict, JudgeError, LaneVerdicts, judge};
pub use outcome::{Outcome, ParseOutcomeError};
pub use page::page;
pub use predicate::{Exception, PredicateVerdict, Sight, Verdict};
pub use read::read;
pub use summary::Summary;
pub use table::table;
