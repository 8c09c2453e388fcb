//! A disagreement is named by what it belongs to.

use std::sync::LazyLock;

use diagnosis::Recordings;
use jar_vectors::{DisagreementKind, JarScore, RecordedVector, recorded_vectors, score_tables};
use serde_json::{Value, json};

static VECTORS: LazyLock<Vec<RecordedVector>> =
    LazyLock::new(|| recorded_vectors(Recordings::built_in()));

/// The vectors that one page of `www.example.com` shows, by the end of their ids.
fn vectors(ends: &[&str]) -> Vec<RecordedVector> {
    let is_wanted = |vector: &&RecordedVector| {
        vector.id.contains("topology=same-origin")
            && ends.iter().any(|end| vector.id.ends_with(end))
    };
    let mut wanted: Vec<RecordedVector> = VECTORS.iter().filter(is_wanted).cloned().collect();
    wanted.retain(|vector| !vector.id.contains("cookie-set-by=script"));
    wanted
}

/// Returns the answer of the standards, as a jar gives it.
fn standard(vector: &RecordedVector) -> Value {
    let kept = vector.standard().kept.iter();
    let kept = kept.map(|kept| json!({ "cookie": kept.cookie, "days": kept.days }));
    json!({
        "id": vector.id,
        "kept": kept.collect::<Vec<_>>(),
        "cookies": vector.standard().cookies,
    })
}

/// Returns the answer of a jar that keeps and gives these texts.
fn keeps(vector: &RecordedVector, cookies: &[&str]) -> Value {
    let kept = cookies.iter().map(|cookie| json!({ "cookie": cookie, "days": null }));
    let given = cookies.join("; ");
    json!({
        "id": vector.id,
        "kept": kept.collect::<Vec<_>>(),
        "cookies": [given.clone(), given.clone(), given],
    })
}

fn own(name: &str) -> (DisagreementKind, &str) {
    (DisagreementKind::Own, name)
}

#[track_caller]
fn check_named(end: &str, cookies: &[&str], expected: (DisagreementKind, &str)) {
    let vectors = vectors(&[end]);
    let [vector] = vectors.as_slice() else { panic!("{} vectors end so", vectors.len()) };
    let score =
        JarScore::read(&vectors, &keeps(vector, cookies).to_string()).expect("they are answers");
    let disagreement = score.vectors[0].1.as_ref().expect("it disagrees");
    assert_eq!((disagreement.kind(), disagreement.name(vector).as_str()), expected);
}

#[test]
fn a_disagreement_is_named_by_the_quirk_or_the_choice_that_has_it_too() {
    let quirk = |name| (DisagreementKind::Quirk, name);
    let choice = |name| (DisagreementKind::Choice, name);
    let none = "same-site-form=none/secure=no";
    check_named(none, &["c0=1-0.0"], quirk("`none-without-secure`"));
    let partitioned = "flag-form=partitioned";
    check_named(partitioned, &["c0=1-0.0"], choice("`partitioned-attribute = \"ignored\"`"));
    check_named(
        "domain-form=public-suffix",
        &["c0=1-0.0"],
        own("keeps what `public-suffix` refuses"),
    );
}

#[test]
fn what_nobody_else_has_is_named_by_the_rule() {
    check_named(
        "credentialed/replacement=same-value",
        &["c0=1-0.0"],
        own("takes other cookies for the same (§5.7 step 23)"),
    );
    check_named("domain-form=absent", &["c0=x"], own("reads name or value otherwise (§5.6)"));
    check_named("domain-form=absent", &[], own("refuses what the standards keep (§5.7)"));
    let twice = "credentialed/replacement=other-name-case";
    let swapped = &["Xc0=1-0.0o", "xc0=1-0.0"];
    check_named(twice, swapped, own("gives other cookies, or in another order (§5.8.3)"));
}

#[test]
fn a_jar_is_asked_what_it_has_an_interface_for() {
    let vectors = vectors(&["domain-form=absent", "domain-form=empty"]);
    assert_eq!(vectors.len(), 2);
    let without_scripts = json!({
        "id": vectors[0].id,
        "kept": [{ "cookie": "c0=1-0.0", "days": null }],
        "cookies": ["c0=1-0.0", null, null],
    });
    let answers = format!("{without_scripts}\n{}\n", json!({ "id": vectors[1].id }));
    let score = JarScore::read(&vectors, &answers).unwrap();
    assert_eq!(score.vectors.len(), 1);
    assert!(score.vectors[0].1.is_none());
}

#[track_caller]
fn check_refused(answers: &str, expected: &str) {
    let vectors = vectors(&["domain-form=absent"]);
    assert_eq!(
        JarScore::read(&vectors, answers).expect_err("they do not belong").to_string(),
        expected
    );
}

#[test]
fn answers_that_do_not_belong_to_the_vectors_are_refused() {
    let vector = &vectors(&["domain-form=absent"])[0];
    let id = &vector.id;
    let missing = "has no answer; a jar that cannot take a line keeps nothing";
    check_refused("", &format!("`{id}` {missing}"));
    check_refused("{}", "line 1: expected `id`, `kept` and `cookies`");
    let unknown = "is no vector, or has another number of questions; write the vectors again";
    check_refused(
        &format!("{}\n{}", standard(vector), json!({ "id": "x" })),
        &format!("`x` {unknown}"),
    );
    let short = json!({ "id": id, "kept": [], "cookies": [] });
    check_refused(&short.to_string(), &format!("`{id}` {unknown}"));
}

#[test]
fn tables_count_each_disagreement_once() {
    let vectors =
        vectors(&["domain-form=absent", "same-site-form=none/secure=no", "flag-form=partitioned"]);
    let agreeing: Vec<String> = vectors.iter().map(|vector| standard(vector).to_string()).collect();
    let keeping: Vec<String> =
        vectors.iter().map(|vector| keeps(vector, &["c0=1-0.0"]).to_string()).collect();
    let read = |answers: Vec<String>| JarScore::read(&vectors, &answers.join("\n")).unwrap();
    let tables = score_tables(&[("one", read(agreeing)), ("other", read(keeping))]);
    insta::assert_snapshot!(tables, @r#"
    | jar | vectors | as the standards | by a choice | by a quirk | alone |
    | --- | ---: | ---: | ---: | ---: | ---: |
    | one | 3 | 3 (100.0 %) | 0 | 0 | 0 |
    | other | 3 | 1 (33.3 %) | 1 | 1 | 0 |

    | | what it belongs to | one | other |
    | --- | --- | ---: | ---: |
    | choice | `partitioned-attribute = "ignored"` |  | 1 |
    | quirk | `none-without-secure` |  | 1 |
    "#);
}
