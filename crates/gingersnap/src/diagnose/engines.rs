//! Which browsers look at the site.

use browser_driver::{Browser, DriverSource};
use matrix::{Matrix, Profile, ProfileChoice};

use crate::browsers::{AbsentBrowser, DriverCache};
use crate::diagnose::error::DiagnoseError;

/// A browser that is here, in one of its profiles.
#[derive(Clone, Debug)]
pub(crate) struct SelectedBrowser {
    pub(crate) profile: Profile,
    pub(crate) driver: DriverSource,
}

/// The browsers that look at the site, and those that cannot.
#[derive(Clone, Debug)]
pub(crate) struct BrowserChoice {
    pub(crate) chosen: Vec<SelectedBrowser>,
    /// Those that are not here; none of them was asked for by name.
    pub(crate) absent: Vec<AbsentBrowser>,
}

/// Returns the browsers that are asked for, or every one that is here, in its default profile.
pub(crate) async fn choose(
    matrix: &Matrix,
    asked: &[ProfileChoice],
) -> Result<BrowserChoice, DiagnoseError> {
    let every = Browser::BY_DEFAULT.map(|browser| ProfileChoice::default_of(browser.kind()));
    let choices = if asked.is_empty() { &every } else { asked };
    let mut drivers = DriverCache::default();
    let mut chosen: Vec<SelectedBrowser> = Vec::new();
    let mut absent: Vec<AbsentBrowser> = Vec::new();
    for profile in ProfileChoice::all_profiles(choices, &matrix.profiles)? {
        let Some(browser) = Browser::of(profile.engine) else {
            let missing = format!("`{}` is the model, which opens no site", profile.engine);
            return Err(DiagnoseError::NoBrowser { missing });
        };
        match drivers.get(browser).await {
            Ok(driver) => chosen.push(SelectedBrowser { profile: profile.clone(), driver }),
            Err(missing) if asked.is_empty() => absent.push(missing),
            Err(missing) => {
                return Err(DiagnoseError::NoBrowser { missing: missing.to_string() });
            }
        }
    }
    if chosen.is_empty() {
        let missing: Vec<String> = absent.iter().map(ToString::to_string).collect();
        Err(DiagnoseError::NoBrowser { missing: missing.join("; ") })
    } else {
        Ok(BrowserChoice { chosen, absent })
    }
}
