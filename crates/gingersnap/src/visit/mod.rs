//! Cells of the matrix in a browser that nobody drives.

mod browser;
mod error;
mod network;
mod result;

use std::sync::Arc;
use std::time::Duration;

use browser_driver::WindowMode;
use diagnosis::Recordings;
use fixture_server::{FixtureServers, FixtureSession};
use matrix::{Matrix, Selection};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use run_model::results::{FailureAction, SuiteNo};
use runner::{QueuedBatch, VisitEvent, plan, play_visit};
use tokio::sync::mpsc;
use url::Url;

pub(crate) use browser::OpenedProfile;
pub(crate) use error::VisitError;
pub(crate) use result::{ExpectedCells, ProfileAgreement, VisitResult, VisitStatus, VisitedSuite};

use crate::browser_folder::BrowserFolder;
use crate::cli::VisitArgs;
use crate::terminal::note;
use crate::visit::browser::ClosedBrowser;
use crate::visit::network::NetworkOrigins;

/// How many shapes are played before cookies are expired and the next batch begins: few, as a batch
/// that fails is played again from its start.
const BATCH_SHAPES: usize = 36;

/// What is played where nothing else is asked for.
const DEFAULT_SUITES: [&str; 2] = ["cors-credentials", "mechanisms"];

/// How long a browser may take to open the page.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(120);

/// How long the window may take to show the result.
const FAREWELL_TIMEOUT: Duration = Duration::from_secs(10);

/// Plays the cells that are asked for, in whichever browser opens the page, and shows the result
/// there in words.
pub(crate) async fn play(
    arguments: &VisitArgs,
    words: impl Fn(&VisitResult) -> String,
) -> Result<VisitResult, VisitError> {
    let matrix = Recordings::built_in().matrix();
    let mut selections = select(matrix, arguments)?;
    let mut network = arguments.listen.map(NetworkOrigins::at);
    if let Some(network) = &mut network {
        let mut moved = Vec::new();
        for selection in &selections {
            moved.extend(network.move_here(selection).await.map_err(VisitError::Listen)?);
        }
        selections = moved;
        if selections.is_empty() {
            return Err(VisitError::NoCell);
        }
    }
    let closed = match &arguments.browser {
        Some(choice) => Some(ClosedBrowser::find(matrix, choice).await?),
        None => None,
    };
    let origins = network.as_ref().map_or_else(|| matrix.origins(), NetworkOrigins::urls);
    let servers = FixtureServers::start(&origins).await?;
    let expected = if network.is_some() { ExpectedCells::Model } else { ExpectedCells::Recordings };
    let session = match (network, &closed) {
        (Some(network), _) => servers.open_network_visit(network.into_listeners()).await,
        (None, Some(closed)) => closed.open_visit(&servers).await,
        (None, None) => servers.open_visit().await,
    };
    let mut session = session.map_err(VisitError::Listen)?;
    let url = session.entry_url().ok_or(VisitError::NoEntry)?.clone();
    let folder = BrowserFolder::of("visit");
    let browser = match &closed {
        Some(closed) => {
            note(&format!("{} opens {url}", closed.profile));
            let mode = if arguments.headed { WindowMode::Headed } else { WindowMode::Headless };
            let opened = closed.open(&servers, &mut session, mode, &folder, &url).await?;
            let arrival = tokio::time::timeout(ARRIVAL_TIMEOUT, session.arrival()).await;
            arrival.map_err(|_| VisitError::NoArrival { waited: ARRIVAL_TIMEOUT })?;
            Some(opened)
        }
        None => {
            note(&match expected {
                ExpectedCells::Model => network_invitation(&url),
                ExpectedCells::Recordings => invitation(&session, &url),
            });
            None
        }
    };
    let opened = closed.map(|closed| closed.profile);
    let mut result = VisitResult::new(selections, opened, expected);
    follow(matrix, &mut session, &mut result).await;
    session.bid_farewell(&words(&result), FAREWELL_TIMEOUT).await;
    if let Some(browser) = browser {
        match browser.stop().await {
            Ok(()) => folder.remove(),
            // What puts it back by hand is in the folder.
            Err(error) => note(&error.to_string()),
        }
    }
    session.stop().await;
    servers.stop().await;
    Ok(result)
}

