//! What is answered to a shape's requests, and what the log has of them.

use fixture_server::{BatchLoadError, FixtureSession};
use matrix::{CookieSetter, FieldNameCase, LinePart, RequestPath, SetCookieResponse};
use run_model::evidence::RequestKind;
use run_model::plan::{BatchId, FillerLines, SetCookieLine, ShapeNo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::client::{Client, socks};
use crate::stage::{A_MOMENT, PAGE, SOON, TARGET, batch, check_purposes, path_of, set_up, url};

#[tokio::test]
async fn a_shape_is_answered_as_its_script_says() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let path = path_of(&session, "2a/1/set");
    let answer = client
        .send(
            "PUT",
            &path,
            &[("origin", PAGE), ("cookie", "c0=2a-0; c1=2a-0"), ("x-gingersnap", "1")],
            "",
        )
        .await;

    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "2a-1"));
    assert_eq!(answer.all("access-control-allow-origin"), ["*", PAGE]);
    assert_eq!(answer.all("access-control-allow-credentials"), [""; 0]);
    assert_eq!(answer.all("x-between"), [""]);
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    let attributes = "; Path=/; SameSite=None; Secure; Partitioned";
    assert_eq!(
        answer.all("set-cookie"),
        [0, 1, 2].map(|cookie| format!("c{cookie}=2a-1.{cookie}{attributes}"))
    );

    let exchanges = session.take_exchanges(BatchId(0x2a), ShapeNo(1));
    let [exchange] = exchanges.as_slice() else { panic!("{exchanges:?}") };
    assert_eq!(exchange.purpose, RequestKind::SetCookies);
    assert_eq!(
        (exchange.version.as_str(), exchange.method.as_str(), exchange.status),
        ("HTTP/1.1", "PUT", 200)
    );
    assert_eq!(exchange.url, format!("{TARGET}{path}"));
    assert_eq!(exchange.request_header("cookie"), Some("c0=2a-0; c1=2a-0"));
    let names: Vec<&str> =
        exchange.response_headers.iter().map(|(name, _)| name.as_str()).collect();
    let allow = "access-control-allow-origin";
    assert_eq!(
        names,
        [
            allow,
            allow,
            "x-between",
            "set-cookie",
            "set-cookie",
            "set-cookie",
            "cache-control",
            "content-type"
        ]
    );

    assert_eq!(session.take_exchanges(BatchId(0x2a), ShapeNo(1)), [], "what was taken is gone");
    assert_eq!(
        session.take_exchanges(BatchId(0x2a), ShapeNo(0)),
        [],
        "nothing was asked for the other shape"
    );
}

#[tokio::test]
async fn a_preflight_is_answered_as_its_script_says() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let path = path_of(&session, "2a/0/set");
    let answer = client
        .send("OPTIONS", &path, &[("origin", PAGE), ("access-control-request-method", "PUT")], "")
        .await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
    assert_eq!(answer.all("access-control-allow-methods"), ["PUT"]);
    assert_eq!(answer.all("access-control-allow-origin"), [""; 0]);
    assert_eq!(answer.all("set-cookie"), [""; 0]);

    let plain = client.send("OPTIONS", &path, &[("origin", PAGE)], "").await;
    assert_eq!(plain.status, 200);
    assert_eq!(plain.all("set-cookie").len(), 3);
    check_purposes(
        session.take_exchanges(BatchId(0x2a), ShapeNo(0)),
        &[RequestKind::Preflight, RequestKind::SetCookies],
    );
}

