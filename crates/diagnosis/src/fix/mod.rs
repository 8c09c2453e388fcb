//! The smallest change that makes a question work, found by trying, and what people do where no
//! header helps.

mod agreement;
mod diff;
mod search;

use matrix::{EngineKind, Profile, RequestApi, RequestMechanism};
use spec_model::{BuiltInPublicSuffixes, Reason, registrable_domain};

use crate::answer::{ProfileAnswer, UserGoal};
use crate::edit::{SuggestedEdit, is_of_one_machine};
pub(crate) use crate::fix::agreement::agreed_fixes;
pub use crate::fix::diff::{DiffLine, HeaderDiff};
use crate::fix::search::{FixSearch, FoundFixes};
use crate::question::redirect_detour::RedirectDetour;
use crate::question::relation::is_of_site;
use crate::question::{PriorCookie, Question};
use crate::recordings::Recordings;
use crate::set_cookie::attributes::{attribute_name, attributes, same_attribute};
use crate::story::DocumentPlace;

/// A change after which everything that is wanted is so, on these profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedFix {
    /// What to change; nothing of it can be left out.
    pub edits: Vec<SuggestedEdit>,
    /// The profiles that it works on, those included that need it not: `firefox:default`.
    pub works_on: Vec<String>,
    /// The question with everything changed.
    pub fixed: Question,
    /// The header lines that differ then.
    pub diff: HeaderDiff,
}

/// What can be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuggestedFixes {
    /// Changes to headers and requests, those with fewer edits first, each for profiles that none
    /// before helps.
    pub fixes: Vec<SuggestedFix>,
    /// What is left for the profiles that no fix helps; empty where all are helped.
    pub workaround: Option<SiteWorkaround>,
    /// Whether the line deletes its cookie.
    pub of_deletion: bool,
}

impl SuggestedFix {
    /// Returns whether this is one of these fixes with nothing but `Partitioned` added.
    fn only_partitions(&self, fixes: &[Self]) -> bool {
        fixes.iter().any(|other| {
            let is_added = |edit: &&SuggestedEdit| !other.edits.contains(edit);
            let added: Vec<&SuggestedEdit> = self.edits.iter().filter(is_added).collect();
            added == [&SuggestedEdit::Partitioned] && self.has_edits_of(other)
        })
    }

    fn has_edits_of(&self, other: &Self) -> bool {
        other.edits.iter().all(|edit| self.edits.contains(edit))
    }

    /// Returns whether one of these fixes makes this one needless: it adds `Partitioned` to another
    /// one, as this does to a part of that, and works wherever this does. People make one change in
    /// place of two.
    fn is_part_of_partitioned(&self, fixes: &[Self]) -> bool {
        let works = |other: &Self| self.works_on.iter().all(|one| other.works_on.contains(one));
        let whole = |other: &&Self| other.edits.len() > self.edits.len();
        self.edits.contains(&SuggestedEdit::Partitioned)
            && fixes.iter().filter(whole).any(|other| {
                other.has_edits_of(self) && works(other) && other.only_partitions(fixes)
            })
    }
}

impl SuggestedFixes {
    /// Returns the fix that works on most profiles, the smallest of those, without fixes that only
    /// add `Partitioned` to another one.
    pub fn widest_unpartitioned(&self) -> Option<&SuggestedFix> {
        let fixes = self.fixes.iter().rev().filter(|fix| !fix.only_partitions(&self.fixes));
        fixes.max_by_key(|fix| fix.works_on.len())
    }

    /// Returns the fix that works on most profiles, the smallest of those.
    pub fn widest(&self) -> Option<&SuggestedFix> {
        self.fixes.iter().rev().max_by_key(|fix| fix.works_on.len())
    }
}

/// What people do where no fix was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteWorkaround {
    /// The profiles that no fix helps.
    pub profiles: Vec<String>,
    /// Whether a rule that no header can satisfy is against it on each of them. Otherwise no fix
    /// was found, and there may be one.
    pub beyond_headers: bool,
    /// The rule that no header gets round, where it is one for all of them.
    pub reason: Option<&'static str>,
    /// The question with the API on the page's own site, and the profiles that this works on.
    pub same_site: Option<SuggestedFix>,
    /// The redirect that leads the script elsewhere, if one does.
    pub detour: Option<RedirectDetour>,
    /// Whether the third party could ask the person for access to its cookies.
    pub storage_access: Option<StorageAccessHelp>,
}

