//! Which browsers and drivers are on this machine, in which versions, and what is missing.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::{
    Browser, process,
    roots::{BUBBLEWRAP, can_be_hidden},
};

/// Where to look for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locations {
    /// The folders of `PATH`, in order.
    pub search_path: Vec<PathBuf>,
    /// The folder that [`install`](crate::install()) puts its own programs into, under `bin`; it is
    /// looked at first.
    pub tools_dir: PathBuf,
}

/// A program and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// Its version, where it can be told without starting a window.
    pub version: Option<String>,
}

/// Something besides browser and driver that a browser needs or that decides on its cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// Its name: `Xvfb`, `glib-networking`, `libsoup`, `bwrap`.
    pub name: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// Its version, where it can be told.
    pub version: Option<String>,
}

/// What is on the machine for one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The browser.
    pub browser: Browser,
    /// Its program.
    pub program: Option<Program>,
    /// Its driver.
    pub driver: Option<Program>,
    /// What else it has to do with.
    pub extras: Vec<Extra>,
    /// What keeps it from being launched.
    pub missing: Vec<Missing>,
}

/// A browser that can be launched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    browser: Browser,
    program: Program,
    driver: Program,
    display_server: Option<PathBuf>,
    bubblewrap: Option<PathBuf>,
}

/// Something that a browser cannot be launched without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What it is.
    pub what: String,
    /// How to get it.
    pub remedy: Remedy,
}

/// How to get something that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
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
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apt { package } => write!(f, "apt-get install --no-install-recommends {package}"),
            Self::ByHand { advice } => f.write_str(advice),
            Self::Cargo { krate, root } => {
                write!(f, "cargo install {krate} --locked --root {}", root.display())
            }
        }
    }
}

impl Found {
    /// Returns what is needed for a launch, or `None` where something is missing.
    pub fn installed(self) -> Option<Installed> {
        if !self.missing.is_empty() {
            return None;
        }
        let extra = |name| {
            self.extras.iter().find(|extra| extra.name == name).map(|extra| extra.path.clone())
        };
        let (display_server, bubblewrap) = (extra(X_SERVER), extra(BUBBLEWRAP));
        Some(Installed {
            browser: self.browser,
            program: self.program?,
            driver: self.driver?,
            display_server,
            bubblewrap,
        })
    }
}

impl Installed {
    /// Returns the browser.
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Returns the browser's program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Returns the driver's program.
    pub fn driver(&self) -> &Program {
        &self.driver
    }

    /// Returns the program that gives a display to a browser that cannot do without.
    pub(crate) fn display_server(&self) -> Option<&Path> {
        self.display_server.as_deref()
    }

    pub(crate) fn bubblewrap(&self) -> Option<&Path> {
        self.bubblewrap.as_deref()
    }
}

/// The name of the X server that WebKitGTK draws on.
const X_SERVER: &str = "Xvfb";

/// Folders that libraries and their helper programs lie in, the architecture's own excepted.
const LIBRARY_DIRS: [&str; 3] = ["/usr/lib", "/usr/lib64", "/usr/libexec"];

/// Returns what is on the machine for `browser`.
pub async fn find(browser: Browser, locations: &Locations) -> Found {
    let platform = Platform::of(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    match browser {
        Browser::Chromium => find_chromium(locations, platform).await,
        Browser::Firefox => find_firefox(locations, platform).await,
        Browser::Safari => find_safari().await,
        Browser::WebKitGtk => find_webkit_gtk(locations, platform).await,
    }
}

/// What decides where a package comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    Debian,
    Other,
    Ubuntu,
}

impl Platform {
    /// Reads the text of `/etc/os-release`.
    pub(crate) fn of(os_release: &str) -> Self {
        let is_like = |wanted: &str| {
            let values = os_release
                .lines()
                .filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")));
            values.flat_map(|value| value.trim_matches('"').split(' ')).any(|id| id == wanted)
        };
        // Ubuntu says that it is like Debian.
        if is_like("ubuntu") {
            Self::Ubuntu
        } else if is_like("debian") {
            Self::Debian
        } else {
            Self::Other
        }
    }

