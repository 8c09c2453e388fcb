//! What a rule-bound question is answered with.

use crate::note::{CrossSiteCause, Diagnosis, Note};
use crate::quirk::{Quirk, QuirkSet};
use crate::reason::Reason;

/// The answer to "may this be done?": all rules that were violated, in order, and what else there
/// is to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The violated rules in order of evaluation, none twice. The first is the reason; none means
    /// yes.
    pub reasons: Vec<Reason>,
    /// Odd input that was accepted.
    pub notes: Vec<Note>,
    /// Details of the reasons.
    pub diagnoses: Vec<Diagnosis>,
    /// Why the request counts as cross-site, where a reason turns on that.
    pub cause: Option<CrossSiteCause>,
    /// Where the engine departed from the standards on the way.
    pub quirks: QuirkSet,
}

impl Decision {
    /// Returns whether no rule was violated.
    pub fn is_allowed(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Returns the first violated rule.
    pub fn reason(&self) -> Option<Reason> {
        self.reasons.first().copied()
    }

    /// Adds a violated rule unless it is there.
    pub(crate) fn violate(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Adds a violated rule where `condition` holds.
    pub(crate) fn violate_if(&mut self, condition: bool, reason: Reason) {
        if condition {
            self.violate(reason);
        }
    }

    /// Returns whether the engine departs so from a rule that matters here, and notes it.
    pub(crate) fn departs(&mut self, matters: bool, quirk: Quirk, quirks: QuirkSet) -> bool {
        let departs = matters && quirks.has(quirk);
        if departs {
            self.quirks = self.quirks.with(quirk);
        }
        departs
    }

    /// Adds a violated rule where `condition` holds, unless the engine departs from it so.
    pub(crate) fn violate_but_for(
        &mut self,
        condition: bool,
        reason: Reason,
        quirk: Quirk,
        quirks: QuirkSet,
    ) {
        if condition && !self.departs(condition, quirk, quirks) {
            self.violate(reason);
        }
    }

    /// Adds, where `condition` holds, that the engine refuses this on its own account, if it does.
    pub(crate) fn violate_by(&mut self, condition: bool, quirk: Quirk, quirks: QuirkSet) {
        if self.departs(condition, quirk, quirks) {
            self.violate(Reason::Quirk(quirk));
        }
    }

    /// Adds what another decision about the same says.
    pub(crate) fn append(&mut self, then: Self) {
        then.reasons.into_iter().for_each(|reason| self.violate(reason));
        then.notes.into_iter().for_each(|note| self.note(note));
        self.diagnoses.extend(then.diagnoses);
        self.cause = self.cause.or(then.cause);
        self.quirks = self.quirks.union(then.quirks);
    }

    /// Adds a note unless it is there.
    pub(crate) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}
