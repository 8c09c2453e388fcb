//! The answer in a few lines: what is asked, what becomes of each cookie and of the response, and
//! the smallest fix.

use diagnosis::{
    CookieAnswer, DiffLine, EvidenceGap, Explanation, ProfileAnswer, SuggestedEdit, SuggestedFix,
    SuggestedFixes, UserGoal,
};

use crate::output::text_style::TextStyle;
use explainer::words::phrases;

/// How wide a line may be.
const COLUMNS: usize = 100;

/// Returns the short text of an explanation that lacks this evidence.
pub(crate) fn short_text(
    explanation: &Explanation,
    gaps: &[EvidenceGap],
    style: TextStyle,
) -> String {
    let mut answer = ShortAnswer { explanation, gaps, style, lines: Vec::new() };
    answer.question();
    for (number, cookie) in explanation.question.prior.iter().enumerate() {
        let of = |answer: &ProfileAnswer| answer.prior[number].clone();
        answer.cookie(cookie.line(), &of, &explanation.goals_of_prior(number));
    }
    for (number, line) in explanation.question.set_cookie_lines().enumerate() {
        let of = |answer: &ProfileAnswer| answer.cookies[number].clone();
        answer.cookie(line, &of, &explanation.goals_of(number));
    }
    answer.response();
    answer.fixes();
    answer.lines.join("\n") + "\n"
}

struct ShortAnswer<'a> {
    explanation: &'a Explanation,
    gaps: &'a [EvidenceGap],
    style: TextStyle,
    lines: Vec<String>,
}

/// Profiles of which the same is said.
struct Verdict<'a> {
    works: bool,
    words: String,
    reason: Option<String>,
    profiles: Vec<&'a ProfileAnswer>,
}

impl<'a> ShortAnswer<'a> {
    fn question(&mut self) {
        let question = &self.explanation.question;
        let mut words = phrases::situation(self.explanation).into_iter();
        let first = words.next().unwrap_or_default();
        let page = phrases::place(question.client());
        self.text(0, &format!("{} from {page}: {first}", question.url));
        words.for_each(|sentence| self.text(0, &sentence));
        if let Some(then) = phrases::then_asked(question) {
            self.text(0, &then);
        }
    }

    fn cookie(
        &mut self,
        line: &str,
        of: &dyn Fn(&ProfileAnswer) -> CookieAnswer,
        goals: &[UserGoal],
    ) {
        let name = phrases::cookie_name(line);
        let mut verdicts: Vec<Verdict<'a>> = Vec::new();
        for answer in &self.explanation.answers {
            let cookie = of(answer);
            let works = cookie.has(goals);
            let (words, reason) = phrases::fate(&cookie, goals);
            add(&mut verdicts, works, words, reason, answer);
        }
        self.verdicts(&name, &verdicts);
    }

    fn response(&mut self) {
        if !self.explanation.goals.contains(&UserGoal::Response) {
            return;
        }
        let unknown = self.gaps.iter().find(|gap| match gap {
            EvidenceGap::NoResponse | EvidenceGap::Redirect { .. } => true,
            EvidenceGap::NeverMeasured
            | EvidenceGap::NoCookie
            | EvidenceGap::SeenOtherwise { .. }
            | EvidenceGap::ServerError { .. } => false,
        });
        let mut verdicts: Vec<Verdict<'a>> = Vec::new();
        for answer in &self.explanation.answers {
            let response = &answer.response;
            if let (true, Some(gap)) = (response.usable, unknown) {
                self.text(0, &format!("? unknown: {gap}"));
                return;
            }
            let words = phrases::response_fate(response);
            let reason = phrases::deciding_rule(&response.readable).filter(|_| !response.usable);
            add(&mut verdicts, response.usable, words, reason, answer);
        }
        self.verdicts("response", &verdicts);
    }

