//! Fixes for the faults that people report: each kind, in more than one form.

mod agreement;
mod cookie_text;
mod cors;
mod found;
mod hosts;
mod security;

use diagnosis::paste::parse_response;
use diagnosis::{
    DocumentPlace, EvidenceGap, Explanation, FollowUpRequest, FollowUpSource, PriorCookie,
    Question, Recordings, ResponseHead, SuggestedEdit, UserGoal, explain,
};
use matrix::{FetchCredentials, Profile, RequestApi, RequestMechanism};
use run_model::plan::RequestScript;
use spec_model::Timestamp;

const DATE: Timestamp = Timestamp(1_764_324_000);

/// The profiles of the browsers that people have.
const USUAL: [&str; 3] = ["chromium:third-party-allowed", "firefox:default", "webkitgtk:default"];

fn question(page: &str, request: &str, response: &str) -> Question {
    let (page, request): (url::Url, url::Url) =
        (page.parse().expect("a URL"), request.parse().expect("a URL"));
    let origin = page.origin().ascii_serialization();
    let cors =
        format!("Access-Control-Allow-Origin: {origin}\nAccess-Control-Allow-Credentials: true\n");
    let response = parse_response(&response.replace("{CORS}", &cors)).expect("a response");
    Question { response, ..Question::fetch(page, request, FetchCredentials::Include, DATE) }
}

fn profiles(names: &[&str]) -> Vec<&'static Profile> {
    let all = &Recordings::built_in().matrix().profiles;
    all.iter().filter(|profile| names.contains(&profile.to_string().as_str())).collect()
}

fn explained(question: &Question, names: &[&str], goals: &[UserGoal]) -> Explanation {
    explain(Recordings::built_in(), question, &profiles(names), goals)
}

/// Checks the edits of every fix of every cookie.
#[track_caller]
fn check_fixes(
    question: &Question,
    names: &[&str],
    goals: &[UserGoal],
    fixes: &[&[SuggestedEdit]],
) {
    let explanation = explained(question, names, goals);
    let suggested: Vec<&[SuggestedEdit]> = explanation
        .fixes
        .iter()
        .flat_map(|one| &one.fixes)
        .map(|fix| fix.edits.as_slice())
        .collect();
    assert_eq!(suggested, fixes);
}

/// Checks the one fix for all three engines.
#[track_caller]
fn check_usual(question: &Question, edits: &[SuggestedEdit]) {
    check_fixes(question, &USUAL, &UserGoal::USUAL, &[edits]);
}

#[track_caller]
fn check_preflight(mut question: Question, method: &str, preflight: &str, fixed: &str) {
    question.request.method = method.to_owned();
    question.preflight = Some(parse_response(preflight).expect("a response"));
    let after = explained(&question, &USUAL, &UserGoal::USUAL).fixed().expect("it can be fixed");
    let ResponseHead { status, headers } = after.preflight.expect("it was given");
    let lines: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(format!("{status}\n{}", lines.join("\n")), fixed);
}

#[test]
fn a_field_that_comes_twice_is_sent_once() {
    let local = |response| question("http://localhost:4200/", "http://localhost:8000/", response);
    check_usual(
        &local("Access-Control-Allow-Credentials: true\n{CORS}Set-Cookie: a=1; HttpOnly"),
        &[SuggestedEdit::SendOnce("Access-Control-Allow-Credentials")],
    );
    check_usual(
        &local("{CORS}Access-Control-Allow-Origin: http://localhost:4200\nSet-Cookie: a=1"),
        &[SuggestedEdit::SendOnce("Access-Control-Allow-Origin")],
    );
}

#[test]
fn fields_that_come_twice_with_different_values_become_the_right_one() {
    check_usual(
        &question(
            "http://localhost:4200/",
            "http://localhost:8000/",
            "{CORS}Access-Control-Allow-Origin: *\nSet-Cookie: a=1",
        ),
        &[SuggestedEdit::AllowOrigin],
    );
}

