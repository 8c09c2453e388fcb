//! Which browsers are meant, as people name them on a command line.

use std::str::FromStr;

use browser_driver::ChosenPrograms;
use matrix::{EngineKind, ProfileChoice, UnknownEngineError};
use url::Url;

/// An engine or a profile of it, and which build of it plays: `firefox`, `chromium:all`,
/// `chromium=/opt/chrome/chrome,/opt/chrome/chromedriver`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBrowser {
    /// The engine, or a profile of it.
    pub profile: ProfileChoice,
    /// Programs in place of those that are found.
    pub programs: Option<ChosenPrograms>,
}

/// A WebDriver that runs already: `firefox=http://127.0.0.1:4444`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningDriver {
    /// The engine that it drives.
    pub engine: EngineKind,
    /// Where it listens.
    pub url: Url,
}

/// Why a text names no browser.
#[derive(Debug, thiserror::Error)]
pub enum NamedBrowserError {
    /// The engine is unknown.
    #[error(transparent)]
    Engine(#[from] UnknownEngineError),
    /// Behind the `=` is no pair of programs.
    #[error("expected `ENGINE=PROGRAM,DRIVER`")]
    Programs,
    /// There is no `=`.
    #[error("expected `ENGINE=URL`")]
    NoUrl,
    /// Behind the `=` is no URL.
    #[error("failed to parse `{text}`")]
    Url {
        /// What stands there.
        text: String,
        /// Why it is no URL.
        source: url::ParseError,
    },
}

impl FromStr for NamedBrowser {
    type Err = NamedBrowserError;

    fn from_str(text: &str) -> Result<Self, NamedBrowserError> {
        let Some((profile, programs)) = text.split_once('=') else {
            return Ok(Self { profile: text.parse()?, programs: None });
        };
        let (program, driver) = programs
            .split_once(',')
            .filter(|(program, driver)| !program.is_empty() && !driver.is_empty())
            .ok_or(NamedBrowserError::Programs)?;
        let programs = ChosenPrograms { program: program.into(), driver: driver.into() };
        Ok(Self { profile: profile.parse()?, programs: Some(programs) })
    }
}

impl FromStr for RunningDriver {
    type Err = NamedBrowserError;

    fn from_str(text: &str) -> Result<Self, NamedBrowserError> {
        let (engine, url) = text.split_once('=').ok_or(NamedBrowserError::NoUrl)?;
        let engine = ProfileChoice::from_str(engine)?.engine;
        let url = Url::parse(url)
            .map_err(|source| NamedBrowserError::Url { text: url.to_owned(), source })?;
        Ok(Self { engine, url })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_choice(text: &str, engine: EngineKind, programs: Option<(&str, &str)>) {
        let choice: NamedBrowser = text.parse().unwrap();
        assert_eq!(choice.profile.engine, engine);
        let expected = programs.map(|(program, driver)| ChosenPrograms {
            program: program.into(),
            driver: driver.into(),
        });
        assert_eq!(choice.programs, expected);
    }

    #[track_caller]
    fn check_refused<T: FromStr<Err = NamedBrowserError>>(text: &str, expected: &str) {
        let error = text.parse::<T>().err().expect("the text is wrong");
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_browser_is_an_engine_with_or_without_programs() {
        check_choice("firefox", EngineKind::Firefox, None);
        check_choice("webkitgtk:all", EngineKind::WebKitGtk, None);
        let programs = Some(("/opt/chrome", "/opt/chromedriver"));
        check_choice("chromium=/opt/chrome,/opt/chromedriver", EngineKind::Chromium, programs);
    }

    #[test]
    fn a_program_without_its_driver_is_refused() {
        for text in ["chromium=", "chromium=/opt/chrome", "chromium=/opt/chrome,", "chromium=,d"] {
            check_refused::<NamedBrowser>(text, "expected `ENGINE=PROGRAM,DRIVER`");
        }
    }

    #[test]
    fn a_running_driver_is_an_engine_and_a_url() {
        let driver: RunningDriver = "firefox=http://127.0.0.1:4444".parse().unwrap();
        assert_eq!(driver.engine, EngineKind::Firefox);
        assert_eq!(driver.url.as_str(), "http://127.0.0.1:4444/");
        check_refused::<RunningDriver>("firefox", "expected `ENGINE=URL`");
        check_refused::<RunningDriver>("firefox=4444", "failed to parse `4444`");
    }
}
