//! What several browsers showed of a suite's cells, as one decision table.

use std::collections::HashMap;

use baselines::axes_of;
use decision_table::{AxisProductError, DecisionTable, OutcomeId, ReduceError};
use matrix::{Matrix, Selection};
use serde::Serialize;

use crate::shown_cell::{CellColumn, CellWords, DistinctCells};
use crate::suite_topologies::{
    AxisWritings, TopologyWords, common_attributes, topologies, writings,
};

/// What several browsers showed of a suite's cells, for [`EXPLORER_SCRIPT`].
///
/// [`EXPLORER_SCRIPT`]: crate::EXPLORER_SCRIPT
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplorerCells {
    name: String,
    axes: Vec<AxisNames>,
    topologies: Vec<TopologyWords>,
    /// Attributes of every line.
    attributes: Vec<String>,
    writings: AxisWritings,
    /// What each column shows, each way once.
    columns: Vec<Vec<CellWords>>,
    /// For each outcome of the table, the number of what each column shows.
    outcomes: Vec<Vec<u32>>,
    root: i64,
    nodes: Vec<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct AxisNames {
    name: String,
    values: Vec<String>,
}

/// Why cells make no table.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum ExplorerCellsError {
    #[error("the suite's axes make no table")]
    Axes(#[from] AxisProductError),
    #[error("the cells make no table")]
    Reduce(#[from] ReduceError),
}

impl ExplorerCells {
    /// Puts columns beside each other, each with one cell for each of the selection.
    ///
    /// # Errors
    /// Where the suite's axes are not fit for a table, which those of a matrix.toml are.
    ///
    /// # Panics
    /// If a column has another number of cells.
    pub fn new(
        matrix: &Matrix,
        selection: &Selection,
        columns: &[CellColumn<'_>],
    ) -> Result<Self, ExplorerCellsError> {
        let axes = axes_of(selection)?;
        let mut distinct: Vec<DistinctCells<'_>> =
            columns.iter().map(|_| DistinctCells::default()).collect();
        let mut rows: Vec<Vec<u32>> = Vec::new();
        let mut numbers: HashMap<Vec<u32>, OutcomeId> = HashMap::new();
        let mut row = vec![0; columns.len()];
        let cells: Vec<OutcomeId> = (0..selection.cells())
            .map(|cell| {
                for (place, column) in columns.iter().enumerate() {
                    row[place] = distinct[place].number(&column.cells()[cell]);
                }
                if let Some(number) = numbers.get(&row) {
                    return *number;
                }
                let number = OutcomeId(u32::try_from(rows.len()).expect("there are few outcomes"));
                rows.push(row.clone());
                numbers.insert(row.clone(), number);
                number
            })
            .collect();
        let names: Vec<String> = (0..rows.len()).map(|number| number.to_string()).collect();
        let table = DecisionTable::reduce(&axes, &cells, &names)?;
        let row_of = |name: &String| {
            let number: usize = name.parse().expect("outcomes are named by numbers");
            rows[number].clone()
        };
        let outcomes = table.outcomes().iter().map(row_of).collect();
        let numbers = table.numbers();
        Ok(Self {
            name: selection.suite().name.clone(),
            axes: axes
                .iter()
                .map(|axis| AxisNames { name: axis.name.clone(), values: axis.values.clone() })
                .collect(),
            topologies: topologies(selection),
            attributes: common_attributes(matrix, selection),
            writings: writings(matrix, selection),
            columns: distinct.into_iter().map(|column| column.words).collect(),
            outcomes,
            root: numbers.root,
            nodes: numbers.nodes,
        })
    }

    /// Returns the name of the suite.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the data for the script, as JSON that may stand inside a `script` element.
    ///
    /// # Panics
    /// Never: names and numbers are always JSON.
    pub fn to_json(&self) -> String {
        inside_script(&serde_json::to_string(self).expect("names and numbers are JSON"))
    }
}

/// Returns JSON in which nothing ends the `script` element around it.
pub(crate) fn inside_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use run_model::results::{CookieOutcome, Observation, ResponseOutcome};

    use super::*;

    const MATRIX: &str = include_str!("../../../matrix.toml");

    #[test]
    fn a_million_cells_take_as_much_room_as_their_rules() {
        let matrix = matrix::read("matrix.toml", MATRIX).unwrap();
        let selection = Selection::full(&matrix.suites["cors-credentials"]);
        assert!(selection.cells() > 900_000);
        let nothing =
            Observation { response: ResponseOutcome::Blocked, cookie: CookieOutcome::NOTHING };
        let exposed = Observation { response: ResponseOutcome::Exposed, ..nothing.clone() };
        let seen = |cell| Some(if cell % 3 == 0 { &nothing } else { &exposed });
        let column = CellColumn::seen((0..selection.cells()).map(seen));
        let cells = ExplorerCells::new(&matrix, &selection, &[column.clone(), column]).unwrap();
        assert_eq!(cells.outcomes.len(), 2);
        assert!(cells.to_json().len() < 50_000, "{}", cells.to_json().len());
    }

    #[test]
    fn nothing_ends_the_element_around_the_data() {
        assert_eq!(inside_script(r#"["</script>"]"#), r#"["\u003c/script>"]"#);
    }
}
