//! Quirks: each changes what it is named for, and not what lies next to it.

use spec_model::fetch::{
    MixedContentDestination, header_value_decision, mixed_content_decision, received_value,
};
use spec_model::{
    Client, CookieApi, CookieContext, CookieInit, CookieJar, CrossSiteCause, Decision, EngineModel,
    Policy, Quirk, QuirkSet, SameSiteRequest, SameSiteStatus, SiteForCookies, StorageAccess,
    StorageAccessPermission, StoreDecision, ThirdPartyCookies, UserAgent, decide_store,
    frame_storage_access, navigation_site_for_cookies, parse_set_cookie, request_site_for_cookies,
    same_site_status, service_worker_site_for_cookies, shared_worker_site_for_cookies,
    storage_access_decision,
};

use url::Origin;

use crate::kit::{NOW, origin, quirks, url};

const A: &str = "https://www.example.com/a/b";
const HTTP: &str = "http://www.example.com/a/b";

/// What becomes of a line on the site's own page.
fn store(user_agent: UserAgent<'_>, address: &str, line: &str) -> StoreDecision {
    let context = CookieContext::first_party(&url(address), NOW, user_agent);
    decide_store(&parse_set_cookie(line.as_bytes(), user_agent.quirks()), &context)
}

/// What a document's script reads of a cookie that its own response set.
fn read_by_script(user_agent: UserAgent<'_>, address: &str) -> Vec<u8> {
    let (address, mut jar) = (url(address), CookieJar::default());
    let context = CookieContext::first_party(&address, NOW, user_agent);
    jar.receive(b"a=1", &context);
    jar.retrieve(&CookieContext { api: CookieApi::NonHttp, ..context }).cookie_string()
}

/// What a script of a subdomain reads of the cookie that a line of its parent's response set.
fn read_below(user_agent: UserAgent<'_>, line: &str) -> Vec<u8> {
    let (parent, below, mut jar) = (url("https://example.com"), url(A), CookieJar::default());
    jar.receive(line.as_bytes(), &CookieContext::first_party(&parent, NOW, user_agent));
    let context = CookieContext::first_party(&below, NOW, user_agent);
    jar.retrieve(&CookieContext { api: CookieApi::NonHttp, ..context }).cookie_string()
}

/// What becomes of the line of a response to another site's subrequest.
fn store_cross_site(user_agent: UserAgent<'_>, line: &str) -> StoreDecision {
    let client = Client::top_level(origin("https://www.example.org"));
    let status = SameSiteStatus::CrossSite(CrossSiteCause::CrossSiteInitiator);
    let context = CookieContext::of_client(&url(A), &client, status, NOW, user_agent);
    decide_store(&parse_set_cookie(line.as_bytes(), user_agent.quirks()), &context)
}

/// What becomes of the line that a script sets in a frame of another site.
fn store_by_cross_site_script(user_agent: UserAgent<'_>, line: &str) -> StoreDecision {
    let client = Client::framed(origin("https://www.example.org"), &[origin(A)]);
    let context = CookieContext::of_script(&url(A), &client, NOW, user_agent);
    decide_store(&parse_set_cookie(line.as_bytes(), user_agent.quirks()), &context)
}

/// What becomes of a line that an insecure page receives after a secure one received another.
fn store_after(user_agent: UserAgent<'_>, first: &str, line: &str) -> Decision {
    let mut jar = CookieJar::default();
    let context = |address| CookieContext::first_party(&url(address), NOW, user_agent);
    jar.receive(first.as_bytes(), &context(A));
    jar.receive(line.as_bytes(), &context(HTTP)).decision().clone()
}

/// The names of the cookies that are stored once these lines were received.
fn names_after(user_agent: UserAgent<'_>, lines: &[&[u8]]) -> Vec<Vec<u8>> {
    let (address, mut jar) = (url(A), CookieJar::default());
    let context = CookieContext::first_party(&address, NOW, user_agent);
    for line in lines {
        jar.receive(line, &context);
    }
    jar.cookies().iter().map(|cookie| cookie.name.clone()).collect()
}

