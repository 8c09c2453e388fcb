//! A HAR file that is dropped on the page.

use serde_json::json;

use crate::{on_each_browser, open_checker, wait_for_verdict};

/// Three requests, of which one sets a cookie that is lost and one a cookie that is kept.
fn archive() -> String {
    let entry = |(second, url, kind, line): (usize, &str, &str, &str)| {
        json!({
            "startedDateTime": format!("2026-11-29T10:00:0{second}.000Z"),
            "_resourceType": kind,
            "request": {
                "method": "GET",
                "url": url,
                "headers": [{ "name": "Referer", "value": "https://www.example.com/" }],
            },
            "response": {
                "status": 200,
                "headers": [{ "name": "Set-Cookie", "value": line }],
                "content": {},
            },
        })
    };
    let entries = [
        (0, "https://www.example.com/", "document", "theme=dark; Path=/"),
        (1, "https://api.example.net/login", "image", "sid=1; SameSite=None"),
        (2, "https://api.example.com/me", "image", "seen=1; Secure"),
    ];
    json!({ "log": { "version": "1.2", "entries": entries.map(entry) } }).to_string()
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_dropped_har_file_is_answered_request_by_request_and_not_shared() {
    on_each_browser("har", async |bench| {
        open_checker(bench).await;
        let drop = format!(
            "const data = new DataTransfer(); \
             data.items.add(new File([{}], 'shop.har', {{ type: 'application/json' }})); \
             const init = {{ dataTransfer: data, bubbles: true, cancelable: true }}; \
             document.getElementById('paste').dispatchEvent(new DragEvent('drop', init));",
            json!(archive())
        );
        bench.run(&drop).await;
        wait_for_verdict(bench, "Does not work").await;
        let folds = "return [...document.querySelectorAll('#answer details.fold > summary')] \
                     .map(summary => summary.textContent);";
        let folds = bench.run(folds).await;
        let folds: Vec<&str> =
            folds.as_array().unwrap().iter().filter_map(|f| f.as_str()).collect();
        assert_eq!(folds.len(), 3, "{folds:?}");
        assert!(folds[0].contains("sid never reaches the cookie jar"), "{folds:?}");
        assert_eq!(bench.run("return location.hash;").await, "", "a file is not in the address");
        assert_eq!(bench.run("return document.getElementById('copy-link').hidden;").await, true);
    })
    .await;
}
