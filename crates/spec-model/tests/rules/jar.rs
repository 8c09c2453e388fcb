//! What a jar keeps: limits, what has expired, deletions, and what guards a cookie.

use spec_model::{
    CookieApi, CookieContext, CookieInit, CookieJar, CookieLimits, CountedTogether, EvictionLimit,
    Quirk, Timestamp, UserAgent,
};

use crate::kit::{NOW, jar, page, url, user_agent, with};

const A: &str = "https://www.example.com/";
const HTTP: &str = "http://www.example.com/";

/// The names of the cookies that are left, in order, when these lines come from these addresses.
fn left(limits: CookieLimits, lines: &[(&str, &str)]) -> String {
    let user_agent = user_agent(|policy| policy.limits = limits);
    let mut jar = CookieJar::default();
    for (address, line) in lines {
        let context = CookieContext::first_party(&url(address), NOW, user_agent);
        assert!(jar.receive(line.as_bytes(), &context).decision().is_allowed(), "{line}");
    }
    let names = jar.cookies().iter().map(|cookie| String::from_utf8_lossy(&cookie.name));
    names.collect()
}

#[test]
fn octets_in_a_partition_are_kept_up_to_the_limit() {
    let limit = EvictionLimit { most: 4, kept: 2 };
    let limits = CookieLimits { per_partition_octets: Some(limit), ..CookieLimits::NONE };
    let partitioned = ["a", "b", "c", "d"].map(|name| format!("{name}=1; Secure; Partitioned"));
    let lines: Vec<(&str, &str)> = partitioned.iter().map(|line| (A, line.as_str())).collect();
    assert_eq!(left(limits, &lines[..2]), "ab", "as many octets as there may be");
    assert_eq!(left(limits, &lines[..3]), "c", "more than that");
    assert_eq!(left(limits, &lines), "cd");
    let aside = [(A, "x=1; Secure"), lines[0], lines[1], lines[2]];
    assert_eq!(left(limits, &aside), "xc", "cookies without a partition do not count");
    let exactly = CookieLimits {
        per_partition_octets: Some(EvictionLimit { most: 5, kept: 5 }),
        ..CookieLimits::NONE
    };
    assert_eq!(left(exactly, &lines[..3]), "bc");
}

#[test]
fn cookies_of_a_site_may_count_together() {
    let limits = |counted_together| CookieLimits {
        per_domain: Some(EvictionLimit { most: 2, kept: 2 }),
        counted_together,
        ..CookieLimits::NONE
    };
    let lines = [
        (A, "a=1"),
        ("https://www.example.org/", "b=1"),
        ("https://api.example.com/", "c=1"),
        ("https://example.com/", "d=1"),
        ("https://127.0.0.1/", "e=1"),
        ("https://127.0.0.2/", "f=1"),
        ("https://127.0.0.3/", "g=1"),
    ];
    assert_eq!(left(limits(CountedTogether::Domain), &lines), "abcdefg");
    assert_eq!(left(limits(CountedTogether::Site), &lines), "bcdefg");
}

#[test]
fn what_has_expired_is_evicted_when_cookies_are_retrieved() {
    let mut cookies = jar(&page(A), &["a=1; Max-Age=5", "b=1"]);
    let later = CookieContext { now: Timestamp(NOW.0 + 6), ..page(A) };
    assert_eq!(cookies.cookies().len(), 2);
    assert_eq!(cookies.retrieve(&later).cookie_string(), b"b=1");
    assert_eq!(cookies.cookies().len(), 1);
}

/// How many cookies are left when a script deletes `a` by its name, after a page of an address set
/// this line.
fn left_by_deletion(user_agent: UserAgent<'_>, address: &str, line: &str) -> usize {
    let mut jar = CookieJar::default();
    jar.receive(line.as_bytes(), &CookieContext::first_party(&url(address), NOW, user_agent));
    let script = CookieContext {
        api: CookieApi::NonHttp,
        ..CookieContext::first_party(&url(A), NOW, user_agent)
    };
    jar.store(&CookieInit::deletion("a").parsed(&url(A), &script), &script);
    jar.cookies().len()
}

