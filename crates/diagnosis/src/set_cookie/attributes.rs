//! The attributes of a `Set-Cookie` line as text: compared with those that were recorded, and
//! changed.

use spec_model::{ParsedSetCookie, PathAttribute, QuirkSet, Timestamp, parse_set_cookie};

/// The attributes of a `Set-Cookie` line, in order, each trimmed; empty ones are left out.
pub(crate) fn attributes(line: &str) -> impl Iterator<Item = &str> {
    line.split(';').skip(1).map(trimmed).filter(|attribute| !attribute.is_empty())
}

/// How a line stands to its own end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineLifetime {
    /// It lasts, for a while at least.
    Lasts,
    /// It is to delete its cookie: its `Max-Age` is not positive, or its date is past and it has no
    /// value, or the date is the one that programs write to delete.
    Deletes,
    /// It sets a value, but its date is past.
    Past {
        /// The date.
        expires: Timestamp,
    },
}

impl LineLifetime {
    /// Returns how a line stands to its end at this time.
    pub(crate) fn of(line: &str, now: Timestamp) -> Self {
        let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
        match (cookie.max_age_secs, cookie.expires) {
            (Some(secs), _) if secs <= 0 => Self::Deletes,
            (Some(_), _) | (None, None) => Self::Lasts,
            (None, Some(expires)) if expires >= now => Self::Lasts,
            (None, Some(expires)) if is_no_value(cookie.value) || is_long_ago(expires) => {
                Self::Deletes
            }
            (None, Some(expires)) => Self::Past { expires },
        }
    }

    /// Returns whether the cookie is over, whatever the line is for.
    pub(crate) fn is_over(self) -> bool {
        match self {
            Self::Lasts => false,
            Self::Deletes | Self::Past { .. } => true,
        }
    }
}

/// Returns whether a value is what programs write in place of a deleted one: nothing, an empty pair
/// of quotes, or PHP's `deleted`.
pub(crate) fn is_no_value(value: &[u8]) -> bool {
    matches!(value, b"" | b"\"\"" | b"deleted")
}

/// Returns whether a date is of the year in which Unix time begins: nobody means it as a date.
fn is_long_ago(date: Timestamp) -> bool {
    const YEAR_SECS: i64 = 366 * 24 * 60 * 60;
    date.0 < YEAR_SECS
}

/// Returns the seconds for which a line lets its cookie live, counted from this time; `None` where
/// it ends with the session.
pub(crate) fn lifetime_secs(line: &str, now: Timestamp) -> Option<i64> {
    let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
    cookie.max_age_secs.or_else(|| Some(cookie.expires?.0.saturating_sub(now.0)))
}

/// Returns whether a line that lasts has an `Expires` beside that, which is no date or past:
/// browsers ignore it, or read something else out of it.
pub(crate) fn has_vain_expires(line: &str, now: Timestamp) -> bool {
    let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
    LineLifetime::of(line, now) == LineLifetime::Lasts
        && has_attribute(line, "expires")
        && cookie.expires.is_none_or(|expires| expires < now)
        && !is_no_value(cookie.value)
}

/// Returns whether a line has a `Max-Age` that is no number.
pub(crate) fn has_vain_max_age(line: &str) -> bool {
    let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
    cookie.max_age_secs.is_none() && has_attribute(line, "max-age") && !is_no_value(cookie.value)
}

/// Returns whether a line has an attribute of this name, which is in lower case.
pub(crate) fn has_attribute(line: &str, name: &str) -> bool {
    attributes(line).any(|attribute| attribute_name(attribute) == name)
}

/// Returns whether a line says the path of its cookie.
pub(crate) fn has_own_path(line: &ParsedSetCookie<'_>) -> bool {
    matches!(line.cookie.path, Some(PathAttribute::Given(_)))
}

/// Returns a part of a line without the white space around it: other octets count.
fn trimmed(part: &str) -> &str {
    part.trim_matches([' ', '\t'])
}

