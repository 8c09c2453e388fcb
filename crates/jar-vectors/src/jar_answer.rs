//! What a jar makes of a vector.

use oracle::NOW;
use run_model::UnixTime;
use run_model::plan::Marker;
use spec_model::fetch::{SetCookieSource, received_value, set_cookie_gate};
use spec_model::{
    BrowsingContext, CookieApi, CookieContext, CookieJar, CrossSiteCause, Decision, Reason,
    SameSite, SameSiteStatus, StoredCookie, UserAgent, document_cookie_gate, serialize_cookies,
};
use url::Url;

use crate::jar_vector::{JarInterface, JarQuestion, JarVector, QuestionContext};

const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

/// A cookie that a jar keeps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptCookie {
    /// Name and value, as a request carries them.
    pub cookie: String,
    /// In how many days it expires, to the nearest; `None` where it ends with the session.
    pub days: Option<i64>,
}

/// What a jar makes of a vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JarAnswer {
    /// The cookies that it keeps, in order of their texts.
    pub kept: Vec<KeptCookie>,
    /// For each question the cookies, as a request carries them; empty for none.
    pub cookies: Vec<String>,
}

/// What somebody sees of an answer who knows the cookie of a vector by its marker alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerSight {
    /// Whether the jar keeps it; `None` where that was not seen.
    pub kept: Option<bool>,
    /// For each question whether it is among the cookies.
    pub given: Vec<bool>,
}

impl JarAnswer {
    /// Returns what is seen of the cookie that the vectors are about.
    pub fn sight(&self) -> MarkerSight {
        MarkerSight {
            kept: Some(self.kept.iter().any(|kept| is_marked(&kept.cookie))),
            given: self.cookies.iter().map(|cookies| is_marked(cookies)).collect(),
        }
    }
}

impl MarkerSight {
    /// Returns whether another sight shows the same as far as both show anything.
    pub fn fits(&self, other: &Self) -> bool {
        let is_kept_alike = match (self.kept, other.kept) {
            (Some(one), Some(another)) => one == another,
            (None, _) | (_, None) => true,
        };
        is_kept_alike && self.given == other.given
    }
}

/// Returns whether the marker of the cookie that is looked for is among these cookies.
fn is_marked(cookies: &str) -> bool {
    let marker = JarVector::marker();
    let is_own = |cookie: &str| Marker::find(cookie).is_some_and(|own| own.to_string() == marker);
    cookies.split("; ").any(is_own)
}

/// What the model of a user agent makes of a vector.
#[derive(Clone, Debug)]
pub(crate) struct AnswerDetails {
    /// The answer.
    pub(crate) answer: JarAnswer,
    /// The cookies that it keeps, with all that belongs to them.
    pub(crate) stored: Vec<StoredCookie>,
    /// For each line all rules that keep it out.
    pub(crate) reasons: Vec<Vec<Reason>>,
}

/// Puts a vector to the model of a user agent.
pub(crate) fn answer(vector: &JarVector, user_agent: UserAgent<'_>) -> AnswerDetails {
    let mut jar = CookieJar::default();
    let mut reasons = Vec::new();
    for step in &vector.steps {
        let line = step.written(UnixTime(NOW.0)).into_bytes();
        let (gate, line) = match step.by {
            JarInterface::Http => {
                let allowed = Decision::default();
                let source = SetCookieSource::Network;
                let gate = set_cookie_gate(&line, source, &allowed, user_agent);
                (gate, received_value(&line, user_agent).into_owned())
            }
            JarInterface::Script => (script_gate(&step.url), line),
        };
        let context = context(&step.url, step.by, user_agent);
        let mut violated = gate.reasons.clone();
        if gate.is_allowed() {
            violated.extend(&jar.receive(&line, &context).decision().reasons);
        }
        reasons.push(violated);
    }
    let cookies = vector.questions.iter().map(|question| asked(&mut jar, question, user_agent));
    let cookies = cookies.collect();
    let stored: Vec<StoredCookie> =
        jar.cookies().iter().filter(|cookie| !cookie.is_expired(NOW)).cloned().collect();
    let mut kept: Vec<KeptCookie> = stored.iter().map(kept).collect();
    kept.sort();
    AnswerDetails { answer: JarAnswer { kept, cookies }, stored, reasons }
}

fn asked(jar: &mut CookieJar, question: &JarQuestion, user_agent: UserAgent<'_>) -> String {
    let gate = match question.by {
        JarInterface::Http => Decision::default(),
        JarInterface::Script => script_gate(&question.url),
    };
    if !gate.is_allowed() {
        return String::new();
    }
    let context = match question.context {
        QuestionContext::SameSite => context(&question.url, question.by, user_agent),
        QuestionContext::CrossSiteNavigation => {
            let status = SameSiteStatus::CrossSite(CrossSiteCause::CrossSiteInitiator);
            CookieContext::of_navigation(&question.url, status, NOW, user_agent)
        }
    };
    String::from_utf8_lossy(&jar.retrieve(&context).cookie_string()).into_owned()
}

fn context<'a>(url: &Url, by: JarInterface, user_agent: UserAgent<'a>) -> CookieContext<'a> {
    let api = match by {
        JarInterface::Http => CookieApi::Http,
        JarInterface::Script => CookieApi::NonHttp,
    };
    CookieContext { api, ..CookieContext::first_party(url, NOW, user_agent) }
}

fn script_gate(url: &Url) -> Decision {
    document_cookie_gate(url, &url.origin(), BrowsingContext::Present)
}

fn kept(cookie: &StoredCookie) -> KeptCookie {
    KeptCookie { cookie: pair(cookie), days: days(cookie) }
}

/// Returns name and value of a cookie as a request carries them.
pub(crate) fn pair(cookie: &StoredCookie) -> String {
    String::from_utf8_lossy(&serialize_cookies([cookie])).into_owned()
}

/// Returns in how many days a cookie expires, to the nearest.
pub(crate) fn days(cookie: &StoredCookie) -> Option<i64> {
    let seconds = cookie.expiry_time?.0.saturating_sub(NOW.0);
    Some(seconds.saturating_add(SECONDS_OF_DAY / 2).div_euclid(SECONDS_OF_DAY))
}

/// Returns the word for a same-site-flag.
pub(crate) fn same_site_word(same_site: SameSite) -> &'static str {
    match same_site {
        SameSite::Default => "default",
        SameSite::Lax => "lax",
        SameSite::None => "none",
        SameSite::Strict => "strict",
    }
}
