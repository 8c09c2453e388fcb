//! The one window of a browser that nobody drives.

use fixture_server::{FixtureServers, FixtureSession};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use url::{Position, Url};

use crate::client::Client;
use crate::stage::{A_MOMENT, PAGE, SOON, TARGET, batch, url};

const UPGRADED: &str = "https://api.example.org";
const PLAIN: &str = "http://api.example.org";

async fn set_up() -> (FixtureServers, FixtureSession) {
    let origins = [PAGE, TARGET, UPGRADED, PLAIN].map(url);
    let servers = FixtureServers::start(&origins).await.unwrap();
    let session = servers.open_visit().await.unwrap();
    (servers, session)
}

/// Asks where the window is to be.
async fn lead(client: &mut Client, here: &str) -> String {
    let here = here.replace('&', "%26");
    let answer = client.get(&format!("/1/lead?here={here}")).await;
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    answer["go"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_window_is_held_where_it_is_until_it_is_to_be_elsewhere() {
    let (servers, mut session) = set_up().await;
    let entry = session.entry_url().unwrap().to_string();
    assert_eq!(entry, format!("{PLAIN}/1/visit"));
    let mut window = Client::connect(&servers, session.proxy(), PLAIN, &[]).await;
    assert!(window.get("/1/visit").await.body.contains("data-lead=\"/1/lead\""));
    assert!(timeout(A_MOMENT, session.arrival()).await.is_err(), "nobody has asked");
    assert!(timeout(A_MOMENT, lead(&mut window, &entry)).await.is_err(), "it stays");
    timeout(SOON, session.arrival()).await.unwrap();

    session.load(batch(1, 1)).unwrap();
    let (probe, page) = (url(TARGET), url(PAGE));
    let probe_comes = session.lead_to_probe(&probe, "half", A_MOMENT).await;
    assert!(probe_comes.is_err(), "nobody plays the probe");
    let mut window = Client::connect(&servers, session.proxy(), PLAIN, &[]).await;
    let place = lead(&mut window, &entry).await;
    assert_eq!(place, format!("{}1/probe?http&1", url(TARGET)));
    let mut window = Client::connect(&servers, session.proxy(), probe.as_str(), &[]).await;
    assert!(window.get("/1/probe?1").await.body.contains(">half</p>"));
    assert!(session.lead_to_page("", A_MOMENT).await.is_err(), "nobody plays the page");
    assert_eq!(lead(&mut window, &place).await, format!("{page}1/page?2"));
}

#[tokio::test]
async fn a_window_that_was_upgraded_to_https_steps_down() {
    let (servers, mut session) = set_up().await;
    session.load(batch(1, 1)).unwrap();
    _ = session.lead_to_probe(&url(PLAIN), "", A_MOMENT).await;
    let mut upgraded = Client::connect(&servers, session.proxy(), UPGRADED, &[]).await;
    let asked = |url: Url| url[Position::BeforePath..].to_owned();
    let answer = upgraded.get(&asked(session.probe_url(&url(PLAIN)))).await;
    assert_eq!(
        (answer.status.as_u16(), answer.all("location")),
        (302, vec!["http://api.example.org/1/probe?http"])
    );
    assert_eq!(upgraded.get("/1/probe?http&2").await.status.as_u16(), 302, "a window of a visit");
    assert_eq!(session.steps_down(), 2);
    for path in [asked(session.probe_url(&url(UPGRADED))), "/1/probe?2".to_owned()] {
        assert_eq!(upgraded.get(&path).await.status.as_u16(), 200, "it is to be there");
    }
    let mut plain = Client::connect(&servers, session.proxy(), PLAIN, &[]).await;
    assert_eq!(plain.get("/1/probe?http").await.status.as_u16(), 200);
}

#[tokio::test]
async fn what_a_batch_has_set_is_expired_by_the_same_lines() {
    let (servers, mut session) = set_up().await;
    session.load(batch(7, 1)).unwrap();
    let mut target = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let answer = target.get("/1/expiry/7").await;
    let lines = answer.all("set-cookie");
    assert!(lines.iter().all(|line| line.ends_with("; Max-Age=0")), "{lines:?}");
    let tested = "; Path=/; SameSite=None; Secure; Partitioned; Max-Age=0";
    assert!(lines.iter().any(|line| line.starts_with("c0=") && line.ends_with(tested)));
    assert!(lines.iter().any(|line| line.starts_with("control=")));
    assert_eq!(lines.len(), 3, "a line that two shapes share is sent once: {lines:?}");
    assert_eq!(target.get("/1/expiry/8").await.status.as_u16(), 404, "another batch's");
}

#[tokio::test]
async fn a_session_with_a_driver_leads_no_window() {
    let (servers, _) = set_up().await;
    let mut session = servers.open_session().await.unwrap();
    session.load(batch(1, 1)).unwrap();
    assert_eq!(session.entry_url(), None);
    let mut page = Client::connect(&servers, session.proxy(), PAGE, &[]).await;
    assert_eq!(page.get("/2/lead?here=x").await.status.as_u16(), 404);
    assert!(!page.get("/2/page").await.body.contains("data-lead"));
}

/// Returns the first line of the answer to a request without a proxy.
async fn status_line(place: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(place).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn in_a_network_only_who_knows_the_secret_gets_an_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap().to_string();
    let origin = url(&format!("http://{place}"));
    let servers = FixtureServers::start(std::slice::from_ref(&origin)).await.unwrap();
    let session = servers.open_network_visit(vec![(origin, listener)]).await.unwrap();
    let entry = session.entry_url().unwrap().path().to_owned();
    assert!(entry.len() > "/visit".len() + 20, "{entry}");
    assert_eq!(status_line(&place, &entry).await, "HTTP/1.1 200 OK");
    for path in ["/", "/try", "/1/visit", "/1/lead?here=x"] {
        assert_eq!(status_line(&place, path).await, "HTTP/1.1 404 Not Found", "{path}");
    }
    session.stop().await;
    assert!(TcpStream::connect(&place).await.is_err(), "the socket is closed");
}
