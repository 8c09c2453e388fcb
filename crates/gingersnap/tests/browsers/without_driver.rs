//! Firefox on a machine where no driver is to be found, as that of a web developer.

use std::path::Path;

use sample_apps::SampleServer;

use crate::flows::check_flow_in;
use crate::program::{Program, diagnose, first_reason};

/// Runs a test with a program that finds Firefox and nothing else.
async fn beside_firefox(name: &str, test: impl AsyncFnOnce(&Program)) {
    let places = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].map(Path::new);
    let Some(firefox) = places.into_iter().find(|place| place.is_file()) else {
        eprintln!("firefox is skipped");
        return;
    };
    let program = Program::beside(firefox, name);
    test(&program).await;
    program.remove();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "plays in browsers"]
async fn a_fault_is_found_without_a_driver() {
    beside_firefox("fault-without-driver", async |program| {
        let all = sample_apps::all().unwrap();
        let app = all.into_iter().find(|app| app.id == "lax-cross-site").unwrap();
        let served = SampleServer::start(&app).await.unwrap();
        let output = diagnose(program, &app, &served, &["firefox".to_owned()]).await;
        served.stop().await;
        let request = &output["browsers"][0]["requests"][0]["explained"];
        let expected = app.reasons.get("firefox").cloned();
        assert_eq!(first_reason(&request["answers"][0]), expected, "{output:#}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "plays in browsers"]
async fn a_form_is_filled_and_sent_without_a_driver() {
    beside_firefox("form-without-driver", async |program| {
        check_flow_in(program, "login-form-then-fetch", &["firefox"]).await;
    })
    .await;
}
