//! What makes a request besides `fetch` and `XMLHttpRequest`.

use serde::{Deserialize, Serialize};

macro_rules! mechanisms {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $method:literal, $content:ident;)*) => {
        /// What makes a request: an element, a navigation, a worker, an interface of its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum RequestMechanism {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)*
        }

        impl RequestMechanism {
            /// Every mechanism.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the word for it, in `matrix.toml` and for the documents that use it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Returns the method of its request.
            pub fn method(self) -> &'static str {
                match self { $(Self::$variant => $method,)* }
            }

            /// Returns what it takes for a response.
            pub fn content(self) -> ContentKind {
                match self { $(Self::$variant => ContentKind::$content,)* }
            }
        }
    };
}

mechanisms! {
    /// `navigator.sendBeacon`.
    Beacon = "beacon", "POST", Text;
    /// `fetch` with credentials in a dedicated worker.
    DedicatedWorker = "dedicated-worker", "GET", Text;
    /// `EventSource`.
    EventSource = "event-source", "GET", EventStream;
    /// `EventSource` with `withCredentials`.
    EventSourceWithCredentials = "event-source-with-credentials", "GET", EventStream;
    /// `fetch` with credentials and `keepalive`.
    FetchKeepalive = "fetch-keepalive", "GET", Text;
    /// A font of a style sheet.
    Font = "font", "GET", Font;
    /// A form with the method GET that navigates a top-level window.
    FormGet = "form-get", "GET", Document;
    /// A form with the method GET that navigates a frame.
    FormGetIntoFrame = "form-get-into-frame", "GET", Document;
    /// A form with the method POST that navigates a top-level window.
    FormPost = "form-post", "POST", Document;
    /// A form with the method POST that navigates a frame.
    FormPostIntoFrame = "form-post-into-frame", "POST", Document;
    /// `<iframe src>`.
    Iframe = "iframe", "GET", Document;
    /// `<img>`.
    Img = "img", "GET", Image;
    /// `<a href>`, clicked by script, that navigates a top-level window.
    Link = "link", "GET", Document;
    /// `<a target=_blank>`, clicked by script.
    LinkBlank = "link-blank", "GET", Document;
    /// `location` of a top-level window, set by script.
    Location = "location", "GET", Document;
    /// `<meta http-equiv=refresh>` in a top-level document of the client's origin.
    MetaRefresh = "meta-refresh", "GET", Document;
    /// `<script type=module>`.
    ModuleScript = "module-script", "GET", Script;
    /// `<object data>`.
    Object = "object", "GET", Document;
    /// `<link rel=prefetch>`.
    Prefetch = "prefetch", "GET", Text;
    /// `<link rel=preload as=image>`.
    Preload = "preload", "GET", Image;
    /// The header field `Refresh` of a top-level document of the client's origin.
    RefreshHeader = "refresh-header", "GET", Document;
    /// `<script>`, a classic one.
    Script = "script", "GET", Script;
    /// `<script crossorigin=anonymous>`.
    ScriptAnonymous = "script-anonymous", "GET", Script;
    /// `<script crossorigin=use-credentials>`.
    ScriptUseCredentials = "script-use-credentials", "GET", Script;
    /// `fetch` with credentials in a service worker.
    ServiceWorker = "service-worker", "GET", Text;
    /// `fetch` with credentials in a shared worker.
    SharedWorker = "shared-worker", "GET", Text;
    /// `<link rel=stylesheet>`.
    Stylesheet = "stylesheet", "GET", Style;
    /// `<video src>`.
    Video = "video", "GET", Media;
    /// `WebSocket`.
    WebSocket = "websocket", "GET", Text;
    /// `window.open`.
    WindowOpen = "window-open", "GET", Document;
}

impl RequestMechanism {
    /// Returns what it is in a document in a frame that names no other target: what would navigate
    /// the window navigates that frame.
    ///
    /// Spec: [HTML, choosing a navigable](https://html.spec.whatwg.org/#the-rules-for-choosing-a-navigable).
    pub fn within_frame(self) -> Self {
        match self {
            Self::FormGet => Self::FormGetIntoFrame,
            Self::FormPost => Self::FormPostIntoFrame,
            Self::Link | Self::Location | Self::MetaRefresh | Self::RefreshHeader => Self::Iframe,
            other => other,
        }
    }
}

/// What a response has to hold so that whatever asked for it can use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// An HTML document that tells the server that it is there.
    Document,
    /// A stream with one event.
    EventStream,
    /// A font.
    Font,
    /// An image.
    Image,
    /// Audio, which a video element takes too.
    Media,
    /// A script that does nothing.
    Script,
    /// An empty style sheet.
    Style,
    /// Text.
    Text,
}

impl ContentKind {
    /// All kinds, in the order in which they are declared.
    pub const ALL: [Self; 8] = [
        Self::Document,
        Self::EventStream,
        Self::Font,
        Self::Image,
        Self::Media,
        Self::Script,
        Self::Style,
        Self::Text,
    ];
}
