//! What in a line that sets a cookie is probably not what its author meant.

use std::cell::LazyCell;

use run_model::evidence::cookie_pair;
use spec_model::{Quirk, QuirkSet, Timestamp, parse_cookie_date, parse_set_cookie};
use url::Host;

use crate::http::text::is_token;
use crate::odd_input::InputFinding;
use crate::set_cookie::attributes::{
    LineLifetime, attribute_name, attributes, has_attribute, is_no_value, lifetime_secs,
};
use crate::set_cookie::folded::{CookieLoss, lost_cookies};
use crate::set_cookie::missing_signs::{
    ATTRIBUTES, FLAGS, is_attribute_name, is_cut, is_same_site, semicolon_places, with_equals,
};
use crate::set_cookie::misspelling::nearly;

/// Attributes that browsers of today have no rule for, and that are no misspelling.
const OTHER_ATTRIBUTES: [&str; 4] = ["comment", "priority", "sameparty", "version"];

/// Returns everything in a line that is probably not what its author meant.
pub(super) fn findings(line: &str, now: Timestamp) -> Vec<InputFinding> {
    let mut found = of_parts(line);
    let is_cut = |one: &InputFinding| {
        matches!(one, InputFinding::FoldedCookies { .. } | InputFinding::CutValue { .. })
    };
    // What stands behind a cut is no attribute.
    if !found.iter().any(is_cut) {
        let is_ended_by = |quirk: &Quirk| is_ended(line, QuirkSet::NONE.with(*quirk));
        let everywhere = LazyCell::new(|| !Quirk::ALL.iter().any(is_ended_by));
        let ends = |attribute: &str, expected| InputFinding::IgnoredLifetime {
            attribute: attribute.to_owned(),
            expected,
            everywhere: *everywhere,
        };
        let is_of_session = !is_ended(line, QuirkSet::NONE);
        found.extend(attributes(line).filter_map(|attribute| {
            let ignored = ignored_lifetime(attribute).filter(|_| is_of_session);
            let of_value = of_value(attribute);
            of_value.or_else(|| ignored.map(|expected| ends(attribute, expected)))
        }));
    }
    found.extend(of_lifetime(line, now));
    found
}

fn of_parts(line: &str) -> Vec<InputFinding> {
    let others = lost_cookies(line);
    let first = cookie_pair(line).0.to_owned();
    let of_loss = match CookieLoss::of(line) {
        Some(CookieLoss::Comma) => return vec![InputFinding::FoldedCookies { first, others }],
        Some(CookieLoss::FieldName) => {
            let name = others.into_iter().next().unwrap_or_default();
            Some(InputFinding::RepeatedFieldName { name })
        }
        Some(CookieLoss::Semicolon) => Some(InputFinding::ChainedCookies { first, others }),
        None => None,
    };
    let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
    if let Some((name, value)) = pair.split_once('=')
        && is_cut(value, rest)
    {
        let (name, kept) = (name.trim().to_owned(), value.trim().to_owned());
        // What stands behind the cut is a value, and no attribute.
        return vec![InputFinding::CutValue { name, kept }];
    }
    let of_pair = missing_semicolon(pair)
        .or_else(|| cookie_in_value(pair))
        .or_else(|| leading_attribute(pair, rest))
        .or_else(|| unset_cookie(pair))
        .or_else(|| nameless_cookie(pair));
    of_loss.into_iter().chain(of_pair).chain(attributes(line).filter_map(of_attribute)).collect()
}

fn of_attribute(attribute: &str) -> Option<InputFinding> {
    if let Some(found) = missing_semicolon(attribute) {
        return Some(found);
    }
    let (name, value) = attribute
        .split_once('=')
        .map_or((attribute, None), |(name, value)| (name.trim(), Some(value.trim())));
    let flag = FLAGS.into_iter().find(|flag| flag.eq_ignore_ascii_case(name));
    match (flag, value) {
        (Some(name), Some(value)) => {
            Some(InputFinding::FlagWithValue { name, value: value.to_owned() })
        }
        (Some(_), None) => None,
        (None, Some(_)) => misspelt_attribute(name),
        (None, None) if name.eq_ignore_ascii_case("samesite") => {
            Some(InputFinding::UnknownSameSite { value: String::new() })
        }
        (None, None) => missing_equals(name)
            .or_else(|| misspelt_attribute(name))
            .or_else(|| unknown_attribute(name)),
    }
}

