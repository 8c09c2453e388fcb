//! `cargo xtask doctor`: which browsers are here, and how to get what is missing.

use browser_driver::{Browser, Found, find};
use serde::Serialize;

use crate::cli::Doctor;
use crate::engines::{install_missing, locations};
use crate::exit::{Exit, Failure};
use crate::print;

#[derive(Serialize)]
struct Line {
    engine: String,
    ready: bool,
    browser: Option<String>,
    driver: Option<String>,
    parts: Vec<String>,
    missing: Vec<String>,
}

pub(crate) async fn run(arguments: &Doctor) -> Result<Exit, Failure> {
    let locations = locations();
    let mut lines = Vec::new();
    for browser in Browser::ALL {
        let mut found = find(browser, &locations).await;
        if arguments.install && !found.missing.is_empty() {
            found = install_missing(found, &locations).await?;
        }
        lines.push(line(&found));
    }
    if arguments.json {
        let text = serde_json::to_string_pretty(&lines);
        let text = text.map_err(|error| {
            Failure::message(Exit::OurBug, format!("failed to write JSON: {error}"), "")
        })?;
        print!("{text}\n");
    } else {
        for line in &lines {
            tell(line);
        }
        print!("{:<10}  ready    the model of the standards, needs no browser\n", "reference");
    }
    Ok(if lines.iter().any(|line| line.ready) { Exit::AsRecorded } else { Exit::NoBrowser })
}

fn line(found: &Found) -> Line {
    let shown = |program: &browser_driver::Program| {
        let version = program.version.as_deref().unwrap_or("of unknown version");
        format!("{version} at {}", program.path.display())
    };
    let part = |extra: &browser_driver::Extra| {
        let version = extra.version.as_deref().unwrap_or("of unknown version");
        format!("{} {version} at {}", extra.name, extra.path.display())
    };
    Line {
        engine: found.browser.to_string(),
        ready: found.missing.is_empty(),
        browser: found.program.as_ref().map(shown),
        driver: found.driver.as_ref().map(shown),
        parts: found.extras.iter().map(part).collect(),
        missing: found
            .missing
            .iter()
            .map(|missing| format!("{}: {}", missing.what, missing.remedy))
            .collect(),
    }
}

fn tell(line: &Line) {
    print!("{:<10}  {:<7}", line.engine, if line.ready { "ready" } else { "missing" });
    let found = line
        .browser
        .iter()
        .map(|browser| ("browser", browser))
        .chain(line.driver.iter().map(|driver| ("driver", driver)));
    let details = found
        .chain(line.parts.iter().map(|part| ("part", part)))
        .chain(line.missing.iter().map(|missing| ("missing", missing)));
    for (number, (kind, detail)) in details.enumerate() {
        let indent = if number == 0 { 2 } else { 21 };
        print!("{:indent$}{kind:<8} {detail}\n", "");
    }
}
