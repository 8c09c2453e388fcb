//! From the text of a file of claims to [`Claim`]s, collecting every problem on the way.

use std::ops::Range;

use matrix::file::{
    self, ProblemList, TomlNode, TomlSection, one_or_more, string, strings, table, tables,
};
use matrix::{CellFilter, EngineKind, FileError, FilterError, Matrix, ProblemKind, Selection};
use url::Url;

use crate::claim::{Claim, ClaimPredicate, ClaimSource, PredicateForm};
use crate::outcome::OutcomePattern;

/// The forms of a predicate, each a key of a claim.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FormKey {
    Always,
    Needs,
    Never,
    Same,
}

impl FormKey {
    const ALL: [Self; 4] = [Self::Always, Self::Needs, Self::Never, Self::Same];

    fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Needs => "needs",
            Self::Never => "never",
            Self::Same => "same",
        }
    }

    /// Returns the key that this form has besides those of every predicate.
    fn own_key(self) -> &'static str {
        match self {
            Self::Always | Self::Never => "given",
            Self::Needs => "with",
            Self::Same => "whatever",
        }
    }
}

/// Reads the text of a file of claims; `name` is how messages call it.
///
/// # Errors
/// [`FileError`] holds every problem of the text, each with its place and what would be right.
pub fn read(matrix: &Matrix, name: &str, text: &str) -> Result<Vec<Claim>, FileError> {
    file::read(name, text, ProblemList::new("claims"), |document, problems| {
        let root = TomlSection::new(
            "the file",
            document,
            text.len()..text.len(),
            &["schema", "claim"],
            problems,
        );
        root.require_schema(1, problems);
        let nodes =
            root.require("claim", problems).map(|node| tables("`claim`", node, problems))?;
        let mut claims = Vec::new();
        for node in nodes {
            claims.extend(claim(matrix, node, &claims, problems));
        }
        Some(claims)
    })
}

fn claim(
    matrix: &Matrix,
    node: &TomlNode<'_>,
    earlier: &[Claim],
    problems: &mut ProblemList,
) -> Option<Claim> {
    let own = ["number", "id", "statement", "correct", "sources", "unplayed"];
    let section = TomlSection::of(
        "a claim",
        node,
        &[&own[..], &FormKey::ALL.map(FormKey::name)].concat(),
        problems,
    )?;
    let number = section.require("number", problems).and_then(|node| number(node, problems));
    let id = section
        .require("id", problems)
        .and_then(|node| Some((string("`id`", node, problems)?, node.span())));
    if let Some((id, span)) = &id
        && let Some(other) =
            earlier.iter().find(|other| other.id == *id || Some(other.number) == number)
    {
        let message = format!("claim {} is `{}` already", other.number, other.id);
        problems.add(
            ProblemKind::Duplicate,
            span.clone(),
            message,
            "the second time",
            "give each claim its own number and id",
        );
    }
    let mut text = |key: &str| {
        section.require(key, problems).and_then(|node| string(&format!("`{key}`"), node, problems))
    };
    let (statement, correct) = (text("statement"), text("correct"));
    let unplayed = section
        .get("unplayed")
        .and_then(|node| string("`unplayed`", node, problems))
        .map(str::to_owned);
    let sources = section.get("sources").map(|node| sources(node, problems)).unwrap_or_default();
    let mut predicates = Vec::new();
    for form in FormKey::ALL {
        let nodes = section
            .get(form.name())
            .map(|node| tables(&format!("`{}`", form.name()), node, problems))
            .unwrap_or_default();
        predicates.extend(nodes.into_iter().map(|node| predicate(matrix, form, node, problems)));
    }
    if predicates.is_empty() {
        let help =
            "add `[[claim.always]]`, `[[claim.never]]`, `[[claim.needs]]` or `[[claim.same]]`";
        problems.add(
            ProblemKind::MissingKey,
            section.span(),
            "a claim needs a predicate",
            "nothing to check",
            help,
        );
    }
    let predicates = predicates.into_iter().collect::<Option<_>>()?;
    let (statement, correct) = (statement?.to_owned(), correct?.to_owned());
    Some(Claim {
        number: number?,
        id: id?.0.to_owned(),
        statement,
        correct,
        sources,
        predicates,
        unplayed,
    })
}

