//! Shows one cell with everything that belongs to it: setup, wire, jar, observation, prediction.

use std::path::{Path, PathBuf};

use baselines::StoreError;
use matrix::{CellFilter, FilterError, Matrix, Selection};
use miette::Diagnostic;
use run_model::results::Observation;
use runner::{RecordCellError, clock, plan_isolated, record_batch};

use crate::engines::{EngineFinder, EngineOptions, FindEnginesError};
use crate::failure::{CommandError, FailureKind};
use crate::judge::quirk_trial::QuirkTrial;
use crate::notice::NoticeSink;
use crate::play::{StartServersError, start_servers};
use crate::project::ProjectFiles;
use crate::report::cell::{CellPlay, CellSetup};
use crate::run::folder::{ReadRunError, RunFolder, read_run};
use crate::run::write_error::WriteRunError;

/// What to show.
#[derive(Clone, Debug)]
pub struct ShowPlan {
    /// The cell.
    pub cell: CellFilter,
    /// The engines that play it.
    pub engines: EngineOptions,
    /// The folder of a run whose observation is shown; then nothing is played.
    pub run: Option<PathBuf>,
}

/// Why a cell cannot be shown.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ShowError {
    /// The cell could not be played.
    #[error("failed to play the cell")]
    #[diagnostic(help("`cargo xtask doctor` shows what is installed; play the cell again"))]
    Play(#[source] Box<RecordCellError>),
    /// Several cells match.
    #[error("{count} cells match")]
    #[diagnostic(help("name one of them; the first is `{first}`"))]
    Ambiguous {
        /// How many.
        count: usize,
        /// The id of one of them.
        first: String,
    },
    /// The wanted engines cannot play.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Engines(#[from] FindEnginesError),
    /// The id names something that no suite has.
    #[error("failed to find the cell")]
    #[diagnostic(help("`cargo xtask cells` lists the ids of cells"))]
    Filter(#[from] FilterError),
    /// No cell matches.
    #[error("no cell matches")]
    #[diagnostic(help("`cargo xtask cells` lists the ids of cells"))]
    NoCell,
    /// The run cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Read(#[from] ReadRunError),
    /// The servers did not start.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Servers(#[from] StartServersError),
    /// A snapshot cannot be read.
    #[error("failed to read the snapshots")]
    #[diagnostic(help("record the snapshots again with `cargo xtask run-matrix --accept`"))]
    Store(#[from] StoreError),
    /// No folder could be created.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Write(#[from] WriteRunError),
}

impl CommandError for ShowError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Ambiguous { .. } | Self::Filter(_) | Self::Store(_) => FailureKind::Usage,
            Self::Engines(error) => error.kind(),
            Self::NoCell => FailureKind::NothingSelected,
            Self::Play(_) => FailureKind::CellErrors,
            Self::Read(error) => error.kind(),
            Self::Servers(error) => error.kind(),
            Self::Write(error) => error.kind(),
        }
    }
}

/// Plays a cell by itself on each engine, or looks it up in a run; `print` is given each part of
/// the text as soon as it is known.
///
/// # Errors
/// Where the plan names no cell or several, or an engine cannot play the cell.
pub async fn show(
    project: &ProjectFiles,
    show_plan: &ShowPlan,
    notify: NoticeSink<'_>,
    print: &mut dyn FnMut(&str),
) -> Result<(), ShowError> {
    let matrix = &project.matrix;
    let selection = one_cell(matrix, &show_plan.cell)?;
    print(&CellSetup::new(matrix, &selection).to_string());
    if let Some(folder) = &show_plan.run {
        print(&observed_in_run(matrix, &selection, folder)?);
        return Ok(());
    }
    let folder = RunFolder::create(&project.runs_folder(), clock::since_epoch())?;
    let finder = EngineFinder {
        matrix,
        options: &show_plan.engines,
        work_dir: folder.work_dir(),
        root: project.root(),
    };
    let engines = finder.find(notify).await?;
    let servers = start_servers(matrix).await?;
    let plan = plan_isolated(&selection, [0]).remove(0);
    let store = project.snapshots();
    for engine in engines {
        let engine = engine.with_servers(&servers);
        let profile = &engine.profile;
        let recording = record_batch(&engine, matrix, &selection, &plan)
            .await
            .map_err(|source| ShowError::Play(Box::new(source)))?;
        let recorded = store.recorded_cell(profile, &selection)?;
        let trial = QuirkTrial::new(matrix, &selection, profile);
        let (of_standards, of_model) = (trial.of_standards().remove(0), trial.of_model());
        let quirks = trial.responsible(&[0], &of_model)[0].set();
        let is_by_quirks = of_model[0] != of_standards;
        let play = CellPlay {
            selection: &selection,
            profile,
            recording,
            recorded,
            of_standards,
            by_quirks: is_by_quirks.then(|| (of_model[0].clone(), quirks)),
            reasons: oracle::explain(matrix, &selection, 0, &profile.model),
        };
        print(&play.to_string());
    }
    folder.remove();
    Ok(())
}

/// Returns the one cell that matches.
pub(crate) fn one_cell(matrix: &Matrix, filter: &CellFilter) -> Result<Selection, ShowError> {
    let mut cells = Vec::new();
    for suite in matrix.suites.values() {
        cells.extend(Selection::full(suite).narrow(filter)?);
    }
    match cells.as_slice() {
        [] => Err(ShowError::NoCell),
        [only] if only.cells() == 1 => Ok(only.clone()),
        several => {
            let count = several.iter().map(Selection::cells).sum();
            Err(ShowError::Ambiguous { count, first: several[0].id(0) })
        }
    }
}

/// Returns what each lane of a run observed of a cell.
fn observed_in_run(
    matrix: &Matrix,
    selection: &Selection,
    folder: &Path,
) -> Result<String, ReadRunError> {
    let (record, _) = read_run(matrix, folder)?;
    let mut text = String::new();
    for lane in &record.lanes {
        for (played, observations) in record.selections.iter().zip(&lane.observations) {
            if let Some(cell) = played.cell_named(&selection.id(0)) {
                let observed = observations[cell].as_ref();
                let words =
                    observed.map_or_else(|| "not played".to_owned(), Observation::to_string);
                text.push_str(&format!("{:<28} {words}\n", lane.profile.to_string()));
            }
        }
    }
    Ok(text)
}
