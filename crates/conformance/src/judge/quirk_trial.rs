//! Cells predicted with an engine's quirks switched on and off: which of them make a cell what it
//! is.

use std::fmt;

use matrix::{Matrix, Profile, Selection};
use oracle::JarListing;
use run_model::counted;
use run_model::results::Observation;
use spec_model::{EngineModel, Quirk, QuirkSet};

/// A quirk, and the cells of a selection that it makes what they are; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuirkFinding {
    /// The quirk.
    pub quirk: Quirk,
    /// The numbers of the cells that are something else without it, in order.
    pub alone: Vec<usize>,
    /// Those that are something else only without others too.
    pub together: Vec<usize>,
}

impl QuirkFinding {
    /// Returns how many cells it makes, alone or together with others.
    pub fn cells(&self) -> usize {
        self.alone.len() + self.together.len()
    }

    /// Returns the number of one of the cells, if possible of one that it makes alone.
    pub fn example(&self) -> usize {
        *self.alone.first().unwrap_or_else(|| &self.together[0])
    }
}

/// The quirks that make a cell what an engine's model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellQuirks {
    /// Without each of them it is something else.
    Alone(QuirkSet),
    /// Without all of them it is something else, and none could be left out.
    Together(QuirkSet),
}

impl CellQuirks {
    pub(crate) fn set(self) -> QuirkSet {
        match self {
            Self::Alone(set) | Self::Together(set) => set,
        }
    }
}

/// A quirk that an engine seems to have lost or taken on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchedQuirk {
    /// The quirk.
    pub quirk: Quirk,
    /// Whether it is there now.
    pub switch: QuirkSwitch,
    /// The numbers of the cells that say so, in order; never empty.
    pub cells: Vec<usize>,
}

/// How an engine changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuirkSwitch {
    /// It has lost a quirk.
    Off,
    /// It has a quirk that it did not have.
    On,
}

impl fmt::Display for SwitchedQuirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { quirk, switch, cells } = self;
        let cells = counted(cells.len(), "cell");
        match switch {
            QuirkSwitch::Off => write!(f, "`{quirk}` seems gone: {cells}"),
            QuirkSwitch::On => write!(f, "`{quirk}` seems new: {cells}"),
        }
    }
}

/// The model of a profile's engine, asked about the cells of a selection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuirkTrial<'a> {
    matrix: &'a Matrix,
    selection: &'a Selection,
    model: EngineModel,
    view: JarListing,
}

impl<'a> QuirkTrial<'a> {
    pub(crate) fn new(matrix: &'a Matrix, selection: &'a Selection, profile: &Profile) -> Self {
        let view = JarListing::of(profile.engine);
        Self { matrix, selection, model: profile.model, view }
    }

    /// Predicts every cell as the engine's model has it.
    pub(crate) fn of_model(&self) -> Vec<Observation> {
        oracle::predict_seen(self.matrix, self.selection, &self.model, self.view)
    }

    /// Predicts every cell as the standards have it with the profile's policy.
    pub(crate) fn of_standards(&self) -> Vec<Observation> {
        let model = self.model.as_standard();
        oracle::predict_seen(self.matrix, self.selection, &model, self.view)
    }

    /// Predicts every cell as the engine's model has it without a quirk.
    pub(crate) fn without(&self, quirk: Quirk) -> Vec<Observation> {
        let model = EngineModel { quirks: self.model.quirks.without(quirk), ..self.model };
        oracle::predict_seen(self.matrix, self.selection, &model, self.view)
    }

    /// Predicts some cells, given in order, with other quirks.
    fn with(&self, quirks: QuirkSet, cells: &[usize]) -> Vec<Observation> {
        let cookies = self.selection.cookies();
        let mut shapes: Vec<usize> = cells.iter().map(|cell| cell / cookies).collect();
        shapes.dedup();
        let model = EngineModel { quirks, ..self.model };
        let shapes_now = shapes.iter().copied();
        let predicted =
            oracle::predict_shapes(self.matrix, self.selection, shapes_now, &model, self.view);
        let observation = |cell: &usize| {
            let place = shapes.binary_search(&(cell / cookies)).expect("its shape was predicted");
            predicted[place * cookies + cell % cookies].clone()
        };
        cells.iter().map(observation).collect()
    }

