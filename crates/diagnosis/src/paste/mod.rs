//! Requests and responses as people paste them: header lines, what `curl` prints, panels of
//! developer tools, JSON, and the commands that developer tools copy.
//!
//! One paste may hold several blocks, such as a command with its output. [`read_paste`] gives the
//! exchanges in it, in order; several responses in a row are hops of a redirect chain.

mod axios_error;
mod beacon_call;
mod block_kind;
mod call_body;
mod call_defaults;
mod constructor_call;
mod cookie_table;
mod curl_command;
mod describe;
mod exchange_builder;
mod fetch_call;
mod fetch_library;
mod head_lines;
mod head_members;
mod header_names;
mod headers_json;
mod literal;
mod no_response;
mod pasted_request;
mod powershell_command;
mod powershell_output;
mod printed_array;
mod printed_headers;
mod script_call;
mod script_scope;
mod shell_prompt;
mod shell_words;
mod superagent_call;
mod text_lines;
mod unknown_line;
mod wget_output;
mod written_option;
mod xhr_call;

use crate::http::no_response_cause::NoResponseCause;
use crate::http::response_head::ResponseHead;
use crate::http::text::{HttpTextError, HttpTextProblem};
use crate::paste::block_kind::BlockKind;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::no_response::no_response;
use crate::paste::script_scope::ScriptScope;
use crate::paste::text_lines::{TextLine, text_lines};

pub(crate) use header_names::is_known as is_known_header;
pub(crate) use no_response::cause_in;
pub use pasted_request::{IgnoredOption, PastedRequest, SchemeSource};

/// The longest paste that is read, in octets.
pub const MAX_PASTE_OCTETS: usize = 16 << 20;

/// How many exchanges are read.
const MAX_EXCHANGES: usize = 200;

/// Everything that a paste says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadPaste {
    /// Requests and their responses, in order.
    pub exchanges: Vec<PastedExchange>,
    /// The forms that were recognized, each once.
    pub formats: Vec<PasteFormat>,
    /// The lines of bodies, which nothing is read from.
    pub body_lines: usize,
}

/// A request and its response, as far as a paste has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastedExchange {
    /// The request.
    pub request: Option<PastedRequest>,
    /// The response.
    pub response: Option<ResponseHead>,
}

/// A form in which people paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PasteFormat {
    /// An error of axios, as Node.js prints it.
    AxiosError,
    /// A command line of `curl`, as developer tools copy it.
    CurlCommand,
    /// What `curl -i` prints: a status line and header fields.
    CurlInclude,
    /// What `curl -v` prints: lines that begin with `>`, `<` and `*`.
    CurlVerbose,
    /// A call of `fetch()`, as developer tools copy it.
    FetchCall,
    /// Header fields, one a line.
    HeaderLines,
    /// JSON with header fields.
    HeadersJson,
    /// The headers panel of developer tools.
    HeadersPanel,
    /// A command of PowerShell, as developer tools copy it.
    PowerShellCommand,
    /// What PowerShell prints of a response.
    PowerShellOutput,
    /// What a program prints of an object that holds header fields.
    PrintedHeaders,
    /// A call of another API than `fetch()`, or of a library.
    ScriptCall,
    /// What `wget -S` prints.
    WgetServerResponse,
}

/// Reads the last response of a paste, however it was copied ([`read_paste`]).
///
/// Where several heads follow each other, as `curl -i` prints those of proxies, of `100 Continue`
/// and, with `-L`, of redirects, it is the last that counts. A body behind the last is left alone.
///
/// # Errors
/// Where a line is not a header field, a status line has no status, or the text has no response.
pub fn parse_response(text: &str) -> Result<ResponseHead, HttpTextError> {
    let paste = read_paste(text)?;
    let response = paste.main().and_then(|exchange| exchange.response.clone());
    let problem = HttpTextProblem::NoResponse;
    response.ok_or(HttpTextError { problem, span: 0..text.len().min(1) })
}

