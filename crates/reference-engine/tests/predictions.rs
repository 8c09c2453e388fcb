//! The reference engine on the fixture servers: what is seen of it is what was predicted, in every
//! cell.

#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use std::sync::Arc;
use std::time::Duration;

use fixture_server::{FixtureServers, FixtureSession};
use matrix::{CookieSetter, Matrix, Selection};
use run_model::evidence::{
    FixtureExchange, JarCookie, PageReport, ProbeReport, RequestKind, ScriptOutcome,
};
use run_model::plan::{
    BatchId, BatchScript, CONTROL_COOKIE, FOREIGN_COOKIE, MarkedCookie, Marker, ShapeNo, ShapeTag,
    compile_shape,
};
use run_model::results::{CookieOutcome, JarPlacement, Observation, ResponseOutcome};
use spec_model::{LoopbackHttp, Policy, SameSiteScheme, ThirdPartyCookies};

use reference_engine::{ReferenceEngine, ReferenceError};

/// Long enough for anything that is bound to come.
const SOON: Duration = Duration::from_secs(20);

fn shipped() -> Matrix {
    matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap()
}

fn select(matrix: &Matrix, filter: &str) -> Selection {
    let full = Selection::full(&matrix.suites["cors-credentials"]);
    full.narrow(&filter.parse().unwrap()).unwrap().expect("some cells pass")
}

/// An engine on a session of its own.
struct Stage {
    matrix: Matrix,
    servers: FixtureServers,
    session: FixtureSession,
    reference: ReferenceEngine,
}

impl Stage {
    async fn set_up(policy: Policy) -> Self {
        let matrix = shipped();
        let servers = FixtureServers::start(&matrix.origins()).await.unwrap();
        let session = servers.open_session().await.unwrap();
        let reference =
            ReferenceEngine::new(policy.into(), session.proxy(), servers.authority()).unwrap();
        Self { matrix, servers, session, reference }
    }

    fn batch(&self, selection: &Selection, topology: usize) -> BatchScript {
        let first = topology * selection.shapes_of_topology();
        let shapes = first..first + selection.shapes_of_topology();
        BatchScript {
            id: BatchId(topology as u32 + 1),
            now: self.reference.now(),
            topology: selection.topologies().nth(topology).unwrap().1.clone(),
            unrelated: self.matrix.unrelated.clone(),
            shapes_per_wave: 1,
            shapes: shapes.map(|shape| compile_shape(&self.matrix, selection, shape)).collect(),
        }
    }

    async fn open(&mut self, batch: &BatchScript) {
        self.reference.clear_cookies();
        self.session.load(batch.clone()).unwrap();
        let (page, probe) = (
            self.session.page_url(&batch.topology.page),
            self.session.probe_url(&batch.topology.target),
        );
        self.reference.open(&page, &probe).await.unwrap();
        let (page, probe) = self.session.hello(SOON).await.unwrap();
        assert_eq!(page.greeting.top_level, batch.topology.frames.is_empty());
        assert!(page.greeting.href.starts_with(batch.topology.client().as_str()), "{page:?}");
        assert!(
            probe.greeting.top_level
                && probe.greeting.href.starts_with(batch.topology.target.as_str()),
            "{probe:?}"
        );
        assert_eq!(
            [page.request_cookie, probe.request_cookie, page.greeting.document_cookie.unwrap()],
            ["", "", ""]
        );
    }

    async fn play(&mut self, batch: &BatchScript) -> Vec<Observation> {
        self.open(batch).await;
        let mut observations = Vec::new();
        for (number, shape) in (0..).map(ShapeNo).zip(&batch.shapes) {
            if shape.set_by == CookieSetter::FirstParty {
                self.session.set_first_party(number, SOON).await.unwrap();
            }
            let page = self.session.play(&[number], SOON).await.unwrap().remove(0);
            let probe = self.session.probe(number, SOON).await.unwrap();
            let tag = ShapeTag { batch: batch.id, shape: number };
            let seen = Seen {
                tag,
                exchanges: self.session.take_exchanges(batch.id, number),
                page,
                probe,
                jar: self.reference.read_jar(),
            };
            observations.extend(shape.cookies.iter().map(|cookie| seen.observation(cookie.cell)));
        }
        observations
    }

