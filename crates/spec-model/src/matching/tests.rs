use super::*;
use crate::host::BuiltInPublicSuffixes;

#[test]
fn domain_matching() {
    for (host, domain, expected) in [
        ("example.com", "example.com", true),
        ("www.example.com", "example.com", true),
        ("example.com", "www.example.com", false),
        ("badexample.com", "example.com", false),
        ("example.com.", "example.com", false),
        ("127.0.0.1", "127.0.0.1", true),
        ("127.0.0.1", "0.0.1", false),
        ("[::1]", "[::1]", true),
        ("[::1]", "1]", false),
        ("www.example.com", "", false),
        ("www.example.com", ".example.com", false),
    ] {
        assert_eq!(domain_match(host, domain, QuirkSet::NONE), expected, "{host} {domain}");
    }
}

#[test]
fn path_matching() {
    for (request, cookie, expected) in [
        ("/", "/", true),
        ("/foo", "/foo", true),
        ("/foo/", "/foo", true),
        ("/foo/bar", "/foo", true),
        ("/foobar", "/foo", false),
        ("/foo", "/foo/", false),
        ("/foo/bar", "/foo/", true),
        ("/FOO", "/foo", false),
        ("/a%62", "/ab", false),
        ("//", "/", true),
    ] {
        assert_eq!(
            path_match(request.as_bytes(), cookie.as_bytes()),
            expected,
            "{request} {cookie}"
        );
    }
}

#[test]
fn default_paths() {
    for (path, expected) in
        [("", "/"), ("x", "/"), ("/", "/"), ("/a", "/"), ("/a/", "/a"), ("/a/b", "/a"), ("//", "/")]
    {
        assert_eq!(default_path(path), expected, "{path}");
    }
}

#[test]
fn canonical_hosts() {
    for (host, expected) in [
        ("EXAMPLE.com", "example.com"),
        ("b\u{fc}cher.example", "xn--bcher-kva.example"),
        ("127.1", "127.0.0.1"),
        ("[0::1]", "[::1]"),
    ] {
        assert_eq!(canonicalize_host(host).as_deref(), Ok(expected));
    }
    assert!(canonicalize_host("a b").is_err());
}

#[test]
fn registrable_domains() {
    for (host, expected) in [
        ("www.example.com", Some("example.com")),
        ("a.b.example.co.uk", Some("example.co.uk")),
        ("co.uk", None),
        ("localhost", None),
        ("www.localhost", Some("www.localhost")),
        ("alice.github.io", Some("alice.github.io")),
        ("127.0.0.1", None),
        ("[::1]", None),
        ("example.com.", Some("example.com.")),
        ("", None),
        (".", None),
        ("..com", Some(".com")),
    ] {
        assert_eq!(registrable_domain(host, &BuiltInPublicSuffixes), expected, "{host}");
    }
}

#[test]
fn what_is_no_host_name_is_no_other_site() {
    for (domain, diagnosis) in [
        ("\"example.com\"", Diagnosis::DomainMalformed),
        ("'example.com'", Diagnosis::DomainMalformed),
        ("*.example.com", Diagnosis::DomainMalformed),
        ("example.com,", Diagnosis::DomainMalformed),
        ("example..com", Diagnosis::DomainMalformed),
        ("a.www.example.com", Diagnosis::DomainChild),
        ("api.example.com", Diagnosis::DomainSibling),
        ("example.net", Diagnosis::DomainUnrelated),
    ] {
        let of = diagnose_domain_mismatch("www.example.com", domain, &BuiltInPublicSuffixes);
        assert_eq!(of, diagnosis, "{domain}");
    }
}
