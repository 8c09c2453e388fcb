//! The lines of a paste, each with its place.

/// A line without its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextLine<'t> {
    /// The octet of the paste at which it begins.
    pub(crate) start: usize,
    pub(crate) text: &'t str,
}

impl<'t> TextLine<'t> {
    /// Returns the line at a place of a paste, without the spaces before it.
    pub(crate) fn indented(paste: &'t str, start: usize) -> Self {
        let rest = paste[start..].trim_start();
        Self { start: paste.len() - rest.len(), text: rest.lines().next().unwrap_or_default() }
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Returns whether the line opens or closes a block of code, as Markdown has it.
    pub(crate) fn is_fence(&self) -> bool {
        self.text.trim_start().starts_with("```")
    }

    /// Returns what stands in the line behind an octet of the paste, if anything does.
    pub(crate) fn behind(&self, octet: usize) -> Option<Self> {
        let rest = self.without(octet.checked_sub(self.start)?);
        let rest = rest.without(rest.text.len() - rest.text.trim_start().len());
        (!rest.is_blank()).then_some(rest)
    }

    /// Returns the line without this many octets at its beginning.
    pub(crate) fn without(&self, octets: usize) -> Self {
        let octets = octets.min(self.text.len());
        Self { start: self.start + octets, text: &self.text[octets..] }
    }
}

/// Returns the lines of a text. A byte order mark is left out, and so are the spaces that begin
/// every line, and the `>` before them where all is quoted, as in mails.
pub(crate) fn text_lines(text: &str) -> Vec<TextLine<'_>> {
    let mut offset = 0;
    let mut lines = Vec::with_capacity(text.bytes().filter(|octet| *octet == b'\n').count() + 1);
    for raw in text.split_inclusive('\n') {
        let line =
            TextLine { start: offset, text: raw.trim_end_matches('\n').trim_end_matches('\r') };
        let mark = if offset == 0 && line.text.starts_with('\u{feff}') { 3 } else { 0 };
        let line = line.without(mark);
        // Web pages indent by non-breaking spaces.
        let rest = line.text.trim_start_matches([' ', '\u{a0}']);
        let indent = &line.text[..line.text.len() - rest.len()];
        lines.push(if indent.contains('\u{a0}') { line.without(indent.len()) } else { line });
        offset += raw.len();
    }
    dedent(&mut lines);
    while lines.iter().any(|line| !line.is_blank()) && lines.iter().all(is_quoted) {
        for line in &mut lines {
            *line = line.without(usize::from(!line.is_blank()));
        }
        dedent(&mut lines);
    }
    lines
}

fn is_quoted(line: &TextLine<'_>) -> bool {
    line.is_blank() || line.text.starts_with('>')
}

/// Takes the spaces away that begin every line.
fn dedent(lines: &mut [TextLine<'_>]) {
    let indent = lines.iter().filter(|line| !line.is_blank()).map(spaces).min().unwrap_or(0);
    if indent > 0 {
        for line in lines {
            *line = line.without(indent.min(spaces(line)));
        }
    }
}

fn spaces(line: &TextLine<'_>) -> usize {
    line.text.len() - line.text.trim_start_matches(' ').len()
}
