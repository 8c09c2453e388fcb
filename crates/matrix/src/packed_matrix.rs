//! A matrix as octets, for a program that has no reader of TOML in it.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::engine::{Profile, UnplayedSuite};
use crate::matrix::{Matrix, Suite};
use crate::topology::Topology;

/// Octets are no matrix of this version.
#[derive(Debug, thiserror::Error)]
#[error("the octets are no matrix of this version; pack `matrix.toml` again")]
pub struct UnpackMatrixError(#[from] postcard::Error);

/// What is packed: all that the matrix says.
#[derive(Serialize, Deserialize)]
struct PackedMatrix {
    unrelated: Url,
    topologies: IndexMap<String, Topology>,
    suites: Vec<Suite>,
    profiles: Vec<Profile>,
    unplayed: Vec<UnplayedSuite>,
}

impl Matrix {
    /// Returns it as octets that [`Matrix::unpacked`] of the same version takes.
    ///
    /// # Panics
    /// Never: memory takes every matrix.
    pub fn packed(&self) -> Vec<u8> {
        let Self { unrelated, topologies, suites, profiles, unplayed } = self.clone();
        let suites = suites.into_values().map(Arc::unwrap_or_clone).collect();
        let packed = PackedMatrix { unrelated, topologies, suites, profiles, unplayed };
        postcard::to_allocvec(&packed).expect("memory takes every matrix")
    }

    /// Returns the matrix that was packed.
    ///
    /// # Errors
    /// Where the octets are something else, or another version packed them.
    pub fn unpacked(octets: &[u8]) -> Result<Self, UnpackMatrixError> {
        let PackedMatrix { unrelated, topologies, suites, profiles, unplayed } =
            postcard::from_bytes(octets)?;
        let suites = suites.into_iter().map(|suite| (suite.name.clone(), Arc::new(suite)));
        Ok(Self { unrelated, topologies, suites: suites.collect(), profiles, unplayed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_matrix_is_the_same() {
        let text = include_str!("../../../matrix.toml");
        let matrix = crate::read("matrix.toml", text).unwrap();
        let packed = matrix.packed();
        assert_eq!(Matrix::unpacked(&packed).unwrap(), matrix);
        assert!(Matrix::unpacked(&packed[1..]).is_err());
    }
}
