//! Storing a cookie.

use spec_model::{
    CookieApi, CookieContext, CookieJar, CookieLimits, CookieSupport, CrossSiteCause,
    EvictionLimit, FirstPartyAfterThird, HttpPrefixes, NavigationKind, OddInput,
    PartitionedAttribute, Party, PartyBy, Policy, RedirectChain, SameSiteDefault, SameSiteStatus,
    StoreOutcome, ThirdPartyCookies, Timestamp,
};

use crate::kit::{
    Codes, NOW, codes, cross_site, jar, page, rules, script, standard, store, store_after,
    store_in, url, user_agent,
};

const A: &str = "https://www.example.com/a/b";
const HTTP: &str = "http://www.example.com/a/b";

/// What becomes of the first cookie when the second one comes.
fn spared(first: &str, second: &str) -> Codes {
    let context = page(A);
    let mut jar = jar(&context, &[first]);
    let earlier = jar.cookies()[0].clone();
    codes(&jar.receive(second.as_bytes(), &context).keeps(&earlier))
}

fn with(change: impl FnOnce(&mut Policy), line: &str) -> Codes {
    store_in(&CookieContext::first_party(&url(A), NOW, user_agent(change)), line)
}

fn from_third_party(policy: ThirdPartyCookies, line: &str) -> Codes {
    store_in(&cross_site(A, user_agent(|change| change.third_party_cookies = policy)), line)
}

#[test]
fn a_policy_may_refuse_what_third_parties_set_and_send_what_is_there() {
    let policy = ThirdPartyCookies::BlockStoring;
    assert_eq!(from_third_party(policy, "a=1; SameSite=None; Secure"), ["third-party-blocked"]);
    let mut jar = CookieJar::default();
    let context = cross_site(A, user_agent(|rules| rules.third_party_cookies = policy));
    jar.receive(b"a=1; SameSite=None; Secure", &page(A));
    assert_eq!(jar.retrieve(&context).cookie_string(), b"a=1");
}

/// What becomes of a line on a page, where the cookie's domain says whose it is.
fn by_cookie_domain(top_level: &str, address: &str, line: &str) -> Codes {
    let agent = user_agent(|policy| {
        policy.third_party_cookies = ThirdPartyCookies::Block;
        policy.party_by = PartyBy::CookieDomain;
    });
    let top_level_host = url(top_level).host_str().map(str::to_owned);
    let context = CookieContext::first_party(&url(address), NOW, agent);
    store_in(&CookieContext { top_level_host, ..context }, line)
}

#[test]
fn below_an_unlisted_suffix_a_cookie_belongs_to_its_host_or_its_written_domain() {
    let check = |top_level: &str, address: &str, line: &str, reasons: &[&str]| {
        assert_eq!(by_cookie_domain(top_level, address, line), reasons, "{top_level}: {line}");
    };
    let blocked = ["third-party-blocked"];
    check("https://www.a.test", "https://a.test", "a=1", &blocked);
    check("https://www.a.test", "https://a.test", "a=1; Domain=a.test", &[]);
    check("https://www.a.test", "https://api.a.test", "a=1", &blocked);
    check("https://a.test", "https://a.test", "a=1", &[]);
    check("https://a.com", "https://a.com", "a=1; Domain=A.COM", &[]);
    check("https://www.a.com", "https://www.a.com", "a=1; Domain=WWW.A.COM", &blocked);
    check("https://www.a.com", "https://api.a.com", "a=1", &[]);
}

#[test]
fn a_domain_that_the_host_may_not_set_makes_no_third_party() {
    let page = "https://www.a.com";
    let check = |line: &str, reasons: &[&str]| {
        assert_eq!(by_cookie_domain(page, page, line), reasons, "{line}");
    };
    check("a=1; Domain=b.com", &["domain-mismatch", "domain-unrelated"]);
    check("a=1; Domain=", &["domain-empty-host-only"]);
}

