//! The Cookie Store API: what `cookieStore.set()` and `cookieStore.delete()` make of their
//! arguments before anything is stored.

use std::borrow::Cow;

use url::{Host, Url};

use crate::codes::codes;
use crate::context::CookieContext;
use crate::host::{PublicSuffixes, public_suffix};
use crate::matching::default_path;
use crate::policy::ThirdPartyCookies;
use crate::quirk::{Quirk, QuirkSet};
use crate::reason::Reason;
use crate::set_cookie::{
    MAX_ATTRIBUTE_VALUE_OCTETS, MAX_NAME_VALUE_OCTETS, ParsedSetCookie, PathAttribute, SameSite,
    SetCookie, is_control, trim_wsp,
};
use crate::storage::has_prefix;
use crate::time::Timestamp;
use crate::user_agent::UserAgent;

codes! {
    /// Why a call of the Cookie Store API is rejected with a TypeError, in order of evaluation.
    CookieStoreFailure or Quirk {
        ForbiddenChar = "cookie-store-forbidden-char", COOKIE_STORE_SET, "Name or value holds `;` \
         or a control character other than tab.";
        NameWithEquals = "cookie-store-name-with-equals", COOKIE_STORE_SET, "The name holds `=`.";
        NamelessWithEquals = "cookie-store-nameless-with-equals", COOKIE_STORE_SET,
            "The name is empty and the value holds `=`.";
        Empty = "cookie-store-empty", COOKIE_STORE_SET, "Name and value are both empty.";
        NamelessPrefix = "cookie-store-nameless-prefix", COOKIE_STORE_SET, "The name is empty and \
         the value begins with a prefix of names.";
        HttpPrefix = "cookie-store-http-prefix", COOKIE_STORE_SET, "A name that begins with \
         `__Http-` or `__Host-Http-` is not for script.";
        TooLong = "cookie-store-too-long", COOKIE_STORE_SET, "Name and value together are longer \
         than 4096 octets.";
        DomainLeadingDot = "cookie-store-domain-leading-dot", COOKIE_STORE_SET,
            "The domain begins with a dot.";
        DomainWithHostPrefix = "cookie-store-domain-with-host-prefix", COOKIE_STORE_SET,
            "A name that begins with `__Host-` goes without a domain.";
        DomainMismatch = "cookie-store-domain-mismatch", COOKIE_STORE_SET, "The domain is neither \
         the host nor a registrable domain suffix of it.";
        PathRelative = "cookie-store-path-relative", COOKIE_STORE_SET, "The path does not begin \
         with `/`.";
        PathWithHostPrefix = "cookie-store-path-with-host-prefix", COOKIE_STORE_SET,
            "A name that begins with `__Host-` goes with the path `/`.";
        AttributeTooLong = "cookie-store-attribute-too-long", COOKIE_STORE_SET, "Domain or path \
         is longer than 1024 octets.";
    }
}

/// What a script gives to `cookieStore.set()`. There is no member for Secure, which is always set,
/// and none for HttpOnly.
///
/// Spec: [Cookie Store, CookieInit](https://cookiestore.spec.whatwg.org/#dictdef-cookieinit).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieInit {
    /// The name; may be empty.
    pub name: String,
    /// The value.
    pub value: String,
    /// When the cookie expires; `None` for a cookie of the session.
    pub expires: Option<Timestamp>,
    /// The domain; `None` for the host alone.
    pub domain: Option<String>,
    /// The path; empty for the default-path.
    pub path: String,
    /// The enforcement, which is one of the three.
    pub same_site: SameSite,
    /// Whether the cookie is to be partitioned.
    pub partitioned: bool,
    /// Whether `cookieStore.delete()` is given it.
    pub is_deletion: bool,
}

impl CookieInit {
    /// Returns what `cookieStore.set(name, value)` stands for: the defaults of all other members.
    pub fn new(name: &str, value: &str) -> Self {
        let (name, value, path) = (name.to_owned(), value.to_owned(), "/".to_owned());
        Self {
            name,
            value,
            expires: None,
            domain: None,
            path,
            same_site: SameSite::Strict,
            partitioned: false,
            is_deletion: false,
        }
    }

