//! How each edit changes a question.

use matrix::{FetchCredentials, FetchValues, RequestApi, RequestMechanism};
use run_model::evidence::cookie_pair;
use spec_model::document_origin;
use url::Url;

use crate::edit::SuggestedEdit;
use crate::edit::encoding::{behind_semicolon, percent_encoded};
use crate::edit::list_fields::mend_lists;
use crate::edit::name_prefix::{below_host_prefix, secure_prefix};
use crate::edit::preflight::{completed_preflight, tokens};
use crate::http::response_head::ResponseHead;
use crate::question::{PriorCookie, Question, document_url};
use crate::set_cookie::attributes::{
    LineLifetime, attribute_name, attributes, has_attribute, has_vain_expires, has_vain_max_age,
    lifetime_secs, same_attribute, with_attribute, with_pair, without_attribute,
};
use crate::set_cookie::missing_signs::with_missing_signs;

/// The name that a cookie without one gets.
pub(super) const SAMPLE_NAME: &str = "sid";

impl SuggestedEdit {
    /// Makes the change.
    pub fn apply(&self, question: &mut Question) {
        match self {
            Self::AllowCredentials => {
                for head in question.cross_origin_heads() {
                    head.set("Access-Control-Allow-Credentials", "true");
                }
            }
            Self::AllowOrigin => {
                let origin = question.client_origin();
                for head in question.cross_origin_heads() {
                    head.set("Access-Control-Allow-Origin", &origin);
                }
            }
            Self::EchoOrigin { .. } => {
                Self::AllowOrigin.apply(question);
                question.cross_origin_heads().for_each(ResponseHead::vary_by_origin);
            }
            Self::ResourcePolicy(policy) => {
                question.response.set("Cross-Origin-Resource-Policy", policy);
            }
            Self::Credentials => {
                let request = &mut question.request;
                request.api = with_credentials(request.api);
                if request.init.values == FetchValues::UnknownCredentials {
                    request.init.values = FetchValues::Taken;
                }
            }
            Self::LaterCredentials => {
                if let Some(then) = &mut question.follow_up {
                    then.request.api = with_credentials(then.request.api);
                }
            }
            Self::CorsMode => {
                if let RequestApi::FetchNoCors(credentials) = question.request.api {
                    question.request.api = RequestApi::Fetch(credentials);
                }
            }
            Self::DirectRequest => {
                if let Some(url) = question.direct_url() {
                    let is_of_preflight =
                        question.preflight.take_if(|head| head.redirects_to().is_some()).is_some();
                    question.url = url;
                    if !is_of_preflight {
                        question.redirects.clear();
                    }
                }
            }
            Self::NoCrossorigin => {
                question.request.api = RequestApi::Mechanism(RequestMechanism::Script);
            }
            Self::Domain(domain) | Self::MeantDomain(domain) => {
                on_lines(question, |line| with_attribute(line, &format!("Domain={domain}")))
            }
            Self::ExposeField(name) => {
                let list = "Access-Control-Expose-Headers";
                mend_lists(&mut question.response, list);
                let listed = tokens(&question.response, list);
                if !listed.iter().any(|one| one.eq_ignore_ascii_case(name)) {
                    question.response.add_to_list(list, name);
                }
            }
            Self::HttpsPage => {
                let old = question.client_origin();
                let page = question.page.clone();
                let then = question.follow_up.iter_mut().map(|then| &mut then.document);
                then.filter(|document| document.page.origin() == page.origin())
                    .for_each(|document| document.frames.iter_mut().for_each(secure));
                if page.origin() == question.url.origin() {
                    secure(&mut question.url);
                }
                question.urls_of_origin(&page).for_each(secure);
                secure(&mut question.page);
                question.frames.iter_mut().for_each(secure);
                let new = question.client_origin();
                // A server that answers with the origin of the page keeps doing so.
                for head in std::iter::once(&mut question.response).chain(&mut question.preflight) {
                    head.replace("Access-Control-Allow-Origin", &old, &new);
                }
            }
            Self::HttpsRequest => {
                if question.client().origin() != question.url.origin() {
                    let api = question.url.clone();
                    question.urls_of_origin(&api).for_each(secure);
                    secure(&mut question.url);
                }
            }
            Self::HttpsLaterRequest => {
                if let Some(then) = &mut question.follow_up {
                    // The document comes from where the request goes.
                    let origin = then.url.origin();
                    let document = &mut then.document;
                    let urls = document.frames.iter_mut().chain([&mut document.page]);
                    urls.filter(|url| url.origin() == origin).for_each(secure);
                    secure(&mut then.url);
                }
            }
            Self::HttpsRedirect => question.secure_redirects(),
            Self::OwnHost => {
                let host = question.client().host_str().map(str::to_owned);
                let api = question.url.clone();
                // All are http or https, so the host can be set.
                for url in question.urls_of_origin(&api) {
                    _ = url.set_host(host.as_deref());
                }
                _ = question.url.set_host(host.as_deref());
            }
            Self::UpperCaseMethod => question.request.method.make_ascii_uppercase(),
            Self::NoRequestHeader(name) => {
                question.request.headers.retain(|(one, _)| !one.eq_ignore_ascii_case(name));
            }
            Self::SplitCookies => question.heads_mut().for_each(ResponseHead::split_folded_cookies),
            Self::CookieName => on_lines(question, |line| match cookie_pair(line) {
                ("", value) => with_pair(line, SAMPLE_NAME, value),
                _ => line.to_owned(),
            }),
            Self::SecurePrefix(domain) => on_lines(question, |line| {
                let (name, value) = cookie_pair(line);
                match below_host_prefix(name) {
                    Some((prefix, rest)) => {
                        let renamed = with_pair(line, &format!("{prefix}{rest}"), value);
                        with_attribute(&renamed, &format!("Domain={domain}"))
                    }
                    None => line.to_owned(),
                }
            }),
            Self::LeadingSemicolon => on_lines(question, |line| {
                behind_semicolon(line).map_or_else(|| line.to_owned(), str::to_owned)
            }),
            Self::PercentEncode => on_lines(question, percent_encoded),
            Self::NoSecure => on_lines(question, |line| leave_out(line, "Secure")),
            Self::NoSecureNorPrefix => on_lines(question, |line| {
                let (name, value) = cookie_pair(line);
                secure_prefix(name).map_or_else(
                    || line.to_owned(),
                    |(_, bare)| leave_out(&with_pair(line, bare, value), "Secure"),
                )
            }),
            Self::SendOnce(name) => {
                let values: Vec<String> =
                    question.response.values(name).map(|value| value.trim().to_owned()).collect();
                if let [first, others @ ..] = values.as_slice()
                    && !others.is_empty()
                    && others.iter().all(|other| other == first)
                {
                    question.response.set(name, first);
                }
            }
            Self::NoDomain => on_lines(question, |line| leave_out(line, "Domain")),
            Self::NoHttpOnly => on_lines(question, |line| leave_out(line, "HttpOnly")),
            Self::HttpOnly => on_lines(question, |line| ensure_attribute(line, "HttpOnly")),
            Self::NoPastExpires => {
                let now = question.now;
                on_lines(question, |line| match LineLifetime::of(line, now) {
                    LineLifetime::Past { .. } => without_attribute(line, "Expires"),
                    LineLifetime::Lasts if has_vain_expires(line, now) => {
                        without_attribute(line, "Expires")
                    }
                    LineLifetime::Lasts | LineLifetime::Deletes => line.to_owned(),
                });
            }
            Self::NoMaxAge => on_lines(question, |line| {
                if has_vain_max_age(line) {
                    without_attribute(line, "Max-Age")
                } else {
                    line.to_owned()
                }
            }),
            Self::MaxAge(secs) => {
                let now = question.now;
                on_lines(question, |line| match lifetime_secs(line, now) {
                    Some(_) => {
                        let bare = without_attribute(line, "Expires");
                        with_attribute(&bare, &format!("Max-Age={secs}"))
                    }
                    None => line.to_owned(),
                });
            }
            Self::NoPartitioned => on_lines(question, |line| leave_out(line, "Partitioned")),
            Self::Partitioned => on_lines(question, |line| ensure_attribute(line, "Partitioned")),
            Self::Path(path) => {
                on_lines(question, |line| ensure_attribute(line, &format!("Path={path}")))
            }
            Self::Preflight { .. } => {
                question.preflight = Some(completed_preflight(question));
            }
            Self::SameSiteLax => on_lines(question, |line| {
                if has_attribute(line, "samesite") {
                    ensure_attribute(line, "SameSite=Lax")
                } else {
                    line.to_owned()
                }
            }),
            Self::SameSiteNone => {
                on_lines(question, |line| ensure_attribute(line, "SameSite=None"))
            }
            Self::Secure => on_lines(question, |line| ensure_attribute(line, "Secure")),
        }
    }
}

