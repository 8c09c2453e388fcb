//! Which engines play: found on this machine, installed where that is asked for.

use std::path::PathBuf;
use std::sync::Arc;

use browser_driver::{Browser, Display, DriverSource, Found, Locations, Reasons, find, install};
use fixture_server::FixtureServers;
use matrix::{EngineKind, Matrix, Profile};
use run_model::results::EngineVersion;
use runner::{BrowserSource, Engine, EngineSource};

use crate::cli::{BrowserArg, Playing};
use crate::exit::{Exit, Failure};
use crate::{project, say};

/// An engine's profile and how its sessions are had, before there are servers to talk to.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) profile: Profile,
    source: EngineSource,
}

impl Chosen {
    /// Returns the engine, ready to start sessions that talk to these servers.
    pub(crate) fn engine(self, servers: &Arc<FixtureServers>) -> Engine {
        Engine { profile: self.profile, source: self.source, servers: Arc::clone(servers) }
    }

    /// Has its browser tell its own reasons.
    pub(crate) fn collect_reasons(&mut self) {
        if let EngineSource::Browser(source) = &mut self.source {
            source.reasons = Reasons::Collected;
        }
    }

    pub(crate) fn is_browser(&self) -> bool {
        !matches!(self.source, EngineSource::Reference)
    }
}

/// Returns where programs are looked for.
pub(crate) fn locations() -> Locations {
    let search_path = project::environment("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default();
    Locations { search_path, tools_dir: project::tools() }
}

/// Returns the engines that the command line asks for, or those that are here.
pub(crate) async fn choose(
    matrix: &Matrix,
    playing: &Playing,
    work_dir: PathBuf,
) -> Result<Vec<Chosen>, Failure> {
    let choice = Choice { matrix, playing, work_dir };
    let mut chosen = Vec::new();
    if playing.browsers.is_empty() {
        for browser in Browser::ALL {
            let argument = BrowserArg { engine: browser.kind(), profile: "default".to_owned() };
            match choice.source(browser).await? {
                Ok(source) => chosen.extend(choice.with_profiles(&argument, source)?),
                Err(missing) => say!("{browser} is left out: {missing}"),
            }
        }
        if chosen.is_empty() {
            say!(
                "no browser was found, so only the reference engine plays; add browsers with \
                 --install"
            );
        }
        let reference = BrowserArg { engine: EngineKind::Reference, profile: "default".to_owned() };
        chosen.extend(choice.with_profiles(&reference, EngineSource::Reference)?);
        return Ok(chosen);
    }
    for argument in &playing.browsers {
        let source = match Browser::of(argument.engine) {
            None => EngineSource::Reference,
            Some(browser) => choice.source(browser).await?.map_err(|missing| {
                let help = "install it, let `--install` do so, or leave out --browser; `cargo \
                 xtask doctor` tells more";
                Failure::message(Exit::NoBrowser, format!("{browser} cannot play: {missing}"), help)
            })?,
        };
        for engine in choice.with_profiles(argument, source)? {
            if !chosen.iter().any(|other: &Chosen| other.profile == engine.profile) {
                chosen.push(engine);
            }
        }
    }
    Ok(chosen)
}

struct Choice<'a> {
    matrix: &'a Matrix,
    playing: &'a Playing,
    work_dir: PathBuf,
}

impl Choice<'_> {
    /// Returns how sessions of a browser are had, or else what is missing for that.
    async fn source(&self, browser: Browser) -> Result<Result<EngineSource, String>, Failure> {
        let display = if self.playing.headed { Display::Shown } else { Display::Hidden };
        let work_dir = self.work_dir.clone();
        let reasons = Reasons::Ignored;
        if let Some((_, url)) =
            self.playing.webdriver_urls.iter().find(|(engine, _)| *engine == browser.kind())
        {
            let driver = DriverSource::Running { browser, url: url.clone() };
            let installed = EngineVersion::default();
            return Ok(Ok(EngineSource::Browser(Box::new(BrowserSource {
                driver,
                display,
                reasons,
                installed,
                work_dir,
            }))));
        }
        let locations = locations();
        let mut found = find(browser, &locations).await;
        if self.playing.install && !found.missing.is_empty() {
            found = install_missing(found, &locations).await?;
        }
        let installed = version(&found);
        let missing = missing(&found);
        Ok(match found.installed() {
            Some(driver) => {
                let driver = DriverSource::Installed(driver);
                Ok(EngineSource::Browser(Box::new(BrowserSource {
                    driver,
                    display,
                    reasons,
                    installed,
                    work_dir,
                })))
            }
            None => Err(missing),
        })
    }

    /// Returns the profiles that an argument names, each with its way to be had.
    fn with_profiles(
        &self,
        argument: &BrowserArg,
        source: EngineSource,
    ) -> Result<Vec<Chosen>, Failure> {
        let of_engine =
            || self.matrix.profiles.iter().filter(|profile| profile.engine == argument.engine);
        let wanted =
            |profile: &&Profile| argument.profile == "all" || profile.name == argument.profile;
        let chosen: Vec<Chosen> = of_engine()
            .filter(wanted)
            .map(|profile| Chosen { profile: profile.clone(), source: source.clone() })
            .collect();
        if chosen.is_empty() {
            let known: Vec<&str> = of_engine().map(|profile| profile.name.as_str()).collect();
            let message = format!("`{}` has no profile `{}`", argument.engine, argument.profile);
            let help = if known.is_empty() {
                format!("add `[engines.{}.default]` to matrix.toml", argument.engine)
            } else {
                format!("known: {}, all", known.join(", "))
            };
            return Err(Failure::message(Exit::Usage, message, help));
        }
        Ok(chosen)
    }
}

/// Installs what is missing, where that can be done; the rest is told by what is missing
/// afterwards.
pub(crate) async fn install_missing(found: Found, locations: &Locations) -> Result<Found, Failure> {
    let by_hand = |missing: &browser_driver::Missing| {
        matches!(missing.remedy, browser_driver::Remedy::ByHand { .. })
    };
    if found.missing.iter().any(by_hand) {
        return Ok(found);
    }
    install(&found.missing, |step| say!("installing: {step}")).await.map_err(|error| {
        Failure::new(
            Exit::NoBrowser,
            error,
            "run the step by hand, or go on without this browser by naming others",
        )
    })?;
    Ok(find(found.browser, locations).await)
}

/// Returns what is known of driver and parts before a session runs.
fn version(found: &Found) -> EngineVersion {
    let named = |name: &str, version: &Option<String>| {
        version.as_ref().map(|version| format!("{name} {version}"))
    };
    EngineVersion {
        browser: found.browser.to_string(),
        driver: found.driver.as_ref().and_then(|driver| driver.version.clone()),
        parts: found.extras.iter().filter_map(|extra| named(extra.name, &extra.version)).collect(),
    }
}

fn missing(found: &Found) -> String {
    let line = |missing: &browser_driver::Missing| {
        format!("{} is missing ({})", missing.what, missing.remedy)
    };
    found.missing.iter().map(line).collect::<Vec<_>>().join("; ")
}
