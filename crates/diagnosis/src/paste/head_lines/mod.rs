//! Heads of requests and responses, a field or a part of one a line: raw, as `curl` prints them, or
//! as panels of developer tools show them.

mod field_line;
mod open_head;
mod panel_label;

use url::Url;

use crate::http::response_head::ResponseHead;
use crate::http::text::{HttpTextError, HttpTextProblem, is_status_line, is_token, parse_status};
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::head_lines::field_line::{FieldLine, field_line};
use crate::paste::head_lines::open_head::{HeadKind, OpenHead};
use crate::paste::head_lines::panel_label::{PanelLabel, SectionTitle};
use crate::paste::header_names::{is_decisive, is_known};
use crate::paste::pasted_request::PastedRequest;
use crate::paste::shell_prompt::{is_before_httpie, is_waiting};
use crate::paste::text_lines::TextLine;
use crate::paste::{PasteFormat, cookie_table, unknown_line};

/// Reads heads to the end of the lines.
pub(crate) fn read(
    lines: &[TextLine<'_>],
    builder: &mut ExchangeBuilder,
) -> Result<(), HttpTextError> {
    if !lines.iter().any(begins_verbose) {
        if let Some(line) = settings_line(lines) {
            let span = line.start..line.start + line.text.trim_end().len();
            return Err(HttpTextError { problem: HttpTextProblem::IsSettings, span });
        }
        let is_of_head = |line: &&TextLine<'_>| !is_progress(line.text);
        let heads: Vec<TextLine<'_>> = lines.iter().filter(is_of_head).copied().collect();
        return read_heads(&heads, builder);
    }
    builder.recognize(PasteFormat::CurlVerbose);
    let mut heads = Vec::new();
    for line in lines {
        if let Some(head) = line.text.strip_prefix(['>', '<']) {
            heads.push(line.without(line.text.len() - head.trim_start_matches(' ').len()));
        } else if !is_remark(line) && !line.is_blank() {
            builder.skip_body_line();
        }
    }
    HeadReader::new(builder, verbose_scheme(lines)).read(&heads)
}

/// Reads heads as they came, without what a program says of its own.
pub(crate) fn read_heads(
    lines: &[TextLine<'_>],
    builder: &mut ExchangeBuilder,
) -> Result<(), HttpTextError> {
    HeadReader::new(builder, None).read(lines)
}

/// Returns the first line of settings where no line is known to be of a head.
fn settings_line<'t>(lines: &[TextLine<'t>]) -> Option<TextLine<'t>> {
    let is_of_head = |line: &TextLine<'_>| {
        let text = line.text.trim();
        let name = text.trim_start_matches(':').split([':', '\t', ' ', '=']).next();
        is_status_line(text)
            || request_line(text).is_some()
            || SectionTitle::of(text).is_some()
            || name
                .is_some_and(|name| is_known(name) || name.to_ascii_lowercase().starts_with("x-"))
    };
    let first = lines.iter().find(|line| unknown_line::is_setting(line.text)).copied()?;
    (!lines.iter().any(is_of_head)).then_some(first)
}

fn begins_verbose(line: &TextLine<'_>) -> bool {
    let head = |mark: char| line.text.strip_prefix(mark).map(str::trim_start);
    head('<').is_some_and(is_status_line)
        || head('>').is_some_and(|text| request_line(text).is_some())
}

/// Returns whether `curl` says something of its own: about the connection, or how far it is.
fn is_remark(line: &TextLine<'_>) -> bool {
    let text = line.text.trim_start();
    (text.starts_with(['*', '{', '}']) && text[1..].starts_with(' ')) || is_progress(text)
}

/// Returns whether `curl` says how far it is, which it does where its output goes to a file.
fn is_progress(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_number = !first.is_empty() && first.bytes().all(|octet| octet.is_ascii_digit());
    text.starts_with("% Total")
        || text.starts_with("Dload")
        || (is_number && text.contains("--:--"))
}

