//! Which changes could help a question.

use matrix::{RequestApi, RequestMechanism};
use run_model::evidence::cookie_pair;
use spec_model::fetch::is_cors_safelisted_method;
use spec_model::{BuiltInPublicSuffixes, PublicSuffixes, default_path, registrable_domain};
use url::{Host, Url};

use crate::answer::UserGoal;
use crate::edit::encoding::behind_semicolon;
use crate::edit::meant_domain::meant_domain;
use crate::edit::name_prefix::secure_prefix;
use crate::edit::preflight::is_ok;
use crate::edit::{DECISIVE_FIELDS, SuggestedEdit};
use crate::question::redirect_detour::RedirectDetour;
use crate::question::relation::{is_loopback, is_of_site};
use crate::question::{PriorCookie, Question};
use crate::set_cookie::attributes::{LineLifetime, attribute_name, attributes, lifetime_secs};

impl SuggestedEdit {
    /// Returns the changes that could help a question with at most one cookie.
    pub(crate) fn candidates(question: &Question, goals: &[UserGoal]) -> Vec<Self> {
        let mut candidates =
            vec![Self::HttpsPage, Self::HttpsRequest, Self::HttpsRedirect, Self::Credentials];
        if is_of_one_machine(question) {
            candidates.push(Self::OwnHost);
        }
        let is_foreign = RedirectDetour::of(question).is_some_and(|detour| detour.is_foreign());
        if question.direct_url().is_some() && !is_foreign {
            candidates.push(Self::DirectRequest);
        }
        if is_crossorigin(question.request.api) {
            candidates.push(Self::NoCrossorigin);
        }
        if let RequestApi::FetchNoCors(_) = question.request.api
            && (goals.contains(&UserGoal::Response)
                || !is_cors_safelisted_method(&question.request.method))
        {
            candidates.push(Self::CorsMode);
        }
        if question.follow_up.is_some() {
            candidates.extend([Self::LaterCredentials, Self::HttpsLaterRequest]);
        }
        let prior = question.prior.iter().map(PriorCookie::line);
        if let Some(line) = question.set_cookie_lines().chain(prior).next() {
            candidates.extend(Self::of_line(question, line, goals));
        }
        // Nobody changes what another site's server answers.
        if !is_foreign || question.redirects.is_empty() {
            candidates.extend(DECISIVE_FIELDS.map(Self::SendOnce));
            candidates.extend([Self::allowing_origin(question), Self::AllowCredentials]);
            candidates.extend(question.request.reads.clone().map(Self::ExposeField));
            candidates.extend(sufficient_policy(question).map(Self::ResourcePolicy));
        }
        if let Some(preflight) = &question.preflight {
            let bad_status = (!is_ok(preflight.status)).then_some(preflight.status);
            candidates.extend([Self::UpperCaseMethod, Self::Preflight { bad_status }]);
            let names = question.request.headers.iter().map(|(name, _)| name.clone());
            let names = names.filter(|name| !is_of_contract(name));
            candidates.extend(names.map(Self::NoRequestHeader));
        }
        candidates
    }

