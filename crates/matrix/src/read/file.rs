//! Typed access to the text of a TOML file, noting what is wrong with its place: what `matrix.toml`
//! and files like it are read with.

use std::ops::Range;
use std::sync::Arc;

use spec_model::Quirk;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::engine::EngineKind;
use crate::matrix::{Matrix, Suite};
use crate::problem::{FileError, FileProblem, ProblemKind};

/// The largest file that is read, in octets: eight times `matrix.toml`.
const MAX_FILE_OCTETS: usize = 1 << 20;

/// The longest line that is read, in octets.
const MAX_LINE_OCTETS: usize = 1 << 14;

/// Reads a file, called `name` in messages, by a function that takes its table and notes what is
/// wrong in it.
///
/// # Errors
/// Where anything was noted; [`FileError`] holds all of it.
pub fn read<T>(
    name: &str,
    text: &str,
    mut problems: ProblemList,
    content: impl FnOnce(&DeTable<'_>, &mut ProblemList) -> Option<T>,
) -> Result<T, FileError> {
    if let Some(refusal) = refusal(text) {
        let help = "is it the right file? one of this kind has a few kilobytes";
        problems.add(ProblemKind::Syntax, 0..0, refusal, "it begins here", help);
        let beginning: String = text.lines().next().unwrap_or("").chars().take(60).collect();
        return Err(FileError::new(name, &beginning, problems.list));
    }
    let (document, syntax_errors) = DeTable::parse_recoverable(text);
    for error in &syntax_errors {
        problems.syntax(error, text);
    }
    // What a recovering parser makes of broken text is not worth a further message.
    let content =
        if syntax_errors.is_empty() { content(document.get_ref(), &mut problems) } else { None };
    match content {
        Some(content) if problems.list.is_empty() => Ok(content),
        _ => Err(FileError::new(name, text, problems.list)),
    }
}

/// Returns why a text is no file of ours, whatever it says: its problems could not be shown.
fn refusal(text: &str) -> Option<String> {
    if text.len() > MAX_FILE_OCTETS {
        return Some(format!("the file is larger than {} MiB", MAX_FILE_OCTETS >> 20));
    }
    let long = text.lines().position(|line| line.len() > MAX_LINE_OCTETS)?;
    Some(format!("line {} is longer than {} KiB", long + 1, MAX_LINE_OCTETS >> 10))
}

/// A value of the file with its place.
pub type TomlNode<'a> = Spanned<DeValue<'a>>;

/// The problems found so far.
#[derive(Debug)]
pub struct ProblemList {
    domain: &'static str,
    list: Vec<FileProblem>,
}

impl ProblemList {
    /// Begins an empty list; `domain` is the first part of each problem's code.
    pub fn new(domain: &'static str) -> Self {
        Self { domain, list: Vec::new() }
    }

    /// Notes a problem.
    pub fn add(
        &mut self,
        kind: ProblemKind,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let (domain, message, label, help) =
            (self.domain, message.into(), label.into(), help.into());
        self.list.push(FileProblem { domain, kind, message, label, span, help });
    }

    fn syntax(&mut self, error: &toml::de::Error, text: &str) {
        let span = error.span().unwrap_or(text.len()..text.len());
        if error.message().contains("duplicate key") {
            let message = format!("`{}` is given twice", &text[span.clone()]);
            self.add(
                ProblemKind::Duplicate,
                span,
                message,
                "the second time",
                "keep one of the two",
            );
        } else {
            let help = "see toml.io for how a TOML file is written";
            self.add(ProblemKind::Syntax, span, "this is not TOML", error.message(), help);
        }
    }

    /// Notes a word that is none of `known`, with the nearest of them.
    pub fn unknown<'a>(
        &mut self,
        kind: ProblemKind,
        span: Range<usize>,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let label = nearest(word, known.iter().copied());
        let help = if known.is_empty() {
            format!("no {what} exists yet")
        } else {
            format!("expected one of: {}", known.join(", "))
        };
        self.add(kind, span, format!("`{word}` is not a known {what}"), label, help);
    }
}

