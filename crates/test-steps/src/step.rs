//! The steps: a table of command lines.

use std::path::Path;

/// A step of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TestStep {
    /// rustfmt.
    Formatting,
    /// clippy, with warnings denied.
    Clippy,
    /// rustdoc, with warnings denied.
    Docs,
    /// Typos, workflows, scripts, and licences of dependencies.
    Linters,
    /// Whether it compiles for macOS.
    Macos,
    /// Unit, integration and doc tests.
    Tests,
    /// Tests that start browsers.
    Browsers,
    /// The core of the matrix against its snapshots.
    Matrix,
}

/// One command line, and what has to be installed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepCommand {
    pub(crate) program: &'static str,
    pub(crate) arguments: Vec<String>,
    pub(crate) variables: Vec<(&'static str, String)>,
    pub(crate) requirement: StepRequirement,
}

/// What a command needs besides a Rust toolchain with rustfmt and clippy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepRequirement {
    Nothing,
    /// A program, and the command that installs it.
    Program(&'static str, &'static str),
    /// A compilation target of the toolchain.
    Target(&'static str),
}

impl StepRequirement {
    /// Says what is missing, and which command installs it.
    pub(crate) fn remedy(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Program(name, by) => format!("`{name}` is not installed; install it: `{by}`"),
            Self::Target(target) => {
                format!("target not installed; install it: `rustup target add {target}`")
            }
        }
    }
}

const BY_INSTALL: &str = "cargo xtask test --install";
const MACOS: &str = "aarch64-apple-darwin";

impl TestStep {
    /// Returns whether it plays on browsers.
    #[must_use]
    pub fn needs_browsers(self) -> bool {
        matches!(self, Self::Browsers | Self::Matrix)
    }

    /// Returns its command lines, given the project's folder.
    pub(crate) fn commands(self, root: &Path) -> Vec<StepCommand> {
        match self {
            Self::Formatting => vec![cargo("fmt --all --check")],
            Self::Clippy => {
                vec![cargo("clippy --workspace --all-targets --all-features -- -D warnings")]
            }
            Self::Docs => vec![StepCommand {
                variables: vec![("RUSTDOCFLAGS", "-D warnings".to_owned())],
                ..cargo("doc --workspace --no-deps")
            }],
            Self::Linters => linters(root),
            Self::Macos => vec![macos(root)],
            Self::Tests => vec![cargo("test --workspace")],
            Self::Browsers => {
                vec![cargo("test --workspace --test browsers --test runs -- --ignored")]
            }
            Self::Matrix => vec![cargo("run --quiet --package xtask -- run-matrix --check")],
        }
    }
}

fn linters(root: &Path) -> Vec<StepCommand> {
    let schema = |name: &str, files: &[String]| {
        linter("check-jsonschema", &format!("--builtin-schema vendor.{name}"), files)
    };
    let form = |file: &str| [format!(".github/{file}.yml")];
    let scripts = [vec![".ci/run".to_owned()], files_in(root, "ci", ".sh")].concat();
    let deny = StepRequirement::Program("cargo-deny", "cargo install --locked cargo-deny");
    vec![
        linter("typos", "", &[]),
        linter("zizmor", "--offline --persona pedantic --quiet .", &[]),
        linter("actionlint", "", &[]),
        schema("github-workflows", &files_in(root, ".github/workflows", ".yml")),
        schema("github-actions", &["action.yml".to_owned()]),
        schema("github-issue-forms", &form("ISSUE_TEMPLATE/surprising-cell")),
        schema("github-issue-config", &form("ISSUE_TEMPLATE/config")),
        schema("dependabot", &form("dependabot")),
        linter("shellcheck", "--external-sources", &scripts),
        // Advisories come from a server: the workflow checks those as well.
        StepCommand { requirement: deny, ..cargo("deny --offline check licenses bans sources") },
    ]
}

/// A check for macOS links nothing, so that a stand-in for the C compiler and for `ar` is enough.
fn macos(root: &Path) -> StepCommand {
    let stand_in = root.join("ci/stand-in.sh").display().to_string();
    StepCommand {
        variables: ["CC_aarch64_apple_darwin", "AR_aarch64_apple_darwin"]
            .map(|variable| (variable, stand_in.clone()))
            .into(),
        requirement: StepRequirement::Target(MACOS),
        ..cargo(&format!("check --workspace --target {MACOS}"))
    }
}

fn cargo(arguments: &str) -> StepCommand {
    StepCommand {
        program: "cargo",
        arguments: words(arguments),
        variables: Vec::new(),
        requirement: StepRequirement::Nothing,
    }
}

fn linter(program: &'static str, arguments: &str, files: &[String]) -> StepCommand {
    let requirement = StepRequirement::Program(program, BY_INSTALL);
    let arguments = [&words(arguments), files].concat();
    StepCommand { program, arguments, variables: Vec::new(), requirement }
}

fn words(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

/// Returns the files of a folder that end so, in order.
fn files_in(root: &Path, folder: &str, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
    let names = entries.map(|entry| format!("{folder}/{}", entry.file_name().display()));
    let mut files: Vec<_> = names.filter(|name| name.ends_with(ending)).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Adds the files of a folder in which a test is ignored.
    fn collect_ignoring(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect_ignoring(&path, found);
            } else if fs::read_to_string(&path).is_ok_and(|text| text.contains("#[ignore")) {
                found.push(path);
            }
        }
    }

    #[test]
    fn no_ignored_test_is_left_out_of_the_step_that_plays_in_browsers() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("it is there");
        let packages = fs::read_dir(root.join("crates")).expect("it can be listed").flatten();
        let packages = packages.map(|entry| entry.path()).chain([root.join("xtask")]);
        let command = &TestStep::Browsers.commands(root)[0].arguments;
        let mut count = 0;
        for tests in packages.map(|package| package.join("tests")) {
            let mut ignoring = Vec::new();
            collect_ignoring(&tests, &mut ignoring);
            for file in ignoring {
                let below = file.strip_prefix(&tests).expect("it is in there");
                let first = below.components().next().expect("it has a name").as_os_str();
                let target = Path::new(first).file_stem().expect("it has a name").to_string_lossy();
                let is_run = command.windows(2).any(|pair| pair == ["--test", target.as_ref()]);
                assert!(is_run, "{}: `{target}` is no target of {command:?}", file.display());
                count += 1;
            }
        }
        assert!(count > 10, "only {count} files were found");
    }
}