#[test]
fn a_page_elsewhere_reads_a_cookie_by_its_path_alone() {
    let goals = [&UserGoal::USUAL[..], &[UserGoal::ReadableOnPage]].concat();
    let question = question(
        "http://localhost:4173/connections",
        "http://localhost:3000/auth/login",
        "{CORS}Set-Cookie: csrf=1; Path=/auth; SameSite=Lax\n\
         Set-Cookie: refresh=1; Path=/auth; HttpOnly; SameSite=Lax",
    );
    check_fixes(&question, &USUAL, &goals, &[&[SuggestedEdit::Path("/".to_owned())]]);
}

#[test]
fn development_over_http_leaves_secure_out() {
    for host in ["192.168.1.20:3001", "10.0.0.5", "build.test"] {
        let page = format!("http://{host}/");
        check_usual(
            &question(&page, &page, "Set-Cookie: a=1; Secure=false; SameSite=Strict"),
            &[SuggestedEdit::NoSecure],
        );
    }
}

#[test]
fn development_over_http_leaves_out_the_prefix_that_asks_for_secure() {
    for prefix in ["__Secure-", "__Host-", "__secure-"] {
        let line = format!("Set-Cookie: {prefix}sid=1; Path=/; Secure");
        let page = "http://build.test/";
        check_usual(&question(page, page, &line), &[SuggestedEdit::NoSecureNorPrefix]);
    }
}

#[test]
fn the_address_of_every_interface_is_one_of_this_machine() {
    let page = "http://0.0.0.0:8000/";
    check_usual(&question(page, page, "Set-Cookie: a=1; Secure"), &[SuggestedEdit::NoSecure]);
    let api = "http://localhost:9000/login";
    check_usual(&question(page, api, "{CORS}Set-Cookie: a=1"), &[SuggestedEdit::OwnHost]);
}

#[test]
fn a_host_prefix_with_a_domain_becomes_a_secure_prefix_where_two_hosts_need_the_cookie() {
    let page = "https://www.example.com/";
    let line = "{CORS}Set-Cookie: __Host-csrf=1; Path=/; Secure; Domain=.example.com";
    let asked = question(page, "https://example.com/api", line);
    let asked = then(asked, page, FetchCredentials::Include);
    let edits = [SuggestedEdit::SecurePrefix("example.com".to_owned())];
    check_fixes(&asked, &["chromium:default"], &UserGoal::USUAL, &[&edits]);
}

#[test]
fn a_public_site_over_http_moves_to_https_as_one() {
    let page = "http://www.example.com/";
    check_usual(&question(page, page, "Set-Cookie: a=1; Secure"), &[SuggestedEdit::HttpsPage]);
}

#[test]
fn the_api_is_called_by_the_own_host_name_of_the_page() {
    for (page, api) in [("localhost", "127.0.0.1"), ("127.0.0.1", "localhost")] {
        let question = question(
            &format!("http://{page}:3001/"),
            &format!("http://{api}:4000/"),
            "{CORS}Set-Cookie: a=1; SameSite=Lax",
        );
        check_usual(&question, &[SuggestedEdit::OwnHost]);
    }
}

#[test]
fn a_method_is_written_in_upper_case() {
    let mut question = question("http://localhost:8080/", "http://localhost:3000/", "{CORS}");
    question.request.method = "patch".to_owned();
    let preflight = "{CORS}Access-Control-Allow-Methods: GET, PATCH, DELETE";
    let cors = "Access-Control-Allow-Origin: http://localhost:8080\n\
                Access-Control-Allow-Credentials: true\n";
    question.preflight = parse_response(&preflight.replace("{CORS}", cors)).ok();
    check_usual(&question, &[SuggestedEdit::UpperCaseMethod]);
}

