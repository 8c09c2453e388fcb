//! Whatever is pasted, it is answered or refused, and nothing panics.

use diagnosis::paste::{MAX_PASTE_OCTETS, read_paste};
use diagnosis::{Question, Recordings, UserGoal, explain, odd_input};
use fastrand::Rng;
use matrix::FetchCredentials;
use spec_model::Timestamp;

const INPUTS: usize = 2000;

const SEEDS: [&str; 18] = [
    "HTTP/1.1 302 Found\r\nLocation: /b\r\nSet-Cookie: s=1; Path=/\r\n\r\nHTTP/2 200\r\n\
     access-control-allow-origin: https://www.example.com\r\nset-cookie: a=1; Secure; \
     SameSite=None; Expires=Mon, 14 May 2018 00:18:01 GMT\r\n\r\n{}\r\n",
    "> POST /a HTTP/2\n> Host: api.example.com\n> Cookie: a=1\n>\n< HTTP/2 200\n< set-cookie: \
     a=1\n<\n* end\n",
    "General\nRequest URL:\nhttps://api.example.com/\nResponse Headers\nset-cookie:\na=1; \
     Path=/\n:authority\napi.example.com\n",
    "curl 'https://api.example.com/' \\\n -H 'origin: https://a.test' -b 'x=1' --data-raw \
     $'\\u0021' -X PUT\n\nSet-Cookie: a=1\n",
    "curl ^\"https://api.example.com/^\" ^\r\n -H ^\"a: ^\\^\"b^\\^\"^\" ^\r\n --compressed",
    "fetch(\"https://api.example.com/\", {\"headers\": {\"a\": \"b\"}, \"method\": \"POST\", \
     \"credentials\": \"include\"});\nSet-Cookie: a=1",
    "Invoke-WebRequest -Uri \"https://api.example.com/\" `\n-Headers @{\n\"a\"=\"b`\"\"\n}\n\
     Set-Cookie: a=1",
    "{ \"status\": 200, \"headers\": { \"Set-Cookie\": [\"a=1; Path=/\", \"b=2\"], \"Vary\": \
     null } }",
    "Set-Cookie = a=\"x; y\"; Secure=false\nAccess-Control-Allow-Orgin\t*\n folded\n",
    "--2025-09-01 10:00:00--  https://api.example.com/\nHTTP request sent\n  HTTP/1.1 200 OK\n  \
     Set-Cookie: a=1 SameSite=None, Secure; Path=\"/\"; SameSite:None\nLength: 1\n",
    "StatusCode        : 200\nRawContent        : HTTP/1.1 200 OK\n                    \
     Set-Cookie: a=1, b=2; Domain=undefined\n\n                    {}\nForms             : {}\n",
    "Key        Value\n---        -----\nSet-Cookie {a=1; Path=/, b=2; Max-Age=}\n",
    "axios.post('https://api.example.com/', { a }, { withCredentials: true })\n  .then(r => \
     { r.data })\n\nHTTP/1.1 200 OK\nSet-Cookie: a=1\n",
    "AxiosError: a { response: { status: 401, headers: Object [AxiosHeaders] { 'set-cookie': [ \
     'a=1' ], vary: 'b' } } }",
    "> POST https://api.example.com/\n> 200\n> Request Headers\n> A: 1\n> Response Headers\n> \
     Set-Cookie: a=1\n> Name\tValue\tDomain\tPath\tExpires\tSize\n",
    "Headers { [Symbol(list)]: HeadersList { cookies: null, [Symbol(map)]: Map(2) { 'vary' => { \
     name: 'vary', value: 'b' }, 'set-cookie' => { name: 'set-cookie', value: 'a=1' } } } }",
    "Headers([('vary', 'b'), ('set-cookie', 'a=1; Path=/')])",
    "map[Content-Type:[text/html] Set-Cookie:[a=1; Path=/ b=2; Secure] Vary:[b]]",
];

const PIECES: [&str; 30] = [
    "\0",
    "\r",
    "\n",
    "\n\n",
    "\t",
    " ",
    ":",
    ";",
    ",",
    "=",
    "\"",
    "'",
    "`",
    "^",
    "\\",
    "$'",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\u{feff}",
    "é",
    "\u{10ffff}",
    "HTTP/",
    "> ",
    "< ",
    "curl ",
    "fetch(",
];