    fn of_line(question: &Question, line: &str, goals: &[UserGoal]) -> Vec<Self> {
        let mut candidates = vec![
            Self::SplitCookies,
            Self::NoPastExpires,
            Self::NoMaxAge,
            Self::Secure,
            // Of two that help alike, the one that loosens less comes first.
            Self::SameSiteLax,
            Self::NoDomain,
            Self::HttpOnly,
            Self::NoPartitioned,
            Self::Partitioned,
        ];
        // Of two paths that help alike, the one that widens less comes first.
        candidates.extend(shared_path(question, line, goals).map(Self::Path));
        candidates.push(Self::Path("/".to_owned()));
        // Two schemes of one site become one, which opens the cookie to no other site.
        if !differs_by_scheme_alone(question) {
            candidates.push(Self::SameSiteNone);
        }
        candidates.extend(meant_domain(line).map(Self::MeantDomain));
        let is_deletion = LineLifetime::of(line, question.now) == LineLifetime::Deletes;
        if is_deletion {
            candidates.push(Self::MaxAge(0));
        } else {
            // By another name, or with a longer life, a line deletes nothing.
            candidates.push(match behind_semicolon(line) {
                Some(_) => Self::LeadingSemicolon,
                None => Self::CookieName,
            });
            candidates.push(Self::PercentEncode);
            candidates.extend(sufficient_max_age(question, line).map(Self::MaxAge));
        }
        let to_be_read =
            |goal| matches!(goal, UserGoal::ReadableOnPage | UserGoal::ReadableOnTarget);
        let is_of_script = |cookie: &PriorCookie| match cookie {
            PriorCookie::Script { line: own } => own == line,
            PriorCookie::Visit { .. } | PriorCookie::Response { .. } => false,
        };
        if goals.iter().copied().any(to_be_read) || question.prior.iter().any(is_of_script) {
            candidates.push(Self::NoHttpOnly);
        }
        let is_host_prefixed = line.trim_start().to_ascii_lowercase().starts_with("__host-");
        let domain = shared_domain(question, goals).or_else(|| unlisted_domain(question));
        if let Some(domain) = domain {
            match (is_host_prefixed, is_deletion) {
                (false, _) => candidates.push(Self::Domain(domain)),
                (true, false) => candidates.push(Self::SecurePrefix(domain)),
                (true, true) => {}
            }
        }
        candidates.extend(attributes_of_prior(question, line));
        // Elsewhere than in development, http is what has to go.
        if is_for_development(&question.url) {
            candidates.push(match secure_prefix(cookie_pair(line).0) {
                Some(_) => Self::NoSecureNorPrefix,
                None => Self::NoSecure,
            });
        }
        candidates
    }
}

/// Returns the `Cross-Origin-Resource-Policy` that lets the document have the response, where it
/// has one.
fn sufficient_policy(question: &Question) -> Option<&'static str> {
    question.response.values("Cross-Origin-Resource-Policy").next()?;
    let (client, url) = (question.client(), question.last_url());
    let is_same = is_of_site(client, &url) && client.scheme() == url.scheme();
    Some(if is_same { "same-site" } else { "cross-origin" })
}

/// Returns whether an API needs a field of its requests: what they are written in, and who asks.
fn is_of_contract(name: &str) -> bool {
    ["authorization", "content-type"].iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Returns whether document and API are of one site, but for http and https.
fn differs_by_scheme_alone(question: &Question) -> bool {
    let (client, url) = (question.client(), &question.url);
    question.redirects.is_empty()
        && client.scheme() != url.scheme()
        && matches!((client.scheme(), url.scheme()), ("http" | "https", "http" | "https"))
        && is_of_site(client, url)
        && is_of_site(&question.page, url)
}

fn is_crossorigin(api: RequestApi) -> bool {
    matches!(
        api,
        RequestApi::Mechanism(
            RequestMechanism::ScriptAnonymous | RequestMechanism::ScriptUseCredentials
        )
    )
}

/// Returns whether the page's host name is probably one for the API too: both are on the machine of
/// the developer, which other machines, containers and emulators call by other names.
pub(crate) fn is_of_one_machine(question: &Question) -> bool {
    let (client, url) = (question.client(), &question.url);
    let is_of_lan = matches!(client.host(), Some(Host::Ipv4(address)) if address.is_private())
        || matches!(client.host(), Some(Host::Domain(name)) if name.ends_with(".local"));
    (is_loopback(client) && (is_loopback(url) || is_inner_host(url)))
        || (is_of_lan && is_loopback(url))
}

/// Returns whether a host has its name inside a container or an emulator alone.
pub(crate) fn is_inner_host(url: &Url) -> bool {
    const EMULATORS: [[u8; 4]; 2] = [[10, 0, 2, 2], [10, 0, 3, 2]];
    match url.host() {
        Some(Host::Domain("host.docker.internal" | "gateway.docker.internal")) => true,
        Some(Host::Domain(name)) => !name.contains('.') && !is_loopback(url),
        Some(Host::Ipv4(address)) => EMULATORS.contains(&address.octets()),
        Some(Host::Ipv6(_)) | None => false,
    }
}

/// Returns whether a URL is one of a development machine or of a local network.
fn is_for_development(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => !BuiltInPublicSuffixes.lists_suffix_of(name),
        Some(Host::Ipv4(address)) if address.is_private() => true,
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => is_loopback(url),
        None => false,
    }
}