/// Finds an attribute in the value of a cookie or of another attribute.
fn missing_semicolon(part: &str) -> Option<InputFinding> {
    let attribute = semicolon_places(part).next().map(|(_, word)| word.to_owned())?;
    Some(InputFinding::MissingSemicolon { part: part.trim().to_owned(), attribute })
}

/// Finds another cookie behind a comma in the value of a cookie.
fn cookie_in_value(pair: &str) -> Option<InputFinding> {
    let (name, value) = pair.split_once('=')?;
    let other = value.split(',').skip(1).find_map(|part| {
        let (other, _) = part.split_once('=')?;
        is_token(other.trim()).then(|| other.trim().to_owned())
    })?;
    let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
    (!value.starts_with('"')).then_some(InputFinding::CookieInValue { name, value, other })
}

/// Finds an attribute in the place of the cookie, where other attributes follow it.
fn leading_attribute(pair: &str, rest: &str) -> Option<InputFinding> {
    let name = pair.split('=').next().unwrap_or_default().trim();
    let is_flag = FLAGS.iter().any(|flag| flag.eq_ignore_ascii_case(name));
    let is_attribute = is_attribute_name(name) && pair.contains('=') != is_flag;
    let attribute = pair.trim().to_owned();
    (is_attribute && !rest.trim().is_empty())
        .then_some(InputFinding::LeadingAttribute { attribute })
}

/// Finds a cookie's value that is what programs write for none, or for an object.
fn unset_cookie(pair: &str) -> Option<InputFinding> {
    let value = pair.split_once('=').map_or(pair, |(_, value)| value).trim();
    let is_unset = value.starts_with("[object ") || value == "undefined" || is_template(value);
    is_unset.then(|| InputFinding::UnsetCookie { value: value.to_owned() })
}

/// Finds a cookie without a name, which is rarely meant.
///
/// Spec: [RFC 6265bis §5.6](https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-set-cookie-header-field):
/// without `=`, all of it is the value.
fn nameless_cookie(pair: &str) -> Option<InputFinding> {
    let value = pair.trim();
    let is_nameless = !value.is_empty() && !value.contains('=') && !is_attribute_name(value);
    is_nameless.then(|| InputFinding::NamelessCookie { value: value.to_owned() })
}

/// Finds a word where attributes stand that is none of theirs.
fn unknown_attribute(name: &str) -> Option<InputFinding> {
    let is_other = OTHER_ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name));
    // Signs around a name are another matter.
    let word = name.trim_matches(|sign: char| !sign.is_alphanumeric());
    let is_known = is_other || is_attribute_name(word);
    (!is_known).then(|| InputFinding::UnknownAttribute { given: name.to_owned() })
}

/// Returns whether a value is a place in a template that nobody filled.
fn is_template(value: &str) -> bool {
    let marks = ["${", "{{", "<%"];
    marks.iter().any(|mark| value.starts_with(mark)) && value.ends_with(['}', '>'])
}

/// Finds an attribute whose value stands behind another sign than `=`, or behind none.
fn missing_equals(attribute: &str) -> Option<InputFinding> {
    let meant = with_equals(attribute)?;
    Some(InputFinding::MisspeltAttribute { given: attribute.to_owned(), meant })
}

/// Finds a value that is not what its attribute takes, but for those of lifetimes.
fn of_value(attribute: &str) -> Option<InputFinding> {
    let (name, value) = value_of(attribute)?;
    if is_unset(&name, value) {
        return Some(InputFinding::UnsetValue { attribute: attribute.to_owned() });
    }
    match name.as_str() {
        "domain" => {
            let advice = domain_advice(value)?;
            Some(InputFinding::DomainNotHost { domain: value.to_owned(), advice })
        }
        "path" if !value.is_empty() && !value.starts_with('/') => {
            Some(InputFinding::RelativePath { path: value.to_owned() })
        }
        "samesite" if !is_same_site(value) => {
            Some(InputFinding::UnknownSameSite { value: value.to_owned() })
        }
        _ => None,
    }
}

/// Returns what an attribute of a lifetime should hold, where the standard ignores its value.
fn ignored_lifetime(attribute: &str) -> Option<&'static str> {
    let (name, value) = value_of(attribute)?;
    match name.as_str() {
        "expires" if parse_cookie_date(value.as_bytes()).is_none() => Some("date"),
        "max-age" if !is_whole_number(value) => Some("whole number of seconds"),
        _ => None,
    }
}

