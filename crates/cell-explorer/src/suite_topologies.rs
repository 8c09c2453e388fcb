//! Who talks to whom in a suite's topologies, and what each value writes there, for the script.

use matrix::{
    AxisEffects, CookieEffect, ExchangeEffect, HeaderTemplate, LineTemplate, LineText, Matrix,
    Selection, Topology,
};
use run_model::plan::SetCookieLine;
use serde::Serialize;

/// Who talks to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TopologyWords {
    page: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    frames: Vec<String>,
    target: String,
}

/// What one value writes into the exchange, in one topology.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ValueWriting {
    /// How the request is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// The method that it has unless a value says another.
    #[serde(skip_serializing_if = "Option::is_none")]
    usual_method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// Header fields of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    request: Vec<String>,
    /// The answer to a preflight.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    preflight: Vec<String>,
    /// The redirects on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    redirect: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Header fields of the response.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    response: Vec<String>,
    /// The whole `Set-Cookie` line.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    /// What stands behind the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<String>,
    /// A second line.
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<String>,
    /// What else it decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

/// What the values of the axes write: for each axis and value, one text for all topologies, or one
/// for each.
pub(crate) type AxisWritings = Vec<Vec<Vec<ValueWriting>>>;

/// Returns the topologies of a selection, in order.
pub(crate) fn topologies(selection: &Selection) -> Vec<TopologyWords> {
    let words = |(_, topology): (&str, &Topology)| TopologyWords {
        page: topology.page.origin().ascii_serialization(),
        frames: topology.frames.iter().map(|url| url.origin().ascii_serialization()).collect(),
        target: topology.target.origin().ascii_serialization(),
    };
    selection.topologies().map(words).collect()
}

/// Returns what the values of a selection's axes write in each of its topologies.
pub(crate) fn writings(matrix: &Matrix, selection: &Selection) -> AxisWritings {
    let topologies: Vec<&Topology> = selection.topologies().map(|(_, topology)| topology).collect();
    let axes = selection.suite().axes.iter().zip(selection.axes());
    let of_axis = |(axis, (_, values)): (&matrix::Axis, (&str, Vec<&str>))| {
        let of_value = |value: &&str| {
            let position = axis.values.iter().position(|known| known == value);
            let position = position.expect("a selection has values of its suite");
            let of_topology = |topology: &&Topology| {
                let place = WritingPlace { matrix, topology };
                match &axis.effects {
                    AxisEffects::Topology(_) => ValueWriting::default(),
                    AxisEffects::Exchange(effects) => place.exchange(&effects[position]),
                    AxisEffects::Cookie(effects) => place.cookie(&effects[position]),
                }
            };
            once_where_alike(topologies.iter().map(of_topology).collect())
        };
        values.iter().map(of_value).collect()
    };
    axes.map(of_axis).collect()
}

/// Returns the attributes that stand in every line of a selection, by topology as above.
pub(crate) fn common_attributes(matrix: &Matrix, selection: &Selection) -> Vec<String> {
    let Some(template) = &selection.suite().cookie else { return Vec::new() };
    let of_topology =
        |(_, topology): (&str, &Topology)| WritingPlace { matrix, topology }.line(template);
    once_where_alike(selection.topologies().map(of_topology).collect())
}

fn once_where_alike<T: PartialEq>(mut texts: Vec<T>) -> Vec<T> {
    if texts.iter().all(|text| *text == texts[0]) {
        texts.truncate(1);
    }
    texts
}

/// Where values are written out.
#[derive(Clone, Copy)]
struct WritingPlace<'a> {
    matrix: &'a Matrix,
    topology: &'a Topology,
}