/// Returns an attribute's name in lower case.
pub(crate) fn attribute_name(attribute: &str) -> String {
    trimmed(attribute.split('=').next().unwrap_or_default()).to_ascii_lowercase()
}

/// Returns whether two attributes say the same: names and the words of SameSite know no case.
pub(crate) fn same_attribute(one: &str, other: &str) -> bool {
    let value =
        |attribute: &str| attribute.split_once('=').map(|(_, value)| trimmed(value).to_owned());
    let name = attribute_name(one);
    let same_value = match (value(one), value(other)) {
        (Some(one), Some(other)) if name == "samesite" => one.eq_ignore_ascii_case(&other),
        (one, other) => one == other,
    };
    name == attribute_name(other) && same_value
}

/// Returns the line with this name and this value in place of its own.
pub(crate) fn with_pair(line: &str, name: &str, value: &str) -> String {
    let parts = attributes(line).map(str::to_owned);
    std::iter::once(format!("{name}={value}")).chain(parts).collect::<Vec<_>>().join("; ")
}

/// Returns the line without any attribute of this name.
pub(crate) fn without_attribute(line: &str, name: &str) -> String {
    let mut parts = line.split(';').map(trimmed);
    let pair = parts.next().unwrap_or_default().to_owned();
    let kept =
        parts.filter(|part| !part.is_empty() && !attribute_name(part).eq_ignore_ascii_case(name));
    std::iter::once(pair.as_str()).chain(kept).collect::<Vec<_>>().join("; ")
}

/// Returns the line with this attribute in place of all others of its name.
pub(crate) fn with_attribute(line: &str, attribute: &str) -> String {
    format!("{}; {attribute}", without_attribute(line, &attribute_name(attribute)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_replaces_all_of_its_name() {
        let line = "a=1; Path=/; samesite=Lax ;; SameSite=Strict; Secure";
        assert_eq!(with_attribute(line, "SameSite=None"), "a=1; Path=/; Secure; SameSite=None");
        assert_eq!(without_attribute("a=b=c", "Path"), "a=b=c");
    }

    #[track_caller]
    fn check_lifetime(line: &str, lifetime: LineLifetime) {
        assert_eq!(LineLifetime::of(line, Timestamp(1_700_000_000)), lifetime, "{line}");
    }

    #[test]
    fn a_line_deletes_by_max_age_by_an_empty_value_or_by_the_usual_date() {
        for line in [
            "a=1; Max-Age=0",
            "a=1; Max-Age=-1; Expires=Wed, 09 Jun 2100 10:18:14 GMT",
            "a=; Expires=Wed, 09 Jun 2021 10:18:14 GMT",
            "a=\"\"; Expires=Wed, 09 Jun 2021 10:18:14 GMT",
            "a=deleted; Expires=Wed, 09 Jun 2021 10:18:14 GMT",
            "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "a=1; Expires=Thu, 01-Jan-1970 00:00:10 GMT",
        ] {
            check_lifetime(line, LineLifetime::Deletes);
        }
    }

    #[test]
    fn a_value_with_a_date_that_is_past_is_no_deletion() {
        let past = LineLifetime::Past { expires: Timestamp(1_623_233_894) };
        check_lifetime("a=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT", past);
        check_lifetime(
            "a=1; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            LineLifetime::Lasts,
        );
        check_lifetime("a=1; Expires=Wed, 09 Jun 2100 10:18:14 GMT", LineLifetime::Lasts);
        check_lifetime("a=1; Expires=soon", LineLifetime::Lasts);
        check_lifetime("a=", LineLifetime::Lasts);
    }

    #[test]
    fn case_matters_in_values_but_the_words_of_same_site() {
        assert!(same_attribute("samesite=NONE", "SameSite=None"));
        assert!(same_attribute("secure", "Secure"));
        assert!(!same_attribute("Path=/A", "Path=/a"));
        assert!(!same_attribute("Domain=A.test", "Domain=a.test"));
        assert!(!same_attribute("Secure\u{a0}", "Secure"));
        assert!(!same_attribute("Secure", "HttpOnly"));
    }
}