fn number(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<u32> {
    let number = node.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
    if number.is_none() {
        file::wrong_type("`number`", node, "a number from 0", problems);
    }
    number
}

fn sources(node: &TomlNode<'_>, problems: &mut ProblemList) -> Vec<ClaimSource> {
    let Some(entries) = table("`sources`", node, problems) else { return Vec::new() };
    let mut sources = Vec::new();
    for (title, node) in entries {
        let Some(link) = string("a source", node, problems) else { continue };
        match Url::parse(link) {
            Ok(link) => sources.push(ClaimSource { title: title.get_ref().to_string(), link }),
            Err(error) => problems.add(
                ProblemKind::BadUrl,
                node.span(),
                format!("invalid URL `{link}`"),
                error.to_string(),
                "write the URL of the section, such as `https://fetch.spec.whatwg.org/#cors-check`",
            ),
        }
    }
    sources
}

fn predicate(
    matrix: &Matrix,
    form: FormKey,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> Option<ClaimPredicate> {
    let keys = ["engines", "cells", "outcome", form.own_key()];
    let section = TomlSection::of(&format!("`{}`", form.name()), node, &keys, problems)?;
    let engines = section.get("engines").map(|node| engines(node, problems)).unwrap_or_default();
    let filter = section
        .require("cells", problems)
        .and_then(|node| Some((string("`cells`", node, problems)?, node.span())));
    let cells = filter.as_ref().and_then(|(text, span)| cells(matrix, text, span, problems));
    let mut outcomes = section
        .require("outcome", problems)
        .map(|node| outcomes(form, node, problems))
        .unwrap_or_default();
    let form = match form {
        FormKey::Always => {
            PredicateForm::Always { given: given(&section, problems)?, outcome: outcomes.pop()? }
        }
        FormKey::Needs => {
            let filters = section
                .require("with", problems)
                .map(|node| one_or_more("`with`", node, problems))?;
            let all = cells.as_ref()?;
            let with = filters
                .iter()
                .map(|(text, span)| narrow(all, text, span, problems))
                .collect::<Option<_>>()?;
            PredicateForm::Needs {
                outcome: outcomes.pop()?,
                with,
                filters: filters.into_iter().map(|(text, _)| text.to_owned()).collect(),
            }
        }
        FormKey::Never => {
            PredicateForm::Never { given: given(&section, problems)?, outcome: outcomes.pop()? }
        }
        FormKey::Same => {
            let axes = section
                .require("whatever", problems)
                .map(|node| one_or_more("`whatever`", node, problems))?;
            let all = cells.as_ref()?;
            PredicateForm::Same {
                invariant_under: axes
                    .into_iter()
                    .map(|(name, span)| axis(all, name, span, problems))
                    .collect::<Option<_>>()?,
                outcomes,
            }
        }
    };
    Some(ClaimPredicate { engines, cells: cells?, filter: filter?.0.to_owned(), form })
}

/// Returns what must have become of a cell for it to count, if the predicate says so; `None` where
/// it says so and is wrong.
fn given(section: &TomlSection<'_>, problems: &mut ProblemList) -> Option<Option<OutcomePattern>> {
    let Some(node) = section.get("given") else { return Some(None) };
    outcome(string("`given`", node, problems)?, node.span(), problems).map(Some)
}

fn engines(node: &TomlNode<'_>, problems: &mut ProblemList) -> Vec<EngineKind> {
    let names = strings("`engines`", node, problems).unwrap_or_default();
    names.into_iter().filter_map(|(name, span)| file::engine(name, span, problems)).collect()
}

/// Returns the cells that a filter selects which names its suite first.
fn cells(
    matrix: &Matrix,
    text: &str,
    span: &Range<usize>,
    problems: &mut ProblemList,
) -> Option<Selection> {
    let filter = filter(text, span, problems)?;
    let suites = || matrix.suites.keys().map(String::as_str);
    let Some(suite) = filter.suite() else {
        let help =
            format!("begin with one of the suites: {}", suites().collect::<Vec<_>>().join(", "));
        problems.add(
            ProblemKind::MissingKey,
            span.clone(),
            "the filter names no suite",
            "expected a suite first",
            help,
        );
        return None;
    };
    let known = file::suite(matrix, suite, span.clone(), problems)?;
    narrow(&Selection::full(known), text, span, problems)
}

/// Returns those of some cells that a filter selects.
fn narrow(
    cells: &Selection,
    text: &str,
    span: &Range<usize>,
    problems: &mut ProblemList,
) -> Option<Selection> {
    let filter = filter(text, span, problems)?;
    match cells.narrow(&filter) {
        Ok(Some(cells)) => return Some(cells),
        Ok(None) => {
            problems.add(
                ProblemKind::NoCells,
                span.clone(),
                "the filter selects no cell",
                "selects nothing",
                "loosen the filter",
            );
        }
        Err(error) => not_a_filter(&error, span, problems),
    }
    None
}

fn filter(text: &str, span: &Range<usize>, problems: &mut ProblemList) -> Option<CellFilter> {
    text.parse().map_err(|error| not_a_filter(&error, span, problems)).ok()
}

fn not_a_filter(error: &FilterError, span: &Range<usize>, problems: &mut ProblemList) {
    match error {
        FilterError::NoCondition { part } => {
            let help = "write `axis=value`, `axis=value|value` or `axis!=value`, separated by `,`";
            problems.add(
                ProblemKind::Syntax,
                span.clone(),
                format!("`{part}` is not a condition"),
                "not a filter",
                help,
            );
        }
        FilterError::UnknownAxis { axis, suite, known } => {
            let what = format!("axis of suite `{suite}`");
            problems.unknown(
                ProblemKind::UnknownAxis,
                span.clone(),
                &what,
                axis,
                known.iter().map(String::as_str),
            );
        }
        FilterError::UnknownValue { axis, value, known } => {
            let what = format!("value of axis `{axis}`");
            problems.unknown(
                ProblemKind::UnknownValue,
                span.clone(),
                &what,
                value,
                known.iter().map(String::as_str),
            );
        }
    }
}

/// Returns the outcomes of a predicate: exactly one, but for those that compare cells.
fn outcomes(form: FormKey, node: &TomlNode<'_>, problems: &mut ProblemList) -> Vec<OutcomePattern> {
    let texts = if form == FormKey::Same {
        one_or_more("`outcome`", node, problems)
    } else {
        string("`outcome`", node, problems).map(|text| (text, node.span())).into_iter().collect()
    };
    texts.into_iter().filter_map(|(text, span)| outcome(text, span, problems)).collect()
}

fn outcome(text: &str, span: Range<usize>, problems: &mut ProblemList) -> Option<OutcomePattern> {
    text.parse()
        .map_err(|error: crate::ParseOutcomeError| {
            problems.unknown(
                ProblemKind::UnknownValue,
                span,
                "outcome",
                &error.word,
                OutcomePattern::words(),
            );
        })
        .ok()
}

/// Returns the position of an axis of the cells' suite.
fn axis(
    cells: &Selection,
    name: &str,
    span: Range<usize>,
    problems: &mut ProblemList,
) -> Option<usize> {
    let axes = &cells.suite().axes;
    let position = axes.iter().position(|axis| axis.name == name);
    if position.is_none() {
        let what = format!("axis of suite `{}`", cells.suite().name);
        problems.unknown(
            ProblemKind::UnknownAxis,
            span,
            &what,
            name,
            axes.iter().map(|axis| axis.name.as_str()),
        );
    }
    position
}
