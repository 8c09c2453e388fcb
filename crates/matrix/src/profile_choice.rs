//! Which profiles a person names on a command line.

use std::fmt;
use std::str::FromStr;

use crate::engine::{EngineKind, Profile};

/// The name that stands for every profile of an engine.
const ALL_PROFILES: &str = "all";

/// An engine, or one of its profiles: `chromium`, `firefox:third-party-blocked`, `webkitgtk:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileChoice {
    /// The engine.
    pub engine: EngineKind,
    /// The profile's name; `all` for each of them, but for those of other versions.
    pub profile: String,
}

/// A text that names no engine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown engine `{name}`; expected one of {}",
    EngineKind::ALL.map(EngineKind::name).join(", ")
)]
pub struct UnknownEngineError {
    name: String,
}

/// A choice that names no profile of its engine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileChoiceError {
    /// The engine has no profile at all.
    #[error("`{engine}` has no profile in matrix.toml")]
    NoProfiles {
        /// The engine.
        engine: EngineKind,
    },
    /// The engine has no profile with this name.
    #[error("unknown profile `{profile}` of `{engine}`; expected one of {known}, {ALL_PROFILES}")]
    UnknownProfile {
        /// The engine.
        engine: EngineKind,
        /// The name that was given.
        profile: String,
        /// The names of all its profiles.
        known: String,
    },
}

impl ProfileChoice {
    /// Returns the choice of an engine's default profile.
    pub fn default_of(engine: EngineKind) -> Self {
        Self { engine, profile: "default".to_owned() }
    }

    /// Returns those of the profiles that it names.
    ///
    /// # Errors
    /// If it names none.
    pub fn profiles<'a>(
        &self,
        profiles: &'a [Profile],
    ) -> Result<Vec<&'a Profile>, ProfileChoiceError> {
        let of_engine = || profiles.iter().filter(|profile| profile.engine == self.engine);
        let named: Vec<&Profile> = of_engine()
            .filter(|profile| {
                // A profile of other versions needs programs of its own.
                let is_of_all = self.profile == ALL_PROFILES && profile.since.is_none();
                is_of_all || profile.name == self.profile
            })
            .collect();
        if !named.is_empty() {
            return Ok(named);
        }
        let known: Vec<&str> = of_engine().map(|profile| profile.name.as_str()).collect();
        if known.is_empty() {
            return Err(ProfileChoiceError::NoProfiles { engine: self.engine });
        }
        Err(ProfileChoiceError::UnknownProfile {
            engine: self.engine,
            profile: self.profile.clone(),
            known: known.join(", "),
        })
    }

    /// Returns the profiles that several choices name, each once.
    ///
    /// # Errors
    /// If one of the choices names none.
    pub fn all_profiles<'a>(
        choices: &[Self],
        profiles: &'a [Profile],
    ) -> Result<Vec<&'a Profile>, ProfileChoiceError> {
        let mut named: Vec<&Profile> = Vec::new();
        for choice in choices {
            for profile in choice.profiles(profiles)? {
                if !named.contains(&profile) {
                    named.push(profile);
                }
            }
        }
        Ok(named)
    }
}

impl FromStr for ProfileChoice {
    type Err = UnknownEngineError;

    fn from_str(text: &str) -> Result<Self, UnknownEngineError> {
        let (name, profile) = text.split_once(':').unwrap_or((text, "default"));
        let engine = EngineKind::from_name(name)
            .ok_or_else(|| UnknownEngineError { name: name.to_owned() })?;
        Ok(Self { engine, profile: profile.to_owned() })
    }
}

impl fmt::Display for ProfileChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.engine, self.profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which profiles these choices name, among three of Firefox and one of Chromium.
    #[track_caller]
    fn check_choices(choices: &[&str], expected: Result<&[&str], &str>) {
        let names = ["firefox:default", "firefox:blocked", "firefox:999", "chromium:default"];
        let profiles = names.map(|name| {
            let ProfileChoice { engine, profile } = name.parse().unwrap();
            let since = (name == "firefox:999").then(|| "999".to_owned());
            Profile { since, ..Profile::plain(engine, &profile) }
        });
        let choices: Vec<ProfileChoice> =
            choices.iter().map(|choice| choice.parse().unwrap()).collect();
        let named = ProfileChoice::all_profiles(&choices, &profiles)
            .map(|named| named.iter().map(ToString::to_string).collect::<Vec<_>>())
            .map_err(|error| error.to_string());
        let expected = expected
            .map(|named| named.iter().map(|&name| name.to_owned()).collect())
            .map_err(str::to_owned);
        assert_eq!(named, expected);
    }

    #[test]
    fn an_engine_alone_is_its_default_profile() {
        check_choices(&["firefox", "chromium"], Ok(&["firefox:default", "chromium:default"]));
    }

    #[test]
    fn a_profile_that_is_named_twice_is_chosen_once() {
        check_choices(
            &["firefox:blocked", "firefox:all"],
            Ok(&["firefox:blocked", "firefox:default"]),
        );
    }

    #[test]
    fn a_profile_of_other_versions_is_chosen_by_its_name_alone() {
        check_choices(&["firefox:999"], Ok(&["firefox:999"]));
    }

    #[test]
    fn an_unknown_profile_is_an_error_with_the_known_ones() {
        check_choices(
            &["firefox:strict"],
            Err(
                "unknown profile `strict` of `firefox`; expected one of default, blocked, 999, all",
            ),
        );
        check_choices(&["safari"], Err("`safari` has no profile in matrix.toml"));
    }

    #[test]
    fn an_unknown_engine_is_an_error_with_the_known_ones() {
        assert_eq!(
            "opera".parse::<ProfileChoice>().unwrap_err().to_string(),
            "unknown engine `opera`; expected one of chromium, firefox, lightpanda, reference, \
             safari, webkitgtk"
        );
    }
}
