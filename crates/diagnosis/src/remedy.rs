//! The smallest change that makes a question work, found by trying, and what people do where no
//! header helps.

use matrix::Profile;
use spec_model::{BuiltInPublicSuffixes, Reason, registrable_domain};

use crate::answer::{Answer, Want};
use crate::decide::{answer, answer_with};
use crate::edit::Edit;
use crate::question::Question;
use crate::recordings::Recordings;
use crate::request_facts::RequestFacts;

/// A change after which everything that is wanted is so, on these profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What to change; nothing of it can be left out.
    pub edits: Vec<Edit>,
    /// The profiles that it works on, those included that need it not: `firefox:default`.
    pub works_on: Vec<String>,
    /// The question with everything changed.
    pub mended: Question,
}

/// What can be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remedies {
    /// Changes to headers and requests, each for profiles that none before helps.
    pub remedies: Vec<Remedy>,
    /// What is left for the profiles that no header helps; empty where all are helped.
    pub instead: Option<Instead>,
}

/// What people do where no header helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instead {
    /// The profiles that no header helps.
    pub profiles: Vec<String>,
    /// The rule that no header gets round, where it is one for all of them.
    pub reason: Option<&'static str>,
    /// The question with the API on the page's own site, and the profiles that this works on.
    pub same_site: Option<Remedy>,
    /// Whether the third party could ask the person for access to its cookies.
    pub storage_access: bool,
}

/// Finds what makes a question with at most one cookie work on the profiles on which it does not.
pub(crate) fn remedies(
    recordings: &Recordings,
    question: &Question,
    facts: &RequestFacts,
    profiles: &[&Profile],
    wants: &[Want],
) -> Remedies {
    Search { recordings, question, facts, profiles, wants }.run()
}

struct Search<'a, 'q> {
    recordings: &'a Recordings,
    question: &'q Question,
    /// Those of the question's request.
    facts: &'q RequestFacts,
    profiles: &'a [&'a Profile],
    wants: &'a [Want],
}

impl<'a> Search<'a, '_> {
    fn run(&self) -> Remedies {
        let mut helped = self.works(self.question, self.profiles);
        let mut remedies = Vec::new();
        if helped.len() == self.profiles.len() {
            return Remedies::default();
        }
        let candidates = Edit::candidates(self.question, self.wants);
        // First without new addresses, then with; each with and without Partitioned, whichever
        // helps more.
        for with_addresses in [false, true] {
            let variants = [false, true].map(|partitioned| {
                let keeps = |edit: &&Edit| {
                    (with_addresses || !edit.is_of_address())
                        && (partitioned || **edit != Edit::Partitioned)
                };
                candidates.iter().filter(keeps).cloned().collect::<Vec<_>>()
            });
            let mut tried = variants
                .map(|edits| (self.works(&apply(self.question, &edits), self.profiles), edits));
            tried.sort_by_key(|(works, _)| std::cmp::Reverse(works.len()));
            for (works, edits) in tried {
                if works.iter().any(|profile| !helped.contains(profile)) {
                    let remedy = self.reduce(edits, &works);
                    helped.extend(
                        works
                            .iter()
                            .filter(|profile| !helped.contains(profile))
                            .copied()
                            .collect::<Vec<_>>(),
                    );
                    remedies.push(remedy);
                }
            }
        }
        let hopeless: Vec<&Profile> =
            self.profiles.iter().filter(|profile| !helped.contains(profile)).copied().collect();
        let instead = (!hopeless.is_empty()).then(|| self.instead(&candidates, &hopeless));
        Remedies { remedies, instead }
    }

    /// Leaves out, the dearest first, whatever can be left out.
    fn reduce(&self, mut edits: Vec<Edit>, works: &[&'a Profile]) -> Remedy {
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
        edits.sort_by_key(Edit::site);
        let mended = apply(self.question, &edits);
        let works_on = self.works(&mended, self.profiles);
        Remedy { edits, works_on: works_on.iter().map(ToString::to_string).collect(), mended }
    }

    fn instead(&self, candidates: &[Edit], hopeless: &[&Profile]) -> Instead {
        let answers = self.answers(&apply(self.question, candidates), hopeless);
        let reasons: Vec<&str> = answers.iter().filter_map(first_reason).collect();
        let reason =
            reasons.first().copied().filter(|first| reasons.iter().all(|one| one == first));
        let blocked = Reason::ThirdPartyBlocked.code();
        Instead {
            profiles: hopeless.iter().map(ToString::to_string).collect(),
            reason: reason.and_then(Reason::from_code).map(Reason::summary),
            same_site: self.same_site(hopeless),
            storage_access: !self.question.frames.is_empty() && reasons.contains(&blocked),
        }
    }

    /// Tries the API on the page's own site.
    fn same_site(&self, hopeless: &[&'a Profile]) -> Option<Remedy> {
        let mut moved = self.question.clone();
        moved.url = on_site_of(&self.question.page, &self.question.url)?;
        moved.frames.clear();
        let facts = RequestFacts::of(&moved);
        let search = Search { question: &moved, facts: &facts, ..*self };
        let candidates = Edit::candidates(&moved, self.wants);
        let works = search.works(&apply(&moved, &candidates), hopeless);
        (!works.is_empty() && moved != *self.question).then(|| search.reduce(candidates, &works))
    }

    fn works(&self, question: &Question, profiles: &[&'a Profile]) -> Vec<&'a Profile> {
        let answers = self.answers(question, profiles);
        answers
            .iter()
            .zip(profiles)
            .filter(|(answer, _)| answer.has(self.wants))
            .map(|(_, profile)| *profile)
            .collect()
    }

    fn answers(&self, changed: &Question, profiles: &[&Profile]) -> Vec<Answer> {
        let profiles = profiles.iter().copied();
        if changed.has_request_of(self.question) {
            answer_with(self.recordings, changed, self.facts, profiles)
        } else {
            answer(self.recordings, changed, profiles)
        }
    }
}

fn apply(question: &Question, edits: &[Edit]) -> Question {
    let mut changed = question.clone();
    edits.iter().for_each(|edit| edit.apply(&mut changed));
    changed
}

fn first_reason(answer: &Answer) -> Option<&'static str> {
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
