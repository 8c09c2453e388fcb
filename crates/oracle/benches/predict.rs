//! How long it takes to predict all cells, and a tenth of them: the cost of a cell must not grow
//! with their number. And how long an engine's model takes for all of them, with its quirks.

use divan::Bencher;
use divan::counter::ItemsCount;
use matrix::{EngineKind, Matrix, Selection};
use oracle::JarListing;
use spec_model::EngineModel;

fn shipped() -> Matrix {
    matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("the shipped matrix.toml is good")
}

fn main() {
    divan::main();
}

#[divan::bench(
    args = ["", "topology=cross-site|siblings", "topology=cross-site"],
    sample_count = 10
)]
fn predict_full(bencher: Bencher<'_, '_>, filter: &str) {
    let matrix = shipped();
    let full = Selection::full(&matrix.suites["cors-credentials"]);
    let selection = match filter {
        "" => full,
        filter => {
            let filter = filter.parse().expect("it is a filter");
            full.narrow(&filter).expect("the suite has its axes").expect("some cells pass")
        }
    };
    let model = EngineModel::standard();
    bencher
        .counter(ItemsCount::new(selection.cells()))
        .bench(|| oracle::predict_selection(&matrix, divan::black_box(&selection), &model));
}

#[divan::bench(
    args = [EngineKind::Chromium, EngineKind::Firefox, EngineKind::WebKitGtk],
    sample_count = 10
)]
fn predict_engine(bencher: Bencher<'_, '_>, engine: EngineKind) {
    let matrix = shipped();
    let full = Selection::full(&matrix.suites["cors-credentials"]);
    let profile = matrix.profiles.iter().find(|profile| profile.engine == engine);
    let model = profile.expect("each engine has a profile").model;
    bencher.counter(ItemsCount::new(full.cells())).bench(|| {
        oracle::predict_seen(&matrix, divan::black_box(&full), &model, JarListing::of(engine))
    });
}
