//! What is seen of a cell that does not always show the same.

use std::collections::BTreeMap;

use crate::results::observation::{CookieOutcome, Observation, ResponseOutcome};

/// How often each outcome of a cell was seen, where it was not always the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutcomeFrequencies {
    /// Outcomes of the request, with how often each was seen.
    pub response: BTreeMap<ResponseOutcome, u32>,
    /// Outcomes of the cookie, with how often each was seen.
    pub cookie: BTreeMap<CookieOutcome, u32>,
}

impl OutcomeFrequencies {
    /// Counts an observation that was made so many times.
    pub fn add(&mut self, observation: &Observation, times: u32) {
        *self.response.entry(observation.response).or_default() += times;
        *self.cookie.entry(observation.cookie.clone()).or_default() += times;
    }

    /// Returns whether both outcomes of an observation were seen.
    pub fn admits(&self, observation: &Observation) -> bool {
        self.response.contains_key(&observation.response)
            && self.cookie.contains_key(&observation.cookie)
    }

    /// Returns whether every outcome of `other` was seen here too.
    pub fn covers(&self, other: &Self) -> bool {
        let response = other.response.keys().all(|outcome| self.response.contains_key(outcome));
        response && other.cookie.keys().all(|outcome| self.cookie.contains_key(outcome))
    }
}

#[cfg(test)]
mod tests {
    use super::OutcomeFrequencies;
    use crate::results::observation::{CookieOutcome, Observation, ResponseOutcome};

    #[test]
    fn what_was_seen_is_admitted_and_nothing_else() {
        let seen = |response, sent| Observation {
            response,
            cookie: CookieOutcome { sent, ..CookieOutcome::NOTHING },
        };
        let mut frequencies = OutcomeFrequencies::default();
        frequencies.add(&seen(ResponseOutcome::Opaque, true), 2);
        frequencies.add(&seen(ResponseOutcome::Opaque, false), 1);
        assert_eq!(frequencies.response[&ResponseOutcome::Opaque], 3);
        assert!(frequencies.admits(&seen(ResponseOutcome::Opaque, true)));
        assert!(!frequencies.admits(&seen(ResponseOutcome::Blocked, true)));
        let mut other = frequencies.clone();
        assert!(frequencies.covers(&other));
        other.add(&seen(ResponseOutcome::Blocked, true), 1);
        assert!(!frequencies.covers(&other));
    }
}
