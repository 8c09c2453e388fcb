//! The engines that are real browsers: whose driver they have, their windows in a session, and what
//! they say themselves.

pub(crate) mod driver_vendor;
pub(crate) mod reasons;
pub(crate) mod window_role;

use std::fmt;

use matrix::EngineKind;

/// An engine that is a browser, driven over WebDriver or WebDriver BiDi.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Browser {
    /// Chromium or Chrome, driven by chromedriver.
    Chromium,
    /// Firefox, driven by geckodriver, or without it by WebDriver BiDi.
    Firefox,
    /// Lightpanda, driven without a driver by WebDriver BiDi.
    Lightpanda,
    /// Safari, driven by safaridriver; macOS only.
    Safari,
    /// WebKitGTK's MiniBrowser, driven by WebKitWebDriver. It is not Safari: its cookie jar is
    /// libsoup's.
    WebKitGtk,
}

impl Browser {
    /// Every browser, in the order of their names.
    pub const ALL: [Self; 5] =
        [Self::Chromium, Self::Firefox, Self::Lightpanda, Self::Safari, Self::WebKitGtk];

    /// Those that are meant where nobody names one: people browse with them, or with another
    /// browser on the same engine. Lightpanda has no window to look at.
    pub const BY_DEFAULT: [Self; 4] =
        [Self::Chromium, Self::Firefox, Self::Safari, Self::WebKitGtk];

    /// Returns the browser behind an engine, or `None` for the one that needs no browser.
    pub fn of(kind: EngineKind) -> Option<Self> {
        match kind {
            EngineKind::Chromium => Some(Self::Chromium),
            EngineKind::Firefox => Some(Self::Firefox),
            EngineKind::Lightpanda => Some(Self::Lightpanda),
            EngineKind::Reference => None,
            EngineKind::Safari => Some(Self::Safari),
            EngineKind::WebKitGtk => Some(Self::WebKitGtk),
        }
    }

    /// Returns the name by which WebDriver knows it.
    pub(crate) fn webdriver_name(self) -> &'static str {
        match self {
            Self::Chromium => "chrome",
            Self::Firefox => "firefox",
            Self::Lightpanda => "Lightpanda",
            Self::Safari => "safari",
            Self::WebKitGtk => "MiniBrowser",
        }
    }

    /// Returns the engine that this browser is.
    pub fn kind(self) -> EngineKind {
        match self {
            Self::Chromium => EngineKind::Chromium,
            Self::Firefox => EngineKind::Firefox,
            Self::Lightpanda => EngineKind::Lightpanda,
            Self::Safari => EngineKind::Safari,
            Self::WebKitGtk => EngineKind::WebKitGtk,
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.kind(), f)
    }
}
