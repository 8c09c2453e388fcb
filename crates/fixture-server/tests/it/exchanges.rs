//! What is answered to a shape's requests, and what the log has of them.

use fixture_server::LoadError;
use matrix::{CookieSetter, RequestApi, RequestMechanism, Sandbox, SetCookieResponse};
use run_model::evidence::Purpose;
use run_model::plan::{BatchId, Line, LinePiece, OtherLines, ShapeNo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::client::{Answer, Client, socks};
use crate::stage::{A_MOMENT, PAGE, SOON, TARGET, batch, path_of, set_up, url};

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
    assert_eq!(exchange.purpose, Purpose::Set);
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
        &[Purpose::Preflight, Purpose::Set],
    );
}

#[tokio::test]
async fn a_redirect_leads_to_the_next_url_of_the_list() {
    let (servers, mut session) = set_up().await;
    let mut redirected = batch(0x2b, 2);
    redirected.shapes[0].url_list.push(url(PAGE));
    redirected.shapes[0].cookies[1].on = Some(SetCookieResponse::Response(1));
    session.load(redirected).unwrap();
    let mut target = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let mut page = Client::connect(&servers, session.proxy(), PAGE, &["h2"]).await;

    for (asked, cookies) in [("set", ["c0", "c1"].as_slice()), ("echo", &[])] {
        let first = target.get(&path_of(&session, &format!("2b/0/{asked}"))).await;
        let location = path_of(&session, &format!("2b/0/{asked}/1"));
        assert_eq!(
            (first.status.as_u16(), first.all("location")),
            (307, vec![format!("{PAGE}{location}").as_str()])
        );
        let second = page.get(&location).await;
        assert_eq!((second.status.as_u16(), second.all("location")), (200, vec![]));
        let names = |answer: &Answer| {
            answer.all("set-cookie").iter().map(|line| line[..2].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!([names(&first), names(&second)].concat(), cookies);
        assert_eq!(target.get(&location).await.status, 404, "the second URL is another origin's");
    }
    let exchanges = session.take_exchanges(BatchId(0x2b), ShapeNo(0));
    assert_eq!(exchanges.iter().map(|exchange| exchange.hop).collect::<Vec<_>>(), [0, 1, 0, 1]);
    check_purposes(exchanges, &[Purpose::Set, Purpose::Set, Purpose::Echo, Purpose::Echo]);
}

#[tokio::test]
async fn a_preflight_that_is_redirected_is_allowed_where_it_comes() {
    let (servers, mut session) = set_up().await;
    let mut redirected = batch(0x2b, 1);
    redirected.shapes[0].preflight.status = 302;
    redirected.shapes[0].preflight_location = Some(url(PAGE));
    redirected.shapes[0].cookies[0].on = Some(SetCookieResponse::Preflight);
    session.load(redirected).unwrap();
    let mut target = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let asks = [("origin", PAGE), ("access-control-request-method", "PUT")];
    let first = target.send("OPTIONS", &path_of(&session, "2b/0/set"), &asks, "").await;
    let location = path_of(&session, "2b/0/set/1");
    assert_eq!(
        (first.status.as_u16(), first.all("location")),
        (302, vec![format!("{PAGE}{location}").as_str()])
    );
    assert_eq!(first.all("set-cookie").len(), 1);
    let mut page = Client::connect(&servers, session.proxy(), PAGE, &["h2"]).await;
    assert_eq!(
        page.send("OPTIONS", &location, &asks, "").await.all("access-control-allow-methods"),
        ["PUT"]
    );
    assert_eq!(
        page.send("PUT", &location, &[], "").await.status,
        404,
        "only a preflight goes there"
    );
    check_purposes(
        session.take_exchanges(BatchId(0x2b), ShapeNo(0)),
        &[Purpose::Preflight, Purpose::Preflight],
    );
}

#[tokio::test]
async fn a_navigation_leads_to_a_document_that_says_so() {
    let (servers, mut session) = set_up().await;
    let mut batch = batch(0x2b, 1);
    batch.shapes[1].request.api = RequestApi::Mechanism(RequestMechanism::FormPost);
    session.load(batch).unwrap();
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let document = client.send("POST", &path_of(&session, "2b/1/echo"), &[], "").await;
    assert_eq!(document.all("content-type"), ["text/html; charset=utf-8"]);
    let landed = path_of(&session, "2b/1/echo/about/landed");
    assert!(document.body.contains(&format!("data-landed=\"{landed}\"")), "{}", document.body);

    let mut page = Client::connect(&servers, session.proxy(), PAGE, &[]).await;
    assert_eq!(
        page.send("GET", &path_of(&session, "2b/1/echo/about/arrived"), &[], "").await.body,
        "true"
    );
    let (lands, answer) =
        tokio::join!(client.send("PUT", &landed, &[], ""), page.send("GET", &landed, &[], ""));
    assert_eq!((lands.status.as_u16(), answer.body.as_str()), (204, "true"));
}

#[tokio::test]
async fn a_document_refreshes_to_the_request_of_a_shape() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), PAGE, &[]).await;
    let target = format!("{TARGET}{}", path_of(&session, "2a/1/set"));
    let by_markup =
        client.send("GET", &path_of(&session, "2a/1/set/about/meta-refresh"), &[], "").await;
    assert!(by_markup.body.contains(&format!("content=\"0;url={target}\"")), "{}", by_markup.body);
    let by_field =
        client.send("GET", &path_of(&session, "2a/1/set/about/refresh-header"), &[], "").await;
    assert_eq!(by_field.all("refresh"), [format!("0;url={target}")]);
    let other = client.send("GET", &path_of(&session, "2a/1/set/about/something"), &[], "").await;
    assert_eq!(other.status, 404);
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
        [(Purpose::Set, 101)]
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
        &[Purpose::Echo, Purpose::Echo, Purpose::EchoPreflight],
    );
}

