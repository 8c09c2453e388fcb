//! Several cookies in one `Set-Cookie` field. Other fields of one name may be sent as one, joined
//! by commas; of this one, browsers see the first cookie alone. So it is with a semicolon between
//! them, as in a `Cookie` field, and where the field's name is written twice.
//!
//! Spec: [RFC 6265, section 3](https://www.rfc-editor.org/rfc/rfc6265#section-3).

use std::collections::BTreeMap;

use run_model::evidence::cookie_pair;

use crate::http::response_head::ResponseHead;
use crate::http::text::is_token;
use crate::set_cookie::attributes::{attribute_name, attributes};
use crate::set_cookie::missing_signs::{is_attribute_name, is_cut};
use crate::set_cookie::misspelling::is_nearly_attribute;

/// Returns the cookies that a line holds: one, unless a comma and another name follow an
/// attribute. The comma of a date is followed by no name with a value.
pub(crate) fn folded_cookies(line: &str) -> Vec<String> {
    // A comma in the cookie's own value stays there.
    split_at_commas(line, |before| before.contains(';'))
}

/// How the cookies of a line are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieLoss {
    /// They stand behind a comma.
    Comma,
    /// The line begins with the name of its field.
    FieldName,
    /// They stand behind a semicolon, where attributes stand.
    Semicolon,
}

impl CookieLoss {
    /// Returns how the cookies of a line are lost, if any is.
    pub fn of(line: &str) -> Option<Self> {
        if without_field_name(line).is_some() {
            Some(Self::FieldName)
        } else if folded_cookies(line).len() > 1 {
            Some(Self::Comma)
        } else {
            (chained_cookies(line).len() > 1).then_some(Self::Semicolon)
        }
    }
}

/// Returns the names of the cookies of a line that no browser sees.
pub(crate) fn lost_cookies(line: &str) -> Vec<String> {
    let seen = usize::from(without_field_name(line).is_none());
    let names = separate_cookies(line).into_iter().skip(seen);
    names.map(|one| cookie_pair(&one).0.to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Returns the cookies that a line is meant to set, each with its attributes.
fn separate_cookies(line: &str) -> Vec<String> {
    let line = without_field_name(line).unwrap_or(line);
    folded_cookies(line).iter().flat_map(|one| chained_cookies(one)).collect()
}

/// Returns what stands behind the name of the field, where a line begins with it.
fn without_field_name(line: &str) -> Option<&str> {
    const NAME: &str = "set-cookie:";
    let line = line.trim_start();
    let begins = line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME));
    begins.then(|| line[NAME.len()..].trim_start())
}

/// How long a line is at most that is looked through for cookies behind semicolons, and how many
/// of them it holds: nobody writes more by hand.
const MAX_CHAINED_OCTETS: usize = 8 << 10;
const MAX_CHAINED: usize = 20;

/// Returns the cookies that a line holds with semicolons between them: one, unless a pair that
/// cannot be an attribute follows the first one, or attributes that are then written once more.
fn chained_cookies(line: &str) -> Vec<String> {
    let (first, rest) = line.split_once(';').unwrap_or((line, ""));
    let value = first.split_once('=').map_or("", |(_, value)| value.trim());
    // A quoted value that is cut goes on behind the semicolon.
    let is_open = value.starts_with('"') && (value.len() == 1 || !value.ends_with('"'));
    if is_open || is_cut(value, rest) {
        return vec![line.to_owned()];
    }
    if line.len() > MAX_CHAINED_OCTETS {
        return vec![line.to_owned()];
    }
    let parts: Vec<&str> = attributes(line).collect();
    let last: BTreeMap<String, usize> =
        parts.iter().enumerate().map(|(place, part)| (attribute_name(part), place)).collect();
    let mut runs = vec![(vec![first.trim()], Vec::new())];
    // How far the attributes of a cookie are written once more.
    let mut reach = 0;
    for (place, part) in parts.iter().enumerate() {
        let (pairs, own) = runs.last_mut().expect("there is at least one");
        if is_cookie(part) && own.is_empty() {
            pairs.push(part);
        } else if is_cookie(part) && reach > place {
            runs.push((vec![part], Vec::new()));
            reach = 0;
        } else {
            own.push(*part);
            reach = reach.max(last[&attribute_name(part)]);
        }
    }
    let count = runs.iter().map(|(pairs, _)| pairs.len()).sum::<usize>();
    if count == 1 || count > MAX_CHAINED {
        return vec![line.to_owned()];
    }
    let written = |(pairs, own): &(Vec<&str>, Vec<&str>)| -> Vec<String> {
        let with_own = |pair: &&str| [&[*pair], own.as_slice()].concat().join("; ");
        pairs.iter().map(with_own).collect()
    };
    runs.iter().flat_map(written).collect()
}

/// Returns whether a part of a line is a pair that can be no attribute.
fn is_cookie(part: &str) -> bool {
    // Those of older standards, of options of programs, and of other lists of cookies.
    const OTHERS: [&str; 21] = [
        "comment",
        "commenturl",
        "creation",
        "discard",
        "encode",
        "expiration",
        "expiry",
        "hostonly",
        "lastaccess",
        "lifetime",
        "overwrite",
        "port",
        "priority",
        "sameparty",
        "session",
        "signed",
        "size",
        "sourceport",
        "sourcescheme",
        "ttl",
        "version",
    ];
    let Some((name, _)) = part.split_once('=') else { return false };
    let name = name.trim();
    is_token(name)
        && !is_nearly_attribute(name)
        && !OTHERS.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// Splits a line at each comma behind which a cookie begins, where what is before it can end.
fn split_at_commas(line: &str, can_end: impl Fn(&str) -> bool) -> Vec<String> {
    let mut cookies = vec![String::new()];
    for (number, part) in line.split(',').enumerate() {
        let pair = part.split(';').next().unwrap_or_default();
        let begins = pair
            .split_once('=')
            .is_some_and(|(name, _)| is_token(name.trim()) && !is_attribute_name(name.trim()));
        let last = cookies.last_mut().expect("there is at least one");
        if number > 0 && begins && can_end(last) {
            cookies.push(part.trim().to_owned());
        } else {
            if number > 0 {
                last.push(',');
            }
            last.push_str(part);
        }
    }
    cookies
}

impl ResponseHead {
    /// Gives each cookie that a `Set-Cookie` field is meant to set a field of its own.
    pub(crate) fn split_folded_cookies(&mut self) {
        self.split_cookies(separate_cookies);
    }

    /// Gives each cookie a field of its own, where a program that printed the response may have
    /// joined them, and returns the names of those that were in one field.
    pub(crate) fn split_joined_cookies(&mut self) -> Vec<Vec<String>> {
        let mut joined = Vec::new();
        self.split_cookies(|line| {
            let cookies = split_at_commas(line, |_| true);
            if cookies.len() > 1 {
                joined.push(cookies.iter().map(|one| cookie_pair(one).0.to_owned()).collect());
            }
            cookies
        });
        joined
    }

    fn split_cookies(&mut self, mut split: impl FnMut(&str) -> Vec<String>) {
        self.headers = std::mem::take(&mut self.headers)
            .into_iter()
            .flat_map(|(name, value)| {
                if name.eq_ignore_ascii_case("Set-Cookie") {
                    split(&value).into_iter().map(|line| (name.clone(), line)).collect()
                } else {
                    vec![(name, value)]
                }
            })
            .collect();
    }
}

#[cfg(test)]
mod tests;
