//! Predictions of all cells of a selection.

use matrix::{Matrix, Selection};
use run_model::plan::{compile_exchange, compile_shape};
use run_model::results::Observation;
use spec_model::EngineModel;

use crate::cookie::CookiePrediction;
use crate::predict::ShapePredictor;
use crate::visibility::JarListing;

/// Predicts every cell of a selection, in order, as whoever sees the whole jar sees it.
pub fn predict_selection(
    matrix: &Matrix,
    selection: &Selection,
    model: &EngineModel,
) -> Vec<Observation> {
    predict_seen(matrix, selection, model, JarListing::Whole)
}

/// Predicts what is seen of every cell of a selection, in order.
pub fn predict_seen(
    matrix: &Matrix,
    selection: &Selection,
    model: &EngineModel,
    view: JarListing,
) -> Vec<Observation> {
    let mut observations = Vec::with_capacity(selection.cells());
    let shapes_of_topology = selection.shapes_of_topology();
    for (number, (_, topology)) in selection.topologies().enumerate() {
        let first = number * shapes_of_topology;
        let mut predictor =
            ShapePredictor::new(model, topology, &compile_shape(matrix, selection, first).cookies);
        for shape in first..first + shapes_of_topology {
            let predicted = predictor.predict(&compile_exchange(matrix, selection, shape));
            let observation = |(number, cookie): (usize, &CookiePrediction)| Observation {
                response: predicted.response_with([number]).outcome,
                cookie: cookie.seen(view),
            };
            observations.extend(predicted.cookies.iter().enumerate().map(observation));
        }
    }
    observations
}