    async fn strike(self) {
        assert_eq!((self.session.stray_requests(), self.session.refused()), Default::default());
        self.reference.stop().await;
        self.session.stop().await;
        self.servers.stop().await;
    }
}

/// What was seen of one shape.
struct Seen {
    tag: ShapeTag,
    exchanges: Vec<FixtureExchange>,
    page: PageReport,
    probe: ProbeReport,
    jar: Vec<JarCookie>,
}

impl Seen {
    fn observation(&self, cell: u32) -> Observation {
        let marker = Marker { tag: self.tag, cell, cookie: MarkedCookie::Tested };
        let stored = match self.jar.iter().find(|cookie| cookie.marker() == Some(marker)) {
            None => JarPlacement::No,
            Some(JarCookie { partition: Some(key), .. }) => {
                JarPlacement::Partitioned(Arc::new(key.clone()))
            }
            Some(_) => JarPlacement::Yes,
        };
        let shows =
            |cookies: &str| cookies.split("; ").any(|pair| Marker::find(pair) == Some(marker));
        let echo = self
            .exchanges
            .iter()
            .rfind(|exchange| exchange.purpose == RequestKind::FollowUp)
            .and_then(|exchange| exchange.request_header("cookie"));
        let cookie = CookieOutcome {
            stored,
            lifetime: None,
            readable_on_page: shows(self.page.readable_cookies.as_ref().unwrap()),
            readable_on_target: shows(self.probe.readable_cookies.as_ref().unwrap()),
            sent: shows(echo.unwrap_or_default()),
            changed: false,
        };
        Observation { response: self.response(), cookie }
    }

    fn response(&self) -> ResponseOutcome {
        let (told, request) = match &self.page.set {
            Some(told) => (told, RequestKind::SetCookies),
            None => (&self.page.follow_up, RequestKind::FollowUp),
        };
        match (told, self.exchange(request), self.exchange(RequestKind::Preflight)) {
            (ScriptOutcome::Exposed { status: 200, body, .. }, Some(_), _)
                if *body == self.tag.to_string() =>
            {
                ResponseOutcome::Exposed
            }
            (ScriptOutcome::Failed { .. }, Some(_), _) => ResponseOutcome::Blocked,
            (ScriptOutcome::Failed { .. }, None, Some(_)) => ResponseOutcome::PreflightRefused,
            (ScriptOutcome::Failed { .. }, None, None) => ResponseOutcome::NotMade,
            (outcome, ..) => panic!("{outcome:?}: {:?}", self.exchanges),
        }
    }

    fn exchange(&self, purpose: RequestKind) -> Option<&FixtureExchange> {
        self.exchanges.iter().find(|exchange| exchange.purpose == purpose)
    }
}

async fn check_selection(filter: &str, policy: Policy) {
    let mut stage = Stage::set_up(policy).await;
    let selection = select(&stage.matrix, filter);
    let predicted = oracle::predict_selection(&stage.matrix, &selection, &policy.into());
    let mut observed = Vec::new();
    for topology in 0..selection.topologies().count() {
        let batch = stage.batch(&selection, topology);
        observed.extend(stage.play(&batch).await);
    }
    assert_eq!(observed.len(), predicted.len());
    for (cell, (observed, predicted)) in observed.into_iter().zip(predicted).enumerate() {
        assert_eq!(observed.to_string(), predicted.to_string(), "{}", selection.id(cell));
    }
    stage.strike().await;
}

#[tokio::test]
async fn by_the_standards_each_cell_is_seen_as_predicted() {
    let filter = "credentials=fetch-include|xhr|xhr-with-credentials,\
                  preflight=not-needed|like-response|wildcards,\
                  allow-origin=exact|wildcard,allow-credentials!=capitalised";
    check_selection(filter, Policy::standard()).await;
}

#[tokio::test]
async fn with_third_parties_blocked_each_cell_is_seen_as_predicted() {
    let policy = Policy {
        third_party_cookies: ThirdPartyCookies::Block,
        loopback_http: LoopbackHttp::Secure,
        ..Policy::standard()
    };
    check_selection(
        "credentials=fetch-include,preflight!=wildcards,allow-origin=exact,allow-credentials=true",
        policy,
    )
    .await;
}

