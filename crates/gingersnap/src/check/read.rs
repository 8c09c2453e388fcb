//! From the text of a file of checks to the checks, or to everything that is wrong with it.

use std::io;
use std::ops::Range;

use diagnosis::http_text::parse_header_line;
use diagnosis::{Recordings, ResponseSource, UserGoal};
use explainer::values::{
    api, http_url, mechanism, page_of_site, request_url, request_url_from, time,
};
use explainer::words::parse_browser;
use explainer::{
    ExplainInput, InputPlace, InputProblem, InputQuestion, InputText, StoryInput, profiles,
    questions, text_help,
};
use matrix::file::{
    self, ProblemList, TomlNode, TomlSection, boolean, one_or_more, probably_meant, string, tables,
};
use matrix::{FileError, ProblemKind, Profile};
use spec_model::Timestamp;

use crate::check::check_file::{CheckFile, CheckedBrowsers, SiteCheck, SiteExpectation};
use crate::check::key_labels::{self, KeyLabels};

const KEYS: [&str; 18] = [
    "name",
    "page",
    "frames",
    "request",
    "mechanism",
    "credentials",
    "method",
    "headers",
    "response",
    "response-file",
    "preflight",
    "cookies",
    "cookies-from",
    "script-sets",
    "then",
    "now",
    "browsers",
    "expect",
];
const THEN_KEYS: [&str; 6] = ["request", "mechanism", "credentials", "page", "frames", "after"];
const COOKIE_GOALS: [UserGoal; 4] =
    [UserGoal::Stored, UserGoal::Sent, UserGoal::ReadableOnPage, UserGoal::ReadableOnTarget];
/// The key of an expectation about the response.
const RESPONSE_KEY: &str = "response-readable";

/// Reads the text of a file of checks, called `name` in messages. `files` reads a file that it
/// names, and `present` is the present time.
///
/// # Errors
/// [`FileError`] holds every problem of the text, each with its place and what would be right.
pub(crate) fn read(
    name: &str,
    text: &str,
    files: &dyn Fn(&str) -> io::Result<String>,
    present: Timestamp,
) -> Result<CheckFile, FileError> {
    file::read(name, text, ProblemList::new("check"), |document, problems| {
        let mut reader = CheckReader { text, files, present, problems };
        let end = text.len()..text.len();
        let keys = ["schema", "browsers", "check"];
        let root = TomlSection::new("the file", document, end, &keys, reader.problems);
        root.require_schema(1, reader.problems);
        let browsers = reader.browsers(&root).unwrap_or_else(usual);
        let nodes = root.require("check", reader.problems)?;
        let nodes = tables("`check`", nodes, reader.problems);
        let checks: Vec<Option<SiteCheck>> =
            nodes.iter().map(|node| reader.check(node, &browsers)).collect();
        let checks = checks.into_iter().collect::<Option<Vec<_>>>()?;
        reader.unique_names(&checks, &nodes);
        Some(CheckFile { name: name.to_owned(), checks })
    })
}

/// Returns the browsers that people have.
fn usual() -> CheckedBrowsers {
    let profiles = profiles(Recordings::built_in(), &[]);
    CheckedBrowsers::Usual(profiles.expect("nothing is asked for that could be unknown"))
}

fn input_text(name: &str, text: &str) -> InputText {
    InputText { name: name.to_owned(), text: text.to_owned() }
}

struct CheckReader<'r> {
    text: &'r str,
    files: &'r dyn Fn(&str) -> io::Result<String>,
    present: Timestamp,
    problems: &'r mut ProblemList,
}