/// Reads the answer to a preflight: the first head, as no browser follows a redirect of a preflight
/// or tries it again. Heads of proxies, which have no fields, do not count.
///
/// # Errors
/// Where a line is not a header field, a status line has no status, or the text has no response.
pub fn parse_preflight_response(text: &str) -> Result<ResponseHead, HttpTextError> {
    let paste = read_paste(text)?;
    let mut heads = paste.exchanges.iter().filter_map(|exchange| exchange.response.as_ref());
    let is_of_server = |head: &&ResponseHead| head.status != 200 || !head.headers.is_empty();
    let first = heads.clone().find(is_of_server).or(heads.next()).cloned();
    let problem = HttpTextProblem::NoResponse;
    first.ok_or(HttpTextError { problem, span: 0..text.len().min(1) })
}

/// Returns why no response came, where a text says it and has no response.
pub fn read_no_response(text: &str) -> Option<NoResponseCause> {
    let cause = no_response(&text_lines(text)).map(|(cause, _)| cause);
    cause.filter(|_| axios_error::response(text).is_none())
}

/// Reads a paste.
///
/// # Errors
/// Where a line is no header field, a command or JSON is not closed, or nothing is in the text.
pub fn read_paste(text: &str) -> Result<ReadPaste, HttpTextError> {
    let wrong = |problem| HttpTextError { problem, span: 0..text.len().min(1) };
    if text.len() > MAX_PASTE_OCTETS {
        return Err(wrong(HttpTextProblem::TooLong));
    }
    let mut builder = ExchangeBuilder::new(ScriptScope::of(text));
    let mut lines = printed_array::unwrapped(text_lines(text));
    if axios_error::read(text, &mut builder) {
        return Ok(builder.finish());
    }
    if let Some((problem, line)) = cookies_alone(&lines) {
        let span = line.start..line.start + line.text.len();
        return Err(HttpTextError { problem, span });
    }
    if let Some((cause, span)) = no_response(&lines) {
        return Err(HttpTextError { problem: HttpTextProblem::NoResponseCame(cause), span });
    }
    if let Some(line) = lines.iter().find(|line| !line.is_blank() && !line.is_fence())
        && unknown_line::is_policy_message(line.text)
    {
        let span = line.start..line.start + line.text.len();
        return Err(HttpTextError { problem: HttpTextProblem::IsPolicyMessage, span });
    }
    let begins_call =
        |line: &TextLine<'_>| BlockKind::of(text, line.start, false, builder.scope()).is_call();
    if !lines.iter().any(begins_call) {
        // Without a call, they are a program that nobody asks about.
        builder.forget_scope();
    }
    let mut at = 0;
    let mut blocks = 0;
    while let Some(line) = lines.get(at) {
        if line.is_blank() || line.is_fence() {
            at += 1;
            continue;
        }
        // One request may be written many times.
        blocks += 1;
        if builder.len().max(blocks) > MAX_EXCHANGES {
            let span = line.start..line.start + line.text.len();
            return Err(HttpTextError { problem: HttpTextProblem::ManyExchanges, span });
        }
        let kind = BlockKind::of(text, line.start, builder.is_empty(), builder.scope());
        let end = match kind {
            BlockKind::Beacon => beacon_call::read(text, line.start, &mut builder)?,
            BlockKind::Constructor => constructor_call::read(text, line.start, &mut builder)?,
            BlockKind::Curl => curl_command::read(text, line.start, &mut builder)?,
            BlockKind::Defaults => call_defaults::read(text, line.start, &mut builder),
            BlockKind::Declaration(end) => end,
            BlockKind::Fetch => fetch_call::read(text, line.start, &mut builder)?,
            BlockKind::FetchLibrary => fetch_library::read(text, line.start, &mut builder)?,
            BlockKind::Json => headers_json::read(text, line.start, &mut builder)?,
            BlockKind::PowerShell => powershell_command::read(text, line.start, &mut builder)?,
            BlockKind::Script => script_call::read(text, line.start, &mut builder)?,
            BlockKind::Superagent => superagent_call::read(text, line.start, &mut builder)?,
            BlockKind::Xhr => xhr_call::read(text, line.start, &mut builder)?,
            BlockKind::Lines => {
                // What a response holds declares nothing.
                let has_response = builder.has_response();
                let scope = builder.scope();
                let is_command =
                    |line: &TextLine<'_>| match BlockKind::of(text, line.start, false, scope) {
                        BlockKind::Json | BlockKind::Lines => false,
                        BlockKind::Declaration(_) => !has_response,
                        _ => true,
                    };
                let rest = &lines[at..];
                let taken = if powershell_output::begins(rest) {
                    powershell_output::read(rest, &mut builder)?
                } else {
                    let count = rest.iter().position(is_command).unwrap_or(rest.len());
                    let block = &rest[..count];
                    let is_code =
                        |line: &TextLine<'_>| line.is_blank() || unknown_line::is_code(line.text);
                    if wget_output::begins(line.text) {
                        wget_output::read(block, &mut builder)?;
                    } else if count < rest.len() && block.iter().all(is_code) {
                        // It stands around a call.
                        block.iter().for_each(|_| builder.skip_body_line());
                    } else {
                        head_lines::read(block, &mut builder)?;
                    }
                    count
                };
                rest.get(taken).map_or(text.len(), |line| line.start)
            }
        };
        at += lines[at..].iter().take_while(|line| line.start < end).count();
        // Behind what is said once for all calls, one may stand in the same line.
        if kind == BlockKind::Defaults
            && let Some(line) = lines.get_mut(at - 1)
            && let Some(rest) = line.behind(end)
        {
            *line = rest;
            at -= 1;
        }
    }
    let paste = builder.finish();
    if paste.exchanges.is_empty() {
        let has_code = paste.body_lines > 0;
        let problem = if has_code { HttpTextProblem::IsCode } else { HttpTextProblem::Empty };
        return Err(HttpTextError { problem, span: 0..text.len() });
    }
    Ok(paste)
}