#[test]
fn lists_of_a_preflight_are_added_to() {
    let mut question =
        question("https://www.example.com/", "https://api.example.com/", "{CORS}Set-Cookie: a=1");
    question.request.headers =
        vec![("X-Trace".to_owned(), "1".to_owned()), ("X-Token".to_owned(), "1".to_owned())];
    let cors = "Access-Control-Allow-Origin: https://www.example.com\n\
                Access-Control-Allow-Credentials: true\n";
    check_preflight(
        question,
        "PUT",
        &format!(
            "HTTP/1.1 204\n{cors}Access-Control-Allow-Methods: GET, PATCH\n\
             Access-Control-Allow-Headers: accept, X-TRACE"
        ),
        &format!(
            "204\n{cors}Access-Control-Allow-Methods: GET, PATCH, PUT\n\
             Access-Control-Allow-Headers: accept, X-TRACE, x-token"
        ),
    );
}

#[test]
fn a_preflight_that_wants_a_login_gets_a_status_and_its_fields() {
    let mut one =
        question("https://www.example.com/", "https://api.example.com/", "{CORS}Set-Cookie: a=1");
    one.request.headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    let cors = "Access-Control-Allow-Origin: https://www.example.com\n\
                Access-Control-Allow-Credentials: true\n";
    check_preflight(
        one.clone(),
        "POST",
        "HTTP/2 401\ncontent-length: 0",
        &format!("204\ncontent-length: 0\n{cors}Access-Control-Allow-Headers: content-type"),
    );
    one.preflight = Some(parse_response("HTTP/2 401\ncontent-length: 0").expect("a response"));
    check_usual(&one, &[SuggestedEdit::Preflight { bad_status: Some(401) }]);
}

#[test]
fn a_field_of_responses_is_no_field_of_the_request() {
    let name = "Access-Control-Allow-Origin".to_owned();
    let mut question =
        question("https://www.example.com/", "https://api.example.com/", "{CORS}Set-Cookie: a=1");
    question.request.headers = vec![(name.clone(), "*".to_owned())];
    let preflight = "HTTP/1.1 204\nAccess-Control-Allow-Origin: https://www.example.com\n\
                     Access-Control-Allow-Credentials: true\n";
    question.preflight = Some(parse_response(preflight).expect("a response"));
    check_usual(&question, &[SuggestedEdit::NoRequestHeader(name)]);
}

#[test]
fn folded_cookies_get_a_field_each() {
    let question = question(
        "https://www.example.com/",
        "https://api.example.com/prod/login",
        "{CORS}Set-Cookie: session=abc; Path=/; Expires=Wed, 01 Jan 2031 00:00:00 GMT; \
         HttpOnly,refresh=def; Path=/auth; SameSite=Strict",
    );
    let explanation = explained(&question, &USUAL, &UserGoal::USUAL);
    let fix = &explanation.fixes[0].fixes[0];
    assert_eq!(fix.edits, [SuggestedEdit::SplitCookies]);
    let fixed = explanation.fixed().expect("it can be fixed");
    assert_eq!(
        fixed.set_cookie_lines().collect::<Vec<_>>(),
        [
            "session=abc; Path=/; Expires=Wed, 01 Jan 2031 00:00:00 GMT; HttpOnly",
            "refresh=def; Path=/auth; SameSite=Strict",
        ]
    );
}

#[test]
fn only_a_cookie_that_must_be_readable_is_changed_for_that() {
    let question = question(
        "https://app.example.com/login",
        "https://api.example.com/csrf",
        "{CORS}Set-Cookie: XSRF-TOKEN=1; Path=/; Secure; SameSite=Lax\n\
         Set-Cookie: session=1; Path=/; Secure; HttpOnly; SameSite=Lax",
    );
    let goals = [UserGoal::ReadableOnPage, UserGoal::Sent];
    let domain = SuggestedEdit::Domain("example.com".to_owned());
    check_fixes(&question, &USUAL, &goals, &[&[domain]]);
}

