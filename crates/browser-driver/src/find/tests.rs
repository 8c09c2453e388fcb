//! What is found, and what is said to be missing.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::platform::PackagePlatform;
use super::programs::{product_in, version_in};
use super::*;

#[test]
fn a_version_is_the_first_word_with_a_digit() {
    assert_eq!(version_in("Chromium 156.0.8078.79 built on Debian"), Some("156.0.8078.79"));
    assert_eq!(version_in("Mozilla Firefox 153.7.0esr\n"), Some("153.7.0esr"));
    assert_eq!(version_in("Command 'chromium' requires the chromium snap"), None);
}

#[test]
fn ubuntu_is_told_from_debian_though_it_is_like_it() {
    assert_eq!(PackagePlatform::of("NAME=x\nID=debian\n"), PackagePlatform::Debian);
    assert_eq!(PackagePlatform::of("ID=ubuntu\nID_LIKE=debian\n"), PackagePlatform::Ubuntu);
    assert_eq!(
        PackagePlatform::of("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"),
        PackagePlatform::Ubuntu
    );
    assert_eq!(PackagePlatform::of("ID=fedora\n"), PackagePlatform::Other);
    assert_eq!(PackagePlatform::of(""), PackagePlatform::Other);
}

#[test]
fn ubuntu_is_not_sent_to_packages_that_it_lacks() {
    assert_eq!(
        PackagePlatform::Debian.apt_on_debian("chromium", "x"),
        InstallStep::Apt { package: "chromium" }
    );
    assert!(matches!(
        PackagePlatform::Ubuntu.apt_on_debian("chromium", "x"),
        InstallStep::ByHand { .. }
    ));
    assert_eq!(PackagePlatform::Ubuntu.apt("xvfb"), InstallStep::Apt { package: "xvfb" });
}

/// Returns what is found of Chromium among programs that say these words when asked for their
/// version.
async fn chromium_among(test: &str, programs: &[(&str, &str)]) -> (PathBuf, BrowserInventory) {
    let dir = std::env::temp_dir().join(format!("browser-driver-{}-{test}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    for (name, version) in programs {
        fs::write(dir.join(name), format!("#!/bin/sh\necho '{version}'\n")).unwrap();
        fs::set_permissions(dir.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let locations =
        SearchPaths { search_path: vec![dir.clone()], tools_dir: "/nowhere/tools".into() };
    let found = find(Browser::Chromium, &locations).await;
    fs::remove_dir_all(&dir).unwrap();
    (dir, found)
}

#[tokio::test]
async fn a_browser_without_a_version_does_not_hide_the_next_one() {
    let programs = [("chromium", ""), ("google-chrome", "Google Chrome 156.0.8078.79")];
    let (dir, found) = chromium_among("chrome", &programs).await;
    let chrome = InstalledProgram {
        product: Some("Google Chrome".to_owned()),
        path: dir.join("google-chrome"),
        version: Some("156.0.8078.79".to_owned()),
    };
    assert_eq!((found.program, found.driver), (Some(chrome), None));
}

#[tokio::test]
async fn edge_is_found_with_its_own_driver_where_no_other_browser_has_one() {
    let edge = ("microsoft-edge", "Microsoft Edge 150.0.3900.12 ");
    let driver = ("msedgedriver", "Microsoft Edge WebDriver 150.0.3900.10 (abc)");
    let chrome = ("google-chrome", "Google Chrome 150.0.7871.4 ");
    let name = |program: &Option<InstalledProgram>| {
        let path = &program.as_ref()?.path;
        Some(path.file_name()?.to_string_lossy().into_owned())
    };
    let named = |found: &BrowserInventory| (name(&found.program), name(&found.driver));
    let both = (Some("microsoft-edge".to_owned()), Some("msedgedriver".to_owned()));

    let (_, found) = chromium_among("edge", &[edge, driver, chrome]).await;
    assert_eq!((named(&found), found.missing), (both.clone(), Vec::new()));

    let old = ("msedgedriver", "Microsoft Edge WebDriver 149.0.3800.1 (abc)");
    let (_, found) = chromium_among("old-edge", &[edge, old]).await;
    assert_eq!(named(&found), both);
    assert_eq!(found.missing[0].what, "msedgedriver for version 150.0.3900.12");
}

#[tokio::test]
async fn an_empty_machine_lacks_everything_and_says_how_to_get_it() {
    let locations =
        SearchPaths { search_path: vec!["/nowhere".into()], tools_dir: "/nowhere/tools".into() };
    let found = find(Browser::Firefox, &locations).await;
    let geckodriver = found.missing.iter().find(|missing| missing.what == "geckodriver").unwrap();
    assert_eq!(
        geckodriver.remedy.to_string(),
        "cargo install geckodriver --locked --root /nowhere/tools"
    );
    assert_eq!(found.installed(BrowserPurpose::Sites), None);
}

#[test]
fn a_browser_says_its_name_in_front_of_its_version() {
    let names = ["Google Chrome 150.0.7871.4 ", "Chromium 156.0.8078.0 built on Debian", "131.0"];
    assert_eq!(
        names.map(product_in),
        [Some("Google Chrome".to_owned()), Some("Chromium".to_owned()), None]
    );
}

#[tokio::test]
async fn other_programs_are_not_said_to_have_this_machines_libraries() {
    let locations =
        SearchPaths { search_path: vec!["/usr/bin".into()], tools_dir: "/nowhere/tools".into() };
    let program: PathBuf = "/bin/true".into();
    let chosen = ChosenPrograms { program: program.clone(), driver: program };
    let found = find_chosen(Browser::WebKitGtk, &locations, &chosen).await;
    assert!(found.extras.iter().all(|extra| extra.name != COOKIE_LIBRARY), "{found:?}");
}
