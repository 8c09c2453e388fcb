//! The checker in real browsers: pasted, corrected, shared, and used by keyboard.
//!
//! A browser that is not installed is skipped and named on standard error; it is a failure if none
//! is. Without the module, which `cargo xtask site` builds, what needs it is skipped, and a line
//! says so.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

mod files;
mod site_server;
mod without_script;

use std::path::Path;

use page_bench::PageBench;
use serde_json::json;

use site_server::{SiteServer, built_module};

/// What a person pastes: a response whose cookie is lost in the jar, with a value to be hidden.
const PASTE: &str = "curl 'https://api.example.net/login' -H 'Origin: https://www.example.com' \
                     -H 'Cookie: a=1'\n\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: \
                     https://www.example.com\nAccess-Control-Allow-Credentials: true\n\
                     Set-Cookie: sid=geheim7; Path=/; SameSite=None\n";

/// Opens a page of the site.
async fn open(bench: &mut PageBench, path: &str) {
    bench.open(&format!("/below/{path}")).await;
}

/// Opens the checker, and waits until it can be asked.
async fn open_checker(bench: &mut PageBench) {
    open(bench, "").await;
    bench.wait_for("return !document.getElementById('ask').hidden;").await;
}

/// Types a text into the box.
async fn paste(bench: &mut PageBench, text: &str) {
    let script = format!(
        "const box = document.getElementById('paste'); box.value = {}; \
         box.dispatchEvent(new Event('input'));",
        json!(text)
    );
    bench.run(&script).await;
}

async fn wait_for_verdict(bench: &mut PageBench, words: &str) {
    let words = json!(words);
    bench
        .wait_for(&format!(
            "return document.getElementById('verdict')?.textContent.includes({words}) ?? false;"
        ))
        .await;
}

/// Whether a test needs the checker's module.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ModuleNeed {
    Needed,
    Unneeded,
}

/// Runs `test`, which needs the checker, on each browser that is there.
async fn on_each_browser(name: &str, test: impl AsyncFn(&mut PageBench)) {
    play(name, ModuleNeed::Needed, test).await;
}

