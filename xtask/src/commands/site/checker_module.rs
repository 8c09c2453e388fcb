//! The module of the checker, built for WebAssembly.

#![expect(clippy::disallowed_methods, reason = "tools end by themselves, and this waits")]

use std::path::Path;
use std::process::Command;

use crate::commands::site::wasm_toolchain::{TARGET, WasmToolchain, how_to_get, program, succeeds};
use crate::environment::root;
use crate::error::XtaskError;
use crate::note;

/// Builds the module below `target/` and returns it; `None` where no compiler for it is there.
pub(super) fn build(install: bool) -> Result<Option<Vec<u8>>, XtaskError> {
    let found = WasmToolchain::find();
    let found = if found.is_none() && install { WasmToolchain::install() } else { found };
    let Some(toolchain) = found else {
        note!("{}", how_to_get());
        return Ok(None);
    };
    note!("The checker is built with {}.", toolchain.describe());
    let target_dir = root().join("target/wasm");
    let mut command = toolchain.build_command("checker-wasm", &target_dir);
    if !succeeds(command.current_dir(root())) {
        return Err(XtaskError::BuildModule);
    }
    let module = target_dir.join(TARGET).join("wasm/checker_wasm.wasm");
    let read = |path: &Path| {
        let failed = |source| XtaskError::ReadModule { path: path.to_path_buf(), source };
        std::fs::read(path).map_err(failed)
    };
    let small = module.with_extension("small.wasm");
    if program("wasm-opt").is_some() {
        if succeeds(Command::new("wasm-opt").args(FEATURES).arg(&module).arg("-o").arg(&small)) {
            return read(&small).map(Some);
        }
        note!("wasm-opt failed; the module stays as it was compiled");
    } else {
        note!("wasm-opt is not there, so the module is larger than it need be (binaryen has it)");
    }
    read(&module).map(Some)
}

/// How `wasm-opt` makes the module small, and what of WebAssembly the compiler uses.
const FEATURES: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];
