//! A loaded batch: its answers made ready to be written, its channels, its log.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use loopback::escaped;
use matrix::{ContentKind, CookieSetter, RequestPath, SetCookieResponse};
use run_model::UnixTime;
use run_model::evidence::{PageReport, RequestKind};
use run_model::plan::{
    BatchScript, ResponseScript, SendContext, SetCookieLine, ShapeNo, ShapeScript, ShapeTag,
    StoreCall,
};
use run_model::protocol::{ProbeReading, ScriptWrite};
use url::Url;

use crate::content;
use crate::document_channel::ChannelSender;
use crate::exchange_log::ExchangeLog;
use crate::fixture_response::{FixtureResponse, UnwritableFieldError, field_value};
use crate::paths::{PlayedEndpoint, SessionNo, StatusWord};
use crate::progress::ProgressLog;

/// Why a batch cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum BatchLoadError {
    /// A line holds control characters, and the target's server may be spoken to in HTTP/2.
    #[error("shape {shape:x}: the line `{line}` cannot be sent by HTTP/2")]
    Cookie {
        /// The shape's number.
        shape: usize,
        /// The line.
        line: String,
    },
    /// A line is to stand for a call of the Cookie Store API.
    #[error("shape {shape:x}: the line `{line}` is not a call of the Cookie Store API")]
    Call {
        /// The shape's number.
        shape: usize,
        /// The line.
        line: String,
    },
    /// A header field of a response cannot be written.
    #[error("shape {shape:x}: the header field `{name}: {value}` cannot be written")]
    Field {
        /// The shape's number.
        shape: usize,
        /// The field's name.
        name: String,
        /// The field's value.
        value: String,
    },
    /// A status is not one of a final response.
    #[error("shape {shape:x}: {status} is not the status of a final response")]
    Status {
        /// The shape's number.
        shape: usize,
        /// The status.
        status: u16,
    },
    /// An origin of the topology is none that the servers were started for.
    #[error("no server was started for `{origin}`")]
    UnknownOrigin {
        /// The origin.
        origin: url::Url,
    },
}

/// How an answer with cookies is to be written.
#[derive(Debug)]
pub(crate) struct ResponseContext {
    /// The version of HTTP.
    pub(crate) version: Version,
    /// The shape.
    pub(crate) tag: ShapeTag,
    /// The directory of the request.
    pub(crate) directory: String,
    /// The moment of playing.
    pub(crate) now: UnixTime,
}

impl ResponseContext {
    fn add_lines<'l>(
        &self,
        headers: &mut HeaderMap,
        lines: impl Iterator<Item = (u32, &'l SetCookieLine)>,
    ) -> Result<(), UnwritableFieldError> {
        for (cell, line) in lines {
            let place =
                SendContext { tag: self.tag, cell, directory: &self.directory, now: self.now };
            headers.append(SET_COOKIE, self.field(line.write(place))?);
        }
        Ok(())
    }

    fn field(&self, octets: Vec<u8>) -> Result<HeaderValue, UnwritableFieldError> {
        field_value(if self.version == Version::HTTP_2 { octets } else { escaped(octets) })
    }
}

/// A batch that is being played.
#[derive(Debug)]
pub(crate) struct LoadedBatch {
    pub(crate) batch: BatchScript,
    pub(crate) page: ChannelSender<Vec<PageReport>>,
    pub(crate) probe: ChannelSender<ProbeReading>,
    pub(crate) log: ExchangeLog,
    pub(crate) progress: ProgressLog,
    session: SessionNo,
    shapes: Vec<ReadyShape>,
}

#[derive(Debug)]
struct ReadyShape {
    redirect: ReadyResponse,
    response: ReadyResponse,
    preflight: ReadyResponse,
}

#[derive(Debug)]
struct ReadyResponse {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl LoadedBatch {
    /// Makes a batch ready; what cannot be written is found here, before anything is played.
    pub(crate) fn new(
        session: SessionNo,
        batch: BatchScript,
        page: ChannelSender<Vec<PageReport>>,
        probe: ChannelSender<ProbeReading>,
    ) -> Result<Self, BatchLoadError> {
        let may_speak_http2 = batch.topology.target.scheme() == "https";
        let mut shapes = Vec::with_capacity(batch.shapes.len());
        for (number, script) in batch.shapes.iter().enumerate() {
            if let Some(line) = script.lines_of_script().find(|line| !line.is_text()) {
                return Err(BatchLoadError::Cookie { shape: number, line: line.to_string() });
            }
            let tag = ShapeTag {
                batch: batch.id,
                shape: ShapeNo(u32::try_from(number).unwrap_or(u32::MAX)),
            };
            let directory = session.directory(tag);
            let written = |(cell, line): (u32, &SetCookieLine)| {
                line.write(SendContext { tag, cell, directory: &directory, now: batch.now })
            };
            let calls = script
                .lines_of_calls()
                .map(written)
                .map(|line| String::from_utf8_lossy(&line).into_owned());
            if let Some(line) = calls.into_iter().find(|line| StoreCall::parse(line).is_none()) {
                return Err(BatchLoadError::Call { shape: number, line });
            }
            if let Some(line) =
                script.lines_of_responses().find(|line| may_speak_http2 && !line.is_writable())
            {
                return Err(BatchLoadError::Cookie { shape: number, line: line.to_string() });
            }
            shapes.push(ReadyShape {
                redirect: ReadyResponse::new(number, &script.redirect)?,
                response: ReadyResponse::new(number, &script.response)?,
                preflight: ReadyResponse::new(number, &script.preflight)?,
            });
        }
        let (log, progress) = (ExchangeLog::new(shapes.len()), ProgressLog::default());
        Ok(Self { page, probe, log, progress, session, shapes, batch })
    }

