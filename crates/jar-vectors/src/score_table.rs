//! The scores of jars beside each other, as tables in Markdown.

use std::collections::{BTreeMap, BTreeSet};

use crate::jar_score::{DisagreementKind, JarDisagreement, JarScore};
use crate::recorded_vector::RecordedVector;

/// Returns the scores of jars beside each other as two tables: how many vectors they answer as the
/// standards, and what the others belong to.
pub fn score_tables(jars: &[(&str, JarScore<'_>)]) -> String {
    let mut text = "| jar | vectors | as the standards | by a choice | by a quirk | alone |\n\
                    | --- | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for (name, score) in jars {
        let of = |kind| disagreements(score).filter(|(_, one)| one.kind() == kind).count();
        let [choices, quirks, own] =
            [DisagreementKind::Choice, DisagreementKind::Quirk, DisagreementKind::Own].map(of);
        let all = score.vectors.len();
        let agreed = all - choices - quirks - own;
        let percent = agreed as f64 * 100.0 / all.max(1) as f64;
        text.push_str(&format!(
            "| {name} | {all} | {agreed} ({percent:.1} %) | {choices} | {quirks} | {own} |\n"
        ));
    }
    text.push_str(&table_of_names(jars));
    text
}

fn table_of_names(jars: &[(&str, JarScore<'_>)]) -> String {
    let counts: Vec<BTreeMap<(DisagreementKind, String), usize>> =
        jars.iter().map(|(_, score)| counts(score)).collect();
    let rows: BTreeSet<&(DisagreementKind, String)> =
        counts.iter().flat_map(BTreeMap::keys).collect();
    let names: Vec<&str> = jars.iter().map(|(name, _)| *name).collect();
    let mut text = format!("\n| | what it belongs to | {} |\n", names.join(" | "));
    text.push_str(&format!("| --- | --- |{}\n", " ---: |".repeat(jars.len())));
    for row in rows {
        let (kind, name) = row;
        let kind = match kind {
            DisagreementKind::Choice => "choice",
            DisagreementKind::Quirk => "quirk",
            DisagreementKind::Own => "alone",
        };
        let count = |of_jar: &BTreeMap<_, usize>| of_jar.get(row).map(usize::to_string);
        let cells: Vec<String> = counts.iter().map(|one| count(one).unwrap_or_default()).collect();
        text.push_str(&format!("| {kind} | {name} | {} |\n", cells.join(" | ")));
    }
    text
}

fn counts(score: &JarScore<'_>) -> BTreeMap<(DisagreementKind, String), usize> {
    let mut counts = BTreeMap::new();
    for (vector, one) in disagreements(score) {
        *counts.entry((one.kind(), one.name(vector))).or_default() += 1;
    }
    counts
}

fn disagreements<'a>(
    score: &'a JarScore<'_>,
) -> impl Iterator<Item = (&'a RecordedVector, &'a JarDisagreement)> {
    score.vectors.iter().filter_map(|(vector, one)| Some((*vector, one.as_ref()?)))
}
