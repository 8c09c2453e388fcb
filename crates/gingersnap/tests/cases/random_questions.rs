//! The checker gives random questions the answer of the command line.

use fastrand::Rng;

use crate::{Case, built_module};

const PAGES: [&str; 6] = [
    "https://www.example.com/",
    "https://example.com/app",
    "http://www.example.com/",
    "http://localhost:3000/",
    "https://alice.github.io/",
    "https://bücher.example/",
];
const REQUESTS: [&str; 11] = [
    "https://www.example.com/login",
    "https://api.example.com/login",
    "https://api.example.net/v1/login",
    "http://api.example.net/login",
    "http://localhost:8080/login",
    "https://bob.github.io/login",
    "https://api.bücher.example/login",
    "https://API.BÜCHER.example/login",
    "https://api.xn--bcher-kva.example/login",
    "https://api。example。net/login",
    "https://api.xn--a.example/login",
];
const MEANS: [&str; 12] = [
    "--credentials=include",
    "--credentials=same-origin",
    "--credentials=omit",
    "--credentials=no-cors-include",
    "--credentials=xhr",
    "--credentials=xhr-with-credentials",
    "--mechanism=form-post",
    "--mechanism=form-get",
    "--mechanism=link",
    "--mechanism=iframe",
    "--mechanism=img",
    "--mechanism=script",
];
const FIELDS: [&str; 9] = [
    "Access-Control-Allow-Origin: https://www.example.com",
    "Access-Control-Allow-Origin: http://localhost:3000",
    "Access-Control-Allow-Origin: *",
    "Access-Control-Allow-Origin: null",
    "Access-Control-Allow-Credentials: true",
    "Access-Control-Allow-Credentials: True",
    "Access-Control-Expose-Headers: X-Total",
    "Vary: Origin",
    "Content-Type: application/json",
];
const NAMES: [&str; 5] = ["sid=1", "__Host-sid=1", "__Secure-sid=1", "=1", "sid=ü"];
const ATTRIBUTES: [&str; 14] = [
    "Path=/",
    "Path=/v1",
    "Secure",
    "HttpOnly",
    "SameSite=None",
    "SameSite=Lax",
    "SameSite=Strict",
    "SameSite=Non",
    "Partitioned",
    "Domain=example.com",
    "Domain=github.io",
    "Domain=api.example.net",
    "Max-Age=60",
    "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
];
const OTHERS: [&str; 7] = [
    "--method=PUT",
    "--request-header=Content-Type: application/json",
    "--request-header=X-Requested-With: fetch",
    "--frame=https://widget.example.org/",
    "--then=https://api.example.net/me",
    "--want=sent",
    "--browser=firefox",
];

/// Some of these, in their order.
fn some<'a>(random: &mut Rng, all: &[&'a str], one_in: u32) -> Vec<&'a str> {
    all.iter().copied().filter(|_| random.u32(..one_in) == 0).collect()
}

fn arguments(random: &mut Rng) -> Vec<String> {
    let mut one = |all: &[&'static str]| all[random.usize(..all.len())];
    let mut arguments = vec![
        "--now=2026-11-29T12:00:00Z".to_owned(),
        format!("--page={}", one(&PAGES)),
        format!("--request={}", one(&REQUESTS)),
        one(&MEANS).to_owned(),
    ];
    for _ in 0..1 + random.usize(..2) {
        let name = NAMES[random.usize(..NAMES.len())];
        let line = [&[name], some(random, &ATTRIBUTES, 5).as_slice()].concat().join("; ");
        arguments.push(format!("--response-header=Set-Cookie: {line}"));
    }
    let fields = some(random, &FIELDS, 4);
    arguments.extend(fields.iter().map(|field| format!("--response-header={field}")));
    arguments.extend(some(random, &OTHERS, 6).iter().map(|other| (*other).to_owned()));
    arguments
}

#[test]
fn the_checker_answers_random_questions_as_the_command_line_does() {
    let count = if built_module::is_there() { 500 } else { 50 };
    let mut random = Rng::with_seed(17);
    for _ in 0..count {
        let arguments = arguments(&mut random);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Case { arguments: &arguments, input: "" }.check_module();
    }
}
