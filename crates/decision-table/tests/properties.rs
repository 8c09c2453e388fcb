//! What holds for any product and any outcomes.

use std::collections::BTreeSet;

use decision_table::{
    AxisProduct, CellMark, ClassId, CoveringRule, DecisionTable, OutcomeId, Rule, TableAxis, cover,
    difference,
};
use proptest::prelude::*;

const NAMES: [&str; 5] = ["nothing", "stored: yes, sent", "as in [b-1]", "[c-1]", "=|x, always: y"];

fn any_axes() -> impl Strategy<Value = AxisProduct> {
    prop::collection::vec(1_usize..=8, 1..=5).prop_map(|sizes| {
        let axis = |(number, size): (usize, usize)| {
            TableAxis::new(
                ["a", "b", "c", "d", "e"][number],
                (0..size).map(|value| format!("v{value}")),
            )
        };
        AxisProduct::new(sizes.into_iter().enumerate().map(axis).collect())
            .expect("the names are valid and stand there once")
    })
}

/// A rule, and a number that its cells are overlaid with.
fn any_overlay(axes: &AxisProduct) -> impl Strategy<Value = (Rule, u32)> + use<> {
    let axes = axes.clone();
    let restrictions: Vec<_> = axes
        .iter()
        .map(|axis| prop::sample::subsequence(axis.values.clone(), 1..=axis.values.len()))
        .collect();
    (restrictions, 0_u32..5).prop_map(move |(values, number)| {
        let text: Vec<_> = axes
            .iter()
            .zip(values)
            .map(|(axis, values)| format!("{}={}", axis.name, values.join("|")))
            .collect();
        (Rule::parse(&axes, &text.join(", ")).expect("each axis has some of its values"), number)
    })
}

/// Numbers for all cells: some as they come, some as rules lay them over one another.
fn any_numbers(axes: &AxisProduct) -> impl Strategy<Value = Vec<u32>> + use<> {
    let cells = axes.cells();
    let random = prop::collection::vec(0_u32..5, cells);
    let structured = prop::collection::vec(any_overlay(axes), 0..8).prop_map(move |overlays| {
        let mut numbers = vec![0; cells];
        for (rule, number) in overlays {
            rule.iter().for_each(|cell| numbers[cell] = number);
        }
        numbers
    });
    prop_oneof![1 => random, 3 => structured]
}

fn any_cells() -> impl Strategy<Value = (AxisProduct, Vec<u32>)> {
    any_axes().prop_flat_map(|axes| (Just(axes.clone()), any_numbers(&axes)))
}

fn any_two_tables() -> impl Strategy<Value = (DecisionTable, DecisionTable)> {
    any_axes()
        .prop_flat_map(|axes| (Just(axes.clone()), any_numbers(&axes), any_numbers(&axes)))
        .prop_map(|(axes, before, after)| (table(&axes, &before), table(&axes, &after)))
}

fn table(axes: &AxisProduct, numbers: &[u32]) -> DecisionTable {
    let outcomes: Vec<_> = numbers.iter().copied().map(OutcomeId).collect();
    DecisionTable::reduce(axes, &outcomes, &NAMES).expect("each cell has a named outcome")
}

fn marks(numbers: &[u32]) -> Vec<CellMark> {
    let mark = |number: &u32| match number {
        0 => CellMark::Excluded,
        1 => CellMark::Optional,
        class => CellMark::Class(ClassId(*class)),
    };
    numbers.iter().map(mark).collect()
}

