//! From a selection to the batches that are played.

use std::collections::BTreeMap;
use std::ops::Range;

use matrix::{Matrix, Selection, Topology};
use run_model::UnixTime;
use run_model::plan::{BatchId, BatchScript, ShapeNo, ShapeScript, compile_shape, shapes_per_wave};
use url::Url;

/// A part of a selection that one page load plays: shapes of one topology with all their cookies,
/// or a single cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchPlan {
    /// The numbers of the shapes in the selection.
    pub shapes: Range<usize>,
    /// Which of their cookies ride on the responses.
    pub cookies: CookieSelection,
}

/// Which cookies of a shape ride on its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieSelection {
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
            CookieSelection::All => self.shapes.start * cookies..self.shapes.end * cookies,
            CookieSelection::Only(position) => {
                let cell = self.shapes.start * cookies + position;
                cell..cell + 1
            }
        }
    }

    /// Returns its topology with its name.
    ///
    /// # Panics
    /// If the plan is of another selection.
    pub fn topology<'a>(&self, selection: &'a Selection) -> (&'a str, &'a Topology) {
        let position = selection.positions(self.shapes.start * selection.cookies())[0];
        let suite = selection.suite();
        (&suite.axes[0].values[position], suite.topology(position))
    }

    /// Returns every origin that it needs.
    ///
    /// # Panics
    /// If the plan is of another selection.
    pub fn origins(&self, matrix: &Matrix, selection: &Selection) -> Vec<Url> {
        let batch = self.write(matrix, selection, BatchId(1), UnixTime(0));
        batch.origins().cloned().collect()
    }

    /// Writes the batch out, as one that is played at this time.
    ///
    /// # Panics
    /// If the plan is of another selection.
    pub fn write(
        &self,
        matrix: &Matrix,
        selection: &Selection,
        id: BatchId,
        now: UnixTime,
    ) -> BatchScript {
        let mut shapes = Vec::new();
        for shape in self.shapes.clone() {
            let mut exchange = compile_shape(matrix, selection, shape);
            let all = std::mem::take(&mut exchange.cookies);
            for cells in self.responses(selection) {
                let cookies = cells.iter().map(|cell| all[*cell].clone()).collect();
                shapes.push(ShapeScript { cookies, ..exchange.clone() });
            }
        }
        let shapes_per_wave = match self.cookies {
            CookieSelection::All => shapes_per_wave(selection),
            CookieSelection::Only(_) => 1,
        };
        BatchScript {
            id,
            now,
            topology: self.topology(selection).1.clone(),
            unrelated: matrix.unrelated.clone(),
            shapes_per_wave,
            shapes,
        }
    }

    /// Returns what was observed of each cell in the order of [`Self::cells`], given what was
    /// observed of the cookies of each of the batch's shapes.
    ///
    /// # Panics
    /// If that is not of this plan's batch.
    pub fn arrange<T>(&self, selection: &Selection, observed: Vec<Vec<T>>) -> Vec<T> {
        let cells = self.responses(selection).concat();
        let mut observed = observed.into_iter().flatten();
        let mut arranged = Vec::with_capacity(self.cells(selection).len());
        for _ in self.shapes.clone() {
            let by_cell: BTreeMap<&usize, T> = cells.iter().zip(observed.by_ref()).collect();
            arranged.extend(by_cell.into_values());
        }
        arranged
    }

    /// Returns which cells of a shape share a response: all of them but for those that are to be
    /// alone.
    fn responses(&self, selection: &Selection) -> Vec<Vec<usize>> {
        let cells = match self.cookies {
            CookieSelection::Only(cell) => return vec![vec![cell]],
            CookieSelection::All => 0..selection.cookies(),
        };
        let (alone, together): (Vec<usize>, Vec<usize>) =
            cells.partition(|cell| selection.is_cookie_alone(*cell));
        let together = (!together.is_empty()).then_some(together);
        together.into_iter().chain(alone.into_iter().map(|cell| vec![cell])).collect()
    }
}

/// Cuts a selection into batches of at most `most_shapes` shapes, none of which spans two
/// topologies.
///
/// # Panics
/// If `most_shapes` is 0.
pub fn plan(selection: &Selection, most_shapes: usize) -> Vec<BatchPlan> {
    let per_topology = selection.shapes_of_topology();
    // Lines with names and paths of their own add to each other in the jar, and an engine keeps so
    // many cookies of a host.
    let most_shapes = if selection.suite().cookies_replace_each_other() { most_shapes } else { 1 };
    let batches_per_topology = per_topology.div_ceil(most_shapes);
    // Batches of like size: a last one of two shapes would cost a page load of its own.
    let size = per_topology.div_ceil(batches_per_topology);
    let mut batches = Vec::new();
    for start in (0..selection.shapes()).step_by(per_topology) {
        let end = start + per_topology;
        batches.extend((start..end).step_by(size).map(|first| BatchPlan {
            shapes: first..end.min(first + size),
            cookies: CookieSelection::All,
        }));
    }
    batches
}

