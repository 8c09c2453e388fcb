//! Sessions of drivers that run already: they must not outlive the harness, which cannot end their
//! processes.

use std::future::Future;
use std::sync::LazyLock;
use std::time::Duration;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::sync::{oneshot, watch};
use url::Url;

use crate::webdriver::bounded_connector::BoundedConnector;

/// How long a driver may take to end a session that nobody uses any more.
const END_TIMEOUT: Duration = Duration::from_secs(10);

/// How many sessions are asked for, or are being ended.
static PENDING: LazyLock<watch::Sender<usize>> = LazyLock::new(|| watch::Sender::new(0));

/// A session that a driver gave. If it was not [closed](Self::set_closed), dropping it has the
/// driver end it in the background.
#[derive(Debug)]
pub(crate) struct OpenSession {
    /// What is deleted to end it; `None` where it has ended.
    url: Option<Url>,
}

/// Counts among those that [`pending_sessions`] waits for until it is dropped.
#[derive(Debug)]
struct PendingWork;

impl OpenSession {
    /// Returns the session of a driver, whose address has a slash at the end.
    pub(crate) fn new(driver: &Url, id: &str) -> Self {
        Self { url: driver.join(&format!("session/{id}")).ok() }
    }

    /// Notes that the driver has ended it.
    pub(crate) fn set_closed(&mut self) {
        self.url = None;
    }
}

impl Drop for OpenSession {
    fn drop(&mut self) {
        let (Some(url), Ok(runtime)) = (self.url.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        let pending = PendingWork::begin();
        runtime.spawn(async move {
            if tokio::time::timeout(END_TIMEOUT, delete(&url)).await != Ok(true) {
                tracing::warn!(%url, "a session could not be ended");
            }
            drop(pending);
        });
    }
}

impl PendingWork {
    fn begin() -> Self {
        PENDING.send_modify(|count| *count += 1);
        Self
    }
}

impl Drop for PendingWork {
    fn drop(&mut self) {
        PENDING.send_modify(|count| *count -= 1);
    }
}

/// Runs a request for a session to its end, even where nobody waits for it any more: a grid gives
/// the session all the same, and then it is dropped here. `None` where the request's task broke.
pub(crate) async fn ask_to_the_end<T: Send + 'static>(
    request: impl Future<Output = T> + Send + 'static,
) -> Option<T> {
    let (sender, receiver) = oneshot::channel();
    let pending = PendingWork::begin();
    tokio::spawn(async move {
        // What nobody takes is dropped.
        _ = sender.send(request.await);
        drop(pending);
    });
    receiver.await.ok()
}

/// Waits until drivers that run already have ended the sessions that were dropped, for at most
/// `limit`; returns how many are left.
pub(crate) async fn pending_sessions(limit: Duration) -> usize {
    let mut count = PENDING.subscribe();
    let ended = async { _ = count.wait_for(|count| *count == 0).await };
    _ = tokio::time::timeout(limit, ended).await;
    *PENDING.borrow()
}

/// Returns whether the driver said that the session has ended.
async fn delete(url: &Url) -> bool {
    let client: Client<_, Empty<Bytes>> =
        Client::builder(TokioExecutor::new()).build(BoundedConnector::new());
    let request = Request::builder().method(Method::DELETE).uri(url.as_str()).body(Empty::new());
    let Ok(request) = request else { return false };
    client.request(request).await.is_ok_and(|response| response.status().is_success())
}