#[test]
fn a_first_party_behind_a_third_one_may_be_blocked() {
    let store = |rule, change: fn(&mut CookieContext<'_>)| {
        let agent = user_agent(|policy| policy.first_party_after_third = rule);
        let mut context = CookieContext::first_party(&url(A), NOW, agent);
        context.redirected_by = Party::Third;
        change(&mut context);
        store_in(&context, "a=1; Secure; SameSite=None")
    };
    let blocked = FirstPartyAfterThird::Blocked;
    assert_eq!(store(blocked, |_| {}), ["third-party-blocked"]);
    assert_eq!(store(blocked, |context| context.redirected_by = Party::First), [""; 0]);
    assert_eq!(store(blocked, |context| context.party = Party::Third), [""; 0]);
    assert_eq!(store(blocked, |context| context.navigation = NavigationKind::TopLevel), [""; 0]);
    assert_eq!(store(FirstPartyAfterThird::Allowed, |_| {}), [""; 0]);
}

#[test]
fn partitioned_is_an_unknown_attribute_to_who_ignores_it() {
    let line = "a=1; Secure; Partitioned";
    let ignored =
        |policy: &mut Policy| policy.partitioned_attribute = PartitionedAttribute::Ignored;
    assert_eq!(with(ignored, line), ["attribute-unknown"]);
    assert_eq!(with(|_| {}, line), [""; 0]);
}

#[test]
fn a_serialization_is_ambiguous_without_a_name_and_with_an_equals_sign() {
    let reject = |policy: &mut Policy| policy.ambiguous_serialization = OddInput::Reject;
    assert!(with(reject, "=a=b").contains(&"ambiguous-serialization"));
    for line in ["=a", "a=b=c", "a=b"] {
        assert!(!with(reject, line).contains(&"ambiguous-serialization"), "{line}");
    }
}

#[test]
fn redirects_through_other_sites_may_matter_when_sending_alone() {
    let set = |redirect_chain, cause| {
        let agent = user_agent(|policy| policy.redirect_chain = redirect_chain);
        let context = CookieContext::first_party(&url(A), NOW, agent);
        let same_site = SameSiteStatus::CrossSite(cause);
        store_in(&CookieContext { same_site, ..context }, "a=1; SameSite=Strict")
    };
    let [when_sending, always] = [RedirectChain::ConsideredWhenSending, RedirectChain::Considered];
    let [redirect, initiator] =
        [CrossSiteCause::CrossSiteRedirect, CrossSiteCause::CrossSiteInitiator];
    let refused = "samesite-strict-cross-site-set";
    assert_eq!(set(when_sending, redirect), [""; 0]);
    assert!(set(when_sending, initiator).contains(&refused));
    assert!(set(always, redirect).contains(&refused));
}

#[test]
fn who_may_set_secure_cookies_may_put_others_over_them() {
    let over =
        |address: &str, line: &str| store_after((&page(A), "a=1; Secure"), (&page(address), line));
    assert_eq!(over(A, "a=2"), ["replaced"]);
    assert!(over(HTTP, "a=2").contains(&"overlay-secure"));
    let refused = over(HTTP, "a=2; Secure");
    assert!(refused.contains(&"secure-from-insecure") && !refused.contains(&"overlay-secure"));
}

fn per_domain(most: usize) -> CookieLimits {
    let per_domain = Some(EvictionLimit { most, kept: most });
    CookieLimits { per_domain, ..CookieLimits::default() }
}

fn per_partition_octets(most: usize) -> CookieLimits {
    let per_partition_octets = Some(EvictionLimit { most, kept: most });
    CookieLimits { per_partition_octets, ..CookieLimits::default() }
}

fn in_total(most: usize) -> CookieLimits {
    CookieLimits { total: Some(most), ..CookieLimits::default() }
}

/// The code of the limit that evicts the first of two lines, if any does.
fn evict(limits: CookieLimits, lines: [&str; 2]) -> Codes {
    let context =
        CookieContext::first_party(&url(A), NOW, user_agent(|policy| policy.limits = limits));
    match jar(&context, &lines[..1]).receive(lines[1].as_bytes(), &context) {
        StoreOutcome::Stored { evicted, .. } => {
            evicted.iter().map(|(_, reason)| reason.code()).collect()
        }
        other => panic!("{other:?}"),
    }
}

