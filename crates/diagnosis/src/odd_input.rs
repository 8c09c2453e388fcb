//! What in a response is probably not what its author meant, though browsers take it without a
//! word.

use std::fmt;

use crate::attributes::attributes;
use crate::edit::{folded_cookies, sends_credentials};
use crate::http_text::is_token;
use crate::paste::is_known_header;
use crate::question::Question;
use crate::relation::OriginRelation;

/// The fields that decide about cookies and CORS.
const DECISIVE_FIELDS: [&str; 7] = [
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Access-Control-Max-Age",
    "Set-Cookie",
];

const ATTRIBUTES: [&str; 8] =
    ["Domain", "Expires", "HttpOnly", "Max-Age", "Partitioned", "Path", "SameSite", "Secure"];

/// Attributes that browsers of today have no rule for, and that are no misspelling.
const OTHER_ATTRIBUTES: [&str; 4] = ["comment", "priority", "sameparty", "version"];

/// Something in a response that is probably not what its author meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each member is what it is called in the variant's sentence")]
pub enum InputFinding {
    /// The name of an attribute is nearly another one.
    MisspeltAttribute { given: String, meant: &'static str },
    /// The name of a field is nearly a decisive one.
    MisspeltField { given: String, meant: &'static str },
    /// One field holds several cookies.
    FoldedCookies { first: String, others: Vec<String> },
    /// A quoted value is cut at a semicolon.
    CutValue { name: String, kept: String },
    /// A flag has a value.
    FlagWithValue { name: &'static str, value: String },
    /// `*` exposes no field to a request with credentials, and the response has such fields.
    LiteralWildcard { fields: Vec<String> },
}

impl fmt::Display for InputFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MisspeltAttribute { given, meant } => {
                write!(f, "browsers ignore the attribute `{given}`; is `{meant}` meant?")
            }
            Self::MisspeltField { given, meant } => {
                write!(f, "browsers ignore the field `{given}`; is `{meant}` meant?")
            }
            Self::FoldedCookies { first, others } => write!(
                f,
                "one `Set-Cookie` field holds several cookies, but a comma does not separate them: \
                 browsers see the cookie `{first}` alone, not `{}`; what follows the comma counts \
                 as attributes of `{first}`, and the last `Path` and `SameSite` win",
                others.join("`, `")
            ),
            Self::CutValue { name, kept } => write!(
                f,
                "quotes do not protect a `;`: browsers cut the value of `{name}` to `{kept}`; \
                 write `%3B` for it"
            ),
            Self::FlagWithValue { name, value } => write!(
                f,
                "`{name}={value}` is the same as `{name}`: the flag counts whatever its value; \
                 leave it out to turn it off"
            ),
            Self::LiteralWildcard { fields } => {
                f.write_str(
                    "`Access-Control-Expose-Headers: *` is no wildcard for a request with \
                     credentials",
                )?;
                if fields.is_empty() {
                    f.write_str(": list the names of the fields that the script reads")
                } else {
                    let names = fields.join("`, `");
                    let first = &fields[0];
                    write!(
                        f,
                        ": the script cannot read `{names}`; list the names, such as `{first}`"
                    )
                }
            }
        }
    }
}

/// Returns everything in a question's responses that is probably not what their author meant.
pub fn odd_input(question: &Question) -> Vec<InputFinding> {
    let mut found = Vec::new();
    for (name, value) in question.heads().flat_map(|head| &head.headers) {
        if name.eq_ignore_ascii_case("Set-Cookie") {
            found.extend(of_line(value));
        } else if let Some(meant) = nearly(name, &DECISIVE_FIELDS) {
            found.push(InputFinding::MisspeltField { given: name.clone(), meant });
        }
    }
    found.extend(literal_wildcard(question));
    let mut distinct = Vec::new();
    for one in found {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}

fn of_line(line: &str) -> Vec<InputFinding> {
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

fn misspelt_attribute(name: &str) -> Option<InputFinding> {
    let is_other = OTHER_ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name));
    let meant = nearly(name, &ATTRIBUTES).filter(|_| !is_other)?;
    Some(InputFinding::MisspeltAttribute { given: name.to_owned(), meant })
}

