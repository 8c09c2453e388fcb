//! From a shape of a selection to the script of what is asked and answered.

use matrix::{AgainEffect, Carrier, CookieEffect, Effects, ExchangeEffect, HeaderTemplate, Matrix, Party, Selection, Template, Topology};
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
    let body = effects.iter().rev().find_map(|effect| effect.body.clone());
    let status = effects.iter().rev().find_map(|effect| effect.status).unwrap_or(200);
    let response = writer.fields(effects.iter().flat_map(|effect| &effect.response));
    let url_list = effects.iter().rev().map(|effect| effect.url_list.as_slice()).find(|list| !list.is_empty()).unwrap_or(&[Party::Target]);
    let preflight_location = effects.iter().rev().find_map(|effect| effect.preflight.as_ref()?.redirect);
    let reads = effects.iter().rev().find_map(|effect| effect.reads.clone());
    let request = RequestScript { api, method, headers: writer.fields(effects.iter().flat_map(|effect| &effect.request)), body, reads };
    let again = effects.iter().rev().find_map(|effect| effect.again.as_ref());
    ShapeScript {
        again: again.map(|again| writer.again(again, &request)),
        set_by: effects.iter().rev().find_map(|effect| effect.set_by).unwrap_or_default(),
        request,
        url_list: url_list.iter().map(|party| writer.origin(*party)).collect(),
        redirect: writer.redirect(&effects),
        preflight: writer.preflight(&effects, &response),
        preflight_location: preflight_location.map(|party| writer.origin(party)),
        response: ResponseScript { status, headers: response },
        cookies: write_cookies(&writer, selection, shape, Carrier::Response(url_list.len() - 1)),
    }
}

/// Returns the name of the cookie at this position among those of its shape.
pub fn cookie_name(position: usize) -> String {
    format!("c{position}")
}

/// Writes out the cookies of a shape; where no value says which response one is on, it is the last.
fn write_cookies(writer: &Writer<'_>, selection: &Selection, shape: usize, last: Carrier) -> Vec<CookieScript> {
    let suite = selection.suite();
    (0..selection.cookies())
        .map(|cookie| {
            let positions = selection.positions(shape * selection.cookies() + cookie);
            let chosen = suite.axes.iter().zip(positions).filter_map(|(axis, position)| match &axis.effects {
                Effects::Cookie(effects) => Some(&effects[position]),
                Effects::Topology(_) | Effects::Exchange(_) => None,
            });
            let effects: Vec<&CookieEffect> = chosen.collect();
            let on = effects.iter().find_map(|effect| effect.on).unwrap_or(last);
            let mut attributes = String::new();
            for template in suite.cookie.iter().chain(effects.iter().filter_map(|effect| effect.attribute.as_ref())) {
                attributes.push_str("; ");
                attributes.push_str(&writer.fill(template));
            }
            CookieScript { name: cookie_name(cookie), attributes, on }
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

    fn origin(&self, party: Party) -> Url {
        party.origin(self.topology, self.unrelated).clone()
    }

    fn again(&self, effect: &AgainEffect, first: &RequestScript) -> RequestScript {
        let AgainEffect { api, method, request } = effect;
        RequestScript {
            api: api.unwrap_or(first.api),
            method: method.clone().unwrap_or_else(|| first.method.clone()),
            headers: request.as_ref().map_or_else(|| first.headers.clone(), |fields| self.fields(fields.iter())),
            ..first.clone()
        }
    }

    fn redirect(&self, effects: &[&ExchangeEffect]) -> ResponseScript {
        let redirects = || effects.iter().filter_map(|effect| effect.redirect.as_ref());
        let status = redirects().rev().find_map(|redirect| redirect.status).unwrap_or(302);
        ResponseScript { status, headers: self.fields(redirects().flat_map(|redirect| &redirect.response)) }
    }

    /// A preflight that no value answers is answered without any CORS field.
    fn preflight(&self, effects: &[&ExchangeEffect], response: &[(String, String)]) -> ResponseScript {
        let (mut status, mut headers) = (204, Vec::new());
        for answer in effects.iter().filter_map(|effect| effect.preflight.as_ref()) {
            let copied = |(name, _): &&(String, String)| answer.copy.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
            headers.extend(response.iter().filter(copied).cloned());
            headers.extend(self.fields(answer.add.iter()));
            status = answer.status.unwrap_or(status);
        }
        ResponseScript { status, headers }
    }
}
