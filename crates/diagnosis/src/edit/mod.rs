//! Single changes to a request, its response or its preflight's answer.

mod apply;
mod candidates;
mod encoding;
mod list_fields;
mod meant_domain;
mod name_prefix;
mod other_origins;
mod preflight;
mod rules;
mod words;

pub(crate) use candidates::{is_inner_host, is_of_one_machine};
pub(crate) use preflight::sends_credentials;

/// The fields of a response that must not come twice.
const DECISIVE_FIELDS: [&str; 2] =
    ["Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"];

/// One change. The order is the one in which changes are made: later ones build on earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuggestedEdit {
    /// Call the API by the page's own host name.
    OwnHost,
    /// Serve the page by https, and the API with it where both are one origin.
    HttpsPage,
    /// Make the request by https.
    HttpsRequest,
    /// Redirect to https where the redirect leads from there to http.
    HttpsRedirect,
    /// Make the later request by https.
    HttpsLaterRequest,
    /// Request the URL to which the redirects lead.
    DirectRequest,
    /// Make the request with CORS, so that the script can read the response.
    CorsMode,
    /// Leave out the element's `crossorigin` attribute.
    NoCrossorigin,
    /// Make the request with credentials.
    Credentials,
    /// Make the later request with credentials.
    LaterCredentials,
    /// Write the method in upper case.
    UpperCaseMethod,
    /// Leave out this header field of the request.
    NoRequestHeader(String),
    /// Send each cookie in a field of its own.
    SplitCookies,
    /// Begin the line with the cookie, in front of which a semicolon stands.
    LeadingSemicolon,
    /// Give a cookie that has no name one.
    CookieName,
    /// Begin the cookie's name with `__Secure-` in place of `__Host-`, and give it this Domain.
    SecurePrefix(String),
    /// Percent-encode what is not printable ASCII in name, value and Path, and commas in the name.
    PercentEncode,
    /// Leave Secure out.
    NoSecure,
    /// Leave Secure out, and the prefix of the name that asks for it.
    NoSecureNorPrefix,
    /// Add Secure.
    Secure,
    /// Set SameSite=Lax in place of another value.
    SameSiteLax,
    /// Set SameSite=None.
    SameSiteNone,
    /// Leave the Domain attribute out.
    NoDomain,
    /// Write the host name that the Domain attribute is to be.
    MeantDomain(String),
    /// Give the cookie this Domain.
    Domain(String),
    /// Give the cookie this path.
    Path(String),
    /// Leave out `Expires`, whose date is past or none.
    NoPastExpires,
    /// Leave out `Max-Age`, which is no number.
    NoMaxAge,
    /// Let the cookie live for so many seconds.
    MaxAge(i64),
    /// Leave HttpOnly out.
    NoHttpOnly,
    /// Add HttpOnly.
    HttpOnly,
    /// Leave Partitioned out.
    NoPartitioned,
    /// Add Partitioned.
    Partitioned,
    /// Send this header field of the response once.
    SendOnce(&'static str),
    /// Answer with this `Cross-Origin-Resource-Policy`.
    ResourcePolicy(&'static str),
    /// Answer with the page's origin in `Access-Control-Allow-Origin`.
    AllowOrigin,
    /// Answer with the page's origin in place of other ones, which stay allowed, or of a pattern.
    EchoOrigin {
        /// The other origins, none of a pattern.
        others: Vec<String>,
        /// Whether a cache gave the response, and takes it for the same whoever asks.
        cached: bool,
    },
    /// Answer with `Access-Control-Allow-Credentials: true`.
    AllowCredentials,
    /// List this field in `Access-Control-Expose-Headers`.
    ExposeField(String),
    /// Answer the preflight so that it allows the request.
    Preflight {
        /// The status that it has and that is no ok status.
        bad_status: Option<u16>,
    },
}

/// Where a change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditTarget {
    /// In the page's script.
    Script,
    /// In the `Set-Cookie` line.
    Cookie,
    /// In the response's other header fields.
    Response,
    /// In the answer to the preflight.
    Preflight,
    /// In how page or API are served.
    Address,
}