proptest! {
    #[test]
    fn text_gives_every_cell_back((axes, numbers) in any_cells()) {
        let table = table(&axes, &numbers);
        let parsed = DecisionTable::parse(&axes, &table.to_string()).unwrap();
        prop_assert_eq!(&parsed, &table);
        let expanded: Vec<_> = parsed
            .expand()
            .into_iter()
            .map(|outcome| parsed.name(outcome).to_owned())
            .collect();
        let expected: Vec<_> = numbers.iter().map(|&number| NAMES[number as usize]).collect();
        prop_assert_eq!(expanded, expected);
        let is_same = |cell: usize| parsed.outcome(cell) == NAMES[numbers[cell] as usize];
        prop_assert!((0..axes.cells()).all(is_same));
    }

    #[test]
    fn equal_outcomes_give_equal_text((axes, numbers) in any_cells()) {
        let table = table(&axes, &numbers);
        let again = DecisionTable::reduce(&axes, &table.expand(), table.outcomes()).unwrap();
        prop_assert_eq!(&again, &table);
        // The same names, numbered the other way round and each of them twice.
        let names: Vec<_> = NAMES.iter().rev().chain(NAMES.iter().rev()).collect();
        let renumber = |(cell, &number): (usize, &u32)| {
            OutcomeId(4 - number + if cell % 2 == 0 { 5 } else { 0 })
        };
        let outcomes: Vec<_> = numbers.iter().enumerate().map(renumber).collect();
        let renumbered = DecisionTable::reduce(&axes, &outcomes, &names).unwrap();
        prop_assert_eq!(renumbered.to_string(), table.to_string());
    }

    #[test]
    fn parsing_any_lines_ends(lines in prop::collection::vec("( ){0,4}(a=v0|a=v1|b=v0|[a-c]=all 2 \
     but v0|always|\\[a-1\\])(:|: x| as in \\[a-1\\])?", 0..8)) {
        let axes = ["a", "b"].map(|name| TableAxis::new(name, ["v0", "v1"]));
        let axes = AxisProduct::new(axes.to_vec()).unwrap();
        if let Ok(table) = DecisionTable::parse(&axes, &lines.join("\n")) {
            prop_assert_eq!(DecisionTable::parse(&axes, &table.to_string()).unwrap(), table);
        }
    }

    #[test]
    fn rules_cover_their_class_exactly((axes, numbers) in any_cells()) {
        let marks = marks(&numbers);
        let findings = cover(&axes, &marks).unwrap();
        for CoveringRule { class, rule, cells, example } in &findings {
            prop_assert_eq!(&Rule::parse(&axes, &rule.to_string()).unwrap(), rule);
            let is_own = |cell: &usize| marks[*cell] == CellMark::Class(*class);
            let own: Vec<_> = rule.iter().filter(is_own).collect();
            prop_assert_eq!((own.len(), own[0]), (*cells, *example));
            let may_cover = |cell| is_own(&cell) || marks[cell] == CellMark::Optional;
            prop_assert!(rule.iter().all(may_cover));
        }
        let covered: BTreeSet<_> =
            findings.iter().flat_map(|finding| finding.rule.iter()).collect();
        let is_done =
            |cell| covered.contains(&cell) || !matches!(marks[cell], CellMark::Class(_));
        prop_assert!((0..axes.cells()).all(is_done));
    }

    #[test]
    fn no_rule_of_a_cover_is_needless((axes, numbers) in any_cells()) {
        let marks = marks(&numbers);
        let findings = cover(&axes, &marks).unwrap();
        for needless in &findings {
            let is_other =
                |other: &&CoveringRule| other.class == needless.class && *other != needless;
            let others: Vec<_> = findings.iter().filter(is_other).collect();
            let mut own =
                needless.rule.iter().filter(|&cell| matches!(marks[cell], CellMark::Class(_)));
            let is_needed = |cell| !others.iter().any(|other| other.rule.contains(cell));
            prop_assert!(own.any(is_needed));
        }
    }

    #[test]
    fn a_rule_is_found_again(overlay in any_axes().prop_flat_map(|axes| any_overlay(&axes))) {
        let (rule, _) = overlay;
        let mut marks = vec![CellMark::Excluded; rule.axes().cells()];
        rule.iter().for_each(|cell| marks[cell] = CellMark::Class(ClassId(7)));
        let findings = cover(rule.axes(), &marks).unwrap();
        prop_assert_eq!(findings.len(), 1);
        prop_assert_eq!(&findings[0].rule, &rule);
    }

    #[test]
    fn changes_lead_from_one_table_to_the_other((before, after) in any_two_tables()) {
        let cells = 0..before.axes().cells();
        let mut outcomes: Vec<_> = cells.map(|cell| before.outcome(cell).to_owned()).collect();
        for change in difference(&before, &after).unwrap() {
            prop_assert_eq!(change.rule.cells(), change.cells);
            prop_assert!(change.before != change.after);
            for cell in change.rule.iter() {
                prop_assert_eq!(before.outcome(cell), &change.before);
                outcomes[cell].clone_from(&change.after);
            }
        }
        prop_assert!((0..outcomes.len()).all(|cell| outcomes[cell] == after.outcome(cell)));
    }
}
