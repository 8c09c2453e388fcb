//! Dates as Firefox reads them: by NSPR's `PR_ParseTimeString`.

use super::parse_month;
use crate::time::Timestamp;

/// The latest year.
const MAX_YEAR: i64 = 32_767;

/// Names of zones, with their distance from UTC in minutes.
const ZONES: [(&str, i64); 14] = [
    ("ast", -240),
    ("bst", 60),
    ("cdt", -300),
    ("cst", -360),
    ("edt", -240),
    ("eet", 120),
    ("est", -300),
    ("gmt", 0),
    ("jst", 540),
    ("mdt", -360),
    ("met", 60),
    ("mst", -420),
    ("pdt", -420),
    ("pst", -480),
];

/// What was found of a date.
#[derive(Debug, Default)]
struct DateParts {
    day: Option<i64>,
    month: Option<i64>,
    year: Option<i64>,
    seconds: Option<i64>,
    zone_minutes: Option<i64>,
}

/// Parses a date; `None` without a day, a month and a year. What is out of range is carried over:
/// 30 February is 2 March.
///
/// Source: [PR_ParseTimeString](https://searchfox.org/mozilla-central/source/nsprpub/pr/src/misc/prtime.c).
pub(crate) fn parse(input: &[u8]) -> Option<Timestamp> {
    let (mut parts, mut rest, mut before) = (DateParts::default(), input, None);
    while let Some((&first, behind)) = rest.split_first() {
        if first.is_ascii_digit()
            && let Some(after) = parts.take_numeric_date(rest)
        {
            (before, rest) = (None, after);
        } else if is_separator(first) || first == b'+' {
            let is_sign = first == b'+' || (first == b'-' && parts.takes_sign(before, behind));
            rest = match is_sign.then(|| parts.take_offset(first, behind)).flatten() {
                Some(after) => after,
                None => behind,
            };
            before = Some(first);
        } else {
            let end = rest.iter().position(|octet| is_separator(*octet) || *octet == b'+');
            let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
            parts.take(token);
            (before, rest) = (token.last().copied(), after);
        }
    }
    let (day, month, year) = (parts.day?, parts.month?, parts.year?);
    if year > MAX_YEAR {
        return None;
    }
    let seconds = parts.seconds.unwrap_or(0) - parts.zone_minutes.unwrap_or(0) * 60;
    Some(Timestamp::of_day(year, month, day).plus_secs(seconds))
}

fn is_separator(octet: u8) -> bool {
    b" \t,;-/()[]".contains(&octet)
}

impl DateParts {
    /// Returns whether a `-` is the sign of an offset rather than a separator.
    fn takes_sign(&self, before: Option<u8>, behind: &[u8]) -> bool {
        let is_in_date = before.is_some_and(|octet| octet.is_ascii_alphabetic());
        behind.first().is_some_and(u8::is_ascii_digit) && !(is_in_date && self.year.is_none())
    }

    /// Takes `+0200` or `+02` as an offset, where a time has been found; returns what follows it.
    fn take_offset<'a>(&mut self, sign: u8, behind: &'a [u8]) -> Option<&'a [u8]> {
        let digits = behind.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let number = number(&behind[..digits])?;
        let minutes = match digits {
            4 => number / 100 * 60 + number % 100,
            1 | 2 => number * 60,
            _ => return None,
        };
        self.seconds?;
        self.zone_minutes = Some(if sign == b'-' { -minutes } else { minutes });
        Some(&behind[digits..])
    }

    /// Takes `1/2/1994` or `1994-2-1` where no part of a date has been found; returns what follows
    /// it.
    fn take_numeric_date<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let (mut numbers, mut rest) = ([0; 3], text);
        for (position, found) in numbers.iter_mut().enumerate() {
            if position > 0 {
                rest = rest.strip_prefix(b"/").or_else(|| rest.strip_prefix(b"-"))?;
            }
            let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
            *found = number(rest.get(..digits).filter(|digits| digits.len() <= 5)?)?;
            rest = &rest[digits..];
        }
        let ends = !rest.first().is_some_and(u8::is_ascii_alphanumeric);
        let is_open = (self.day, self.month, self.year) == (None, None, None);
        let [first, second, third] = numbers;
        let (year, month, day) = match first {
            0 | 32.. => (first, second, third),
            13..=31 => (third, second, first),
            _ => (third, first, second),
        };
        if !ends || !is_open || !(1..=12).contains(&month) {
            return None;
        }
        (self.year, self.month, self.day) = (Some(full_year(year)), Some(month), Some(day));
        Some(rest)
    }

    fn take(&mut self, token: &[u8]) {
        if token.contains(&b':') {
            self.seconds = self.seconds.or_else(|| time(token));
        } else if token.first().is_some_and(u8::is_ascii_digit) {
            self.take_number(token);
        } else if let Some(month) = parse_month(token) {
            self.month = self.month.or(Some(month.into()));
        } else {
            let zone = ZONES.iter().find(|(name, _)| token.eq_ignore_ascii_case(name.as_bytes()));
            self.zone_minutes = self.zone_minutes.or(zone.map(|(_, minutes)| *minutes));
        }
    }

    fn take_number(&mut self, token: &[u8]) {
        let Some(number) = number(token) else { return };
        match token.len() {
            1 | 2 if self.day.is_none() && number < 32 => self.day = Some(number),
            2 if self.year.is_none() => self.year = Some(full_year(number)),
            4 | 5 if self.year.is_none() => self.year = Some(number),
            _ => {}
        }
    }
}

