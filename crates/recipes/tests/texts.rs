//! The snippets that people copy.

#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use recipes::{CookieSettings, CorsSettings, ServerSettings, recipes};

fn check_snippets(name: &str, cors: &CorsSettings, line: &str) {
    let cookie = CookieSettings::from_line(line);
    let snippets = recipes().iter().map(|recipe| {
        let (cors, cookie) = (recipe.cors(cors).unwrap(), recipe.cookie(&cookie, None).unwrap());
        format!("── {}\n{cors}\n{cookie}", recipe.name)
    });
    insta::assert_snapshot!(name, snippets.collect::<Vec<_>>().join("\n"));
}

#[test]
fn snippets_with_everything() {
    let cors = CorsSettings {
        origins: vec!["https://www.example.com".to_owned()],
        credentials: true,
        methods: vec!["PUT".to_owned(), "DELETE".to_owned()],
        headers: vec!["content-type".to_owned(), "x-requested-with".to_owned()],
        exposed: vec!["front-token".to_owned()],
        changes_preflight: true,
    };
    let line = "sid=1; Domain=example.com; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=None; \
                Partitioned";
    check_snippets("everything", &cors, line);
}

#[test]
fn snippets_for_several_origins() {
    let origins = ["https://www.example.com", "https://admin.example.com"];
    let cors = CorsSettings {
        origins: origins.map(str::to_owned).to_vec(),
        credentials: true,
        ..Default::default()
    };
    check_snippets("origins", &cors, "sid=1; Path=/; Secure; SameSite=Lax");
}

#[test]
fn any_origin_is_allowed_without_a_list() {
    let fields = [("Access-Control-Allow-Origin", "*")];
    let mut any = ServerSettings::from_fields(fields, None);
    any.allow_too(vec!["https://a.test".to_owned()]);
    assert_eq!(any.cors.unwrap().origins, ["*"]);
}

#[test]
fn snippets_that_delete() {
    let origins = vec!["https://www.example.com".to_owned()];
    let cors = CorsSettings { origins, ..Default::default() };
    check_snippets("deletion", &cors, "sid=; Path=/; Max-Age=0; Secure; SameSite=Lax");
}

/// Returns the text of a recipe for a response, and for the answer to its preflight.
fn written(id: &str, settings: &ServerSettings) -> String {
    let recipe = recipes().iter().find(|recipe| recipe.id == id).unwrap();
    recipe.cors(settings.cors.as_ref().unwrap()).unwrap()
}

#[test]
fn a_server_before_another_one_answers_no_preflight_that_need_not_change() {
    let response = [
        ("Access-Control-Allow-Origin", "https://www.example.com"),
        ("Access-Control-Allow-Credentials", "true"),
    ];
    let lists = [("Access-Control-Allow-Methods", "PUT, PATCH")];
    let unknown = ServerSettings::from_fields(response, None);
    let mut kept = ServerSettings::from_fields(response, Some(&lists));
    let changed = kept.clone();
    kept.keep_preflight();
    // How each recipe tells preflights from other requests.
    for (id, preflight) in [("nginx", "OPTIONS"), ("caddy", "OPTIONS"), ("php", "OPTIONS")] {
        for settings in [&unknown, &kept] {
            let text = written(id, settings);
            assert!(!text.contains(preflight) && !text.contains("204"), "{text}");
        }
        let text = written(id, &changed);
        assert!(text.contains(preflight) && text.contains("PUT, PATCH"), "{text}");
    }
}

#[test]
fn a_preflight_that_is_refused_by_its_status_alone_is_answered() {
    let response = [("Access-Control-Allow-Origin", "*")];
    let settings = ServerSettings::from_fields(response, Some(&response));
    for id in ["nginx", "caddy", "php"] {
        assert!(written(id, &settings).contains("204"), "{id}");
    }
}

#[test]
fn a_layer_that_allows_little_by_itself_says_that_it_replaces_what_is_there() {
    let settings =
        ServerSettings::from_fields([("Access-Control-Allow-Origin", "https://a.test")], None);
    for id in ["aspnet", "axum", "fastapi", "fastify", "go", "rails", "spring"] {
        let text = written(id, &settings);
        let expected = "Keep the methods and header fields that are already allowed.";
        assert!(text.contains(expected), "{text}");
    }
}

/// Checks the settings of every layer for a cookie that changes from one line to another.
fn check_sessions(name: &str, before: &str, after: &str) {
    let (before, after) = (CookieSettings::from_line(before), CookieSettings::from_line(after));
    let sessions = recipes().iter().flat_map(|recipe| &recipe.sessions);
    let texts = sessions.map(|session| {
        let beyond = session.beyond(&before, &after);
        let beyond: Vec<_> = beyond.iter().map(|one| one.name()).collect();
        let settings = session.settings(&before, &after).unwrap();
        format!("── {}, without {beyond:?}\n{settings}", session.layer)
    });
    insta::assert_snapshot!(name, texts.collect::<Vec<_>>().join("\n"));
}

#[test]
fn sessions_with_everything() {
    let after = "sid=1; Domain=example.com; Path=/app; Max-Age=3600; Secure; HttpOnly; \
                 SameSite=None; Partitioned";
    check_sessions("sessions", "sid=1", after);
}

#[test]
fn sessions_change_what_the_fix_says_and_no_more() {
    let before = "sid=1; Domain=example.com; Path=/; HttpOnly";
    check_sessions("sessions_fixed", before, "sid=1; Path=/; HttpOnly; Secure; SameSite=None");
}

#[test]
fn layers_are_known_by_the_names_of_their_cookies() {
    let check = |cookie: &str, layers: &[&str]| {
        let known = recipes().iter().filter_map(|recipe| recipe.session(cookie));
        let known: Vec<&str> = known.map(|session| session.layer.as_str()).collect();
        assert_eq!(known, layers, "{cookie}");
    };
    check("connect.sid", &["express-session"]);
    check("sessionid", &["Django's sessions"]);
    check("csrftoken", &["Django's CSRF protection"]);
    check("JSESSIONID", &["Spring Boot's sessions"]);
    check("XSRF-TOKEN", &["Spring Security's CSRF protection", "Laravel's sessions"]);
    check("laravel_session", &["Laravel's sessions"]);
    check("_shop_session", &["Rails' sessions", "Laravel's sessions"]);
    check("_session_id", &["Rails' sessions"]);
    check("PHPSESSID", &["PHP's sessions"]);
    check("ASP.NET_SessionId", &["ASP.NET's sessions"]);
    check("__Secure-next-auth.session-token", &["Auth.js's session"]);
    check("_session", &[]);
    check("sid", &[]);
}

#[test]
fn ids_are_unique() {
    let mut ids: Vec<_> = recipes().iter().map(|recipe| &recipe.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}
