//! Claims: statements about cookies and CORS as predicates over cells, checked against what was
//! recorded of each engine.
//!
//! [`read`] turns the text of a file like `fixtures/claims/cors-faq.toml` into [`Claim`]s, or shows
//! every problem of it with its place. [`check_claims`] gives each claim its [`ClaimStatus`] on one
//! lane of a record, with the cells that show it; [`page`], [`table`] and [`ClaimsSummary`] are
//! views of the verdicts. The crate plays nothing and predicts nothing, and a claim never says what
//! a cell *should* be: a verdict depends on the record alone.
//!
//! ```
//! let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))?;
//! let text = include_str!("../../../fixtures/claims/cors-faq.toml");
//! let claims = claims::read(&matrix, "cors-faq.toml", text)?;
//! let core = matrix::Selection::core(&matrix.suites["cors-credentials"]);
//! let lane = vec![matrix.profiles[0].clone()];
//! let nothing_played = run_model::results::RunRecord::new(vec![core], lane);
//! let checked = claims::check_claims(&claims, &nothing_played, 0)?;
//! assert_eq!(checked.claims[0].verdict, claims::ClaimStatus::NotRecorded);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check_claims;
mod claim;
mod outcome;
mod page;
mod predicate;
mod read;
mod summary;
mod table;

pub use check_claims::{CheckClaimError, ClaimResult, LaneResults, check_claims};
pub use claim::{Claim, ClaimPredicate, ClaimSource, PredicateForm};
pub use outcome::{OutcomePattern, ParseOutcomeError};
pub use page::page;
pub use predicate::{CellExample, ClaimStatus, FailingRule, PredicateResult};
pub use read::read;
pub use summary::ClaimsSummary;
pub use table::table;
