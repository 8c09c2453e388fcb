//! The vectors of everything that is recorded, with what browsers made of them.

use std::collections::HashSet;
use std::sync::Arc;

use diagnosis::Recordings;
use matrix::{Profile, Selection, Suite};
use oracle::JarListing;
use run_model::results::{CookieOutcome, JarPlacement};

use crate::departure::{JarDeparture, departures_behind, standard_answer};
use crate::jar_answer::{AnswerDetails, JarAnswer, MarkerSight};
use crate::jar_vector::JarVector;

/// The suites that concern a jar alone, as far as their cells are played on one site.
const SUITES: [&str; 22] = [
    "attributes-domain",
    "attributes-path",
    "attributes-expires",
    "attributes-max-age",
    "attributes-same-site",
    "same-site-forms-sent",
    "attributes-flags",
    "attributes-names",
    "attributes-values",
    "attributes-controls",
    "attributes-sizes",
    "prefixes",
    "prefixes-elsewhere",
    "prefixes-and-attributes",
    "prefixes-and-paths",
    "lifetime",
    "names-apart",
    "http-only-twins",
    "lifetime-cap",
    "overlay",
    "overwriting",
    "line-ends-by-script",
];

/// A vector with what the standards and browsers make of it.
#[derive(Clone, Debug)]
pub struct RecordedVector {
    /// The id of its cell; of several, the first one's.
    pub id: String,
    /// The vector.
    pub vector: JarVector,
    /// What the standards make of it.
    pub(crate) standard: AnswerDetails,
    /// What browsers make of it.
    pub browsers: Vec<BrowserSight>,
}

/// What is recorded of a vector in a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserSight {
    /// The browser's profile.
    pub profile: String,
    /// What was seen of the vector's cookie.
    pub sight: MarkerSight,
    /// How long the jar keeps it, where that was asked.
    pub lifetime: Option<String>,
    /// What makes it other than the standards: quirks, and choices; empty where nothing does, or
    /// nothing that a jar decides.
    pub departures: Vec<&'static str>,
}

impl RecordedVector {
    /// Returns the name of its suite.
    pub fn suite(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Returns what the standards make of it.
    pub fn standard(&self) -> &JarAnswer {
        &self.standard.answer
    }
}

/// Returns the vectors of all recorded cells that a jar decides alone, each once, with what the
/// default profile of each browser made of it.
pub fn recorded_vectors(recordings: &Recordings) -> Vec<RecordedVector> {
    let matrix = recordings.matrix();
    let profiles: Vec<&Profile> = matrix
        .profiles
        .iter()
        .filter(|profile| profile.name == "default" && recordings.has(profile))
        .collect();
    let mut vectors = Vec::new();
    let mut known = HashSet::new();
    for suite in SUITES.iter().filter_map(|name| matrix.suites.get(*name)) {
        let whole = Selection::full(suite);
        for cell in 0..whole.cells() {
            let positions = whole.positions(cell);
            let single = Selection::single(suite, &positions);
            let Some(vector) = JarVector::of_cell(matrix, &single) else { continue };
            if !known.insert(vector.clone()) {
                continue;
            }
            let standard = standard_answer(&vector);
            let browsers = profiles.iter().filter_map(|profile| {
                browser_sight(recordings, profile, (suite, &positions), (&vector, &standard))
            });
            let browsers = browsers.collect();
            vectors.push(RecordedVector { id: single.id(0), vector, standard, browsers });
        }
    }
    vectors
}

/// Returns what is recorded of a vector in a browser, if it is.
fn browser_sight(
    recordings: &Recordings,
    profile: &Profile,
    (suite, positions): (&Arc<Suite>, &[usize]),
    (vector, standard): (&JarVector, &AnswerDetails),
) -> Option<BrowserSight> {
    let CookieOutcome { stored, lifetime, readable_on_page, readable_on_target, sent, changed: _ } =
        recordings.cell(profile, suite, positions)?.cookie;
    let kept = match (stored, JarListing::of(profile.engine)) {
        (JarPlacement::Yes | JarPlacement::Partitioned(_), _) => Some(true),
        (JarPlacement::No, JarListing::Whole) => Some(false),
        (JarPlacement::No, JarListing::OfDocuments) => None,
    };
    let sight = MarkerSight { kept, given: vec![sent, readable_on_page, readable_on_target] };
    let departures = if sight.fits(&standard.answer.sight()) {
        Vec::new()
    } else {
        let own: Vec<JarDeparture> =
            JarDeparture::all().into_iter().filter(|one| one.is_of(&profile.model)).collect();
        departures_behind(vector, &own, |answer| answer.sight().fits(&sight))
    };
    Some(BrowserSight {
        profile: profile.to_string(),
        sight,
        lifetime: lifetime.map(|lifetime| lifetime.to_string()),
        departures: departures.into_iter().map(JarDeparture::name).collect(),
    })
}