impl ReadPaste {
    /// Returns the exchange that the paste is about: the last one that is no preflight.
    pub fn main(&self) -> Option<&PastedExchange> {
        self.exchanges.iter().rev().find(|one| !one.is_preflight()).or(self.exchanges.last())
    }

    /// Returns the response to the preflight, if the paste has one.
    pub fn preflight(&self) -> Option<&ResponseHead> {
        let last = self.exchanges.iter().rposition(PastedExchange::is_preflight)?;
        // What follows a redirect of a preflight is asked by no browser.
        let before = self.exchanges[..last].iter().rev();
        let led = before.take_while(|one| one.is_preflight() && one.is_redirect()).count();
        self.exchanges[last - led].response.as_ref()
    }

    /// Returns the redirects that lead to the last response, in order.
    ///
    /// # Errors
    /// Where a response before the last is no redirect, and sets a cookie or is of another URL:
    /// nothing would be said of it.
    pub fn redirects(&self) -> Result<Vec<ResponseHead>, HttpTextProblem> {
        let is_of_request = |one: &&PastedExchange| !one.is_preflight() && one.response.is_some();
        let mut heads: Vec<_> = self.exchanges.iter().filter(is_of_request).collect();
        heads.pop();
        let (redirects, others): (Vec<_>, Vec<_>) =
            heads.into_iter().partition(|one| one.is_redirect());
        let asked = self.first_request().and_then(|request| request.url);
        let is_of_another_url = |one: &PastedExchange| {
            let url = asked.as_ref();
            let request = one.request.as_ref();
            request.zip(url).is_some_and(|(request, url)| !request.is_for(url))
        };
        let sets_cookie = |one: &PastedExchange| {
            let head = one.response.as_ref();
            head.is_some_and(|head| head.values("Set-Cookie").next().is_some())
        };
        if others.iter().any(|one| sets_cookie(one) || is_of_another_url(one)) {
            return Err(HttpTextProblem::SeveralResponses);
        }
        Ok(redirects.into_iter().filter_map(|one| one.response.clone()).collect())
    }

