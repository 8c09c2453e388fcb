//! Which rules an edit can satisfy: a search tries an edit where one of them is violated.

use matrix::FetchValues;
use spec_model::Reason;

use crate::edit::SuggestedEdit;
use crate::edit::candidates::unlisted_domain;
use crate::question::Question;

impl SuggestedEdit {
    /// Returns whether the edit can change that a question violates this rule.
    pub(crate) fn touches(&self, reason: Reason, question: &Question) -> bool {
        if matches!(reason, Reason::Quirk(_)) || self.makes_one_origin(question) {
            return true;
        }
        match self {
            Self::AllowCredentials => is_allow_credentials(reason),
            Self::AllowOrigin | Self::EchoOrigin { .. } => is_allow_origin(reason),
            Self::SendOnce(_) => is_allow_credentials(reason) || is_allow_origin(reason),
            Self::NoCrossorigin => {
                is_allow_origin(reason) || is_allow_credentials(reason) || is_credentials(reason)
            }
            Self::Credentials
                if question.request.init.values == FetchValues::UnknownCredentials =>
            {
                is_credentials(reason) || reason == Reason::RequestOptionInvalid
            }
            Self::Credentials | Self::LaterCredentials => is_credentials(reason),
            // By no other rule the script gets nothing.
            Self::CorsMode => matches!(reason, Reason::CorpBlocked | Reason::NoCorsMethod),
            Self::ResourcePolicy(_) => reason == Reason::CorpBlocked,
            Self::CookieName => matches!(
                reason,
                Reason::AmbiguousSerialization | Reason::EmptyCookie | Reason::PrefixNameless
            ),
            Self::LeadingSemicolon => reason == Reason::EmptyCookie,
            Self::PercentEncode => matches!(
                reason,
                Reason::ControlChar
                    | Reason::EmptyCookie
                    | Reason::ResponseHeaderInvalid
                    | Reason::TabChar
            ),
            Self::HttpOnly => matches!(reason, Reason::PrefixHttp | Reason::PrefixHostHttp),
            Self::MaxAge(_) => matches!(reason, Reason::Expired | Reason::ExpiredOnArrival),
            Self::NoMaxAge | Self::NoPastExpires => reason == Reason::ExpiredOnArrival,
            Self::NoPartitioned => {
                matches!(reason, Reason::PartitionMismatch | Reason::PartitionedRequiresSecure)
            }
            Self::MeantDomain(_) => is_domain(reason),
            Self::SecurePrefix(_) => {
                matches!(reason, Reason::HostOnlyMismatch | Reason::PrefixHostDomain)
                    || is_of_unlisted_suffix(reason, question)
            }
            Self::DirectRequest => {
                is_allow_origin(reason)
                    || is_allow_credentials(reason)
                    || matches!(reason, Reason::MixedContent | Reason::PreflightRedirect)
                    || reason.code().starts_with("redirect-")
            }
            Self::Domain(_) => {
                is_domain(reason)
                    || reason == Reason::HostOnlyMismatch
                    || is_of_unlisted_suffix(reason, question)
            }
            Self::NoDomain => {
                is_domain(reason)
                    || matches!(reason, Reason::PrefixHostDomain | Reason::PrefixHostHttp)
            }
            Self::ExposeField(_) => {
                matches!(reason, Reason::AcehNotListed | Reason::AcehWildcardWithCredentials)
            }
            Self::NoHttpOnly => reason == Reason::HttpOnlyFromScript,
            Self::NoSecure | Self::NoSecureNorPrefix => is_insecure(reason),
            Self::Partitioned => reason == Reason::ThirdPartyBlocked,
            Self::Path(_) => matches!(
                reason,
                Reason::PathMismatch | Reason::PrefixHostPath | Reason::PrefixHostHttp
            ),
            Self::SameSiteLax => {
                is_same_site(reason)
                    // Over https, `Secure` keeps what was meant.
                    || (reason == Reason::SameSiteNoneRequiresSecure
                        && matches!(question.url.scheme(), "http" | "ws"))
            }
            Self::SameSiteNone => is_same_site(reason),
            Self::Secure => matches!(
                reason,
                Reason::SameSiteNoneRequiresSecure
                    | Reason::PartitionedRequiresSecure
                    | Reason::PrefixSecure
                    | Reason::PrefixHostNotSecure
                    | Reason::PrefixHttp
                    | Reason::PrefixHostHttp
            ),
            // What a folded line says is all wrong.
            Self::SplitCookies => !is_preflight(reason),
            Self::Preflight { .. } | Self::NoRequestHeader(_) => is_preflight(reason),
            Self::UpperCaseMethod => matches!(
                reason,
                Reason::PreflightMethodNotAllowed | Reason::PreflightAcamWildcardWithCredentials
            ),
            Self::HttpsLaterRequest | Self::HttpsRedirect => {
                matches!(reason, Reason::MixedContent | Reason::SecureOnInsecure)
            }
            Self::HttpsPage | Self::HttpsRequest => {
                is_insecure(reason)
                    || is_same_site(reason)
                    || matches!(reason, Reason::MixedContent | Reason::ThirdPartyBlocked)
            }
            Self::OwnHost => {
                is_same_site(reason)
                    || is_domain(reason)
                    || matches!(reason, Reason::ThirdPartyBlocked | Reason::HostOnlyMismatch)
            }
        }
    }
}

