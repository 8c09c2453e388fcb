//! Values as JSON and JavaScript write them.

use crate::http::text::{HttpTextError, HttpTextProblem};
use crate::paste::printed_headers::tag_length;

/// How deep brackets may be nested.
const MAX_DEPTH: usize = 64;

/// A value. Members are in order, with repetitions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LiteralValue {
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
    /// A number, a word or an expression, as it is written.
    Other(String),
}

impl LiteralValue {
    /// Returns the member with this name, as a script reads it: the last one, in the same case.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().rfind(|(member, _)| member == name).map(|(_, value)| value)
    }

    /// Returns the member with this name, whatever its case: so programs print objects.
    pub(crate) fn printed_member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(member, _)| member.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns a text, or what is written in place of one; nothing for `null` and the like.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Other(word) => (!matches!(word.as_str(), "null" | "undefined")).then_some(word),
            Self::List(_) | Self::Object(_) => None,
        }
    }
}

/// Reads the value that begins at an octet of a text; returns where it ends.
pub(crate) fn read_literal(
    text: &str,
    start: usize,
) -> Result<(LiteralValue, usize), HttpTextError> {
    let mut reader = LiteralReader { text, at: start };
    let value = reader.value(0)?;
    Ok((value, reader.at))
}

/// Reads the arguments of a call, from behind its bracket on; returns where its statement ends,
/// with what is done with the result.
pub(crate) fn read_arguments(
    text: &str,
    start: usize,
) -> Result<(Vec<LiteralValue>, usize), HttpTextError> {
    let (arguments, end) = read_list(text, start)?;
    let mut reader = LiteralReader { text, at: end };
    reader.skip_calls();
    Ok((arguments, reader.at))
}

/// Reads the arguments of a call, from behind its bracket on; returns where its brackets end.
pub(crate) fn read_list(
    text: &str,
    start: usize,
) -> Result<(Vec<LiteralValue>, usize), HttpTextError> {
    let mut reader = LiteralReader { text, at: start };
    let mut arguments = Vec::new();
    while !reader.take(')') {
        if reader.rest().is_empty() {
            return Err(reader.error(HttpTextProblem::Unclosed, start.saturating_sub(1)));
        }
        arguments.push(reader.value(0)?);
        reader.end_of_item(')', start.saturating_sub(1))?;
    }
    Ok((arguments, reader.at))
}

/// Returns the values that stand in an expression with `+` between them.
pub(crate) fn split_sum(written: &str) -> Option<Vec<LiteralValue>> {
    let mut reader = LiteralReader { text: written, at: 0 };
    let mut parts = Vec::new();
    loop {
        reader.skip_space();
        let part = match reader.peek()? {
            quote @ ('"' | '\'' | '`') => LiteralValue::Text(reader.quoted(quote).ok()?),
            _ => LiteralValue::Other(reader.name().ok()?),
        };
        parts.push(part);
        if !reader.take('+') {
            return reader.rest().trim().is_empty().then_some(parts);
        }
    }
}

/// Returns that a call whose arguments begin at an octet names no URL.
pub(crate) fn lacks_url(text: &str, start: usize) -> HttpTextError {
    let end = read_literal(text, start).map_or(start, |(_, end)| end);
    HttpTextError { problem: HttpTextProblem::NoUrl, span: start..end }
}

/// How many octets of what is done with a result are looked at.
const MAX_CALL_OCTETS: usize = 2 << 10;

/// Signs that begin a text or a comment, and brackets.
const SIGNS: [char; 10] = ['"', '\'', '`', '/', '(', '[', '{', ')', ']', '}'];

struct LiteralReader<'t> {
    text: &'t str,
    at: usize,
}