#[test]
fn of_two_edits_of_same_site_the_one_that_loosens_less_comes_first() {
    let line = "Set-Cookie: sid=1; SameSite=Strict; Secure";
    let app = "https://app.example.com/";
    let mut link = question("https://mail.other.net/", app, line);
    link.request.api = RequestApi::Mechanism(RequestMechanism::Link);
    check_usual(&link, &[SuggestedEdit::SameSiteLax]);
    let mut callback = question("https://login.other.net/", "https://login.other.net/", line);
    callback.request.api = RequestApi::Mechanism(RequestMechanism::Link);
    callback.redirects =
        vec![parse_response(&format!("HTTP/1.1 302\nLocation: {app}")).expect("a response")];
    check_usual(&callback, &[SuggestedEdit::SameSiteLax]);
    let fetched = question("https://www.other.net/", app, &format!("{{CORS}}{line}"));
    let chromium = ["chromium:third-party-allowed"];
    check_fixes(&fetched, &chromium, &UserGoal::USUAL, &[&[SuggestedEdit::SameSiteNone]]);
}

#[test]
fn a_fix_for_one_browser_breaks_no_other() {
    let local = |line: &str| {
        let line = format!("{{CORS}}Set-Cookie: {line}");
        question("http://localhost:3000/", "http://localhost:5000/login", &line)
    };
    let names = [&USUAL[..], &["chromium:third-party-blocked"]].concat();
    let edits = [SuggestedEdit::NoSecure, SuggestedEdit::SameSiteLax];
    let asked = local("sid=1; Secure; SameSite=None");
    check_fixes(&asked, &names, &UserGoal::USUAL, &[&edits]);
    let works_on = &explained(&asked, &names, &UserGoal::USUAL).fixes[0].fixes[0].works_on;
    assert_eq!(works_on.len(), names.len());
    let strict = local("sid=1; Secure; SameSite=Strict");
    check_fixes(&strict, &names, &UserGoal::USUAL, &[&[SuggestedEdit::NoSecure]]);
}

#[test]
fn a_fix_lacks_what_its_question_lacks() {
    let (page, login) = ("https://app.example.com/", "https://auth.example.com/login");
    let check_gaps = |response: &str, gaps: &[EvidenceGap]| {
        let mut asked = question(page, login, response);
        asked.request.method = "POST".to_owned();
        asked.request.headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let explanation = explained(&asked, &USUAL, &UserGoal::USUAL);
        assert_eq!(explanation.gaps_of_fix(&explanation.fixes[0].fixes[0]), gaps);
    };
    let cookie = "Set-Cookie: sid=1; SameSite=None; Secure";
    let location = "https://app.example.com/home".to_owned();
    check_gaps(
        &format!("HTTP/1.1 302\nLocation: {location}\n{cookie}"),
        &[EvidenceGap::Redirect { status: 302, location }],
    );
    check_gaps(&format!("HTTP/1.1 502\n{cookie}"), &[EvidenceGap::ServerError { status: 502 }]);
    check_gaps(cookie, &[]);
}

#[test]
fn a_field_that_is_read_is_added_to_those_exposed() {
    let (page, api) = ("https://app.example.com/", "https://api.example.com/x");
    for (exposed, fixed) in [
        ("", "X-Total-Count"),
        ("Access-Control-Expose-Headers: ETag, X-Page\n", "ETag, X-Page, X-Total-Count"),
        ("Access-Control-Expose-Headers: *\n", "*, X-Total-Count"),
    ] {
        let mut asked = question(page, api, &format!("{{CORS}}{exposed}Set-Cookie: s=1"));
        asked.request.reads = Some("X-Total-Count".to_owned());
        check_usual(&asked, &[SuggestedEdit::ExposeField("X-Total-Count".to_owned())]);
        let after = explained(&asked, &USUAL, &UserGoal::USUAL).fixed().expect("it can be fixed");
        let values: Vec<&str> = after.response.values("Access-Control-Expose-Headers").collect();
        assert_eq!(values, [fixed]);
    }
}

