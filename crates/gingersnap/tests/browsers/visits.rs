//! A browser that nobody drives shows what was recorded of the same browser with a driver.

use std::path::PathBuf;

use serde_json::Value;
use tokio::process::Command;

use crate::documented::check_schema;

/// What a visit says when the browser is not on this machine.
const NO_BROWSER: i32 = 96;

/// Checks that each cell of a visit agrees with its recording; returns whether the browser is here.
async fn check_visit(browser: &str, arguments: &[&str]) -> bool {
    let cells = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("visit-{browser}.json"));
    let output = Command::new(env!("CARGO_BIN_EXE_gingersnap"))
        .args(["visit", "--json", "--browser", browser, "--out"])
        .arg(&cells)
        .args(arguments)
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(NO_BROWSER) {
        eprintln!("{browser} is skipped: {said}");
        return false;
    }
    let summary: Value = serde_json::from_slice(&output.stdout).expect(&said);
    check_schema("visit.json", &summary);
    let seen: Value = serde_json::from_str(&std::fs::read_to_string(&cells).unwrap()).unwrap();
    check_schema("visit-cells.json", &seen);
    assert_eq!(output.status.code(), Some(0), "{summary:#}\n{said}");
    let [recorded] = summary["profiles"].as_array().unwrap().as_slice() else {
        panic!("{summary:#}");
    };
    let played = seen["cells"].as_array().unwrap().len();
    assert!(played > 0, "{summary:#}");
    assert_eq!(recorded["compared"], played, "{summary:#}");
    assert_eq!(recorded["agreeing"], played, "{summary:#}");
    true
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_visited_browser_agrees_with_its_recording() {
    let mut here = 0;
    for browser in ["chromium", "firefox", "webkitgtk"] {
        let mechanisms = check_visit(browser, &["--suite=mechanisms"]).await;
        // A plain site and one below it, so that a window is led between http and https.
        let filter = "--cells=topology=scheme-upgrade|http-siblings|aba-frame";
        let credentials = check_visit(browser, &["--suite=cors-credentials", filter]).await;
        here += usize::from(mechanisms && credentials);
    }
    assert!(here > 0, "no browser is on this machine");
}
