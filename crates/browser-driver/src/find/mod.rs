//! Which browsers and drivers are on this machine, in which versions, what is missing, and how it
//! is installed.

mod browsers;
pub(crate) mod install;
mod platform;
mod programs;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use self::browsers::{find_chromium, find_firefox, find_lightpanda, find_safari, find_webkit_gtk};
use self::platform::PackagePlatform;
use self::programs::program;
use crate::Browser;
use crate::system::root_certificates::BUBBLEWRAP;

/// The name of the X server that WebKitGTK draws on.
const X_SERVER: &str = "Xvfb";

/// The name of the library that has WebKitGTK's cookies.
const COOKIE_LIBRARY: &str = "libsoup";

/// The name of the package without which WebKitGTK speaks no TLS.
const TLS_PART: &str = "glib-networking";

/// The name of Firefox's driver.
const GECKODRIVER: &str = "geckodriver";

/// The name of the program and of its package.
const LIGHTPANDA: &str = "lightpanda";

/// What a browser is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserPurpose {
    /// The matrix. Every browser needs its driver: in Firefox, it alone gives storage access in the
    /// user's place.
    Matrix,
    /// Sites, and questions of a quiz. Firefox needs no driver: where it is missing, the browser is
    /// driven by WebDriver BiDi.
    Sites,
}

/// Where to look for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchPaths {
    /// The folders of `PATH`, in order.
    pub search_path: Vec<PathBuf>,
    /// The folder that [`install`](crate::install()) puts its own programs into, under `bin`; it is
    /// looked at first.
    pub tools_dir: PathBuf,
}

/// A program and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledProgram {
    /// Where it is.
    pub path: PathBuf,
    /// Its version, where it can be told without starting a window.
    pub version: Option<String>,
    /// What it calls itself, such as `Google Chrome`, where it says so.
    pub product: Option<String>,
}

/// The programs that a person named for a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenPrograms {
    /// The browser's program.
    pub program: PathBuf,
    /// The driver of that version.
    pub driver: PathBuf,
}

/// Something besides browser and driver that a browser needs or that decides on its cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraComponent {
    /// Its name: `Xvfb`, `glib-networking`, `libsoup`, `bwrap`.
    pub name: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// Its version, where it can be told.
    pub version: Option<String>,
}

/// What is on the machine for one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserInventory {
    /// The browser.
    pub browser: Browser,
    /// Its program.
    pub program: Option<InstalledProgram>,
    /// Its driver.
    pub driver: Option<InstalledProgram>,
    /// What else it has to do with.
    pub extras: Vec<ExtraComponent>,
    /// What keeps it from playing the matrix.
    pub missing: Vec<MissingComponent>,
}

/// A browser that can be launched for some purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledBrowser {
    browser: Browser,
    program: InstalledProgram,
    driver: Option<InstalledProgram>,
    display_server: Option<PathBuf>,
    bubblewrap: Option<PathBuf>,
}

/// Something that a browser cannot play the matrix without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingComponent {
    /// What it is.
    pub what: String,
    /// How to get it.
    pub remedy: InstallStep,
}

/// How to get something that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstallStep {
    /// A package of Debian, or of Ubuntu where it has it too.
    Apt {
        /// The package's name.
        package: &'static str,
    },
    /// Something that a person has to do.
    ByHand {
        /// What to do.
        advice: String,
    },
    /// A crate with a program, installed under the tools folder.
    Cargo {
        /// The crate's name.
        krate: &'static str,
        /// The tools folder.
        root: PathBuf,
    },
    /// A package of Python with a program, installed into an environment of its own.
    Pip {
        /// The package's name, and its version.
        package: &'static str,
        /// The environment's folder.
        root: PathBuf,
    },
}

impl fmt::Display for InstallStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apt { package } => write!(f, "apt-get install --no-install-recommends {package}"),
            Self::ByHand { advice } => f.write_str(advice),
            Self::Cargo { krate, root } => {
                write!(f, "cargo install {krate} --locked --root {}", root.display())
            }
            Self::Pip { package, root } => {
                let root = root.display();
                write!(f, "python3 -m venv {root} && {root}/bin/pip install {package}")
            }
        }
    }
}

