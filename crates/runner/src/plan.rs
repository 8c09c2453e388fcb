//! From a selection to the batches that are played.

use std::ops::Range;

use matrix::{Matrix, Selection};
use run_model::script::{Batch, BatchId};
use run_model::write_shape;

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

    /// Writes the batch out.
    ///
    /// # Panics
    /// If the plan is of another selection.
    pub fn write(&self, matrix: &Matrix, selection: &Selection, id: BatchId) -> Batch {
        let suite = selection.suite();
        let positions = selection.positions(self.shapes.start * selection.cookies());
        let mut shapes: Vec<_> = self.shapes.clone().map(|shape| write_shape(matrix, selection, shape)).collect();
        if let Cookies::Only(position) = self.cookies {
            for shape in &mut shapes {
                let only = shape.cookies.swap_remove(position);
                shape.cookies = vec![only];
            }
        }
        Batch { id, topology: suite.topology(positions[0]).clone(), unrelated: matrix.unrelated.clone(), shapes }
    }
}

/// Cuts a selection into batches of at most `most_shapes` shapes, none of which spans two topologies.
///
/// # Panics
/// If `most_shapes` is 0.
pub fn plan(selection: &Selection, most_shapes: usize) -> Vec<BatchPlan> {
    let per_topology = selection.shapes_of_topology();
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
        let batch = isolated[1].write(&matrix, &core, run_model::script::BatchId(1));
        let cookies: Vec<_> = batch.shapes.iter().flat_map(|shape| &shape.cookies).map(|cookie| cookie.name.as_str()).collect();
        assert_eq!(cookies, ["c6"]);
    }
}
