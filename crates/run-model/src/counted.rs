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

/// Returns a number with a comma between each three digits.
pub fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_between_thousands() {
        let written = [0, 999, 1_000, 44_057, 1_058_679].map(with_commas);
        assert_eq!(written, ["0", "999", "1,000", "44,057", "1,058,679"]);
    }
}
