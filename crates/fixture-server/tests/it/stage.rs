//! A small batch, and documents that play it by hand.

use std::time::Duration;

use fixture_server::{FixtureServers, FixtureSession};
use matrix::{
    CookieReader, CookieSetter, DetailTracking, FetchCredentials, FieldNameCase, LinePart,
    RequestApi, RequestPath, SecondSetter, Topology,
};
use run_model::UnixTime;
use run_model::evidence::{FixtureExchange, RequestKind};
use run_model::plan::{
    BatchId, BatchScript, CookieScript, FillerLines, RequestScript, ResponseScript, SetCookieLine,
    ShapeScript,
};
use run_model::protocol::DocumentInstruction;
use serde_json::{Value, json};
use url::Url;

use crate::client::Client;

pub(crate) const PAGE: &str = "https://www.example.com";
pub(crate) const TARGET: &str = "http://api.example.net:3000";

/// Long enough for anything that is bound to come.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// Long enough to see that nothing comes.
pub(crate) const A_MOMENT: Duration = Duration::from_millis(50);

pub(crate) fn url(text: &str) -> Url {
    text.parse().unwrap()
}

/// Returns a batch with two shapes that have `cookies` cookies each.
pub(crate) fn batch(id: u32, cookies: usize) -> BatchScript {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let shape = ShapeScript {
        set_by: CookieSetter::Client,
        age_secs: 0,
        then_by: SecondSetter::Response,
        reads_cookies_by: CookieReader::DocumentCookie,
        lifetimes: DetailTracking::Ignored,
        changes: DetailTracking::Ignored,
        request_path: RequestPath::Directory,
        field_names: FieldNameCase::Lower,
        request: RequestScript {
            api: RequestApi::Fetch(FetchCredentials::Include),
            method: "PUT".to_owned(),
            headers: vec![field("X-Gingersnap", "1")],
            body: None,
            reads: None,
            init: matrix::FetchInit::default(),
        },
        again: None,
        url_list: vec![url(TARGET)],
        redirect: ResponseScript { status: 307, headers: vec![field("X-Between", "")] },
        response: ResponseScript {
            status: 200,
            headers: vec![
                field("Access-Control-Allow-Origin", "*"),
                field("X-Between", ""),
                field("Access-Control-Allow-Origin", PAGE),
            ],
        },
        preflight: ResponseScript {
            status: 204,
            headers: vec![field("Access-Control-Allow-Methods", "PUT")],
        },
        preflight_location: None,
        others: FillerLines::default(),
        cookies: (0..cookies)
            .map(|number| {
                let octets = |text: &str| LinePart::Text(text.into());
                let line = vec![
                    octets(&format!("c{number}=")),
                    LinePart::Marker,
                    octets("; Path=/; SameSite=None; Secure; Partitioned"),
                ];
                let (cell, name) = (u32::try_from(number).unwrap(), format!("c{number}"));
                CookieScript { cell, name, line: SetCookieLine(line), then: None, on: None }
            })
            .collect(),
    };
    BatchScript {
        id: BatchId(id),
        now: UnixTime(0),
        topology: Topology {
            page: url(PAGE),
            frames: vec![],
            sandbox: None,
            storage_access: None,
            target: url(TARGET),
            control: None,
        },
        unrelated: url("https://www.example.org"),
        shapes_per_wave: 2,
        shapes: vec![shape.clone(), shape],
    }
}

/// Starts servers for the batch's origins, and a session that has loaded it.
pub(crate) async fn set_up() -> (FixtureServers, FixtureSession) {
    let servers = FixtureServers::start(&[url(PAGE), url(TARGET)]).await.unwrap();
    let mut session = servers.open_session().await.unwrap();
    session.load(batch(0x2a, 3)).unwrap();
    (servers, session)
}

/// A document that follows a channel of a session, and says what a test tells it to.
pub(crate) struct Document {
    client: Client,
    path: String,
}

impl Document {
    /// Opens the page's channel of the first session.
    pub(crate) async fn page(servers: &FixtureServers, session: &FixtureSession) -> Self {
        Self {
            client: Client::connect(servers, session.proxy(), PAGE, &["h2"]).await,
            path: path_of(session, "channel/page"),
        }
    }

    /// Opens the probe's channel of the first session.
    pub(crate) async fn probe(servers: &FixtureServers, session: &FixtureSession) -> Self {
        Self {
            client: Client::connect(servers, session.proxy(), TARGET, &[]).await,
            path: path_of(session, "channel/probe"),
        }
    }

    /// Says what a document of batch 2a says, and returns what it is to do next.
    pub(crate) async fn say(&mut self, said: Value) -> DocumentInstruction {
        self.post(&json!({ "batch": 0x2a, "said": said }).to_string(), &[]).await
    }

    /// Posts this text with these header fields.
    pub(crate) async fn post(
        &mut self,
        text: &str,
        headers: &[(&str, &str)],
    ) -> DocumentInstruction {
        let answer = self.client.send("POST", &self.path, headers, text).await;
        serde_json::from_str(&answer.body).unwrap()
    }
}

/// Returns a path of the session.
pub(crate) fn path_of(session: &FixtureSession, path: &str) -> String {
    let page = session.page_url(&url(PAGE));
    page.join(path).unwrap().path().to_owned()
}

/// Returns a document's greeting.
pub(crate) fn hello(href: &str) -> Value {
    json!({ "hello": {
        "href": href, "origin": PAGE, "top_level": true, "now": 0,
        "document_cookie": { "Ok": "" }
    } })
}

/// Returns a page's report on shapes.
pub(crate) fn page_report(shapes: &[u32]) -> Value {
    let report = |shape: &u32| {
        let exposed = json!({ "kind": "exposed", "status": 200, "body": format!("2a-{shape:x}") });
        let follow_up = json!({ "kind": "failed", "message": "TypeError: no" });
        json!({
            "shape": shape, "set": exposed, "follow_up": follow_up,
            "readable_cookies": { "Err": "SecurityError" },
        })
    };
    json!({ "report": shapes.iter().map(report).collect::<Vec<_>>() })
}

/// Returns a probe's report on a shape.
pub(crate) fn probe_report(shape: u32) -> Value {
    json!({ "report": { "shape": shape, "readable_cookies": { "Ok": "c0=2a-0" } } })
}

/// Checks what exchanges are for, in order.
#[track_caller]
pub(crate) fn check_purposes(exchanges: Vec<FixtureExchange>, expected: &[RequestKind]) {
    assert_eq!(exchanges.iter().map(|exchange| exchange.purpose).collect::<Vec<_>>(), expected);
}