    /// Returns what `cookieStore.delete(name)` sets: a cookie that is expired.
    ///
    /// Spec: [Cookie Store, delete a cookie](https://cookiestore.spec.whatwg.org/#delete-a-cookie).
    pub fn deletion(name: &str) -> Self {
        let value = if trim_wsp(name.as_bytes()).is_empty() { "deleted" } else { "" };
        Self { expires: Some(Timestamp::MIN), is_deletion: true, ..Self::new(name, value) }
    }

    /// Returns the cookie that a document at `url` sets by this, or all the rules by which the call
    /// is rejected. The cookie is stored, or not, as one that comes from a "non-HTTP" API: in the
    /// context of [`CookieContext::of_script`](crate::CookieContext::of_script).
    ///
    /// Spec: [Cookie Store, set a cookie](https://cookiestore.spec.whatwg.org/#set-a-cookie).
    ///
    /// # Errors
    /// The rules in order of evaluation, which goes on after a violation; never none.
    pub fn cookie(
        &self,
        url: &Url,
        user_agent: UserAgent<'_>,
    ) -> Result<SetCookie<'_>, Vec<CookieStoreFailure>> {
        // Steps 1 and 2.
        let (name, value) = (trim_wsp(self.name.as_bytes()), trim_wsp(self.value.as_bytes()));
        let (mut failures, quirks) = (CallFailures::default(), user_agent.quirks());
        failures.of_name_and_value(name, value, quirks);
        let has_host_prefix = has_prefix(name, b"__Host-");
        // Step 11, or the quirk that an empty domain is none.
        let is_given =
            |domain: &&str| !domain.is_empty() || !quirks.has(Quirk::StoreTakesTheEmptyDomain);
        let domain = self.domain.as_deref().filter(is_given).and_then(|domain| {
            failures.add_if(domain.starts_with('.'), CookieStoreFailure::DomainLeadingDot);
            failures.add_if(has_host_prefix, CookieStoreFailure::DomainWithHostPrefix);
            let domain = registrable_suffix_or_equal(domain, url, user_agent.public_suffixes);
            failures.add_if(domain.is_none(), CookieStoreFailure::DomainMismatch);
            let is_too_long =
                domain.as_ref().is_some_and(|domain| domain.len() > MAX_ATTRIBUTE_VALUE_OCTETS);
            failures.add_if(is_too_long, CookieStoreFailure::AttributeTooLong);
            domain
        });
        // Steps 13 to 17.
        failures.refuse_by(self.path.is_empty(), Quirk::StoreRefusesTheEmptyPath, quirks);
        let path = if self.path.is_empty() { default_path(url.path()) } else { &self.path };
        failures.add_if(!path.starts_with('/'), CookieStoreFailure::PathRelative);
        failures.add_if(has_host_prefix && path != "/", CookieStoreFailure::PathWithHostPrefix);
        failures
            .add_if(path.len() > MAX_ATTRIBUTE_VALUE_OCTETS, CookieStoreFailure::AttributeTooLong);
        if !failures.0.is_empty() {
            return Err(failures.0);
        }
        // Quirk: a path ends in "/".
        let is_open = !self.path.is_empty() && !self.path.ends_with('/');
        let path = if is_open && quirks.has(Quirk::StorePathGetsASlash) {
            Cow::Owned([self.path.as_bytes(), b"/"].concat())
        } else {
            Cow::Borrowed(self.path.as_bytes())
        };
        // Steps 12 and 18 to 21.
        Ok(SetCookie {
            name,
            value,
            expires: self.expires,
            max_age_secs: None,
            domain: domain.map(|domain| Cow::Owned(domain.into_bytes())),
            path: Some(if self.path.is_empty() {
                PathAttribute::DefaultPath
            } else {
                PathAttribute::Given(path)
            }),
            secure: true,
            http_only: false,
            same_site: self.same_site,
            partitioned: self.partitioned,
        })
    }

    /// Returns the same in the form of a line that was parsed, with one rule for all those by which
    /// the call is rejected. The context is the one in which it is to be stored.
    pub fn parsed(&self, url: &Url, context: &CookieContext<'_>) -> ParsedSetCookie<'_> {
        match self.cookie(url, context.user_agent) {
            Ok(mut cookie) => {
                cookie.partitioned &= heeds_partitioned(context);
                let is_deletion = self.is_deletion;
                ParsedSetCookie { cookie, is_deletion, ..ParsedSetCookie::default() }
            }
            Err(_) => {
                let cookie = SetCookie {
                    name: self.name.as_bytes(),
                    value: self.value.as_bytes(),
                    secure: true,
                    ..SetCookie::default()
                };
                ParsedSetCookie {
                    cookie,
                    reasons: vec![Reason::CookieStoreTypeError],
                    ..ParsedSetCookie::default()
                }
            }
        }
    }
}

