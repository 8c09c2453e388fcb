//! What Chrome writes to its console of a request that failed: method, URL and how.

use run_model::evidence::ReasonSubject;
use spec_model::Reason;
use url::Url;

use crate::console::{ConsoleMessage, MessageRemark, MessageSource};

const METHODS: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// How many words may stand before the method: the place in the script.
const WORDS_BEFORE: usize = 3;

/// Returns the message that a line is: `GET URL 401 (Unauthorized)`, or `POST URL net::ERR_FAILED
/// 200 (OK)` where a response came and CORS keeps it from the script.
pub(super) fn message(line: &str) -> Option<ConsoleMessage> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_method = |word: &&str| METHODS.contains(word);
    let at = words.iter().take(WORDS_BEFORE).position(is_method)?;
    let url = Url::parse(words.get(at + 1)?).ok().filter(Url::has_host)?;
    let status = |word: Option<&&str>| {
        word.filter(|word| word.len() == 3)?.parse().ok().filter(|code| (100..600).contains(code))
    };
    let failed = words.get(at + 2) == Some(&"net::ERR_FAILED");
    let code: u16 = status(words.get(at + 2 + usize::from(failed)))?;
    let has_reason = words.get(at + 3).is_some_and(|word| word.starts_with('('));
    let is_refused = has_reason && !(200..300).contains(&code);
    let (remark, reasons) = match words[at] {
        _ if failed => (Some(MessageRemark::FailedCheck), Vec::new()),
        // So older versions show a preflight that was refused.
        "OPTIONS" if is_refused => (None, vec![Reason::PreflightBadStatus]),
        _ if is_refused && code >= 400 => (Some(MessageRemark::ErrorStatus), Vec::new()),
        _ => return None,
    };
    Some(ConsoleMessage {
        remark,
        reasons,
        url: Some(url),
        ..ConsoleMessage::new(MessageSource::Chrome, ReasonSubject::Response)
    })
}

/// Leaves such lines out where another message says why the response is kept from the script.
pub(super) fn leave_out_explained(messages: &mut Vec<ConsoleMessage>) {
    let is_line = |one: &ConsoleMessage| {
        matches!(one.remark, Some(MessageRemark::ErrorStatus | MessageRemark::FailedCheck))
    };
    let explains = |one: &ConsoleMessage| {
        !is_line(one) && one.about == ReasonSubject::Response && one.is_error()
    };
    if messages.iter().any(explains) {
        messages.retain(|one| !is_line(one));
    }
}
