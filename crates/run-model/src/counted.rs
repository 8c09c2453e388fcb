//! Numbers in text.

use std::fmt::Display;

/// Returns a number with its noun, in the plural unless the number is 1.
///
/// ```
/// assert_eq!(run_model::counted(1_usize, "cell"), "1 cell");
/// assert_eq!(run_model::counted(0_usize, "cell"), "0 cells");
/// ```
pub fn counted<N: Display + From<u8> + PartialEq>(number: N, noun: &str) -> String {
    let plural = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
