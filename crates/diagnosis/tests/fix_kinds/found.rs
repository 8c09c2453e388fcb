//! Fixes that are there to be found: what stands in a cookie's own line, in what deletes it, and in
//! how its request is made.

use diagnosis::paste::parse_response;
use diagnosis::{
    DocumentPlace, Explanation, PriorCookie, Question, Recordings, StorageAccessHelp,
    SuggestedEdit, UserGoal,
};
use matrix::{FetchCredentials, RequestApi, RequestMechanism};

use crate::{USUAL, explained, profiles, question, then};

const CHROME: [&str; 1] = ["chromium:third-party-allowed"];
const FIREFOX: [&str; 1] = ["firefox:default"];
const WEBKITGTK: [&str; 1] = ["webkitgtk:default"];

/// Checks the edits of the first fix, that it works in all these browsers, and that the question
/// with them made does what they are for.
#[track_caller]
fn check_wanting(asked: &Question, names: &[&str], goals: &[UserGoal], edits: &[SuggestedEdit]) {
    let explanation = explained(asked, names, goals);
    let fixes = &explanation.fixes[0];
    let fix = fixes.fixes.first().unwrap_or_else(|| panic!("no fix: {:?}", fixes.workaround));
    assert_eq!(fix.edits, edits);
    assert_eq!(fix.works_on.len(), names.len(), "{:?}", fix.works_on);
    let fixed =
        Explanation::without_fixes(Recordings::built_in(), &fix.fixed, &profiles(names), goals);
    assert!(fixed.works(), "{:?}", fix.fixed);
}

#[track_caller]
fn check(asked: &Question, names: &[&str], edits: &[SuggestedEdit]) {
    check_wanting(asked, names, &UserGoal::USUAL, edits);
}

/// Returns the question of a page that asks its own server.
fn own(response: &str) -> Question {
    let page = "https://www.example.com/a/b";
    question(page, page, response)
}

fn path(path: &str) -> SuggestedEdit {
    SuggestedEdit::Path(path.to_owned())
}

/// Returns the question whether a logout deletes a cookie that was set by this line at `/app/in`.
fn logout(set_by: &str, deleted_by: &str) -> Question {
    let logout = "https://www.example.com/logout";
    let asked = question("https://www.example.com/", logout, &format!("Set-Cookie: {deleted_by}"));
    let mut asked = then(asked, "https://www.example.com/app/me", FetchCredentials::SameOrigin);
    asked.prior.push(PriorCookie::Visit {
        url: "https://www.example.com/app/in".parse().expect("a URL"),
        line: set_by.to_owned(),
    });
    asked
}

#[test]
fn a_cookie_is_deleted_with_the_attributes_that_it_was_set_with() {
    let delete = "sid=; Max-Age=0";
    check(&logout("sid=1; Path=/app; Secure", delete), &USUAL, &[path("/app")]);
    // Without an attribute, it is the path of what set it.
    check(&logout("sid=1; Secure", delete), &USUAL, &[path("/app")]);
    check(&logout("sid=1; Path=app", delete), &USUAL, &[path("/app")]);
    let whole = "sid=; Max-Age=0; Domain=example.com; Path=/";
    check(&logout("sid=1; Path=/", whole), &USUAL, &[SuggestedEdit::NoDomain]);
    check(&logout("sid=1", whole), &USUAL, &[SuggestedEdit::NoDomain, path("/app")]);
    let domain = SuggestedEdit::Domain("example.com".to_owned());
    check(&logout("sid=1; Domain=example.com", delete), &USUAL, &[domain, path("/app")]);
}

#[test]
fn partitioned_goes_where_the_cookie_is_set_on_its_own_site() {
    let mut asked =
        question("https://www.example.com/", "https://widget.example.net/api", "{CORS}");
    asked.prior.push(PriorCookie::Visit {
        url: "https://widget.example.net/".parse().expect("a URL"),
        line: "sid=1; Secure; SameSite=None; Partitioned".to_owned(),
    });
    check(&asked, &CHROME, &[SuggestedEdit::NoPartitioned]);
}

