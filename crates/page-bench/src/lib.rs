//! Browsers that reach one server and nothing else, for tests of pages.
//!
//! [`on_each_browser`] plays a test on each browser of this machine. One that is not installed is
//! skipped and named on standard error; it is a failure if none is.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests alone use it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use browser_driver::{
    Browser, BrowserPurpose, BrowserSession, DriverSource, LaunchOptions, SearchPaths, WindowRole,
    find,
};
use loopback::{HostPort, NameCounts, TaskListener, accept_socks5};
use matrix::Profile;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use url::Url;

/// A browser that reaches one server and nothing else.
#[derive(Debug)]
pub struct PageBench {
    /// The browser.
    pub session: BrowserSession,
    /// Where the server listens: `127.0.0.1:4711`.
    address: String,
}

impl PageBench {
    /// Opens the page at this path, which begins with `/`.
    ///
    /// # Panics
    /// If it does not open.
    pub async fn open(&mut self, path: &str) {
        let url: Url = format!("http://{}{path}", self.address).parse().unwrap();
        self.session.visit(&url, &url).await.unwrap();
    }

    /// Runs the body of a function in the page, and returns what that returns.
    ///
    /// # Panics
    /// If it throws.
    pub async fn run(&mut self, script: &str) -> Value {
        self.session.run_in(WindowRole::Page, script, &[]).await.unwrap()
    }

    /// Waits until a script returns true.
    ///
    /// # Panics
    /// If it never does.
    pub async fn wait_for(&mut self, script: &str) {
        for _ in 0..400 {
            let seen = self.session.run_in(WindowRole::Page, script, &[]).await;
            if seen.is_ok_and(|value| value == json!(true)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("`{script}` never becomes true");
    }

    /// Presses the first control that a selector finds.
    ///
    /// # Panics
    /// If it finds none.
    pub async fn press(&mut self, selector: &str) {
        self.run(&format!("document.querySelector({}).click();", json!(selector))).await;
    }

    /// Chooses the first value of an axis among the cells of a page, or leaves it out.
    ///
    /// # Panics
    /// If the page has no such axis.
    pub async fn toggle_first_value(&mut self, axis: &str) {
        let script = format!(
            "[...document.querySelectorAll('#axes fieldset')] \
             .find(set => set.textContent.startsWith({})).querySelector('input').click();",
            json!(axis)
        );
        self.run(&script).await;
    }
}

/// Plays a test on each browser that is there, each with a server of its own: `start` returns
/// where it listens, and what keeps it alive. The name is in no other test of the workspace.
///
/// # Panics
/// If the test does, or no browser is there.
pub async fn on_each_browser<S>(
    name: &str,
    start: impl AsyncFn() -> (String, S),
    test: impl AsyncFn(&mut PageBench),
) {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let locations = SearchPaths {
        search_path: ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from).into(),
        tools_dir: target.join("tools"),
    };
    let mut played = 0;
    for browser in Browser::BY_DEFAULT {
        // Tests that use keys alone need each browser's driver.
        let found = find(browser, &locations).await;
        let missing: Vec<_> = found
            .missing(BrowserPurpose::Matrix)
            .iter()
            .map(|missing| format!("{} ({})", missing.what, missing.remedy))
            .collect();
        let Some(installed) = found.installed(BrowserPurpose::Matrix) else {
            eprintln!("{browser} is skipped; missing: {}", missing.join(", "));
            continue;
        };
        eprintln!("{browser} plays `{name}`");
        let (address, server) = start().await;
        let router = router(&address).await;
        let work_dir = target.join("gingersnap-tests").join(format!("{name}-{browser}"));
        fs::remove_dir_all(&work_dir).ok();
        let profile = Profile::plain(browser.kind(), "test");
        let options = LaunchOptions::new(profile, router.address(), work_dir);
        let session =
            BrowserSession::launch(DriverSource::Installed(installed), options).await.unwrap();
        let mut bench = PageBench { session, address };
        test(&mut bench).await;
        bench.session.stop().await;
        router.stop().await;
        drop(server);
        played += 1;
    }
    assert!(played > 0, "no browser is on this machine");
}

/// Leads to the server and nowhere else.
async fn router(address: &str) -> TaskListener {
    let (server, refused) = (address.to_owned(), Arc::new(NameCounts::default()));
    TaskListener::bind(move |mut stream| {
        let (server, refused) = (server.clone(), Arc::clone(&refused));
        async move {
            let is_server = |place: &HostPort| (place.to_string() == server).then_some(());
            if let Ok(Some(())) = accept_socks5(&mut stream, &refused, is_server).await {
                let mut onward = TcpStream::connect(&server).await.unwrap();
                // A browser that closes early is no fault.
                _ = tokio::io::copy_bidirectional(&mut stream, &mut onward).await;
            }
        }
    })
    .await
    .unwrap()
}
