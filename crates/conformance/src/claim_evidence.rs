//! What is recorded of a profile, as evidence for claims.

use std::sync::Arc;

use baselines::{SnapshotScope, SnapshotStore, StoreError};
use claims::Claim;
use matrix::{EngineKind, Matrix, Profile, Selection, Suite};
use miette::Diagnostic;
use run_model::results::{Observation, RunRecord};

use crate::failure::{CommandError, FailureKind};

/// Why there is no evidence for claims.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("failed to read the snapshots")]
#[diagnostic(help("record the snapshots again with `cargo xtask run-matrix --accept`"))]
pub struct ClaimEvidenceError(#[from] StoreError);

impl CommandError for ClaimEvidenceError {
    fn kind(&self) -> FailureKind {
        FailureKind::Usage
    }
}

/// Returns what the snapshots of a profile hold of the suites that claims are about. The reference
/// engine has no snapshots: for it, this is what the model predicts.
///
/// # Errors
/// Where a snapshot cannot be read or does not fit the matrix.
pub fn recorded_run(
    matrix: &Matrix,
    store: &SnapshotStore,
    claims: &[Claim],
    profile: &Profile,
) -> Result<RunRecord, ClaimEvidenceError> {
    let predicates = || claims.iter().flat_map(|claim| &claim.predicates);
    let is_claimed = |suite: &&Arc<Suite>| {
        predicates().any(|predicate| predicate.cells.suite().name == suite.name)
    };
    let (mut selections, mut observations) = (Vec::new(), Vec::new());
    for suite in matrix.suites.values().filter(is_claimed) {
        let (selection, cells) = if profile.engine == EngineKind::Reference {
            let full = Selection::full(suite);
            let predicted = oracle::predict_selection(matrix, &full, &profile.model.as_standard());
            (full, predicted.into_iter().map(Some).collect())
        } else {
            recorded_suite(store, profile, suite)?
        };
        selections.push(selection);
        observations.push(cells);
    }
    let mut record = RunRecord::new(selections, vec![profile.clone()]);
    record.lanes[0].observations = observations;
    Ok(record)
}

type SuiteCells = (Selection, Vec<Option<Observation>>);

/// Returns what the snapshots of a suite hold: all values, or its core where they hold no more.
fn recorded_suite(
    store: &SnapshotStore,
    profile: &Profile,
    suite: &Arc<Suite>,
) -> Result<SuiteCells, StoreError> {
    let of = |scope: SnapshotScope| -> Result<SuiteCells, StoreError> {
        let selection = scope.of(suite);
        let cells = store.recorded(scope, profile, &selection)?;
        Ok((selection, cells))
    };
    let full = of(SnapshotScope::Full)?;
    if full.1.iter().any(Option::is_some) { Ok(full) } else { of(SnapshotScope::Core) }
}
