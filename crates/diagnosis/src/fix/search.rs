//! The search for the smallest fix: by number of edits, each tried on every profile.

use matrix::{Profile, RequestApi};
use spec_model::Reason;

use crate::answer::by_model::answer_by_model;
use crate::answer::{CookieAnswer, DeletionOutcome, ProfileAnswer, UserGoal};
use crate::edit::SuggestedEdit;
use crate::fix::{HeaderDiff, SuggestedFix};
use crate::question::Question;
use crate::recordings::Recordings;

/// No fix has more edits: people would not make them.
const MAX_EDITS: usize = 7;

/// So many sets of edits are tried at most.
const MAX_TRIALS: usize = 400;

/// A search for what makes the first cookie of a question work, and its response.
///
/// It tries one edit, then two, and so on, and takes the first set after which all that is wanted
/// is so and that breaks no profile that worked. Of two sets of one size it takes the one that
/// helps more profiles, then the one that asks less of people ([`SuggestedEdit::cost`]). It adds an
/// edit only where that can satisfy a rule that is still violated.
pub(super) struct FixSearch<'a, 'q> {
    pub(super) recordings: &'a Recordings,
    pub(super) question: &'q Question,
    pub(super) profiles: &'a [&'a Profile],
    pub(super) goals: &'q [UserGoal],
    /// What these profiles answer to the question as it is, where that is known.
    pub(super) known: Option<&'q [ProfileAnswer]>,
    /// What is changed in any case, as other cookies of the response need it; no edit of a cookie.
    pub(super) shared: &'q [SuggestedEdit],
}

/// A set of edits that was tried.
struct Trial<'a> {
    /// In the order in which they are made.
    edits: Vec<SuggestedEdit>,
    question: Question,
    works: Vec<&'a Profile>,
    /// Each profile on which it does not work, with the rules that are against it.
    fails: Vec<(&'a Profile, Vec<Option<Reason>>)>,
}

/// What a search found.
pub(super) struct FoundFixes<'a> {
    pub(super) fixes: Vec<SuggestedFix>,
    /// The profiles that no edit helps, each with a rule that none can satisfy, where there is one.
    pub(super) hopeless: Vec<(&'a Profile, Option<Reason>)>,
}