#[tokio::test]
async fn two_hundred_cookies_go_both_ways_in_both_versions() {
    let (servers, mut session) = set_up().await;
    let mut big = batch(0x2b, 200);
    big.topology.target = url(PAGE);
    big.shapes[0].url_list = vec![url(PAGE)];
    for cookie in &mut big.shapes[0].cookies {
        cookie.line.add_octets(b"; Note=");
        cookie.line.add_octets(&[b'x'; 110]);
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
    assert!(session.strays().is_empty());
}

#[tokio::test]
async fn whatever_else_is_asked_is_a_stray_request() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let strays = [
        "2a/2/set",
        "29/0/set",
        "2a/zz/echo",
        "29/0/control",
        "page",
        "frame/0",
        "frame/1",
        "nowhere",
    ];
    for stray in strays {
        assert_eq!(client.get(&path_of(&session, stray)).await.status, 404, "{stray}");
    }
    assert_eq!(client.send("PUT", &path_of(&session, "probe"), &[], "").await.status, 404);
    assert_eq!(client.get("/favicon.ico").await.status, 204);
    assert_eq!(session.strays().values().sum::<u64>(), strays.len() as u64 + 1);
    assert_eq!(
        session.strays().get(&format!("PUT {TARGET}{}", path_of(&session, "probe"))),
        Some(&1)
    );
}

#[tokio::test]
async fn a_stray_request_below_a_batch_stands_for_one_of_its_shapes() {
    let (servers, session) = set_up().await;
    let mut page = Client::connect(&servers, session.proxy(), PAGE, &["h2"]).await;
    for elsewhere in ["29/0/set", "2ab/0/set", "nowhere"] {
        assert_eq!(page.get(&path_of(&session, elsewhere)).await.status, 404);
    }
    assert_eq!(session.stray_of(BatchId(0x2a)), None);
    let path = path_of(&session, "2a/0/set");
    assert_eq!(page.get(&path).await.status, 404, "the shape asks the target");
    assert_eq!(session.stray_of(BatchId(0x2a)), Some(format!("GET {PAGE}{path}")));
    assert_eq!(session.take_exchanges(BatchId(0x2a), ShapeNo(0)), []);
}

#[tokio::test]
async fn every_request_of_a_session_is_counted() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    for path in ["2a/0/set", "2a/0/echo", "probe", "nowhere"] {
        client.get(&path_of(&session, path)).await;
    }
    assert_eq!(session.requests(), 4);
}

