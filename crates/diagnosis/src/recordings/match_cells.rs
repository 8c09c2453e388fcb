//! From a question to the cells of recorded suites that may be its case.
//!
//! Each value of an axis says what it writes into an exchange. Written for the question's own
//! parties, that either is what the question has there or it is not. How far a cell is the
//! question's case is decided for each cell as a whole
//! ([`cell_differences`](crate::recordings::cell_differences)).

use std::collections::BTreeSet;
use std::sync::Arc;

use matrix::{
    AxisEffects, CookieEffect, CookieReader, CookieSetter, ExchangeEffect, HeaderTemplate,
    LineTemplate, PreflightTemplate, SetCookieResponse, Suite, TextTemplate, TopologyRole,
};
use url::Url;

use crate::question::Question;
use crate::question::relation::TopologyRelation;
use crate::question::request_facts::RequestFacts;
use crate::recordings::Recordings;
use crate::set_cookie::attributes::{attribute_name, attributes, same_attribute};

/// The cells of a suite that a question corresponds to.
#[derive(Clone, Debug)]
pub(crate) struct MatchedCells {
    pub(crate) suite: Arc<Suite>,
    /// For each axis the positions of the values that write what the question has; all of them
    /// where none does, or where the cookie is not asked about.
    pub(crate) positions: Vec<Vec<usize>>,
}

impl MatchedCells {
    /// Returns every cell, by the positions of its values.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Vec<usize>> + '_ {
        let count = self.positions.iter().map(Vec::len).product();
        (0..count).map(|number| {
            let mut rest: usize = number;
            let mut cell = vec![0; self.positions.len()];
            for (place, allowed) in cell.iter_mut().zip(&self.positions).rev() {
                *place = allowed[rest % allowed.len()];
                rest /= allowed.len();
            }
            cell
        })
    }
}

/// The cells that a question corresponds to, suite by suite.
pub(crate) struct QuestionCells<'q> {
    asked: TemplateInputs<'q>,
    of_response: Vec<MatchedCells>,
}

impl<'q> QuestionCells<'q> {
    /// Returns the cells for a question.
    pub(crate) fn of(
        recordings: &'q Recordings,
        question: &'q Question,
        facts: &'q RequestFacts,
    ) -> Self {
        let matrix = recordings.matrix();
        let asked = TemplateInputs { question, facts, unrelated: &matrix.unrelated };
        let suites = matrix.suites.values().filter(|suite| suite.has_plain_lines());
        let matched = suites.filter_map(|suite| {
            let relations = recordings.known_cells().relations(suite);
            asked.match_cells(suite, &relations)
        });
        Self { of_response: matched.collect(), asked }
    }

    /// Returns those for the question's response alone.
    pub(crate) fn of_response(&self) -> &[MatchedCells] {
        &self.of_response
    }

    /// Returns those for one of the question's `Set-Cookie` lines.
    pub(crate) fn of_line(&self, line: &str) -> Vec<MatchedCells> {
        let mut matched = self.of_response.clone();
        for MatchedCells { suite, positions } in &mut matched {
            for (axis, plain) in suite.axes.iter().zip(positions) {
                match &axis.effects {
                    AxisEffects::Cookie(effects) => {
                        *plain = self.asked.cookie(effects, plain, line)
                    }
                    AxisEffects::Topology(_) | AxisEffects::Exchange(_) => {}
                }
            }
        }
        matched
    }
}

/// A question with what templates are filled with.
struct TemplateInputs<'q> {
    question: &'q Question,
    facts: &'q RequestFacts,
    unrelated: &'q Url,
}

