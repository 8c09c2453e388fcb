//! How `gingersnap explain` shows fixes.

mod program;

use std::path::Path;

/// Checks what is printed from the first fix on.
#[track_caller]
fn check_fixes(name: &str, arguments: &[&str], response: &str) {
    let arguments = [&["explain", "--verbose", "--response=-"], arguments].concat();
    let output = program::run(Path::new("."), &arguments, response.as_bytes());
    let text = String::from_utf8(output.stdout).expect("it is text");
    let from = text.find("Smallest fix").expect("there is a fix");
    let (fixes, rest) = text[from..].split_once("\nReferences").unwrap_or((&text[from..], ""));
    let recipe = rest.find("\nThe fix with").map(|from| &rest[from..]).unwrap_or_default();
    let fixes = format!("{fixes}{recipe}");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, fixes) });
}

#[test]
fn a_fix_is_a_diff_of_what_was_given() {
    check_fixes(
        "fix_diff",
        &[
            "--page=https://www.example.com/",
            "--request=https://api.example.net/login",
            "--credentials=include",
            "--browser=chromium:third-party-allowed",
        ],
        "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\
         Access-Control-Allow-Credentials: true\nAccess-Control-Allow-Credentials: true\n\
         Set-Cookie: a=1; SameSite=Lax\n",
    );
}

#[test]
fn what_several_cookies_need_is_written_once() {
    check_fixes(
        "fix_of_several",
        &[
            "--page=https://www.example.com/",
            "--request=https://api.example.com/login",
            "--credentials=include",
            "--browser=firefox",
        ],
        "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\
         Access-Control-Allow-Credentials: true\nSet-Cookie: a=1\nSet-Cookie: b=1; HttpOnly\n",
    );
}

#[test]
fn a_deletion_that_is_refused_is_told_how_to_delete() {
    check_fixes(
        "fix_of_deletion",
        &[
            "--page=https://www.example.com/",
            "--request=https://hub.example.net/logout",
            "--credentials=include",
            "--browser=chromium:third-party-allowed",
        ],
        "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
         Access-Control-Allow-Credentials: true\nSet-Cookie: user=\"\"; Path=/; Max-Age=0\n",
    );
}

#[test]
fn a_fix_is_written_for_the_framework_that_is_named() {
    check_fixes(
        "fix_recipe",
        &[
            "--page=https://www.example.com/",
            "--request=https://api.example.net/login",
            "--credentials=include",
            "--browser=chromium:third-party-allowed",
            "--recipe=express",
        ],
        "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\
         Access-Control-Allow-Credentials: true\nSet-Cookie: a=1; Path=/; HttpOnly\n\
         Set-Cookie: b=2; Path=/; SameSite=None; Secure\n",
    );
}