/// Returns what stands under a word that is not known: the nearest of those that are.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let meant = probably_meant(word, known);
    meant.map_or_else(|| "unknown".to_owned(), |meant| format!("did you mean `{meant}`?"))
}

/// Returns the known word that a word is probably a slip of: one with a letter in three another, or
/// fewer.
pub fn probably_meant<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= 1 + word.len() / 3)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A table of the file whose keys are known to be allowed.
#[derive(Debug)]
pub struct TomlSection<'a> {
    what: String,
    table: &'a DeTable<'a>,
    span: Range<usize>,
}

impl<'a> TomlSection<'a> {
    /// Takes a table, called `what` in messages, noting each key that is none of `allowed`.
    pub fn new(
        what: &str,
        table: &'a DeTable<'a>,
        span: Range<usize>,
        allowed: &[&str],
        problems: &mut ProblemList,
    ) -> Self {
        for key in table.keys() {
            if !allowed.contains(&key.get_ref().as_ref()) {
                problems.unknown(
                    ProblemKind::UnknownKey,
                    key.span(),
                    &format!("key of {what}"),
                    key.get_ref(),
                    allowed.iter().copied(),
                );
            }
        }
        Self { what: what.to_owned(), table, span }
    }

    /// Takes a node that must be a table.
    pub fn of(
        what: &str,
        node: &'a TomlNode<'a>,
        allowed: &[&str],
        problems: &mut ProblemList,
    ) -> Option<Self> {
        let table = table(what, node, problems)?;
        Some(Self::new(what, table, node.span(), allowed, problems))
    }

    /// Returns the bytes that the table takes.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Returns the value of a key that may be there.
    pub fn get(&self, key: &str) -> Option<&'a TomlNode<'a>> {
        self.table.get(key)
    }

    /// Returns the value of a key that must be there.
    pub fn require(&self, key: &str, problems: &mut ProblemList) -> Option<&'a TomlNode<'a>> {
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

    /// Notes it where the file is of another schema than this one.
    pub fn require_schema(&self, schema: u32, problems: &mut ProblemList) {
        let Some(node) = self.require("schema", problems) else { return };
        if node.get_ref().as_integer().and_then(|number| number.as_str().parse::<u32>().ok())
            != Some(schema)
        {
            problems.add(
                ProblemKind::BadSchema,
                node.span(),
                format!("this version reads schema {schema}"),
                "another schema",
                format!(
                    "write `schema = {schema}`, or use the version of the tool that goes with the \
                     file"
                ),
            );
        }
    }
}

/// Returns the entries of a table whose keys are names that the user chooses, noting those that
/// cannot be part of a cell's id.
pub fn named<'a>(
    what: &str,
    table: &'a DeTable<'a>,
    problems: &mut ProblemList,
) -> Vec<(String, Range<usize>, &'a TomlNode<'a>)> {
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

/// Returns the table that a node must be.
pub fn table<'a>(
    what: &str,
    node: &'a TomlNode<'a>,
    problems: &mut ProblemList,
) -> Option<&'a DeTable<'a>> {
    let table = node.get_ref().as_table();
    if table.is_none() {
        wrong_type(what, node, "a table", problems);
    }
    table
}

/// Returns the tables of a list, such as that of each `[[claim]]`.
pub fn tables<'a>(
    what: &str,
    node: &'a TomlNode<'a>,
    problems: &mut ProblemList,
) -> Vec<&'a TomlNode<'a>> {
    let Some(list) = node.get_ref().as_array() else {
        wrong_type(what, node, "a list of tables", problems);
        return Vec::new();
    };
    list.iter().collect()
}

/// Returns the text that a node must be.
pub fn string<'a>(
    what: &str,
    node: &'a TomlNode<'a>,
    problems: &mut ProblemList,
) -> Option<&'a str> {
    let text = node.get_ref().as_str();
    if text.is_none() {
        wrong_type(what, node, "a string", problems);
    }
    text
}

