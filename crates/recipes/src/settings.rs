//! What a server has to send, read off header fields.

use serde::{Deserialize, Serialize};
use spec_model::{PathAttribute, QuirkSet, SameSite, parse_set_cookie};

/// What a server has to send for its cookies and for CORS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerSettings {
    /// The CORS fields; `None` where the response has no `Access-Control-Allow-Origin`.
    pub cors: Option<CorsSettings>,
    /// The cookies, one for each `Set-Cookie` field.
    pub cookies: Vec<CookieSettings>,
}

/// What a server answers to requests of other origins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CorsSettings {
    /// The values that `Access-Control-Allow-Origin` can have, at least one.
    pub origins: Vec<String>,
    /// Whether `Access-Control-Allow-Credentials` is `true`.
    pub credentials: bool,
    /// The methods that the preflight allows; empty where no preflight is known.
    pub methods: Vec<String>,
    /// The request header fields that the preflight allows.
    pub headers: Vec<String>,
    /// The response header fields that a script may read.
    pub exposed: Vec<String>,
    /// Whether the answer to the preflight has to change. A server before another one leaves
    /// preflights to that one otherwise, which knows what other requests need.
    pub changes_preflight: bool,
}

/// A cookie with its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CookieSettings {
    /// The cookie's name.
    pub name: String,
    /// The Domain attribute.
    pub domain: Option<String>,
    /// The Path attribute; `None` stands for the default path of the request.
    pub path: Option<String>,
    /// Whether the cookie is Secure.
    pub secure: bool,
    /// Whether the cookie is HttpOnly.
    pub http_only: bool,
    /// The SameSite attribute in title case; `None` where there is none.
    pub same_site: Option<&'static str>,
    /// Whether the cookie is Partitioned.
    pub partitioned: bool,
    /// The Max-Age attribute in seconds.
    pub max_age_secs: Option<i64>,
    /// Whether the line deletes the cookie.
    pub deletes: bool,
}

/// A cookie as it is to be, and what of it changes.
#[derive(Debug, Serialize)]
pub(crate) struct CookieChange<'c> {
    #[serde(flatten)]
    pub(crate) cookie: &'c CookieSettings,
    pub(crate) changed: Vec<CookieAttribute>,
}

/// An attribute of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the attribute that it is called after")]
pub enum CookieAttribute {
    Domain,
    HttpOnly,
    MaxAge,
    Partitioned,
    Path,
    SameSite,
    Secure,
}

impl CookieAttribute {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Domain => "Domain",
            Self::HttpOnly => "HttpOnly",
            Self::MaxAge => "Max-Age",
            Self::Partitioned => "Partitioned",
            Self::Path => "Path",
            Self::SameSite => "SameSite",
            Self::Secure => "Secure",
        }
    }
}

impl ServerSettings {
    /// Reads the header fields of a response, and those of the answer to its preflight. A given
    /// answer is taken for one that has to change ([`Self::keep_preflight`]).
    pub fn from_fields<'a>(
        response: impl IntoIterator<Item = (&'a str, &'a str)>,
        preflight: Option<&[(&str, &str)]>,
    ) -> Self {
        let response: Vec<_> = response.into_iter().collect();
        let changes_preflight = preflight.is_some();
        let preflight = preflight.unwrap_or_default();
        let cors = values(&response, "Access-Control-Allow-Origin").next().map(|origin| {
            let credentials = values(&response, "Access-Control-Allow-Credentials").next();
            CorsSettings {
                origins: vec![origin.to_owned()],
                credentials: credentials == Some("true"),
                methods: list(preflight, "Access-Control-Allow-Methods"),
                headers: list(preflight, "Access-Control-Allow-Headers"),
                exposed: list(&response, "Access-Control-Expose-Headers"),
                changes_preflight,
            }
        });
        let cookies = values(&response, "Set-Cookie").map(CookieSettings::from_line).collect();
        Self { cors, cookies }
    }

    /// Allows other origins besides the one that the response has, if it has one.
    pub fn allow_too(&mut self, others: Vec<String>) {
        if let Some(cors) = self.cors.as_mut().filter(|cors| cors.origins != ["*"]) {
            let new = others.into_iter().filter(|other| !cors.origins.contains(other));
            let new: Vec<String> = new.collect();
            cors.origins.extend(new);
        }
    }

    /// Says that the answer to the preflight is as it has to be.
    pub fn keep_preflight(&mut self) {
        if let Some(cors) = &mut self.cors {
            cors.changes_preflight = false;
        }
    }
}

impl CookieSettings {
    /// Returns the attributes that differ from those of another cookie.
    pub fn changes(&self, before: &Self) -> Vec<CookieAttribute> {
        let differs = [
            (CookieAttribute::Domain, self.domain != before.domain),
            (CookieAttribute::HttpOnly, self.http_only != before.http_only),
            (CookieAttribute::MaxAge, self.max_age_secs != before.max_age_secs),
            (CookieAttribute::Partitioned, self.partitioned != before.partitioned),
            (CookieAttribute::Path, self.path != before.path),
            (CookieAttribute::SameSite, self.same_site != before.same_site),
            (CookieAttribute::Secure, self.secure != before.secure),
        ];
        differs.into_iter().filter_map(|(one, differs)| differs.then_some(one)).collect()
    }

    /// Reads a `Set-Cookie` line.
    pub fn from_line(line: &str) -> Self {
        let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let is_past = cookie.expires.is_some_and(|expires| expires.0 <= 0);
        Self {
            name: text(cookie.name),
            domain: cookie.domain.as_deref().filter(|domain| !domain.is_empty()).map(text),
            path: match cookie.path {
                Some(PathAttribute::Given(path)) => Some(text(&path)),
                Some(PathAttribute::DefaultPath) | None => None,
            },
            secure: cookie.secure,
            http_only: cookie.http_only,
            same_site: match cookie.same_site {
                SameSite::None => Some("None"),
                SameSite::Lax => Some("Lax"),
                SameSite::Strict => Some("Strict"),
                SameSite::Default => None,
            },
            partitioned: cookie.partitioned,
            max_age_secs: cookie.max_age_secs.filter(|seconds| *seconds > 0),
            deletes: cookie.max_age_secs.map_or(is_past, |seconds| seconds <= 0),
        }
    }
}

fn values<'a>(fields: &[(&'a str, &'a str)], name: &str) -> impl Iterator<Item = &'a str> {
    fields
        .iter()
        .filter(move |(field, _)| field.eq_ignore_ascii_case(name))
        .map(|(_, value)| *value)
}

/// Returns the members of all fields of this name.
fn list(fields: &[(&str, &str)], name: &str) -> Vec<String> {
    let members = values(fields, name).flat_map(|value| value.split(','));
    members.map(|member| member.trim().to_owned()).filter(|member| !member.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_from_all_fields_of_their_name() {
        let response = [("access-control-allow-origin", "https://a.test")];
        let preflight =
            [("Access-Control-Allow-Methods", "GET, PUT"), ("Access-Control-Allow-Methods", ",X")];
        let settings = ServerSettings::from_fields(response, Some(&preflight));
        assert_eq!(settings.cors.unwrap().methods, ["GET", "PUT", "X"]);
    }

    #[test]
    fn a_line_that_has_expired_deletes() {
        let check = |line: &str, deletes: bool| {
            assert_eq!(CookieSettings::from_line(line).deletes, deletes, "{line}");
        };
        check("a=; Max-Age=0", true);
        check("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true);
        check("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5", false);
        check("a=1", false);
    }
}
