//! What follows from a question's request alone, whatever the server answers.

use matrix::Topology;
use spec_model::fetch::is_forbidden_method;

use crate::question::Question;
use crate::question::preflight::preflight_causes;
use crate::question::relation::{OriginRelation, TopologyRelation};

/// What follows from a question's request alone. It is worked out once for all the responses that
/// a search for a fix tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFacts {
    /// How the origins of the requesting document and of the target are related.
    pub relation: OriginRelation,
    /// Why the request needs a preflight, in words; empty where it needs none.
    pub preflight_causes: Vec<String>,
    pub(crate) topology: Topology,
    pub(crate) topology_relation: TopologyRelation,
}

impl RequestFacts {
    /// Returns the facts of a question's request.
    pub fn of(question: &Question) -> Self {
        let topology = question.topology();
        // A method that scripts cannot use makes no request, nor a preflight of one.
        let is_made = !is_forbidden_method(&question.request.method);
        let preflight_causes = if is_made { preflight_causes(question) } else { Vec::new() };
        Self {
            relation: OriginRelation::of(question.client(), &question.url),
            preflight_causes,
            topology_relation: TopologyRelation::of(&topology),
            topology,
        }
    }
}
