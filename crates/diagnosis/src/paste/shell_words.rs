//! A command line in words, as shells split it.

use crate::http::text::{HttpTextError, HttpTextProblem};

/// A shell, by its rules of quoting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShellSyntax {
    /// `cmd.exe`: `^` escapes, `"` quotes.
    Cmd,
    /// `bash` and its relatives.
    Posix,
}

impl ShellSyntax {
    /// Returns the shell that a command is for: only `cmd.exe` escapes quotes and line ends by `^`.
    pub(crate) fn of(command: &str) -> Self {
        // The first line shows it, and a paste may hold many commands.
        let line = command.lines().next().unwrap_or_default();
        let is_cmd = line.contains("^\"") || line.ends_with('^');
        if is_cmd { Self::Cmd } else { Self::Posix }
    }
}

/// Returns the words of the command that begins at an octet of a text, and where it ends.
pub(crate) fn shell_words(
    text: &str,
    start: usize,
    syntax: ShellSyntax,
) -> Result<(Vec<String>, usize), HttpTextError> {
    let mut reader = WordReader { text, at: start, words: Vec::new(), word: None };
    match syntax {
        ShellSyntax::Cmd => reader.read_cmd()?,
        ShellSyntax::Posix => reader.read_posix()?,
    }
    reader.end_word();
    Ok((reader.words, reader.at))
}

struct WordReader<'t> {
    text: &'t str,
    at: usize,
    words: Vec<String>,
    /// The word that is read; a quote begins one even if nothing is in it.
    word: Option<String>,
}

impl WordReader<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.text[self.at..].chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, text: char) {
        self.word.get_or_insert_default().push(text);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn read_posix(&mut self) -> Result<(), HttpTextError> {
        while let Some(next) = self.next() {
            match next {
                '\n' | ';' | '|' | '&' => return Ok(()),
                ' ' | '\t' | '\r' => self.end_word(),
                '\\' => match self.next() {
                    Some('\r') if self.rest().starts_with('\n') => self.at += 1,
                    Some('\n') | None => {}
                    Some(escaped) => self.push(escaped),
                },
                '\'' => self.single_quoted()?,
                '"' => self.double_quoted()?,
                '$' if self.rest().starts_with('\'') => {
                    self.at += 1;
                    self.ansi_quoted()?;
                }
                '#' if self.word.is_none() => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                }
                other => self.push(other),
            }
        }
        Ok(())
    }

    fn single_quoted(&mut self) -> Result<(), HttpTextError> {
        let start = self.at - 1;
        let length = self.rest().find('\'').ok_or_else(|| unclosed(start))?;
        let quoted = &self.text[self.at..self.at + length];
        self.word.get_or_insert_default().push_str(quoted);
        self.at += length + 1;
        Ok(())
    }

    fn double_quoted(&mut self) -> Result<(), HttpTextError> {
        let start = self.at - 1;
        self.word.get_or_insert_default();
        loop {
            match self.next().ok_or_else(|| unclosed(start))? {
                '"' => return Ok(()),
                '\\' => match self.next().ok_or_else(|| unclosed(start))? {
                    '\n' => {}
                    escaped @ ('"' | '\\' | '$' | '`') => self.push(escaped),
                    other => {
                        self.push('\\');
                        self.push(other);
                    }
                },
                other => self.push(other),
            }
        }
    }

    /// Reads what is behind `$'`.
    fn ansi_quoted(&mut self) -> Result<(), HttpTextError> {
        let start = self.at - 2;
        self.word.get_or_insert_default();
        loop {
            match self.next().ok_or_else(|| unclosed(start))? {
                '\'' => return Ok(()),
                '\\' => match self.next().ok_or_else(|| unclosed(start))? {
                    'n' => self.push('\n'),
                    'r' => self.push('\r'),
                    't' => self.push('\t'),
                    'x' => self.code(2),
                    'u' => self.code(4),
                    'U' => self.code(8),
                    other => self.push(other),
                },
                other => self.push(other),
            }
        }
    }

    /// Reads a character by its number in at most so many hexadecimal digits.
    fn code(&mut self, digits: usize) {
        let length = self.rest().bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        let code = u32::from_str_radix(&self.rest()[..length], 16).ok().and_then(char::from_u32);
        self.at += length;
        self.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
    }

    /// What is quoted for `cmd.exe` is quoted a second time for the program.
    fn read_cmd(&mut self) -> Result<(), HttpTextError> {
        let mut quoted_at = None;
        while let Some(next) = self.next() {
            match next {
                '^' => match self.next() {
                    Some('\r') if self.rest().starts_with('\n') => self.line_end(),
                    Some('\n') => self.line_end_at(quoted_at.is_some()),
                    Some('"') => self.toggle(&mut quoted_at),
                    Some('\\') => self.backslashes(&mut quoted_at),
                    Some(escaped) => self.push(escaped),
                    None => {}
                },
                '\n' if quoted_at.is_none() => return Ok(()),
                ' ' | '\t' | '\r' if quoted_at.is_none() => self.end_word(),
                '"' => self.toggle(&mut quoted_at),
                '\\' => self.backslashes(&mut quoted_at),
                other => self.push(other),
            }
        }
        quoted_at.map_or(Ok(()), |start| Err(unclosed(start)))
    }

    fn line_end(&mut self) {
        self.at += 1;
    }

    /// Behind `^`, a line end in a quote stands for one in the text, and is written twice.
    fn line_end_at(&mut self, is_quoted: bool) {
        if is_quoted && self.rest().starts_with('\n') {
            self.at += 1;
            self.push('\n');
        }
    }

    fn toggle(&mut self, quoted_at: &mut Option<usize>) {
        self.word.get_or_insert_default();
        *quoted_at = if quoted_at.is_some() { None } else { Some(self.at - 1) };
    }

    /// A backslash escapes a quote, which may be escaped for `cmd.exe` too.
    fn backslashes(&mut self, _quoted_at: &mut Option<usize>) {
        let quote = self.rest().strip_prefix('^').unwrap_or(self.rest());
        if quote.starts_with(['"', '\\']) {
            self.at = self.text.len() - quote.len();
            if let Some(escaped) = self.next() {
                self.push(escaped);
            }
        } else {
            self.push('\\');
        }
    }
}

fn unclosed(start: usize) -> HttpTextError {
    HttpTextError { problem: HttpTextProblem::Unclosed, span: start..start + 1 }
}
