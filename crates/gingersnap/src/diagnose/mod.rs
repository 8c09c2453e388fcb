//! A running site in real browsers: what they did, and why.

mod archive;
pub(crate) mod browser_result;
pub(crate) mod diagnosed_request;
mod engines;
mod error;
pub(crate) mod finding;
mod local_network;
mod question;
pub(crate) mod socket;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use browser_driver::WindowMode;
use diagnosis::{KnownContext, Recordings, UserGoal, exchange_questions};
use futures_util::future::try_join_all;
use inspection::proxy::{ProxyOptions, TlsVerification};
use inspection::{
    InspectorOptions, PageMeans, PageRequest, SiteCapture, SiteInspector, StorageState,
};
use matrix::{FetchCredentials, Profile};
use spec_model::Timestamp;
use tokio::io::{AsyncBufReadExt, BufReader};

pub(crate) use error::DiagnoseError;

use crate::browser_folder::BrowserFolder;
use crate::cli::DiagnoseArgs;
use crate::clock;
use crate::diagnose::browser_result::{BrowserResult, SiteDiagnosis};
use crate::diagnose::engines::{BrowserChoice, SelectedBrowser};
use crate::diagnose::finding::{LaterRequest, RequestFinding, RequestSighting};
use crate::diagnose::local_network::local_network_note;
use crate::diagnose::socket::SocketSighting;
use crate::terminal::note;

/// Looks at the site with every browser asked for.
pub(crate) async fn look(arguments: &DiagnoseArgs) -> Result<SiteDiagnosis, DiagnoseError> {
    let matrix = Recordings::built_in().matrix();
    let reached = options(arguments);
    if let Some(place) = reached.resolve.keys().find(|one| !reached.hosts.contains(one.host())) {
        return Err(DiagnoseError::Resolve { host: place.host().to_owned() });
    }
    let state = match &arguments.storage_state {
        Some(path) => StorageState::parse(&read(path)?)
            .map_err(|source| DiagnoseError::StorageState { path: path.clone(), source })?,
        None => StorageState::default(),
    };
    let BrowserChoice { chosen, absent } = engines::choose(matrix, &arguments.browsers).await?;
    for one in &absent {
        note(&format!("{} is skipped: {}", one.browser, one.why));
    }
    let several = chosen.len() > 1;
    let looks = chosen.into_iter().map(|chosen| look_with(chosen, arguments, &state, several));
    if !arguments.headed {
        return Ok(SiteDiagnosis { results: try_join_all(looks).await?, absent });
    }
    // A person logs in to one browser after the other.
    let mut results = Vec::new();
    for look in looks {
        results.push(look.await?);
    }
    Ok(SiteDiagnosis { results, absent })
}

async fn look_with(
    chosen: SelectedBrowser,
    arguments: &DiagnoseArgs,
    state: &StorageState,
    of_several: bool,
) -> Result<BrowserResult, DiagnoseError> {
    let SelectedBrowser { profile, driver } = chosen;
    note(&format!("{profile} opens {}", arguments.page));
    let folder = BrowserFolder::of(&format!("{}-{}", profile.engine, profile.name));
    let window_mode = if arguments.headed { WindowMode::Headed } else { WindowMode::Headless };
    let setup = InspectorOptions {
        driver,
        profile: profile.clone(),
        window_mode,
        work_dir: folder.path().to_owned(),
        proxy: options(arguments),
    };
    let inspected = inspect(arguments, setup, state).await;
    let (capture, left_out) = inspected.map_err(|source| DiagnoseError::Inspect {
        browser: profile.to_string(),
        source: Box::new(source),
    })?;
    folder.remove();
    if let Some(path) = &arguments.har_out {
        write_har(
            &capture,
            request(arguments).map(|request| request.credentials),
            path,
            of_several.then_some(&profile),
        )?;
    }
    Ok(conclude(arguments, profile, &capture, left_out))
}

async fn inspect(
    arguments: &DiagnoseArgs,
    setup: InspectorOptions,
    state: &StorageState,
) -> Result<(SiteCapture, Vec<String>), inspection::InspectError> {
    let mut inspector = SiteInspector::start(setup).await?;
    let target = arguments.request.as_ref().unwrap_or(&arguments.page);
    let left_out = inspector.add_cookies(&state.cookies, &[&arguments.page, target]).await?;
    let left_out = left_out.into_iter().map(archive::jar_cookie).collect();
    inspector.open(&arguments.page, target).await?;
    if arguments.headed {
        note("log in in the browser, then press Enter here; the page is then opened again");
        // A standard input that is closed is taken for Enter.
        _ = BufReader::new(tokio::io::stdin()).read_line(&mut String::new()).await;
        inspector.open(&arguments.page, target).await?;
    }
    for action in &arguments.actions.actions {
        inspector.act(action).await?;
    }
    if let Some(request) = request(arguments) {
        if !arguments.actions.actions.is_empty() {
            inspector.begin_here().await?;
        }
        inspector.make_request(&request).await?;
    }
    if let Some(duration) = arguments.watch {
        inspector.watch(duration).await;
    }
    Ok((inspector.finish().await?, left_out))
}

