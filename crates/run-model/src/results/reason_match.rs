//! The reasons that engines themselves give, and how they stand to the model's.

use std::sync::Arc;

use crate::evidence::ReasonSubject;

/// A reason that an engine gave for one cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellReason {
    /// What it is about.
    pub about: ReasonSubject,
    /// The engine's own word for it.
    pub word: Arc<str>,
}

/// How an engine's reasons for one cell and subject stand to the model's.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonMatch {
    /// The question was not put: nobody looked at the cookie, or there is none to be sent; or the
    /// engine never gives a reason for this.
    #[default]
    NotAsked,
    /// The engine's answer was yes, or the model's, so that there is no reason to compare. Where
    /// they differ, that is a divergence.
    Allowed,
    /// Every reason that the engine gave is a rule that the model has as violated too, and one of
    /// them is the model's first.
    First,
    /// Every reason that the engine gave is a rule that the model has as violated too, but none of
    /// them is the model's first.
    Later,
    /// The engine gave a reason that is none of the model's.
    Disagrees {
        /// Its reasons that are none of the model's.
        said: Vec<Arc<str>>,
        /// The code of the model's first reason; `None` where the model allows it.
        model: Option<&'static str>,
    },
    /// The engine gave no reason, although it gives some for this subject and its answer was no.
    Silent {
        /// The code of the model's first reason.
        model: &'static str,
    },
}
