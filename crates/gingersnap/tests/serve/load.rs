//! `gingersnap serve` among many connections that nobody uses well.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::said_words::check_words;
use crate::serving::Serving;
use crate::{QUESTION, post};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// How many connections of each kind there are; four kinds make 2,000.
const CONNECTIONS: usize = 500;

/// How much memory they may take, in KiB.
const MEMORY_KIB: u64 = 128 << 10;

/// Long enough for anything that is bound to come.
const SOON: Duration = Duration::from_secs(30);

/// The program inherits the limit.
fn raise_limit_of_handles() {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).expect("the system has a limit");
    assert!(most > 2_500, "{most} file handles are too few for this test: raise `ulimit -Hn`");
    setrlimit(Resource::RLIMIT_NOFILE, most, most).expect("the limit may be raised so far");
}

/// Returns the memory of the program that is in use, in KiB.
fn memory_kib(serving: &Serving) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", serving.child.id()));
    let status = status.expect("the program runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let memory = line.map(|line| line.trim().trim_end_matches(" kB").parse());
    memory.expect("it has memory").expect("it is a number")
}

fn open(serving: &Serving, says: &str) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(&serving.address).expect("it listens");
        stream.write_all(says.as_bytes()).expect("it takes what is said");
        streams.push(stream);
    }
    streams
}

#[track_caller]
fn check_answered(serving: &Serving) {
    check_words(&post(serving, QUESTION), &["HTTP/1.1 200 OK", "Does not work. "], &[]);
}

#[test]
fn idle_and_half_open_connections_keep_nobody_else_from_an_answer() {
    raise_limit_of_handles();
    let serving = Serving::start();
    check_answered(&serving);
    let before = memory_kib(&serving);
    let address = &serving.address;
    let idle = [
        open(&serving, ""),
        open(&serving, &format!("GET / HTTP/1.1\r\nHost: {address}\r\n")),
        open(
            &serving,
            &format!("POST / HTTP/1.1\r\nHost: {address}\r\nContent-Length: 9999\r\n\r\n"),
        ),
        open(&serving, &format!("GET /style.css HTTP/1.1\r\nHost: {address}\r\n\r\n").repeat(20)),
    ];
    assert_eq!(idle.iter().map(Vec::len).sum::<usize>(), 2_000);
    check_answered(&serving);
    let taken = memory_kib(&serving).saturating_sub(before);
    assert!(taken < MEMORY_KIB, "2,000 connections take {taken} KiB");
    drop(idle);
    check_answered(&serving);
}

#[test]
fn a_head_that_never_ends_is_refused_and_the_rest_goes_on() {
    let serving = Serving::start();
    let mut endless = TcpStream::connect(&serving.address).expect("it listens");
    endless.set_read_timeout(Some(SOON)).expect("it takes a limit");
    let line = format!("X-A: {}\r\n", "a".repeat(1 << 16));
    let flood = (0..1_000).try_for_each(|_| endless.write_all(line.as_bytes()));
    assert!(flood.is_err() || endless.read(&mut [0; 64]).is_ok(), "the connection ends");
    check_answered(&serving);
}

#[test]
fn a_million_header_lines_are_refused_and_the_rest_goes_on() {
    let serving = Serving::start();
    let mut many = TcpStream::connect(&serving.address).expect("it listens");
    many.set_read_timeout(Some(SOON)).expect("it takes a limit");
    let lines = "GET / HTTP/1.1\r\n".to_owned() + &"a: b\r\n".repeat(1_000_000) + "\r\n";
    // The server may end the connection before it has read everything.
    let sent = many.write_all(lines.as_bytes());
    let mut answer = [0; 12];
    let read = many.read_exact(&mut answer);
    assert!(sent.is_err() || read.is_err() || answer == *b"HTTP/1.1 431", "{answer:?}");
    check_answered(&serving);
}
