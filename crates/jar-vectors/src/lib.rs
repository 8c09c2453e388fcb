//! Test vectors for cookie jars, made from what is recorded of browsers.
//!
//! A [`JarVector`] is a recorded cell as a jar alone sees it: lines that are set, and questions for
//! cookies behind them. [`recorded_vectors`] returns those of every suite that a jar decides alone,
//! with what the standards and the browsers answer, and [`vector_file`] writes them as JSON.
//! [`JarScore`] compares the answers of a jar with the standards, and names each disagreement by
//! the quirk or the choice that has it too.
//!
//! The crate reads and writes no file, and no rule of a standard stands here.

mod departure;
mod jar_answer;
mod jar_score;
mod jar_vector;
mod recorded_vector;
mod score_table;
mod vector_file;

pub use departure::{DepartureKind, JarDeparture};
pub use jar_answer::{JarAnswer, KeptCookie, MarkerSight};
pub use jar_score::{DisagreementKind, GivenAnswer, JarDisagreement, JarScore, ReadAnswersError};
pub use jar_vector::{JarInterface, JarQuestion, JarStep, JarVector, QuestionContext};
pub use recorded_vector::{BrowserSight, RecordedVector, recorded_vectors};
pub use score_table::score_tables;
pub use vector_file::{VECTORS_SCHEMA, vector_file};
