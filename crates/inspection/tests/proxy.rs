//! What the recorder promises, towards a client and a server that are no more than sockets.

#![expect(
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use inspection::proxy::{
    AnswerSource, AnsweredRequest, HeaderField, ProxyExchange, ProxyOptions, ProxyOutcome,
    RecordingProxy, TlsVerification, WrittenAnswer, WrittenAnswerError,
};
use loopback::{CertificateAuthority, HostPort, HttpVersions, TaskListener};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_socks::tcp::Socks5Stream;

const HOST: &str = "api.example.com";

/// A server that answers each connection's first request with the same bytes, and then closes it.
async fn server(answer: &'static [u8], secure: bool) -> TaskListener {
    let authority = CertificateAuthority::new("test").unwrap();
    let acceptor = secure.then(|| authority.acceptor(HOST, HttpVersions::Http1).unwrap());
    TaskListener::bind(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            match acceptor {
                None => play(stream, answer).await,
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        play(stream, answer).await;
                    }
                }
            }
        }
    })
    .await
    .unwrap()
}

async fn play(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &[u8]) {
    let mut buffer = [0; 4096];
    if stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
        stream.write_all(answer).await.unwrap();
        stream.shutdown().await.ok();
    }
}

fn no_time() -> Duration {
    Duration::from_secs(1)
}

async fn proxy(server: SocketAddr, tls_verification: TlsVerification) -> RecordingProxy {
    let mut options = ProxyOptions::new(no_time);
    options.hosts.insert(HOST.to_owned());
    options.tls_verification = tls_verification;
    for port in [80, 443] {
        options.resolve.insert(HostPort::named(HOST, port), server);
    }
    RecordingProxy::start(options).await.unwrap()
}

/// Sends a request through the recorder and returns the whole answer.
async fn make_request(proxy: &RecordingProxy, port: u16, request: &str) -> String {
    let stream = Socks5Stream::connect(proxy.proxy(), (HOST, port)).await.unwrap().into_inner();
    if port != 443 {
        return talk(stream, request).await;
    }
    let name = ServerName::try_from(HOST).unwrap();
    talk(
        TlsConnector::from(Arc::new(trusting(proxy))).connect(name, stream).await.unwrap(),
        request,
    )
    .await
}

/// A browser that knows the recorder's authority and no other.
fn trusting(proxy: &RecordingProxy) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(proxy.authority().clone()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    builder.with_root_certificates(roots).with_no_client_auth()
}

async fn talk(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A server that closes without a farewell is no concern of the test.
    stream.read_to_end(&mut answer).await.ok();
    String::from_utf8_lossy(&answer).into_owned()
}

fn values(fields: &[HeaderField], name: &str) -> Vec<String> {
    let values = fields.iter().filter(|field| field.name == name);
    values.map(|field| String::from_utf8_lossy(&field.value).into_owned()).collect()
}

fn only(proxy: &RecordingProxy) -> ProxyExchange {
    let mut exchanges = proxy.exchanges();
    assert_eq!(exchanges.len(), 1, "{exchanges:#?}");
    exchanges.remove(0)
}

#[track_caller]
fn check_failed(proxy: &RecordingProxy, expected: &str) {
    match only(proxy).outcome {
        ProxyOutcome::Failed(failure) => assert!(failure.message.contains(expected), "{failure}"),
        other => panic!("{other:?}"),
    }
}

const TWO_COOKIES: &[u8] =
    b"HTTP/1.1 200 OK\r\nSet-Cookie: a=\"1\"; Path=/\r\nset-cookie: b=\xff;secure\r\nX-Kept: \
     Yes\r\nContent-Length: 5\r\n\r\nhello";

