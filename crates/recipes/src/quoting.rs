//! String literals of the languages that recipes are written in.

/// Returns a literal in double quotes, as JavaScript, Python, Rust, Go and Java read it.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"'))
}

/// Returns a literal in single quotes, as PHP and Ruby read it without looking into it.
pub(crate) fn single_quoted(text: &str) -> String {
    format!("'{}'", escaped(text, '\''))
}

/// Returns the text with a backslash before each backslash and each quote. Control characters can
/// be in no header field and are left out.
fn escaped(text: &str, quote: char) -> String {
    let mut escaped = String::new();
    for character in text.chars().filter(|character| !character.is_control()) {
        if character == quote || character == '\\' {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_does_not_end_its_literal() {
        assert_eq!(quoted(r#"a"b\"#), r#""a\"b\\""#);
        assert_eq!(single_quoted("it's $x"), r"'it\'s $x'");
    }
}
