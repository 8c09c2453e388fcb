//! The model that explains most of what a version showed.

use std::collections::HashMap;
use std::rc::Rc;

use matrix::{Matrix, Profile, Selection};
use oracle::JarListing;
use run_model::results::Observation;
use spec_model::EngineModel;

use crate::model_switch::ModelSwitch;
use crate::played_version::PlayedVersion;

/// What a model has of each cell of each selection.
type ModelCells = Vec<Vec<Observation>>;

/// The cells of a selection that are other with a switch, in order, each with what it is then.
type SwitchedCells = Vec<Vec<(usize, Observation)>>;

/// How many cells a model and a single change of it explain, among those that tell them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SwitchVotes {
    pub(crate) for_model: usize,
    pub(crate) for_switched: usize,
}

/// What models of a profile's engine have, each asked once.
pub(crate) struct ModelTrials<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) selections: &'a [Selection],
    /// The profile's own model.
    pub(crate) usual: EngineModel,
    view: JarListing,
    whole: HashMap<EngineModel, Rc<ModelCells>>,
    switched: HashMap<(EngineModel, ModelSwitch), Rc<SwitchedCells>>,
}

impl<'a> ModelTrials<'a> {
    pub(crate) fn new(matrix: &'a Matrix, selections: &'a [Selection], profile: &Profile) -> Self {
        Self {
            matrix,
            selections,
            usual: profile.model,
            view: JarListing::of(profile.engine),
            whole: HashMap::new(),
            switched: HashMap::new(),
        }
    }

    /// Returns the profile's model, with what has to be switched for it to explain most cells.
    ///
    /// A switch is kept if it explains more cells than it loses; the one that gains most comes
    /// first, as others may then be needless.
    pub(crate) fn fit(&mut self, version: &PlayedVersion<'_>) -> EngineModel {
        let mut model = self.usual;
        while let Some(switch) = self.best_switch(&model, version) {
            model = switch.switched(&model, &self.usual);
        }
        model
    }

    fn best_switch(
        &mut self,
        model: &EngineModel,
        version: &PlayedVersion<'_>,
    ) -> Option<ModelSwitch> {
        let unexplained = self.unexplained(model, version);
        let mut candidates: Vec<(usize, ModelSwitch)> = ModelSwitch::other_than(model)
            .map(|switch| (self.explained(model, switch, version, &unexplained), switch))
            .filter(|(explained, _)| *explained > 0)
            .collect();
        candidates.sort_by_key(|(explained, _)| std::cmp::Reverse(*explained));
        let mut best: Option<(usize, ModelSwitch)> = None;
        for (explained, switch) in candidates {
            // It gains no more than it explains.
            if best.is_some_and(|(gain, _)| gain >= explained) {
                break;
            }
            let votes = self.votes(model, switch, version);
            let gain = votes.for_switched.saturating_sub(votes.for_model);
            if gain > best.map_or(0, |(gain, _)| gain) {
                best = Some((gain, switch));
            }
        }
        best.map(|(_, switch)| switch)
    }

    /// Returns the cells of each selection that show something else than a model has.
    pub(crate) fn unexplained(
        &mut self,
        model: &EngineModel,
        version: &PlayedVersion<'_>,
    ) -> Vec<Vec<usize>> {
        let of_model = self.cells(model);
        let suites = of_model.iter().zip(&version.observations);
        let unlike = |(predicted, observed): (&Vec<Observation>, &&[Option<Observation>])| {
            let cells = predicted.iter().zip(*observed).enumerate();
            let unlike = cells.filter(|(_, (predicted, observed))| {
                observed.as_ref().is_some_and(|observed| observed != *predicted)
            });
            unlike.map(|(cell, _)| cell).collect()
        };
        suites.map(unlike).collect()
    }

    /// Counts those of some cells that a model explains with a switch.
    fn explained(
        &self,
        model: &EngineModel,
        switch: ModelSwitch,
        version: &PlayedVersion<'_>,
        cells: &[Vec<usize>],
    ) -> usize {
        let model = switch.switched(model, &self.usual);
        let suites = self.selections.iter().zip(&version.observations).zip(cells);
        let explained = |((selection, observed), cells): ((&Selection, &&[Option<_>]), &Vec<_>)| {
            let cookies = selection.cookies();
            let mut shapes: Vec<usize> = cells.iter().map(|cell: &usize| cell / cookies).collect();
            shapes.dedup();
            let asked = shapes.iter().copied();
            let predicted =
                oracle::predict_shapes(self.matrix, selection, asked, &model, self.view);
            let is_explained = |cell: &&usize| {
                let place = shapes.binary_search(&(*cell / cookies)).expect("it was asked");
                observed[**cell].as_ref() == Some(&predicted[place * cookies + *cell % cookies])
            };
            cells.iter().filter(is_explained).count()
        };
        suites.map(explained).sum()
    }

    /// Counts how many cells speak for a model, and for the same with a switch.
    pub(crate) fn votes(
        &mut self,
        model: &EngineModel,
        switch: ModelSwitch,
        version: &PlayedVersion<'_>,
    ) -> SwitchVotes {
        let (of_model, switched) = (self.cells(model), self.switched(model, switch));
        let mut votes = SwitchVotes::default();
        for (suite, cells) in switched.iter().enumerate() {
            for (cell, switched) in cells {
                match &version.observations[suite][*cell] {
                    Some(observed) if observed == switched => votes.for_switched += 1,
                    Some(observed) if *observed == of_model[suite][*cell] => votes.for_model += 1,
                    Some(_) | None => {}
                }
            }
        }
        votes
    }

    /// Returns what a model has of every cell.
    pub(crate) fn cells(&mut self, model: &EngineModel) -> Rc<ModelCells> {
        if let Some(known) = self.whole.get(model) {
            return Rc::clone(known);
        }
        let predict = |selection| oracle::predict_seen(self.matrix, selection, model, self.view);
        let cells = Rc::new(self.selections.iter().map(predict).collect());
        self.whole.insert(*model, Rc::clone(&cells));
        cells
    }

    /// Returns the cells that are other with a switch.
    pub(crate) fn switched(
        &mut self,
        model: &EngineModel,
        switch: ModelSwitch,
    ) -> Rc<SwitchedCells> {
        if let Some(known) = self.switched.get(&(*model, switch)) {
            return Rc::clone(known);
        }
        let of_model = self.cells(model);
        let other = switch.switched(model, &self.usual);
        let of_suite = |(selection, cells): (&Selection, &Vec<Observation>)| {
            let predicted = oracle::predict_seen(self.matrix, selection, &other, self.view);
            let pairs = predicted.into_iter().zip(cells).enumerate();
            let other = pairs.filter(|(_, (switched, of_model))| switched != *of_model);
            other.map(|(cell, (switched, _))| (cell, switched)).collect()
        };
        let cells = Rc::new(self.selections.iter().zip(of_model.iter()).map(of_suite).collect());
        self.switched.insert((*model, switch), Rc::clone(&cells));
        cells
    }
}
