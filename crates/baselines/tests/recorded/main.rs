//! What is recorded of a small matrix, and what a run comes to beside it.

mod comparison;
mod store;

use baselines::UnstableCells;
use matrix::{Matrix, Selection};
use run_model::results::{Observation, OutcomeFrequencies};

/// What both parts of a cell are where nothing differs.
const SAME: &str = "exposed; stored, sent";

fn matrix() -> Matrix {
    matrix::read("matrix.toml", include_str!("../small.toml")).expect("the small matrix is good")
}

fn selection() -> Selection {
    Selection::full(&matrix().suites["small"])
}

fn observation(words: &str) -> Observation {
    Observation::parse(words).expect("it is an observation")
}

/// Observations of the four cells: same-origin and cross-site, each without SameSite and with None.
fn seen(cells: [&str; 4]) -> Vec<Option<Observation>> {
    cells.map(|words| (!words.is_empty()).then(|| observation(words))).into()
}

/// Cells that show this at times, besides what all cells show.
fn frequencies(cells: &[(usize, &str)]) -> UnstableCells {
    let both = |words: &str| {
        let mut frequencies = OutcomeFrequencies::default();
        frequencies.add(&observation(SAME), 2);
        frequencies.add(&observation(words), 1);
        frequencies
    };
    cells.iter().map(|(cell, words)| (*cell, both(words))).collect()
}
