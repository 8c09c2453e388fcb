//! Several cookies of one response: their fixes can be made together.

use diagnosis::{Explanation, Question, Recordings, SuggestedEdit, UserGoal};
use matrix::{FetchCredentials, RequestApi};

use crate::{USUAL, explained, profiles, question};

/// Checks that the question with the widest fix of each cookie works, and that what is changed
/// elsewhere than in a cookie's line is the same for all.
#[track_caller]
fn check_together(asked: &Question, names: &[&str]) {
    let explanation = explained(asked, names, &UserGoal::USUAL);
    let shared = explanation.fixes.iter().filter_map(|one| one.widest()).map(|fix| {
        let edits = fix.edits.iter();
        edits.filter(|edit| !edit.is_of_cookie()).collect::<Vec<_>>()
    });
    let shared: Vec<Vec<&SuggestedEdit>> = shared.collect();
    assert!(shared.iter().all(|edits| *edits == shared[0]), "{shared:?}");
    let fixed = explanation.fixed().expect("it can be fixed");
    let again = Explanation::without_fixes(
        Recordings::built_in(),
        &fixed,
        &profiles(names),
        &UserGoal::USUAL,
    );
    assert!(again.works(), "{fixed:?}");
}

#[test]
fn two_cookies_need_one_scheme_for_the_page() {
    let mut asked = question(
        "http://www.example.com/",
        "http://api.example.com/x",
        "Access-Control-Allow-Origin: http://www.example.com, *\n\
         Set-Cookie: __Host-a=1; Domain=example.com; Path=/\n\
         Set-Cookie: __Host-b=1; Domain=localhost; SameSite=Lax",
    );
    asked.request.api = RequestApi::Fetch(FetchCredentials::SameOrigin);
    check_together(&asked, &USUAL);
    check_together(&asked, &["firefox:default", "chromium:third-party-blocked"]);
}

#[test]
fn a_cookie_that_needs_less_keeps_working() {
    let asked = question(
        "http://www.example.com/",
        "http://api.example.com/x",
        "{CORS}Set-Cookie: a=1\nSet-Cookie: __Secure-b=1; Secure\nSet-Cookie: c=1; SameSite=None",
    );
    check_together(&asked, &USUAL);
}
