//! The module of the checker, built for WebAssembly.

#![expect(clippy::disallowed_methods, reason = "tools end by themselves, and this waits")]

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use miette::Diagnostic;

use crate::page_workspace::PageWorkspace;
use crate::wasm_toolchain::{TARGET, WasmToolchain, how_to_get, program, succeeds};

/// Where the module is built, and with what.
#[derive(Clone, Debug)]
pub struct CheckerBuild {
    /// The project's folder; the module is built below its `target/`.
    pub root: PathBuf,
    /// The folders of `PATH`, in order.
    pub search_path: Vec<PathBuf>,
    /// Whether a missing compiler is installed.
    pub install: bool,
    /// The matrix as it is built into the module, packed.
    pub packed_matrix: Vec<u8>,
}

/// Why there is no module although there is a compiler for it.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum BuildCheckerError {
    /// The compiler failed.
    #[error("failed to build the checker for WebAssembly")]
    #[diagnostic(help("the compiler's messages are above"))]
    Build,
    /// The folder that it is built in cannot be made.
    #[error("failed to make the folder `{}`", path.display())]
    #[diagnostic(help("it is made of links to the project's files, and of the packed matrix"))]
    Workspace {
        /// The folder.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// What it wrote cannot be read.
    #[error("failed to read `{}`", path.display())]
    #[diagnostic(help("it is what the compiler should have written"))]
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
}

/// Builds the module and returns it; `None` where no compiler for it is there. `notify` takes what
/// is to be said on the way, a line at a time.
///
/// # Errors
/// Where the compiler fails, or what it wrote cannot be read.
pub fn build_checker(
    plan: &CheckerBuild,
    mut notify: impl FnMut(&str),
) -> Result<Option<Vec<u8>>, BuildCheckerError> {
    let folders = &plan.search_path;
    let found = WasmToolchain::find(folders);
    let found =
        if found.is_none() && plan.install { WasmToolchain::install(folders) } else { found };
    let Some(toolchain) = found else {
        notify(&how_to_get());
        return Ok(None);
    };
    notify(&format!("The checker is built with {}.", toolchain.describe()));
    let target_dir = plan.root.join("target/wasm");
    let folder = target_dir.join("workspace");
    let workspace = PageWorkspace::make(&plan.root, folder.clone(), &plan.packed_matrix)
        .map_err(|source| BuildCheckerError::Workspace { path: folder, source })?;
    let mut command = toolchain.build_command("checker-wasm", &target_dir);
    command.arg("--config").arg(workspace.cargo_config());
    if !succeeds(command.current_dir(&workspace.folder)) {
        return Err(BuildCheckerError::Build);
    }
    let module = target_dir.join(TARGET).join("wasm/checker_wasm.wasm");
    let read = |path: &Path| {
        let failed = |source| BuildCheckerError::Read { path: path.to_path_buf(), source };
        std::fs::read(path).map_err(failed)
    };
    let small = module.with_extension("small.wasm");
    if program("wasm-opt", folders).is_some() {
        if succeeds(Command::new("wasm-opt").args(WASM_OPT).arg(&module).arg("-o").arg(&small)) {
            return read(&small).map(Some);
        }
        notify("wasm-opt failed; the module stays as it was compiled");
    } else {
        notify("wasm-opt is missing, so the module is larger than it could be (binaryen has it)");
    }
    read(&module).map(Some)
}

/// What of WebAssembly the compiler uses, and the passes that make the module smaller once it is
/// compressed. What `-Oz` does beyond them makes less code that compresses worse.
const WASM_OPT: [&str; 18] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-producers",
    "--strip-target-features",
    "--duplicate-function-elimination",
    "--dae-optimizing",
    "--duplicate-function-elimination",
    "--optimize-instructions",
    "--rse",
    "--remove-unused-brs",
    "--remove-unused-names",
    "--merge-blocks",
    "--vacuum",
    "--reorder-locals",
];
