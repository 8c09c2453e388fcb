//! What a file of HAR 1.2 holds, by the names of the format.

use serde::{Deserialize, Deserializer, Serialize};

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
    #[serde(default, deserialize_with = "or_default")]
    pub started_date_time: String,
    /// What entries name it by.
    pub id: String,
    /// Its title; browsers put its URL here.
    #[serde(default, deserialize_with = "or_default")]
    pub title: String,
    /// How long it took to load.
    #[serde(default, deserialize_with = "or_default")]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The id of the page that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pageref: Option<String>,
    /// When it was made, as ISO 8601 has it.
    #[serde(default, deserialize_with = "or_default")]
    pub started_date_time: String,
    /// How long it took, in milliseconds.
    #[serde(default, deserialize_with = "or_default")]
    pub time: f64,
    /// The request.
    pub request: Request,
    /// Its response.
    pub response: Response,
    /// What caches did: nothing that is of interest here.
    #[serde(default, deserialize_with = "or_default")]
    pub cache: Cache,
    /// How long each part of it took.
    #[serde(default, deserialize_with = "or_default")]
    pub timings: Timings,
    /// What kind of thing it asks for, as Chromium and Firefox say it: `fetch`, `xhr`, `document` …
    #[serde(rename = "_resourceType", default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// What started it, as Chromium writes it.
    #[serde(rename = "_initiator", default, skip_serializing)]
    pub initiator: Option<Initiator>,
    /// Where a browser's cache answered, as Chromium writes it: `memory`, `disk`.
    #[serde(rename = "_fromCache", default, skip_serializing)]
    pub from_cache: Option<String>,
    /// What answered, as Safari writes it: `Network Load`, `Disk Cache` …
    #[serde(rename = "_fetchType", default, skip_serializing)]
    pub fetch_type: Option<String>,
    /// Whether a service worker answered, as Chromium writes it.
    #[serde(rename = "_fetchedViaServiceWorker", default, skip_serializing)]
    pub via_service_worker: Option<bool>,
    /// Whether a test's own HTTP client made it, as Playwright writes it.
    #[serde(rename = "_apiRequest", default, skip_serializing)]
    pub api_request: Option<bool>,
    /// By which means the request was made, which HAR has no field for: as `gingersnap explain
    /// --credentials` has it.
    #[serde(rename = "_credentials", default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
    /// What a person should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What started a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Initiator {
    /// The URL of the document or script that did.
    pub url: Option<String>,
}

/// A request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Its method.
    pub method: String,
    /// Its absolute URL.
    pub url: String,
    /// `HTTP/1.1`, `h2` …
    #[serde(default, deserialize_with = "or_default")]
    pub http_version: String,
    /// The cookies that it carries.
    #[serde(default, deserialize_with = "or_default")]
    pub cookies: Vec<Cookie>,
    /// Its header fields.
    #[serde(default, deserialize_with = "or_default")]
    pub headers: Vec<Field>,
    /// The parameters of its URL.
    #[serde(default, deserialize_with = "or_default")]
    pub query_string: Vec<Field>,
    /// The octets of its head; -1 where unknown.
    #[serde(default = "unknown", deserialize_with = "or_unknown")]
    pub headers_size: i64,
    /// The octets of its body; -1 where unknown.
    #[serde(default = "unknown", deserialize_with = "or_unknown")]
    pub body_size: i64,
}

/// A response.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// Its status code; 0 or less where none came.
    #[serde(default, deserialize_with = "or_default")]
    pub status: i64,
    /// The text behind the status code.
    #[serde(default, deserialize_with = "or_default")]
    pub status_text: String,
    /// `HTTP/1.1`, `h2` …
    #[serde(default, deserialize_with = "or_default")]
    pub http_version: String,
    /// The cookies that it sets.
    #[serde(default, deserialize_with = "or_default")]
    pub cookies: Vec<Cookie>,
    /// Its header fields.
    #[serde(default, deserialize_with = "or_default")]
    pub headers: Vec<Field>,
    /// Its body.
    #[serde(default, deserialize_with = "or_default")]
    pub content: Content,
    /// The value of its `Location` field.
    #[serde(rename = "redirectURL", default, deserialize_with = "or_default")]
    pub redirect_url: String,
    /// The octets of its head; -1 where unknown.
    #[serde(default = "unknown", deserialize_with = "or_unknown")]
    pub headers_size: i64,
    /// The octets of its body; -1 where unknown.
    #[serde(default = "unknown", deserialize_with = "or_unknown")]
    pub body_size: i64,
    /// Why no response came, or was kept from the page, as browsers write it.
    #[serde(rename = "_error", default, skip_serializing)]
    pub error: Option<String>,
    /// The same as Playwright writes it.
    #[serde(rename = "_failureText", default, skip_serializing)]
    pub failure_text: Option<String>,
}

/// A cookie of a request or a response, as the exporter understood it: the fields are the truth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the names are those of the attributes")]
pub struct Cookie {
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    #[serde(deserialize_with = "or_default")]
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
    #[serde(default, deserialize_with = "or_default")]
    pub value: String,
}

/// A response's body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Content {
    /// Its octets.
    #[serde(deserialize_with = "or_default")]
    pub size: i64,
    /// Its type.
    #[serde(deserialize_with = "or_default")]
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
    #[serde(deserialize_with = "or_default")]
    pub send: f64,
    #[serde(deserialize_with = "or_default")]
    pub wait: f64,
    #[serde(deserialize_with = "or_default")]
    pub receive: f64,
}

fn unknown() -> i64 {
    -1
}

/// Some exporters write `null` for what they do not know.
fn or_default<'d, D: Deserializer<'d>, T: Default + Deserialize<'d>>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

fn or_unknown<'d, D: Deserializer<'d>>(from: D) -> Result<i64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_else(unknown))
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
