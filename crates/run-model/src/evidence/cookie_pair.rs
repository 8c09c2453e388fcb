//! Name and value in the cookies that requests and responses carry.

/// Returns name and value of a `Set-Cookie` line, or of one cookie of a `Cookie` field, without
/// white space around them. A cookie without a name has an empty one.
pub fn cookie_pair(line: &str) -> (&str, &str) {
    let pair = line.split(';').next().unwrap_or_default();
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    (name.trim(), value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_ends_at_the_first_semicolon_and_the_name_at_the_first_equals_sign() {
        assert_eq!(cookie_pair(" a = b=c ; Path=/"), ("a", "b=c"));
        assert_eq!(cookie_pair("a"), ("", "a"));
        assert_eq!(cookie_pair("=a"), ("", "a"));
        assert_eq!(cookie_pair(""), ("", ""));
    }
}
