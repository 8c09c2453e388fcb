//! The texts of messages, as browsers write them, each with the browser's own word for its reason.
//!
//! A text is the part of a message that tells it from others. Quotation marks are straight, as a
//! console's text is compared without regard to their form.

use run_model::evidence::ReasonSubject;
use spec_model::Reason;

use crate::console::{MessageRemark, MessageSource};

/// The part of a message that tells it from others, and the word for its reason.
pub(super) type MessageText = (&'static str, &'static str);

/// The part of a message that names no rule, whose words these are, and what they are about.
pub(super) type RemarkText = (&'static str, MessageSource, ReasonSubject, MessageRemark);

/// What stands before the reason why Chrome kept a response from a script.
pub(super) const CHROME_BLOCKED: &str = "has been blocked by CORS policy";
/// What Chrome writes before a reason that is one of the preflight.
pub(super) const CHROME_PREFLIGHT: &str =
    "Response to preflight request doesn't pass access control check";

/// Why Chrome kept a response from a script.
pub(super) const CHROME_RESPONSE: &[MessageText] = &[
    ("No 'Access-Control-Allow-Origin' header is present", "MissingAllowOriginHeader"),
    ("that is not equal to the supplied origin", "AllowOriginMismatch"),
    ("'Access-Control-Allow-Origin' header contains multiple values", "MultipleAllowOriginValues"),
    ("'Access-Control-Allow-Origin' header contains the invalid value", "InvalidAllowOriginValue"),
    ("must not be the wildcard '*'", "WildcardOriginNotAllowed"),
    ("'Access-Control-Allow-Credentials' header in the response is", "InvalidAllowCredentials"),
    ("It does not have HTTP ok status", "InvalidStatus"),
    ("Redirect is not allowed for a preflight request", "DisallowedRedirect"),
    ("is not allowed by Access-Control-Allow-Methods", "MethodDisallowedByPreflightResponse"),
    ("is not allowed by Access-Control-Allow-Headers", "HeaderDisallowedByPreflightResponse"),
    ("Cannot parse Access-Control-Allow-Methods", "InvalidAllowMethodsPreflightResponse"),
    ("Cannot parse Access-Control-Allow-Headers", "InvalidAllowHeadersPreflightResponse"),
    ("contains a username and password", "RedirectContainsCredentials"),
    ("are only supported for protocol schemes", "CorsDisabledScheme"),
    ("are not allowed by request mode", "DisallowedByMode"),
];

/// Why Chrome blocked a request of a page over https, or the response to it.
pub(super) const CHROME_REQUEST: &[MessageText] =
    &[("This request has been blocked; the content must be served over HTTPS", "mixed-content")];

/// Why Chrome stored no cookie.
pub(super) const CHROME_STORED: &[MessageText] = &[
    ("it had the \"SameSite=Lax\" attribute but came from a cross-site response", "SameSiteLax"),
    (
        "it had the \"SameSite=Strict\" attribute but came from a cross-site response",
        "SameSiteStrict",
    ),
    ("header didn't specify a \"SameSite\" attribute", "SameSiteUnspecifiedTreatedAsLax"),
    ("This Set-Cookie didn't specify a \"SameSite\"", "SameSiteUnspecifiedTreatedAsLax"),
    (
        "\"SameSite=None\" attribute but did not have the \"Secure\" attribute",
        "SameSiteNoneInsecure",
    ),
    ("\"Secure\" attribute but was not received over a secure connection", "SecureOnly"),
    ("would have overwritten a cookie with the Secure attribute", "OverwriteSecure"),
    ("its Domain attribute was invalid with regards to the current host url", "InvalidDomain"),
    ("prefix in its name and broke the additional rules", "InvalidPrefix"),
    ("a Set-Cookie header was blocked due to user preferences", "UserPreferences"),
    ("Setting this cookie was blocked either because of Chrome flags", "ThirdPartyPhaseout"),
    ("header was blocked due to third-party cookie phaseout", "ThirdPartyPhaseout"),
    ("Third-party cookie is blocked", "ThirdPartyPhaseout"),
    ("Set-Cookie header contained a disallowed character", "DisallowedCharacter"),
    ("header was blocked because the cookie was too large", "NameValuePairExceedsMaxSize"),
    ("Set-Cookie header is ignored in response from url", "NameValuePairExceedsMaxSize"),
    // Titles of the panel "Issues".
    (
        "Indicate whether a cookie is intended to be set in cross-site context",
        "SameSiteUnspecifiedTreatedAsLax",
    ),
    ("Mark cross-site cookies as Secure to allow setting them", "SameSiteNoneInsecure"),
];

/// Why Chrome sent no cookie.
pub(super) const CHROME_SENT: &[MessageText] = &[
    (
        "it had the \"SameSite=Lax\" attribute and the request was made from a different site",
        "SameSiteLax",
    ),
    (
        "it had the \"SameSite=Strict\" attribute and the request was made from a different site",
        "SameSiteStrict",
    ),
    (
        "didn't specify a \"SameSite\" attribute when it was stored",
        "SameSiteUnspecifiedTreatedAsLax",
    ),
    (
        "it had the \"SameSite=None\" attribute but was not marked \"Secure\"",
        "SameSiteNoneInsecure",
    ),
    ("it had the \"Secure\" attribute and the connection was not secure", "SecureOnly"),
    ("its path was not an exact match for or a superdirectory of", "NotOnPath"),
    ("neither did the request URL's domain exactly match the cookie's domain", "DomainMismatch"),
    ("This cookie was blocked due to user preferences", "UserPreferences"),
    ("This cookie was blocked either because of Chrome flags", "ThirdPartyPhaseout"),
    ("This cookie was blocked due to third-party cookie phaseout", "ThirdPartyPhaseout"),
    // Titles of the panel "Issues".
    (
        "Indicate whether to send a cookie in a cross-site request",
        "SameSiteUnspecifiedTreatedAsLax",
    ),
    ("Mark cross-site cookies as Secure to allow them to be sent", "SameSiteNoneInsecure"),
];

/// What stands before the reason why Firefox kept a response from a script.
pub(super) const FIREFOX_BLOCKED: &str =
    "The Same Origin Policy disallows reading the remote resource at";

/// Why Firefox kept a response from a script.
pub(super) const FIREFOX_RESPONSE: &[MessageText] = &[
    ("CORS header 'Access-Control-Allow-Origin' missing", "CORSMissingAllowOrigin2"),
    (
        "CORS header 'Access-Control-Allow-Origin' does not match",
        "CORSAllowOriginNotMatchingOrigin",
    ),
    (
        "Multiple CORS header 'Access-Control-Allow-Origin' not allowed",
        "CORSMultipleAllowOriginNotAllowed",
    ),
    (
        "Credential is not supported if the CORS header 'Access-Control-Allow-Origin' is '*'",
        "CORSNotSupportingCredentials",
    ),
    (
        "expected 'true' in CORS header 'Access-Control-Allow-Credentials'",
        "CORSMissingAllowCredentials",
    ),
    ("Did not find method in CORS header 'Access-Control-Allow-Methods'", "CORSMethodNotFound"),
    ("CORS preflight response did not succeed", "CORSPreflightDidNotSucceed3"),
    ("CORS preflight channel did not succeed", "CORSPreflightDidNotSucceed3"),
    (
        "is not allowed according to header 'Access-Control-Allow-Headers'",
        "CORSMissingAllowHeaderFromPreflight2",
    ),
    ("missing token", "CORSMissingAllowHeaderFromPreflight2"),
    ("' in CORS header 'Access-Control-Allow-Headers'", "CORSInvalidAllowHeader"),
    ("' in CORS header 'Access-Control-Allow-Methods'", "CORSInvalidAllowMethod"),
    ("CORS request external redirect not allowed", "CORSExternalRedirectNotAllowed"),
    ("CORS request not http", "CORSRequestNotHttp"),
];

/// Why Firefox made no request.
pub(super) const FIREFOX_REQUEST: &[MessageText] =
    &[("Blocked loading mixed active content", "BlockMixedActiveContent")];

/// Why Firefox stored no cookie, behind the cookie's name.
pub(super) const FIREFOX_STORED: &[MessageText] = &[
    (
        "has been rejected because it is in a cross-site context and its \"SameSite\" is",
        "CookieRejectedForNonSameSiteness",
    ),
    (
        "rejected because it has the \"SameSite=None\" attribute but is missing the \"secure\"",
        "CookieRejectedNonRequiresSecure2",
    ),
    (
        "will be soon rejected because it has the \"SameSite\" attribute set to \"None\"",
        "CookieRejectedNonRequiresSecure2",
    ),
    (
        "has been rejected because it has the \"Partitioned\" attribute but is missing the",
        "CookieRejectedPartitionedRequiresSecure",
    ),
    ("has been rejected for invalid domain", "CookieRejectedInvalidDomain"),
    ("has been rejected for invalid prefix", "CookieRejectedInvalidPrefix"),
    (
        "has been rejected because a non-HTTPS cookie can't be set as \"secure\"",
        "CookieRejectedSecureButNonHttps",
    ),
    (
        "has been rejected because there is an existing \"secure\" cookie",
        "CookieRejectedNonsecureOverSecure",
    ),
    ("has been rejected as third-party", "CookieRejectedThirdParty"),
    (
        "has been rejected because it is foreign and does not have the \"Partitioned\"",
        "CookieForeignNoPartitionedError",
    ),
    ("is invalid because its size is too big", "CookieOversize"),
    (
        "has been rejected because there is already an HTTP-Only cookie",
        "CookieRejectedHttpOnlyButFromScript",
    ),
    ("has been rejected for invalid characters in the name", "CookieRejectedInvalidCharName"),
    ("has been rejected for invalid characters in the value", "CookieRejectedInvalidCharValue"),
    (
        "has been rejected for invalid characters in the attributes",
        "CookieRejectedInvalidCharAttributes",
    ),
    ("with an empty name and an empty value has been", "CookieRejectedEmptyNameAndValue"),
    ("has been rejected by user set permissions", "CookieRejectedByPermissionManager"),
];

/// Why Firefox sent no cookie, behind the cookie's name.
pub(super) const FIREFOX_SENT: &[MessageText] =
    &[("was omitted because of a cross-site redirect", "CookieBlockedCrossSiteRedirect")];

/// Why Safari kept a response from a script. It has no words for its reasons: the text is its own.
pub(super) const SAFARI_RESPONSE: &[MessageText] = &[
    ("is not allowed by Access-Control-Allow-Origin", "allow-origin"),
    (
        "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true",
        "wildcard",
    ),
    ("Access-Control-Allow-Origin cannot contain more than one origin", "several-origins"),
    ("but Access-Control-Allow-Credentials is not \"true\"", "allow-credentials"),
    ("Preflight response is not successful", "preflight-status"),
    ("is not allowed by Access-Control-Allow-Headers", "header"),
    ("is not allowed by Access-Control-Allow-Methods", "method"),
    ("This content was blocked and must be served over HTTPS", "mixed-content"),
];

/// What messages say that name no rule: the browser whose words these are, and the subject.
pub(super) const REMARKS: &[RemarkText] = &[
    (
        "due to access control checks",
        MessageSource::Safari,
        ReasonSubject::Response,
        MessageRemark::AccessControl,
    ),
    (
        "CORS request did not succeed",
        MessageSource::Firefox,
        ReasonSubject::Response,
        MessageRemark::NoResponse,
    ),
    (
        "Permission was denied for this request to access the",
        MessageSource::Chrome,
        ReasonSubject::Response,
        MessageRemark::LocalNetwork,
    ),
    (
        "the resource is in more-private address space",
        MessageSource::Chrome,
        ReasonSubject::Response,
        MessageRemark::LocalNetwork,
    ),
    (
        "yet the resource is in address space",
        MessageSource::Chrome,
        ReasonSubject::Response,
        MessageRemark::LocalNetwork,
    ),
    (
        "Refused to set unsafe header \"cookie\"",
        MessageSource::Chrome,
        ReasonSubject::Sent,
        MessageRemark::UnsafeCookie,
    ),
    (
        "Refused to set unsafe header",
        MessageSource::Chrome,
        ReasonSubject::Response,
        MessageRemark::UnsafeField,
    ),
    (
        "Refused to get unsafe header \"set-cookie",
        MessageSource::Chrome,
        ReasonSubject::Stored,
        MessageRemark::UnsafeSetCookie,
    ),
    (
        "Refused to get unsafe header",
        MessageSource::Chrome,
        ReasonSubject::Response,
        MessageRemark::UnexposedField,
    ),
    (
        "Attempt to set a forbidden header was denied: Cookie",
        MessageSource::Firefox,
        ReasonSubject::Sent,
        MessageRemark::UnsafeCookie,
    ),
    (
        "Attempt to set a forbidden header was denied",
        MessageSource::Firefox,
        ReasonSubject::Response,
        MessageRemark::UnsafeField,
    ),
    (
        "Partitioned cookie or storage access was provided to",
        MessageSource::Firefox,
        ReasonSubject::Sent,
        MessageRemark::PartitionedStorage,
    ),
    (
        "Some cookies are misusing the",
        MessageSource::Firefox,
        ReasonSubject::Stored,
        MessageRemark::SomeSameSites,
    ),
    (
        "CORS header 'Origin' cannot be added",
        MessageSource::Firefox,
        ReasonSubject::Response,
        MessageRemark::OriginNotAdded,
    ),
    ("CORS disabled", MessageSource::Firefox, ReasonSubject::Response, MessageRemark::CorsDisabled),
    (
        "does not have a proper \"SameSite\" attribute value",
        MessageSource::Firefox,
        ReasonSubject::Stored,
        MessageRemark::NoSameSite,
    ),
];

/// Returns the reasons that one of Safari's messages stands for.
pub(super) fn safari_reasons(word: &str) -> &'static [Reason] {
    match word {
        "allow-origin" => &[
            Reason::AcaoMissing,
            Reason::AcaoMismatch,
            Reason::PreflightAcaoMissing,
            Reason::PreflightAcaoMismatch,
        ],
        "wildcard" => {
            &[Reason::AcaoWildcardWithCredentials, Reason::PreflightAcaoWildcardWithCredentials]
        }
        "several-origins" => &[Reason::AcaoMismatch, Reason::PreflightAcaoMismatch],
        "allow-credentials" => &[
            Reason::AcacMissing,
            Reason::AcacNotTrue,
            Reason::PreflightAcacMissing,
            Reason::PreflightAcacNotTrue,
        ],
        "preflight-status" => &[Reason::PreflightBadStatus, Reason::PreflightRedirect],
        "header" => &[Reason::PreflightHeaderNotAllowed],
        "method" => &[Reason::PreflightMethodNotAllowed],
        "mixed-content" => &[Reason::MixedContent],
        _ => &[],
    }
}
