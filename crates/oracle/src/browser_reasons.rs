//! The engines' own reasons in terms of the model's, and how they stand to these cell by cell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use matrix::{EngineKind, Matrix, Profile, Selection};
use run_model::evidence::ReasonSubject;
use run_model::plan::{compile_exchange, compile_shape};
use run_model::results::{CellReason, JarPlacement, Observation, ReasonMatch, ResponseOutcome};
use spec_model::Reason;

use crate::cookie::CookiePrediction;
use crate::predict::ShapePredictor;
use crate::response::ResponsePrediction;

/// What an engine's word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordMeaning {
    /// One of these rules was violated.
    Reasons(&'static [Reason]),
    /// No reason: a warning, or news.
    NotAReason,
}

/// Returns what an engine's word about a subject means; `None` for a word that is not known.
pub fn meaning(engine: EngineKind, about: ReasonSubject, word: &str) -> Option<WordMeaning> {
    if engine == EngineKind::Firefox && FIREFOX_REMARKS.contains(&word) {
        return Some(WordMeaning::NotAReason);
    }
    let (_, reasons) = words(engine, about).iter().find(|(known, _)| *known == word)?;
    Some(WordMeaning::Reasons(reasons))
}

/// Returns whether an engine gives reasons for a "no" to this question.
pub fn reports_reasons_for(engine: EngineKind, about: ReasonSubject) -> bool {
    match engine {
        EngineKind::Chromium => true,
        // It tells of a cookie that does not go along only after a cross-site redirect.
        EngineKind::Firefox => about != ReasonSubject::Sent,
        EngineKind::Lightpanda
        | EngineKind::Reference
        | EngineKind::Safari
        | EngineKind::WebKitGtk => false,
    }
}

/// Returns an engine's words for a rule, each once.
pub fn words_for(engine: EngineKind, reason: Reason) -> Vec<&'static str> {
    let subjects = [ReasonSubject::Response, ReasonSubject::Stored, ReasonSubject::Sent];
    let all = subjects.into_iter().flat_map(|about| words(engine, about));
    let mut found: Vec<&'static str> = Vec::new();
    for (word, _) in all.filter(|(_, reasons)| reasons.contains(&reason)) {
        if !found.contains(word) {
            found.push(word);
        }
    }
    found
}

type WordMeanings = &'static [(&'static str, &'static [Reason])];

fn words(engine: EngineKind, about: ReasonSubject) -> WordMeanings {
    match (engine, about) {
        (EngineKind::Chromium, ReasonSubject::Response) => CHROMIUM_RESPONSE,
        (EngineKind::Chromium, ReasonSubject::Stored) => CHROMIUM_STORED,
        (EngineKind::Chromium, ReasonSubject::Sent) => CHROMIUM_SENT,
        (EngineKind::Firefox, ReasonSubject::Response) => FIREFOX_RESPONSE,
        (EngineKind::Firefox, ReasonSubject::Stored) => FIREFOX_STORED,
        (EngineKind::Firefox, ReasonSubject::Sent) => FIREFOX_SENT,
        (
            EngineKind::Lightpanda
            | EngineKind::Reference
            | EngineKind::Safari
            | EngineKind::WebKitGtk,
            _,
        ) => &[],
    }
}

const ANY_PREFIX: &[Reason] = &[
    Reason::PrefixSecure,
    Reason::PrefixHostNotSecure,
    Reason::PrefixHostDomain,
    Reason::PrefixHostPath,
    Reason::PrefixHttp,
    Reason::PrefixHostHttp,
    Reason::PrefixNameless,
];
const ANY_DOMAIN: &[Reason] =
    &[Reason::DomainMismatch, Reason::PublicSuffix, Reason::DomainNonAscii];
const METHOD: &[Reason] =
    &[Reason::PreflightMethodNotAllowed, Reason::PreflightAcamWildcardWithCredentials];
const HEADER: &[Reason] = &[
    Reason::PreflightHeaderNotAllowed,
    Reason::PreflightAcahWildcardWithCredentials,
    Reason::PreflightAuthorizationNotListed,
];

