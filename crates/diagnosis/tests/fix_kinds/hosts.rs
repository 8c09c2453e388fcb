//! Fixes of where page and API are, that whoever asks can make.

use diagnosis::{EvidenceGap, PriorCookie, SuggestedEdit, UserGoal};
use matrix::{RequestApi, RequestMechanism};

use crate::{USUAL, check_usual, explained, question};

const WEBKITGTK: [&str; 1] = ["webkitgtk:default"];

#[test]
fn a_domain_joins_the_hosts_below_a_suffix_that_no_list_has() {
    for (site, scheme) in [
        ("shop.test", "https"),
        ("acme.local", "http"),
        ("example.corp", "https"),
        ("site.lan", "http"),
        ("team.internal", "https"),
    ] {
        let asked = question(
            &format!("{scheme}://app.{site}/"),
            &format!("{scheme}://api.{site}/login"),
            "{CORS}Set-Cookie: sid=1; Path=/; HttpOnly",
        );
        check_usual(&asked, &[SuggestedEdit::Domain(site.to_owned())]);
        let fixes = explained(&asked, &WEBKITGTK, &UserGoal::USUAL).fixes;
        let fix = &fixes[0].fixes[0];
        assert!(fix.edits[0].says_more(&fix.fixed));
        assert!(fix.edits[0].words(&fix.fixed).contains("compares hosts"));
    }
    // `__Host-` allows no Domain.
    let prefixed = question(
        "https://app.shop.test/",
        "https://api.shop.test/login",
        "{CORS}Set-Cookie: __Host-sid=1; Path=/; Secure",
    );
    check_usual(&prefixed, &[SuggestedEdit::SecurePrefix("shop.test".to_owned())]);
    // Of two sites, no Domain makes one.
    let others = question(
        "https://app.shop.test/",
        "https://api.store.test/login",
        "{CORS}Set-Cookie: sid=1; Path=/; Secure; SameSite=None",
    );
    assert!(explained(&others, &WEBKITGTK, &UserGoal::USUAL).fixes[0].fixes.is_empty());
}

#[test]
fn the_machine_of_the_developer_has_one_name() {
    for (page, api, own) in [
        ("http://192.168.1.5:5173/", "http://localhost:8000/x", "http://192.168.1.5:8000/x"),
        ("http://mac.local:5173/", "http://127.0.0.1:8000/x", "http://mac.local:8000/x"),
        ("http://localhost:3000/", "http://backend:8000/x", "http://localhost:8000/x"),
        ("http://localhost:8081/", "http://10.0.2.2:3000/x", "http://localhost:3000/x"),
        ("http://localhost:3000/", "http://host.docker.internal/x", "http://localhost/x"),
    ] {
        let asked = question(page, api, "{CORS}Set-Cookie: sid=1; Path=/");
        let explanation = explained(&asked, &USUAL, &UserGoal::USUAL);
        let fix = &explanation.fixes[0].fixes[0];
        assert!(fix.edits.contains(&SuggestedEdit::OwnHost), "{page} {api}: {:?}", fix.edits);
        assert_eq!(fix.fixed.url.as_str(), own);
        assert_eq!(explanation.gaps_of_fix(fix), [], "{page} {api}");
        assert_eq!(explanation.fixes[0].fixes.len(), 1, "{page} {api}");
    }
    // Other addresses of a local network are other machines.
    let asked = question("http://localhost:3000/", "http://192.168.1.9/x", "{CORS}Set-Cookie: a=1");
    let fixes = &explained(&asked, &USUAL, &UserGoal::USUAL).fixes[0].fixes;
    assert!(fixes.iter().all(|fix| !fix.edits.contains(&SuggestedEdit::OwnHost)));
}

#[test]
fn a_service_of_the_users_machine_stays_there() {
    for api in ["https://localhost:9000/x", "https://127.0.0.1/x", "https://10.0.0.5/x"] {
        let line = "{CORS}Set-Cookie: a=1; Secure; SameSite=None";
        let asked = question("https://www.example.com/", api, line);
        let explanation = explained(&asked, &WEBKITGTK, &UserGoal::USUAL);
        let workaround = explanation.fixes[0].workaround.as_ref().expect("no header helps");
        assert_eq!(workaround.same_site, None, "{api}");
    }
}

#[test]
fn an_http_page_that_asks_a_local_network_becomes_https() {
    let line = "{CORS}Set-Cookie: sid=1";
    let asked = question("http://www.example.com/", "http://192.168.1.1/", line);
    let explanation = explained(&asked, &USUAL[..1], &UserGoal::USUAL);
    assert!(asked.lacks_secure_page());
    for fix in &explanation.fixes[0].fixes {
        assert!(fix.edits.contains(&SuggestedEdit::HttpsPage), "{:?}", fix.edits);
        let gap = EvidenceGap::LocalNetwork { host: "192.168.1.1".to_owned() };
        assert_eq!(explanation.gaps_of_fix(fix), [gap]);
    }
    for (page, api) in [
        ("https://www.example.com/", "http://192.168.1.1/"),
        ("http://localhost:3000/", "http://192.168.1.1/"),
        ("http://192.168.1.2/", "http://192.168.1.1/"),
        ("http://www.example.com/", "http://www.example.net/"),
    ] {
        assert!(!question(page, api, line).lacks_secure_page(), "{page} {api}");
    }
}

#[test]
fn a_cookie_of_another_host_name_is_not_for_this_one() {
    let mut asked = question("https://accounts.example.net/", "http://127.0.0.1:5000/cb", "A: b");
    asked.request.api = RequestApi::Mechanism(RequestMechanism::Link);
    let url = "http://localhost:5000/login".parse().expect("a URL");
    asked.prior.push(PriorCookie::Visit { url, line: "state=1; HttpOnly; Path=/".to_owned() });
    let explanation = explained(&asked, &USUAL, &[UserGoal::Sent]);
    let workaround = explanation.fixes[0].workaround.as_ref().expect("no header helps");
    assert_eq!(workaround.reason, Some(spec_model::Reason::HostOnlyMismatch.summary()));
}
