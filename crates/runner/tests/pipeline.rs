//! The whole pipeline without a browser: servers, plan, conduct, observations, with the model as
//! user agent.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use browser_driver::{Browser, DriverSource, ReasonCollection, RemoteDriver, WindowMode};
use fixture_server::FixtureServers;
use matrix::{EngineKind, Matrix, Selection};
use run_model::results::{EngineVersion, LaneNo, RunEvent, RunRecord, SuiteNo};
use runner::{
    BatchPlan, BrowserRoute, BrowserSource, EngineLauncher, EngineSource, LanePlan, QueuedBatch,
    plan, plan_isolated, play_lanes,
};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

fn matrix() -> Arc<Matrix> {
    Arc::new(
        matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
            .expect("the shipped matrix.toml is good"),
    )
}

fn selection(matrix: &Matrix, filter: &str) -> Selection {
    let core = Selection::core(&matrix.suites["cors-credentials"]);
    core.narrow(&filter.parse().expect("it is a filter"))
        .expect("it fits")
        .expect("some cells pass")
}

async fn play(
    matrix: &Arc<Matrix>,
    selection: &Selection,
    kind: EngineKind,
    source: EngineSource,
    plans: Vec<BatchPlan>,
) -> RunRecord {
    let profile = matrix
        .profiles
        .iter()
        .find(|profile| profile.engine == kind)
        .expect("there is one")
        .clone();
    let servers = Arc::new(FixtureServers::start(&matrix.origins()).await.expect("ports are free"));
    let mut record = RunRecord::new(vec![selection.clone()], vec![profile.clone()]);
    let work =
        plans.into_iter().map(|plan| QueuedBatch { suite: SuiteNo(0), pass: 0, plan }).collect();
    let engine = EngineLauncher { profile, source, servers };
    let lane = LanePlan { engine, jobs: 2, shares_machine: false, work };
    let (sender, mut events) = mpsc::unbounded_channel();
    play_lanes(matrix, std::slice::from_ref(selection), vec![lane], sender).await;
    while let Ok(event) = events.try_recv() {
        record.apply(&event);
    }
    record
}

fn check_as_predicted(
    matrix: &Matrix,
    selection: &Selection,
    record: &RunRecord,
    cells: impl IntoIterator<Item = usize>,
) {
    let lane = &record.lanes[0];
    assert_eq!(
        (lane.errors.as_slice(), lane.retries.as_slice(), lane.failure.as_deref()),
        (&[][..], &[][..], None)
    );
    let predicted = oracle::predict_selection(matrix, selection, &lane.profile.model.as_standard());
    for cell in cells {
        assert_eq!(
            lane.observations[0][cell],
            Some(predicted[cell].clone()),
            "{}",
            selection.id(cell)
        );
    }
}

#[tokio::test]
async fn the_model_as_user_agent_does_what_it_predicts() {
    let matrix = matrix();
    let selection = selection(
        &matrix,
        "topology=same-origin|cross-site|third-party-frame|aba-frame|mixed-content|localhost-ports",
    );
    let record = play(
        &matrix,
        &selection,
        EngineKind::Reference,
        EngineSource::Reference,
        plan(&selection, 20),
    )
    .await;
    check_as_predicted(&matrix, &selection, &record, 0..selection.cells());
}

#[tokio::test]
async fn preflights_and_redirects_are_played_as_predicted() {
    let matrix = matrix();
    for suite in
        ["preflight-cache", "preflight-trigger", "expose-headers", "redirects", "redirect-status"]
    {
        let selection = Selection::core(&matrix.suites[suite]);
        let record = play(
            &matrix,
            &selection,
            EngineKind::Reference,
            EngineSource::Reference,
            plan(&selection, 60),
        )
        .await;
        check_as_predicted(&matrix, &selection, &record, 0..selection.cells());
    }
}

