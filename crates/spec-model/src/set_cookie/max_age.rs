//! The Max-Age attribute.

use crate::note::Note;
use crate::quirk::{Quirk, QuirkSet};
use crate::set_cookie::ParsedSetCookie;

/// §5.6.2.
pub(super) fn process_max_age(
    parsed: &mut ParsedSetCookie<'_>,
    (value, has_value): (&[u8], bool),
    quirks: QuirkSet,
) {
    // Quirk: the number is C's, and has a limit of its own.
    if quirks.has(Quirk::MaxAgeByStrtolUpToAYear) {
        match strtol(value).filter(|_| has_value) {
            Some(number) => parsed.cookie.max_age_secs = Some(number.clamp(0, YEAR_SECS)),
            None => parsed.note(Note::MaxAgeInvalid),
        }
        return;
    }
    // Quirk: the number is C's.
    if quirks.has(Quirk::MaxAgeByStrtol) {
        match max_age_by_strtol(value).filter(|_| has_value) {
            Some(StrtolMaxAge::Session) => {
                (parsed.cookie.max_age_secs, parsed.cookie.expires) = (None, None);
            }
            Some(StrtolMaxAge::Seconds(seconds)) => parsed.cookie.max_age_secs = Some(seconds),
            None => parsed.note(Note::MaxAgeInvalid),
        }
        return;
    }
    // Quirk: what begins with "-" is negative.
    if value.starts_with(b"-") && quirks.has(Quirk::MaxAgeMinusAnything) {
        parsed.note(Note::MaxAgeNonPositive);
        parsed.cookie.max_age_secs = Some(-1);
        return;
    }
    // Quirk: a "+" in front of a number is skipped.
    let value = match value.strip_prefix(b"+") {
        Some(number @ [b'0'..=b'9', ..]) if quirks.has(Quirk::MaxAgeWithPlus) => number,
        Some(_) | None => value,
    };
    let (negative, digits) = match value.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, value),
    };
    // Steps 1 to 3: empty, a first character that is neither a digit nor "-" before one, or
    // anything but digits after it.
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        parsed.note(Note::MaxAgeInvalid);
        // Quirk: an earlier one is forgotten.
        if quirks.has(Quirk::LastMaxAgeCounts) {
            parsed.cookie.max_age_secs = None;
        }
        return;
    }
    // Quirk: what 64 bits do not hold is no number.
    if digits_beyond_64_bits(digits) && quirks.has(Quirk::MaxAgeBeyond64BitsIgnored) {
        parsed.note(Note::MaxAgeInvalid);
        return;
    }
    // Step 4. A number too large to hold is as good as the largest: the limit of step 5 is far
    // below it.
    let seconds = decimal(digits);
    let delta_seconds = if negative { -seconds } else { seconds };
    if delta_seconds <= 0 {
        parsed.note(Note::MaxAgeNonPositive);
    }
    parsed.cookie.max_age_secs = Some(delta_seconds);
}

/// What libsoup makes of a Max-Age.
enum StrtolMaxAge {
    Seconds(i64),
    Session,
}

/// The seconds of 365 days.
const YEAR_SECS: i64 = 31_536_000;

/// Returns the Max-Age that libsoup makes of what C's `strtol` reads: what is negative is 0. The
/// lower 32 bits count with their sign: -1 is a cookie of the session, and all else below 0 is
/// past.
fn max_age_by_strtol(value: &[u8]) -> Option<StrtolMaxAge> {
    Some(match strtol(value)?.max(0) as i32 {
        -1 => StrtolMaxAge::Session,
        seconds => StrtolMaxAge::Seconds(seconds.max(0).into()),
    })
}

/// Returns the number that C's `strtol` reads, with a sign in front: nothing is 0, and what does
/// not fit into a `long` is the largest or smallest of them. `None` where something stands behind
/// it.
fn strtol(value: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match value {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    if !digits.iter().all(u8::is_ascii_digit) || (digits.is_empty() && !value.is_empty()) {
        return None;
    }
    let number = decimal(digits);
    Some(if is_negative { -number } else { number })
}

/// Returns whether digits write a number that is too large for 64 bits with a sign.
fn digits_beyond_64_bits(digits: &[u8]) -> bool {
    str::from_utf8(digits).is_ok_and(|digits| digits.parse::<i64>().is_err())
}

/// Returns the number that digits write, or the largest where it is too large to hold.
fn decimal(digits: &[u8]) -> i64 {
    digits.iter().fold(0_i64, |number, digit| {
        number.saturating_mul(10).saturating_add(i64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strtol_reads_a_sign_and_digits_to_the_end() {
        for (value, expected) in [
            ("", Some(0)),
            ("60", Some(60)),
            ("+60", Some(60)),
            ("-60", Some(-60)),
            ("007", Some(7)),
            ("-", None),
            ("+", None),
            ("+-6", None),
            ("60x", None),
            ("-60x", None),
            ("6 0", None),
            ("9223372036854775808", Some(i64::MAX)),
        ] {
            assert_eq!(strtol(value.as_bytes()), expected, "{value:?}");
        }
    }

    #[test]
    fn what_begins_with_a_minus_is_past_by_the_quirk() {
        let read = |value: &str| {
            let quirks = QuirkSet::NONE.with(Quirk::MaxAgeMinusAnything);
            let line = format!("a=1; Max-Age={value}");
            crate::parse_set_cookie(line.as_bytes(), quirks).cookie.max_age_secs
        };
        for value in ["-", "-x", "-1", "-60", "-0"] {
            assert!(read(value).is_some_and(|seconds| seconds < 0), "{value}");
        }
        assert_eq!(read("60"), Some(60));
        assert_eq!(read("x-1"), None);
    }

    #[test]
    fn of_what_strtol_reads_the_lower_32_bits_count_and_minus_1_is_the_session() {
        let read = |line: &str| {
            let quirks = QuirkSet::NONE.with(Quirk::MaxAgeByStrtol);
            let parsed = crate::parse_set_cookie(line.as_bytes(), quirks);
            (parsed.cookie.max_age_secs, parsed.notes)
        };
        for (value, seconds) in [
            ("60", Some(60)),
            ("-60", Some(0)),
            ("-1", Some(0)),
            ("2147483647", Some(2_147_483_647)),
            ("2147483648", Some(0)),
            ("4294967295", None),
            ("4294967296", Some(0)),
            ("4294967297", Some(1)),
            ("9223372036854775807", None),
        ] {
            assert_eq!(read(&format!("a=1; Max-Age={value}")), (seconds, vec![]), "{value}");
        }
        assert_eq!(read("a=1; Max-Age=60; Max-Age=60x"), (Some(60), vec![Note::MaxAgeInvalid]));
        assert_eq!(read("a=1; Max-Age"), (None, vec![Note::MaxAgeInvalid]));
    }

    #[test]
    fn what_strtol_reads_may_be_between_now_and_a_year() {
        let read = |line: &str| {
            let quirks = QuirkSet::NONE.with(Quirk::MaxAgeByStrtolUpToAYear);
            crate::parse_set_cookie(line.as_bytes(), quirks).cookie.max_age_secs
        };
        for (value, seconds) in
            [("60", 60), ("-60", 0), ("31536000", YEAR_SECS), ("31536001", YEAR_SECS)]
        {
            assert_eq!(read(&format!("a=1; Max-Age={value}")), Some(seconds), "{value}");
        }
        assert_eq!(read("a=1; Max-Age=60; Max-Age=60x"), Some(60));
        assert_eq!(read("a=1; Max-Age"), None);
    }
}
