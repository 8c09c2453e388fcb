//! The smallest change that makes a question work, found by trying, and what people do where no
//! header helps.

use matrix::Profile;
use spec_model::{BuiltInPublicSuffixes, Reason, registrable_domain};

use crate::answer::{ProfileAnswer, UserGoal};
use crate::answerer::{answer, answer_with};
use crate::edit::SuggestedEdit;
use crate::question::Question;
use crate::recordings::Recordings;
use crate::request_facts::RequestFacts;

/// A change after which everything that is wanted is so, on these profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedFix {
    /// What to change; nothing of it can be left out.
    pub edits: Vec<SuggestedEdit>,
    /// The profiles that it works on, those included that need it not: `firefox:default`.
    pub works_on: Vec<String>,
    /// The question with everything changed.
    pub fixed: Question,
}

/// What can be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuggestedFixes {
    /// Changes to headers and requests, each for profiles that none before helps.
    pub fixes: Vec<SuggestedFix>,
    /// What is left for the profiles that no header helps; empty where all are helped.
    pub workaround: Option<SiteWorkaround>,
}

/// What people do where no header helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteWorkaround {
    /// The profiles that no header helps.
    pub profiles: Vec<String>,
    /// The rule that no header gets round, where it is one for all of them.
    pub reason: Option<&'static str>,
    /// The question with the API on the page's own site, and the profiles that this works on.
    pub same_site: Option<SuggestedFix>,
    /// Whether the third party could ask the person for access to its cookies.
    pub storage_access: bool,
}

/// Finds what makes a question with at most one cookie work on the profiles on which it does not.
pub(crate) fn suggest_fixes(
    recordings: &Recordings,
    question: &Question,
    facts: &RequestFacts,
    profiles: &[&Profile],
    goals: &[UserGoal],
) -> SuggestedFixes {
    FixSearch { recordings, question, facts, profiles, goals }.run()
}

struct FixSearch<'a, 'q> {
    recordings: &'a Recordings,
    question: &'q Question,
    /// Those of the question's request.
    facts: &'q RequestFacts,
    profiles: &'a [&'a Profile],
    goals: &'a [UserGoal],
}

