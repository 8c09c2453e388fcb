//! What safaridriver alone needs: few capabilities, longer timeouts, and a second try.
//!
//! It refuses capabilities that it does not know. It gives one session at a time, and says "already
//! paired" when it is asked too soon after the last one. Now and then it does not open its port, or
//! gives no session although the next request gets one.

use std::ffi::OsString;
use std::time::Duration;

use fantoccini::wd::Capabilities;
use serde_json::json;

/// How long safaridriver may take to give a session.
pub(crate) const SESSION_TIMEOUT: Duration = Duration::from_secs(60);

/// How long its port may stay shut before it is started again on another one.
pub(crate) const PORT_TIMEOUT: Duration = Duration::from_secs(10);

/// How often it is started until its port opens.
pub(crate) const MAX_STARTS: usize = 3;

/// How long to wait before each further request for a session, where the last one was refused for
/// now.
pub(crate) const RETRY_WAITS: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// How long it may take to give a further session, all tries included.
pub(crate) const RENEWAL_TIMEOUT: Duration = Duration::from_secs(90);

/// How long Safari takes to let go of a session that was deleted. Nothing says when it has.
pub(crate) const RELEASE_PAUSE: Duration = Duration::from_millis(250);

/// Returns all capabilities that are asked for. Timeouts are set by a command of their own.
pub(crate) fn capabilities() -> Capabilities {
    Capabilities::from_iter([
        ("acceptInsecureCerts".to_owned(), json!(true)),
        ("browserName".to_owned(), json!("safari")),
        ("pageLoadStrategy".to_owned(), json!("eager")),
    ])
}

/// Returns safaridriver's arguments. It writes its own log below the user's folder.
pub(crate) fn arguments(port: u16) -> Vec<OsString> {
    vec!["--port".into(), port.to_string().into(), "--diagnose".into()]
}

/// Returns whether a refusal may be none when a session is asked for again.
pub(crate) fn is_passing_refusal(message: &str) -> bool {
    let message = message.to_lowercase();
    let has = |words: &str| message.contains(words);
    has("already paired")
        || has("timed out")
        || has("could not connect")
        || (has("not find") && has("window"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refusal(message: &str, expected: bool) {
        assert_eq!(is_passing_refusal(message), expected, "{message}");
    }

    #[test]
    fn a_refusal_that_may_pass_is_known_by_its_text() {
        check_refusal(
            "Could not create a session: The Safari instance is already paired with another \
             WebDriver session.",
            true,
        );
        check_refusal("The request timed out.", true);
        check_refusal("Could not connect to the server.", true);
        check_refusal("Could not find a window to attach to", true);
        check_refusal("'proxy' capability could not be honored", false);
        check_refusal("You must enable 'Allow remote automation' in Safari", false);
        check_refusal("element not found", false);
    }

    #[test]
    fn nothing_is_asked_for_that_safaridriver_does_not_know() {
        let names: Vec<String> = capabilities().keys().cloned().collect();
        assert_eq!(names, ["acceptInsecureCerts", "browserName", "pageLoadStrategy"]);
    }
}
