//! What page, probe and runner say to each other, and each way in which it can go wrong.

use fixture_server::{
    ChannelError, ExpectedMessage, MessageKind, ReceivedMessage, StorageAccessReport,
};
use matrix::{CookieReader, CookieSetter, LinePart};
use run_model::evidence::ScriptOutcome;
use run_model::plan::{BatchId, BatchScript, SetCookieLine, ShapeNo, StoreCall};
use run_model::protocol::{DocumentInstruction, DocumentRole, ScriptWrite};
use serde_json::json;
use url::Url;

use crate::client::Client;
use crate::stage::{
    A_MOMENT, Document, PAGE, SOON, TARGET, batch, hello, page_report, path_of, probe_report,
    set_up, url,
};

#[tokio::test]
async fn a_batch_is_played_to_its_end() {
    let (servers, mut session) = set_up().await;
    let mut page = Document::page(&servers, &session).await;
    let mut probe = Document::probe(&servers, &session).await;
    let set = format!("{TARGET}{}", path_of(&session, "2a/1/set"));
    let control = path_of(&session, "2a/2/control");
    let documents = tokio::spawn(async move {
        let page = async {
            let instruction = page.say(hello("https://www.example.com/1/page")).await;
            let DocumentInstruction::RunShapes { shapes } = instruction else {
                panic!("{instruction:?}")
            };
            assert_eq!(
                shapes.iter().map(|play| play.shape).collect::<Vec<_>>(),
                [ShapeNo(0), ShapeNo(1)]
            );
            assert_eq!(
                (shapes[1].set_url.as_ref().map(Url::as_str), shapes[1].request.method.as_str()),
                (Some(set.as_str()), "PUT")
            );
            assert_eq!(page.say(page_report(&[0, 1])).await, DocumentInstruction::Leave);
        };
        let probe = async {
            let message = json!({ "batch": 0x2a, "said": hello("x") }).to_string();
            let read = probe.post(&message, &[]).await;
            assert_eq!(
                read,
                DocumentInstruction::Read {
                    shape: ShapeNo(1),
                    reader: CookieReader::DocumentCookie
                }
            );
            let message = json!({ "batch": 0x2a, "said": probe_report(1) }).to_string();
            let next = probe.post(&message, &[("cookie", "c0=2a-1; c1=2a-1")]).await;
            assert_eq!(
                next,
                DocumentInstruction::Fetch {
                    shape: ShapeNo(2),
                    path: control,
                    reader: CookieReader::DocumentCookie
                }
            );
            assert_eq!(probe.say(probe_report(2)).await, DocumentInstruction::Leave);
        };
        tokio::join!(page, probe)
    });

    let (page, probe) = session.hello(SOON).await.unwrap();
    assert_eq!(page.greeting.href, "https://www.example.com/1/page");
    assert!(page.greeting.top_level);
    assert_eq!(
        (probe.greeting.document_cookie, probe.request_cookie.as_str()),
        (Ok(String::new()), "")
    );

    let reports = session.play(&[ShapeNo(0), ShapeNo(1)], SOON).await.unwrap();
    let report = &reports[1];
    assert_eq!(
        report.set,
        Some(ScriptOutcome::Exposed { status: 200, body: "2a-1".to_owned(), field: None })
    );
    assert_eq!(report.follow_up, ScriptOutcome::Failed { message: "TypeError: no".to_owned() });
    assert_eq!(report.readable_cookies, Err("SecurityError".to_owned()));

    let report = session.probe(ShapeNo(1), SOON).await.unwrap();
    assert_eq!(
        (report.readable_cookies, report.request_cookie.as_str()),
        (Ok("c0=2a-0".to_owned()), "c0=2a-1; c1=2a-1")
    );
    assert_eq!(session.control(ShapeNo(2), SOON).await.unwrap().shape, ShapeNo(2));

    session.load(batch(0x2b, 1)).unwrap();
    documents.await.unwrap();
}