/// Returns an integer, or `None` where the node is none.
pub fn integer(what: &str, node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<i64> {
    let number = node
        .get_ref()
        .as_integer()
        .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
    if number.is_none() {
        wrong_type(what, node, "an integer", problems);
    }
    number
}

/// Returns a number of things, or `None` where the node is none.
pub fn count(what: &str, node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<usize> {
    let number = integer(what, node, problems)?;
    let count = usize::try_from(number).ok();
    if count.is_none() {
        wrong_type(what, node, "a number of things, 0 or more", problems);
    }
    count
}

/// Returns the strings of a list, or `None` where the node is no list.
pub fn strings<'a>(
    what: &str,
    node: &'a TomlNode<'a>,
    problems: &mut ProblemList,
) -> Option<Vec<(&'a str, Range<usize>)>> {
    let Some(list) = node.get_ref().as_array() else {
        wrong_type(what, node, "a list of strings", problems);
        return None;
    };
    Some(
        list.iter()
            .filter_map(|item| string(what, item, problems).map(|text| (text, item.span())))
            .collect(),
    )
}

/// Returns the strings of a list, or the one string that stands in place of a list.
pub fn one_or_more<'a>(
    what: &str,
    node: &'a TomlNode<'a>,
    problems: &mut ProblemList,
) -> Vec<(&'a str, Range<usize>)> {
    match node.get_ref().as_str() {
        Some(text) => vec![(text, node.span())],
        None => strings(what, node, problems).unwrap_or_default(),
    }
}

/// Returns what one of a few words stands for, or `None` where the node is none of them.
pub fn word<T: Copy>(
    what: &str,
    key: &str,
    node: &TomlNode<'_>,
    known: &[(&str, T)],
    problems: &mut ProblemList,
) -> Option<T> {
    let text = string(&format!("`{key}`"), node, problems)?;
    let found = known.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
    if found.is_none() {
        problems.unknown(
            ProblemKind::UnknownValue,
            node.span(),
            what,
            text,
            known.iter().map(|(word, _)| *word),
        );
    }
    found
}

/// Returns the engine with this name.
pub fn engine(name: &str, span: Range<usize>, problems: &mut ProblemList) -> Option<EngineKind> {
    let engine = EngineKind::from_name(name);
    if engine.is_none() {
        let known = EngineKind::ALL.map(EngineKind::name);
        problems.unknown(ProblemKind::UnknownEngine, span, "engine", name, known);
    }
    engine
}

/// Returns the quirk with this name.
pub fn quirk(name: &str, span: Range<usize>, problems: &mut ProblemList) -> Option<Quirk> {
    let quirk = name.parse().ok();
    if quirk.is_none() {
        problems.add(
            ProblemKind::UnknownQuirk,
            span,
            format!("`{name}` is not a known quirk"),
            nearest(name, Quirk::ALL.iter().map(|quirk| quirk.name())),
            "`spec_model::Quirk` has the names of all quirks",
        );
    }
    quirk
}

/// Returns the suite with this name.
pub fn suite<'m>(
    matrix: &'m Matrix,
    name: &str,
    span: Range<usize>,
    problems: &mut ProblemList,
) -> Option<&'m Arc<Suite>> {
    let suite = matrix.suites.get(name);
    if suite.is_none() {
        let known = matrix.suites.keys().map(String::as_str);
        problems.unknown(ProblemKind::UnknownValue, span, "suite", name, known);
    }
    suite
}

/// Returns whether a node is `true`.
pub fn boolean(what: &str, node: &TomlNode<'_>, problems: &mut ProblemList) -> bool {
    node.get_ref().as_bool().unwrap_or_else(|| {
        wrong_type(what, node, "true or false", problems);
        false
    })
}

/// Notes a node that is not what is wanted.
pub fn wrong_type(what: &str, node: &TomlNode<'_>, wanted: &str, problems: &mut ProblemList) {
    problems.add(
        ProblemKind::WrongType,
        node.span(),
        format!("{what} must be {wanted}"),
        format!("this is {}", article(node.get_ref().type_str())),
        format!("write {wanted}"),
    );
}

fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