    /// Returns how to get `package`, which Ubuntu has too.
    fn apt(self, package: &'static str) -> Remedy {
        match self {
            Self::Debian | Self::Ubuntu => Remedy::Apt { package },
            Self::Other => {
                Remedy::ByHand { advice: format!("install what Debian calls `{package}`") }
            }
        }
    }

    /// Returns how to get `package`, in whose place Ubuntu has a snap, which no driver of ours can
    /// start.
    fn apt_on_debian(self, package: &'static str, elsewhere: &str) -> Remedy {
        match self {
            Self::Debian => Remedy::Apt { package },
            Self::Ubuntu => {
                Remedy::ByHand { advice: format!("Ubuntu has only a snap of it: {elsewhere}") }
            }
            Self::Other => Remedy::ByHand { advice: elsewhere.to_owned() },
        }
    }
}

async fn find_chromium(locations: &Locations, platform: Platform) -> Found {
    let names = ["chromium", "google-chrome", "google-chrome-stable", "chrome", "chromium-browser"];
    let mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    let driver = program(locations.all("chromedriver").next()).await;
    let mut missing = Vec::new();
    let mut browser = None;
    for path in names.iter().flat_map(|name| locations.all(name)).chain(existing(mac)) {
        let candidate = Program { version: own_version(&path).await, path };
        // A snap's stand-in says no version.
        if candidate.version.is_none() {
            continue;
        }
        let fits = major(Some(&candidate)) == major(driver.as_ref());
        if browser.is_none() || fits {
            browser = Some(candidate);
        }
        if fits {
            break;
        }
    }
    let elsewhere = "install Chrome and the chromedriver of the same version from \
     https://googlechromelabs.github.io/chrome-for-testing/";
    if browser.is_none() {
        missing.push(Missing {
            what: "chromium".to_owned(),
            remedy: platform.apt_on_debian("chromium", elsewhere),
        });
    }
    match (&browser, &driver) {
        (_, None) => missing.push(Missing {
            what: "chromedriver".to_owned(),
            remedy: platform.apt_on_debian("chromium-driver", elsewhere),
        }),
        (Some(browser), Some(driver)) if major(Some(browser)) != major(Some(driver)) => missing
            .push(Missing {
                what: format!(
                    "a chromedriver for version {}",
                    browser.version.as_deref().unwrap_or("unknown")
                ),
                remedy: Remedy::ByHand { advice: elsewhere.to_owned() },
            }),
        _ => {}
    }
    Found { browser: Browser::Chromium, program: browser, driver, extras: Vec::new(), missing }
}

async fn find_firefox(locations: &Locations, platform: Platform) -> Found {
    let mac = "/Applications/Firefox.app/Contents/MacOS/firefox";
    let mut browser = None;
    for path in
        ["firefox", "firefox-esr"].iter().flat_map(|name| locations.all(name)).chain(existing(mac))
    {
        let version = own_version(&path).await;
        // A snap's stand-in says no version.
        if version.is_some() {
            browser = Some(Program { path, version });
            break;
        }
    }
    let driver = program(locations.all("geckodriver").next()).await;
    let mut missing = Vec::new();
    if browser.is_none() {
        let elsewhere =
            "install Firefox from https://www.mozilla.org/firefox/ and put it on the `PATH`";
        missing.push(Missing {
            what: "firefox".to_owned(),
            remedy: platform.apt_on_debian("firefox-esr", elsewhere),
        });
    }
    if driver.is_none() {
        let remedy = Remedy::Cargo { krate: "geckodriver", root: locations.tools_dir.clone() };
        missing.push(Missing { what: "geckodriver".to_owned(), remedy });
    }
    Found { browser: Browser::Firefox, program: browser, driver, extras: Vec::new(), missing }
}

