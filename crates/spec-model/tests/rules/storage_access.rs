//! Storage access.

use spec_model::{
    Client, CookieContext, CrossSiteCause, QuirkSet, SameSiteStatus, StorageAccess,
    StorageAccessPermission, StorageAccessRequests, ThirdPartyCookies, UserAgent, decide_retrieve,
    decide_store, parse_set_cookie, storage_access_decision,
};

use crate::kit::{Codes, NOW, codes, origin, page, rules, standard, url, user_agent};

const PAGE: &str = "https://www.example.com";
const FRAME: &str = "https://widget.example.net";
const SIBLING: &str = "https://api.example.net";

fn asking(frame: &str, permission: StorageAccessPermission, user_agent: UserAgent<'_>) -> Codes {
    codes(&storage_access_decision(
        &Client::framed(origin(PAGE), &[origin(frame)]),
        permission,
        user_agent,
    ))
}

rules! {
    storage_access_denied {
        is: asking(FRAME, StorageAccessPermission::Denied, standard()),
        not: asking(FRAME, StorageAccessPermission::Granted, standard()),
    }
}

#[test]
fn nobody_answers_a_document_whose_user_was_not_asked() {
    assert_eq!(
        asking(FRAME, StorageAccessPermission::Prompt, standard()),
        ["storage-access-denied"]
    );
}

#[test]
fn a_user_agent_may_refuse_what_the_user_grants() {
    let refusing =
        user_agent(|policy| policy.storage_access_requests = StorageAccessRequests::Refused);
    assert_eq!(
        asking(FRAME, StorageAccessPermission::Granted, refusing),
        ["storage-access-denied"]
    );
}

#[test]
fn a_document_on_the_top_level_site_needs_no_permission() {
    assert_eq!(
        asking("https://shop.example.com", StorageAccessPermission::Denied, standard()),
        Codes::new()
    );
}

#[test]
fn a_document_in_a_sandbox_has_no_access_to_be_given() {
    let client = Client::framed(origin(PAGE), &[origin(FRAME)]).sandboxed();
    assert_eq!(
        codes(&storage_access_decision(&client, StorageAccessPermission::Granted, standard())),
        ["opaque-origin"]
    );
}

/// A request of the frame, which has storage access, carries this cookie of a first party.
fn sent(target: &str, line: &str, user_agent: UserAgent<'static>) -> Codes {
    let stored = decide_store(&parse_set_cookie(line.as_bytes(), QuirkSet::NONE), &page(target));
    codes(&decide_retrieve(&stored.cookie, &by_frame_with_access(target, user_agent)))
}

fn by_frame_with_access(target: &str, user_agent: UserAgent<'static>) -> CookieContext<'static> {
    let client = Client {
        storage_access: StorageAccess::Active,
        ..Client::framed(origin(PAGE), &[origin(FRAME)])
    };
    let status = SameSiteStatus::CrossSite(CrossSiteCause::CrossSiteAncestor);
    CookieContext::of_client(&url(target), &client, status, NOW, user_agent)
}

#[test]
fn access_is_to_the_documents_own_origin_alone() {
    let blocking = user_agent(|policy| policy.third_party_cookies = ThirdPartyCookies::Block);
    let partitioning =
        user_agent(|policy| policy.third_party_cookies = ThirdPartyCookies::Partition);
    let none = "a=1; SameSite=None; Secure";
    for user_agent in [blocking, partitioning] {
        assert_eq!(sent(FRAME, none, user_agent), Codes::new());
    }
    assert_eq!(sent(SIBLING, none, blocking), ["third-party-blocked"]);
    assert_eq!(sent(SIBLING, none, partitioning), ["partition-mismatch"]);
}

#[test]
fn same_site_holds_with_access_too() {
    assert_eq!(
        sent(FRAME, "a=1; SameSite=Lax", standard()),
        ["samesite-lax-subresource", "cross-site-ancestor"]
    );
}

#[test]
fn what_is_set_with_access_is_a_first_partys() {
    let partitioning =
        user_agent(|policy| policy.third_party_cookies = ThirdPartyCookies::Partition);
    let stored = |line: &str| {
        decide_store(
            &parse_set_cookie(line.as_bytes(), QuirkSet::NONE),
            &by_frame_with_access(FRAME, partitioning),
        )
        .cookie
        .partition
    };
    assert_eq!(stored("a=1; SameSite=None; Secure"), None);
    assert!(stored("a=1; SameSite=None; Secure; Partitioned").is_some());
}
