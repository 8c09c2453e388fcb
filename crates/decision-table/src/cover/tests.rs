use super::*;
use crate::TableAxis;

fn axes() -> AxisProduct {
    AxisProduct::new(vec![
        TableAxis::new("topology", ["same-origin", "siblings", "cross-site", "aba-frame"]),
        TableAxis::new("same-site", ["none", "lax", "strict"]),
        TableAxis::new("secure", ["no", "yes"]),
    ])
    .unwrap()
}

/// Checks the rules for the cells that `mark` says of the positions of their values; `rules` come
/// with class and cells.
#[track_caller]
fn check_cover(mark: impl Fn(usize, usize, usize) -> CellMark, rules: &[(u32, usize, &str)]) {
    let axes = axes();
    let marks: Vec<_> = (0..axes.cells())
        .map(|cell| axes.positions(cell))
        .map(|at| mark(at[0], at[1], at[2]))
        .collect();
    let findings = cover(&axes, &marks).unwrap();
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.class.0, finding.cells, finding.rule.to_string()))
        .collect();
    let expected: Vec<_> =
        rules.iter().map(|&(class, cells, rule)| (class, cells, rule.to_owned())).collect();
    assert_eq!(found, expected);
    for CoveringRule { class, rule, example, .. } in findings {
        assert_eq!(rule.iter().find(|&cell| marks[cell] == CellMark::Class(class)), Some(example));
    }
}

const ONE: CellMark = CellMark::Class(ClassId(1));
const TWO: CellMark = CellMark::Class(ClassId(2));

#[test]
fn nothing_to_cover_needs_no_rule() {
    check_cover(|_, _, _| CellMark::Excluded, &[]);
    check_cover(|_, _, _| CellMark::Optional, &[]);
}

#[test]
fn everything_is_one_rule() {
    check_cover(|_, _, _| ONE, &[(1, 24, "everywhere")]);
}

#[test]
fn rules_of_one_class_may_overlap() {
    let mark =
        |topology, _, secure| if topology == 1 || secure == 0 { ONE } else { CellMark::Excluded };
    check_cover(mark, &[(1, 12, "secure=no"), (1, 6, "topology=siblings")]);
}

#[test]
fn rules_of_different_classes_do_not_overlap() {
    let mark = |topology, _, secure| match (topology, secure) {
        (1, _) => TWO,
        (_, 0) => ONE,
        _ => CellMark::Excluded,
    };
    check_cover(
        mark,
        &[
            (1, 9, "topology=same-origin|cross-site|aba-frame, secure=no"),
            (2, 6, "topology=siblings"),
        ],
    );
}

#[test]
fn optional_cells_are_covered_where_that_makes_a_rule_smaller() {
    let mark = |topology, same_site, secure| match (topology, same_site, secure) {
        (0 | 3, 0, 1) => ONE,
        (_, 0, 1) | (2, 1, _) => CellMark::Optional,
        _ => CellMark::Excluded,
    };
    check_cover(mark, &[(1, 2, "same-site=none, secure=yes")]);
}

#[test]
fn a_rule_that_others_make_needless_is_left_out() {
    // The first choice is the block of four cells in the middle, and four rules then cover all of
    // it besides their own cells.
    let mark = |topology, same_site, secure| match (topology, same_site, secure) {
        (1 | 2, 0 | 1, 0) | (0, 0, 0) | (3, 1, 0) | (1, 1, 1) | (2, 0, 1) => ONE,
        _ => CellMark::Excluded,
    };
    check_cover(
        mark,
        &[
            (1, 3, "topology=same-origin|siblings|cross-site, same-site=none, secure=no"),
            (1, 3, "topology=siblings|cross-site|aba-frame, same-site=lax, secure=no"),
            (1, 2, "topology=siblings, same-site=lax"),
            (1, 2, "topology=cross-site, same-site=none"),
        ],
    );
}

#[test]
fn there_is_a_mark_for_each_cell() {
    assert_eq!(cover(&axes(), &[ONE]), Err(CoverError::CellCount { expected: 24, actual: 1 }));
}
