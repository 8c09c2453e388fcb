//! The phrases of answers, the same on a terminal and on a web page.

use diagnosis::{
    AnswerBasis, CitedRule, CookieAnswer, DeletionOutcome, EditTarget, Explanation, NearestCell,
    ProfileAnswer, ProfileGroup, Question, ReasonedAnswer, ResponseAnswer, SuggestedEdit,
    SuggestedFix, SuggestedFixes, UserGoal,
};
use run_model::evidence::cookie_pair;
use run_model::results::ResponseOutcome;
use spec_model::Diagnosis;
use url::Url;

use crate::words::browser_names::names_of_browsers;
use crate::words::loss_words::{in_sentence, loss, lost_names};
use crate::words::refused_response::is_refused;
use crate::words::request_words::place;

/// What can be asked about a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieFact {
    /// Whether the jar keeps it.
    Stored,
    /// Whether the later request carries it.
    Sent,
    /// Whether the document that makes the request reads it.
    ReadableOnPage,
    /// Whether a first-party document of the target reads it.
    ReadableOnTarget,
}

/// One question about a cookie, and its answer.
#[derive(Clone, Debug)]
pub struct CookieAnswerLine<'a> {
    /// What is asked.
    pub fact: CookieFact,
    /// In a few words: `stored`.
    pub question: String,
    /// The answer.
    pub verdict: &'a ReasonedAnswer,
    /// The rules against it that no line above names.
    pub reasons: Vec<&'a CitedRule>,
    /// Further notes that no line above has.
    pub notes: Vec<&'a CitedRule>,
}

impl CookieAnswerLine<'_> {
    /// Returns whether there are rules to name.
    pub fn has_rules(&self) -> bool {
        !self.reasons.is_empty() || !self.notes.is_empty()
    }
}

/// Returns what there is to say of a cookie. What becomes of one that is not stored needs no
/// further reasons.
pub fn lines<'a>(cookie: &'a CookieAnswer, question: &Question) -> Vec<CookieAnswerLine<'a>> {
    let on = |url: &Url| format!("document.cookie on {}", place(url));
    let mut facts = vec![
        (CookieFact::Stored, "stored".to_owned(), &cookie.stored),
        (CookieFact::Sent, "sent again".to_owned(), &cookie.sent),
        (CookieFact::ReadableOnPage, on(question.client()), &cookie.readable_on_page),
    ];
    if question.client().origin() != question.url.origin() {
        let on_target = on(&question.url);
        facts.push((CookieFact::ReadableOnTarget, on_target, &cookie.readable_on_target));
    }
    if let Some(hop) = &cookie.lacking_hop {
        facts.insert(2, (CookieFact::Sent, format!("sent to {}", hop.url), &hop.sent));
    }
    let mut cited: Vec<&CitedRule> = Vec::new();
    let mut lines = Vec::new();
    for (fact, question, verdict) in facts {
        let is_of_interest = cookie.stored.yes || fact == CookieFact::Stored;
        let new = |rules: &'a [CitedRule]| -> Vec<&'a CitedRule> {
            rules.iter().filter(|rule| is_of_interest && !cited.contains(rule)).collect()
        };
        let (reasons, notes) = (new(&verdict.reasons), new(&verdict.notes));
        cited.extend(reasons.iter().chain(&notes));
        lines.push(CookieAnswerLine { fact, question, verdict, reasons, notes });
    }
    lines
}

/// Returns what becomes of a cookie, in a few words.
pub fn verdict(cookie: &CookieAnswer, works: bool) -> String {
    match (works, &cookie.kept_as, cookie.deletion) {
        (true, _, DeletionOutcome::DeletedLater) => "is deleted by a later response".to_owned(),
        (true, _, _) if cookie.deletes() => "deletes the cookie".to_owned(),
        (true, _, _) => "works".to_owned(),
        (false, _, DeletionOutcome::Kept) => "is not deleted, but set".to_owned(),
        (false, _, DeletionOutcome::Missed) => "deletes nothing".to_owned(),
        (false, Some(kept), _) => format!("is stored as {kept}"),
        (false, None, _) if !cookie.lost.is_empty() => {
            format!("loses {}: {}", lost_names(cookie), in_sentence(loss(cookie)))
        }
        (false, None, _) => "does not work".to_owned(),
    }
}

/// Returns where a cookie is stored, if that is not the jar that all sites share.
pub fn partition(cookie: &CookieAnswer) -> Option<String> {
    cookie.partition.as_ref().map(|key| {
        let behind = if key.cross_site_ancestor { " behind another site" } else { "" };
        format!("in the partition of {}{behind}", key.top_level_site)
    })
}

