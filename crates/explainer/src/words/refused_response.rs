//! Responses that forbid their own use.

use diagnosis::ResponseAnswer;
use spec_model::Reason;

/// Returns whether the response itself forbids its use by what asked for it.
pub(super) fn is_refused(response: &ResponseAnswer) -> bool {
    let reason = response.readable.reasons.first().and_then(|rule| Reason::from_code(rule.code));
    matches!(
        reason,
        Some(
            Reason::EventStreamStatus
                | Reason::EventStreamType
                | Reason::FrameAncestors
                | Reason::FrameOptions
                | Reason::HandshakeStatus
                | Reason::ModuleScriptType
                | Reason::NosniffBlocked
                | Reason::ScriptStatus
                | Reason::ScriptTypeBlocked
                | Reason::StyleSheetStatus
                | Reason::StyleSheetType
        )
    )
}
