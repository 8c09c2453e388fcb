//! Where each rule decides: for each browser, how many cells of the core, and one of them.

use std::collections::BTreeMap;

use diagnosis::Recordings;
use matrix::{Matrix, Profile, Selection};
use oracle::{CookiePrediction, ShapePredictor};
use run_model::plan::{compile_exchange, compile_shape};
use spec_model::{Decision, Quirk, Reason};

/// Where a rule decides in one browser.
#[derive(Clone, Debug)]
pub(crate) struct RuleUse {
    /// The browser's profile, by its position in the matrix.
    pub(crate) profile: usize,
    /// How many cells of the core it decides.
    pub(crate) cells: usize,
    /// The suite and the position of the first of them.
    pub(crate) first: (String, usize),
}

/// Where each rule and each quirk decides, browser by browser.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleCensus {
    uses: BTreeMap<&'static str, Vec<RuleUse>>,
    /// For each profile of the matrix, whether anything was recorded of it.
    pub(crate) recorded: Vec<bool>,
}

impl RuleCensus {
    /// Looks at every cell of the core with the model of every browser.
    pub(crate) fn of(matrix: &Matrix) -> Self {
        let recordings = Recordings::built_in();
        let recorded = matrix.profiles.iter().map(|profile| recordings.has(profile)).collect();
        let mut census = Self { uses: BTreeMap::new(), recorded };
        for suite in matrix.suites.values() {
            let core = Selection::core(suite);
            for (number, profile) in matrix.profiles.iter().enumerate() {
                census.count(matrix, &core, number, profile);
            }
        }
        census
    }

    /// Returns where a rule decides, by its code.
    pub(crate) fn uses(&self, code: &str) -> &[RuleUse] {
        self.uses.get(code).map_or(&[], Vec::as_slice)
    }

    fn count(&mut self, matrix: &Matrix, core: &Selection, number: usize, profile: &Profile) {
        let shapes = core.shapes_of_topology();
        for (place, (_, topology)) in core.topologies().enumerate() {
            let first = place * shapes;
            let cookies = compile_shape(matrix, core, first).cookies;
            let mut predictor = ShapePredictor::new(&profile.model, topology, &cookies);
            for shape in first..first + shapes {
                let predicted = predictor.predict(&compile_exchange(matrix, core, shape));
                for (cookie, prediction) in predicted.cookies.iter().enumerate() {
                    let response = predicted.response_with([cookie]);
                    let cell = shape * core.cookies() + cookie;
                    let place = (core.suite().name.as_str(), cell);
                    self.note(number, place, &decisive(&response.decision, prediction));
                }
            }
        }
    }

    fn note(&mut self, profile: usize, (suite, cell): (&str, usize), codes: &[&'static str]) {
        for code in codes {
            let uses = self.uses.entry(code).or_default();
            match uses.last_mut().filter(|one| one.profile == profile) {
                Some(one) => one.cells += 1,
                None => match uses.iter_mut().find(|one| one.profile == profile) {
                    Some(one) => one.cells += 1,
                    None => {
                        uses.push(RuleUse { profile, cells: 1, first: (suite.to_owned(), cell) })
                    }
                },
            }
        }
    }
}

/// Returns the codes of the rules and quirks that decide a cell, each once.
fn decisive(response: &Decision, cookie: &CookiePrediction) -> Vec<&'static str> {
    let sent = (cookie.stored.is_allowed()).then_some(&cookie.sent);
    let decisions = [Some(response), Some(&cookie.stored), sent];
    let mut codes: Vec<&'static str> = Vec::new();
    for decision in decisions.into_iter().flatten() {
        let reason = decision.reason().map(Reason::code);
        let quirks = decision.quirks.iter().map(Quirk::name);
        for code in reason.into_iter().chain(quirks) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    codes
}
