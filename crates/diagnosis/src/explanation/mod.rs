//! The whole explanation of a question: answers, fixes, how profiles agree, and what it would take
//! to say more.

pub(crate) mod answer_status;
mod later_request_gap;

use std::collections::BTreeSet;

use matrix::Profile;
use run_model::evidence::cookie_pair;
use spec_model::{Note, Reason};
use url::Url;

use crate::answer::by_model::answer_by_model;
use crate::answer::citation::CitableCells;
use crate::answer::{CookieAnswer, ProfileAnswer, ResponseAnswer, UserGoal, goals_of_cookie};
use crate::edit::SuggestedEdit;
use crate::fix::{SuggestedFix, SuggestedFixes, agreed_fixes, suggest_fixes};
use crate::predict::ModelAnswer;
use crate::question::relation::is_of_site;
use crate::question::request_facts::RequestFacts;
use crate::question::{FollowUpSource, PriorCookie, Question};
use crate::recordings::Recordings;
use crate::set_cookie::attributes::LineLifetime;
use crate::set_cookie::folded::lost_cookies;

/// The whole explanation of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What was asked.
    pub question: Question,
    /// What follows from its request alone.
    pub facts: RequestFacts,
    /// What is wanted of response and cookies.
    pub goals: Vec<UserGoal>,
    /// The names of the cookies that must work; empty where all must.
    pub wanted_cookies: Vec<String>,
    /// The answer of each profile.
    pub answers: Vec<ProfileAnswer>,
    /// What each profile's model says, from which its answer follows.
    models: Vec<ModelAnswer>,
    /// What to change, for each `Set-Cookie` line, or for the question as a whole where there is
    /// none; then for each of [`Explanation::failing_prior`].
    pub fixes: Vec<SuggestedFixes>,
}

/// Chooses one of the fixes of a cookie.
pub type ChooseFix = fn(&SuggestedFixes) -> Option<&SuggestedFix>;

/// Profiles with the same answer about a response or a cookie, for the same reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileGroup<'a, A> {
    /// The answers of these profiles.
    pub answers: Vec<&'a ProfileAnswer>,
    /// Their answer about it.
    pub of: &'a A,
}

/// The question for a cookie as if it came alone, with its goals and, of a `Set-Cookie` line, with
/// its position.
type AskedCookie = (Option<usize>, Question, Vec<UserGoal>);

/// Explains a question for these profiles.
pub fn explain(
    recordings: &Recordings,
    question: &Question,
    profiles: &[&Profile],
    goals: &[UserGoal],
) -> Explanation {
    explain_cookies(recordings, question, profiles, goals, &[])
}

/// Explains a question of which only the cookies with these names must work, all where there are
/// none.
pub fn explain_cookies(
    recordings: &Recordings,
    question: &Question,
    profiles: &[&Profile],
    goals: &[UserGoal],
    names: &[String],
) -> Explanation {
    let mut explanation = Explanation::without_fixes(recordings, question, profiles, goals);
    explanation.wanted_cookies = names.to_vec();
    explanation.suggest_fixes(recordings, profiles);
    explanation
}

impl Explanation {
    /// Explains a question for these profiles without looking for what to change.
    pub fn without_fixes(
        recordings: &Recordings,
        question: &Question,
        profiles: &[&Profile],
        goals: &[UserGoal],
    ) -> Self {
        let mut explanation = Self::by_model(recordings, question, profiles, goals);
        explanation.cite(recordings, profiles);
        explanation
    }

    /// Explains a question for these profiles by their models alone: it neither cites what was seen
    /// nor looks for what to change.
    pub fn by_model(
        recordings: &Recordings,
        question: &Question,
        profiles: &[&Profile],
        goals: &[UserGoal],
    ) -> Self {
        let story = question.story();
        let answer = |profile: &&Profile| answer_by_model(recordings, question, &story, profile);
        let (models, answers) = profiles.iter().map(answer).unzip();
        Self {
            question: question.clone(),
            facts: RequestFacts::of(question),
            goals: goals.to_vec(),
            wanted_cookies: Vec::new(),
            answers,
            models,
            fixes: Vec::new(),
        }
    }

    /// Cites what was seen of these profiles, those that were asked about.
    pub fn cite(&mut self, recordings: &Recordings, profiles: &[&Profile]) {
        let cells = CitableCells::of(recordings, &self.question, &self.facts);
        for ((profile, model), answer) in profiles.iter().zip(&self.models).zip(&mut self.answers) {
            cells.cite(profile, model, answer);
        }
    }

