//! No session is left when a command ends, however it ends.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use browser_driver::{BrowserSession, CommandEnd, until_stopped};
use nix::sys::signal::{Signal, raise};
use url::Url;

use crate::driver;

/// The sessions of a driver.
#[derive(Default)]
struct SessionCounts {
    given: AtomicUsize,
    /// They may be told to end more than once.
    open: Mutex<BTreeSet<String>>,
    /// Whether a request for a session is answered.
    gives: Mutex<bool>,
    gives_now: Condvar,
    /// Whether none is ended.
    keeps: AtomicBool,
}

impl SessionCounts {
    fn of_driver(gives: bool) -> (Arc<Self>, Url) {
        let counts = Arc::new(Self { gives: Mutex::new(gives), ..Self::default() });
        let counting = Arc::clone(&counts);
        (counts, driver::start(move |request| (200, counting.answer(request))))
    }

    fn answer(&self, request: &str) -> String {
        if request.starts_with("POST /wd/hub/session ") {
            let gives = self.gives.lock().unwrap();
            drop(self.gives_now.wait_while(gives, |gives| !*gives).unwrap());
            let id = format!("s{}", self.given.fetch_add(1, Ordering::SeqCst));
            self.open.lock().unwrap().insert(id.clone());
            return format!(r#"{{"sessionId":"{id}","capabilities":{{}}}}"#);
        }
        let ended = request.strip_prefix("DELETE /wd/hub/session/").expect(request);
        if self.keeps.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_secs(60));
        }
        self.open.lock().unwrap().remove(ended.split(' ').next().unwrap());
        "null".to_owned()
    }

    fn give(&self) {
        *self.gives.lock().unwrap() = true;
        self.gives_now.notify_all();
    }

    fn open(&self) -> usize {
        self.open.lock().unwrap().len()
    }
}

async fn launch(url: &Url) -> BrowserSession {
    driver::launch(driver::remote(url)).await.unwrap()
}

/// One test, as a signal is everybody's.
#[tokio::test(flavor = "multi_thread")]
async fn however_a_command_ends_no_session_is_left() {
    // It gives up with two sessions.
    let (driver, url) = SessionCounts::of_driver(true);
    let command = async {
        let sessions = [launch(&url).await, launch(&url).await];
        assert_eq!(driver.open(), 2);
        drop(sessions);
        "gave up"
    };
    assert_eq!(until_stopped(command).await.unwrap(), CommandEnd::Done("gave up"));
    assert_eq!(driver.open(), 0);

    // It stops them itself.
    let command = async { launch(&url).await.stop().await };
    assert_eq!(until_stopped(command).await.unwrap(), CommandEnd::Done(()));
    assert_eq!(driver.open(), 0);

    // A signal ends it.
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let command = async {
            let _session = launch(&url).await;
            raise(signal).unwrap();
            std::future::pending::<()>().await;
        };
        let stopped = CommandEnd::Stopped { sessions_left: 0 };
        assert_eq!(until_stopped(command).await.unwrap(), stopped);
        assert_eq!(driver.open(), 0);
    }

    // It panics.
    let asked = url.clone();
    let panicking = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(until_stopped::<()>(async {
            let _session = launch(&asked).await;
            panic!("on purpose");
        }))
    });
    assert!(panicking.join().is_err());
    assert_eq!(driver.open(), 0);

    // A signal comes while a session is asked for: the driver gives it all the same.
    let given_before = driver.given.load(Ordering::SeqCst);
    let (late, late_url) = SessionCounts::of_driver(false);
    let command = async {
        let asked = launch(&late_url);
        tokio::pin!(asked);
        let waited = tokio::time::timeout(Duration::from_millis(300), &mut asked).await;
        assert!(waited.is_err());
        raise(Signal::SIGINT).unwrap();
        let giving = Arc::clone(&late);
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            giving.give();
        });
        asked.await;
    };
    let stopped = CommandEnd::Stopped { sessions_left: 0 };
    assert_eq!(until_stopped(command).await.unwrap(), stopped);
    assert_eq!((late.given.load(Ordering::SeqCst), late.open()), (1, 0));
    assert_eq!(driver.given.load(Ordering::SeqCst), given_before);

    // A driver that does not end its session is waited for so long and no longer.
    let (keeper, keeper_url) = SessionCounts::of_driver(true);
    keeper.keeps.store(true, Ordering::SeqCst);
    let command = async {
        let _session = launch(&keeper_url).await;
        raise(Signal::SIGTERM).unwrap();
        std::future::pending::<()>().await;
    };
    let stopped = tokio::time::timeout(Duration::from_secs(20), until_stopped(command)).await;
    assert!(matches!(stopped.unwrap().unwrap(), CommandEnd::Stopped { .. }));
    assert_eq!(keeper.open(), 1);
}
