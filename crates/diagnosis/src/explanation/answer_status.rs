//! Where an answer stands: proved, refuted, or without the evidence that it would take.

use std::fmt;

use matrix::{EngineKind, RequestApi};
use run_model::results::ResponseOutcome;
use spec_model::Reason;
use url::Url;

use crate::answer::{ProfileAnswer, UserGoal};
use crate::explanation::Explanation;
use crate::fix::SuggestedFix;
use crate::http::response_head::ResponseHead;
use crate::question::Question;
use crate::question::relation::is_of_app;

/// Where an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerStatus {
    /// Everything that is wanted is so, in every browser asked for.
    Works,
    /// There is nothing of which it could be said: no response, or no cookie in it.
    NothingToJudge,
    /// What is known works, but something is missing that decides too.
    Incomplete,
    /// Something that is wanted is not so, in one browser at least.
    DoesNotWork,
}

/// What an answer lacks to be proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvidenceGap {
    /// The response's type does not fit what asked for it, and its body decides.
    BodyUnseen {
        /// The type.
        content_type: String,
    },
    /// Parts of the call were not given, and the answer depends on them.
    CallUnknown {
        /// The parts, as the call names them.
        parts: Vec<String>,
    },
    /// The response asks the browser to clear the cookies of its site.
    ClearsCookies,
    /// A browser reported an error about this response, and the answer has none.
    ConsoleContradicts {
        /// The browser's name.
        browser: String,
    },
    /// The credentials mode is unknown, and the answer depends on it.
    CredentialsUnknown {
        /// What the answer is in the other mode.
        otherwise: String,
    },
    /// A cookie's Domain names more than the site of its host, and nobody measured that.
    DomainAboveSite {
        /// The Domain.
        domain: String,
    },
    /// A cookie goes with requests below a path alone, and none is known there.
    LaterRequestUnknown {
        /// The cookie's name.
        cookie: String,
        /// The path.
        path: String,
        /// Whether its line has no Path, so that it is the directory of the URL that set it.
        by_default: bool,
    },
    /// A page asks a host that is nearer to this machine: this machine itself, or one of a local
    /// network.
    LocalNetwork {
        /// The host that is asked.
        host: String,
    },
    /// Browsers that were asked for by name and never measured.
    NeverMeasured,
    /// The response sets no cookie.
    NoCookie,
    /// No response was given.
    NoResponse,
    /// The request came from a frame, and the answer depends on the page around it.
    PageAroundUnknown {
        /// What the answer is if that page is of another site.
        otherwise: String,
    },
    /// No browser was measured with a page of this scheme.
    PageNeverMeasured {
        /// The scheme.
        scheme: String,
    },
    /// The request needs a preflight, and what is answered to that was not given.
    PreflightUnknown {
        /// The command that shows it.
        command: String,
    },
    /// The response is a redirect, and what the server answers there was not given.
    Redirect {
        /// The status code.
        status: u16,
        /// Where it leads to.
        location: String,
    },
    /// A cookie cannot go with the request that redirects lead to, and nobody says whether it is
    /// needed there.
    RedirectUnreached {
        /// The cookie's name.
        cookie: String,
        /// The URL of that request, without its query.
        url: String,
        /// Why it cannot, in words that follow "as".
        why: &'static str,
    },
    /// A later request was seen without a cookie that should have gone along.
    SeenOtherwise {
        /// The number of its entry, from 1.
        entry: usize,
    },
    /// A later request of another host was seen to be refused for want of a login, and lacks a
    /// cookie that its host or path keeps from it.
    SeenRefused {
        /// The number of its entry, from 1.
        entry: usize,
        /// The names of the cookies.
        cookies: Vec<String>,
    },
    /// A later request was seen with a cookie that should have been deleted.
    SeenUndeleted {
        /// The number of its entry, from 1.
        entry: usize,
        /// The names of the cookies.
        cookies: Vec<String>,
    },
    /// The server failed.
    ServerError {
        /// The status code.
        status: u16,
    },
}

