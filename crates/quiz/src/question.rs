//! A question that can be asked of a browser and of the explanation alike.

use std::net::Ipv6Addr;

use diagnosis::{
    DocumentPlace, FollowUpRequest, FollowUpSource, PriorCookie, Question, ResponseHead,
};
use matrix::{FetchCredentials, RequestApi};
use run_model::plan::RequestScript;
use spec_model::Timestamp;
use url::Url;

/// The query of documents that set the cookies of `have`, so that they belong to no request.
const HAVE_QUERY: &str = "have";

/// A story of a few steps: what is there, a request and its answers, and a later request.
///
/// Hosts, ports and values hold places for a number, which gives each play sites of its own:
/// `{n}` the number, `{ip}` and `{ip6}` an address, `{port}` and `{other-port}` a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizQuestion {
    /// The document that makes the request.
    pub document: QuizDocument,
    /// The URL that it requests.
    pub url: String,
    /// How the request is made.
    pub api: RequestApi,
    /// Its method.
    pub method: String,
    /// Header fields that the script adds.
    pub request_headers: Vec<(String, String)>,
    /// The redirects on its way, each with its `Location`.
    pub redirects: Vec<ResponseHead>,
    /// The response.
    pub response: ResponseHead,
    /// The answer to a preflight.
    pub preflight: ResponseHead,
    /// Lines of a first-party response that was there before, if there was one.
    pub have: Option<QuizVisit>,
    /// Lines that the document's script writes before the request.
    pub script_sets: Vec<String>,
    /// A later request, if another one than the same again.
    pub then: Option<QuizRequest>,
}

/// Where a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizDocument {
    /// The URL of the top-level document.
    pub page: String,
    /// The URLs of nested frames, outermost first.
    pub frames: Vec<String>,
}

/// A visit whose response sets cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizVisit {
    /// Its URL.
    pub url: String,
    /// The values of its `Set-Cookie` fields.
    pub lines: Vec<String>,
}

/// A request that nothing is known of but where it goes, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizRequest {
    /// The document that makes it.
    pub document: QuizDocument,
    /// Its URL.
    pub url: String,
    /// How it is made.
    pub api: RequestApi,
}

impl QuizQuestion {
    /// Returns the question with this number in its hosts and values.
    ///
    /// # Errors
    ///
    /// If that makes no URL of it.
    pub fn numbered(&self, number: u64, now: Timestamp) -> Result<Question, url::ParseError> {
        let text = |text: &str| with_number(text, number);
        let url = |of: &str| Url::parse(&text(of));
        let head = |head: &ResponseHead| numbered_head(head, number);
        let place = self.document.numbered(number)?;
        let mut question =
            Question::fetch(place.page, url(&self.url)?, FetchCredentials::Omit, now);
        question.frames = place.frames;
        question.request = RequestScript {
            method: self.method.clone(),
            headers: self.request_headers.clone(),
            ..RequestScript::bare(self.api)
        };
        question.redirects = self.redirects.iter().map(head).collect();
        question.response = head(&self.response);
        question.preflight = Some(head(&self.preflight));
        if let Some(QuizVisit { url: from, lines }) = &self.have {
            let mut from = url(from)?;
            from.set_query(Some(HAVE_QUERY));
            for line in lines {
                question.prior.push(PriorCookie::Visit { url: from.clone(), line: text(line) });
            }
        }
        let writes = self.script_sets.iter().map(|line| PriorCookie::Script { line: text(line) });
        question.prior.extend(writes);
        question.follow_up = match &self.then {
            None => None,
            Some(then) => Some(FollowUpRequest {
                document: then.document.numbered(number)?,
                url: url(&then.url)?,
                request: RequestScript::bare(then.api),
                after_secs: 0,
            }),
        };
        question.follow_up_source = FollowUpSource::Asked;
        Ok(question)
    }
}

impl QuizDocument {
    fn numbered(&self, number: u64) -> Result<DocumentPlace, url::ParseError> {
        let url = |of: &String| Url::parse(&with_number(of, number));
        let frames = self.frames.iter().map(url).collect::<Result<_, _>>()?;
        Ok(DocumentPlace { page: url(&self.page)?, frames })
    }
}

/// Returns a head with a number in its values.
pub(crate) fn numbered_head(head: &ResponseHead, number: u64) -> ResponseHead {
    let fields = head.headers.iter();
    let headers = fields.map(|(name, value)| (name.clone(), with_number(value, number)));
    ResponseHead { status: head.status, headers: headers.collect() }
}

/// Returns a text with a number in its places.
pub(crate) fn with_number(text: &str, number: u64) -> String {
    let [.., high, low] = number.to_be_bytes();
    let address = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, u16::from(high), u16::from(low));
    // No browser blocks a port of this range.
    let port = 20_000 + number % 10_000;
    text.replace("{n}", &number.to_string())
        .replace("{ip}", &format!("127.{high}.{low}"))
        .replace("{ip6}", &format!("[{address}]"))
        .replace("{port}", &port.to_string())
        .replace("{other-port}", &(port + 10_000).to_string())
}
