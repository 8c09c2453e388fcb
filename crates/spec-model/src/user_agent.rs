//! Whose rules: the model of an engine, and the public suffixes that it knows.

use crate::host::{BuiltInPublicSuffixes, PublicSuffixes};
use crate::policy::Policy;
use crate::quirk::{Quirk, QuirkSet};

/// What makes an engine: what the standards leave to it, and where it departs from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EngineModel {
    /// What the standards leave to it.
    pub policy: Policy,
    /// Where it departs from them.
    pub quirks: QuirkSet,
}

impl EngineModel {
    /// Returns the standards' own model.
    pub const fn standard() -> Self {
        Self { policy: Policy::standard(), quirks: QuirkSet::NONE }
    }

    /// Returns the model that does as the standards say with the same policy.
    #[must_use]
    pub const fn as_standard(self) -> Self {
        Self { quirks: QuirkSet::NONE, ..self }
    }
}

impl From<Policy> for EngineModel {
    /// Returns the model that does as the standards say with this policy.
    fn from(policy: Policy) -> Self {
        Self { policy, quirks: QuirkSet::NONE }
    }
}

/// A user agent: what it does, and the public suffixes it knows.
#[derive(Clone, Copy, Debug)]
pub struct UserAgent<'a> {
    /// What it does.
    pub model: &'a EngineModel,
    /// Its public suffixes.
    pub public_suffixes: &'a dyn PublicSuffixes,
}

impl<'a> UserAgent<'a> {
    /// Returns the user agent of this model with the built-in public suffixes.
    pub fn new(model: &'a EngineModel) -> Self {
        Self { model, public_suffixes: &BuiltInPublicSuffixes }
    }

    /// Returns what the standards leave to it.
    pub fn policy(self) -> &'a Policy {
        &self.model.policy
    }

    /// Returns where it departs from the standards.
    pub fn quirks(self) -> QuirkSet {
        self.model.quirks
    }

    /// Returns whether it departs from the standards so.
    pub fn has(self, quirk: Quirk) -> bool {
        self.model.quirks.has(quirk)
    }
}
