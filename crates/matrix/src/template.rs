//! Text and header fields with placeholders for parts of the topology.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::topology::{Topology, TopologyRole};

/// A header field whose value may hold placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderTemplate {
    /// The field's name.
    pub name: String,
    /// The field's value.
    pub value: TextTemplate,
}

/// Text with placeholders such as `{client.origin}`, each of which names a part of the topology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextTemplate(pub(crate) Vec<TemplatePart>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TemplatePart {
    Text(String),
    Placeholder(TopologyRole, OriginPart),
}

/// The part of an origin that a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OriginPart {
    Host,
    Origin,
    Parent,
    Site,
}

impl TextTemplate {
    /// Returns the template without placeholders that gives this text.
    pub(crate) fn literal(text: &str) -> Self {
        Self(vec![TemplatePart::Text(text.to_owned())])
    }

    /// Returns the text between the placeholders.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            TemplatePart::Text(text) => Some(text.as_str()),
            TemplatePart::Placeholder(..) => None,
        })
    }

    /// Returns the text for one topology.
    pub fn fill(&self, topology: &Topology, unrelated: &Url) -> String {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                TemplatePart::Text(literal) => text.push_str(literal),
                TemplatePart::Placeholder(TopologyRole::Client, OriginPart::Origin) => {
                    text.push_str(&topology.client_origin())
                }
                TemplatePart::Placeholder(party, part) => {
                    text.push_str(&part.of(party.origin(topology, unrelated)))
                }
            }
        }
        text
    }
}

impl OriginPart {
    fn of(self, origin: &Url) -> String {
        let host = origin.host_str().unwrap_or_default();
        match self {
            Self::Host => host.to_owned(),
            Self::Origin => origin.origin().ascii_serialization(),
            Self::Parent => host.split_once('.').map_or("", |(_, parent)| parent).to_owned(),
            Self::Site => spec_model::registrable_domain(host, &spec_model::BuiltInPublicSuffixes)
                .unwrap_or(host)
                .to_owned(),
        }
    }
}
