//! How long a jar keeps a cookie.

use std::fmt;

use crate::time::{SECONDS_OF_DAY, UnixTime};

/// How long a jar keeps a cookie, from the moment in which it was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CookieLifetime {
    /// As long as the session lasts.
    Session,
    /// So many days, to the nearest.
    Days(u16),
    /// More days than that can tell, which are 179 years.
    Longer,
}

impl CookieLifetime {
    /// Returns how long a cookie is kept that was set then and expires then, or in `None`'s case
    /// with the session.
    ///
    /// What lies between setting a cookie and asking for the time is far less than the half day
    /// that would change the number.
    ///
    /// # Errors
    ///
    /// If it had expired a day before it was set; returns when.
    pub fn between(set: UnixTime, expires: Option<UnixTime>) -> Result<Self, UnixTime> {
        let Some(expires) = expires else { return Ok(Self::Session) };
        let seconds = expires.0.saturating_sub(set.0);
        let days = seconds.saturating_add(SECONDS_OF_DAY / 2).div_euclid(SECONDS_OF_DAY);
        match u16::try_from(days) {
            Ok(days) => Ok(Self::Days(days)),
            Err(_) if days > 0 => Ok(Self::Longer),
            Err(_) => Err(expires),
        }
    }

    /// Returns the lifetime with these words, if there is one.
    pub fn parse(words: &str) -> Option<Self> {
        let number = |text: &str| text.parse().ok();
        let lifetime = match words {
            "the session" => Self::Session,
            "1 day" => Self::Days(1),
            _ => match words.strip_suffix(" days")?.strip_prefix("more than ") {
                Some(days) => {
                    number(days).filter(|days| *days == u16::MAX).map(|_| Self::Longer)?
                }
                None => number(words.strip_suffix(" days")?).map(Self::Days)?,
            },
        };
        (lifetime.to_string() == words).then_some(lifetime)
    }
}

impl fmt::Display for CookieLifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session => f.write_str("the session"),
            Self::Days(1) => f.write_str("1 day"),
            Self::Days(days) => write!(f, "{days} days"),
            Self::Longer => write!(f, "more than {} days", u16::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CookieLifetime;
    use crate::time::UnixTime;

    const NOW: UnixTime = UnixTime(1_788_220_800);

    #[test]
    fn a_lifetime_is_told_to_the_nearest_day() {
        let kept = |seconds: i64| {
            CookieLifetime::between(NOW, Some(UnixTime(NOW.0.saturating_add(seconds))))
        };
        for (seconds, days) in
            [(34_560_000, 400), (34_563_600, 400), (34_556_400, 400), (0, 0), (-60, 0)]
        {
            assert_eq!(kept(seconds), Ok(CookieLifetime::Days(days)), "{seconds}");
        }
        assert_eq!(kept(i64::MAX), Ok(CookieLifetime::Longer));
        assert_eq!(kept(-90_000), Err(UnixTime(NOW.0 - 90_000)));
        assert_eq!(CookieLifetime::between(NOW, None), Ok(CookieLifetime::Session));
    }

    #[test]
    fn every_lifetime_is_found_by_its_words() {
        for lifetime in [0, 1, 2, 400, u16::MAX]
            .map(CookieLifetime::Days)
            .into_iter()
            .chain([CookieLifetime::Session, CookieLifetime::Longer])
        {
            assert_eq!(CookieLifetime::parse(&lifetime.to_string()), Some(lifetime));
        }
        for words in
            ["", "400", "1 days", "01 days", "70000 days", "more than 3 days", "-1 days", "session"]
        {
            assert_eq!(CookieLifetime::parse(words), None, "{words}");
        }
    }

    #[test]
    fn a_date_is_written_as_http_has_it() {
        assert_eq!(UnixTime(784_111_777).http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(
            UnixTime(784_111_777).plus_days(-6).http_date(),
            "Mon, 31 Oct 1994 08:49:37 GMT"
        );
        assert_eq!(UnixTime(i64::MAX).http_date(), "Fri, 31 Dec 9999 23:59:59 GMT");
    }
}