#[tokio::test]
async fn with_third_parties_partitioned_each_cell_is_seen_as_predicted() {
    let policy = Policy {
        third_party_cookies: ThirdPartyCookies::Partition,
        same_site_scheme: SameSiteScheme::Schemeless,
        ..Policy::standard()
    };
    let filter = "credentials=fetch-include|fetch-omit,preflight=not-needed,allow-origin=exact,\
                  allow-credentials=true";
    check_selection(filter, policy).await;
}

#[tokio::test]
async fn the_control_is_stored_readable_and_sent_on_each_origin() {
    let mut stage = Stage::set_up(Policy::standard()).await;
    let selection = select(
        &stage.matrix,
        "topology=third-party-frame,credentials=fetch-include,preflight=not-needed,\
         allow-origin=exact",
    );
    let batch = stage.batch(&selection, 0);
    stage.open(&batch).await;
    for (number, origin) in (100..).map(ShapeNo).zip(batch.topology.control_origins()) {
        stage.reference.navigate_probe(&stage.session.probe_url(origin)).await.unwrap();
        stage.session.probe_hello(SOON).await.unwrap();
        let report = stage.session.control(number, SOON).await.unwrap();
        let control = format!("{CONTROL_COOKIE}={}", ShapeTag { batch: batch.id, shape: number });
        assert_eq!(
            (report.readable_cookies.as_deref(), report.request_cookie.as_str()),
            (Ok(control.as_str()), control.as_str())
        );
    }
    let names: Vec<String> =
        stage.reference.read_jar().into_iter().map(|cookie| cookie.name).collect();
    assert_eq!(names, [CONTROL_COOKIE, CONTROL_COOKIE, CONTROL_COOKIE]);
    assert!(!names.iter().any(|name| name == FOREIGN_COOKIE));
    stage.strike().await;
}

#[tokio::test]
async fn requests_say_what_a_browser_says() {
    let mut stage = Stage::set_up(Policy::standard()).await;
    let filter = "topology=siblings,credentials=fetch-include,preflight=like-response,\
                  allow-origin=exact,allow-credentials=true,secure=no,\
                  domain=absent,same-site=absent,partitioned=no,http-only=no";
    let batch = stage.batch(&select(&stage.matrix, filter), 0);
    stage.open(&batch).await;
    stage.session.play(&[ShapeNo(0)], SOON).await.unwrap();
    let mut lines = Vec::new();
    for exchange in stage.session.take_exchanges(batch.id, ShapeNo(0)) {
        lines.push(format!("{} {}", exchange.method, exchange.url));
        lines.extend(
            exchange.request_headers.iter().map(|(name, value)| format!("  {name}: {value}")),
        );
    }
    let set = "https://api.example.com/1/1/0/set";
    let expected = [
        &format!("OPTIONS {set}"),
        "  host: api.example.com",
        "  accept: */*",
        "  access-control-request-method: PUT",
        "  access-control-request-headers: x-gingersnap",
        "  origin: https://www.example.com",
        &format!("PUT {set}"),
        "  host: api.example.com",
        "  x-gingersnap: 1",
        "  accept: */*",
        "  origin: https://www.example.com",
        "GET https://api.example.com/1/1/0/echo",
        "  host: api.example.com",
        "  accept: */*",
        "  origin: https://www.example.com",
        "  cookie: c0=1-0.0",
    ];
    assert_eq!(lines, expected);
    stage.strike().await;
}

#[tokio::test]
async fn what_the_proxy_does_not_know_is_an_error() {
    let mut stage = Stage::set_up(Policy::standard()).await;
    let (page, probe) =
        ("https://nowhere.test/".parse().unwrap(), "https://www.example.com/".parse().unwrap());
    let error = stage.reference.open(&page, &probe).await.unwrap_err();
    assert!(matches!(&error, ReferenceError::Proxy { url, .. } if *url == page), "{error:?}");
}

#[tokio::test]
async fn a_document_that_is_none_is_an_error() {
    let mut stage = Stage::set_up(Policy::standard()).await;
    let url: url::Url = "https://www.example.com/".parse().unwrap();
    let probe = stage.session.probe_url(&url);
    // Without a batch there is no document.
    let error = stage.reference.navigate_probe(&probe).await.unwrap_err();
    assert!(matches!(error, ReferenceError::Status { .. }), "{error:?}");
    let error = stage.reference.navigate_probe(&url).await.unwrap_err();
    assert!(matches!(error, ReferenceError::Markup { .. }), "{error:?}");
}
