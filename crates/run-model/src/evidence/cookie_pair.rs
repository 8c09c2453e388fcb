//! Name and value in the cookies that requests and responses carry.

/// Returns name and value of a `Set-Cookie` line, or of one cookie of a `Cookie` field, without
/// white space around them. A cookie without a name has an empty one.
pub fn cookie_pair<'l>(line: &'l str) -> (&'l str, &'l str) {
    let pair = line.split(';').next().unwrap_or_default();
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let trim = |text: &'l str| text.trim_matches([' ', '\t']);
    (trim(name), trim(value))
}

/// Returns whether a cookie came back other than a `Set-Cookie` line writes it: with another name
/// or value, or cut off. A cookie without a name is compared as the text that requests carry.
pub fn comes_back_changed(line: &str, (name, value): (&str, &str)) -> bool {
    let carried = if name.is_empty() { value.to_owned() } else { format!("{name}={value}") };
    cookie_pair(line) != cookie_pair(&carried)
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

    #[test]
    fn only_spaces_and_tabs_around_a_pair_are_white_space() {
        assert_eq!(cookie_pair("a\t=\t b ;c"), ("a", "b"));
        assert_eq!(cookie_pair("a=b\u{a0}"), ("a", "b\u{a0}"));
    }

    #[track_caller]
    fn check_changed(line: &str, seen: (&str, &str), expected: bool) {
        assert_eq!(comes_back_changed(line, seen), expected, "{line} as {seen:?}");
    }

    #[test]
    fn a_cookie_that_lost_a_part_of_its_pair_comes_back_changed() {
        check_changed("a=1\tx; Path=/", ("a", "1"), true);
        check_changed("a=1\u{a0}; Path=/", ("a", "1"), true);
        check_changed("1é=x", ("", "1"), true);
        check_changed("1", ("1", ""), true);
    }

    #[test]
    fn white_space_attributes_and_the_sign_of_no_name_are_no_part_of_a_pair() {
        check_changed(" a = 1 ; Path=/", ("a", "1"), false);
        check_changed("=1", ("", "1"), false);
        check_changed("a,b=1", ("", "a,b=1"), false);
    }
}