#[test]
fn a_name_for_http_alone_gets_http_only() {
    let modern = [CHROME[0], FIREFOX[0]];
    for name in ["__Http-sid", "__Host-Http-sid"] {
        let line = format!("Set-Cookie: {name}=1; Secure; Path=/");
        check(&own(&line), &modern, &[SuggestedEdit::HttpOnly]);
    }
    let api = "https://api.example.com/";
    let line = "Access-Control-Allow-Origin: *\nAccess-Control-Allow-Credentials: true\n\
                Set-Cookie: __Http-sid=1; Secure; Path=/";
    let asked = question("https://www.example.com/", api, line);
    check(&asked, &modern, &[SuggestedEdit::HttpOnly, SuggestedEdit::AllowOrigin]);
}

#[test]
fn a_cookie_that_ends_before_the_later_request_lives_longer() {
    let after = |line: &str, after_secs: i64| {
        let page = "https://www.example.com/";
        let mut asked =
            then(own(&format!("Set-Cookie: {line}")), page, FetchCredentials::SameOrigin);
        asked.follow_up.as_mut().expect("it is there").after_secs = after_secs;
        asked
    };
    let hour = 60 * 60;
    let short = after("sid=2; Path=/; Max-Age=60", 120);
    check(&short, &USUAL, &[SuggestedEdit::MaxAge(hour)]);
    let soon = after("sid=2; Path=/; Expires=Fri, 28 Nov 2025 10:00:30 GMT", 5 * hour);
    check(&soon, &USUAL, &[SuggestedEdit::MaxAge(24 * hour)]);
    let fixed = explained(&soon, &USUAL, &UserGoal::USUAL).fixed().expect("it can be fixed");
    assert_eq!(fixed.set_cookie_lines().collect::<Vec<_>>(), ["sid=2; Path=/; Max-Age=86400"]);
    // No browser keeps it for so long.
    let never =
        explained(&after("sid=2; Path=/; Max-Age=60", 500 * 24 * hour), &USUAL, &[UserGoal::Sent]);
    assert!(never.fixes[0].fixes.is_empty(), "{:?}", never.fixes[0].fixes);
}

#[test]
fn an_end_that_browsers_misread_is_left_out_or_written_anew() {
    let date = own("Set-Cookie: sid=1; Expires=21/10/2017 07:28:00");
    check(&date, &FIREFOX, &[SuggestedEdit::NoPastExpires]);
    let both = own("Set-Cookie: sid=1; Max-Age=60; Expires=Thu, 01 Jan 2015 00:00:00 GMT");
    check(&both, &WEBKITGTK, &[SuggestedEdit::NoPastExpires]);
    let large = own("Set-Cookie: sid=1; Max-Age=2147483648");
    check(&large, &WEBKITGTK, &[SuggestedEdit::MaxAge(34_560_000)]);
    let empty = own("Set-Cookie: sid=1; Max-Age=");
    check(&empty, &WEBKITGTK, &[SuggestedEdit::NoMaxAge]);
}

#[test]
fn a_websocket_takes_a_cookie_to_a_server_of_this_machine() {
    let mut asked = question("https://www.example.com/", "ws://localhost:8080/s", "{CORS}");
    asked.request.api = RequestApi::Mechanism(RequestMechanism::WebSocket);
    asked.prior.push(PriorCookie::Visit {
        url: "http://localhost:8080/".parse().expect("a URL"),
        line: "sid=1".to_owned(),
    });
    let goals = [UserGoal::Sent];
    let edits = [SuggestedEdit::Secure, SuggestedEdit::SameSiteNone];
    check_wanting(&asked, &CHROME, &goals, &edits);
}

