//! A question that can be asked of a browser and of the explanation alike.

use diagnosis::{Question, ResponseHead, api_name};
use matrix::RequestApi;
use run_model::plan::RequestScript;
use spec_model::Timestamp;
use url::Url;

/// Where the number of the question goes, which gives each play sites of its own.
const NUMBER: &str = "{n}";

/// A page's request and what it is answered. Hosts and values hold `{n}` for a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizQuestion {
    /// The URL of the page.
    pub page: String,
    /// The URL that it requests.
    pub url: String,
    /// How the request is made.
    pub api: RequestApi,
    /// Its method.
    pub method: String,
    /// Header fields that the script adds.
    pub request_headers: Vec<(String, String)>,
    /// The fields of the response.
    pub response: Vec<(String, String)>,
    /// Status and fields of the answer to a preflight.
    pub preflight: (u16, Vec<(String, String)>),
}

impl QuizQuestion {
    /// Returns the question with this number in its hosts and values.
    ///
    /// # Errors
    ///
    /// If that makes no URL of it.
    pub fn numbered(&self, number: u64, now: Timestamp) -> Result<Question, url::ParseError> {
        let text = |text: &str| text.replace(NUMBER, &number.to_string());
        let head = |status, fields: &[(String, String)]| ResponseHead {
            status,
            headers: fields.iter().map(|(name, value)| (text(name), text(value))).collect(),
        };
        let page = Url::parse(&text(&self.page))?;
        let url = Url::parse(&text(&self.url))?;
        let mut question = Question::fetch(page, url, matrix::FetchCredentials::Include, now);
        question.request = RequestScript {
            api: self.api,
            method: self.method.clone(),
            headers: self.request_headers.clone(),
            body: None,
            reads: None,
        };
        question.response = head(200, &self.response);
        question.preflight = Some(head(self.preflight.0, &self.preflight.1));
        Ok(question)
    }

    /// Returns the command that asks this question, with the files that it reads as here-documents.
    pub fn command(&self, number: u64, browser: &str) -> String {
        let quoted = |text: &str| {
            format!("'{}'", text.replace(NUMBER, &number.to_string()).replace('\'', r"'\''"))
        };
        let mut command = format!(
            "gingersnap explain --browser {browser} --page {} --request {} --credentials {} \
             --method {}",
            quoted(&self.page),
            quoted(&self.url),
            api_name(self.api),
            self.method,
        );
        let field = |(name, value): &(String, String)| format!("{name}: {value}");
        for header in &self.request_headers {
            command += &format!(" --request-header {}", quoted(&field(header)));
        }
        for header in &self.response {
            command += &format!(" --response-header {}", quoted(&field(header)));
        }
        let lines: Vec<String> = self.preflight.1.iter().map(field).collect();
        let text = format!("HTTP/1.1 {}\n{}\n", self.preflight.0, lines.join("\n"));
        command += &format!(" --preflight-response <(printf '%s' {})", quoted(&text));
        command
    }
}
