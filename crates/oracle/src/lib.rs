//! Predicts each cell from the standards, with every rule behind it.
//!
//! A [`ShapePredictor`] says what must be seen of a shape's cells, each outcome with all the rules
//! behind it; [`predict_selection`] does so for every cell of a selection, and [`explain`] tells
//! the whole chain of decisions for one. [`ClientDocument`], [`ScriptRequest`] and [`HopChain`] are
//! the decisions on the way of a request, step by step, for whoever really makes it or tells of it.
//!
//! No rule of a standard stands here: they are all asked of `spec_model`. Nothing here does I/O or
//! reads a clock.
//!
//! ```
//! use matrix::Selection;
//! use spec_model::EngineModel;
//!
//! let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))?;
//! let core = Selection::core(&matrix.suites["cors-credentials"]);
//! let filter = "topology=cross-site,same-site=none,secure=yes".parse()?;
//! let cross_site = core.narrow(&filter)?.expect("there are such cells");
//! let predicted = oracle::predict_selection(&matrix, &cross_site, &EngineModel::standard());
//! assert_eq!(predicted.len(), cross_site.cells());
//! for step in oracle::explain(&matrix, &cross_site, 0, &EngineModel::standard()) {
//!     println!("{step}");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod browser_reasons;
mod cookie;
mod cookie_inputs;
mod decisions;
mod document;
mod explain;
mod fetch_parameters;
mod hop_contexts;
mod lines;
mod predict;
mod request;
mod response;
mod response_use;
mod selection_prediction;
mod store_call;
mod visibility;

pub use browser_reasons::{
    ReasonComparison, WordMeaning, compare_reasons, meaning, reports_reasons_for, words_for,
};
pub use cookie::{CookiePrediction, CookieVisibility, partition_key};
pub use decisions::both;
pub use document::{ClientDocument, NOW};
pub use explain::{ExplanationStep, RuleCitation, explain};
pub use fetch_parameters::{FetchParameters, RequestInitiator, ResponseVisibility};
pub use predict::{ExchangeSetting, ShapePrediction, ShapePredictor};
pub use request::ScriptRequest;
pub use response::{HopAnswer, HopChain, RequestHop, ResponsePrediction};
pub use selection_prediction::{predict_seen, predict_selection, predict_shapes};
pub use store_call::cookie_init;
pub use visibility::JarListing;