/// What is known about a question besides itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionEvidence {
    /// Whether its response was given, and not just assumed.
    pub response: ResponseSource,
    /// Whether its browsers were asked for by name.
    pub browsers: BrowserSelection,
}

/// Where a question's response is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseSource {
    /// Nobody gave one.
    Assumed,
    /// It was given.
    Given,
    /// A browser recorded it: the request was made, and its preflight allowed it.
    Recorded,
}

/// Who chose the browsers of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserSelection {
    /// Nobody: they are all that are known.
    Default,
    /// Whoever asks.
    Named,
}

impl EvidenceGap {
    /// Returns whether the last response is what is missing.
    pub fn is_of_response(&self) -> bool {
        match self {
            Self::BodyUnseen { .. } | Self::NoResponse | Self::Redirect { .. } => true,
            Self::CallUnknown { .. }
            | Self::ClearsCookies
            | Self::ConsoleContradicts { .. }
            | Self::CredentialsUnknown { .. }
            | Self::DomainAboveSite { .. }
            | Self::LaterRequestUnknown { .. }
            | Self::LocalNetwork { .. }
            | Self::NeverMeasured
            | Self::NoCookie
            | Self::PageAroundUnknown { .. }
            | Self::PageNeverMeasured { .. }
            | Self::PreflightUnknown { .. }
            | Self::RedirectUnreached { .. }
            | Self::SeenOtherwise { .. }
            | Self::SeenRefused { .. }
            | Self::SeenUndeleted { .. }
            | Self::ServerError { .. } => false,
        }
    }

    /// Returns whether what is missing is the request that needs a cookie.
    pub fn is_of_later_request(&self) -> bool {
        matches!(self, Self::LaterRequestUnknown { .. } | Self::RedirectUnreached { .. })
    }

    fn status(&self) -> AnswerStatus {
        match self {
            Self::NoCookie | Self::NoResponse | Self::PageNeverMeasured { .. } => {
                AnswerStatus::NothingToJudge
            }
            Self::BodyUnseen { .. }
            | Self::CallUnknown { .. }
            | Self::ClearsCookies
            | Self::ConsoleContradicts { .. }
            | Self::CredentialsUnknown { .. }
            | Self::DomainAboveSite { .. }
            | Self::LaterRequestUnknown { .. }
            | Self::LocalNetwork { .. }
            | Self::NeverMeasured
            | Self::PageAroundUnknown { .. }
            | Self::PreflightUnknown { .. }
            | Self::Redirect { .. }
            | Self::RedirectUnreached { .. }
            | Self::SeenOtherwise { .. }
            | Self::SeenRefused { .. }
            | Self::SeenUndeleted { .. }
            | Self::ServerError { .. } => AnswerStatus::Incomplete,
        }
    }
}

