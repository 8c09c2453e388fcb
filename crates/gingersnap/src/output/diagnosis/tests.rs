use std::time::Duration;

use browser_driver::Browser;
use inspection::proxy::{HeaderField, ProxyExchange, ProxyOutcome, ProxyRequest, ProxyResponse};
use inspection::{CookieReading, SiteCapture};
use run_model::evidence::{JarCookie, ReasonSubject};

use super::*;
use crate::browsers::AbsentBrowser;
use crate::diagnose::socket::SocketSighting;
use crate::diagnose::watched;
use diagnosis::Recordings;

fn fields(lines: &[(&str, &str)]) -> Vec<HeaderField> {
    let field = |(name, value): &(&str, &str)| HeaderField {
        name: (*name).to_owned(),
        value: value.as_bytes().to_vec(),
    };
    lines.iter().map(field).collect()
}

fn exchange(
    (method, url): (&str, &str),
    request: &[(&str, &str)],
    status: u16,
    response: &[(&str, &str)],
) -> ProxyExchange {
    ProxyExchange {
        started: Duration::from_secs(1_700_000_000),
        took: Duration::from_millis(3),
        server: None,
        request: ProxyRequest {
            method: method.to_owned(),
            url: url.to_owned(),
            fields: fields(request),
            body_bytes: 0,
        },
        outcome: ProxyOutcome::Answered(ProxyResponse {
            status,
            fields: fields(response),
            body_bytes: 0,
        }),
    }
}

/// What is seen of a login form of another site, behind which a script and a socket ask that site.
fn capture(browser: Browser) -> SiteCapture {
    let page: Url = "https://www.example.com/".parse().unwrap();
    let document = ("sec-fetch-dest", "document");
    let from = |referer| [document, ("sec-fetch-site", "cross-site"), ("referer", referer)];
    let account = "https://www.example.com/account";
    let session = "https://login.example.net/session";
    let exchanges = vec![
        exchange(("GET", page.as_str()), &[document, ("sec-fetch-site", "none")], 200, &[]),
        exchange(
            ("POST", session),
            &from("https://www.example.com/"),
            303,
            &[("set-cookie", "sid=1; Path=/; Secure; SameSite=Lax"), ("location", account)],
        ),
        exchange(("GET", account), &from("https://www.example.com/"), 200, &[]),
        exchange(
            ("GET", "https://login.example.net/me"),
            &[
                ("origin", "https://www.example.com"),
                ("sec-fetch-dest", "empty"),
                ("sec-fetch-mode", "cors"),
            ],
            401,
            &[
                ("access-control-allow-origin", "https://www.example.com"),
                ("access-control-allow-credentials", "true"),
            ],
        ),
        exchange(
            ("GET", "https://login.example.net/socket"),
            &[("origin", "https://www.example.com"), ("upgrade", "websocket")],
            401,
            &[],
        ),
    ];
    let sid = JarCookie {
        name: "sid".to_owned(),
        value: "1".to_owned(),
        domain: "login.example.net".to_owned(),
        path: "/".to_owned(),
        secure: true,
        http_only: false,
        expires: None,
        same_site: Some("Lax".to_owned()),
        partition: None,
    };
    let after = CookieReading { jar: vec![sid], ..CookieReading::default() };
    let said = (browser == Browser::Chromium).then(|| BrowserMessage {
        about: ReasonSubject::Sent,
        url: "https://login.example.net/me".to_owned(),
        cookie: Some("sid".to_owned()),
        value: None,
        word: "SchemefulSameSiteLax".to_owned(),
        detail: None,
    });
    SiteCapture {
        browser,
        version: format!("{} 150.1.2", browser.kind().name()),
        first_page: page.clone(),
        page: page.clone(),
        target: page,
        before: CookieReading::default(),
        after,
        steps: Vec::new(),
        reasons: said.into_iter().collect(),
        exchanges,
        dropped: 0,
        refused: [("tracker.example.net:443".to_owned(), 2)].into(),
    }
}

fn result(browser: Browser) -> BrowserResult {
    let capture = capture(browser);
    let profiles = &Recordings::built_in().matrix().profiles;
    let is_meant =
        |one: &&matrix::Profile| one.engine == browser.kind() && one.name == "third-party-allowed";
    let profile = profiles.iter().find(is_meant).unwrap().clone();
    BrowserResult {
        browser,
        findings: watched(&capture, &profile),
        sockets: SocketSighting::all(&capture),
        notes: Vec::new(),
        version: capture.version.clone(),
        page: capture.page.clone(),
        refused: capture.refused.keys().cloned().collect(),
        left_out: Vec::new(),
        profile,
    }
}

#[test]
fn a_table_over_the_browsers_comes_before_the_causes() {
    let diagnosis = SiteDiagnosis {
        results: vec![result(Browser::Chromium), result(Browser::Firefox)],
        absent: vec![AbsentBrowser {
            browser: Browser::WebKitGtk,
            why: "lacks its driver (apt-get install webkit2gtk-driver)".to_owned(),
        }],
    };
    let text = diagnosis_text(&diagnosis, TextStyle::Plain);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}
