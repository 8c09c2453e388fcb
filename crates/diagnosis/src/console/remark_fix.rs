//! What a message asks for that names no rule: the likely fix, and where to look next.

use crate::console::{ConsoleMessage, MessageRemark};

impl ConsoleMessage {
    /// Returns what likely helps where the message names no rule.
    pub(super) fn remark_fix(&self) -> Option<String> {
        let own_origin = || self.named_origin().unwrap_or_else(|| "ORIGIN".to_owned());
        let fix = match self.remark? {
            MessageRemark::ContentPolicy => {
                let directive = self.directive.as_deref().unwrap_or("connect-src");
                let origin = self.url.as_ref().map(|url| url.origin().ascii_serialization());
                let host = origin.as_deref().unwrap_or("the API's origin");
                format!(
                    "add `{host}` to `{directive}` in the `Content-Security-Policy` of the page's \
                     own response or its `<meta>`"
                )
            }
            MessageRemark::NoFrame => format!(
                "let the framed page send `Content-Security-Policy: frame-ancestors {}` and no \
                 `X-Frame-Options`; open a login of somebody else in a window of its own",
                own_origin()
            ),
            MessageRemark::TaintedCanvas => format!(
                "load the image with `crossorigin=\"anonymous\"`, and send \
                 `Access-Control-Allow-Origin: {}` with it",
                own_origin()
            ),
            MessageRemark::UntrustedOrigin => format!(
                "add `{}` to `CSRF_TRUSTED_ORIGINS`, with its scheme and port",
                own_origin()
            ),
            MessageRemark::RefusedOrigin => format!(
                "add `{}` to `allowedOrigins` in the server's CORS configuration, with its scheme \
                 and port",
                own_origin()
            ),
            remark => remark.fixed_words()?.to_owned(),
        };
        Some(fix)
    }
}