impl<'a> FixSearch<'a, '_> {
    pub(super) fn run(&self) -> FoundFixes<'a> {
        let candidates = SuggestedEdit::candidates(self.question, self.goals);
        let start = self.start();
        let mut open: Vec<&'a Profile> = start.fails.iter().map(|(profile, _)| *profile).collect();
        // A fix must not break what worked.
        let kept = start.works.clone();
        let mut final_reasons: Vec<(&'a Profile, Reason)> = Vec::new();
        let mut fixes = Vec::new();
        if self.is_helped_by_shared(&start) {
            fixes.push(self.fix(&start));
        }
        let mut level = vec![start];
        let mut count = 0;
        for _ in 0..MAX_EDITS {
            let tried = [&open[..], &kept].concat();
            let mut next: Vec<Trial<'a>> = Vec::new();
            for trial in &level {
                for edit in self.next_edits(trial, &tried, &candidates, &mut final_reasons) {
                    let mut edits = trial.edits.clone();
                    edits.push(edit);
                    edits.sort();
                    let changed = apply(self.question, &edits);
                    let is_known = next.iter().any(|one| one.question == changed);
                    if changed == trial.question || is_known || count == MAX_TRIALS {
                        continue;
                    }
                    count += 1;
                    next.push(self.attempt(edits, changed, &tried));
                }
            }
            next.sort_by_key(|trial| costs(&trial.edits));
            while let Some(best) = most_helpful(&next, &open, &kept) {
                open.retain(|profile| !best.works.contains(profile));
                fixes.push(self.fix(best));
            }
            if open.is_empty() || next.is_empty() {
                break;
            }
            level = next;
        }
        let hopeless = open.into_iter().map(|profile| {
            let reason = final_reasons.iter().find(|(one, _)| *one == profile);
            (profile, reason.map(|(_, reason)| *reason))
        });
        FoundFixes { fixes, hopeless: hopeless.collect() }
    }

    /// Returns the fix without any edit.
    pub(super) fn unchanged(&self) -> SuggestedFix {
        self.fix(&self.start())
    }

    /// Tries the question with nothing changed but what is changed in any case.
    fn start(&self) -> Trial<'a> {
        let edits = self.shared.to_vec();
        let question = apply(self.question, &edits);
        match self.known {
            Some(answers) if edits.is_empty() => {
                self.judged(edits, question, self.profiles, answers)
            }
            Some(_) | None => self.attempt(edits, question, self.profiles),
        }
    }

    /// Returns whether what is changed in any case lets the question work somewhere, where it did
    /// not.
    fn is_helped_by_shared(&self, start: &Trial<'a>) -> bool {
        !self.shared.is_empty()
            && self
                .attempt(Vec::new(), self.question.clone(), self.profiles)
                .fails
                .iter()
                .any(|(profile, _)| start.works.contains(profile))
    }

    /// Returns the edits that could bring a trial further on one of these profiles: those that can
    /// satisfy the violated rule which the fewest can. Each rule has to be satisfied, so no fix is
    /// missed.
    fn next_edits(
        &self,
        trial: &Trial<'a>,
        tried: &[&'a Profile],
        candidates: &[SuggestedEdit],
        final_reasons: &mut Vec<(&'a Profile, Reason)>,
    ) -> Vec<SuggestedEdit> {
        let is_new = |edit: &&SuggestedEdit| {
            !trial.edits.iter().any(|one| one == *edit || one.contradicts(edit))
                && self.changes(trial, edit)
        };
        let candidates: Vec<&SuggestedEdit> = candidates.iter().filter(is_new).collect();
        let mut edits: Vec<SuggestedEdit> = Vec::new();
        for (profile, reasons) in trial.fails.iter().filter(|(one, _)| tried.contains(one)) {
            let of_reason = |reason: &Option<Reason>| {
                let helps = |edit: &&&SuggestedEdit| {
                    reason.is_none_or(|reason| edit.touches(reason, &trial.question))
                };
                candidates.iter().filter(helps).copied().cloned().collect::<Vec<_>>()
            };
            let fewest = reasons
                .iter()
                .map(|reason| (*reason, of_reason(reason)))
                .min_by_key(|(_, edits)| edits.len());
            match fewest {
                Some((Some(reason), none)) if none.is_empty() => {
                    final_reasons.push((profile, reason));
                }
                Some((_, some)) => {
                    edits.extend(
                        some.into_iter().filter(|edit| !edits.contains(edit)).collect::<Vec<_>>(),
                    );
                }
                None => {}
            }
        }
        edits
    }

    fn changes(&self, trial: &Trial<'a>, edit: &SuggestedEdit) -> bool {
        let mut changed = trial.question.clone();
        edit.apply(&mut changed);
        changed != trial.question
    }

    /// Tries the question with these edits made.
    fn attempt(
        &self,
        edits: Vec<SuggestedEdit>,
        question: Question,
        profiles: &[&'a Profile],
    ) -> Trial<'a> {
        let answers = self.answers(&question, profiles);
        self.judged(edits, question, profiles, &answers)
    }

    /// Judges what these profiles answer to the question with these edits made.
    fn judged(
        &self,
        edits: Vec<SuggestedEdit>,
        question: Question,
        profiles: &[&'a Profile],
        answers: &[ProfileAnswer],
    ) -> Trial<'a> {
        let (mut works, mut fails) = (Vec::new(), Vec::new());
        for (answer, profile) in answers.iter().zip(profiles) {
            if self.has_goals(&question, answer) {
                works.push(*profile);
            } else {
                fails.push((*profile, self.violated(&question, answer)));
            }
        }
        Trial { edits, question, works, fails }
    }

    /// Returns the fix of a trial, without the edits that the profiles on which it works do not
    /// need: a recording can allow what a rule forbids, and the search goes by rules.
    fn fix(&self, trial: &Trial<'a>) -> SuggestedFix {
        let mut edits = trial.edits.clone();
        let mut place = 0;
        while place < edits.len() && edits.len() > 1 {
            let mut fewer = edits.clone();
            let left_out = fewer.remove(place);
            let changed = apply(self.question, &fewer);
            let has_goals = |answer: &ProfileAnswer| self.has_goals(&changed, answer);
            let works =
                |profile: &&Profile| self.answers(&changed, &[*profile]).iter().all(has_goals);
            if !self.shared.contains(&left_out) && trial.works.iter().all(works) {
                edits = fewer;
            } else {
                place += 1;
            }
        }
        let is_whole = edits.len() == trial.edits.len()
            && trial.works.len() + trial.fails.len() == self.profiles.len();
        let again = (!is_whole)
            .then(|| self.attempt(edits.clone(), apply(self.question, &edits), self.profiles));
        let Trial { question: fixed, works, .. } = again.as_ref().unwrap_or(trial);
        let works = self.profiles.iter().filter(|profile| works.contains(profile));
        // As people read them: by place.
        edits.sort_by_key(SuggestedEdit::target);
        SuggestedFix {
            edits,
            works_on: works.map(ToString::to_string).collect(),
            diff: HeaderDiff::of(self.question, fixed),
            fixed: fixed.clone(),
        }
    }

    /// Returns whether all that is wanted is so, by the answer to the question as it is changed.
    fn has_goals(&self, changed: &Question, answer: &ProfileAnswer) -> bool {
        let wants_cookie = self.goals.iter().any(|goal| *goal != UserGoal::Response);
        let is_lost = wants_cookie
            && answer.cookies.is_empty()
            && self.question.set_cookie_lines().next().is_some();
        !is_lost
            && self.uses_response(changed, answer)
            && self.asked_cookies(answer).iter().all(|cookie| cookie.has(self.goals))
            && Self::further_cookies(answer).iter().all(|cookie| self.has_further(cookie))
    }

    /// Returns whether what asks for the response can use it, where that is wanted, or where an
    /// element is to ask for it in another way.
    fn uses_response(&self, changed: &Question, answer: &ProfileAnswer) -> bool {
        let is_element = matches!(changed.request.api, RequestApi::Mechanism(_));
        let is_new = is_element && changed.request.api != self.question.request.api;
        answer.response.has(self.goals) && (answer.response.usable || !is_new)
    }

    /// Returns what becomes of the cookies that are asked about: of the first that comes, or of
    /// those that were there before.
    fn asked_cookies<'c>(&self, answer: &'c ProfileAnswer) -> &'c [CookieAnswer] {
        if answer.cookies.is_empty() { &answer.prior } else { &answer.cookies[..1] }
    }

    /// Returns what becomes of the cookies that come of a line that is split.
    fn further_cookies(answer: &ProfileAnswer) -> &[CookieAnswer] {
        answer.cookies.get(1..).unwrap_or_default()
    }

    /// Returns whether a cookie that comes of a line that is split is kept: who asks knows no more
    /// of it.
    fn has_further(&self, cookie: &CookieAnswer) -> bool {
        cookie.has(&[UserGoal::Stored]) || self.goals == [UserGoal::Response]
    }

    /// Returns the rules that are against what is wanted; `None` for what has no rule.
    fn violated(&self, question: &Question, answer: &ProfileAnswer) -> Vec<Option<Reason>> {
        let mut violated: Vec<Option<Reason>> = Vec::new();
        let uses = self.uses_response(question, answer);
        let response = (!uses).then_some(&answer.response.readable);
        let cookies = self.asked_cookies(answer).iter();
        let of_cookie = cookies.filter(|cookie| !cookie.has(self.goals)).flat_map(|cookie| {
            cookie.failing(self.goals).map(|verdict| (cookie.deletion, verdict))
        });
        let further = Self::further_cookies(answer).iter();
        let of_further = further
            .filter(|cookie| !self.has_further(cookie))
            .map(|cookie| (cookie.deletion, &cookie.stored));
        let of_response = response.map(|verdict| (DeletionOutcome::NotMeant, verdict));
        for (deletion, verdict) in of_cookie.chain(of_further).chain(of_response) {
            if verdict.reasons.is_empty() {
                violated.push(None);
            }
            // A line that is to delete is expired by intention.
            let is_meant = |reason: &Option<Reason>| {
                deletion != DeletionOutcome::NotMeant && *reason == Some(Reason::ExpiredOnArrival)
            };
            let codes = verdict.reasons.iter().map(|rule| Reason::from_code(rule.code));
            violated.extend(codes.filter(|reason| !is_meant(reason)));
        }
        let mut cookies = self.asked_cookies(answer).iter();
        if cookies.any(|cookie| {
            matches!(cookie.deletion, DeletionOutcome::Missed | DeletionOutcome::Kept)
                || !cookie.lost.is_empty()
                || cookie.kept_as.is_some()
        }) {
            violated.push(None);
        }
        violated.sort();
        violated.dedup();
        violated
    }

    fn answers(&self, changed: &Question, profiles: &[&Profile]) -> Vec<ProfileAnswer> {
        let story = changed.story();
        let answer =
            |profile: &&Profile| answer_by_model(self.recordings, changed, &story, profile).1;
        profiles.iter().map(answer).collect()
    }
}

/// Returns the trial that works on most of the open profiles and on all those kept, the first of
/// those; `None` where none works on any.
fn most_helpful<'t, 'a>(
    trials: &'t [Trial<'a>],
    open: &[&'a Profile],
    kept: &[&'a Profile],
) -> Option<&'t Trial<'a>> {
    let helped = |trial: &Trial<'a>| trial.works.iter().filter(|one| open.contains(one)).count();
    let harmless = |trial: &&Trial<'a>| kept.iter().all(|one| trial.works.contains(one));
    let trials = trials.iter().rev().filter(harmless);
    trials.max_by_key(|trial| helped(trial)).filter(|trial| helped(trial) > 0)
}

/// Returns what edits ask of people, the dearest first.
fn costs(edits: &[SuggestedEdit]) -> Vec<u8> {
    let mut costs: Vec<u8> = edits.iter().map(SuggestedEdit::cost).collect();
    costs.sort_unstable_by(|one, other| other.cmp(one));
    costs
}

/// Returns the question with these edits made.
fn apply(question: &Question, edits: &[SuggestedEdit]) -> Question {
    let mut changed = question.clone();
    edits.iter().for_each(|edit| edit.apply(&mut changed));
    changed
}