#[tokio::test]
async fn the_handshake_of_a_websocket_is_answered_with_cookies() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    // The example of RFC 6455 §1.3.
    let handshake = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let answer = client.send("GET", &path_of(&session, "2a/0/set"), &handshake, "").await;
    assert_eq!(answer.status, 101);
    assert_eq!(answer.all("sec-websocket-accept"), ["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]);
    assert_eq!(answer.all("set-cookie").len(), 3);
    let exchanges = session.take_exchanges(BatchId(0x2a), ShapeNo(0));
    assert_eq!(
        exchanges.iter().map(|exchange| (exchange.purpose, exchange.status)).collect::<Vec<_>>(),
        [(RequestKind::SetCookies, 101)]
    );
}

#[tokio::test]
async fn the_follow_up_is_always_allowed() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let path = path_of(&session, "2a/0/echo");
    let answer = client.send("GET", &path, &[("origin", PAGE)], "").await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "2a-0"));
    assert_eq!(answer.all("access-control-allow-origin"), [PAGE]);
    assert_eq!(answer.all("access-control-allow-credentials"), ["true"]);
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    assert_eq!(client.get(&path).await.all("access-control-allow-origin"), ["*"]);

    let asked = [
        ("origin", PAGE),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "x-a,x-b"),
    ];
    let preflight = client.send("OPTIONS", &path, &asked, "").await;
    assert_eq!(preflight.all("access-control-allow-methods"), ["PUT"]);
    assert_eq!(preflight.all("access-control-allow-headers"), ["x-a,x-b"]);
    check_purposes(
        session.take_exchanges(BatchId(0x2a), ShapeNo(0)),
        &[RequestKind::FollowUp, RequestKind::FollowUp, RequestKind::FollowUpPreflight],
    );
}

#[tokio::test]
async fn two_hundred_cookies_go_both_ways_in_both_versions() {
    let (servers, mut session) = set_up().await;
    let mut big = batch(0x2b, 200);
    big.topology.target = url(PAGE);
    big.shapes[0].url_list = vec![url(PAGE)];
    for cookie in &mut big.shapes[0].cookies {
        cookie.line.add(LinePart::Text(b"; Note=".into()));
        cookie.line.add(LinePart::Text(vec![b'x'; 110]));
    }
    session.load(big).unwrap();
    let path = path_of(&session, "2b/0/set");
    for (protocol, version) in [("http/1.1", "HTTP/1.1"), ("h2", "HTTP/2.0")] {
        let mut client = Client::connect(&servers, session.proxy(), PAGE, &[protocol]).await;
        let cookies: Vec<String> =
            (0..200).map(|number| format!("cookie-with-a-name-{number}={number}")).collect();
        let joined = cookies.join("; ");
        // HTTP/1.1 has one field, HTTP/2 may have one for each cookie.
        let fields: Vec<(&str, &str)> = match protocol {
            "h2" => cookies.iter().map(|cookie| ("cookie", cookie.as_str())).collect(),
            _ => vec![("cookie", joined.as_str())],
        };
        let answer = client.send("PUT", &path, &fields, "").await;
        assert_eq!(answer.all("set-cookie").len(), 200);
        assert!(answer.all("set-cookie").iter().all(|line| line.len() > 150));
        let exchanges = session.take_exchanges(BatchId(0x2b), ShapeNo(0));
        assert_eq!(exchanges[0].version, version);
        assert_eq!(exchanges[0].url, format!("{PAGE}{path}"));
        let sent: Vec<&str> = exchanges[0]
            .request_headers
            .iter()
            .filter(|(name, _)| name == "cookie")
            .map(|(_, value)| value.as_str())
            .collect();
        assert_eq!(sent, [joined.as_str()]);
    }
}

#[tokio::test]
async fn the_control_sets_its_own_cookie_and_a_foreign_one() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let answer = client.get(&path_of(&session, "2a/1f/control")).await;
    assert_eq!(
        answer.all("set-cookie"),
        ["control=2a-1f; Path=/", "foreign=2a-1f; Path=/; Domain=www.example.org"]
    );
    assert!(session.stray_requests().is_empty());
}

