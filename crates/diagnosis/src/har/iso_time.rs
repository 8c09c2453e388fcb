//! Points in time as ISO 8601 writes them.

use spec_model::{Timestamp, parse_cookie_date};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Returns the point in time of a text such as `2018-05-13T23:18:01.5+02:00`: date and time of day,
/// with or without an offset. Without one it is in UTC.
pub fn parse_iso_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let [year, month, day] = parts(date, '-')?;
    let of_offset = |at: &usize| !time[*at..].starts_with(|next: char| !"Zz+-".contains(next));
    let end = time.find(['Z', 'z', '+', '-']).filter(of_offset).unwrap_or(time.len());
    let (clock, offset) = time.split_at(end);
    let clock = clock.split('.').next().unwrap_or(clock);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let utc = parse_cookie_date(format!("{day} {month} {year} {clock}").as_bytes())?;
    Some(utc.plus_secs(-offset_secs(offset)?))
}

fn offset_secs(offset: &str) -> Option<i64> {
    let (sign, hours) = match offset.chars().next() {
        None | Some('Z' | 'z') => return Some(0),
        Some('+') => (1, &offset[1..]),
        Some(_) => (-1, &offset[1..]),
    };
    let (hours, minutes) = match hours.split_once(':') {
        Some(parts) => parts,
        None => hours.split_at_checked(2)?,
    };
    Some(sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60))
}

fn parts(text: &str, separator: char) -> Option<[&str; 3]> {
    let mut parts = text.split(separator);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, secs: Option<i64>) {
        assert_eq!(parse_iso_time(text), secs.map(Timestamp), "{text}");
    }

    #[test]
    fn offsets_are_taken_off() {
        check("2018-05-13T23:18:01Z", Some(1_526_253_481));
        check("2018-05-13T23:18:01.250Z", Some(1_526_253_481));
        check("2018-05-13 23:18:01", Some(1_526_253_481));
        check("2018-05-14T01:18:01.25+02:00", Some(1_526_253_481));
        check("2018-05-13T18:18:01-0500", Some(1_526_253_481));
    }

    #[test]
    fn other_texts_are_no_time() {
        for text in ["", "2018-05-13", "now", "2018-13-01T00:00:00Z", "2018-05-13T23:18:01+é"] {
            check(text, None);
        }
    }
}
