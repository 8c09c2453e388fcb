//! What people are shown.

use crate::client::Client;
use crate::stage::{PAGE, TARGET, set_up};

#[tokio::test]
async fn the_index_says_where_everything_is() {
    let (servers, session) = set_up().await;
    let other = servers.open_session().await.unwrap();
    let closed = other.proxy().to_string();
    drop(other);
    let mut client = Client::connect(&servers, session.proxy(), PAGE, &["h2"]).await;
    let index = client.get("/").await;
    for shown in [PAGE, TARGET, &session.proxy().to_string()] {
        assert!(index.body.contains(shown), "{shown}");
    }
    assert!(!index.body.contains(&closed));
    let form = client.get("/try").await;
    assert!(form.body.contains(&format!("<option>{TARGET}</option>")), "{}", form.body);
    assert!(session.stray_requests().is_empty());
}

#[tokio::test]
async fn a_person_chooses_the_header_fields() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let answer = client.get("/try/set?set-cookie=a%3D1%3B+Secure&allow-origin=*").await;
    assert_eq!(answer.all("set-cookie"), ["a=1; Secure"]);
    assert_eq!(answer.all("access-control-allow-origin"), ["*"]);
    assert_eq!(answer.all("access-control-allow-credentials"), [""; 0]);
    assert_eq!(client.get("/try/set?set-cookie=a%0A").await.status, 400);
    let echo =
        client.send("GET", "/try/echo", &[("origin", PAGE), ("cookie", "a=1; b=2")], "").await;
    assert_eq!(
        (echo.body.as_str(), echo.all("access-control-allow-origin")),
        ("a=1; b=2", vec![PAGE])
    );
}
