//! How the engines' own reasons stand to the model's: in numbers, and where they differ as rules.

use std::collections::BTreeMap;
use std::fmt;

use decision_table::{CellMark, ClassId, cover};
use matrix::{Profile, Selection};
use run_model::counted;
use run_model::evidence::ReasonSubject;
use run_model::results::{LaneRecord, ReasonMatch};
use serde::Serialize;

use baselines::ChangesError;
use baselines::axes_of;
use baselines::{KnownReasonDifference, NO_REASON};

/// How the engines' own reasons in a run stand to the model's: what `reasons.json` holds.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonsSummary {
    /// The version of this format: 1.
    pub schema: u32,
    /// When the run began: RFC 3339, UTC.
    pub started: String,
    /// How it is on each engine and profile.
    pub lanes: Vec<LaneReasons>,
}

/// How one engine's own reasons stand to the model's.
#[derive(Clone, Debug, Serialize)]
pub struct LaneReasons {
    /// Engine and profile.
    pub browser: String,
    /// What was run; absent where no session started.
    pub version: Option<String>,
    /// For which "no" the engine gives reasons; empty where it gives none at all.
    pub gives: Vec<ReasonSubject>,
    /// How it is in each suite.
    pub suites: Vec<SuiteReasons>,
}

/// How an engine's own reasons in one suite stand to the model's.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SuiteReasons {
    /// The suite.
    pub suite: String,
    /// Cells in which the engine gave a reason, or gave none where it gives some.
    pub compared: usize,
    /// Cells among them in which all of its reasons are rules that the model has as violated too.
    pub agreeing: usize,
    /// Each question by itself.
    pub subjects: Vec<SubjectReasons>,
    /// Where the reasons differ, or are missing.
    pub rules: Vec<ReasonRule>,
    /// Words that give no reason, each with how many cells it was said of.
    pub remarks: BTreeMap<String, usize>,
    /// Words whose meaning is not known.
    pub unknown_words: Vec<(ReasonSubject, String)>,
}

/// How the reasons for one question stand to the model's, in numbers of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SubjectReasons {
    /// The question.
    pub about: ReasonSubject,
    /// The engine names the model's first reason.
    pub agrees: usize,
    /// The engine names a rule that the model has as violated, but not first.
    pub agrees_later: usize,
    /// The engine names something else.
    pub disagrees: usize,
    /// The engine says nothing.
    pub silent: usize,
}

/// A rule that covers cells in which an engine's reasons differ from the model's in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReasonRule {
    /// The question.
    pub about: ReasonSubject,
    /// What the engine says, or `nothing`.
    pub says: String,
    /// The code of the model's first reason, or `nothing`.
    pub model: String,
    /// Which cells, among those in which the question was put.
    pub rule: String,
    /// How many cells; rules may overlap.
    pub cells: usize,
    /// The id of one of the cells.
    pub example: String,
    /// The entry of the file of named reasons that says why.
    pub named: Option<String>,
}

impl fmt::Display for ReasonRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { about, says, model, rule, cells, .. } = self;
        let cells = counted(*cells, "cell");
        write!(f, "{cells}: {about} where {rule}: the engine says {says}, the model {model}")
    }
}

impl SubjectReasons {
    /// Returns how many cells were compared.
    pub fn compared(&self) -> usize {
        self.agrees + self.agrees_later + self.disagrees + self.silent
    }
}

/// Words of an engine that are no reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OtherWords {
    /// Those that give no reason, each with how many cells it was said of.
    pub(crate) remarks: BTreeMap<String, usize>,
    /// Those whose meaning is not known.
    pub(crate) unknown: Vec<(ReasonSubject, String)>,
}

impl LaneReasons {
    /// Returns a lane to which suites are added.
    pub fn new(lane: &LaneRecord, gives: Vec<ReasonSubject>) -> Self {
        let version = lane.version.as_ref().map(|version| version.browser.clone());
        Self { browser: lane.profile.to_string(), version, gives, suites: Vec::new() }
    }

    /// Returns whether every difference has a name, and every word a meaning.
    pub fn is_known(&self) -> bool {
        self.suites.iter().all(|suite| {
            suite.unknown_words.is_empty() && suite.rules.iter().all(|rule| rule.named.is_some())
        })
    }
}

