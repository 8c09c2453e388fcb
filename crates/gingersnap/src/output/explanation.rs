//! An explanation for people, on a terminal.

use diagnosis::{
    AnswerBasis, CitedRule, CookieAnswer, DiffLine, EvidenceGap, Explanation, ProfileAnswer,
    ProfileGroup, ResponseAnswer, UserGoal,
};

use crate::output::text_style::TextStyle;
use explainer::words::phrases::{self, CookieFact};
use explainer::words::request_words;

/// Returns the text of an explanation that lacks this evidence.
pub(crate) fn explanation_text(
    explanation: &Explanation,
    gaps: &[EvidenceGap],
    style: TextStyle,
) -> String {
    let mut text = TextReport { style, explanation, gaps, lines: Vec::new(), sections: Vec::new() };
    text.question();
    text.response();
    (0..explanation.question.prior.len()).for_each(|number| text.prior(number));
    for number in 0..explanation.question.set_cookie_lines().count() {
        text.cookie(number);
    }
    text.fixes();
    text.list_sections();
    text.lines.join("\n") + "\n"
}

/// Returns the line above a question from a file.
pub(crate) fn origin_line(origin: &str, style: TextStyle) -> String {
    style.heading(&format!("── {origin}")) + "\n"
}

struct TextReport<'a> {
    style: TextStyle,
    explanation: &'a Explanation,
    gaps: &'a [EvidenceGap],
    lines: Vec<String>,
    /// The sections that were cited, by the numbers that they were given.
    sections: Vec<(&'static str, &'static str, &'static str)>,
}

