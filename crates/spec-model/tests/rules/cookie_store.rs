//! What `cookieStore.set()` takes, and what comes of it.

use spec_model::{
    CookieInit, CookieJar, CookieStoreFailure, ParsedSetCookie, SameSite, StoreOutcome,
    StoredCookie, decide_store, serialize_set_cookie,
};

use crate::kit::{Codes, codes, jar, page, rules, script, standard, url};

const A: &str = "https://www.example.com/a/b";

fn set_at(address: &str, init: CookieInit) -> Codes {
    let failures = init.cookie(&url(address), standard()).err().unwrap_or_default();
    failures.into_iter().map(CookieStoreFailure::code).collect()
}

/// The codes of the rules by which a document of `www.example.com` is refused to set a cookie.
fn set(name: &str, value: &str) -> Codes {
    set_at(A, CookieInit::new(name, value))
}

fn set_for(domain: &str, init: CookieInit) -> Codes {
    set_at(A, CookieInit { domain: Some(domain.to_owned()), ..init })
}

fn set_below(path: &str, name: &str) -> Codes {
    set_at(A, CookieInit { path: path.to_owned(), ..CookieInit::new(name, "1") })
}

fn plain() -> CookieInit {
    CookieInit::new("a", "1")
}

/// Has a script of `www.example.com` set a cookie that is not rejected.
fn receive(jar: &mut CookieJar, init: CookieInit) -> StoreOutcome {
    let cookie = init.cookie(&url(A), standard()).expect("the call is not rejected");
    jar.store(&ParsedSetCookie { cookie, ..ParsedSetCookie::default() }, &script(A))
}

fn only(jar: &CookieJar) -> &StoredCookie {
    assert_eq!(jar.cookies().len(), 1);
    &jar.cookies()[0]
}

/// The codes of all that keeps the cookie of a call out of the jar.
fn called(name: &str, value: &str) -> Codes {
    let init = CookieInit::new(name, value);
    codes(&decide_store(&init.parsed(&url(A), &script(A)), &script(A)).decision)
}

rules! {
    cookie_store_type_error { is: called("a", "1;2"), not: called("a", "1\t2") }
    cookie_store_forbidden_char { is: set("a", "1;2"), not: set("a", "1\t2") }
    cookie_store_name_with_equals { is: set("a=b", "1"), not: set("a", "b=1") }
    cookie_store_nameless_with_equals { is: set("", "a=1"), not: set("", "a") }
    cookie_store_empty { is: set(" ", "\t"), not: set("a", "") }
    cookie_store_nameless_prefix { is: set("", "__host-a"), not: set("", "_host-a") }
    cookie_store_http_prefix { is: set("__Host-Http-a", "1"), not: set("__Host-a", "1") }
    cookie_store_too_long { is: set("a", &"v".repeat(4096)), not: set("a", &"v".repeat(4095)) }
    cookie_store_domain_leading_dot {
        is: set_for(".example.com", plain()),
        not: set_for("example.com", plain()),
    }
    cookie_store_domain_with_host_prefix {
        is: set_for("www.example.com", CookieInit::new("__Host-a", "1")),
        not: set_for("www.example.com", CookieInit::new("__Secure-a", "1")),
    }
    cookie_store_domain_mismatch {
        is: set_for("example.org", plain()),
        not: set_for("WWW.example.com", plain()),
    }
    cookie_store_path_relative { is: set_below("a", "a"), not: set_below("", "a") }
    cookie_store_path_with_host_prefix {
        is: set_below("", "__Host-a"),
        not: set_below("/", "__Host-a"),
    }
    cookie_store_attribute_too_long {
        is: set_below(&format!("/{}", "p".repeat(1024)), "a"),
        not: set_below(&format!("/{}", "p".repeat(1023)), "a"),
    }
}

#[test]
fn a_rejected_call_is_told_by_its_name_and_value_and_by_one_rule_alone() {
    let init = CookieInit::new("a", "1;2");
    let parsed = init.parsed(&url(A), &script(A));
    assert_eq!((parsed.cookie.name, parsed.cookie.value), (&b"a"[..], &b"1;2"[..]));
    assert!(parsed.cookie.secure, "the API is there for secure contexts alone");
    assert_eq!(called("a", "1;2"), ["cookie-store-type-error"]);
}

#[test]
fn every_violated_rule_is_told_once() {
    let init = CookieInit {
        domain: Some(".com".to_owned()),
        path: "x".to_owned(),
        ..CookieInit::new("__Host-Http-a=b", "1;2")
    };
    assert_eq!(
        set_at(A, init),
        [
            "cookie-store-forbidden-char",
            "cookie-store-name-with-equals",
            "cookie-store-http-prefix",
            "cookie-store-domain-leading-dot",
            "cookie-store-domain-with-host-prefix",
            "cookie-store-domain-mismatch",
            "cookie-store-path-relative",
            "cookie-store-path-with-host-prefix",
        ]
    );
}

