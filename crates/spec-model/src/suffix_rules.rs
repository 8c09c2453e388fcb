//! The rules of the public suffix list, as a tree of labels from right to left.
//!
//! `suffix_rules.snap` has a label a line, indented below the label to its right. `+` stands before
//! a rule of the private section, `!` before an exception, and `.` before a label that is no rule
//! and only leads to others. A test makes it from the rules of the `psl` crate.

use std::sync::LazyLock;

use fnv::FnvHashMap;

/// The part of the list that a rule is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SuffixSection {
    /// Suffixes of registries.
    Icann,
    /// Suffixes of hosting providers, which give the names below to their customers.
    Private,
}

/// A public suffix, and the rule behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SuffixMatch<'a> {
    pub(crate) suffix: &'a str,
    /// `None` where no rule covers the domain.
    pub(crate) section: Option<SuffixSection>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SuffixRule {
    Exception(SuffixSection),
    Suffix(SuffixSection),
}

/// A label, the rule that begins with it, and the labels to its left.
#[derive(Debug)]
struct SuffixLabel {
    rule: Option<SuffixRule>,
    left: SuffixLabels,
}

/// The labels that rules have in one place.
#[derive(Debug, Default)]
struct SuffixLabels {
    named: FnvHashMap<&'static str, SuffixLabel>,
    /// `*`, which stands for every label.
    any: Option<Box<SuffixLabel>>,
}

static TOP_LEVEL: LazyLock<SuffixLabels> = LazyLock::new(|| {
    let (_, text) = include_str!("suffix_rules.snap")
        .rsplit_once("---\n")
        .expect("the rules stand below the head of a snapshot");
    labels(&mut text.lines().peekable(), 0)
});

/// Returns the public suffix of a domain, or `None` where its last label is empty.
pub(crate) fn match_suffix(domain: &str) -> Option<SuffixMatch<'_>> {
    let last = last_label(domain);
    let unlisted = SuffixMatch { suffix: &domain[last..], section: None };
    let found = longest(&TOP_LEVEL, domain, domain.len()).unwrap_or(unlisted);
    (!unlisted.suffix.is_empty()).then_some(found)
}

/// Returns what the longest rule below these labels makes of a domain, which is matched from `end`
/// on. An exception goes before every rule.
fn longest<'a>(labels: &SuffixLabels, domain: &'a str, end: usize) -> Option<SuffixMatch<'a>> {
    let rest = &domain[..end];
    let start = last_label(rest);
    let of_label = |label: &SuffixLabel| {
        let matched = |at: usize, section| {
            Some(SuffixMatch { suffix: domain.get(at..)?, section: Some(section) })
        };
        let further = start.checked_sub(1).and_then(|end| longest(&label.left, domain, end));
        further.or_else(|| match label.rule? {
            SuffixRule::Exception(section) => matched(end + 1, section),
            SuffixRule::Suffix(section) => matched(start, section),
        })
    };
    let named = labels.named.get(&rest[start..]);
    let is_exception = |label: &&SuffixLabel| matches!(label.rule, Some(SuffixRule::Exception(_)));
    if let Some(exception) = named.filter(is_exception) {
        return of_label(exception);
    }
    let any = labels.any.as_deref().filter(|_| start < end);
    let both = [named, any].into_iter().flatten().filter_map(of_label);
    both.max_by_key(|found| found.suffix.len())
}

/// Returns where the last label of a domain begins.
fn last_label(domain: &str) -> usize {
    domain.as_bytes().iter().rposition(|octet| *octet == b'.').map_or(0, |dot| dot + 1)
}

/// Reads the labels at a depth, until a line stands further to the left.
fn labels(lines: &mut std::iter::Peekable<std::str::Lines<'static>>, depth: usize) -> SuffixLabels {
    let mut labels = SuffixLabels::default();
    let indent = |line: &&'static str| line.len() - line.trim_start_matches(' ').len() == depth;
    while let Some(line) = lines.next_if(indent) {
        let line = &line[depth..];
        let (section, line) = match line.strip_prefix('+') {
            Some(line) => (SuffixSection::Private, line),
            None => (SuffixSection::Icann, line),
        };
        let (text, rule) = if let Some(text) = line.strip_prefix('!') {
            (text, Some(SuffixRule::Exception(section)))
        } else if let Some(text) = line.strip_prefix('.') {
            (text, None)
        } else {
            (line, Some(SuffixRule::Suffix(section)))
        };
        let label = SuffixLabel { rule, left: self::labels(lines, depth + 1) };
        if text == "*" {
            labels.any = Some(Box::new(label));
        } else {
            labels.named.insert(text, label);
        }
    }
    labels
}