impl MessageRemark {
    /// Returns what likely helps, where that is the same for all messages of this kind.
    fn fixed_words(self) -> Option<&'static str> {
        Some(match self {
            Self::CookieSettings => "allow cookies of the site in the settings of the browser",
            Self::CorsDisabled => "set `content.cors.disable` to false in `about:config`",
            Self::CsrfCookie => {
                "make the request with `credentials: \"include\"`, and let a cookie that pages of \
                 another site need be `SameSite=None; Secure`"
            }
            Self::CsrfToken => {
                "send the token in the field that the server reads, such as `X-CSRFToken`"
            }
            Self::DisallowedType => {
                "correct the URL, or send the type of the file: `text/javascript` or `text/css`"
            }
            Self::EmbedderPolicy => {
                "send `Cross-Origin-Resource-Policy: cross-origin` with the resource, or load it \
                 with `crossorigin` and allow the page by CORS"
            }
            Self::FileRequest => {
                "serve page and file by a web server, such as `python3 -m http.server`, and \
                 request the file by its `http://` URL"
            }
            Self::MissingScheme => "write `http://` or `https://` before the host",
            Self::OpaqueDocument => {
                "add `allow-same-origin` to the frame's `sandbox` if the document in it is \
                 trusted, or let the page around it use the cookie and pass on what is needed by \
                 `postMessage`"
            }
            Self::StorageAccessGesture => {
                "call `document.requestStorageAccess()` first thing in the handler of a click, \
                 before any `await`"
            }
            Self::StorageAccessRefused => {
                "open the frame's site in a window of its own, where the user logs in or clicks, \
                 and ask again; who refuses is not asked again for a while"
            }
            Self::StorageAccessSandbox => {
                "add `allow-storage-access-by-user-activation`, `allow-same-origin` and \
                 `allow-scripts` to the frame's `sandbox`"
            }
            Self::EventStreamType => {
                "answer with status 200 and `Content-Type: text/event-stream`, without a redirect \
                 to a login"
            }
            Self::ForeignSoon | Self::ThirdPartySoon => {
                "serve the API from the page's own site, or set the cookie with `SameSite=None; \
                 Secure; Partitioned`"
            }
            Self::InvalidMaxAge => "write `Max-Age` as a number of seconds",
            Self::InvalidPath | Self::LongAttribute => "shorten the attribute",
            Self::InvalidSyntax => "write `NAME=VALUE` first, and percent-encode the value",
            Self::LaxByDefault | Self::UnknownSameSite => {
                "set `SameSite=None; Secure` if pages of other sites need the cookie, otherwise \
                 write `SameSite=Lax`"
            }
            Self::LoginCookie => {
                "begin and end the login on one host name, and set the cookie with `SameSite=None; \
                 Secure` if it comes back by POST, otherwise with `SameSite=Lax`"
            }
            Self::OpaqueResponse => {
                "let the URL answer with what was asked for, and no error or login page; read JSON \
                 by `fetch` with CORS"
            }
            Self::ProxiedOrigin => {
                "let the proxy pass on `Host` and send `X-Forwarded-Proto` and `X-Forwarded-Host`"
            }
            Self::RedirectedHandshake => {
                "answer the handshake itself, and see that it carries its cookie"
            }
            Self::RefusedHandshake => {
                "let the server take the page's `Origin`, and see that the handshake carries its \
                 cookie"
            }
            Self::RepeatedAttribute => "write each attribute once",
            Self::OtherScheme => {
                "serve both over https: page and request are then of one site, and no attribute \
                 of the cookie has to change"
            }
            Self::RepeatedOrigin => {
                "let one of them send the field, the application or the proxy, with one origin"
            }
            Self::ResourcePolicy => {
                "send `Cross-Origin-Resource-Policy: cross-origin` with the resource, or \
                 `same-site` if page and resource have one site"
            }
            Self::ThirdPartyStorage | Self::TrackingProtection => {
                "serve the API from the page's own site; for one user, the shield in the address \
                 bar turns the protection off"
            }
            Self::UncoveredHeader => "write `Authorization` into `Access-Control-Allow-Headers`",
            Self::UnusedPreload => {
                "give the `<link>` the `crossorigin` that the request has; fonts always need it"
            }
            Self::AccessControl
            | Self::AlreadyExpired
            | Self::ClearedData
            | Self::ClosedHandshake
            | Self::ContentPolicy
            | Self::CrossSiteRedirect
            | Self::ErrorStatus
            | Self::FailedCheck
            | Self::InsecureOperation
            | Self::LocalNetwork
            | Self::NoEventStream
            | Self::NoFrame
            | Self::NoHandshake
            | Self::NoResponse
            | Self::NoSameSite
            | Self::OriginNotAdded
            | Self::PartitionedStorage
            | Self::RefusedOrigin
            | Self::ReportOnlyPolicy
            | Self::SchemeSoon
            | Self::SomeSameSites
            | Self::StorageGranted
            | Self::TaintedCanvas
            | Self::UnexposedField
            | Self::UnsafeCookie
            | Self::UnsafeField
            | Self::UnsafeSetCookie
            | Self::UntrustedOrigin => return None,
        })
    }

    /// Returns where to look next, where no verdict on a response answers the message.
    pub(super) fn next_step(self) -> Option<&'static str> {
        Some(match self {
            Self::ContentPolicy => {
                "look at the `Content-Security-Policy` of the page in the Network panel; where \
                 there are several, each must allow the request"
            }
            Self::NoFrame => {
                "look in the Network panel which page the frame got: if it is a login, ask about \
                 the cookie that the frame lacks"
            }
            Self::DisallowedType | Self::EventStreamType | Self::OpaqueResponse => {
                "look at status, `Content-Type` and body of the response in the Network panel, or \
                 at what `curl -i URL` prints"
            }
            Self::NoHandshake | Self::RedirectedHandshake | Self::RefusedHandshake => {
                "look at status and `Cookie` of the handshake in the Network panel; for a cookie \
                 that it lacks, ask about that, with the URL of the WebSocket"
            }
            Self::InsecureOperation => {
                "look in which line of the script it is: for `document.cookie` and storage, at \
                 `sandbox` of the frame and at the settings for cookies"
            }
            Self::FileRequest | Self::MissingScheme => {
                "correct the URL, and look for another message if something does not work"
            }
            Self::OpaqueDocument | Self::StorageAccessSandbox => {
                "look at `sandbox` of the `<iframe>`, and at `Content-Security-Policy: sandbox` of \
                 the document in it"
            }
            Self::StorageAccessGesture | Self::StorageAccessRefused => {
                "ask about the cookie itself: access gives a frame its unpartitioned cookies, and \
                 they must be `SameSite=None; Secure`"
            }
            Self::ClosedHandshake => "look where the page calls `close()`",
            Self::CookieSettings | Self::CorsDisabled | Self::TrackingProtection => {
                "try it in a new profile of the browser"
            }
            Self::CsrfToken | Self::ProxiedOrigin | Self::UntrustedOrigin => {
                "change the server's settings, and try again: cookies and CORS need no change"
            }
            Self::OriginNotAdded => "turn off extensions, or try it in a new profile",
            Self::ReportOnlyPolicy | Self::StorageGranted | Self::UnusedPreload => {
                "look for another message if something does not work"
            }
            Self::ErrorStatus => {
                "look in the Network panel whether the request carries its cookie, and paste that \
                 request with its response"
            }
            Self::FailedCheck => {
                "paste the line that begins with \"Access to\", or the response as the Network \
                 panel shows it"
            }
            Self::NoEventStream => {
                "look at the status of the response in the Network panel, or at what `curl -i URL` \
                 prints"
            }
            Self::CsrfCookie | Self::LoginCookie => {
                "paste the response with the line that sets the cookie, and name the later request \
                 that lacks it"
            }
            Self::AccessControl
            | Self::AlreadyExpired
            | Self::ClearedData
            | Self::CrossSiteRedirect
            | Self::EmbedderPolicy
            | Self::ForeignSoon
            | Self::InvalidMaxAge
            | Self::InvalidPath
            | Self::InvalidSyntax
            | Self::LaxByDefault
            | Self::LocalNetwork
            | Self::LongAttribute
            | Self::NoResponse
            | Self::NoSameSite
            | Self::OtherScheme
            | Self::PartitionedStorage
            | Self::RefusedOrigin
            | Self::RepeatedAttribute
            | Self::RepeatedOrigin
            | Self::ResourcePolicy
            | Self::SchemeSoon
            | Self::SomeSameSites
            | Self::TaintedCanvas
            | Self::ThirdPartySoon
            | Self::ThirdPartyStorage
            | Self::UncoveredHeader
            | Self::UnexposedField
            | Self::UnknownSameSite
            | Self::UnsafeCookie
            | Self::UnsafeField
            | Self::UnsafeSetCookie => return None,
        })
    }

    /// Returns whether nothing is wrong, and the message only says what a browser does.
    pub fn is_notice(self) -> bool {
        matches!(
            self,
            Self::AlreadyExpired
                | Self::ClearedData
                | Self::ForeignSoon
                | Self::PartitionedStorage
                | Self::ReportOnlyPolicy
                | Self::SchemeSoon
                | Self::StorageGranted
                | Self::ThirdPartySoon
                | Self::UncoveredHeader
                | Self::UnusedPreload
        )
    }
}
