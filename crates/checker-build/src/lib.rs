//! Builds the site's checker for WebAssembly, with whichever compiler for it this machine has.
//!
//! Without one there is no module, and that is no error: the site is useful without it.

mod checker_module;
mod page_workspace;
mod wasm_toolchain;

pub use checker_module::{BuildCheckerError, CheckerBuild, build_checker};
