//! `cargo xtask mutate`: runs whose harness is spoiled on purpose, in a build of its own.

use ::chaos::{MatrixRun, MutationPlan, build_with_mutations, play_with_mutations};
use mutations::HarnessMutation;

use super::CommandResult;
use crate::cli::MutateArgs;
use crate::environment::root;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

pub(super) async fn run(arguments: MutateArgs) -> CommandResult {
    if arguments.list {
        out!("{}", HarnessMutation::list());
        return Ok(ExitStatus::AsRecorded);
    }
    let MutateArgs { browser, suites, only, one_in, list: _ } = arguments;
    let program = build_with_mutations(root(), env!("CARGO").as_ref());
    let program = program.map_err(XtaskError::Chaos)?;
    let plan = MutationPlan {
        run: MatrixRun::spoiled(program, root(), &browser, &suites),
        out: root().join("target/gingersnap/mutate"),
        mutations: if only.is_empty() { HarnessMutation::ALL.to_vec() } else { only },
        one_in,
    };
    let table = play_with_mutations(&plan, |mutation| note!("played {mutation}")).await;
    let table = table.map_err(XtaskError::Chaos)?;
    out!("{table}");
    Ok(ExitStatus::of(table.is_clean()))
}
