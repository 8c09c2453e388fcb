//! The texts of messages about what is neither CORS nor a rule of cookies, though people take it
//! for one: policies of pages, types, handshakes, and what settings of a browser block.

use run_model::evidence::ReasonSubject::{Response, Sent, Stored};

use crate::console::MessageRemark as Remark;
use crate::console::MessageSource::{Chrome, Firefox, Safari};
use crate::console::message_texts::RemarkText;

/// What messages say of other policies than CORS. Of several texts in a message the first counts.
pub(super) const OTHERS: &[RemarkText] = &[
    // Content Security Policy: the page's own, or that of a page in a frame.
    ("The policy is report-only", Chrome, Response, Remark::ReportOnlyPolicy),
    ("(Report-Only policy)", Firefox, Response, Remark::ReportOnlyPolicy),
    ("The page's settings would block", Firefox, Response, Remark::ReportOnlyPolicy),
    ("[Report Only]", Chrome, Response, Remark::ReportOnlyPolicy),
    ("Content Security Policy directive: \"frame-ancestors", Chrome, Response, Remark::NoFrame),
    ("in the frame-ancestors directive of the Content", Safari, Response, Remark::NoFrame),
    ("blocked the loading of a resource (frame-ancestors)", Firefox, Response, Remark::NoFrame),
    ("(\"frame-ancestors\")", Firefox, Response, Remark::NoFrame),
    ("in a frame because it set", Chrome, Response, Remark::NoFrame),
    ("in a frame is denied by \"X-Frame-Options", Firefox, Response, Remark::NoFrame),
    ("Load denied by X-Frame-Options", Firefox, Response, Remark::NoFrame),
    (
        "violates the following Content Security Policy directive",
        Chrome,
        Response,
        Remark::ContentPolicy,
    ),
    (
        "because it violates the document's Content Security Policy",
        Chrome,
        Response,
        Remark::ContentPolicy,
    ),
    ("net::ERR_BLOCKED_BY_CSP", Chrome, Response, Remark::ContentPolicy),
    ("The page's settings blocked", Firefox, Response, Remark::ContentPolicy),
    ("directive of the Content Security Policy", Safari, Response, Remark::ContentPolicy),
    // Opaque Response Blocking and Cross-Origin-Resource-Policy.
    ("ERR_BLOCKED_BY_ORB", Chrome, Response, Remark::OpaqueResponse),
    ("Cross-Origin Read Blocking (CORB) blocked", Chrome, Response, Remark::OpaqueResponse),
    ("blocked by OpaqueResponseBlocking", Firefox, Response, Remark::OpaqueResponse),
    ("AfterDefaultedToSameOriginBy", Chrome, Response, Remark::EmbedderPolicy),
    ("CoepFrameResourceNeedsCoepHeader", Chrome, Response, Remark::EmbedderPolicy),
    ("ERR_BLOCKED_BY_RESPONSE.NotSame", Chrome, Response, Remark::ResourcePolicy),
    ("ERR_BLOCKED_BY_RESPONSE", Chrome, Response, Remark::NoFrame),
    ("due to its Cross-Origin-Resource-Policy header", Firefox, Response, Remark::ResourcePolicy),
    (
        "violates the resource's Cross-Origin-Resource-Policy response",
        Safari,
        Response,
        Remark::ResourcePolicy,
    ),
    // Types that a page does not take.
    ("that is not \"text/event-stream\"", Chrome, Response, Remark::EventStreamType),
    (
        "is not executable, and strict MIME type checking is",
        Chrome,
        Response,
        Remark::DisallowedType,
    ),
    ("is not a supported stylesheet MIME type", Chrome, Response, Remark::DisallowedType),
    ("Failed to load module script: Expected a", Chrome, Response, Remark::DisallowedType),
    ("mismatch (X-Content-Type-Options: nosniff)", Firefox, Response, Remark::DisallowedType),
    ("was blocked because of a disallowed MIME type", Firefox, Response, Remark::DisallowedType),
    ("was not loaded because its MIME type", Firefox, Response, Remark::DisallowedType),
    ("because non CSS MIME types are not allowed", Safari, Response, Remark::DisallowedType),
    ("\"X-Content-Type-Options: nosniff\" was given", Safari, Response, Remark::DisallowedType),
    ("is not a valid JavaScript MIME type", Safari, Response, Remark::DisallowedType),
    // Handshakes of WebSockets.
    ("Unexpected response code: 30", Chrome, Response, Remark::RedirectedHandshake),
    ("Unexpected response code: 401", Chrome, Response, Remark::RefusedHandshake),
    ("Unexpected response code: 403", Chrome, Response, Remark::RefusedHandshake),
    ("Unexpected response code:", Chrome, Response, Remark::NoHandshake),
    (
        "WebSocket is closed before the connection is established",
        Chrome,
        Response,
        Remark::ClosedHandshake,
    ),
    ("establish a connection to the server at ws", Firefox, Response, Remark::NoHandshake),
    ("establish a connection to the server at http", Firefox, Response, Remark::NoEventStream),
    ("There was a bad response from the server", Safari, Response, Remark::NoHandshake),
    ("WebSocket connection to", Chrome, Response, Remark::NoHandshake),
    // What settings and protections of a browser block.
    ("was blocked because it came from a tracker", Firefox, Sent, Remark::TrackingProtection),
    (
        "because we are blocking all third-party storage access",
        Firefox,
        Sent,
        Remark::ThirdPartyStorage,
    ),
    ("because we are blocking all storage access", Firefox, Sent, Remark::CookieSettings),
    ("because of custom cookie permission", Firefox, Sent, Remark::CookieSettings),
    ("Storage access granted for", Firefox, Sent, Remark::StorageGranted),
    ("Storage access automatically granted", Firefox, Sent, Remark::StorageGranted),
    ("Third-party cookie will be blocked", Chrome, Sent, Remark::ThirdPartySoon),
    (
        "cookie in cross-site context will be blocked in future",
        Chrome,
        Sent,
        Remark::ThirdPartySoon,
    ),
    ("will be soon treated as cross-site cookie against", Firefox, Sent, Remark::SchemeSoon),
    ("has been treated as cross-site against", Firefox, Sent, Remark::OtherScheme),
    // Lines that set a cookie.
    ("has been rejected because it is already expired", Firefox, Stored, Remark::AlreadyExpired),
    ("is invalid because its path size is too big", Firefox, Stored, Remark::InvalidPath),
    ("because it is missing a \"SameSite\" attribute", Firefox, Stored, Remark::LaxByDefault),
    ("Invalid \"SameSite\" value for cookie", Firefox, Stored, Remark::UnknownSameSite),
    ("Invalid \"max-age\" value for cookie", Firefox, Stored, Remark::InvalidMaxAge),
    ("will soon be rejected because it is foreign", Firefox, Stored, Remark::ForeignSoon),
    ("has been rejected for invalid path", Firefox, Stored, Remark::InvalidPath),
    ("has been rejected because its size is too big", Firefox, Stored, Remark::LongAttribute),
    ("has been overwritten", Firefox, Stored, Remark::RepeatedAttribute),
    ("header forced the clean up of", Firefox, Stored, Remark::ClearedData),
    ("Set-Cookie had invalid syntax", Chrome, Stored, Remark::InvalidSyntax),
    ("Set-Cookie header had invalid syntax", Chrome, Stored, Remark::InvalidSyntax),
    // Documents without cookies, and frames that ask for theirs.
    ("'cookie' property from 'Document'", Chrome, Sent, Remark::OpaqueDocument),
    ("'cookie' property on 'Document'", Chrome, Sent, Remark::OpaqueDocument),
    ("without the 'allow-same-origin' flag", Firefox, Sent, Remark::OpaqueDocument),
    ("The operation is insecure", Firefox, Sent, Remark::InsecureOperation),
    ("allow-storage-access-by-user-activation", Chrome, Sent, Remark::StorageAccessSandbox),
    ("Must be handling a user gesture", Chrome, Sent, Remark::StorageAccessGesture),
    ("document.requestStorageAccess() may only be", Firefox, Sent, Remark::StorageAccessGesture),
    ("requestStorageAccess: Permission denied", Chrome, Sent, Remark::StorageAccessRefused),
    ("requestStorageAccess not allowed", Chrome, Sent, Remark::StorageAccessRefused),
    // The rest.
    ("the Authorization header is not covered", Firefox, Response, Remark::UncoveredHeader),
    ("request credentials mode does not match", Chrome, Response, Remark::UnusedPreload),
    ("Tainted canvases may not be exported", Chrome, Response, Remark::TaintedCanvas),
    ("canvas has been tainted by cross-origin data", Chrome, Response, Remark::TaintedCanvas),
];
