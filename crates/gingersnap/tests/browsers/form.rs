//! The form in real browsers: filled in, sent, answered, and usable by keyboard and on narrow
//! screens.
//!
//! A browser that is not installed is skipped and named on standard error; it is a failure if none
//! is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use browser_driver::{
    Browser, BrowserSession, DriverSource, LaunchOptions, SearchPaths, WindowRole, find,
};
use loopback::{HostPort, LoopbackListener, NameCounts, accept_socks5};
use matrix::Profile;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use url::Url;

use crate::serving::Serving;

/// A browser that can reach the form and nothing else.
struct Bench {
    session: BrowserSession,
    router: LoopbackListener,
    serving: Serving,
}

impl Bench {
    async fn open(&mut self) {
        let url: Url = format!("http://{}/", self.serving.address).parse().unwrap();
        self.session.visit(&url, &url).await.unwrap();
    }

    /// Opens the form, fills it in and sends it, and waits for the answer.
    async fn ask(&mut self) {
        self.open().await;
        let fill = r#"
            document.getElementById("page").value = "https://www.example.com/";
            document.getElementById("request").value = "https://api.example.net/login";
            document.getElementById("response").value =
                "Access-Control-Allow-Origin: *\nSet-Cookie: sid=1; Path=/";
            document.querySelector("form button[type=submit]").click();
            return true;"#;
        self.run(fill).await;
        self.wait_for(r#"return !!document.getElementById("verdict")"#).await;
    }

    async fn run(&mut self, script: &str) -> Value {
        self.session.run_in(WindowRole::Page, script, &[]).await.unwrap()
    }

    /// Waits until a script returns true.
    async fn wait_for(&mut self, script: &str) {
        for _ in 0..200 {
            if self
                .session
                .run_in(WindowRole::Page, script, &[])
                .await
                .is_ok_and(|value| value == json!(true))
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("`{script}` never becomes true");
    }
}

/// Runs `test` on each browser that is there.
async fn on_each_browser(name: &str, test: impl AsyncFn(&mut Bench)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let locations = SearchPaths {
        search_path: ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from).into(),
        tools_dir: root.join("tools"),
    };
    let mut played = 0;
    for browser in Browser::ALL {
        let found = find(browser, &locations).await;
        let missing: Vec<_> = found
            .missing
            .iter()
            .map(|missing| format!("{} ({})", missing.what, missing.remedy))
            .collect();
        let Some(installed) = found.installed() else {
            eprintln!("{browser} is skipped; missing: {}", missing.join(", "));
            continue;
        };
        eprintln!("{browser} plays `{name}`");
        let serving = Serving::start();
        let router = router(&serving.address).await;
        let work_dir = root.join("gingersnap-tests").join(format!("{name}-{browser}"));
        fs::remove_dir_all(&work_dir).ok();
        let profile = Profile {
            engine: browser.kind(),
            name: "test".to_owned(),
            prefs: Default::default(),
            args: Vec::new(),
            model: Default::default(),
        };
        let options = LaunchOptions::new(profile, router.address(), work_dir);
        let session =
            BrowserSession::launch(DriverSource::Installed(installed), options).await.unwrap();
        let mut bench = Bench { session, router, serving };
        test(&mut bench).await;
        bench.session.stop().await;
        bench.router.stop().await;
        played += 1;
    }
    assert!(played > 0, "no browser is on this machine");
}

/// Leads to the form and nowhere else.
async fn router(address: &str) -> LoopbackListener {
    let (form, refused) = (address.to_owned(), Arc::new(NameCounts::default()));
    LoopbackListener::bind(move |mut stream| {
        let (form, refused) = (form.clone(), Arc::clone(&refused));
        async move {
            let is_form = |place: &HostPort| (place.to_string() == form).then_some(());
            if let Ok(Some(())) = accept_socks5(&mut stream, &refused, is_form).await {
                let mut server = TcpStream::connect(&form).await.unwrap();
                // A browser that closes early is no fault.
                _ = tokio::io::copy_bidirectional(&mut stream, &mut server).await;
            }
        }
    })
    .await
    .unwrap()
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn a_question_that_is_filled_in_is_answered_and_stays_in_the_form() {
    on_each_browser("fill", async |bench| {
        bench.ask().await;
        assert_eq!(bench.run("return location.search").await, "");
        let field = "return ['page', 'credentials', 'response'].map(id => \
                     document.getElementById(id).value)";
        let asked = bench.run(field).await;
        let response = "Access-Control-Allow-Origin: *\nSet-Cookie: sid=1; Path=/";
        assert_eq!(asked, json!(["https://www.example.com/", "include", response]));
        let fixed = bench.run(r#"return document.getElementById("fixed").textContent"#).await;
        let line = "Set-Cookie: sid=1; Path=/; Secure; SameSite=None; Partitioned";
        assert!(fixed.as_str().unwrap().contains(line), "{fixed}");
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn every_control_has_a_name_and_is_reached_by_keyboard() {
    on_each_browser("keyboard", async |bench| {
        bench.ask().await;
        let script = r#"
            for (const details of document.querySelectorAll("details")) details.open = true;
            const controls =
                [...document.querySelectorAll("a, button, input, select, textarea, summary")];
            return controls.filter(control => {
                control.focus();
                const named = control.labels?.length || control.textContent.trim();
                return !(named && control.tabIndex >= 0 && document.activeElement === control);
            }).map(control => control.outerHTML);"#;
        assert_eq!(bench.run(script).await, json!([]));
        let headings = bench.run(r#"return [...document.querySelectorAll("h1")].length"#).await;
        assert_eq!(headings, 1);
    })
    .await;
}

#[tokio::test]
#[ignore = "plays in browsers"]
async fn nothing_is_cut_off_on_a_narrow_screen() {
    on_each_browser("narrow", async |bench| {
        bench.ask().await;
        // The style asks for the width of what it lays out, not for the screen's: a narrow body is
        // laid out like one on a phone.
        let script = r#"
            document.body.style.width = "22.5rem";
            for (const details of document.querySelectorAll("details")) details.open = true;
            const right = document.body.getBoundingClientRect().right;
            return [...document.querySelectorAll("main *, .top *, footer *")]
                .filter(element => element.getBoundingClientRect().right > right + 1)
                .map(element => element.outerHTML.slice(0, 200));"#;
        assert_eq!(bench.run(script).await, json!([]));
    })
    .await;
}
