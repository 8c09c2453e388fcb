//! One page load and the shapes that are played on it.

use matrix::Topology;
use url::Url;

use crate::plan::shape::ShapeScript;
use crate::plan::shape_tag::{BatchId, ShapeNo, ShapeTag};
use crate::time::UnixTime;

/// One page load and the shapes that are played on it without navigating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchScript {
    /// This attempt.
    pub id: BatchId,
    /// The moment in which it is played, from which its dates count.
    pub now: UnixTime,
    /// Who talks to whom.
    pub topology: Topology,
    /// An origin that no document or request of the topology belongs to: a cookie for its domain
    /// must be refused.
    pub unrelated: Url,
    /// How many shapes are played before it is looked at what became of their cookies, none of
    /// which meets another's.
    pub shapes_per_wave: usize,
    /// The shapes in the order in which they are played; a shape's [`ShapeNo`] is its position
    /// here.
    pub shapes: Vec<ShapeScript>,
}

impl BatchScript {
    /// Returns the script of one of its shapes.
    ///
    /// # Panics
    /// If it has no such shape.
    pub fn script(&self, shape: ShapeNo) -> &ShapeScript {
        &self.shapes[shape.0 as usize]
    }
}

impl BatchScript {
    /// Returns every origin that it needs, some of them more than once: where its documents are,
    /// and where its requests go, preflights included.
    pub fn origins(&self) -> impl Iterator<Item = &Url> {
        let (topology, shapes) = (&self.topology, self.shapes.iter());
        let of_topology = topology.origins().into_iter().chain(&topology.control);
        of_topology.chain(
            shapes.flat_map(|script| script.url_list.iter().chain(&script.preflight_location)),
        )
    }

    /// Returns how old its oldest cookies are to be, in seconds.
    pub fn age_secs(&self) -> u16 {
        self.shapes.iter().map(|script| script.age_secs).max().unwrap_or_default()
    }
}

/// The name of the cookie that proves, at the end of each batch, that cookies can be stored, read
/// and sent on a host.
pub const CONTROL_COOKIE: &str = "control";

/// The name of the cookie that no engine may store, as its `Domain` is another site's.
pub const FOREIGN_COOKIE: &str = "foreign";

impl BatchScript {
    /// Returns the `Set-Cookie` lines of the control that is played on each of its origins at its
    /// end.
    ///
    /// It is Secure where the shapes may have filled the jar with Secure cookies, which would give
    /// up any other at once. Elsewhere it is not: one of `https` would keep that of `http` on the
    /// same host from being stored.
    pub fn control_lines(&self, tag: ShapeTag) -> [String; 2] {
        let is_secure = self.topology.target.scheme() == "https"
            && self.shapes.iter().any(|script| !script.others.is_empty());
        let secure = if is_secure { "; Secure" } else { "" };
        let domain = self.unrelated.host_str().unwrap_or_default();
        [
            format!("{CONTROL_COOKIE}={tag}; Path=/{secure}"),
            format!("{FOREIGN_COOKIE}={tag}; Path=/; Domain={domain}"),
        ]
    }
}
