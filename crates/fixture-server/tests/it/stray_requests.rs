//! Requests that no shape makes, and whose they are.

use run_model::plan::{BatchId, ShapeNo};

use crate::client::Client;
use crate::stage::{PAGE, TARGET, batch, path_of, set_up};

#[tokio::test]
async fn whatever_else_is_asked_is_a_stray_request() {
    let (servers, session) = set_up().await;
    let mut client = Client::connect(&servers, session.proxy(), TARGET, &[]).await;
    let stray_requests = [
        "2a/2/set",
        "29/0/set",
        "2a/zz/echo",
        "29/0/control",
        "page",
        "frame/0",
        "frame/1",
        "nowhere",
    ];
    for stray in stray_requests {
        assert_eq!(client.get(&path_of(&session, stray)).await.status, 404, "{stray}");
    }
    assert_eq!(client.send("PUT", &path_of(&session, "probe"), &[], "").await.status, 404);
    assert_eq!(client.get("/favicon.ico").await.status, 204);
    assert_eq!(session.stray_requests().values().sum::<u64>(), stray_requests.len() as u64 + 1);
    assert_eq!(
        session.stray_requests().get(&format!("PUT {TARGET}{}", path_of(&session, "probe"))),
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
    assert_eq!(session.stray_request_of(BatchId(0x2a)), None);
    let path = path_of(&session, "2a/0/set");
    assert_eq!(page.get(&path).await.status, 404, "the shape asks the target");
    assert_eq!(session.stray_request_of(BatchId(0x2a)), Some(format!("GET {PAGE}{path}")));
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
    assert_eq!((first.stray_requests().len(), second.stray_requests().len()), (0, 1));
}