impl SuggestedEdit {
    /// Returns whether page and API are one origin after the edit: then no rule of CORS is left.
    fn makes_one_origin(&self, question: &Question) -> bool {
        match self {
            Self::HttpsPage | Self::HttpsRequest | Self::OwnHost => {
                let mut changed = question.clone();
                self.apply(&mut changed);
                changed.client().origin() == changed.url.origin()
            }
            Self::AllowCredentials
            | Self::AllowOrigin
            | Self::Credentials
            | Self::CorsMode
            | Self::DirectRequest
            | Self::Domain(_)
            | Self::EchoOrigin { .. }
            | Self::ExposeField(_)
            | Self::HttpsLaterRequest
            | Self::HttpsRedirect
            | Self::LaterCredentials
            | Self::LeadingSemicolon
            | Self::NoCrossorigin
            | Self::NoDomain
            | Self::NoHttpOnly
            | Self::CookieName
            | Self::PercentEncode
            | Self::HttpOnly
            | Self::MaxAge(_)
            | Self::MeantDomain(_)
            | Self::NoMaxAge
            | Self::ResourcePolicy(_)
            | Self::NoPartitioned
            | Self::NoPastExpires
            | Self::NoRequestHeader(_)
            | Self::NoSecure
            | Self::NoSecureNorPrefix
            | Self::Partitioned
            | Self::Path(_)
            | Self::SecurePrefix(_)
            | Self::Preflight { .. }
            | Self::SameSiteLax
            | Self::SameSiteNone
            | Self::Secure
            | Self::SendOnce(_)
            | Self::SplitCookies
            | Self::UpperCaseMethod => false,
        }
    }
}

fn is_allow_origin(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::AcaoMissing | Reason::AcaoWildcardWithCredentials | Reason::AcaoMismatch
    )
}

fn is_credentials(reason: Reason) -> bool {
    matches!(reason, Reason::CredentialsOmit | Reason::CredentialsSameOriginCrossOrigin)
}

fn is_allow_credentials(reason: Reason) -> bool {
    matches!(reason, Reason::AcacMissing | Reason::AcacNotTrue)
}

fn is_domain(reason: Reason) -> bool {
    matches!(reason, Reason::DomainMismatch | Reason::PublicSuffix | Reason::DomainNonAscii)
}

/// Returns whether a cookie is taken for one of a third party because no list knows its suffix.
fn is_of_unlisted_suffix(reason: Reason, question: &Question) -> bool {
    reason == Reason::ThirdPartyBlocked && unlisted_domain(question).is_some()
}

fn is_insecure(reason: Reason) -> bool {
    matches!(reason, Reason::SecureFromInsecure | Reason::SecureOnInsecure | Reason::OverlaySecure)
}

fn is_same_site(reason: Reason) -> bool {
    reason.code().starts_with("samesite-") && reason != Reason::SameSiteNoneRequiresSecure
}

fn is_preflight(reason: Reason) -> bool {
    reason.code().starts_with("preflight-")
}