/// What becomes of a script's cookie after its document's response set another of its name.
fn script_after(user_agent: UserAgent<'_>, first: &str) -> Decision {
    let mut jar = CookieJar::default();
    let context = CookieContext::first_party(&url(A), NOW, user_agent);
    jar.receive(first.as_bytes(), &context);
    let script = CookieContext { api: CookieApi::NonHttp, ..context };
    jar.receive(b"a=2; Path=/", &script).decision().clone()
}

/// Whether a page's request is same-site.
fn request_from(user_agent: UserAgent<'_>, page: &str, target: &str) -> SameSiteStatus {
    let site_for_cookies = SiteForCookies::Origin(origin(page));
    let request = SameSiteRequest {
        site_for_cookies: Some(&site_for_cookies),
        url_origins: &[origin(target)],
        reload_of: None,
    };
    same_site_status(request, user_agent)
}

/// The sites for cookies of what a document does that `a.test` frames: a navigation, a service
/// worker, a shared worker.
fn sites(user_agent: UserAgent<'_>, frame: &str) -> [SiteForCookies; 3] {
    let client = Client::framed(origin("https://a.test"), &[origin(frame)]);
    [
        navigation_site_for_cookies(&client, user_agent),
        service_worker_site_for_cookies(&client, user_agent),
        shared_worker_site_for_cookies(&client, user_agent),
    ]
}

/// The site for cookies of the requests of the innermost of nested frames on a page of `a.test`.
fn request_site(user_agent: UserAgent<'_>, frames: &[&str]) -> SiteForCookies {
    let frames: Vec<_> = frames.iter().map(|frame| origin(frame)).collect();
    request_site_for_cookies(&Client::framed(origin("https://a.test"), &frames), user_agent)
}

/// Whether a document in frames may fetch from an http host.
fn mixed(user_agent: UserAgent<'_>, page: &str, frames: &[&str]) -> Decision {
    let frames: Vec<_> = frames.iter().map(|frame| origin(frame)).collect();
    let client = Client::framed(origin(page), &frames);
    mixed_content_decision(&client, &url(HTTP), MixedContentDestination::Other, user_agent)
}

/// Whether a page of https may fetch from a URL.
fn mixed_to(user_agent: UserAgent<'_>, address: &str) -> Decision {
    let client = Client::top_level(origin(A));
    mixed_content_decision(&client, &url(address), MixedContentDestination::Other, user_agent)
}

/// Whether a Strict cookie goes with a subrequest to `address` in the frame of another site.
fn retrieve_in_frame(user_agent: UserAgent<'_>, address: &str) -> Vec<u8> {
    let address = url(address);
    let mut jar = CookieJar::default();
    jar.receive(b"a=1; SameSite=Strict", &CookieContext::first_party(&address, NOW, user_agent));
    let client = Client::framed(
        origin("https://www.example.com"),
        &[origin("https://www.example.org"), origin("https://www.example.com")],
    );
    let status = SameSiteStatus::CrossSite(CrossSiteCause::CrossSiteAncestor);
    jar.retrieve(&CookieContext::of_client(&address, &client, status, NOW, user_agent))
        .cookie_string()
}

/// A document that has been given storage access below another site.
fn with_access() -> Client {
    let client = Client::framed(origin("https://a.test"), &[origin("https://www.example.com")]);
    Client { storage_access: StorageAccess::Active, ..client }
}

/// Whether a request of a document with storage access has it.
fn storage_access(user_agent: UserAgent<'_>, address: &str) -> StorageAccess {
    let status = SameSiteStatus::SameSite;
    CookieContext::of_client(&url(address), &with_access(), status, NOW, user_agent).storage_access
}

/// Whether a document on the top-level site gets the storage access that it asks for.
fn ask_on_own_site(user_agent: UserAgent<'_>, permission: StorageAccessPermission) -> Decision {
    let client = Client::framed(origin(A), &[origin(A)]);
    storage_access_decision(&client, permission, user_agent)
}

