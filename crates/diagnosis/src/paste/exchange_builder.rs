//! Requests and responses in the order in which they are read, put together to exchanges.

use crate::http::response_head::ResponseHead;
use crate::http::text::HttpTextError;
use crate::paste::call_defaults::{CallDefaults, CallLibrary};
use crate::paste::literal::{LiteralValue, read_arguments};
use crate::paste::pasted_request::{PastedRequest, SchemeSource};
use crate::paste::script_scope::ScriptScope;
use crate::paste::{PasteFormat, PastedExchange, ReadPaste};

/// Puts requests and responses together.
#[derive(Debug, Default)]
pub(crate) struct ExchangeBuilder {
    paste: ReadPaste,
    /// Whether nothing more belongs to the last exchange.
    is_ended: bool,
    of_angular: CallDefaults,
    of_axios: CallDefaults,
    of_jquery: CallDefaults,
    of_clients: Vec<(String, CallDefaults)>,
    scope: ScriptScope,
}

impl ExchangeBuilder {
    pub(crate) fn new(scope: ScriptScope) -> Self {
        Self { scope, ..Self::default() }
    }

    /// Returns what the script says beside its calls.
    pub(crate) fn scope(&self) -> &ScriptScope {
        &self.scope
    }

    /// Forgets what the script says beside its calls.
    pub(crate) fn forget_scope(&mut self) {
        self.scope = ScriptScope::default();
    }

    /// Returns whether a response was read.
    pub(crate) fn has_response(&self) -> bool {
        self.paste.exchanges.iter().any(|exchange| exchange.response.is_some())
    }

    /// Reads the arguments of a call, from behind its bracket on, with the values of variables in
    /// place of their names; returns where its statement ends.
    pub(crate) fn arguments(
        &self,
        text: &str,
        start: usize,
    ) -> Result<(Vec<LiteralValue>, usize), HttpTextError> {
        let (arguments, end) = read_arguments(text, start)?;
        Ok((self.scope.resolve(arguments), end))
    }

    pub(crate) fn len(&self) -> usize {
        self.paste.exchanges.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.paste.exchanges.is_empty()
    }

    /// Takes note of a form that was recognized.
    pub(crate) fn recognize(&mut self, format: PasteFormat) {
        if !self.paste.formats.contains(&format) {
            self.paste.formats.push(format);
        }
    }

    pub(crate) fn has_format(&self, formats: &[PasteFormat]) -> bool {
        formats.iter().any(|format| self.paste.formats.contains(format))
    }

    pub(crate) fn skip_body_line(&mut self) {
        self.paste.body_lines += 1;
    }

    /// Adds a request. One that has just been read as a command is the same request.
    pub(crate) fn request(&mut self, request: PastedRequest) {
        match self.open_exchange() {
            Some(PastedExchange { request: Some(command), response: None })
                if is_same(command, &request) =>
            {
                complete(command, request);
            }
            // Panels have the response first.
            Some(PastedExchange { request: own @ None, response: Some(_) }) => *own = Some(request),
            _ => self.push(PastedExchange { request: Some(request), response: None }),
        }
    }

    /// Adds a request that is the beginning of an exchange, whatever came before.
    pub(crate) fn next_request(&mut self, request: PastedRequest) {
        let is_complete =
            self.paste.exchanges.last().is_some_and(|exchange| exchange.response.is_some());
        if is_complete {
            self.push(PastedExchange { request: Some(request), response: None });
        } else {
            self.request(request);
        }
    }

    /// Adds a response. One with a status below 200 announces another and is left out.
    pub(crate) fn response(&mut self, response: ResponseHead) {
        if response.status < 200 && response.status != 101 {
            return;
        }
        match self.open_exchange() {
            Some(PastedExchange { response: own @ None, .. }) => *own = Some(response),
            _ => self.push(PastedExchange { request: None, response: Some(response) }),
        }
    }

    /// Ends the last exchange: what comes is of another one, even if a part is missing.
    pub(crate) fn end_exchange(&mut self) {
        self.is_ended = true;
    }

    fn open_exchange(&mut self) -> Option<&mut PastedExchange> {
        self.paste.exchanges.last_mut().filter(|_| !self.is_ended)
    }

    fn push(&mut self, exchange: PastedExchange) {
        self.paste.exchanges.push(exchange);
        self.is_ended = false;
    }

    /// Returns what the calls of a library have where they do not say it themselves.
    pub(crate) fn defaults(&mut self, library: CallLibrary) -> &mut CallDefaults {
        match library {
            CallLibrary::Angular => &mut self.of_angular,
            CallLibrary::Axios => &mut self.of_axios,
            CallLibrary::JQuery => &mut self.of_jquery,
        }
    }

    /// Returns what the calls of a client have, which `axios.create()` makes; at first that is what
    /// all calls of axios have.
    pub(crate) fn client_defaults(&mut self, client: &str) -> &mut CallDefaults {
        let known = self.of_clients.iter().position(|(name, _)| name == client);
        let place = known.unwrap_or_else(|| {
            self.of_clients.push((client.to_owned(), self.of_axios.clone()));
            self.of_clients.len() - 1
        });
        &mut self.of_clients[place].1
    }

    pub(crate) fn finish(self) -> ReadPaste {
        self.paste
    }
}

/// Returns whether a request that was sent is the one of a command.
fn is_same(command: &PastedRequest, sent: &PastedRequest) -> bool {
    let same_method = match (&command.method, &sent.method) {
        (Some(command), Some(sent)) => command == sent,
        (None, _) | (_, None) => true,
    };
    same_method && command.url.as_ref().is_none_or(|url| sent.is_for(url))
}

/// Gives a command what was really sent.
fn complete(command: &mut PastedRequest, sent: PastedRequest) {
    command.method = command.method.take().or(sent.method);
    if command.url.is_none() || command.scheme == SchemeSource::Assumed {
        command.url = sent.url.or(command.url.take());
        command.scheme = sent.scheme;
    }
    let added: Vec<_> =
        sent.headers.into_iter().filter(|(name, _)| command.header(name).is_none()).collect();
    command.headers.extend(added);
    command.api = command.api.or(sent.api);
    command.referrer = command.referrer.take().or(sent.referrer);
}