#[tokio::test]
async fn both_sides_are_recorded_as_they_were_sent() {
    for (port, secure) in [(80, false), (443, true)] {
        let server = server(TWO_COOKIES, secure).await;
        let proxy = proxy(server.address(), TlsVerification::Off).await;
        let request = "GET /a?b=c HTTP/1.1\r\nHost: api.example.com\r\nCookie: x=1; \
         y=2\r\nConnection: close\r\n\r\n";
        let answer = make_request(&proxy, port, request).await;
        assert!(answer.ends_with("\r\n\r\nhello") && answer.contains("X-Kept: Yes"), "{answer}");
        let exchange = only(&proxy);
        assert_eq!(
            exchange.request.url,
            format!("{}://api.example.com/a?b=c", if secure { "https" } else { "http" })
        );
        assert_eq!(values(&exchange.request.fields, "cookie"), ["x=1; y=2"]);
        assert_eq!(exchange.server, Some(server.address()));
        let response = exchange.response().unwrap();
        assert_eq!((response.status, response.body_bytes), (200, 5));
        assert_eq!(
            values(&response.fields, "set-cookie"),
            ["a=\"1\"; Path=/", "b=\u{fffd};secure"]
        );
        proxy.stop().await;
    }
}

#[tokio::test]
async fn hosts_that_are_not_named_are_refused_and_counted() {
    let server = server(TWO_COOKIES, false).await;
    let proxy = proxy(server.address(), TlsVerification::SystemRoots).await;
    assert!(Socks5Stream::connect(proxy.proxy(), ("tracker.example.net", 443)).await.is_err());
    assert_eq!(proxy.refused(), [("tracker.example.net:443".to_owned(), 1)].into());
    assert_eq!(proxy.exchanges(), []);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_a_failure_and_no_answer() {
    let server = server(TWO_COOKIES, true).await;
    let proxy = proxy(server.address(), TlsVerification::SystemRoots).await;
    let answer = make_request(
        &proxy,
        443,
        "GET / HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 502 "), "{answer}");
    check_failed(&proxy, "no secure connection to `api.example.com:443`");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_failure_and_no_answer() {
    let server = server(TWO_COOKIES, false).await;
    let proxy = proxy(server.address(), TlsVerification::SystemRoots).await;
    server.stop().await;
    let answer = make_request(
        &proxy,
        80,
        "GET / HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 502 "), "{answer}");
    check_failed(&proxy, "`api.example.com:80` could not be reached");
}

/// A server that changes to another protocol, in which it says everything twice.
async fn echoing_server() -> TaskListener {
    TaskListener::bind(|mut stream| async move {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(stream.read_u8().await.unwrap());
        }
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        assert!(text.contains("\r\nupgrade: websocket\r\n"), "{text}");
        let answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: \
                      Upgrade\r\nSet-Cookie: seat=1\r\n\r\n";
        stream.write_all(answer.as_bytes()).await.unwrap();
        while let Ok(octet) = stream.read_u8().await {
            stream.write_all(&[octet, octet]).await.unwrap();
        }
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_websocket_is_passed_on_and_its_handshake_recorded() {
    let server = echoing_server().await;
    let proxy = proxy(server.address(), TlsVerification::SystemRoots).await;
    let mut stream = Socks5Stream::connect(proxy.proxy(), (HOST, 80)).await.unwrap().into_inner();
    let request = "GET /socket HTTP/1.1\r\nHost: api.example.com\r\nConnection: Upgrade\r\n\
                   Upgrade: websocket\r\nCookie: x=1\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 101 ") && head.contains("\r\nupgrade: websocket"), "{head}");
    stream.write_all(b"ab").await.unwrap();
    let mut echo = [0; 4];
    stream.read_exact(&mut echo).await.unwrap();
    assert_eq!(&echo, b"aabb");
    let exchange = only(&proxy);
    assert_eq!(values(&exchange.request.fields, "cookie"), ["x=1"]);
    let response = exchange.response().unwrap();
    assert_eq!(
        (response.status, values(&response.fields, "set-cookie")),
        (101, vec!["seat=1".to_owned()])
    );
}

#[tokio::test]
async fn a_refused_websocket_is_an_answer() {
    let refusal = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
    let server = server(refusal, false).await;
    let proxy = proxy(server.address(), TlsVerification::SystemRoots).await;
    let request = "GET /socket HTTP/1.1\r\nHost: api.example.com\r\nConnection: Upgrade, \
     close\r\nUpgrade: websocket\r\n\r\n";
    let answer = make_request(&proxy, 80, request).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert_eq!(only(&proxy).response().unwrap().status, 401);
}

