//! Predicts each cell from the standards, and plays the model of the standards as a user agent.
//!
//! An [`Oracle`] says what must be seen of a shape's cells, each outcome with all the rules behind
//! it; [`predict_selection`] does so for every cell of a selection, and [`explain`] tells the whole
//! chain of decisions for one. The [`Reference`] engine does with real requests to real servers
//! what a browser does, and its jar is the model's: what is seen of it must be what was predicted.
//!
//! No rule of a standard stands here: they are all asked of `spec_model`. Nothing here reads a
//! clock, and only [`Reference`] does I/O.
//!
//! ```
//! use matrix::Selection;
//! use run_model::PartitionKeys;
//! use spec_model::Policy;
//!
//! let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))?;
//! let core = Selection::core(&matrix.suites["cors-credentials"]);
//! let cross_site = core.narrow(&"topology=cross-site,same-site=none,secure=yes".parse()?)?.expect("there are such cells");
//! let mut keys = PartitionKeys::default();
//! let predicted = oracle::predict_selection(&matrix, &cross_site, &Policy::standard(), &mut keys);
//! assert_eq!(predicted.len(), cross_site.cells());
//! for step in oracle::explain(&matrix, &cross_site, 0, &Policy::standard()) {
//!     println!("{step}");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cookie;
mod decisions;
mod document;
mod engine_reasons;
mod explain;
mod lines;
mod means;
mod predict;
mod reference;
mod request;
mod response;
mod store_call;

pub use cookie::CookiePrediction;
pub use engine_reasons::{Compared, Meaning, compare_reasons, meaning, speaks_of};
pub use explain::{Citation, Step, explain};
pub use predict::{Oracle, Places, ShapePrediction, predict_selection};
pub use reference::{Reference, ReferenceError};
pub use response::ResponsePrediction;