    /// Looks for what to change, for these profiles.
    pub fn suggest_fixes(&mut self, recordings: &Recordings, profiles: &[&Profile]) {
        let of_lines = self.question.for_each_cookie().into_iter().enumerate();
        let of_lines = of_lines.map(|(number, one)| (Some(number), one, self.goals_of(number)));
        let of_prior = self
            .failing_prior()
            .into_iter()
            .map(|place| (None, self.question.with_prior_alone(place), self.goals_of_prior(place)));
        let asked: Vec<AskedCookie> = of_lines.chain(of_prior).collect();
        let with_shared = |shared: &[SuggestedEdit]| -> Vec<SuggestedFixes> {
            let fixes = asked.iter();
            fixes.map(|one| self.fixes_of(recordings, profiles, one, shared)).collect()
        };
        self.fixes = agreed_fixes(with_shared);
    }

    /// Looks for what to change for one of the cookies, where these edits are made in any case.
    fn fixes_of(
        &self,
        recordings: &Recordings,
        profiles: &[&Profile],
        (place, one, goals): &AskedCookie,
        shared: &[SuggestedEdit],
    ) -> SuggestedFixes {
        let is_of_cookie = one.set_cookie_lines().next().is_some() || !one.prior.is_empty();
        if !is_of_cookie && !goals.contains(&UserGoal::Response) {
            return SuggestedFixes::default();
        }
        let of_deletion = one
            .set_cookie_lines()
            .any(|line| LineLifetime::of(line, one.now) == LineLifetime::Deletes);
        // Beside other cookies it may work, and alone not: what is changed for others counts too.
        if shared.is_empty() && place.is_some_and(|place| self.cookie_works(place, profiles)) {
            return SuggestedFixes { of_deletion, ..SuggestedFixes::default() };
        }
        let is_known = *one == self.question && self.is_of(profiles);
        let known = is_known.then_some(self.answers.as_slice());
        let fixes = suggest_fixes(recordings, one, profiles, goals, known, shared);
        SuggestedFixes { of_deletion, ..fixes }
    }

    /// Returns whether the cookie at this position among the `Set-Cookie` lines does all that is
    /// wanted of it, as does the response, on each of these profiles.
    fn cookie_works(&self, place: usize, profiles: &[&Profile]) -> bool {
        let goals = self.goals_of(place);
        let works = |answer: &ProfileAnswer| {
            let cookie = answer.cookies.get(place);
            answer.response.has(&goals) && cookie.is_some_and(|cookie| cookie.has(&goals))
        };
        self.is_of(profiles) && self.answers.iter().all(works)
    }

    /// Returns whether it has the answers of these profiles, in order.
    fn is_of(&self, profiles: &[&Profile]) -> bool {
        let names = profiles.iter().map(|profile| (profile.engine.name(), profile.name.as_str()));
        self.answers.iter().map(|answer| (answer.engine, answer.profile.as_str())).eq(names)
    }

    /// Returns the positions of the cookies that were there before and have fixes of their own:
    /// those that fail beside lines that set others.
    pub fn failing_prior(&self) -> Vec<usize> {
        if self.question.set_cookie_lines().next().is_none() {
            return Vec::new();
        }
        let fails = |place: &usize| {
            let goals = self.goals_of_prior(*place);
            self.answers.iter().any(|answer| !answer.prior[*place].has(&goals))
        };
        (0..self.question.prior.len()).filter(fails).collect()
    }

    /// Returns the goals of the cookie at this position among the `Set-Cookie` lines.
    pub fn goals_of(&self, cookie: usize) -> Vec<UserGoal> {
        let lines = || self.question.set_cookie_lines();
        let Some(line) = lines().nth(cookie) else { return self.goals.clone() };
        let mut goals = goals_of_cookie(line, lines(), &self.goals);
        let is_twin = self.wanted_cookies.is_empty() && self.question.twin_of(line).is_some();
        if !self.is_wanted(line) || is_twin {
            goals.retain(|goal| *goal == UserGoal::Response);
        } else if self.wanted_cookies.is_empty() && self.is_of_another_site(cookie) {
            goals.retain(|goal| matches!(goal, UserGoal::Response | UserGoal::Stored));
        }
        goals
    }

    /// Returns whether the cookie of the line at this position is of another site than the later
    /// request, which nobody expects it to go with: one that a redirect sets on its way, or beside
    /// one of that site.
    fn is_of_another_site(&self, line: usize) -> bool {
        let question = &self.question;
        let Some(then) = &question.follow_up else { return false };
        let set_by = question.url_of_line(line);
        let is_other = !is_of_site(&then.url, &set_by);
        match question.follow_up_source {
            FollowUpSource::Refused | FollowUpSource::Seen | FollowUpSource::Usual => is_other,
            FollowUpSource::Asked => {
                let lines = 0..question.set_cookie_lines().count();
                let mut setters = lines.map(|other| question.url_of_line(other));
                is_other
                    && (!is_of_site(&question.url, &set_by)
                        || setters.any(|other| is_of_site(&then.url, &other)))
            }
        }
    }