/// Returns the seconds of `8:49`, `08:49:37` or `8:49pm` since midnight.
fn time(token: &[u8]) -> Option<i64> {
    let end = token.iter().position(u8::is_ascii_alphabetic).unwrap_or(token.len());
    let (clock, half) = token.split_at(end);
    let mut fields = clock.split(|octet| *octet == b':');
    let mut field = || fields.next().filter(|field| field.len() <= 2).map(number);
    let (hours, minutes) = (field()??, field()??);
    let seconds = field().unwrap_or(Some(0))?;
    let hours = match half.to_ascii_lowercase().as_slice() {
        b"am" if hours == 12 => 0,
        b"pm" if hours < 12 => hours + 12,
        _ => hours,
    };
    Some(hours * 3600 + minutes * 60 + seconds)
}

fn full_year(number: i64) -> i64 {
    match number {
        0..=69 => number + 2000,
        70..=99 => number + 1900,
        _ => number,
    }
}

/// Returns the number that all of some octets write; `None` where they are no digits, or too many.
fn number(octets: &[u8]) -> Option<i64> {
    let digits = std::str::from_utf8(octets).ok()?;
    digits.bytes().all(|octet| octet.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cookie_date::example::{EXAMPLE, HTTP_FORMS};

    /// Returns year, month and day.
    fn date(text: &str) -> Option<(i64, u8, u8)> {
        let date = parse(text.as_bytes())?.to_date();
        Some((date.year, date.month, date.day))
    }

    #[test]
    fn forms_of_one_date() {
        let others = [
            "08:49:37 6 november 94",
            "11/6/1994 08:49:37",
            "11/06/94 8:49:37am",
            "6 Nov 1994 08:49:37 [x]",
            "1994-11-6 08:49:37",
            "94-11-06 08:49:37",
            "06 Nov 1994 04:49:37 AST",
            "06 Nov 1994 09:49:37 bst",
            "06 Nov 1994 03:49:37 CDT",
            "06 Nov 1994 02:49:37 CST",
            "06 Nov 1994 04:49:37 EDT",
            "06 Nov 1994 10:49:37 EET",
            "06 Nov 1994 03:49:37 EST",
            "06 Nov 1994 17:49:37 JST",
            "06 Nov 1994 02:49:37 MDT",
            "06 Nov 1994 09:49:37 MET",
            "06 Nov 1994 01:49:37 MST",
            "06 Nov 1994 01:49:37 PDT",
            "06 Nov 1994 00:49:37 PST",
            "06 Nov 1994 10:19:37 +0130",
            "06 Nov 1994 07:19:37 -0130",
            "06 Nov 1994 10:49:37 +2",
            "06 Nov 1994 06:49:37 GMT-02",
            "06 Nov 1994 08:49:37 +123",
            "07:49:37 -0100 06 Nov 1994",
            "08:49:37 06-Nov-94",
            "06 Nov 1994 95 08:49:37",
            "06 Nov 1994 1995 08:49:37",
            "06 Nov 1994 07 08:49:37",
        ];
        for text in HTTP_FORMS.into_iter().chain(others) {
            assert_eq!(parse(text.as_bytes()), Some(EXAMPLE), "{text}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_carried_over() {
        let date = |text: &str| {
            let date = parse(text.as_bytes()).map(Timestamp::to_date);
            date.map(|date| (date.year, date.month, date.day, date.hour))
        };
        assert_eq!(date("31 Feb 1994"), Some((1994, 3, 3, 0)));
        assert_eq!(date("06 Nov 1994 25:00"), Some((1994, 11, 7, 1)));
        assert_eq!(date("06 Nov 1994 12:30am"), Some((1994, 11, 6, 0)));
        assert_eq!(date("06 Nov 1994 12:30pm"), Some((1994, 11, 6, 12)));
        assert_eq!(date("06 Nov 1994 1:30pm"), Some((1994, 11, 6, 13)));
    }

    #[test]
    fn numbers_of_a_numeric_date_are_told_apart_by_the_first() {
        assert_eq!(date("1/2/1994"), Some((1994, 1, 2)));
        assert_eq!(date("12/2/94"), Some((1994, 12, 2)));
        assert_eq!(date("13/2/94"), Some((1994, 2, 13)));
        assert_eq!(date("31/2/94"), Some((1994, 3, 3)));
        assert_eq!(date("32/2/4"), Some((2032, 2, 4)));
        assert_eq!(date("0/2/4"), Some((2000, 2, 4)));
        assert_eq!(date("13/13/94"), None);
        assert_eq!(date("1/2/1994x"), None);
    }

    #[test]
    fn a_number_of_no_day_is_a_year() {
        assert_eq!(date("31 Nov 94"), Some((1994, 12, 1)));
        assert_eq!(date("32 Nov 31"), Some((2032, 12, 1)));
        assert_eq!(date("6 Nov 7"), None);
        assert_eq!(date("6 Nov 07"), Some((2007, 11, 6)));
    }

    #[test]
    fn years_of_two_digits_are_of_1970_to_2069() {
        let year =
            |text: &str| parse(format!("06 Nov {text}").as_bytes()).map(|time| time.to_date().year);
        for (text, expected) in [
            ("32", Some(2032)),
            ("69", Some(2069)),
            ("70", Some(1970)),
            ("99", Some(1999)),
            ("100", None),
            ("1994", Some(1994)),
            ("32767", Some(32_767)),
            ("32768", None),
        ] {
            assert_eq!(year(text), expected, "{text}");
        }
    }

    #[test]
    fn a_date_needs_day_month_and_year() {
        for text in ["", "Nov 1994", "06 1994", "06 Nov", "08:49:37", "Nov Nov Nov"] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