/// Returns what a page is told to write by script, in a play that has no request for it.
async fn told_to_write(change: impl FnOnce(&mut BatchScript)) -> Vec<ScriptWrite> {
    let (servers, mut session) = set_up().await;
    let mut batch = batch(0x2b, 1);
    batch.shapes[0].reads_cookies_by = CookieReader::CookieStore;
    change(&mut batch);
    session.load(batch).unwrap();
    let mut page = Document::page(&servers, &session).await;
    let page = tokio::spawn(async move {
        let message = json!({ "batch": 0x2b, "said": hello("page") }).to_string();
        page.post(&message, &[]).await
    });
    let greeted = session.play(&[ShapeNo(0)], SOON).await.unwrap_err();
    assert!(matches!(greeted, ChannelError::Unexpected { .. }), "{greeted}");
    // The page is told what to do and stays silent.
    session.play(&[ShapeNo(0)], A_MOMENT).await.unwrap_err();
    let DocumentInstruction::RunShapes { mut shapes } = page.await.unwrap() else {
        panic!("no such play")
    };
    let play = shapes.remove(0);
    assert_eq!((play.set_url, play.reader), (None, CookieReader::CookieStore));
    play.write
}

#[tokio::test]
async fn a_script_is_told_what_to_write_and_makes_no_request_for_it() {
    let written = told_to_write(|batch| batch.shapes[0].set_by = CookieSetter::Script).await;
    let line = "c0=2b-0.0; Path=/; SameSite=None; Secure; Partitioned";
    assert_eq!(written.first(), Some(&ScriptWrite::DocumentCookie(line.to_owned())));
}

#[tokio::test]
async fn a_script_is_told_what_to_call() {
    let written = told_to_write(|batch| {
        batch.shapes[0].set_by = CookieSetter::CookieStore;
        for cookie in &mut batch.shapes[0].cookies {
            cookie.line = SetCookieLine(vec![
                LinePart::Text(b"c=".into()),
                LinePart::Marker,
                LinePart::Text(b"; sameSite=lax".into()),
            ]);
        }
    })
    .await;
    let call = StoreCall::parse("c=2b-0.0; sameSite=lax").unwrap();
    assert_eq!(written.first(), Some(&ScriptWrite::CookieStore(call)));
}

#[tokio::test]
async fn a_page_says_what_came_of_its_request_for_storage_access() {
    let (servers, mut session) = set_up().await;
    let mut page = Document::page(&servers, &session).await;
    let mut probe = Document::probe(&servers, &session).await;
    let probe = tokio::spawn(async move { probe.say(hello("probe")).await });
    let page = tokio::spawn(async move {
        assert_eq!(page.say(hello("page")).await, DocumentInstruction::RequestStorageAccess);
        let refused = json!({ "requested": { "Err": "NotAllowedError" }, "has": false });
        let refused = json!({ "storage-access": refused });
        assert_eq!(page.say(refused).await, DocumentInstruction::RequestStorageAccess);
        page.say(page_report(&[1])).await
    });
    session.hello(SOON).await.unwrap();
    let report = session.request_storage_access(SOON).await.unwrap();
    assert_eq!(
        report,
        StorageAccessReport { requested: Err("NotAllowedError".to_owned()), has: false }
    );
    let other = session.request_storage_access(SOON).await.unwrap_err();
    assert_eq!(
        other.to_string(),
        "the report on storage access of the page was awaited, and the report on shape 1 of \
         batch 2a came"
    );
    session.load(batch(0x2b, 1)).unwrap();
    assert_eq!(
        (page.await.unwrap(), probe.await.unwrap()),
        (DocumentInstruction::Leave, DocumentInstruction::Leave)
    );
}

#[tokio::test]
async fn a_probe_may_move_to_another_origin() {
    let (servers, mut session) = set_up().await;
    let mut first = Document::probe(&servers, &session).await;
    let mut second = Document::probe(&servers, &session).await;
    let first = tokio::spawn(async move { first.say(hello("first")).await });
    assert_eq!(session.probe_hello(SOON).await.unwrap().greeting.href, "first");
    let second = tokio::spawn(async move { second.say(hello("second")).await });
    assert_eq!(session.probe_hello(SOON).await.unwrap().greeting.href, "second");
    assert_eq!(first.await.unwrap(), DocumentInstruction::Leave);
    assert!(matches!(
        session.probe(ShapeNo(0), A_MOMENT).await,
        Err(ChannelError::NoReport { .. })
    ));
    assert_eq!(
        second.await.unwrap(),
        DocumentInstruction::Read { shape: ShapeNo(0), reader: CookieReader::DocumentCookie }
    );
}

