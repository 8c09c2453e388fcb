//! How a topology of a suite is named.

use std::fmt;

use matrix::Selection;
use serde::{Deserialize, Serialize};

/// A topology of a suite, written as `suite/topology`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TopologyName {
    suite: String,
    topology: String,
}

/// Why a text names no topology of a suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `SUITE/TOPOLOGY`")]
pub struct ParseTopologyError;

impl TopologyName {
    /// Returns the topology of a cell.
    pub(crate) fn of(selection: &Selection, cell: usize) -> Self {
        let suite = selection.suite();
        let topology = &suite.axes[0].values[selection.positions(cell)[0]];
        Self { suite: suite.name.clone(), topology: topology.clone() }
    }
}

impl fmt::Display for TopologyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.suite, self.topology)
    }
}

impl From<TopologyName> for String {
    fn from(name: TopologyName) -> Self {
        name.to_string()
    }
}

impl TryFrom<String> for TopologyName {
    type Error = ParseTopologyError;

    fn try_from(text: String) -> Result<Self, ParseTopologyError> {
        let (suite, topology) = text.split_once('/').ok_or(ParseTopologyError)?;
        Ok(Self { suite: suite.to_owned(), topology: topology.to_owned() })
    }
}
