//! When a response came: dates in cookies are before or after it.
//!
//! A cookie that expires later than now was not expired when an earlier response came. It matters
//! which time counts only where a date is past by now.

use diagnosis::ResponseHead;
use spec_model::{QuirkSet, Timestamp, parse_cookie_date, parse_set_cookie};

/// When a response came, and a note where dates are compared with it.
pub(super) struct ResponseTime {
    pub(super) at: Timestamp,
    pub(super) note: Option<String>,
}

/// Returns when a response came: when somebody says so, by its own `Date` field, or at present.
pub(super) fn response_time(
    given: Option<Timestamp>,
    response: &ResponseHead,
    present: Timestamp,
) -> ResponseTime {
    let own = response.values("Date").next();
    let date = own.and_then(|date| Some((date, parse_cookie_date(date.as_bytes())?)));
    let (at, words) = match (given, date) {
        (Some(given), _) => (given, None),
        (None, Some((date, at))) => (at, Some(format!("the response's Date, {date}"))),
        (None, None) => (present, Some("the present time, as the response has no Date".to_owned())),
    };
    let compares = response.values("Set-Cookie").any(|line| has_date_before(line, present));
    let note = words.filter(|_| compares);
    ResponseTime { at, note: note.map(|words| format!("Expires is compared with {words}")) }
}

/// Returns whether a line has a date that counts, and that is past at this time: `Max-Age` takes
/// precedence.
fn has_date_before(line: &str, present: Timestamp) -> bool {
    let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
    cookie.max_age_secs.is_none() && cookie.expires.is_some_and(|expires| expires <= present)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESENT: i64 = 1_764_324_000;
    const DATED: &str = "a=1; Expires=Mon, 14 May 2018 00:18:01 GMT";

    #[track_caller]
    fn check(given: Option<i64>, fields: &[(&str, &str)], at: i64, note: Option<&str>) {
        let headers =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let head = ResponseHead { status: 200, headers };
        let time = response_time(given.map(Timestamp), &head, Timestamp(PRESENT));
        assert_eq!((time.at, time.note.as_deref()), (Timestamp(at), note));
    }

    #[test]
    fn the_response_says_when_it_came() {
        let note = "Expires is compared with the response's Date, Sun, 13 May 2018 23:18:01 GMT";
        let date = ("date", "Sun, 13 May 2018 23:18:01 GMT");
        check(None, &[date, ("set-cookie", DATED)], 1_526_253_481, Some(note));
        check(None, &[date, ("set-cookie", "a=1; Max-Age=5")], 1_526_253_481, None);
        check(Some(3), &[date, ("set-cookie", DATED)], 3, None);
    }

    #[test]
    fn without_a_date_it_is_the_present_time() {
        let note = "Expires is compared with the present time, as the response has no Date";
        check(None, &[("Set-Cookie", DATED)], PRESENT, Some(note));
        check(None, &[("Date", "soon"), ("Set-Cookie", DATED)], PRESENT, Some(note));
        check(None, &[("Set-Cookie", &format!("{DATED}; max-age=5"))], PRESENT, None);
    }

    #[test]
    fn a_date_that_is_not_past_says_nothing_of_when_the_response_came() {
        check(None, &[("Set-Cookie", "a=1; Expires=Sun, 13 May 2090 23:18:01 GMT")], PRESENT, None);
        check(None, &[("Set-Cookie", "a=1; Expires=soon")], PRESENT, None);
    }
}
