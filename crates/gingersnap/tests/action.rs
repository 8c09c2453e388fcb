//! The action for GitHub's workflows, run as they run it.

#![cfg(unix)]

mod outcome;
mod said_words;

use std::env::{join_paths, split_paths, var_os};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use outcome::check_outcome;

const PASSING: &str = r#"schema = 1
browsers = ["chrome"]

[[check]]
name = "login"
page = "https://www.example.com/"
request = "https://www.example.com/login"
response = "Set-Cookie: sid=1"

[[check.expect]]
cookie = "sid"
sent = true
"#;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A repository whose workflow uses the action, in a folder of its own.
struct Workflow {
    folder: PathBuf,
}

impl Workflow {
    fn new(name: &str, checks: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("temp")).expect("it can be made");
        fs::write(folder.join("shop.toml"), checks).expect("it can be written");
        Self { folder }
    }

    /// Runs what `action.yml` runs, with these folders in front of the path.
    #[expect(clippy::disallowed_methods, reason = "the script ends by itself, this waits for it")]
    fn run(&self, tools: &[&Path], environment: &[(&str, &str)]) -> Output {
        let path = var_os("PATH").unwrap_or_default();
        let tools = tools.iter().map(|tool| tool.to_path_buf()).chain(split_paths(&path));
        Command::new("bash")
            .arg(project().join("ci/action.sh"))
            .current_dir(&self.folder)
            .env("PATH", join_paths(tools).expect("no folder has a colon"))
            .env("RUNNER_TEMP", self.folder.join("temp"))
            .env("GITHUB_STEP_SUMMARY", self.folder.join("summary.md"))
            .env("CHECK_FILE", "shop.toml")
            .envs(environment.iter().copied())
            .output()
            .expect("bash starts")
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).expect("it is there")
    }
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_gingersnap"))
}

#[track_caller]
fn check_output(output: &Output, code: i32, present: &str) {
    check_outcome(output, code, &[present], &[]);
}

#[test]
fn the_action_runs_the_script_that_is_tested_here() {
    let action = fs::read_to_string(project().join("action.yml")).expect("it is there");
    assert!(action.contains(r#"run: '"$GITHUB_ACTION_PATH/ci/action.sh"'"#), "{action}");
}

#[test]
fn an_installed_program_checks_the_file() {
    let tools = program().parent().expect("it has a folder");
    let passing = Workflow::new("action-passing", PASSING);
    let junit = ("CHECK_JUNIT", "results.xml");
    check_output(&passing.run(&[tools], &[junit]), 0, "✓ `sid` is sent in Chrome and Edge");
    assert!(passing.read("summary.md").starts_with("### shop.toml: the result is"));
    assert!(passing.read("results.xml").contains("<testcase"));
    let failing = Workflow::new("action-failing", &PASSING.replace("= true", "= false"));
    check_output(&failing.run(&[tools], &[]), 1, "::error file=shop.toml,line=12,title=login::");
}

/// Packs the program as the release workflow does, for the machine that this is.
#[expect(clippy::disallowed_methods, reason = "the script ends by itself, this waits for it")]
fn pack(releases: &Path, version: &str) {
    let script = format!(
        "set -eu; version={version}; \
         case \"$(uname -s)-$(uname -m)\" in \
           Linux-*) target=x86_64-unknown-linux-musl ;; \
           Darwin-arm64) target=aarch64-apple-darwin ;; \
           *) target=x86_64-apple-darwin ;; \
         esac; \
         name=gingersnap-$version-$target; mkdir -p $version/$name; cd $version; \
         cp '{}' $name/gingersnap; tar -czf $name.tar.gz $name; \
         if command -v sha256sum >/dev/null; then sha256sum $name.tar.gz; \
         else shasum -a 256 $name.tar.gz; fi >$name.tar.gz.sha256",
        program().display()
    );
    let packed = Command::new("sh").args(["-c", &script]).current_dir(releases).output();
    let packed = packed.expect("sh starts");
    assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));
}

#[test]
#[cfg(target_arch = "x86_64")]
fn a_release_is_downloaded_and_its_checksum_is_checked() {
    let workflow = Workflow::new("action-download", PASSING);
    let releases = workflow.folder.join("releases");
    fs::create_dir_all(&releases).expect("it can be made");
    pack(&releases, "v9.9.9");
    let from = format!("file://{}", releases.display());
    let environment = [("CHECK_RELEASES", from.as_str()), ("CHECK_VERSION", "v9.9.9")];
    check_output(&workflow.run(&[], &environment), 0, "the result is as expected");
    fs::remove_dir_all(workflow.folder.join("temp/gingersnap")).expect("it was made");
    for sums in fs::read_dir(releases.join("v9.9.9")).expect("it is there").flatten() {
        if sums.path().extension().is_some_and(|extension| extension == "sha256") {
            let wrong = "0".repeat(64) + &fs::read_to_string(sums.path()).expect("text")[64..];
            fs::write(sums.path(), wrong).expect("it can be written");
        }
    }
    let output = workflow.run(&[], &environment);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("checksum did NOT match"));
}
