//! Same-site requests and documents.

use spec_model::{
    Client, EngineModel, Party, Policy, Quirk, QuirkSet, RedirectChain, SameSiteRequest,
    SameSiteScheme, SameSiteStatus, SandboxedSite, SiteForCookies, UserAgent, document_origin,
    partition_key, party, request_url_origin, same_site, same_site_status, serialize_origin,
    service_worker_site_for_cookies, site_for_cookies,
};
use url::Origin;

use crate::kit::{Codes, origin, rules, standard, url, user_agent};

fn cause(status: SameSiteStatus) -> Codes {
    match status {
        SameSiteStatus::SameSite => Vec::new(),
        SameSiteStatus::CrossSite(cause) => vec![cause.code()],
    }
}

/// A request by a document in frames to URLs, the last one being current.
fn request(page: &str, frames: &[&str], urls: &[&str], user_agent: UserAgent<'_>) -> Codes {
    let frames: Vec<Origin> = frames
        .iter()
        .map(|frame| if frame.is_empty() { Origin::new_opaque() } else { origin(frame) })
        .collect();
    let site = site_for_cookies(&Client::framed(origin(page), &frames), user_agent);
    let url_origins: Vec<Origin> = urls.iter().map(|text| origin(text)).collect();
    cause(same_site_status(
        SameSiteRequest {
            site_for_cookies: Some(&site),
            url_origins: &url_origins,
            reload_of: None,
        },
        user_agent,
    ))
}

fn reload(first: SameSiteStatus) -> Codes {
    let site = SiteForCookies::Origin(origin("https://a.example"));
    let url_origins = [origin("https://a.example")];
    let request = SameSiteRequest {
        site_for_cookies: Some(&site),
        url_origins: &url_origins,
        reload_of: Some(first),
    };
    cause(same_site_status(request, standard()))
}

const A: &str = "https://www.example.com";
const A2: &str = "https://api.example.com:8443";
const B: &str = "https://www.example.org";

rules! {
    opaque_site_for_cookies {
        is: request(A, &[""], &[A], standard()),
        not: request(A, &[A2], &[A], standard()),
    }
    cross_site_ancestor {
        is: request(A, &[B, A], &[A], standard()),
        not: request(A, &[A2, A], &[A], standard()),
    }
    cross_site_initiator {
        is: request(B, &[], &[A], standard()),
        not: request(A2, &[], &[A], standard()),
    }
    cross_scheme {
        is: request("http://www.example.com", &[], &[A], standard()),
        not: request("http://www.example.com", &[], &[A], user_agent(|policy| policy.same_site_scheme = SameSiteScheme::Schemeless)),
    }
    cross_site_redirect {
        is: request(
            A,
            &[],
            &[B, A],
            user_agent(|policy| policy.redirect_chain = RedirectChain::Considered),
        ),
        not: request(A, &[], &[B, A], standard()),
    }
    reload_inherits {
        is: reload(SameSiteStatus::CrossSite(spec_model::CrossSiteCause::CrossSiteInitiator)),
        not: reload(SameSiteStatus::SameSite),
    }
}

/// A sandboxed document in a page, asking the page's site.
fn sandboxed(page: &str, frame: &str, user_agent: UserAgent<'_>) -> (Codes, Party) {
    let client = Client::framed(origin(page), &[origin(frame)]).sandboxed();
    let site = site_for_cookies(&client, user_agent);
    let request = SameSiteRequest {
        site_for_cookies: Some(&site),
        url_origins: &[origin(page)],
        reload_of: None,
    };
    (cause(same_site_status(request, user_agent)), party(&url(page), &client, user_agent))
}

#[test]
fn a_sandboxed_document_counts_with_its_urls_site() {
    assert_eq!(sandboxed(A, A2, standard()), (vec![], Party::First));
    assert_eq!(sandboxed(A, B, standard()), (vec!["cross-site-ancestor"], Party::Third));
}

#[test]
fn a_sandboxed_document_counts_by_policy_with_no_site() {
    let opaque = user_agent(|policy| policy.sandboxed_site = SandboxedSite::Opaque);
    for frame in [A2, B] {
        assert_eq!(sandboxed(A, frame, opaque), (vec!["opaque-site-for-cookies"], Party::Third));
    }
}

#[test]
fn a_request_without_client_is_same_site() {
    let request =
        SameSiteRequest { site_for_cookies: None, url_origins: &[origin(A)], reload_of: None };
    assert_eq!(same_site_status(request, standard()), SameSiteStatus::SameSite);
}

#[test]
fn a_web_socket_is_same_site_with_its_page() {
    let target = url("wss://api.example.com/socket");
    let client = Client::top_level(origin(A));
    let site = site_for_cookies(&client, standard());
    let url_origins = [request_url_origin(&target)];
    let request = SameSiteRequest {
        site_for_cookies: Some(&site),
        url_origins: &url_origins,
        reload_of: None,
    };
    assert_eq!(same_site_status(request, standard()), SameSiteStatus::SameSite);
    assert_eq!(party(&target, &client, standard()), Party::First);
}