impl fmt::Display for EvidenceGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BodyUnseen { content_type } => write!(
                f,
                "whether the page can use a response with the Content-Type `{content_type}` \
                 depends on its body"
            ),
            Self::CallUnknown { parts } => write!(
                f,
                "the call does not show what `{}` holds; write the values in its place",
                parts.join("` and `")
            ),
            Self::ClearsCookies => f.write_str(
                "`Clear-Site-Data` asks the browser to clear the cookies of the site; nobody \
                 measured which go, and whether those that come with it stay",
            ),
            Self::ConsoleContradicts { browser } => write!(
                f,
                "{browser} reported an error that this response does not explain; another one of \
                 the same URL is meant, or its preflight"
            ),
            Self::CredentialsUnknown { otherwise } => {
                write!(f, "the credentials mode is unknown, and {otherwise}")
            }
            Self::DomainAboveSite { domain } => write!(
                f,
                "`Domain={domain}` lies above a public suffix below which hosts belong to \
                 different people: Chrome and Firefox compare the sites of host and Domain, and \
                 no recording has that. Without Domain, the cookie is for its host"
            ),
            Self::LaterRequestUnknown { cookie, path, by_default } => write!(
                f,
                "`{cookie}` goes with requests below `{path}` alone, as {}, and the request that \
                 needs it was not named",
                if *by_default { "it has no Path" } else { "its Path says" }
            ),
            Self::LocalNetwork { host } => write!(
                f,
                "the page asks `{host}`, this machine or a local network: Chrome asks the user \
                 first, and allows it to pages over https only (Local Network Access), to which it \
                 then opens http in a local network too; no recording covers that"
            ),
            Self::NeverMeasured => f.write_str("a browser asked for was never measured"),
            Self::NoCookie => f.write_str("the response sets no cookie"),
            Self::NoResponse => f.write_str("no response was given"),
            Self::PageAroundUnknown { otherwise } => write!(
                f,
                "the request came from a frame, the paste does not name the page around it, and \
                 {otherwise}"
            ),
            Self::PageNeverMeasured { scheme } => {
                write!(f, "no browser was measured with a page of the scheme `{scheme}`")
            }
            Self::PreflightUnknown { .. } => {
                f.write_str("the request needs a preflight, and the response to that is missing")
            }
            Self::Redirect { status, location } => write!(
                f,
                "the response is a redirect ({status}) to {location}, and the answer there is \
                 missing"
            ),
            Self::RedirectUnreached { cookie, url, why } => write!(
                f,
                "`{cookie}` does not go with {url}, where the redirects end, as {why}; the \
                 request that needs it was not named"
            ),
            Self::SeenOtherwise { entry } => write!(
                f,
                "entry {entry} lacks a cookie that should have gone along; the file does not say \
                 why"
            ),
            Self::SeenRefused { entry, cookies } => write!(
                f,
                "entry {entry} was answered with 401 and lacks `{}`, which is not for its URL; the \
                 file does not say whether it is needed there",
                cookies.join("`, `")
            ),
            Self::SeenUndeleted { entry, cookies } => write!(
                f,
                "entry {entry} still carries `{}`, which a line of this response was to delete: \
                 it has another Domain, Path or partition than that line",
                cookies.join("`, `")
            ),
            Self::ServerError { status } => {
                write!(f, "the server failed ({status}); give a response of a request that works")
            }
        }
    }
}

impl AnswerStatus {
    /// Returns its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::NothingToJudge => "nothing-to-judge",
            Self::Incomplete => "incomplete",
            Self::DoesNotWork => "does-not-work",
        }
    }
}

impl Explanation {
    /// Returns what the answer lacks to be proved, what matters most first.
    pub fn evidence_gaps(&self, evidence: QuestionEvidence) -> Vec<EvidenceGap> {
        let is_about_cookies = self.goals.is_empty()
            || self.goals.iter().any(|goal| match goal {
                UserGoal::Stored
                | UserGoal::Sent
                | UserGoal::ReadableOnPage
                | UserGoal::ReadableOnTarget => true,
                UserGoal::Response => false,
            });
        let has_prior = !self.question.prior.is_empty();
        if evidence.response == ResponseSource::Assumed && !has_prior {
            return vec![EvidenceGap::NoResponse];
        }
        let mut gaps = Vec::new();
        let sets_none = self.question.set_cookie_lines().next().is_none();
        if is_about_cookies && sets_none && !has_prior {
            gaps.push(EvidenceGap::NoCookie);
        }
        if is_of_app(&self.question.page) {
            let scheme = self.question.page.scheme().to_owned();
            gaps.push(EvidenceGap::PageNeverMeasured { scheme });
        }
        gaps.extend(self.gaps_of(&self.question));
        gaps.extend(self.cookies_apart());
        let is_unknown = self.question.preflight.is_none()
            && !self.facts.preflight_causes.is_empty()
            && evidence.response == ResponseSource::Given;
        if is_unknown {
            let command = self.question.preflight_command();
            gaps.push(EvidenceGap::PreflightUnknown { command });
        }
        if evidence.browsers == BrowserSelection::Named
            && self.answers.iter().any(|answer| !answer.ever_recorded)
        {
            gaps.push(EvidenceGap::NeverMeasured);
        }
        gaps
    }