/// `CorsError` and, where a request is refused for another cause, `BlockedReason` of the [DevTools
/// protocol](https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-CorsError).
const CHROMIUM_RESPONSE: WordMeanings = &[
    ("AllowOriginMismatch", &[Reason::AcaoMismatch]),
    ("CorsDisabledScheme", &[Reason::CorsNonHttpScheme]),
    ("DisallowedByMode", &[Reason::ModeSameOriginViolation]),
    ("HeaderDisallowedByPreflightResponse", HEADER),
    ("InvalidAllowCredentials", &[Reason::AcacMissing, Reason::AcacNotTrue]),
    ("InvalidAllowHeadersPreflightResponse", &[Reason::PreflightAcahMalformed]),
    ("InvalidAllowMethodsPreflightResponse", &[Reason::PreflightAcamMalformed]),
    ("InvalidAllowOriginValue", &[Reason::AcaoMismatch]),
    ("MethodDisallowedByPreflightResponse", METHOD),
    ("MissingAllowOriginHeader", &[Reason::AcaoMissing]),
    ("MultipleAllowOriginValues", &[Reason::AcaoMismatch]),
    ("NoCorsRedirectModeNotFollow", &[Reason::NoCorsRedirectMode]),
    ("PreflightAllowOriginMismatch", &[Reason::PreflightAcaoMismatch]),
    ("PreflightDisallowedRedirect", &[Reason::PreflightRedirect]),
    (
        "PreflightInvalidAllowCredentials",
        &[Reason::PreflightAcacMissing, Reason::PreflightAcacNotTrue],
    ),
    ("PreflightInvalidAllowOriginValue", &[Reason::PreflightAcaoMismatch]),
    ("PreflightInvalidStatus", &[Reason::PreflightBadStatus]),
    ("PreflightMissingAllowOriginHeader", &[Reason::PreflightAcaoMissing]),
    ("PreflightMultipleAllowOriginValues", &[Reason::PreflightAcaoMismatch]),
    ("PreflightWildcardOriginNotAllowed", &[Reason::PreflightAcaoWildcardWithCredentials]),
    ("RedirectContainsCredentials", &[Reason::RedirectUrlCredentials]),
    ("WildcardOriginNotAllowed", &[Reason::AcaoWildcardWithCredentials]),
    ("corp-not-same-origin", &[Reason::CorpBlocked]),
    ("corp-not-same-site", &[Reason::CorpBlocked]),
    ("mixed-content", &[Reason::MixedContent]),
];

/// `SetCookieBlockedReason` of the [DevTools
/// protocol](https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-SetCookieBlockedReason).
const CHROMIUM_STORED: WordMeanings = &[
    ("DisallowedCharacter", &[Reason::ControlChar, Reason::TabChar]),
    ("InvalidDomain", ANY_DOMAIN),
    ("InvalidPrefix", ANY_PREFIX),
    ("NameValuePairExceedsMaxSize", &[Reason::NameValueTooLong]),
    ("NoCookieContent", &[Reason::EmptyCookie]),
    ("OverwriteSecure", &[Reason::OverlaySecure]),
    ("SameSiteLax", &[Reason::SameSiteLaxCrossSiteSet]),
    ("SameSiteNoneInsecure", &[Reason::SameSiteNoneRequiresSecure]),
    ("SameSiteStrict", &[Reason::SameSiteStrictCrossSiteSet]),
    ("SameSiteUnspecifiedTreatedAsLax", &[Reason::SameSiteDefaultCrossSiteSet]),
    ("SchemeNotSupported", &[Reason::SchemeNotCookieable]),
    ("SchemefulSameSiteLax", &[Reason::SameSiteLaxCrossSiteSet]),
    ("SchemefulSameSiteStrict", &[Reason::SameSiteStrictCrossSiteSet]),
    ("SchemefulSameSiteUnspecifiedTreatedAsLax", &[Reason::SameSiteDefaultCrossSiteSet]),
    ("SecureOnly", &[Reason::SecureFromInsecure]),
    ("ThirdPartyBlockedInFirstPartySet", &[Reason::ThirdPartyBlocked]),
    ("ThirdPartyPhaseout", &[Reason::ThirdPartyBlocked]),
    ("UserPreferences", &[Reason::ThirdPartyBlocked, Reason::PolicyIgnored]),
];