/// Plans single cells, each as a batch of its own.
pub fn plan_isolated(
    selection: &Selection,
    cells: impl IntoIterator<Item = usize>,
) -> Vec<BatchPlan> {
    let cookies = selection.cookies();
    let isolated = |cell: usize| {
        let shape = cell / cookies;
        BatchPlan { shapes: shape..shape + 1, cookies: CookieSelection::Only(cell % cookies) }
    };
    cells.into_iter().map(isolated).collect()
}

/// Cuts a batch into waves: shapes that are played, in this order, before their cookies are read.
/// All of a wave are read by the same interface.
pub(crate) fn waves(batch: &BatchScript) -> Vec<Vec<ShapeNo>> {
    let numbers: Vec<ShapeNo> = (0..).map(ShapeNo).take(batch.shapes.len()).collect();
    let are_read_alike = |one: &ShapeNo, next: &ShapeNo| {
        batch.script(*one).reads_cookies_by == batch.script(*next).reads_cookies_by
    };
    numbers
        .chunk_by(are_read_alike)
        .flat_map(|alike| alike.chunks(batch.shapes_per_wave))
        .map(<[ShapeNo]>::to_vec)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use matrix::{Matrix, Selection};
    use run_model::UnixTime;
    use run_model::plan::{BatchId, BatchScript, ShapeNo};

    use super::{plan, plan_isolated, waves};

    fn matrix() -> Matrix {
        matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap()
    }

    fn batches(matrix: &Matrix, selection: &Selection) -> Vec<BatchScript> {
        plan(selection, 50)
            .into_iter()
            .map(|plan| plan.write(matrix, selection, BatchId(1), UnixTime(0)))
            .collect()
    }

    #[test]
    fn waves_cover_each_shape_once_and_no_two_of_their_cookies_have_one_name() {
        let matrix = matrix();
        for suite in matrix.suites.values() {
            for batch in batches(&matrix, &Selection::core(suite)) {
                let waves = waves(&batch);
                assert_eq!(
                    waves.concat(),
                    (0..).map(ShapeNo).take(batch.shapes.len()).collect::<Vec<_>>()
                );
                for wave in waves.iter().filter(|wave| wave.len() > 1) {
                    let cookies = || wave.iter().flat_map(|shape| &batch.script(*shape).cookies);
                    let names: BTreeSet<&str> =
                        cookies().map(|cookie| cookie.name.as_str()).collect();
                    assert_eq!(names.len(), cookies().count(), "{}", suite.name);
                    assert!(
                        cookies().all(|cookie| cookie
                            .line
                            .to_string()
                            .starts_with(&format!("{}=", cookie.name))),
                        "{}",
                        suite.name
                    );
                    let readers: BTreeSet<_> = wave
                        .iter()
                        .map(|shape| batch.script(*shape).reads_cookies_by.as_str())
                        .collect();
                    assert_eq!(readers.len(), 1, "{}", suite.name);
                }
            }
        }
    }

    #[test]
    fn only_shapes_with_one_cookie_and_without_own_lines_are_played_together() {
        let matrix = matrix();
        let longest = |suite: &str| {
            let selection = Selection::full(&matrix.suites[suite]);
            batches(&matrix, &selection).iter().flat_map(waves).map(|wave| wave.len()).max()
        };
        let suites = [
            "cors-check",
            "redirects",
            "cors-credentials",
            "overlay",
            "lax-allowing-unsafe",
            "eviction",
        ];
        assert_eq!(suites.map(longest), [Some(16), Some(8), Some(1), Some(1), Some(1), Some(1)]);
    }

    #[test]
    fn where_a_preflight_is_redirected_to_is_an_origin_of_its_batch() {
        let matrix = matrix();
        let mut redirected = 0;
        for suite in matrix.suites.values() {
            let selection = Selection::core(suite);
            for plan in plan(&selection, 50) {
                let origins = plan.origins(&matrix, &selection);
                let batch = plan.write(&matrix, &selection, BatchId(1), UnixTime(0));
                for location in
                    batch.shapes.iter().filter_map(|shape| shape.preflight_location.as_ref())
                {
                    assert!(origins.contains(location), "{location}");
                    redirected += 1;
                }
            }
        }
        assert!(redirected > 0);
    }

    fn core() -> Selection {
        Selection::core(&matrix().suites["cors-credentials"])
    }

    #[test]
    fn batches_cover_each_cell_once_and_keep_to_one_topology() {
        let core = core();
        for most in [1, 7, 36, 1000] {
            let cells: Vec<usize> =
                plan(&core, most).iter().flat_map(|batch| batch.cells(&core)).collect();
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
        let matrix = matrix();
        let isolated = plan_isolated(&core, [5, 70]);
        assert_eq!(
            isolated.iter().map(|batch| batch.cells(&core)).collect::<Vec<_>>(),
            [5..6, 70..71]
        );
        let batch = isolated[1].write(&matrix, &core, BatchId(1), UnixTime(0));
        let cookies: Vec<_> = batch
            .shapes
            .iter()
            .flat_map(|shape| &shape.cookies)
            .map(|cookie| cookie.cell)
            .collect();
        assert_eq!(cookies, [6]);
    }
}
