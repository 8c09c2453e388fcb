//! The engines' models are proved on what is recorded of the engines.

#[path = "recorded/recording.rs"]
mod recording;

use std::collections::BTreeSet;

use matrix::{EngineKind, Profile};
use recording::{Recording, recordings, shipped};
use spec_model::{EngineModel, Quirk, QuirkSet};

/// A profile, how many of its cells are recorded, and how many of these differ from the standards
/// with its policy and from its engine's model.
type Differing = (&'static str, usize, usize, usize);

/// All values of the default profiles, and the core of the others with all values of
/// `cors-credentials` where third-party cookies are allowed. The last column is what no quirk
/// explains yet.
const RECORDED: [Differing; 9] = [
    ("chromium:default", 1_058_679, 959, 84),
    ("chromium:third-party-allowed", 984_089, 77, 34),
    ("chromium:third-party-blocked", 44_057, 77, 34),
    ("firefox:default", 1_058_679, 1_582, 706),
    ("firefox:third-party-allowed", 984_089, 144, 75),
    ("firefox:third-party-blocked", 44_057, 143, 74),
    ("webkitgtk:default", 1_058_679, 18_818, 1_264),
    ("webkitgtk:third-party-allowed", 44_057, 5_986, 116),
    ("webkitgtk:itp", 44_057, 2_622, 110),
];

#[test]
fn every_recorded_cell_equals_its_engines_model() {
    let matrix = shipped();
    let mut found = Vec::new();
    for profile in &matrix.profiles {
        let recordings = recordings(&matrix, profile);
        let cells: usize = recordings.iter().map(Recording::cells).sum();
        let differing = |model: EngineModel| {
            recordings.iter().map(|one| one.differing(&matrix, &model).len()).sum::<usize>()
        };
        if cells > 0 {
            let of_standard = differing(profile.model.as_standard());
            found.push((profile.to_string(), cells, of_standard, differing(profile.model)));
        }
    }
    let known =
        RECORDED.map(|(name, cells, standard, model)| (name.to_owned(), cells, standard, model));
    assert_eq!(found, known, "profile, cells, other than the standards, other than the model");
}

/// Quirks that an engine's source has or that were measured apart, and of which no recorded cell can tell.
const OF_SOURCE_ALONE: [(EngineKind, Quirk); 5] = [
    (EngineKind::Chromium, Quirk::MixedContentByHttps),
    (EngineKind::Firefox, Quirk::MixedContentByHttps),
    (EngineKind::Safari, Quirk::MixedContentByHttps),
    (EngineKind::WebKitGtk, Quirk::DomainOfTheAddressIsHostOnly),
    (EngineKind::WebKitGtk, Quirk::MixedContentByHttps),
];

#[test]
fn every_quirk_changes_a_recorded_cell() {
    let matrix = shipped();
    let has_quirks =
        |profile: &&Profile| profile.name == "default" && profile.model.quirks != QuirkSet::NONE;
    for engine in matrix.profiles.iter().filter(has_quirks).map(|profile| profile.engine) {
        let profiles = || matrix.profiles.iter().filter(|profile| profile.engine == engine);
        let mut of_profiles: Vec<_> = profiles()
            .flat_map(|profile| {
                recordings(&matrix, profile).into_iter().map(move |one| (profile.model, one))
            })
            .collect();
        of_profiles.sort_by_key(|(_, recording)| recording.cells());
        let with_all: Vec<_> = of_profiles
            .iter()
            .map(|(model, recording)| recording.differing(&matrix, model))
            .collect();
        let changes = |quirk: &Quirk| {
            of_profiles.iter().zip(&with_all).any(|((model, recording), with_all)| {
                let without = EngineModel { quirks: model.quirks.without(*quirk), ..*model };
                recording.differing(&matrix, &without) != *with_all
            })
        };
        let idle = profiles().flat_map(|profile| profile.model.quirks.iter());
        let idle: BTreeSet<Quirk> = idle
            .filter(|quirk| !OF_SOURCE_ALONE.contains(&(engine, *quirk)))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter(|quirk| !changes(quirk))
            .collect();
        assert_eq!(idle, BTreeSet::new(), "{engine}");
    }
}
