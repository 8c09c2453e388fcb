//! Quirks: each changes what it is named for, and not what lies next to it.

use spec_model::{
    Client, CookieContext, CookieJar, CrossSiteCause, Decision, SameSiteStatus, StoreDecision,
    UserAgent, decide_store, parse_set_cookie,
};

use crate::kit::{NOW, origin, quirks, url};

const A: &str = "https://www.example.com/a/b";
const HTTP: &str = "http://www.example.com/a/b";

/// What becomes of a line on the site's own page.
fn store(user_agent: UserAgent<'_>, address: &str, line: &str) -> StoreDecision {
    let context = CookieContext::first_party(&url(address), NOW, user_agent);
    decide_store(&parse_set_cookie(line.as_bytes()), &context)
}

/// What becomes of the line of a response to another site's subrequest.
fn store_cross_site(user_agent: UserAgent<'_>, line: &str) -> StoreDecision {
    let client = Client::top_level(origin("https://www.example.org"));
    let status = SameSiteStatus::CrossSite(CrossSiteCause::CrossSiteInitiator);
    let context = CookieContext::of_client(&url(A), &client, status, NOW, user_agent);
    decide_store(&parse_set_cookie(line.as_bytes()), &context)
}

/// What becomes of a line that an insecure page receives after a secure one received another.
fn store_after(user_agent: UserAgent<'_>, first: &str, line: &str) -> Decision {
    let mut jar = CookieJar::default();
    let context = |address| CookieContext::first_party(&url(address), NOW, user_agent);
    jar.receive(first.as_bytes(), &context(A));
    jar.receive(line.as_bytes(), &context(HTTP)).decision().clone()
}

quirks! {
    addresses_match_by_suffix {
        is: |agent| store(agent, "http://127.0.0.1/", "a=1; Domain=0.0.1"),
        not: |agent| store(agent, "http://127.0.0.1/", "a=1; Domain=0.0.2"),
    }
    domain_dot_refused {
        is: |agent| store(agent, A, "a=1; Domain=."),
        not: |agent| store(agent, A, "a=1; Domain=.example.com"),
    }
    domain_needs_an_inner_dot {
        is: |agent| store(agent, "http://localhost/", "a=1; Domain=.localhost"),
        not: |agent| store(agent, A, "a=1; Domain=example.com"),
    }
    domain_of_the_address_is_host_only {
        is: |agent| store(agent, "http://127.0.0.1/", "a=1; Domain=127.0.0.1"),
        not: |agent| store(agent, A, "a=1; Domain=www.example.com"),
    }
    domain_suffix_with_case {
        is: |agent| store(agent, A, "a=1; Domain=.Example.com"),
        not: |agent| store(agent, A, "a=1; Domain=WWW.EXAMPLE.COM"),
    }
    domain_to_a_label {
        is: |agent| store(agent, "https://xn--bcher-kva.example/", "a=1; Domain=b\u{fc}cher.example"),
        not: |agent| store(agent, "https://xn--bcher-kva.example/", "a=1; Domain=xn--bcher-kva.example"),
    }
    host_prefix_refuses_any_domain {
        is: |agent| store(agent, "https://github.io/", "__Host-a=1; Secure; Path=/; Domain=github.io"),
        not: |agent| store(agent, A, "__Host-a=1; Secure; Path=/; Domain="),
    }
    no_name_prefixes {
        is: |agent| store(agent, A, "__Host-a=1; Secure"),
        not: |agent| store(agent, A, "__Host-a=1; Secure; Path=/"),
    }
    none_without_secure {
        is: |agent| store(agent, A, "a=1; SameSite=None"),
        not: |agent| store(agent, A, "a=1; SameSite=None; Secure"),
    }
    same_site_ignored_when_setting {
        is: |agent| store_cross_site(agent, "a=1; SameSite=Strict"),
        not: |agent| store_cross_site(agent, "a=1; SameSite=None; Secure"),
    }
    secure_guards_its_own_key_alone {
        is: |agent| store_after(agent, "a=1; Secure; Path=/", "a=2; Path=/a"),
        not: |agent| store_after(agent, "a=1; Secure; Path=/a", "a=2; Path=/a"),
    }
    tab_in_path_refused {
        is: |agent| store(agent, A, "a=1; Path=/a\tb"),
        not: |agent| store(agent, A, "a=1; Path=/a b"),
    }
}
