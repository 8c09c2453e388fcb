//! The fixes of all cookies of a response, each line of them once.

use diagnosis::{
    DiffLine, Explanation, HeaderDiff, SiteWorkaround, SuggestedEdit, SuggestedFix, SuggestedFixes,
};

use crate::words::phrases::{cookie_name, list};

/// Fixes, and which cookies need them.
struct FixGroup {
    /// Their positions among [`Explanation::fixes`].
    cookies: Vec<usize>,
    fixes: SuggestedFixes,
}

/// Returns the fixes of the cookies, those that help in the same browsers as one, with the words
/// for which they are: ` for `sid``, or nothing where they are for all that need one. What several
/// cookies need is in the first of their fixes alone: who makes one after the other sends no field
/// twice.
pub fn distinct_fixes(explanation: &Explanation) -> Vec<(String, SuggestedFixes)> {
    let mut groups: Vec<FixGroup> = Vec::new();
    for (place, fixes) in explanation.fixes.iter().enumerate() {
        if fixes.fixes.is_empty() && fixes.workaround.is_none() {
            continue;
        }
        if let Some(group) = groups.iter_mut().find(|group| helps_alike(&group.fixes, fixes)) {
            group.cookies.push(place);
            group.fixes.fixes.iter_mut().zip(&fixes.fixes).for_each(|(one, other)| add(one, other));
            group.fixes.of_deletion |= fixes.of_deletion;
        } else {
            groups.push(FixGroup { cookies: vec![place], fixes: fixes.clone() });
        }
    }
    let whole = explanation.fixes.len();
    let mut told: Vec<SuggestedFix> = Vec::new();
    let mut distinct = Vec::new();
    for FixGroup { cookies, mut fixes } in groups {
        let own = fixes.fixes.clone();
        fixes.fixes.iter_mut().for_each(|fix| leave_out(fix, &told));
        fixes.fixes.retain(|fix| !fix.edits.is_empty());
        told.extend(own);
        let names = cookies.iter().map(|place| cookie_label(explanation, *place));
        let names: Vec<String> = names.collect();
        let words =
            if cookies.len() == whole { String::new() } else { format!(" for {}", list(&names)) };
        if !fixes.fixes.is_empty() || fixes.workaround.is_some() {
            distinct.push((words, fixes));
        }
    }
    distinct
}

/// Returns whether two cookies are helped in the same browsers, step by step, and what is left for
/// the others is the same.
fn helps_alike(one: &SuggestedFixes, other: &SuggestedFixes) -> bool {
    let works = |fixes: &SuggestedFixes| -> Vec<Vec<String>> {
        fixes.fixes.iter().map(|fix| fix.works_on.clone()).collect()
    };
    let left = |fixes: &SuggestedFixes| {
        let moved = |one: &SiteWorkaround| {
            one.same_site.as_ref().map(|moved| (moved.fixed.url.clone(), moved.edits.clone()))
        };
        let left = fixes.workaround.as_ref();
        left.map(|one| (one.profiles.clone(), one.reason, one.beyond_headers, moved(one)))
    };
    works(one) == works(other) && left(one) == left(other)
}

/// Adds what another cookie needs.
fn add(fix: &mut SuggestedFix, other: &SuggestedFix) {
    let new = other.edits.iter().filter(|edit| !fix.edits.contains(edit)).cloned();
    let new: Vec<SuggestedEdit> = new.collect();
    fix.edits.extend(new);
    fix.edits.sort_by_key(SuggestedEdit::target);
    let HeaderDiff { response, preflight, prior } = &other.diff;
    add_lines(&mut fix.diff.response, response);
    add_lines(&mut fix.diff.preflight, preflight);
    add_lines(&mut fix.diff.prior, prior);
}

/// Adds the lines of another cookie's fix, and those of fields that both need once.
fn add_lines(lines: &mut Vec<DiffLine>, others: &[DiffLine]) {
    let new = others.iter().filter(|line| line.is_of_cookie() || !lines.contains(line)).cloned();
    let new: Vec<DiffLine> = new.collect();
    lines.extend(new);
}

/// Leaves out of a fix what was told with others: all but the cookie's own lines.
fn leave_out(fix: &mut SuggestedFix, told: &[SuggestedFix]) {
    fix.edits
        .retain(|edit| edit.is_of_cookie() || !told.iter().any(|one| one.edits.contains(edit)));
    let HeaderDiff { response, preflight, .. } = &mut fix.diff;
    let is_told = |line: &DiffLine, of: fn(&HeaderDiff) -> &Vec<DiffLine>| {
        !line.is_of_cookie() && told.iter().any(|one| of(&one.diff).contains(line))
    };
    response.retain(|line| !is_told(line, |diff| &diff.response));
    preflight.retain(|line| !is_told(line, |diff| &diff.preflight));
}

/// Returns how a fix names its cookie: by its name, or by its number where several have it.
fn cookie_label(explanation: &Explanation, place: usize) -> String {
    let question = &explanation.question;
    let set: Vec<&str> = question.set_cookie_lines().collect();
    let prior = explanation.failing_prior();
    let prior = prior.iter().map(|place| question.prior[*place].line());
    let lines: Vec<&str> = set.iter().copied().chain(prior).collect();
    let names: Vec<String> = lines.iter().map(|line| cookie_name(line)).collect();
    match names.get(place) {
        Some(name) if names.iter().filter(|other| *other == name).count() == 1 => name.clone(),
        Some(_) | None => format!("cookie {}", place + 1),
    }
}