/// `CookieBlockedReason` of the [DevTools
/// protocol](https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-CookieBlockedReason).
const CHROMIUM_SENT: WordMeanings = &[
    ("DomainMismatch", &[Reason::HostOnlyMismatch, Reason::DomainMismatch]),
    ("NotOnPath", &[Reason::PathMismatch]),
    ("SameSiteLax", &[Reason::SameSiteLaxSubresource, Reason::SameSiteLaxUnsafeMethod]),
    ("SameSiteNoneInsecure", &[Reason::SameSiteNoneRequiresSecure]),
    ("SameSiteStrict", &[Reason::SameSiteStrict]),
    (
        "SameSiteUnspecifiedTreatedAsLax",
        &[Reason::SameSiteDefaultSubresource, Reason::SameSiteDefaultUnsafeMethod],
    ),
    ("SchemefulSameSiteLax", &[Reason::SameSiteLaxSubresource, Reason::SameSiteLaxUnsafeMethod]),
    ("SchemefulSameSiteStrict", &[Reason::SameSiteStrict]),
    (
        "SchemefulSameSiteUnspecifiedTreatedAsLax",
        &[Reason::SameSiteDefaultSubresource, Reason::SameSiteDefaultUnsafeMethod],
    ),
    ("SecureOnly", &[Reason::SecureOnInsecure]),
    ("ThirdPartyBlockedInFirstPartySet", &[Reason::ThirdPartyBlocked]),
    ("ThirdPartyPhaseout", &[Reason::ThirdPartyBlocked]),
    ("UserPreferences", &[Reason::ThirdPartyBlocked, Reason::PolicyIgnored]),
];

/// The keys of Firefox's messages on CORS, which do not tell a preflight from what follows it, and
/// on mixed content.
const FIREFOX_RESPONSE: WordMeanings = &[
    ("BlockMixedActiveContent", &[Reason::MixedContent]),
    ("CORSAllowOriginNotMatchingOrigin", &[Reason::AcaoMismatch, Reason::PreflightAcaoMismatch]),
    (
        "CORSExternalRedirectNotAllowed",
        &[Reason::RedirectNonHttp, Reason::RedirectUrlCredentials, Reason::PreflightRedirect],
    ),
    ("CORSInvalidAllowHeader", &[Reason::PreflightAcahMalformed]),
    ("CORSInvalidAllowMethod", &[Reason::PreflightAcamMalformed]),
    (
        "CORSMissingAllowCredentials",
        &[
            Reason::AcacMissing,
            Reason::AcacNotTrue,
            Reason::PreflightAcacMissing,
            Reason::PreflightAcacNotTrue,
        ],
    ),
    ("CORSMissingAllowHeaderFromPreflight2", HEADER),
    ("CORSMissingAllowOrigin2", &[Reason::AcaoMissing, Reason::PreflightAcaoMissing]),
    ("CORSMethodNotFound", METHOD),
    ("CORSMultipleAllowOriginNotAllowed", &[Reason::AcaoMismatch, Reason::PreflightAcaoMismatch]),
    (
        "CORSNotSupportingCredentials",
        &[Reason::AcaoWildcardWithCredentials, Reason::PreflightAcaoWildcardWithCredentials],
    ),
    (
        "CORSPreflightDidNotSucceed3",
        &[Reason::PreflightNetworkError, Reason::PreflightRedirect, Reason::PreflightBadStatus],
    ),
    ("CORSRequestNotHttp", &[Reason::CorsNonHttpScheme]),
];

