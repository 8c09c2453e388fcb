//! Each recipe that says that it was tried is tried: its framework is installed below `target/`,
//! serves with the snippets of the recipe, and sends what the settings say.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "what the tests share is test code too; servers end with their test"
)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use recipes::{
    CookieAttribute, CookieSettings, CorsSettings, Recipe, RecipeTrial, SessionRecipe, recipes,
};

const ORIGIN: &str = "https://www.example.com";
const OTHER_ORIGIN: &str = "https://admin.example.com";
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A server that ends with its test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns settings that use everything that a recipe can write.
fn everything() -> (CorsSettings, CookieSettings) {
    let cors = CorsSettings {
        origins: vec![ORIGIN.to_owned()],
        credentials: true,
        methods: vec!["PUT".to_owned()],
        headers: vec!["x-requested-with".to_owned()],
        exposed: vec!["front-token".to_owned()],
        changes_preflight: true,
    };
    let line = "sid=1; Path=/; Max-Age=3600; Domain=example.com; Secure; HttpOnly; SameSite=None; \
                Partitioned";
    (cors, CookieSettings::from_line(line))
}

/// Returns settings of a cookie for the API's host alone, and no preflight.
fn little() -> (CorsSettings, CookieSettings) {
    let cors = CorsSettings {
        origins: vec![ORIGIN.to_owned()],
        credentials: true,
        ..CorsSettings::default()
    };
    (cors, CookieSettings::from_line("sid=1; Path=/; Max-Age=3600; Secure; SameSite=Lax"))
}

fn folder(recipe: &Recipe) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/recipes").join(&recipe.id)
}

fn command(words: &[String], folder: &Path) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir(folder);
    command
}

/// Installs what a trial needs into a folder. Returns `false` where its installer is not on this
/// machine.
fn install(trial: &RecipeTrial, folder: &Path) -> bool {
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|versions| versions == trial.versions.join("\n")) {
        return true;
    }
    match command(&trial.install, folder).stdout(Stdio::null()).status() {
        Err(_) => return false,
        Ok(status) => assert!(status.success(), "{:?}", trial.install),
    }
    std::fs::write(stamp, trial.versions.join("\n")).unwrap();
    true
}

fn write_program(
    trial: &RecipeTrial,
    folder: &Path,
    (cors, cookie): (CorsSettings, CookieSettings),
    recipe: &Recipe,
    port: u16,
) {
    let program = recipe.program(&cors, &cookie, port).unwrap().unwrap();
    std::fs::write(folder.join(trial.serve.last().unwrap()), program).unwrap();
    for (name, content) in &trial.files {
        std::fs::write(folder.join(name), content).unwrap();
    }
}

/// Sends a request and returns the header of its response.
fn ask(port: u16, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    // A server that keeps the connection open is cut off by the timeout.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, _) = answer.split_once("\r\n\r\n")?;
    Some(head.to_owned())
}

fn fields<'a>(head: &'a str, name: &str) -> Vec<&'a str> {
    let fields = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    fields
        .filter(|(field, _)| field.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
        .collect()
}

/// Checks what a recipe sends with these settings, and returns the preflights that it allows.
fn check_settings(
    recipe: &Recipe,
    trial: &RecipeTrial,
    settings: (CorsSettings, CookieSettings),
) -> Vec<(&'static str, &'static str)> {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = folder(recipe);
    let (cors, cookie) = settings.clone();
    write_program(trial, &folder, settings, recipe, port);
    if let Some(build) = &trial.build {
        assert!(command(build, &folder).status().unwrap().success(), "{} builds", recipe.id);
    }
    let (_server, head) = served(trial, &folder, port);
    let of = format!("{}: {head}", recipe.id);
    assert_eq!(fields(&head, "Access-Control-Allow-Origin"), [ORIGIN], "{of}");
    assert_eq!(fields(&head, "Access-Control-Allow-Credentials"), ["true"], "{of}");
    let exposed = fields(&head, "Access-Control-Expose-Headers");
    assert_eq!(exposed, cors.exposed.iter().map(String::as_str).collect::<Vec<_>>(), "{of}");
    let [line] = fields(&head, "Set-Cookie")[..] else { panic!("not one cookie: {of}") };
    assert_eq!(CookieSettings::from_line(line), cookie, "{of}");
    if let (Some(method), Some(header)) = (cors.methods.first(), cors.headers.first()) {
        assert_eq!(refused_by_preflight(port, method, header), None, "{}", recipe.id);
    }
    let is_allowed =
        |(method, header): &(&str, &str)| refused_by_preflight(port, method, header).is_none();
    PREFLIGHTS.into_iter().filter(is_allowed).collect()
}

