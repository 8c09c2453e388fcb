//! From a shape of a selection to the script of what is asked and answered.

use matrix::{
    AxisEffects, CookieEffect, ExchangeEffect, FetchInit, FillerCookies, HeaderTemplate, LinePart,
    LineTemplate, LineText, Matrix, PreflightTemplate, RedirectTemplate, RepeatEffect, Selection,
    TextTemplate, Topology, TopologyRole,
};
use url::Url;

use crate::plan::line::{CookieScript, SetCookieLine};
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
    let effect =
        ExchangeEffect::merged(suite.axes.iter().zip(&positions).filter_map(|(axis, position)| {
            match &axis.effects {
                AxisEffects::Exchange(effects) => Some(&effects[*position]),
                AxisEffects::Topology(_) | AxisEffects::Cookie(_) => None,
            }
        }));
    let api = effect.api.expect("reading the suite proved that an axis makes the request");
    let request = RequestScript {
        api,
        method: effect.method.clone().unwrap_or_else(|| api.method().to_owned()),
        headers: writer.fields(&effect.request),
        body: effect.body.clone(),
        reads: effect.reads.clone(),
        init: FetchInit::default(),
    };
    let response = ResponseScript {
        status: effect.status.unwrap_or(200),
        headers: writer.fields(&effect.response),
    };
    ShapeScript {
        set_by: effect.set_by.unwrap_or_default(),
        then_by: effect.then_by.unwrap_or_default(),
        age_secs: effect.age_secs.unwrap_or_default(),
        reads_cookies_by: effect.reads_cookies_by.unwrap_or_default(),
        lifetimes: suite.lifetimes,
        changes: suite.changes,
        request_path: effect.request_path.unwrap_or_default(),
        field_names: effect.field_names.unwrap_or_default(),
        again: effect.again.as_ref().map(|again| writer.again(again, &request)),
        request,
        url_list: match effect.url_list.as_slice() {
            [] => vec![writer.origin(TopologyRole::Target)],
            roles => roles.iter().map(|role| writer.origin(*role)).collect(),
        },
        redirect: writer.redirect(effect.redirect.as_ref()),
        preflight: writer.preflight(effect.preflight.as_ref(), &response),
        preflight_location: effect
            .preflight
            .as_ref()
            .and_then(|preflight| Some(writer.origin(preflight.redirect?))),
        response,
        cookies: Vec::new(),
        others: writer.others(effect.others.unwrap_or_default(), effect.others_cookie.as_ref()),
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
                    LinePart::Text(format!("{name}=").into_bytes()),
                    LinePart::Marker,
                ]),
            };
            for attribute in suite
                .cookie
                .iter()
                .chain(effects.iter().filter_map(|effect| effect.attribute.as_ref()))
            {
                line.add(LinePart::Text(b"; ".into()));
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
            line.add(part.map_text(|text| self.octets(text, name)));
        }
    }

    fn octets(&self, text: &LineText, name: &str) -> Vec<u8> {
        match text {
            LineText::Template(template) => self.fill(template).into_bytes(),
            LineText::Octet(octet) => vec![*octet],
            LineText::Name => name.as_bytes().to_vec(),
        }
    }

    /// Writes the other cookies, which have the attributes that were chosen for them alone.
    fn others(&self, fillers: FillerCookies, attributes: Option<&LineTemplate>) -> FillerLines {
        let FillerCookies { before, after, octets } = fillers;
        let write = |number: usize| {
            let name = format!("other{number}");
            let mut line = SetCookieLine(vec![
                LinePart::Text(format!("{name}=").into_bytes()),
                LinePart::OtherMarker,
            ]);
            line.0.extend(octets.map(LinePart::Fill));
            if let Some(attributes) = attributes {
                line.add(LinePart::Text(b"; ".into()));
                self.add_to_line(&mut line, attributes, &name);
            }
            line
        };
        FillerLines {
            before: (0..before).map(write).collect(),
            after: (before..before + after).map(write).collect(),
        }
    }

    fn fields(&self, templates: &[HeaderTemplate]) -> Vec<(String, String)> {
        templates.iter().map(|field| (field.name.clone(), self.fill(&field.value))).collect()
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
                .map_or_else(|| first.headers.clone(), |fields| self.fields(fields)),
            ..first.clone()
        }
    }

    fn redirect(&self, template: Option<&RedirectTemplate>) -> ResponseScript {
        ResponseScript {
            status: template.and_then(|redirect| redirect.status).unwrap_or(302),
            headers: template.map_or_else(Vec::new, |redirect| self.fields(&redirect.response)),
        }
    }

    /// A preflight that no value answers is answered without any CORS field.
    fn preflight(
        &self,
        template: Option<&PreflightTemplate>,
        response: &ResponseScript,
    ) -> ResponseScript {
        let Some(answer) = template else {
            return ResponseScript { status: 204, headers: Vec::new() };
        };
        let is_copied = |(name, _): &&(String, String)| {
            answer.copy.iter().any(|wanted| wanted.eq_ignore_ascii_case(name))
        };
        let mut headers: Vec<_> = response.headers.iter().filter(is_copied).cloned().collect();
        headers.extend(self.fields(&answer.add));
        ResponseScript { status: answer.status.unwrap_or(204), headers }
    }
}