#[tokio::test]
async fn a_new_batch_begins_with_an_empty_log() {
    let (servers, mut session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    client.get(&path_of(&session, "2a/0/set")).await;
    session.load(batch(0x2b, 1)).unwrap();
    assert_eq!(session.take_exchanges(BatchId(0x2b), ShapeNo(0)), []);
    assert_eq!(session.take_exchanges(BatchId(0x2a), ShapeNo(0)), []);
    assert_eq!(
        client.get(&path_of(&session, "2a/0/set")).await.status,
        404,
        "a late request of the batch before"
    );
}

#[tokio::test]
async fn what_cannot_be_written_is_not_loaded() {
    let (_servers, mut session) = set_up().await;
    let mut unwritable = |change: fn(&mut run_model::plan::BatchScript)| {
        let mut batch = batch(1, 1);
        change(&mut batch);
        session.load(batch).unwrap_err()
    };
    let cookie = unwritable(|batch| {
        batch.topology.target = url(PAGE);
        batch.shapes[1].cookies[0].line.add(LinePart::Text(b"\n".into()));
    });
    assert!(
        matches!(
            &cookie,
            BatchLoadError::Cookie { shape: 1, line } if line.starts_with("c0={value}")
        ),
        "{cookie}"
    );
    let call = unwritable(|batch| batch.shapes[1].set_by = CookieSetter::CookieStore);
    let message = "shape 1: the line `c0=1-1.0; Path=/; SameSite=None; Secure; Partitioned` \
     is not a call of the Cookie Store API";
    assert_eq!(call.to_string(), message);
    let field = unwritable(|batch| {
        batch.shapes[0].response.headers.push(("X Y".to_owned(), String::new()))
    });
    assert!(
        matches!(&field, BatchLoadError::Field { shape: 0, name, .. } if name == "X Y"),
        "{field}"
    );
    let status = unwritable(|batch| batch.shapes[0].preflight.status = 101);
    assert!(matches!(status, BatchLoadError::Status { shape: 0, status: 101 }), "{status}");
    let origin = unwritable(|batch| batch.topology.frames.push(url("https://nobody.example")));
    assert!(
        matches!(
            &origin,
            BatchLoadError::UnknownOrigin { origin }
                if origin.host_str() == Some("nobody.example")
        ),
        "{origin}"
    );
}

#[tokio::test]
async fn second_lines_come_with_a_second_answer_that_is_always_allowed() {
    let (servers, mut session) = set_up().await;
    let mut batch = batch(0x2c, 2);
    batch.shapes[1].cookies[1].then =
        Some(SetCookieLine(vec![LinePart::Text(b"c1=".into()), LinePart::OtherMarker]));
    session.load(batch).unwrap();
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let answer = client.send("GET", &path_of(&session, "2c/1/then"), &[("origin", PAGE)], "").await;
    assert_eq!((answer.status.as_u16(), answer.all("set-cookie")), (200, vec!["c1=2c-1.1o"]));
    assert_eq!(answer.all("access-control-allow-origin"), [PAGE]);
    check_purposes(session.take_exchanges(BatchId(0x2c), ShapeNo(1)), &[RequestKind::SecondSet]);
}

#[tokio::test]
async fn other_cookies_stand_around_those_of_the_last_response() {
    let (servers, mut session) = set_up().await;
    let mut batch = batch(0x2e, 2);
    let other =
        |name: &str| SetCookieLine(vec![LinePart::Text(name.into()), LinePart::OtherMarker]);
    batch.shapes[0].others =
        FillerLines { before: vec![other("a=")], after: vec![other("b="), other("d=")] };
    batch.topology.target = url(PAGE);
    batch.shapes[0].url_list = vec![url(TARGET), url(TARGET)];
    batch.shapes[0]
        .cookies
        .iter_mut()
        .for_each(|cookie| cookie.on = Some(SetCookieResponse::Response(1)));
    session.load(batch).unwrap();
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    assert_eq!(
        client.get(&path_of(&session, "2e/0/set")).await.all("set-cookie"),
        [""; 0],
        "a redirect has none"
    );
    let lines = client.get(&path_of(&session, "2e/0/set/1")).await.all("set-cookie").join("\n");
    let names: Vec<&str> =
        lines.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "c0", "c1", "b", "d"], "{lines}");
    let control = client.get(&path_of(&session, "2e/2/control")).await;
    assert_eq!(
        control.all("set-cookie")[0],
        "control=2e-2; Path=/; Secure",
        "a jar full of Secure cookies has no room for another"
    );
}