/// Checks that a recipe for two origins answers each with its own, and others with none of them.
fn check_origins(recipe: &Recipe, trial: &RecipeTrial) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = folder(recipe);
    let (mut cors, cookie) = little();
    cors.origins.push(OTHER_ORIGIN.to_owned());
    write_program(trial, &folder, (cors, cookie), recipe, port);
    if let Some(build) = &trial.build {
        assert!(command(build, &folder).status().unwrap().success(), "{} builds", recipe.id);
    }
    let _server = served(trial, &folder, port);
    for origin in [ORIGIN, OTHER_ORIGIN, "https://www.example.net"] {
        let request = format!(
            "GET / HTTP/1.1\r\nHost: api.example.com\r\nOrigin: {origin}\r\n\
             Connection: close\r\n\r\n"
        );
        let head = ask(port, &request).unwrap();
        let of = format!("{}: {head}", recipe.id);
        let allowed = fields(&head, "Access-Control-Allow-Origin");
        if [ORIGIN, OTHER_ORIGIN].contains(&origin) {
            assert_eq!(allowed, [origin], "{of}");
            let mut varies = fields(&head, "Vary").into_iter().flat_map(|value| value.split(','));
            assert!(varies.any(|name| name.trim().eq_ignore_ascii_case("Origin")), "{of}");
        } else {
            assert!(!allowed.contains(&origin) && !allowed.contains(&"*"), "{of}");
        }
    }
}

/// What other requests of an API may ask for.
const PREFLIGHTS: [(&str, &str); 4] = [
    ("POST", "content-type"),
    ("PUT", "content-type"),
    ("PATCH", "content-type"),
    ("DELETE", "x-csrf-token"),
];

/// Returns the answer to a preflight if it does not allow this method and this header field.
fn refused_by_preflight(port: u16, method: &str, header: &str) -> Option<String> {
    let preflight = format!(
        "OPTIONS / HTTP/1.1\r\nHost: api.example.com\r\nOrigin: {ORIGIN}\r\n\
         Access-Control-Request-Method: {method}\r\nAccess-Control-Request-Headers: {header}\r\n\
         Connection: close\r\n\r\n"
    );
    let head = ask(port, &preflight).unwrap();
    let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
    let allows = |name: &str, member: &str| {
        let members = fields(&head, name).into_iter().flat_map(|value| value.split(','));
        members.map(str::trim).any(|one| one.eq_ignore_ascii_case(member))
    };
    let is_allowed = (200..300).contains(&status)
        && fields(&head, "Access-Control-Allow-Origin") == [ORIGIN]
        && fields(&head, "Access-Control-Allow-Credentials") == ["true"]
        && allows("Access-Control-Allow-Methods", method)
        && allows("Access-Control-Allow-Headers", header);
    (!is_allowed).then_some(head)
}

