//! A document as the rules see it: where it is, and which documents stand above it.

use matrix::{CookieReader, StorageAccessAnswer};
use spec_model::fetch::secure_context_decision;
use spec_model::{
    BrowsingContext, Client, CookieContext, Decision, Party, SameSiteRequest, SiteForCookies,
    StorageAccess, StorageAccessPermission, Timestamp, UserAgent, document_cookie_gate,
    document_origin, frame_storage_access, is_safe_method, navigation_site_for_cookies, party,
    request_site_for_cookies, request_url_origin, same_site_status,
    service_worker_site_for_cookies, shared_worker_site_for_cookies, storage_access_decision,
};
use url::{Origin, Url};

use crate::decisions::both;
use crate::fetch_parameters::RequestInitiator;

/// The time at which everything happens: 1 September 2026.
///
/// It stands still but where cookies are to be some time old, as no other rule that a cell tests
/// turns on time passing: a cookie lives longer than a batch lasts, or is expired when it arrives.
/// So predictions are the same every day, and the reference engine needs no clock to agree with
/// them.
pub const NOW: Timestamp = Timestamp(1_788_220_800);

/// A document that makes requests and reads cookies.
#[derive(Clone, Debug)]
pub struct ClientDocument {
    /// Where it is.
    pub url: Url,
    /// Its origin, and the origins of the documents above it.
    pub client: Client,
    site_for_cookies: SiteForCookies,
    navigator: TopLevelNavigator,
    /// What time it is there.
    pub now: Timestamp,
}

/// Who starts the top-level navigations of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TopLevelNavigator {
    /// Itself.
    Document,
    /// The user, who types an address: the document is the one that comes of it.
    User,
}

impl ClientDocument {
    /// Returns the document at `url` in nested frames of these origins, outermost first; its own is
    /// the last, and without any it is the top-level one.
    pub fn new(
        url: Url,
        top_level: Origin,
        frames: &[Origin],
        now: Timestamp,
        user_agent: UserAgent<'_>,
    ) -> Self {
        let client = Client::framed(top_level, frames);
        let site_for_cookies = request_site_for_cookies(&client, user_agent);
        Self { url, site_for_cookies, client, navigator: TopLevelNavigator::Document, now }
    }

    /// Returns what stands for the document of a navigation that the user starts, by typing an
    /// address or opening a bookmark.
    pub fn of_user(url: Url, now: Timestamp, user_agent: UserAgent<'_>) -> Self {
        let navigator = TopLevelNavigator::User;
        Self { navigator, ..Self::top_level(url, now, user_agent) }
    }

    /// Returns the document in a sandbox in which its origin is opaque.
    pub fn sandboxed(self, user_agent: UserAgent<'_>) -> Self {
        let client = self.client.sandboxed();
        Self { site_for_cookies: request_site_for_cookies(&client, user_agent), client, ..self }
    }

    /// Decides whether it is given storage access when it asks.
    pub fn storage_access_decision(
        &self,
        answer: Option<StorageAccessAnswer>,
        user_agent: UserAgent<'_>,
    ) -> Decision {
        let permission = match answer {
            None => StorageAccessPermission::Prompt,
            Some(StorageAccessAnswer::Denied) => StorageAccessPermission::Denied,
            Some(StorageAccessAnswer::Granted) => StorageAccessPermission::Granted,
        };
        storage_access_decision(&self.client, permission, user_agent)
    }

    /// Gives it storage access.
    pub fn activate_storage_access(&mut self) {
        self.client.storage_access = StorageAccess::Active;
    }

    /// Returns the top-level document at `url`.
    pub fn top_level(url: Url, now: Timestamp, user_agent: UserAgent<'_>) -> Self {
        let origin = document_origin(&url);
        Self::new(url, origin, &[], now, user_agent)
    }

    /// Returns the context of the cookies of a request that it starts, at the last of the URLs that
    /// it goes to.
    ///
    /// # Panics
    /// If there is no URL.
    pub fn context<'a>(
        &self,
        initiator: RequestInitiator,
        url_list: &[Url],
        method: &str,
        user_agent: UserAgent<'a>,
    ) -> CookieContext<'a> {
        let url = url_list.last().expect("a request is made to a URL");
        let same_site = |site_for_cookies: &SiteForCookies| {
            let is_of_user = self.navigator == TopLevelNavigator::User;
            let url_origins: Vec<Origin> = url_list.iter().map(request_url_origin).collect();
            let request = SameSiteRequest {
                site_for_cookies: Some(site_for_cookies).filter(|_| !is_of_user),
                url_origins: &url_origins,
                reload_of: None,
            };
            same_site_status(request, user_agent)
        };
        let of_client = |same_site| {
            CookieContext::of_client(url, &self.client, same_site, self.now, user_agent)
        };
        let of_navigation =
            |same_site| CookieContext::of_navigation(url, same_site, self.now, user_agent);
        let is_redirected_by_third_party = url_list[..url_list.len() - 1]
            .iter()
            .any(|url| party(url, &self.client, user_agent) == Party::Third);
        let context = match initiator {
            RequestInitiator::Document => of_client(same_site(&self.site_for_cookies)),
            RequestInitiator::Frame => CookieContext {
                storage_access: frame_storage_access(url, &self.client, user_agent),
                ..of_client(same_site(&self.site_for_cookies))
            },
            RequestInitiator::Navigation => {
                of_navigation(same_site(&navigation_site_for_cookies(&self.client, user_agent)))
            }
            RequestInitiator::Refresh => of_navigation(same_site(
                &Self::top_level(self.url.clone(), self.now, user_agent).site_for_cookies,
            )),
            // Its party and its partition are those of the documents that it is registered for.
            RequestInitiator::ServiceWorker => {
                of_client(same_site(&service_worker_site_for_cookies(&self.client, user_agent)))
            }
            RequestInitiator::SharedWorker => {
                of_client(same_site(&shared_worker_site_for_cookies(&self.client, user_agent)))
            }
        };
        CookieContext {
            method_is_safe: is_safe_method(method),
            redirected_by: if is_redirected_by_third_party { Party::Third } else { Party::First },
            ..context
        }
    }

    /// Returns the context of the cookies of a subrequest that it makes.
    pub fn request_context<'a>(&self, url: &Url, user_agent: UserAgent<'a>) -> CookieContext<'a> {
        self.context(RequestInitiator::Document, std::slice::from_ref(url), "GET", user_agent)
    }

    /// Returns the context in which its script reads and writes cookies.
    pub fn script_context<'a>(&self, user_agent: UserAgent<'a>) -> CookieContext<'a> {
        CookieContext::of_script(&self.url, &self.client, self.now, user_agent)
    }

    /// Decides whether its `document.cookie` reads and writes cookies at all.
    pub fn cookie_gate(&self) -> Decision {
        document_cookie_gate(&self.url, &self.client.origin, BrowsingContext::Present)
    }

    /// Decides whether its script can read cookies so at all.
    ///
    /// Spec: [Cookie Store API, CookieStore](https://cookiestore.spec.whatwg.org/#CookieStore): an
    /// interface of secure contexts.
    pub fn reader_gate(&self, reader: CookieReader, user_agent: UserAgent<'_>) -> Decision {
        match reader {
            CookieReader::DocumentCookie => self.cookie_gate(),
            CookieReader::CookieStore => {
                both(&secure_context_decision(&self.client, user_agent), &self.cookie_gate())
            }
        }
    }
}
