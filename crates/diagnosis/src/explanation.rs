//! Everything there is to say about a question.

use matrix::Profile;

use crate::answer::{Answer, CookieAnswer, ResponseAnswer, Want};
use crate::decide::answer_with;
use crate::edit::Edit;
use crate::question::Question;
use crate::recordings::Recordings;
use crate::remedy::{Remedies, remedies};
use crate::request_facts::RequestFacts;

/// Everything there is to say about a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What was asked.
    pub question: Question,
    /// What follows from its request alone.
    pub facts: RequestFacts,
    /// What is wanted of response and cookies.
    pub wants: Vec<Want>,
    /// What each profile makes of it.
    pub answers: Vec<Answer>,
    /// What to change, for each cookie; for the response alone where there is no cookie.
    pub remedies: Vec<Remedies>,
}

/// Profiles that make the same of a response or of a cookie, for the same reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a, A> {
    /// The answers of these profiles.
    pub answers: Vec<&'a Answer>,
    /// What they make of it.
    pub of: &'a A,
}

/// Explains a question for these profiles.
pub fn explain(
    recordings: &Recordings,
    question: &Question,
    profiles: &[&Profile],
    wants: &[Want],
) -> Explanation {
    let mut explanation = Explanation::without_remedies(recordings, question, profiles, wants);
    explanation.find_remedies(recordings, profiles);
    explanation
}

impl Explanation {
    /// Explains a question for these profiles without looking for what to change.
    pub fn without_remedies(
        recordings: &Recordings,
        question: &Question,
        profiles: &[&Profile],
        wants: &[Want],
    ) -> Self {
        let facts = RequestFacts::of(question);
        Self {
            wants: wants.to_vec(),
            answers: answer_with(recordings, question, &facts, profiles.iter().copied()),
            remedies: Vec::new(),
            question: question.clone(),
            facts,
        }
    }

    /// Looks for what to change, for these profiles.
    pub fn find_remedies(&mut self, recordings: &Recordings, profiles: &[&Profile]) {
        self.remedies = self
            .question
            .for_each_cookie()
            .iter()
            .map(|one| remedies(recordings, one, &self.facts, profiles, &self.wants))
            .collect();
    }

    /// Returns whether all that is wanted is so on every profile.
    pub fn works(&self) -> bool {
        self.answers.iter().all(|answer| answer.has(&self.wants))
    }

    /// Returns the profiles in groups that make the same of the response.
    pub fn response_groups(&self) -> Vec<Group<'_, ResponseAnswer>> {
        groups(self.answers.iter().map(|answer| (answer, &answer.response)))
    }

    /// Returns the profiles in groups that make the same of the cookie at this position among the
    /// `Set-Cookie` lines.
    pub fn cookie_groups(&self, cookie: usize) -> Vec<Group<'_, CookieAnswer>> {
        groups(self.answers.iter().filter_map(|answer| Some((answer, answer.cookies.get(cookie)?))))
    }

    /// Returns the changes that are made elsewhere than in a cookie's line, each once.
    pub fn shared_edits(&self) -> Vec<&Edit> {
        let mut shared: Vec<&Edit> = Vec::new();
        for edit in self
            .remedies
            .iter()
            .filter_map(|one| one.remedies.first())
            .flat_map(|remedy| &remedy.edits)
        {
            if !edit.is_of_cookie() && !shared.contains(&edit) {
                shared.push(edit);
            }
        }
        shared.sort_by_key(|edit| edit.site());
        shared
    }

    /// Returns the question with the first remedy of each cookie; `None` where nothing is to be
    /// changed or can be.
    pub fn mended(&self) -> Option<Question> {
        let mut mended = self.question.clone();
        self.shared_edits().iter().for_each(|edit| edit.apply(&mut mended));
        let lines = mended
            .response
            .headers
            .iter_mut()
            .filter(|(name, _)| name.eq_ignore_ascii_case("Set-Cookie"));
        for ((_, line), remedies) in lines.zip(&self.remedies) {
            if let Some(changed) =
                remedies.remedies.first().and_then(|remedy| remedy.mended.set_cookie_lines().next())
            {
                changed.clone_into(line);
            }
        }
        (mended != self.question).then_some(mended)
    }
}

fn groups<'a, A: PartialEq>(
    answers: impl Iterator<Item = (&'a Answer, &'a A)>,
) -> Vec<Group<'a, A>> {
    let mut groups: Vec<Group<'a, A>> = Vec::new();
    for (answer, of) in answers {
        let same = |group: &&mut Group<'_, A>| {
            group.of == of && group.answers[0].ever_recorded == answer.ever_recorded
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.answers.push(answer),
            None => groups.push(Group { answers: vec![answer], of }),
        }
    }
    groups
}

impl Question {
    /// Returns the question for each cookie as if it came alone, or the question itself where no
    /// cookie comes.
    fn for_each_cookie(&self) -> Vec<Self> {
        let is_cookie = |(name, _): &(String, String)| name.eq_ignore_ascii_case("Set-Cookie");
        let cookies = self
            .response
            .headers
            .iter()
            .enumerate()
            .filter(|(_, field)| is_cookie(field))
            .map(|(place, _)| place);
        let alone = |kept: usize| {
            let mut one = self.clone();
            let mut place = 0;
            one.response.headers.retain(|field| {
                place += 1;
                place - 1 == kept || !is_cookie(field)
            });
            one
        };
        let questions: Vec<Self> = cookies.map(alone).collect();
        if questions.is_empty() { vec![self.clone()] } else { questions }
    }
}