    /// Returns the goals of the cookie at this position among those that were there before.
    pub fn goals_of_prior(&self, cookie: usize) -> Vec<UserGoal> {
        let line = self.question.prior.get(cookie).map_or("", PriorCookie::line);
        let goals = self.goals.iter().copied().filter(|_| self.is_wanted(line));
        goals.filter(|goal| *goal != UserGoal::Response).collect()
    }

    fn is_wanted(&self, line: &str) -> bool {
        let (name, lost) = (cookie_pair(line).0, lost_cookies(line));
        let mut wanted = self.wanted_cookies.iter();
        self.wanted_cookies.is_empty() || wanted.any(|one| one == name || lost.contains(one))
    }

    /// Returns the names under which a request carries two cookies of one host in some browser.
    pub fn names_sent_twice(&self) -> Vec<String> {
        let question = &self.question;
        let is_sent_twice = |name: &String| {
            self.answers.iter().any(|answer| {
                let prior = answer.prior.iter().map(|cookie| (cookie, question.url.clone()));
                let set = answer.cookies.iter().enumerate();
                let set = set.map(|(line, cookie)| (cookie, question.url_of_line(line)));
                let all: Vec<(&CookieAnswer, Url)> = prior.chain(set).collect();
                let sent = |host: &Url| {
                    let is_one = |(cookie, url): &&(&CookieAnswer, Url)| {
                        cookie.name() == *name && cookie.sent.yes && url.host() == host.host()
                    };
                    all.iter().filter(is_one).count()
                };
                all.iter().any(|(_, host)| sent(host) > 1)
            })
        };
        question.cookie_names().into_iter().filter(is_sent_twice).collect()
    }

    /// Returns the names of the cookies that a later line of the same response deletes, though it
    /// is that response which sets them.
    pub fn cookies_deleted_at_once(&self) -> BTreeSet<String> {
        let deleted = [Reason::Deleted.code()];
        let is_lost = |cookie: &&CookieAnswer| {
            !cookie.deletes() && cookie.stored.reasons.iter().map(|rule| rule.code).eq(deleted)
        };
        let cookies = self.answers.iter().flat_map(|answer| &answer.cookies);
        cookies.filter(is_lost).map(|cookie| cookie.name().to_owned()).collect()
    }

    /// Returns the names of the cookies that a request carries for no other reason than that they
    /// are young.
    pub fn cookies_sent_while_young(&self) -> BTreeSet<String> {
        let young = Note::LaxAllowingUnsafe.code();
        let is_young = |cookie: &&CookieAnswer| {
            cookie.sent.yes && cookie.sent.notes.iter().any(|rule| rule.code == young)
        };
        let cookies =
            self.answers.iter().flat_map(|answer| answer.prior.iter().chain(&answer.cookies));
        cookies.filter(is_young).map(|cookie| cookie.name().to_owned()).collect()
    }

    /// Returns whether all that is wanted is so on every profile.
    pub fn works(&self) -> bool {
        self.answers.iter().all(|answer| self.meets_goals(answer))
    }

    /// Returns whether all that is wanted is so on a profile.
    pub fn meets_goals(&self, answer: &ProfileAnswer) -> bool {
        let mut prior = answer.prior.iter().enumerate();
        let mut cookies = answer.cookies.iter().enumerate();
        answer.response.has(&self.goals)
            && prior.all(|(place, one)| one.has(&self.goals_of_prior(place)))
            && cookies.all(|(place, one)| one.has(&self.goals_of(place)))
    }

