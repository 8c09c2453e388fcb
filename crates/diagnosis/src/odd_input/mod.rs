//! What in a response is probably not what its author meant, though browsers take it without a
//! word.

mod cookie_line;
pub(crate) mod misplaced_field;
mod places;
mod response_fields;

use std::fmt;

use crate::http::response_head::ResponseHead;
use crate::odd_input::misplaced_field::misplaced_field;
use crate::question::{PriorCookie, Question};
use crate::set_cookie::misspelling::nearly;

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

/// Something in a line or a response that is probably not what its author meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each member is what it is called in the variant's sentence")]
pub enum InputFinding {
    /// An attribute is nearly another one.
    MisspeltAttribute { given: String, meant: String },
    /// The name of a field is nearly a decisive one.
    MisspeltField { given: String, meant: &'static str },
    /// One field holds several cookies.
    FoldedCookies { first: String, others: Vec<String> },
    /// One field holds several cookies, as the program shows it that printed the response.
    JoinedCookies { first: String, others: Vec<String> },
    /// Data is to be cleared whose name stands in no quotes.
    UnquotedClearing { value: String },
    /// A response sets cookies that no browser takes from it.
    PreflightCookies { names: Vec<String> },
    /// A field of the request is meant for another place.
    MisplacedField { advice: String },
    /// Pairs stand behind the first one, where attributes stand.
    ChainedCookies { first: String, others: Vec<String> },
    /// The line begins with the name of its field.
    RepeatedFieldName { name: String },
    /// The line begins with an attribute.
    LeadingAttribute { attribute: String },
    /// A cookie's value is what programs write for none, or for an object.
    UnsetCookie { value: String },
    /// A line sets an empty value where it is probably meant to delete.
    EmptiedCookie { name: String },
    /// A field holds a space that is none for browsers.
    OddSpace { field: String, code: u32, is_cookie: bool },
    /// The value of a cookie holds what is probably another cookie.
    CookieInValue { name: String, value: String, other: String },
    /// The value of a cookie or of an attribute holds what is probably an attribute.
    MissingSemicolon { part: String, attribute: String },
    /// An attribute's value is what programs write for none.
    UnsetValue { attribute: String },
    /// A value in quotes or brackets is cut at a semicolon.
    CutValue { name: String, kept: String },
    /// What stands where attributes stand is none.
    UnknownAttribute { given: String },
    /// The line has no `=`, so the cookie has no name.
    NamelessCookie { value: String },
    /// A Max-Age below zero deletes a cookie to which the line gives a value.
    NegativeMaxAge { name: String },
    /// A flag has a value.
    FlagWithValue { name: &'static str, value: String },
    /// A Domain is no host name.
    DomainNotHost { domain: String, advice: &'static str },
    /// A Path does not begin with `/`.
    RelativePath { path: String },
    /// A lifetime is no date or no number, so the cookie ends with the session: in every browser,
    /// or in those that follow the standard.
    IgnoredLifetime { attribute: String, expected: &'static str, everywhere: bool },
    /// A SameSite is none of its three words.
    UnknownSameSite { value: String },
    /// A date is past, and the line sets a value all the same.
    PastExpires { name: String, past_secs: i64, everywhere: bool },
    /// A cookie is to live longer than the browsers that limit it let it live.
    LongLifetime { name: String, secs: i64 },
    /// `*` exposes no field to a request with credentials, and the response has such fields.
    LiteralWildcard { fields: Vec<String> },
    /// The response lacks the field that the script reads.
    MissingField { name: String },
    /// A host has its name inside a container or an emulator alone.
    InnerHost { host: String },
    /// A page in a local network asks the machine of its reader.
    OwnMachine { page: String },
    /// A proxy on the developer's machine passes on a cookie for another host.
    ProxiedDomain { domain: String, host: String },
    /// A proxy passes on a cookie for the path that the server behind it sees.
    ProxiedPath { path: String, asked: String },
    /// The preflight is answered with a redirect.
    RedirectedPreflight { to: String },
    /// A Domain without a dot is another host than the one that sets the cookie.
    ForeignName { domain: String, host: String },
    /// Fields that a request without CORS does not carry.
    DroppedFields { fields: Vec<String> },
    /// What stands before the app answered in its place.
    AnsweredBefore { who: &'static str, why: &'static str },
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
                 as attributes of `{first}`, and the last `Path` and `SameSite` win; \
                 WebKitGTK reads nothing behind it",
                others.join("`, `")
            ),
            Self::JoinedCookies { first, others } => write!(
                f,
                "`{first}` and `{}` are taken for fields of their own that were joined by the \
                 program that printed them; where the server joins them, browsers see `{first}` \
                 alone: `curl -i` shows it",
                others.join("`, `")
            ),
            Self::ChainedCookies { first, others } => write!(
                f,
                "a line sets one cookie, and a semicolon separates its attributes: browsers see \
                 {} alone and ignore `{}`; each needs a line of its own",
                named_cookie(first),
                others.join("`, `")
            ),
            Self::RepeatedFieldName { name } => write!(
                f,
                "`Set-Cookie:` stands twice: browsers take the second one for a part of the name, \
                 and see no cookie `{name}`"
            ),
            Self::LeadingAttribute { attribute } => write!(
                f,
                "the line begins with `{attribute}`, which browsers take for the cookie itself: \
                 write `NAME=VALUE` before the attributes"
            ),
            Self::UnsetCookie { value } => write!(
                f,
                "the value `{value}` is probably a variable without a value, or an object that was \
                 not written as text"
            ),
            Self::EmptiedCookie { name } => write!(
                f,
                "the line sets `{name}` to an empty value and deletes nothing: send `Max-Age=0`, \
                 with the `Path` and `Domain` that it was set with"
            ),
            Self::OddSpace { field, code, is_cookie } => {
                let name = match code {
                    0xa0 => "non-breaking space".to_owned(),
                    code => format!("space U+{code:04X}"),
                };
                let ignored = if *is_cookie { ", and ignore an attribute beside it" } else { "" };
                write!(
                    f,
                    "`{field}` holds a {name}, as it comes with text from web pages: browsers do \
                     not take it for a space{ignored}. Write a plain space in its place, in the \
                     code too if it is there"
                )
            }
            Self::CookieInValue { name, value, other } => write!(
                f,
                "a comma does not separate cookies: browsers see the cookie `{name}` alone, with \
                 the value `{value}`; is `{other}` to have a `Set-Cookie` field of its own?"
            ),
            Self::MissingSemicolon { part, attribute } => write!(
                f,
                "`{part}` is one value, and `{attribute}` a part of it; is a `;` meant before it?"
            ),
            Self::UnsetValue { attribute } => write!(
                f,
                "`{attribute}` is probably a variable without a value: give it one, or leave the \
                 attribute out"
            ),
            Self::CutValue { name, kept } => {
                let is_quoted = kept.starts_with('"');
                let signs = if is_quoted { "quotes do not" } else { "no quotes or brackets" };
                write!(
                    f,
                    "{signs} protect a `;`: browsers cut the value of `{name}` to `{kept}`; write \
                     `%3B` for it"
                )
            }
            Self::UnknownAttribute { given } => write!(
                f,
                "browsers ignore `{given}`, which is no attribute; if it is of the cookie's value, \
                 write `%3B` for the `;` before it"
            ),
            Self::NamelessCookie { value } => write!(
                f,
                "`{value}` has no `=`: browsers take it for the value of a cookie without a name; \
                 write `NAME=VALUE` before the attributes"
            ),
            Self::NegativeMaxAge { name } => write!(
                f,
                "a `Max-Age` below zero deletes `{name}`; to keep it until the session ends, leave \
                 `Max-Age` and `Expires` out"
            ),
            Self::FlagWithValue { name, value } => write!(
                f,
                "`{name}={value}` is the same as `{name}`: the flag counts whatever its value; \
                 leave it out to turn it off"
            ),
            Self::DomainNotHost { domain, advice } => {
                write!(f, "`Domain={domain}` is no host name: {advice}")
            }
            Self::RelativePath { path } => write!(
                f,
                "`Path={path}` does not begin with `/`: browsers ignore it and take the directory \
                 of the request's URL"
            ),
            Self::IgnoredLifetime { attribute, expected, everywhere: true } => write!(
                f,
                "`{attribute}` is no {expected}: browsers ignore it, and the cookie ends with the \
                 session"
            ),
            Self::IgnoredLifetime { attribute, expected, everywhere: false } => write!(
                f,
                "`{attribute}` is no {expected}: by the standard the cookie ends with the session, \
                 but some browsers read it otherwise"
            ),
            Self::UnknownSameSite { value } => {
                write!(f, "`SameSite={value}` is none of Strict, Lax and None: browsers ignore it")
            }
            Self::PastExpires { name, past_secs, everywhere } => write!(
                f,
                "`Expires` of `{name}` is past by {}: {} take the line for one that deletes the \
                 cookie. If it is to delete, `Max-Age=0` and an empty value say so",
                cookie_line::duration(*past_secs),
                if *everywhere { "browsers" } else { "browsers that read the date so" }
            ),
            Self::LongLifetime { name, secs } => write!(
                f,
                "`{name}` is to last {}; Chrome and Firefox end it after 400 days",
                cookie_line::duration(*secs)
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
            Self::MissingField { name } => write!(
                f,
                "the response has no `{name}`: a script that reads it gets `null`, whatever is \
                 exposed"
            ),
            Self::InnerHost { host } => write!(
                f,
                "`{host}` is a name inside a container or an emulator: a browser outside asks \
                 `localhost`, at the published port"
            ),
            Self::OwnMachine { page } => write!(
                f,
                "`localhost` is the machine of the browser: where that is another one than \
                 `{page}`, such as a phone, no server is there"
            ),
            Self::ProxiedDomain { domain, host } => write!(
                f,
                "`{host}` cannot set `Domain={domain}`: keep the line for production, and let the \
                 development proxy rewrite it (`cookieDomainRewrite` of Vite and webpack)"
            ),
            Self::ProxiedPath { path, asked } => write!(
                f,
                "`Path={path}` does not reach {asked}: if a proxy changes paths, let it rewrite \
                 this one too (`cookiePathRewrite` of Vite and webpack, `proxy_cookie_path` of \
                 nginx)"
            ),
            Self::ForeignName { domain, host } => write!(
                f,
                "`Domain={domain}` is another host than {host}, which can set no cookie for it: \
                 leave it out"
            ),
            Self::DroppedFields { fields } => {
                let names = fields.join("`, `");
                let is_type = fields.iter().any(|name| name.eq_ignore_ascii_case("Content-Type"));
                write!(f, "with `mode: \"no-cors\"` browsers leave out `{names}` without a word")?;
                if is_type {
                    f.write_str(": the body arrives as `text/plain`")?;
                }
                Ok(())
            }
            Self::AnsweredBefore { who, why } => write!(
                f,
                "{who} gave this answer, {why}: the app behind it never saw the request, and adds \
                 no fields to it"
            ),
            Self::UnquotedClearing { value } => write!(
                f,
                "browsers ignore `Clear-Site-Data: {value}`, whose names must stand in quotes: \
                 write `Clear-Site-Data: \"cookies\"`"
            ),
            Self::PreflightCookies { names } => write!(
                f,
                "browsers take no cookie from the response to a preflight: `{}` is not stored",
                names.join("`, `")
            ),
            Self::MisplacedField { advice } => f.write_str(advice),
            Self::RedirectedPreflight { to } => write!(
                f,
                "no browser follows the redirect of a preflight: request {to} directly, or let the \
                 server answer `OPTIONS` before it redirects"
            ),
        }
    }
}

/// Returns a cookie in words, by its name.
fn named_cookie(name: &str) -> String {
    if name.is_empty() {
        "a cookie without a name".to_owned()
    } else {
        format!("the cookie `{name}`")
    }
}

/// Gives each cookie of a response a field of its own, where a program that printed it may have
/// joined them, and returns a finding for each field that held several.
pub fn split_printed_cookies(head: &mut ResponseHead) -> Vec<InputFinding> {
    let joined = head.split_joined_cookies().into_iter().filter_map(|names| {
        let (first, others) = names.split_first()?;
        Some(InputFinding::JoinedCookies { first: first.clone(), others: others.to_vec() })
    });
    joined.collect()
}

/// Returns everything in a question's responses that is probably not what their author meant.
pub fn odd_input(question: &Question) -> Vec<InputFinding> {
    let mut found = Vec::new();
    for line in question.prior.iter().map(PriorCookie::line) {
        found.extend(cookie_line::findings(line, question.now));
    }
    let heads = question.heads().chain(&question.preflight);
    for (name, value) in heads.flat_map(|head| &head.headers) {
        let is_decisive = DECISIVE_FIELDS.iter().any(|one| one.eq_ignore_ascii_case(name));
        found.extend(response_fields::odd_space(name, value).filter(|_| is_decisive));
        if name.eq_ignore_ascii_case("Set-Cookie") {
            found.extend(cookie_line::findings(value, question.now));
        } else if let Some(meant) = nearly(name, &DECISIVE_FIELDS) {
            found.push(InputFinding::MisspeltField { given: name.clone(), meant });
        }
    }
    found.extend(response_fields::emptied_cookies(question));
    found.extend(response_fields::literal_wildcard(question));
    found.extend(places::findings(question));
    found.extend(redirected_preflight(question));
    found.extend(question.heads().find_map(response_fields::unquoted_clearing));
    found.extend(question.preflight.as_ref().and_then(response_fields::preflight_cookies));
    let names = question.request.headers.iter().map(|(name, _)| misplaced_field(name));
    found.extend(names.flatten().map(|advice| InputFinding::MisplacedField { advice }));
    found.extend(response_fields::foreign_names(question));
    found.extend(response_fields::dropped_fields(question));
    found.extend(question.heads().find_map(response_fields::answered_before));
    let mut distinct = Vec::new();
    for one in found {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}

/// Returns whether the script reads a field that is not in the response, which must be a given one.
pub fn missing_field(question: &Question) -> Option<InputFinding> {
    let name = question.request.reads.as_ref()?;
    let lacks = question.response.values(name).next().is_none();
    lacks.then(|| InputFinding::MissingField { name: name.clone() })
}

fn redirected_preflight(question: &Question) -> Option<InputFinding> {
    let location = question.preflight.as_ref()?.redirects_to()?;
    let to = question.unmixed(question.url.join(location).ok()?).to_string();
    Some(InputFinding::RedirectedPreflight { to })
}

#[cfg(test)]
mod tests;
