//! How `gingersnap explain` shows fixes.

mod program;
mod said_words;

use std::path::Path;

use said_words::check_words;

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

/// Checks what a recipe writes for a cookie that a response across sites sets without attributes.
#[track_caller]
fn check_recipe(recipe: &str, cookie: &str, present: &[&str], absent: &[&str]) {
    let recipe = format!("--recipe={recipe}");
    let line = format!("--response-header=Set-Cookie: {cookie}=1; HttpOnly");
    let arguments = [
        "explain",
        "--page=https://www.example.com/",
        "--request=https://api.example.net/login",
        "--credentials=include",
        "--response-header=Access-Control-Allow-Origin: https://www.example.com",
        "--response-header=Access-Control-Allow-Credentials: true",
        &line,
        &recipe,
    ];
    let output = program::run(Path::new("."), &arguments, b"");
    let text = String::from_utf8(output.stdout).expect("it is text");
    // Notes are wrapped anywhere.
    let code = text.split_once("\nThe fix with ").map_or("", |(_, code)| code).replace("\n  ", " ");
    check_words(&code, present, absent);
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{text:?}");
}

#[test]
fn a_session_cookie_is_set_where_its_layer_is_configured() {
    let code = ["response.cookie", "set_cookie(", "Cookie::create", "partitioned", "httpOnly"];
    let with_sessions = [
        ("express", "connect.sid", "app.use(session({"),
        ("fastify", "sessionId", "app.register(session, {"),
        ("django", "sessionid", "SESSION_COOKIE_SAMESITE = \"None\""),
        ("django", "csrftoken", "CSRF_COOKIE_SECURE = True"),
        ("flask", "session", "SESSION_COOKIE_SECURE=True"),
        ("fastapi", "session", "https_only=True"),
        ("spring", "JSESSIONID", "server.servlet.session.cookie.same-site=none"),
        ("spring", "XSRF-TOKEN", "setCookieCustomizer"),
        ("rails", "_session_id", "session_store :cookie_store"),
        ("laravel", "laravel_session", "// config/session.php"),
        ("laravel", "XSRF-TOKEN", "'same_site' => 'none'"),
        ("php", "PHPSESSID", "session_set_cookie_params(["),
        ("aspnet", "ASP.NET_SessionId", "cookieSameSite=\"None\""),
        ("authjs", "authjs.session-token", "sessionToken: {"),
    ];
    for (recipe, cookie, settings) in with_sessions {
        check_recipe(recipe, cookie, &[settings], &code);
    }
}

#[test]
fn another_cookie_is_set_by_code_and_by_what_the_fix_says() {
    let said = ["response.cookie(\"sid\", value, {", "secure: true,", "sameSite: \"none\","];
    check_recipe("express", "sid", &said, &["partitioned", "note:"]);
    let said = ["is a name that express-session gives", "--recipe express shows its settings"];
    check_recipe("django", "connect.sid", &said[1..], &[]);
}

/// Checks what `explain` prints, with wrapped lines as one.
#[track_caller]
fn check_answer(arguments: &[&str], present: &[&str], absent: &[&str]) {
    let output = program::run(Path::new("."), &[&["explain"], arguments].concat(), b"");
    let text = String::from_utf8(output.stdout).expect("it is text");
    check_words(&text, present, absent);
}

const OWN: [&str; 2] = ["--page=https://www.example.com/a", "--request=https://www.example.com/a"];

#[test]
fn what_no_search_found_is_not_called_hopeless() {
    let long = format!("--response-header=Set-Cookie: sid={}", "x".repeat(5000));
    check_answer(
        &[&OWN[..], &[&long]].concat(),
        &["Found no fix for Chrome and Edge · Firefox", "Keep the data on the server"],
        &["No header helps"],
    );
    let cookie = "--response-header=Set-Cookie: sid=1; Secure; SameSite=None";
    let across = ["--page=https://www.example.com/", "--request=https://api.example.net/"];
    let blocked = ["--mechanism=iframe", "--browser=firefox:third-party-blocked"];
    check_answer(
        &[&across[..], &blocked, &[cookie]].concat(),
        &["No header helps in Firefox blocking third-party cookies."],
        &["Found no fix"],
    );
    check_answer(
        &[&across[..], &["--mechanism=font", "--browser=chrome"], &[cookie]].concat(),
        &["No header helps in Chrome and Edge. A style sheet cannot ask for a font with"],
        &["Smallest fix"],
    );
}