#[tokio::test]
async fn a_cell_played_alone_shows_the_same() {
    let matrix = matrix();
    let selection = selection(&matrix, "topology=siblings|cross-site,credentials=fetch-include");
    let cells: Vec<usize> = (0..selection.cells()).step_by(61).collect();
    let plans = plan_isolated(&selection, cells.iter().copied());
    let record =
        play(&matrix, &selection, EngineKind::Reference, EngineSource::Reference, plans).await;
    assert_eq!(record.lanes[0].observations[0].iter().flatten().count(), cells.len());
    check_as_predicted(&matrix, &selection, &record, cells);
}

#[tokio::test]
async fn sessions_of_a_lane_that_has_ended_fall_to_the_others() {
    let matrix = matrix();
    let selection = selection(&matrix, "topology=siblings|cross-site");
    let profile = &matrix.profiles[0];
    let servers = Arc::new(FixtureServers::start(&matrix.origins()).await.expect("ports are free"));
    let plans = plan(&selection, 8);
    assert!(plans.len() > 5, "there is something left when one batch is played");
    for (shares_machine, sessions) in [(true, 2), (false, 1)] {
        let lane = |plans: &[BatchPlan]| LanePlan {
            engine: EngineLauncher {
                profile: profile.clone(),
                source: EngineSource::Reference,
                servers: Arc::clone(&servers),
            },
            jobs: 1,
            shares_machine,
            work: plans
                .iter()
                .map(|plan| QueuedBatch { suite: SuiteNo(0), pass: 0, plan: plan.clone() })
                .collect(),
        };
        let lanes = vec![lane(&plans[..1]), lane(&plans)];
        let (sender, mut events) = mpsc::unbounded_channel();
        play_lanes(&matrix, std::slice::from_ref(&selection), lanes, sender).await;
        let (mut started, mut played) = (0, 0);
        while let Ok(event) = events.try_recv() {
            match event {
                RunEvent::SessionStarted { lane: LaneNo(1), .. } => started += 1,
                RunEvent::BatchPlayed { lane: LaneNo(1), .. } => played += 1,
                _ => {}
            }
        }
        assert_eq!((started, played), (sessions, plans.len()), "{shares_machine}");
    }
}

/// A driver of Chromium that runs already, or seems to.
fn running_driver(address: SocketAddr) -> EngineSource {
    let url = format!("http://{address}").parse().expect("it is a URL");
    let remote = RemoteDriver::at(Browser::Chromium, url).expect("it is a driver's");
    EngineSource::Browser(Box::new(BrowserSource {
        driver: DriverSource::Running(Box::new(remote)),
        window_mode: WindowMode::Headless,
        reasons: ReasonCollection::Off,
        installed: EngineVersion::default(),
        work_dir: std::env::temp_dir(),
        route: BrowserRoute::default(),
        reach: None,
    }))
}

#[tokio::test]
async fn a_driver_that_is_not_there_is_an_error_and_never_an_observation() {
    let matrix = matrix();
    let selection =
        selection(&matrix, "topology=siblings,credentials=fetch-include,preflight=not-needed");
    // Nobody listens on a port that was free a moment ago.
    let port = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .and_then(|listener| listener.local_addr());
    let source = running_driver(port.expect("a port is free"));
    let record =
        play(&matrix, &selection, EngineKind::Chromium, source, plan(&selection, 20)).await;
    let lane = &record.lanes[0];
    assert!(lane.failure.is_some());
    assert_eq!(lane.cells_in_error(), selection.cells());
    assert!(lane.observations[0].iter().all(Option::is_none));
}

#[tokio::test]
async fn a_driver_that_runs_already_is_asked_for_one_session_at_a_time() {
    let matrix = matrix();
    let selection = selection(
        &matrix,
        "topology=siblings|cross-site,credentials=fetch-include,preflight=not-needed",
    );
    let driver = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
    let source = running_driver(driver.local_addr().expect("it has an address"));
    let plans = plan(&selection, 20);
    assert!(plans.len() > 1);
    let play = play(&matrix, &selection, EngineKind::Chromium, source, plans);
    let mut asked = 0;
    let refuse = async {
        while driver.accept().await.is_ok() {
            asked += 1;
        }
    };
    tokio::select! {
        record = play => assert!(record.lanes[0].failure.is_some()),
        () = refuse => panic!("the driver ended"),
    }
    assert_eq!(asked, 3, "one session is tried to start, as often as may be");
}