    fn verdicts(&mut self, of: &str, verdicts: &[Verdict<'a>]) {
        let judged = self.explanation.judged().len();
        for Verdict { works, words, reason, profiles } in verdicts {
            let (measured, guessed): (Vec<_>, Vec<_>) =
                profiles.iter().partition(|answer| answer.ever_recorded);
            // A prediction of what was never measured is hollow.
            let sign = match (works, measured.is_empty()) {
                (true, false) => self.style.good("✓"),
                (false, false) => self.style.bad("✗"),
                (true, true) => "(✓)".to_owned(),
                (false, true) => "(✗)".to_owned(),
            };
            let names = match (measured.len(), guessed.is_empty()) {
                (0, _) => format!("{}, predicted, never measured", phrases::who(&guessed)),
                (count, is_sure) => {
                    let names = if count == judged && count > 3 {
                        "every measured browser".to_owned()
                    } else {
                        phrases::who(&measured)
                    };
                    let guess = format!("; probably in {}", phrases::who(&guessed));
                    names + if is_sure { "" } else { &guess }
                }
            };
            self.text(0, &format!("{sign} {of} {words} in {names}"));
            if let Some(reason) = reason {
                self.text(4, reason);
            }
        }
    }

    fn fixes(&mut self) {
        for (cookies, fixes) in phrases::distinct_fixes(self.explanation) {
            let mut known: Option<&SuggestedFix> = None;
            for fix in &fixes.fixes {
                self.fix(&cookies, fix, fixes, known);
                known = Some(fix);
            }
            if phrases::is_for_unsafe_method(self.explanation) {
                self.text(0, phrases::COME_BACK_BY_GET);
            }
            if let Some(workaround) = &fixes.workaround {
                let (first, others) = phrases::workaround(workaround, self.explanation);
                self.text(0, &first);
                others.iter().for_each(|sentence| self.text(2, &format!("• {sentence}")));
            }
        }
    }

    /// Adds a fix; one that adds to the fix before it names what it adds alone.
    fn fix(
        &mut self,
        cookies: &str,
        fix: &SuggestedFix,
        fixes: &SuggestedFixes,
        before: Option<&SuggestedFix>,
    ) {
        let works = phrases::works_on(fix, self.explanation);
        let added = before.and_then(|before| {
            let is_new = |edit: &&SuggestedEdit| !before.edits.contains(edit);
            let adds = before.edits.iter().all(|edit| fix.edits.contains(edit));
            adds.then(|| fix.edits.iter().filter(is_new).collect::<Vec<_>>())
        });
        if let Some(added) = added {
            let words: Vec<String> = added.iter().map(|edit| edit.words(&fix.fixed)).collect();
            self.text(0, &format!("With this too, it {works}: {}", words.join(" ")));
            return;
        }
        self.text(0, &self.style.bold(&format!("Smallest fix{cookies}: {works}")));
        let diff: Vec<&DiffLine> = fix.diff.response.iter().chain(&fix.diff.preflight).collect();
        if diff.is_empty() || fix.edits.iter().any(SuggestedEdit::is_outside_headers) {
            for sentence in phrases::edits(fix, fixes) {
                self.text(2, &format!("• {sentence}"));
            }
        } else if let Some(sentence) = phrases::advice(fix, fixes) {
            self.text(2, &sentence);
        }
        for line in diff {
            let text = format!("  {line}");
            self.lines.push(match line {
                DiffLine::Removed(_) => self.style.bad(&text),
                DiffLine::Added(_) => self.style.good(&text),
            });
        }
    }

    /// Adds a text, wrapped at spaces.
    fn text(&mut self, indent: usize, text: &str) {
        let mut line = " ".repeat(indent);
        let mut is_empty = true;
        for word in text.split(' ') {
            if !is_empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
                self.lines.push(std::mem::replace(&mut line, " ".repeat(indent + 2)));
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.lines.push(line);
    }
}

fn add<'a>(
    verdicts: &mut Vec<Verdict<'a>>,
    works: bool,
    words: String,
    reason: Option<String>,
    profile: &'a ProfileAnswer,
) {
    let same =
        |one: &&mut Verdict<'a>| (one.works, &one.words, &one.reason) == (works, &words, &reason);
    match verdicts.iter_mut().find(same) {
        Some(verdict) => verdict.profiles.push(profile),
        None => verdicts.push(Verdict { works, words, reason, profiles: vec![profile] }),
    }
}
