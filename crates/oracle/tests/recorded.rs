//! The engines' models are proved on what is recorded of the engines.

#[path = "recorded/recording.rs"]
mod recording;

use matrix::Profile;
use recording::{Recording, recordings, shipped};
use spec_model::{EngineModel, Quirk, QuirkSet};

/// A profile, how many of its cells are recorded, and how many of these differ from the standards
/// with its policy and from its engine's model.
type Differing = (&'static str, usize, usize, usize);

/// All values of the default profiles, and the core of the others with all values of
/// `cors-credentials` where third-party cookies are allowed. The last column is what no quirk
/// explains yet.
const RECORDED: [Differing; 9] = [
    ("chromium:default", 1_058_679, 965, 965),
    ("chromium:third-party-allowed", 984_089, 77, 77),
    ("chromium:third-party-blocked", 44_057, 77, 77),
    ("firefox:default", 1_058_679, 2_410, 2_410),
    ("firefox:third-party-allowed", 984_089, 166, 166),
    ("firefox:third-party-blocked", 44_057, 1_004, 1_004),
    ("webkitgtk:default", 1_058_679, 18_948, 7_901),
    ("webkitgtk:third-party-allowed", 44_057, 5_972, 3_742),
    ("webkitgtk:itp", 44_057, 2_675, 1_258),
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

#[test]
fn every_quirk_changes_a_recorded_cell() {
    let matrix = shipped();
    let with_quirks =
        |profile: &&Profile| profile.name == "default" && profile.model.quirks != QuirkSet::NONE;
    for engine in matrix.profiles.iter().filter(with_quirks) {
        let recordings: Vec<_> = (matrix.profiles.iter())
            .filter(|profile| profile.engine == engine.engine)
            .flat_map(|profile| {
                recordings(&matrix, profile).into_iter().map(move |one| (profile, one))
            })
            .collect();
        let changes = |quirk: &Quirk| {
            recordings.iter().any(|(profile, recording)| {
                let model = profile.model;
                let without = EngineModel { quirks: model.quirks.without(*quirk), ..model };
                recording.differing(&matrix, &without) != recording.differing(&matrix, &model)
            })
        };
        let idle: Vec<Quirk> = engine.model.quirks.iter().filter(|quirk| !changes(quirk)).collect();
        assert_eq!(idle, [], "{}", engine.engine);
    }
}
