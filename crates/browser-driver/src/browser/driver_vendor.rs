//! Whose driver of Chromium it is: Chrome's and Edge's take the same things under other names.

use serde_json::Value;

/// Who builds a driver that is chromedriver at heart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DriverVendor {
    /// Google, and whoever builds Chromium: `chromedriver`.
    Google,
    /// Microsoft: `msedgedriver`.
    Microsoft,
}

impl DriverVendor {
    /// Returns the vendor of a browser or driver by what it calls itself, such as `ChromeDriver`,
    /// `Microsoft Edge` or `Microsoft Edge WebDriver`.
    pub(crate) fn of_product(product: Option<&str>) -> Self {
        match product {
            Some(product) if product.contains("Edge") => Self::Microsoft,
            _ => Self::Google,
        }
    }

    /// Returns the vendor of the driver that gave a session with these capabilities.
    pub(crate) fn of_session(capabilities: &Value) -> Self {
        match capabilities.get(Self::Microsoft.browser_key()) {
            Some(_) => Self::Microsoft,
            None => Self::Google,
        }
    }

    /// Returns the driver's own word in front of `:` in capabilities, and of `/` in commands.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Google => "goog",
            Self::Microsoft => "ms",
        }
    }

    /// Returns the capability that has the browser's options.
    pub(crate) fn options_key(self) -> &'static str {
        match self {
            Self::Google => "goog:chromeOptions",
            Self::Microsoft => "ms:edgeOptions",
        }
    }

    /// Returns the version that the driver names in the capabilities of a session.
    pub(crate) fn driver_version(self, capabilities: &Value) -> Option<&str> {
        let version = match self {
            Self::Google => "chromedriverVersion",
            Self::Microsoft => "msedgedriverVersion",
        };
        capabilities[self.browser_key()][version].as_str()
    }

    /// Returns the capability of a session in which the driver says what it has started.
    fn browser_key(self) -> &'static str {
        match self {
            Self::Google => "chrome",
            Self::Microsoft => "msedge",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_session_says_whose_driver_gave_it() {
        let edge = json!({ "browserName": "msedge",
                           "msedge": { "msedgedriverVersion": "150.0.3900.1 (abc)" } });
        let chrome = json!({ "chrome": { "chromedriverVersion": "156.0.8078.107 (abc)" } });
        let of = |capabilities: &Value| {
            let vendor = DriverVendor::of_session(capabilities);
            (vendor, vendor.driver_version(capabilities).map(str::to_owned))
        };
        let version = |version: &str| Some(version.to_owned());
        assert_eq!(of(&edge), (DriverVendor::Microsoft, version("150.0.3900.1 (abc)")));
        assert_eq!(of(&chrome), (DriverVendor::Google, version("156.0.8078.107 (abc)")));
        assert_eq!(of(&json!({})), (DriverVendor::Google, None));
    }
}