/// Returns Domain and Path of the cookie that was there before under a line's name: a line that is
/// to replace or delete it needs the same.
fn attributes_of_prior(question: &Question, line: &str) -> Vec<SuggestedEdit> {
    let name = cookie_pair(line).0;
    let of_name =
        |prior: &&PriorCookie| cookie_pair(prior.line()).0 == name && prior.line() != line;
    let Some(prior) = question.prior.iter().find(of_name) else { return Vec::new() };
    let value = |name: &str| {
        let mut own = attributes(prior.line());
        let attribute = own.find(|attribute| attribute_name(attribute) == name)?;
        attribute.split_once('=').map(|(_, value)| value.trim().to_owned())
    };
    let setter = prior.set_by().unwrap_or(question.client());
    let path = value("path").filter(|path| path.starts_with('/'));
    let path = path.unwrap_or_else(|| default_path(setter.path()).to_owned());
    let domain = value("domain").map(SuggestedEdit::Domain);
    domain.into_iter().chain([SuggestedEdit::Path(path)]).collect()
}

/// Returns a `Max-Age` with which the cookie outlives the later request, or one that every browser
/// can count, where the line has none.
fn sufficient_max_age(question: &Question, line: &str) -> Option<i64> {
    const DAY_SECS: i64 = 24 * 60 * 60;
    /// No browser keeps a cookie for longer.
    const MAX_SECS: i64 = 400 * DAY_SECS;
    let secs = lifetime_secs(line, question.now)?;
    let after = question.follow_up.as_ref().map_or(0, |then| then.after_secs);
    if secs > MAX_SECS {
        return Some(MAX_SECS);
    }
    let steps = [60 * 60, DAY_SECS, 7 * DAY_SECS, 30 * DAY_SECS, MAX_SECS];
    steps.into_iter().find(|step| *step > after).filter(|_| secs <= after)
}

/// Returns the registrable domain of document and API where they are hosts of one that no list of
/// suffixes knows, such as `shop.test`: WebKitGTK takes each host there for a site of its own, but
/// a cookie with this Domain for one of both.
pub(super) fn unlisted_domain(question: &Question) -> Option<String> {
    let (client, own) = (question.client().host_str()?, question.url.host_str()?);
    let domain = registrable_domain(own, &BuiltInPublicSuffixes)?;
    let is_shared = registrable_domain(client, &BuiltInPublicSuffixes) == Some(domain);
    (client != own && is_shared && !BuiltInPublicSuffixes.lists_suffix_of(own))
        .then(|| domain.to_owned())
}

/// Returns the longest path below which the line's own path and all URLs are that need the cookie,
/// where the line has one and it is not `/`.
fn shared_path(question: &Question, line: &str, goals: &[UserGoal]) -> Option<String> {
    let path = attributes(line).filter(|one| attribute_name(one) == "path").last()?;
    let path = path.split_once('=')?.1.trim();
    let reader = goals.contains(&UserGoal::ReadableOnPage).then(|| question.client());
    let later = question.follow_up.as_ref().map_or(&question.url, |then| &then.url);
    let mut shared: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    for url in reader.into_iter().chain([later]) {
        let same =
            shared.iter().zip(url.path().split('/')).take_while(|(one, other)| *one == other);
        shared.truncate(same.count());
    }
    Some(shared.join("/")).filter(|shared| shared.starts_with('/'))
}

/// Returns the registrable domain that all have in common who need the cookie, where one of them
/// has another host than the one that sets it: the request or the later one, those of its site that
/// redirects lead to, and the document that reads it.
fn shared_domain(question: &Question, goals: &[UserGoal]) -> Option<String> {
    let domain =
        |url: &Url| registrable_domain(url.host_str()?, &BuiltInPublicSuffixes).map(str::to_owned);
    let reader = goals.contains(&UserGoal::ReadableOnPage).then(|| question.client());
    let later = question.follow_up.as_ref().map(|then| &then.url);
    let is_set = question.set_cookie_lines().next().is_some();
    let setter = match question.prior.first() {
        Some(prior) if !is_set => prior.set_by().unwrap_or(question.client()),
        Some(_) | None => &question.url,
    };
    let led_to: Vec<Url> = question.redirect_urls();
    let led_to = led_to.iter().filter(|url| is_of_site(url, setter));
    let needed = later.or(Some(&question.url));
    let others: Vec<&Url> = reader.into_iter().chain(needed).chain(led_to).collect();
    let is_elsewhere = |url: &&Url| url.host() != setter.host();
    domain(setter).filter(|domain_of_setter| {
        others.iter().any(is_elsewhere)
            && others.iter().all(|url| domain(url).as_ref() == Some(domain_of_setter))
    })
}
