//! What marks everything that belongs to one shape of one batch.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Names one attempt at one batch; no two attempts of a run share it, so a cookie of another one is
/// recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BatchId(pub u32);

/// The position of a shape within its batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShapeNo(pub u32);

/// Marks everything that belongs to one shape of one batch.
///
/// Written as `<batch>-<shape>`, both in lower-case hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShapeTag {
    /// The attempt that it belongs to.
    pub batch: BatchId,
    /// The shape within it.
    pub shape: ShapeNo,
}

impl ShapeTag {
    /// Returns the tag written in `text`, or `None` where the text is no tag.
    pub fn parse(text: &str) -> Option<Self> {
        let (batch, shape) = text.split_once('-')?;
        let number = |digits: &str| u32::from_str_radix(digits, 16).ok();
        Some(Self { batch: BatchId(number(batch)?), shape: ShapeNo(number(shape)?) })
    }
}

impl fmt::Display for ShapeTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:x}", self.batch.0, self.shape.0)
    }
}