impl<'a> TextReport<'a> {
    fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(self.style.heading(heading));
    }

    fn question(&mut self) {
        let question = &self.explanation.question;
        self.line(format!("{}  {}", self.style.bold("page   "), question.page));
        for frame in &question.frames {
            self.line(format!("{}  {frame}", self.style.bold("frame  ")));
        }
        self.line(format!("{}  {}", self.style.bold("request"), question.url));
        for sentence in request_words::situation(self.explanation) {
            self.line(format!("         {sentence}"));
        }
    }

    fn response(&mut self) {
        self.heading("Can the script read the response?");
        for group in self.explanation.response_groups() {
            let ResponseAnswer { readable, outcome, basis, .. } = group.of;
            if let Some(gap) = self.unknown_response(readable.yes) {
                self.line(format!("  {}", self.style.bold(&format!("? unknown: {gap}"))));
                continue;
            }
            let answer = match (&self.explanation.question.request.reads, group.of.usable) {
                (Some(name), false) if readable.yes => format!("yes, but not its field {name}"),
                _ if readable.yes => "yes".to_owned(),
                _ => format!("no, {outcome}"),
            };
            self.who(group.of.has(&self.explanation.goals), &answer, &group, basis);
            self.rules(
                "",
                &readable.reasons.iter().collect::<Vec<_>>(),
                &readable.notes.iter().collect::<Vec<_>>(),
            );
            self.evidence(&group, basis, &[]);
        }
        let question = &self.explanation.question;
        if question.prior.is_empty()
            && question.set_cookie_lines().next().is_none()
            && !self.gaps.contains(&EvidenceGap::NoResponse)
        {
            self.heading("The response sets no cookie.");
        }
    }

    /// Returns why it cannot be said whether the script reads the final response.
    fn unknown_response(&self, is_readable: bool) -> Option<&'a EvidenceGap> {
        self.gaps.iter().find(|gap| is_readable && gap.is_of_response())
    }

    fn prior(&mut self, number: usize) {
        let line = self.explanation.question.prior[number].line();
        self.heading(&format!("Cookie that was there: {line}"));
        let goals = self.explanation.goals_of_prior(number);
        self.cookie_groups(self.explanation.prior_groups(number), &goals);
    }

    fn cookie(&mut self, number: usize) {
        let line = self.explanation.question.set_cookie_lines().nth(number).unwrap_or_default();
        self.heading(&format!("Set-Cookie: {line}"));
        let goals = self.explanation.goals_of(number);
        self.cookie_groups(self.explanation.cookie_groups(number), &goals);
    }

    fn cookie_groups(&mut self, groups: Vec<ProfileGroup<'a, CookieAnswer>>, goals: &[UserGoal]) {
        for group in groups {
            let cookie: &'a CookieAnswer = group.of;
            let works = cookie.has(goals);
            self.who(works, &phrases::verdict(cookie, works), &group, &cookie.basis);
            let lines = phrases::lines(cookie, &self.explanation.question);
            let answers: Vec<String> = lines
                .iter()
                .map(|line| format!("{} {}", line.question, self.yes_or_no(line.verdict.yes)))
                .collect();
            self.line(format!("    {}", answers.join(" · ")));
            if let Some(partition) = phrases::partition(cookie) {
                self.line(format!("    stored {partition}"));
            }
            for line in &lines {
                let lead = if line.fact == CookieFact::Stored {
                    String::new()
                } else {
                    format!("{}: ", line.question)
                };
                self.rules(&lead, &line.reasons, &line.notes);
            }
            self.evidence(&group, &cookie.basis, &cookie.departures);
        }
    }

    fn who<A>(
        &mut self,
        works: bool,
        answer: &str,
        group: &ProfileGroup<'_, A>,
        basis: &AnswerBasis,
    ) {
        let is_chromium = |answer: &&ProfileAnswer| answer.engine == "chromium";
        let is_open =
            self.explanation.question.lacks_secure_page() && group.answers.iter().any(is_chromium);
        let sign = if works && is_open {
            format!("? {answer}")
        } else if works {
            self.style.good(&format!("✓ {answer}"))
        } else {
            self.style.bad(&format!("✗ {answer}"))
        };
        let known = self.style.dim(&format!("({})", phrases::known(group, basis)));
        self.line(format!("  {sign}  {} {known}", self.style.bold(&phrases::who(&group.answers))));
    }

    fn yes_or_no(&self, yes: bool) -> String {
        if yes { self.style.good("yes") } else { self.style.bad("no") }
    }

    fn rules(&mut self, lead: &str, reasons: &[&CitedRule], notes: &[&CitedRule]) {
        for (number, rule) in reasons.iter().enumerate() {
            self.rule(if number == 0 { lead } else { "also: " }, rule);
        }
        for note in notes {
            self.rule("note: ", note);
        }
    }

    fn rule(&mut self, lead: &str, rule: &CitedRule) {
        let section = (rule.standard, rule.section, rule.link);
        let number =
            self.sections.iter().position(|known| *known == section).unwrap_or_else(|| {
                self.sections.push(section);
                self.sections.len() - 1
            });
        let number = self.style.dim(&format!("[{}]", number + 1));
        self.line(format!("    {lead}{} {number}", rule.summary));
    }

    fn evidence<A>(
        &mut self,
        group: &ProfileGroup<'_, A>,
        basis: &AnswerBasis,
        departures: &[CitedRule],
    ) {
        for sentence in phrases::evidence(group, basis, departures) {
            self.line(self.style.dim(&format!("    {sentence}")));
        }
    }

    fn fixes(&mut self) {
        for (cookies, fixes) in &explainer::words::distinct_fixes(self.explanation) {
            for fix in &fixes.fixes {
                self.heading(&format!(
                    "Smallest fix{cookies}: {}",
                    phrases::works_in(fix, self.explanation)
                ));
                for sentence in phrases::edits(fix, fixes) {
                    self.line(format!("  • {sentence}"));
                }
                self.diff("response", &fix.diff.response);
                self.diff("response to the preflight", &fix.diff.preflight);
                self.diff("where the cookie is set", &fix.diff.prior);
            }
            if let Some(workaround) = &fixes.workaround {
                let (first, others) = explainer::words::workaround(workaround, self.explanation);
                self.heading(&first);
                for sentence in others {
                    self.line(format!("  • {sentence}"));
                }
            }
        }
    }

    fn diff(&mut self, of: &str, lines: &[DiffLine]) {
        if lines.is_empty() {
            return;
        }
        self.line(self.style.dim(&format!("    {of}")));
        for line in lines {
            let text = format!("    {line}");
            self.line(match line {
                DiffLine::Removed(_) => self.style.bad(&text),
                DiffLine::Added(_) => self.style.good(&text),
            });
        }
    }

    fn list_sections(&mut self) {
        if self.sections.is_empty() {
            return;
        }
        self.heading("References");
        for (number, (standard, section, link)) in
            std::mem::take(&mut self.sections).into_iter().enumerate()
        {
            self.line(format!(
                "  [{}] {standard}, {section}: {}",
                number + 1,
                self.style.dim(link)
            ));
        }
    }
}
