//! The words that must and must not be in what is said.

/// Checks that these words are in a text and those are not, wherever its lines are wrapped. A line
/// break in the words is one that was meant.
#[track_caller]
pub(crate) fn check_words(text: &str, present: &[&str], absent: &[&str]) {
    // Messages have a bar before each further line.
    let flat = text.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let joined = text.replace("\n  ", " ");
    let has = |words: &str| [text, &joined, &flat].iter().any(|text| text.contains(words));
    for words in present {
        assert!(has(words), "`{words}` is not in\n{text}");
    }
    for words in absent {
        assert!(!has(words), "`{words}` is in\n{text}");
    }
}