impl WritingPlace<'_> {
    fn exchange(self, effect: &ExchangeEffect) -> ValueWriting {
        let origin = |role: &matrix::TopologyRole| {
            role.origin(self.topology, &self.matrix.unrelated).origin().ascii_serialization()
        };
        let mut writing = ValueWriting {
            by: effect.api.map(|api| api.to_string()),
            usual_method: effect.api.map(matrix::RequestApi::method),
            method: effect.method.clone(),
            request: self.fields(&effect.request),
            status: effect.status,
            response: self.fields(&effect.response),
            ..ValueWriting::default()
        };
        if let Some(preflight) = &effect.preflight {
            writing.preflight.extend(preflight.status.map(|status| status.to_string()));
            let copied = |name: &String| format!("{name} as in the response");
            writing.preflight.extend(preflight.copy.iter().map(copied));
            writing.preflight.extend(self.fields(&preflight.add));
            let redirect = preflight.redirect.iter();
            writing.preflight.extend(redirect.map(|to| format!("Location: {}", origin(to))));
        }
        if let Some(redirect) = &effect.redirect {
            writing.redirect.extend(redirect.status.map(|status| status.to_string()));
            writing.redirect.extend(self.fields(&redirect.response));
        }
        if effect.url_list.len() > 1 {
            let way: Vec<String> = effect.url_list.iter().map(origin).collect();
            writing.redirect.push(format!("by way of {}", way.join(", ")));
        }
        writing.notes.extend(effect.set_by.map(|by| format!("set by: {}", by.as_str())));
        writing.notes.extend(effect.then_by.map(|by| format!("then set by: {}", by.as_str())));
        let path = effect.request_path.map(|path| format!("path of the URL: {}", path.as_str()));
        writing.notes.extend(path);
        let case =
            effect.field_names.map(|case| format!("names of fields: {} case", case.as_str()));
        writing.notes.extend(case);
        let age = effect.age_secs.filter(|age| *age > 0);
        writing.notes.extend(age.map(|age| format!("sent after {age} s")));
        writing.notes.extend(effect.reads.as_ref().map(|name| format!("the script reads {name}")));
        if let Some(again) = &effect.again {
            let means = again.api.map_or(String::new(), |api| format!(" by {api}"));
            writing.notes.push(format!("asked again{means}"));
        }
        if let Some(others) = &effect.others {
            writing.notes.push(format!("{} other cookies", others.before + others.after));
        }
        writing
    }

    fn cookie(self, effect: &CookieEffect) -> ValueWriting {
        ValueWriting {
            line: effect.line.as_ref().map(|line| self.line(line)),
            attribute: effect.attribute.as_ref().map(|line| self.line(line)),
            then: effect.then.as_ref().map(|line| self.line(line)),
            ..ValueWriting::default()
        }
    }

    fn fields(self, fields: &[HeaderTemplate]) -> Vec<String> {
        let text = |field: &HeaderTemplate| {
            format!("{}: {}", field.name, field.value.fill(self.topology, &self.matrix.unrelated))
        };
        fields.iter().map(text).collect()
    }

    fn line(self, template: &LineTemplate) -> String {
        let mut line = SetCookieLine::default();
        for part in &template.0 {
            line.add(part.map_text(|text| match text {
                LineText::Template(text) => {
                    text.fill(self.topology, &self.matrix.unrelated).into_bytes()
                }
                LineText::Octet(octet) => vec![*octet],
                LineText::Name => b"c".to_vec(),
            }));
        }
        line.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what a value writes in the first topology of the selection in question.
    fn written(suite: &str, axis: &str, value: &str) -> ValueWriting {
        let text = include_str!("../../../matrix.toml");
        let matrix = matrix::read("matrix.toml", text).unwrap();
        let selection = Selection::full(&matrix.suites[suite]);
        let writings = writings(&matrix, &selection);
        let mut axes = selection.axes().zip(writings);
        let ((_, values), writings) = axes.find(|((name, _), _)| *name == axis).unwrap();
        let place = values.iter().position(|known| *known == value).unwrap();
        writings[place][0].clone()
    }

    #[test]
    fn values_write_fields_and_attributes() {
        let origin = written("cors-credentials", "allow-origin", "exact");
        assert_eq!(origin.response, ["Access-Control-Allow-Origin: https://www.example.com"]);
        let none = written("cors-credentials", "same-site", "none");
        assert_eq!(none.attribute.unwrap(), "SameSite=None");
        let fetch = written("cors-credentials", "credentials", "fetch-include");
        assert_eq!(fetch.by.unwrap(), "fetch with credentials: include");
        assert_eq!(written("cors-credentials", "domain", "absent"), ValueWriting::default());
    }
}