/// Plays all batches and puts down what is seen.
async fn follow(matrix: &Matrix, session: &mut FixtureSession, result: &mut VisitResult) {
    let selections: Vec<Selection> =
        result.suites.iter().map(|suite| suite.selection.clone()).collect();
    let mut batches = Vec::new();
    for (number, selection) in selections.iter().enumerate() {
        batches.extend(plan(selection, BATCH_SHAPES).into_iter().map(|plan| QueuedBatch {
            suite: SuiteNo(number),
            pass: 0,
            plan,
        }));
    }
    let all = batches.len();
    let (sender, mut events) = mpsc::unbounded_channel();
    let matrix = Arc::new(matrix.clone());
    let listen = async {
        let mut played = 0;
        while let Some(event) = events.recv().await {
            match &event {
                VisitEvent::Arrived => note("a browser has opened the page"),
                VisitEvent::BatchPlayed { .. } | VisitEvent::BatchLeftOut { .. } => {
                    played += 1;
                    note(&format!("{played} of {all} parts are played"));
                }
                VisitEvent::BatchFailed { reason, then, .. } => {
                    let next = match then {
                        FailureAction::GiveUp => {
                            played += 1;
                            "given up"
                        }
                        FailureAction::Retry => "played again",
                    };
                    note(&format!("a part is {next}: {reason}"));
                }
            }
            result.add(event);
        }
    };
    let play = async {
        play_visit(&matrix, &selections, session, batches, sender).await;
    };
    tokio::join!(play, listen);
}

/// Returns the cells to play.
fn select(matrix: &Matrix, arguments: &VisitArgs) -> Result<Vec<Selection>, VisitError> {
    let names: Vec<&str> = match arguments.suites.as_slice() {
        [] => DEFAULT_SUITES.to_vec(),
        suites => suites.iter().map(String::as_str).collect(),
    };
    let mut selections = Vec::new();
    let mut mismatch = None;
    for name in names {
        let suite = matrix.suites.get(name).ok_or_else(|| VisitError::UnknownSuite {
            name: name.to_owned(),
            known: matrix.suites.keys().cloned().collect::<Vec<_>>().join(", "),
        })?;
        let all = if arguments.full { Selection::full(suite) } else { Selection::core(suite) };
        match arguments.cells.as_ref().map(|filter| all.narrow(filter)) {
            None => selections.push(all),
            Some(Ok(narrow)) => selections.extend(narrow),
            Some(Err(error)) => mismatch = mismatch.or(Some(error)),
        }
    }
    match (selections.is_empty(), mismatch) {
        (false, _) => Ok(selections),
        (true, Some(error)) => Err(VisitError::Filter(error)),
        (true, None) => Err(VisitError::NoCell),
    }
}

/// Returns how a person opens the page.
fn invitation(session: &FixtureSession, url: &Url) -> String {
    let proxy = session.proxy();
    format!(
        "open this page in a fresh profile or a private window, and leave it in front:\n\n    \
         {url}\n\nThe browser needs the SOCKS5 proxy {proxy} for all names, and must accept \
         certificates that it does not know:\n\n    chromium --user-data-dir=\"$(mktemp -d)\" \
         --ignore-certificate-errors \\\n        --proxy-server=socks5://{proxy} \
         --proxy-bypass-list='<-loopback>' \\\n        {url}\n"
    )
}

/// Returns how a person opens the page on a telephone.
fn network_invitation(url: &Url) -> String {
    let code = QrCode::new(url.as_str()).map(|code| code.render::<Dense1x2>().build());
    format!(
        "open this page in a private window, and leave it in front. Whoever knows it can take \
         part.\n\n    {url}\n\n{}",
        code.unwrap_or_default()
    )
}
