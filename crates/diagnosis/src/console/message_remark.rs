//! What messages say that name no rule of CORS or of cookies.

use std::fmt;

/// What a message says that names no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageRemark {
    /// The check failed, or no response came; which of them is not said.
    AccessControl,
    /// A redirect of another site led to the request.
    CrossSiteRedirect,
    /// The page may not request a host nearer to the machine than it is itself.
    LocalNetwork,
    /// A cookie has no valid SameSite and is taken all the same.
    NoSameSite,
    /// No response came.
    NoResponse,
    /// Page and request are of one site, but for http and https.
    OtherScheme,
    /// A server has a jar of its own below the page.
    PartitionedStorage,
    /// Cookies that another message names have a wrong SameSite.
    SomeSameSites,
    /// A script wants to read a field that the server does not expose.
    UnexposedField,
    /// A script wants to set the field `Cookie`.
    UnsafeCookie,
    /// A script wants to set a field that browsers set.
    UnsafeField,
    /// A script wants to read `Set-Cookie`.
    UnsafeSetCookie,
}

impl fmt::Display for MessageRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessControl => {
                "The CORS check failed or no response came: this line never says which. A line \
                 beside it in the console says why the check failed; without one, look in the \
                 Network panel whether there is a response."
            }
            Self::CrossSiteRedirect => "A redirect of another site led to the request.",
            Self::LocalNetwork => {
                "The page requests this machine or a local network, which Chrome asks the user to \
                 allow, and for pages over https alone (Local Network Access). No header of CORS \
                 helps: serve the page over https and allow it in the site's settings, or request \
                 a public host."
            }
            Self::NoSameSite => {
                "It has no valid SameSite. Firefox takes the cookie all the same; Chrome and Edge \
                 take it as `Lax`. Set `SameSite=None; Secure` if pages of other sites need it."
            }
            Self::NoResponse => {
                "The request got no response at all: the server, its certificate, an extension or \
                 mixed content is in the way. CORS is not."
            }
            Self::OtherScheme => "Page and request are of one site, but for http and https.",
            Self::PartitionedStorage => {
                "No error: below a page of another site, this server has a jar of its own, \
                 without the cookies that it set elsewhere (Total Cookie Protection). A frame \
                 gets those by `document.requestStorageAccess()`."
            }
            Self::SomeSameSites => {
                "Some cookies have no valid SameSite, or `SameSite=None` without `Secure`. The \
                 message names them where it is expanded."
            }
            Self::UnexposedField => {
                "A script reads this field of a cross-origin response only if the server lists it \
                 in `Access-Control-Expose-Headers`."
            }
            Self::UnsafeCookie => {
                "No script sets the field `Cookie`: browsers add the cookies that they have. Let \
                 the server set the cookie, and make the request with `credentials: \"include\"` \
                 or `withCredentials`."
            }
            Self::UnsafeField => {
                "Browsers set this field themselves and leave out what a script gives. Remove the \
                 line that sets it: nothing else of the request changes."
            }
            Self::UnsafeSetCookie => {
                "No script reads `Set-Cookie`, whatever the server allows; the browser stores the \
                 cookie all the same. A value that the script needs belongs into the body or \
                 another field."
            }
        })
    }
}
