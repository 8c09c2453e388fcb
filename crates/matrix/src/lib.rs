//! Axes, suites and cells: what there is to play, as `matrix.toml` declares it.
//!
//! [`read`] turns the text of a `matrix.toml` into a [`Matrix`], or into a [`FileError`] that shows
//! every problem of the text at once. A [`Selection`] is a product of values of a suite's axes; it
//! numbers its cells and names them, and a [`CellFilter`] narrows it. The crate knows what a value
//! *writes* ([`AxisEffects`]), never what an engine makes of it.
//!
//! ```
//! let text = include_str!("../../../matrix.toml");
//! let matrix = matrix::read("matrix.toml", text)?;
//! let core = matrix::Selection::core(&matrix.suites["cors-credentials"]);
//! let filter: matrix::CellFilter = "topology=cross-site,same-site=none|lax".parse()?;
//! let narrow = core.narrow(&filter)?.expect("some cells pass");
//! assert_eq!(narrow.topologies().next().unwrap().0, "cross-site");
//! assert!(narrow.id(0).starts_with("cors-credentials/topology=cross-site/credentials="));
//! assert_eq!(core.cells(), core.shapes() * core.cookies());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod detail_tracking;
mod engine;
mod exchange;
mod filter;
mod line;
mod matrix;
mod mechanism;
mod packed_matrix;
mod problem;
mod profile_choice;
mod read;
mod request;
mod selection;
mod template;
mod topology;

pub use detail_tracking::DetailTracking;
pub use engine::{EngineKind, PrefValue, Profile, UnplayedSuite};
pub use exchange::{
    CookieReader, CookieSetter, ExchangeEffect, FieldNameCase, PreflightTemplate, RedirectTemplate,
    RepeatEffect, RequestPath, SecondSetter,
};
pub use filter::{CellFilter, FilterError};
pub use line::{
    CookieEffect, FillerCookies, LinePart, LineTemplate, LineText, SetCookieResponse, is_unwritable,
};
pub use matrix::{Axis, AxisEffects, Matrix, Suite};
pub use mechanism::{ContentKind, RequestMechanism};
pub use packed_matrix::UnpackMatrixError;
pub use problem::{FileError, FileProblem, ProblemKind};
pub use profile_choice::{ProfileChoice, ProfileChoiceError, UnknownEngineError};
pub use read::{file, read};
pub use request::{
    FetchCredentials, FetchInit, FetchMode, FetchRedirect, FetchValues, RequestApi,
    ScriptRequestBody, UploadEvents,
};
pub use selection::Selection;
pub use template::{HeaderTemplate, TextTemplate};
pub use topology::{Sandbox, StorageAccessAnswer, Topology, TopologyRole};
