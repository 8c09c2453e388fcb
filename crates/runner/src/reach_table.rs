//! Asks a browser that reaches the servers by the system's settings for each origin, and says by
//! which way it came.

use std::fmt::Write;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use browser_driver::{BrowserSession, WindowRole};
use fixture_server::{FixtureSession, NetworkEntrance};
use run_model::error_chain;
use url::{Position, Url};

/// How long an origin may take to be reached.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(30);

/// Whether and how a browser reaches an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
enum OriginReach {
    Failed { reason: String },
    Reached { entrance: NetworkEntrance, attempt: HttpsAttempt },
}

/// Whether the browser tried `https` first, and was led back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HttpsAttempt {
    None,
    SteppedDown,
}

/// How a browser reaches each origin.
#[derive(Debug)]
pub(crate) struct ReachTable {
    origins: Vec<(Url, OriginReach)>,
    /// Addresses of the hosts file that could not be opened.
    closed: Vec<(SocketAddr, io::Error)>,
}

impl ReachTable {
    /// Sends the browser's window to each of these origins.
    pub(crate) async fn of(
        browser: &mut BrowserSession,
        session: &FixtureSession,
        origins: impl Iterator<Item = Url>,
        closed: Vec<(SocketAddr, io::Error)>,
    ) -> Self {
        let mut table = Vec::new();
        for origin in origins {
            let steps_before = session.steps_down();
            let url = session.arrival_url(&origin);
            let sent = browser.send_one_window(WindowRole::Page, &url);
            let failure = match tokio::time::timeout(ARRIVAL_TIMEOUT, sent).await {
                Ok(Ok(())) => "the document came from elsewhere".to_owned(),
                Ok(Err(error)) => error_chain(&error),
                Err(_) => format!("no document within {ARRIVAL_TIMEOUT:?}"),
            };
            let attempt = if session.steps_down() > steps_before {
                HttpsAttempt::SteppedDown
            } else {
                HttpsAttempt::None
            };
            let reach = match session.take_arrival(&origin) {
                Some(entrance) => OriginReach::Reached { entrance, attempt },
                None => OriginReach::Failed { reason: failure },
            };
            table.push((origin, reach));
        }
        Self { origins: table, closed }
    }

    /// Returns the origins that are not reached.
    pub(crate) fn unreached(&self) -> Vec<Url> {
        let is_unreached = |reach: &OriginReach| matches!(reach, OriginReach::Failed { .. });
        let unreached = self.origins.iter().filter(|(_, reach)| is_unreached(reach));
        unreached.map(|(origin, _)| origin.clone()).collect()
    }

    /// Returns a line for each origin.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (origin, reach) in &self.origins {
            let way = match reach {
                OriginReach::Reached { entrance, attempt } => {
                    let entrance = match entrance {
                        NetworkEntrance::Address => "by address",
                        NetworkEntrance::Proxy => "by proxy",
                    };
                    match attempt {
                        HttpsAttempt::None => entrance.to_owned(),
                        HttpsAttempt::SteppedDown => format!("{entrance}, after https"),
                    }
                }
                OriginReach::Failed { reason } => format!("not reached: {reason}"),
            };
            _ = writeln!(text, "{}\t{way}", &origin[..Position::AfterPort]);
        }
        for (address, error) in &self.closed {
            _ = writeln!(text, "{address}\tnot open: {error}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_by_which_way_each_origin_is_reached() {
        let url = |text: &str| Url::parse(text).unwrap();
        let reached = |entrance, attempt| OriginReach::Reached { entrance, attempt };
        let origins = vec![
            (url("https://a.test"), reached(NetworkEntrance::Proxy, HttpsAttempt::None)),
            (url("http://b.test"), reached(NetworkEntrance::Address, HttpsAttempt::SteppedDown)),
            (url("http://b.test:8080"), OriginReach::Failed { reason: "no answer".to_owned() }),
        ];
        let table = ReachTable { origins, closed: Vec::new() };
        assert_eq!(table.unreached(), [url("http://b.test:8080")]);
        assert_eq!(
            table.text(),
            "https://a.test\tby proxy\nhttp://b.test\tby address, after https\n\
             http://b.test:8080\tnot reached: no answer\n"
        );
    }
}
