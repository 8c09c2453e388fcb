//! Typed access to the parsed text, noting what is wrong with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::{Problem, ProblemKind};

/// A value of the file with its place.
pub(super) type Node<'a> = Spanned<DeValue<'a>>;

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn add(
        &mut self,
        kind: ProblemKind,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.0.push(Problem { kind, message: message.into(), label: label.into(), span, help: help.into() });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_list(self) -> Vec<Problem> {
        self.0
    }

    /// Notes a word that is none of `known`, with the nearest of them.
    pub(super) fn unknown<'a>(
        &mut self,
        kind: ProblemKind,
        span: Range<usize>,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let nearest = known
            .iter()
            .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
            .filter(|(distance, _)| *distance <= 1 + word.len() / 3)
            .min();
        let label = nearest.map_or_else(|| "not known".to_owned(), |(_, candidate)| format!("did you mean `{candidate}`?"));
        let help = if known.is_empty() { format!("there is no {what} yet") } else { format!("known: {}", known.join(", ")) };
        self.add(kind, span, format!("`{word}` is no {what}"), label, help);
    }
}

/// A table of the file whose keys are known to be allowed.
#[derive(Debug)]
pub(super) struct Section<'a> {
    what: String,
    table: &'a DeTable<'a>,
    span: Range<usize>,
}

impl<'a> Section<'a> {
    /// Takes a table, noting each key that is none of `allowed`.
    pub(super) fn new(what: &str, table: &'a DeTable<'a>, span: Range<usize>, allowed: &[&str], problems: &mut Problems) -> Self {
        for key in table.keys() {
            if !allowed.contains(&key.get_ref().as_ref()) {
                problems.unknown(ProblemKind::UnknownKey, key.span(), &format!("key of {what}"), key.get_ref(), allowed.iter().copied());
            }
        }
        Self { what: what.to_owned(), table, span }
    }

    /// Takes a node that must be a table.
    pub(super) fn of(what: &str, node: &'a Node<'a>, allowed: &[&str], problems: &mut Problems) -> Option<Self> {
        let table = table(what, node, problems)?;
        Some(Self::new(what, table, node.span(), allowed, problems))
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Node<'a>> {
        self.table.get(key)
    }

    /// Returns the value of a key that must be there.
    pub(super) fn require(&self, key: &str, problems: &mut Problems) -> Option<&'a Node<'a>> {
        let value = self.get(key);
        if value.is_none() {
            problems.add(
                ProblemKind::MissingKey,
                self.span(),
                format!("{} needs `{key}`", self.what),
                format!("no `{key}` here"),
                format!("add `{key} = …`"),
            );
        }
        value
    }
}

/// Returns the entries of a table whose keys are names that the user chooses, noting those that cannot be part of a cell's id.
pub(super) fn named<'a>(what: &str, table: &'a DeTable<'a>, problems: &mut Problems) -> Vec<(String, Range<usize>, &'a Node<'a>)> {
    let mut entries = Vec::new();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if name.is_empty() || !name.chars().all(plain) {
            problems.add(
                ProblemKind::BadName,
                key.span(),
                format!("`{name}` cannot name a {what}"),
                "stands in cell ids and file names",
                "use lower-case letters, digits, `-` and `.`",
            );
        }
        entries.push((name.to_owned(), key.span(), value));
    }
    entries
}

pub(super) fn table<'a>(what: &str, node: &'a Node<'a>, problems: &mut Problems) -> Option<&'a DeTable<'a>> {
    let table = node.get_ref().as_table();
    if table.is_none() {
        wrong_type(what, node, "a table", problems);
    }
    table
}

pub(super) fn string<'a>(what: &str, node: &'a Node<'a>, problems: &mut Problems) -> Option<&'a str> {
    let text = node.get_ref().as_str();
    if text.is_none() {
        wrong_type(what, node, "a string", problems);
    }
    text
}

/// Returns the strings of a list, or `None` where the node is no list.
pub(super) fn strings<'a>(what: &str, node: &'a Node<'a>, problems: &mut Problems) -> Option<Vec<(&'a str, Range<usize>)>> {
    let Some(list) = node.get_ref().as_array() else {
        wrong_type(what, node, "a list of strings", problems);
        return None;
    };
    Some(list.iter().filter_map(|item| string(what, item, problems).map(|text| (text, item.span()))).collect())
}

/// Returns the strings of a list, or the one string that stands in place of a list.
pub(super) fn one_or_more<'a>(what: &str, node: &'a Node<'a>, problems: &mut Problems) -> Vec<(&'a str, Range<usize>)> {
    match node.get_ref().as_str() {
        Some(text) => vec![(text, node.span())],
        None => strings(what, node, problems).unwrap_or_default(),
    }
}

pub(super) fn wrong_type(what: &str, node: &Node<'_>, wanted: &str, problems: &mut Problems) {
    problems.add(
        ProblemKind::WrongType,
        node.span(),
        format!("{what} is {wanted}"),
        format!("this is {}", article(node.get_ref().type_str())),
        format!("write {wanted}"),
    );
}

fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
