//! Which browsers look at the site.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;

use browser_driver::{Browser, DriverSource, InstalledBrowser, SearchPaths, find};
use matrix::{Matrix, Profile, ProfileChoice};

use crate::diagnose::error::DiagnoseError;

/// A browser that is here, in one of its profiles.
#[derive(Clone, Debug)]
pub(crate) struct SelectedBrowser {
    pub(crate) profile: Profile,
    pub(crate) driver: DriverSource,
}

/// Returns the browsers that are asked for, or every one that is here, in its default profile.
pub(crate) async fn choose(
    matrix: &Matrix,
    asked: &[ProfileChoice],
) -> Result<Vec<SelectedBrowser>, DiagnoseError> {
    let every = Browser::ALL.map(|browser| ProfileChoice::default_of(browser.kind()));
    let choices = if asked.is_empty() { &every } else { asked };
    let locations = locations();
    let mut drivers: BTreeMap<Browser, DriverSource> = BTreeMap::new();
    let mut chosen: Vec<SelectedBrowser> = Vec::new();
    let mut all_missing = Vec::new();
    for profile in ProfileChoice::all_profiles(choices, &matrix.profiles)? {
        let Some(browser) = Browser::of(profile.engine) else {
            all_missing.push(format!("`{}` is the model, which opens no site", profile.engine));
            continue;
        };
        let driver = match drivers.entry(browser) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(unknown) => match installed(browser, &locations).await {
                Ok(installed) => unknown.insert(DriverSource::Installed(installed)).clone(),
                Err(missing) if asked.is_empty() => {
                    all_missing.push(missing);
                    continue;
                }
                Err(missing) => return Err(DiagnoseError::NoBrowser { missing }),
            },
        };
        chosen.push(SelectedBrowser { profile: profile.clone(), driver });
    }
    if chosen.is_empty() {
        Err(DiagnoseError::NoBrowser { missing: all_missing.join("; ") })
    } else {
        Ok(chosen)
    }
}

/// Returns a browser that can be launched, or what is missing for that.
async fn installed(browser: Browser, locations: &SearchPaths) -> Result<InstalledBrowser, String> {
    let found = find(browser, locations).await;
    let missing: Vec<String> = found
        .missing
        .iter()
        .map(|missing| format!("{} ({})", missing.what, missing.remedy))
        .collect();
    found.installed().ok_or_else(|| format!("{browser} lacks {}", missing.join(", ")))
}

/// Returns where programs are looked for: what cargo installs is found also where its folder is not
/// on the path.
fn locations() -> SearchPaths {
    let search_path =
        environment("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let home = environment("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let tools_dir = environment("CARGO_HOME")
        .map(PathBuf::from)
        .or(home)
        .unwrap_or_else(|| PathBuf::from(".cargo"));
    SearchPaths { search_path, tools_dir }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place of the program that reads the environment"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