/// The keys of Firefox's messages on cookies that it did not store.
const FIREFOX_STORED: WordMeanings = &[
    ("CookieForeignNoPartitionedError", &[Reason::ThirdPartyBlocked]),
    ("CookieOversize", &[Reason::NameValueTooLong]),
    ("CookieRejectedByPermissionManager", &[Reason::PolicyIgnored]),
    ("CookieRejectedEmptyNameAndValue", &[Reason::EmptyCookie]),
    (
        "CookieRejectedForNonSameSiteness",
        &[
            Reason::SameSiteStrictCrossSiteSet,
            Reason::SameSiteLaxCrossSiteSet,
            Reason::SameSiteDefaultCrossSiteSet,
        ],
    ),
    (
        "CookieRejectedHttpOnlyButFromScript",
        &[Reason::HttpOnlyFromScript, Reason::OverwriteHttpOnlyFromScript],
    ),
    ("CookieRejectedInvalidCharAttributes", &[Reason::ControlChar]),
    ("CookieRejectedInvalidCharName", &[Reason::ControlChar]),
    ("CookieRejectedInvalidCharValue", &[Reason::ControlChar]),
    ("CookieRejectedInvalidDomain", ANY_DOMAIN),
    ("CookieRejectedInvalidPrefix", ANY_PREFIX),
    ("CookieRejectedNonRequiresSecure2", &[Reason::SameSiteNoneRequiresSecure]),
    ("CookieRejectedNonsecureOverSecure", &[Reason::OverlaySecure]),
    ("CookieRejectedPartitionedRequiresSecure", &[Reason::PartitionedRequiresSecure]),
    ("CookieRejectedSecureButNonHttps", &[Reason::SecureFromInsecure]),
    ("CookieRejectedThirdParty", &[Reason::ThirdPartyBlocked]),
];

const FIREFOX_SENT: WordMeanings = &[(
    "CookieBlockedCrossSiteRedirect",
    &[Reason::SameSiteStrict, Reason::SameSiteLaxSubresource],
)];

/// Messages that give no reason: a cookie is stored nevertheless, a response is read, or all that
/// is said is that a request failed, which follows the message that says why its preflight did.
const FIREFOX_REMARKS: &[&str] = &[
    "CORSAllowHeaderFromPreflightDeprecation",
    "CORSDidNotSucceed2",
    "CookieAttributeIgnored",
    "CookieAttributeOverwritten",
    "CookieForeignNoPartitionedWarning",
    "CookieInvalidMaxAgeAttribute",
    "CookieLaxForced2",
    "CookieLaxForcedForBeta2",
    "CookieSameSiteValueInvalid2",
];

/// How an engine's own reasons for the cells of a selection stand to the model's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReasonComparison {
    /// For each cell and each of [`ReasonSubject::ALL`].
    pub matches: Vec<[ReasonMatch; 3]>,
    /// Words that give no reason, each with how many cells it was said of.
    pub remarks: BTreeMap<Arc<str>, usize>,
    /// Words whose meaning is not known. They stand among the disagreements too.
    pub unknown_words: BTreeSet<(ReasonSubject, Arc<str>)>,
}

/// Compares an engine's own reasons with the model's for each cell of a selection.
///
/// `given` has what the engine said of each cell; none at all stands for an engine that said
/// nothing.
///
/// # Panics
/// If there is not one observation, or its absence, for each cell, or something said of some cells
/// only.
pub fn compare_reasons(
    matrix: &Matrix,
    selection: &Selection,
    profile: &Profile,
    observed: &[Option<Observation>],
    given: &[Vec<CellReason>],
) -> ReasonComparison {
    assert!(
        observed.len() == selection.cells()
            && (given.is_empty() || given.len() == selection.cells()),
        "one entry for each cell"
    );
    let mut compared = ReasonComparison::default();
    let (cookies, model) = (selection.cookies(), profile.model.as_standard());
    for (number, (_, topology)) in selection.topologies().enumerate() {
        let first = number * selection.shapes_of_topology();
        let mut predictor =
            ShapePredictor::new(&model, topology, &compile_shape(matrix, selection, first).cookies);
        for shape in first..first + selection.shapes_of_topology() {
            let prediction = predictor.predict(&compile_exchange(matrix, selection, shape));
            for (cookie, predicted) in prediction.cookies.iter().enumerate() {
                let cell = shape * cookies + cookie;
                let given = given.get(cell).map_or(&[][..], Vec::as_slice);
                let answers = CellAnswers {
                    response: &prediction.response_with([cookie]),
                    cookie: predicted,
                    observed: observed[cell].as_ref(),
                };
                let matches = ReasonSubject::ALL
                    .map(|about| compared.match_reasons(profile.engine, about, &answers, given));
                compared.matches.push(matches);
            }
        }
    }
    compared
}

