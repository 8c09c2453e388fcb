//! Finds the messages of browsers in a text.

use run_model::evidence::ReasonSubject;
use url::Url;

use crate::console::message_texts::{
    CHROME_BLOCKED, CHROME_PREFLIGHT, CHROME_REQUEST, CHROME_RESPONSE, CHROME_SENT, CHROME_STORED,
    FIREFOX_BLOCKED, FIREFOX_REQUEST, FIREFOX_RESPONSE, FIREFOX_SENT, FIREFOX_STORED, MessageText,
    REMARKS, SAFARI_RESPONSE,
};
use crate::console::message_url::{http_url, urls};
use crate::console::other_texts::OTHERS;
use crate::console::page_origin::{names_origin, page_origin};
use crate::console::policy_directive::policy_directive;
use crate::console::server_texts::{SERVERS, ServerText};
use crate::console::unlisted::unlisted;
use crate::console::{
    ConsoleMessage, MessageRemark, MessageSource, cookie_prefix, network_line, older_chrome,
    reasons,
};

/// A message is a line, or a few where it was broken; longer lines are none.
const MAX_MESSAGE_OCTETS: usize = 4 << 10;

/// How many lines are looked at for messages: pastes with more are bodies or logs.
const MAX_LOOKED_AT: usize = 20_000;

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
        let message = if at < MAX_LOOKED_AT { message_at(&lines[at..]) } else { None };
        let Some((message, count)) = message else {
            if !is_of_console(lines[at]) || found.messages.is_empty() {
                found.rest.push_str(lines[at]);
            }
            at += 1;
            continue;
        };
        add(&mut found.messages, message);
        at += count;
    }
    network_line::leave_out_explained(&mut found.messages);
    found
}

