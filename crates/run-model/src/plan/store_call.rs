//! Calls of the Cookie Store API.

use serde::{Deserialize, Serialize};

/// A call of the Cookie Store API that a script makes.
///
/// Spec: [Cookie Store, CookieStore](https://cookiestore.spec.whatwg.org/#CookieStore).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoreCall {
    /// `cookieStore.delete()`.
    Delete(CookieMembers),
    /// `cookieStore.set()`.
    Set(CookieMembers),
}

/// The members of the dictionary that a call is given. Of those that are absent the API has its own
/// defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CookieMembers {
    /// The cookie's name.
    pub name: String,
    /// Its value; a deletion has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// When it expires, in milliseconds since the beginning of 1970, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<i64>,
    /// Its domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Its path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its SameSite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_site: Option<SameSiteMember>,
    /// Whether it is partitioned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partitioned: Option<bool>,
}

/// Spec: [Cookie Store,
/// CookieSameSite](https://cookiestore.spec.whatwg.org/#enumdef-cookiesamesite).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are the standard's")]
pub enum SameSiteMember {
    Strict,
    Lax,
    None,
}

impl StoreCall {
    /// Reads a call from the line that stands for it: name and value as in a `Set-Cookie` line, and
    /// behind them the members of the dictionary by their own names, `path=/x; sameSite=lax;
    /// partitioned=true; expires=` with an HTTP date. A line without a value stands for a deletion.
    /// `None` where a member is not known, or is not what it is to be.
    pub fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split("; ");
        let first = parts.next()?;
        let (name, value) = match first.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (first, None),
        };
        let mut members =
            CookieMembers { name: name.to_owned(), value, ..CookieMembers::default() };
        for part in parts {
            let (member, text) = part.split_once('=')?;
            match member {
                "domain" => members.domain = Some(text.to_owned()),
                "expires" => members.expires = Some(milliseconds(text)?),
                "partitioned" => members.partitioned = Some(text.parse().ok()?),
                "path" => members.path = Some(text.to_owned()),
                "sameSite" => members.same_site = Some(SameSiteMember::parse(text)?),
                _ => return None,
            }
        }
        Some(if members.value.is_some() { Self::Set(members) } else { Self::Delete(members) })
    }
}

impl SameSiteMember {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "strict" => Some(Self::Strict),
            "lax" => Some(Self::Lax),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

fn milliseconds(date: &str) -> Option<i64> {
    let time = httpdate::parse_http_date(date).ok()?;
    let since_epoch = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since_epoch.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_call(line: &str, json: &str) {
        let call = StoreCall::parse(line).expect("the line stands for a call");
        assert_eq!(serde_json::to_string(&call).unwrap(), json);
    }

    #[test]
    fn a_line_with_a_value_stands_for_set() {
        check_call("c7=1f-2.7", r#"{"set":{"name":"c7","value":"1f-2.7"}}"#);
        check_call("=1f-2.7", r#"{"set":{"name":"","value":"1f-2.7"}}"#);
        check_call(
            "c7=a=b; domain=example.com; path=; sameSite=none; partitioned=true; expires=Sun, 06 \
             Nov 1994 08:49:37 GMT",
            concat!(
                r#"{"set":{"name":"c7","value":"a=b","expires":784111777000,"#,
                r#""domain":"example.com","path":"","sameSite":"none","partitioned":true}}"#
            ),
        );
    }

    #[test]
    fn a_line_without_a_value_stands_for_delete() {
        check_call("c7; path=/x", r#"{"delete":{"name":"c7","path":"/x"}}"#);
    }

    #[test]
    fn what_is_no_member_makes_no_call() {
        for line in [
            "c7=1; secure=true",
            "c7=1; HttpOnly",
            "c7=1; sameSite=Lax",
            "c7=1; partitioned=yes",
            "c7=1; expires=tomorrow",
        ] {
            assert_eq!(StoreCall::parse(line), None, "{line}");
        }
    }
}