impl TemplateInputs<'_> {
    /// Returns the cells of a suite for the question's response; its topologies are related so.
    fn match_cells(
        &self,
        suite: &Arc<Suite>,
        relations: &[TopologyRelation],
    ) -> Option<MatchedCells> {
        let mut positions = Vec::with_capacity(suite.axes.len());
        for axis in &suite.axes {
            let fitting = match &axis.effects {
                AxisEffects::Topology(topologies) => {
                    let relation = &self.facts.topology_relation;
                    let alike = |to: &TopologyRelation| relations.iter().position(|one| one == to);
                    let found = topologies
                        .iter()
                        .position(|one| *one == self.facts.topology)
                        .or_else(|| alike(relation));
                    // Few suites ask what engines make of unlisted suffixes: elsewhere they count
                    // as any other.
                    vec![found.or_else(|| alike(&relation.as_if_listed()))?]
                }
                AxisEffects::Exchange(effects) => {
                    let plain = positions_where(effects, is_plain)?;
                    self.exchange(effects, &plain)
                }
                AxisEffects::Cookie(effects) => positions_where(effects, |effect| {
                    matches!(effect.on, None | Some(SetCookieResponse::Response(0)))
                })?,
            };
            positions.push(fitting);
        }
        Some(MatchedCells { suite: Arc::clone(suite), positions })
    }

    fn needs_preflight(&self) -> bool {
        !self.facts.preflight_causes.is_empty()
    }

    /// Returns which of these values of an axis write what the question has there; all of them
    /// where none does.
    fn exchange(&self, effects: &[ExchangeEffect], among: &[usize]) -> Vec<usize> {
        let request = names(effects.iter().flat_map(|effect| &effect.request));
        let response = names(effects.iter().flat_map(|effect| &effect.response));
        let writes_api = effects.iter().any(|effect| effect.api.is_some());
        let writes_method = effects.iter().any(|effect| effect.method.is_some());
        let writes_body = effects.iter().any(|effect| effect.body.is_some());
        let writes_status = effects.iter().any(|effect| effect.status.is_some());
        let writes_reads = effects.iter().any(|effect| effect.reads.is_some());
        let writes_preflight = effects.iter().any(|effect| effect.preflight.is_some());
        let answered = preflight_names(effects);
        let asked = self.question;
        let fits = |effect: &ExchangeEffect| {
            (!writes_api || effect.api == Some(asked.request.api))
                && (!writes_method
                    || effect.method.as_deref().unwrap_or(asked.request.api.method())
                        == asked.request.method)
                && (!writes_body || effect.body == asked.request.body)
                && (!writes_reads || effect.reads == asked.request.reads)
                && (!writes_status || effect.status.unwrap_or(200) == asked.response.status)
                && self.fields(&effect.request, &request)
                    == of_names(&asked.request.headers, &request)
                && self.fields(&effect.response, &response)
                    == of_names(&asked.response.headers, &response)
                && (!writes_preflight || self.preflight(effect.preflight.as_ref(), &answered))
        };
        let fitting: Vec<usize> =
            among.iter().copied().filter(|position| fits(&effects[*position])).collect();
        if fitting.is_empty() { among.to_vec() } else { fitting }
    }

    /// Returns whether the preflight's answer has of these header fields just what a value writes,
    /// and its status.
    fn preflight(&self, template: Option<&PreflightTemplate>, names: &BTreeSet<String>) -> bool {
        let Some(given) = &self.question.preflight else {
            return template.is_none() && !self.needs_preflight();
        };
        let is_written = |(name, _): &&(String, String)| names.contains(&name.to_ascii_lowercase());
        let Some(template) = template else {
            return !self.needs_preflight()
                || !given.headers.iter().any(|field| is_written(&field));
        };
        let mut expected: Vec<(String, String)> =
            template.add.iter().map(|field| self.field(field)).collect();
        let copied = self
            .question
            .response
            .headers
            .iter()
            .filter(|(name, _)| template.copy.iter().any(|one| one.eq_ignore_ascii_case(name)));
        expected.extend(copied.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())));
        let mut actual: Vec<_> = given
            .headers
            .iter()
            .filter(is_written)
            .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
            .collect();
        expected.sort();
        actual.sort();
        let same_status = match template.status {
            None => (200..300).contains(&given.status),
            Some(status) => status == given.status,
        };
        same_status && expected == actual
    }

    /// Returns which of these values of an axis write what the line has there; all of them where
    /// none does.
    fn cookie(&self, effects: &[CookieEffect], among: &[usize], line: &str) -> Vec<usize> {
        let filled: Vec<Option<String>> = effects
            .iter()
            .map(|effect| effect.attribute.as_ref().and_then(|one| self.fill_line(one)))
            .collect();
        let known: BTreeSet<String> =
            filled.iter().flatten().map(|attribute| attribute_name(attribute)).collect();
        let given: Vec<&str> = attributes(line)
            .filter(|attribute| known.contains(&attribute_name(attribute)))
            .collect();
        let fits = |value: &Option<String>| match (value, given.as_slice()) {
            (None, []) => true,
            (Some(value), [only]) => same_attribute(value, only),
            _ => false,
        };
        let fitting: Vec<usize> =
            among.iter().copied().filter(|position| fits(&filled[*position])).collect();
        if fitting.is_empty() { among.to_vec() } else { fitting }
    }

    fn fill_line(&self, template: &LineTemplate) -> Option<String> {
        template.fill(&self.facts.topology, self.unrelated)
    }

    fn fill(&self, template: &TextTemplate) -> String {
        template.fill(&self.facts.topology, self.unrelated)
    }

    fn field(&self, field: &HeaderTemplate) -> (String, String) {
        (field.name.to_ascii_lowercase(), self.fill(&field.value))
    }

    fn fields(
        &self,
        templates: &[HeaderTemplate],
        names: &BTreeSet<String>,
    ) -> Vec<(String, String)> {
        templates
            .iter()
            .map(|field| self.field(field))
            .filter(|(name, _)| names.contains(name))
            .collect()
    }
}

