//! Including cookies.

use std::fmt::Debug;

use spec_model::{
    BrowsingContext, CookieApi, CookieContext, PartitionedAttribute, PublicSuffixes, Quirk,
    SameSiteDefault, UserAgent, decide_retrieve, document_cookie_gate,
};
use url::Origin;

use crate::kit::{
    Codes, NOW, codes, cross_site, jar, navigation, origin, page, retrieve, rules, script,
    standard, url, user_agent, with,
};

const A: &str = "https://www.example.com/a/b";
const HTTP: &str = "http://www.example.com/a/b";
const SECURE_NONE: &str = "a=1; Secure; SameSite=None";

fn unsafe_navigation() -> CookieContext<'static> {
    CookieContext { method_is_safe: false, ..navigation(A) }
}

/// A list on which `example.com` is a public suffix.
#[derive(Debug)]
struct NewSuffix;

impl PublicSuffixes for NewSuffix {
    fn public_suffix<'a>(&self, domain: &'a str) -> Option<&'a str> {
        domain.ends_with("example.com").then(|| &domain[domain.len() - "example.com".len()..])
    }

    fn lists_suffix_of(&self, domain: &str) -> bool {
        self.public_suffix(domain).is_some()
    }
}

fn after_new_suffix(line: &str) -> Codes {
    let cookie = jar(&page(A), &[line]).cookies()[0].clone();
    let user_agent = UserAgent { public_suffixes: &NewSuffix, ..standard() };
    codes(&decide_retrieve(&cookie, &CookieContext { user_agent, ..page(A) }))
}

fn gate(address: &str, origin: &Origin, browsing_context: BrowsingContext) -> Codes {
    codes(&document_cookie_gate(&url(address), origin, browsing_context))
}

/// Whether a cookie with a Domain in capitals is included, by the quirk, for what reads it so.
fn with_capitals(line: &str, address: &str, api: CookieApi) -> bool {
    let context = |address: &str| {
        CookieContext::first_party(&url(address), NOW, with(Quirk::DocumentsMatchDomainsByCase))
    };
    let mut jar = jar(&context("https://example.com/"), &[line]);
    let reading = CookieContext { api, ..context(address) };
    !jar.retrieve(&reading).included.is_empty()
}

#[test]
fn capitals_in_a_domain_hide_a_cookie_from_scripts_of_subdomains_alone() {
    let (domain, below) = ("a=1; Domain=EXAMPLE.COM", "https://www.example.com/");
    assert!(!with_capitals(domain, below, CookieApi::NonHttp));
    assert!(with_capitals(domain, below, CookieApi::Http));
    assert!(with_capitals(domain, "https://example.com/", CookieApi::NonHttp));
    assert!(with_capitals("a=1; Domain=example.com", below, CookieApi::NonHttp));
    assert!(with_capitals("a=1", "https://example.com/", CookieApi::NonHttp));
}

#[test]
fn no_same_site_may_be_as_good_as_none() {
    let sent = |default, line: &str| {
        let agent = user_agent(|policy| policy.same_site_default = default);
        let cookie = jar(&page(A), &[line]).cookies()[0].clone();
        decide_retrieve(&cookie, &cross_site(A, agent)).is_allowed()
    };
    assert!(sent(SameSiteDefault::None, "a=1"));
    assert!(!sent(SameSiteDefault::None, "a=1; SameSite=Lax"));
    assert!(!sent(SameSiteDefault::Lax, "a=1"));
    assert!(sent(SameSiteDefault::Lax, SECURE_NONE));
}

#[test]
fn who_knows_no_partitions_reads_nothing_out_of_one() {
    let partitioned = jar(&page(A), &["a=1; Secure; Partitioned"]).cookies()[0].clone();
    let reads = |user_agent| {
        let context = CookieContext::first_party(&url(A), NOW, user_agent);
        codes(&decide_retrieve(&partitioned, &context))
    };
    assert_eq!(reads(standard()), [""; 0]);
    let ignoring = user_agent(|policy| {
        policy.partitioned_attribute = PartitionedAttribute::Ignored;
    });
    assert_eq!(reads(ignoring), ["partition-mismatch"]);
}

