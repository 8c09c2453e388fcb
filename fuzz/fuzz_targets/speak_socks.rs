//! Any octets from a client of the proxy: it answers, refuses or leaves, and never panics.
//!
//! Run with `cargo +nightly fuzz run speak_socks -- -max_total_time=600`.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use loopback::{NameCounts, accept_socks5};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("it can start"));

fuzz_target!(|input: &[u8]| {
    RUNTIME.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let client = async {
            let mut client = TcpStream::connect(address).await.expect("it accepts");
            let _ = client.write_all(input).await;
            let _ = client.shutdown().await;
            let _ = client.read_to_end(&mut Vec::new()).await;
        };
        let server = async {
            let (mut stream, _) = listener.accept().await.expect("the client comes");
            let _ = accept_socks5(&mut stream, &NameCounts::default(), |_| Some(())).await;
        };
        tokio::join!(client, server);
    });
});
