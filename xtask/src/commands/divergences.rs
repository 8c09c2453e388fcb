//! `cargo xtask divergences`: docs/divergences.md, made from runs.

use std::fmt::Write;

use baselines::{DivergencePlace, KnownDivergence, MatchedDivergence, PlaceNumber};

use super::judging::{judge_record, known_divergences};
use super::run_directory;
use crate::cli::Divergences;
use crate::exit::{Exit, Failure};
use crate::{print, project};

/// What one lane of one run showed.
struct Lane {
    name: String,
    version: String,
    date: String,
    counts: baselines::DivergenceCounts,
    seen: Vec<(MatchedDivergence, String)>,
}

impl Lane {
    /// Returns what was seen at a place: the lane's name, how much, and the id of a cell.
    fn seen_at(&self, at: PlaceNumber) -> impl Iterator<Item = (&str, &MatchedDivergence, &str)> {
        let seen = self.seen.iter().filter(move |(seen, _)| seen.at == at);
        seen.map(|(seen, example)| (self.name.as_str(), seen, example.as_str()))
    }
}

pub(crate) fn run(arguments: &Divergences) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let known = known_divergences(&matrix)?;
    let mut lanes = Vec::new();
    for directory in &arguments.runs {
        let (record, summary) = run_directory::read(&matrix, directory)?;
        let scope = run_directory::scope_of(&record);
        let comparison = judge_record(&matrix, &record, scope, &known)?;
        for ((lane, judged), engine) in
            record.lanes.iter().zip(&comparison.lanes).zip(&summary.engines)
        {
            if lane.profile.engine == matrix::EngineKind::Reference {
                continue;
            }
            let seen = record.selections.iter().zip(&judged.suites);
            let seen = seen.flat_map(|(selection, suite)| {
                suite.matched.iter().map(|seen| (*seen, selection.id(seen.example)))
            });
            lanes.push(Lane {
                name: lane.profile.to_string(),
                version: engine
                    .version
                    .as_ref()
                    .map_or_else(String::new, |version| version.browser.clone()),
                date: summary.started.chars().take(10).collect(),
                counts: judged.divergences(),
                seen: seen.collect(),
            });
        }
    }
    lanes.sort_by(|one, other| one.name.cmp(&other.name));
    let path = project::root().join("docs/divergences.md");
    let help = "is the folder docs writable?";
    let text = page(&lanes, &known).map_err(|error| Failure::new(Exit::OurBug, error, ""))?;
    std::fs::create_dir_all(project::root().join("docs"))
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|error| {
            Failure::message(
                Exit::ReportNotWritten,
                format!("failed to write `{}`: {error}", path.display()),
                help,
            )
        })?;
    print!("wrote {}\n", path.display());
    Ok(Exit::AsRecorded)
}

fn page(lanes: &[Lane], known: &[KnownDivergence]) -> Result<String, std::fmt::Error> {
    let mut text = String::from(
        "# Where engines differ from the standards\n\n\
         Made by `cargo xtask divergences RUN…` from runs of `cargo xtask run-matrix`, some of \
         them `--full`. The standards are RFC 6265bis-22, CHIPS\n\
         and Fetch, with each profile's policy from `matrix.toml`; the reasons and rules stand in \
         `fixtures/divergences.toml`.\n\n\
         | engine | version | date | cells | as the standards | known divergences | unknown |\n\
         | --- | --- | --- | ---: | ---: | ---: | ---: |\n",
    );
    for Lane { name, version, date, counts, .. } in lanes {
        let cells = counts.agreeing + counts.known + counts.unknown;
        writeln!(
            text,
            "| {name} | {version} | {date} | {cells} | {} | {} | {} |",
            counts.agreeing, counts.known, counts.unknown
        )?;
    }
    for (number, divergence) in known.iter().enumerate() {
        writeln!(text, "\n## {}\n\n{}\n", divergence.id, divergence.reason)?;
        writeln!(text, "- {}, {}", divergence.engine, divergence.versions)?;
        if let Some(bug) = &divergence.bug {
            writeln!(text, "- bug: <{bug}>")?;
        }
        for (place_number, place) in divergence.places.iter().enumerate() {
            let at = PlaceNumber { divergence: number, place: place_number };
            write_place(&mut text, place, lanes.iter().flat_map(|lane| lane.seen_at(at)))?;
        }
    }
    Ok(text)
}

fn write_place<'a>(
    text: &mut String,
    place: &DivergencePlace,
    seen: impl Iterator<Item = (&'a str, &'a MatchedDivergence, &'a str)>,
) -> std::fmt::Result {
    let anything = || "anything".to_owned();
    let (expected, observed) = (
        place.expected.clone().unwrap_or_else(anything),
        place.observed.clone().unwrap_or_else(anything),
    );
    let rules: Vec<String> = place.rules.iter().map(|rule| format!("`{rule}`")).collect();
    writeln!(
        text,
        "- `{}`, {}, where {}: the standards have {expected}, the engine does {observed}",
        place.suite,
        place.part,
        rules.join(" or ")
    )?;
    for (lane, seen, example) in seen {
        match seen.cells {
            1 => writeln!(text, "  - {lane}: 1 cell, `{example}`")?,
            cells => writeln!(text, "  - {lane}: {cells} cells, such as `{example}`")?,
        }
    }
    Ok(())
}
