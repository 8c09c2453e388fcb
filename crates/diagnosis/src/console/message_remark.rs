//! What messages say that name no rule of CORS or of cookies.

use std::fmt;

/// What a message says that names no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageRemark {
    /// The check failed, or no response came; which of them is not said.
    AccessControl,
    /// A cookie's line says that it is over.
    AlreadyExpired,
    /// A response cleared data of its site.
    ClearedData,
    /// A script closed a WebSocket before its handshake ended.
    ClosedHandshake,
    /// The page's Content Security Policy forbids the request.
    ContentPolicy,
    /// The user's settings block cookies of the site.
    CookieSettings,
    /// CORS is turned off.
    CorsDisabled,
    /// A redirect of another site led to the request.
    CrossSiteRedirect,
    /// A request lacks the cookie against forged requests.
    CsrfCookie,
    /// A request has the cookie, but no token beside it.
    CsrfToken,
    /// A response has another type than a script or a style sheet.
    DisallowedType,
    /// The status of a response says that it failed.
    ErrorStatus,
    /// The page embeds only what allows it.
    EmbedderPolicy,
    /// An EventSource got another type.
    EventStreamType,
    /// A response came, and the script does not get it.
    FailedCheck,
    /// A cookie of a third party will be refused.
    ForeignSoon,
    /// A page requests a file.
    FileRequest,
    /// A call needs another origin or other settings; the browser does not say which call.
    InsecureOperation,
    /// A Max-Age is no number.
    InvalidMaxAge,
    /// A Path is refused.
    InvalidPath,
    /// A line that sets a cookie cannot be read.
    InvalidSyntax,
    /// A cookie without SameSite is taken as Lax.
    LaxByDefault,
    /// The page may not request a host nearer to the machine than it is itself.
    LocalNetwork,
    /// The way back from a login lacks its cookie.
    LoginCookie,
    /// An attribute is too long.
    LongAttribute,
    /// A URL has no scheme, and its host is taken for one.
    MissingScheme,
    /// An EventSource got no stream.
    NoEventStream,
    /// A page may not be shown in a frame.
    NoFrame,
    /// The handshake of a WebSocket failed.
    NoHandshake,
    /// No response came.
    NoResponse,
    /// A cookie has no valid SameSite and is taken all the same.
    NoSameSite,
    /// A document has an opaque origin, and no cookies.
    OpaqueDocument,
    /// A response without CORS is of another type than what was asked for.
    OpaqueResponse,
    /// Firefox could not add the field `Origin`.
    OriginNotAdded,
    /// The site is another one as its scheme differs.
    OtherScheme,
    /// A server has a jar of its own below the page.
    PartitionedStorage,
    /// A server does not know the host or the scheme by which browsers reach it.
    ProxiedOrigin,
    /// The handshake of a WebSocket was redirected.
    RedirectedHandshake,
    /// The handshake of a WebSocket was refused.
    RefusedHandshake,
    /// A server refuses the origin of the page, or what its preflight asks for.
    RefusedOrigin,
    /// An attribute stands twice.
    RepeatedAttribute,
    /// The field that allows an origin came with more than one value.
    RepeatedOrigin,
    /// A Content Security Policy would forbid the request.
    ReportOnlyPolicy,
    /// A response forbids pages elsewhere to embed it.
    ResourcePolicy,
    /// Hosts that differ in their schemes are to be of two sites.
    SchemeSoon,
    /// Cookies that another message names have a wrong SameSite.
    SomeSameSites,
    /// A frame asks for access to its cookies without a click.
    StorageAccessGesture,
    /// A frame gets no access to its cookies.
    StorageAccessRefused,
    /// The sandbox of a frame forbids it to ask for access to its cookies.
    StorageAccessSandbox,
    /// A frame got access to its cookies.
    StorageGranted,
    /// A canvas holds an image that was loaded without CORS.
    TaintedCanvas,
    /// Cookies of third parties are to be blocked.
    ThirdPartySoon,
    /// A browser blocks the cookies of third parties.
    ThirdPartyStorage,
    /// A browser takes a host for a tracker.
    TrackingProtection,
    /// A wildcard does not cover Authorization.
    UncoveredHeader,
    /// A script wants to read a field that the server does not expose.
    UnexposedField,
    /// A SameSite is none of the three words.
    UnknownSameSite,
    /// A script wants to set the field `Cookie`.
    UnsafeCookie,
    /// A script wants to set a field that browsers set.
    UnsafeField,
    /// A script wants to read `Set-Cookie`.
    UnsafeSetCookie,
    /// A server does not trust the origin of the page.
    UntrustedOrigin,
    /// A preload has other credentials than the request for the same URL.
    UnusedPreload,
}