async fn play(name: &str, need: ModuleNeed, test: impl AsyncFn(&mut PageBench)) {
    let module = built_module(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"));
    if module.is_none() && need == ModuleNeed::Needed {
        eprintln!("`{name}` is skipped; `cargo xtask site --out target/site` builds the module");
        return;
    }
    let start = async || {
        let server = SiteServer::start(module.as_deref()).await;
        (server.address.clone(), server)
    };
    page_bench::on_each_browser(&format!("site-{name}"), start, test).await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_paste_is_answered_as_one_types_and_its_link_gives_the_same_answer() {
    on_each_browser("paste", async |bench| {
        open_checker(bench).await;
        paste(bench, PASTE).await;
        wait_for_verdict(bench, "sid never reaches the cookie jar").await;
        let focus = "return document.activeElement.id;";
        assert_ne!(bench.run(focus).await, "verdict", "focus stays while one types");
        bench.press("#paste-form [type=submit]").await;
        bench.wait_for("return document.activeElement.id === 'verdict';").await;
        assert_eq!(bench.run("return document.getElementById('start').hidden;").await, true);
        let title = bench.run("return document.title;").await;
        assert!(title.as_str().unwrap().starts_with("✗ sid never reaches"), "{title}");
        let hash = bench.run("return location.hash;").await;
        let hash = hash.as_str().unwrap();
        assert!(hash.contains("sid%3Dxxxxxxx%3B"), "{hash}");
        assert!(!hash.contains("geheim"), "{hash}");
        let verdict = "return document.getElementById('verdict').textContent;";
        let first = bench.run(verdict).await;
        open(bench, "about/").await;
        open(bench, hash).await;
        wait_for_verdict(bench, "sid never reaches the cookie jar").await;
        assert_eq!(bench.run(verdict).await, first);
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn what_is_missing_is_asked_for_and_a_correction_is_answered() {
    on_each_browser("missing", async |bench| {
        open_checker(bench).await;
        paste(bench, "Set-Cookie: sid=1; Path=/").await;
        bench.wait_for("return document.getElementById('question').open;").await;
        bench
            .run(
                "document.getElementById('page').value = 'https://www.example.com/'; \
             document.getElementById('request').value = 'https://www.example.com/login';",
            )
            .await;
        bench.press("#question-form [type=submit]").await;
        wait_for_verdict(bench, "works in every browser measured").await;
        bench.run("document.getElementById('page').value = 'https://www.example.net/';").await;
        bench.press("#question-form [type=submit]").await;
        wait_for_verdict(bench, "cannot read the response").await;
    })
    .await;
}

/// What WebDriver types for the keys Tab and Enter.
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

#[tokio::test]
#[ignore = "plays in browsers"]
async fn keys_alone_paste_ask_and_open_the_question() {
    on_each_browser("keys", async |bench| {
        open_checker(bench).await;
        let line = "Set-Cookie: sid=1; Path=/; SameSite=None";
        bench.session.fill("#paste", &format!("{line}{TAB}{ENTER}")).await.unwrap();
        bench.wait_for("return document.activeElement.id === 'page';").await;
        let page = format!("https://www.example.com/{TAB}https://api.example.net/login{ENTER}");
        bench.session.fill("#page", &page).await.unwrap();
        wait_for_verdict(bench, "cannot read the response").await;
        bench.wait_for("return document.activeElement.id === 'verdict';").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn every_control_has_a_name_and_is_reached_by_keyboard() {
    on_each_browser("keyboard", async |bench| {
        let reason = "reasons/samesite-none-requires-secure/";
        for path in ["", "reasons/", reason, "matrix/", "claims/"] {
            open(bench, path).await;
            let script = r#"
                for (const details of document.querySelectorAll("details")) details.open = true;
                const kinds = "a, button, input, select, textarea, summary";
                const all = document.querySelectorAll(kinds);
                const shown = [...all].filter(control => control.checkVisibility?.() ?? true);
                return shown.filter(control => {
                    control.focus();
                    const named = control.labels?.length || control.ariaLabel
                        || control.textContent.trim();
                    return !(named && control.tabIndex >= 0 && document.activeElement === control);
                }).map(control => control.outerHTML);"#;
            assert_eq!(bench.run(script).await, json!([]), "{path}");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn cells_are_filtered_folded_and_opened() {
    play("matrix", ModuleNeed::Unneeded, async |bench| {
        open(bench, "matrix/").await;
        bench.wait_for("return document.querySelectorAll('#cells tbody tr').length > 4;").await;
        let rows = "return document.querySelectorAll('#cells tbody tr').length;";
        let all = bench.run(rows).await;
        bench.toggle_first_value("secure").await;
        let fewer = bench.run(rows).await;
        assert!(fewer.as_u64() < all.as_u64(), "{fewer} of {all}");
        bench.press("#all-values").await;
        assert_eq!(bench.run(rows).await, all);
        bench.press("#differing").await;
        let differing = bench.run(rows).await;
        assert!(differing.as_u64().unwrap() > 0 && differing.as_u64() < all.as_u64());
        bench.press("#cells td.differs button").await;
        let opened = "return document.getElementById('cell-evidence').textContent;";
        let evidence = bench.run(opened).await;
        let evidence = evidence.as_str().unwrap().to_owned();
        for words in ["Set-Cookie: ", "cargo xtask show cors-credentials/", "none-without-secure"] {
            assert!(evidence.contains(words), "{words}: {evidence}");
        }
        bench.press("#all-values").await;
        bench.press("#cells td.cell:not(.differs, .guess) button").await;
        let plain = bench.run(opened).await;
        assert!(plain.as_str().unwrap().contains("Set-Cookie: "), "{plain}");
        let link = "return document.querySelector('#cell-evidence a.button').hash;";
        let link = bench.run(link).await;
        open(bench, "about/").await;
        open(bench, &format!("matrix/{}", link.as_str().unwrap())).await;
        bench.wait_for("return document.getElementById('cell-evidence') !== null;").await;
        let again = bench.run(opened).await;
        assert!(again.as_str().unwrap().contains("Set-Cookie: "), "{again}");
    })
    .await;
}
