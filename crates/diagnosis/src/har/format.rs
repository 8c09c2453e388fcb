//! What a file of HAR 1.2 holds, by the names of the format.

use serde::{Deserialize, Serialize};

/// A file of HAR 1.2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Har {
    /// All that it holds.
    pub log: Log,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// `1.2`.
    #[serde(default)]
    pub version: String,
    /// Who wrote the file.
    #[serde(default)]
    pub creator: Product,
    /// The browser that made the requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<Product>,
    /// The pages, in the order in which they were opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// The requests, in the order in which they were made.
    pub entries: Vec<Entry>,
    /// What a person should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A program with its version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Product {
    pub name: String,
    #[serde(default)]
    pub version: String,
}

/// A page that was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// When it was opened, as ISO 8601 has it.
    #[serde(default)]
    pub started_date_time: String,
    /// What entries name it by.
    pub id: String,
    /// Its title; browsers put its URL here.
    #[serde(default)]
    pub title: String,
    /// How long it took to load.
    #[serde(default)]
    pub page_timings: PageTimings,
}

/// When a page was ready, in milliseconds after it was opened; -1 where unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the names are those of the events")]
pub struct PageTimings {
    pub on_content_load: Option<f64>,
    pub on_load: Option<f64>,
}

/// A request and its response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The id of the page that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pageref: Option<String>,
    /// When it was made, as ISO 8601 has it.
    #[serde(default)]
    pub started_date_time: String,
    /// How long it took, in milliseconds.
    #[serde(default)]
    pub time: f64,
    /// The request.
    pub request: Request,
    /// Its response.
    pub response: Response,
    /// What caches did: nothing that is of interest here.
    #[serde(default)]
    pub cache: Cache,
    /// How long each part of it took.
    #[serde(default)]
    pub timings: Timings,
    /// What kind of thing it asks for, as Chromium and Firefox say it: `fetch`, `xhr`, `document` …
    #[serde(rename = "_resourceType", default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// By which means the request was made, which HAR has no field for: as `gingersnap explain
    /// --credentials` has it.
    #[serde(rename = "_credentials", default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
    /// What a person should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Its method.
    pub method: String,
    /// Its absolute URL.
    pub url: String,
    /// `HTTP/1.1`, `h2` …
    #[serde(default)]
    pub http_version: String,
    /// The cookies that it carries.
    #[serde(default)]
    pub cookies: Vec<Cookie>,
    /// Its header fields.
    #[serde(default)]
    pub headers: Vec<Field>,
    /// The parameters of its URL.
    #[serde(default)]
    pub query_string: Vec<Field>,
    /// The octets of its head; -1 where unknown.
    #[serde(default = "unknown")]
    pub headers_size: i64,
    /// The octets of its body; -1 where unknown.
    #[serde(default = "unknown")]
    pub body_size: i64,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// Its status code; 0 where none came.
    pub status: i64,
    /// The text behind the status code.
    #[serde(default)]
    pub status_text: String,
    /// `HTTP/1.1`, `h2` …
    #[serde(default)]
    pub http_version: String,
    /// The cookies that it sets.
    #[serde(default)]
    pub cookies: Vec<Cookie>,
    /// Its header fields.
    #[serde(default)]
    pub headers: Vec<Field>,
    /// Its body.
    #[serde(default)]
    pub content: Content,
    /// The value of its `Location` field.
    #[serde(rename = "redirectURL", default)]
    pub redirect_url: String,
    /// The octets of its head; -1 where unknown.
    #[serde(default = "unknown")]
    pub headers_size: i64,
    /// The octets of its body; -1 where unknown.
    #[serde(default = "unknown")]
    pub body_size: i64,
}

/// A cookie of a request or a response, as the exporter understood it: the fields are the truth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the names are those of the attributes")]
pub struct Cookie {
    pub name: String,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_only: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secure: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A header field, or a parameter of a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Field {
    pub name: String,
    #[serde(default)]
    pub value: String,
}

/// A response's body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Content {
    /// Its octets.
    pub size: i64,
    /// Its type.
    pub mime_type: String,
    /// Its text, where it was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What caches did; nothing of it is read or written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cache {}

/// How long the parts of a request took, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Timings {
    pub send: f64,
    pub wait: f64,
    pub receive: f64,
}

fn unknown() -> i64 {
    -1
}

impl Har {
    /// Returns an archive of HAR 1.2 without entries, written by this program.
    pub fn new() -> Self {
        let creator = Product {
            name: "Gingersnap".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let log = Log {
            version: "1.2".to_owned(),
            creator,
            browser: None,
            pages: Vec::new(),
            entries: Vec::new(),
            comment: None,
        };
        Self { log }
    }

    /// Returns the text of the file.
    ///
    /// # Errors
    /// Never, but that is a promise of the format and not of the types.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

impl Default for Har {
    fn default() -> Self {
        Self::new()
    }
}

impl Request {
    /// Returns the value of the first field with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }
}

impl Response {
    /// Returns the value of the first field with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }
}

fn first<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name))
        .map(|field| field.value.as_str())
}