    /// Returns whether the nonce is of one of its shapes.
    pub(crate) fn plays(&self, tag: ShapeTag) -> bool {
        tag.batch == self.batch.id && (tag.shape.0 as usize) < self.shapes.len()
    }

    /// Returns the script of a shape that it has.
    pub(crate) fn script(&self, shape: ShapeNo) -> &ShapeScript {
        self.batch.script(shape)
    }

    /// Returns the answer to a shape's own request at a position of its URL list, with the cookies
    /// of the response there and, unless it is the last, the URL of the next. A request that is
    /// made again sets no cookies.
    pub(crate) fn answer(
        &self,
        shape: ShapeNo,
        hop: usize,
        next: Option<&Url>,
        context: &ResponseContext,
    ) -> Result<FixtureResponse, UnwritableFieldError> {
        let (script, tag) = (self.script(shape), ShapeTag { batch: self.batch.id, shape });
        let ready = &self.shapes[shape.0 as usize];
        let ready = if next.is_some() { &ready.redirect } else { &ready.response };
        let mut headers = ready.headers(script.cookies.len() + script.others.iter().count() + 1);
        if script.again.is_none() || !self.log.has(shape, RequestKind::SetCookies) {
            context.add_lines(&mut headers, script.lines_on(SetCookieResponse::Response(hop)))?;
        }
        add_location(&mut headers, next)?;
        // A first-party document that sets cookies does so by a fetch of its own.
        let content = match script.set_by {
            CookieSetter::Client | CookieSetter::CookieStore | CookieSetter::Script => {
                script.request.api.content()
            }
            CookieSetter::FirstParty => ContentKind::Text,
        };
        Ok(FixtureResponse::with_body(
            ready.status,
            headers,
            self.written(content, tag, PlayedEndpoint::SetCookies),
        ))
    }

    /// Returns what the client's script writes to `document.cookie`, which are these lines of a
    /// shape.
    pub(crate) fn written_by_script<'l>(
        &self,
        shape: ShapeNo,
        lines: impl Iterator<Item = (u32, &'l SetCookieLine)>,
    ) -> Vec<ScriptWrite> {
        self.written_lines(shape, lines).into_iter().map(ScriptWrite::DocumentCookie).collect()
    }

    /// Returns the calls of the Cookie Store API that these lines of a shape stand for.
    pub(crate) fn called_by_script<'l>(
        &self,
        shape: ShapeNo,
        lines: impl Iterator<Item = (u32, &'l SetCookieLine)>,
    ) -> Vec<ScriptWrite> {
        // That each stands for one was found when the batch was made ready.
        self.written_lines(shape, lines)
            .iter()
            .filter_map(|line| StoreCall::parse(line))
            .map(ScriptWrite::CookieStore)
            .collect()
    }

    fn written_lines<'l>(
        &self,
        shape: ShapeNo,
        lines: impl Iterator<Item = (u32, &'l SetCookieLine)>,
    ) -> Vec<String> {
        let tag = ShapeTag { batch: self.batch.id, shape };
        let directory = self.session.directory(tag);
        let written = |(cell, line): (u32, &SetCookieLine)| {
            line.write(SendContext { tag, cell, directory: &directory, now: self.batch.now })
        };
        // That they are text was found when the batch was made ready.
        lines.map(written).map(|line| String::from_utf8_lossy(&line).into_owned()).collect()
    }

    /// Returns the answer to a CORS preflight of a shape's own request, with the URL that it
    /// redirects to.
    pub(crate) fn preflight(
        &self,
        shape: ShapeNo,
        location: Option<&Url>,
        context: &ResponseContext,
    ) -> Result<FixtureResponse, UnwritableFieldError> {
        let ready = &self.shapes[shape.0 as usize].preflight;
        let mut headers = ready.headers(1);
        context
            .add_lines(&mut headers, self.script(shape).lines_on(SetCookieResponse::Preflight))?;
        add_location(&mut headers, location)?;
        Ok(FixtureResponse::new(ready.status, headers, String::new()))
    }

