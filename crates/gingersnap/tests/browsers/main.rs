//! The sample apps' faults are found and explained, and the suggested fixes work, on each browser
//! that is on this machine; and the form works in each.
//!
//! A browser that is not installed is skipped; it is a failure if none is.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "clippy takes only the test functions for tests, not what they share"
)]

mod check;
#[path = "../documented/mod.rs"]
mod documented;
mod flows;
mod form;
mod program;
#[cfg(target_os = "linux")]
mod safari_stand_in;
#[path = "../serving/mod.rs"]
mod serving;
mod visits;
mod without_driver;

use std::collections::BTreeMap;

use sample_apps::{PageScript, SampleApp, SampleResponse, SampleServer};
use serde_json::Value;

use program::{Program, diagnose, explain_har, explain_headers, needs_a_named_request};

/// How often a site is mended at most: one mended fault may lay another bare, such as what is
/// behind a preflight.
const MOST_ROUNDS: usize = 3;

/// What one browser says of a site.
#[derive(Clone, Debug)]
struct Said {
    engine: String,
    works: bool,
    reason: Option<String>,
    /// The site as it stands once mended as told.
    mended: Option<SampleApp>,
    /// Why no header can help, where that is said.
    hopeless: Option<String>,
}

async fn check(id: &str) {
    let app = sample_apps::all().unwrap().into_iter().find(|app| app.id == id).unwrap();
    let program = Program::new(id);
    let all = said(&program, &app, &[]).await;
    let engines: Vec<String> = all.iter().map(|one| one.engine.clone()).collect();
    eprintln!("{id} is played by {}", engines.join(", "));
    assert!(!engines.is_empty(), "no browser is on this machine");
    let expected: Vec<(String, Option<String>)> =
        engines.iter().map(|engine| (engine.clone(), app.reasons.get(engine).cloned())).collect();
    let seen: Vec<_> = all.iter().map(|one| (one.engine.clone(), one.reason.clone())).collect();
    assert_eq!(seen, expected, "diagnose");
    assert_eq!(explain_headers(&program, &app, &engines).await, expected, "explain, from headers");
    let of_archive = if needs_a_named_request(&app) {
        engines.iter().map(|engine| (engine.clone(), None)).collect()
    } else {
        expected
    };
    assert_eq!(explain_har(&program, &engines).await, of_archive, "explain, from a HAR file");
    let mut left: Vec<(SampleApp, Vec<String>)> = Vec::new();
    for one in all {
        assert_eq!(one.works, !app.reasons.contains_key(&one.engine), "{one:?}");
        mend(&app, one, &mut left);
    }
    for _ in 0..MOST_ROUNDS {
        for (mended, engines) in std::mem::take(&mut left) {
            for one in said(&program, &mended, &engines).await {
                mend(&mended, one, &mut left);
            }
        }
    }
    assert_eq!(left, [], "still not mended");
}

/// Sets a site aside as it is told to be mended for this engine.
fn mend(app: &SampleApp, one: Said, left: &mut Vec<(SampleApp, Vec<String>)>) {
    let Said { engine, works, mended, hopeless, reason } = one;
    if works {
        return;
    }
    match mended {
        Some(mended) => match left.iter_mut().find(|(other, _)| *other == mended) {
            Some((_, engines)) => engines.push(engine),
            None => left.push((mended, vec![engine])),
        },
        None => assert!(
            app.hopeless.contains(&engine) && hopeless.is_some(),
            "{}: {engine} knows no way out of {reason:?}",
            app.id
        ),
    }
}

/// Has the site diagnosed by these engines, or by all that are here.
async fn said(program: &Program, app: &SampleApp, engines: &[String]) -> Vec<Said> {
    let served = SampleServer::start(app).await.unwrap();
    let output = diagnose(program, app, &served, engines).await;
    served.stop().await;
    let browsers = output["browsers"].as_array().unwrap();
    browsers.iter().map(|browser| browser_said(app, browser)).collect()
}

fn browser_said(app: &SampleApp, browser: &Value) -> Said {
    let request = &browser["requests"][0]["explained"];
    let remedies = &request["remedies"][0];
    let remedy = &remedies["changes"][0]["mended"];
    Said {
        engine: browser["browser"].as_str().unwrap().to_owned(),
        works: browser["works"].as_bool().unwrap(),
        reason: program::first_reason(&request["answers"][0]),
        mended: remedy.is_object().then(|| mended(app, remedy)),
        hopeless: remedies["instead"]["reason"].as_str().map(str::to_owned),
    }
}

/// Returns the site as a remedy says that it is to be.
fn mended(app: &SampleApp, remedy: &Value) -> SampleApp {
    let lines = |lines: &Value| -> Vec<(String, String)> {
        let line = |line: &Value| {
            (line[0].as_str().unwrap().to_owned(), line[1].as_str().unwrap().to_owned())
        };
        // What the server writes itself is not said twice.
        let by_server = ["content-type", "content-length", "cache-control", "date"];
        lines
            .as_array()
            .into_iter()
            .flatten()
            .map(line)
            .filter(|(name, _)| !by_server.contains(&name.as_str()))
            .collect()
    };
    let response = lines(&remedy["response"]);
    SampleApp {
        page: remedy["page"].as_str().unwrap().parse().unwrap(),
        script: PageScript {
            url: remedy["request"].as_str().unwrap().parse().unwrap(),
            credentials: remedy["credentials"].as_str().unwrap().to_owned(),
            ..app.script.clone()
        },
        answer: SampleResponse {
            // An answer that was never seen stays as it is.
            response: if response.iter().any(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
                response
            } else {
                app.answer.response.clone()
            },
            preflight: if remedy["preflight"].is_array() {
                lines(&remedy["preflight"])
            } else {
                app.answer.preflight.clone()
            },
        },
        reasons: BTreeMap::new(),
        ..app.clone()
    }
}

macro_rules! faults {
    ($($test:ident: $id:literal;)*) => { $(
        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "plays in browsers"]
        async fn $test() {
            check($id).await;
        }
    )* };
}

faults! {
    bare_host: "bare-host";
    http_to_https: "http-to-https";
    lax_cross_site: "lax-cross-site";
    missing_credentials_flag: "missing-credentials-flag";
    none_without_secure: "none-without-secure";
    path: "path";
    preflight_without_credentials: "preflight-without-credentials";
    public_suffix: "public-suffix";
    wildcard_with_credentials: "wildcard-with-credentials";
    wrong_domain: "wrong-domain";
}