/// Whether `partitioned` counts, as the standard has it.
fn heeds_partitioned(context: &CookieContext<'_>) -> bool {
    let policy = context.user_agent.policy();
    let is_only_way = context.is_under_third_party_policy()
        && policy.third_party_cookies == ThirdPartyCookies::Block;
    // Quirk: it does not, unless the document can set no other cookies.
    is_only_way || !context.user_agent.has(Quirk::StoreIgnoresPartitioned)
}

#[derive(Debug, Default)]
struct CallFailures(Vec<CookieStoreFailure>);

impl CallFailures {
    fn add_if(&mut self, condition: bool, failure: CookieStoreFailure) {
        if condition && !self.0.contains(&failure) {
            self.0.push(failure);
        }
    }

    fn refuse_by(&mut self, condition: bool, quirk: Quirk, quirks: QuirkSet) {
        self.add_if(condition && quirks.has(quirk), CookieStoreFailure::Quirk(quirk));
    }

    /// Steps 3 to 9.
    fn of_name_and_value(&mut self, name: &[u8], value: &[u8], quirks: QuirkSet) {
        // Quirk: of the prefixes `__Host-` is known alone, further down.
        let knows_prefixes = !quirks.has(Quirk::StoreKnowsHostPrefixAlone);
        // Quirk, as of lines.
        self.refuse_by(name.is_empty(), Quirk::NoNamelessCookies, quirks);
        let is_forbidden = |octet: &u8| *octet == b';' || is_control(*octet);
        self.add_if(name.iter().chain(value).any(is_forbidden), CookieStoreFailure::ForbiddenChar);
        self.refuse_by(name.contains(&b'\t'), Quirk::StoreRefusesTabsInNames, quirks);
        self.add_if(name.contains(&b'='), CookieStoreFailure::NameWithEquals);
        if name.is_empty() {
            self.add_if(value.contains(&b'='), CookieStoreFailure::NamelessWithEquals);
            self.add_if(value.is_empty(), CookieStoreFailure::Empty);
            // `__Host-Http-` begins with `__Host-`.
            let prefixes: [&[u8]; 3] = [b"__Host-", b"__Http-", b"__Secure-"];
            self.add_if(
                knows_prefixes && prefixes.iter().any(|prefix| has_prefix(value, prefix)),
                CookieStoreFailure::NamelessPrefix,
            );
        }
        let is_for_http = has_prefix(name, b"__Host-Http-") || has_prefix(name, b"__Http-");
        self.add_if(knows_prefixes && is_for_http, CookieStoreFailure::HttpPrefix);
        // The last one, or the quirk that it is missing.
        let of_name = if quirks.has(Quirk::ValueAloneIsLimited) { 0 } else { name.len() };
        let is_too_long = of_name + value.len() > MAX_NAME_VALUE_OCTETS;
        self.add_if(
            is_too_long && !quirks.has(Quirk::StoreHasNoLimit),
            CookieStoreFailure::TooLong,
        );
    }
}

/// Returns the domain in canonical form if it is the host of `url` or a registrable domain suffix
/// of it.
///
/// Spec: [HTML, is a registrable domain suffix of or is equal
/// to](https://html.spec.whatwg.org/multipage/browsers.html#is-a-registrable-domain-suffix-of-or-is-equal-to).
fn registrable_suffix_or_equal(
    domain: &str,
    url: &Url,
    public_suffixes: &dyn PublicSuffixes,
) -> Option<String> {
    // Steps 1 to 3: the empty string is no host.
    let domain = Host::parse(domain).ok()?.to_string();
    let host = url.host_str()?;
    // Step 4. An address has no public suffix, and so no suffix at all.
    let is_suffix = || {
        let suffix = public_suffix(host, public_suffixes)?;
        // Neither the public suffix nor an end of it.
        let is_below_public_suffix = domain.len() > suffix.len();
        let is_proper_suffix =
            host.strip_suffix(domain.as_str()).is_some_and(|labels| labels.ends_with('.'));
        (is_below_public_suffix && is_proper_suffix).then_some(())
    };
    (domain == host || is_suffix().is_some()).then_some(domain)
}