    /// Returns the profiles in groups that make the same of the response.
    pub fn response_groups(&self) -> Vec<ProfileGroup<'_, ResponseAnswer>> {
        groups(self.answers.iter().map(|answer| (answer, &answer.response)))
    }

    /// Returns the profiles in groups that make the same of the cookie at this position among the
    /// `Set-Cookie` lines.
    pub fn cookie_groups(&self, cookie: usize) -> Vec<ProfileGroup<'_, CookieAnswer>> {
        groups(self.answers.iter().filter_map(|answer| Some((answer, answer.cookies.get(cookie)?))))
    }

    /// Returns the profiles in groups that make the same of the cookie at this position among those
    /// that were there before.
    pub fn prior_groups(&self, cookie: usize) -> Vec<ProfileGroup<'_, CookieAnswer>> {
        groups(self.answers.iter().filter_map(|answer| Some((answer, answer.prior.get(cookie)?))))
    }

    /// Returns the changes that are made elsewhere than in a cookie's line, each once.
    pub fn shared_edits(&self) -> Vec<&SuggestedEdit> {
        self.shared_edits_of(SuggestedFixes::widest)
    }

    fn shared_edits_of(&self, choose: ChooseFix) -> Vec<&SuggestedEdit> {
        let mut shared: Vec<&SuggestedEdit> = Vec::new();
        for edit in self.fixes.iter().filter_map(choose).flat_map(|fix| &fix.edits) {
            if !edit.is_of_cookie() && !shared.contains(&edit) {
                shared.push(edit);
            }
        }
        // As they are made: later ones build on earlier ones.
        shared.sort();
        shared
    }

    /// Returns the question with the widest fix of each cookie; `None` where nothing is to be
    /// changed or can be.
    pub fn fixed(&self) -> Option<Question> {
        self.fixed_by(SuggestedFixes::widest)
    }

    /// Writes the lines of the cookies that were there before as their fixes have them: of the one
    /// for the question as a whole, or of one for each that fails.
    fn fix_prior<'f>(
        &self,
        fixed: &mut Question,
        mut fixes: impl Iterator<Item = Option<&'f SuggestedFix>>,
    ) {
        let mut set = |place: usize, new: Option<&PriorCookie>| {
            if let (Some(cookie), Some(new)) = (fixed.prior.get_mut(place), new) {
                new.line().clone_into(cookie.line_mut());
            }
        };
        if self.question.set_cookie_lines().next().is_some() {
            for (place, fix) in self.failing_prior().into_iter().zip(fixes) {
                set(place, fix.and_then(|fix| fix.fixed.prior.first()));
            }
        } else if let Some(fix) = fixes.next().flatten() {
            for (place, new) in fix.fixed.prior.iter().enumerate() {
                set(place, Some(new));
            }
        }
    }

    /// Returns the question with one fix of each cookie; `None` where nothing is to be changed or
    /// can be.
    pub fn fixed_by(&self, choose: ChooseFix) -> Option<Question> {
        let mut fixed = self.question.clone();
        self.shared_edits_of(choose).iter().for_each(|edit| edit.apply(&mut fixed));
        let mut changed = self.fixes.iter().map(choose);
        for head in fixed.heads_mut() {
            head.headers = std::mem::take(&mut head.headers)
                .into_iter()
                .flat_map(|(name, value)| {
                    let is_cookie = name.eq_ignore_ascii_case("Set-Cookie");
                    let fix = is_cookie.then(|| changed.next().flatten()).flatten();
                    // A line that is split becomes several.
                    let lines = fix.map_or_else(
                        || vec![value],
                        |fix| fix.fixed.set_cookie_lines().map(str::to_owned).collect(),
                    );
                    lines.into_iter().map(move |line| (name.clone(), line))
                })
                .collect();
        }
        self.fix_prior(&mut fixed, changed);
        (fixed != self.question).then_some(fixed)
    }
}

fn groups<'a, A: PartialEq>(
    answers: impl Iterator<Item = (&'a ProfileAnswer, &'a A)>,
) -> Vec<ProfileGroup<'a, A>> {
    let mut groups: Vec<ProfileGroup<'a, A>> = Vec::new();
    for (answer, of) in answers {
        let same = |group: &&mut ProfileGroup<'_, A>| {
            group.of == of && group.answers[0].ever_recorded == answer.ever_recorded
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.answers.push(answer),
            None => groups.push(ProfileGroup { answers: vec![answer], of }),
        }
    }
    groups
}

impl Question {
    /// Returns the question for one of the cookies that were there before, as if it came alone.
    fn with_prior_alone(&self, place: usize) -> Self {
        let mut one = self.clone();
        one.prior = vec![self.prior[place].clone()];
        for head in one.heads_mut() {
            head.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Set-Cookie"));
        }
        one
    }

    /// Returns the question for each cookie as if it came alone, or the question itself where no
    /// cookie comes.
    fn for_each_cookie(&self) -> Vec<Self> {
        let is_cookie = |(name, _): &(String, String)| name.eq_ignore_ascii_case("Set-Cookie");
        let alone = |kept: usize| {
            let mut one = self.clone();
            let mut number = 0;
            for head in one.heads_mut() {
                head.headers.retain(|field| {
                    let is_other = is_cookie(field) && number != kept;
                    number += usize::from(is_cookie(field));
                    !is_other
                });
            }
            one
        };
        let cookies = 0..self.set_cookie_lines().count();
        let questions: Vec<Self> = cookies.map(alone).collect();
        if questions.is_empty() { vec![self.clone()] } else { questions }
    }
}
