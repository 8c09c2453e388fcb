//! Which browsers look at the site.

use std::path::PathBuf;

use browser_driver::{Browser, DriverSource, Installed, Locations, find};
use matrix::{Matrix, Profile};

use crate::cli::BrowserArg;
use crate::diagnose::error::DiagnoseError;

/// A browser that is here, in one of its profiles.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) profile: Profile,
    pub(crate) driver: DriverSource,
}

/// Returns the browsers that are asked for, or every one that is here, in its default profile.
pub(crate) async fn choose(
    matrix: &Matrix,
    asked: &[BrowserArg],
) -> Result<Vec<Chosen>, DiagnoseError> {
    let locations = locations();
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut all_missing = Vec::new();
    let every: Vec<BrowserArg> = Browser::ALL
        .iter()
        .map(|browser| BrowserArg { engine: browser.kind(), profile: "default".to_owned() })
        .collect();
    for argument in if asked.is_empty() { &every } else { asked } {
        let profiles = profiles(matrix, argument)?;
        let Some(browser) = Browser::of(argument.engine) else {
            all_missing.push(format!("`{}` is the model, which looks at no site", argument.engine));
            continue;
        };
        match installed(browser, &locations).await {
            Ok(installed) => {
                // A profile that is named twice looks once: both would work in one folder.
                let is_new = |profile: &&Profile| chosen.iter().all(|one| one.profile != **profile);
                let new: Vec<&Profile> = profiles.into_iter().filter(is_new).collect();
                let driver = DriverSource::Installed(installed);
                chosen.extend(
                    new.into_iter()
                        .map(|profile| Chosen { profile: profile.clone(), driver: driver.clone() }),
                );
            }
            Err(missing) if asked.is_empty() => all_missing.push(missing),
            Err(missing) => return Err(DiagnoseError::NoBrowser { missing }),
        }
    }
    if chosen.is_empty() {
        Err(DiagnoseError::NoBrowser { missing: all_missing.join("; ") })
    } else {
        Ok(chosen)
    }
}

/// Returns the profiles that an argument names.
fn profiles<'a>(
    matrix: &'a Matrix,
    argument: &BrowserArg,
) -> Result<Vec<&'a Profile>, DiagnoseError> {
    let of_engine: Vec<&Profile> =
        matrix.profiles.iter().filter(|profile| profile.engine == argument.engine).collect();
    let named: Vec<&Profile> = of_engine
        .iter()
        .filter(|profile| argument.profile == "all" || profile.name == argument.profile)
        .copied()
        .collect();
    if named.is_empty() {
        let known: Vec<&str> = of_engine.iter().map(|profile| profile.name.as_str()).collect();
        let known = format!("{}, all", known.join(", "));
        return Err(DiagnoseError::Profile {
            engine: argument.engine.name(),
            profile: argument.profile.clone(),
            known,
        });
    }
    Ok(named)
}

/// Returns a browser that can be launched, or what is missing for that.
async fn installed(browser: Browser, locations: &Locations) -> Result<Installed, String> {
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
fn locations() -> Locations {
    let search_path =
        environment("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let home = environment("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let tools_dir = environment("CARGO_HOME")
        .map(PathBuf::from)
        .or(home)
        .unwrap_or_else(|| PathBuf::from(".cargo"));
    Locations { search_path, tools_dir }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place of the program that reads the environment"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