/// What the model and the engine answer to the questions about one cell.
struct CellAnswers<'a> {
    response: &'a ResponsePrediction,
    cookie: &'a CookiePrediction,
    observed: Option<&'a Observation>,
}

impl CellAnswers<'_> {
    /// Returns all the rules that the model has as violated.
    fn reasons(&self, about: ReasonSubject) -> &[Reason] {
        match about {
            ReasonSubject::Response => &self.response.decision.reasons,
            ReasonSubject::Stored => &self.cookie.stored.reasons,
            ReasonSubject::Sent => &self.cookie.sent.reasons,
        }
    }

    /// Returns whether the question is put at all: a cookie that nobody looks at is not refused,
    /// and one that is not there is not held back.
    fn is_put(&self, about: ReasonSubject) -> bool {
        match about {
            ReasonSubject::Response => true,
            ReasonSubject::Stored => self.cookie.received,
            ReasonSubject::Sent => self.cookie.stored.is_allowed(),
        }
    }

    /// Returns whether the engine's answer to the question was no.
    fn is_refused(&self, about: ReasonSubject) -> bool {
        let Some(Observation { response, cookie }) = self.observed else { return false };
        match about {
            ReasonSubject::Response => *response < ResponseOutcome::Navigated,
            ReasonSubject::Stored => cookie.stored == JarPlacement::No,
            ReasonSubject::Sent => cookie.stored != JarPlacement::No && !cookie.sent,
        }
    }
}

impl ReasonComparison {
    fn match_reasons(
        &mut self,
        engine: EngineKind,
        about: ReasonSubject,
        answers: &CellAnswers<'_>,
        given: &[CellReason],
    ) -> ReasonMatch {
        let model = answers.reasons(about);
        let (mut said, mut is_silent, mut names_first) = (Vec::new(), true, false);
        for CellReason { word, .. } in given.iter().filter(|reason| reason.about == about) {
            match meaning(engine, about, word) {
                Some(WordMeaning::NotAReason) => {
                    *self.remarks.entry(Arc::clone(word)).or_default() += 1;
                    continue;
                }
                Some(WordMeaning::Reasons(reasons))
                    if reasons.iter().any(|reason| model.contains(reason)) =>
                {
                    names_first |= model.first().is_some_and(|first| reasons.contains(first));
                }
                Some(WordMeaning::Reasons(_)) => said.push(Arc::clone(word)),
                None => {
                    self.unknown_words.insert((about, Arc::clone(word)));
                    said.push(Arc::clone(word));
                }
            }
            is_silent = false;
        }
        let first = model.first().map(|reason| reason.code());
        match (is_silent, first) {
            (true, Some(model))
                if reports_reasons_for(engine, about)
                    && answers.is_put(about)
                    && answers.is_refused(about) =>
            {
                ReasonMatch::Silent { model }
            }
            (true, _) if reports_reasons_for(engine, about) && answers.is_put(about) => {
                ReasonMatch::Allowed
            }
            (true, _) => ReasonMatch::NotAsked,
            (false, model) if !said.is_empty() => ReasonMatch::Disagrees { said, model },
            (false, _) if names_first => ReasonMatch::First,
            (false, _) => ReasonMatch::Later,
        }
    }
}

#[cfg(test)]
mod tests;
