//! Quirks that an engine's model has, and that no cell of the matrix shows.

use std::collections::BTreeSet;

use baselines::{QuirkEntry, QuirkProof};
use matrix::{EngineKind, Matrix, Selection};
use run_model::results::{LaneRecord, RunRecord};
use spec_model::Quirk;

use crate::cells::playable::can_play;
use crate::judge::comparison::LaneComparison;
use crate::judge::quirk_trial::QuirkTrial;

/// Returns the quirks of the engines that were played which no cell shows: none that was played,
/// and none of any other profile or value. An entry can say that no cell does.
///
/// Only a run of the whole core asks: what is played of a part of it says nothing of the rest.
pub(crate) fn idle_quirks(
    matrix: &Matrix,
    entries: &[QuirkEntry],
    record: &RunRecord,
    lanes: &[LaneComparison],
) -> Vec<(EngineKind, Quirk)> {
    if !holds_the_core(matrix, &record.selections) {
        return Vec::new();
    }
    let mut open = BTreeSet::new();
    let mut shown = BTreeSet::new();
    let is_whole = |lane: &LaneRecord| is_whole(matrix, record, lane);
    for (lane, compared) in record.lanes.iter().zip(lanes).filter(|(lane, _)| is_whole(lane)) {
        let engine = lane.profile.engine;
        open.extend(lane.profile.model.quirks.iter().map(|quirk| (engine, quirk)));
        let verdicts = || compared.suites.iter().map(|suite| &suite.verdicts);
        let known = verdicts().flat_map(|verdicts| &verdicts.known);
        let known = known.filter(|known| !known.alone.is_empty()).map(|known| known.quirk);
        let switched = verdicts().flat_map(|verdicts| &verdicts.switched);
        let switched = switched.map(|switched| switched.quirk);
        shown.extend(known.chain(switched).map(|quirk| (engine, quirk)));
    }
    let is_expected = |(engine, quirk): &(EngineKind, Quirk)| {
        let entry = entries.iter().find(|entry| entry.quirk == *quirk);
        let evidence = entry.and_then(|entry| entry.engines.get(engine));
        evidence.is_none_or(|evidence| evidence.proof == QuirkProof::Recorded)
    };
    let open: Vec<_> = open.difference(&shown).copied().filter(is_expected).collect();
    let of_engine = |together: &[(EngineKind, Quirk)]| {
        let engine = together[0].0;
        let quirks = together.iter().map(|(_, quirk)| *quirk).collect();
        let idle = without_a_cell(matrix, engine, quirks);
        idle.into_iter().map(move |quirk| (engine, quirk))
    };
    open.chunk_by(|one, other| one.0 == other.0).flat_map(of_engine).collect()
}

/// Returns whether selections hold the core of every suite.
fn holds_the_core(matrix: &Matrix, selections: &[Selection]) -> bool {
    matrix.suites.values().all(|suite| {
        let core = Selection::core(suite);
        let mut of_suite = selections.iter().filter(|selection| selection.suite() == suite);
        of_suite.any(|selection| selection.intersection(&core).as_ref() == Some(&core))
    })
}

/// Returns whether a lane has all cells that can be played on its profile.
fn is_whole(matrix: &Matrix, record: &RunRecord, lane: &LaneRecord) -> bool {
    let mut suites = record.selections.iter().zip(&lane.observations);
    suites.all(|(selection, observations)| {
        let suite = &selection.suite().name;
        // The topology is the first axis: its cells stand together.
        let of_topologies = observations.chunks(selection.in_topology(0).cells());
        let mut topologies = selection.topologies().zip(of_topologies);
        topologies.all(|((_, topology), observations)| {
            !can_play(matrix, &lane.profile, suite, topology)
                || observations.iter().all(Option::is_some)
        })
    })
}

/// Returns those of some quirks that change no cell of any of their engine's profiles. Small suites
/// are asked first: they know most quirks.
fn without_a_cell(matrix: &Matrix, engine: EngineKind, quirks: Vec<Quirk>) -> Vec<Quirk> {
    let mut open = quirks;
    let mut selections: Vec<Selection> = matrix.suites.values().map(Selection::full).collect();
    selections.sort_by_key(Selection::cells);
    for selection in &selections {
        for profile in matrix.profiles.iter().filter(|profile| profile.engine == engine) {
            for topology in 0..selection.topologies().count() {
                if open.is_empty() {
                    return open;
                }
                let cells = selection.in_topology(topology);
                let trial = QuirkTrial::new(matrix, &cells, profile);
                let of_model = trial.of_model();
                open.retain(|quirk| trial.without(*quirk) == of_model);
            }
        }
    }
    open
}
