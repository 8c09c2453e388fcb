//! The program as it is called, and what it answers in JSON.

use std::path::{Path, PathBuf};

use sample_apps::{SampleApp, SampleServer};
use serde_json::Value;
use tokio::process::Command;

/// The program, with a folder of its own for what it writes.
pub(crate) struct Program {
    folder: PathBuf,
    file: PathBuf,
    /// The only folder that programs are found in, where it does not look around as usual.
    search_path: Option<PathBuf>,
}

impl Program {
    pub(crate) fn new(id: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(id);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder, file: env!("CARGO_BIN_EXE_gingersnap").into(), search_path: None }
    }

    /// Returns it as it is on a machine that has this program alone: not in the folder that it was
    /// built in, as it looks for drivers there.
    pub(crate) fn beside(other: &Path, id: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("gingersnap-{id}-{}", std::process::id()));
        let programs = folder.join("bin");
        std::fs::create_dir_all(&programs).unwrap();
        let file = folder.join("gingersnap");
        std::fs::copy(env!("CARGO_BIN_EXE_gingersnap"), &file).unwrap();
        std::os::unix::fs::symlink(other, programs.join(other.file_name().unwrap())).unwrap();
        Self { folder, file, search_path: Some(programs) }
    }

    /// Removes all that it has written.
    pub(crate) fn remove(self) {
        std::fs::remove_dir_all(self.folder).unwrap();
    }

    pub(crate) fn har(&self) -> PathBuf {
        self.folder.join("recorded.har")
    }

    /// Returns the archive that one of several browsers left.
    pub(crate) fn har_of(&self, engine: &str) -> PathBuf {
        self.folder.join(format!("recorded.{engine}-default.har"))
    }

    /// Runs it and returns its JSON; the exit code must say the same.
    pub(crate) async fn run(&self, arguments: Vec<String>) -> Value {
        let mut command = Command::new(&self.file);
        if let Some(search_path) = &self.search_path {
            command.current_dir(&self.folder).env("PATH", search_path);
            command.env("CARGO_HOME", self.folder.join("cargo"));
        }
        let output = command.args(&arguments).kill_on_drop(true).output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let json: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{said}"));
        let code = match (json["works"].as_bool().unwrap(), json["status"].as_str()) {
            (true, _) => 0,
            (false, Some("incomplete")) => 4,
            (false, _) => 1,
        };
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{said}");
        json
    }
}

/// Has a site diagnosed by these engines, or by all that are here.
pub(crate) async fn diagnose(
    program: &Program,
    app: &SampleApp,
    served: &SampleServer,
    engines: &[String],
) -> Value {
    let mut arguments = vec!["diagnose".to_owned(), "--insecure".to_owned(), "--json".to_owned()];
    let mut add = |option: &str, value: String| arguments.extend([option.to_owned(), value]);
    add("--page", app.page.to_string());
    add("--request", app.script.url.to_string());
    add("--credentials", app.script.credentials.clone());
    add("--method", app.script.method.clone());
    add("--har-out", program.har().display().to_string());
    for (name, value) in &app.script.headers {
        add("--request-header", format!("{name}: {value}"));
    }
    for (place, address) in served.resolve() {
        add("--resolve", format!("{place}={address}"));
    }
    for engine in engines {
        add("--browser", engine.clone());
    }
    program.run(arguments).await
}

/// Asks of a site's headers for each of these engines what the first reason is.
pub(crate) async fn explain_headers(
    program: &Program,
    app: &SampleApp,
    engines: &[String],
) -> Vec<(String, Option<String>)> {
    let mut arguments = vec!["explain".to_owned(), "--json".to_owned()];
    let mut add = |option: &str, value: String| arguments.extend([option.to_owned(), value]);
    add("--page", app.page.to_string());
    add("--request", app.script.url.to_string());
    add("--credentials", app.script.credentials.clone());
    add("--method", app.script.method.clone());
    if needs_a_named_request(app) {
        add("--then", app.script.url.to_string());
    }
    for (name, value) in &app.script.headers {
        add("--request-header", format!("{name}: {value}"));
    }
    for (name, value) in &app.answer.response {
        add("--response-header", format!("{name}: {value}"));
    }
    if !app.answer.preflight.is_empty() {
        let lines = app.answer.preflight.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let file = program.folder.join("preflight.txt");
        std::fs::write(
            &file,
            format!("HTTP/1.1 204 No Content\r\n{}\r\n", lines.collect::<String>()),
        )
        .unwrap();
        add("--preflight-response", file.display().to_string());
    }
    for engine in engines {
        add("--browser", engine.clone());
    }
    let json = program.run(arguments).await;
    json["questions"][0]["answers"].as_array().unwrap().iter().map(answered).collect()
}

/// Returns whether nothing but a Path keeps the cookie from the request: which one needs it must be
/// said, and an archive does not.
pub(crate) fn needs_a_named_request(app: &SampleApp) -> bool {
    app.reasons.values().any(|reason| reason == "path-mismatch")
}

/// Asks of the archive that each of these engines left what its first reason is.
pub(crate) async fn explain_har(
    program: &Program,
    engines: &[String],
) -> Vec<(String, Option<String>)> {
    let mut all = Vec::new();
    for engine in engines {
        let har = if engines.len() == 1 { program.har() } else { program.har_of(engine) };
        let arguments =
            ["explain", "--json", "--browser", engine, "--har"].map(str::to_owned).into_iter();
        let json = program.run(arguments.chain([har.display().to_string()]).collect()).await;
        all.push(answered(&json["questions"][0]["answers"][0]));
    }
    all
}

fn answered(answer: &Value) -> (String, Option<String>) {
    (answer["engine"].as_str().unwrap().to_owned(), first_reason(answer))
}

/// Returns the code of the first reason why something that is usually wanted is not so.
pub(crate) fn first_reason(answer: &Value) -> Option<String> {
    let cookies = answer["cookies"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|cookie| [&cookie["stored"], &cookie["sent"]]);
    let verdicts = cookies.chain([&answer["response"]["readable"]]);
    let codes = verdicts
        .filter(|verdict| verdict["yes"] == false)
        .map(|verdict| verdict["reasons"][0].as_str());
    codes.flatten().next().map(str::to_owned)
}