#[test]
fn a_deletion_that_is_accepted_works_and_is_never_let_live() {
    let siblings = |line| {
        question("https://www.example.com/", "https://api.example.com/", &format!("{{CORS}}{line}"))
    };
    for line in
        ["Set-Cookie: a=; Max-Age=0", "Set-Cookie: a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]
    {
        check_fixes(&siblings(line), &USUAL, &UserGoal::USUAL, &[]);
    }
    let across = question(
        "https://www.example.com/",
        "https://hub.example.net/logout",
        "{CORS}Set-Cookie: user=\"\"; Expires=Thu, 27 Nov 2025 10:00:00 GMT; Path=/",
    );
    check_fixes(
        &across,
        &["chromium:third-party-allowed"],
        &UserGoal::USUAL,
        &[&[SuggestedEdit::Secure, SuggestedEdit::SameSiteNone]],
    );
}

#[test]
fn partitioned_is_for_browsers_that_block_third_parties() {
    let wildcard = question(
        "https://www.example.com/",
        "https://api.example.net/login",
        "Access-Control-Allow-Origin: *\nAccess-Control-Allow-Credentials: true\n\
         Set-Cookie: a=1; HttpOnly; SameSite=none; Secure",
    );
    let both = ["chromium:third-party-allowed", "chromium:third-party-blocked"];
    check_fixes(&wildcard, &both[..1], &UserGoal::USUAL, &[&[SuggestedEdit::AllowOrigin]]);
    check_fixes(
        &wildcard,
        &both,
        &UserGoal::USUAL,
        &[&[SuggestedEdit::AllowOrigin], &[SuggestedEdit::Partitioned, SuggestedEdit::AllowOrigin]],
    );
}

#[test]
fn a_site_below_the_suffix_of_a_provider_gets_no_subdomain() {
    let moved_to = |page: &str| {
        let question = question(
            page,
            "https://api.example.net/login",
            "{CORS}Set-Cookie: a=1; SameSite=None; Secure",
        );
        let explanation = explained(&question, &["webkitgtk:default"], &UserGoal::USUAL);
        let workaround = explanation.fixes[0].workaround.as_ref().expect("no header helps");
        workaround.same_site.as_ref().map(|moved| moved.fixed.url.to_string())
    };
    let page = "https://app.vercel.app/";
    assert_eq!(moved_to(page), Some(format!("{page}login")));
    // What serves files alone has no API.
    assert_eq!(moved_to("https://alice.github.io/"), None);
}

/// Returns the question with a later request of the same page.
fn then(question: Question, url: &str, credentials: FetchCredentials) -> Question {
    let request = RequestScript {
        api: RequestApi::Fetch(credentials),
        method: "GET".to_owned(),
        headers: Vec::new(),
        body: None,
        reads: None,
        init: matrix::FetchInit::default(),
    };
    let document = DocumentPlace { page: question.page.clone(), frames: Vec::new() };
    let url = url.parse().expect("a URL");
    Question {
        follow_up: Some(FollowUpRequest { document, url, request, after_secs: 0 }),
        follow_up_source: FollowUpSource::Asked,
        ..question
    }
}

#[test]
fn an_edit_of_addresses_moves_the_later_request_too() {
    let (page, api) = ("http://localhost:3000/", "http://127.0.0.1:4000/login");
    let login = question(page, api, "{CORS}Set-Cookie: sid=1; SameSite=Lax");
    let asked = then(login, "http://127.0.0.1:4000/me", FetchCredentials::Include);
    let fixed = explained(&asked, &USUAL, &UserGoal::USUAL).fixed().expect("it can be fixed");
    assert_eq!(fixed.follow_up.expect("it was asked").url.host_str(), Some("localhost"));
    let (page, api) = ("https://www.example.com/", "https://api.example.net/login");
    let login = question(page, api, "{CORS}Set-Cookie: sid=1; Secure; SameSite=None");
    let asked = then(login, "https://api.example.net/me", FetchCredentials::Include);
    let explanation = explained(&asked, &["webkitgtk:default"], &UserGoal::USUAL);
    let workaround = explanation.fixes[0].workaround.as_ref().expect("no header helps");
    let moved = &workaround.same_site.as_ref().expect("it works there").fixed;
    let later = moved.follow_up.as_ref().expect("it was asked");
    assert_eq!(later.url.as_str(), "https://api.example.com/me");
}

#[test]
fn the_later_request_is_made_with_credentials() {
    let (page, api) = ("https://www.example.com/", "https://api.example.com/login");
    let login = question(page, api, "{CORS}Set-Cookie: sid=1");
    let asked = then(login, "https://api.example.com/me", FetchCredentials::SameOrigin);
    check_usual(&asked, &[SuggestedEdit::LaterCredentials]);
}

#[test]
fn a_script_element_without_cors_headers_drops_crossorigin() {
    let (page, api) = ("https://www.example.com/", "https://cdn.example.com/a.js");
    for mechanism in [RequestMechanism::ScriptAnonymous, RequestMechanism::ScriptUseCredentials] {
        let mut asked = question(page, api, "Set-Cookie: sid=1");
        asked.request.api = RequestApi::Mechanism(mechanism);
        check_usual(&asked, &[SuggestedEdit::NoCrossorigin]);
    }
}

#[test]
fn a_cookie_that_is_there_is_set_as_the_later_request_needs_it() {
    let mut asked = question("https://www.example.com/", "https://api.example.net/me", "{CORS}");
    let line = "sid=1; Path=/; SameSite=Lax".to_owned();
    asked.prior.push(PriorCookie::Visit { url: asked.url.clone(), line });
    let edits = [SuggestedEdit::Secure, SuggestedEdit::SameSiteNone];
    check_fixes(&asked, &["chromium:third-party-allowed"], &[UserGoal::Sent], &[&edits]);
}

#[test]
fn a_cookie_for_another_host_of_the_site_gets_its_domain() {
    let (apex, www) = ("https://example.com/", "https://www.example.com/");
    let asked =
        then(question(apex, apex, "Set-Cookie: a=1; Path=/"), www, FetchCredentials::Include);
    let goals = [UserGoal::Stored, UserGoal::Sent];
    check_fixes(&asked, &USUAL, &goals, &[&[SuggestedEdit::Domain("example.com".to_owned())]]);
    let other = then(
        question(apex, apex, "Set-Cookie: a=1; Path=/; Secure; SameSite=None"),
        "https://example.net/",
        FetchCredentials::Include,
    );
    check_fixes(&other, &USUAL, &goals, &[]);
}

#[test]
fn the_question_with_everything_fixed_has_the_lines_of_cookies_that_were_there() {
    let (page, api) = ("https://www.example.com/", "https://api.example.net/me");
    let fixed_line = "sid=1; Secure; SameSite=None";
    for (response, others) in [("{CORS}", 0), ("{CORS}Set-Cookie: b=1; Secure; SameSite=None", 1)] {
        let mut asked = question(page, api, response);
        let visit =
            |line: &str| PriorCookie::Visit { url: asked.url.clone(), line: line.to_owned() };
        let prior = vec![visit("sid=1"), visit("t=1; Secure; SameSite=None")];
        asked.prior = if others == 0 { prior[..1].to_vec() } else { prior };
        let goals = [UserGoal::Stored, UserGoal::Sent];
        let explanation = explained(&asked, &["chromium:third-party-allowed"], &goals);
        let fixed = explanation.fixed().expect("it can be fixed");
        let lines: Vec<&str> = fixed.prior.iter().map(PriorCookie::line).collect();
        assert_eq!(lines, [&[fixed_line][..], &["t=1; Secure; SameSite=None"][..others]].concat());
        assert_eq!(fixed.set_cookie_lines().count(), others);
    }
}
