//! From a shape of a selection to the script of what is asked and answered.

use matrix::{Effects, ExchangeEffect, HeaderTemplate, Matrix, Selection, Template, Topology};
use url::Url;

use crate::script::{CookieScript, RequestScript, ResponseScript, ShapeScript};

/// Writes out one shape of the selection: request, response, preflight and all the cookies of its cells, in their order.
///
/// # Panics
/// If the selection has no such shape.
pub fn write_shape(matrix: &Matrix, selection: &Selection, shape: usize) -> ShapeScript {
    let suite = selection.suite();
    let positions = selection.positions(shape * selection.cookies());
    let topology = suite.topology(positions[0]);
    let writer = Writer { topology, unrelated: &matrix.unrelated };
    let effects: Vec<&ExchangeEffect> = suite
        .axes
        .iter()
        .zip(&positions)
        .filter_map(|(axis, position)| match &axis.effects {
            Effects::Exchange(effects) => Some(&effects[*position]),
            Effects::Topology(_) | Effects::Cookie(_) => None,
        })
        .collect();
    let api = effects.iter().find_map(|effect| effect.api).expect("reading the suite proved that an axis makes the request");
    let method = effects.iter().rev().find_map(|effect| effect.method.clone()).unwrap_or_else(|| "GET".to_owned());
    let response = writer.fields(effects.iter().flat_map(|effect| &effect.response));
    ShapeScript {
        set_by: effects.iter().rev().find_map(|effect| effect.set_by).unwrap_or_default(),
        request: RequestScript { api, method, headers: writer.fields(effects.iter().flat_map(|effect| &effect.request)) },
        preflight: writer.preflight(&effects, &response),
        response: ResponseScript { status: 200, headers: response },
        cookies: write_cookies(&writer, selection, shape),
    }
}

/// Returns the name of the cookie at this position among those of its shape.
pub fn cookie_name(position: usize) -> String {
    format!("c{position}")
}

fn write_cookies(writer: &Writer<'_>, selection: &Selection, shape: usize) -> Vec<CookieScript> {
    let suite = selection.suite();
    (0..selection.cookies())
        .map(|cookie| {
            let positions = selection.positions(shape * selection.cookies() + cookie);
            let chosen = suite.axes.iter().zip(positions).filter_map(|(axis, position)| match &axis.effects {
                Effects::Cookie(templates) => templates[position].as_ref(),
                Effects::Topology(_) | Effects::Exchange(_) => None,
            });
            let mut attributes = String::new();
            for template in suite.cookie.iter().chain(chosen) {
                attributes.push_str("; ");
                attributes.push_str(&writer.fill(template));
            }
            CookieScript { name: cookie_name(cookie), attributes }
        })
        .collect()
}

struct Writer<'a> {
    topology: &'a Topology,
    unrelated: &'a Url,
}

impl Writer<'_> {
    fn fill(&self, template: &Template) -> String {
        template.fill(self.topology, self.unrelated)
    }

    fn fields<'t>(&self, templates: impl Iterator<Item = &'t HeaderTemplate>) -> Vec<(String, String)> {
        templates.map(|field| (field.name.clone(), self.fill(&field.value))).collect()
    }

    /// A preflight that no value answers is answered without any CORS field.
    fn preflight(&self, effects: &[&ExchangeEffect], response: &[(String, String)]) -> ResponseScript {
        let mut headers = Vec::new();
        for answer in effects.iter().filter_map(|effect| effect.preflight.as_ref()) {
            let copied = |(name, _): &&(String, String)| answer.copy.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
            headers.extend(response.iter().filter(copied).cloned());
            headers.extend(self.fields(answer.add.iter()));
        }
        ResponseScript { status: 204, headers }
    }
}
