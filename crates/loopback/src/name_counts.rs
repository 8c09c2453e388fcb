//! Counts by name of what should not have come.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How often each name came.
#[derive(Debug, Default)]
pub struct NameCounts(Mutex<BTreeMap<String, u64>>);

impl NameCounts {
    /// Counts a name once more.
    pub fn count(&self, name: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default() += 1;
    }

    /// Returns the counts so far.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
