//! Several cookies in one `Set-Cookie` field. Other fields of one name may be sent as one, joined
//! by commas; of this one, browsers see the first cookie alone.
//!
//! Spec: [RFC 6265, section 3](https://www.rfc-editor.org/rfc/rfc6265#section-3).

use run_model::evidence::cookie_pair;

use crate::http_text::is_token;
use crate::missing_signs::is_attribute_name;
use crate::response_head::ResponseHead;

/// Returns the cookies that a line holds: one, unless a comma and another name follow an
/// attribute. The comma of a date is followed by no name with a value.
pub(crate) fn folded_cookies(line: &str) -> Vec<String> {
    // A comma in the cookie's own value stays there.
    split_at_commas(line, |before| before.contains(';'))
}

/// Returns the names of the cookies behind the first one of a line.
pub(crate) fn lost_cookies(line: &str) -> Vec<String> {
    folded_cookies(line).iter().skip(1).map(|one| cookie_pair(one).0.to_owned()).collect()
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
    /// Gives each cookie of a folded `Set-Cookie` field a field of its own.
    pub(crate) fn split_folded_cookies(&mut self) {
        self.split_cookies(folded_cookies);
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