#[tokio::test]
async fn a_silent_channel_ends_at_the_timeout() {
    let (_servers, mut session) = set_up().await;
    let error = session.hello(A_MOMENT).await.unwrap_err();
    assert!(
        matches!(
            error,
            ChannelError::NoReport { expected: ExpectedMessage::Hello, waited: A_MOMENT, .. }
        ),
        "{error}"
    );
    let error = session.play(&[ShapeNo(0)], A_MOMENT).await.unwrap_err();
    assert!(
        matches!(
            &error,
            ChannelError::NoReport {
                who: DocumentRole::Page,
                expected: ExpectedMessage::Report(shapes),
                ..
            } if *shapes == [ShapeNo(0)]
        ),
        "{error}"
    );
    assert_eq!(error.to_string(), "the report on shape 0 of the page did not come within 50ms");
}

#[tokio::test]
async fn a_page_that_left_is_told_by_the_timeout() {
    let (servers, mut session) = set_up().await;
    let mut page = Document::page(&servers, &session).await;
    let gone = tokio::spawn(async move { page.say(hello("x")).await });
    let error = session.hello(A_MOMENT).await.unwrap_err();
    assert!(matches!(error, ChannelError::NoReport { who: DocumentRole::Probe, .. }), "{error}");
    gone.abort();
    let error = session.play(&[ShapeNo(0)], A_MOMENT).await.unwrap_err();
    assert!(matches!(error, ChannelError::NoReport { who: DocumentRole::Page, .. }), "{error}");
}

#[tokio::test]
async fn a_page_that_was_loaded_again_is_unexpected() {
    let error =
        check_page_error(&json!({ "batch": 0x2a, "said": hello("again") }).to_string()).await;
    let received = ReceivedMessage {
        batch: BatchId(0x2a),
        what: MessageKind::Hello { href: "again".to_owned() },
    };
    assert!(
        matches!(
            &error,
            ChannelError::Unexpected { expected: ExpectedMessage::Report(_), received: is, .. }
                if *is == received
        ),
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        "the report on shape 0 of the page was awaited, and the hello of `again` of batch 2a came"
    );
}

#[tokio::test]
async fn a_report_on_another_shape_is_unexpected() {
    let error =
        check_page_error(&json!({ "batch": 0x2a, "said": page_report(&[1]) }).to_string()).await;
    let received =
        ReceivedMessage { batch: BatchId(0x2a), what: MessageKind::Report(vec![ShapeNo(1)]) };
    assert!(
        matches!(&error, ChannelError::Unexpected { received: is, .. } if *is == received),
        "{error}"
    );
}

#[tokio::test]
async fn a_report_on_another_batch_is_unexpected() {
    let error =
        check_page_error(&json!({ "batch": 0x29, "said": page_report(&[0]) }).to_string()).await;
    let received =
        ReceivedMessage { batch: BatchId(0x29), what: MessageKind::Report(vec![ShapeNo(0)]) };
    assert!(
        matches!(&error, ChannelError::Unexpected { received: is, .. } if *is == received),
        "{error}"
    );
}

