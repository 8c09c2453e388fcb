//! Pages and APIs over http, in development.

use crate::{Case, words};

const DEVELOPMENT: &str = "--page http://localhost:3000/ \
                           --request http://manage.cms.dev.example.org/graphql --method POST \
                           --credentials include --response -";
const LOGIN: &str = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: http://localhost:3000\n\
                     Access-Control-Allow-Credentials: true\n\
                     Set-Cookie: wordpress_logged_in_1a=admin%7C1; path=/; HttpOnly; \
                     Domain=.cms.dev.example.org; SameSite=Lax\n";

#[test]
fn a_page_on_localhost_may_ask_every_http_host() {
    let arguments =
        [words(DEVELOPMENT), vec!["--request-header", "content-type: application/json"]].concat();
    Case { arguments: &arguments, input: LOGIN }.check(
        1,
        "does not work in any measured browser",
        &[
            "✓ yes  Chrome and Edge · Firefox",
            "A SameSite=Lax cookie cannot be set by the response to a cross-site subrequest.",
            "Serve the API over https, and request it there.",
            "Serve the API from the page's own site, for example at http://localhost:3000/graphql",
        ],
        &["request not made", "A secure document cannot fetch", "✗ no"],
    );
}

#[test]
fn no_header_helps_over_http() {
    let arguments = [words(DEVELOPMENT), vec!["--browser", "chrome"]].concat();
    let input = LOGIN.replace("SameSite=Lax", "SameSite=None");
    Case { arguments: &arguments, input: &input }.check(
        1,
        "does not work in Chrome and Edge\n",
        &["SameSite=None needs Secure.", "Serve the API over https, and request it there."],
        &["✗ no"],
    );
}

#[test]
fn a_page_of_https_may_not() {
    let arguments = words(DEVELOPMENT)
        .into_iter()
        .map(
            |word| if word == "http://localhost:3000/" { "https://www.example.org/" } else { word },
        )
        .collect::<Vec<_>>();
    Case { arguments: &arguments, input: LOGIN }.check(
        1,
        "does not work in any measured browser",
        &["✗ no, request not made", "A secure document cannot fetch"],
        &["✓ yes"],
    );
}
