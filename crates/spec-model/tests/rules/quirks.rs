//! Quirks: each changes what it is named for, and not what lies next to it.

use spec_model::{CookieContext, StoreDecision, UserAgent, decide_store, parse_set_cookie};

use crate::kit::{NOW, quirks, url};

const A: &str = "https://www.example.com/a/b";

/// What becomes of a line on the site's own page.
fn store(user_agent: UserAgent<'_>, address: &str, line: &str) -> StoreDecision {
    let context = CookieContext::first_party(&url(address), NOW, user_agent);
    decide_store(&parse_set_cookie(line.as_bytes()), &context)
}

quirks! {
    none_without_secure {
        is: |agent| store(agent, A, "a=1; SameSite=None"),
        not: |agent| store(agent, A, "a=1; SameSite=None; Partitioned"),
    }
}
