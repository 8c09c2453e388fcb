//! `cargo xtask mutate`: runs whose harness is spoiled on purpose, in a build of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use ::chaos::{MutationCatch, MutationPlan, play_with_mutations};
use mutations::HarnessMutation;

use super::CommandResult;
use crate::cli::MutateArgs;
use crate::environment::root;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

/// What is played by default: every kind of setter, reader, request and lifetime.
const SUITES: [&str; 7] = [
    "attributes-domain",
    "attributes-path",
    "attributes-same-site",
    "lax-allowing-unsafe",
    "lifetime-cap",
    "partitions",
    "preflight",
];

pub(super) async fn run(arguments: MutateArgs) -> CommandResult {
    if arguments.list {
        for mutation in HarnessMutation::ALL {
            out!("{:<24} {}\n", mutation.name(), mutation.effect());
        }
        return Ok(ExitStatus::AsRecorded);
    }
    let MutateArgs { browser, suites, only, one_in, list: _ } = arguments;
    let suites = if suites.is_empty() { SUITES.map(str::to_owned).into() } else { suites };
    let mut words: Vec<String> =
        ["run-matrix", "--check", "--full", "--jobs", "1", "--browser", &browser.to_string()]
            .map(str::to_owned)
            .into();
    words.extend(suites.into_iter().flat_map(|suite| ["--suite".to_owned(), suite]));
    let plan = MutationPlan {
        program: mutable_build()?,
        arguments: words,
        directory: root().to_owned(),
        out: root().join("target/gingersnap/mutate"),
        mutations: if only.is_empty() { HarnessMutation::ALL.to_vec() } else { only },
        one_in,
    };
    let played = play_with_mutations(&plan, |mutation, _| note!("played {mutation}"));
    let catches = played.await.map_err(XtaskError::Chaos)?;
    out!("| mutation | what it does | caught by | how soon |\n| --- | --- | --- | --- |\n");
    let mut is_clean = true;
    for (mutation, catch) in catches {
        let (name, effect) = (mutation.name(), mutation.effect());
        match (&catch, mutation.harmless()) {
            (MutationCatch::Nothing, Some(why)) => {
                out!("| `{name}` | {effect} | nothing: {why} | – |\n");
            }
            (MutationCatch::Nothing | MutationCatch::Broken(_), _) => {
                is_clean = false;
                out!("| `{name}` | {effect} | {catch} |\n");
            }
            (MutationCatch::Batch { .. } | MutationCatch::Cells(_), _) => {
                out!("| `{name}` | {effect} | {catch} |\n");
            }
        }
    }
    Ok(if is_clean { ExitStatus::AsRecorded } else { ExitStatus::Changed })
}

/// Builds this program with mutations, and returns a copy: the next build replaces the original.
#[expect(clippy::disallowed_methods, reason = "the compiler runs to its end")]
fn mutable_build() -> Result<PathBuf, XtaskError> {
    let features = ["build", "--quiet", "--package", "xtask", "--features", "mutations"];
    let status = Command::new(env!("CARGO")).args(features).current_dir(root()).status();
    let status = status.map_err(XtaskError::Program)?;
    if !status.success() {
        return Err(XtaskError::MutableBuild);
    }
    let (built, copy) = (root().join("target/debug/xtask"), root().join("target/xtask-mutable"));
    copied(&built, &copy).map_err(|source| XtaskError::Write { path: copy.clone(), source })?;
    Ok(copy)
}

fn copied(built: &Path, copy: &Path) -> std::io::Result<()> {
    // A program that runs cannot be written, but another can take its name.
    let staged = copy.with_extension("new");
    std::fs::copy(built, &staged)?;
    std::fs::rename(staged, copy)
}
