//! The smallest fixes in a few lines, each as a diff of the header lines that were given.

use diagnosis::{DiffLine, EditTarget, Explanation, SuggestedEdit, SuggestedFix, SuggestedFixes};
use explainer::words::phrases;

use crate::output::text_style::TextStyle;
use crate::output::wrapped_text::{cut, fits, wrapped};

/// Returns the lines of all fixes.
pub(super) fn fix_lines(explanation: &Explanation, style: TextStyle) -> Vec<String> {
    let mut lines = Vec::new();
    for (cookies, fixes) in &explainer::words::distinct_fixes(explanation) {
        let mut known: &[SuggestedEdit] = &[];
        for step in fix_steps(fixes) {
            known = &step.fix.edits;
            let heading = format!("Smallest fix{cookies}: {}", step.works(explanation));
            lines.extend(wrapped(0, &heading).iter().map(|line| style.bold(line)));
            lines.extend(step.lines(fixes, style));
        }
        if phrases::is_for_unsafe_method(explanation) {
            lines.extend(wrapped(0, phrases::COME_BACK_BY_GET));
        }
        if let Some(workaround) = &fixes.workaround {
            lines.extend(wrapped(
                0,
                &explainer::words::short_workaround(workaround, known, explanation),
            ));
        }
    }
    lines
}

/// A fix, and the one that is the same with `Partitioned`, for browsers that block third parties.
struct FixStep<'a> {
    fix: &'a SuggestedFix,
    partitioned: Option<&'a SuggestedFix>,
}

/// Returns the fixes of which none only adds to another, but for `Partitioned`.
fn fix_steps(fixes: &SuggestedFixes) -> Vec<FixStep<'_>> {
    let mut steps: Vec<FixStep<'_>> = Vec::new();
    for fix in &fixes.fixes {
        let Some(last) = steps.last_mut() else {
            steps.push(FixStep { fix, partitioned: None });
            continue;
        };
        let adds = last.fix.edits.iter().all(|edit| fix.edits.contains(edit));
        let added: Vec<&SuggestedEdit> =
            fix.edits.iter().filter(|edit| !last.fix.edits.contains(edit)).collect();
        match (adds, added.as_slice()) {
            (true, [SuggestedEdit::Partitioned]) => last.partitioned = Some(fix),
            (true, _) if last.partitioned.is_none() => last.fix = fix,
            _ => steps.push(FixStep { fix, partitioned: None }),
        }
    }
    steps
}

impl FixStep<'_> {
    /// Returns where it works: `works in Firefox`, or `for Firefox; Partitioned adds Incognito`.
    fn works(&self, explanation: &Explanation) -> String {
        let proved = |_: &&SuggestedFix| explanation.gaps_of_fix(self.fix).is_empty();
        let Some(partitioned) = self.partitioned.filter(proved) else {
            return phrases::works_in(self.fix, explanation);
        };
        let is_new = |name: &&String| !self.fix.works_on.contains(name);
        let new: Vec<String> = partitioned.works_on.iter().filter(is_new).cloned().collect();
        let who = |names: &[String]| phrases::who_of(names, explanation);
        format!("for {}; `Partitioned` adds {}", who(&self.fix.works_on), who(&new))
    }

    /// Returns what to change: sentences where no header line shows it, and the diff.
    fn lines(&self, fixes: &SuggestedFixes, style: TextStyle) -> Vec<String> {
        let SuggestedFix { diff, edits, fixed, .. } = self.fix;
        let is_new = |line: &&DiffLine| line.is_of_cookie() && matches!(line, DiffLine::Added(_));
        let new: Vec<&DiffLine> = diff.response.iter().filter(is_new).collect();
        // A line that is too long is said in words, which cannot tell several cookies apart.
        let shows_cookies = new.len() > 1 || new.iter().all(|line| fits(2, &line.to_string()));
        let is_shown = |line: &&DiffLine| !line.is_of_cookie() || shows_cookies;
        let is_told = |edit: &&SuggestedEdit| match edit.target() {
            EditTarget::Script | EditTarget::Address => true,
            EditTarget::Cookie => {
                diff.prior.is_empty()
                    && (!shows_cookies || !diff.response.iter().any(DiffLine::is_of_cookie))
            }
            EditTarget::Response => diff.response.is_empty(),
            EditTarget::Preflight => diff.preflight.is_empty(),
        };
        let advice = phrases::advice(self.fix, fixes);
        let words = |edit: &SuggestedEdit| edit.words(fixed);
        let is_advice = |edit: &&SuggestedEdit| advice.contains(&words(edit));
        let told = edits.iter().filter(|edit| is_told(edit) || is_advice(edit)).map(words);
        let told: Vec<String> = told.collect();
        let of_all = advice.into_iter().filter(|sentence| !told.contains(sentence));
        let of_all: Vec<String> = of_all.collect();
        let sentences = of_all.into_iter().chain((!told.is_empty()).then(|| told.join(" ")));
        let mut lines: Vec<String> =
            sentences.flat_map(|sentence| wrapped(2, &format!("• {sentence}"))).collect();
        let response = diff.response.iter().filter(is_shown);
        lines.extend(response.map(|line| coloured(line, style)));
        if !diff.preflight.is_empty() {
            lines.push("  in the response to the preflight (OPTIONS):".to_owned());
        }
        lines.extend(diff.preflight.iter().map(|line| coloured(line, style)));
        if !diff.prior.is_empty() {
            lines.push("  where the cookie is set:".to_owned());
        }
        lines.extend(diff.prior.iter().map(|line| coloured(line, style)));
        lines
    }
}

/// Returns a line of a diff: of one that goes what fits, as it stands in the input.
fn coloured(line: &DiffLine, style: TextStyle) -> String {
    let text = format!("  {line}");
    match line {
        DiffLine::Removed(_) => style.bad(&cut(&text)),
        DiffLine::Added(_) => style.good(&text),
    }
}
