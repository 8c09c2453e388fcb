//! Which browsers are installed, and how to get what is missing.

use std::fmt;

use browser_driver::{
    Browser, BrowserInventory, BrowserPurpose, ExtraComponent, InstalledProgram, MissingComponent,
    SearchPaths,
};
use serde::Serialize;

use crate::engines::{FindEnginesError, find_browser};
use crate::notice::NoticeSink;

/// What can be done with a browser that lacks its driver alone.
const WITHOUT_DRIVER: [(&str, &str); 2] = [
    (
        "sites",
        "play by WebDriver BiDi: `gingersnap diagnose` and `check --browsers`, `cargo xtask quiz`",
    ),
    ("matrix", "needs the driver: `cargo xtask run-matrix`, `audit`, `show`"),
];

/// What is installed of each engine that needs a browser.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct EngineInventory(Vec<EngineState>);

#[derive(Clone, Debug, Serialize)]
struct EngineState {
    engine: String,
    ready: bool,
    plays_sites: bool,
    browser: Option<String>,
    driver: Option<String>,
    parts: Vec<String>,
    missing: Vec<String>,
}

impl EngineInventory {
    /// Looks for every browser. Where that is wanted, installs what those that are meant by default
    /// lack.
    ///
    /// # Errors
    /// Where a step of the installation fails.
    pub async fn find(
        locations: &SearchPaths,
        install: bool,
        notify: NoticeSink<'_>,
    ) -> Result<Self, FindEnginesError> {
        let mut engines = Vec::new();
        for browser in Browser::ALL {
            let install = install && Browser::BY_DEFAULT.contains(&browser);
            let found = find_browser(browser, locations, install, notify).await?;
            engines.push(EngineState::of(&found));
        }
        Ok(Self(engines))
    }

    /// Returns whether some browser can play.
    pub fn is_any_ready(&self) -> bool {
        self.0.iter().any(|engine| engine.ready)
    }
}

impl EngineState {
    fn of(found: &BrowserInventory) -> Self {
        let version = |version: &Option<String>| {
            version.clone().unwrap_or_else(|| "unknown version".to_owned())
        };
        let program = |program: &InstalledProgram| {
            format!("{} at {}", version(&program.version), program.path.display())
        };
        let part = |extra: &ExtraComponent| {
            format!("{} {} at {}", extra.name, version(&extra.version), extra.path.display())
        };
        let missing = |missing: &MissingComponent| format!("{}: {}", missing.what, missing.remedy);
        Self {
            engine: found.browser.to_string(),
            ready: found.missing.is_empty(),
            plays_sites: found.missing(BrowserPurpose::Sites).is_empty(),
            browser: found.program.as_ref().map(program),
            driver: found.driver.as_ref().map(program),
            parts: found.extras.iter().map(part).collect(),
            missing: found.missing.iter().map(missing).collect(),
        }
    }
}

impl fmt::Display for EngineInventory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|engine| engine.fmt(f))?;
        writeln!(f, "{:<10}  ready    the model of the standards, needs no browser", "reference")
    }
}

impl fmt::Display for EngineState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (state, uses): (_, &[_]) = match (self.ready, self.plays_sites) {
            (true, _) => ("ready", &[]),
            (false, true) => ("sites", &WITHOUT_DRIVER),
            (false, false) => ("missing", &[]),
        };
        write!(f, "{:<10}  {state:<7}", self.engine)?;
        let details = (self.browser.iter().map(|detail| ("browser", detail)))
            .chain(self.driver.iter().map(|detail| ("driver", detail)))
            .chain(self.parts.iter().map(|detail| ("part", detail)))
            .chain(self.missing.iter().map(|detail| ("missing", detail)))
            .map(|(kind, detail)| (kind, detail.as_str()))
            .chain(uses.iter().copied());
        for (number, (kind, detail)) in details.enumerate() {
            let indent = if number == 0 { 2 } else { 21 };
            writeln!(f, "{:indent$}{kind:<8} {detail}", "")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use browser_driver::InstallStep;

    #[test]
    fn an_inventory_names_what_is_there_and_how_to_get_the_rest() {
        let program = |path: &str, version: Option<&str>| InstalledProgram {
            product: None,
            path: path.into(),
            version: version.map(str::to_owned),
        };
        let chromium = BrowserInventory {
            browser: Browser::Chromium,
            program: Some(program("/usr/bin/chromium", Some("156.0"))),
            driver: Some(program("/usr/bin/chromedriver", None)),
            extras: Vec::new(),
            missing: Vec::new(),
        };
        let firefox = BrowserInventory {
            browser: Browser::Firefox,
            program: None,
            driver: None,
            extras: Vec::new(),
            missing: vec![MissingComponent {
                what: "firefox".to_owned(),
                remedy: InstallStep::Apt { package: "firefox-esr" },
            }],
        };
        let without_driver = BrowserInventory {
            program: Some(program("/usr/bin/firefox", Some("153.0"))),
            missing: vec![MissingComponent {
                what: "geckodriver".to_owned(),
                remedy: InstallStep::Cargo { krate: "geckodriver", root: "tools".into() },
            }],
            ..firefox.clone()
        };
        let states = [chromium, firefox, without_driver];
        let inventory = EngineInventory(states.iter().map(EngineState::of).collect());
        assert!(inventory.is_any_ready());
        insta::assert_snapshot!(inventory.to_string());
    }
}
