//! What elements, event sources, frames and WebSockets take for a response.

use spec_model::fetch::{
    Headers, classic_script_decision, event_source_decision, frame_ancestors_decision,
    module_script_decision, style_sheet_decision, web_socket_decision, x_frame_options_decision,
};

use crate::kit::{Codes, codes, origin, rules, url};

fn typed(content_type: &str) -> Headers {
    Headers::new(&[("Content-Type", content_type)])
}

fn unsniffed(content_type: &str) -> Headers {
    Headers::new(&[("Content-Type", content_type), ("X-Content-Type-Options", "nosniff")])
}

fn framed(name: &str, value: &str) -> Codes {
    let (headers, ancestors) = (Headers::new(&[(name, value)]), [origin("https://a.test/")]);
    let url = url("https://b.test/");
    let mut found = codes(&x_frame_options_decision(&headers, &url, &ancestors));
    found.extend(codes(&frame_ancestors_decision(&headers, &url, &ancestors)));
    found
}

rules! {
    event_stream_status {
        is: codes(&event_source_decision(204, &typed("text/event-stream"))),
        not: codes(&event_source_decision(200, &typed("text/event-stream"))),
    }
    event_stream_type {
        is: codes(&event_source_decision(200, &typed("application/json"))),
        not: codes(&event_source_decision(200, &typed("text/event-stream"))),
    }
    frame_ancestors {
        is: framed("Content-Security-Policy", "frame-ancestors 'self'"),
        not: framed("Content-Security-Policy", "frame-ancestors https://a.test"),
    }
    frame_options {
        is: framed("X-Frame-Options", "SAMEORIGIN"),
        not: framed("X-Frame-Options", "ALLOWALL"),
    }
    handshake_status {
        is: codes(&web_socket_decision(200)),
        not: codes(&web_socket_decision(101)),
    }
    module_script_type {
        is: codes(&module_script_decision(200, &typed("text/html"))),
        not: codes(&module_script_decision(200, &typed("text/javascript"))),
    }
    nosniff_blocked {
        is: codes(&classic_script_decision(200, &unsniffed("application/json"))),
        not: codes(&classic_script_decision(200, &typed("application/json"))),
    }
    script_status {
        is: codes(&classic_script_decision(404, &typed("text/javascript"))),
        not: codes(&classic_script_decision(203, &typed("text/javascript"))),
    }
    script_type_blocked {
        is: codes(&classic_script_decision(200, &typed("text/csv"))),
        not: codes(&classic_script_decision(200, &typed("text/plain"))),
    }
    style_sheet_status {
        is: codes(&style_sheet_decision(404, &typed("text/css"))),
        not: codes(&style_sheet_decision(200, &typed("text/css"))),
    }
    style_sheet_type {
        is: codes(&style_sheet_decision(200, &typed("text/plain"))),
        not: codes(&style_sheet_decision(200, &typed("text/css"))),
    }
}