#[test]
fn a_policy_that_blocks_no_cors_ends_with_the_mode() {
    let (page, api) = ("https://www.example.com/", "https://api.example.net/x");
    let cookie = "Set-Cookie: sid=1; Secure; SameSite=None";
    let policy = "Cross-Origin-Resource-Policy: same-origin\n";
    let mut asked = question(page, api, &format!("{{CORS}}{policy}{cookie}"));
    asked.request.api = RequestApi::FetchNoCors(FetchCredentials::Include);
    check(&asked, &CHROME, &[SuggestedEdit::CorsMode]);
    asked.response = parse_response(&format!("{policy}{cookie}")).expect("a response");
    let edits =
        [SuggestedEdit::CorsMode, SuggestedEdit::AllowOrigin, SuggestedEdit::AllowCredentials];
    check(&asked, &CHROME, &edits);
}

#[test]
fn a_policy_that_blocks_an_element_lets_its_page_have_the_response() {
    let cookie = "Set-Cookie: sid=1; Secure; SameSite=None";
    let policy = "Cross-Origin-Resource-Policy: same-origin\n";
    for (api, allowed) in [
        ("https://api.example.net/s.js", "cross-origin"),
        ("https://api.example.com/s.js", "same-site"),
    ] {
        let mut asked = question("https://www.example.com/", api, &format!("{policy}{cookie}"));
        asked.request.api = RequestApi::Mechanism(RequestMechanism::Script);
        check(&asked, &CHROME, &[SuggestedEdit::ResourcePolicy(allowed)]);
    }
}

#[test]
fn a_deletion_whose_date_is_misread_is_written_as_a_number() {
    let date = "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)";
    let asked = own(&format!("Set-Cookie: sid=; Path=/; Expires={date}"));
    check(&asked, &WEBKITGTK, &[SuggestedEdit::MaxAge(0)]);
    let fixed = explained(&asked, &WEBKITGTK, &UserGoal::USUAL).fixed().expect("it can be fixed");
    assert_eq!(fixed.set_cookie_lines().collect::<Vec<_>>(), ["sid=; Path=/; Max-Age=0"]);
}

#[test]
fn a_secure_cookie_goes_with_a_later_request_over_https() {
    let page = "https://www.example.com/login";
    let asked = question(page, page, "Set-Cookie: sid=1; Secure; Path=/");
    let mut later = then(asked, "http://www.example.com/home", FetchCredentials::Include);
    check(&later, &USUAL, &[SuggestedEdit::HttpsLaterRequest]);
    let link = RequestApi::Mechanism(RequestMechanism::Link);
    later.follow_up.as_mut().expect("there is one").request.api = link;
    check(&later, &USUAL, &[SuggestedEdit::HttpsLaterRequest]);
}

#[test]
fn a_cookie_of_one_host_is_renamed_to_be_of_its_site() {
    let line = "Set-Cookie: __Host-sid=1; Secure; Path=/";
    let asked = question("https://www.example.com/", "https://www.example.com/login", line);
    let asked = then(asked, "https://api.example.com/me", FetchCredentials::Include);
    check(&asked, &USUAL, &[SuggestedEdit::SecurePrefix("example.com".to_owned())]);
    let fixed = explained(&asked, &USUAL, &UserGoal::USUAL).fixed().expect("it can be fixed");
    let lines: Vec<&str> = fixed.set_cookie_lines().collect();
    assert_eq!(lines, ["__Secure-sid=1; Secure; Path=/; Domain=example.com"]);
}

#[test]
fn a_cookie_without_a_name_gets_one_and_a_tab_is_encoded() {
    check(&own("Set-Cookie: =value; Path=/"), &FIREFOX, &[SuggestedEdit::CookieName]);
    let tab = own("Set-Cookie: sid=a\tb; Path=/");
    check(&tab, &CHROME, &[SuggestedEdit::PercentEncode]);
    let fixed = explained(&tab, &CHROME, &UserGoal::USUAL).fixed().expect("it can be fixed");
    assert_eq!(fixed.set_cookie_lines().collect::<Vec<_>>(), ["sid=a%09b; Path=/"]);
}

