//! Faults that safaridriver has now and then, here by script.

use std::str::FromStr;

/// How many requests for a session go by until their faults come again.
const REQUEST_PERIOD: usize = 20;

/// Which of the sessions is lost: each one with such a number.
const LOST_PERIOD: usize = 5;

/// How many commands a session that is lost has answered.
const COMMANDS_BEFORE_LOSS: usize = 12;

/// Which faults a driver has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DriverFaults {
    /// Its port stays shut at every other start.
    pub(crate) shuts_port: bool,
    /// "already paired", twice.
    pub(crate) is_paired: bool,
    /// "timed out", once.
    pub(crate) times_out: bool,
    /// Sessions are lost in the middle.
    pub(crate) loses_sessions: bool,
    /// The browser takes no notice of the proxy, and finds names by the hosts file.
    pub(crate) ignores_proxy: bool,
}

impl DriverFaults {
    /// Returns why the request for a session with this number, from 1, is refused.
    pub(crate) fn refusal(self, request: usize) -> Option<&'static str> {
        match request % REQUEST_PERIOD {
            1 | 2 if self.is_paired => Some(ALREADY_PAIRED),
            3 if self.times_out => Some("Could not create a session: The request timed out."),
            _ => None,
        }
    }

    /// Returns whether the session with this number, from 1, is lost before this command.
    pub(crate) fn is_lost(self, session: usize, command: usize) -> bool {
        self.loses_sessions && session.is_multiple_of(LOST_PERIOD) && command > COMMANDS_BEFORE_LOSS
    }
}

/// What safaridriver says where it has a session, or has not let go of one yet.
pub(crate) const ALREADY_PAIRED: &str = "Could not create a session: The Safari instance is \
                                         already paired with another WebDriver session.";

impl FromStr for DriverFaults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut faults = Self::default();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            match word {
                "port-shut" => faults.shuts_port = true,
                "already-paired" => faults.is_paired = true,
                "timed-out" => faults.times_out = true,
                "session-lost" => faults.loses_sessions = true,
                "proxy-ignored" => faults.ignores_proxy = true,
                other => return Err(format!("unknown fault `{other}`")),
            }
        }
        Ok(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_passes_and_comes_again() {
        let faults: DriverFaults = "already-paired,timed-out".parse().unwrap();
        let refused: Vec<usize> =
            (1..=42).filter(|request| faults.refusal(*request).is_some()).collect();
        assert_eq!(refused, [1, 2, 3, 21, 22, 23, 41, 42]);
    }

    #[test]
    fn some_sessions_are_lost_and_others_go_on() {
        let faults: DriverFaults = "session-lost".parse().unwrap();
        assert!(!faults.is_lost(4, 1000) && !faults.is_lost(5, 12) && faults.is_lost(5, 13));
        assert!("lost".parse::<DriverFaults>().is_err());
    }
}