/// What becomes of the line of a response over HTTP/1.1: whether the response stands, and what is
/// received.
fn receive(user_agent: UserAgent<'_>, line: &[u8]) -> (Decision, Vec<u8>) {
    let received = received_value(line, user_agent).into_owned();
    (header_value_decision(line, user_agent), received)
}

quirks! {
    expires_by_libsoup {
        is: |agent| store(agent, A, "a=1; Expires=Sun, 06 November 1994 08:49:37 GMT"),
        not: |agent| store(agent, A, "a=1; Expires=Sun, 06-Nov-94 08:49:37 GMT"),
    }
    expires_by_prtime {
        is: |agent| store(agent, A, "a=1; Expires=Wed, 30 Feb 1994 08:49:37"),
        not: |agent| store(agent, A, "a=1; Expires=Sun Nov  6 08:49:37 1994"),
    }
    expires_year_of_five_digits {
        is: |agent| store(agent, A, "a=1; Expires=Sun, 06 Nov 01994 08:49:37 GMT"),
        not: |agent| store(agent, A, "a=1; Expires=Sun, 06 Nov 994000 08:49:37 GMT"),
    }
    last_expires_counts {
        is: |agent| store(agent, A, "a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Expires=never"),
        not: |agent| store(agent, A, "a=1; Expires=never; Expires=Sun, 06 Nov 1994 08:49:37 GMT"),
    }
    last_max_age_counts {
        is: |agent| store(agent, A, "a=1; Max-Age=0; Max-Age=x"),
        not: |agent| store(agent, A, "a=1; Max-Age=x; Max-Age=0"),
    }
    last_of_max_age_and_expires {
        is: |agent| store(agent, A, "a=1; Max-Age=60; Expires=Sun, 06 Nov 1994 08:49:37 GMT"),
        not: |agent| store(agent, A, "a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Max-Age=60"),
    }
    controls_allowed_in_attributes {
        is: |agent| store(agent, A, "a=1; x=\u{1}"),
        not: |agent| store(agent, A, "a=1\u{1}; x"),
    }
    expires_of_any_length {
        is: |agent| store(agent, A, &format!("a=1; Expires={}1 Jan 2020 0:0:0", ",".repeat(1100))),
        not: |agent| store(agent, A, &format!("a=1; Path=/{}", "x".repeat(1100))),
    }
    last_none_or_strict_counts {
        is: |agent| store(agent, A, "a=1; Secure; SameSite=None; SameSite=Lax"),
        not: |agent| store(agent, A, "a=1; Secure; SameSite=Strict; SameSite=None"),
    }
    line_ends_at_nul_or_line_feed {
        is: |agent| store(agent, A, "a=1\nb"),
        not: |agent| store(agent, A, "a=1\rb"),
    }
    max_age_by_strtol_up_to_a_year {
        is: |agent| store(agent, A, "a=1; Max-Age=31536001"),
        not: |agent| store(agent, A, "a=1; Max-Age=31536000"),
    }
    names_become_utf_8 {
        is: |agent| names_after(agent, &[b"a\xE9=1", b"a\xE8=1"]),
        not: |agent| names_after(agent, &["a\u{e9}=1".as_bytes(), "a\u{e8}=1".as_bytes()]),
    }
    last_valid_same_site_counts {
        is: |agent| store(agent, A, "a=1; SameSite=None; SameSite=x"),
        not: |agent| store(agent, A, "a=1; SameSite=None; SameSite=Lax"),
    }
    long_lines_refused {
        is: |agent| store(agent, A, &format!("a=1; {}", "x".repeat(8188))),
        not: |agent| store(agent, A, &format!("a=1; {}", "x".repeat(8187))),
    }
    max_age_beyond_64_bits_ignored {
        is: |agent| store(agent, A, "a=1; Max-Age=-9223372036854775808"),
        not: |agent| store(agent, A, "a=1; Max-Age=-9223372036854775807"),
    }
    non_ascii_lines_refused {
        is: |agent| store(agent, A, "a=1; Path=/\u{e9}"),
        not: |agent| store(agent, A, "a=1; Path=/\t"),
    }
    value_alone_is_limited {
        is: |agent| store(agent, A, &format!("a={}", "x".repeat(4096))),
        not: |agent| store(agent, A, &format!("a={}", "x".repeat(4097))),
    }
    line_ends_outside_printable_ascii {
        is: |agent| store(agent, A, "a=1\u{e9}; Secure"),
        not: |agent| store(agent, A, "a=1; \tSecure"),
    }
    max_age_by_strtol {
        is: |agent| store(agent, A, "a=1; Max-Age=2147483648"),
        not: |agent| store(agent, A, "a=1; Max-Age=3600"),
    }
    max_age_minus_anything {
        is: |agent| store(agent, A, "a=1; Max-Age=-x"),
        not: |agent| store(agent, A, "a=1; Max-Age=x-1"),
    }
    max_age_with_plus {
        is: |agent| store(agent, A, "a=1; Max-Age=+0"),
        not: |agent| store(agent, A, "a=1; Max-Age=+-0"),
    }
    no_attribute_limit {
        is: |agent| store(agent, A, &format!("a=1; Path=/{}", "x".repeat(1024))),
        not: |agent| store(agent, A, &format!("a=1; Path=/{}", "x".repeat(1023))),
    }
    no_name_value_limit {
        is: |agent| store(agent, A, &format!("a={}", "x".repeat(4096))),
        not: |agent| store(agent, A, &format!("a={}", "x".repeat(4095))),
    }
    no_nameless_cookies {
        is: |agent| store(agent, A, "a"),
        not: |agent| store(agent, A, "a="),
    }
    cr_ends_a_field {
        is: |agent| receive(agent, b"a=1\r; Secure"),
        not: |agent| receive(agent, b"a=1\t; Secure"),
    }
    cr_kept_line_refused {
        is: |agent| receive(agent, b"a=1\r; Secure"),
        not: |agent| receive(agent, b"a=1\r\0; Secure"),
    }
    denied_storage_access_on_own_site {
        is: |agent| ask_on_own_site(agent, StorageAccessPermission::Denied),
        not: |agent| ask_on_own_site(agent, StorageAccessPermission::Prompt),
    }
    frame_navigates_by_its_own_site {
        is: |agent| sites(agent, "https://b.test"),
        not: |agent| sites(agent, "https://a.test"),
    }
    framed_service_worker_is_cross_site {
        is: |agent| sites(agent, "https://b.test"),
        not: |agent| sites(agent, "https://a.test"),
    }
    requests_ignore_frames_between {
        is: |agent| request_site(agent, &["https://b.test", "https://www.a.test"]),
        not: |agent| request_site(agent, &["https://www.a.test", "https://b.test"]),
    }
    same_site_by_top_level_host {
        is: |agent| retrieve_in_frame(agent, A),
        not: |agent| retrieve_in_frame(agent, "https://api.example.com/a/b"),
    }
    shared_worker_by_its_own_site {
        is: |agent| sites(agent, "https://b.test"),
        not: |agent| sites(agent, "https://a.test"),
    }
    storage_access_for_frames {
        is: |agent| frame_storage_access(&url(A), &with_access(), agent),
        not: |agent| frame_storage_access(&url("https://example.com/"), &with_access(), agent),
    }
    storage_access_to_the_site {
        is: |agent| storage_access(agent, "https://api.example.com/"),
        not: |agent| storage_access(agent, "https://api.example.org/"),
    }
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
    host_prefix_by_resulting_path {
        is: |agent| store(agent, "https://www.example.com/a", "__Host-a=1; Secure"),
        not: |agent| store(agent, A, "__Host-a=1; Secure"),
    }
    host_prefix_needs_a_written_path {
        is: |agent| store(agent, "https://www.example.com/a", "__Host-a=1; Secure; Path=auth"),
        not: |agent| store(agent, A, "__Host-a=1; Secure; Path=auth"),
    }
    host_prefix_refuses_any_domain {
        is: |agent| store(agent, "https://github.io/", "__Host-a=1; Secure; Path=/; Domain=github.io"),
        not: |agent| store(agent, A, "__Host-a=1; Secure; Path=/; Domain="),
    }
    loopback_urls_are_mixed_content {
        is: |agent| mixed_to(agent, "http://localhost:3000/"),
        not: |agent| mixed_to(agent, "https://localhost:3000/"),
    }
    no_mixed_content {
        is: |agent| mixed_to(agent, HTTP),
        not: |agent| mixed_to(agent, A),
    }
    mixed_content_by_https {
        is: |agent| mixed(agent, "http://localhost:3000", &[]),
        not: |agent| mixed(agent, "http://localhost:3000", &["https://www.example.org"]),
    }
    ipv6_documents_read_nothing {
        is: |agent| read_by_script(agent, "http://[::1]/"),
        not: |agent| read_by_script(agent, "http://127.0.0.1/"),
    }
    documents_match_domains_by_case {
        is: |agent| read_below(agent, "a=1; Domain=EXAMPLE.COM"),
        not: |agent| read_below(agent, "a=1; Domain=example.com"),
    }
    no_name_prefixes {
        is: |agent| store(agent, A, "__Host-a=1; Secure"),
        not: |agent| store(agent, A, "__Host-a=1; Secure; Path=/"),
    }
    none_without_secure {
        is: |agent| store(agent, A, "a=1; SameSite=None"),
        not: |agent| store(agent, A, "a=1; SameSite=None; Secure"),
    }
    comma_ends_a_name {
        is: |agent| store(agent, A, "a,b=1"),
        not: |agent| store(agent, A, "a=1,b; c=d,e; Secure"),
    }
    http_only_guards_name_and_path {
        is: |agent| script_after(agent, "a=1; Domain=example.com; Path=/; HttpOnly"),
        not: |agent| script_after(agent, "a=1; Domain=example.com; Path=/a; HttpOnly"),
    }
    site_covers_hosts_below {
        is: |agent| request_from(agent, "https://github.io", "https://alice.github.io"),
        not: |agent| request_from(agent, "https://bob.github.io", "https://alice.github.io"),
    }
    last_lax_or_strict_counts {
        is: |agent| store(agent, A, "a=1; Secure; SameSite=Lax; SameSite=None"),
        not: |agent| store(agent, A, "a=1; Secure; SameSite=None; SameSite=Lax"),
    }
    public_suffix_host_sets_none {
        is: |agent| store(agent, "https://github.io/", "a=1"),
        not: |agent| store(agent, "https://test/", "a=1"),
    }
    insecure_sets_secure {
        is: |agent| store(agent, HTTP, "a=1; Secure"),
        not: |agent| store(agent, A, "a=1; Secure"),
    }
    responses_ignore_same_site {
        is: |agent| store_cross_site(agent, "a=1; SameSite=Strict"),
        not: |agent| store_by_cross_site_script(agent, "a=1; SameSite=Strict"),
    }
    same_site_ignored_when_setting {
        is: |agent| store_cross_site(agent, "a=1; SameSite=Strict"),
        not: |agent| store_cross_site(agent, "a=1; SameSite=None; Secure"),
    }
    secure_guards_nothing {
        is: |agent| store_after(agent, "a=1; Secure; Path=/a", "a=2; Path=/a"),
        not: |agent| store_after(agent, "a=1; Secure; Path=/", "b=2; Path=/"),
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

/// Checks whether an engine with these quirks stores a line, and whether for the host alone.
fn check_store(quirks: &[Quirk], address: &str, line: &str, host_only: Option<bool>) {
    let quirks = quirks.iter().fold(QuirkSet::NONE, |set, quirk| set.with(*quirk));
    let model = EngineModel { quirks, ..EngineModel::standard() };
    let StoreDecision { decision, cookie } = store(UserAgent::new(&model), address, line);
    assert_eq!(decision.is_allowed().then_some(cookie.host_only), host_only, "{line}");
}

/// Checks whether `partitioned` counts for a document below these frames of another site.
#[track_caller]
fn check_partitioned(cookies: ThirdPartyCookies, frames: &[Origin], expected: bool) {
    let policy = Policy { third_party_cookies: cookies, ..Policy::standard() };
    let quirks = QuirkSet::NONE.with(Quirk::StoreIgnoresPartitioned);
    let model = EngineModel { policy, quirks };
    let client = Client::framed(origin("https://www.example.org"), frames);
    let context = CookieContext::of_script(&url(A), &client, NOW, UserAgent::new(&model));
    let init = CookieInit { partitioned: true, ..CookieInit::new("a", "1") };
    assert_eq!(init.parsed(&url(A), &context).cookie.partitioned, expected, "{cookies:?}");
}

#[test]
fn a_third_party_that_can_set_no_other_cookies_sets_partitioned_ones() {
    check_partitioned(ThirdPartyCookies::Block, &[origin(A)], true);
    check_partitioned(ThirdPartyCookies::Allow, &[origin(A)], false);
    check_partitioned(ThirdPartyCookies::Partition, &[origin(A)], false);
}

#[test]
fn capitals_hide_a_public_suffix_where_the_list_has_a_label() {
    let check = |address, line, host_only| {
        check_store(&[Quirk::DomainSuffixWithCase], address, line, Some(host_only));
    };
    check("https://q.ck/", "a=1; Domain=q.ck", true);
    check("https://q.ck/", "a=1; Domain=Q.CK", false);
    check("https://q.ck/", "a=1; Domain=.q.Ck", false);
    // The list has `*.ck`.
    check("https://q.ck/", "a=1; Domain=Q.ck", true);
    check("https://github.io/", "a=1; Domain=GitHub.io", false);
}

#[test]
fn a_cookie_of_a_public_suffix_in_capitals_goes_to_subdomains() {
    let quirks = QuirkSet::NONE.with(Quirk::DomainSuffixWithCase);
    let model = EngineModel { quirks, ..EngineModel::standard() };
    let page = |address| CookieContext::first_party(&url(address), NOW, UserAgent::new(&model));
    let mut jar = CookieJar::default();
    jar.receive(b"a=1; Domain=Q.CK", &page("https://q.ck/"));
    assert_eq!(jar.retrieve(&page("https://id.q.ck/")).cookie_string(), b"a=1");
}

#[test]
fn a_host_prefix_lets_an_address_name_itself_without_a_dot() {
    let quirks = [Quirk::DomainOfTheAddressIsHostOnly, Quirk::HostPrefixRefusesAnyDomain];
    let check = |line: &str, host_only| {
        let line = format!("__Host-a=1; Secure; Path=/{line}");
        check_store(&quirks, "https://127.0.0.1/", &line, host_only);
    };
    check("", Some(true));
    check("; Domain=127.0.0.1", Some(true));
    check("; Domain=.127.0.0.1", None);
}

#[test]
fn a_set_of_quirks_has_what_was_put_into_it() {
    let [a, b] = [Quirk::NoNamelessCookies, Quirk::CommaEndsAName];
    let both = QuirkSet::NONE.with(a).with(b);
    assert_eq!(both.with(a), both);
    assert!(both.has(a) && both.has(b) && !both.has(Quirk::NoneWithoutSecure));
    assert_eq!(both.without(a), QuirkSet::NONE.with(b));
    assert_eq!(both.without(Quirk::NoneWithoutSecure), both);
    assert_eq!(QuirkSet::NONE.with(a).union(both), both);
    assert_eq!(both.iter().collect::<QuirkSet>(), both);
    let in_order: Vec<Quirk> =
        Quirk::ALL.iter().copied().filter(|one| [a, b].contains(one)).collect();
    assert_eq!(both.iter().collect::<Vec<_>>(), in_order);
    assert_eq!(a.to_string().parse(), Ok(a));
    let model = EngineModel { quirks: both, ..EngineModel::standard() };
    assert_eq!(model.as_standard(), EngineModel::standard());
}
