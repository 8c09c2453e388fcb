//! The documents of a topology.

use matrix::Sandbox;

use crate::client::Client;
use crate::stage::{PAGE, TARGET, batch, path_of, set_up, url};

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
            "data-channel=\"{}\" data-batch=\"1\"",
            path_of(&session, "channel/page")
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
async fn a_page_in_a_sandbox_is_let_in_on_its_channel() {
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

    let channel = path_of(&session, "channel/page");
    let preflight = page
        .send(
            "OPTIONS",
            &channel,
            &[("origin", "null"), ("access-control-request-method", "PUT")],
            "",
        )
        .await;
    assert_eq!(
        (preflight.status.as_u16(), preflight.all("access-control-allow-origin")),
        (200, vec!["null"])
    );
    assert_eq!(preflight.all("access-control-allow-methods"), ["PUT"]);
    assert_eq!(session.stray_requests(), Default::default());
    let elsewhere =
        [("origin", "https://www.example.org"), ("access-control-request-method", "PUT")];
    assert_eq!(
        page.send("OPTIONS", &channel, &elsewhere, "").await.status.as_u16(),
        404,
        "any other origin has no business there"
    );
}
