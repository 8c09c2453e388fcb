//! The matrix, its suites and their axes: all that a correct `matrix.toml` says, typed. Nothing
//! downstream checks it again.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::detail_tracking::DetailTracking;
use crate::engine::{EngineKind, Profile, UnplayedSuite};
use crate::exchange::ExchangeEffect;
use crate::line::{CookieEffect, LineTemplate};
use crate::topology::Topology;

/// Everything that `matrix.toml` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// An origin that no topology has a part in.
    pub unrelated: Url,
    /// The topologies by name, in declared order.
    pub topologies: IndexMap<String, Topology>,
    /// The suites by name, in declared order.
    pub suites: IndexMap<String, Arc<Suite>>,
    /// The profiles of all engines, in declared order.
    pub profiles: Vec<Profile>,
    /// The suites that are not played on some engine, in declared order.
    pub unplayed: Vec<UnplayedSuite>,
}

impl Matrix {
    /// Returns whether a suite is played on an engine.
    pub fn plays(&self, engine: EngineKind, suite: &str) -> bool {
        !self.unplayed.iter().any(|unplayed| unplayed.engine == engine && unplayed.suite == suite)
    }

    /// Returns every origin that some topology has a part in, each once, in order of first
    /// appearance, then the unrelated one.
    pub fn origins(&self) -> Vec<Url> {
        let mut origins: Vec<Url> = Vec::new();
        for topology in self.topologies.values() {
            let parties = std::iter::once(&topology.page).chain(&topology.frames);
            for origin in parties.chain([&topology.target]).chain(&topology.control) {
                if !origins.contains(origin) {
                    origins.push(origin.clone());
                }
            }
        }
        origins.push(self.unrelated.clone());
        origins
    }
}

/// One dimension of a suite: a name, named values, and what each value writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// The axis' name: `same-site`.
    pub name: String,
    /// The values' names in declared order.
    pub values: Vec<String>,
    /// What each value writes, in the same order.
    pub effects: AxisEffects,
}

impl Axis {
    /// Returns the axis with the values at these positions alone.
    pub(crate) fn narrowed(&self, positions: &[usize]) -> Self {
        fn chosen<T: Clone>(all: &[T], positions: &[usize]) -> Vec<T> {
            positions.iter().map(|position| all[*position].clone()).collect()
        }
        let effects = match &self.effects {
            AxisEffects::Topology(all) => AxisEffects::Topology(chosen(all, positions)),
            AxisEffects::Exchange(all) => AxisEffects::Exchange(chosen(all, positions)),
            AxisEffects::Cookie(all) => AxisEffects::Cookie(chosen(all, positions)),
        };
        Self { name: self.name.clone(), values: chosen(&self.values, positions), effects }
    }
}

/// What the values of an axis write, by the part of the exchange that they belong to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AxisEffects {
    /// They choose who talks to whom.
    Topology(Vec<Topology>),
    /// They shape the request or the response.
    Exchange(Vec<ExchangeEffect>),
    /// They write the `Set-Cookie` line, add an attribute to it, or say which response it is on.
    Cookie(Vec<CookieEffect>),
}

/// A named product of axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suite {
    /// Its name, the first part of every cell's id.
    pub name: String,
    /// What it asks, in a sentence.
    pub summary: String,
    /// Attributes that stand in every `Set-Cookie` line.
    pub cookie: Option<LineTemplate>,
    /// The axes in order; the first is the topology, those that write the cookie alone come last.
    pub axes: Vec<Axis>,
    /// Whether its outcomes tell how long the jar keeps a cookie.
    pub lifetimes: DetailTracking,
    /// Whether its outcomes tell that a cookie comes back other than its line writes it.
    pub changes: DetailTracking,
    /// For each axis the positions of the values that are played without `--full`, ascending.
    pub core: Vec<Vec<usize>>,
}

impl Suite {
    /// Returns how many axes come before those that write the cookie alone.
    pub fn shape_axes(&self) -> usize {
        self.axes.iter().take_while(|axis| !matches!(axis.effects, AxisEffects::Cookie(_))).count()
    }

    /// Returns what each value of each axis that writes the cookie writes.
    pub fn cookie_axes(&self) -> impl Iterator<Item = &[CookieEffect]> {
        self.axes.iter().filter_map(|axis| match &axis.effects {
            AxisEffects::Cookie(effects) => Some(effects.as_slice()),
            AxisEffects::Topology(_) | AxisEffects::Exchange(_) => None,
        })
    }

    /// Returns whether each of its lines is a name, a value, and at most one attribute of each
    /// axis, all of which can be read off a line.
    pub fn has_plain_lines(&self) -> bool {
        let is_plain = |effect: &CookieEffect| {
            effect.line.is_none() && effect.then.is_none() && !effect.writes_several()
        };
        self.cookie_axes().flatten().all(is_plain)
    }

    /// Returns whether each shape sets the same cookies as the one before it, so that no more of
    /// them are in the jar than one shape has: names, domains and paths do not depend on the shape,
    /// and there are no others beside them.
    pub fn cookies_replace_each_other(&self) -> bool {
        let sets_others = |axis: &Axis| match &axis.effects {
            AxisEffects::Exchange(effects) => effects.iter().any(|effect| effect.others.is_some()),
            AxisEffects::Topology(_) | AxisEffects::Cookie(_) => false,
        };
        self.cookie.is_some()
            && self
                .cookie_axes()
                .flatten()
                .all(|effect| effect.line.is_none() && effect.then.is_none())
            && !self.axes.iter().any(sets_others)
    }

    /// Returns the topology of the value at `position` of the first axis.
    ///
    /// # Panics
    /// If `position` is beyond the axis' values.
    pub fn topology(&self, position: usize) -> &Topology {
        match &self.axes[0].effects {
            AxisEffects::Topology(topologies) => &topologies[position],
            AxisEffects::Exchange(_) | AxisEffects::Cookie(_) => {
                unreachable!("a suite's first axis is its topology")
            }
        }
    }
}
