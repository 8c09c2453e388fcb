use super::*;
use crate::{AxisProduct, DecisionTable, OutcomeId, RestrictionError, TableAxis};

fn axes() -> AxisProduct {
    AxisProduct::new(vec![
        TableAxis::new("credentials", ["omit", "include", "xhr"]),
        TableAxis::new("topology", ["a", "b", "c", "d", "e", "f", "g"]),
        TableAxis::new("same-site", ["none", "lax", "strict"]),
        TableAxis::new("secure", ["no", "yes"]),
    ])
    .unwrap()
}

/// Makes the table of what `outcome` says of the positions of each cell's values.
fn table(outcome: impl Fn(&[usize]) -> &'static str) -> DecisionTable {
    let axes = axes();
    let names: Vec<_> = (0..axes.cells()).map(|cell| outcome(&axes.positions(cell))).collect();
    let ids: Vec<_> = (0..axes.cells() as u32).map(OutcomeId).collect();
    DecisionTable::reduce(&axes, &ids, &names).unwrap()
}

#[track_caller]
fn check_text(table: &DecisionTable, text: &str) {
    assert_eq!(table.to_string(), text);
    assert_eq!(&DecisionTable::parse(table.axes(), text).unwrap(), table);
}

#[track_caller]
fn check_error(text: &str, error: &ParseTableError) {
    assert_eq!(DecisionTable::parse(&axes(), text).as_ref(), Err(error));
}

#[test]
fn one_outcome_is_one_line() {
    check_text(&table(|_| "nothing: at all"), "always: nothing: at all\n");
}

#[test]
fn values_with_equal_subtrees_stand_in_one_group() {
    let table = table(|at| if at[2] == 1 { "sent" } else { "nothing" });
    check_text(&table, "same-site=none|strict: nothing\nsame-site=lax: sent\n");
}

#[test]
fn a_set_that_lacks_few_of_many_values_is_written_by_them() {
    let table = table(|at| if at[1] == 2 { "sent" } else { "nothing" });
    check_text(&table, "topology=all 7 but c: nothing\ntopology=c: sent\n");
}

#[test]
fn a_long_subtree_in_several_places_is_a_section() {
    let table = table(|at| match (at[0], at[1], at[2], at[3]) {
        (0, ..) | (1, 6, ..) => "nothing",
        (1, 0, ..) => "as in [same-site-1]",
        (_, 5, 2, 1) => "sent",
        (_, _, 0, 0) => "stored",
        (_, _, 1, 1) => "sent",
        _ => "nothing",
    });
    // The two lines on `secure` stand in several places too, and are written there.
    check_text(
        &table,
        "credentials=omit: nothing
credentials=include:
  topology=a: as in [same-site-1]
  topology=b|c|d|e as in [same-site-1]
  topology=f as in [same-site-2]
  topology=g: nothing
credentials=xhr:
  topology=all 7 but f as in [same-site-1]
  topology=f as in [same-site-2]

[same-site-1]
same-site=none:
  secure=no: stored
  secure=yes: nothing
same-site=lax:
  secure=no: nothing
  secure=yes: sent
same-site=strict: nothing

[same-site-2]
same-site=none:
  secure=no: stored
  secure=yes: nothing
same-site=lax|strict:
  secure=no: nothing
  secure=yes: sent
",
    );
}

#[test]
fn a_table_that_is_written_longer_is_reduced() {
    let long = "topology=a|b:\n  secure=no: x\n  secure=yes: x\ntopology=c|d|e: x\ntopology=f|g \
     as in [s]\n\n[s]\nsecure=yes: x\nsecure=no: x\n";
    assert_eq!(DecisionTable::parse(&axes(), long).unwrap().to_string(), "always: x\n");
}

