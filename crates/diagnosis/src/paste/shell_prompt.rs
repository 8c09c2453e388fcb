//! The prompts that shells print before a command.

/// Signs with which prompts end.
const ENDS: [char; 9] = ['$', '%', '#', '>', '❯', '➜', 'λ', '»', '✗'];

/// Signs with which prompts begin, and nothing else.
const ARROWS: [char; 3] = ['➜', '❯', 'λ'];

/// How long a prompt is at most, in octets.
const MAX_OCTETS: usize = 120;

/// Returns the octet of a line at which a command begins that has one of these names: at the
/// beginning, or behind a prompt.
pub(crate) fn command_place(line: &str, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| {
        let mut places = line.match_indices(name).map(|(at, _)| at);
        let is_command = |at: &usize| {
            let behind = line[at + name.len()..].chars().next();
            behind.is_none_or(char::is_whitespace) && is_prompt(&line[..*at])
        };
        places.find(is_command)
    })
}

/// Returns whether a line is a prompt with a command of HTTPie, which prints the request that it
/// makes.
pub(crate) fn is_before_httpie(line: &str) -> bool {
    command_place(line, &["http", "https", "xh"]).is_some_and(|place| place > 0)
}

/// Returns whether a text is a prompt, or nothing.
fn is_prompt(text: &str) -> bool {
    let text = text.trim();
    let has_other = ['"', '\'', '`', '<', '|', '=', ';'];
    text.is_empty()
        || text.len() <= MAX_OCTETS
            && !text.contains(has_other)
            && (text.ends_with(ENDS) || text.starts_with(ARROWS))
}

/// Returns whether a line is a prompt that waits for a command. What ends with `>` may be of a
/// page: it names a host, a folder or a drive.
pub(crate) fn is_waiting(line: &str) -> bool {
    let line = line.trim();
    let names_place = ["@", "~", ":\\"].iter().any(|sign| line.contains(sign));
    let is_bare = !line.is_empty() && !line.contains(':') && !line.ends_with('>');
    is_prompt(line) && (names_place || is_bare || line.starts_with(ARROWS))
}
