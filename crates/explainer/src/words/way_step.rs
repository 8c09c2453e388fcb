//! The steps on a cookie's way, and the one at which each rule takes effect.

use spec_model::Reason;

/// A step on a cookie's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayStep {
    /// The page that makes the request.
    Page,
    /// The question to the server whether the request may be made.
    Preflight,
    /// The request.
    Request,
    /// A redirect on the request's way.
    Redirect,
    /// The response, which a script may or may not read.
    Response,
    /// The store that keeps or refuses the cookie.
    Jar,
    /// The later request, which carries the cookie or does not.
    NextRequest,
}

impl WayStep {
    /// The steps of every cookie, in order.
    pub const USUAL: [Self; 5] =
        [Self::Page, Self::Request, Self::Response, Self::Jar, Self::NextRequest];

    /// Returns what people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "Page",
            Self::Preflight => "Preflight",
            Self::Request => "Request",
            Self::Redirect => "Redirect",
            Self::Response => "Response",
            Self::Jar => "Cookie jar",
            Self::NextRequest => "Next request",
        }
    }

    /// Returns the one among the usual steps that stands for it.
    pub fn usual(self) -> Self {
        match self {
            Self::Preflight => Self::Request,
            Self::Redirect => Self::Response,
            Self::Page | Self::Request | Self::Response | Self::Jar | Self::NextRequest => self,
        }
    }

    /// Returns the step at which a rule takes effect; `None` for what an engine has in place of a
    /// rule.
    pub fn of(reason: Reason) -> Option<Self> {
        use Reason as R;
        let step = match reason {
            R::Quirk(_) => return None,
            R::CredentialsOmit
            | R::CredentialsSameOriginCrossOrigin
            | R::CoepCredentialless
            | R::PreflightUncredentialed
            | R::ForbiddenRequestHeader
            | R::UrlCredentials
            | R::MethodInvalid
            | R::ForbiddenMethod
            | R::RequestHeaderInvalid
            | R::RequestOptionInvalid
            | R::NoCorsMethod
            | R::BodyOfGet
            | R::BadPort
            | R::MixedContent
            | R::InsecureContext
            | R::ModeSameOriginViolation
            | R::NoCorsRedirectMode
            | R::CorsNonHttpScheme
            | R::PrefetchNotMade
            | R::StreamOverHttp1 => Self::Request,
            R::PreflightNetworkError
            | R::PreflightRedirect
            | R::PreflightAcaoMissing
            | R::PreflightAcaoWildcardWithCredentials
            | R::PreflightAcaoMismatch
            | R::PreflightAcacMissing
            | R::PreflightAcacNotTrue
            | R::PreflightBadStatus
            | R::PreflightAcamMalformed
            | R::PreflightAcahMalformed
            | R::PreflightMethodNotAllowed
            | R::PreflightAcamWildcardWithCredentials
            | R::PreflightAuthorizationNotListed
            | R::PreflightHeaderNotAllowed
            | R::PreflightAcahWildcardWithCredentials => Self::Preflight,
            R::RedirectInvalidLocation
            | R::RedirectNonHttp
            | R::RedirectLoop
            | R::RedirectUrlCredentials
            | R::RedirectStreamBody
            | R::RedirectModeManual
            | R::RedirectModeError => Self::Redirect,
            R::ResponseHeaderInvalid
            | R::ResponseHeaderTooLong
            | R::ForbiddenResponseHeader
            | R::CorpBlocked
            | R::ScriptStatus
            | R::ScriptTypeBlocked
            | R::ModuleScriptType
            | R::StyleSheetStatus
            | R::StyleSheetType
            | R::NosniffBlocked
            | R::EventStreamStatus
            | R::EventStreamType
            | R::FrameAncestors
            | R::FrameOptions
            | R::HandshakeStatus
            | R::AcaoMissing
            | R::AcaoWildcardWithCredentials
            | R::AcaoMismatch
            | R::AcacMissing
            | R::AcacNotTrue
            | R::AcehNotListed
            | R::AcehWildcardWithCredentials
            | R::SetCookieNeverExposed => Self::Response,
            R::PolicyIgnored
            | R::ThirdPartyBlocked
            | R::SchemeNotCookieable
            | R::CookieAverseDocument
            | R::OpaqueOrigin
            | R::StorageAccessDenied
            | R::CookieStoreTypeError
            | R::ControlChar
            | R::NameValueTooLong
            | R::EmptyCookie
            | R::TabChar
            | R::AmbiguousSerialization
            | R::DomainNonAscii
            | R::HostNotCanonicalizable
            | R::PublicSuffix
            | R::DomainMismatch
            | R::SecureFromInsecure
            | R::HttpOnlyFromScript
            | R::OverlaySecure
            | R::SameSiteCrossSiteScript
            | R::SameSiteStrictCrossSiteSet
            | R::SameSiteLaxCrossSiteSet
            | R::SameSiteDefaultCrossSiteSet
            | R::SameSiteNoneRequiresSecure
            | R::PrefixSecure
            | R::PrefixHostNotSecure
            | R::PrefixHostDomain
            | R::PrefixHostPath
            | R::PrefixHttp
            | R::PrefixHostHttp
            | R::PrefixNameless
            | R::PartitionedRequiresSecure
            | R::OverwriteHttpOnlyFromScript
            | R::ExpiredOnArrival
            | R::Deleted
            | R::Overwritten
            | R::EvictedHostLimit
            | R::EvictedPartitionLimit
            | R::EvictedGlobalLimit => Self::Jar,
            R::HostOnlyMismatch
            | R::PublicSuffixNow
            | R::PathMismatch
            | R::SecureOnInsecure
            | R::PartitionMismatch
            | R::SameSiteStrict
            | R::SameSiteLaxSubresource
            | R::SameSiteDefaultSubresource
            | R::SameSiteLaxUnsafeMethod
            | R::SameSiteDefaultUnsafeMethod
            | R::Expired => Self::NextRequest,
        };
        Some(step)
    }
}