impl SuiteReasons {
    /// Counts how an engine's own reasons stand to the model's, and puts the differences into
    /// rules.
    ///
    /// # Errors
    /// Where the suite's axes are not fit for rules, which those of a matrix.toml are.
    ///
    /// # Panics
    /// If there is not one entry for each cell.
    pub(crate) fn new(
        selection: &Selection,
        profile: &Profile,
        matches: &[[ReasonMatch; 3]],
        words: OtherWords,
        named: &[KnownReasonDifference],
    ) -> Result<Self, ChangesError> {
        assert_eq!(matches.len(), selection.cells(), "one entry for each cell");
        let agrees = |reason_match: &ReasonMatch| {
            matches!(
                reason_match,
                ReasonMatch::First
                    | ReasonMatch::Later
                    | ReasonMatch::Allowed
                    | ReasonMatch::NotAsked
            )
        };
        let compared = matches.iter().filter(|cell| {
            cell.iter().any(|reason_match| {
                !matches!(reason_match, ReasonMatch::Allowed | ReasonMatch::NotAsked)
            })
        });
        let mut suite = Self {
            suite: selection.suite().name.clone(),
            compared: compared.clone().count(),
            agreeing: compared.filter(|cell| cell.iter().all(agrees)).count(),
            remarks: words.remarks,
            unknown_words: words.unknown,
            ..Self::default()
        };
        let axes = axes_of(selection)?;
        for (position, about) in ReasonSubject::ALL.into_iter().enumerate() {
            let mut counts =
                SubjectReasons { about, agrees: 0, agrees_later: 0, disagrees: 0, silent: 0 };
            let about_this: Vec<&KnownReasonDifference> =
                named.iter().filter(|entry| entry.is_about(profile, selection, about)).collect();
            let mut classes: BTreeMap<(String, &'static str, Option<&str>), u32> = BTreeMap::new();
            let mut class = |cell: usize, says: String, model| {
                let positions = selection.positions(cell);
                let name = about_this
                    .iter()
                    .find(|entry| entry.explains(&positions, &says, model))
                    .map(|entry| entry.id.as_str());
                let next = u32::try_from(classes.len()).expect("there are few ways to differ");
                CellMark::Class(ClassId(*classes.entry((says, model, name)).or_insert(next)))
            };
            let mark = |(cell, matches): (usize, &[ReasonMatch; 3])| match &matches[position] {
                ReasonMatch::NotAsked => CellMark::Optional,
                ReasonMatch::Allowed => CellMark::Excluded,
                ReasonMatch::First => {
                    counts.agrees += 1;
                    CellMark::Excluded
                }
                ReasonMatch::Later => {
                    counts.agrees_later += 1;
                    CellMark::Excluded
                }
                ReasonMatch::Disagrees { said, model } => {
                    counts.disagrees += 1;
                    class(cell, said.join(" and "), model.unwrap_or(NO_REASON))
                }
                ReasonMatch::Silent { model } => {
                    counts.silent += 1;
                    class(cell, NO_REASON.to_owned(), model)
                }
            };
            let marks: Vec<CellMark> = matches.iter().enumerate().map(mark).collect();
            suite.subjects.push(counts);
            let classes: BTreeMap<u32, (String, &str, Option<&str>)> =
                classes.into_iter().map(|(words, number)| (number, words)).collect();
            if classes.is_empty() {
                continue;
            }
            for finding in cover(&axes, &marks)? {
                let (says, model, name) = &classes[&finding.class.0];
                suite.rules.push(ReasonRule {
                    about,
                    says: says.clone(),
                    model: (*model).to_owned(),
                    rule: finding.rule.to_string(),
                    cells: finding.cells,
                    example: selection.id(finding.example),
                    named: name.map(str::to_owned),
                });
            }
        }
        Ok(suite)
    }
}

/// Returns the sections on reasons for a terminal.
pub(crate) fn reasons_text(summary: &ReasonsSummary) -> String {
    let mut text = String::new();
    for lane in &summary.lanes {
        text.push_str(&format!("\n{}: its own reasons\n", lane.browser));
        for line in lines(lane) {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

/// Returns the sections on reasons as Markdown.
pub(crate) fn reasons_sections_markdown(summary: &ReasonsSummary) -> String {
    let mut text = String::new();
    for lane in &summary.lanes {
        text.push_str(&format!("\n## {}: its own reasons\n\n", lane.browser));
        for line in lines(lane) {
            text.push_str(&format!("- {line}\n"));
        }
    }
    text
}

fn lines(lane: &LaneReasons) -> Vec<String> {
    if lane.gives.is_empty() {
        return vec!["this engine gives none".to_owned()];
    }
    let mut lines = Vec::new();
    for suite in &lane.suites {
        lines.push(format!("{}: {}", suite.suite, share(suite)));
        if !suite.remarks.is_empty() {
            lines.push(format!("said besides, without a reason: {}", remarks(suite)));
        }
        for (about, word) in &suite.unknown_words {
            lines.push(format!("`{word}`, said of `{about}`, has no known meaning"));
        }
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        for rule in &suite.rules {
            match &rule.named {
                Some(name) => *known.entry(name).or_default() += 1,
                None => lines.push(format!(
                    "no entry of fixtures/reasons.toml says why: {rule} (`cargo xtask show {}`)",
                    rule.example
                )),
            }
        }
        lines.extend(
            known
                .iter()
                .map(|(name, rules)| format!("`{name}` as known ({})", counted(*rules, "rule"))),
        );
    }
    lines
}

/// Returns the words that give no reason, in words.
fn remarks(suite: &SuiteReasons) -> String {
    let words = suite.remarks.iter();
    let words = words.map(|(word, cells)| format!("`{word}` ({})", counted(*cells, "cell")));
    words.collect::<Vec<_>>().join(", ")
}

/// Returns the share of cells that agree, in words.
fn share(suite: &SuiteReasons) -> String {
    let percent = 100.0 * suite.agreeing as f64 / suite.compared.max(1) as f64;
    format!(
        "{} of {} cells agree with the model's reasons ({percent:.2} %)",
        suite.agreeing, suite.compared
    )
}

/// What the document on the reasons begins with.
const INTRODUCTION: &str = "\
Where a browser says no, it may say why. This page compares its reasons with the model's, cell by
cell, also where the outcome is the same: right for the wrong reason is a finding.

- A browser *agrees* where each of its reasons names a rule that the model has as violated too: the
  *first* of the model's reasons, or a *later* one.
- It is *silent* where it gave no reason, though it gives reasons for such a no elsewhere.
- Not compared are cookies that no browser looks at, for want of credentials or of a response, and
  whether a cookie is sent that was not stored.

WebKitGTK and Safari give no reasons, and `reference` is the model itself. Each difference has a
name in `fixtures/reasons.toml`; one without a name fails the run.
";

/// Returns the named differences that some browser showed, each with a link.
fn index(summary: &ReasonsSummary, named: &[KnownReasonDifference]) -> String {
    let mut text =
        "\n| difference | engine | cells | why |\n| --- | --- | ---: | --- |\n".to_owned();
    let suites = summary.lanes.iter().flat_map(|lane| &lane.suites);
    let rules: Vec<&ReasonRule> = suites.flat_map(|suite| &suite.rules).collect();
    for KnownReasonDifference { id, engine, why, .. } in named {
        let of_this = rules.iter().filter(|rule| rule.named.as_ref() == Some(id));
        let cells: usize = of_this.map(|rule| rule.cells).sum();
        if cells > 0 {
            text.push_str(&format!("| [{id}](#{id}) | {engine} | {cells} | {why} |\n"));
        }
    }
    text
}

/// Returns a document of its own on the reasons.
pub(crate) fn reasons_markdown(
    summary: &ReasonsSummary,
    command: &str,
    named: &[KnownReasonDifference],
) -> String {
    let day = summary.started.split('T').next().unwrap_or_default();
    let mut text = format!(
        "# The browsers' own reasons\n\nGenerated by `{command}` on {day}.\n\n{INTRODUCTION}\n\
         | browser | version | question | compared | first | later | disagrees | silent |\n\
         | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |\n"
    );
    for lane in &summary.lanes {
        let version = lane.version.as_deref().unwrap_or("not started");
        for counts in lane.suites.iter().flat_map(|suite| &suite.subjects) {
            let SubjectReasons { about, agrees, agrees_later, disagrees, silent } = counts;
            let gives = if lane.gives.contains(about) { "" } else { " (gives none)" };
            let compared = counts.compared();
            text.push_str(&format!(
                "| {} | {version} | {about}{gives} | {compared} | {agrees} | {agrees_later} | \
                 {disagrees} | {silent} |\n",
                lane.browser
            ));
        }
    }
    text.push_str(&index(summary, named));
    for lane in &summary.lanes {
        text.push_str(&format!("\n## {}\n\n", lane.browser));
        if lane.gives.is_empty() {
            text.push_str("This engine gives no reasons.\n");
        }
        for suite in lane.suites.iter().filter(|_| !lane.gives.is_empty()) {
            text.push_str(&format!("`{}`: {}.\n", suite.suite, share(suite)));
            if !suite.remarks.is_empty() {
                text.push_str(&format!("\nSaid besides, without a reason: {}.\n", remarks(suite)));
            }
            for entry in named {
                let rules: Vec<&ReasonRule> = suite
                    .rules
                    .iter()
                    .filter(|rule| rule.named.as_ref() == Some(&entry.id))
                    .collect();
                if !rules.is_empty() {
                    text.push_str(&format!("\n### {}\n\n{}\n\n", entry.id, entry.why));
                    rules.iter().for_each(|rule| text.push_str(&format!("- {rule}\n")));
                }
            }
            let unnamed: Vec<&ReasonRule> =
                suite.rules.iter().filter(|rule| rule.named.is_none()).collect();
            if !unnamed.is_empty() {
                text.push_str("\n### Without a name\n\n");
                unnamed.iter().for_each(|rule| {
                    text.push_str(&format!("- {rule}, as in `{}`\n", rule.example))
                });
            }
            for (about, word) in &suite.unknown_words {
                text.push_str(&format!("\n`{word}`, said of `{about}`, has no known meaning.\n"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests;