#[test]
fn a_public_suffix_is_the_domain_of_its_own_host_alone() {
    let init = |domain: &str| CookieInit { domain: Some(domain.to_owned()), ..plain() };
    assert_eq!(
        set_at("https://alice.github.io/", init("github.io")),
        ["cookie-store-domain-mismatch"]
    );
    assert_eq!(set_at("https://github.io/", init("github.io")), [""; 0]);
    assert_eq!(set_at("https://alice.github.io/", init("io")), ["cookie-store-domain-mismatch"]);
    assert_eq!(set_at("https://alice.github.io/", init("com")), ["cookie-store-domain-mismatch"]);
    assert_eq!(set_at("https://a.alice.github.io/", init("alice.github.io")), [""; 0]);
    let server = "https://a.zone.compute.amazonaws.com/";
    assert_eq!(
        set_at(server, init("compute.amazonaws.com")),
        ["cookie-store-domain-mismatch"],
        "no suffix itself, but the end of one"
    );
    assert_eq!(
        set_at("https://www.example.com/", init("ample.com")),
        ["cookie-store-domain-mismatch"]
    );
    assert_eq!(set_at("https://www.example.com/", init("")), ["cookie-store-domain-mismatch"]);
}

#[test]
fn a_domain_has_1024_octets_at_most() {
    let set = |octets: usize| {
        let host = format!("{}.test", "l".repeat(octets - ".test".len()));
        set_at(&format!("https://{host}/"), CookieInit { domain: Some(host.clone()), ..plain() })
    };
    assert_eq!(set(1024), [""; 0]);
    assert_eq!(set(1025), ["cookie-store-attribute-too-long"]);
    assert_eq!(set(1026), ["cookie-store-attribute-too-long"]);
}

#[test]
fn an_address_is_its_own_domain_and_no_other() {
    let init = |domain: &str| CookieInit { domain: Some(domain.to_owned()), ..plain() };
    assert_eq!(set_at("https://127.0.0.1/", init("127.0.0.1")), [""; 0]);
    assert_eq!(set_at("https://127.0.0.1/", init("0.0.1")), ["cookie-store-domain-mismatch"]);
}

#[test]
fn the_defaults_are_strict_secure_and_the_root() {
    let mut jar = CookieJar::default();
    assert!(receive(&mut jar, CookieInit::new(" a ", " 1 ")).decision().is_allowed());
    let cookie = only(&jar);
    assert_eq!(
        (cookie.name.as_slice(), cookie.value.as_slice(), cookie.path.as_slice()),
        (&b"a"[..], &b"1"[..], &b"/"[..])
    );
    assert_eq!(
        (cookie.same_site, cookie.secure_only, cookie.host_only, cookie.http_only),
        (SameSite::Strict, true, true, false)
    );
}

#[test]
fn an_empty_path_is_the_default_path() {
    let mut jar = CookieJar::default();
    receive(&mut jar, CookieInit { path: String::new(), ..plain() });
    assert_eq!(only(&jar).path, b"/a");
}

#[test]
fn what_is_not_rejected_may_still_not_be_stored() {
    let mut jar = jar(&page(A), &["a=1; Path=/; HttpOnly"]);
    assert_eq!(
        receive(&mut jar, CookieInit::new("a", "2")).decision().reasons[0].code(),
        "overwrite-httponly-from-script"
    );
    assert_eq!(
        receive(&mut jar, CookieInit::deletion("a")).decision().reasons[0].code(),
        "overwrite-httponly-from-script"
    );
    assert_eq!(only(&jar).value, b"1");
}

#[test]
fn a_deletion_takes_away_what_has_its_name_domain_and_path() {
    let mut jar = jar(&page(A), &["a=1; Path=/", "a=2; Path=/a", "v; Path=/"]);
    receive(&mut jar, CookieInit::deletion("a"));
    receive(&mut jar, CookieInit::deletion(""));
    assert_eq!(only(&jar).value, b"2");
}

#[test]
fn a_line_can_be_written_of_it() {
    let init = CookieInit {
        domain: Some("example.com".to_owned()),
        same_site: SameSite::None,
        partitioned: true,
        ..plain()
    };
    let cookie = init.cookie(&url(A), standard()).expect("the call is not rejected");
    assert_eq!(
        String::from_utf8_lossy(&serialize_set_cookie(&cookie)),
        "a=1; Domain=example.com; Path=/; SameSite=None; Secure; Partitioned"
    );
}