#[test]
fn every_value_is_decided_once() {
    check_error(
        "same-site=none: x\nsame-site=lax: y\n",
        &ParseTableError::Undecided { line: 1, values: "same-site=strict".into() },
    );
    let twice = ParseTableError::DecidedTwice { line: 2, values: "same-site=none".into() };
    check_error("same-site=none|lax: x\nsame-site=strict|none: y\n", &twice);
}

#[test]
fn names_are_known() {
    let source = RestrictionError::UnknownValue { axis: "secure".into(), value: "maybe".into() };
    check_error(
        "secure=maybe: x\n",
        &ParseTableError::Restriction { line: 1, text: "secure=maybe".into(), source },
    );
    let source = RestrictionError::UnknownAxis { axis: "domain".into() };
    check_error(
        "\ndomain=self: x\n",
        &ParseTableError::Restriction { line: 2, text: "domain=self".into(), source },
    );
}

#[test]
fn an_added_value_is_not_taken_in_unseen() {
    let source =
        RestrictionError::OtherCount { axis: "topology".into(), written: "6".into(), count: 7 };
    let text = "topology=all 6 but a";
    check_error(
        &format!("{text}: x\ntopology=a: y\n"),
        &ParseTableError::Restriction { line: 1, text: text.into(), source },
    );
}

#[test]
fn axes_come_in_order() {
    let error =
        ParseTableError::AxisOrder { line: 2, axis: "same-site".into(), above: "secure".into() };
    check_error("secure=no:\n  same-site=none: x\n", &error);
    let error =
        ParseTableError::AxisOrder { line: 1, axis: "secure".into(), above: "secure".into() };
    check_error(
        "secure=no as in [a]\nsecure=yes: x\n[a]\nsecure=no as in [a]\nsecure=yes: x\n",
        &error,
    );
    let error =
        ParseTableError::MixedAxes { line: 2, axis: "secure".into(), expected: "same-site".into() };
    check_error("same-site=none: x\nsecure=no: x\n", &error);
}

#[test]
fn sections_and_references_match() {
    check_error(
        "secure=no: x\nsecure=yes as in [a]\n",
        &ParseTableError::UnknownSection { line: 2, section: "a".into() },
    );
    let tail = "[a]\nsecure=no: x\nsecure=yes: y\n";
    check_error(
        &format!("secure=no: x\nsecure=yes: y\n{tail}"),
        &ParseTableError::UnusedSection { line: 3, section: "a".into() },
    );
    let twice = format!("same-site=none: x\nsame-site=lax|strict as in [a]\n{tail}{tail}");
    check_error(&twice, &ParseTableError::RepeatedSection { line: 6, section: "a".into() });
}

#[test]
fn each_line_is_as_deep_as_its_place() {
    check_error("", &ParseTableError::Empty);
    check_error(
        "  secure=no: x\n",
        &ParseTableError::Indentation { line: 1, indent: 2, expected: 0 },
    );
    check_error(
        "same-site=none:\n   secure=no: x\n",
        &ParseTableError::Indentation { line: 2, indent: 3, expected: 2 },
    );
    check_error(
        "same-site=none:\n secure=no: x\n",
        &ParseTableError::Indentation { line: 2, indent: 1, expected: 2 },
    );
    check_error(
        "secure=no: x\nsecure=yes: y\n  same-site=lax: x\n",
        &ParseTableError::Indentation { line: 3, indent: 2, expected: 0 },
    );
}

#[test]
fn each_group_is_followed_by_something() {
    check_error("secure=no:\nsecure=yes: y\n", &ParseTableError::NoOutcome { line: 1 });
    check_error(
        "secure=no: x\nsecure=yes as in [a]\n[a]\n",
        &ParseTableError::NoOutcome { line: 3 },
    );
    check_error("secure=no\n", &ParseTableError::Unreadable { line: 1, text: "secure=no".into() });
    check_error("[a]\n", &ParseTableError::Empty);
    check_error("always: x\nalways: y\n", &ParseTableError::BehindAlways { line: 2 });
}