#[tokio::test]
async fn an_exception_of_another_batch_is_unexpected() {
    let fault = json!({ "fault": { "name": "TypeError", "message": "no" } });
    let error = check_page_error(&json!({ "batch": 0x29, "said": fault }).to_string()).await;
    let text = "the report on shape 0 of the page was awaited, and the exception `TypeError: no` \
     of batch 29 came";
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn a_document_that_leaves_is_not_heard_where_the_next_one_is_awaited() {
    let (servers, mut session) = set_up().await;
    let mut page = Document::page(&servers, &session).await;
    let mut next = Document::page(&servers, &session).await;
    let fault = || json!({ "fault": { "name": "TypeError", "message": "Load failed" } });
    let documents = tokio::spawn(async move {
        assert_eq!(page.say(hello("first")).await, DocumentInstruction::Leave);
        assert_eq!(page.say(fault()).await, DocumentInstruction::Leave);
        let of_one_before = json!({ "batch": 0x29, "said": hello("late") }).to_string();
        assert_eq!(page.post(&of_one_before, &[]).await, DocumentInstruction::Leave);
        assert_eq!(next.say(hello("second")).await, DocumentInstruction::Leave);
    });
    assert_eq!(session.page_hello(SOON).await.unwrap().greeting.href, "first");
    session.dismiss().unwrap();
    assert_eq!(session.page_hello(SOON).await.unwrap().greeting.href, "second");
    session.load(batch(0x2b, 1)).unwrap();
    documents.await.unwrap();

    let (servers, mut session) = set_up().await;
    let mut page = Document::page(&servers, &session).await;
    let said = tokio::spawn(async move { page.say(fault()).await });
    session.dismiss().unwrap();
    let error = session.page_hello(SOON).await.unwrap_err();
    assert!(matches!(error, ChannelError::Script { .. }), "{error}");
    session.load(batch(0x2b, 1)).unwrap();
    said.await.unwrap();
}

#[tokio::test]
async fn an_exception_is_told_with_its_name() {
    let fault = json!({ "fault": { "name": "TypeError", "message": "no" } });
    let error = check_page_error(&json!({ "batch": 0x2a, "said": fault }).to_string()).await;
    assert!(
        matches!(
            &error,
            ChannelError::Script { name, message, .. } if name == "TypeError" && message == "no"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn what_is_not_in_the_protocol_is_malformed() {
    let with_more = json!({ "batch": 0x2a, "said": { "report": [{ "shape": 0, "more": 1 }] } });
    for text in ["{", "", "[]", r#"{"batch":42,"said":{"sorry":1}}"#, &with_more.to_string()] {
        let error = check_page_error(text).await;
        assert!(
            matches!(&error, ChannelError::Malformed { text: is, .. } if is == text),
            "{text}: {error}"
        );
    }
}

#[tokio::test]
async fn a_hello_that_is_none_is_told() {
    let (servers, mut session) = set_up().await;
    let mut page = Document::page(&servers, &session).await;
    tokio::spawn(async move { page.say(page_report(&[0])).await });
    let error = session.hello(SOON).await.unwrap_err();
    assert!(
        matches!(error, ChannelError::Unexpected { expected: ExpectedMessage::Hello, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn without_a_batch_there_is_no_channel() {
    let (servers, _session) = set_up().await;
    let mut empty = servers.open_session().await.unwrap();
    assert!(matches!(empty.hello(SOON).await, Err(ChannelError::NothingLoaded)));
    let mut page = Document::page(&servers, &empty).await;
    assert_eq!(page.say(hello("x")).await, DocumentInstruction::Leave);
    assert_eq!(
        empty.page_url(&url("https://www.example.com")).as_str(),
        "https://www.example.com/2/page"
    );
}

/// Has a page say this where its report on shape 0 is awaited, and returns the runner's error.
async fn check_page_error(message: &str) -> ChannelError {
    let (servers, mut session) = set_up().await;
    let mut probe = Document::probe(&servers, &session).await;
    let mut page = Document::page(&servers, &session).await;
    let mut other = Document::page(&servers, &session).await;
    tokio::spawn(async move { probe.say(hello("probe")).await });
    tokio::spawn(async move { page.say(hello("first")).await });
    session.hello(SOON).await.unwrap();
    let message = message.to_owned();
    tokio::spawn(async move { other.post(&message, &[]).await });
    session.play(&[ShapeNo(0)], SOON).await.unwrap_err()
}

#[tokio::test]
async fn a_page_whose_open_request_ends_is_missed_at_once() {
    let (servers, mut session) = set_up().await;
    session.load(batch(0x2b, 1)).unwrap();
    let mut page = Document::page(&servers, &session).await;
    let mut present = Client::connect(&servers, session.proxy(), PAGE, &[]).await;
    let path = path_of(&session, &format!("channel/page/presence/{}", 0x2b));
    let open = tokio::spawn(async move { present.try_send("PUT", &path, &[], "").await });
    let message = json!({ "batch": 0x2b, "said": hello("page") }).to_string();
    let greeting = tokio::spawn(async move { page.post(&message, &[]).await });
    session.play(&[ShapeNo(0)], SOON).await.unwrap_err();
    while session.requests() < 2 {
        tokio::task::yield_now().await;
    }
    open.abort();
    let gone = session.play(&[ShapeNo(0)], SOON).await.unwrap_err();
    assert!(matches!(gone, ChannelError::Gone { .. }), "{gone}");
    greeting.abort();
}
