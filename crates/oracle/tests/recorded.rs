//! The engines' models are proved on what is recorded of the engines.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use baselines::{QuirkEntry, QuirkProof, RecordedSuite, SnapshotStore};
use matrix::{EngineKind, Matrix, Profile};
use oracle::JarListing;
use rayon::prelude::*;
use spec_model::{EngineModel, Quirk, QuirkSet};

/// A profile, how many of its cells are recorded, and how many of these differ from the standards
/// with its policy.
type Recorded = (&'static str, usize, usize);

/// All values of the default profiles, and the core of the others with all values of
/// `cors-credentials` where third-party cookies are allowed.
const RECORDED: [Recorded; 19] = [
    ("chromium:default", 1_062_263, 1_014),
    ("chromium:third-party-allowed", 984_813, 98),
    ("chromium:third-party-blocked", 44_781, 98),
    ("chromium:incognito", 44_685, 98),
    ("firefox:default", 1_062_263, 1_663),
    ("firefox:third-party-allowed", 984_813, 176),
    ("firefox:third-party-blocked", 44_781, 175),
    ("firefox:trackers-only", 44_781, 176),
    ("firefox:opt-in-partitioning", 44_781, 182),
    ("firefox:lax-by-default", 44_781, 177),
    ("firefox:strict", 44_781, 182),
    ("firefox:private", 44_781, 182),
    ("firefox:159", 44_781, 185),
    ("lightpanda:default", 983_251, 85_930),
    ("webkitgtk:default", 1_062_263, 20_123),
    ("webkitgtk:third-party-allowed", 44_781, 6_285),
    ("webkitgtk:itp", 44_781, 2_865),
    ("webkitgtk:private", 44_781, 2_908),
    ("webkitgtk:2.54", 44_781, 1_242),
];

/// Returns the project's matrix.
fn shipped() -> Matrix {
    let text =
        std::fs::read_to_string(project().join("matrix.toml")).expect("matrix.toml is there");
    matrix::read("matrix.toml", &text).expect("the shipped matrix.toml is good")
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns what is recorded of a profile, suite by suite.
fn recordings(matrix: &Matrix, profile: &Profile) -> Vec<RecordedSuite> {
    let store = SnapshotStore::new(project().join("fixtures/snapshots"));
    let recorded =
        |suite| RecordedSuite::read(&store, profile, suite).expect("the snapshots fit the suite");
    matrix.suites.values().filter_map(recorded).collect()
}

/// Returns the recorded cells of which a model predicts something else.
fn differing(
    matrix: &Matrix,
    engine: EngineKind,
    recorded: &RecordedSuite,
    model: &EngineModel,
) -> Vec<usize> {
    let view = JarListing::of(engine);
    recorded.unlike(&oracle::predict_seen(matrix, &recorded.selection, model, view))
}

#[test]
fn every_recorded_cell_equals_its_engines_model() {
    let matrix = shipped();
    let of_profile = |profile: &Profile| {
        let recordings = recordings(&matrix, profile);
        let cells: usize = recordings.iter().map(RecordedSuite::recorded_cells).sum();
        let differing =
            |one: &RecordedSuite, model| differing(&matrix, profile.engine, one, &model);
        let of_standard: usize =
            recordings.iter().map(|one| differing(one, profile.model.as_standard()).len()).sum();
        let mut unlike = Vec::new();
        for one in &recordings {
            let cells = differing(one, profile.model);
            let id = |cell| format!("{profile} {}", one.selection.id(cell));
            unlike.extend(cells.into_iter().map(id));
        }
        ((profile.to_string(), cells, of_standard), unlike)
    };
    let (mut found, unlike): (Vec<_>, Vec<_>) = matrix.profiles.par_iter().map(of_profile).unzip();
    found.retain(|(_, cells, _)| *cells > 0);
    let known = RECORDED.map(|(name, cells, standard)| (name.to_owned(), cells, standard));
    assert_eq!(unlike.concat(), Vec::<String>::new(), "cells other than their engine's model");
    assert_eq!(found, known, "profile, cells, other than the standards");
}

/// An entry of `fixtures/divergences.toml` says that no recorded cell can tell.
#[test]
fn every_quirk_changes_a_recorded_cell_unless_its_entry_says_otherwise() {
    let matrix = shipped();
    let text = std::fs::read_to_string(project().join("fixtures/divergences.toml"))
        .expect("divergences.toml is there");
    let entries = baselines::read_divergences(&matrix, "divergences.toml", &text)
        .expect("divergences.toml is good");
    let has_quirks =
        |profile: &&Profile| profile.name == "default" && profile.model.quirks != QuirkSet::NONE;
    for engine in matrix.profiles.iter().filter(has_quirks).map(|profile| profile.engine) {
        let profiles = || matrix.profiles.iter().filter(|profile| profile.engine == engine);
        let mut of_profiles: Vec<_> = profiles()
            .flat_map(|profile| {
                recordings(&matrix, profile).into_iter().map(move |one| (profile.model, one))
            })
            .collect();
        of_profiles.sort_by_key(|(_, recording)| recording.recorded_cells());
        let with_all: Vec<_> = of_profiles
            .iter()
            .map(|(model, recording)| differing(&matrix, engine, recording, model))
            .collect();
        let changes = |quirk: &Quirk| {
            of_profiles.iter().zip(&with_all).any(|((model, recording), with_all)| {
                let without = EngineModel { quirks: model.quirks.without(*quirk), ..*model };
                differing(&matrix, engine, recording, &without) != *with_all
            })
        };
        let quirks: BTreeSet<Quirk> =
            profiles().flat_map(|profile| profile.model.quirks.iter()).collect();
        let idle: BTreeSet<Quirk> =
            quirks.into_par_iter().filter(|quirk| !changes(quirk)).collect();
        let proof = |entry: &QuirkEntry| entry.engines.get(&engine).map(|evidence| evidence.proof);
        let is_said = |entry: &&QuirkEntry| {
            matches!(proof(entry), Some(QuirkProof::Measured | QuirkProof::Source))
        };
        let said = entries.iter().filter(is_said).map(|entry| entry.quirk).collect();
        assert_eq!(idle, said, "{engine}");
    }
}
