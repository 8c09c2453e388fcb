//! `cargo xtask show`: one cell with everything that belongs to it.

use baselines::{SnapshotScope, SnapshotStore};
use matrix::{Matrix, Profile, Selection};
use run_model::plan::compile_shape;
use run_model::results::Observation;
use runner::{Recording, clock, plan_isolated, record_batch};

use super::run_directory;
use crate::cli::Show;
use crate::engines::choose;
use crate::exit::{Exit, Failure};
use crate::playing::with_servers;
use crate::{print, project};

pub(crate) async fn run(arguments: &Show) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let selection = cell(&matrix, arguments)?;
    setup(&matrix, &selection);
    if let Some(directory) = &arguments.run {
        return recorded_in_run(&matrix, &selection, directory);
    }
    let directory = run_directory::create(None, clock::since_epoch())?;
    let chosen = choose(&matrix, &arguments.playing, directory.join("work")).await?;
    let servers = with_servers(&matrix).await?;
    let plan = plan_isolated(&selection, [0]).remove(0);
    for engine in chosen {
        let engine = engine.engine(&servers);
        print!("\n── {} ──\n\n", engine.profile);
        let help = "`cargo xtask doctor` tells what is installed; play the cell again";
        let recording = record_batch(&engine, &matrix, &selection, &plan)
            .await
            .map_err(|error| Failure::new(Exit::CellErrors, error, help))?;
        play(&matrix, &selection, &engine.profile, &recording)?;
    }
    _ = std::fs::remove_dir_all(&directory);
    Ok(Exit::AsRecorded)
}

/// Returns the one cell that is meant.
fn cell(matrix: &Matrix, arguments: &Show) -> Result<Selection, Failure> {
    let list = "`cargo xtask cells` lists ids";
    let mut cells = Vec::new();
    for suite in matrix.suites.values() {
        let narrow = Selection::full(suite).narrow(&arguments.cell);
        cells.extend(narrow.map_err(|error| Failure::new(Exit::Usage, error, list))?);
    }
    match cells.as_slice() {
        [] => Err(Failure::message(Exit::NothingSelected, "there is no such cell", list)),
        [only] if only.cells() == 1 => Ok(only.clone()),
        several => {
            let count: usize = several.iter().map(Selection::cells).sum();
            let example = several[0].id(0);
            Err(Failure::message(
                Exit::Usage,
                format!("{count} cells fit"),
                format!("name one of them, the first being `{example}`"),
            ))
        }
    }
}

fn setup(matrix: &Matrix, selection: &Selection) {
    let shape = compile_shape(matrix, selection, 0);
    let (topology, definition) = selection.topologies().next().expect("a cell has a topology");
    print!("{}\n\n", selection.id(0));
    print!("topology    {topology}: {definition}\n");
    print!("request     {} by {:?}", shape.request.method, shape.request.api);
    for (name, value) in &shape.request.headers {
        print!(", {name}: {value}");
    }
    if let Some(body) = &shape.request.body {
        print!(", body {body:?}");
    }
    print!("\n");
    if let [_, further @ ..] = shape.url_list.as_slice() {
        for url in further {
            print!(
                "redirect    {} to {}\n",
                shape.redirect.status,
                url.origin().ascii_serialization()
            );
        }
    }
    for (title, response) in [("response", &shape.response), ("preflight", &shape.preflight)] {
        print!("{title:<11} {}", response.status);
        for (name, value) in &response.headers {
            print!("\n            {name}: {value}");
        }
        print!("\n");
    }
    for cookie in &shape.cookies {
        print!("cookie      Set-Cookie: {}\n", cookie.line);
        if let Some(then) = &cookie.then {
            print!("            and then Set-Cookie: {then}\n");
        }
    }
}

fn play(
    matrix: &Matrix,
    selection: &Selection,
    profile: &Profile,
    recording: &Recording,
) -> Result<(), Failure> {
    let evidence = &recording.evidence;
    for exchange in evidence.shapes.iter().flat_map(|shape| &shape.exchanges) {
        print!(
            "{} {} {} ({:?})\n",
            exchange.method, exchange.url, exchange.version, exchange.purpose
        );
        for (name, value) in &exchange.request_headers {
            print!("  > {name}: {}\n", visible(value));
        }
        print!("  < {}\n", exchange.status);
        for (name, value) in &exchange.response_headers {
            print!("  < {name}: {}\n", visible(value));
        }
    }
    for shape in &evidence.shapes {
        match &shape.page.set {
            Some(set) => print!("script      request: {set:?}\n"),
            None => print!("script      the cookies were set first-party\n"),
        }
        print!("            follow-up: {:?}\n", shape.page.echo);
        print!("            readable on the page: {:?}\n", shape.page.readable_cookies);
        print!("            readable on the target: {:?}\n", shape.probe.readable_cookies);
        print!(
            "            Cookie of a first-party request to the target: {:?}\n",
            shape.probe.request_cookie
        );
    }
    for cookie in &evidence.jar {
        let partition = cookie
            .partition
            .as_ref()
            .map_or_else(|| "no partition".to_owned(), |key| format!("partition {key}"));
        let pair = visible(&format!("{}={}", cookie.name, cookie.value));
        print!(
            "jar         {pair} domain={} path={} {partition}\n",
            cookie.domain,
            visible(&cookie.path)
        );
    }
    print!("observed    {}\n", recording.observation);
    let predicted = oracle::predict_selection(matrix, selection, &profile.model.as_standard());
    print!("predicted   {}\n", predicted[0]);
    let store = SnapshotStore::new(project::snapshots());
    for scope in [SnapshotScope::Core, SnapshotScope::Full] {
        let help = "record the snapshots again with `cargo xtask run-matrix --accept`";
        let recorded = store
            .recorded(scope, profile, selection)
            .map_err(|error| Failure::new(Exit::Usage, error, help))?;
        if let Some(recorded) = &recorded[0] {
            print!("snapshot    {}\n", recorded);
            break;
        }
    }
    print!("\nwhy the standards have it so:\n\n");
    for step in oracle::explain(matrix, selection, 0, &profile.model.as_standard()) {
        print!("{step}\n");
    }
    print!(
        "\nplay it again: cargo xtask run-matrix --full --isolate --check --browser {profile} \
         --cells '{}'\n",
        selection.id(0)
    );
    Ok(())
}

fn recorded_in_run(
    matrix: &Matrix,
    selection: &Selection,
    directory: &std::path::Path,
) -> Result<Exit, Failure> {
    let (record, _) = run_directory::read(matrix, directory)?;
    for lane in &record.lanes {
        for (played, observations) in record.selections.iter().zip(&lane.observations) {
            if let Some(cell) = played.cell_named(&selection.id(0)) {
                let observed = observations[cell]
                    .as_ref()
                    .map_or_else(|| "not played".to_owned(), Observation::to_string);
                print!("{:<28} {observed}\n", lane.profile.to_string());
            }
        }
    }
    Ok(Exit::AsRecorded)
}

/// Returns a text in which control characters are escaped: on a terminal they would act, and none
/// would be seen.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            visible.extend(character.escape_default())
        } else {
            visible.push(character)
        }
    }
    visible
}