/// Returns the name of a line's cookie in quotes, or words for one without a name.
pub fn cookie_name(line: &str) -> String {
    match cookie_pair(line).0 {
        "" => "the cookie without a name".to_owned(),
        name => format!("`{name}`"),
    }
}

/// Why a line deletes nothing.
pub(crate) const MISSED_DELETION: &str =
    "The cookie that is there differs from the line in Domain, Path or partition.";

/// Returns why a line that is to delete its cookie sets it.
pub(crate) fn kept_for(cookie: &CookieAnswer) -> &'static str {
    const NO_END: &str = "The browser reads no end in the line that is past.";
    cookie.departures.first().map_or(NO_END, |rule| rule.summary)
}

/// Returns the note on how a browser reads a line that it stores as another cookie.
fn cookie_misread(cookie: &CookieAnswer) -> Option<String> {
    cookie.stored.notes.first().map(|note| note.summary.to_owned())
}

/// Why a browser that knows no partitions refuses a cookie that asks for one.
const BLOCKED_THOUGH_PARTITIONED: &str =
    "The user agent blocks cookies of third parties, with `Partitioned` too.";

fn is_partitioned(line: &str) -> bool {
    line.split(';').skip(1).any(|one| one.trim().eq_ignore_ascii_case("partitioned"))
}

/// Returns what becomes of a cookie in a few words, and the rule that decided it.
pub fn fate(cookie: &CookieAnswer, goals: &[UserGoal]) -> (String, Option<String>) {
    let (fate, rule) = fate_of_first(cookie, goals);
    if cookie.lost.is_empty() || rule.is_some() {
        return (fate, rule);
    }
    (format!("{fate}, but not {},", lost_names(cookie)), Some(loss(cookie).to_owned()))
}

/// Returns the same of the first cookie in a field that holds several.
fn fate_of_first(cookie: &CookieAnswer, goals: &[UserGoal]) -> (String, Option<String>) {
    let rule = deciding_rule;
    let missed_hop = cookie.missed_hop().filter(|_| goals.contains(&UserGoal::Sent));
    if cookie.deletion == DeletionOutcome::DeletedLater && missed_hop.is_none() {
        return ("is sent until a later response deletes it,".to_owned(), None);
    }
    if cookie.deletion == DeletionOutcome::Deleted {
        return ("is deleted".to_owned(), None);
    }
    if cookie.is_replaced() {
        return ("is replaced by a later line".to_owned(), None);
    }
    if cookie.deletion == DeletionOutcome::Kept {
        return ("is not deleted, but set".to_owned(), Some(kept_for(cookie).to_owned()));
    }
    if let Some(kept) = &cookie.kept_as {
        return (format!("is stored as {kept}"), cookie_misread(cookie));
    }
    if !cookie.stored.yes && missed_hop.is_none() {
        let is_taken_away =
            |rule: &CitedRule| rule.code == "deleted" || rule.code.starts_with("evicted");
        return match cookie.stored.reasons.first() {
            Some(rule) if is_taken_away(rule) => {
                ("is stored and goes again".to_owned(), Some(rule.summary.to_owned()))
            }
            _ if cookie.deletion == DeletionOutcome::Refused => {
                ("is not deleted, as the line is refused,".to_owned(), rule(&cookie.stored))
            }
            _ if cookie.deletion == DeletionOutcome::Missed => {
                ("is not deleted".to_owned(), Some(MISSED_DELETION.to_owned()))
            }
            Some(rule) if rule.code == "third-party-blocked" && is_partitioned(&cookie.line) => {
                ("is not stored".to_owned(), Some(BLOCKED_THOUGH_PARTITIONED.to_owned()))
            }
            _ => ("is not stored".to_owned(), rule(&cookie.stored)),
        };
    }
    let kept = partition(cookie).map_or_else(String::new, |partition| format!(", {partition},"));
    let wanted = |goal| goals.contains(&goal);
    let sent = cookie.sent_wherever_due();
    let not_sent =
        missed_hop.map_or_else(|| "not sent".to_owned(), |hop| format!("not sent to {}", hop.url));
    let failing = [
        (UserGoal::Sent, sent, not_sent.as_str()),
        (UserGoal::ReadableOnPage, &cookie.readable_on_page, "not readable on the page"),
        (UserGoal::ReadableOnTarget, &cookie.readable_on_target, "not readable on the target"),
    ];
    let failing = failing.into_iter().find(|(goal, answer, _)| wanted(*goal) && !answer.yes);
    match failing {
        Some((_, answer, words)) => (format!("is stored{kept} but {words}"), rule(answer)),
        None if cookie.sent.yes => {
            let below = cookie.assumed_path.as_ref().filter(|_| wanted(UserGoal::Sent));
            let below = below.map_or_else(String::new, |path| format!(" below `{path}`"));
            (format!("is stored and sent{kept}{below}"), None)
        }
        None => (format!("is stored{kept}"), None),
    }
}

