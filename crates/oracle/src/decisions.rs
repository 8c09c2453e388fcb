//! Several decisions as one.

use spec_model::Decision;

/// Returns the decision that allows what both allow, with the rules of `first` before those of
/// `then` and none twice.
pub fn both(first: &Decision, then: &Decision) -> Decision {
    let mut decision = first.clone();
    append(&mut decision.reasons, &then.reasons);
    append(&mut decision.notes, &then.notes);
    append(&mut decision.diagnoses, &then.diagnoses);
    decision.cause = decision.cause.or(then.cause);
    decision.quirks = decision.quirks.union(then.quirks);
    decision
}

fn append<T: Copy + PartialEq>(list: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !list.contains(one) {
            list.push(*one);
        }
    }
}
