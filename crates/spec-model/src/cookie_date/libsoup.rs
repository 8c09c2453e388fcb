//! Dates as WebKitGTK reads them: by libsoup's `soup_date_time_new_from_http_string`.

use super::MONTHS;
use crate::time::{CivilDate, Timestamp};

/// Names of zones, with their distance from UTC in hours.
const ZONES: [(&[u8], i64); 8] = [
    (b"CDT", -5),
    (b"CST", -6),
    (b"EDT", -4),
    (b"EST", -5),
    (b"MDT", -6),
    (b"MST", -7),
    (b"PDT", -7),
    (b"PST", -8),
];

/// Parses a date: a weekday, which may be missing, and either `month day time year` or `day month
/// year time zone`.
///
/// Source: [soup-date-utils.c of libsoup
/// 3.2](https://gitlab.gnome.org/GNOME/libsoup/-/blob/3.2.3/libsoup/soup-date-utils.c).
pub(crate) fn parse(input: &[u8]) -> Option<Timestamp> {
    let mut text = DateText(input);
    text.skip(b" ");
    if text.begins_with_letter() {
        text.letters();
        text.skip(b",");
        text.skip(b" ");
    }
    if text.begins_with_letter() {
        let month = text.month()?;
        let day = text.number()?;
        let time = text.time()?;
        let year = text.number()?;
        return at(year, month, day, time);
    }
    let day = text.number()?;
    let month = text.month()?;
    let year = text.year()?;
    let time = text.time()?;
    let offset_secs = text.offset_secs();
    at(year, month, day, time).map(|time| time.plus_secs(-offset_secs))
}

fn at(year: i64, month: u8, day: i64, [hour, minute, second]: [i64; 3]) -> Option<Timestamp> {
    let small = |number: i64, most: u8| u8::try_from(number).ok().filter(|number| *number <= most);
    Timestamp::from_date(CivilDate {
        year: Some(year).filter(|year| (1..=9999).contains(year))?,
        month,
        day: small(day, 31)?,
        hour: small(hour, 23)?,
        minute: small(minute, 59)?,
        second: small(second, 59)?,
    })
}

/// What is still to be read of a date.
#[derive(Debug)]
struct DateText<'a>(&'a [u8]);

impl<'a> DateText<'a> {
    fn skip(&mut self, octets: &[u8]) {
        while let [first, rest @ ..] = self.0
            && octets.contains(first)
        {
            self.0 = rest;
        }
    }

    fn take(&mut self, is_of_it: impl Fn(&u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|octet| !is_of_it(octet)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn begins_with_letter(&self) -> bool {
        self.0.first().is_some_and(u8::is_ascii_alphabetic)
    }

    fn letters(&mut self) -> &'a [u8] {
        self.take(u8::is_ascii_alphabetic)
    }

    /// Takes a number and the spaces and `-` behind it.
    fn number(&mut self) -> Option<i64> {
        let digits = self.take(u8::is_ascii_digit);
        self.skip(b" -");
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// Takes a month of exactly three letters, and the spaces and `-` behind it.
    fn month(&mut self) -> Option<u8> {
        let name = self.letters();
        self.skip(b" -");
        let months = MONTHS.iter().zip(1..);
        let named = |(month, _): &(&&str, u8)| name.eq_ignore_ascii_case(month.as_bytes());
        months.into_iter().find(named).map(|(_, number)| number)
    }

    /// Takes a year: one of two digits is of 1970 to 2069, one of three counts from 1900.
    fn year(&mut self) -> Option<i64> {
        let digits = self.0.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let year = self.number()?;
        Some(match (digits, year) {
            (2, 0..=69) => year + 2000,
            (2 | 3, _) => year + 1900,
            _ => year,
        })
    }

    /// Takes hours, minutes and seconds.
    fn time(&mut self) -> Option<[i64; 3]> {
        let mut time = [0; 3];
        for (position, number) in time.iter_mut().enumerate() {
            if position > 0 {
                self.0 = self.0.strip_prefix(b":")?;
            }
            let digits = self.take(u8::is_ascii_digit);
            *number = std::str::from_utf8(digits).ok()?.parse().ok()?;
        }
        self.skip(b" ");
        Some(time)
    }

    /// Takes `+hhmm` or the name of a zone; all else is UTC.
    fn offset_secs(&mut self) -> i64 {
        let sign = match self.0 {
            [b'+', ..] => 1,
            [b'-', ..] => -1,
            _ => {
                let zone = ZONES.iter().find(|(name, _)| self.0.starts_with(name));
                return zone.map_or(0, |(_, hours)| hours * 3600);
            }
        };
        self.0 = &self.0[1..];
        let number = self.number().unwrap_or(0);
        sign * (number / 100 * 60 + number % 100) * 60
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cookie_date::example::{EXAMPLE, HTTP_FORMS};

    #[test]
    fn forms_of_one_date() {
        let others = [
            "06 Nov 1994 08:49:37",
            "6 nov 094 08:49:37 UTC",
            "  Sun,,  06 Nov 1994 08:49:37 Z",
            "06 Nov 1994 03:49:37 CDT",
            "06 Nov 1994 02:49:37 CST",
            "06 Nov 1994 04:49:37 EDT",
            "06 Nov 1994 03:49:37 EST",
            "06 Nov 1994 02:49:37 MDT",
            "06 Nov 1994 01:49:37 MST",
            "06 Nov 1994 01:49:37 PDT",
            "06 Nov 1994 00:49:37 PST",
            "06 Nov 1994 10:19:37 +0130",
            "06 Nov 1994 07:19:37 -0130",
            "06 Nov 1994 08:49:37 +",
        ];
        for text in HTTP_FORMS.into_iter().chain(others) {
            assert_eq!(parse(text.as_bytes()), Some(EXAMPLE), "{text}");
        }
    }

    #[test]
    fn years_of_two_digits_are_of_1970_to_2069() {
        let year = |text: &str| {
            let date = parse(format!("06 Nov {text} 08:49:37 GMT").as_bytes());
            date.map(|time| time.to_date().year)
        };
        for (text, expected) in
            [("00", 2000), ("69", 2069), ("70", 1970), ("99", 1999), ("100", 2000), ("1994", 1994)]
        {
            assert_eq!(year(text), Some(expected), "{text}");
        }
        assert_eq!(year("10000"), None);
        assert_eq!(year(""), None);
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "06 Nov 1994",
            "06 Nov 1994 08:49 GMT",
            "32 Nov 1994 08:49:37 GMT",
            "31 Nov 1994 08:49:37 GMT",
            "06 November 1994 08:49:37 GMT",
            "06 Nov 1994 24:49:37 GMT",
            "06 Nov 1994 08:60:37 GMT",
            "06 Nov 1994 08:49:60 GMT",
            "Sun Nov 6 08:49:37",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