impl BrowserInventory {
    /// Returns what keeps the browser from being launched for this purpose.
    pub fn missing(&self, purpose: BrowserPurpose) -> Vec<&MissingComponent> {
        let is_missing = |missing: &&MissingComponent| match purpose {
            BrowserPurpose::Matrix => true,
            BrowserPurpose::Sites => missing.what != GECKODRIVER,
        };
        self.missing.iter().filter(is_missing).collect()
    }

    /// Returns what is needed for a launch, or `None` where something is missing.
    pub fn installed(self, purpose: BrowserPurpose) -> Option<InstalledBrowser> {
        if !self.missing(purpose).is_empty() {
            return None;
        }
        let display_server = self.display_server().map(Path::to_owned);
        let bubblewrap = self.bubblewrap().map(Path::to_owned);
        Some(InstalledBrowser {
            browser: self.browser,
            program: self.program?,
            driver: self.driver,
            display_server,
            bubblewrap,
        })
    }
}

impl BrowserInventory {
    /// Returns the program that gives a display to a browser that cannot do without.
    pub(crate) fn display_server(&self) -> Option<&Path> {
        self.extra(X_SERVER)
    }

    pub(crate) fn bubblewrap(&self) -> Option<&Path> {
        self.extra(BUBBLEWRAP)
    }

    fn extra(&self, name: &str) -> Option<&Path> {
        self.extras.iter().find(|extra| extra.name == name).map(|extra| extra.path.as_path())
    }
}

impl InstalledBrowser {
    /// Returns the browser.
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Returns the browser's program.
    pub fn program(&self) -> &InstalledProgram {
        &self.program
    }

    /// Returns the driver's program; `None` where the browser is driven without one.
    pub fn driver(&self) -> Option<&InstalledProgram> {
        self.driver.as_ref()
    }

    /// Returns the program that gives a display to a browser that cannot do without.
    pub(crate) fn display_server(&self) -> Option<&Path> {
        self.display_server.as_deref()
    }

    pub(crate) fn bubblewrap(&self) -> Option<&Path> {
        self.bubblewrap.as_deref()
    }
}

/// Returns what is on the machine for `browser`, with these programs in place of those that would
/// be found.
pub async fn find_chosen(
    browser: Browser,
    locations: &SearchPaths,
    chosen: &ChosenPrograms,
) -> BrowserInventory {
    let found = find(browser, locations).await;
    // What is missing besides the programs is still missing. Which libraries others take is theirs.
    let is_needed = |extra: &ExtraComponent| extra.name != COOKIE_LIBRARY;
    let extras = found.extras.into_iter().filter(is_needed).collect();
    let is_part = |missing: &MissingComponent| missing.what == X_SERVER || missing.what == TLS_PART;
    let mut missing: Vec<MissingComponent> = found.missing.into_iter().filter(is_part).collect();
    for path in [&chosen.program, &chosen.driver] {
        if !path.is_file() {
            let advice = "name a file that can be run".to_owned();
            let what = format!("`{}`", path.display());
            missing.push(MissingComponent { what, remedy: InstallStep::ByHand { advice } });
        }
    }
    BrowserInventory {
        program: program(Some(chosen.program.clone())).await,
        driver: program(Some(chosen.driver.clone())).await,
        browser,
        extras,
        missing,
    }
}

/// Returns what is on the machine for `browser`.
pub async fn find(browser: Browser, locations: &SearchPaths) -> BrowserInventory {
    let platform = PackagePlatform::of(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    match browser {
        Browser::Chromium => find_chromium(locations, platform).await,
        Browser::Firefox => find_firefox(locations, platform).await,
        Browser::Lightpanda => find_lightpanda(locations).await,
        Browser::Safari => find_safari().await,
        Browser::WebKitGtk => find_webkit_gtk(locations, platform).await,
    }
}
