//! The rules of cookies and CORS as pure functions: RFC 6265bis-22, Layered Cookies-02, CHIPS,
//! Fetch and the Cookie Store API.
//!
//! A question such as "is this cookie stored?" is answered with a [`Decision`]: all the rules that
//! were violated, in the order in which the text evaluates them, the first one being the reason.
//! Each reason has a code, a sentence and a link to its section. What the standards leave to the
//! user agent is a [`Policy`], and where an engine departs from them a [`Quirk`]: together they are
//! an [`EngineModel`], which is plain data.
//!
//! This crate does no I/O, reads no clock, no environment and no randomness, and never panics on
//! input. Whatever a text says, it says here once; nobody else decides about a cookie or a CORS
//! response.
//!
//! ```
//! use spec_model::{CookieContext, CookieJar, EngineModel, Reason, Timestamp, UserAgent};
//!
//! let model = EngineModel::standard();
//! let url = url::Url::parse("https://www.example.com/login")?;
//! let page = CookieContext::first_party(&url, Timestamp(0), UserAgent::new(&model));
//! let mut jar = CookieJar::default();
//! jar.receive(b"a=1; Secure; SameSite=None", &page);
//! let refused = jar.receive(b"b=2; SameSite=None", &page);
//! assert_eq!(refused.decision().reason(), Some(Reason::SameSiteNoneRequiresSecure));
//! assert_eq!(jar.retrieve(&page).cookie_string(), b"a=1");
//! # Ok::<(), url::ParseError>(())
//! ```

mod codes;
mod context;
mod cookie_date;
mod cookie_store;
mod decision;
mod document_cookie;
pub mod fetch;
mod host;
mod jar;
mod matching;
mod note;
mod policy;
mod policy_key;
mod quirk;
mod reason;
mod retrieval;
mod section;
mod set_cookie;
mod site;
mod storage;
mod storage_access;
mod suffix_rules;
mod time;
mod user_agent;
pub mod vectors;

pub use context::{
    CookieApi, CookieContext, CookieTarget, NavigationKind, PartitionKey, Party,
    frame_storage_access, is_localhost_name, is_loopback_host, is_safe_method, partition_key,
    party,
};
pub use cookie_date::{parse_cookie_date, serialize_cookie_date};
pub use cookie_store::{CookieInit, CookieStoreFailure};
pub use decision::Decision;
pub use document_cookie::{BrowsingContext, document_cookie_gate};
pub use host::{BuiltInPublicSuffixes, PublicSuffixes, public_suffix, registrable_domain};
pub use jar::{CookieJar, RetrievedCookies, StoreOutcome};
pub use matching::{
    CanonicalizeHostError, canonicalize_host, default_path, domain_match, path_match,
};
pub use note::{CrossSiteCause, Diagnosis, Note};
pub use policy::{
    BareCr, CookieLimits, CookieSupport, CountedTogether, EvictionLimit, FirstPartyAfterThird,
    HttpPrefixes, LocalhostNames, LoopbackHttp, OddInput, PartitionKeyAncestor,
    PartitionedAttribute, PartyBy, PartyByAncestors, Policy, PrefetchRequests, RedirectChain,
    SameSiteDefault, SameSiteScheme, SandboxedSite, StorageAccessRequests, ThirdPartyCookies,
    UnknownPolicyValue,
};
pub use policy_key::PolicyKey;
pub use quirk::{Quirk, QuirkSet, UnknownQuirk};
pub use reason::Reason;
pub use retrieval::{decide_retrieve, serialize_cookies};
pub use section::StandardSection;
pub use set_cookie::{
    ParsedSetCookie, PathAttribute, SameSite, SetCookie, parse_set_cookie, serialize_set_cookie,
};
pub use site::{
    Client, SameSiteRequest, SameSiteStatus, Site, SiteForCookies, StorageAccess, document_origin,
    navigation_site_for_cookies, request_site_for_cookies, request_url_origin, same_site,
    same_site_status, script_same_site_status, serialize_origin, service_worker_site_for_cookies,
    shared_worker_site_for_cookies, site, site_for_cookies,
};
pub use storage::{StoreDecision, StoredCookie, decide_store};
pub use storage_access::{StorageAccessPermission, storage_access_decision};
pub use time::Timestamp;
pub use user_agent::{EngineModel, UserAgent};