rules! {
    policy_ignored {
        is: with(|policy| policy.cookies = CookieSupport::Disabled, "a=1"),
        not: store(A, "a=1"),
    }
    third_party_blocked {
        is: from_third_party(ThirdPartyCookies::Block, "a=1; SameSite=None; Secure"),
        not: from_third_party(ThirdPartyCookies::Block, "a=1; SameSite=None; Secure; Partitioned"),
    }
    scheme_not_cookieable {
        is: store("ftp://www.example.com/", "a=1"),
        not: store("ws://www.example.com/", "a=1"),
    }
    empty_cookie { is: store(A, " = ; Path=/"), not: store(A, "a=") }
    tab_char {
        is: with(|policy| policy.tab_char = OddInput::Reject, "a=1\t2"),
        not: store(A, "a=1\t2"),
    }
    ambiguous_serialization {
        is: with(|policy| policy.ambiguous_serialization = OddInput::Reject, "=a=b"),
        not: store(A, "=a=b"),
    }
    domain_non_ascii {
        is: store(A, "a=1; Domain=ex\u{e4}mple.com"),
        not: store(A, "a=1; Domain=example.com"),
    }
    domain_empty_host_only {
        is: store(A, "a=1; Domain=example.com; Domain="),
        not: store(A, "a=1; Domain=; Domain=example.com"),
    }
    host_not_canonicalizable { is: store("file:///a", "a=1"), not: store(A, "a=1") }
    public_suffix {
        is: store("https://alice.github.io/", "a=1; Domain=github.io"),
        not: store(A, "a=1; Domain=example.com"),
    }
    public_suffix_host_only {
        is: store("https://github.io/", "a=1; Domain=github.io"),
        not: store("https://github.io/", "a=1"),
    }
    domain_mismatch {
        is: store(A, "a=1; Domain=example.org"),
        not: store(A, "a=1; Domain=EXAMPLE.com"),
    }
    domain_ip_suffix {
        is: store("http://127.0.0.1/", "a=1; Domain=0.0.1"),
        not: store("http://127.0.0.1/", "a=1; Domain=127.0.0.1"),
    }
    domain_child {
        is: store("https://example.com/", "a=1; Domain=www.example.com"),
        not: store(A, "a=1; Domain=api.example.com"),
    }
    domain_sibling {
        is: store(A, "a=1; Domain=api.example.com"),
        not: store(A, "a=1; Domain=example.org"),
    }
    domain_malformed {
        is: store(A, "a=1; Domain=..example.com"),
        not: store(A, "a=1; Domain=example.org"),
    }
    domain_unrelated {
        is: store(A, "a=1; Domain=example.org"),
        not: store(A, "a=1; Domain=api.example.com"),
    }
    secure_from_insecure { is: store(HTTP, "a=1; Secure"), not: store(A, "a=1; Secure") }
    httponly_from_script {
        is: store_in(&script(A), "a=1; HttpOnly"),
        not: store(A, "a=1; HttpOnly"),
    }
    overlay_secure {
        is: store_after((&page(A), "a=1; Secure; Path=/a"), (
            &page(HTTP),
            "a=2; Path=/a/b; Domain=example.com",
        )),
        not: store_after((&page(A), "a=1; Secure; Path=/a"), (&page(HTTP), "a=2; Path=/")),
    }
    samesite_cross_site_script {
        is: store_in(
            &CookieContext { api: CookieApi::NonHttp, ..cross_site(A, standard()) },
            "a=1",
        ),
        not: store_in(&script(A), "a=1; SameSite=Strict"),
    }
    samesite_strict_cross_site_set {
        is: store_in(&cross_site(A, standard()), "a=1; SameSite=Strict"),
        not: store_in(&crate::kit::navigation(A), "a=1; SameSite=Strict"),
    }
    samesite_lax_cross_site_set {
        is: store_in(&cross_site(A, standard()), "a=1; SameSite=Lax"),
        not: store_in(&crate::kit::navigation(A), "a=1; SameSite=Lax"),
    }
    samesite_default_cross_site_set {
        is: store_in(&cross_site(A, standard()), "a=1"),
        not: store_in(
            &cross_site(A, user_agent(|policy| policy.same_site_default = SameSiteDefault::None)),
            "a=1",
        ),
    }
    samesite_none_requires_secure {
        is: store(A, "a=1; SameSite=None"),
        not: store(A, "a=1; SameSite=None; Secure"),
    }
    prefix_secure { is: store(A, "__secure-a=1"), not: store(A, "__Secure-a=1; Secure") }
    prefix_host_not_secure {
        is: store(A, "__Host-a=1; Path=/"),
        not: store(A, "__Host-a=1; Path=/; Secure"),
    }
    prefix_host_domain {
        is: store(A, "__Host-a=1; Path=/; Secure; Domain=www.example.com"),
        not: store(A, "__Host-a=1; Path=/; Secure; Domain="),
    }
    prefix_host_path {
        is: store("https://www.example.com/", "__HOST-a=1; Secure"),
        not: store(A, "__Host-a=1; Path=/; Secure"),
    }
    prefix_http { is: store(A, "__Http-a=1; Secure"), not: store(A, "__Http-a=1; Secure; \
     HttpOnly") }
    prefix_host_http {
        is: store(A, "__Host-Http-a=1; Secure; Path=/"),
        not: store(A, "__Host-Http-a=1; Secure; HttpOnly; Path=/"),
    }
    prefix_nameless { is: store(A, "=__Host-a=1"), not: store(A, "__Hosta") }
    partitioned_requires_secure {
        is: store(A, "a=1; Partitioned"),
        not: with(
            |policy| policy.partitioned_attribute = PartitionedAttribute::Ignored,
            "a=1; Partitioned",
        ),
    }
    overwrite_httponly_from_script {
        is: store_after((&page(A), "a=1; HttpOnly"), (&script(A), "a=2")),
        not: store_after((&page(A), "a=1"), (&script(A), "a=2")),
    }
    replaced {
        is: store_after((&page(A), "a=1"), (&page(A), "a=2")),
        not: store_after((&page(A), "a=1"), (&page(A), "a=2; Domain=www.example.com")),
    }
    expired_on_arrival {
        is: store(A, "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0"),
        not: store(A, "a=1; Max-Age=1"),
    }
    deleted {
        is: store_after((&page(A), "a=1"), (&page(A), "a=; Max-Age=0")),
        not: store_after((&page(A), "a=1; Path=/"), (&page(A), "a=; Max-Age=0")),
    }
    overwritten { is: spared("a=1", "a=2; Secure"), not: spared("a=1; Path=/", "a=2") }
    lifetime_capped {
        is: store(A, "a=1; Max-Age=34560001"),
        not: store(A, "a=1; Max-Age=34560000"),
    }
    evicted_host_limit {
        is: evict(per_domain(1), ["a=1", "b=1; Secure"]),
        not: evict(per_domain(1), ["a=1", "b=1; Domain=example.com"]),
    }
    evicted_partition_limit {
        is: evict(
            per_partition_octets(3),
            ["a=1; Secure; Partitioned", "b=2; Secure; Partitioned"],
        ),
        not: evict(per_partition_octets(3), ["a=1; Secure; Partitioned", "b=2; Secure"]),
    }
    evicted_global_limit {
        is: evict(in_total(1), ["a=1", "b=1; Domain=example.com"]),
        not: evict(in_total(2), ["a=1", "b=1; Domain=example.com"]),
    }
}