fn conclude(
    arguments: &DiagnoseArgs,
    profile: Profile,
    capture: &SiteCapture,
    left_out: Vec<String>,
) -> BrowserResult {
    let findings = match request(arguments) {
        Some(request) => vec![RequestFinding::of(
            capture,
            &question::question(capture, &request),
            &UserGoal::USUAL,
            &profile,
            RequestSighting::Made,
        )],
        None => watched(capture, &profile),
    };
    BrowserResult {
        browser: capture.browser,
        sockets: SocketSighting::all(capture),
        notes: local_network_note(capture).into_iter().collect(),
        version: capture.version.clone(),
        page: capture.page.clone(),
        findings,
        refused: capture.refused.keys().cloned().collect(),
        left_out,
        profile,
    }
}

/// Concludes from what the page requested by itself, for each response that sets a cookie: the
/// first one of each URL.
pub(crate) fn watched(capture: &SiteCapture, profile: &Profile) -> Vec<RequestFinding> {
    // Each exchange says itself whose it is and when it was.
    let known = KnownContext { page: None, api: None, now: Timestamp(0) };
    let exchanges = question::observed(capture);
    let last_page = exchanges.last().and_then(|exchange| exchange.page.as_ref());
    let (asked, _) = exchange_questions(&exchanges, &known);
    let mut findings: Vec<RequestFinding> = Vec::new();
    for one in asked {
        if findings.iter().any(|finding| finding.explanation.question.url == one.question.url) {
            continue;
        }
        let goals: Vec<UserGoal> = UserGoal::USUAL
            .into_iter()
            .filter(|goal| one.by_script || *goal != UserGoal::Response)
            .collect();
        let later = one.evidence.as_ref().map(|evidence| LaterRequest {
            method: exchanges[evidence.entry].method.clone(),
            url: exchanges[evidence.entry].url.clone(),
            lacks: evidence.lacks.clone(),
        });
        let sighting = RequestSighting::Watched { later: later.as_ref(), last_page };
        let mut finding = RequestFinding::of(capture, &one.question, &goals, profile, sighting);
        finding.notes = later
            .iter()
            .map(ToString::to_string)
            .chain(one.assumptions.iter().map(ToString::to_string))
            .collect();
        findings.push(finding);
    }
    findings
}

/// Returns the request that is asked for.
fn request(arguments: &DiagnoseArgs) -> Option<PageRequest> {
    Some(PageRequest {
        url: arguments.request.clone()?,
        method: arguments.method.clone(),
        headers: arguments.request_headers.clone(),
        credentials: arguments.credentials.into(),
        means: PageMeans::FETCH,
    })
}

/// Returns whom browsers may talk to.
fn options(arguments: &DiagnoseArgs) -> ProxyOptions {
    let sites = std::iter::once(&arguments.page).chain(&arguments.request);
    let hosts = sites.filter_map(|url| Some(url.host_str()?.trim_matches(['[', ']']).to_owned()));
    let mut options = ProxyOptions::new(clock::since_epoch);
    options.hosts = hosts.chain(arguments.allow.iter().cloned()).collect::<BTreeSet<_>>();
    options.resolve =
        arguments.resolve.iter().map(|resolve| (resolve.place.clone(), resolve.address)).collect();
    options.tls_verification =
        if arguments.insecure { TlsVerification::Off } else { TlsVerification::SystemRoots };
    options
}

fn read(path: &Path) -> Result<String, DiagnoseError> {
    std::fs::read_to_string(path).map_err(|source| DiagnoseError::File {
        path: path.to_owned(),
        what: "read",
        source,
    })
}

/// Writes what was recorded; the name of a browser that is one of several is put before the
/// extension.
fn write_har(
    capture: &SiteCapture,
    credentials: Option<FetchCredentials>,
    path: &Path,
    of_several: Option<&Profile>,
) -> Result<(), DiagnoseError> {
    let path: PathBuf = match of_several {
        None => path.to_owned(),
        Some(profile) => {
            let stem = path.file_stem().unwrap_or_default().display();
            let extension = path
                .extension()
                .map(|extension| format!(".{}", extension.display()))
                .unwrap_or_default();
            path.with_file_name(format!("{stem}.{}-{}{extension}", profile.engine, profile.name))
        }
    };
    let text = archive::archive(capture, credentials).to_text().map_err(std::io::Error::other);
    let written = text.and_then(|text| std::fs::write(&path, text));
    written.map_err(|source| DiagnoseError::File { path, what: "write", source })
}