/// Adds a message. Safari says in one line why a response is kept from a script, and in another
/// one, before or behind it, which: both are one message.
fn add(messages: &mut Vec<ConsoleMessage>, message: ConsoleMessage) {
    let is_of_safari = |one: &ConsoleMessage| {
        one.source == MessageSource::Safari && one.about == ReasonSubject::Response
    };
    let is_other_half = |one: &&mut ConsoleMessage| {
        let both_name_a_url = one.url.is_some() && message.url.is_some();
        let both_say_why = !one.reasons.is_empty() && !message.reasons.is_empty();
        is_of_safari(one)
            && is_of_safari(&message)
            && !(both_name_a_url && one.url != message.url)
            && !(both_say_why && one.reasons != message.reasons)
    };
    if let Some(last) = messages.last_mut().filter(is_other_half) {
        last.url = last.url.take().or(message.url);
        last.page = last.page.take().or(message.page);
        last.origin = last.origin.take().or(message.origin);
        if last.reasons.is_empty() {
            last.reasons = message.reasons;
            last.remark = message.remark;
            last.unlisted = message.unlisted;
        }
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
        || is_of_access_log(line)
}

/// Returns whether a line is one that servers log of each request, in the form that most share:
/// method, path and version in quotes, and the status.
fn is_of_access_log(line: &str) -> bool {
    let status = line.split_once(" HTTP/").and_then(|(_, rest)| rest.split_once("\" "));
    status.is_some_and(|(_, rest)| {
        let code = rest.split(' ').next().unwrap_or_default();
        code.len() == 3 && code.bytes().all(|digit| digit.is_ascii_digit())
    })
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

/// Returns whether a message can begin with a line. Some people paste without regard to case.
fn may_begin(line: &str) -> bool {
    const BEGINNINGS: [&str; 15] = [
        "a cookie associated with a ",
        "access to ",
        "attempt to set a forbidden header",
        "cross-origin request ",
        "blocked loading mixed active content",
        "mixed content: ",
        "partitioned cookie or storage access was",
        "refused to get unsafe header",
        "refused to set unsafe header",
        "some cookies are misusing",
        "the page at https:",
        "third-party cookie ",
        "cookie “",
        "cookie \"",
        "cookie ‘",
    ];
    const OTHERS: [&str; 13] = [
        "this attempt to set a cookie",
        "this cookie ",
        "this set-cookie",
        "setting this cookie",
        "[error] ",
        "preflight response is not successful",
        "cannot use wildcard in access-control",
        "credentials flag is true",
        "access-control-allow-origin cannot contain",
        "request header field ",
        "failed to load http",
        "fetch api cannot load",
        "xmlhttprequest cannot load",
    ];
    const OF_POLICIES: [&str; 38] = [
        "a preload for ",
        "blocked by opaqueresponseblocking",
        "blocked by orb",
        "canvas",
        "cancelled load to ",
        "clear-site-data header ",
        "connecting to '",
        "content security policy",
        "content-security-policy: ",
        "cookie with an empty name",
        "cross-origin read blocking",
        "did not parse stylesheet",
        "eventsource's response",
        "failed to load module script",
        "firefox can’t establish",
        "firefox can't establish",
        "framing '",
        "invalid “",
        "invalid \"",
        "load denied by ",
        "loading module from ",
        "loading script from ",
        "loading the ",
        "net::err_blocked_by_csp",
        "net::err_blocked_by_orb",
        "net::err_blocked_by_response",
        "reading cookie in cross-site",
        "refused to ",
        "request to access cookie",
        "setting cookie in cross-site",
        "storage access ",
        "the loading of ",
        "the resource at ",
        "the resource from ",
        "the stylesheet ",
        "the value of the attribute ",
        "websocket connection to ",
        "valid javascript mime type",
    ];
    const OF_ISSUES: [&str; 9] = [
        "failed to read the 'cookie'",
        "failed to set the 'cookie'",
        "indicate whether ",
        "is not allowed by access-control-allow-methods",
        "mark cross-site cookies",
        "requeststorageaccess",
        "set-cookie header is ignored",
        "the operation is insecure",
        "without the 'allow-same-origin' flag",
    ];
    if network_line::message(line).is_some() {
        return true;
    }
    let line = line.to_ascii_lowercase();
    let own = BEGINNINGS.iter().chain(&OTHERS).chain(&OF_POLICIES).chain(&OF_ISSUES);
    own.copied().any(|beginning| line.contains(beginning))
        || names_origin(&line)
        || server_text(&plain(&line)).is_some()
}

/// Returns what a server says in a text.
fn server_text(text: &str) -> Option<&'static ServerText> {
    let text = text.to_ascii_lowercase();
    SERVERS.iter().find(|(part, ..)| text.contains(&part.to_ascii_lowercase()))
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
    if let Some(message) = network_line::message(text) {
        return Some(message);
    }
    let found = |browser, about, texts: &[MessageText], prefix: &str| {
        let (_, word) = texts.iter().find(|(part, _)| has(text, part))?;
        let of_preflight = reasons(browser, about, &format!("{prefix}{word}"));
        let reasons =
            if of_preflight.is_empty() { reasons(browser, about, word) } else { of_preflight };
        let (remark, unlisted) = (detail(text), unlisted(text));
        Some(ConsoleMessage { reasons, remark, unlisted, ..ConsoleMessage::new(browser, about) })
    };
    let of_chrome = |about, texts| found(MessageSource::Chrome, about, texts, "");
    if has(text, CHROME_BLOCKED) {
        let prefix = if has(text, CHROME_PREFLIGHT) { "Preflight" } else { "" };
        let message =
            found(MessageSource::Chrome, ReasonSubject::Response, CHROME_RESPONSE, prefix)
                .or_else(|| remark(text))?;
        let url = after(text, " at '");
        let origin = after(text, "from origin '").and_then(|origin| page_origin(origin, '\''));
        // The last URL comes first, the one that the page requested in brackets.
        return Some(ConsoleMessage {
            remark: message.remark.or_else(|| scheme_remark(url?)),
            url: url.and_then(|url| http_url(url, '\'')),
            origin,
            redirected_from: after(text, "(redirected from '").and_then(|url| http_url(url, '\'')),
            page: after(text, "from origin '").and_then(|url| http_url(url, '\'')),
            ..message
        });
    }
    if let Some(url) = older_chrome::blocked_url(text) {
        let prefix = if has(text, CHROME_PREFLIGHT) { "Preflight" } else { "" };
        let of = |texts| found(MessageSource::Chrome, ReasonSubject::Response, texts, prefix);
        if let Some(message) = of(CHROME_RESPONSE).or_else(|| of(older_chrome::RESPONSE)) {
            let written = after(text, "Origin '");
            let origin = written.and_then(|origin| page_origin(origin, '\''));
            let page = written.and_then(|url| http_url(url, '\''));
            return Some(ConsoleMessage { url: Some(url), origin, page, ..message });
        }
    }
    if let Some(message) = of_chrome(ReasonSubject::Sent, older_chrome::SENT) {
        return Some(ConsoleMessage { url: older_chrome::cookie_url(text), ..message });
    }
    if let Some(message) = of_chrome(ReasonSubject::Response, CHROME_REQUEST) {
        let url = after(text, "requested an insecure").and_then(|rest| after(rest, "'"));
        return Some(ConsoleMessage {
            url: url.and_then(|url| http_url(url, '\'')),
            page: after(text, "page at '").and_then(|url| http_url(url, '\'')),
            ..message
        });
    }
    if let Some(url) =
        after(text, FIREFOX_BLOCKED).filter(|_| !has(text, "Cross-Origin Request Warning"))
    {
        let message = found(MessageSource::Firefox, ReasonSubject::Response, FIREFOX_RESPONSE, "")
            .or_else(|| remark(text))?;
        let url = url.trim_start_matches([' ', '\'']).split([' ', '\'']).next()?;
        return Some(ConsoleMessage { url: Url::parse(url.trim_end_matches('.')).ok(), ..message });
    }
    if let Some(message) =
        found(MessageSource::Firefox, ReasonSubject::Response, FIREFOX_REQUEST, "")
    {
        let url = after(text, "content \"").and_then(|url| http_url(url, '"'));
        return Some(ConsoleMessage { url, ..message });
    }
    if let Some(message) = other(text).or_else(|| of_server(text)) {
        return Some(message);
    }
    if let Some(cookie) = after(text, "Cookie \"").or_else(|| after(text, "Cookie '")) {
        let cookie = cookie.split(['"', '\'']).next().unwrap_or_default();
        let of = |about, texts| found(MessageSource::Firefox, about, texts, "");
        let mut message = of(ReasonSubject::Stored, FIREFOX_STORED)
            .or_else(|| of(ReasonSubject::Sent, FIREFOX_SENT))
            .or_else(|| remark(text))?;
        message.reasons.retain(|reason| cookie_prefix::applies_to(*reason, cookie));
        return Some(ConsoleMessage { cookie: Some(cookie.to_owned()), ..message });
    }
    let nameless = || found(MessageSource::Firefox, ReasonSubject::Stored, FIREFOX_STORED, "");
    let ignored = after(text, "ignored in response from url: ");
    let stored =
        |message| ConsoleMessage { url: ignored.and_then(|url| http_url(url, ' ')), ..message };
    of_chrome(ReasonSubject::Sent, CHROME_SENT)
        .or_else(|| of_chrome(ReasonSubject::Stored, CHROME_STORED).map(stored))
        .or_else(nameless)
        .or_else(|| {
            let reason = found(MessageSource::Safari, ReasonSubject::Response, SAFARI_RESPONSE, "");
            let message = reason.or_else(|| remark(text))?;
            let url = ["cannot load ", "insecure content from ", "provided to \""]
                .iter()
                .find_map(|mark| after(text, mark));
            let page = after(text, "Origin ").or_else(|| after(text, "page at "));
            Some(ConsoleMessage {
                url: url.and_then(|url| http_url(url, ' ')),
                origin: after(text, "Origin ").and_then(|origin| page_origin(origin, ' ')),
                page: page.and_then(|url| http_url(url, ' ')),
                ..message
            })
        })
}

/// Returns what is wrong with the scheme of a URL that a text begins with, if CORS has none for it.
fn scheme_remark(text: &str) -> Option<MessageRemark> {
    let url = text.split('\'').next()?;
    let (before, behind) = url.split_once(':')?;
    if before.eq_ignore_ascii_case("file") {
        return Some(MessageRemark::FileRequest);
    }
    let is_port = behind.starts_with(|first: char| first.is_ascii_digit());
    is_port.then_some(MessageRemark::MissingScheme)
}

/// Returns what a text says besides a rule.
fn detail(text: &str) -> Option<MessageRemark> {
    const DETAILS: [(&str, MessageRemark); 5] = [
        ("header contains multiple values", MessageRemark::RepeatedOrigin),
        (
            "Multiple CORS header 'Access-Control-Allow-Origin' not allowed",
            MessageRemark::RepeatedOrigin,
        ),
        (
            "Access-Control-Allow-Origin cannot contain more than one origin",
            MessageRemark::RepeatedOrigin,
        ),
        ("because the URL has a different scheme", MessageRemark::OtherScheme),
        ("was omitted because of a cross-site redirect", MessageRemark::CrossSiteRedirect),
    ];
    DETAILS.iter().find(|(part, _)| has(text, part)).map(|(_, remark)| *remark)
}

/// Returns the message that a text is which names no rule.
fn remark(text: &str) -> Option<ConsoleMessage> {
    let (_, browser, about, remark) = REMARKS.iter().find(|(part, ..)| has(text, part))?;
    Some(ConsoleMessage { remark: Some(*remark), ..ConsoleMessage::new(*browser, *about) })
}

/// Returns the message that a text is which is about another policy than CORS.
fn other(text: &str) -> Option<ConsoleMessage> {
    let (_, source, about, remark) = OTHERS.iter().find(|(part, ..)| has(text, part))?;
    let mut urls = urls(text).into_iter();
    let url = urls.next();
    // Storage is granted to one site below another one.
    let page = (*remark == MessageRemark::StorageGranted).then(|| urls.next()).flatten();
    let cookie = after(text, "ookie \"").and_then(|rest| rest.split('"').next());
    let directive = match remark {
        MessageRemark::ContentPolicy | MessageRemark::ReportOnlyPolicy => policy_directive(text),
        _ => None,
    };
    Some(ConsoleMessage {
        remark: Some(*remark),
        url,
        page,
        cookie: cookie.map(str::to_owned),
        directive,
        ..ConsoleMessage::new(*source, *about)
    })
}

/// Returns the message of a server that a text is.
fn of_server(text: &str) -> Option<ConsoleMessage> {
    let (_, name, remark, cookie) = server_text(text)?;
    let about = match remark {
        MessageRemark::CsrfCookie | MessageRemark::LoginCookie => ReasonSubject::Sent,
        _ => ReasonSubject::Response,
    };
    // The origin that is not trusted is the page's.
    let page = match remark {
        MessageRemark::UntrustedOrigin => urls(text).into_iter().next(),
        _ => None,
    };
    Some(ConsoleMessage {
        remark: Some(*remark),
        page,
        cookie: cookie.map(str::to_owned),
        ..ConsoleMessage::new(MessageSource::Server(name), about)
    })
}

/// Returns whether a text has a part, whatever its case.
fn has(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests;