    /// Returns what a fix lacks to be proved.
    pub fn gaps_of_fix(&self, fix: &SuggestedFix) -> Vec<EvidenceGap> {
        self.gaps_of(&fix.fixed)
    }

    /// Returns what the responses of a question leave open.
    fn gaps_of(&self, question: &Question) -> Vec<EvidenceGap> {
        let mut gaps = Vec::new();
        let has_cookies =
            question.set_cookie_lines().next().is_some() || !question.prior.is_empty();
        let is_by_script = match question.request.api {
            RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => true,
            RequestApi::Mechanism(_) => false,
        };
        // Whatever is no script follows the redirect, and what comes then decides too.
        if let Some(location) = question.redirects_to()
            && (self.goals.contains(&UserGoal::Response) || !is_by_script)
        {
            let location = location.to_string();
            gaps.push(EvidenceGap::Redirect { status: question.response.status, location });
        }
        let is_secure = matches!(question.url.scheme(), "https" | "wss");
        if has_cookies && is_secure && question.heads().any(ResponseHead::clears_cookies) {
            gaps.push(EvidenceGap::ClearsCookies);
        }
        if let Some(domain) = question.domain_above_suffix() {
            gaps.push(EvidenceGap::DomainAboveSite { domain });
        }
        if let Some(host) = question.nearer_host() {
            gaps.push(EvidenceGap::LocalNetwork { host });
        }
        if self.goals.contains(&UserGoal::Response)
            && let Some(content_type) = question.unfit_type()
        {
            gaps.push(EvidenceGap::BodyUnseen { content_type });
        }
        if question.response.status >= 500 {
            gaps.push(EvidenceGap::ServerError { status: question.response.status });
        }
        gaps
    }

    /// Returns where the answer stands, given what it lacks.
    pub fn status(&self, gaps: &[EvidenceGap]) -> AnswerStatus {
        if self.judged().iter().any(|answer| self.is_refuted(answer, gaps)) {
            return AnswerStatus::DoesNotWork;
        }
        gaps.first().map_or(AnswerStatus::Works, EvidenceGap::status)
    }

    /// Returns the answers that decide: those of browsers that were measured, or all where none
    /// was.
    pub fn judged(&self) -> Vec<&ProfileAnswer> {
        let is_any = self.answers.iter().any(|answer| answer.ever_recorded);
        self.answers.iter().filter(|answer| answer.ever_recorded || !is_any).collect()
    }

    /// Returns whether something that is wanted is not so in a browser, whatever is missing.
    pub fn is_refuted(&self, answer: &ProfileAnswer, gaps: &[EvidenceGap]) -> bool {
        let never_came = match answer.response.outcome {
            ResponseOutcome::NotMade | ResponseOutcome::PreflightRefused => true,
            ResponseOutcome::RedirectRefused
            | ResponseOutcome::Blocked
            | ResponseOutcome::Opaque
            | ResponseOutcome::Navigated
            | ResponseOutcome::Exposed
            | ResponseOutcome::ExposedWithField
            | ResponseOutcome::ExposedAgain => false,
        };
        // Whoever allows the page its local network allows it `http` there, and nobody asked.
        if never_came && self.is_open_for_local_network(answer) {
            return false;
        }
        never_came || (!gaps.contains(&EvidenceGap::NoResponse) && !self.meets_goals(answer))
    }
}

impl Explanation {
    /// Returns whether a browser makes no request because of mixed content alone, and of a local
    /// network: Chromium makes it from version 142 on, where the user allows the page to.
    fn is_open_for_local_network(&self, answer: &ProfileAnswer) -> bool {
        let reasons = &answer.response.readable.reasons;
        answer.engine == EngineKind::Chromium.name()
            && self.question.names_local_network()
            && !reasons.is_empty()
            && reasons.iter().all(|rule| rule.code == Reason::MixedContent.code())
    }
}

impl Question {
    /// Returns where the response redirects to, if it is a redirect.
    pub fn redirects_to(&self) -> Option<Url> {
        self.last_url().join(self.response.redirects_to()?).ok()
    }
}

#[cfg(test)]
mod tests;