impl fmt::Display for MessageRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessControl => {
                "The CORS check failed or no response came: this line never says which. A line \
                 beside it in the console says why the check failed; without one, look in the \
                 Network panel whether there is a response."
            }
            Self::AlreadyExpired => {
                "The line says that the cookie is over: its `Max-Age` is not positive, or its \
                 `Expires` is past. So a logout deletes a cookie, and then it is no error."
            }
            Self::ClearedData => {
                "No error: the response has a `Clear-Site-Data` field, and the browser cleared \
                 what it names. If that was `cookies`, the site's cookies are gone."
            }
            Self::ClosedHandshake => {
                "The page closed the WebSocket itself before the connection was made, often as a \
                 component was mounted twice. It is no error of CORS or of cookies."
            }
            Self::ContentPolicy => {
                "The Content Security Policy of the page itself forbids this request, so it is \
                 not made. CORS is not the cause: no header of the API helps."
            }
            Self::CookieSettings => {
                "The settings of this browser block all cookies of the site. No header helps, and \
                 other users do not have the problem."
            }
            Self::CorsDisabled => {
                "CORS is turned off in this Firefox, so each cross-origin request fails. No \
                 header helps."
            }
            Self::CrossSiteRedirect => "A redirect of another site led to the request.",
            Self::CsrfCookie => {
                "The request came without the cookie that protects against forged requests, or \
                 with another session. The browser did not store it or did not send it: it is \
                 `SameSite=Lax` and the request is another site's, the request has no \
                 credentials, or it is `Secure` and came over http."
            }
            Self::CsrfToken => {
                "The cookie came, but the token that must go with it is missing or is another \
                 one. No cookie is lost: a script has to copy the token into a header field or a \
                 form field."
            }
            Self::DisallowedType => {
                "The `Content-Type` of the response is not that of a script or a style sheet, so \
                 the page does not use it. CORS is not the cause. Often the URL answers with a \
                 page of HTML, such as a login or an error."
            }
            Self::EmbedderPolicy => {
                "The page has a `Cross-Origin-Embedder-Policy`, so it takes only responses that \
                 allow it by `Cross-Origin-Resource-Policy` or by CORS. This one has neither."
            }
            Self::EventStreamType => {
                "An `EventSource` takes `Content-Type: text/event-stream` alone. The response has \
                 another type: often it is an error or a login page. CORS is not the cause."
            }
            Self::ErrorStatus => {
                "The server answered with a status of 400 or more, and the console shows that for \
                 every such response. It names no reason of CORS or of cookies; 401 and 403 often \
                 mean that the request came without its cookie or token."
            }
            Self::FailedCheck => {
                "A response came, as it has a status, but the script does not get it: the CORS \
                 check failed. Another line of the console says why."
            }
            Self::ForeignSoon => {
                "The cookie is set below a page of another site without `Partitioned`. This \
                 Firefox still takes it; with third-party cookies blocked it is refused."
            }
            Self::FileRequest => {
                "It is a file that is requested, and to a page each file is of another origin."
            }
            Self::InsecureOperation => {
                "Firefox says this of several calls: of `document.cookie`, of storage where a \
                 frame has `sandbox` or cookies are blocked, and of `new WebSocket(\"ws://…\")` on \
                 a page over https. It is no failure of the CORS check."
            }
            Self::InvalidMaxAge => {
                "Its `Max-Age` is no whole number of seconds. Browsers ignore the attribute, and \
                 the cookie ends with the session."
            }
            Self::InvalidPath => {
                "Its `Path` holds a tab or is longer than 1024 octets, so the cookie is refused."
            }
            Self::InvalidSyntax => {
                "The line sets no cookie: there is neither a name nor a value before the first \
                 `;`, or a control character is in it."
            }
            Self::LaxByDefault => {
                "It has no SameSite and is taken as `Lax`: requests of pages of other sites do \
                 not carry it, nor can their responses set it."
            }
            Self::LocalNetwork => {
                "The page requests this machine or a local network, which Chrome asks the user to \
                 allow, and for pages over https alone (Local Network Access). No header of CORS \
                 helps: serve the page over https and allow it in the site's settings, or request \
                 a public host."
            }
            Self::LoginCookie => {
                "The request that came back from the login lacks the cookie that was set when it \
                 began. The usual causes: it began on another host name (`localhost` and \
                 `127.0.0.1`, with and without `www`), it comes back by a POST, which \
                 `SameSite=Lax` cookies do not go with, the cookie is `Secure` and was set over \
                 http, or the server does not know that a proxy speaks https."
            }
            Self::LongAttribute => {
                "An attribute of it is longer than 1024 octets. Browsers leave that attribute \
                 out."
            }
            Self::MissingScheme => {
                "The URL begins with no `http://`, so what stands before its first colon is taken \
                 for the scheme."
            }
            Self::NoEventStream => {
                "The `EventSource` got no stream: no response came, or one with another status \
                 than 200. CORS is not named as the cause."
            }
            Self::NoFrame => {
                "The framed page forbids it, by `X-Frame-Options` or `frame-ancestors`. CORS is \
                 not the cause. A login page that refuses frames is often where a redirect leads \
                 as the frame's own cookie is not sent."
            }
            Self::NoHandshake => {
                "The handshake of the WebSocket failed: the server did not answer it with 101. \
                 CORS is not the cause, as it does not apply to WebSockets."
            }
            Self::NoResponse => {
                "The request got no response at all: the server, its certificate, an extension or \
                 mixed content is in the way. CORS is not."
            }
            Self::NoSameSite => {
                "It has no valid SameSite. Firefox takes the cookie all the same; Chrome and Edge \
                 take it as `Lax`. Set `SameSite=None; Secure` if pages of other sites need it."
            }
            Self::OpaqueDocument => {
                "The document has an opaque origin, as it is in a frame with `sandbox` or is a \
                 `data:` URL, and such documents have no cookies. No header of a cookie helps."
            }
            Self::OpaqueResponse => {
                "An image, a script or a style sheet was asked for without CORS, and JSON, HTML \
                 or an error came (Opaque Response Blocking). The page does not get that. It is \
                 no failure of the CORS check."
            }
            Self::OriginNotAdded => {
                "Firefox could not add the field `Origin` to the request, often as an extension \
                 or a proxy in the browser changed it. No header of the response helps."
            }
            Self::OtherScheme => {
                "Page and API have one domain, but http here and https there, which makes them \
                 two sites."
            }
            Self::PartitionedStorage => {
                "No error: below a page of another site, this server has a jar of its own, \
                 without the cookies that it set elsewhere (Total Cookie Protection). A frame \
                 gets those by `document.requestStorageAccess()`."
            }
            Self::ProxiedOrigin => {
                "No cookie is lost: the server sees another host or scheme than the browser has, \
                 as a proxy before it does not pass them on."
            }
            Self::RedirectedHandshake => {
                "The server redirected the handshake of the WebSocket, and browsers follow no \
                 redirect there. Often it leads to a login, as the handshake lacks its cookie. \
                 CORS is not the cause."
            }
            Self::RefusedHandshake => {
                "The server refused the handshake of the WebSocket: it lacks its cookie or a \
                 token, or the server does not take the page's `Origin`. CORS is not the cause, \
                 as it does not apply to WebSockets."
            }
            Self::RefusedOrigin => {
                "The CORS configuration of the server does not allow this `Origin`, or for a \
                 preflight the method or a header field. So it answers with 403 itself, and the \
                 app never sees the request."
            }
            Self::RepeatedAttribute => {
                "An attribute stands twice in its line, and the last one counts."
            }
            Self::ReportOnlyPolicy => {
                "No error: a policy of the page that only reports would forbid this request. The \
                 browser makes it all the same."
            }
            Self::RepeatedOrigin => {
                "`Access-Control-Allow-Origin` came with more than one value: it takes one. Often \
                 the application sends it, and a proxy before it sends it again."
            }
            Self::ResourcePolicy => {
                "The `Cross-Origin-Resource-Policy` of the response keeps it from pages of other \
                 origins or sites. The CORS check is not the cause."
            }
            Self::SchemeSoon => {
                "No error today: page and request differ in their schemes, http and https, so \
                 that Firefox is going to take them for two sites, as Chrome does. Serve both over \
                 https."
            }
            Self::SomeSameSites => {
                "Some cookies have no valid SameSite, or `SameSite=None` without `Secure`. The \
                 message names them where it is expanded."
            }
            Self::StorageAccessGesture => {
                "A frame asked for access to its cookies (Storage Access API), but not in the \
                 handler of a click."
            }
            Self::StorageAccessRefused => {
                "A frame asked for access to its cookies (Storage Access API) and got none: the \
                 user refused, or never used its site in a window of its own."
            }
            Self::StorageAccessSandbox => {
                "A frame asked for access to its cookies (Storage Access API), which its `sandbox` \
                 forbids."
            }
            Self::StorageGranted => {
                "No error: a frame of another site got access to the cookies that it has as a \
                 page of its own (Storage Access API)."
            }
            Self::TaintedCanvas => {
                "The canvas holds an image of another origin that was loaded without CORS, so no \
                 script reads its pixels."
            }
            Self::ThirdPartySoon => {
                "No error yet: the cookie is one of a third party, and browsers that block those \
                 do not take or send it."
            }
            Self::ThirdPartyStorage => {
                "This Firefox blocks the cookies of third parties: a host of another site than \
                 the page has none here. No header of the response and no CORS field helps."
            }
            Self::TrackingProtection => {
                "Firefox takes this host for a tracker, and gives it no cookies below pages of \
                 other sites (Enhanced Tracking Protection). No header of the response and no \
                 CORS field helps."
            }
            Self::UncoveredHeader => {
                "`Access-Control-Allow-Headers: *` does not cover `Authorization`. Firefox still \
                 takes it so, and warns that it will not."
            }
            Self::UnexposedField => {
                "A script reads this field of a cross-origin response only if the server lists it \
                 in `Access-Control-Expose-Headers`."
            }
            Self::UnknownSameSite => {
                "Its SameSite is none of Strict, Lax and None. Browsers ignore the attribute; \
                 Chrome and Edge then take the cookie as `Lax`."
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
            Self::UntrustedOrigin => {
                "No cookie is lost and no CORS field helps: the server does not trust the origin \
                 of the page, which is another one than its own."
            }
            Self::UnusedPreload => {
                "A `<link rel=\"preload\">` was made with other credentials than the request for \
                 the same URL, so the browser loads it twice. Nothing is blocked."
            }
        })
    }
}
