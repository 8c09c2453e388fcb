//! Hints that may go unheeded.

use crate::decision::Decision;
use crate::policy::PrefetchRequests;
use crate::reason::Reason;
use crate::user_agent::UserAgent;

/// Decides whether `<link rel=prefetch>` makes a request.
///
/// Spec: [HTML, link type
/// "prefetch"](https://html.spec.whatwg.org/multipage/links.html#link-type-prefetch): left to the
/// user agent.
pub fn prefetch_decision(user_agent: UserAgent<'_>) -> Decision {
    let mut decision = Decision::default();
    let is_made = user_agent.policy().prefetch_requests == PrefetchRequests::Made;
    decision.violate_if(!is_made, Reason::PrefetchNotMade);
    decision
}