fn cookie_name(line: &str) -> String {
    let pair = line.split(';').next().unwrap_or_default();
    pair.split('=').next().unwrap_or_default().trim().to_owned()
}

fn literal_wildcard(question: &Question) -> Option<InputFinding> {
    let is_wildcard = question
        .response
        .values("Access-Control-Expose-Headers")
        .flat_map(|value| value.split(','))
        .any(|name| name.trim() == "*");
    let is_same_origin =
        OriginRelation::of(question.client(), &question.url) == OriginRelation::SameOrigin;
    if !is_wildcard || is_same_origin || !sends_credentials(question.request.api) {
        return None;
    }
    let listed: Vec<String> = question
        .response
        .values("Access-Control-Expose-Headers")
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let is_own =
        |name: &str| !is_known_header(name) && !listed.contains(&name.to_ascii_lowercase());
    let names = question.response.headers.iter().map(|(name, _)| name);
    let fields = names.filter(|name| is_own(name)).cloned().collect();
    Some(InputFinding::LiteralWildcard { fields })
}

/// Returns the name that another one is nearly: without signs and letter case, with a plural's `s`,
/// or with one slip in five letters and two in twenty.
fn nearly(name: &str, known: &[&'static str]) -> Option<&'static str> {
    const LONGEST: usize = 64;
    if name.len() > LONGEST || !is_token(name) {
        return None;
    }
    let given = letters(name);
    let is_exact = |one: &&&str| one.eq_ignore_ascii_case(name);
    if known.iter().any(|one| is_exact(&one)) || is_known_header(name) {
        return None;
    }
    let allowed = match given.len() {
        0..=4 => 0,
        5..=11 => 1,
        _ => 2,
    };
    let slips = |one: &&'static str| slips(&given, &letters(one));
    let best = known.iter().copied().min_by_key(slips)?;
    (slips(&best) <= allowed).then_some(best)
}

fn letters(name: &str) -> Vec<u8> {
    let is_letter = |octet: &u8| octet.is_ascii_alphanumeric();
    name.bytes().filter(is_letter).map(|octet| octet.to_ascii_lowercase()).collect()
}

/// Returns how many slips lie between two words: a letter too many, too few, another one, or two in
/// the wrong order.
fn slips(one: &[u8], other: &[u8]) -> usize {
    let width = other.len() + 1;
    let mut table = vec![0; (one.len() + 1) * width];
    for row in 0..=one.len() {
        for column in 0..width {
            let at = |row: usize, column: usize| table[row * width + column];
            let best = if row == 0 || column == 0 {
                row + column
            } else {
                let differs = usize::from(one[row - 1] != other[column - 1]);
                let swapped = row > 1
                    && column > 1
                    && one[row - 1] == other[column - 2]
                    && one[row - 2] == other[column - 1];
                let swap = if swapped { at(row - 2, column - 2) + 1 } else { usize::MAX };
                (at(row - 1, column) + 1)
                    .min(at(row, column - 1) + 1)
                    .min(at(row - 1, column - 1) + differs)
                    .min(swap)
            };
            table[row * width + column] = best;
        }
    }
    table[one.len() * width + other.len()]
}

#[cfg(test)]
mod tests {
    use matrix::FetchCredentials;
    use spec_model::Timestamp;

    use super::*;
    use crate::paste::parse_response;

    #[track_caller]
    fn check(response: &str, expected: &[&str]) {
        let [page, api] =
            ["https://www.shop.test/", "https://api.shop.test/"].map(|url| url.parse());
        let (page, api) = (page.unwrap(), api.unwrap());
        let mut question =
            Question::fetch(page, api, FetchCredentials::Include, Timestamp(1_700_000_000));
        question.response = parse_response(response).unwrap();
        let found: Vec<String> = odd_input(&question).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn misspelt_fields_are_named() {
        for (given, meant) in [
            ("Access-Control-Allow-Orgin", "Access-Control-Allow-Origin"),
            ("Access-Control-Allow-Origins", "Access-Control-Allow-Origin"),
            ("Acess-Control-Allow-Credential", "Access-Control-Allow-Credentials"),
            ("Set-Cookies", "Set-Cookie"),
            ("SetCookie", "Set-Cookie"),
        ] {
            let said = format!("browsers ignore the field `{given}`; is `{meant}` meant?");
            check(&format!("{given}: 1"), &[&said]);
        }
    }

    #[test]
    fn names_that_are_right_or_others_are_not() {
        check("access-control-allow-origin: *\nset-cookie: a=1; path=/; samesite=lax; secure", &[]);
        check(
            "Vary: b\nCookie: a=1\nSet-Cookie2: a=1\nX-Cookie: 1\nOrigin: a",
            &["browsers ignore the field `Set-Cookie2`; is `Set-Cookie` meant?"],
        );
        check("Set-Cookie: a=1; Priority=High; SameParty; Version=1; foo=bar", &[]);
    }

    #[test]
    fn misspelt_attributes_are_named() {
        check(
            "Set-Cookie: a=1; Same-Site=None; Expire=0; http-only; Secured; MaxAge=1",
            &[
                "browsers ignore the attribute `Same-Site`; is `SameSite` meant?",
                "browsers ignore the attribute `Expire`; is `Expires` meant?",
                "browsers ignore the attribute `http-only`; is `HttpOnly` meant?",
                "browsers ignore the attribute `Secured`; is `Secure` meant?",
                "browsers ignore the attribute `MaxAge`; is `Max-Age` meant?",
            ],
        );
    }

    #[test]
    fn flags_with_values_are_named() {
        check(
            "Set-Cookie: a=1; Secure=false; httponly=0",
            &[
                "`Secure=false` is the same as `Secure`: the flag counts whatever its value; leave \
                 it out to turn it off",
                "`HttpOnly=0` is the same as `HttpOnly`: the flag counts whatever its value; leave \
                 it out to turn it off",
            ],
        );
    }

    #[test]
    fn cookies_in_one_field_are_named() {
        check(
            "Set-Cookie: a=1; Path=/,b=2; Path=/b, c=3; Secure",
            &["one `Set-Cookie` field holds several cookies, but a comma does not separate them: \
               browsers see the cookie `a` alone, not `b`, `c`; what follows the comma counts as \
               attributes of `a`, and the last `Path` and `SameSite` win"],
        );
        check("Set-Cookie: a=1,b=2; Expires=Mon, 14 May 2018 00:18:01 GMT", &[]);
    }

    #[test]
    fn a_value_that_is_cut_in_its_quotes_is_named() {
        check(
            "Set-Cookie: a=\"x; Path=y\"; Path=/",
            &["quotes do not protect a `;`: browsers cut the value of `a` to `\"x`; write `%3B` \
               for it"],
        );
        check("Set-Cookie: a=\"x\"; Path=/", &[]);
    }

    #[test]
    fn a_wildcard_that_exposes_nothing_is_named() {
        check(
            "Access-Control-Expose-Headers: *\nfront-token: a\nContent-Type: b",
            &["`Access-Control-Expose-Headers: *` is no wildcard for a request with credentials: \
               the script cannot read `front-token`; list the names, such as `front-token`"],
        );
        check(
            "Access-Control-Expose-Headers: *, Front-Token\nfront-token: a",
            &["`Access-Control-Expose-Headers: *` is no wildcard for a request with credentials: \
               list the names of the fields that the script reads"],
        );
        check("Access-Control-Expose-Headers: front-token\nfront-token: a", &[]);
    }
}
