//! Finds the messages of browsers in a text.

use run_model::evidence::ReasonSubject;
use url::Url;

use crate::console::message_texts::{
    CHROME_BLOCKED, CHROME_PREFLIGHT, CHROME_RESPONSE, CHROME_SENT, CHROME_STORED, FIREFOX_BLOCKED,
    FIREFOX_RESPONSE, FIREFOX_SENT, FIREFOX_STORED, MessageText, SAFARI_RESPONSE,
};
use crate::console::{ConsoleBrowser, ConsoleMessage, reasons};

/// A message is a line, or a few where it was broken; longer lines are none.
const MAX_MESSAGE_OCTETS: usize = 4 << 10;

/// A text with the messages of browsers taken out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsoleText {
    /// The messages, in order, each once.
    pub messages: Vec<ConsoleMessage>,
    /// The other lines.
    pub rest: String,
}

/// Returns the messages of browsers in a text, and the rest of it. A message may be broken over
/// lines: then the next ones belong to it up to an empty line, or a line that is a header field.
pub fn read_console(text: &str) -> ConsoleText {
    let mut found = ConsoleText::default();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut at = 0;
    while at < lines.len() {
        let Some((message, count)) = message_at(&lines[at..]) else {
            if !is_of_console(lines[at]) || found.messages.is_empty() {
                found.rest.push_str(lines[at]);
            }
            at += 1;
            continue;
        };
        add(&mut found.messages, message);
        at += count;
    }
    found
}

/// A message that names its URL belongs to the one before that says why.
fn add(messages: &mut Vec<ConsoleMessage>, message: ConsoleMessage) {
    let completes = |one: &&mut ConsoleMessage| {
        one.browser == ConsoleBrowser::Safari && one.url.is_none() && message.reasons.is_empty()
    };
    if let Some(last) = messages.last_mut().filter(completes)
        && message.browser == ConsoleBrowser::Safari
    {
        last.url = message.url;
    } else if !messages.contains(&message) {
        messages.push(message);
    }
}

/// Returns whether a line is one that consoles print beside a message.
fn is_of_console(line: &str) -> bool {
    let line = line.trim();
    line.contains("net::ERR_FAILED")
        || line.contains("Failed to fetch")
        || line.contains("NetworkError when attempting to fetch resource")
}

/// How many lines a message is broken over at most.
const MAX_LINES: usize = 6;

/// Returns the message that begins with the first of these lines, and how many it takes.
fn message_at(lines: &[&str]) -> Option<(ConsoleMessage, usize)> {
    if lines[0].len() > MAX_MESSAGE_OCTETS || !may_begin(lines[0]) {
        return None;
    }
    let mut text = String::new();
    for (count, line) in lines.iter().enumerate().take(MAX_LINES) {
        if count > 0 && (line.trim().is_empty() || may_begin(line)) {
            break;
        }
        if text.len() + line.len() > MAX_MESSAGE_OCTETS {
            break;
        }
        text.push_str(line.trim());
        text.push(' ');
        if let Some(message) = message(&plain(&text)) {
            return Some((message, count + 1));
        }
    }
    None
}

/// Returns whether a message can begin with a line.
fn may_begin(line: &str) -> bool {
    const BEGINNINGS: [&str; 12] = [
        "Access to ",
        "Cross-Origin Request Blocked",
        "Cookie “",
        "Cookie \"",
        "Cookie ‘",
        "This attempt to set a cookie",
        "This cookie ",
        "This Set-Cookie",
        "Setting this cookie",
        "Origin http",
        "[Error] ",
        "Preflight response is not successful",
    ];
    const OTHERS: [&str; 6] = [
        "Cannot use wildcard in Access-Control",
        "Credentials flag is true",
        "Access-Control-Allow-Origin cannot contain",
        "Request header field ",
        "Fetch API cannot load",
        "XMLHttpRequest cannot load",
    ];
    BEGINNINGS.iter().chain(&OTHERS).any(|beginning| line.contains(beginning))
}

/// Returns a text with straight quotation marks and without those of code.
fn plain(text: &str) -> String {
    let straight = |letter: char| match letter {
        '‘' | '’' => Some('\''),
        '“' | '”' => Some('"'),
        '`' => None,
        other => Some(other),
    };
    text.chars().filter_map(straight).collect()
}

/// Returns the message that a whole text is.
fn message(text: &str) -> Option<ConsoleMessage> {
    let found = |browser, about, texts: &[MessageText], prefix: &str| {
        let (_, word) = texts.iter().find(|(part, _)| text.contains(part))?;
        let of_preflight = reasons(browser, about, &format!("{prefix}{word}"));
        let reasons =
            if of_preflight.is_empty() { reasons(browser, about, word) } else { of_preflight };
        Some(ConsoleMessage { browser, about, reasons, url: None, page: None, cookie: None })
    };
    if text.contains(CHROME_BLOCKED) {
        let is_of_preflight = text.contains(CHROME_PREFLIGHT);
        let prefix = if is_of_preflight { "Preflight" } else { "" };
        let message =
            found(ConsoleBrowser::Chrome, ReasonSubject::Response, CHROME_RESPONSE, prefix)?;
        let first = after(text, "(redirected from '").or_else(|| after(text, " at '"));
        return Some(ConsoleMessage {
            url: first.and_then(|url| http_url(url, '\'')),
            page: after(text, "from origin '").and_then(|url| http_url(url, '\'')),
            ..message
        });
    }
    if let Some(url) = after(text, FIREFOX_BLOCKED) {
        let message =
            found(ConsoleBrowser::Firefox, ReasonSubject::Response, FIREFOX_RESPONSE, "")?;
        let url = url.trim_start_matches([' ', '\'']).split([' ', '\'']).next()?;
        return Some(ConsoleMessage { url: Url::parse(url.trim_end_matches('.')).ok(), ..message });
    }
    if let Some(cookie) = after(text, "Cookie \"").or_else(|| after(text, "Cookie '")) {
        let cookie = cookie.split(['"', '\'']).next().map(str::to_owned);
        let of = |about, texts| found(ConsoleBrowser::Firefox, about, texts, "");
        let message = of(ReasonSubject::Stored, FIREFOX_STORED)
            .or_else(|| of(ReasonSubject::Sent, FIREFOX_SENT))?;
        return Some(ConsoleMessage { cookie, ..message });
    }
    let of_chrome = |about, texts| found(ConsoleBrowser::Chrome, about, texts, "");
    of_chrome(ReasonSubject::Sent, CHROME_SENT)
        .or_else(|| of_chrome(ReasonSubject::Stored, CHROME_STORED))
        .or_else(|| {
            let message =
                found(ConsoleBrowser::Safari, ReasonSubject::Response, SAFARI_RESPONSE, "")?;
            Some(ConsoleMessage {
                url: after(text, "cannot load ").and_then(|url| http_url(url, ' ')),
                page: after(text, "Origin ").and_then(|url| http_url(url, ' ')),
                ..message
            })
        })
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

/// Returns the URL up to a mark.
fn http_url(text: &str, end: char) -> Option<Url> {
    let text = text.split(end).next().unwrap_or_default();
    Url::parse(text.trim_end_matches('.')).ok().filter(Url::has_host)
}

#[cfg(test)]
mod tests;