impl CheckReader<'_> {
    fn check(&mut self, node: &TomlNode<'_>, browsers: &CheckedBrowsers) -> Option<SiteCheck> {
        let section = TomlSection::of("a check", node, &KEYS, self.problems)?;
        let name = section.require("name", self.problems);
        let name = name.and_then(|node| string("`name`", node, self.problems));
        let browsers = self.browsers(&section).unwrap_or_else(|| browsers.clone());
        let asked = self.question(&section);
        let expect = section.require("expect", self.problems);
        let expect = expect.map(|node| tables("`expect`", node, self.problems));
        let expectations: Vec<SiteExpectation> = expect?
            .into_iter()
            .flat_map(|node| self.expectations(node, &browsers, asked.as_ref()))
            .collect();
        let InputQuestion { question, response, notes, .. } = asked?;
        let (name, line) = (name?.to_owned(), self.line(&section.span()));
        Some(SiteCheck { name, line, question, response, expectations, notes })
    }

    /// Returns the question of a check; `None` where it is not understood.
    fn question(&mut self, section: &TomlSection<'_>) -> Option<InputQuestion> {
        let page = section.require("page", self.problems);
        let request = section.require("request", self.problems);
        let method = section.get("method").and_then(|node| string("`method`", node, self.problems));
        let preflight = section.get("preflight");
        let preflight = preflight.and_then(|node| string("`preflight`", node, self.problems));
        let page = page.and_then(|node| self.parsed("page", node, page_of_site));
        let frames = self.all_parsed(section, "frames", page_of_site);
        let document = frames.last().or(page.as_ref());
        let of_document = |text: &str| request_url_from(text, document);
        let request = request.and_then(|node| self.parsed("request", node, of_document));
        let input = ExplainInput {
            page,
            request,
            frames,
            credentials: self.value(section, "credentials", api),
            method: method.map(str::to_owned),
            request_headers: self.header_lines(section),
            response: self.response(section),
            preflight_response: preflight.map(|text| input_text("preflight", text)),
            now: self.value(section, "now", time),
            story: self.story(section),
            labels: &KeyLabels,
            ..ExplainInput::default()
        };
        if input.page.is_none() || input.request.is_none() {
            return None;
        }
        let asked = questions(&input, self.present).map(|mut asked| asked.questions.pop());
        match asked {
            Ok(Some(asked))
                if asked.response == ResponseSource::Assumed && input.response.is_some() =>
            {
                let node = section.get("response").or_else(|| section.get("response-file"));
                let span = node.map_or_else(|| section.span(), TomlNode::span);
                let help = "write what `curl -i URL` prints: a status line and header fields";
                self.problems.add(ProblemKind::NoResponse, span, "no response", "here", help);
                None
            }
            Ok(asked) => asked,
            Err(problem) => {
                self.input_problem(section, &problem);
                None
            }
        }
    }

    /// Notes what keeps the keys of a check from making a question.
    fn input_problem(&mut self, section: &TomlSection<'_>, problem: &InputProblem) {
        let key = key_labels::key(problem.field()).unwrap_or("response");
        let top_level = key.split('.').next().unwrap_or(key);
        let node = section.get(top_level).or_else(|| section.get("response-file"));
        let span = match (node, problem) {
            (Some(node), InputProblem::InText { place, .. }) => self.place(node, place),
            (Some(node), _) => node.span(),
            (None, _) => section.span(),
        };
        let (message, help) = (problem.message(&KeyLabels), problem.help(&KeyLabels));
        let (message, help) = match problem {
            InputProblem::Contradiction { given, pasted, .. } => (
                format!(
                    "`{key}` says `{given}`, and the request above the response says `{pasted}`"
                ),
                Some("leave out the request, or the key".to_owned()),
            ),
            InputProblem::InText { place, .. } if section.get(key).is_none() => {
                let InputPlace { text: InputText { name, text }, span, .. } = &**place;
                let before = text.get(..span.start).unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                (format!("`{name}`, line {line}: {message}"), help)
            }
            _ => (message, help),
        };
        let help = help.unwrap_or_default();
        self.problems.add(ProblemKind::BadHeader, span, message, "here", help);
    }

    /// Returns what the keys of a check say besides the request itself.
    fn story(&mut self, section: &TomlSection<'_>) -> StoryInput {
        let have_from = self.value(section, "cookies-from", http_url);
        let mut story = StoryInput {
            mechanism: self.value(section, "mechanism", mechanism),
            have: self.texts(section, "cookies"),
            have_from,
            script_sets: self.texts(section, "script-sets"),
            ..StoryInput::default()
        };
        let Some(then) = section.get("then") else { return story };
        let Some(then) = TomlSection::of("`then`", then, &THEN_KEYS, self.problems) else {
            return story;
        };
        let request = then.require("request", self.problems);
        story.then = request.and_then(|node| self.parsed("request", node, request_url));
        story.then_mechanism = self.value(&then, "mechanism", mechanism);
        story.then_credentials = self.value(&then, "credentials", api);
        story.then_page = self.value(&then, "page", page_of_site);
        story.then_frames = self.all_parsed(&then, "frames", page_of_site);
        let duration = |text: &str| {
            humantime::parse_duration(text).map_err(|_| "write a duration, such as `3m`".to_owned())
        };
        story.after = self.value(&then, "after", duration);
        story
    }

    /// Returns what is expected in one table.
    fn expectations(
        &mut self,
        node: &TomlNode<'_>,
        browsers: &CheckedBrowsers,
        asked: Option<&InputQuestion>,
    ) -> Vec<SiteExpectation> {
        let goals = COOKIE_GOALS.map(|goal| (goal, goal.name()));
        let goal_keys: Vec<&str> = goals.iter().map(|(_, key)| *key).collect();
        let keys = [&["cookie", "browsers", RESPONSE_KEY], &goal_keys[..]].concat();
        let Some(section) = TomlSection::of("an expectation", node, &keys, self.problems) else {
            return Vec::new();
        };
        let browsers = self.browsers(&section).unwrap_or_else(|| browsers.clone());
        let of_cookie: Vec<(UserGoal, &TomlNode<'_>)> =
            goals.iter().filter_map(|(goal, key)| Some((*goal, section.get(key)?))).collect();
        let of_response = section.get(RESPONSE_KEY);
        if of_cookie.is_empty() && of_response.is_none() {
            let help = format!("add `{RESPONSE_KEY}`, or one of {}", goal_keys.join(", "));
            let message = "an expectation that expects nothing";
            self.problems.add(ProblemKind::MissingKey, node.span(), message, "this one", help);
        }
        let response = asked.map(|asked| asked.response);
        if let (Some(node), Some(ResponseSource::Assumed)) = (of_response, response) {
            let message = "nothing can be expected of a response that is not given";
            let help = "add `response` or `response-file` to the check";
            self.problems.add(ProblemKind::NoResponse, node.span(), message, "this one", help);
        }
        let cookie = if of_cookie.is_empty() {
            section.get("cookie")
        } else {
            section.require("cookie", self.problems)
        };
        let cookie = cookie.and_then(|node| self.cookie(node, asked));
        let expectation =
            |reader: &mut Self, goal, cookie: Option<&String>, node: &TomlNode<'_>| {
                let key = if cookie.is_some() { UserGoal::name(goal) } else { RESPONSE_KEY };
                SiteExpectation {
                    line: reader.line(&node.span()),
                    goal,
                    cookie: cookie.cloned(),
                    wanted: boolean(&format!("`{key}`"), node, reader.problems),
                    browsers: browsers.clone(),
                }
            };
        let mut expectations = Vec::new();
        if let Some(cookie) = &cookie {
            for (goal, node) in of_cookie {
                expectations.push(expectation(self, goal, Some(cookie), node));
            }
        }
        if let Some(node) = of_response {
            expectations.push(expectation(self, UserGoal::Response, None, node));
        }
        expectations
    }

    /// Returns the name of a cookie. A response may well not set it, which is then told. Where none
    /// is given, or one sets another cookie of nearly that name, it is a mistake.
    fn cookie(&mut self, node: &TomlNode<'_>, asked: Option<&InputQuestion>) -> Option<String> {
        let name = string("`cookie`", node, self.problems)?;
        let names = asked.map(|asked| asked.question.cookie_names()).unwrap_or_default();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let is_response_given = asked.is_some_and(|one| one.response != ResponseSource::Assumed);
        let is_slip = probably_meant(name, names.iter().copied()).is_some();
        if asked.is_some() && !names.contains(&name) && (is_slip || !is_response_given) {
            self.problems.unknown(ProblemKind::UnknownValue, node.span(), "cookie", name, names);
        }
        Some(name.to_owned())
    }

    fn browsers(&mut self, section: &TomlSection<'_>) -> Option<CheckedBrowsers> {
        let all = &Recordings::built_in().matrix().profiles;
        let mut named: Vec<&'static Profile> = Vec::new();
        let node = section.get("browsers")?;
        if node.get_ref().as_array().is_some_and(|names| names.is_empty()) {
            let message = "`browsers` names no browser";
            let help = "name one, such as \"chrome\", or leave the key out for the usual ones";
            self.problems.add(
                ProblemKind::EmptySelection,
                node.span(),
                message,
                "no browser",
                help,
            );
        }
        for (name, span) in one_or_more("`browsers`", node, self.problems) {
            let chosen = parse_browser(name)
                .and_then(|choice| choice.profiles(all).map_err(|error| error.to_string()));
            match chosen {
                Ok(profiles) => {
                    let is_new = |one: &&Profile| !named.contains(one);
                    let new: Vec<&Profile> = profiles.into_iter().filter(is_new).collect();
                    named.extend(new);
                }
                Err(problem) => {
                    let message = format!("`{name}` is not a known browser");
                    self.problems.add(ProblemKind::UnknownValue, span, message, "unknown", problem);
                }
            }
        }
        Some(CheckedBrowsers::Named(named))
    }

    /// Returns the response that is given in the file or beside it.
    fn response(&mut self, section: &TomlSection<'_>) -> Option<InputText> {
        let is_there = |key: &&str| section.get(key).is_some();
        match (section.get("response"), section.get("response-file")) {
            (Some(_), Some(node)) => {
                let message = "a check has one response";
                let help = "leave out `response` or `response-file`";
                self.problems.add(ProblemKind::Duplicate, node.span(), message, "another", help);
                None
            }
            (Some(node), None) => {
                let text = string("`response`", node, self.problems)?;
                Some(input_text("response", text))
            }
            (None, Some(node)) => self.response_file(node),
            (None, None) => {
                if !["cookies", "script-sets"].iter().any(is_there) {
                    section.require("response", self.problems);
                }
                None
            }
        }
    }

    fn response_file(&mut self, node: &TomlNode<'_>) -> Option<InputText> {
        let path = string("`response-file`", node, self.problems)?;
        let text = (self.files)(path).map_err(|error| {
            let message = format!("failed to read `{path}`: {error}");
            let help = "write a path that begins at the folder of this file";
            self.problems.add(ProblemKind::NoResponse, node.span(), message, "this file", help);
        });
        Some(input_text(path, &text.ok()?))
    }

    fn header_lines(&mut self, section: &TomlSection<'_>) -> Vec<String> {
        let line = |text: &str| match parse_header_line(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(text_help(error.problem, &KeyLabels)),
        };
        self.all_parsed(section, "headers", line)
    }

    fn texts(&mut self, section: &TomlSection<'_>, key: &str) -> Vec<String> {
        self.all_parsed(section, key, |text| Ok(text.to_owned()))
    }

    /// Returns what the texts of a list say, or the one text in its place.
    fn all_parsed<T>(
        &mut self,
        section: &TomlSection<'_>,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let Some(node) = section.get(key) else { return Vec::new() };
        let texts = one_or_more(&format!("`{key}`"), node, self.problems);
        texts
            .into_iter()
            .filter_map(|(text, span)| self.value_of(key, text, span, &parse))
            .collect()
    }

    fn value<T>(
        &mut self,
        section: &TomlSection<'_>,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.parsed(key, section.get(key)?, parse)
    }

    fn parsed<T>(
        &mut self,
        key: &str,
        node: &TomlNode<'_>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = string(&format!("`{key}`"), node, self.problems)?;
        self.value_of(key, text, node.span(), &parse)
    }

    fn value_of<T>(
        &mut self,
        key: &str,
        text: &str,
        span: Range<usize>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let problem = |help| {
            let message = format!("`{key}` cannot be `{text}`");
            self.problems.add(ProblemKind::UnknownValue, span, message, "this value", help);
        };
        parse(text).map_err(problem).ok()
    }

    /// Returns the place in the file of what is wrong in the text of a string: the whole string
    /// where it is written with escapes, or is the name of a file.
    fn place(&self, node: &TomlNode<'_>, place: &InputPlace) -> Range<usize> {
        let whole = node.span();
        match self.text[whole.clone()].find(&place.text.text) {
            Some(begin) => {
                let at = |offset: usize| whole.start + begin + offset;
                at(place.span.start)..at(place.span.end)
            }
            None => whole,
        }
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.text[..span.start].matches('\n').count() + 1
    }

    fn unique_names(&mut self, checks: &[SiteCheck], nodes: &[&TomlNode<'_>]) {
        for (number, check) in checks.iter().enumerate() {
            if checks[..number].iter().any(|earlier| earlier.name == check.name) {
                let message = format!("another check is called `{}`", check.name);
                let (span, help) = (nodes[number].span(), "give each check a name of its own");
                self.problems.add(ProblemKind::Duplicate, span, message, "this one", help);
            }
        }
    }
}
