//! `cargo xtask doctor`: which browsers are here, and how to get what is missing.

use browser_driver::{Browser, BrowserInventory, find};
use conformance::install_missing;
use serde::Serialize;

use super::{CommandResult, print_json};
use crate::cli::DoctorArgs;
use crate::environment::locations;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

#[derive(Serialize)]
struct EngineState {
    engine: String,
    ready: bool,
    browser: Option<String>,
    driver: Option<String>,
    parts: Vec<String>,
    missing: Vec<String>,
}

pub(super) async fn run(arguments: &DoctorArgs) -> CommandResult {
    let mut engines = Vec::new();
    for browser in Browser::ALL {
        engines.push(EngineState::of(&find_or_install(browser, arguments.install).await?));
    }
    if arguments.json {
        print_json(&engines)?;
    } else {
        engines.iter().for_each(EngineState::print);
        out!("{:<10}  ready    the model of the standards, needs no browser\n", "reference");
    }
    let is_any_ready = engines.iter().any(|engine| engine.ready);
    Ok(if is_any_ready { ExitStatus::AsRecorded } else { ExitStatus::NoBrowser })
}

/// Finds a browser, and installs what it lacks where that is wanted.
pub(super) async fn find_or_install(
    browser: Browser,
    install: bool,
) -> Result<BrowserInventory, XtaskError> {
    let locations = locations();
    let found = find(browser, &locations).await;
    if !install || found.missing.is_empty() {
        return Ok(found);
    }
    Ok(install_missing(found, &locations, |command| note!("running: {command}")).await?)
}

impl EngineState {
    fn of(found: &BrowserInventory) -> Self {
        let program = |program: &browser_driver::InstalledProgram| {
            let version = program.version.as_deref().unwrap_or("unknown version");
            format!("{version} at {}", program.path.display())
        };
        let part = |extra: &browser_driver::ExtraComponent| {
            let version = extra.version.as_deref().unwrap_or("unknown version");
            format!("{} {version} at {}", extra.name, extra.path.display())
        };
        let missing = |missing: &browser_driver::MissingComponent| {
            format!("{}: {}", missing.what, missing.remedy)
        };
        Self {
            engine: found.browser.to_string(),
            ready: found.missing.is_empty(),
            browser: found.program.as_ref().map(program),
            driver: found.driver.as_ref().map(program),
            parts: found.extras.iter().map(part).collect(),
            missing: found.missing.iter().map(missing).collect(),
        }
    }

    fn print(&self) {
        out!("{:<10}  {:<7}", self.engine, if self.ready { "ready" } else { "missing" });
        let details = (self.browser.iter().map(|detail| ("browser", detail)))
            .chain(self.driver.iter().map(|detail| ("driver", detail)))
            .chain(self.parts.iter().map(|detail| ("part", detail)))
            .chain(self.missing.iter().map(|detail| ("missing", detail)));
        for (number, (kind, detail)) in details.enumerate() {
            let indent = if number == 0 { 2 } else { 21 };
            out!("{:indent$}{kind:<8} {detail}\n", "");
        }
    }
}
