//! What each quirk of an engine explains: the recorded cells that its model gets wrong without it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use baselines::{SnapshotScope, StoreError, UnstableCells};
use matrix::{EngineKind, Profile, Selection, Suite};
use miette::Diagnostic;
use oracle::JarListing;
use run_model::results::Observation;
use spec_model::{EngineModel, Quirk};

use crate::failure::{CommandError, FailureKind};
use crate::project::ProjectFiles;

/// Why the effects of quirks cannot be counted.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum CountQuirksError {
    /// A snapshot cannot be used.
    #[error("failed to read the snapshots")]
    #[diagnostic(help("record the snapshots again with `cargo xtask run-matrix --accept`"))]
    Store(#[from] StoreError),
}

impl CommandError for CountQuirksError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Store(_) => FailureKind::Usage,
        }
    }
}

/// What a quirk of an engine explains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuirkCells {
    /// How many cells of the default profile, over all values, the model gets wrong without it.
    pub of_default: usize,
    /// How many cells of the other profiles' cores.
    pub of_others: usize,
    /// One of these cells, behind its profile.
    pub example: Option<String>,
}

/// The recorded cells that each quirk explains, and those that none does.
#[derive(Clone, Debug, Default)]
pub struct QuirkEffects {
    /// For each quirk of an engine.
    pub quirks: BTreeMap<(EngineKind, Quirk), QuirkCells>,
    /// The recorded cells that differ from their engine's model, each behind its profile.
    pub unknown: Vec<String>,
}

/// Counts what each quirk explains, by predicting every recorded cell without it.
///
/// # Errors
/// Where a snapshot cannot be read or does not fit the matrix.
pub fn quirk_effects(project: &ProjectFiles) -> Result<QuirkEffects, CountQuirksError> {
    let mut effects = QuirkEffects::default();
    for profile in &project.matrix.profiles {
        for suite in project.matrix.suites.values() {
            effects.add(project, profile, suite)?;
        }
    }
    Ok(effects)
}

impl QuirkEffects {
    fn add(
        &mut self,
        project: &ProjectFiles,
        profile: &Profile,
        suite: &Arc<Suite>,
    ) -> Result<(), CountQuirksError> {
        let is_default = profile.name == "default";
        let scope = if is_default { SnapshotScope::Full } else { SnapshotScope::Core };
        let Some(recorded) = RecordedSuite::read(project, profile, suite, scope)? else {
            return Ok(());
        };
        let seen = |model: EngineModel| {
            let view = JarListing::of(profile.engine);
            oracle::predict_seen(&project.matrix, &recorded.selection, &model, view)
        };
        let with_all = seen(profile.model);
        let id = |cell| format!("{profile} {}", recorded.selection.id(cell));
        let unknown = recorded.unlike(&with_all);
        self.unknown.extend(unknown.map(id));
        for quirk in profile.model.quirks.iter() {
            let quirks = profile.model.quirks.without(quirk);
            let without = seen(EngineModel { quirks, ..profile.model });
            let mut changed =
                recorded.unlike(&without).filter(|cell| without[*cell] != with_all[*cell]);
            let cells = self.quirks.entry((profile.engine, quirk)).or_default();
            let Some(first) = changed.next() else { continue };
            let count = if is_default { &mut cells.of_default } else { &mut cells.of_others };
            *count += 1 + changed.count();
            cells.example.get_or_insert_with(|| id(first));
        }
        Ok(())
    }
}

/// What is recorded of a suite on a profile.
struct RecordedSuite {
    selection: Selection,
    cells: Vec<Option<Observation>>,
    unstable: UnstableCells,
}

impl RecordedSuite {
    fn read(
        project: &ProjectFiles,
        profile: &Profile,
        suite: &Arc<Suite>,
        scope: SnapshotScope,
    ) -> Result<Option<Self>, StoreError> {
        let (store, selection) = (project.snapshots(), scope.of(suite));
        let cells = store.recorded(scope, profile, &selection)?;
        let unstable = store.unstable(scope, profile, &selection)?;
        let is_recorded = cells.iter().any(Option::is_some);
        Ok(is_recorded.then_some(Self { selection, cells, unstable }))
    }

    /// Returns the cells that show something else than is predicted, and have not shown it once.
    fn unlike<'a>(&'a self, predicted: &'a [Observation]) -> impl Iterator<Item = usize> {
        let differs = |cell: &usize| {
            let is_like = |recorded: &Observation| *recorded == predicted[*cell];
            let has_shown =
                || self.unstable.get(cell).is_some_and(|seen| seen.admits(&predicted[*cell]));
            self.cells[*cell].as_ref().is_some_and(|recorded| !is_like(recorded) && !has_shown())
        };
        (0..predicted.len()).filter(differs)
    }
}

impl fmt::Display for QuirkEffects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Recorded cells that an engine's model gets wrong if one quirk is off:\n\n\
             {:10} {:42} {:>8} {:>8}  one of them",
            "engine", "quirk", "default", "others"
        )?;
        for ((engine, quirk), cells) in &self.quirks {
            let QuirkCells { of_default, of_others, example } = cells;
            let example = example.as_deref().unwrap_or("none: the recordings cannot tell");
            writeln!(f, "{engine:10} {quirk:42} {of_default:>8} {of_others:>8}  {example}")?;
        }
        writeln!(f, "\nRecorded cells other than their engine's model: {}", self.unknown.len())?;
        self.unknown.iter().try_for_each(|cell| writeln!(f, "  {cell}"))
    }
}
