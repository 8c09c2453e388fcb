//! `observations.jsonl.zst`: every observation of a run, to be read by people's scripts and by
//! ourselves.
//!
//! The first line is a header with the selections; each further line holds the cells of one shape,
//! in the order in which the header names the values of the axes that write the cookie.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use matrix::{EngineKind, Matrix, Selection};
use run_model::results::{CookieOutcome, Observation, ResponseOutcome, RunRecord};
use serde::{Deserialize, Serialize};

/// The name of the file in a run's directory.
pub(crate) const OBSERVATIONS_FILE: &str = "observations.jsonl.zst";

const SCHEMA: u32 = 1;

/// What was to be played, and where.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObservationsHeader {
    schema: u32,
    lanes: Vec<LaneName>,
    suites: Vec<SuiteHeader>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LaneName {
    engine: EngineKind,
    profile: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuiteHeader {
    name: String,
    axes: Vec<(String, Vec<String>)>,
}

/// The cells of one shape on one lane.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShapeLine {
    lane: usize,
    /// The id of the shape's first cell.
    first_cell: String,
    /// The outcomes of request and cookie for each cell; `null` where the cell was not observed.
    cells: Vec<Option<(ResponseOutcome, String)>>,
}

/// Why the observations of a run could not be written.
#[derive(Debug, thiserror::Error)]
#[error("failed to write `{}`", path.display())]
pub struct WriteObservationsError {
    path: PathBuf,
    source: io::Error,
}

/// Writes the observations of a run into its directory.
///
/// # Errors
/// Where the file cannot be written.
pub(crate) fn write_observations(
    record: &RunRecord,
    directory: &Path,
) -> Result<(), WriteObservationsError> {
    let path = directory.join(OBSERVATIONS_FILE);
    write_file(record, &path).map_err(|source| WriteObservationsError { path, source })
}

fn write_file(record: &RunRecord, path: &Path) -> io::Result<()> {
    let mut out = zstd::Encoder::new(BufWriter::new(File::create(path)?), 3)?;
    write_line(&mut out, &header(record))?;
    for (lane_number, lane) in record.lanes.iter().enumerate() {
        for (selection, observations) in record.selections.iter().zip(&lane.observations) {
            for (shape, cells) in observations.chunks(selection.cookies()).enumerate() {
                if cells.iter().all(Option::is_none) {
                    continue;
                }
                let words = |cell: &Observation| (cell.response, cell.cookie.to_string());
                let line = ShapeLine {
                    lane: lane_number,
                    first_cell: selection.id(shape * selection.cookies()),
                    cells: cells.iter().map(|cell| cell.as_ref().map(words)).collect(),
                };
                write_line(&mut out, &line)?;
            }
        }
    }
    out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// Returns what a run was to play, and where.
pub(crate) fn header(record: &RunRecord) -> ObservationsHeader {
    let owned = |(axis, values): (&str, Vec<&str>)| {
        (axis.to_owned(), values.into_iter().map(str::to_owned).collect())
    };
    ObservationsHeader {
        schema: SCHEMA,
        lanes: record
            .lanes
            .iter()
            .map(|lane| LaneName {
                engine: lane.profile.engine,
                profile: lane.profile.name.clone(),
            })
            .collect(),
        suites: record
            .selections
            .iter()
            .map(|selection| SuiteHeader {
                name: selection.suite().name.clone(),
                axes: selection.axes().map(owned).collect(),
            })
            .collect(),
    }
}

/// Writes a line of JSON.
pub(crate) fn write_line(out: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Why the observations of a run could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadObservationsError {
    /// A line does not fit the header or the matrix.
    #[error("`{}`, line {line}: {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What does not fit.
        problem: String,
    },
    /// The file cannot be read.
    #[error("failed to read `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Reads the observations of a run back; of the lanes, only profiles and observations are filled.
///
/// # Errors
/// Where the file cannot be read, or names suites, axes, values or profiles that the matrix does
/// not have.
pub(crate) fn read_observations(
    matrix: &Matrix,
    directory: &Path,
) -> Result<RunRecord, ReadObservationsError> {
    let path = directory.join(OBSERVATIONS_FILE);
    let io_error = |source| ReadObservationsError::Io { path: path.clone(), source };
    let file = File::open(&path).map_err(io_error)?;
    let lines = BufReader::new(zstd::Decoder::new(file).map_err(io_error)?).lines();
    let mut record: Option<RunRecord> = None;
    for (number, line) in lines.enumerate() {
        let line = line.map_err(io_error)?;
        let read = match &mut record {
            None => serde_json::from_str(&line)
                .map_err(|error| error.to_string())
                .and_then(|header| record_of_header(matrix, &header))
                .map(|read| record = Some(read)),
            Some(record) => read_shape(record, &line),
        };
        read.map_err(|problem| ReadObservationsError::Content {
            path: path.clone(),
            line: number + 1,
            problem,
        })?;
    }
    record.ok_or_else(|| ReadObservationsError::Content {
        path: path.clone(),
        line: 1,
        problem: "the file is empty".to_owned(),
    })
}

/// Returns the record of a run with this header, in which nothing was played; or what does not fit
/// the matrix.
pub(crate) fn record_of_header(
    matrix: &Matrix,
    header: &ObservationsHeader,
) -> Result<RunRecord, String> {
    if header.schema != SCHEMA {
        return Err(format!(
            "schema {} is not known; this version reads schema {SCHEMA}",
            header.schema
        ));
    }
    let selection = |suite: &SuiteHeader| {
        let known =
            matrix.suites.get(&suite.name).and_then(|known| Selection::named(known, &suite.axes));
        known.ok_or_else(|| {
            format!("suite `{}` has other axes or values in matrix.toml now", suite.name)
        })
    };
    let profile = |lane: &LaneName| {
        let known = matrix
            .profiles
            .iter()
            .find(|profile| profile.engine == lane.engine && profile.name == lane.profile);
        known
            .cloned()
            .ok_or_else(|| format!("matrix.toml has no profile `{}:{}`", lane.engine, lane.profile))
    };
    let selections = header.suites.iter().map(selection).collect::<Result<_, _>>()?;
    let profiles = header.lanes.iter().map(profile).collect::<Result<_, _>>()?;
    Ok(RunRecord::new(selections, profiles))
}

fn read_shape(record: &mut RunRecord, line: &str) -> Result<(), String> {
    let shape: ShapeLine = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let lane = record
        .lanes
        .get_mut(shape.lane)
        .ok_or_else(|| format!("the run has no lane {}", shape.lane))?;
    let place = record
        .selections
        .iter()
        .enumerate()
        .find_map(|(suite, selection)| Some((suite, selection.cell_named(&shape.first_cell)?)));
    let (suite, first) =
        place.ok_or_else(|| format!("the run has no cell `{}`", shape.first_cell))?;
    if shape.cells.len() != record.selections[suite].cookies() {
        return Err(format!(
            "a shape of this run has {} cells, not {}",
            record.selections[suite].cookies(),
            shape.cells.len()
        ));
    }
    for (offset, cell) in shape.cells.into_iter().enumerate() {
        let Some((response, words)) = cell else { continue };
        let cookie = CookieOutcome::parse(&words)
            .ok_or_else(|| format!("`{words}` is not a known outcome"))?;
        lane.observations[suite][first + offset] = Some(Observation { response, cookie });
    }
    Ok(())
}