/// How access to its cookies helps a third party in a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageAccessHelp {
    /// What has to change about the cookies besides: access lifts no other rule, and gives cookies
    /// of no partition.
    pub edits: Vec<SuggestedEdit>,
}

impl StorageAccessHelp {
    fn of(question: &Question) -> Self {
        let priors = question.prior.iter().map(PriorCookie::line);
        let lines: Vec<&str> = question.set_cookie_lines().chain(priors).collect();
        let is_none = |line: &str| {
            let values = attributes(line).filter(|one| attribute_name(one) == "samesite");
            values.last().is_some_and(|one| same_attribute(one, "SameSite=None"))
        };
        let has = |line: &str, name: &str| attributes(line).any(|one| attribute_name(one) == name);
        let mut edits = Vec::new();
        if !lines.iter().all(|line| is_none(line)) {
            edits.push(SuggestedEdit::SameSiteNone);
        } else if !lines.iter().all(|line| has(line, "secure")) {
            edits.push(SuggestedEdit::Secure);
        }
        if is_set_elsewhere(question) && lines.iter().any(|line| has(line, "partitioned")) {
            edits.push(SuggestedEdit::NoPartitioned);
        }
        Self { edits }
    }
}

/// Returns whether the later request comes from below another top-level site than the first one, or
/// from below a frame of another site as the first one does not: from another partition.
fn is_set_elsewhere(question: &Question) -> bool {
    let leaves_site = |document: &DocumentPlace| {
        document.frames.iter().any(|frame| !is_of_site(&document.page, frame))
    };
    question.follow_up.as_ref().is_some_and(|then| {
        !is_of_site(&question.page, &then.document.page)
            || leaves_site(&question.document()) != leaves_site(&then.document)
    })
}

/// Finds what makes a question with at most one cookie work on the profiles on which it does not;
/// `known` is what these profiles answer to it, if that is known, and `shared` what is changed in
/// any case.
pub(crate) fn suggest_fixes(
    recordings: &Recordings,
    question: &Question,
    profiles: &[&Profile],
    goals: &[UserGoal],
    known: Option<&[ProfileAnswer]>,
    shared: &[SuggestedEdit],
) -> SuggestedFixes {
    let shared = &with_secure_page(question, profiles, shared);
    let search = FixSearch { recordings, question, profiles, goals, known, shared };
    let FoundFixes { fixes, hopeless } = search.run();
    let is_needed = |fix: &&SuggestedFix| !fix.is_part_of_partitioned(&fixes);
    let fixes = fixes.iter().filter(is_needed).cloned().collect();
    let workaround = (!hopeless.is_empty()).then(|| {
        let (profiles, reasons): (Vec<&Profile>, Vec<Option<Reason>>) =
            hopeless.into_iter().unzip();
        let first = reasons[0].filter(|first| reasons.iter().all(|one| *one == Some(*first)));
        SiteWorkaround {
            same_site: same_site(recordings, question, &profiles, goals),
            profiles: profiles.iter().map(ToString::to_string).collect(),
            beyond_headers: reasons.iter().all(|reason| reason.is_some_and(is_beyond_headers)),
            reason: first.map(Reason::summary),
            detour: RedirectDetour::of(question)
                .filter(|_| goals.contains(&UserGoal::Response) && !question.redirects.is_empty()),
            storage_access: (is_in_frame(question)
                && reasons.iter().any(|reason| {
                    matches!(reason, Some(Reason::ThirdPartyBlocked | Reason::PartitionMismatch))
                }))
            .then(|| StorageAccessHelp::of(question)),
        }
    });
    SuggestedFixes { fixes, workaround, of_deletion: false }
}

/// Returns what is changed in any case, with https for a page that may ask for nothing otherwise.
fn with_secure_page(
    question: &Question,
    profiles: &[&Profile],
    shared: &[SuggestedEdit],
) -> Vec<SuggestedEdit> {
    // What the page's own host name serves is no nearer than the page.
    let is_needed = question.lacks_secure_page()
        && profiles.iter().any(|profile| profile.engine == EngineKind::Chromium)
        && !is_of_one_machine(question)
        && !shared.contains(&SuggestedEdit::HttpsPage);
    let https = is_needed.then_some(SuggestedEdit::HttpsPage);
    let mut edits: Vec<SuggestedEdit> = shared.iter().cloned().chain(https).collect();
    edits.sort();
    edits
}

