//! In which single ways a jar may be other than the standards: quirks of engines, and choices.

use spec_model::{
    BuiltInPublicSuffixes, EngineModel, HttpPrefixes, LoopbackHttp, OddInput, PartitionedAttribute,
    Policy, PublicSuffixes, Quirk, SameSiteDefault, UserAgent,
};

use crate::jar_answer::{AnswerDetails, JarAnswer, answer};
use crate::jar_vector::JarVector;

/// What a departure is, by who allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DepartureKind {
    /// The standards leave it to the user agent.
    Choice,
    /// The standards do not allow it; some engine does it.
    Quirk,
}

/// A way to be other than the standards.
#[derive(Clone, Copy, Debug)]
pub struct JarDeparture(Change);

#[derive(Clone, Copy, Debug)]
enum Change {
    NoSuffixList,
    Choice(&'static str, PolicyChoice),
    Quirk(Quirk),
}

/// Makes a choice in a policy.
type PolicyChoice = fn(&mut Policy);

/// The choices that concern a jar alone.
const CHOICES: [(&str, PolicyChoice); 8] = [
    ("same-site-default = \"none\"", |policy| policy.same_site_default = SameSiteDefault::None),
    ("lifetime-limit-secs = false", |policy| policy.lifetime_limit_secs = None),
    ("partitioned-attribute = \"ignored\"", |policy| {
        policy.partitioned_attribute = PartitionedAttribute::Ignored;
    }),
    ("http-prefixes = \"ignored\"", |policy| policy.http_prefixes = HttpPrefixes::Ignored),
    ("loopback-http = \"secure\"", |policy| policy.loopback_http = LoopbackHttp::Secure),
    ("tab-char = \"reject\"", |policy| policy.tab_char = OddInput::Reject),
    ("ambiguous-serialization = \"reject\"", |policy| {
        policy.ambiguous_serialization = OddInput::Reject;
    }),
    ("lax-allowing-unsafe-secs = 120", |policy| policy.lax_allowing_unsafe_secs = Some(120)),
];

impl JarDeparture {
    /// Returns every one: the choices, then the quirks.
    pub fn all() -> Vec<Self> {
        let choices = CHOICES.iter().map(|(name, choose)| Change::Choice(name, *choose));
        let quirks = Quirk::ALL.iter().map(|quirk| Change::Quirk(*quirk));
        [Change::NoSuffixList].into_iter().chain(choices).chain(quirks).map(Self).collect()
    }

    /// Returns its name: that of the quirk, or the choice as `matrix.toml` writes it.
    pub fn name(self) -> &'static str {
        match self.0 {
            Change::NoSuffixList => "public suffixes = none",
            Change::Choice(name, _) => name,
            Change::Quirk(quirk) => quirk.name(),
        }
    }

    /// Returns who allows it.
    pub fn kind(self) -> DepartureKind {
        match self.0 {
            Change::NoSuffixList | Change::Choice(..) => DepartureKind::Choice,
            Change::Quirk(_) => DepartureKind::Quirk,
        }
    }

    /// Returns whether an engine departs so.
    pub(crate) fn is_of(self, model: &EngineModel) -> bool {
        match self.0 {
            Change::NoSuffixList => false,
            Change::Choice(_, choose) => {
                let mut policy = model.policy;
                choose(&mut policy);
                policy == model.policy
            }
            Change::Quirk(quirk) => model.quirks.has(quirk),
        }
    }
}

/// Returns what the standards make of a vector.
pub(crate) fn standard_answer(vector: &JarVector) -> AnswerDetails {
    answer_with(vector, &[])
}

/// Returns what the standards make of a vector, apart from some departures.
fn answer_with(vector: &JarVector, departures: &[JarDeparture]) -> AnswerDetails {
    let mut model = EngineModel::standard();
    let mut suffixes: &dyn PublicSuffixes = &BuiltInPublicSuffixes;
    for departure in departures {
        match departure.0 {
            Change::NoSuffixList => suffixes = &NoPublicSuffixes,
            Change::Choice(_, choose) => choose(&mut model.policy),
            Change::Quirk(quirk) => model.quirks = model.quirks.with(quirk),
        }
    }
    answer(vector, UserAgent { model: &model, public_suffixes: suffixes })
}

/// Returns the fewest departures among these, two at most, with which the standards give an answer;
/// nothing where none do.
pub(crate) fn departures_behind(
    vector: &JarVector,
    candidates: &[JarDeparture],
    is_wanted: impl Fn(&JarAnswer) -> bool,
) -> Vec<JarDeparture> {
    let gives = |departures: &[JarDeparture]| is_wanted(&answer_with(vector, departures).answer);
    if let Some(one) = candidates.iter().find(|one| gives(&[**one])) {
        return vec![*one];
    }
    for (number, one) in candidates.iter().enumerate() {
        if let Some(other) = candidates[number + 1..].iter().find(|other| gives(&[*one, **other])) {
            return vec![*one, *other];
        }
    }
    Vec::new()
}

/// A jar without a list: no domain is a public suffix.
#[derive(Clone, Copy, Debug)]
struct NoPublicSuffixes;

impl PublicSuffixes for NoPublicSuffixes {
    fn public_suffix<'a>(&self, _domain: &'a str) -> Option<&'a str> {
        None
    }

    fn lists_suffix_of(&self, _domain: &str) -> bool {
        false
    }
}