async fn find_safari() -> Found {
    let advice = if cfg!(target_os = "macos") {
        "update macOS, which brings `/usr/bin/safaridriver`, and run `safaridriver --enable` once"
    } else {
        "Safari needs macOS; WebKitGTK cannot stand in for it, as its cookie jar is another one"
    };
    let program = Path::new("/Applications/Safari.app/Contents/MacOS/Safari");
    let driver = Path::new("/usr/bin/safaridriver");
    if !cfg!(target_os = "macos") || !program.exists() || !driver.exists() {
        let missing = vec![Missing {
            what: "safari".to_owned(),
            remedy: Remedy::ByHand { advice: advice.to_owned() },
        }];
        return Found {
            browser: Browser::Safari,
            program: None,
            driver: None,
            extras: Vec::new(),
            missing,
        };
    }
    // The driver belongs to Safari and names the version of both.
    let version = own_version(driver).await;
    let at = |path: &Path| Some(Program { path: path.to_owned(), version: version.clone() });
    Found {
        browser: Browser::Safari,
        program: at(program),
        driver: at(driver),
        extras: Vec::new(),
        missing: Vec::new(),
    }
}

async fn find_webkit_gtk(locations: &Locations, platform: Platform) -> Found {
    let mut missing = Vec::new();
    let mut extras = Vec::new();
    // Neither the browser nor the driver tells its version without a display.
    let version = package_version("webkit2gtk-driver").await;
    let at = |path| Program { path, version: version.clone() };
    let browser = in_libraries(&[
        "webkit2gtk-4.1/MiniBrowser",
        "webkitgtk-6.0/MiniBrowser",
        "webkit2gtk-4.0/MiniBrowser",
    ])
    .map(at);
    let driver = locations.all("WebKitWebDriver").next().map(at);
    if browser.is_none() || driver.is_none() {
        let what = "WebKitWebDriver with MiniBrowser".to_owned();
        missing.push(Missing { what, remedy: platform.apt("webkit2gtk-driver") });
    }
    match locations.all(X_SERVER).next() {
        Some(path) => {
            extras.push(Extra { name: X_SERVER, path, version: package_version("xvfb").await })
        }
        None => missing.push(Missing { what: X_SERVER.to_owned(), remedy: platform.apt("xvfb") }),
    }
    match in_libraries(&["gio/modules/libgiognutls.so", "gio/modules/libgioopenssl.so"]) {
        Some(path) => extras.push(Extra {
            name: "glib-networking",
            path,
            version: package_version("glib-networking").await,
        }),
        None => missing.push(Missing {
            what: "glib-networking".to_owned(),
            remedy: platform.apt("glib-networking"),
        }),
    }
    if let Some(path) = in_libraries(&["libsoup-3.0.so.0", "libsoup-2.4.so.1"]) {
        // The file that the name links to carries the version of the interface.
        let of_file =
            || Some(fs::canonicalize(&path).ok()?.file_name()?.to_string_lossy().into_owned());
        let package =
            if path.ends_with("libsoup-3.0.so.0") { "libsoup-3.0-0" } else { "libsoup2.4-1" };
        let version = package_version(package).await.or_else(of_file);
        extras.push(Extra { name: "libsoup", path, version });
    }
    if let Some(path) = locations.all(BUBBLEWRAP).next()
        && can_be_hidden(&path).await
    {
        extras.push(Extra { name: BUBBLEWRAP, path, version: package_version("bubblewrap").await });
    }
    Found { browser: Browser::WebKitGtk, program: browser, driver, extras, missing }
}

impl Locations {
    /// Returns each program with this name, the one that is found first in front.
    fn all(&self, name: &str) -> impl Iterator<Item = PathBuf> {
        let tools = self.tools_dir.join("bin");
        std::iter::once(&tools)
            .chain(&self.search_path)
            .map(|dir| dir.join(name))
            .filter(|path| path.is_file())
            .collect::<Vec<_>>()
            .into_iter()
    }
}

async fn program(path: Option<PathBuf>) -> Option<Program> {
    let path = path?;
    Some(Program { version: own_version(&path).await, path })
}

fn existing(path: &str) -> Option<PathBuf> {
    Path::new(path).is_file().then(|| path.into())
}

