//! From text to tables.

use std::collections::HashMap;

use thiserror::Error;

use super::{ALWAYS, AS_IN, INDENT};
use crate::axes::AxisProduct;
use crate::diagram::{DecisionDiagram, SubtreeRef};
use crate::table::{DecisionTable, OutcomeNames};
use crate::values::{AxisRestriction, RestrictionError, ValueSet, parse_restriction};

impl DecisionTable {
    /// Returns the table that a text speaks of.
    ///
    /// The text must decide every cell once, with the axes in order. It need not be reduced as far
    /// as the text that a table writes: groups may be split, sections written out where they are
    /// referred to.
    ///
    /// # Errors
    /// When a line cannot be read, a cell is decided never or twice, or sections and references do
    /// not match.
    pub fn parse(axes: &AxisProduct, text: &str) -> Result<Self, ParseTableError> {
        let lines: Vec<_> =
            text.lines().enumerate().map(|(index, text)| TableLine::new(index + 1, text)).collect();
        let mut outcomes = OutcomeNames::default();
        let mut reader = TableReader {
            axes,
            lines: lines.into_iter().filter(|line| !line.text.is_empty()).collect(),
            next: 0,
        };
        if let Some(outcome) = reader.always()? {
            let leaf = SubtreeRef::Leaf(outcomes.leaf(outcome));
            return Ok(Self::from_diagram(axes, &DecisionDiagram::new(axes), leaf, &outcomes));
        }
        let tree = reader.decision(0, None)?;
        let sections = reader.sections()?;
        let mut builder = DiagramBuilder {
            axes,
            sections: &sections,
            built: HashMap::new(),
            diagram: DecisionDiagram::new(axes),
            outcomes,
        };
        let root = builder.build(&tree)?;
        if let Some(unused) =
            sections.iter().find(|section| !builder.built.contains_key(section.name))
        {
            return Err(ParseTableError::UnusedSection {
                line: unused.line,
                section: unused.name.to_owned(),
            });
        }
        Ok(Self::from_diagram(axes, &builder.diagram, root, &builder.outcomes))
    }
}

#[derive(Clone, Copy)]
struct TableLine<'a> {
    /// Counted from 1.
    number: usize,
    indent: usize,
    text: &'a str,
}

impl<'a> TableLine<'a> {
    fn new(number: usize, line: &'a str) -> Self {
        let text = line.trim_start_matches(' ');
        Self { number, indent: line.len() - text.len(), text: text.trim_end() }
    }

    /// Returns the name of the section that begins with this line.
    fn section(self) -> Option<&'a str> {
        self.text.strip_prefix('[')?.strip_suffix(']').filter(|_| self.indent == 0)
    }
}

/// A decision as written: each of its lines.
struct DecisionLines<'a> {
    line: usize,
    axis: usize,
    groups: Vec<(ValueSet, GroupTarget<'a>)>,
}

/// What is written behind a group.
enum GroupTarget<'a> {
    Decision(DecisionLines<'a>),
    Outcome(&'a str),
    Section { line: usize, name: &'a str },
}

struct TableSection<'a> {
    line: usize,
    name: &'a str,
    decision: DecisionLines<'a>,
}

struct TableReader<'a> {
    axes: &'a AxisProduct,
    lines: Vec<TableLine<'a>>,
    next: usize,
}

