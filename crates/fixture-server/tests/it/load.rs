//! Many connections that nobody uses well: the others are answered, and memory stays bounded.

use std::fs;
use std::net::SocketAddr;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{Client, socks};
use crate::stage::{SOON, TARGET, path_of, set_up, url};

/// How many connections of each kind there are; five kinds make 2,000.
const CONNECTIONS: usize = 400;

/// How much memory the servers and their 2,000 clients may take together, in KiB.
const MEMORY_KIB: u64 = 256 << 10;

/// Both ends of a connection are in this process.
fn raise_limit_of_handles() {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    assert!(most > 5_000, "{most} file handles are too few for this test: raise `ulimit -Hn`");
    setrlimit(Resource::RLIMIT_NOFILE, most, most).unwrap();
}

/// Returns the memory of this process that is in use, in KiB.
fn memory_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Opens connections to the router that say this, and nothing more.
async fn open(proxy: SocketAddr, says: &[u8]) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(proxy).await.unwrap();
        stream.write_all(says).await.unwrap();
        streams.push(stream);
    }
    streams
}

/// Opens connections to an origin's server that say this, and read nothing.
async fn open_behind(proxy: SocketAddr, origin: &str, says: &[u8]) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = socks(proxy, &url(origin)).await.unwrap();
        stream.write_all(says).await.unwrap();
        streams.push(stream);
    }
    streams
}

#[tokio::test]
async fn idle_and_half_open_connections_keep_nobody_else_from_an_answer() {
    raise_limit_of_handles();
    let (servers, session) = set_up().await;
    let proxy = session.proxy();
    let before = memory_kib();

    let path = path_of(&session, "2a/1/set");
    let head = format!("PUT {path} HTTP/1.1\r\nHost: api.example.net:3000\r\n");
    // Each asks ten times and reads nothing.
    let unread = format!("{head}Content-Length: 0\r\n\r\n").repeat(10);
    let idle = [
        open(proxy, b"").await,
        open(proxy, &[5, 1]).await,
        open_behind(proxy, "https://www.example.com", &[0x16, 3, 1, 2]).await,
        open_behind(proxy, TARGET, head.as_bytes()).await,
        open_behind(proxy, TARGET, unread.as_bytes()).await,
    ];
    assert_eq!(idle.iter().map(Vec::len).sum::<usize>(), 2_000);

    for origin in ["https://www.example.com", TARGET] {
        let asked = async {
            let mut client = Client::connect(&servers, proxy, origin, &["h2", "http/1.1"]).await;
            client.get("/nothing").await
        };
        let answer = timeout(SOON, asked).await.expect("it is answered");
        assert_eq!(answer.status.as_u16(), 404, "{origin}");
    }
    let taken = memory_kib().saturating_sub(before);
    assert!(taken < MEMORY_KIB, "2,000 connections take {taken} KiB");

    drop(idle);
    let mut client = Client::connect(&servers, proxy, TARGET, &[]).await;
    assert_eq!(client.get("/nothing").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_head_that_never_ends_is_refused_and_the_rest_goes_on() {
    let (servers, session) = set_up().await;
    let mut endless = socks(session.proxy(), &url(TARGET)).await.unwrap();
    let field = format!("X-A: {}\r\n", "a".repeat(1 << 16));
    let flood = async {
        endless.write_all(b"GET / HTTP/1.1\r\nHost: api.example.net:3000\r\n").await?;
        for _ in 0..1_000 {
            endless.write_all(field.as_bytes()).await?;
        }
        std::io::Result::Ok(())
    };
    // The server may end the connection before it has read everything.
    _ = timeout(SOON, flood).await.expect("the head is refused");
    let mut answer = Vec::new();
    _ = timeout(SOON, endless.read_to_end(&mut answer)).await.expect("the connection ends");
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"), "{answer:?}");

    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    assert_eq!(client.get("/nothing").await.status.as_u16(), 404);
}
