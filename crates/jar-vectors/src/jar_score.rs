//! How a jar's answers compare with the standards.

use std::collections::BTreeMap;

use serde::Deserialize;
use spec_model::Reason;

use crate::departure::{DepartureKind, JarDeparture, departures_behind};
use crate::jar_answer::{JarAnswer, KeptCookie};
use crate::jar_vector::JarVector;
use crate::recorded_vector::RecordedVector;

/// The days that a lifetime is compared up to.
const MAX_DAYS: i64 = 65_535;

/// How a jar's answers compare with the standards.
#[derive(Clone, Debug)]
pub struct JarScore<'a> {
    /// The vectors that it answered, each with how it disagrees, if it does.
    pub vectors: Vec<(&'a RecordedVector, Option<JarDisagreement>)>,
}

/// What a jar has of a vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The cookies that it keeps, in order of their texts.
    pub kept: Vec<KeptCookie>,
    /// For each question the cookies; `None` where the jar has no such interface.
    pub cookies: Vec<Option<String>>,
}

/// A vector that a jar answers otherwise than the standards.
#[derive(Clone, Debug)]
pub struct JarDisagreement {
    /// What the jar has.
    pub answer: GivenAnswer,
    /// The departures with which the standards would answer the same, two at most; nothing where no
    /// known ones do.
    pub departures: Vec<JarDeparture>,
}

/// Why answers cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum ReadAnswersError {
    /// A line is not of the expected form.
    #[error("line {line}: expected `id`, `kept` and `cookies`")]
    Line {
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// An answer is of another version of the vectors.
    #[error("`{id}` is no vector, or has another number of questions; write the vectors again")]
    Unknown {
        /// What the answer says that it belongs to.
        id: String,
    },
    /// A vector has no answer.
    #[error("`{id}` has no answer; a jar that cannot take a line keeps nothing")]
    Missing {
        /// The vector.
        id: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerLine {
    id: String,
    /// Left out where the jar has no such interface.
    kept: Option<Vec<KeptEntry>>,
    #[serde(default)]
    cookies: Vec<Option<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptEntry {
    cookie: String,
    days: Option<i64>,
}

impl<'a> JarScore<'a> {
    /// Compares a jar's answers, one as JSON on each line, with the standards.
    ///
    /// # Errors
    /// Where a line is no answer, or not every vector has one.
    pub fn read(vectors: &'a [RecordedVector], answers: &str) -> Result<Self, ReadAnswersError> {
        let mut by_id = BTreeMap::new();
        for (number, line) in answers.lines().enumerate() {
            let answer: AnswerLine = serde_json::from_str(line)
                .map_err(|source| ReadAnswersError::Line { line: number + 1, source })?;
            by_id.insert(answer.id.clone(), answer);
        }
        let mut compared = Vec::new();
        for vector in vectors {
            let Some(answer) = by_id.remove(&vector.id) else {
                return Err(ReadAnswersError::Missing { id: vector.id.clone() });
            };
            let Some(kept) = answer.kept else { continue };
            if answer.cookies.len() != vector.vector.questions.len() {
                return Err(ReadAnswersError::Unknown { id: answer.id });
            }
            compared.push((vector, disagreement(vector, GivenAnswer::new(kept, answer.cookies))));
        }
        match by_id.into_keys().next() {
            Some(id) => Err(ReadAnswersError::Unknown { id }),
            None => Ok(Self { vectors: compared }),
        }
    }
}

impl GivenAnswer {
    fn new(kept: Vec<KeptEntry>, cookies: Vec<Option<String>>) -> Self {
        // More days count as one number: how a jar ends them is its own affair.
        let kept = kept
            .into_iter()
            .map(|KeptEntry { cookie, days }| KeptCookie { cookie, days: most(days) });
        let mut kept: Vec<KeptCookie> = kept.collect();
        kept.sort();
        Self { kept, cookies }
    }

    /// Returns whether a model answers the same; lifetimes count where a vector asks for them.
    fn agrees(&self, model: &JarAnswer, vector: &JarVector) -> bool {
        let is_alike = |(one, other): (&KeptCookie, &KeptCookie)| {
            one.cookie == other.cookie && (!vector.asks_lifetime || one.days == most(other.days))
        };
        let mut answers = self.cookies.iter().zip(&model.cookies);
        self.kept.len() == model.kept.len()
            && self.kept.iter().zip(&model.kept).all(is_alike)
            && answers.all(|(own, other)| own.as_ref().is_none_or(|own| own == other))
    }
}

fn most(days: Option<i64>) -> Option<i64> {
    days.map(|days| days.min(MAX_DAYS))
}

/// What a disagreement belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisagreementKind {
    /// The standards leave it to the user agent.
    Choice,
    /// Some engine has it too.
    Quirk,
    /// The jar is alone with it.
    Own,
}

impl JarDisagreement {
    /// Returns what it belongs to.
    pub fn kind(&self) -> DisagreementKind {
        let mut kinds = self.departures.iter().map(|departure| departure.kind());
        if self.departures.is_empty() {
            DisagreementKind::Own
        } else if kinds.all(|kind| kind == DepartureKind::Choice) {
            DisagreementKind::Choice
        } else {
            DisagreementKind::Quirk
        }
    }

    /// Returns the names of its departures, or the rule of the standards that the jar departs from,
    /// given the vector.
    pub fn name(&self, recorded: &RecordedVector) -> String {
        if self.kind() != DisagreementKind::Own {
            let names = self.departures.iter().map(|departure| format!("`{}`", departure.name()));
            return names.collect::<Vec<_>>().join(" and ");
        }
        let deletes = [Reason::ExpiredOnArrival, Reason::Deleted];
        let mut refused = recorded.standard.reasons.iter().flatten();
        let kept = &recorded.standard.answer.kept;
        let texts =
            |kept: &[KeptCookie]| kept.iter().map(|kept| kept.cookie.clone()).collect::<Vec<_>>();
        if let Some(rule) = refused.find(|reason| !deletes.contains(reason)) {
            format!("keeps what `{rule}` refuses")
        } else if self.answer.kept == *kept {
            "gives other cookies, or in another order (§5.8.3)".to_owned()
        } else if texts(&self.answer.kept) == texts(kept) {
            "keeps it for another time (§5.7 step 6)".to_owned()
        } else if recorded.vector.steps.len() > 1 {
            "takes other cookies for the same (§5.7 step 23)".to_owned()
        } else if self.answer.kept.len() == kept.len() {
            "reads name or value otherwise (§5.6)".to_owned()
        } else if self.answer.kept.len() > kept.len() {
            "keeps what has expired (§5.6.1)".to_owned()
        } else {
            "refuses what the standards keep (§5.7)".to_owned()
        }
    }
}

fn disagreement(recorded: &RecordedVector, answer: GivenAnswer) -> Option<JarDisagreement> {
    let RecordedVector { vector, standard, .. } = recorded;
    if answer.agrees(&standard.answer, vector) {
        return None;
    }
    let all = JarDeparture::all();
    let departures = departures_behind(vector, &all, |model| answer.agrees(model, vector));
    Some(JarDisagreement { answer, departures })
}