#[tokio::test]
async fn no_server_hears_of_the_recorders_own_document() {
    let proxy = proxy(SocketAddr::from(([127, 0, 0, 1], 9)), TlsVerification::SystemRoots).await;
    let url = RecordingProxy::own_document(&"http://api.example.com/a/b?c=d#e".parse().unwrap());
    assert_eq!(url.path(), "/a/b");
    let request = format!(
        "GET {}?{} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n",
        url.path(),
        url.query().unwrap()
    );
    let answer = make_request(&proxy, 80, &request).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && !answer.to_lowercase().contains("set-cookie"),
        "{answer}"
    );
    assert_eq!(proxy.exchanges(), []);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_made_again() {
    let server = server(TWO_COOKIES, false).await;
    let proxy = proxy(server.address(), TlsVerification::SystemRoots).await;
    let mut stream = Socks5Stream::connect(proxy.proxy(), (HOST, 80)).await.unwrap().into_inner();
    for _ in 0..3 {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"hello") {
            let mut bytes = [0; 512];
            let read = stream.read(&mut bytes).await.unwrap();
            assert_ne!(read, 0);
            answer.extend_from_slice(&bytes[..read]);
        }
    }
    assert_eq!(proxy.exchanges().iter().filter_map(ProxyExchange::response).count(), 3);
}

#[tokio::test]
async fn what_is_coded_goes_by_as_it_is() {
    let server = server(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: \
         chunked\r\n\r\n3\r\n\x1f\x8b\x08\r\n0\r\n\r\n",
        false,
    )
    .await;
    let proxy = proxy(server.address(), TlsVerification::SystemRoots).await;
    let answer = make_request(
        &proxy,
        80,
        "GET / HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.to_lowercase().contains("content-encoding: gzip"), "{answer}");
    assert_eq!(only(&proxy).response().unwrap().body_bytes, 3);
}

/// Writes down an answer to the URL that the tests ask for.
fn written(
    to: AnsweredRequest,
    status: u16,
    name: &str,
    value: &str,
) -> Result<WrittenAnswer, WrittenAnswerError> {
    let url = format!("http://{HOST}/login#part").parse().unwrap();
    WrittenAnswer::new(&url, to, status, &[(name.to_owned(), value.to_owned())])
}

#[tokio::test]
async fn what_is_written_down_is_answered_in_order_without_a_server() {
    let mut options = ProxyOptions::new(no_time);
    options.hosts.insert(HOST.to_owned());
    let answers = [
        written(AnsweredRequest::Request, 200, "Set-Cookie", "a=1"),
        written(AnsweredRequest::Preflight, 204, "Access-Control-Allow-Origin", "*"),
        written(AnsweredRequest::Request, 403, "Content-Length", "700"),
    ];
    options.source = AnswerSource::Written(answers.map(Result::unwrap).into());
    let proxy = RecordingProxy::start(options).await.unwrap();
    let request = |method: &str, path: &str, line: &str| {
        format!("{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{line}Connection: close\r\n\r\n")
    };
    let get = request("GET", "/login", "");
    let asked = "Access-Control-Request-Method: PUT\r\n";
    let requests = [
        (&get, "HTTP/1.1 200"),
        (&request("OPTIONS", "/login", asked), "HTTP/1.1 204"),
        (&get, "HTTP/1.1 403"),
        (&get, "HTTP/1.1 403"),
        (&request("GET", "/other", ""), "HTTP/1.1 404"),
    ];
    for (request, status) in requests {
        let answer = make_request(&proxy, 80, request).await;
        assert!(answer.starts_with(status), "{request}\n{answer}");
        assert!(!answer.contains("700"), "{answer}");
    }
    let statuses: Vec<u16> =
        proxy.exchanges().iter().map(|one| one.response().unwrap().status).collect();
    assert_eq!(statuses, [200, 204, 403, 403, 404]);
    assert_eq!(proxy.exchanges()[0].server, None);
}

#[test]
fn what_cannot_be_sent_is_not_written_down() {
    let request = AnsweredRequest::Request;
    let name = "Set-Cookie".to_owned();
    let error = Err(WrittenAnswerError::Field { name: name.clone() });
    assert_eq!(written(request, 200, &name, "a=\u{1}").map(drop), error);
    assert_eq!(written(request, 99, &name, "a").map(drop), Err(WrittenAnswerError::Status(99)));
}