/// Returns the rule that decided against something, with the detail of a mismatch. A detail that
/// says more than the rule stands in its place.
pub fn deciding_rule(answer: &ReasonedAnswer) -> Option<String> {
    const DETAILS: [&str; 3] = ["acac-", "acao-", "domain-"];
    let rule = answer.reasons.first()?;
    let own = rule.code.strip_prefix("preflight-").unwrap_or(rule.code);
    // What is no host name is a public suffix by the letter alone.
    let malformed = (own == "public-suffix").then_some("domain-malformed");
    let family = DETAILS.into_iter().find(|family| own.starts_with(family)).or(malformed);
    let is_detail = |note: &&CitedRule| {
        Diagnosis::from_code(note.code).is_some()
            && family.is_some_and(|family| note.code.starts_with(family))
    };
    Some(match answer.notes.iter().find(is_detail) {
        Some(detail) if own == rule.code => detail.summary.to_owned(),
        Some(detail) => format!("{} {}", rule.summary, detail.summary),
        None => rule.summary.to_owned(),
    })
}

/// What helps against a navigation with an unsafe method.
pub const COME_BACK_BY_GET: &str = "Or let the other site come back by GET: `SameSite=Lax` \
                                           cookies go with it.";

/// Returns whether a cookie stays behind for the method of a navigation.
pub fn is_for_unsafe_method(explanation: &Explanation) -> bool {
    let cookies = explanation.answers.iter().flat_map(|one| one.prior.iter().chain(&one.cookies));
    let mut rules = cookies.filter_map(|cookie| cookie.sent_wherever_due().reasons.first());
    rules.any(|rule| rule.code.ends_with("unsafe-method"))
}

/// Returns what becomes of a response, in a few words.
pub fn response_fate(response: &ResponseAnswer) -> String {
    match (response.usable, response.outcome) {
        (true, ResponseOutcome::Navigated) => "becomes a document".to_owned(),
        (true, ResponseOutcome::Opaque) => "is used by the page".to_owned(),
        (true, _) => "is readable".to_owned(),
        (false, ResponseOutcome::NotMade) => "never comes, as no request is made,".to_owned(),
        (false, ResponseOutcome::PreflightRefused) => {
            "is not readable, as the preflight is refused,".to_owned()
        }
        (false, _) if hides_field(response) => {
            "is readable, but the field asked for is hidden".to_owned()
        }
        (false, _) if is_refused(response) => "is refused".to_owned(),
        (false, _) if !response.readable.reasons.is_empty() => "is not readable".to_owned(),
        (false, outcome) => format!("is not readable ({outcome})"),
    }
}

/// Returns whether a script can read the response, but not the header field that it wants.
fn hides_field(response: &ResponseAnswer) -> bool {
    let is_of_field = |rule: &CitedRule| {
        rule.code.starts_with("aceh-") || rule.code == "set-cookie-never-exposed"
    };
    response.readable.reasons.iter().any(is_of_field)
}

/// Returns what to know of a fix besides its diff, a sentence or two for each edit.
pub fn advice(fix: &SuggestedFix, fixes: &SuggestedFixes) -> Vec<String> {
    let all = edits(fix, fixes);
    let of_deletion = all.len() > fix.edits.len();
    if of_deletion {
        return all.into_iter().take(1).collect();
    }
    let more = fix.edits.iter().filter(|edit| edit.says_more(&fix.fixed));
    more.map(|edit| edit.words(&fix.fixed)).collect()
}

/// Returns the names of browsers: `Chrome and Edge · Firefox`.
pub fn who(answers: &[&ProfileAnswer]) -> String {
    browser_names(answers).join(" · ")
}

/// Returns the names of browsers, as people know them.
pub fn browser_names(answers: &[&ProfileAnswer]) -> Vec<String> {
    let profiles: Vec<(&str, &str)> =
        answers.iter().map(|answer| (answer.engine, answer.profile.as_str())).collect();
    names_of_browsers(&profiles)
}

/// Returns the browsers of which the same is said; those that were never measured in parentheses.
/// `all` is how the sentence speaks of all of them: `every`, or `any`.
pub fn browsers(profiles: &[&ProfileAnswer], explanation: &Explanation, all: &str) -> String {
    let (measured, guessed): (Vec<&ProfileAnswer>, Vec<&ProfileAnswer>) =
        profiles.iter().partition(|answer| answer.ever_recorded);
    let names = match measured.len() {
        0 => return format!("{}, predicted", who(&guessed)),
        count if count == explanation.judged().len() && is_every_browser(&measured) => {
            format!("{all} measured browser")
        }
        _ => who(&measured),
    };
    if guessed.is_empty() { names } else { format!("{names} · ({})", who(&guessed)) }
}