    /// Returns whether the response was written by a program that may join fields of one name.
    pub fn may_join_fields(&self) -> bool {
        self.formats.iter().any(|format| match format {
            PasteFormat::HeadersJson
            | PasteFormat::PowerShellOutput
            | PasteFormat::PrintedHeaders => true,
            PasteFormat::AxiosError
            | PasteFormat::CurlCommand
            | PasteFormat::CurlInclude
            | PasteFormat::CurlVerbose
            | PasteFormat::FetchCall
            | PasteFormat::HeaderLines
            | PasteFormat::HeadersPanel
            | PasteFormat::PowerShellCommand
            | PasteFormat::ScriptCall
            | PasteFormat::WgetServerResponse => false,
        })
    }

    /// Returns whether the status of a response stands in it; header fields alone have none.
    pub fn shows_status(&self) -> bool {
        self.formats.iter().any(|format| match format {
            PasteFormat::AxiosError
            | PasteFormat::CurlInclude
            | PasteFormat::CurlVerbose
            | PasteFormat::HeadersPanel
            | PasteFormat::PowerShellOutput
            | PasteFormat::WgetServerResponse => true,
            PasteFormat::CurlCommand
            | PasteFormat::FetchCall
            | PasteFormat::HeaderLines
            | PasteFormat::HeadersJson
            | PasteFormat::PowerShellCommand
            | PasteFormat::PrintedHeaders
            | PasteFormat::ScriptCall => false,
        })
    }

    /// Returns whether a program such as `curl` recorded the last response, without the `Origin`
    /// field of a browser.
    pub fn is_without_origin(&self) -> bool {
        let is_of_curl = |format: &PasteFormat| match format {
            PasteFormat::AxiosError
            | PasteFormat::CurlCommand
            | PasteFormat::CurlInclude
            | PasteFormat::CurlVerbose
            | PasteFormat::PowerShellOutput
            | PasteFormat::WgetServerResponse => true,
            PasteFormat::FetchCall
            | PasteFormat::HeaderLines
            | PasteFormat::HeadersJson
            | PasteFormat::HeadersPanel
            | PasteFormat::PowerShellCommand
            | PasteFormat::PrintedHeaders
            | PasteFormat::ScriptCall => false,
        };
        let request = self.main().and_then(|exchange| exchange.request.as_ref());
        self.formats.iter().all(is_of_curl)
            && request.is_none_or(|request| request.header("Origin").is_none())
    }

    /// Returns the first request of the chain that the last response ends; where nothing but a
    /// preflight is there, the one that it announces.
    pub fn first_request(&self) -> Option<PastedRequest> {
        match self.chain().first() {
            Some(exchange) => exchange.request.clone(),
            None => self.exchanges.last()?.request.as_ref()?.announced(),
        }
    }

    /// Returns the exchanges that led to the last response, itself included: each but the last is
    /// a redirect. Heads of proxies and refused attempts to log in are no part of it.
    pub fn chain(&self) -> Vec<&PastedExchange> {
        let mut chain: Vec<&PastedExchange> = Vec::new();
        for exchange in self.exchanges.iter().rev().filter(|one| !one.is_preflight()) {
            if chain.is_empty() || exchange.response.as_ref().is_some_and(is_redirect) {
                chain.push(exchange);
            } else {
                break;
            }
        }
        chain.reverse();
        chain
    }
}

impl PastedExchange {
    /// Returns whether it is a CORS preflight.
    pub fn is_preflight(&self) -> bool {
        self.request.as_ref().is_some_and(PastedRequest::is_preflight)
    }

    fn is_redirect(&self) -> bool {
        self.response.as_ref().is_some_and(|head| head.redirects_to().is_some())
    }
}

/// Returns the first line of a list of cookies and which it is, where a paste has no response.
fn cookies_alone<'t>(lines: &[TextLine<'t>]) -> Option<(HttpTextProblem, TextLine<'t>)> {
    let table = lines.iter().find(|line| cookie_table::is_of_table(line.text));
    let store = || lines.iter().find(|line| cookie_table::is_of_store(line.text));
    let found = match table {
        Some(line) => (HttpTextProblem::CookieTable, *line),
        None => (HttpTextProblem::CookieStore, *store()?),
    };
    (!no_response::has_response(lines)).then_some(found)
}

fn is_redirect(head: &ResponseHead) -> bool {
    head.redirects_to().is_some()
}

#[cfg(test)]
mod tests;