impl<'a> TableReader<'a> {
    fn peek(&self) -> Option<TableLine<'a>> {
        self.lines.get(self.next).copied()
    }

    /// Returns the outcome of a text that decides nothing.
    fn always(&mut self) -> Result<Option<&'a str>, ParseTableError> {
        let first = self.peek().ok_or(ParseTableError::Empty)?;
        let outcome =
            first.text.strip_prefix(ALWAYS).and_then(|rest| rest.strip_prefix(':')).map(str::trim);
        match (outcome.filter(|outcome| !outcome.is_empty()), self.lines.get(1)) {
            (Some(_), Some(more)) => Err(ParseTableError::BehindAlways { line: more.number }),
            (outcome, _) => Ok(outcome),
        }
    }

    /// Reads the lines of one decision; `above` is the axis of the decision that leads to it.
    fn decision(
        &mut self,
        indent: usize,
        above: Option<usize>,
    ) -> Result<DecisionLines<'a>, ParseTableError> {
        let mut decision: Option<DecisionLines<'a>> = None;
        let mut decided = ValueSet::EMPTY;
        while let Some(line) =
            self.peek().filter(|line| line.indent >= indent && line.section().is_none())
        {
            if line.indent > indent {
                return Err(ParseTableError::Indentation {
                    line: line.number,
                    indent: line.indent,
                    expected: indent,
                });
            }
            self.next += 1;
            let (head, rest) = split_head(line)?;
            let (axis, values) = parse_restriction(self.axes, head).map_err(|source| {
                ParseTableError::Restriction { line: line.number, text: head.to_owned(), source }
            })?;
            check_order(self.axes, line.number, axis, above)?;
            let expected = decision.as_ref().map_or(axis, |decision| decision.axis);
            if axis != expected {
                let (axis, expected) =
                    (self.axes[axis].name.clone(), self.axes[expected].name.clone());
                return Err(ParseTableError::MixedAxes { line: line.number, axis, expected });
            }
            let twice = decided.intersection(values);
            if !twice.is_empty() {
                return Err(ParseTableError::DecidedTwice {
                    line: line.number,
                    values: self.written(axis, twice),
                });
            }
            decided = decided.union(values);
            let written = match rest {
                LineTarget::Nothing => {
                    let deeper = self
                        .peek()
                        .is_some_and(|next| next.indent > indent && next.section().is_none());
                    if !deeper {
                        return Err(ParseTableError::NoOutcome { line: line.number });
                    }
                    GroupTarget::Decision(self.decision(indent + INDENT, Some(axis))?)
                }
                LineTarget::Outcome(outcome) => GroupTarget::Outcome(outcome),
                LineTarget::Section(name) => GroupTarget::Section { line: line.number, name },
            };
            decision
                .get_or_insert_with(|| DecisionLines {
                    line: line.number,
                    axis,
                    groups: Vec::new(),
                })
                .groups
                .push((values, written));
        }
        let decision = decision.ok_or_else(|| self.nothing_decided(indent))?;
        let missing = ValueSet::all(self.axes[decision.axis].values.len()).without(decided);
        if !missing.is_empty() {
            return Err(ParseTableError::Undecided {
                line: decision.line,
                values: self.written(decision.axis, missing),
            });
        }
        Ok(decision)
    }

    /// Says why no line could be part of a decision.
    fn nothing_decided(&self, expected: usize) -> ParseTableError {
        match self.peek() {
            Some(line) if line.section().is_none() => {
                ParseTableError::Indentation { line: line.number, indent: line.indent, expected }
            }
            _ if self.next == 0 => ParseTableError::Empty,
            _ => ParseTableError::NoOutcome { line: self.lines[self.next - 1].number },
        }
    }

    fn sections(&mut self) -> Result<Vec<TableSection<'a>>, ParseTableError> {
        let mut sections: Vec<TableSection<'a>> = Vec::new();
        while let Some(line) = self.peek() {
            let Some(name) = line.section() else {
                return Err(ParseTableError::Indentation {
                    line: line.number,
                    indent: line.indent,
                    expected: 0,
                });
            };
            self.next += 1;
            if sections.iter().any(|section| section.name == name) {
                return Err(ParseTableError::RepeatedSection {
                    line: line.number,
                    section: name.to_owned(),
                });
            }
            sections.push(TableSection {
                line: line.number,
                name,
                decision: self.decision(0, None)?,
            });
        }
        Ok(sections)
    }

    fn written(&self, axis: usize, values: ValueSet) -> String {
        AxisRestriction { axis: &self.axes[axis], values }.to_string()
    }
}

/// What a line says after its values.
enum LineTarget<'a> {
    Nothing,
    Outcome(&'a str),
    Section(&'a str),
}

fn split_head(line: TableLine<'_>) -> Result<(&str, LineTarget<'_>), ParseTableError> {
    // An outcome may hold anything, so the first of both marks counts.
    let outcome = line.text.find(':').unwrap_or(line.text.len());
    if let Some((head, section)) =
        line.text.split_once(AS_IN).filter(|(head, _)| head.len() < outcome)
    {
        if let Some(name) = section.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            return Ok((head, LineTarget::Section(name)));
        }
    } else if let Some((head, rest)) = line.text.split_once(':') {
        return Ok(match rest.trim() {
            "" => (head, LineTarget::Nothing),
            outcome => (head, LineTarget::Outcome(outcome)),
        });
    }
    Err(ParseTableError::Unreadable { line: line.number, text: line.text.to_owned() })
}

/// Makes the diagram of what was read.
struct DiagramBuilder<'r, 'a> {
    axes: &'r AxisProduct,
    sections: &'r [TableSection<'a>],
    /// Sections that have been referred to.
    built: HashMap<&'a str, SubtreeRef>,
    diagram: DecisionDiagram,
    outcomes: OutcomeNames,
}