/// Serves the program of a trial, and returns the head of its first answer. It is asked as by a
/// proxy that ends TLS, without which some layers set no Secure cookie.
fn served(trial: &RecipeTrial, folder: &Path, port: u16) -> (Server, String) {
    let mut serve = command(&trial.serve, folder);
    let mut server = Server(serve.stdout(Stdio::null()).spawn().unwrap());
    let request = format!(
        "GET / HTTP/1.1\r\nHost: api.example.com\r\nOrigin: {ORIGIN}\r\n\
         X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"
    );
    let start = Instant::now();
    loop {
        if let Some(head) = ask(port, &request) {
            return (server, head);
        }
        assert!(server.0.try_wait().unwrap().is_none(), "{:?} does not serve", trial.versions);
        assert!(start.elapsed() < START_TIMEOUT, "{:?} does not answer", trial.versions);
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Returns the layers of a recipe that were tried, each with a name of its own.
fn tried_sessions(recipe: &Recipe) -> impl Iterator<Item = (String, &SessionRecipe)> {
    let numbered = recipe.sessions.iter().enumerate();
    numbered
        .filter(|(_, session)| session.tried.is_some())
        .map(|(number, session)| (format!("{}-session-{number}", recipe.id), session))
}

/// Checks that the layers of a recipe send what their settings say.
fn check_sessions(id: &str) {
    let recipe = recipes().iter().find(|recipe| recipe.id == id).unwrap();
    for (name, session) in tried_sessions(recipe) {
        let trial = session.tried.as_ref().unwrap();
        let folder = folder(recipe).with_file_name(&name);
        std::fs::create_dir_all(&folder).unwrap();
        if !install(trial, &folder) {
            eprintln!("skipped: {name} needs `{}`, which is not installed", trial.install[0]);
            continue;
        }
        let lines = [
            "sid=1; Path=/; Max-Age=3600; Domain=example.com; Secure; HttpOnly; SameSite=None; \
             Partitioned",
            "sid=1; Path=/; Secure; HttpOnly; SameSite=Lax",
        ];
        for line in lines {
            let before = CookieSettings::from_line("sid=1");
            check_session(session, trial, &folder, &before, &CookieSettings::from_line(line));
        }
    }
}

fn check_session(
    session: &SessionRecipe,
    trial: &RecipeTrial,
    folder: &Path,
    before: &CookieSettings,
    after: &CookieSettings,
) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let program = session.program(before, after, port).unwrap().unwrap();
    std::fs::write(folder.join(trial.serve.last().unwrap()), program).unwrap();
    let (_server, head) = served(trial, folder, port);
    let is_of_layer = |line: &&&str| session.sets(&CookieSettings::from_line(line).name);
    let lines = fields(&head, "Set-Cookie");
    let line = lines.iter().rfind(is_of_layer);
    let line = line.unwrap_or_else(|| panic!("{}: {head}", session.layer));
    let sent = CookieSettings::from_line(line);
    let mut differs = sent.changes(after);
    // What is not set is up to the layer.
    let is_set = after.changes(before);
    differs.retain(|one| is_set.contains(one) && !session.beyond(before, after).contains(one));
    // Some say until when instead of how long.
    differs.retain(|one| *one != CookieAttribute::MaxAge || !line.contains("Expires="));
    assert!(differs.is_empty(), "{}: {differs:?} in {head}", session.layer);
}

fn check_recipe(id: &str) {
    let recipe = recipes().iter().find(|recipe| recipe.id == id).unwrap();
    let trial = recipe.tried.as_ref().unwrap();
    let folder = folder(recipe);
    std::fs::create_dir_all(&folder).unwrap();
    write_program(trial, &folder, everything(), recipe, 0);
    if !install(trial, &folder) {
        eprintln!("skipped: {id} needs `{}`, which is not installed", trial.install[0]);
        return;
    }
    let by_default = check_settings(recipe, trial, little());
    let with_more = check_settings(recipe, trial, everything());
    let lost: Vec<_> = by_default.iter().filter(|one| !with_more.contains(one)).collect();
    assert!(lost.is_empty(), "{id} no longer allows {lost:?}");
    check_origins(recipe, trial);
}

macro_rules! recipes_that_send_what_they_say {
    ($($id:ident)*) => { $(
        #[test]
        fn $id() {
            check_recipe(stringify!($id));
        }
    )*

        #[test]
        fn every_recipe_that_was_tried_is_tried_here() {
            let tried = recipes().iter().filter(|recipe| recipe.tried.is_some());
            let tried: Vec<_> = tried.map(|recipe| recipe.id.as_str()).collect();
            assert_eq!(tried, [$(stringify!($id)),*]);
        }
    };
}

recipes_that_send_what_they_say! { express fastify django flask fastapi axum nginx }

macro_rules! sessions_that_send_what_they_say {
    ($($test:ident = $id:literal)*) => { $(
        #[test]
        fn $test() {
            check_sessions($id);
        }
    )*

        #[test]
        fn every_layer_that_was_tried_is_tried_here() {
            let tried = recipes().iter().filter(|recipe| tried_sessions(recipe).next().is_some());
            let tried: Vec<_> = tried.map(|recipe| recipe.id.as_str()).collect();
            assert_eq!(tried, [$($id),*]);
        }
    };
}

sessions_that_send_what_they_say! {
    express_sessions = "express"
    fastify_sessions = "fastify"
    django_sessions = "django"
    flask_sessions = "flask"
    fastapi_sessions = "fastapi"
}
