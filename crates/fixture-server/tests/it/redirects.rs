//! Redirects, navigations and refreshes.

use matrix::{RequestApi, RequestMechanism, SetCookieResponse};
use run_model::evidence::RequestKind;
use run_model::plan::{BatchId, ShapeNo};

use crate::client::{Answer, Client};
use crate::stage::{PAGE, TARGET, batch, check_purposes, path_of, set_up, url};

#[tokio::test]
async fn a_redirect_leads_to_the_next_url_of_the_list() {
    let (servers, mut session) = set_up().await;
    let mut redirected = batch(0x2b, 2);
    redirected.shapes[0].url_list.push(url(PAGE));
    redirected.shapes[0].cookies[0].on = Some(SetCookieResponse::Response(0));
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
    check_purposes(
        exchanges,
        &[
            RequestKind::SetCookies,
            RequestKind::SetCookies,
            RequestKind::FollowUp,
            RequestKind::FollowUp,
        ],
    );
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
        &[RequestKind::Preflight, RequestKind::Preflight],
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
    let arrived = path_of(&session, "2b/1/echo/about/arrived");
    assert_eq!(page.send("GET", &arrived, &[], "").await.status, 204);
    let (lands, answer) =
        tokio::join!(client.send("PUT", &landed, &[], ""), page.send("GET", &landed, &[], ""));
    assert_eq!((lands.status.as_u16(), answer.status.as_u16()), (204, 204));
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