#[test]
fn a_cookie_for_one_host_and_for_http_has_all_that_its_prefixes_promise() {
    const ROOT: &str = "https://www.example.com/";
    let is_refused = |address: &str, attributes: &str| {
        store(address, &format!("__Host-Http-a=1; {attributes}")).contains(&"prefix-host-http")
    };
    assert!(!is_refused(ROOT, "Secure; HttpOnly; Path=/"));
    assert!(is_refused(ROOT, "HttpOnly; Path=/"));
    assert!(is_refused(ROOT, "Secure; Path=/"));
    assert!(is_refused(ROOT, "Secure; HttpOnly"));
    assert!(is_refused(ROOT, "Secure; HttpOnly; Path=/a"));
    assert!(is_refused(ROOT, "Secure; HttpOnly; Path=/; Domain=example.com"));
}

#[test]
fn a_value_without_a_name_begins_with_no_prefix() {
    let of_old = |policy: &mut Policy| policy.http_prefixes = HttpPrefixes::Ignored;
    for (line, expected, before_http_prefixes) in [
        ("=__Secure-a", true, true),
        ("__host-a", true, true),
        ("=__HTTP-a", true, false),
        ("=__Host-Http-a", true, true),
        ("=__Secure", false, false),
        ("a=__Secure-a", false, false),
    ] {
        let refused = "prefix-nameless";
        assert_eq!(store(A, line).contains(&refused), expected, "{line}");
        assert_eq!(with(of_old, line).contains(&refused), before_http_prefixes, "{line}");
    }
}