#[tokio::test]
async fn sessions_do_not_mix() {
    let (servers, first) = set_up().await;
    let mut second = servers.open_session().await.unwrap();
    second.load(batch(0x2a, 1)).unwrap();
    let mut through_first = Client::connect(&servers, first.proxy(), TARGET, &[]).await;
    let mut through_second = Client::connect(&servers, second.proxy(), TARGET, &[]).await;
    assert_eq!(through_first.get(&path_of(&first, "2a/0/set")).await.all("set-cookie").len(), 3);
    assert_eq!(through_second.get(&path_of(&second, "2a/0/set")).await.all("set-cookie").len(), 1);
    assert_eq!(
        through_second.get(&path_of(&first, "2a/0/set")).await.status,
        404,
        "the path is the other session's"
    );
    assert_eq!(first.take_exchanges(BatchId(0x2a), ShapeNo(0)).len(), 1);
    assert_eq!(second.take_exchanges(BatchId(0x2a), ShapeNo(0)).len(), 1);
    assert_eq!((first.strays().len(), second.strays().len()), (0, 1));
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
async fn frames_nest_until_the_innermost_is_the_page() {
    let (servers, mut session) = set_up().await;
    let mut framed = batch(1, 1);
    framed.topology.frames = vec![url(TARGET), url(PAGE)];
    session.load(framed).unwrap();
    let mut page = Client::connect(&servers, session.proxy(), PAGE, &["h2"]).await;
    let mut target = Client::connect(&servers, session.proxy(), TARGET, &[]).await;

    let top = page.get(&path_of(&session, "page")).await;
    assert!(
        top.body.contains(&format!("src=\"{TARGET}{}\"", path_of(&session, "frame/1"))),
        "{}",
        top.body
    );
    assert_eq!(top.all("cache-control"), ["no-store"]);
    let middle = target.get(&path_of(&session, "frame/1")).await;
    assert!(
        middle.body.contains(&format!("src=\"{PAGE}{}\"", path_of(&session, "frame/2"))),
        "{}",
        middle.body
    );
    let inner = page.get(&path_of(&session, "frame/2")).await;
    assert!(
        inner.body.contains(&format!(
            "data-desk=\"{}\" data-batch=\"1\"",
            path_of(&session, "desk/page")
        )),
        "{}",
        inner.body
    );
    assert!(
        inner.body.contains("<script>")
            && !inner.body.contains("<iframe")
            && !top.body.contains("<script>")
    );
    assert_eq!(
        target.get(&path_of(&session, "frame/2")).await.status,
        404,
        "a frame stands on its own origin alone"
    );
}

#[tokio::test]
async fn a_page_in_a_sandbox_is_let_in_at_its_desk() {
    let (servers, mut session) = set_up().await;
    let mut sandboxed = batch(1, 1);
    sandboxed.topology.frames = vec![url(TARGET), url(PAGE)];
    sandboxed.topology.sandbox = Some(Sandbox::Scripts);
    session.load(sandboxed).unwrap();
    let mut page = Client::connect(&servers, session.proxy(), PAGE, &["h2"]).await;
    let mut target = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    assert!(
        !page.get(&path_of(&session, "page")).await.body.contains("sandbox"),
        "the innermost frame alone is in it"
    );
    let middle = target.get(&path_of(&session, "frame/1")).await;
    assert!(middle.body.contains("sandbox=\"allow-scripts\" src="), "{}", middle.body);

    let desk = path_of(&session, "desk/page");
    let preflight = page
        .send("OPTIONS", &desk, &[("origin", "null"), ("access-control-request-method", "PUT")], "")
        .await;
    assert_eq!(
        (preflight.status.as_u16(), preflight.all("access-control-allow-origin")),
        (200, vec!["null"])
    );
    assert_eq!(preflight.all("access-control-allow-methods"), ["PUT"]);
    assert_eq!(session.strays(), Default::default());
    let elsewhere =
        [("origin", "https://www.example.org"), ("access-control-request-method", "PUT")];
    assert_eq!(
        page.send("OPTIONS", &desk, &elsewhere, "").await.status.as_u16(),
        404,
        "any other origin has no business there"
    );
}

#[tokio::test]
async fn what_cannot_be_written_is_not_loaded() {
    let (_servers, mut session) = set_up().await;
    let mut unwritable = |change: fn(&mut run_model::plan::Batch)| {
        let mut batch = batch(1, 1);
        change(&mut batch);
        session.load(batch).unwrap_err()
    };
    let cookie = unwritable(|batch| {
        batch.topology.target = url(PAGE);
        batch.shapes[1].cookies[0].line.add_octets(b"\n");
    });
    assert!(
        matches!(&cookie, LoadError::Cookie { shape: 1, line } if line.starts_with("c0={value}")),
        "{cookie}"
    );
    let call = unwritable(|batch| batch.shapes[1].set_by = CookieSetter::CookieStore);
    let message = "shape 1: the line `c0=1-1.0; Path=/; SameSite=None; Secure; Partitioned` \
     stands for no call of the Cookie Store API";
    assert_eq!(call.to_string(), message);
    let field = unwritable(|batch| {
        batch.shapes[0].response.headers.push(("X Y".to_owned(), String::new()))
    });
    assert!(matches!(&field, LoadError::Field { shape: 0, name, .. } if name == "X Y"), "{field}");
    let status = unwritable(|batch| batch.shapes[0].preflight.status = 101);
    assert!(matches!(status, LoadError::Status { shape: 0, status: 101 }), "{status}");
    let origin = unwritable(|batch| batch.topology.frames.push(url("https://nobody.example")));
    assert!(
        matches!(&origin, LoadError::UnknownOrigin { origin } if origin.host_str() == Some("nobody.example")),
        "{origin}"
    );
}

#[tokio::test]
async fn second_lines_come_with_a_second_answer_that_is_always_allowed() {
    let (servers, mut session) = set_up().await;
    let mut batch = batch(0x2c, 2);
    batch.shapes[1].cookies[1].then =
        Some(Line(vec![LinePiece::Octets(b"c1=".into()), LinePiece::OtherMarker]));
    session.load(batch).unwrap();
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let answer = client.send("GET", &path_of(&session, "2c/1/then"), &[("origin", PAGE)], "").await;
    assert_eq!((answer.status.as_u16(), answer.all("set-cookie")), (200, vec!["c1=2c-1.1o"]));
    assert_eq!(answer.all("access-control-allow-origin"), [PAGE]);
    check_purposes(session.take_exchanges(BatchId(0x2c), ShapeNo(1)), &[Purpose::Then]);
}

#[tokio::test]
async fn other_cookies_stand_around_those_of_the_last_response() {
    let (servers, mut session) = set_up().await;
    let mut batch = batch(0x2e, 2);
    let other = |name: &str| Line(vec![LinePiece::Octets(name.into()), LinePiece::OtherMarker]);
    batch.shapes[0].others =
        OtherLines { before: vec![other("a=")], after: vec![other("b="), other("d=")] };
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

#[tokio::test]
async fn control_characters_arrive_as_they_are_written() {
    let (_servers, mut session) = set_up().await;
    let mut batch = batch(0x2d, 1);
    batch.shapes[0].cookies[0].line =
        Line(vec![LinePiece::Octets(b"a=\x00\x01\x7f\xff\xe9\r\n b".into())]);
    session.load(batch).unwrap();
    let mut stream = socks(session.proxy(), &url(TARGET)).await.unwrap();
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: api.example.net:3000\r\nConnection: close\r\n\r\n",
        path_of(&session, "2d/0/set")
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let line = b"\r\nset-cookie: a=\x00\x01\x7f\xff\xe9\r\n b\r\n";
    assert!(answer.windows(line.len()).any(|window| window == line), "{}", answer.escape_ascii());
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

fn check_purposes(exchanges: Vec<run_model::evidence::Exchange>, expected: &[Purpose]) {
    assert_eq!(exchanges.iter().map(|exchange| exchange.purpose).collect::<Vec<_>>(), expected);
}
