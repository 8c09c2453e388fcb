//! What is said of a script's call besides the answer.

use diagnosis::Question;
use diagnosis::paste::IgnoredOption;

/// Says that browsers drop header fields that a call sets.
pub(super) fn dropped_fields(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        format!("a browser drops {}, which no script can set", quoted.join(" and "))
    })
}

/// Says of each option that nothing reads what is read in its place.
pub(super) fn ignored_options(options: &[IgnoredOption]) -> impl Iterator<Item = String> {
    options.iter().map(|IgnoredOption { written, meant }| {
        format!("the call's `{written}` has no effect; write `{meant}`")
    })
}

/// Returns the expressions of a call that decide: none where the request stays in the page's own
/// origin. Long ones are cut.
pub(super) fn deciding_parts(question: &Question, unknown: Vec<String>) -> Vec<String> {
    const LETTERS: usize = 40;
    let own = question.client().origin();
    let urls = question.redirect_urls();
    let leaves = std::iter::once(&question.url).chain(&urls).any(|url| url.origin() != own);
    let cut = |part: String| match part.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &part[..end]),
        None => part,
    };
    unknown.into_iter().filter(|_| leaves).map(cut).collect()
}
