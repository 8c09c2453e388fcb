//! A question as a command for a shell.

use diagnosis::{ResponseHead, api_name};
use matrix::RequestApi;

use crate::question::{QuizQuestion, QuizRequest, QuizVisit, numbered_head, with_number};

impl QuizQuestion {
    /// Returns the command that asks this question, with the files that it reads as here-documents.
    pub fn command(&self, number: u64, browser: &str) -> String {
        let mut command = format!("gingersnap explain --browser {browser}");
        let mut option = |name: &str, value: &str| {
            command += &format!(" --{name} {}", quoted(&with_number(value, number)));
        };
        option("page", &self.document.page);
        for frame in &self.document.frames {
            option("frame", frame);
        }
        option("request", &self.url);
        let (means, name) = means(self.api);
        option(means, name);
        if self.method != "GET" && means == "credentials" {
            option("method", &self.method);
        }
        for field in &self.request_headers {
            option("request-header", &written(field));
        }
        if let Some(QuizVisit { url, lines }) = &self.have {
            option("have-from", url);
            for line in lines {
                option("have", line);
            }
        }
        for line in &self.script_sets {
            option("script-sets", line);
        }
        if let Some(QuizRequest { document, url, api }) = &self.then {
            option("then", url);
            let (means, name) = means_of_later(*api);
            option(means, name);
            option("then-page", &document.page);
            for frame in &document.frames {
                option("then-frame", frame);
            }
        }
        let file = |heads: &mut dyn Iterator<Item = &ResponseHead>| {
            let heads: String =
                heads.map(|head| format!("{}\n", lines(&numbered_head(head, number)))).collect();
            format!("<(printf '%s' {})", quoted(&heads))
        };
        if self.redirects.is_empty() && self.response.status == 200 {
            for field in &self.response.headers {
                option("response-header", &written(field));
            }
        } else {
            let mut all = self.redirects.iter().chain([&self.response]);
            command += &format!(" --response {}", file(&mut all));
        }
        command += &format!(" --preflight-response {}", file(&mut [&self.preflight].into_iter()));
        command
    }
}

/// Returns the option that says how a request is made, and its value.
fn means(api: RequestApi) -> (&'static str, &'static str) {
    match api {
        RequestApi::Mechanism(mechanism) => ("mechanism", mechanism.as_str()),
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => {
            ("credentials", api_name(api))
        }
    }
}

fn means_of_later(api: RequestApi) -> (&'static str, &'static str) {
    match means(api) {
        ("mechanism", name) => ("then-mechanism", name),
        (_, name) => ("then-credentials", name),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn written((name, value): &(String, String)) -> String {
    format!("{name}: {value}")
}

fn lines(head: &ResponseHead) -> String {
    let fields: String = head.headers.iter().map(|field| written(field) + "\n").collect();
    format!("HTTP/1.1 {}\n{fields}", head.status)
}
