//! A run's report in real browsers: opened, filtered, and its cells opened.

#![expect(
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

mod recorded_run;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use conformance::RunStatus;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use recorded_run::{as_recorded, files, project, text};

/// Serves the report and nothing else, until the task is dropped or the test ends.
async fn serve(report: String) -> (String, JoinHandle<()>) {
    let router = Router::new().route("/report.html", get(async move || Html(report)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (address, tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }))
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_report_shows_the_run_and_its_cells_are_filtered_and_opened() {
    let project = project();
    let record = as_recorded(&project, "sandbox", &["chromium:default", "webkitgtk:default"]);
    let files = files(&project, &record, RunStatus::AsRecorded);
    let report = text(&files, "report.html");
    let start = async || serve(report.to_owned()).await;
    page_bench::on_each_browser("report", start, async |bench| {
        bench.open("/report.html").await;
        let heading = bench.run("return document.querySelector('h1').textContent;").await;
        assert_eq!(heading, "Debian's Chromium and WebKitGTK behave as recorded.");
        bench.wait_for("return document.querySelectorAll('#cells tbody tr').length > 1;").await;
        // How many cells are chosen, and into how many rows they fold.
        let counted = "return document.getElementById('counted').textContent;";
        let all = bench.run(counted).await;
        bench.toggle_first_value("secure").await;
        assert_ne!(bench.run(counted).await, all, "half of the cells are left");
        bench.press("#all-values").await;
        assert_eq!(bench.run(counted).await, all);
        bench.press("#cells td.cell button").await;
        let opened = "return document.getElementById('cell-evidence').textContent;";
        let evidence = bench.run(opened).await;
        let evidence = evidence.as_str().unwrap();
        for words in ["Set-Cookie: ", "cargo xtask show sandbox/"] {
            assert!(evidence.contains(words), "{words}: {evidence}");
        }
    })
    .await;
}
