//! Fixes that give away no more than they must, and say what they give away.

use diagnosis::console::read_console;
use diagnosis::{PriorCookie, Question, SuggestedEdit, UserGoal};

use crate::{check_fixes, explained, question};

const CHROME: [&str; 1] = ["chromium:third-party-allowed"];

/// Returns what the first fix says besides its diff.
fn advice(asked: &Question, goals: &[UserGoal]) -> String {
    let explanation = explained(asked, &CHROME, goals);
    let fix = &explanation.fixes[0].fixes[0];
    let more = fix.edits.iter().filter(|edit| edit.says_more(&fix.fixed));
    more.map(|edit| edit.words(&fix.fixed)).collect::<Vec<_>>().join(" ")
}

#[test]
fn http_and_https_of_one_site_become_https() {
    for attributes in ["", "; SameSite=Lax", "; SameSite=Strict"] {
        let line = format!("{{CORS}}Set-Cookie: sid=1{attributes}");
        let asked = question("http://www.example.com/", "https://api.example.com/", &line);
        check_fixes(&asked, &CHROME, &UserGoal::USUAL, &[&[SuggestedEdit::HttpsPage]]);
        // Of another site, https alone does not help.
        let other = question("http://www.example.net/", "https://api.example.com/", &line);
        let fixes = &explained(&other, &CHROME, &UserGoal::USUAL).fixes[0].fixes;
        assert!(fixes[0].edits.contains(&SuggestedEdit::SameSiteNone), "{:?}", fixes[0].edits);
    }
}

#[test]
fn what_same_site_none_costs_is_said() {
    let line = "{CORS}Set-Cookie: sid=1; Secure";
    let asked = question("https://www.example.net/", "https://api.example.com/", line);
    assert!(advice(&asked, &UserGoal::USUAL).contains("CSRF"));
    // Lax lets no other site's form send it.
    let own = "https://www.example.com/";
    let mut link = question("https://www.example.net/", own, "Set-Cookie: sid=1; SameSite=Strict");
    link.request.api = matrix::RequestApi::Mechanism(matrix::RequestMechanism::Link);
    assert_eq!(advice(&link, &UserGoal::USUAL), "");
}

#[test]
fn what_a_readable_cookie_costs_is_said() {
    let page = "https://www.example.com/";
    let goals = [UserGoal::Stored, UserGoal::ReadableOnPage];
    let asked = question(page, page, "Set-Cookie: sid=1; HttpOnly");
    assert!(advice(&asked, &goals).contains("(XSS)"));
    // What a script sets was never hidden from it.
    let mut by_script = question(page, page, "Content-Length: 0");
    by_script.prior.push(PriorCookie::Script { line: "sid=1; HttpOnly".to_owned() });
    check_fixes(&by_script, &CHROME, &goals, &[&[SuggestedEdit::NoHttpOnly]]);
    assert_eq!(advice(&by_script, &goals), "");
}

#[track_caller]
fn check_likely(message: &str, present: &str, absent: &str) {
    let found = read_console(message);
    let fix = found.messages[0].likely_fix().expect("a fix");
    assert!(fix.contains(present) && !fix.contains(absent), "{fix}");
}

#[test]
fn a_message_about_the_scheme_asks_for_https() {
    let scheme = "considered cross-site because the URL has a different scheme than the current \
                  site.";
    for message in [
        "This attempt to set a cookie via a Set-Cookie header was blocked because it had the \
         \"SameSite=Strict\" attribute but came from a cross-site response which was not the \
         response to a top-level navigation. This response is",
        "This attempt to set a cookie via a Set-Cookie header was blocked because it had the \
         \"SameSite=Lax\" attribute but came from a cross-site response which was not the \
         response to a top-level navigation. This response is",
        "This cookie was blocked because it had the \"SameSite=Lax\" attribute and the request \
         was made from a different site and was not initiated by a top-level navigation. This \
         request is",
    ] {
        check_likely(&format!("{message} {scheme}"), "serve both over https", "None");
        check_likely(message, "SameSite=None; Secure", "https");
    }
}

#[test]
fn a_message_about_a_redirect_asks_for_no_more_than_lax() {
    let message = "Cookie “sid” with the “SameSite” attribute value “Lax” or “Strict” was omitted \
                   because of a cross-site redirect.";
    check_likely(message, "`SameSite=Lax` is enough", "None");
    let link = "This cookie was blocked because it had the \"SameSite=Strict\" attribute and the \
                request was made from a different site.";
    check_likely(link, "`SameSite=Lax` where a link", "https");
}
