//! What `gingersnap explain --json` prints. Programs read it, and its form does not change.

mod program;

use std::path::Path;

/// Checks the whole document that is written for these arguments.
#[track_caller]
fn check_json(name: &str, arguments: &[&str]) {
    let arguments = [&["explain", "--json"], arguments].concat();
    let output = program::run(Path::new("."), &arguments, b"");
    let text = String::from_utf8(output.stdout).expect("JSON is text");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, text) });
}

#[test]
fn a_recorded_answer_has_its_cell_and_the_fix() {
    check_json(
        "recorded",
        &[
            "--page=https://www.example.com/",
            "--request=https://api.example.com/login",
            "--credentials=include",
            "--response-header=Set-Cookie: a=1; SameSite=None; Max-Age=60",
            "--browser=firefox",
        ],
    );
}

#[test]
fn a_known_divergence_has_its_name_and_reason() {
    check_json(
        "divergence",
        &[
            "--page=https://www.example.com/",
            "--request=https://api.example.com/login",
            "--credentials=include",
            "--response-header=Access-Control-Allow-Origin: https://www.example.com",
            "--response-header=Access-Control-Allow-Credentials: true",
            "--response-header=Set-Cookie: a=1; Path=/; SameSite=None",
            "--browser=webkitgtk",
        ],
    );
}

#[test]
fn a_browser_that_was_never_recorded_is_predicted_and_has_a_way_out() {
    check_json(
        "predicted",
        &[
            "--page=https://www.example.com/",
            "--request=https://api.example.net/login",
            "--credentials=include",
            "--response-header=Access-Control-Allow-Origin: https://www.example.com",
            "--response-header=Access-Control-Allow-Credentials: true",
            "--response-header=Set-Cookie: a=1; SameSite=None; Secure",
            "--browser=safari",
        ],
    );
}

#[test]
fn a_partition_is_named_by_its_site() {
    check_json(
        "partition",
        &[
            "--page=https://www.example.com/",
            "--request=https://api.example.net/login",
            "--credentials=include",
            "--method=PUT",
            "--response-header=Access-Control-Allow-Origin: https://www.example.com",
            "--response-header=Access-Control-Allow-Credentials: true",
            "--response-header=Set-Cookie: a=1; SameSite=None; Secure; Partitioned",
            "--browser=chromium",
        ],
    );
}