impl LiteralReader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn error(&self, problem: HttpTextProblem, at: usize) -> HttpTextError {
        let end = self.text[at..].chars().next().map_or(at, |next| at + next.len_utf8());
        HttpTextError { problem, span: at..end }
    }

    fn skip_space(&mut self) {
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else {
                return;
            }
        }
    }

    fn take(&mut self, expected: char) -> bool {
        self.skip_space();
        let is_there = self.peek() == Some(expected);
        if is_there {
            self.at += expected.len_utf8();
        }
        is_there
    }

    fn value(&mut self, depth: usize) -> Result<LiteralValue, HttpTextError> {
        self.skip_space();
        let start = self.at;
        if depth > MAX_DEPTH {
            return Err(self.error(HttpTextProblem::TooDeep, start));
        }
        self.at += tag_length(self.rest());
        match self.peek() {
            Some('{') => self.object(depth),
            Some('[') => self.list(depth, ']'),
            Some('(') if self.is_tuple() => self.list(depth, ')'),
            Some(quote @ ('"' | '\'' | '`')) => {
                let start = self.at;
                let text = self.quoted(quote)?;
                if self.rest().trim_start().starts_with('+') {
                    self.at = start;
                    return self.expression();
                }
                Ok(LiteralValue::Text(text))
            }
            Some(_) => self.expression(),
            None => Err(self.error(HttpTextProblem::NoValue, start)),
        }
    }

    /// Returns whether a text stands behind the bracket, and a comma behind it: Python's lists of
    /// pairs are of this form.
    fn is_tuple(&self) -> bool {
        let mut reader = Self { text: self.text, at: self.at + 1 };
        reader.skip_space();
        let Some(quote @ ('"' | '\'')) = reader.peek() else { return false };
        reader.quoted(quote).is_ok() && reader.take(',')
    }

    fn list(&mut self, depth: usize, close: char) -> Result<LiteralValue, HttpTextError> {
        let start = self.at;
        self.at += 1;
        let mut values = Vec::new();
        while !self.take(close) {
            if self.rest().is_empty() {
                return Err(self.error(HttpTextProblem::Unclosed, start));
            }
            values.push(self.value(depth + 1)?);
            self.end_of_item(close, start)?;
        }
        Ok(LiteralValue::List(values))
    }

    fn object(&mut self, depth: usize) -> Result<LiteralValue, HttpTextError> {
        let start = self.at;
        self.at += 1;
        let mut members = Vec::new();
        while !self.take('}') {
            // What Node.js keeps under a symbol belongs to the object itself.
            let is_symbol = self.rest().starts_with("[Symbol(");
            let name = match self.peek() {
                None => return Err(self.error(HttpTextProblem::Unclosed, start)),
                Some('[') if is_symbol => self.symbol(),
                Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
                Some(_) => self.name()?,
            };
            let value = if self.take_arrow() || self.take(':') {
                self.value(depth + 1)?
            } else if self.peek() == Some('(') {
                // A method: its arguments and its body.
                self.expression()?
            } else {
                LiteralValue::Other(name.clone())
            };
            match value {
                LiteralValue::Object(inner) if is_symbol => members.extend(inner),
                _ if is_symbol => {}
                value => members.push((name, value)),
            }
            self.end_of_item('}', start)?;
        }
        Ok(LiteralValue::Object(members))
    }

    /// Takes the arrow that Ruby and maps of Node.js have between name and value.
    fn take_arrow(&mut self) -> bool {
        self.skip_space();
        let is_there = self.rest().starts_with("=>");
        if is_there {
            self.at += "=>".len();
        }
        is_there
    }

    /// Takes a symbol in its brackets.
    fn symbol(&mut self) -> String {
        let length = self.rest().find(")]").map_or(self.rest().len(), |end| end + ")]".len());
        let symbol = self.rest()[..length].to_owned();
        self.at += length;
        symbol
    }

    /// Takes the comma behind an item, unless it is the last.
    fn end_of_item(&mut self, close: char, start: usize) -> Result<(), HttpTextError> {
        if self.take(',') || self.peek() == Some(close) {
            return Ok(());
        }
        let problem = match self.peek() {
            None => HttpTextProblem::Unclosed,
            Some(_) => return Err(self.error(HttpTextProblem::NoValue, self.at)),
        };
        Err(self.error(problem, start))
    }

    fn name(&mut self) -> Result<String, HttpTextError> {
        let is_of_name =
            |next: char| next.is_alphanumeric() || matches!(next, '_' | '$' | '-' | '.');
        let length = self.rest().find(|next| !is_of_name(next)).unwrap_or(self.rest().len());
        if length == 0 {
            return Err(self.error(HttpTextProblem::NoValue, self.at));
        }
        let name = self.rest()[..length].to_owned();
        self.at += length;
        Ok(name)
    }

    fn quoted(&mut self, quote: char) -> Result<String, HttpTextError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        let mut units: Vec<u16> = Vec::new();
        loop {
            let next = self.peek();
            let next = next.ok_or_else(|| self.error(HttpTextProblem::Unclosed, start))?;
            self.at += next.len_utf8();
            if next == '\\' && self.rest().starts_with('u') {
                self.at += 1;
                let digits = self.rest().bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
                units.extend(u16::from_str_radix(&self.rest()[..digits], 16));
                self.at += digits;
                continue;
            }
            text.push_str(&String::from_utf16_lossy(&units));
            units.clear();
            if next == quote {
                return Ok(text);
            }
            if next != '\\' {
                text.push(next);
                continue;
            }
            let escaped = self.peek();
            let escaped = escaped.ok_or_else(|| self.error(HttpTextProblem::Unclosed, start))?;
            self.at += escaped.len_utf8();
            match escaped {
                'b' => text.push('\u{8}'),
                'f' => text.push('\u{c}'),
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                '\n' => {}
                other => text.push(other),
            }
        }
    }

    /// Reads a number, a word or a call up to the comma or the bracket behind it.
    fn expression(&mut self) -> Result<LiteralValue, HttpTextError> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(next) = self.peek() {
            match next {
                ',' | '}' | ']' | ')' if depth == 0 => break,
                '"' | '\'' | '`' => {
                    self.quoted(next)?;
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                '\n' | ';' if depth == 0 => break,
                _ => {}
            }
            self.at += next.len_utf8();
        }
        let written = self.text[start..self.at].trim();
        if written.is_empty() {
            return Err(self.error(HttpTextProblem::NoValue, start));
        }
        Ok(LiteralValue::Other(written.to_owned()))
    }

    /// Skips the calls on a result, `.then(…)` and the like, and the rest of the line.
    fn skip_calls(&mut self) {
        loop {
            let behind = self.rest().trim_start();
            let call = behind.strip_prefix('.').and_then(|rest| rest.split_once('('));
            let Some((name, inner)) = call else { break };
            let is_name = !name.is_empty() && name.chars().all(char::is_alphanumeric);
            let end = self.behind_bracket(self.text.len() - inner.len());
            let Some(end) = end.filter(|_| is_name) else { break };
            self.at = end;
        }
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Returns where the bracket is closed that was opened before an octet.
    fn behind_bracket(&self, at: usize) -> Option<usize> {
        let end = self.text.len().min(at + MAX_CALL_OCTETS);
        let end = (at..=end).rev().find(|end| self.text.is_char_boundary(*end))?;
        let mut reader = Self { text: &self.text[..end], at };
        let mut depth = 1_usize;
        while depth > 0 {
            let place = reader.rest().find(SIGNS)?;
            reader.at += place;
            let sign = reader.peek()?;
            match sign {
                '"' | '\'' | '`' => {
                    reader.quoted(sign).ok()?;
                    continue;
                }
                '/' => {
                    let before = reader.at;
                    reader.skip_space();
                    reader.at = reader.at.max(before + 1);
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                _ => depth -= 1,
            }
            reader.at += 1;
        }
        Some(reader.at)
    }
}
