//! What a context works out of URLs, clients and methods.

use spec_model::{
    Client, CookieContext, LoopbackHttp, PartitionKeyAncestor, PartyByAncestors, UserAgent,
    is_loopback_host, is_safe_method, partition_key,
};

use crate::kit::{NOW, origin, standard, store_in, url, user_agent};

const TOP: &str = "https://www.example.com";
const SIBLING: &str = "https://api.example.com";
const OTHER: &str = "https://www.example.org";

#[test]
fn four_methods_are_safe() {
    assert!(["GET", "HEAD", "OPTIONS", "TRACE"].into_iter().all(is_safe_method));
    assert!(!["POST", "PUT", "PATCH", "DELETE", "CONNECT", "get"].into_iter().any(is_safe_method));
}

#[test]
fn a_partition_has_an_ancestor_bit_where_something_is_cross_site() {
    check_ancestor_bit(standard(), [false, false, true, true, true]);
}

#[test]
fn the_ancestor_bit_may_be_for_foreign_ancestors_alone() {
    let foreign = user_agent(|policy| {
        policy.partition_key_ancestor = PartitionKeyAncestor::ForeignAncestor;
    });
    check_ancestor_bit(foreign, [false, false, false, true, false]);
}

#[test]
fn a_user_agent_that_ignores_ancestors_has_no_ancestor_bit() {
    let ignoring = user_agent(|policy| policy.party_by_ancestors = PartyByAncestors::Ignored);
    check_ancestor_bit(ignoring, [false; 5]);
}

/// Checks the bit for a page's requests to its own origin, its site and another site, and for those
/// of a frame below another site to the page's site and to another one.
#[track_caller]
fn check_ancestor_bit(user_agent: UserAgent<'_>, expected: [bool; 5]) {
    let page = Client::top_level(origin(TOP));
    let frame = Client::framed(origin(TOP), &[origin(OTHER), origin(TOP)]);
    let asked = [(&page, TOP), (&page, SIBLING), (&page, OTHER), (&frame, TOP), (&frame, OTHER)];
    let bits = asked.map(|(client, target)| {
        partition_key(&url(target), client, user_agent).has_cross_site_ancestor
    });
    assert_eq!(bits, expected);
}

#[test]
fn loopback_is_secure_by_policy_alone() {
    let loopback = user_agent(|policy| policy.loopback_http = LoopbackHttp::Secure);
    let takes_secure = |address: &str, user_agent: UserAgent<'_>| {
        let context = CookieContext::first_party(&url(address), NOW, user_agent);
        !store_in(&context, "a=1; Secure").contains(&"secure-from-insecure")
    };
    for (address, by_policy, always) in [
        ("https://www.example.com/", true, true),
        ("wss://www.example.com/", true, true),
        ("http://localhost/", true, false),
        ("ws://127.0.0.1/", true, false),
        ("http://[::1]:8080/", true, false),
        ("http://www.example.com/", false, false),
        ("ftp://localhost/", false, false),
    ] {
        assert_eq!(takes_secure(address, loopback), by_policy, "{address}");
        assert_eq!(takes_secure(address, standard()), always, "{address}");
    }
}

#[test]
fn hosts_of_loopback() {
    for (host, expected) in [
        ("localhost", true),
        ("localhost.", true),
        ("www.localhost", true),
        ("wwwlocalhost", false),
        ("localhost.example.com", false),
        ("127.0.0.1", true),
        ("127.255.0.1", true),
        ("128.0.0.1", false),
        ("[::1]", true),
        ("[::2]", false),
    ] {
        let address = url(&format!("http://{host}/"));
        assert_eq!(is_loopback_host(&address.host().expect("it has one")), expected, "{host}");
    }
}
