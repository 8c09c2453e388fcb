//! Predictions of all cells of a selection.

use matrix::{Matrix, Selection, Topology};
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
    predict_shapes(matrix, selection, 0..selection.shapes(), model, view)
}

/// Predicts what is seen of the cells of some shapes of a selection, in order of these shapes.
/// Shapes of one topology are best asked about one after the other.
///
/// # Panics
/// If the selection has no such shape.
pub fn predict_shapes(
    matrix: &Matrix,
    selection: &Selection,
    shapes: impl IntoIterator<Item = usize>,
    model: &EngineModel,
    view: JarListing,
) -> Vec<Observation> {
    let shapes: Vec<usize> = shapes.into_iter().collect();
    let topologies: Vec<&Topology> = selection.topologies().map(|(_, topology)| topology).collect();
    let topology_of = |shape: usize| shape / selection.shapes_of_topology();
    let mut observations = Vec::with_capacity(shapes.len() * selection.cookies());
    for together in shapes.chunk_by(|one, next| topology_of(*one) == topology_of(*next)) {
        let topology = topology_of(together[0]);
        let first = topology * selection.shapes_of_topology();
        let cookies = compile_shape(matrix, selection, first).cookies;
        let mut predictor = ShapePredictor::new(model, topologies[topology], &cookies);
        for shape in together {
            let predicted = predictor.predict(&compile_exchange(matrix, selection, *shape));
            let observation = |(number, cookie): (usize, &CookiePrediction)| Observation {
                response: predicted.response_with([number]).outcome,
                cookie: cookie.seen(view),
            };
            observations.extend(predicted.cookies.iter().enumerate().map(observation));
        }
    }
    observations
}
