//! The two ways to compile to WebAssembly, and which of them this machine has.

#![expect(clippy::disallowed_methods, reason = "compilers end by themselves, and this waits")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A way to compile to WebAssembly, the one that makes the smaller module first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// Debian's own compiler builds the standard library from its source.
    DebianSource {
        /// The linker: `wasm-ld-22`.
        linker: PathBuf,
    },
    /// The compiler in use has the target's standard library.
    InstalledTarget,
}

/// The target that pages load.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Where Debian's packages put compiler and source.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";
const DEBIAN_PACKAGES: [&str; 5] = ["cargo-web", "rustc-web", "rust-web-src", "lld-22", "binaryen"];

/// A module has nowhere to write why it panics, and nobody reads what `{:?}` writes.
const WITHOUT_MESSAGES_FOR_DEVELOPERS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none";

impl WasmToolchain {
    /// Returns the way that this machine has, if it has one.
    pub(crate) fn find(folders: &[PathBuf]) -> Option<Self> {
        let has_source =
            [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_SOURCE].iter().all(|path| Path::new(path).exists());
        match find_linker(folders).filter(|_| has_source) {
            Some(linker) => Some(Self::DebianSource { linker }),
            None => has_target().then_some(Self::InstalledTarget),
        }
    }

    /// Installs what is missing: the target by rustup, or else Debian's packages.
    pub(crate) fn install(folders: &[PathBuf]) -> Option<Self> {
        let by_rustup = program("rustup", folders).is_some()
            && succeeds(Command::new("rustup").args(["target", "add", TARGET]));
        if !by_rustup && program("apt-get", folders).is_some() {
            let wait_for_lock = "DPkg::Lock::Timeout=300";
            let install =
                ["install", "--yes", "--no-install-recommends", "--option", wait_for_lock];
            succeeds(Command::new("apt-get").args(install).args(DEBIAN_PACKAGES));
        }
        Self::find(folders)
    }

    /// Says what it is.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::InstalledTarget => format!("the installed target {TARGET}"),
            Self::DebianSource { linker } => format!(
                "Debian's rustc, with the standard library built from source and linked by {}",
                linker.display()
            ),
        }
    }

    /// Returns the command that builds a package into a folder. What links with other crates of
    /// Rust beside it cannot be optimised as a whole, so it is built as a module alone.
    pub(crate) fn build_command(&self, package: &str, target_dir: &Path) -> Command {
        let mut command = match self {
            Self::InstalledTarget => Command::new("cargo"),
            Self::DebianSource { linker } => {
                let mut command = Command::new(DEBIAN_CARGO);
                command
                    .env("RUSTC", DEBIAN_RUSTC)
                    // `-Z` is for nightly compilers, but for this.
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    .env(
                        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                        WITHOUT_MESSAGES_FOR_DEVELOPERS,
                    )
                    // The compiler of the workspace must not take the place of Debian's.
                    .env_remove("RUSTUP_TOOLCHAIN")
                    .env_remove("CARGO");
                command
            }
        };
        command.args(["rustc", "--lib", "--crate-type", "cdylib", "--profile", "wasm"]);
        command.args(["--package", package, "--target", TARGET]);
        command.arg("--target-dir").arg(target_dir);
        if let Self::DebianSource { .. } = self {
            command.arg("-Zbuild-std=std,panic_abort");
            command.arg("-Zbuild-std-features=optimize_for_size");
        }
        command
    }
}

/// Says how to get a way.
pub(crate) fn how_to_get() -> String {
    format!(
        "no compiler for WebAssembly was found: `rustup target add {TARGET}` or, on Debian, \
         `apt-get install {}`; `--install` does either",
        DEBIAN_PACKAGES.join(" ")
    )
}

/// Returns where a program lies.
pub(crate) fn program(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Runs a command, and returns whether it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

fn has_target() -> bool {
    let output =
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    output.is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout);
        std::fs::read_dir(folder.trim()).is_ok_and(|files| {
            let names = files.flatten().map(|file| file.file_name());
            names.into_iter().any(|name| name.to_string_lossy().starts_with("libstd-"))
        })
    })
}

/// Returns the newest linker for WebAssembly, by the number that Debian adds to its name.
fn find_linker(folders: &[PathBuf]) -> Option<PathBuf> {
    (14..40).rev().find_map(|version| program(&format!("wasm-ld-{version}"), folders))
}
