//! Cells that questions are compared with. What follows from a cell or a suite alone is worked out
//! once, as the questions of one file are compared with the same cells again and again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use matrix::{Matrix, Selection, Suite};
use oracle::{ShapePrediction, ShapePredictor};
use run_model::plan::{ShapeScript, compile_shape};
use spec_model::EngineModel;

use crate::question::relation::TopologyRelation;

/// A suite's name, and the positions of a cell's values in it.
type CellKey = (String, Vec<usize>);

/// All cells and suites that were asked for so far.
#[derive(Debug, Default)]
pub(crate) struct KnownCells {
    cells: Mutex<HashMap<CellKey, Arc<KnownCell>>>,
    /// How the parties of each topology of a suite are related.
    relations: Mutex<HashMap<String, Arc<[TopologyRelation]>>>,
}

/// A cell with what follows from it.
#[derive(Debug)]
pub(crate) struct KnownCell {
    pub(crate) suite: Arc<Suite>,
    pub(crate) positions: Vec<usize>,
    pub(crate) script: ShapeScript,
    /// How the parties of its topology are related.
    pub(crate) relation: TopologyRelation,
    predictions: Mutex<HashMap<EngineModel, Arc<ShapePrediction>>>,
}

impl KnownCells {
    /// Returns the cell of a suite at these positions.
    pub(crate) fn cell(
        &self,
        matrix: &Matrix,
        suite: &Arc<Suite>,
        positions: Vec<usize>,
    ) -> Arc<KnownCell> {
        let key = (suite.name.clone(), positions);
        if let Some(known) = lock(&self.cells).get(&key) {
            return Arc::clone(known);
        }
        let cell = Arc::new(KnownCell {
            suite: Arc::clone(suite),
            script: compile_shape(matrix, &Selection::single(suite, &key.1), 0),
            relation: self.relations(suite)[key.1[0]].clone(),
            positions: key.1.clone(),
            predictions: Mutex::default(),
        });
        lock(&self.cells).insert(key, Arc::clone(&cell));
        cell
    }

    /// Returns how the parties of each topology of a suite are related, in the order of the values
    /// of its first axis.
    pub(crate) fn relations(&self, suite: &Suite) -> Arc<[TopologyRelation]> {
        if let Some(known) = lock(&self.relations).get(&suite.name) {
            return Arc::clone(known);
        }
        let positions = 0..suite.axes[0].values.len();
        let of = |position| TopologyRelation::of(suite.topology(position));
        let relations: Arc<[TopologyRelation]> = positions.map(of).collect();
        lock(&self.relations).insert(suite.name.clone(), Arc::clone(&relations));
        relations
    }
}

impl KnownCell {
    /// Returns what a model says of the cell, where the fixtures play it.
    pub(crate) fn predict(&self, model: &EngineModel) -> Arc<ShapePrediction> {
        if let Some(known) = lock(&self.predictions).get(model) {
            return Arc::clone(known);
        }
        let topology = self.suite.topology(self.positions[0]);
        let mut predictor = ShapePredictor::new(model, topology, &self.script.cookies);
        let prediction = Arc::new(predictor.predict(&self.script));
        lock(&self.predictions).insert(*model, Arc::clone(&prediction));
        prediction
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
