//! How the recorded cells stand to the standards and to the engines' models.

use std::sync::Arc;

use baselines::RecordedSuite;
use matrix::{Profile, Selection, Suite};

use crate::baseline::CompareBaselineError;
use crate::project::ProjectFiles;
use crate::quirk_trial::QuirkTrial;
use crate::verdicts::{DivergenceCounts, SuiteVerdicts};

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
    let matrix = &project.matrix;
    let mut profiles = Vec::new();
    for profile in &matrix.profiles {
        let mut suites = Vec::new();
        for suite in matrix.suites.values() {
            if let Some((recorded, verdicts)) = judge_recorded(project, profile, suite)? {
                suites.push((recorded.selection, verdicts));
            }
        }
        if !suites.is_empty() {
            profiles.push(ProfileVerdicts { profile: profile.clone(), suites });
        }
    }
    Ok(profiles)
}
