//! What a visit saw, and how it compares with what is recorded.

use diagnosis::Recordings;
use matrix::{Profile, Selection};
use oracle::predict_selection;
use run_model::results::{FailureAction, VisitObservation};
use runner::VisitEvent;

use crate::visit::OpenedProfile;

/// How many cells that differ are named.
const NAMED_DIFFERENCES: usize = 10;

/// What a visit saw.
#[derive(Clone, Debug)]
pub(crate) struct VisitResult {
    /// The profile of the browser that was opened, where one was.
    pub(crate) opened: Option<OpenedProfile>,
    pub(crate) suites: Vec<VisitedSuite>,
    pub(crate) expected: ExpectedCells,
}

/// What the cells of a visit are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExpectedCells {
    /// What the models of the profiles predict: nothing was recorded at this address.
    Model,
    /// What was recorded.
    Recordings,
}

/// What was seen of one selection.
#[derive(Clone, Debug)]
pub(crate) struct VisitedSuite {
    pub(crate) selection: Selection,
    /// One for each cell; `None` where it was not played.
    pub(crate) observations: Vec<Option<VisitObservation>>,
    /// Why cells were not played, with how many those are.
    pub(crate) gaps: Vec<VisitGap>,
    /// How often a part was played again.
    pub(crate) retries: usize,
}

/// Cells that were not played.
#[derive(Clone, Debug)]
pub(crate) struct VisitGap {
    pub(crate) cells: usize,
    pub(crate) reason: String,
    /// Whether a visit can never play them.
    pub(crate) is_known: bool,
}

/// What a visit came to, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VisitStatus {
    AsRecorded,
    Differs,
    Incomplete,
}

/// How what was seen compares with what is recorded of a profile.
#[derive(Clone, Debug)]
pub(crate) struct ProfileAgreement<'a> {
    pub(crate) profile: &'a Profile,
    /// How many cells were seen, and are recorded.
    pub(crate) compared: usize,
    /// How many of them agree in everything that both could see.
    pub(crate) agreeing: usize,
    /// The ids of the first that do not.
    pub(crate) different: Vec<String>,
}

impl VisitResult {
    /// Returns the result of a visit that has seen nothing yet.
    pub(crate) fn new(
        selections: Vec<Selection>,
        opened: Option<OpenedProfile>,
        expected: ExpectedCells,
    ) -> Self {
        let suites = selections.into_iter().map(|selection| VisitedSuite {
            observations: vec![None; selection.cells()],
            selection,
            gaps: Vec::new(),
            retries: 0,
        });
        Self { opened, suites: suites.collect(), expected }
    }

    /// Puts down what happened.
    pub(crate) fn add(&mut self, event: VisitEvent) {
        match event {
            VisitEvent::Arrived => {}
            VisitEvent::BatchPlayed { suite, first_cell, observations } => {
                let cells = &mut self.suites[suite.0].observations[first_cell..];
                for (cell, observation) in cells.iter_mut().zip(observations) {
                    *cell = Some(observation);
                }
            }
            VisitEvent::BatchFailed { suite, cells, reason, then, .. } => {
                let suite = &mut self.suites[suite.0];
                match then {
                    FailureAction::Retry => suite.retries += 1,
                    FailureAction::GiveUp => {
                        suite.gaps.push(VisitGap { cells, reason, is_known: false });
                    }
                }
            }
            VisitEvent::BatchLeftOut { suite, cells, reason, .. } => {
                let reason = reason.to_owned();
                self.suites[suite.0].gaps.push(VisitGap { cells, reason, is_known: true });
            }
        }
    }

    /// Returns what the visit came to.
    pub(crate) fn status(&self) -> VisitStatus {
        if self.suites.iter().flat_map(|suite| &suite.gaps).any(|gap| !gap.is_known) {
            return VisitStatus::Incomplete;
        }
        let differs = |profile: &Profile| {
            let agreement = self.agreement(profile);
            agreement.agreeing < agreement.compared
        };
        match self.recorded() {
            Some(profile) if differs(profile) => VisitStatus::Differs,
            Some(_) | None => VisitStatus::AsRecorded,
        }
    }

    /// Returns the profile that was opened, where something is recorded of it that a visit must
    /// agree with.
    pub(crate) fn recorded(&self) -> Option<&Profile> {
        let OpenedProfile { profile, is_stand_in } = self.opened.as_ref()?;
        (!is_stand_in && Recordings::built_in().has(profile)).then_some(profile)
    }

    /// Returns how it compares with each recorded profile, those that it agrees with most in front;
    /// with the one that was opened alone, where that is recorded.
    pub(crate) fn agreements(&self) -> Vec<ProfileAgreement<'_>> {
        let recordings = Recordings::built_in();
        let mut agreements: Vec<ProfileAgreement<'_>> = match self.recorded() {
            Some(profile) => vec![self.agreement(profile)],
            None => recordings
                .matrix()
                .profiles
                .iter()
                .filter(|profile| recordings.has(profile))
                .map(|profile| self.agreement(profile))
                .collect(),
        };
        agreements.retain(|agreement| agreement.compared > 0);
        agreements.sort_by_key(|agreement| agreement.compared - agreement.agreeing);
        agreements
    }

    fn agreement<'a>(&self, profile: &'a Profile) -> ProfileAgreement<'a> {
        let recordings = Recordings::built_in();
        let mut agreement =
            ProfileAgreement { profile, compared: 0, agreeing: 0, different: Vec::new() };
        for VisitedSuite { selection, observations, .. } in &self.suites {
            let matrix = recordings.matrix();
            let predicted = match self.expected {
                ExpectedCells::Model => predict_selection(matrix, selection, &profile.model),
                ExpectedCells::Recordings => Vec::new(),
            };
            let expected = |cell: usize| match self.expected {
                ExpectedCells::Model => predicted.get(cell).cloned(),
                ExpectedCells::Recordings => {
                    recordings.cell(profile, selection.suite(), &selection.positions(cell))
                }
            };
            for (cell, seen) in observations.iter().enumerate() {
                let Some((seen, driven)) = seen.zip(expected(cell)) else { continue };
                agreement.compared += 1;
                if seen.agrees_with(&driven) {
                    agreement.agreeing += 1;
                } else if agreement.different.len() < NAMED_DIFFERENCES {
                    agreement.different.push(selection.id(cell));
                }
            }
        }
        agreement
    }
}

impl VisitedSuite {
    /// Returns how many of its cells were played.
    pub(crate) fn played(&self) -> usize {
        self.observations.iter().flatten().count()
    }
}