#[test]
fn a_fix_names_the_browsers_that_were_asked_for() {
    let cookie = "--response-header=Set-Cookie: __Http-sid=1; Path=/";
    for (browsers, works_in) in [
        (&["--browser=chrome"][..], "works in Chrome and Edge -"),
        (&["--browser=chrome", "--browser=firefox"], "works in Chrome and Edge · Firefox -"),
        (&["--browser=chromium:all"], "works in Debian's Chromium · Chrome and Edge · Chrome"),
        (&[], "works in every measured browser"),
    ] {
        check_answer(&[&OWN[..], browsers, &[cookie]].concat(), &[works_in], &["everywhere"]);
    }
}

#[test]
fn cookies_are_named_and_shared_lines_are_printed_once() {
    let output = program::run(
        Path::new("."),
        &[
            "explain",
            "--page=http://www.example.com/",
            "--request=http://api.example.com/x",
            "--response-header=Access-Control-Allow-Origin: http://www.example.com, *",
            "--response-header=Set-Cookie: __Host-a=1; Domain=example.com; Path=/",
            "--response-header=Set-Cookie: __Host-b=1; Domain=localhost; SameSite=Lax",
            "--response-header=Set-Cookie: c=1",
        ],
        b"",
    );
    let text = String::from_utf8(output.stdout).expect("it is text");
    for line in [
        "+ Access-Control-Allow-Origin: https://www.example.com",
        "+ Access-Control-Allow-Credentials: true",
        "+ Set-Cookie: __Host-a=1; Path=/; Secure",
        "+ Set-Cookie: __Host-b=1; SameSite=Lax; Secure; Path=/",
        "Serve the page over https.",
    ] {
        assert_eq!(text.matches(line).count(), 1, "{line} in\n{text}");
    }
    assert!(!text.contains("cookie 1") && !text.contains("helps"), "{text}");
}

#[test]
fn a_redirect_that_sets_the_cookie_gets_the_fields() {
    let redirect = "HTTP/1.1 301 Moved\nLocation: /users/\nSet-Cookie: sid=1; Secure\n\n\
                    HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
                    Access-Control-Allow-Credentials: true\n";
    let arguments = [
        "explain",
        "--page=https://www.example.com/",
        "--request=https://api.example.com/users",
        "--credentials=include",
        "--response=-",
    ];
    let output = program::run(Path::new("."), &arguments, redirect.as_bytes());
    let text = String::from_utf8(output.stdout).expect("it is text");
    assert!(text.contains("in every response, redirects too:"), "{text}");
    assert!(text.contains("+ Access-Control-Allow-Credentials: true"), "{text}");
    assert!(!text.contains("directly"), "{text}");
}

#[test]
fn a_long_line_that_goes_is_cut_and_one_of_several_that_come_is_whole() {
    let pairs = [("a", "x".repeat(40)), ("b", "y".repeat(90))];
    let lines = pairs.map(|(name, value)| {
        format!("--response-header=Set-Cookie: {name}={value}; Domain=*.example.com; SameSite=Lax")
    });
    let [a, b] = &lines;
    let whole = format!("+ Set-Cookie: b={}; SameSite=Lax; Domain=example.com", "y".repeat(90));
    let cut = "- Set-Cookie: a=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; Domain=*.example.com; \
               SameSite=Lax";
    check_answer(&[&OWN[..], &[a, b]].concat(), &[&whole, cut, "- Set-Cookie: b=y", "y…"], &[]);
    check_answer(&[&OWN[..], &[b]].concat(), &["Write the bare host name"], &["+ Set-Cookie", "…"]);
}