#[test]
fn a_mistyped_domain_is_corrected() {
    let meant = SuggestedEdit::MeantDomain("example.com".to_owned());
    for domain in [
        "https://example.com",
        "example.com:443",
        "example.com/",
        "*.example.com",
        "\"example.com\"",
    ] {
        let asked = own(&format!("Set-Cookie: sid=1; Domain={domain}"));
        check(&asked, &USUAL, std::slice::from_ref(&meant));
    }
    let umlaut = question(
        "https://www.xn--mnchen-3ya.de/",
        "https://www.xn--mnchen-3ya.de/",
        "Set-Cookie: sid=1; Domain=m\u{fc}nchen.de",
    );
    check(&umlaut, &FIREFOX, &[SuggestedEdit::MeantDomain("xn--mnchen-3ya.de".to_owned())]);
    // What is not of this host is not what was meant.
    let other = own("Set-Cookie: sid=1; Domain=https://example.net");
    check(&other, &USUAL, &[SuggestedEdit::NoDomain]);
}

#[test]
fn a_module_gets_credentials_by_its_element_and_a_font_gets_none() {
    let (page, api) = ("https://www.example.com/", "https://api.example.net/s.js");
    let mut asked = question(page, api, "Set-Cookie: sid=1; Secure; SameSite=None");
    asked.request.api = RequestApi::Mechanism(RequestMechanism::ModuleScript);
    let goals = [UserGoal::Stored, UserGoal::Sent];
    let edits =
        [SuggestedEdit::Credentials, SuggestedEdit::AllowOrigin, SuggestedEdit::AllowCredentials];
    check_wanting(&asked, &CHROME, &goals, &edits);
    let fixed = explained(&asked, &CHROME, &goals).fixed().expect("it can be fixed");
    assert!(SuggestedEdit::Credentials.words(&fixed).contains("crossorigin=\"use-credentials\""));
    asked.request.api = RequestApi::Mechanism(RequestMechanism::Font);
    let font = explained(&asked, &CHROME, &goals);
    assert!(font.fixes[0].fixes.is_empty(), "{:?}", font.fixes[0].fixes);
    assert!(font.fixes[0].workaround.as_ref().is_some_and(|one| one.beyond_headers));
}

#[test]
fn a_websocket_is_opened_by_wss() {
    let asked = question("https://www.example.com/", "ws://api.example.com/s", "{CORS}");
    let mut fixed = Question {
        request: run_model::plan::RequestScript::bare(RequestApi::Mechanism(
            RequestMechanism::WebSocket,
        )),
        ..asked
    };
    SuggestedEdit::HttpsRequest.apply(&mut fixed);
    assert!(SuggestedEdit::HttpsRequest.words(&fixed).contains("wss://"));
}

#[test]
fn cookies_that_a_comma_joins_are_split_before_they_are_changed() {
    let asked = question(
        "https://www.example.com/",
        "https://api.example.net/x",
        "{CORS}Set-Cookie: sid=1; Path=/; HttpOnly, csrf=2; Path=/; Secure",
    );
    let edits = [SuggestedEdit::SplitCookies, SuggestedEdit::Secure, SuggestedEdit::SameSiteNone];
    check(&asked, &CHROME, &edits);
    let fixed = explained(&asked, &CHROME, &UserGoal::USUAL).fixed().expect("it can be fixed");
    let lines: Vec<&str> = fixed.set_cookie_lines().collect();
    let split =
        ["sid=1; Path=/; HttpOnly; Secure; SameSite=None", "csrf=2; Path=/; Secure; SameSite=None"];
    assert_eq!(lines, split);
}

#[test]
fn a_redirect_that_sets_the_cookie_is_not_gone_round() {
    let users = "https://api.example.com/users";
    let mut asked = question("https://www.example.com/", users, "{CORS}");
    let redirect = "HTTP/1.1 301\nLocation: /users/\nSet-Cookie: sid=1; Path=/; Secure";
    asked.redirects = vec![parse_response(redirect).expect("a response")];
    let edits = [SuggestedEdit::AllowOrigin, SuggestedEdit::AllowCredentials];
    check(&asked, &USUAL, &edits);
    let redirect = "HTTP/1.1 301\nLocation: /users/";
    asked.redirects = vec![parse_response(redirect).expect("a response")];
    asked.response.headers.push(("Set-Cookie".to_owned(), "sid=1; Path=/; Secure".to_owned()));
    check(&asked, &USUAL, &[SuggestedEdit::DirectRequest]);
}

