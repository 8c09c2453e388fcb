//! How cells stand to the standards and to the model of the engine that was played.

use std::fs;
use std::path::Path;

use baselines::{QuirkEntry, QuirkEvidence, QuirkProof, SnapshotScope};
use conformance::{ProjectFiles, RunComparison, compare_record};
use matrix::{EngineKind, Selection};
use run_model::results::RunRecord;
use spec_model::{EngineModel, Quirk, QuirkSet};

/// A suite with a cookie that is stored by all, one for `none-without-secure`, and one that two
/// quirks refuse.
const MATRIX: &str = r#"
schema = 1
unrelated = "https://www.example.org"

[topologies.same-origin]
page = "https://www.example.com"
target = "https://www.example.com"

[axes.credentials.values]
include = { fetch = "include" }

[axes.attributes.values]
secure = { cookie = "Secure" }
insecure = { cookie = "SameSite=None" }
dot = { cookie = "Domain=." }

[suites.small]
summary = "A suite for tests."
axes = ["topology", "credentials", "attributes"]

[engines.chromium.default]
[engines.chromium.quirks]
"#;

/// Judges an engine with the quirks of `model` that does what one with those of `real` would.
fn judge(
    name: &str,
    model: &[Quirk],
    real: &[Quirk],
    entries: &[QuirkEntry],
) -> (RunComparison, Selection) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("verdicts-{name}"));
    fs::create_dir_all(root.join("fixtures")).expect("the folder can be made");
    let quirks: String = model.iter().map(|quirk| format!("{quirk} = {{}}\n")).collect();
    fs::write(root.join("matrix.toml"), MATRIX.to_owned() + &quirks).expect("it can be written");
    let project = ProjectFiles::open(root).expect("the project is good");
    let selection = Selection::full(&project.matrix.suites["small"]);
    let profile = project.matrix.profiles[0].clone();
    let quirks: QuirkSet = real.iter().copied().collect();
    let does = EngineModel { quirks, ..profile.model };
    let observed = oracle::predict_selection(&project.matrix, &selection, &does);
    let mut record = RunRecord::new(vec![selection.clone()], vec![profile]);
    record.lanes[0].observations[0] = observed.into_iter().map(Some).collect();
    let compared = compare_record(&project, entries, &record, SnapshotScope::Full);
    (compared.expect("there are no snapshots"), selection)
}

/// Checks what is said of an engine with the quirks of `model` that does what one with those of
/// `real` would: cells as the standards, known and unknown, then a line for each finding.
#[track_caller]
fn check_verdicts(
    name: &str,
    model: &[Quirk],
    real: &[Quirk],
    counts: (usize, usize, usize),
    findings: &[&str],
) {
    let (compared, selection) = judge(name, model, real, &[]);
    let verdicts = &compared.lanes[0].suites[0].verdicts;
    let found = verdicts.counts;
    assert_eq!((found.agreeing, found.known, found.unknown), counts);
    let known = verdicts.known.iter().map(|known| {
        let ids = |cells: &[usize]| {
            cells.iter().map(|cell| selection.id(*cell)).collect::<Vec<_>>().join(" and ")
        };
        match known.together.as_slice() {
            [] => format!("{} makes {}", known.quirk, ids(&known.alone)),
            together => format!("{} helps to make {}", known.quirk, ids(together)),
        }
    });
    let switched = verdicts.switched.iter().map(ToString::to_string);
    let unknown = verdicts.unknown.iter().map(ToString::to_string);
    let found: Vec<String> = known.chain(switched).chain(unknown).collect();
    assert_eq!(found, findings);
}

const NONE_WITHOUT_SECURE: Quirk = Quirk::NoneWithoutSecure;
const REFUSE_THE_DOT: [Quirk; 2] = [Quirk::DomainDotRefused, Quirk::DomainNeedsAnInnerDot];

#[test]
fn what_the_engines_model_has_is_known_by_its_quirk() {
    check_verdicts(
        "known",
        &[NONE_WITHOUT_SECURE],
        &[NONE_WITHOUT_SECURE],
        (2, 1, 0),
        &["none-without-secure makes \
           small/topology=same-origin/credentials=include/attributes=insecure"],
    );
}

#[test]
fn what_two_quirks_do_alike_is_known_by_both() {
    let cell = "small/topology=same-origin/credentials=include/attributes=dot";
    check_verdicts(
        "together",
        &REFUSE_THE_DOT,
        &REFUSE_THE_DOT,
        (2, 1, 0),
        &[
            &format!("domain-dot-refused helps to make {cell}"),
            &format!("domain-needs-an-inner-dot helps to make {cell}"),
        ],
    );
}

#[test]
fn a_quirk_that_an_engine_lost_is_named_although_its_cells_are_as_the_standards() {
    check_verdicts(
        "gone",
        &[NONE_WITHOUT_SECURE],
        &[],
        (2, 0, 1),
        &["`none-without-secure` seems gone: 1 cell"],
    );
}

#[test]
fn a_quirk_that_an_engine_took_on_is_named() {
    check_verdicts(
        "new",
        &[],
        &[NONE_WITHOUT_SECURE],
        (2, 0, 1),
        &["`none-without-secure` seems new: 1 cell"],
    );
}

#[test]
fn what_no_single_quirk_explains_is_put_into_rules() {
    check_verdicts(
        "unknown",
        &REFUSE_THE_DOT,
        &[],
        (2, 0, 1),
        &["1 cell: cookie where attributes=dot: nothing → stored, sent"],
    );
}

/// Checks which quirks of Chromium's model are said to show in no cell, given that one of them has
/// this proof.
#[track_caller]
fn check_idle(name: &str, model: &[Quirk], quirk: Quirk, proof: QuirkProof, expected: &[Quirk]) {
    let evidence = QuirkEvidence { seen: None, proof, until: None };
    let entry = QuirkEntry {
        quirk,
        reason: "It is so.".to_owned(),
        engines: [(EngineKind::Chromium, evidence)].into(),
        links: Vec::new(),
    };
    let (compared, _) = judge(name, model, model, &[entry]);
    let idle: Vec<Quirk> = compared.idle.iter().map(|(_, quirk)| *quirk).collect();
    assert_eq!(idle, expected);
}

#[test]
fn a_quirk_that_no_cell_shows_is_idle_unless_its_entry_says_so() {
    let model = [NONE_WITHOUT_SECURE, Quirk::MaxAgeWithPlus];
    let idle = Quirk::MaxAgeWithPlus;
    check_idle("idle", &model, idle, QuirkProof::Recorded, &[idle]);
    check_idle("measured", &model, idle, QuirkProof::Measured, &[]);
    check_idle("source", &model, idle, QuirkProof::Source, &[]);
}
