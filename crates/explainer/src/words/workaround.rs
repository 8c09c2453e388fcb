//! What people do where no fix was found.

use diagnosis::{Explanation, SiteWorkaround, StorageAccessHelp, SuggestedEdit, SuggestedFix};
use matrix::{RequestApi, RequestMechanism};
use spec_model::Reason;

use crate::words::phrases::who_of;

/// Returns sentences on what people do where no fix was found; the first says where that is, and
/// why.
pub fn workaround(workaround: &SiteWorkaround, explanation: &Explanation) -> (String, Vec<String>) {
    let reason = workaround.reason.map_or_else(String::new, |reason| format!(" {reason}"));
    let found = if workaround.beyond_headers {
        "No change of headers helps in"
    } else {
        "Found no fix for"
    };
    let first = format!("{found} {}.{reason}", who_of(&workaround.profiles, explanation));
    let moved = workaround.same_site.as_ref().map(|moved| {
        let serve = if workaround.storage_access.is_some() {
            "If the page is yours too, serve"
        } else {
            "Serve"
        };
        format!(
            "{serve} {} from the page's own site, for example at {}, or proxy it through the \
             page's server. The same check confirms that this works {}{}.",
            what_moves(explanation),
            moved.fixed.url,
            works_there(moved, workaround, explanation),
            with_edits(moved, &[])
        )
    });
    let access = workaround.storage_access.as_ref().map(|help| {
        let call = "call document.requestStorageAccess() after a click";
        format!(
            "In a frame, the third party can ask the user for access to its cookies: {}. A popup \
             needs no such access.",
            with_changes(help, call)
        )
    });
    let detour = workaround.detour.as_ref().map(ToString::to_string);
    let other = against(workaround.reason, explanation);
    (first, detour.into_iter().chain(other).chain(access).chain(moved).collect())
}

/// Returns the same in a few words, behind a fix of these edits.
pub fn short_workaround(
    workaround: &SiteWorkaround,
    known: &[SuggestedEdit],
    explanation: &Explanation,
) -> String {
    let names = who_of(&workaround.profiles, explanation);
    let moved = workaround.same_site.as_ref().map(|moved| {
        let where_it_works = works_there(moved, workaround, explanation);
        let only = if where_it_works == "there" {
            String::new()
        } else {
            format!(" (works {where_it_works})")
        };
        let what = what_moves(explanation);
        // The page around a frame is mostly somebody else's.
        if workaround.storage_access.is_some() {
            return format!("Or serve {what} from the page's own site, if that is yours{only}.");
        }
        format!(
            "Serve {what} from the page's own site, such as {}{}{only}.",
            moved.fixed.url,
            with_edits(moved, known)
        )
    });
    let access = workaround.storage_access.as_ref().map(|help| {
        let call =
            "call document.requestStorageAccess() in the frame after a click, or use a popup";
        let is_known = help.edits.iter().all(|edit| known.contains(edit));
        if is_known && !help.edits.is_empty() {
            format!("With the fix above, {call}.")
        } else {
            sentence(&with_changes(help, call))
        }
    });
    let detour = workaround.detour.as_ref().map(ToString::to_string);
    let first = if workaround.beyond_headers {
        format!("No header helps in {names}.")
    } else {
        format!("Found no fix for {names}.")
    };
    let other = against(workaround.reason, explanation);
    let sentences = std::iter::once(first).chain(detour).chain(other).chain(access).chain(moved);
    sentences.collect::<Vec<_>>().join(" ")
}

/// Returns what to do for access to cookies, after what has to change about them.
fn with_changes(help: &StorageAccessHelp, call: &str) -> String {
    let change = |edit: &SuggestedEdit| match edit {
        SuggestedEdit::SameSiteNone => Some("set `SameSite=None` and `Secure`"),
        SuggestedEdit::Secure => Some("set `Secure`"),
        SuggestedEdit::NoPartitioned => Some("remove `Partitioned`"),
        _ => None,
    };
    let mut steps: Vec<&str> = help.edits.iter().filter_map(change).collect();
    if steps.is_empty() {
        return call.to_owned();
    }
    let last = format!("and {call}");
    steps.push(&last);
    steps.join(", ")
}

fn sentence(words: &str) -> String {
    let (first, rest) = words.split_at(1);
    format!("{}{rest}.", first.to_ascii_uppercase())
}

/// Returns what would have to be on the page's own site: the API, and the frame that asks it.
fn what_moves(explanation: &Explanation) -> &'static str {
    if explanation.question.frames.is_empty() { "the API" } else { "frame and API" }
}

/// Returns what helps against a rule that no other value of a header satisfies.
fn against(reason: Option<&str>, explanation: &Explanation) -> Option<String> {
    let is_for = |rule: Reason| reason == Some(rule.summary());
    let is_font = explanation.question.request.api == RequestApi::Mechanism(RequestMechanism::Font);
    let words = if is_for(Reason::NameValueTooLong) {
        "Keep the data on the server and its key in the cookie, or split it into several."
    } else if is_for(Reason::CredentialsSameOriginCrossOrigin) && is_font {
        "A style sheet cannot ask for a font with credentials: serve it from the page's own origin."
    } else if is_for(Reason::OverwriteHttpOnlyFromScript) {
        "No script can change an HttpOnly cookie: let the server delete it, in the response to a \
         request for a logout."
    } else if is_for(Reason::HostOnlyMismatch) {
        return one_host(explanation);
    } else {
        return None;
    };
    Some(words.to_owned())
}

/// Returns what helps where a cookie was set on another host than the one that needs it.
fn one_host(explanation: &Explanation) -> Option<String> {
    let question = &explanation.question;
    let needed = question.follow_up.as_ref().map_or(&question.url, |then| &then.url);
    let set = match question.prior.first() {
        Some(prior) => prior.set_by().unwrap_or(question.client()),
        None => &question.url,
    };
    let (set, needed) = (set.host_str()?, needed.host_str()?);
    (set != needed).then(|| {
        format!("It is set on {set}, and {needed} is another host: begin and end on one of them.")
    })
}

/// Returns where the API on the page's own site works, of the browsers that no header helps.
fn works_there(
    moved: &SuggestedFix,
    workaround: &SiteWorkaround,
    explanation: &Explanation,
) -> String {
    if !explanation.gaps_of_fix(moved).is_empty() {
        "as far as the answers are known".to_owned()
    } else if workaround.profiles.iter().all(|profile| moved.works_on.contains(profile)) {
        "there".to_owned()
    } else {
        format!("in {}", who_of(&moved.works_on, explanation))
    }
}

/// Returns what else has to change there, if something has; `known` is what was named before.
fn with_edits(moved: &SuggestedFix, known: &[SuggestedEdit]) -> String {
    let new: Vec<String> = moved
        .edits
        .iter()
        .filter(|edit| !known.contains(edit))
        .map(|edit| edit.words(&moved.fixed))
        .collect();
    let words = new.join(" ");
    match (words.strip_suffix('.'), moved.edits.is_empty()) {
        (Some(words), _) => format!(", with this change: {words}"),
        (None, false) => ", with the fix above".to_owned(),
        (None, true) => String::new(),
    }
}
