//! `cargo xtask claims`: the FAQ's statements, engine by engine, and docs/claims.md.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use baselines::{SnapshotScope, SnapshotStore};
use claims::{Claim, LaneVerdicts, Summary};
use matrix::{EngineKind, Matrix, Profile, Selection, Suite};
use run_model::results::{Observation, RunRecord};

use super::run_directory;
use crate::cli::Claims;
use crate::exit::{Exit, Failure};
use crate::{print, project};

/// What stands above the table of docs/claims.md.
const TITLE: &str = "\
# The FAQ's statements, put to the test

Made by `cargo xtask claims` from `fixtures/claims/cors-faq.toml` and the recorded snapshots. \
What people say of cookies and CORS is
written there as predicates over cells of the matrix; here each is set beside what browsers did, \
with a cell that shows it. A statement
*holds* on an engine where no recorded cell contradicts it and one at least shows it, and \
**fails** where one contradicts it; then the
smallest rules say in which of the cells. It is *not recorded* where no recorded cell could show \
it: Safari never was (WebKitGTK has another
cookie jar and does not speak for it), of some profiles only the core is, and some things no cell \
plays yet. What is missing of a browser is
recorded by `cargo xtask run-matrix --full --accept --browser BROWSER`. – stands where a \
statement is about other engines. `reference` is
the standards' model, as it predicts the cells.
";

pub(crate) fn run(arguments: &Claims) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let claims = project_claims(&matrix)?;
    let lanes = match &arguments.run {
        Some(directory) => of_run(&matrix, &claims, directory)?,
        None => of_snapshots(&matrix, &claims)?,
    };
    let failed = |error: std::fmt::Error| Failure::new(Exit::OurBug, error, "");
    if arguments.run.is_none() {
        let path = page_path();
        let help = "is the folder docs writable?";
        std::fs::write(&path, claims::page(TITLE, &claims, &lanes).map_err(failed)?).map_err(
            |error| {
                Failure::message(
                    Exit::ReportNotWritten,
                    format!("failed to write `{}`: {error}", path.display()),
                    help,
                )
            },
        )?;
        crate::say!("wrote {}", path.display());
    }
    if arguments.json {
        let text = serde_json::to_string_pretty(&Summary::new(&claims, &lanes));
        print!("{}\n", text.map_err(|error| Failure::new(Exit::OurBug, error, ""))?);
    } else {
        print!("{}", claims::table(&claims, &lanes).map_err(failed)?);
    }
    Ok(Exit::AsRecorded)
}

fn page_path() -> PathBuf {
    project::root().join("docs/claims.md")
}

fn project_claims(matrix: &Matrix) -> Result<Vec<Claim>, Failure> {
    const NAME: &str = "fixtures/claims/cors-faq.toml";
    let text = std::fs::read_to_string(project::root().join(NAME)).map_err(|error| {
        Failure::message(Exit::Usage, format!("failed to read `{NAME}`: {error}"), "")
    })?;
    claims::read(matrix, NAME, &text).map_err(|error| Failure::diagnostic(Exit::Usage, error))
}

fn of_run(
    matrix: &Matrix,
    claims: &[Claim],
    directory: &Path,
) -> Result<Vec<LaneVerdicts>, Failure> {
    let (record, _) = run_directory::read(matrix, directory)?;
    (0..record.lanes.len()).map(|lane| judge(claims, &record, lane)).collect()
}

fn of_snapshots(matrix: &Matrix, claims: &[Claim]) -> Result<Vec<LaneVerdicts>, Failure> {
    matrix
        .profiles
        .iter()
        .map(|profile| judge(claims, &recorded(matrix, claims, profile)?, 0))
        .collect()
}

fn judge(claims: &[Claim], record: &RunRecord, lane: usize) -> Result<LaneVerdicts, Failure> {
    claims::judge(claims, record, lane).map_err(|error| Failure::new(Exit::OurBug, error, ""))
}

/// Returns what the snapshots of a profile hold of the claims' suites; for the reference engine,
/// which has none, what is predicted.
fn recorded(matrix: &Matrix, claims: &[Claim], profile: &Profile) -> Result<RunRecord, Failure> {
    let is_claimed = |name: &str| {
        claims
            .iter()
            .flat_map(|claim| &claim.predicates)
            .any(|predicate| predicate.cells.suite().name == name)
    };
    let store = SnapshotStore::new(project::snapshots());
    let (mut selections, mut observations) = (Vec::new(), Vec::new());
    for suite in matrix.suites.values().filter(|suite| is_claimed(&suite.name)) {
        let (selection, cells) = if profile.engine == EngineKind::Reference {
            let full = Selection::full(suite);
            let predicted = oracle::predict_selection(matrix, &full, &profile.model.as_standard());
            (full, predicted.into_iter().map(Some).collect())
        } else {
            held(&store, profile, suite)?
        };
        selections.push(selection);
        observations.push(cells);
    }
    let mut record = RunRecord::new(selections, vec![profile.clone()]);
    record.lanes[0].observations = observations;
    Ok(record)
}

type Held = (Selection, Vec<Option<Observation>>);

/// Returns what the snapshots of a suite hold: all values, or its core where they have no more.
fn held(store: &SnapshotStore, profile: &Profile, suite: &Arc<Suite>) -> Result<Held, Failure> {
    let help = "record the snapshots again with `cargo xtask run-matrix --accept`";
    let of = |scope: SnapshotScope| {
        let selection = scope.of(suite);
        let cells = store
            .recorded(scope, profile, &selection)
            .map_err(|error| Failure::new(Exit::Usage, error, help))?;
        Ok((selection, cells))
    };
    let full: Held = of(SnapshotScope::Full)?;
    if full.1.iter().any(Option::is_some) { Ok(full) } else { of(SnapshotScope::Core) }
}

#[cfg(test)]
mod tests {
    use claims::Verdict;

    use super::*;

    fn judged() -> (Vec<Claim>, Vec<LaneVerdicts>) {
        let judged = || {
            let matrix = project::matrix()?;
            let claims = project_claims(&matrix)?;
            let lanes = of_snapshots(&matrix, &claims)?;
            Ok((claims, lanes))
        };
        judged().map_err(|failure: Failure| format!("{:?}", failure.report)).unwrap()
    }

    #[test]
    fn the_page_says_what_the_snapshots_say_of_every_statement() {
        let (claims, lanes) = judged();
        assert_eq!(
            claims.iter().map(|claim| claim.number).collect::<Vec<_>>(),
            (1..=33).collect::<Vec<_>>()
        );
        let page = claims::page(TITLE, &claims, &lanes).unwrap();
        let written = std::fs::read_to_string(page_path()).unwrap();
        assert!(
            page == written,
            "docs/claims.md is not up to date: write it with `cargo xtask claims`"
        );
        // That no header is needed and that one is needed cannot both be so.
        for LaneVerdicts { browser, claims } in &lanes {
            match (claims[4].verdict, claims[5].verdict) {
                (Verdict::Holds, Verdict::Fails) | (Verdict::Fails, Verdict::Holds) => {}
                (Verdict::NotRecorded, Verdict::NotRecorded) if browser == "safari:default" => {}
                both => panic!("statements 5 and 6 are {both:?} on {browser}"),
            }
        }
    }
}