impl Question {
    /// Returns the responses that must allow the document's origin, the last one among them.
    fn cross_origin_heads(&mut self) -> impl Iterator<Item = &mut ResponseHead> {
        let places = self.cross_origin_redirects();
        let last = self.redirects.len();
        let heads = self.heads_mut().enumerate();
        heads
            .filter(move |(place, _)| *place == last || places.contains(place))
            .map(|(_, head)| head)
    }

    /// Returns the positions of the redirects that have to allow the document's origin: those of
    /// another origin, where one sets a cookie and cannot be gone round.
    pub(super) fn cross_origin_redirects(&self) -> Vec<usize> {
        let sets_cookie = |head: &ResponseHead| head.values("Set-Cookie").next().is_some();
        if !self.redirects.iter().any(sets_cookie) {
            return Vec::new();
        }
        let client = document_origin(self.client());
        let urls = std::iter::once(self.url.clone()).chain(self.redirect_urls());
        let answered = urls.take(self.redirects.len()).enumerate();
        answered.filter(|(_, url)| document_origin(url) != client).map(|(place, _)| place).collect()
    }

    /// Lets the redirects that lead from https to http lead to https.
    fn secure_redirects(&mut self) {
        let mut url = self.url.clone();
        for head in self.heads_mut() {
            let location = head.redirects_to().and_then(|location| url.join(location).ok());
            let Some(mut next) = location else { return };
            if url.scheme() == "https" && next.scheme() == "http" {
                secure(&mut next);
                head.set("Location", next.as_str());
            }
            url = next;
        }
    }