impl<'a> FixSearch<'a, '_> {
    fn run(&self) -> SuggestedFixes {
        let mut helped = self.works(self.question, self.profiles);
        let mut fixes = Vec::new();
        if helped.len() == self.profiles.len() {
            return SuggestedFixes::default();
        }
        let candidates = SuggestedEdit::candidates(self.question, self.goals);
        // First without new addresses, then with; each with and without Partitioned, whichever
        // helps more.
        for with_addresses in [false, true] {
            let variants = [false, true].map(|partitioned| {
                let keeps = |edit: &&SuggestedEdit| {
                    (with_addresses || !edit.is_of_address())
                        && (partitioned || **edit != SuggestedEdit::Partitioned)
                };
                candidates.iter().filter(keeps).cloned().collect::<Vec<_>>()
            });
            let mut tried = variants
                .map(|edits| (self.works(&apply(self.question, &edits), self.profiles), edits));
            tried.sort_by_key(|(works, _)| std::cmp::Reverse(works.len()));
            for (works, edits) in tried {
                if works.iter().any(|profile| !helped.contains(profile)) {
                    let fix = self.reduce(edits, &works);
                    helped.extend(
                        works
                            .iter()
                            .filter(|profile| !helped.contains(profile))
                            .copied()
                            .collect::<Vec<_>>(),
                    );
                    fixes.push(fix);
                }
            }
        }
        let hopeless: Vec<&Profile> =
            self.profiles.iter().filter(|profile| !helped.contains(profile)).copied().collect();
        let workaround = (!hopeless.is_empty()).then(|| self.workaround(&candidates, &hopeless));
        SuggestedFixes { fixes, workaround }
    }

    /// Leaves out, the dearest first, whatever can be left out.
    fn reduce(&self, mut edits: Vec<SuggestedEdit>, works: &[&'a Profile]) -> SuggestedFix {
        let mut place = 0;
        while place < edits.len() {
            let mut fewer = edits.clone();
            fewer.remove(place);
            if self.works(&apply(self.question, &fewer), works).len() == works.len() {
                edits = fewer;
            } else {
                place += 1;
            }
        }
        // As people read them: by place, and within it the plainest first.
        edits.reverse();
        edits.sort_by_key(SuggestedEdit::target);
        let fixed = apply(self.question, &edits);
        let works_on = self.works(&fixed, self.profiles);
        SuggestedFix { edits, works_on: works_on.iter().map(ToString::to_string).collect(), fixed }
    }

    fn workaround(&self, candidates: &[SuggestedEdit], hopeless: &[&Profile]) -> SiteWorkaround {
        let answers = self.answers(&apply(self.question, candidates), hopeless);
        let reasons: Vec<&str> = answers.iter().filter_map(first_reason).collect();
        let reason =
            reasons.first().copied().filter(|first| reasons.iter().all(|one| one == first));
        let blocked = Reason::ThirdPartyBlocked.code();
        SiteWorkaround {
            profiles: hopeless.iter().map(ToString::to_string).collect(),
            reason: reason.and_then(Reason::from_code).map(Reason::summary),
            same_site: self.same_site(hopeless),
            storage_access: !self.question.frames.is_empty() && reasons.contains(&blocked),
        }
    }

    /// Tries the API on the page's own site.
    fn same_site(&self, hopeless: &[&'a Profile]) -> Option<SuggestedFix> {
        let mut moved = self.question.clone();
        moved.url = on_site_of(&self.question.page, &self.question.url)?;
        moved.frames.clear();
        let facts = RequestFacts::of(&moved);
        let search = FixSearch { question: &moved, facts: &facts, ..*self };
        let candidates = SuggestedEdit::candidates(&moved, self.goals);
        let works = search.works(&apply(&moved, &candidates), hopeless);
        (!works.is_empty() && moved != *self.question).then(|| search.reduce(candidates, &works))
    }

    fn works(&self, question: &Question, profiles: &[&'a Profile]) -> Vec<&'a Profile> {
        let answers = self.answers(question, profiles);
        answers
            .iter()
            .zip(profiles)
            .filter(|(answer, _)| answer.has(self.goals))
            .map(|(_, profile)| *profile)
            .collect()
    }

    fn answers(&self, changed: &Question, profiles: &[&Profile]) -> Vec<ProfileAnswer> {
        let profiles = profiles.iter().copied();
        if changed.has_request_of(self.question) {
            answer_with(self.recordings, changed, self.facts, profiles)
        } else {
            answer(self.recordings, changed, profiles)
        }
    }
}

fn apply(question: &Question, edits: &[SuggestedEdit]) -> Question {
    let mut changed = question.clone();
    edits.iter().for_each(|edit| edit.apply(&mut changed));
    changed
}

fn first_reason(answer: &ProfileAnswer) -> Option<&'static str> {
    let verdicts = answer
        .cookies
        .iter()
        .flat_map(|cookie| [&cookie.stored, &cookie.sent])
        .chain([&answer.response.readable]);
    verdicts.flat_map(|verdict| &verdict.reasons).map(|rule| rule.code).next()
}

/// Returns the URL on a host of the page's own site: `api.` before its registrable domain, or the
/// page's own host.
fn on_site_of(page: &url::Url, url: &url::Url) -> Option<url::Url> {
    let mut moved = url.clone();
    moved.set_scheme(page.scheme()).ok()?;
    match registrable_domain(page.host_str()?, &BuiltInPublicSuffixes) {
        Some(domain) => {
            moved.set_host(Some(&format!("api.{domain}"))).ok()?;
            moved.set_port(None).ok()?;
        }
        None => {
            moved.set_host(page.host_str()).ok()?;
            moved.set_port(page.port()).ok()?;
        }
    }
    Some(moved)
}
