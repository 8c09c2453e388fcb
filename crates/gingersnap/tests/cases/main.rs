//! Questions that people asked, each with the answer that is right.

mod advice;
mod assumed;
mod built_module;
mod call_options;
mod console;
mod evidence;
mod frames;
mod insecure;
mod later_requests;
mod local_network;
mod no_answer;
mod not_a_response;
#[path = "../outcome/mod.rs"]
mod outcome;
mod pastes;
#[path = "../program/mod.rs"]
mod program;
mod public_questions;
mod random_questions;
mod redirect_targets;
mod redirects;
mod reported;
mod requests_not_made;
mod response_use;
#[path = "../said_words/mod.rs"]
mod said_words;
mod same_in_module;
mod schemes;
mod sizes;
mod slips;
mod stories;
mod time;

use std::path::Path;
use std::process::Output;

use outcome::check_outcome;

/// A command line of `explain`, with what it reads from standard input.
struct Case<'a> {
    arguments: &'a [&'a str],
    input: &'a str,
}

impl Case<'_> {
    /// Checks the exit code, the first line, and words that must and must not be in the answer.
    #[track_caller]
    fn check(&self, code: i32, first_line: &str, present: &[&str], absent: &[&str]) {
        let output = self.run("--verbose");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // With the lines that were wrapped joined again.
        let joined = text.replace("\n  ", " ");
        let begins = text.starts_with(first_line) || joined.starts_with(first_line);
        check_outcome(&output, code, present, absent);
        assert!(begins, "the first line is not `{first_line}`:\n{text}");
        self.check_module();
    }

    /// Checks that the checker's module gives the same answer, here and as it was built for pages.
    #[track_caller]
    fn check_module(&self) {
        if self.arguments.contains(&"--url") || self.arguments.contains(&"--after") {
            return;
        }
        let output = self.run("--json");
        let request = same_in_module::request(self.arguments, self.input);
        let here = same_in_module::ask(&request);
        for reply in std::iter::once(here).chain(built_module::ask(&request)) {
            if output.status.code() == Some(2) {
                assert!(reply["problem"]["message"].is_string(), "{:?}", self.arguments);
                continue;
            }
            let answer = serde_json::from_slice(&output.stdout).expect("it is JSON");
            let answer = same_in_module::in_words_of_the_page(&answer);
            let expected = same_in_module::without_origin(answer);
            let actual = same_in_module::without_origin(reply["answer"].clone());
            assert_eq!(actual, expected, "{:?}", self.arguments);
        }
    }

    /// Checks that the input is refused, with these words.
    #[track_caller]
    fn check_error(&self, present: &[&str]) {
        let output = self.run("--verbose");
        check_outcome(&output, 2, present, &[]);
    }

    fn run(&self, form: &str) -> Output {
        let arguments = [&["explain", form], self.arguments].concat();
        program::run(Path::new("."), &arguments, self.input.as_bytes())
    }
}

/// Splits a command line at spaces.
fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}
