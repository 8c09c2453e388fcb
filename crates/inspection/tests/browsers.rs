//! What is seen of the sample apps, on each browser that is on this machine.
//!
//! A browser that is not there is passed over and named on standard error; none at all is a
//! failure.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use browser_driver::{
    Browser, BrowserPurpose, DriverSource, InstalledBrowser, SearchPaths, WindowMode, find,
};
use inspection::proxy::{ProxyOptions, TlsVerification};
use inspection::{
    FetchResult, InspectError, InspectorOptions, PageMeans, PageRequest, SiteCapture,
    SiteInspector, StorageState,
};
use matrix::{FetchCredentials, Profile};
use run_model::error_chain;
use run_model::evidence::JarCookie;
use sample_apps::{SampleApp, SampleServer};

fn clock() -> Duration {
    Duration::from_secs(1)
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target")
}

/// Runs `test` on each browser that is there.
async fn on_each_browser(test: impl AsyncFn(InstalledBrowser)) {
    let search_path = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from).into();
    let locations = SearchPaths { search_path, tools_dir: target().join("tools") };
    let mut played = 0;
    for browser in Browser::BY_DEFAULT {
        let Some(installed) = find(browser, &locations).await.installed(BrowserPurpose::Sites)
        else {
            eprintln!("{browser} is passed over, as it or its driver is missing");
            continue;
        };
        eprintln!("{browser} plays");
        test(installed).await;
        played += 1;
    }
    assert!(played > 0, "no browser is on this machine");
}

fn app(id: &str) -> SampleApp {
    sample_apps::all().unwrap().into_iter().find(|app| app.id == id).unwrap()
}

fn setup(installed: InstalledBrowser, app: &SampleApp, served: &SampleServer) -> InspectorOptions {
    let engine = installed.browser().kind();
    let profile = Profile::plain(engine, "test");
    let mut proxy = ProxyOptions::new(clock);
    proxy.hosts = [&app.page, &app.script.url].map(|url| url.host_str().unwrap().to_owned()).into();
    proxy.resolve = served.resolve();
    proxy.tls_verification = TlsVerification::Off;
    let work_dir = target().join("inspection-tests");
    InspectorOptions {
        driver: DriverSource::Installed(installed),
        profile,
        window_mode: WindowMode::Headless,
        work_dir,
        proxy,
    }
}

fn request(app: &SampleApp, credentials: FetchCredentials) -> PageRequest {
    PageRequest {
        url: app.script.url.clone(),
        method: app.script.method.clone(),
        headers: app.script.headers.clone(),
        credentials,
        means: PageMeans::FETCH,
    }
}

/// Returns the cookies of each request to a URL, in the order of their names: browsers differ in
/// which comes first.
fn sent(capture: &SiteCapture, url: &str) -> Vec<String> {
    let of_url = capture
        .exchanges
        .iter()
        .filter(|exchange| exchange.request.url == url && exchange.request.method != "OPTIONS");
    let cookies = |exchange: &inspection::proxy::ProxyExchange| {
        let fields = exchange.request.fields.iter().filter(|field| field.name == "cookie");
        let lines: Vec<_> = fields.map(|field| String::from_utf8_lossy(&field.value)).collect();
        let mut cookies: Vec<&str> = lines.iter().flat_map(|line| line.split("; ")).collect();
        cookies.sort_unstable();
        cookies.join("; ")
    };
    of_url.map(cookies).collect()
}

fn seen<T>(result: Result<T, InspectError>) -> T {
    result.unwrap_or_else(|error| panic!("{}", error_chain(&error)))
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_cookie_is_seen_set_kept_and_sent_again() {
    on_each_browser(async |installed| {
        let app = app("missing-credentials-flag");
        let served = SampleServer::start(&app).await.unwrap();
        let url = app.script.url.as_str();
        let mut inspector = seen(SiteInspector::start(setup(installed, &app, &served)).await);
        let state = r#"{ "cookies": [
            { "name": "before", "value": "7", "domain": ".example.com", "secure": true,
              "sameSite": "Lax" },
            { "name": "elsewhere", "value": "8", "domain": "example.org" } ] }"#;
        let cookies = StorageState::parse(state).unwrap().cookies;
        let left_out = seen(inspector.add_cookies(&cookies, &[&app.page, &app.script.url]).await);
        assert_eq!(left_out, [&cookies[1]]);
        assert_eq!(seen(inspector.open(&app.page, &app.script.url).await), app.page);
        seen(inspector.make_request(&request(&app, FetchCredentials::Include)).await);
        let capture = seen(inspector.finish().await);
        assert_eq!(sent(&capture, url), ["before=7", "before=7; sid=1"]);
        let succeeded = Some(FetchResult::Response { status: 200 });
        let all_succeeded = capture.steps.iter().all(|step| step.result == succeeded);
        assert!(all_succeeded, "{:?}", capture.steps);
        let names = |jar: &[JarCookie]| -> Vec<String> {
            jar.iter().map(|cookie| cookie.name.clone()).collect()
        };
        assert!(!names(&capture.before.jar).contains(&"sid".to_owned()), "{:?}", capture.before);
        assert!(names(&capture.before.jar).contains(&"before".to_owned()), "{:?}", capture.before);
        assert!(names(&capture.after.jar).contains(&"sid".to_owned()), "{:?}", capture.after);
        assert_eq!(capture.after.page_cookie, "before=7");
        assert_eq!(capture.after.target_cookie, "before=7");
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn what_a_script_may_not_read_is_seen_on_the_wire_and_told_by_the_browser() {
    on_each_browser(async |installed| {
        let app = app("bare-host");
        let served = SampleServer::start(&app).await.unwrap();
        let mut inspector = seen(SiteInspector::start(setup(installed, &app, &served)).await);
        seen(inspector.open(&app.page, &app.script.url).await);
        seen(inspector.make_request(&request(&app, FetchCredentials::Include)).await);
        let capture = seen(inspector.finish().await);
        assert!(
            capture.steps.iter().all(|step| matches!(step.result, Some(FetchResult::Failed(_)))),
            "{:?}",
            capture.steps
        );
        assert_eq!(sent(&capture, app.script.url.as_str()), ["", "sid=1"]);
        assert_eq!(
            capture.reasons.is_empty(),
            capture.browser == Browser::WebKitGtk,
            "{:?}",
            capture.reasons
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_page_that_asks_by_itself_is_watched() {
    on_each_browser(async |installed| {
        let mut app = app("path");
        let served = SampleServer::start(&app).await.unwrap();
        let mut inspector = seen(SiteInspector::start(setup(installed, &app, &served)).await);
        app.page.set_query(Some("ask"));
        seen(inspector.open(&app.page, &app.script.url).await);
        inspector.watch(Duration::from_secs(1)).await;
        let capture = seen(inspector.finish().await);
        assert_eq!(sent(&capture, app.script.url.as_str()), ["", ""]);
        let kept = capture.after.jar.iter().find(|cookie| cookie.name == "sid");
        assert_eq!(
            kept.map(|cookie| cookie.path.as_str()),
            Some("/sign-in"),
            "{:?}",
            capture.after
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_server_that_is_not_there_is_an_error() {
    on_each_browser(async |installed| {
        let app = app("path");
        let served = SampleServer::start(&app).await.unwrap();
        let mut inspector = seen(SiteInspector::start(setup(installed, &app, &served)).await);
        served.stop().await;
        let error = inspector.open(&app.page, &app.script.url).await.unwrap_err();
        assert!(matches!(error, InspectError::NoAnswer { .. }), "{}", error_chain(&error));
    })
    .await;
}