/// Returns an attribute's name in lower case and its value, where no other one is in it.
fn value_of(attribute: &str) -> Option<(String, &str)> {
    let (_, value) =
        attribute.split_once('=').filter(|_| missing_semicolon(attribute).is_none())?;
    Some((attribute_name(attribute), value.trim()))
}

/// Returns whether a line's cookie ends by itself.
fn is_ended(line: &str, quirks: QuirkSet) -> bool {
    let cookie = parse_set_cookie(line.as_bytes(), quirks).cookie;
    cookie.max_age_secs.is_some() || cookie.expires.is_some()
}

/// Returns whether an attribute's value is what programs write for none. Of a lifetime that is no
/// more than no date or no number.
pub(super) fn is_unset(name: &str, value: &str) -> bool {
    let words: &[&str] = match name {
        "domain" | "path" => &["undefined", "null", "nil", "none", "false", "[object object]"],
        "samesite" => &["undefined", "null", "nil", "[object object]"],
        _ => &[],
    };
    words.iter().any(|word| word.eq_ignore_ascii_case(value))
        || !words.is_empty() && is_template(value)
}

/// Returns how a Domain becomes a host name, where it is none.
fn domain_advice(value: &str) -> Option<&'static str> {
    if Host::parse(value).is_ok_and(|host| matches!(host, Host::Ipv6(_))) {
        None
    } else if value.contains(['"', '\'']) {
        Some("leave out the quotes")
    } else if value.contains('*') {
        Some("leave out `*.`, as a Domain covers all hosts below it")
    } else {
        value.contains([':', '/']).then_some("leave out scheme, port and path")
    }
}

fn is_whole_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// How long the browsers that limit it let a cookie live.
const MAX_LIFETIME_SECS: i64 = 400 * DAY_SECS;
const DAY_SECS: i64 = 24 * 60 * 60;

fn of_lifetime(line: &str, now: Timestamp) -> Option<InputFinding> {
    let name = || cookie_pair(line).0.to_owned();
    match LineLifetime::of(line, now) {
        LineLifetime::Past { expires } => {
            let reads_so = |quirk: &Quirk| {
                let quirks = QuirkSet::NONE.with(*quirk);
                parse_set_cookie(line.as_bytes(), quirks).cookie.expires == Some(expires)
            };
            Some(InputFinding::PastExpires {
                name: name(),
                past_secs: now.0 - expires.0,
                everywhere: Quirk::ALL.iter().all(reads_so),
            })
        }
        LineLifetime::Lasts => lifetime_secs(line, now)
            .filter(|secs| *secs > MAX_LIFETIME_SECS)
            .map(|secs| InputFinding::LongLifetime { name: name(), secs }),
        LineLifetime::Deletes => {
            let is_negative = lifetime_secs(line, now).is_some_and(|secs| secs < 0)
                && has_attribute(line, "max-age");
            let value = cookie_pair(line).1;
            (is_negative && !is_no_value(value.as_bytes()))
                .then(|| InputFinding::NegativeMaxAge { name: name() })
        }
    }
}

/// Returns a duration in its largest unit: `5 years`.
pub(super) fn duration(secs: i64) -> String {
    let units = [(365 * DAY_SECS, "year"), (DAY_SECS, "day"), (60 * 60, "hour"), (60, "minute")];
    let of_unit = |(unit, name): &(i64, &'static str)| (secs / unit, *name);
    let mut counted = units.iter().map(of_unit);
    match counted.find(|(count, _)| *count > 0).unwrap_or((secs, "second")) {
        (1, name) => format!("1 {name}"),
        (count, name) => format!("{count} {name}s"),
    }
}

fn misspelt_attribute(name: &str) -> Option<InputFinding> {
    let is_other = OTHER_ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name));
    // A part of a word is more than a slip.
    let part = name.eq_ignore_ascii_case("Partition").then_some("Partitioned");
    let meant = part.or_else(|| nearly(name, &ATTRIBUTES)).filter(|_| !is_other)?;
    let (given, meant) = (name.to_owned(), meant.to_owned());
    Some(InputFinding::MisspeltAttribute { given, meant })
}
