//! From a selection to the batches that are played.

use std::ops::Range;

use matrix::{Matrix, Selection};
use run_model::script::{Batch, BatchId, ShapeScript};
use run_model::{UnixTime, write_shape};

/// A part of a selection that one page load plays: shapes of one topology with all their cookies, or a single cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchPlan {
    /// The numbers of the shapes in the selection.
    pub shapes: Range<usize>,
    /// Which of their cookies ride on the responses.
    pub cookies: Cookies,
}

/// Which cookies of a shape ride on its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// All of them.
    All,
    /// The one at this position, alone.
    Only(usize),
}

impl BatchPlan {
    /// Returns the numbers of the cells that the batch plays, in the order of its observations.
    pub fn cells(&self, selection: &Selection) -> Range<usize> {
        let cookies = selection.cookies();
        match self.cookies {
            Cookies::All => self.shapes.start * cookies..self.shapes.end * cookies,
            Cookies::Only(position) => {
                let cell = self.shapes.start * cookies + position;
                cell..cell + 1
            }
        }
    }

    /// Writes the batch out, as one that is played at this time.
    ///
    /// # Panics
    /// If the plan is of another selection.
    pub fn write(&self, matrix: &Matrix, selection: &Selection, id: BatchId, now: UnixTime) -> Batch {
        let suite = selection.suite();
        let positions = selection.positions(self.shapes.start * selection.cookies());
        let mut shapes = Vec::new();
        for shape in self.shapes.clone() {
            let whole = write_shape(matrix, selection, shape);
            for cells in self.responses(selection) {
                let cookies = cells.iter().map(|cell| whole.cookies[*cell].clone()).collect();
                shapes.push(ShapeScript { cookies, ..whole.clone() });
            }
        }
        Batch { id, now, topology: suite.topology(positions[0]).clone(), unrelated: matrix.unrelated.clone(), shapes }
    }

    /// Returns what was observed of each cell in the order of [`Self::cells`], given what was observed of the cookies of each of the
    /// batch's shapes.
    ///
    /// # Panics
    /// If that is not of this plan's batch.
    pub fn arrange<T: Clone>(&self, selection: &Selection, observed: Vec<Vec<T>>) -> Vec<T> {
        let responses = self.responses(selection);
        let mut arranged = Vec::with_capacity(self.cells(selection).len());
        for of_shape in observed.chunks(responses.len()) {
            let mut cells: Vec<(usize, &T)> = responses.iter().flatten().copied().zip(of_shape.iter().flatten()).collect();
            cells.sort_by_key(|(cell, _)| *cell);
            arranged.extend(cells.into_iter().map(|(_, observed)| observed.clone()));
        }
        arranged
    }

    /// Returns which cells of a shape share a response: all of them but for those that are to be alone.
    fn responses(&self, selection: &Selection) -> Vec<Vec<usize>> {
        let cells = match self.cookies {
            Cookies::Only(cell) => return vec![vec![cell]],
            Cookies::All => 0..selection.cookies(),
        };
        let (alone, together): (Vec<usize>, Vec<usize>) = cells.partition(|cell| selection.is_cookie_alone(*cell));
        let together = (!together.is_empty()).then_some(together);
        together.into_iter().chain(alone.into_iter().map(|cell| vec![cell])).collect()
    }
}

/// Cuts a selection into batches of at most `most_shapes` shapes, none of which spans two topologies.
///
/// # Panics
/// If `most_shapes` is 0.
pub fn plan(selection: &Selection, most_shapes: usize) -> Vec<BatchPlan> {
    let per_topology = selection.shapes_of_topology();
    // Lines with names and paths of their own add to each other in the jar, and an engine keeps so many cookies of a host.
    let most_shapes = if selection.suite().cookies_replace_each_other() { most_shapes } else { 1 };
    let batches_per_topology = per_topology.div_ceil(most_shapes);
    // Batches of like size: a last one of two shapes would cost a page load of its own.
    let size = per_topology.div_ceil(batches_per_topology);
    let mut batches = Vec::new();
    for start in (0..selection.shapes()).step_by(per_topology) {
        let end = start + per_topology;
        batches.extend((start..end).step_by(size).map(|first| BatchPlan { shapes: first..end.min(first + size), cookies: Cookies::All }));
    }
    batches
}

/// Plans single cells, each as a batch of its own.
pub fn plan_isolated(selection: &Selection, cells: impl IntoIterator<Item = usize>) -> Vec<BatchPlan> {
    let cookies = selection.cookies();
    let isolated = |cell: usize| {
        let shape = cell / cookies;
        BatchPlan { shapes: shape..shape + 1, cookies: Cookies::Only(cell % cookies) }
    };
    cells.into_iter().map(isolated).collect()
}

#[cfg(test)]
mod tests {
    use matrix::Selection;

    use super::{plan, plan_isolated};

    fn core() -> Selection {
        let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap();
        Selection::core(&matrix.suites["cors-credentials"])
    }

    #[test]
    fn batches_cover_each_cell_once_and_keep_to_one_topology() {
        let core = core();
        for most in [1, 7, 36, 1000] {
            let cells: Vec<usize> = plan(&core, most).iter().flat_map(|batch| batch.cells(&core)).collect();
            assert_eq!(cells, (0..core.cells()).collect::<Vec<_>>());
            for batch in plan(&core, most) {
                let topology = |cell: usize| core.positions(cell)[0];
                let cells = batch.cells(&core);
                assert_eq!(topology(cells.start), topology(cells.end - 1));
                assert!(batch.shapes.len() <= most);
            }
        }
    }

    #[test]
    fn an_isolated_cell_is_alone_on_its_response() {
        let core = core();
        let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap();
        let isolated = plan_isolated(&core, [5, 70]);
        assert_eq!(isolated.iter().map(|batch| batch.cells(&core)).collect::<Vec<_>>(), [5..6, 70..71]);
        let batch = isolated[1].write(&matrix, &core, run_model::script::BatchId(1), run_model::UnixTime(0));
        let cookies: Vec<_> = batch.shapes.iter().flat_map(|shape| &shape.cookies).map(|cookie| cookie.cell).collect();
        assert_eq!(cookies, [6]);
    }
}