#[test]
fn a_deletion_finds_cookies_of_a_domain_by_the_quirk_if_scripts_see_them() {
    let quirk = with(Quirk::StoreDeleteTakesDomainCookies);
    for (address, line, left) in [
        (A, "a=1; Path=/; Domain=example.com", 0),
        (A, "a=1; Path=/; Domain=example.com; HttpOnly", 1),
        (A, "b=1; Path=/; Domain=example.com", 1),
        (A, "a=1; Path=/x; Domain=example.com", 1),
        ("https://example.org/", "a=1; Path=/; Domain=example.org", 1),
        ("https://example.com/", "a=1; Path=/", 1),
    ] {
        assert_eq!(left_by_deletion(quirk, address, line), left, "{line}");
    }
    let set = "a=1; Path=/; Domain=example.com";
    assert_eq!(left_by_deletion(crate::kit::standard(), A, set), 1);
    // What is no deletion finds nothing.
    let mut cookies = CookieJar::default();
    let script = CookieContext {
        api: CookieApi::NonHttp,
        ..CookieContext::first_party(&url(A), NOW, quirk)
    };
    cookies.receive(set.as_bytes(), &script);
    cookies.store(&CookieInit::new("a", "2").parsed(&url(A), &script), &script);
    assert_eq!(cookies.cookies().len(), 2);
}

#[test]
fn a_deletion_that_finds_no_cookie_of_a_domain_deletes_that_of_the_host() {
    let quirk = with(Quirk::StoreDeleteTakesDomainCookies);
    for (address, line) in [
        (A, "b=1; Path=/; Domain=example.com"),
        (A, "a=1; Path=/; Domain=example.com; HttpOnly"),
        (A, "a=1; Path=/x; Domain=example.com"),
        ("https://example.org/", "a=1; Path=/; Domain=example.org"),
    ] {
        let mut jar = CookieJar::default();
        let page = |address| CookieContext::first_party(&url(address), NOW, quirk);
        jar.receive(line.as_bytes(), &page(address));
        jar.receive(b"a=2; Path=/", &page(A));
        let script = CookieContext { api: CookieApi::NonHttp, ..page(A) };
        jar.store(&CookieInit::deletion("a").parsed(&url(A), &script), &script);
        let left: Vec<&[u8]> = jar.cookies().iter().map(|one| one.value.as_slice()).collect();
        assert_eq!(left, [b"1"], "{line}");
    }
}

#[test]
fn an_http_only_cookie_that_the_document_would_read_guards_its_name_and_path() {
    let agent = with(Quirk::HttpOnlyGuardsNameAndPath);
    let sets = |by: &str, old: &str, document: &str, now: Timestamp| {
        let mut jar = CookieJar::default();
        let page = CookieContext::first_party(&url(by), NOW, agent);
        assert!(jar.receive(old.as_bytes(), &page).decision().is_allowed(), "{old}");
        let document = CookieContext::first_party(&url(document), now, agent);
        let script = CookieContext { api: CookieApi::NonHttp, ..document };
        jar.receive(b"a=2; Path=/", &script).decision().is_allowed()
    };
    for (by, old, document, expected) in [
        (A, "a=1; Path=/; HttpOnly", A, false),
        (A, "a=1; Path=/; HttpOnly; Domain=example.com", A, false),
        ("https://example.com/", "a=1; Path=/; HttpOnly; Domain=example.com", A, false),
        (A, "a=1; Path=/", A, true),
        (A, "b=1; Path=/; HttpOnly", A, true),
        (A, "a=1; Path=/a; HttpOnly", A, true),
        ("https://example.com/", "a=1; Path=/; HttpOnly", A, true),
        ("https://api.example.com/", "a=1; Path=/; HttpOnly", A, true),
        (HTTP, "a=1; Path=/; HttpOnly", HTTP, false),
    ] {
        assert_eq!(sets(by, old, document, NOW), expected, "{old} of {by} on {document}");
    }
    let short = "a=1; Path=/; HttpOnly; Max-Age=5";
    assert!(!sets(A, short, A, NOW.plus_secs(5)));
    assert!(sets(A, short, A, NOW.plus_secs(6)));
}
