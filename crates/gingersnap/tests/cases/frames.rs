//! Requests of documents in frames, and pastes that show that they are of one.

use crate::{Case, words};

const WIDGET: &str = "--browser chrome --page https://news.test/ --frame https://app.acme.test/w \
                      --request https://app.acme.test/login";

const CROSS_SITE: &str = "cross-site";

#[track_caller]
fn check(arguments: &str, input: &str, code: i32, present: &[&str], absent: &[&str]) {
    Case { arguments: &words(arguments), input }.check(code, "", present, absent);
}

#[test]
fn a_navigation_without_a_target_is_that_of_its_own_frame() {
    let lax = "--response-header Set-Cookie:sid=1;Path=/;Secure;SameSite=Lax";
    let post = format!("{WIDGET} {lax} --mechanism form-post");
    check(&post, "", 1, &["stored no", CROSS_SITE, "`form-post-into-window` is the one"], &[]);
    let strict = "--have sid=1;Secure;SameSite=Lax --want sent --mechanism";
    for mechanism in
        ["form-get", "form-post", "link", "location", "meta-refresh", "refresh-header", "iframe"]
    {
        check(&format!("{WIDGET} {strict} {mechanism}"), "", 1, &[CROSS_SITE], &[]);
    }
}

#[test]
fn a_navigation_of_the_whole_window_leaves_the_frame() {
    let lax = "--response-header Set-Cookie:sid=1;Path=/;Secure;SameSite=Lax";
    for mechanism in ["form-post-into-window", "link-into-window", "link-blank"] {
        let ask = format!("{WIDGET} {lax} --mechanism {mechanism}");
        check(&ask, "", 0, &["into the whole window"], &[]);
    }
}

#[test]
fn a_later_navigation_is_that_of_its_own_frame_too() {
    let later = |mechanism: &str| {
        format!(
            "--browser chrome --page https://app.acme.test/ --request https://app.acme.test/login \
             --response-header Set-Cookie:sid=1;Path=/;Secure;SameSite=Strict \
             --then https://app.acme.test/x --then-mechanism {mechanism} \
             --then-page https://news.test/ --then-frame https://app.acme.test/w"
        )
    };
    check(&later("link"), "", 1, &["sent again no", CROSS_SITE], &[]);
    check(&later("link-into-window"), "", 0, &["works"], &[]);
}

/// A request of a document of the API's own site, as developer tools copy it.
fn copied(field: &str) -> String {
    format!(
        "curl 'https://app.acme.test/login' -X POST -H 'Origin: https://app.acme.test' \
         -H 'Referer: https://app.acme.test/w' -H 'Sec-Fetch-Site: same-origin' {field}"
    )
}

#[test]
fn a_paste_of_a_frame_does_not_name_the_page_around_it() {
    let of_frame = copied("-H 'Sec-Fetch-Mode: navigate' -H 'Sec-Fetch-Dest: iframe'");
    let of_script = copied(
        "-H 'Sec-Fetch-Mode: cors' -H 'Sec-Fetch-Dest: empty' -H 'Sec-Fetch-Storage-Access: none'",
    );
    let lax = "--browser chrome --response - --response-header Set-Cookie:sid=1;SameSite=Lax";
    for paste in [&of_frame, &of_script] {
        let unknown = "if the page around that frame is of another site, `sid` is not stored";
        check(lax, paste, 4, &[unknown, "names the page in the address bar"], &[]);
        let news = format!("{lax} --page https://news.test/");
        check(&news, paste, 1, &["frame https://app.acme.test/", CROSS_SITE], &[]);
        let with_frame = format!("{news} --frame https://app.acme.test/w");
        check(&with_frame, paste, 1, &["frame https://app.acme.test/w"], &[]);
        let own = format!("{lax} --page https://app.acme.test/");
        check(&own, paste, 0, &["works in Chrome"], &["address bar"]);
    }
}

#[test]
fn a_paste_of_a_page_needs_no_frame() {
    let of_page = copied("-H 'Sec-Fetch-Mode: cors' -H 'Sec-Fetch-Dest: empty'");
    let lax = "--browser chrome --response - --response-header Set-Cookie:sid=1;SameSite=Lax";
    check(lax, &of_page, 0, &["works in Chrome"], &[]);
    let other = format!("{lax} --page https://news.test/");
    Case { arguments: &words(&other), input: &of_page }.check_error(&["the paste says"]);
}