#[test]
fn an_api_that_is_on_the_site_of_the_page_is_not_moved_there() {
    let api = "https://api.example.com/api";
    let mut asked = question("https://www.example.com/", api, "{CORS}");
    let frames = ["https://ads.example.net/", "https://www.example.com/inner"];
    asked.frames = frames.iter().map(|url| url.parse().expect("a URL")).collect();
    asked.prior.push(PriorCookie::Visit {
        url: "https://www.example.com/".parse().expect("a URL"),
        line: "sid=1; Secure; HttpOnly; SameSite=None; Domain=example.com".to_owned(),
    });
    let explanation = explained(&asked, &FIREFOX, &UserGoal::USUAL);
    let workaround = explanation.fixes[0].workaround.as_ref().expect("no header helps");
    assert_eq!(workaround.same_site, None);
    assert_eq!(workaround.storage_access, Some(StorageAccessHelp { edits: Vec::new() }));
    assert!(workaround.beyond_headers);
}

#[test]
fn access_to_cookies_lifts_no_other_rule() {
    let edits_for = |line: &str, is_later: bool| {
        let widget = "https://widget.example.net/";
        let set_by = if is_later { widget } else { "https://www.example.com/" };
        let mut asked = question(set_by, widget, &format!("Set-Cookie: {line}"));
        let frame = || vec![widget.parse().expect("a URL")];
        if is_later {
            asked = then(asked, widget, FetchCredentials::Include);
            let later = asked.follow_up.as_mut().expect("it has one");
            later.document = DocumentPlace {
                page: "https://www.example.com/".parse().expect("a URL"),
                frames: frame(),
            };
        } else {
            asked.frames = frame();
        }
        let explanation = explained(&asked, &["firefox:third-party-blocked"], &UserGoal::USUAL);
        let workaround = explanation.fixes[0].workaround.as_ref().expect("no header helps");
        workaround.storage_access.clone().expect("a frame asks").edits
    };
    use SuggestedEdit::{NoPartitioned, SameSiteNone, Secure};
    let none = "sid=1; Path=/; SameSite=None";
    assert_eq!(edits_for(&format!("{none}; Secure"), false), []);
    assert_eq!(edits_for(&format!("{none}; Partitioned"), false), [Secure]);
    assert_eq!(edits_for(&format!("{none}; Partitioned; Secure"), true), [NoPartitioned]);
    let lax = "sid=1; Path=/; Secure; SameSite=Lax";
    assert_eq!(edits_for(lax, false), [SameSiteNone]);
    assert_eq!(edits_for(&format!("{lax}; Partitioned"), true), [SameSiteNone, NoPartitioned]);
}

#[test]
fn a_frame_moves_to_the_site_of_the_page_with_its_api() {
    let api = "https://widget.example.net/api";
    let line = "Set-Cookie: sid=1; Secure; SameSite=None";
    let mut asked = question("https://www.example.com/", api, line);
    asked.frames = vec!["https://widget.example.net/".parse().expect("a URL")];
    let explanation = explained(&asked, &WEBKITGTK, &UserGoal::USUAL);
    let workaround = explanation.fixes[0].workaround.as_ref().expect("no header helps");
    let moved = &workaround.same_site.as_ref().expect("it works there").fixed;
    assert_eq!(moved.url.as_str(), "https://api.example.com/api");
    assert_eq!(moved.frames, ["https://api.example.com/".parse().expect("a URL")]);
    let fixed = explained(moved, &WEBKITGTK, &UserGoal::USUAL);
    assert!(fixed.works());
}
