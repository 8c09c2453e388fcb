//! The checker as a module for a page: JSON in, JSON out, behind a plain C interface.
//!
//! A page calls [`c_interface`]; tests and other programs call [`answer_request`]. The answer holds
//! the document of `gingersnap explain --json` and the same as a part of a page.
//!
//! A module has no recorded cells built in. A reply names suites as `missing`: a page adds their
//! cells by [`add_recorded_cells`] and asks again.
//!
//! The crate reads no clock: a request says what time it is.
//!
//! ```
//! let request = r#"{"now": 0, "page": "https://www.example.com/",
//!     "request": "https://www.example.com/login", "response": "Set-Cookie: sid=1; SameSite=None"}"#;
//! let answer: serde_json::Value = serde_json::from_str(&checker_wasm::answer_request(request))?;
//! assert_eq!(answer["answer"]["status"], "does-not-work");
//! # Ok::<(), serde_json::Error>(())
//! ```

mod answer_request;
pub mod c_interface;
mod checker_reply;
mod checker_request;
mod field_labels;
mod shared_question;

pub use answer_request::{add_recorded_cells, answer_request};
pub use checker_request::{CheckerRequest, RequestProblem};
pub use field_labels::page_label;
