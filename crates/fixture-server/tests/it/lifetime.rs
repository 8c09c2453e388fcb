//! What is closed when.

use std::net::SocketAddr;
use std::time::Duration;

use fixture_server::FixtureServers;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{Client, socks};
use crate::stage::{Document, PAGE, SOON, TARGET, hello, set_up, url};

#[tokio::test]
async fn a_dropped_session_closes_its_proxy_and_its_connections() {
    let (servers, session) = set_up().await;
    let proxy = session.proxy();
    let mut open = socks(proxy, &url(TARGET)).await.unwrap();
    let mut page = Document::page(&servers, &session).await;
    let held = tokio::spawn(async move { page.say(hello("x")).await });
    drop(session);
    check_closes(proxy).await;
    assert_eq!(timeout(SOON, open.read(&mut [0])).await.unwrap().unwrap_or(0), 0);
    // Whether its answer still got through or not: it is over.
    let _ = timeout(SOON, held).await.unwrap();
}

#[tokio::test]
async fn a_stopped_session_is_closed_at_once() {
    let (servers, session) = set_up().await;
    let proxy = session.proxy();
    let mut client = Client::connect(&servers, proxy, TARGET, &[]).await;
    client.get("/favicon.ico").await;
    session.stop().await;
    assert!(TcpStream::connect(proxy).await.is_err());
    assert!(client.try_send("GET", "/favicon.ico", &[], "").await.is_err());
}

#[tokio::test]
async fn stopped_and_dropped_servers_close_their_ports() {
    let servers = FixtureServers::start(&[url(PAGE), url(TARGET)]).await.unwrap();
    let addresses: Vec<SocketAddr> =
        servers.directory().into_iter().map(|(_, address)| address).collect();
    servers.stop().await;
    for address in addresses {
        assert!(TcpStream::connect(address).await.is_err());
    }
    let servers = FixtureServers::start(&[url(TARGET)]).await.unwrap();
    let address = servers.directory()[0].1;
    drop(servers);
    check_closes(address).await;
}

async fn check_closes(address: SocketAddr) {
    let closed = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(SOON, closed).await.expect("the port is closed");
}
