//! How long the largest suite takes: 979,200 cells. Run with
//! `cargo bench -p gingersnap-decision-table`.

#[path = "../tests/cookies/mod.rs"]
mod cookies;

use decision_table::{AxisProduct, CellMark, ClassId, DecisionTable, cover, difference};
use divan::Bencher;

fn main() {
    divan::main();
}

fn axes() -> AxisProduct {
    cookies::axes(17)
}

#[divan::bench]
fn reduce(bencher: Bencher<'_, '_>) {
    let (axes, names) = (axes(), cookies::names());
    let outcomes = cookies::outcomes(&axes);
    bencher.bench(|| DecisionTable::reduce(&axes, &outcomes, &names));
}

#[divan::bench]
fn expand(bencher: Bencher<'_, '_>) {
    let table = cookies::table(&axes());
    bencher.bench(|| table.expand());
}

#[divan::bench]
fn write_and_parse(bencher: Bencher<'_, '_>) {
    let table = cookies::table(&axes());
    bencher.bench(|| DecisionTable::parse(table.axes(), &table.to_string()));
}

/// Every outcome is a class: as many rules as there can be.
#[divan::bench]
fn cover_every_outcome(bencher: Bencher<'_, '_>) {
    let axes = axes();
    let marks: Vec<_> = cookies::outcomes(&axes)
        .into_iter()
        .map(|outcome| CellMark::Class(ClassId(outcome.0)))
        .collect();
    bencher.bench(|| cover(&axes, &marks));
}

/// Cells of several classes without any rule among them.
#[divan::bench(args = [10_000, 50_000, 200_000])]
fn cover_noise(bencher: Bencher<'_, '_>, cells: usize) {
    let axes = axes();
    let mut marks = vec![CellMark::Excluded; axes.cells()];
    let mut state = 1_u64;
    for _ in 0..cells {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        marks[(state >> 33) as usize % axes.cells()] =
            CellMark::Class(ClassId((state >> 20) as u32 % 4));
    }
    bencher.bench(|| cover(&axes, &marks));
}

/// Two rules of the model changed, tens of thousands of cells apart.
#[divan::bench]
fn difference_of_two_rules(bencher: Bencher<'_, '_>) {
    let axes = axes();
    let before = cookies::table(&axes);
    let mut outcomes = cookies::outcomes(&axes);
    for (cell, outcome) in outcomes.iter_mut().enumerate() {
        let at = axes.positions(cell);
        if (at[6] == 0 && at[8] == 1) || (at[0] > 9 && at[5] == 2) {
            outcome.0 &= !7;
        }
    }
    let after = DecisionTable::reduce(&axes, &outcomes, &cookies::names())
        .expect("each cell has a named outcome");
    bencher.bench(|| difference(&before, &after));
}
