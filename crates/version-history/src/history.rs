//! What changed from version to version.

use std::collections::BTreeSet;

use baselines::ChangesError;
use matrix::{Matrix, Profile, Selection};
use oracle::ShapePredictor;
use run_model::plan::{compile_exchange, compile_shape};
use spec_model::{EngineModel, PolicyKey, Reason};

use crate::fitted_model::{ModelTrials, SwitchVotes};
use crate::history_file::{HistoryLine, LineState, MeasuredVersion, ProfileHistory};
use crate::line_subject::LineSubject;
use crate::model_switch::ModelSwitch;
use crate::played_version::{PlayedVersion, VersionNumber};
use crate::unnamed_rules::unnamed_rules;

/// Why versions make no history.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// What a browser calls itself has no number.
    #[error("expected a version behind the name of the browser, found `{browser}`")]
    NoNumber {
        /// What it calls itself.
        browser: String,
    },
    /// There are not two versions.
    #[error("a history needs two versions, and {profile} was played in {versions}")]
    OneVersion {
        /// The profile.
        profile: String,
        /// How many there are.
        versions: usize,
    },
    /// What no model explains makes no rules.
    #[error("the differences make no rules")]
    Rules(#[from] ChangesError),
    /// A version was played twice.
    #[error("two runs played {version}; leave out one")]
    SameVersion {
        /// The version.
        version: VersionNumber,
    },
}

/// Says which quirks, choices and rules each version of a profile's engine shows.
///
/// # Errors
/// Where there are not two versions with numbers of their own.
pub fn version_history(
    matrix: &Matrix,
    profile: &Profile,
    selections: &[Selection],
    versions: Vec<PlayedVersion<'_>>,
) -> Result<ProfileHistory, HistoryError> {
    let (numbers, versions) = in_order(versions)?;
    if numbers.len() < 2 {
        let (profile, versions) = (profile.to_string(), numbers.len());
        return Err(HistoryError::OneVersion { profile, versions });
    }
    let mut trials = ModelTrials::new(matrix, selections, profile);
    let models: Vec<EngineModel> = versions.iter().map(|version| trials.fit(version)).collect();
    let mut lines: Vec<HistoryLine> = switches(&models, &trials.usual)
        .into_iter()
        .map(|switch| switch_line(&mut trials, &versions, &models, switch))
        .filter(|line| line.states.iter().any(|state| *state != LineState::Unknown))
        .collect();
    lines.extend(unnamed_rules(&mut trials, &versions, &models)?);
    let measured = (0..versions.len())
        .map(|place| {
            let unexplained = trials.unexplained(&models[place], &versions[place]);
            MeasuredVersion {
                number: numbers[place].clone(),
                version: versions[place].version.clone(),
                cells: versions[place].observed().count(),
                errors: versions[place].cells() - versions[place].observed().count(),
                by_rules: unexplained.iter().map(Vec::len).sum(),
                changed: place
                    .checked_sub(1)
                    .map(|before| versions[place].changed_since(&versions[before])),
            }
        })
        .collect();
    Ok(ProfileHistory { profile: profile.to_string(), versions: measured, lines })
}

/// Returns the numbers of versions, and the versions, the earliest first.
fn in_order(
    versions: Vec<PlayedVersion<'_>>,
) -> Result<(Vec<VersionNumber>, Vec<PlayedVersion<'_>>), HistoryError> {
    let mut numbered = Vec::new();
    for version in versions {
        let number = VersionNumber::of(&version.version);
        let browser = &version.version.browser;
        let number = number.ok_or_else(|| HistoryError::NoNumber { browser: browser.clone() })?;
        numbered.push((number, version));
    }
    numbered.sort_by(|(one, _), (other, _)| one.cmp(other));
    let twice = numbered.windows(2).find(|pair| pair[0].0 == pair[1].0);
    match twice {
        Some(pair) => Err(HistoryError::SameVersion { version: pair[0].0.clone() }),
        None => Ok(numbered.into_iter().unzip()),
    }
}