    /// Returns for each of some cells, given in order with what the model has there, the quirks
    /// that make it.
    pub(crate) fn responsible(&self, cells: &[usize], of_model: &[Observation]) -> Vec<CellQuirks> {
        let mut alone = vec![QuirkSet::NONE; cells.len()];
        for quirk in self.model.quirks.iter() {
            let without = self.with(self.model.quirks.without(quirk), cells);
            for (set, (without, with)) in alone.iter_mut().zip(without.iter().zip(of_model)) {
                if without != with {
                    *set = set.with(quirk);
                }
            }
        }
        let others = (0..cells.len()).filter(|place| alone[*place] == QuirkSet::NONE).collect();
        let mut responsible: Vec<_> = alone.into_iter().map(CellQuirks::Alone).collect();
        for (quirks, places) in self.smallest_sets(others, cells, of_model) {
            places.into_iter().for_each(|place| responsible[place] = CellQuirks::Together(quirks));
        }
        responsible
    }

    /// Sorts cells, given by their places in a list, by sets of quirks that change them together,
    /// leaving one quirk after the other out of what is switched off.
    fn smallest_sets(
        &self,
        places: Vec<usize>,
        cells: &[usize],
        of_model: &[Observation],
    ) -> Vec<(QuirkSet, Vec<usize>)> {
        let all = self.model.quirks;
        let mut sets = vec![(all, places)];
        for quirk in all.iter() {
            let mut smaller = Vec::new();
            for (off, places) in sets.into_iter().filter(|(_, places)| !places.is_empty()) {
                let fewer = off.without(quirk);
                let on = all.iter().filter(|quirk| !fewer.has(*quirk)).collect();
                let numbers: Vec<usize> = places.iter().map(|place| cells[*place]).collect();
                let predicted = self.with(on, &numbers);
                let (still, not): (Vec<_>, Vec<_>) = places
                    .into_iter()
                    .zip(predicted)
                    .partition(|(place, predicted)| *predicted != of_model[*place]);
                let places = |list: Vec<(usize, _)>| list.into_iter().map(|(place, _)| place);
                smaller.push((fewer, places(still).collect()));
                smaller.push((off, places(not).collect()));
            }
            sets = smaller;
        }
        sets
    }

    /// Finds the quirks of which one more or less makes the model have what some cells, given in
    /// order, show: those that explain most cells first, and each cell by one of them.
    pub(crate) fn switched(
        &self,
        cells: &[usize],
        shown: &[&Observation],
    ) -> Vec<(Quirk, Vec<usize>)> {
        let explained = |quirk: &Quirk| {
            let predicted = self.with(self.toggled(*quirk), cells);
            let is_shown = |place: &usize| predicted[*place] == *shown[*place];
            (0..cells.len()).filter(is_shown).map(|place| cells[place]).collect::<Vec<usize>>()
        };
        let mut open: Vec<(Quirk, Vec<usize>)> =
            Quirk::ALL.iter().map(|quirk| (*quirk, explained(quirk))).collect();
        let mut switched = Vec::new();
        loop {
            open.retain(|(_, cells)| !cells.is_empty());
            let most = (0..open.len()).max_by_key(|place| open[*place].1.len());
            let Some(most) = most else { return switched };
            let (quirk, named) = open.swap_remove(most);
            for (_, cells) in &mut open {
                cells.retain(|cell| named.binary_search(cell).is_err());
            }
            switched.push((quirk, named));
        }
    }

    /// Returns whether the engine's model has a quirk.
    pub(crate) fn has(&self, quirk: Quirk) -> bool {
        self.model.quirks.has(quirk)
    }

    fn toggled(&self, quirk: Quirk) -> QuirkSet {
        let quirks = self.model.quirks;
        if quirks.has(quirk) { quirks.without(quirk) } else { quirks.with(quirk) }
    }
}

/// Gathers cells by the quirks that make them, those with most cells first.
pub(crate) fn by_quirk(cells: &[usize], responsible: &[CellQuirks]) -> Vec<QuirkFinding> {
    let finding = |quirk: &Quirk| {
        let mut finding = QuirkFinding { quirk: *quirk, alone: Vec::new(), together: Vec::new() };
        for (cell, quirks) in cells.iter().zip(responsible) {
            match quirks {
                CellQuirks::Alone(set) if set.has(*quirk) => finding.alone.push(*cell),
                CellQuirks::Together(set) if set.has(*quirk) => finding.together.push(*cell),
                CellQuirks::Alone(_) | CellQuirks::Together(_) => {}
            }
        }
        (finding.cells() > 0).then_some(finding)
    };
    let mut findings: Vec<_> = Quirk::ALL.iter().filter_map(finding).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.cells()));
    findings
}
