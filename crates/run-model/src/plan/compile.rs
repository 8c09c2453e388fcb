//! From a shape of a selection to the script of what is asked and answered.

use matrix::{
    AxisEffects, CookieEffect, ExchangeEffect, FillerCookies, HeaderTemplate, LinePart,
    LineTemplate, Matrix, RepeatEffect, Selection, TextTemplate, Topology, TopologyRole,
};
use url::Url;

use crate::plan::line::{CookieScript, SetCookieLine, SetCookieLinePart};
use crate::plan::shape::{FillerLines, RequestScript, ResponseScript, ShapeScript};

/// Writes out one shape of the selection: request, response, preflight and all the cookies of its
/// cells, in their order.
///
/// # Panics
/// If the selection has no such shape.
pub fn compile_shape(matrix: &Matrix, selection: &Selection, shape: usize) -> ShapeScript {
    let cookies = compile_cookies(matrix, selection, shape);
    ShapeScript { cookies, ..compile_exchange(matrix, selection, shape) }
}

/// Writes out one shape of the selection without its cookies, which are the same in all shapes of a
/// topology but for their names.
///
/// # Panics
/// If the selection has no such shape.
pub fn compile_exchange(matrix: &Matrix, selection: &Selection, shape: usize) -> ShapeScript {
    let suite = selection.suite();
    let positions = selection.positions(shape * selection.cookies());
    let writer = ShapeCompiler::new(matrix, selection, &positions);
    let effects: Vec<&ExchangeEffect> = suite
        .axes
        .iter()
        .zip(&positions)
        .filter_map(|(axis, position)| match &axis.effects {
            AxisEffects::Exchange(effects) => Some(&effects[*position]),
            AxisEffects::Topology(_) | AxisEffects::Cookie(_) => None,
        })
        .collect();
    let api = effects
        .iter()
        .find_map(|effect| effect.api)
        .expect("reading the suite proved that an axis makes the request");
    let method = effects
        .iter()
        .rev()
        .find_map(|effect| effect.method.clone())
        .unwrap_or_else(|| api.method().to_owned());
    let body = effects.iter().rev().find_map(|effect| effect.body.clone());
    let status = effects.iter().rev().find_map(|effect| effect.status).unwrap_or(200);
    let response = writer.fields(effects.iter().flat_map(|effect| &effect.response));
    let url_list = effects
        .iter()
        .rev()
        .map(|effect| effect.url_list.as_slice())
        .find(|list| !list.is_empty())
        .unwrap_or(&[TopologyRole::Target]);
    let preflight_location =
        effects.iter().rev().find_map(|effect| effect.preflight.as_ref()?.redirect);
    let reads = effects.iter().rev().find_map(|effect| effect.reads.clone());
    let request = RequestScript {
        api,
        method,
        headers: writer.fields(effects.iter().flat_map(|effect| &effect.request)),
        body,
        reads,
    };
    let again = effects.iter().rev().find_map(|effect| effect.again.as_ref());
    ShapeScript {
        again: again.map(|again| writer.again(again, &request)),
        set_by: effects.iter().rev().find_map(|effect| effect.set_by).unwrap_or_default(),
        age_secs: effects.iter().rev().find_map(|effect| effect.age_secs).unwrap_or_default(),
        then_by: effects.iter().rev().find_map(|effect| effect.then_by).unwrap_or_default(),
        lifetimes: suite.lifetimes,
        reads_cookies_by: effects
            .iter()
            .rev()
            .find_map(|effect| effect.reads_cookies_by)
            .unwrap_or_default(),
        request,
        url_list: url_list.iter().map(|party| writer.origin(*party)).collect(),
        redirect: writer.redirect(&effects),
        preflight: writer.preflight(&effects, &response),
        preflight_location: preflight_location.map(|party| writer.origin(party)),
        response: ResponseScript { status, headers: response },
        cookies: Vec::new(),
        others: writer.others(&effects),
    }
}

/// How many cookies lie in the jar together at most where several shapes are played at once;
/// browsers keep some 150 of a host.
const MAX_COOKIES_PER_WAVE: usize = 96;

/// How many shapes are played at once at most.
const MAX_SHAPES_PER_WAVE: usize = 16;

/// Returns how many shapes of a selection, one after the other, have names of their own for their
/// cookies: after so many of them it can be looked at once what became of all their cookies.
pub fn shapes_per_wave(selection: &Selection) -> usize {
    let (suite, cookies) = (selection.suite(), selection.cookies());
    let shapes_per_wave = (MAX_COOKIES_PER_WAVE / cookies).clamp(1, MAX_SHAPES_PER_WAVE);
    let is_possible = || {
        let is_any_alone = (0..cookies).any(|cell| selection.is_cookie_alone(cell));
        suite.cookies_replace_each_other() && !selection.lets_cookies_age() && !is_any_alone
    };
    if shapes_per_wave > 1 && is_possible() { shapes_per_wave } else { 1 }
}

