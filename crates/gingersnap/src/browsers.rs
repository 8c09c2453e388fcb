//! Where browsers and their drivers are looked for.

use std::path::PathBuf;

use browser_driver::{Browser, BrowserPurpose, DriverSource, SearchPaths, find};

/// Returns where programs are looked for. What cargo installs is found also where its folder is not
/// on the path, and so is what `cargo xtask … --install` puts below `target/` of a checkout: the
/// one that this program was built in, or that is the current folder.
pub(crate) fn search_paths() -> SearchPaths {
    let path = environment("PATH");
    let on_path = path.iter().flat_map(|path| std::env::split_paths(path).collect::<Vec<_>>());
    let built_in = std::env::current_exe().unwrap_or_default();
    let current = std::env::current_dir().unwrap_or_default();
    let tools = built_in
        .ancestors()
        .map(|folder| folder.join("tools/bin"))
        .chain(current.ancestors().map(|folder| folder.join("target/tools/bin")))
        .filter(|folder| folder.is_dir());
    let search_path = on_path.chain(tools).collect();
    let home = environment("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let tools_dir = environment("CARGO_HOME")
        .map(PathBuf::from)
        .or(home)
        .unwrap_or_else(|| PathBuf::from(".cargo"));
    SearchPaths { search_path, tools_dir }
}

/// Returns what launches a browser, or what is missing for that.
pub(crate) async fn installed_driver(browser: Browser) -> Result<DriverSource, String> {
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

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place of the program that reads the environment"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
