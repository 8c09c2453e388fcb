//! Decision tables: the outcomes of a million cells as a page that a person can review, and as
//! rules.
//!
//! A suite of cells is the total product of ordered axes, an [`AxisProduct`]; each cell has an
//! outcome, a line of text. [`DecisionTable::reduce`] makes the reduced, ordered decision tree of
//! them: at each decision the values with equal subtrees stand in one group, and an axis that makes
//! no difference does not appear. Its text is canonical (same outcomes, same text) and lossless
//! ([`DecisionTable::parse`] and [`DecisionTable::expand`] give every cell back). [`difference`]
//! says as [`Rule`]s what changed from one table to another, [`cover`] finds the smallest rules for
//! any classes of cells.
//!
//! It is a pure algorithm: it knows nothing of cookies or browsers, does no I/O, and the same cells
//! always give the same text.
//!
//! ```
//! use decision_table::{AxisProduct, DecisionTable, OutcomeId, TableAxis};
//!
//! let axes = AxisProduct::new(vec![
//!     TableAxis::new("same-site", ["none", "lax", "strict"]),
//!     TableAxis::new("secure", ["no", "yes"]),
//! ])?;
//! // In order: none/no, none/yes, lax/no …
//! let outcomes = [0, 1, 1, 1, 1, 1].map(OutcomeId);
//! let table = DecisionTable::reduce(&axes, &outcomes, &["nothing", "stored"])?;
//! let text = "same-site=none:\n  secure=no: nothing\n  secure=yes: stored\n\
//!             same-site=lax|strict: stored\n";
//! assert_eq!(table.to_string(), text);
//! assert_eq!(DecisionTable::parse(&axes, &table.to_string())?.expand(), outcomes);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod axes;
mod cover;
mod diagram;
mod difference;
mod numbers;
mod rule;
mod table;
mod text;
mod values;

pub use axes::{AxisProduct, AxisProductError, TableAxis};
pub use cover::{CellMark, ClassId, CoverError, CoveringRule, cover};
pub use difference::{DifferenceError, OutcomeChange, difference};
pub use numbers::TableNumbers;
pub use rule::{ParseRuleError, Rule};
pub use table::{DecisionTable, OutcomeId, ReduceError};
pub use text::ParseTableError;
pub use values::{RestrictionError, ValueSet};