/// Returns the names of the header fields that values write into a preflight's answer, in lower
/// case.
fn preflight_names(effects: &[ExchangeEffect]) -> BTreeSet<String> {
    let templates = effects.iter().filter_map(|effect| effect.preflight.as_ref());
    let names = templates.flat_map(|template| {
        template.copy.iter().chain(template.add.iter().map(|field| &field.name))
    });
    names.map(|name| name.to_ascii_lowercase()).collect()
}

/// Returns whether a value leaves the way of the request as a question has it: the document itself
/// asks, once, and for the response alone, and nothing redirects.
fn is_plain(effect: &ExchangeEffect) -> bool {
    effect.set_by.unwrap_or_default() == CookieSetter::Client
        && effect.age_secs.is_none()
        && effect.then_by.is_none()
        && effect.reads_cookies_by.unwrap_or_default() == CookieReader::DocumentCookie
        && effect.request_path.is_none()
        && effect.field_names.is_none()
        && effect.again.is_none()
        && effect.others.is_none()
        && effect.reads.is_none()
        && matches!(effect.url_list.as_slice(), [] | [TopologyRole::Target])
        && effect.preflight.as_ref().is_none_or(|preflight| preflight.redirect.is_none())
}

/// Returns the positions of the values for which this is true, or `None` where there is no such
/// value.
fn positions_where<E>(effects: &[E], is_so: impl Fn(&E) -> bool) -> Option<Vec<usize>> {
    let positions: Vec<usize> =
        (0..effects.len()).filter(|position| is_so(&effects[*position])).collect();
    (!positions.is_empty()).then_some(positions)
}

fn names<'t>(templates: impl Iterator<Item = &'t HeaderTemplate>) -> BTreeSet<String> {
    templates.map(|field| field.name.to_ascii_lowercase()).collect()
}

fn of_names(fields: &[(String, String)], names: &BTreeSet<String>) -> Vec<(String, String)> {
    let lower = fields.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    lower.filter(|(name, _)| names.contains(name)).collect()
}
