//! Requests that are never made: what script cannot ask for, and ports that are blocked.

use spec_model::fetch::{ScriptInput, bad_port_decision, fetch_input_decision};

use crate::kit::{Codes, codes, rules, url};

fn port(text: &str) -> Codes {
    codes(&bad_port_decision(&url(text)))
}

fn asked(text: &str, method: &str, value: &str) -> Codes {
    let headers = [("X-Trace".to_owned(), value.to_owned())];
    codes(&fetch_input_decision(ScriptInput { url: &url(text), method, headers: &headers }))
}

const API: &str = "https://api.example.org/";

rules! {
    bad_port {
        is: port("http://localhost:6666/"),
        not: port("http://localhost:6660/"),
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
