//! How long it takes to predict all cells, and a tenth of them: the cost of a cell must not grow
//! with their number.

use divan::Bencher;
use divan::counter::ItemsCount;
use matrix::Selection;
use spec_model::EngineModel;

fn main() {
    divan::main();
}

#[divan::bench(
    args = ["", "topology=cross-site|siblings", "topology=cross-site"],
    sample_count = 10
)]
fn predict_full(bencher: Bencher<'_, '_>, filter: &str) {
    let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("the shipped matrix.toml is good");
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
