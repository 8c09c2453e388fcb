//! Responses as people copy them.

use crate::{Case, words};

const LOCAL: &str = "--page http://localhost:3000/ --request http://localhost:8080/api \
                     --credentials include --response -";

#[test]
fn names_and_values_on_alternate_lines_are_read() {
    let panel = "access-control-allow-credentials:\ntrue\naccess-control-allow-origin:\n\
                 http://localhost:3000\ncontent-type:\napplication/json; charset=utf-8\n\
                 set-cookie:\nSESSION=c6716a93; Path=/; HttpOnly; SameSite=Lax\n";
    Case { arguments: &words(LOCAL), input: panel }.check(
        0,
        "works in all ",
        &["Set-Cookie: SESSION=c6716a93; Path=/; HttpOnly; SameSite=Lax", "✓ yes", "✓ works"],
        &["✗"],
    );
}

#[test]
fn the_value_of_a_cookie_alone_lacks_its_name() {
    let arguments = [words(LOCAL), vec!["--json"]].concat();
    Case { arguments: &arguments, input: "sid=1; Path=/; Secure\n" }.check_error(&[
        "the name `Set-Cookie` is missing",
        "write `Set-Cookie: ` before it",
        "standard input:1:1",
    ]);
}