#[test]
fn all_violated_rules_are_told_in_order() {
    assert_eq!(
        store(HTTP, "__Host-a=1; Domain=example.org; SameSite=None"),
        [
            "domain-mismatch",
            "samesite-none-requires-secure",
            "prefix-host-not-secure",
            "prefix-host-domain",
            "prefix-host-path",
            "domain-unrelated"
        ],
    );
}

#[test]
fn max_age_beats_expires_in_either_order() {
    for line in [
        "a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=10",
    ] {
        assert_eq!(jar(&page(A), &[line]).cookies()[0].expiry_time, Some(NOW.plus_secs(10)));
    }
}

#[test]
fn replacing_keeps_creation_time_and_place() {
    let mut cookies = jar(&page(A), &["a=1", "b=2"]);
    let later = spec_model::CookieContext { now: Timestamp(NOW.0 + 5), ..page(A) };
    cookies.receive(b"a=3", &later);
    assert_eq!(cookies.cookies()[0].creation_time, NOW);
    assert_eq!(cookies.retrieve(&later).cookie_string(), b"a=3; b=2");
}

#[test]
fn insecure_cookies_are_evicted_before_secure_ones() {
    let limits = CookieLimits {
        per_domain: Some(EvictionLimit { most: 2, kept: 2 }),
        ..CookieLimits::default()
    };
    let context =
        CookieContext::first_party(&url(A), NOW, user_agent(|policy| policy.limits = limits));
    let mut cookies = jar(&context, &["a=1; Secure", "b=1", "c=1; Secure"]);
    assert_eq!(cookies.retrieve(&context).cookie_string(), b"a=1; c=1");
}

#[test]
fn where_there_are_too_many_some_more_may_go() {
    let limits = CookieLimits {
        per_domain: Some(EvictionLimit { most: 3, kept: 2 }),
        ..CookieLimits::default()
    };
    let context =
        CookieContext::first_party(&url(A), NOW, user_agent(|policy| policy.limits = limits));
    let mut cookies = jar(&context, &["a=1", "b=1", "c=1"]);
    assert_eq!(cookies.retrieve(&context).cookie_string(), b"a=1; b=1; c=1");
    let fourth = cookies.receive(b"d=1", &context);
    assert_eq!(cookies.retrieve(&context).cookie_string(), b"c=1; d=1");
    let gone = jar(&page(A), &["a=1"]).cookies()[0].clone();
    assert_eq!(codes(&fourth.does_not_evict(&gone)), ["evicted-host-limit"]);
}

#[test]
fn third_parties_are_partitioned_by_policy() {
    let context = cross_site(
        A,
        user_agent(|policy| policy.third_party_cookies = ThirdPartyCookies::Partition),
    );
    let cookies = jar(&context, &["a=1; SameSite=None; Secure"]);
    assert_eq!(cookies.cookies()[0].partition.as_ref(), Some(&context.partition_key));
    assert_eq!(context.partition_key.top_level_site.serialize(), "https://example.org");
}

#[test]
fn default_path_stands_for_a_path_that_is_none() {
    assert_eq!(jar(&page(A), &["a=1; Path=x"]).cookies()[0].path, b"/a");
    assert!(
        store("https://www.example.com/", "__Host-a=1; Secure; Path=")
            .iter()
            .all(|code| *code != "prefix-host-path")
    );
}
