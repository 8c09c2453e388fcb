//! What each browser consists of, and what of it is on this machine.

use std::fs;
use std::path::Path;

use super::platform::PackagePlatform;
use super::programs::{
    existing, in_libraries, installed_program, major, own_version, package_version, program,
    version_by,
};
use super::{
    BrowserInventory, COOKIE_LIBRARY, ExtraComponent, GECKODRIVER, InstallStep, InstalledProgram,
    LIGHTPANDA, MissingComponent, SearchPaths, TLS_PART, X_SERVER,
};
use crate::Browser;
use crate::browser::driver_vendor::DriverVendor;
use crate::system::root_certificates::{BUBBLEWRAP, can_hide_root_certificates};

/// What browsers of Chromium's family are called on a `PATH`, in the order in which they are taken:
/// one is taken before the others if its driver is there.
const CHROMIUM_PROGRAMS: [&str; 7] = [
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
];

pub(super) async fn find_chromium(
    locations: &SearchPaths,
    platform: PackagePlatform,
) -> BrowserInventory {
    let mac = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ];
    let google = program(locations.all("chromedriver").next()).await;
    let microsoft = program(locations.all("msedgedriver").next()).await;
    let driver_of =
        |browser: &InstalledProgram| match DriverVendor::of_product(browser.product.as_deref()) {
            DriverVendor::Google => &google,
            DriverVendor::Microsoft => &microsoft,
        };
    let mut browser = None;
    for path in CHROMIUM_PROGRAMS
        .iter()
        .flat_map(|name| locations.all(name))
        .chain(mac.into_iter().filter_map(existing))
    {
        let candidate = installed_program(path).await;
        // A snap's stand-in says no version.
        if candidate.version.is_none() {
            continue;
        }
        let fits = major(Some(&candidate)) == major(driver_of(&candidate).as_ref());
        if browser.is_none() || fits {
            browser = Some(candidate);
        }
        if fits {
            break;
        }
    }
    let driver = browser.as_ref().map_or(&google, driver_of).clone();
    let missing = missing_of_chromium(browser.as_ref(), driver.as_ref(), platform);
    BrowserInventory {
        browser: Browser::Chromium,
        program: browser,
        driver,
        extras: Vec::new(),
        missing,
    }
}

/// Returns what a browser of Chromium's family and its driver lack.
fn missing_of_chromium(
    browser: Option<&InstalledProgram>,
    driver: Option<&InstalledProgram>,
    platform: PackagePlatform,
) -> Vec<MissingComponent> {
    let product = browser.and_then(|browser| browser.product.as_deref());
    let vendor = DriverVendor::of_product(product);
    let (name, elsewhere) = match vendor {
        DriverVendor::Google => (
            "chromedriver",
            "install Chrome and the chromedriver of the same version from \
             https://googlechromelabs.github.io/chrome-for-testing/",
        ),
        DriverVendor::Microsoft => (
            "msedgedriver",
            "put the msedgedriver of the same version on the `PATH`, from \
             https://developer.microsoft.com/microsoft-edge/tools/webdriver/",
        ),
    };
    let by_hand = InstallStep::ByHand { advice: elsewhere.to_owned() };
    let by_apt = |package| match vendor {
        DriverVendor::Google => platform.apt_on_debian(package, elsewhere),
        DriverVendor::Microsoft => by_hand.clone(),
    };
    let mut missing = Vec::new();
    if browser.is_none() {
        missing.push(MissingComponent { what: "chromium".to_owned(), remedy: by_apt("chromium") });
    }
    match (browser, driver) {
        (_, None) => missing
            .push(MissingComponent { what: name.to_owned(), remedy: by_apt("chromium-driver") }),
        (Some(_), Some(_)) if major(browser) != major(driver) => {
            let version = browser.and_then(|browser| browser.version.as_deref());
            let version = version.unwrap_or("unknown");
            let what = format!("{name} for version {version}");
            missing.push(MissingComponent { what, remedy: by_hand.clone() });
        }
        _ => {}
    }
    missing
}

pub(super) async fn find_firefox(
    locations: &SearchPaths,
    platform: PackagePlatform,
) -> BrowserInventory {
    let mac = "/Applications/Firefox.app/Contents/MacOS/firefox";
    let mut browser = None;
    for path in
        ["firefox", "firefox-esr"].iter().flat_map(|name| locations.all(name)).chain(existing(mac))
    {
        let candidate = installed_program(path).await;
        // A snap's stand-in says no version.
        if candidate.version.is_some() {
            browser = Some(candidate);
            break;
        }
    }
    let driver = program(locations.all(GECKODRIVER).next()).await;
    let mut missing = Vec::new();
    if browser.is_none() {
        let elsewhere =
            "install Firefox from https://www.mozilla.org/firefox/ and put it on the `PATH`";
        missing.push(MissingComponent {
            what: "firefox".to_owned(),
            remedy: platform.apt_on_debian("firefox-esr", elsewhere),
        });
    }
    if driver.is_none() {
        let remedy = InstallStep::Cargo { krate: GECKODRIVER, root: locations.tools_dir.clone() };
        missing.push(MissingComponent { what: GECKODRIVER.to_owned(), remedy });
    }
    BrowserInventory {
        browser: Browser::Firefox,
        program: browser,
        driver,
        extras: Vec::new(),
        missing,
    }
}

