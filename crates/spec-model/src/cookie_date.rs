//! Dates as the Expires attribute writes them.

#[cfg(test)]
mod example;
mod libsoup;
mod prtime;

use crate::quirk::{Quirk, QuirkSet};
use crate::time::{CivilDate, Timestamp};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Parses a cookie-date; `None` where the algorithm fails.
///
/// Spec: [RFC 6265bis-22
/// §5.1.1](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.1.1).
pub fn parse_cookie_date(input: &[u8]) -> Option<Timestamp> {
    parse_expires(input, QuirkSet::NONE)
}

/// Parses the value of an Expires attribute as an engine does: as a cookie-date, or by a function
/// of its own.
pub(crate) fn parse_expires(input: &[u8], quirks: QuirkSet) -> Option<Timestamp> {
    if quirks.has(Quirk::ExpiresByPrtime) {
        return prtime::parse(input);
    }
    if quirks.has(Quirk::ExpiresByLibsoup) {
        return libsoup::parse(input);
    }
    // Quirk: five digits are a year too, and all years are.
    let has_any_year = quirks.has(Quirk::ExpiresYearOfFiveDigits);
    let year_digits = if has_any_year { (1, 5) } else { (2, 4) };
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    // Steps 1 and 2: the tokens between delimiters, each tried as a time, a day of month, a month
    // and a year, in this order.
    for token in input.split(|octet| is_delimiter(*octet)).filter(|token| !token.is_empty()) {
        if time.is_none() {
            time = parse_time(token);
            if time.is_some() {
                continue;
            }
        }
        if day.is_none() {
            day = leading_number(token, 1, 2);
            if day.is_some() {
                continue;
            }
        }
        if month.is_none() {
            month = parse_month(token);
            if month.is_some() {
                continue;
            }
        }
        if year.is_none() {
            year = leading_number(token, year_digits.0, year_digits.1);
        }
    }
    // Step 5, first items: each part must have been found.
    let ((hour, minute, second), day, month, year) = (time?, day?, month?, year?);
    // Steps 3 and 4: two digits stand for 1970 to 2069.
    let year = match year {
        70..=99 => year + 1900,
        0..=69 => year + 2000,
        _ => year,
    };
    // Step 5: the ranges.
    let is_too_early = year < 1601 && !has_any_year;
    if !(1..=31).contains(&day) || is_too_early || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Step 6: there must be such a date.
    let [day, hour, minute, second] = [day, hour, minute, second].map(|number| number as u8);
    Timestamp::from_date(CivilDate { year: i64::from(year), month, day, hour, minute, second })
}

/// Writes a point in time as an IMF-fixdate, which [`parse_cookie_date`] reads back for the years
/// 1601 to 9999.
pub fn serialize_cookie_date(time: Timestamp) -> String {
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTH_NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let date = time.to_date();
    let weekday = WEEKDAYS[time.0.div_euclid(86_400).rem_euclid(7) as usize];
    let month = MONTH_NAMES[usize::from(date.month - 1)];
    format!(
        "{weekday}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
        date.day, date.year, date.hour, date.minute, date.second
    )
}

/// `delimiter` of the grammar.
fn is_delimiter(octet: u8) -> bool {
    matches!(octet, 0x09 | 0x20..=0x2F | 0x3B..=0x40 | 0x5B..=0x60 | 0x7B..=0x7E)
}

/// `min*maxDIGIT [ non-digit *OCTET ]`.
fn leading_number(token: &[u8], min: usize, max: usize) -> Option<u32> {
    let digits = token.iter().take_while(|octet| octet.is_ascii_digit()).count();
    (min..=max).contains(&digits).then(|| {
        token[..digits].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    })
}

/// `hms-time [ non-digit *OCTET ]`.
fn parse_time(token: &[u8]) -> Option<(u32, u32, u32)> {
    let mut fields = token.splitn(3, |octet| *octet == b':');
    let (hour, minute, second) = (fields.next()?, fields.next()?, fields.next()?);
    let whole =
        |field: &[u8]| leading_number(field, 1, 2).filter(|_| field.iter().all(u8::is_ascii_digit));
    Some((whole(hour)?, whole(minute)?, leading_number(second, 1, 2)?))
}

/// Three letters of a month, whatever follows.
fn parse_month(token: &[u8]) -> Option<u8> {
    let name = token.get(..3)?;
    MONTHS
        .iter()
        .zip(1..)
        .find(|(month, _)| name.eq_ignore_ascii_case(month.as_bytes()))
        .map(|(_, number)| number)
}
