//! Any octets from a client of the fixtures: their router and an origin behind it answer, refuse
//! or leave, and never panic.
//!
//! The first octet says who is spoken to: the router, where it is even, or the origin.
//!
//! Run with `cargo +nightly fuzz run speak_http -- -max_total_time=600`.

#![no_main]

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

use fixture_server::{FixtureServers, FixtureSession};
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use url::Url;

/// A request that a session holds, such as one for the next order, ends with its client.
const LONGEST: Duration = Duration::from_secs(5);

struct Fixtures {
    runtime: Runtime,
    router: SocketAddr,
    origin: SocketAddr,
    _running: (FixtureServers, FixtureSession),
}

static FIXTURES: LazyLock<Fixtures> = LazyLock::new(|| {
    let runtime =
        Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("it can start");
    let running = runtime.block_on(async {
        let origin = Url::parse("http://www.example.com/").expect("it is a URL");
        let servers = FixtureServers::start(&[origin]).await.expect("a port is free");
        let session = servers.open_session().await.expect("a port is free");
        (servers, session)
    });
    let origin = running.0.directory().first().expect("it has an origin").1;
    Fixtures { runtime, router: running.1.proxy(), origin, _running: running }
});

fuzz_target!(|input: &[u8]| {
    let Some((choice, octets)) = input.split_first() else { return };
    let address = if choice % 2 == 0 { FIXTURES.router } else { FIXTURES.origin };
    FIXTURES.runtime.block_on(async {
        let mut client = TcpStream::connect(address).await.expect("it accepts");
        let _ = client.write_all(octets).await;
        let _ = client.shutdown().await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(LONGEST, client.read_to_end(&mut answer)).await;
        assert!(answer.len() < 1 << 24, "an answer of {} octets", answer.len());
    });
});
