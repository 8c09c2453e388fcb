//! What script cannot ask for at all: it is given an exception, and no request is made.

use url::Url;

use super::headers::{is_cors_safelisted_method, is_forbidden_method, is_token, normalize_method};
use super::{RequestBody, RequestMode};
use crate::decision::Decision;
use crate::reason::Reason;

/// What script asks for, as it wrote it.
#[derive(Clone, Copy, Debug)]
pub struct ScriptInput<'a> {
    /// The URL, parsed.
    pub url: &'a Url,
    /// The method.
    pub method: &'a str,
    /// Names and values of the header fields.
    pub headers: &'a [(String, String)],
    /// The mode that the request will have.
    pub mode: RequestMode,
    /// The body.
    pub body: RequestBody,
    /// Whether all options have values that the call takes.
    pub options: OptionValues,
}

/// Whether the options of a call have values that it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OptionValues {
    /// One has a value that is none of its enumeration, or `mode` is `navigate`.
    Invalid,
    /// All have.
    #[default]
    Valid,
}

/// Decides whether `fetch()` makes a request of its arguments.
///
/// Spec: [Fetch §5.4, new Request(input, init)](https://fetch.spec.whatwg.org/#dom-request). Steps
/// that look at the window, at integrity metadata or at the client are left out.
pub fn fetch_input_decision(input: ScriptInput<'_>) -> Decision {
    let mut decision = Decision::default();
    // Step 5.3. An empty user name or password is none.
    let has_credentials = !input.url.username().is_empty() || input.url.password().is_some();
    decision.violate_if(has_credentials, Reason::UrlCredentials);
    decision.violate_if(input.options == OptionValues::Invalid, Reason::RequestOptionInvalid);
    decision.append(xhr_input_decision(input));
    // "If this's request's mode is "no-cors""; what is no token is said to be none.
    let method = normalize_method(input.method);
    let is_no_cors = input.mode == RequestMode::NoCors;
    decision.violate_if(
        is_no_cors && is_token(method.as_bytes()) && !is_cors_safelisted_method(&method),
        Reason::NoCorsMethod,
    );
    // "If either init["body"] exists and is non-null or inputBody is non-null".
    let has_no_body = matches!(method.as_str(), "GET" | "HEAD");
    decision.violate_if(has_no_body && input.body != RequestBody::None, Reason::BodyOfGet);
    decision
}

/// Decides whether `XMLHttpRequest` makes a request of what it is given. Its URL may have a user
/// name and a password.
///
/// Spec: [XMLHttpRequest §3.5.1, open()](https://xhr.spec.whatwg.org/#the-open()-method) steps 2
/// and 3, and [§3.5.2, setRequestHeader()](https://xhr.spec.whatwg.org/#the-setrequestheader()-method)
/// step 4, which `fetch()` has in common with it.
pub fn xhr_input_decision(input: ScriptInput<'_>) -> Decision {
    let mut decision = Decision::default();
    decision.violate_if(!is_token(input.method.as_bytes()), Reason::MethodInvalid);
    decision.violate_if(is_forbidden_method(input.method), Reason::ForbiddenMethod);
    let is_field = |(name, value): &(String, String)| is_token(name.as_bytes()) && is_value(value);
    decision.violate_if(!input.headers.iter().all(is_field), Reason::RequestHeaderInvalid);
    decision
}

/// White space around a value is normalized away before it is looked at.
fn is_value(value: &str) -> bool {
    !value.trim_matches([' ', '\t', '\r', '\n']).contains(['\0', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_fetch(url: &str, method: &str, header: (&str, &str), reason: Option<Reason>) {
        let headers = [(header.0.to_owned(), header.1.to_owned())];
        let url = url.parse().unwrap();
        let (mode, body) = (RequestMode::Cors, RequestBody::None);
        let options = OptionValues::Valid;
        let input = ScriptInput { url: &url, method, headers: &headers, mode, body, options };
        assert_eq!(fetch_input_decision(input).reason(), reason);
        let xhr = reason.filter(|reason| *reason != Reason::UrlCredentials);
        assert_eq!(xhr_input_decision(input).reason(), xhr);
    }

    #[test]
    fn a_url_with_user_or_password_throws_in_fetch_alone() {
        let plain = ("A", "1");
        check_fetch("https://user:pw@a.test/", "GET", plain, Some(Reason::UrlCredentials));
        check_fetch("https://user@a.test/", "GET", plain, Some(Reason::UrlCredentials));
        check_fetch("https://:pw@a.test/", "GET", plain, Some(Reason::UrlCredentials));
        check_fetch("https://@a.test/", "GET", plain, None);
    }

    #[track_caller]
    fn check_options(
        method: &str,
        mode: RequestMode,
        body: RequestBody,
        options: OptionValues,
        reason: Option<Reason>,
    ) {
        let url = "https://a.test/".parse().unwrap();
        let input = ScriptInput { url: &url, method, headers: &[], mode, body, options };
        assert_eq!(fetch_input_decision(input).reason(), reason);
    }

    #[test]
    fn options_that_contradict_each_other_throw() {
        let (valid, invalid) = (OptionValues::Valid, OptionValues::Invalid);
        let (cors, no_cors) = (RequestMode::Cors, RequestMode::NoCors);
        let (none, text) = (RequestBody::None, RequestBody::Source);
        check_options("GET", cors, none, invalid, Some(Reason::RequestOptionInvalid));
        check_options("PUT", no_cors, none, valid, Some(Reason::NoCorsMethod));
        check_options("DELETE", cors, none, valid, None);
        check_options("post", no_cors, text, valid, None);
        check_options("get", cors, text, valid, Some(Reason::BodyOfGet));
        check_options("HEAD", cors, RequestBody::Stream, valid, Some(Reason::BodyOfGet));
        check_options("OPTIONS", cors, text, valid, None);
    }

    #[test]
    fn three_methods_throw_in_any_case() {
        for method in ["TRACE", "trace", "Track", "CONNECT"] {
            let reason = Some(Reason::ForbiddenMethod);
            check_fetch("https://a.test/", method, ("A", "1"), reason);
        }
        check_fetch("https://a.test/", "patch", ("A", "1"), None);
        check_fetch("https://a.test/", "GE T", ("A", "1"), Some(Reason::MethodInvalid));
    }

    #[test]
    fn a_field_is_a_name_and_a_value_without_nul_or_line_breaks() {
        let invalid = Some(Reason::RequestHeaderInvalid);
        check_fetch("https://a.test/", "GET", ("A", "a\0b"), invalid);
        check_fetch("https://a.test/", "GET", ("A", "a\nb"), invalid);
        check_fetch("https://a.test/", "GET", ("A b", "1"), invalid);
        check_fetch("https://a.test/", "GET", ("A", " a\tb "), None);
    }
}
