//! One request as several browsers made it.

use diagnosis::{Explanation, Recordings};
use matrix::Profile;

use crate::diagnose::browser_result::{BrowserResult, SiteDiagnosis};
use crate::diagnose::finding::RequestFinding;

/// One request as several browsers made it.
#[derive(Debug)]
pub(crate) struct DiagnosedRequest<'d> {
    /// What became of it, with the answer of each browser, and what to change.
    pub(crate) explanation: Explanation,
    /// What each of them saw, in the order of the answers.
    pub(crate) seen: Vec<(&'d BrowserResult, &'d RequestFinding)>,
}

impl<'d> DiagnosedRequest<'d> {
    /// Returns the requests of a diagnosis, in the order in which they were seen first.
    pub(crate) fn all(diagnosis: &'d SiteDiagnosis) -> Vec<Self> {
        let mut requests: Vec<Self> = Vec::new();
        for result in &diagnosis.results {
            for finding in &result.findings {
                match requests.iter_mut().find(|request| request.is_of(finding)) {
                    Some(request) => {
                        request.explanation.answers.extend(finding.explanation.answers.clone());
                        request.seen.push((result, finding));
                    }
                    None => requests.push(Self {
                        explanation: finding.explanation.clone(),
                        seen: vec![(result, finding)],
                    }),
                }
            }
        }
        requests.iter_mut().for_each(Self::suggest_fixes);
        requests
    }

    /// Returns whether a finding is of this request: values of cookies differ from one browser to
    /// the next.
    fn is_of(&self, finding: &RequestFinding) -> bool {
        let names = |explanation: &Explanation| -> Vec<String> {
            let answers = explanation.answers.iter();
            let cookies = answers.take(1).flat_map(|answer| &answer.cookies);
            cookies.map(|cookie| cookie.name().to_owned()).collect()
        };
        let (one, other) = (&self.explanation, &finding.explanation);
        one.question.url == other.question.url
            && one.question.request.method == other.question.request.method
            && names(one) == names(other)
    }

    fn suggest_fixes(&mut self) {
        if self.seen.len() < 2 {
            return;
        }
        self.explanation.fixes.clear();
        if self.seen.iter().any(|(_, finding)| !finding.works()) {
            let profiles: Vec<&Profile> = self.seen.iter().map(|(one, _)| &one.profile).collect();
            self.explanation.suggest_fixes(Recordings::built_in(), &profiles);
        }
    }
}
