//! The engines that are real browsers.

use std::fmt;

use matrix::EngineKind;

/// An engine that is a browser, driven over WebDriver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Browser {
    /// Chromium or Chrome, driven by chromedriver.
    Chromium,
    /// Firefox, driven by geckodriver, or without it by WebDriver BiDi.
    Firefox,
    /// Safari, driven by safaridriver; macOS only.
    Safari,
    /// WebKitGTK's MiniBrowser, driven by WebKitWebDriver. It is not Safari: its cookie jar is
    /// libsoup's.
    WebKitGtk,
}

impl Browser {
    /// Every browser, in the order of their names.
    pub const ALL: [Self; 4] = [Self::Chromium, Self::Firefox, Self::Safari, Self::WebKitGtk];

    /// Returns the browser behind an engine, or `None` for the one that needs no browser.
    pub fn of(kind: EngineKind) -> Option<Self> {
        match kind {
            EngineKind::Chromium => Some(Self::Chromium),
            EngineKind::Firefox => Some(Self::Firefox),
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
            Self::Safari => "safari",
            Self::WebKitGtk => "MiniBrowser",
        }
    }

    /// Returns the engine that this browser is.
    pub fn kind(self) -> EngineKind {
        match self {
            Self::Chromium => EngineKind::Chromium,
            Self::Firefox => EngineKind::Firefox,
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
