//! In which single ways the model of one version may be other than that of another.

use spec_model::{EngineModel, PolicyKey, Quirk};

/// A quirk, or a choice that the standards leave to the user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ModelSwitch {
    /// A quirk, on or off.
    Quirk(Quirk),
    /// A choice, made or not.
    Choice(PolicyKey, &'static str),
}

impl ModelSwitch {
    /// Returns every single way to be other than a model.
    pub(crate) fn other_than(model: &EngineModel) -> impl Iterator<Item = Self> {
        let quirks = Quirk::ALL.iter().copied().map(Self::Quirk);
        let choices = PolicyKey::ALL.iter().flat_map(|key| {
            let choices = key.choices().into_iter();
            choices.map(|choice| Self::Choice(*key, choice))
        });
        quirks.chain(choices.filter(|choice| !choice.is_on(model)))
    }

    /// Returns whether a model has the quirk, or made the choice.
    pub(crate) fn is_on(self, model: &EngineModel) -> bool {
        match self {
            Self::Quirk(quirk) => model.quirks.has(quirk),
            Self::Choice(key, choice) => model.policy.choice(key) == choice,
        }
    }

    /// Returns a model that is other in this way alone; `usual` has what is chosen in place of a
    /// choice that was made.
    pub(crate) fn switched(self, model: &EngineModel, usual: &EngineModel) -> EngineModel {
        let mut switched = *model;
        match self {
            Self::Quirk(quirk) if model.quirks.has(quirk) => {
                switched.quirks = model.quirks.without(quirk);
            }
            Self::Quirk(quirk) => switched.quirks = model.quirks.with(quirk),
            Self::Choice(key, choice) => {
                let other = if self.is_on(model) { usual.policy.choice(key) } else { choice };
                switched.policy.choose(key, other).expect("a policy has its own choices");
            }
        }
        switched
    }
}