#[test]
fn a_service_worker_has_the_site_of_its_own_url() {
    let client = Client::framed(origin(A), &[origin(B)]);
    assert_eq!(
        service_worker_site_for_cookies(&client, standard()),
        SiteForCookies::Origin(origin(B))
    );
    assert_ne!(site_for_cookies(&client, standard()), SiteForCookies::Origin(origin(B)));
    assert!(matches!(
        service_worker_site_for_cookies(&Client::top_level(Origin::new_opaque()), standard()),
        SiteForCookies::Opaque(_)
    ));
}

#[test]
fn a_frame_under_another_site_is_a_third_party_on_its_own_site() {
    let client = Client::framed(origin(A), &[origin(B), origin(A)]);
    assert_eq!(party(&url(A), &client, standard()), Party::Third);
    assert!(partition_key(&url(A), &client, standard()).has_cross_site_ancestor);
}

#[test]
fn sites_of_hosts() {
    for (a, b, expected) in [
        ("https://a.github.io", "https://b.github.io", false),
        ("https://github.io", "https://a.github.io", false),
        ("https://github.io", "https://github.io:8443", true),
        ("https://a.site.test", "https://b.site.test", true),
        ("http://localhost:1", "http://localhost:2", true),
        ("http://a.localhost", "http://b.localhost", false),
        ("http://localhost", "http://127.0.0.1", false),
        ("http://127.0.0.1:1", "http://127.0.0.1:2", true),
        ("http://10.0.0.1", "http://10.0.0.2", false),
        ("http://[::1]:1", "http://[::1]:2", true),
        ("https://www.ck", "https://a.www.ck", true),
        ("https://a.b.ck", "https://c.b.ck", false),
        ("https://a.example.b1", "https://b.example.b1", true),
        ("https://www.example.com.", "https://example.com.", true),
        ("https://www.example.com.", "https://example.com", false),
    ] {
        assert_eq!(
            same_site(
                &origin(a),
                &origin(b),
                SameSiteScheme::Schemeful,
                standard().public_suffixes
            ),
            expected,
            "{a} {b}"
        );
    }
}

#[test]
fn an_opaque_origin_is_same_site_with_itself_alone() {
    let [one, other] = [Origin::new_opaque(), Origin::new_opaque()];
    let is_same = |a: &Origin, b: &Origin| {
        same_site(a, b, SameSiteScheme::Schemeless, standard().public_suffixes)
    };
    assert!(is_same(&one, &one));
    assert!(!is_same(&one, &other));
    assert!(!is_same(&one, &origin(A)));
    assert!(matches!(document_origin(&url("file://server/share")), Origin::Opaque(_)));
}

#[test]
fn hosts_below_a_site_are_covered_by_the_quirk_under_its_scheme() {
    let covers = |scheme, site: &str, target: &str| {
        let model = EngineModel {
            policy: Policy { same_site_scheme: scheme, ..Policy::standard() },
            quirks: QuirkSet::NONE.with(Quirk::SiteCoversHostsBelow),
        };
        let agent = UserAgent::new(&model);
        cause(same_site_status(
            SameSiteRequest {
                site_for_cookies: Some(&SiteForCookies::Origin(origin(site))),
                url_origins: &[origin(target)],
                reload_of: None,
            },
            agent,
        ))
    };
    let (schemeful, schemeless) = (SameSiteScheme::Schemeful, SameSiteScheme::Schemeless);
    let (site, below) = ("https://github.io", "https://alice.github.io");
    assert_eq!(covers(schemeful, site, below), [""; 0]);
    assert_eq!(covers(schemeful, "http://github.io", below), ["cross-scheme"]);
    assert_eq!(covers(schemeless, "http://github.io", below), [""; 0]);
    assert_eq!(covers(schemeful, below, site), ["cross-site-initiator"]);
    assert_eq!(covers(schemeless, site, "https://notgithub.io"), ["cross-site-initiator"]);
}

#[test]
fn a_scheme_of_an_app_has_origins() {
    let page = document_origin(&url("capacitor://localhost/index.html"));
    assert_eq!(serialize_origin(&page), "capacitor://localhost");
    assert_eq!(page, document_origin(&url("capacitor://localhost")));
    let site = site_for_cookies(&Client::top_level(page), standard());
    let request = SameSiteRequest {
        site_for_cookies: Some(&site),
        url_origins: &[origin("https://localhost")],
        reload_of: None,
    };
    assert_eq!(cause(same_site_status(request, standard())), ["cross-scheme"]);
    let elsewhere = SameSiteRequest { url_origins: &[origin(A)], ..request };
    assert_eq!(cause(same_site_status(elsewhere, standard())), ["cross-site-initiator"]);
}

#[test]
fn a_file_has_an_opaque_origin() {
    assert_eq!(serialize_origin(&document_origin(&url("file:///a.html"))), "null");
}