rules! {
    host_only_mismatch {
        is: retrieve((&page(A), "a=1"), &page("https://api.www.example.com/a/b")),
        not: retrieve((&page(A), "a=1"), &page("https://www.example.com:8443/a/b")),
    }
    domain_mismatch {
        is: retrieve((&page(A), "a=1; Domain=www.example.com"), &page("https://api.example.com/a/b")),
        not: retrieve((&page(A), "a=1; Domain=example.com"), &page("https://api.example.com/a/b")),
    }
    public_suffix_now {
        is: after_new_suffix("a=1; Domain=example.com"),
        not: after_new_suffix("a=1"),
    }
    path_mismatch {
        is: retrieve((&page(A), "a=1; Path=/foo"), &page("https://www.example.com/foobar")),
        not: retrieve((&page(A), "a=1; Path=/foo"), &page("https://www.example.com/foo/bar")),
    }
    secure_on_insecure {
        is: retrieve((&page(A), "a=1; Secure"), &page(HTTP)),
        not: retrieve((&page(A), "a=1; Secure"), &page("wss://www.example.com/a/b")),
    }
    httponly_from_script {
        is: retrieve((&page(A), "a=1; HttpOnly"), &script(A)),
        not: retrieve((&page(A), "a=1; HttpOnly"), &page(A)),
    }
    partition_mismatch {
        is: retrieve((&page(A), "a=1; Secure; SameSite=None; \
         Partitioned"), &cross_site(A, standard())),
        not: retrieve((&cross_site(A, standard()), "a=1; Secure; SameSite=None; \
         Partitioned"), &cross_site(A, standard())),
    }
    samesite_strict {
        is: retrieve((&page(A), "a=1; SameSite=Strict"), &navigation(A)),
        not: retrieve((&page(A), "a=1; SameSite=Strict"), &page(A)),
    }
    samesite_lax_subresource {
        is: retrieve((&page(A), "a=1; SameSite=Lax"), &cross_site(A, standard())),
        not: retrieve((&page(A), "a=1; SameSite=Lax"), &navigation(A)),
    }
    samesite_default_subresource {
        is: retrieve((&page(A), "a=1"), &cross_site(A, standard())),
        not: retrieve((&page(A), "a=1"), &navigation(A)),
    }
    samesite_lax_unsafe_method {
        is: retrieve((&page(A), "a=1; SameSite=Lax"), &unsafe_navigation()),
        not: retrieve((&page(A), "a=1; SameSite=Lax"), &navigation(A)),
    }
    samesite_default_unsafe_method {
        is: retrieve((&page(A), "a=1"), &unsafe_navigation()),
        not: retrieve((&page(A), SECURE_NONE), &unsafe_navigation()),
    }
    lax_allowing_unsafe {
        is: retrieve(
            (&page(A), "a=1"),
            &CookieContext {
                user_agent: user_agent(|policy| policy.lax_allowing_unsafe_secs = Some(120)),
                now: NOW.plus_secs(120),
                ..unsafe_navigation()
            },
        ),
        not: retrieve(
            (&page(A), "a=1"),
            &CookieContext {
                user_agent: user_agent(|policy| policy.lax_allowing_unsafe_secs = Some(120)),
                now: NOW.plus_secs(121),
                ..unsafe_navigation()
            },
        ),
    }
    expired {
        is: retrieve(
            (&page(A), "a=1; Max-Age=10"),
            &CookieContext { now: NOW.plus_secs(11), ..page(A) },
        ),
        not: retrieve(
            (&page(A), "a=1; Max-Age=10"),
            &CookieContext { now: NOW.plus_secs(10), ..page(A) },
        ),
    }
    third_party_blocked {
        is: retrieve(
            (&page(A), SECURE_NONE),
            &cross_site(
                A,
                user_agent(|policy| {
                    policy.third_party_cookies = spec_model::ThirdPartyCookies::Block
                }),
            ),
        ),
        not: retrieve((&page(A), SECURE_NONE), &cross_site(A, standard())),
    }
    cookie_averse_document {
        is: gate("about:blank", &origin(A), BrowsingContext::Present),
        not: gate(A, &origin(A), BrowsingContext::Present),
    }
    opaque_origin {
        is: gate(A, &Origin::new_opaque(), BrowsingContext::Present),
        not: gate(A, &origin(A), BrowsingContext::Absent),
    }
}

#[test]
fn longer_paths_come_first_then_earlier_creation() {
    let mut cookies =
        jar(&page(A), &["a=1; Path=/", "b=2; Path=/a", "c=3; Path=/", "d=4; Path=/a/b"]);
    assert_eq!(cookies.retrieve(&page(A)).cookie_string(), b"d=4; b=2; a=1; c=3");
}

#[test]
fn a_nameless_cookie_is_written_without_equals_sign() {
    assert_eq!(jar(&page(A), &["a=", "v"]).retrieve(&page(A)).cookie_string(), b"a=; v");
}

#[test]
fn script_across_sites_has_no_lax_exception() {
    let context = CookieContext { api: spec_model::CookieApi::NonHttp, ..navigation(A) };
    assert_eq!(
        retrieve((&page(A), "a=1; SameSite=Lax"), &context),
        ["samesite-lax-subresource", "cross-site-initiator"]
    );
}