/// Returns the quirks that some model has, and the choices that some model has and the usual one
/// has not.
fn switches(models: &[EngineModel], usual: &EngineModel) -> Vec<ModelSwitch> {
    let mut switches = BTreeSet::new();
    for model in models.iter().chain([usual]) {
        switches.extend(model.quirks.iter().map(ModelSwitch::Quirk));
        let choices = PolicyKey::ALL.iter();
        let choices = choices.map(|key| ModelSwitch::Choice(*key, model.policy.choice(*key)));
        switches.extend(choices.filter(|choice| !choice.is_on(usual)));
    }
    switches.into_iter().collect()
}

fn switch_line(
    trials: &mut ModelTrials<'_>,
    versions: &[PlayedVersion<'_>],
    models: &[EngineModel],
    switch: ModelSwitch,
) -> HistoryLine {
    let mut line = HistoryLine {
        subject: match switch {
            ModelSwitch::Quirk(quirk) => LineSubject::Quirk(quirk),
            ModelSwitch::Choice(key, choice) => {
                LineSubject::Choice { key, choice: choice.to_owned() }
            }
        },
        states: Vec::new(),
        cells: 0,
        example: String::new(),
        reasons: Vec::new(),
    };
    for (version, model) in versions.iter().zip(models) {
        let SwitchVotes { for_model, for_switched } = trials.votes(model, switch, version);
        let is_told = for_model > for_switched;
        line.states.push(match (is_told, switch.is_on(model)) {
            (false, _) => LineState::Unknown,
            (true, true) => LineState::Shown,
            (true, false) => LineState::Absent,
        });
        // The newest version that shows it speaks for it, or else the newest that does not.
        let is_shown = switch.is_on(model);
        if is_told && (is_shown || !line.states.contains(&LineState::Shown)) {
            line.cells = for_model;
            let (suite, cell) = first_vote(trials, version, model, switch);
            line.example = trials.selections[suite].id(cell);
            line.reasons = reasons(trials, suite, cell, model, switch);
        }
    }
    line
}

/// Returns the first cell that speaks for a model and against the same with a switch.
fn first_vote(
    trials: &mut ModelTrials<'_>,
    version: &PlayedVersion<'_>,
    model: &EngineModel,
    switch: ModelSwitch,
) -> (usize, usize) {
    let (of_model, switched) = (trials.cells(model), trials.switched(model, switch));
    let cells = switched
        .iter()
        .enumerate()
        .flat_map(|(suite, cells)| cells.iter().map(move |(cell, _)| (suite, *cell)));
    let speaks = |(suite, cell): &(usize, usize)| {
        version.observations[*suite][*cell].as_ref() == Some(&of_model[*suite][*cell])
    };
    cells.into_iter().find(speaks).expect("some cell speaks for the model")
}

/// Returns the rules of the standards that decide a cell with a switch or without it, and not both
/// times.
fn reasons(
    trials: &ModelTrials<'_>,
    suite: usize,
    cell: usize,
    model: &EngineModel,
    switch: ModelSwitch,
) -> Vec<String> {
    let selection = &trials.selections[suite];
    let with = deciding(trials.matrix, selection, cell, model);
    let without = deciding(trials.matrix, selection, cell, &switch.switched(model, &trials.usual));
    with.symmetric_difference(&without).map(|reason| reason.code().to_owned()).collect()
}

/// Returns the rules of the standards that decide a cell.
fn deciding(
    matrix: &Matrix,
    selection: &Selection,
    cell: usize,
    model: &EngineModel,
) -> BTreeSet<Reason> {
    let (shape, cookie) = (cell / selection.cookies(), cell % selection.cookies());
    let mut topologies = selection.topologies().map(|(_, topology)| topology);
    let topology = topologies.nth(shape / selection.shapes_of_topology()).expect("it has one");
    let cookies = compile_shape(matrix, selection, shape).cookies;
    let mut predictor = ShapePredictor::new(model, topology, &cookies);
    let predicted = predictor.predict(&compile_exchange(matrix, selection, shape));
    let response = predicted.response_with([cookie]).decision.reason();
    let cookie = &predicted.cookies[cookie];
    [response, cookie.stored.reason(), cookie.sent.reason()].into_iter().flatten().collect()
}
