//! Axes, suites and cells: what there is to play, as `matrix.toml` declares it.
//!
//! [`read`] turns the text of a `matrix.toml` into a [`Matrix`], or into a [`FileError`] that shows
//! every problem of the text at once. A [`Selection`] is a product of values of a suite's axes; it
//! numbers its cells and names them, and a [`Filter`] narrows it. The crate knows what a value
//! *writes* ([`Effects`]), never what an engine makes of it.
//!
//! ```
//! let text = include_str!("../../../matrix.toml");
//! let matrix = matrix::read("matrix.toml", text)?;
//! let core = matrix::Selection::core(&matrix.suites["cors-credentials"]);
//! let filter: matrix::Filter = "topology=cross-site,same-site=none|lax".parse()?;
//! let narrow = core.narrow(&filter)?.expect("some cells pass");
//! assert_eq!(narrow.topologies().next().unwrap().0, "cross-site");
//! assert!(narrow.id(0).starts_with("cors-credentials/topology=cross-site/credentials="));
//! assert_eq!(core.cells(), core.shapes() * core.cookies());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod engine;
mod filter;
mod lifetimes;
mod line;
mod mechanism;
mod model;
mod problem;
mod read;
mod selection;
mod topology;

pub use engine::{EngineKind, PrefValue, Profile};
pub use filter::{Filter, FilterError};
pub use lifetimes::Lifetimes;
pub use line::{CookieEffect, LinePart, LineTemplate, OtherCookies, is_unwritable};
pub use mechanism::{Content, Mechanism};
pub use model::{
    AgainEffect, Axis, Carrier, CookieReader, Effects, ExchangeEffect, FetchCredentials,
    HeaderTemplate, Matrix, Party, PreflightTemplate, RedirectTemplate, RequestApi, RequestBody,
    SetBy, Suite, Template, ThenBy, UploadEvents,
};
pub use problem::{FileError, Problem, ProblemKind};
pub use read::{file, read};
pub use selection::Selection;
pub use topology::{Sandbox, StorageAccessAnswer, Topology};