/// Returns the scheme that the remarks of `curl -v` give away.
fn verbose_scheme(lines: &[TextLine<'_>]) -> Option<&'static str> {
    let remark = |words: &[&str]| {
        lines
            .iter()
            .filter(|line| line.text.starts_with("* "))
            .any(|line| words.iter().any(|word| line.text.contains(word)))
    };
    if remark(&["SSL connection", "TLS handshake", "ALPN", " port 443"]) {
        Some("https")
    } else if remark(&["Connected to", "Established connection"]) {
        Some("http")
    } else {
        None
    }
}

/// A request line: method and target.
fn request_line(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_method = is_token(method) && method.bytes().all(|byte| !byte.is_ascii_lowercase());
    (is_method && version.trim_end().starts_with("HTTP/") && words.next().is_none())
        .then_some((method, target))
}

/// How many fields of a head are read.
const MAX_FIELDS: usize = 10_000;

struct HeadReader<'b> {
    builder: &'b mut ExchangeBuilder,
    head: Option<OpenHead>,
    /// Whether an empty line came behind the head.
    is_ended: bool,
    /// Whether other lines came behind that one.
    has_body: bool,
    /// What is known of the scheme of requests.
    scheme: Option<&'static str>,
    /// What the panel says besides fields.
    general: PastedRequest,
    status: Option<u16>,
    /// Whether the panel has named its URL.
    names_url: bool,
    /// Whether the lines are of a summary above the sections.
    is_in_summary: bool,
}

impl<'b> HeadReader<'b> {
    fn new(builder: &'b mut ExchangeBuilder, scheme: Option<&'static str>) -> Self {
        Self {
            builder,
            head: None,
            is_ended: false,
            has_body: false,
            scheme,
            general: PastedRequest::default(),
            status: None,
            names_url: false,
            is_in_summary: false,
        }
    }

    fn read(mut self, lines: &[TextLine<'_>]) -> Result<(), HttpTextError> {
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at += 1;
            if line.is_fence() {
                continue;
            }
            if line.is_blank() {
                self.is_ended = self.head.is_some();
                continue;
            }
            at += self.line(line, &lines[at..])?;
        }
        self.end_panel();
        Ok(())
    }

    /// Reads a line; returns how many of the next ones it took.
    fn line(&mut self, line: &TextLine<'_>, next: &[TextLine<'_>]) -> Result<usize, HttpTextError> {
        let text = line.text.trim_end();
        if self.begins_panel(text, next) {
            self.next_panel();
        }
        self.check_is_of_head(line)?;
        if is_status_line(text) {
            let status = parse_status(text, line.start)?;
            self.begin(OpenHead {
                kind: HeadKind::Response,
                status: Some(status),
                ..OpenHead::default()
            });
        } else if let Some((method, target)) = request_line(text) {
            self.begin(OpenHead {
                kind: HeadKind::Request,
                method: Some(method.to_owned()),
                target: Some(target.to_owned()),
                ..OpenHead::default()
            });
        } else if let Some(title) = SectionTitle::of(text) {
            if title == SectionTitle::Other && self.names_url {
                self.next_panel();
            }
            self.builder.recognize(PasteFormat::HeadersPanel);
            self.begin(OpenHead { kind: HeadKind::Titled(title), ..OpenHead::default() });
        } else if self.is_in_body(text)
            || self.is_between_calls(text)
            || cookie_table::is_of_table(text)
            || cookie_table::is_of_store(text)
        {
            self.has_body = true;
            self.builder.skip_body_line();
        } else if unknown_line::is_omission(text) || is_waiting(text) || is_before_httpie(text) {
            self.builder.skip_body_line();
        } else if self.is_of_summary(text, next) || panel_label::is_of_surface(text) {
            self.builder.recognize(PasteFormat::HeadersPanel);
        } else if let Some((label, value)) = self.label(text) {
            let (value, taken) = match (value, next.first()) {
                ("", Some(line)) if !line.is_blank() => (line.text.trim(), 1),
                (value, _) => (value, 0),
            };
            self.general(label, value);
            return Ok(taken);
        } else {
            return self.field(line, next);
        }
        Ok(0)
    }

    /// Returns whether a line names the URL of another panel than the one that is read.
    fn begins_panel(&self, text: &str, next: &[TextLine<'_>]) -> bool {
        let is_in_general = self
            .head
            .as_ref()
            .is_some_and(|head| head.kind == HeadKind::Titled(SectionTitle::Other));
        let Some((PanelLabel::Url, value)) = PanelLabel::of(text, false) else { return false };
        let below = || next.first().map_or("", |line| line.text.trim());
        let url = Url::parse(if value.is_empty() { below() } else { value });
        self.names_url && !is_in_general && url.is_ok_and(|url| url.has_host())
    }

    /// Checks that a field is not parted from the others by lines that are none: it may then be of
    /// another response. Behind a head with a first line, such a line is of the body.
    fn check_is_of_head(&self, line: &TextLine<'_>) -> Result<(), HttpTextError> {
        let is_untitled = self.head.as_ref().is_some_and(|head| head.kind == HeadKind::Untitled);
        let name = line.text.split(':').next().unwrap_or_default().trim();
        if is_untitled && self.has_body && is_decisive(name) {
            let span = line.start..line.start + line.text.trim_end().len();
            return Err(HttpTextError { problem: HttpTextProblem::PartedFields, span });
        }
        Ok(())
    }

    /// Returns whether a line is a program's, between a call and the response to it.
    fn is_between_calls(&self, text: &str) -> bool {
        let calls = [PasteFormat::FetchCall, PasteFormat::ScriptCall];
        self.head.is_none() && self.builder.has_format(&calls) && unknown_line::is_code(text)
    }

    /// Takes a line of the summary above the sections: method and URL, as Postman's console has
    /// them, then the status and how long it took.
    fn is_of_summary(&mut self, text: &str, next: &[TextLine<'_>]) -> bool {
        if self.head.is_some() {
            return false;
        }
        if self.is_in_summary {
            let first = text.split(' ').next().unwrap_or_default();
            let status = first.parse().ok().filter(|code| (100..600).contains(code));
            self.status = self.status.or(status.filter(|_| first.len() == 3));
            return SectionTitle::of(text).is_none() && !text.contains(": ");
        }
        let words: Vec<&str> = text.splitn(3, ' ').collect();
        let &[method, url] = words.as_slice() else { return false };
        let is_method = is_token(method) && method.bytes().all(|byte| byte.is_ascii_uppercase());
        let url = Url::parse(url).ok().filter(Url::has_host);
        let has_sections = || next.iter().any(|line| SectionTitle::of(line.text.trim()).is_some());
        if !is_method || url.is_none() || !has_sections() {
            return false;
        }
        self.is_in_summary = true;
        self.general.method = Some(method.to_owned());
        self.general.url = url;
        true
    }

    /// Returns the label of a panel that a line is; heads with a first line of their own have none.
    fn label<'t>(&self, text: &'t str) -> Option<(PanelLabel, &'t str)> {
        let kind = self.head.as_ref().map_or(HeadKind::Untitled, |head| head.kind);
        match kind {
            HeadKind::Request | HeadKind::Response => None,
            HeadKind::Titled(title) => PanelLabel::of(text, title == SectionTitle::Other),
            HeadKind::Untitled => PanelLabel::of(text, false),
        }
    }

    /// Returns whether a line is of a body: behind the empty line that ends a head, all that is no
    /// head again, and whatever a panel shows in other sections than those of headers.
    fn is_in_body(&mut self, text: &str) -> bool {
        let Some(head) = &self.head else { return false };
        if head.kind == HeadKind::Titled(SectionTitle::Body) {
            return true;
        }
        let goes_on = match head.kind {
            HeadKind::Request | HeadKind::Response => false,
            HeadKind::Titled(_) => true,
            HeadKind::Untitled => {
                head.headers.is_empty()
                    || text
                        .trim_start_matches(':')
                        .split([':', '\t', ' '])
                        .next()
                        .is_some_and(is_known)
            }
        };
        self.is_ended = self.is_ended && !goes_on;
        self.is_ended
    }

    fn field(
        &mut self,
        line: &TextLine<'_>,
        next: &[TextLine<'_>],
    ) -> Result<usize, HttpTextError> {
        let head = self.head.get_or_insert_default();
        if line.text.starts_with([' ', '\t'])
            && let Some((_, value)) = head.headers.last_mut()
        {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(line.text.trim());
            return Ok(0);
        }
        if head.headers.len() > MAX_FIELDS {
            let span = line.start..line.start + line.text.len();
            return Err(HttpTextError { problem: HttpTextProblem::ManyFields, span });
        }
        let is_open = matches!(head.kind, HeadKind::Titled(_) | HeadKind::Untitled);
        let FieldLine { name, value, taken, of_panel } = field_line(line, next, is_open)?;
        if of_panel {
            self.builder.recognize(PasteFormat::HeadersPanel);
        }
        match name.strip_prefix(':') {
            Some(pseudo) => self.pseudo_field(pseudo, value),
            None => self.plain_field(name, value),
        }
        Ok(taken)
    }

    fn plain_field(&mut self, name: String, value: String) {
        let head = self.head.get_or_insert_default();
        head.headers.push((name, value));
    }

    /// Takes a field of HTTP/2 that stands for a part of the first line. Where the fields of the
    /// other head were before, a new one begins.
    fn pseudo_field(&mut self, name: &str, value: String) {
        self.builder.recognize(PasteFormat::HeadersPanel);
        let of_response = name == "status";
        let other_began = self.head.as_ref().is_some_and(|head| {
            head.kind == HeadKind::Untitled
                && !head.headers.is_empty()
                && head.is_response() != of_response
        });
        if other_began {
            self.begin(OpenHead::default());
        }
        let head = self.head.get_or_insert_default();
        match name {
            "authority" => head.authority = Some(value),
            "method" => head.method = Some(value),
            "path" => head.target = Some(value),
            "scheme" => head.scheme = Some(value),
            "status" => head.status = value.split(' ').next().and_then(|code| code.parse().ok()),
            _ => {}
        }
    }

    fn general(&mut self, label: PanelLabel, value: &str) {
        self.builder.recognize(PasteFormat::HeadersPanel);
        match label {
            PanelLabel::Method => self.general.method = Some(value.to_owned()),
            PanelLabel::Status => {
                self.status = value.split(' ').next().and_then(|code| code.parse().ok());
            }
            PanelLabel::Url => {
                self.names_url = true;
                self.general.set_target(value, None, None);
            }
            PanelLabel::Other => {}
        }
    }

    fn begin(&mut self, head: OpenHead) {
        self.end_head();
        self.head = Some(head);
        self.is_ended = false;
        self.has_body = false;
    }

    fn end_head(&mut self) {
        let Some(head) = self.head.take() else { return };
        if head.is_empty() {
            return;
        }
        let format = match head.kind {
            HeadKind::Response | HeadKind::Request => PasteFormat::CurlInclude,
            HeadKind::Titled(_) => PasteFormat::HeadersPanel,
            HeadKind::Untitled => PasteFormat::HeaderLines,
        };
        let wholes = [
            PasteFormat::CurlVerbose,
            PasteFormat::HeadersPanel,
            PasteFormat::PowerShellOutput,
            PasteFormat::WgetServerResponse,
        ];
        if !self.builder.has_format(&wholes) {
            self.builder.recognize(format);
        }
        let is_first_line = head.kind == HeadKind::Request;
        if head.is_response() {
            let status = head.status.or(self.status.take()).unwrap_or(200);
            self.builder.response(ResponseHead { status, headers: head.headers });
        } else {
            let request = head.request(self.scheme, std::mem::take(&mut self.general));
            if is_first_line {
                self.builder.next_request(request);
            } else {
                self.builder.request(request);
            }
        }
    }

    /// Ends a panel. What it says in general is of a request, which may show no fields.
    fn end_panel(&mut self) {
        self.end_head();
        let general = std::mem::take(&mut self.general);
        if general != PastedRequest::default() {
            self.builder.request(general);
        }
        if let Some(status) = self.status.take() {
            self.builder.response(ResponseHead { status, headers: Vec::new() });
        }
    }

    /// Begins another panel: what it shows is of another exchange.
    fn next_panel(&mut self) {
        self.end_panel();
        self.builder.end_exchange();
        self.names_url = false;
        self.is_in_summary = false;
        self.is_ended = false;
        self.has_body = false;
    }
}