/// Writes out the cookies of a shape.
fn compile_cookies(matrix: &Matrix, selection: &Selection, shape: usize) -> Vec<CookieScript> {
    let suite = selection.suite();
    let writer =
        ShapeCompiler::new(matrix, selection, &selection.positions(shape * selection.cookies()));
    let shape_axes = suite.shape_axes();
    let shapes_per_wave = shapes_per_wave(selection);
    (0..selection.cookies())
        .map(|number| {
            let positions = selection.positions(shape * selection.cookies() + number);
            let effects: Vec<&CookieEffect> = suite
                .cookie_axes()
                .zip(&positions[shape_axes..])
                .map(|(effects, position)| &effects[*position])
                .collect();
            let cell = u32::try_from(number).expect("a shape has few cookies");
            let name = format!("c{}", shape % shapes_per_wave * selection.cookies() + number);
            let mut line = match effects.iter().find_map(|effect| effect.line.as_ref()) {
                Some(template) => writer.line(template, &name),
                None => SetCookieLine(vec![
                    SetCookieLinePart::Octets(format!("{name}=").into_bytes()),
                    SetCookieLinePart::Marker,
                ]),
            };
            for attribute in suite
                .cookie
                .iter()
                .chain(effects.iter().filter_map(|effect| effect.attribute.as_ref()))
            {
                line.add_octets(b"; ");
                writer.add_to_line(&mut line, attribute, &name);
            }
            let then = effects
                .iter()
                .find_map(|effect| effect.then.as_ref())
                .map(|template| writer.line(template, &name));
            let on = effects.iter().find_map(|effect| effect.on);
            CookieScript { cell, name, line, then, on }
        })
        .collect()
}

struct ShapeCompiler<'a> {
    topology: &'a Topology,
    unrelated: &'a Url,
}

impl<'a> ShapeCompiler<'a> {
    fn new(matrix: &'a Matrix, selection: &'a Selection, positions: &[usize]) -> Self {
        let topology = selection.suite().topology(positions[0]);
        Self { topology, unrelated: &matrix.unrelated }
    }

    fn fill(&self, template: &TextTemplate) -> String {
        template.fill(self.topology, self.unrelated)
    }

    fn line(&self, template: &LineTemplate, name: &str) -> SetCookieLine {
        let mut line = SetCookieLine::default();
        self.add_to_line(&mut line, template, name);
        line
    }

    fn add_to_line(&self, line: &mut SetCookieLine, template: &LineTemplate, name: &str) {
        for part in &template.0 {
            match part {
                LinePart::Text(text) => line.add_octets(self.fill(text).as_bytes()),
                LinePart::Octet(octet) => line.add_octets(&[*octet]),
                LinePart::Name => line.add_octets(name.as_bytes()),
                LinePart::Marker => line.0.push(SetCookieLinePart::Marker),
                LinePart::OtherMarker => line.0.push(SetCookieLinePart::OtherMarker),
                LinePart::Directory => line.0.push(SetCookieLinePart::Directory),
                LinePart::Date(days) => line.0.push(SetCookieLinePart::Date(*days)),
                LinePart::Fill(octets) => line.0.push(SetCookieLinePart::Fill(*octets)),
            }
        }
    }

    /// Writes the other cookies, which have the attributes that were chosen for them alone.
    fn others(&self, effects: &[&ExchangeEffect]) -> FillerLines {
        let FillerCookies { before, after, octets } =
            effects.iter().rev().find_map(|effect| effect.others).unwrap_or_default();
        let write = |number: usize| {
            let name = format!("other{number}");
            let mut line = SetCookieLine(vec![
                SetCookieLinePart::Octets(format!("{name}=").into_bytes()),
                SetCookieLinePart::OtherMarker,
            ]);
            line.0.extend(octets.map(SetCookieLinePart::Fill));
            for attribute in effects.iter().filter_map(|effect| effect.others_cookie.as_ref()) {
                line.add_octets(b"; ");
                self.add_to_line(&mut line, attribute, &name);
            }
            line
        };
        FillerLines {
            before: (0..before).map(write).collect(),
            after: (before..before + after).map(write).collect(),
        }
    }

    fn fields<'t>(
        &self,
        templates: impl Iterator<Item = &'t HeaderTemplate>,
    ) -> Vec<(String, String)> {
        templates.map(|field| (field.name.clone(), self.fill(&field.value))).collect()
    }

    fn origin(&self, party: TopologyRole) -> Url {
        party.origin(self.topology, self.unrelated).clone()
    }

    fn again(&self, effect: &RepeatEffect, first: &RequestScript) -> RequestScript {
        let RepeatEffect { api, method, request } = effect;
        RequestScript {
            api: api.unwrap_or(first.api),
            method: method.clone().unwrap_or_else(|| first.method.clone()),
            headers: request
                .as_ref()
                .map_or_else(|| first.headers.clone(), |fields| self.fields(fields.iter())),
            ..first.clone()
        }
    }

    fn redirect(&self, effects: &[&ExchangeEffect]) -> ResponseScript {
        let redirects = || effects.iter().filter_map(|effect| effect.redirect.as_ref());
        let status = redirects().rev().find_map(|redirect| redirect.status).unwrap_or(302);
        ResponseScript {
            status,
            headers: self.fields(redirects().flat_map(|redirect| &redirect.response)),
        }
    }

    /// A preflight that no value answers is answered without any CORS field.
    fn preflight(
        &self,
        effects: &[&ExchangeEffect],
        response: &[(String, String)],
    ) -> ResponseScript {
        let (mut status, mut headers) = (204, Vec::new());
        for answer in effects.iter().filter_map(|effect| effect.preflight.as_ref()) {
            let copied = |(name, _): &&(String, String)| {
                answer.copy.iter().any(|wanted| wanted.eq_ignore_ascii_case(name))
            };
            headers.extend(response.iter().filter(copied).cloned());
            headers.extend(self.fields(answer.add.iter()));
            status = answer.status.unwrap_or(status);
        }
        ResponseScript { status, headers }
    }
}