/// Returns whether no header of a server can satisfy a rule: where nothing else can be changed, it
/// stays violated.
fn is_beyond_headers(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::BadPort
            | Reason::BodyOfGet
            | Reason::CookieAverseDocument
            | Reason::CredentialsOmit
            | Reason::CredentialsSameOriginCrossOrigin
            | Reason::ForbiddenMethod
            | Reason::ForbiddenRequestHeader
            | Reason::ForbiddenResponseHeader
            | Reason::HandshakeStatus
            | Reason::HostOnlyMismatch
            | Reason::HttpOnlyFromScript
            | Reason::InsecureContext
            | Reason::MethodInvalid
            | Reason::MixedContent
            | Reason::ModeSameOriginViolation
            | Reason::NoCorsMethod
            | Reason::OpaqueOrigin
            | Reason::PartitionMismatch
            | Reason::PolicyIgnored
            | Reason::PrefetchNotMade
            | Reason::RedirectModeError
            | Reason::RedirectModeManual
            | Reason::RequestHeaderInvalid
            | Reason::RequestOptionInvalid
            | Reason::SchemeNotCookieable
            | Reason::SetCookieNeverExposed
            | Reason::StorageAccessDenied
            | Reason::StreamOverHttp1
            | Reason::ThirdPartyBlocked
            | Reason::UrlCredentials
    )
}

/// Returns whether a frame makes the request or the later one, or is what is requested.
fn is_in_frame(question: &Question) -> bool {
    let loads_frame = |api| {
        let frames = [RequestMechanism::Iframe, RequestMechanism::FormPostIntoFrame];
        frames.map(RequestApi::Mechanism).contains(&api)
    };
    let later = question.follow_up.as_ref();
    loads_frame(question.request.api)
        || !question.frames.is_empty()
        || later
            .is_some_and(|then| loads_frame(then.request.api) || !then.document.frames.is_empty())
}

/// Tries the API on the page's own site.
fn same_site(
    recordings: &Recordings,
    question: &Question,
    profiles: &[&Profile],
    goals: &[UserGoal],
) -> Option<SuggestedFix> {
    // What is on that site already is not kept from its cookies by where it is, and what serves the
    // machine of the user cannot be elsewhere.
    if is_of_site(&question.page, &question.url) || question.nearer_host().is_some() {
        return None;
    }
    let mut moved = question.clone();
    moved.url = on_site_of(&question.page, &question.url)?;
    if let Some(then) = &mut moved.follow_up
        && then.url.host() == question.url.host()
    {
        then.url = on_site_of(&question.page, &then.url)?;
        let document = &mut then.document.page;
        if document.origin() == question.url.origin() {
            *document = on_site_of(&question.page, document)?;
        }
    }
    for prior in &mut moved.prior {
        if let Some(url) = prior.set_by_mut().filter(|url| url.host() == question.url.host()) {
            *url = on_site_of(&question.page, url)?;
        }
    }
    for frame in &mut moved.frames {
        if !is_of_site(&question.page, frame) {
            *frame = on_site_of(&question.page, frame)?;
        }
    }
    let search =
        FixSearch { recordings, question: &moved, profiles, goals, known: None, shared: &[] };
    let unchanged = search.unchanged();
    if !unchanged.works_on.is_empty() {
        return Some(unchanged);
    }
    search.run().fixes.into_iter().next()
}

/// Hosting that serves files alone: no API can be there.
const STATIC_HOSTING: [&str; 4] = [".codeberg.page", ".github.io", ".gitlab.io", ".surge.sh"];

/// Returns the URL on a host of the page's own site: `api.` before its registrable domain, or the
/// page's own host. Who has a site below a hosting provider's suffix has no host below it.
fn on_site_of(page: &url::Url, url: &url::Url) -> Option<url::Url> {
    let host = page.host_str()?;
    if STATIC_HOSTING.iter().any(|suffix| host.ends_with(suffix)) {
        return None;
    }
    let mut moved = url.clone();
    let scheme = match (url.scheme(), page.scheme()) {
        ("ws" | "wss", "http") => "ws",
        ("ws" | "wss", "https") => "wss",
        (_, scheme) => scheme,
    };
    moved.set_scheme(scheme).ok()?;
    let domain = registrable_domain(host, &BuiltInPublicSuffixes);
    match domain.filter(|domain| !BuiltInPublicSuffixes.has_private_suffix(domain)) {
        Some(domain) => {
            moved.set_host(Some(&format!("api.{domain}"))).ok()?;
            moved.set_port(None).ok()?;
        }
        None => {
            moved.set_host(Some(host)).ok()?;
            moved.set_port(page.port()).ok()?;
        }
    }
    Some(moved)
}