    /// Returns the answer to a shape's follow-up, which allows it, with the URL of the next where
    /// there is one.
    pub(crate) fn follow_up(
        &self,
        shape: ShapeNo,
        mut permission: HeaderMap,
        next: Option<&Url>,
    ) -> Result<FixtureResponse, UnwritableFieldError> {
        let status = if next.is_some() {
            self.shapes[shape.0 as usize].redirect.status
        } else {
            StatusCode::OK
        };
        add_location(&mut permission, next)?;
        let content = self.script(shape).request.api.content();
        Ok(FixtureResponse::with_body(
            status,
            permission,
            self.written(
                content,
                ShapeTag { batch: self.batch.id, shape },
                PlayedEndpoint::FollowUp,
            ),
        ))
    }

    fn written(
        &self,
        content: ContentKind,
        tag: ShapeTag,
        endpoint: PlayedEndpoint,
    ) -> (&'static str, Bytes) {
        content::written(content, tag, &self.session.status_path(tag, endpoint, StatusWord::Landed))
    }

    /// Returns the answer with the second lines of a shape's cookies, and with these further
    /// fields.
    pub(crate) fn second_answer(
        &self,
        shape: ShapeNo,
        mut headers: HeaderMap,
        context: &ResponseContext,
    ) -> Result<FixtureResponse, UnwritableFieldError> {
        context.add_lines(&mut headers, self.script(shape).second_lines())?;
        Ok(FixtureResponse::new(
            StatusCode::OK,
            headers,
            ShapeTag { batch: self.batch.id, shape }.to_string(),
        ))
    }

    /// Returns the answer that expires all cookies which the batch may have set, with these further
    /// fields. An attribute at the end of a line stands above an earlier one of its name.
    ///
    /// Spec: [RFC 6265bis-22 §5.7](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.7).
    pub(crate) fn expiry(
        &self,
        mut headers: HeaderMap,
    ) -> Result<FixtureResponse, UnwritableFieldError> {
        let BatchScript { id: batch, now, .. } = self.batch;
        // All have one value, and a line that many shapes share is sent once: libsoup takes no more
        // than some 100 kB of header.
        let tag = ShapeTag { batch, shape: ShapeNo(0) };
        let mut lines = BTreeSet::new();
        for (shape, script) in (0..).map(ShapeNo).zip(&self.batch.shapes) {
            let directory = self.session.directory(ShapeTag { batch, shape });
            for line in script.lines().filter(|line| line.is_writable()) {
                let line = line.write(SendContext { tag, cell: 0, directory: &directory, now });
                if script.request_path == RequestPath::OneSegment {
                    // Its default path is not that of this answer.
                    lines.insert([&line[..], b"; Path=/"].concat());
                }
                lines.insert(line);
            }
        }
        lines.extend(self.batch.control_lines(tag).map(String::into_bytes));
        for mut line in lines {
            line.extend_from_slice(b"; Max-Age=0");
            headers.append(SET_COOKIE, field_value(line)?);
        }
        Ok(FixtureResponse::new(StatusCode::OK, headers, String::new()))
    }

    /// Returns the answer to a control.
    pub(crate) fn control(&self, tag: ShapeTag) -> Result<FixtureResponse, UnwritableFieldError> {
        let mut headers = HeaderMap::new();
        for line in self.batch.control_lines(tag) {
            headers.append(SET_COOKIE, field_value(line)?);
        }
        Ok(FixtureResponse::new(StatusCode::OK, headers, tag.to_string()))
    }
}

impl ReadyResponse {
    fn new(shape: usize, script: &ResponseScript) -> Result<Self, BatchLoadError> {
        let status = StatusCode::from_u16(script.status)
            .ok()
            .filter(|status| (200..=599).contains(&status.as_u16()))
            .ok_or(BatchLoadError::Status { shape, status: script.status })?;
        let headers = script.headers.iter().map(|(name, value)| {
            let field = name.parse::<HeaderName>().ok().zip(field_value(value.clone()).ok());
            field.ok_or_else(|| BatchLoadError::Field {
                shape,
                name: name.clone(),
                value: value.clone(),
            })
        });
        Ok(Self { status, headers: headers.collect::<Result<_, _>>()? })
    }

    fn headers(&self, more: usize) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(self.headers.len() + more + 2);
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
        headers
    }
}

fn add_location(headers: &mut HeaderMap, url: Option<&Url>) -> Result<(), UnwritableFieldError> {
    if let Some(url) = url {
        headers.append(LOCATION, field_value(url.to_string())?);
    }
    Ok(())
}
