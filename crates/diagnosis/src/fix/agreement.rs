//! One response has one set of header fields: the fixes of its cookies have to agree on them.

use std::cmp::Reverse;

use crate::edit::SuggestedEdit;
use crate::fix::SuggestedFixes;

/// So many ways to agree are tried at most.
const MAX_WAYS: usize = 3;

/// Returns the fixes of cookies that come with one response, in agreement on what is changed
/// elsewhere than in the cookies' lines. `with_shared` finds what each needs where some edits are
/// made in any case.
pub(crate) fn agreed_fixes(
    with_shared: impl Fn(&[SuggestedEdit]) -> Vec<SuggestedFixes>,
) -> Vec<SuggestedFixes> {
    let mut best = Agreement { shared: Vec::new(), fixes: with_shared(&[]) };
    let mut ways = best.sets();
    let mut tried: Vec<Vec<SuggestedEdit>> = vec![Vec::new()];
    while !best.is_final() && tried.len() <= MAX_WAYS {
        // What asks most of people may spare them an edit elsewhere.
        ways.retain(|way| !tried.contains(way));
        let dearness =
            |way: &Vec<SuggestedEdit>| (way.iter().map(SuggestedEdit::cost).max(), way.len());
        let Some(way) = ways.iter().max_by_key(|way| dearness(way)).cloned() else { break };
        let next = Agreement { fixes: with_shared(&way), shared: way.clone() };
        ways.extend(next.sets());
        tried.push(way);
        if next.rank() > best.rank() {
            best = next;
        }
    }
    best.fixes
}

/// Fixes of cookies that were found where some edits are made in any case.
struct Agreement {
    shared: Vec<SuggestedEdit>,
    fixes: Vec<SuggestedFixes>,
}

impl Agreement {
    /// Returns what the widest fix of each cookie changes elsewhere than in its line, in the order
    /// in which it is changed. A cookie that needs nothing more was tried with what is shared.
    fn sets(&self) -> Vec<Vec<SuggestedEdit>> {
        let set = |fixes: &SuggestedFixes| match fixes.widest() {
            Some(fix) => {
                let others = fix.edits.iter().filter(|edit| !edit.is_of_cookie());
                let mut others: Vec<SuggestedEdit> = others.cloned().collect();
                others.sort();
                Some(others)
            }
            None => fixes.workaround.is_none().then(|| self.shared.clone()),
        };
        self.fixes.iter().filter_map(set).collect()
    }

    fn agrees(&self) -> bool {
        let sets = self.sets();
        sets.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// Returns whether no other way can be better.
    fn is_final(&self) -> bool {
        let mut left = self.fixes.iter().filter_map(|one| one.workaround.as_ref());
        self.fixes.len() < 2 || (self.agrees() && left.all(|one| one.beyond_headers))
    }

    /// Returns how good it is: agreement first, then in how many browsers cookies are helped.
    fn rank(&self) -> (bool, Reverse<usize>) {
        let left = self.fixes.iter().filter_map(|one| one.workaround.as_ref());
        (self.agrees(), Reverse(left.map(|one| one.profiles.len()).sum()))
    }
}
