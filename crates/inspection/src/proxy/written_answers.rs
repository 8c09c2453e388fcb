//! Answers that are written down: the recorder gives them in place of servers, and connects to
//! nobody.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hyper::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use hyper::{HeaderMap, StatusCode};
use url::Url;

/// The fields that go with a body, which is not written down.
const BODY_FIELDS: [HeaderName; 4] =
    [CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING];

/// An answer that is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenAnswer {
    key: AnswerKey,
    pub(super) status: StatusCode,
    pub(super) fields: HeaderMap,
}

/// Which requests an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnsweredRequest {
    /// CORS preflights.
    Preflight,
    /// All others.
    Request,
}

/// Something that cannot be sent as it is written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrittenAnswerError {
    /// A field has characters that HTTP does not allow.
    #[error("`{name}` of the response cannot be sent: its characters are none of HTTP's")]
    Field {
        /// The field's name.
        name: String,
    },
    /// A status is none of HTTP's.
    #[error("the status {0} cannot be sent; expected one from 200 to 599")]
    Status(u16),
}

/// For which URL, and for which requests to it.
type AnswerKey = (String, AnsweredRequest);

/// All answers. Where several are for the same requests, each is given once, and the last one from
/// then on.
#[derive(Debug, Default)]
pub(super) struct WrittenAnswers {
    answers: Vec<WrittenAnswer>,
    given: Mutex<BTreeMap<AnswerKey, usize>>,
}

impl WrittenAnswer {
    /// Writes an answer down. What belongs to a body is left out, as the body is the recorder's.
    ///
    /// # Errors
    /// If it cannot be sent.
    pub fn new(
        url: &Url,
        to: AnsweredRequest,
        status: u16,
        lines: &[(String, String)],
    ) -> Result<Self, WrittenAnswerError> {
        let is_final = (200..600).contains(&status);
        let code = StatusCode::from_u16(status).ok().filter(|_| is_final);
        let mut fields = HeaderMap::new();
        for (name, value) in lines {
            let unsendable = || WrittenAnswerError::Field { name: name.clone() };
            let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| unsendable())?;
            fields.append(HeaderName::try_from(name).map_err(|_| unsendable())?, value);
        }
        BODY_FIELDS.iter().for_each(|name| drop(fields.remove(name)));
        Ok(Self {
            key: (without_fragment(url), to),
            status: code.ok_or(WrittenAnswerError::Status(status))?,
            fields,
        })
    }
}

impl WrittenAnswers {
    pub(super) fn new(answers: Vec<WrittenAnswer>) -> Self {
        Self { answers, given: Mutex::default() }
    }

    /// Returns the answer to the next request of this kind to a URL, if one is written down.
    pub(super) fn next(&self, url: &str, to: AnsweredRequest) -> Option<WrittenAnswer> {
        let key = (url.to_owned(), to);
        let fitting: Vec<&WrittenAnswer> =
            self.answers.iter().filter(|answer| answer.key == key).collect();
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let count = given.entry(key).or_default();
        let answer = fitting.get(*count).or(fitting.last()).copied().cloned();
        *count += 1;
        answer
    }
}

fn without_fragment(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}
