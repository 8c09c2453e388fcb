//! What each quirk of an engine explains: the recorded cells that its model gets wrong without it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use baselines::RecordedSuite;
use matrix::{EngineKind, Profile, Suite};
use spec_model::Quirk;

use crate::judge::baseline::CompareBaselineError;
use crate::judge::quirk_trial::QuirkTrial;
use crate::project::ProjectFiles;

/// What a quirk of an engine explains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuirkCells {
    /// How many recorded cells of the default profile the model gets wrong without it.
    pub of_default: usize,
    /// How many recorded cells of the other profiles.
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
pub fn quirk_effects(project: &ProjectFiles) -> Result<QuirkEffects, CompareBaselineError> {
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
    ) -> Result<(), CompareBaselineError> {
        let is_default = profile.name == "default";
        let recorded = RecordedSuite::read(&project.snapshots(), profile, suite)?;
        let Some(recorded) = recorded else { return Ok(()) };
        let trial = QuirkTrial::new(&project.matrix, &recorded.selection, profile);
        let with_all = trial.of_model();
        let id = |cell| format!("{profile} {}", recorded.selection.id(cell));
        self.unknown.extend(recorded.unlike(&with_all).into_iter().map(id));
        for quirk in profile.model.quirks.iter() {
            let without = trial.without(quirk);
            let mut changed = recorded.unlike(&without);
            changed.retain(|cell| without[*cell] != with_all[*cell]);
            let cells = self.quirks.entry((profile.engine, quirk)).or_default();
            let Some(first) = changed.first() else { continue };
            let count = if is_default { &mut cells.of_default } else { &mut cells.of_others };
            *count += changed.len();
            cells.example.get_or_insert_with(|| id(*first));
        }
        Ok(())
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
