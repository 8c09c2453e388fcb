//! Tables as large as those of real suites stay readable.

#[path = "cookies/mod.rs"]
mod cookies;

use decision_table::{DecisionTable, difference};

#[test]
fn a_table_of_one_topology_fits_on_two_pages() {
    for topology in 0..17 {
        let axes = cookies::axes(17);
        let cells = axes.cells() / 17;
        let outcomes = &cookies::outcomes(&axes)[topology * cells..][..cells];
        let table = DecisionTable::reduce(&cookies::axes(1), outcomes, &cookies::names()).unwrap();
        let text = table.to_string();
        assert!(text.lines().count() < 100, "{} lines:\n{text}", text.lines().count());
        assert_eq!(DecisionTable::parse(&cookies::axes(1), &text).unwrap(), table);
    }
}

#[test]
fn a_table_of_a_million_cells_comes_back() {
    let axes = cookies::axes(17);
    let table = cookies::table(&axes);
    let text = table.to_string();
    assert!(text.lines().count() < 400, "{} lines:\n{text}", text.lines().count());
    let parsed = DecisionTable::parse(&axes, &text).unwrap();
    assert_eq!(parsed, table);
    let names = cookies::names();
    for (outcome, expected) in parsed.expand().into_iter().zip(cookies::outcomes(&axes)) {
        assert_eq!(parsed.name(outcome), names[expected.0 as usize]);
    }
}

#[test]
fn a_changed_rule_is_found_among_a_million_cells() {
    let axes = cookies::axes(17);
    let before = cookies::table(&axes);
    let mut outcomes = cookies::outcomes(&axes);
    // Partitioned cookies without SameSite are no longer stored in t3.
    for (cell, outcome) in outcomes.iter_mut().enumerate() {
        let at = axes.positions(cell);
        if at[0] == 3 && at[6] == 0 && at[8] == 1 && outcome.0 & 1 == 1 {
            outcome.0 &= !7;
        }
    }
    let after = DecisionTable::reduce(&axes, &outcomes, &cookies::names()).unwrap();
    let changes = difference(&before, &after).unwrap();
    let rules: Vec<_> =
        changes.iter().map(|change| format!("{} ({})", change.rule, change.cells)).collect();
    let everywhere_else = ", domain=absent|self, same-site=absent, secure=yes, partitioned=yes";
    let with_credentials =
        "topology=t3, credentials=fetch-include|xhr-with-credentials, preflight=";
    assert_eq!(
        rules,
        [
            format!(
                "{with_credentials}not-needed, \
                 allow-origin=wildcard|null|absent|another-origin|bare-host{everywhere_else} (120)"
            ),
            format!(
                "{with_credentials}not-needed, \
                 allow-credentials=absent|capitalised{everywhere_else} (96)"
            ),
            format!(
                "{with_credentials}not-needed|like-response, allow-origin=exact, \
                 allow-credentials=true{everywhere_else} (16)"
            ),
        ]
    );
}