/// Asks for the cookies of the first shape, and returns what comes over the connection.
async fn octets_of_answer(session: &FixtureSession) -> Vec<u8> {
    let mut stream = socks(session.proxy(), &url(TARGET)).await.unwrap();
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: api.example.net:3000\r\nConnection: close\r\n\r\n",
        path_of(session, "2d/0/set")
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn control_characters_arrive_as_they_are_written() {
    let (_servers, mut session) = set_up().await;
    let mut batch = batch(0x2d, 1);
    batch.shapes[0].cookies[0].line =
        SetCookieLine(vec![LinePart::Text(b"a=\x00\x01\x7f\xff\xe9\r\n b".into())]);
    session.load(batch).unwrap();
    let answer = octets_of_answer(&session).await;
    let line = b"\r\nset-cookie: a=\x00\x01\x7f\xff\xe9\r\n b\r\n";
    assert!(answer.windows(line.len()).any(|window| window == line), "{}", answer.escape_ascii());
}

#[tokio::test]
async fn names_of_fields_are_written_in_the_case_that_the_script_has() {
    let (_servers, mut session) = set_up().await;
    let mut batch = batch(0x2d, 1);
    batch.shapes[0].field_names = FieldNameCase::Title;
    session.load(batch).unwrap();
    let answer = String::from_utf8(octets_of_answer(&session).await).unwrap();
    for field in ["Access-Control-Allow-Origin: *", "X-Between: ", "Set-Cookie: c0=2d-0.0; Path=/"]
    {
        assert!(answer.contains(&format!("\r\n{field}")), "{answer}");
    }
    let exchanges = session.take_exchanges(BatchId(0x2d), ShapeNo(0));
    assert_eq!(exchanges[0].response_headers[0].0, "Access-Control-Allow-Origin");
}

#[tokio::test]
async fn cookies_can_be_set_at_a_url_of_one_segment() {
    let (servers, mut session) = set_up().await;
    let mut batch = batch(0x2d, 1);
    batch.shapes[0].request_path = RequestPath::OneSegment;
    session.load(batch).unwrap();
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let path = RequestPath::OneSegment.placed(&path_of(&session, "2d/0/set"));
    let answer = client.send("PUT", &path, &[], "").await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "2d-0"));
    let exchanges = session.take_exchanges(BatchId(0x2d), ShapeNo(0));
    assert_eq!(exchanges[0].url, format!("{TARGET}{path}"));
    for other in [path.replace("set", "echo"), path.replace("2d", "2c")] {
        assert_eq!(client.send("PUT", &other, &[], "").await.status.as_u16(), 404, "{other}");
    }
    assert!(session.stray_request_of(BatchId(0x2d)).is_some());
}

#[tokio::test]
async fn a_request_is_read_to_its_end_before_it_is_answered() {
    let (_servers, session) = set_up().await;
    let mut stream = socks(session.proxy(), &url(TARGET)).await.unwrap();
    let head = |method, shape: &str, length| {
        let path = path_of(&session, shape);
        format!(
            "{method} {path} HTTP/1.1\r\nHost: api.example.net:3000\r\nContent-Length: \
             {length}\r\n\r\n"
        )
    };
    let mut answer = [0; 15];
    stream.write_all(head("POST", "2a/0/set", 5).as_bytes()).await.unwrap();
    timeout(A_MOMENT, stream.read(&mut answer)).await.expect_err("the body has not been sent");
    stream.write_all(b"hello").await.unwrap();
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    stream.write_all(head("GET", "2a/1/set", 0).as_bytes()).await.unwrap();
    let mut rest = Vec::new();
    let both = async {
        while !rest.windows(4).any(|window| window == b"2a-1") {
            assert_ne!(stream.read_buf(&mut rest).await.unwrap(), 0, "the connection was closed");
        }
    };
    timeout(SOON, both).await.expect("the second request is answered on the same connection");
}
