//! What in a line that sets a cookie is probably not what its author meant.

use run_model::evidence::cookie_pair;
use spec_model::{QuirkSet, Timestamp, parse_cookie_date, parse_set_cookie};

use crate::attributes::{LineLifetime, attributes, lifetime_secs};
use crate::edit::folded_cookies;
use crate::odd_input::{InputFinding, nearly};

const ATTRIBUTES: [&str; 8] =
    ["Domain", "Expires", "HttpOnly", "Max-Age", "Partitioned", "Path", "SameSite", "Secure"];

/// Attributes that browsers of today have no rule for, and that are no misspelling.
const OTHER_ATTRIBUTES: [&str; 4] = ["comment", "priority", "sameparty", "version"];

/// Returns everything in a line that is probably not what its author meant.
pub(super) fn findings(line: &str, now: Timestamp) -> Vec<InputFinding> {
    let mut found = of_attributes(line);
    let is_cut = |one: &InputFinding| {
        matches!(one, InputFinding::FoldedCookies { .. } | InputFinding::CutValue { .. })
    };
    // What stands behind a cut is no attribute.
    if !found.iter().any(is_cut) {
        found.extend(of_values(line));
    }
    found.extend(of_lifetime(line, now));
    found
}

fn of_attributes(line: &str) -> Vec<InputFinding> {
    let mut found = Vec::new();
    let folded: Vec<String> = folded_cookies(line).iter().map(|one| cookie_name(one)).collect();
    if let [first, others @ ..] = folded.as_slice()
        && !others.is_empty()
    {
        let (first, others) = (first.clone(), others.to_vec());
        return vec![InputFinding::FoldedCookies { first, others }];
    }
    let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
    if let Some((name, value)) = pair.split_once('=') {
        let value = value.trim();
        if value.starts_with('"')
            && (value.len() == 1 || !value.ends_with('"'))
            && rest.contains('"')
        {
            let (name, kept) = (name.trim().to_owned(), value.to_owned());
            // What stands behind the cut is a value, and no attribute.
            return vec![InputFinding::CutValue { name, kept }];
        }
    }
    for attribute in attributes(line) {
        let (name, value) = attribute
            .split_once('=')
            .map_or((attribute, None), |(name, value)| (name.trim(), Some(value.trim())));
        let flag = ["Secure", "HttpOnly", "Partitioned"]
            .into_iter()
            .find(|flag| flag.eq_ignore_ascii_case(name));
        match (flag, value) {
            (Some(flag), Some(value)) => {
                found.push(InputFinding::FlagWithValue { name: flag, value: value.to_owned() });
            }
            (Some(_), None) => {}
            (None, _) => found.extend(misspelt_attribute(name)),
        }
    }
    found
}

/// Finds values that browsers ignore, of attributes whose names are right.
fn of_values(line: &str) -> Vec<InputFinding> {
    let pairs = attributes(line).filter_map(|attribute| {
        let (name, value) = attribute.split_once('=')?;
        Some((attribute, name.trim().to_ascii_lowercase(), value.trim()))
    });
    let ends = |expected, attribute: &str| {
        let attribute = attribute.to_owned();
        Some(InputFinding::IgnoredLifetime { attribute, expected })
    };
    let is_ended_otherwise = |other: &str| {
        let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
        if other == "max-age" { cookie.max_age_secs.is_some() } else { cookie.expires.is_some() }
    };
    let of_pair = |(attribute, name, value): (&str, String, &str)| match name.as_str() {
        "domain" if value.contains([':', '/']) => {
            Some(InputFinding::DomainNotHost { domain: value.to_owned() })
        }
        "expires"
            if parse_cookie_date(value.as_bytes()).is_none() && !is_ended_otherwise("max-age") =>
        {
            ends("date", attribute)
        }
        "max-age" if !is_whole_number(value) && !is_ended_otherwise("expires") => {
            ends("whole number of seconds", attribute)
        }
        "samesite" if !is_same_site(value) => {
            Some(InputFinding::UnknownSameSite { value: value.to_owned() })
        }
        _ => None,
    };
    pairs.filter_map(of_pair).collect()
}

fn is_whole_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_same_site(value: &str) -> bool {
    ["lax", "none", "strict"].iter().any(|word| word.eq_ignore_ascii_case(value))
}

/// How long the browsers that limit it let a cookie live.
const MAX_LIFETIME_SECS: i64 = 400 * DAY_SECS;
const DAY_SECS: i64 = 24 * 60 * 60;

fn of_lifetime(line: &str, now: Timestamp) -> Option<InputFinding> {
    let name = || cookie_pair(line).0.to_owned();
    match LineLifetime::of(line, now) {
        LineLifetime::Past { expires } => {
            Some(InputFinding::PastExpires { name: name(), past_secs: now.0 - expires.0 })
        }
        LineLifetime::Lasts => lifetime_secs(line, now)
            .filter(|secs| *secs > MAX_LIFETIME_SECS)
            .map(|secs| InputFinding::LongLifetime { name: name(), secs }),
        LineLifetime::Deletes => None,
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
    let meant = nearly(name, &ATTRIBUTES).filter(|_| !is_other)?;
    Some(InputFinding::MisspeltAttribute { given: name.to_owned(), meant })
}

fn cookie_name(line: &str) -> String {
    let pair = line.split(';').next().unwrap_or_default();
    pair.split('=').next().unwrap_or_default().trim().to_owned()
}