/// Returns whether browsers stand for all that people have: many, of each engine. Where fewer were
/// asked for, they are named.
fn is_every_browser(answers: &[&ProfileAnswer]) -> bool {
    const ENGINES: [&str; 3] = ["chromium", "firefox", "webkitgtk"];
    let has = |engine: &&str| answers.iter().any(|answer| answer.engine == *engine);
    answers.len() > ENGINES.len() && ENGINES.iter().all(has)
}

/// Returns the names of those among the answered profiles that are named so, those that were never
/// measured last and in parentheses; `any browser` where they are all of many.
pub fn who_of(profiles: &[String], explanation: &Explanation) -> String {
    let all = &explanation.answers;
    let is_every = is_every_browser(&all.iter().collect::<Vec<_>>());
    if is_every && all.iter().all(|answer| profiles.contains(&answer.name())) {
        return "any browser".to_owned();
    }
    let is_named = |answer: &&ProfileAnswer| profiles.contains(&answer.name());
    let named = explanation.answers.iter().filter(is_named);
    let (measured, guessed): (Vec<_>, Vec<_>) = named.partition(|answer| answer.ever_recorded);
    match (measured.as_slice(), guessed.as_slice()) {
        (measured, []) => who(measured),
        ([], guessed) if all.iter().all(|answer| !answer.ever_recorded) => who(guessed),
        ([], guessed) => format!("({})", who(guessed)),
        (measured, guessed) => format!("{} · ({})", who(measured), who(guessed)),
    }
}

/// Returns how a group's answer is known, in a few words.
pub fn known<A>(group: &ProfileGroup<'_, A>, basis: &AnswerBasis) -> &'static str {
    match basis {
        AnswerBasis::Predicted { .. } if !group.answers[0].ever_recorded => {
            "predicted, never measured"
        }
        AnswerBasis::Predicted { .. } => "by its model",
        AnswerBasis::Recorded { .. } => "seen",
        AnswerBasis::Seen => "seen",
    }
}

/// Returns sentences on how an answer is known: where the engine departs from the standards, and
/// the cell that shows it, or the nearest.
pub fn evidence<A>(
    group: &ProfileGroup<'_, A>,
    basis: &AnswerBasis,
    departures: &[CitedRule],
) -> Vec<String> {
    let differs = departures
        .iter()
        .map(|one| format!("This differs from the standards: {} ({})", one.summary, one.code));
    let seen = match basis {
        AnswerBasis::Recorded { cell } => Some(format!("Seen in {cell}")),
        AnswerBasis::Predicted { nearest: Some(nearest) } if group.answers[0].ever_recorded => {
            let NearestCell { cell, differences } = nearest;
            Some(format!("Nearest seen: {cell}; it differs in {}.", list(differences)))
        }
        AnswerBasis::Predicted { .. } | AnswerBasis::Seen => None,
    };
    differs.chain(seen).collect()
}

/// Returns what to do, a sentence for each edit.
pub fn edits(fix: &SuggestedFix, fixes: &SuggestedFixes) -> Vec<String> {
    let of_cookie = |edit: &SuggestedEdit| edit.target() == EditTarget::Cookie;
    let deletes = fixes.of_deletion && fix.edits.iter().any(of_cookie);
    let deletion =
        deletes.then(|| "Delete the cookie with the attributes that it was set with.".to_owned());
    deletion.into_iter().chain(fix.edits.iter().map(|edit| edit.words(&fix.fixed))).collect()
}

/// Returns the browsers that a fix is for; where an answer is missing, what that leaves open.
pub fn works_in(fix: &SuggestedFix, explanation: &Explanation) -> String {
    if let Some(gap) = explanation.gaps_of_fix(fix).first() {
        return format!("may help, but {gap}");
    }
    let helps = |answer: &&&ProfileAnswer| fix.works_on.contains(&answer.name());
    let judged = explanation.judged();
    let measured: Vec<&ProfileAnswer> = judged.iter().filter(helps).copied().collect();
    if measured.len() == judged.len() && is_every_browser(&judged) {
        "works in every measured browser".to_owned()
    } else {
        format!("works in {}", who(&measured))
    }
}

pub(super) fn list(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Returns the header lines that the fixed response has and the first one lacks: those to copy.
pub fn new_lines<'q>(
    before: &[(String, String)],
    after: &'q [(String, String)],
) -> Vec<&'q (String, String)> {
    after.iter().filter(|line| !before.contains(line)).collect()
}
