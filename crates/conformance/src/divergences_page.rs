//! `docs/divergences.md`: where engines differ from the standards, made from runs.

use std::fmt;
use std::path::PathBuf;

use baselines::{
    DivergenceCounts, DivergencePlace, KnownDivergence, MatchedDivergence, PlaceNumber,
};
use matrix::EngineKind;

use crate::baseline::{compare_record, scope_of};
use crate::project::ProjectFiles;
use crate::regenerate::RegenerateError;
use crate::run_folder::read_run;

/// What one lane of one run showed.
#[derive(Clone, Debug)]
struct LaneDivergences {
    name: String,
    version: String,
    date: String,
    counts: DivergenceCounts,
    /// Each place that the lane showed, with the id of a cell.
    matched: Vec<(MatchedDivergence, String)>,
}

impl LaneDivergences {
    /// Returns what the lane showed at a place: its name, how much, and the id of a cell.
    fn at(&self, at: PlaceNumber) -> impl Iterator<Item = (&str, &MatchedDivergence, &str)> {
        let matched = self.matched.iter().filter(move |(matched, _)| matched.at == at);
        matched.map(|(matched, example)| (self.name.as_str(), matched, example.as_str()))
    }
}

/// The page on divergences.
#[derive(Clone, Debug)]
pub struct DivergencesPage {
    lanes: Vec<LaneDivergences>,
    known: Vec<KnownDivergence>,
}

/// Returns the page on divergences, made from the runs in these folders.
///
/// # Errors
/// Where a folder holds no run, or a file of the project is wrong.
pub fn divergences_page(
    project: &ProjectFiles,
    folders: &[PathBuf],
) -> Result<DivergencesPage, RegenerateError> {
    let known = project.known_divergences()?;
    let store = project.snapshots();
    let mut lanes = Vec::new();
    for folder in folders {
        let (record, summary) = read_run(&project.matrix, folder)?;
        let scope = scope_of(&record);
        let comparison = compare_record(&project.matrix, &store, &record, scope, &known)?;
        let compared = record.lanes.iter().zip(&comparison.lanes).zip(&summary.engines);
        for ((lane, compared), engine) in compared {
            if lane.profile.engine == EngineKind::Reference {
                continue;
            }
            let suites = record.selections.iter().zip(&compared.suites);
            let matched = suites.flat_map(|(selection, suite)| {
                suite.matched.iter().map(|matched| (*matched, selection.id(matched.example)))
            });
            let version = engine.version.as_ref().map(|version| version.browser.clone());
            lanes.push(LaneDivergences {
                name: lane.profile.to_string(),
                version: version.unwrap_or_default(),
                date: summary.started.chars().take(10).collect(),
                counts: compared.divergences(),
                matched: matched.collect(),
            });
        }
    }
    lanes.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(DivergencesPage { lanes, known })
}

impl fmt::Display for DivergencesPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "# Where engines differ from the standards\n\n\
             Made by `cargo xtask divergences RUN…` from runs of `cargo xtask run-matrix`, some \
             with `--full`. The standards\n\
             are RFC 6265bis-22, CHIPS and Fetch, with each profile's policy from `matrix.toml`. \
             Reasons and rules come from\n\
             `fixtures/divergences.toml`.\n\n\
             | engine | version | date | cells | as the standards | known divergences | unknown \
             |\n\
             | --- | --- | --- | ---: | ---: | ---: | ---: |\n",
        )?;
        for LaneDivergences { name, version, date, counts, .. } in &self.lanes {
            let DivergenceCounts { agreeing, known, unknown } = counts;
            let cells = agreeing + known + unknown;
            writeln!(
                f,
                "| {name} | {version} | {date} | {cells} | {agreeing} | {known} | {unknown} |"
            )?;
        }
        writeln!(f, "\n| divergence | engine | cells | why |\n| --- | --- | ---: | --- |")?;
        for (number, KnownDivergence { id, engine, reason, .. }) in self.known.iter().enumerate() {
            let cells = self.cells_of(number);
            writeln!(f, "| [{id}](#{id}) | {engine} | {cells} | {reason} |")?;
        }
        (0..self.known.len()).try_for_each(|number| self.write_divergence(f, number))
    }
}

impl DivergencesPage {
    /// Returns in how many cells of all lanes a divergence shows.
    fn cells_of(&self, divergence: usize) -> usize {
        let matched = self.lanes.iter().flat_map(|lane| &lane.matched);
        let of_this = matched.filter(|(matched, _)| matched.at.divergence == divergence);
        of_this.map(|(matched, _)| matched.cells).sum()
    }

    fn write_divergence(&self, f: &mut fmt::Formatter<'_>, number: usize) -> fmt::Result {
        let divergence = &self.known[number];
        writeln!(f, "\n## {}\n\n{}\n", divergence.id, divergence.reason)?;
        writeln!(f, "- {}, {}", divergence.engine, divergence.versions)?;
        if let Some(bug) = &divergence.bug {
            writeln!(f, "- bug: <{bug}>")?;
        }
        for (place_number, place) in divergence.places.iter().enumerate() {
            write_place(f, place)?;
            let at = PlaceNumber { divergence: number, place: place_number };
            for (lane, matched, example) in self.lanes.iter().flat_map(|lane| lane.at(at)) {
                match matched.cells {
                    1 => writeln!(f, "  - {lane}: 1 cell, `{example}`")?,
                    cells => writeln!(f, "  - {lane}: {cells} cells, such as `{example}`")?,
                }
            }
        }
        Ok(())
    }
}

fn write_place(f: &mut fmt::Formatter<'_>, place: &DivergencePlace) -> fmt::Result {
    let rules: Vec<String> = place.rules.iter().map(|rule| format!("`{rule}`")).collect();
    writeln!(
        f,
        "- `{}`, {}, where {}: the standards have {}, the engine does {}",
        place.suite,
        place.part,
        rules.join(" or "),
        place.expected.as_deref().unwrap_or("anything"),
        place.observed.as_deref().unwrap_or("anything"),
    )
}