/// Returns the first of these files that lies in a folder for libraries, or in one of an
/// architecture below it.
fn in_libraries(names: &[&str]) -> Option<PathBuf> {
    let mut dirs: Vec<PathBuf> = LIBRARY_DIRS.iter().map(PathBuf::from).collect();
    let is_architecture = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().contains("-linux-gnu"))
    };
    let mut architectures: Vec<_> = fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(is_architecture)
        .collect();
    architectures.sort();
    dirs.extend(architectures);
    names.iter().find_map(|name| dirs.iter().map(|dir| dir.join(name)).find(|path| path.exists()))
}

/// Returns the version that a program names when asked for it.
async fn own_version(path: &Path) -> Option<String> {
    let output = process::quick_output(path, &["--version"]).await.ok()?;
    if !output.status.success() {
        return None;
    }
    version_in(&String::from_utf8_lossy(&output.stdout)).map(str::to_owned)
}

/// Returns the version of an installed package of Debian.
async fn package_version(package: &str) -> Option<String> {
    let output =
        process::quick_output("dpkg-query", &["--show", "--showformat=${Version}", package])
            .await
            .ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !version.is_empty()).then_some(version)
}

/// Returns the first word that starts with a digit.
fn version_in(output: &str) -> Option<&str> {
    output.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

fn major(program: Option<&Program>) -> Option<&str> {
    program?.version.as_deref()?.split('.').next()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_version_is_the_first_word_with_a_digit() {
        assert_eq!(version_in("Chromium 156.0.8078.79 built on Debian"), Some("156.0.8078.79"));
        assert_eq!(version_in("Mozilla Firefox 153.7.0esr\n"), Some("153.7.0esr"));
        assert_eq!(version_in("Command 'chromium' requires the chromium snap"), None);
    }

    #[test]
    fn ubuntu_is_told_from_debian_though_it_is_like_it() {
        assert_eq!(Platform::of("NAME=x\nID=debian\n"), Platform::Debian);
        assert_eq!(Platform::of("ID=ubuntu\nID_LIKE=debian\n"), Platform::Ubuntu);
        assert_eq!(Platform::of("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), Platform::Ubuntu);
        assert_eq!(Platform::of("ID=fedora\n"), Platform::Other);
        assert_eq!(Platform::of(""), Platform::Other);
    }

    #[test]
    fn ubuntu_is_not_sent_to_packages_that_it_lacks() {
        assert_eq!(
            Platform::Debian.apt_on_debian("chromium", "x"),
            Remedy::Apt { package: "chromium" }
        );
        assert!(matches!(Platform::Ubuntu.apt_on_debian("chromium", "x"), Remedy::ByHand { .. }));
        assert_eq!(Platform::Ubuntu.apt("xvfb"), Remedy::Apt { package: "xvfb" });
    }

    #[tokio::test]
    async fn a_browser_without_a_version_does_not_hide_the_next_one() {
        let dir = std::env::temp_dir().join(format!("browser-driver-{}-find", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        for (name, version) in [("chromium", ""), ("google-chrome", "Google Chrome 156.0.8078.79")]
        {
            fs::write(dir.join(name), format!("#!/bin/sh\necho '{version}'\n")).unwrap();
            fs::set_permissions(dir.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        let found = find(
            Browser::Chromium,
            &Locations { search_path: vec![dir.clone()], tools_dir: "/nowhere/tools".into() },
        )
        .await;
        fs::remove_dir_all(&dir).unwrap();
        let chrome =
            Program { path: dir.join("google-chrome"), version: Some("156.0.8078.79".to_owned()) };
        assert_eq!((found.program, found.driver), (Some(chrome), None));
    }

    #[tokio::test]
    async fn an_empty_machine_lacks_everything_and_says_how_to_get_it() {
        let locations =
            Locations { search_path: vec!["/nowhere".into()], tools_dir: "/nowhere/tools".into() };
        let found = find(Browser::Firefox, &locations).await;
        let geckodriver =
            found.missing.iter().find(|missing| missing.what == "geckodriver").unwrap();
        assert_eq!(
            geckodriver.remedy.to_string(),
            "cargo install geckodriver --locked --root /nowhere/tools"
        );
        assert_eq!(found.installed(), None);
    }
}