impl SuggestedEdit {
    /// Returns how much the change asks of people: what is plainly a mistake first, then fields of
    /// the server, then code of the page, then addresses.
    pub(crate) fn cost(&self) -> u8 {
        match self {
            Self::LeadingSemicolon
            | Self::MeantDomain(_)
            | Self::NoMaxAge
            | Self::NoPastExpires
            | Self::PercentEncode
            | Self::SendOnce(_)
            | Self::SplitCookies
            | Self::UpperCaseMethod => 0,
            Self::NoRequestHeader(name) if is_response_field(name) => 0,
            // Nobody means the redirect of a preflight.
            Self::Preflight { bad_status: Some(300..400) } => 6,
            Self::AllowCredentials
            | Self::AllowOrigin
            | Self::EchoOrigin { .. }
            | Self::ExposeField(_)
            | Self::HttpsRedirect
            | Self::Preflight { .. }
            | Self::ResourcePolicy(_) => 1,
            Self::HttpOnly
            | Self::MaxAge(_)
            | Self::NoDomain
            | Self::Path(_)
            | Self::Secure
            | Self::SameSiteLax
            | Self::SameSiteNone => 2,
            Self::CookieName
            | Self::Domain(_)
            | Self::NoSecure
            | Self::NoSecureNorPrefix
            | Self::SecurePrefix(_) => 3,
            Self::NoCrossorigin | Self::NoHttpOnly | Self::NoPartitioned | Self::Partitioned => 4,
            Self::CorsMode
            | Self::DirectRequest
            | Self::OwnHost
            | Self::Credentials
            | Self::LaterCredentials => 5,
            Self::NoRequestHeader(_) => 6,
            Self::HttpsLaterRequest | Self::HttpsRequest => 7,
            Self::HttpsPage => 8,
        }
    }

    /// Returns whether one of two changes undoes the other.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        let undoes = |one: &Self, other: &Self| {
            matches!(
                (one, other),
                (Self::SameSiteLax, Self::SameSiteNone)
                    | (Self::NoSecure | Self::NoSecureNorPrefix, Self::Secure)
                    | (Self::NoHttpOnly, Self::HttpOnly)
                    | (Self::NoPartitioned, Self::Partitioned)
                    | (Self::NoDomain | Self::MeantDomain(_), Self::Domain(_))
                    | (Self::NoDomain, Self::MeantDomain(_))
                    | (Self::Path(_), Self::Path(_))
            )
        };
        undoes(self, other) || undoes(other, self)
    }

    /// Returns whether the change is one of the cookie's own line.
    pub fn is_of_cookie(&self) -> bool {
        self.target() == EditTarget::Cookie
    }

    /// Returns whether the change is not one of header lines, so that no diff shows it.
    pub fn is_outside_headers(&self) -> bool {
        match self.target() {
            EditTarget::Script | EditTarget::Address => true,
            EditTarget::Cookie | EditTarget::Response | EditTarget::Preflight => false,
        }
    }

    /// Returns where the change is made.
    pub fn target(&self) -> EditTarget {
        match self {
            Self::AllowCredentials
            | Self::AllowOrigin
            | Self::EchoOrigin { .. }
            | Self::ExposeField(_)
            | Self::HttpsRedirect
            | Self::ResourcePolicy(_)
            | Self::SendOnce(_) => EditTarget::Response,
            Self::CorsMode
            | Self::Credentials
            | Self::DirectRequest
            | Self::LaterCredentials
            | Self::NoCrossorigin
            | Self::OwnHost
            | Self::UpperCaseMethod
            | Self::NoRequestHeader(_) => EditTarget::Script,
            Self::CookieName
            | Self::Domain(_)
            | Self::HttpOnly
            | Self::LeadingSemicolon
            | Self::MaxAge(_)
            | Self::MeantDomain(_)
            | Self::NoDomain
            | Self::NoHttpOnly
            | Self::NoMaxAge
            | Self::NoPartitioned
            | Self::NoPastExpires
            | Self::NoSecure
            | Self::NoSecureNorPrefix
            | Self::Partitioned
            | Self::Path(_)
            | Self::PercentEncode
            | Self::SecurePrefix(_)
            | Self::SameSiteLax
            | Self::SameSiteNone
            | Self::Secure
            | Self::SplitCookies => EditTarget::Cookie,
            Self::HttpsLaterRequest | Self::HttpsPage | Self::HttpsRequest => EditTarget::Address,
            Self::Preflight { .. } => EditTarget::Preflight,
        }
    }
}

pub(super) fn is_response_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("access-control-allow-") || name == "access-control-expose-headers"
}
