//! Where browsers and their drivers are looked for.

use std::collections::BTreeMap;
use std::path::PathBuf;

use browser_driver::{Browser, BrowserPurpose, DriverSource, SearchPaths, find};

use crate::environment::variable;

/// Returns where programs are looked for. What cargo installs is found also where its folder is not
/// on the path, and so is what `cargo xtask … --install` puts below `target/` of a checkout: the
/// one that this program was built in, or that is the current folder.
pub(crate) fn search_paths() -> SearchPaths {
    let path = variable("PATH");
    let on_path = path.iter().flat_map(|path| std::env::split_paths(path).collect::<Vec<_>>());
    let built_in = std::env::current_exe().unwrap_or_default();
    let current = std::env::current_dir().unwrap_or_default();
    let tools = built_in
        .ancestors()
        .map(|folder| folder.join("tools/bin"))
        .chain(current.ancestors().map(|folder| folder.join("target/tools/bin")))
        .filter(|folder| folder.is_dir());
    let search_path = on_path.chain(tools).collect();
    let home = variable("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let tools_dir = variable("CARGO_HOME")
        .map(PathBuf::from)
        .or(home)
        .unwrap_or_else(|| PathBuf::from(".cargo"));
    SearchPaths { search_path, tools_dir }
}

/// A browser that is not here.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{browser} {why}")]
pub(crate) struct AbsentBrowser {
    pub(crate) browser: Browser,
    /// What is missing, and how to get it.
    pub(crate) why: String,
}

/// What launches each browser that was asked for: none is looked for twice.
#[derive(Debug, Default)]
pub(crate) struct DriverCache(BTreeMap<Browser, Result<DriverSource, AbsentBrowser>>);

impl DriverCache {
    /// Returns what launches a browser.
    ///
    /// # Errors
    /// If the browser, or something that it needs, is not here.
    pub(crate) async fn get(&mut self, browser: Browser) -> Result<DriverSource, AbsentBrowser> {
        if let Some(known) = self.0.get(&browser) {
            return known.clone();
        }
        let found = installed_driver(browser).await;
        let found = found.map_err(|why| AbsentBrowser { browser, why });
        self.0.insert(browser, found.clone());
        found
    }
}

async fn installed_driver(browser: Browser) -> Result<DriverSource, String> {
    if browser == Browser::Lightpanda {
        return Err("gives a session one window, and a site needs two".to_owned());
    }
    let found = find(browser, &search_paths()).await;
    let missing: Vec<String> = found
        .missing(BrowserPurpose::Sites)
        .iter()
        .map(|missing| format!("{} ({})", missing.what, missing.remedy))
        .collect();
    let installed = found.installed(BrowserPurpose::Sites).map(DriverSource::Installed);
    installed.ok_or_else(|| format!("lacks {}", missing.join(", ")))
}
