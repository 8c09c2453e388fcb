//! Fixes of the fields of CORS that break nothing of what others need.

use diagnosis::paste::parse_response;
use diagnosis::{SuggestedEdit, UserGoal};

use crate::{USUAL, check_preflight, explained, question};

#[test]
fn lists_of_a_preflight_that_are_none_get_commas() {
    let asked = || question("https://www.example.com/", "https://api.example.com/", "{CORS}");
    let cors = "Access-Control-Allow-Origin: https://www.example.com\n\
                Access-Control-Allow-Credentials: true\n";
    let mended = |methods: &str, headers: &str| {
        format!(
            "204\n{cors}Access-Control-Allow-Methods: {methods}\n\
             Access-Control-Allow-Headers: {headers}"
        )
    };
    for (methods, headers) in [
        ("GET PUT", "Content-Type; X-Trace"),
        ("GET;PUT", "[\"Content-Type\", \"X-Trace\"]"),
        ("GET|PUT", "Content-Type|X-Trace"),
    ] {
        let mut one = asked();
        one.request.headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        let preflight = format!(
            "HTTP/1.1 204\n{cors}Access-Control-Allow-Methods: {methods}\n\
             Access-Control-Allow-Headers: {headers}\n"
        );
        check_preflight(one, "PUT", &preflight, &mended("GET, PUT", "Content-Type, X-Trace"));
    }
    // One that is broken is mended even where nothing in it is asked for.
    let preflight = format!(
        "HTTP/1.1 204\n{cors}Access-Control-Allow-Methods: PUT\n\
         Access-Control-Allow-Headers: Content-Type; X-Trace\n"
    );
    check_preflight(asked(), "PUT", &preflight, &mended("PUT", "Content-Type, X-Trace"));
}

#[test]
fn no_api_goes_without_content_type_and_authorization() {
    for name in ["Content-Type", "authorization"] {
        let page = "https://www.example.com/";
        let mut asked = question(page, "https://api.example.com/", "{CORS}");
        asked.request.method = "POST".to_owned();
        asked.request.headers = vec![(name.to_owned(), "application/json".to_owned())];
        asked.preflight = parse_response("HTTP/1.1 301\nLocation: /v2/\n").ok();
        let explanation = explained(&asked, &USUAL, &UserGoal::USUAL);
        let mut edits =
            explanation.fixes.iter().flat_map(|one| &one.fixes).flat_map(|one| &one.edits);
        assert!(!edits.any(|edit| matches!(edit, SuggestedEdit::NoRequestHeader(_))), "{name}");
    }
}

#[test]
fn a_list_of_exposed_fields_that_is_none_gets_commas() {
    let mut asked = question(
        "https://www.example.com/",
        "https://api.example.com/",
        "{CORS}X-Total: 3\nAccess-Control-Expose-Headers: X-Page; X-Total",
    );
    asked.request.reads = Some("X-Total".to_owned());
    let fixed = explained(&asked, &USUAL, &[UserGoal::Response]).fixed().expect("it can be fixed");
    let listed: Vec<&str> = fixed.response.values("Access-Control-Expose-Headers").collect();
    assert_eq!(listed, ["X-Page, X-Total"]);
}