    /// Returns the other URLs of an origin: of the later request, its document, and where cookies
    /// were set before.
    fn urls_of_origin(&mut self, of: &Url) -> impl Iterator<Item = &mut Url> {
        let origin = of.origin();
        let then = self.follow_up.iter_mut().flat_map(|then| {
            let documents = then.document.frames.iter_mut().chain([&mut then.document.page]);
            documents.chain([&mut then.url])
        });
        let visits = self.prior.iter_mut().filter_map(PriorCookie::set_by_mut);
        then.chain(visits).filter(move |url| document_url(url).origin() == origin)
    }
}

impl ResponseHead {
    /// Gives a field this value, once.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let place = self.headers.iter().position(|(field, _)| field.eq_ignore_ascii_case(name));
        match place {
            Some(place) => {
                self.headers[place].1 = value.to_owned();
                let mut number = 0;
                self.headers.retain(|(field, _)| {
                    number += 1;
                    number - 1 <= place || !field.eq_ignore_ascii_case(name)
                });
            }
            None => self.headers.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Adds an entry to a list, behind what is there.
    pub(super) fn add_to_list(&mut self, name: &str, entry: &str) {
        let field = self.headers.iter_mut().rfind(|(field, _)| field.eq_ignore_ascii_case(name));
        match field {
            Some((_, value)) if value.trim().is_empty() => entry.clone_into(value),
            Some((_, value)) => *value = format!("{}, {entry}", value.trim_end_matches([' ', ','])),
            None => self.headers.push((name.to_owned(), entry.to_owned())),
        }
    }

    fn replace(&mut self, name: &str, old: &str, new: &str) {
        for (field, value) in &mut self.headers {
            if field.eq_ignore_ascii_case(name) && value == old {
                new.clone_into(value);
            }
        }
    }
}

/// Changes the scheme to https; a port that is written out stays.
fn secure(url: &mut Url) {
    let secure = match url.scheme() {
        "http" => "https",
        "ws" => "wss",
        _ => return,
    };
    url.set_scheme(secure).expect("all of them are special schemes");
}

fn on_lines(question: &mut Question, change: impl Fn(&str) -> String) {
    // A line that is written anew keeps no sign missing.
    let change = |line: &str| {
        let changed = change(line);
        if changed == *line { changed } else { change(&with_missing_signs(line)) }
    };
    let is_cookie = |name: &str| name.eq_ignore_ascii_case("Set-Cookie");
    let is_set = question.set_cookie_lines().next().is_some();
    for (name, value) in question.heads_mut().flat_map(|head| &mut head.headers) {
        if is_cookie(name) {
            *value = change(value);
        }
    }
    // Where no cookie comes, those that were there before are asked about.
    for prior in &mut question.prior {
        if !is_set {
            *prior.line_mut() = change(prior.line());
        }
    }
}

/// Returns the line without this attribute, as it is where it has none.
fn leave_out(line: &str, name: &str) -> String {
    if has_attribute(line, &name.to_ascii_lowercase()) {
        without_attribute(line, name)
    } else {
        line.to_owned()
    }
}

/// Returns the line with the attribute, as it is where the attribute already counts.
fn ensure_attribute(line: &str, attribute: &str) -> String {
    let name = attribute_name(attribute);
    let last = attributes(line).filter(|one| attribute_name(one) == name).last();
    let is_flag = !attribute.contains('=');
    let counts = last.is_some_and(|last| is_flag || same_attribute(last, attribute));
    if counts { line.to_owned() } else { with_attribute(line, attribute) }
}

/// Returns how a request is made with credentials in place of without.
fn with_credentials(api: RequestApi) -> RequestApi {
    match api {
        RequestApi::Fetch(_) => RequestApi::Fetch(FetchCredentials::Include),
        RequestApi::FetchNoCors(_) => RequestApi::FetchNoCors(FetchCredentials::Include),
        RequestApi::Mechanism(RequestMechanism::EventSource) => {
            RequestApi::Mechanism(RequestMechanism::EventSourceWithCredentials)
        }
        // A module's request is that of a classic script with the same `crossorigin`.
        RequestApi::Mechanism(
            RequestMechanism::ModuleScript | RequestMechanism::ScriptAnonymous,
        ) => RequestApi::Mechanism(RequestMechanism::ScriptUseCredentials),
        // The others have credentials, or cannot have them.
        RequestApi::Mechanism(_) => api,
        RequestApi::Xhr { upload, .. } => RequestApi::Xhr { with_credentials: true, upload },
    }
}
