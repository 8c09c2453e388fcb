//! What `diagnosis` finds in an input, in words that name the fields of the front end.

use diagnosis::console::{MissingParts, MissingText};
use diagnosis::http_text::{HttpTextProblem, NextStep};
use diagnosis::{ExchangeAssumption, SkipReason, SkippedEntry};

use crate::input::input_field::{FieldLabels, InputField};

/// Returns what is assumed of a request, and which field says otherwise.
pub(super) fn assumption(assumption: &ExchangeAssumption, labels: &dyn FieldLabels) -> String {
    let words = assumption.to_string();
    match assumption {
        ExchangeAssumption::IncludeAsItIsAllowed | ExchangeAssumption::SameOrigin => {
            words + &sets_another(InputField::Credentials, labels)
        }
        ExchangeAssumption::IncludeAsItCarriedCookies
        | ExchangeAssumption::IncludeAsItStoredCookies
        | ExchangeAssumption::NavigatedByUser
        | ExchangeAssumption::NoResponse
        | ExchangeAssumption::StatusUnknown { .. } => words,
    }
}

/// Returns the remark that a field sets another value than the one that is assumed; nothing where
/// the front end has no such field.
pub(super) fn sets_another(field: InputField, labels: &dyn FieldLabels) -> String {
    labels.name(field).map(|name| format!(" ({name} sets another)")).unwrap_or_default()
}

/// Returns why an entry of a HAR asks nothing.
pub(super) fn skipped_entry(entry: &SkippedEntry, labels: &dyn FieldLabels) -> String {
    let give = match entry.why {
        SkipReason::PageUnknown => labels.give(InputField::Page),
        SkipReason::TestClient | SkipReason::UrlInvalid => None,
    };
    let give = give.map(|give| format!("; {give}")).unwrap_or_default();
    format!("{entry}{give}")
}

/// Returns what to do about a text that cannot be read.
pub fn text_help(problem: HttpTextProblem, labels: &dyn FieldLabels) -> String {
    const COMMAND: &str = "`gingersnap explain --har FILE`";
    match problem.next_step() {
        NextStep::Do(words) => words.to_owned(),
        NextStep::GiveArchive => match labels.name(InputField::Har) {
            Some(name) => format!("give the file with {name}"),
            None => format!("{COMMAND} reads it"),
        },
        NextStep::GiveCookie => {
            let paste = "paste the response that sets it, from the Network panel";
            match labels.name(InputField::Have) {
                Some(name) => format!(
                    "give a cookie that is there already with {name} 'NAME=VALUE; Path=/; Secure; \
                     SameSite=None', from its row, with `Domain` where that cell begins with a \
                     dot; or {paste}"
                ),
                None => paste.to_owned(),
            }
        }
        NextStep::GiveLess => {
            let name = labels.name(InputField::Har).unwrap_or_else(|| COMMAND.to_owned());
            format!("give those that matter; {name} explains an archive")
        }
        NextStep::GiveMechanism => {
            let paste = "paste the response, as `curl -i URL` prints it";
            match labels.name(InputField::Mechanism) {
                Some(name) => format!(
                    "name what makes the request with {name}, such as `img`, `script`, `iframe` \
                     or `form-post`, and {paste}"
                ),
                None => paste.to_owned(),
            }
        }
        NextStep::GiveScriptCookie => match labels.name(InputField::ScriptSets) {
            Some(name) => {
                format!("give what it writes with {name} 'NAME=VALUE; Path=/', without quotes")
            }
            None => "paste the response that sets the cookie".to_owned(),
        },
    }
}

/// Returns what a verdict needs besides the message of a browser.
pub(crate) fn missing_parts(missing: &MissingParts<'_>, labels: &dyn FieldLabels) -> String {
    let of_url = missing.requested.map(|url| format!(" of {url}")).unwrap_or_default();
    let page = missing.page.is_none().then_some(InputField::Page);
    let request = missing.requested.is_none().then_some(InputField::Request);
    let unknown: Vec<String> =
        page.into_iter().chain(request).filter_map(|field| labels.entry(field)).collect();
    let with = match unknown.as_slice() {
        [] => String::new(),
        some => format!(", with {}", some.join(" and ")),
    };
    match missing.sent {
        MissingText::ResponseAndPreflight => format!(
            "paste the response headers{of_url} to OPTIONS and to the request (`curl -i`, or the \
             headers in the Network panel){with}"
        ),
        MissingText::ResponseAndPerhapsPreflight => format!(
            "paste the response headers{of_url} (`curl -i`, or the headers in the Network panel), \
             those of its preflight too if there is one{with}"
        ),
        MissingText::Response => format!(
            "paste the response headers{of_url} (`curl -i`, or the headers in the Network panel)\
             {with}"
        ),
        MissingText::SetCookie => format!("paste the response with its `Set-Cookie` line{with}"),
        MissingText::StoredCookie => match labels.name(InputField::Have) {
            Some(name) => format!(
                "give the line that set the cookie with {name} 'LINE', and the request that lacks \
                 it{with}"
            ),
            None => format!("paste the response that set the cookie{with}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::input_field::PlainLabels;

    /// A front end that has no field at all.
    #[derive(Debug)]
    struct NoLabels;

    impl FieldLabels for NoLabels {
        fn name(&self, _: InputField) -> Option<String> {
            None
        }
    }

    #[test]
    fn no_field_is_named_that_the_front_end_lacks() {
        let same_origin = ExchangeAssumption::SameOrigin;
        assert_eq!(assumption(&same_origin, &NoLabels), same_origin.to_string());
        let entry = SkippedEntry { number: 1, why: SkipReason::PageUnknown };
        assert_eq!(skipped_entry(&entry, &NoLabels), "entry 1: the page is unknown");
        assert_eq!(
            text_help(HttpTextProblem::IsHar, &NoLabels),
            "`gingersnap explain --har FILE` reads it"
        );
        let sent = MissingText::StoredCookie;
        let missing = MissingParts { sent, requested: None, page: None };
        assert_eq!(missing_parts(&missing, &NoLabels), "paste the response that set the cookie");
    }

    #[test]
    fn a_field_is_named_as_the_front_end_calls_it() {
        assert_eq!(
            assumption(&ExchangeAssumption::SameOrigin, &PlainLabels),
            "the credentials mode is unknown; same-origin is assumed, the default (the credentials \
             mode sets another)"
        );
        let missing = MissingParts { sent: MissingText::SetCookie, requested: None, page: None };
        assert_eq!(
            missing_parts(&missing, &PlainLabels),
            "paste the response with its `Set-Cookie` line, with the page and the URL of the \
             request"
        );
    }
}