/// Changes a text in some places.
fn changed(numbers: &mut Rng, seed: &str) -> String {
    let mut text: Vec<char> = seed.chars().collect();
    for _ in 0..=numbers.usize(..12) {
        let at = numbers.usize(..=text.len());
        let end = (at + numbers.usize(..20)).min(text.len());
        match numbers.usize(..4) {
            0 => _ = text.drain(at..end),
            1 => text.truncate(at.max(1)),
            2 => {
                let again = text[at..end].repeat(1 + numbers.usize(..30));
                _ = text.splice(at..at, again);
            }
            _ => {
                let piece = PIECES[numbers.usize(..PIECES.len())];
                _ = text.splice(at..at, piece.repeat(1 + numbers.usize(..50)).chars());
            }
        }
    }
    text.into_iter().collect()
}

/// Checks that a text is answered or refused.
#[track_caller]
fn check(text: &str) {
    let recordings = Recordings::built_in();
    if let Ok(paste) = read_paste(text) {
        assert!(paste.to_string().contains(", from "));
        let response = paste.main().and_then(|one| one.response.clone());
        let page = "https://www.example.com/".parse().expect("it is a URL");
        let url = "https://api.example.com/".parse().expect("it is a URL");
        let mut question =
            Question::fetch(page, url, FetchCredentials::Include, Timestamp(1_700_000_000));
        question.response = response.unwrap_or_else(|| question.response.clone());
        if question.check_size().is_ok() {
            odd_input(&question).iter().for_each(|one| assert!(!one.to_string().is_empty()));
            let profiles: Vec<_> = recordings
                .matrix()
                .profiles
                .iter()
                .filter(|one| matches!(one.to_string().as_str(), "firefox:default"))
                .collect();
            explain(recordings, &question, &profiles, &UserGoal::USUAL);
        }
    }
}

#[test]
fn two_thousand_changed_pastes_are_answered_or_refused() {
    let mut numbers = Rng::with_seed(0x5eed_c00c_1e5a_11ed);
    for number in 0..INPUTS {
        check(&changed(&mut numbers, SEEDS[number % SEEDS.len()]));
    }
}

#[test]
fn two_megabytes_are_answered_or_refused() {
    const SIZE: usize = 2_000_000;
    for piece in [
        "x",
        "\n",
        "[",
        "{\"a\":",
        "\"",
        "X-A: 1\n",
        "Set-Cookie: a=1\n",
        "set-cookie:\na=1\n",
        "HTTP/1.1 302 Found\nLocation: /a\n\n",
        "> GET / HTTP/1.1\n> Host: a\n",
        "fetch('https://a.test/')\n",
        "curl 'https://a.test/'\n",
        "iwr -Uri 'https://a.test/'\n",
        "General\n",
        " folded\n",
        "> ",
        "> a\n",
        "--2025-09-01 10:00:00--  https://a.test/\n  HTTP/1.1 200 OK\n",
        "axios.get('https://a.test/').then(\n",
        "fetch('https://a.test/').then(\"\n",
        "AxiosError headers: {",
        "GET https://a.test/\n",
        "Key Value\n--- ---\na b\n\n",
        "map[a:[",
        "Headers { a: ",
        "Headers { [Symbol(a)]: ",
    ] {
        check(&piece.repeat(SIZE / piece.len()));
    }
    for (start, piece) in [
        ("Set-Cookie: a=1", "; Secure=1"),
        ("Set-Cookie: a=1", ",b=2; c=d"),
        ("Set-Cookie: a=1", " Secure"),
        ("Set-Cookie: a=1", "; Max-Age="),
        ("curl 'https://a.test/'", " -H 'a: b'"),
        ("fetch('https://a.test/', { headers: {", " a: 'b',"),
        ("iwr -Uri 'https://a.test/' -Headers @{", "'a'='b';"),
        ("HTTP/1.1 200 OK\nSet-Cookie: a=1\n\n", "<p>a</p>\n"),
        ("map[a:[", "] a"),
        ("map[Set-Cookie:[a=1; Path=/", " b=2; Path=/"),
        ("Headers([", "('a', "),
        ("Headers { a: ", "[a "),
    ] {
        check(&(start.to_owned() + &piece.repeat(SIZE / piece.len())));
    }
}

#[test]
fn the_largest_question_is_answered_at_once() {
    let long_line = "Set-Cookie: a=1".to_owned() + &"; Secure=1".repeat(Question::MAX_ATTRIBUTES);
    check(&long_line);
    check(&("Set-Cookie: a=1".to_owned() + &",b=2; c=d".repeat(Question::MAX_ATTRIBUTES)));
    let line = |number: usize| format!("Set-Cookie: c{number}=1; Path=/; SameSite=None\n");
    check(&(0..Question::MAX_COOKIES).map(line).collect::<String>());
}

#[test]
fn more_than_is_read_is_refused() {
    let text = "x".repeat(MAX_PASTE_OCTETS + 1);
    assert_eq!(read_paste(&text).unwrap_err().to_string(), "the text is longer than 16 MiB");
}
