//! What README.md and its picture show is what the program prints.

use std::fmt::Write;
use std::fs::read_to_string;
use std::path::{Path, PathBuf};
use std::process::Command;

const PICTURED: &str = "\
gingersnap explain --page https://www.example.com/ --request https://api.example.net/login \\
    --credentials include --browser firefox --browser chromium:third-party-allowed \\
    --response-header 'Access-Control-Allow-Origin: https://www.example.com' \\
    --response-header 'Access-Control-Allow-Credentials: true' \\
    --response-header 'Set-Cookie: sid=1; HttpOnly; Secure'";

const COLUMNS: usize = 104;
const LINE_HEIGHT: usize = 19;

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = read_to_string(project().join("README.md")).expect("it is there");
    let first = blocks(&readme, "sh").next().expect("README.md begins with a command");
    let output = blocks(&readme, "text").next().expect("README.md shows what it prints");
    assert_eq!(output, run(first).trim_end(), "{first}");
    let sessions = blocks(&readme, "console").filter_map(|block| block.strip_prefix("$ "));
    let sessions: Vec<&str> = sessions.filter(|one| one.starts_with("gingersnap")).collect();
    assert!(!sessions.is_empty(), "README.md shows no session");
    for session in sessions {
        let (command, _) = session.split_once('\n').expect("it prints something");
        assert_eq!(session, format!("{command}\n{}", run(command)).trim_end());
    }
}

/// Returns the blocks of code in a language.
fn blocks<'t>(text: &'t str, language: &str) -> impl Iterator<Item = &'t str> {
    let fence = format!("```{language}\n");
    let blocks: Vec<&str> = text.split(fence.as_str()).skip(1).collect();
    blocks.into_iter().filter_map(|rest| rest.split("\n```").next())
}

#[test]
fn the_picture_shows_what_the_program_prints() {
    let session = format!("$ {PICTURED}\n\n{}", run(PICTURED));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(project().join("docs"));
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_binary_snapshot!("explain.svg", picture(&session).into_bytes()));
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a command line, and returns what it prints.
#[expect(clippy::disallowed_methods, reason = "the program ends by itself, and this waits for it")]
fn run(command: &str) -> String {
    let program = env!("CARGO_BIN_EXE_gingersnap");
    let command = command.replacen("gingersnap", program, 1);
    let mut shell = Command::new("sh");
    let output = shell.args(["-c", &command]).current_dir(project()).output();
    let output = output.expect("the program starts");
    String::from_utf8(output.stdout).expect("it prints text")
}

/// Draws a terminal. References are left out, and long lines are cut.
fn picture(session: &str) -> String {
    let session = session.split("\n\nReferences").next().unwrap_or(session);
    let lines: Vec<&str> = session.lines().collect();
    let (width, height) = (COLUMNS * 8 + 40, lines.len() * LINE_HEIGHT + 66);
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<style>
  text {{
    font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
    fill: #e8e2d9;
    white-space: pre;
  }}
  .command {{ fill: #fff; }}
  .good {{ fill: #8fd19e; }}
  .bad {{ fill: #ff9c8f; }}
  .heading {{ fill: #f2b263; font-weight: bold; }}
  .dim {{ fill: #948a7e; }}
</style>
<rect width="{width}" height="{height}" rx="10" fill="#241d18"/>
<circle cx="22" cy="22" r="6" fill="#e0604c"/>
<circle cx="42" cy="22" r="6" fill="#e0a63a"/>
<circle cx="62" cy="22" r="6" fill="#6fae5f"/>
"##
    );
    for (index, line) in lines.iter().enumerate() {
        let mut text: String = line.chars().take(COLUMNS).collect();
        if text.len() < line.len() {
            text.push('…');
        }
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let (class, y) = (class(line, index), 60 + index * LINE_HEIGHT);
        _ = writeln!(svg, r#"<text class="{class}" x="20" y="{y}">{text}</text>"#);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Returns the colour of a line.
fn class(line: &str, index: usize) -> &'static str {
    match line.trim_start() {
        _ if index <= PICTURED.lines().count() => "command",
        text if text.starts_with('✓') => "good",
        text if text.starts_with('✗') => "bad",
        text if text.starts_with("+ ") => "good",
        text if text.starts_with("- ") => "bad",
        text if text.len() == line.len() => "heading",
        _ => "text",
    }
}
