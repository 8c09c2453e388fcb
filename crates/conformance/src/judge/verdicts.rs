//! How cells stand to the standards and to the model of the engine that was played.

use baselines::{ChangesError, RuleChange, UnstableCells, changes};
use matrix::Selection;
use run_model::results::Observation;
use serde::{Deserialize, Serialize};

use crate::judge::quirk_trial::{QuirkFinding, QuirkSwitch, QuirkTrial, SwitchedQuirk, by_quirk};

/// How many cells agree with the standards, and how many differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivergenceCounts {
    /// Cells that show what the standards have, and the engine's model too.
    pub agreeing: usize,
    /// Cells that show what the engine's model has, and the standards have not.
    pub known: usize,
    /// Cells that show something else than the engine's model has, whatever the standards have.
    pub unknown: usize,
}

impl DivergenceCounts {
    /// Returns how many cells both count together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            agreeing: self.agreeing + other.agreeing,
            known: self.known + other.known,
            unknown: self.unknown + other.unknown,
        }
    }
}

/// How the cells of one suite on one profile stand to the standards and to the engine's model.
#[derive(Clone, Debug, Default)]
pub struct SuiteVerdicts {
    /// How many cells stand how.
    pub counts: DivergenceCounts,
    /// The quirks that make the known cells, each with all of its cells.
    pub known: Vec<QuirkFinding>,
    /// The unknown cells that the model would have with one quirk more or less.
    pub switched: Vec<SwitchedQuirk>,
    /// How the other unknown cells differ from the engine's model.
    pub unknown: Vec<RuleChange>,
    /// The numbers of all unknown cells, in order, each with what the engine's model has there.
    pub unknown_cells: Vec<(usize, Observation)>,
}

impl SuiteVerdicts {
    /// Judges what was observed of a selection's cells, `None` where nothing was. An unstable cell
    /// shows what is predicted if that has been seen of it.
    ///
    /// # Errors
    /// Where differences cannot be put into rules, which for the axes of a matrix.toml they can.
    pub(crate) fn judge(
        selection: &Selection,
        trial: &QuirkTrial<'_>,
        observed: &[Option<Observation>],
        unstable: &UnstableCells,
    ) -> Result<Self, ChangesError> {
        let (of_model, of_standards) = (trial.of_model(), trial.of_standards());
        let mut counts = DivergenceCounts::default();
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (cell, observed) in observed.iter().enumerate() {
            let Some(observed) = observed else { continue };
            let seen = unstable.get(&cell).filter(|seen| seen.admits(observed));
            let shows = |predicted: &Observation| {
                predicted == observed || seen.is_some_and(|seen| seen.admits(predicted))
            };
            match (shows(&of_model[cell]), shows(&of_standards[cell])) {
                (true, true) => counts.agreeing += 1,
                (true, false) => known.push(cell),
                (false, _) => unknown.push((cell, observed)),
            }
        }
        (counts.known, counts.unknown) = (known.len(), unknown.len());
        let of_known: Vec<_> = known.iter().map(|cell| of_model[*cell].clone()).collect();
        let responsible = trial.responsible(&known, &of_known);
        let mut verdicts =
            Self { counts, known: by_quirk(&known, &responsible), ..Self::default() };
        if !unknown.is_empty() {
            verdicts.name_unknown(&unknown, trial);
            let expected = |(cell, _): &(usize, _)| (*cell, of_model[*cell].clone());
            verdicts.unknown_cells = unknown.iter().map(expected).collect();
            verdicts.unknown =
                changes(selection, &verdicts.expected(observed, &of_model, &unknown), observed)?;
        }
        Ok(verdicts)
    }

    /// Names the quirks that seem to have changed.
    fn name_unknown(&mut self, unknown: &[(usize, &Observation)], trial: &QuirkTrial<'_>) {
        let (cells, shown): (Vec<usize>, Vec<&Observation>) = unknown.iter().copied().unzip();
        let switched = |(quirk, cells)| {
            let switch = if trial.has(quirk) { QuirkSwitch::Off } else { QuirkSwitch::On };
            SwitchedQuirk { quirk, switch, cells }
        };
        self.switched = trial.switched(&cells, &shown).into_iter().map(switched).collect();
    }

    /// Returns what was observed, but for the unknown cells that no quirk names: there, what the
    /// model has.
    fn expected(
        &self,
        observed: &[Option<Observation>],
        of_model: &[Observation],
        unknown: &[(usize, &Observation)],
    ) -> Vec<Option<Observation>> {
        let is_named = |cell: &usize| {
            self.switched.iter().any(|switched| switched.cells.binary_search(cell).is_ok())
        };
        let mut expected = observed.to_vec();
        for (cell, _) in unknown.iter().filter(|(cell, _)| !is_named(cell)) {
            expected[*cell] = Some(of_model[*cell].clone());
        }
        expected
    }
}
