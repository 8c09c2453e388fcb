//! What the crate promises, on each browser that is on this machine.
//!
//! A browser that is not there is passed over and named on standard error; none at all is a
//! failure.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

mod leftovers;
mod router;

use std::{
    collections::BTreeSet,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    slice,
    sync::mpsc::Receiver,
    time::Duration,
};

use browser_driver::{
    Browser, BrowserPurpose, BrowserSession, DriverSource, InstalledBrowser, JarReading,
    LaunchOptions, OpenError, RemoteDriver, SearchPaths, WindowRole, find,
};
use matrix::{PrefValue, Profile};
use run_model::error_chain;
use run_model::evidence::{JarCookie, JarPartitionKey};
use serde_json::json;
use url::Url;

use crate::leftovers::{check_nothing_left, processes_of};

const PAGE: &str = "http://www.example.com:8080/page";
const FORM: &str = "http://www.example.com:8080/form";
const INNER: &str = "http://www.example.com:8080/inner";
const OUTER: &str = "http://www.example.com:8080/outer";
const PROBE: &str = "http://localhost:3000/probe";

/// The page sets cookies on the target, across sites; the last request tells that they are set.
fn answer(url: &str) -> router::Answer {
    let cors = [
        "Access-Control-Allow-Origin: http://www.example.com:8080",
        "Access-Control-Allow-Credentials: true",
    ];
    let cookies: &[&str] = match url {
        PAGE => {
            let script = r#"<!doctype html><script>
                const get = path =>
                    fetch("http://localhost:3000" + path, { credentials: "include" });
                get("/set").then(() => get("/done"));
            </script>"#;
            return (vec!["Set-Cookie: own=1; Path=/".to_owned()], script.to_owned());
        }
        FORM => {
            let form = r#"<!doctype html><meta charset="utf-8"><form action="/sent">
                <input name="text" value="old"><textarea name="note">old</textarea>
                <button>Send</button></form>"#;
            return (Vec::new(), form.to_owned());
        }
        OUTER => return (Vec::new(), r#"<!doctype html><iframe src="/inner">"#.to_owned()),
        INNER => return (Vec::new(), r#"<!doctype html><iframe src="/form">"#.to_owned()),
        PROBE => &[
            "plain=1",
            "full=2; Path=/; HttpOnly; SameSite=Strict",
            "domain=3; Path=/; Domain=localhost",
        ],
        "http://localhost:3000/set" => &[
            "cross=first; SameSite=None; Secure; Partitioned",
            "cross=second; SameSite=None; Secure; Partitioned",
        ],
        _ => &[],
    };
    let cookies = cookies.iter().map(|cookie| format!("Set-Cookie: {cookie}"));
    (cors.map(str::to_owned).into_iter().chain(cookies).collect(), "<!doctype html>".to_owned())
}

/// One browser, a router of its own and a folder of its own.
struct Bench {
    installed: InstalledBrowser,
    proxy: SocketAddr,
    answered: Receiver<String>,
    work_dir: PathBuf,
}

impl Bench {
    fn options(&self) -> LaunchOptions {
        let browser = self.installed.browser();
        let mut profile = Profile::plain(browser.kind(), "test");
        if browser == Browser::Chromium {
            profile.prefs.insert("profile.cookie_controls_mode".to_owned(), PrefValue::Integer(0));
        }
        LaunchOptions::new(profile, self.proxy, self.work_dir.clone())
    }

    async fn launch(&self) -> BrowserSession {
        let source = DriverSource::Installed(self.installed.clone());
        BrowserSession::launch(source, self.options())
            .await
            .unwrap_or_else(|error| panic!("{}", error_chain(&error)))
    }

    fn wait_for(&self, url: &str) {
        while self
            .answered
            .recv_timeout(Duration::from_secs(20))
            .unwrap_or_else(|_| panic!("`{url}` is never asked for"))
            != url
        {}
    }
}

/// Runs `test` on each browser that is there.
async fn on_each_browser(name: &str, test: impl AsyncFn(&Bench)) {
    on_each_of(&Browser::ALL, name, test).await;
}

/// Runs `test` on each browser that is there and opens sites, which Lightpanda has no windows for.
async fn on_each_browser_for_sites(name: &str, test: impl AsyncFn(&Bench)) {
    on_each_of(&Browser::BY_DEFAULT, name, test).await;
}

async fn on_each_of(browsers: &[Browser], name: &str, test: impl AsyncFn(&Bench)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let search_path = || ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from).into();
    let with = |tools| SearchPaths { search_path: search_path(), tools_dir: root.join(tools) };
    let with_drivers = browsers.iter().map(|browser| (*browser, with("tools")));
    let without_driver = (Browser::Firefox, with("no-tools"));
    let mut played = 0;
    for (number, (browser, locations)) in with_drivers.chain([without_driver]).enumerate() {
        let found = find(browser, &locations).await;
        let missing: Vec<_> = found
            .missing(BrowserPurpose::Sites)
            .iter()
            .map(|missing| format!("{} ({})", missing.what, missing.remedy))
            .collect();
        let Some(installed) = found.installed(BrowserPurpose::Sites) else {
            eprintln!("{browser} is passed over, as these are missing: {}", missing.join(", "));
            continue;
        };
        let driver = if installed.driver().is_some() { "a" } else { "no" };
        eprintln!("{browser} with {driver} driver plays `{name}`");
        let (proxy, answered) = router::start(answer);
        let work_dir = root.join("browser-driver-tests").join(format!("{name}-{browser}-{number}"));
        fs::remove_dir_all(&work_dir).ok();
        test(&Bench { installed, proxy, answered, work_dir }).await;
        played += 1;
    }
    assert!(played > 0, "no browser is on this machine");
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

/// Reads the jar, in Lightpanda when the probe's document is there: no command waits for a popup.
async fn settled_jar(session: &mut BrowserSession) -> Vec<JarCookie> {
    for _ in 0..500 {
        let jar = session.read_jar().await.unwrap();
        let is_there = jar.iter().any(|cookie| cookie.name == "plain");
        if is_there || session.browser() != Browser::Lightpanda {
            return jar;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the popup is never loaded");
}

#[track_caller]
fn check_held(jar: &[JarCookie], expected: &JarCookie) {
    assert!(jar.contains(expected), "{expected:#?} is not in {jar:#?}");
}

fn localhost_cookie(name: &str, value: &str) -> JarCookie {
    JarCookie {
        name: name.to_owned(),
        value: value.to_owned(),
        domain: "localhost".to_owned(),
        path: "/".to_owned(),
        secure: false,
        http_only: false,
        expires: None,
        same_site: None,
        partition: None,
    }
}

/// What an engine calls the `SameSite` of a cookie that came without one.
fn unset(browser: Browser) -> Option<String> {
    match browser {
        Browser::Chromium | Browser::Lightpanda => None,
        Browser::Firefox => Some("Unset".to_owned()),
        Browser::Safari | Browser::WebKitGtk => Some("None".to_owned()),
    }
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_cookie_set_over_http_is_read_with_all_its_fields_and_is_gone_with_a_fresh_jar() {
    on_each_browser("fields", async |bench| {
        let browser = bench.installed.browser();
        let mut session = bench.launch().await;
        for _ in 0..2 {
            session.clear_cookies().await.unwrap_or_else(|error| panic!("{}", error_chain(&error)));
            assert_eq!(session.read_jar().await.unwrap(), []);
            session
                .open(&url(PAGE), &url(PROBE))
                .await
                .unwrap_or_else(|error| panic!("{}", error_chain(&error)));
            let jar = settled_jar(&mut session).await;
            check_held(
                &jar,
                &JarCookie { same_site: unset(browser), ..localhost_cookie("plain", "1") },
            );
            let strict = Some("Strict".to_owned());
            check_held(
                &jar,
                &JarCookie { http_only: true, same_site: strict, ..localhost_cookie("full", "2") },
            );
            bench.wait_for("http://localhost:3000/done");
        }
        session.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_partition_is_read_with_its_key_and_a_cookie_that_was_overwritten_is_remembered() {
    on_each_browser("partition", async |bench| {
        let browser = bench.installed.browser();
        let mut session = bench.launch().await;
        session.clear_cookies().await.unwrap();
        session
            .open(&url(PAGE), &url(PROBE))
            .await
            .unwrap_or_else(|error| panic!("{}", error_chain(&error)));
        bench.wait_for("http://localhost:3000/done");
        let jar = session.read_jar().await.unwrap();
        let partition = Some(JarPartitionKey {
            top_level_site: "http://example.com".to_owned(),
            cross_site_ancestor: browser == Browser::Chromium,
        });
        let same_site = Some("None".to_owned());
        let cookie = |value| JarCookie {
            secure: true,
            same_site: same_site.clone(),
            partition: partition.clone(),
            ..localhost_cookie("cross", value)
        };
        match browser {
            Browser::Chromium => check_held(&jar, &cookie("second")),
            Browser::Firefox => {
                check_held(&jar, &cookie("first"));
                check_held(&jar, &cookie("second"));
            }
            // It stores it without a partition.
            Browser::Lightpanda => {
                let partition = None;
                check_held(&jar, &JarCookie { partition, ..cookie("second") });
            }
            // WebKitGTK refuses `Secure` from a server that is not secure, and shows no partition.
            Browser::Safari | Browser::WebKitGtk => {
                assert!(jar.iter().all(|cookie| cookie.partition.is_none()), "{jar:#?}")
            }
        }
        assert_eq!(session.jar_reading() == JarReading::AtBatchEnd, browser == Browser::Firefox);
        session.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn two_sessions_side_by_side_share_no_jar() {
    on_each_browser("side-by-side", async |bench| {
        let (mut one, mut other) = tokio::join!(bench.launch(), bench.launch());
        one.clear_cookies().await.unwrap();
        other.clear_cookies().await.unwrap();
        one.open(&url(PAGE), &url(PROBE)).await.unwrap();
        assert_ne!(one.read_jar().await.unwrap(), []);
        assert_eq!(other.read_jar().await.unwrap(), []);
        assert_eq!(one.version(), other.version());
        one.stop().await;
        other.open(&url(PAGE), &url(PROBE)).await.unwrap();
        assert_ne!(other.read_jar().await.unwrap(), []);
        other.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_navigation_that_fails_is_an_error() {
    on_each_browser("nowhere", async |bench| {
        let mut session = bench.launch().await;
        session.clear_cookies().await.unwrap();
        // The router speaks no TLS.
        let error = session.open(&url("https://www.example.com/"), &url(PROBE)).await.unwrap_err();
        assert!(
            matches!(
                error,
                OpenError::Command { window: WindowRole::Page, .. }
                    | OpenError::Elsewhere { window: WindowRole::Page, .. }
            ),
            "{error}"
        );
        session.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_driver_that_runs_already_is_used_and_left_running() {
    on_each_browser("running", async |bench| {
        let browser = bench.installed.browser();
        let args: &[&str] = match browser {
            Browser::Chromium => &[],
            Browser::Firefox => &["--websocket-port=0", "--allow-system-access"],
            // It has no driver.
            Browser::Lightpanda => return,
            // They would have to be given a display, or a proxy, from outside.
            Browser::Safari | Browser::WebKitGtk => return,
        };
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let Some(driver) = bench.installed.driver() else { return };
        let mut command = tokio::process::Command::new(&driver.path);
        let mut driver =
            command.arg(format!("--port={port}")).args(args).kill_on_drop(true).spawn().unwrap();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let remote = RemoteDriver::at(browser, url(&format!("http://127.0.0.1:{port}"))).unwrap();
        let source = DriverSource::Running(Box::new(remote));
        let mut session = BrowserSession::launch(source, bench.options())
            .await
            .unwrap_or_else(|error| panic!("{}", error_chain(&error)));
        session.clear_cookies().await.unwrap_or_else(|error| panic!("{}", error_chain(&error)));
        session
            .open(&url(PAGE), &url(PROBE))
            .await
            .unwrap_or_else(|error| panic!("{}", error_chain(&error)));
        assert_ne!(session.read_jar().await.unwrap(), []);
        session.stop().await;
        assert_eq!(driver.try_wait().unwrap(), None);
        driver.kill().await.unwrap();
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_form_is_filled_and_the_click_that_sends_it_is_followed() {
    on_each_browser_for_sites("form", async |bench| {
        let mut session = bench.launch().await;
        session.clear_cookies().await.unwrap();
        session.visit_page(&url(FORM)).await.unwrap();
        assert!(session.click("#missing").await.is_err());
        assert!(session.fill("button", "text").await.is_err());
        session.fill("input", "ä b").await.unwrap();
        session.fill("textarea", "").await.unwrap();
        session.click("button").await.unwrap();
        let script = "return location.href;";
        let sent = "http://www.example.com:8080/sent?text=%C3%A4+b&note=";
        // Some drivers answer before the document has changed, and none has a script survive that.
        let mut shown = Err("nothing".to_owned());
        for _ in 0..100 {
            let run = session.run_in(WindowRole::Page, script, &[]).await;
            shown = run.map_err(|error| error_chain(&error).to_string());
            if shown.as_ref().is_ok_and(|shown| shown == sent) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(shown, Ok(sent.into()));
        session.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn the_jar_of_private_windows_is_emptied_and_read() {
    on_each_browser("private", async |bench| {
        let mut options = bench.options();
        match bench.installed.browser() {
            Browser::Firefox => {
                let name = "browser.privatebrowsing.autostart".to_owned();
                options.profile.prefs.insert(name, PrefValue::Bool(true));
            }
            Browser::Chromium => options.profile.args.push("--incognito".to_owned()),
            // It has no private windows.
            Browser::Lightpanda | Browser::Safari => return,
            Browser::WebKitGtk => options.profile.args.push("--private".to_owned()),
        }
        let source = DriverSource::Installed(bench.installed.clone());
        let mut session = BrowserSession::launch(source, options).await.unwrap();
        for _ in 0..2 {
            session.clear_cookies().await.unwrap();
            session.navigate_probe(&url(PROBE)).await.unwrap();
            let jar = session.read_jar().await.unwrap();
            let names: BTreeSet<&str> = jar.iter().map(|cookie| cookie.name.as_str()).collect();
            assert!(names.is_superset(&["full", "plain"].into()), "{names:?}");
            assert!(!session.read_current_jar().await.unwrap().is_empty());
        }
        session.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn scripts_run_in_a_hidden_window_and_in_its_frames() {
    on_each_browser_for_sites("frames", async |bench| {
        let mut session = bench.launch().await;
        session.clear_cookies().await.unwrap();
        session.hide_window().await.unwrap();
        let (shown, answer) = session.show(&url(OUTER), "return { a: [1, null] };").await.unwrap();
        assert_eq!((shown, answer), (url(OUTER), json!({ "a": [1, null] })));
        let script = "return [location.pathname, given[0]];";
        let given = json!({ "b": ["x", true, 1.5] });
        for (depth, path) in ["/outer", "/inner", "/form"].into_iter().enumerate() {
            let answer = session.run_in_frame(depth, script, slice::from_ref(&given)).await;
            assert_eq!(answer.unwrap(), json!([path, given]));
        }
        assert!(session.run_in_frame(3, script, &[]).await.is_err());
        session.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn what_a_script_throws_is_in_the_error() {
    on_each_browser_for_sites("throws", async |bench| {
        let mut session = bench.launch().await;
        session.clear_cookies().await.unwrap();
        session.visit_page(&url(FORM)).await.unwrap();
        let script = "throw new TypeError('no such thing');";
        let error = session.run_in(WindowRole::Page, script, &[]).await.unwrap_err();
        let text = error_chain(&error).to_string();
        assert!(text.ends_with("the script threw `TypeError: no such thing`"), "{text}");
        session.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn no_process_and_no_user_data_is_left_after_a_stop() {
    on_each_browser("stop", async |bench| {
        let mut session = bench.launch().await;
        session.clear_cookies().await.unwrap();
        session.open(&url(PAGE), &url(PROBE)).await.unwrap();
        assert_ne!(processes_of(&bench.work_dir), Vec::<String>::new());
        session.stop().await;
        check_nothing_left(&bench.work_dir).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn no_process_and_no_user_data_is_left_after_a_drop() {
    on_each_browser("drop", async |bench| {
        let mut session = bench.launch().await;
        session.clear_cookies().await.unwrap();
        session.open(&url(PAGE), &url(PROBE)).await.unwrap();
        drop(session);
        check_nothing_left(&bench.work_dir).await;
    })
    .await;
}
