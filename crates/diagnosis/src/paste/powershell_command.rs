//! A command of PowerShell, as developer tools copy it.

use url::Url;

use crate::http::text::{HttpTextError, HttpTextProblem};
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::pasted_request::PastedRequest;
use crate::paste::shell_prompt::command_place;
use crate::paste::text_lines::TextLine;

const COMMANDS: [&str; 4] = ["invoke-webrequest", "invoke-restmethod", "iwr", "irm"];

/// What developer tools copy as fields of HTTP/2 that stand for the first line.
const PSEUDO_FIELDS: [&str; 4] = ["authority", "method", "path", "scheme"];

/// Returns whether a line begins such a command.
pub(crate) fn begins(text: &str) -> bool {
    command_place(&text.to_ascii_lowercase(), &COMMANDS).is_some()
        || text.starts_with("$session")
        || text.starts_with("$response = Invoke-")
}

/// Reads the command that begins in a line, with what prepares it; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let line = TextLine::indented(text, start);
    let behind_prompt = command_place(&line.text.to_ascii_lowercase(), &COMMANDS);
    let start = line.start + behind_prompt.unwrap_or_default();
    let mut reader = TokenReader { text, at: start };
    let mut command = PowerShellCommand::default();
    while let Some(token) = reader.token()? {
        if !command.take(token) {
            break;
        }
    }
    let span = start..start + 1;
    let url = command.url.as_deref().and_then(|url| Url::parse(url).ok()).filter(Url::has_host);
    let url = url.ok_or(HttpTextError { problem: HttpTextProblem::NoUrl, span })?;
    let is_pseudo = |(name, _): &(String, String)| PSEUDO_FIELDS.contains(&name.as_str());
    if command.headers.iter().filter(|field| is_pseudo(field)).count() == PSEUDO_FIELDS.len() {
        command.headers.retain(|field| !is_pseudo(field));
    }
    builder.recognize(PasteFormat::PowerShellCommand);
    builder.request(PastedRequest {
        method: Some(command.method.unwrap_or_else(|| "GET".to_owned())),
        url: Some(url),
        headers: command.headers,
        ..PastedRequest::default()
    });
    Ok(reader.at)
}

/// A part of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
enum CommandToken {
    /// The end of a line that goes on nowhere.
    LineEnd,
    /// A sign between words, such as `=` and brackets.
    Sign(char),
    /// A quoted text.
    Text(String),
    /// Anything else.
    Word(String),
}

#[derive(Debug, Default)]
struct PowerShellCommand {
    url: Option<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    /// The parameter whose value comes next.
    parameter: String,
    /// Whether the command itself began; lines before it prepare a session.
    has_begun: bool,
    depth: usize,
    /// The name of the header field whose value comes next.
    name: Option<String>,
}

impl PowerShellCommand {
    /// Takes a part; returns whether the command goes on.
    fn take(&mut self, token: CommandToken) -> bool {
        match token {
            CommandToken::LineEnd => return !self.has_begun || self.depth > 0,
            CommandToken::Sign('{' | '(') => self.depth += 1,
            CommandToken::Sign('}' | ')') => self.depth = self.depth.saturating_sub(1),
            CommandToken::Sign(_) => {}
            CommandToken::Word(word) if self.depth == 0 => self.word(&word),
            CommandToken::Word(text) | CommandToken::Text(text) => self.text(text),
        }
        true
    }

    fn word(&mut self, word: &str) {
        if COMMANDS.iter().any(|command| word.eq_ignore_ascii_case(command)) {
            self.has_begun = true;
        } else if let Some(parameter) = word.strip_prefix('-') {
            self.parameter = parameter.to_ascii_lowercase();
        } else {
            self.text(word.to_owned());
        }
    }

    fn text(&mut self, text: String) {
        if !self.has_begun {
            return;
        }
        if self.depth > 0 && self.parameter == "headers" {
            match self.name.take() {
                None => self.name = Some(text),
                Some(name) => self.headers.push((name, text)),
            }
            return;
        }
        match std::mem::take(&mut self.parameter).as_str() {
            "uri" => self.url = Some(text),
            "method" => self.method = Some(text.to_ascii_uppercase()),
            "contenttype" => self.headers.push(("Content-Type".to_owned(), text)),
            "useragent" => self.headers.push(("User-Agent".to_owned(), text)),
            "" if self.url.is_none() && text.contains("://") => self.url = Some(text),
            _ => {}
        }
    }
}

struct TokenReader<'t> {
    text: &'t str,
    at: usize,
}

impl TokenReader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest().chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn token(&mut self) -> Result<Option<CommandToken>, HttpTextError> {
        loop {
            let start = self.at;
            let Some(next) = self.next() else { return Ok(None) };
            return Ok(Some(match next {
                ' ' | '\t' | '\r' | '@' => continue,
                '`' => {
                    // Behind it, the line goes on.
                    self.at += self.rest().find('\n').map_or(0, |end| end + 1);
                    continue;
                }
                '\n' => CommandToken::LineEnd,
                '"' | '\'' => CommandToken::Text(self.quoted(next, start)?),
                '=' | '{' | '}' | '(' | ')' | ';' | ',' => CommandToken::Sign(next),
                _ => {
                    let is_of_word =
                        |next: char| !next.is_whitespace() && !"\"'={}();,`".contains(next);
                    let end = self.rest().find(|next| !is_of_word(next));
                    self.at += end.unwrap_or(self.rest().len());
                    CommandToken::Word(self.text[start..self.at].to_owned())
                }
            }));
        }
    }

    fn quoted(&mut self, quote: char, start: usize) -> Result<String, HttpTextError> {
        let mut text = String::new();
        loop {
            let unclosed =
                HttpTextError { problem: HttpTextProblem::Unclosed, span: start..start + 1 };
            let next = self.next().ok_or(unclosed)?;
            if next == quote {
                if !self.rest().starts_with(quote) {
                    return Ok(text);
                }
                self.at += quote.len_utf8();
                text.push(quote);
            } else if next == '`' && quote == '"' {
                text.extend(self.next().map(|escaped| match escaped {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    other => other,
                }));
            } else {
                text.push(next);
            }
        }
    }
}
