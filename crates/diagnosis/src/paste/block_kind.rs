//! What the lines of a paste begin.

use crate::paste::script_scope::ScriptScope;
use crate::paste::{
    beacon_call, call_defaults, constructor_call, curl_command, fetch_call, fetch_library,
    powershell_command, printed_headers, script_call, superagent_call, unknown_line, xhr_call,
};

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Beacon,
    Constructor,
    Curl,
    /// A variable, whose declaration ends at this octet.
    Declaration(usize),
    Defaults,
    Fetch,
    FetchLibrary,
    Json,
    Lines,
    PowerShell,
    Script,
    Superagent,
    Xhr,
}

impl BlockKind {
    /// Returns what the first line of a text begins, which is a paste from this octet on; behind
    /// other blocks, JSON is a body.
    pub(crate) fn of(text: &str, start: usize, is_first: bool, scope: &ScriptScope) -> Self {
        let rest = text[start..].trim_start_matches([' ', '\t', '\u{a0}']);
        let line = rest.lines().next().unwrap_or_default();
        if beacon_call::begins(line) {
            Self::Beacon
        } else if call_defaults::begins(line, scope) {
            Self::Defaults
        } else if curl_command::begins(line) {
            Self::Curl
        } else if fetch_library::begins(line) {
            Self::FetchLibrary
        } else if superagent_call::begins(rest) {
            Self::Superagent
        } else if fetch_call::begins(line) {
            Self::Fetch
        } else if powershell_command::begins(line) {
            Self::PowerShell
        } else if script_call::begins(rest, scope) {
            Self::Script
        } else if xhr_call::begins(line) {
            Self::Xhr
        } else if constructor_call::begins(line) {
            Self::Constructor
        } else if let Some(end) = scope.end_of_declaration(text.len() - rest.len()) {
            Self::Declaration(end)
        } else if is_first
            && (line.starts_with(['{', '[']) && !unknown_line::is_labelled(line)
                || printed_headers::begins(line))
        {
            Self::Json
        } else {
            Self::Lines
        }
    }

    /// Returns whether it is a call of a script.
    pub(crate) fn is_call(self) -> bool {
        match self {
            Self::Beacon
            | Self::Constructor
            | Self::Fetch
            | Self::FetchLibrary
            | Self::Script
            | Self::Superagent
            | Self::Xhr => true,
            Self::Curl
            | Self::Declaration(_)
            | Self::Defaults
            | Self::Json
            | Self::Lines
            | Self::PowerShell => false,
        }
    }
}
