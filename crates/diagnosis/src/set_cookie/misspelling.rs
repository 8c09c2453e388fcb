//! Names that are nearly known ones.

use crate::http::text::is_token;
use crate::paste::is_known_header;
use crate::set_cookie::missing_signs::{ATTRIBUTES, is_attribute_name};

/// Returns the name that another one is nearly: without signs and letter case, with a plural's `s`,
/// or with one slip in five letters and two in twenty. A slip is a letter too many, too few,
/// another one, or two in the wrong order.
pub(crate) fn nearly(name: &str, known: &[&'static str]) -> Option<&'static str> {
    const LONGEST: usize = 64;
    if name.len() > LONGEST || !is_token(name) {
        return None;
    }
    let given = letters(name);
    let is_exact = |one: &&&str| one.eq_ignore_ascii_case(name);
    if known.iter().any(|one| is_exact(&one)) || is_known_header(name) {
        return None;
    }
    let allowed = match given.len() {
        0..=4 => 0,
        5..=11 => 1,
        _ => 2,
    };
    let slips = |one: &&'static str| strsim::osa_distance(&given, &letters(one));
    let best = known.iter().copied().min_by_key(slips)?;
    (slips(&best) <= allowed).then_some(best)
}

/// Returns whether a name is that of an attribute, or nearly so.
pub(crate) fn is_nearly_attribute(name: &str) -> bool {
    is_attribute_name(name) || nearly(name, &ATTRIBUTES).is_some()
}

fn letters(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}