pub(super) async fn find_lightpanda(locations: &SearchPaths) -> BrowserInventory {
    let root = locations.tools_dir.join(LIGHTPANDA);
    let own = root.join("bin").join(LIGHTPANDA);
    let mut browser = None;
    for path in own.is_file().then_some(own).into_iter().chain(locations.all(LIGHTPANDA)) {
        let version = version_by(&path, "version").await;
        if version.is_some() {
            browser = Some(InstalledProgram { path, version, product: None });
            break;
        }
    }
    let remedy = || InstallStep::Pip { package: "lightpanda==1.0.2", root: root.clone() };
    let missing = browser
        .is_none()
        .then(|| MissingComponent { what: LIGHTPANDA.to_owned(), remedy: remedy() });
    BrowserInventory {
        browser: Browser::Lightpanda,
        program: browser,
        driver: None,
        extras: Vec::new(),
        missing: missing.into_iter().collect(),
    }
}

pub(super) async fn find_safari() -> BrowserInventory {
    let advice = if cfg!(target_os = "macos") {
        "update macOS, which brings `/usr/bin/safaridriver`, and run `safaridriver --enable` once"
    } else {
        "Safari needs macOS; WebKitGTK cannot stand in for it, as its cookie jar is another one"
    };
    let program = Path::new("/Applications/Safari.app/Contents/MacOS/Safari");
    let driver = Path::new("/usr/bin/safaridriver");
    if !cfg!(target_os = "macos") || !program.exists() || !driver.exists() {
        let missing = vec![MissingComponent {
            what: "safari".to_owned(),
            remedy: InstallStep::ByHand { advice: advice.to_owned() },
        }];
        return BrowserInventory {
            browser: Browser::Safari,
            program: None,
            driver: None,
            extras: Vec::new(),
            missing,
        };
    }
    // The driver belongs to Safari and names the version of both.
    let version = own_version(driver).await;
    let at = |path: &Path| {
        Some(InstalledProgram { path: path.to_owned(), version: version.clone(), product: None })
    };
    BrowserInventory {
        browser: Browser::Safari,
        program: at(program),
        driver: at(driver),
        extras: Vec::new(),
        missing: Vec::new(),
    }
}

pub(super) async fn find_webkit_gtk(
    locations: &SearchPaths,
    platform: PackagePlatform,
) -> BrowserInventory {
    let mut missing = Vec::new();
    let mut extras = Vec::new();
    // Neither the browser nor the driver tells its version without a display.
    let version = package_version("webkit2gtk-driver").await;
    let at = |path| InstalledProgram { path, version: version.clone(), product: None };
    let browser = in_libraries(&[
        "webkit2gtk-4.1/MiniBrowser",
        "webkitgtk-6.0/MiniBrowser",
        "webkit2gtk-4.0/MiniBrowser",
    ])
    .map(at);
    let driver = locations.all("WebKitWebDriver").next().map(at);
    if browser.is_none() || driver.is_none() {
        let what = "WebKitWebDriver with MiniBrowser".to_owned();
        missing.push(MissingComponent { what, remedy: platform.apt("webkit2gtk-driver") });
    }
    match locations.all(X_SERVER).next() {
        Some(path) => extras.push(ExtraComponent {
            name: X_SERVER,
            path,
            version: package_version("xvfb").await,
        }),
        None => missing
            .push(MissingComponent { what: X_SERVER.to_owned(), remedy: platform.apt("xvfb") }),
    }
    match in_libraries(&["gio/modules/libgiognutls.so", "gio/modules/libgioopenssl.so"]) {
        Some(path) => extras.push(ExtraComponent {
            name: TLS_PART,
            path,
            version: package_version(TLS_PART).await,
        }),
        None => missing
            .push(MissingComponent { what: TLS_PART.to_owned(), remedy: platform.apt(TLS_PART) }),
    }
    if let Some(path) = in_libraries(&["libsoup-3.0.so.0", "libsoup-2.4.so.1"]) {
        // The file that the name links to carries the version of the interface.
        let of_file =
            || Some(fs::canonicalize(&path).ok()?.file_name()?.to_string_lossy().into_owned());
        let package =
            if path.ends_with("libsoup-3.0.so.0") { "libsoup-3.0-0" } else { "libsoup2.4-1" };
        let version = package_version(package).await.or_else(of_file);
        extras.push(ExtraComponent { name: COOKIE_LIBRARY, path, version });
    }
    if let Some(path) = locations.all(BUBBLEWRAP).next()
        && can_hide_root_certificates(&path).await
    {
        extras.push(ExtraComponent {
            name: BUBBLEWRAP,
            path,
            version: package_version("bubblewrap").await,
        });
    }
    BrowserInventory { browser: Browser::WebKitGtk, program: browser, driver, extras, missing }
}
