//! The commands: those of a few lines here, the others in modules.

mod cells;
mod chaos;
mod claims;
mod doctor;
mod history;
mod model_vectors;
mod mutate;
mod quiz;
mod report;
mod serve;
mod site;
mod test;

use std::path::Path;

use conformance::{
    DivergencesPage, NoticeSink, ProgressView, RunNotice, WriteFileError, interruptible,
    recorded_verdicts, write_file,
};

use self::report::report;
use crate::cli::{AuditArgs, BenchArgs, Command, CompareArgs, ExportArgs, ShowArgs};
use crate::environment::{project, root};
use crate::error::XtaskError;
use crate::exit::{CommandFailure, ExitStatus};
use crate::{note, out};

/// How a command ends.
type CommandResult = Result<ExitStatus, CommandFailure>;

/// Runs one command.
pub(crate) fn run(command: Command) -> CommandResult {
    let mut progress = ProgressView::on_stderr();
    let mut notify = |notice: RunNotice<'_>| progress.show(&notice);
    match command {
        Command::Audit(arguments) => interruptibly(audit(arguments, &mut notify)),
        Command::Bench(arguments) => interruptibly(bench(arguments, &mut notify)),
        Command::Cells(arguments) => cells::run(arguments),
        Command::Chaos(arguments) => interruptibly(chaos::run(arguments)),
        Command::Claims(arguments) => claims::run(&arguments),
        Command::Compare(arguments) => compare(&arguments),
        Command::Divergences => divergences(),
        Command::Doctor(arguments) => interruptibly(doctor::run(&arguments, &mut notify)),
        Command::Export(arguments) => export(&arguments),
        Command::History(arguments) => history::run(&arguments),
        Command::Merge(arguments) => {
            let project = project()?;
            report(&project, &conformance::merge(&project, &arguments.runs, &arguments.out)?)
        }
        Command::ModelVectors(arguments) => model_vectors::run(&arguments),
        Command::Mutate(arguments) => interruptibly(mutate::run(arguments)),
        Command::Quirks => quirks(),
        Command::Quiz(arguments) => interruptibly(quiz::run(arguments)),
        Command::Report(arguments) => {
            let project = project()?;
            report(&project, &conformance::regenerate(&project, &arguments.run)?)
        }
        Command::RunMatrix(arguments) => interruptibly(async {
            let project = project()?;
            report(&project, &conformance::run(&project, &arguments.plan(), &mut notify).await?)
        }),
        Command::Serve => asynchronously(serve::run()),
        Command::Show(arguments) => interruptibly(show(arguments, &mut notify)),
        Command::Site(arguments) => site::run(&arguments),
        Command::Test(arguments) => interruptibly(test::run(arguments, &mut notify)),
    }
}

async fn audit(arguments: AuditArgs, notify: NoticeSink<'_>) -> CommandResult {
    let outcome = conformance::audit(&project()?, &arguments.plan(), notify).await?;
    out!("{outcome}");
    Ok(outcome.status().into())
}

async fn bench(arguments: BenchArgs, notify: NoticeSink<'_>) -> CommandResult {
    let is_json = arguments.json;
    let (figures, file) = conformance::bench(&project()?, &arguments.plan(), notify).await?;
    if is_json {
        print_json(&figures)?;
    } else {
        out!("{figures}\nthe figures are in {}\n", file.display());
    }
    Ok(ExitStatus::AsRecorded)
}

fn compare(arguments: &CompareArgs) -> CommandResult {
    let matrix = project()?.matrix;
    let runs = conformance::compare(&matrix, &arguments.before, &arguments.after)?;
    if let Some(file) = &arguments.html {
        write_page(file, &run_report::comparison_page(&matrix, &runs)?)?;
    }
    out!("{}", runs.differences);
    Ok(ExitStatus::of(runs.differences.is_empty()))
}

fn divergences() -> CommandResult {
    let project = project()?;
    let (entries, profiles) = (project.quirk_entries()?, recorded_verdicts(&project)?);
    let page = DivergencesPage { profiles: &profiles, entries: &entries };
    write_page("docs/divergences.md", &page.to_string())?;
    Ok(ExitStatus::AsRecorded)
}

fn export(arguments: &ExportArgs) -> CommandResult {
    for file in conformance::export(&project()?, &arguments.cell)? {
        write_page(arguments.out.join(&file.path), &file.text)?;
    }
    Ok(ExitStatus::AsRecorded)
}

fn quirks() -> CommandResult {
    let effects = conformance::quirk_effects(&project()?)?;
    out!("{effects}");
    Ok(ExitStatus::of(effects.unknown.is_empty()))
}

async fn show(arguments: ShowArgs, notify: NoticeSink<'_>) -> CommandResult {
    let mut print = |text: &str| out!("{text}");
    conformance::show(&project()?, &arguments.plan(), notify, &mut print).await?;
    Ok(ExitStatus::AsRecorded)
}

/// Writes a generated page, given its path in the project.
fn write_page(path: impl AsRef<Path>, text: &str) -> Result<(), WriteFileError> {
    let path = root().join(path);
    write_file(&path, text.as_bytes())?;
    note!("wrote {}", path.display());
    Ok(())
}

fn print_json(value: &impl serde::Serialize) -> Result<(), XtaskError> {
    out!("{}\n", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Runs a command that a signal ends, with everything that it has started.
fn interruptibly(command: impl Future<Output = CommandResult>) -> CommandResult {
    asynchronously(async { interruptible(command).await? })
}

/// Runs a command on a runtime that ends every task with it: sessions stop even where a command
/// gives up early.
fn asynchronously(command: impl Future<Output = CommandResult>) -> CommandResult {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(XtaskError::Runtime)?.block_on(command)
}
