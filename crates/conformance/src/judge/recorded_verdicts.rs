//! How the recorded cells stand to the standards and to the engines' models.

use std::sync::Arc;

use baselines::RecordedSuite;
use matrix::{Profile, Selection, Suite};
use rayon::prelude::*;

use crate::judge::baseline::CompareBaselineError;
use crate::judge::quirk_trial::QuirkTrial;
use crate::judge::verdicts::{DivergenceCounts, SuiteVerdicts};
use crate::project::ProjectFiles;

/// How the recorded cells of a profile stand to the standards and to its engine's model.
#[derive(Clone, Debug)]
pub struct ProfileVerdicts {
    /// The profile.
    pub profile: Profile,
    /// What is recorded of each suite, and how it stands.
    pub suites: Vec<(Selection, SuiteVerdicts)>,
}

impl ProfileVerdicts {
    /// Returns how its cells stand to the standards.
    pub fn counts(&self) -> DivergenceCounts {
        let counts = self.suites.iter().map(|(_, verdicts)| verdicts.counts);
        counts.fold(DivergenceCounts::default(), DivergenceCounts::plus)
    }
}

/// Judges what is recorded of a suite on a profile; `None` where nothing is.
///
/// # Errors
/// Where a snapshot cannot be read or does not fit the matrix.
pub fn judge_recorded(
    project: &ProjectFiles,
    profile: &Profile,
    suite: &Arc<Suite>,
) -> Result<Option<(RecordedSuite, SuiteVerdicts)>, CompareBaselineError> {
    let recorded = RecordedSuite::read(&project.snapshots(), profile, suite)?;
    let Some(recorded) = recorded else { return Ok(None) };
    let RecordedSuite { selection, cells, unstable } = &recorded;
    let trial = QuirkTrial::new(&project.matrix, selection, profile);
    let verdicts = SuiteVerdicts::judge(selection, &trial, cells, unstable)?;
    Ok(Some((recorded, verdicts)))
}

/// Judges every recorded cell of every profile of which there are recordings.
///
/// # Errors
/// Where a snapshot cannot be read or does not fit the matrix.
pub fn recorded_verdicts(
    project: &ProjectFiles,
) -> Result<Vec<ProfileVerdicts>, CompareBaselineError> {
    let suites: Vec<&Arc<Suite>> = project.matrix.suites.values().collect();
    let of_profile = |profile: &Profile| -> Result<_, CompareBaselineError> {
        let judge = |suite: &&Arc<Suite>| judge_recorded(project, profile, suite);
        let judged: Vec<_> = suites.par_iter().map(judge).collect::<Result<_, _>>()?;
        let judged = judged.into_iter().flatten();
        let suites = judged.map(|(recorded, verdicts)| (recorded.selection, verdicts)).collect();
        Ok(ProfileVerdicts { profile: profile.clone(), suites })
    };
    let profiles: Vec<_> =
        project.matrix.profiles.par_iter().map(of_profile).collect::<Result<_, _>>()?;
    Ok(profiles.into_iter().filter(|profile| !profile.suites.is_empty()).collect())
}
