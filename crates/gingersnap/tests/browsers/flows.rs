//! The flows of `fixtures/apps/flows.toml`: each loses a cookie on the way, and both `diagnose` and
//! `explain --har` name the cookie and the rule, on each browser that is on this machine.

use sample_apps::{SampleFlow, SampleServer};
use serde_json::Value;

use crate::documented::check_document;
use crate::program::Program;

/// What one browser says of the cookie that goes missing.
#[derive(Debug, PartialEq, Eq)]
struct LostCookie {
    engine: String,
    /// The code of the first reason.
    reason: Option<String>,
    /// Whether a note names the request that lacks the cookie.
    is_request_named: bool,
}

async fn check_flow(id: &str) {
    check_flow_in(&Program::new(id), id, &[]).await;
}

/// Checks a flow in these engines, or in all that are here.
pub(crate) async fn check_flow_in(program: &Program, id: &str, engines: &[&str]) {
    let flow = sample_apps::flows().unwrap().into_iter().find(|flow| flow.id == id).unwrap();
    let served = SampleServer::start_flow(&flow).await.unwrap();
    let mut arguments = arguments(program, &flow, &served);
    arguments.extend(engines.iter().map(|engine| format!("--browser={engine}")));
    let output = program.run(arguments).await;
    served.stop().await;
    check_document("diagnose.json", &output);
    let browsers = output["browsers"].as_array().unwrap();
    assert!(!browsers.is_empty(), "no browser is on this machine");
    let several = browsers.len() > 1;
    for browser in browsers {
        let engine = browser["browser"].as_str().unwrap();
        eprintln!("{id} is played by {engine}");
        let expected = LostCookie {
            engine: engine.to_owned(),
            reason: flow.reasons.get(engine).cloned(),
            is_request_named: true,
        };
        assert_eq!(browser["works"], false, "{browser:#}");
        let requests = browser["requests"].as_array().unwrap().iter();
        let explained: Vec<&Value> = requests.map(|request| &request["explained"]).collect();
        assert_eq!(lost(&flow, engine, &explained, flow.lacking.as_str()), expected, "diagnose");
        let har = if several { program.har_of(engine) } else { program.har() };
        let har = format!("--har={}", har.display());
        let browser = format!("--browser={engine}");
        let arguments = ["explain", "--json", &browser, &har].map(str::to_owned);
        let answer = program.run(arguments.into()).await;
        check_document("explain.json", &answer);
        let questions: Vec<&Value> = answer["questions"].as_array().unwrap().iter().collect();
        assert_eq!(lost(&flow, engine, &questions, "entry "), expected, "explain --har");
    }
}

fn arguments(program: &Program, flow: &SampleFlow, served: &SampleServer) -> Vec<String> {
    let mut arguments: Vec<String> =
        ["diagnose", "--insecure", "--json", "--watch", "1", "--page"].map(str::to_owned).into();
    arguments.push(flow.page.to_string());
    let mut add = |option: &str, value: String| arguments.extend([option.to_owned(), value]);
    add("--har-out", program.har().display().to_string());
    for (name, selector) in &flow.actions {
        add(&format!("--{name}"), selector.clone());
    }
    for (place, address) in served.resolve() {
        add("--allow", place.host().to_owned());
        add("--resolve", format!("{place}={address}"));
    }
    arguments
}

/// Returns what explanations say of the cookie that goes missing; notes name the request that lacks
/// it by these words.
fn lost(flow: &SampleFlow, engine: &str, explained: &[&Value], words: &str) -> LostCookie {
    let of_cookie = |question: &&&Value| {
        let cookies = question["answers"][0]["cookies"].as_array().unwrap();
        cookies.iter().any(|cookie| is_of(cookie, &flow.cookie))
    };
    let question = explained.iter().find(of_cookie).unwrap_or_else(|| panic!("{explained:#?}"));
    let cookies = question["answers"][0]["cookies"].as_array().unwrap();
    let cookie = cookies.iter().find(|cookie| is_of(cookie, &flow.cookie)).unwrap();
    let verdicts = [&cookie["stored"], &cookie["sent"]];
    let refused = verdicts.iter().find(|verdict| verdict["yes"] == false);
    let notes = question["notes"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let lacks = format!("lacks `{}`", flow.cookie);
    LostCookie {
        engine: engine.to_owned(),
        reason: refused.and_then(|one| one["reasons"][0].as_str()).map(str::to_owned),
        is_request_named: notes.clone().any(|note| note.contains(&lacks) && note.contains(words)),
    }
}

fn is_of(cookie: &Value, name: &str) -> bool {
    cookie["line"].as_str().unwrap().starts_with(&format!("{name}="))
}

macro_rules! flows {
    ($($test:ident: $id:literal;)*) => { $(
        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "plays in browsers"]
        async fn $test() {
            check_flow($id).await;
        }
    )* };
}

flows! {
    a_login_form_and_then_a_fetch: "login-form-then-fetch";
    an_oauth_callback_with_strict: "oauth-callback-with-strict";
    a_payment_that_returns_by_post: "payment-returns-by-post";
    a_frame_of_another_site: "frame-of-another-site";
    a_websocket_across_sites: "websocket-across-sites";
}