impl<'r, 'a> DiagramBuilder<'r, 'a> {
    fn build(&mut self, decision: &'r DecisionLines<'a>) -> Result<SubtreeRef, ParseTableError> {
        let mut subtrees = vec![SubtreeRef::Leaf(0); self.axes[decision.axis].values.len()];
        for (values, written) in &decision.groups {
            let subtree = match written {
                GroupTarget::Decision(decision) => self.build(decision)?,
                GroupTarget::Outcome(outcome) => SubtreeRef::Leaf(self.outcomes.leaf(outcome)),
                GroupTarget::Section { line, name } => self.section(*line, name, decision.axis)?,
            };
            for value in values.iter() {
                subtrees[value] = subtree;
            }
        }
        Ok(self.diagram.join(decision.axis, &subtrees))
    }

    fn section(
        &mut self,
        line: usize,
        name: &'a str,
        above: usize,
    ) -> Result<SubtreeRef, ParseTableError> {
        let section = self.sections.iter().find(|section| section.name == name);
        let decision = &section
            .ok_or_else(|| ParseTableError::UnknownSection { line, section: name.to_owned() })?
            .decision;
        // Each reference leads to a later axis, so none leads back to where it came from.
        check_order(self.axes, line, decision.axis, Some(above))?;
        if let Some(&subtree) = self.built.get(name) {
            return Ok(subtree);
        }
        let subtree = self.build(decision)?;
        self.built.insert(name, subtree);
        Ok(subtree)
    }
}

fn check_order(
    axes: &AxisProduct,
    line: usize,
    axis: usize,
    above: Option<usize>,
) -> Result<(), ParseTableError> {
    match above {
        Some(above) if axis <= above => Err(ParseTableError::AxisOrder {
            line,
            axis: axes[axis].name.clone(),
            above: axes[above].name.clone(),
        }),
        _ => Ok(()),
    }
}

/// Why a text is no table. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ParseTableError {
    /// A decision on an axis follows one on the same or a later axis.
    #[error("line {line}: `{axis}` cannot be decided behind `{above}`")]
    AxisOrder {
        /// The line.
        line: usize,
        /// The axis of the line, or of the section that it refers to.
        axis: String,
        /// The axis of the decision above it.
        above: String,
    },
    /// Something follows the one outcome of every cell.
    #[error("line {line}: nothing can follow `{ALWAYS}`")]
    BehindAlways {
        /// The line.
        line: usize,
    },
    /// Values stand in two groups of a decision.
    #[error("line {line}: `{values}` is decided above")]
    DecidedTwice {
        /// The line of the second.
        line: usize,
        /// The values.
        values: String,
    },
    /// There is no line.
    #[error("the table has no lines")]
    Empty,
    /// A line is not as deep as its place asks for.
    #[error("line {line}: indented by {indent} spaces, not {expected}")]
    Indentation {
        /// The line.
        line: usize,
        /// How many spaces it has.
        indent: usize,
        /// How many it should have.
        expected: usize,
    },
    /// Lines of one decision speak of different axes.
    #[error("line {line}: `{axis}` among lines on `{expected}`")]
    MixedAxes {
        /// The line.
        line: usize,
        /// Its axis.
        axis: String,
        /// The axis of the lines above it.
        expected: String,
    },
    /// A group or a section is followed by nothing.
    #[error("line {line}: nothing follows")]
    NoOutcome {
        /// The line.
        line: usize,
    },
    /// Two sections have the same name.
    #[error("line {line}: there is a section `{section}` above")]
    RepeatedSection {
        /// The line of the second.
        line: usize,
        /// The name.
        section: String,
    },
    /// The values of a group cannot be read.
    #[error("line {line}: cannot read `{text}`")]
    Restriction {
        /// The line.
        line: usize,
        /// Axis and values as written.
        text: String,
        /// What is wrong with them.
        source: RestrictionError,
    },
    /// Values stand in no group of a decision.
    #[error("line {line}: `{values}` is not decided")]
    Undecided {
        /// The first line of the decision.
        line: usize,
        /// The values.
        values: String,
    },
    /// There is no such section.
    #[error("line {line}: there is no section `{section}`")]
    UnknownSection {
        /// The line.
        line: usize,
        /// The name.
        section: String,
    },
    /// A line is neither a group of values nor the beginning of a section.
    #[error("line {line}: cannot read `{text}`, expected `axis=value: outcome`")]
    Unreadable {
        /// The line.
        line: usize,
        /// The line's text.
        text: String,
    },
    /// Nothing refers to a section.
    #[error("line {line}: nothing refers to section `{section}`")]
    UnusedSection {
        /// The line.
        line: usize,
        /// The name.
        section: String,
    },
}
