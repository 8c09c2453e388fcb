//! Requests that are never made: what script cannot ask for, and ports that are blocked.

use spec_model::fetch::{
    OptionValues, RequestBody, RequestMode, ScriptInput, bad_port_decision, fetch_input_decision,
};

use crate::kit::{Codes, codes, rules, url};

fn port(text: &str) -> Codes {
    codes(&bad_port_decision(&url(text)))
}

fn asked(text: &str, method: &str, value: &str) -> Codes {
    let headers = [("X-Trace".to_owned(), value.to_owned())];
    let (mode, body, options) = (RequestMode::Cors, RequestBody::None, OptionValues::Valid);
    let url = &url(text);
    let input = ScriptInput { url, method, headers: &headers, mode, body, options };
    codes(&fetch_input_decision(input))
}

fn called(method: &str, mode: RequestMode, body: RequestBody, options: OptionValues) -> Codes {
    let url = &url(API);
    let input = ScriptInput { url, method, headers: &[], mode, body, options };
    codes(&fetch_input_decision(input))
}

const API: &str = "https://api.example.org/";

rules! {
    bad_port {
        is: port("http://localhost:6666/"),
        not: port("http://localhost:6660/"),
    }
    body_of_get {
        is: called("GET", RequestMode::Cors, RequestBody::Source, OptionValues::Valid),
        not: called("POST", RequestMode::Cors, RequestBody::Source, OptionValues::Valid),
    }
    no_cors_method {
        is: called("PUT", RequestMode::NoCors, RequestBody::None, OptionValues::Valid),
        not: called("POST", RequestMode::NoCors, RequestBody::None, OptionValues::Valid),
    }
    request_option_invalid {
        is: called("GET", RequestMode::Cors, RequestBody::None, OptionValues::Invalid),
        not: called("GET", RequestMode::Cors, RequestBody::None, OptionValues::Valid),
    }
    forbidden_method {
        is: asked(API, "Trace", "1"),
        not: asked(API, "OPTIONS", "1"),
    }
    method_invalid {
        is: asked(API, "", "1"),
        not: asked(API, "purge", "1"),
    }
    request_header_invalid {
        is: asked(API, "GET", "a\0b"),
        not: asked(API, "GET", "a\u{1}b"),
    }
    url_credentials {
        is: asked("https://user:pw@api.example.org/", "GET", "1"),
        not: asked(API, "GET", "1"),
    }
}
