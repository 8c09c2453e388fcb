//! The snippets that people copy.

#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use recipes::{CookieSettings, CorsSettings, recipes};

fn check_snippets(name: &str, cors: &CorsSettings, line: &str) {
    let cookie = CookieSettings::from_line(line);
    let snippets = recipes().iter().map(|recipe| {
        let (cors, cookie) = (recipe.cors(cors).unwrap(), recipe.cookie(&cookie).unwrap());
        format!("── {}\n{cors}\n{cookie}", recipe.name)
    });
    insta::assert_snapshot!(name, snippets.collect::<Vec<_>>().join("\n"));
}

#[test]
fn snippets_with_everything() {
    let cors = CorsSettings {
        origin: "https://www.example.com".to_owned(),
        credentials: true,
        methods: vec!["PUT".to_owned(), "DELETE".to_owned()],
        headers: vec!["content-type".to_owned(), "x-requested-with".to_owned()],
        exposed: vec!["front-token".to_owned()],
    };
    let line = "sid=1; Domain=example.com; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=None; \
                Partitioned";
    check_snippets("everything", &cors, line);
}

#[test]
fn snippets_that_delete() {
    let cors = CorsSettings { origin: "https://www.example.com".to_owned(), ..Default::default() };
    check_snippets("deletion", &cors, "sid=; Path=/; Max-Age=0; Secure; SameSite=Lax");
}

#[test]
fn ids_are_unique() {
    let mut ids: Vec<_> = recipes().iter().map(|recipe| &recipe.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}
