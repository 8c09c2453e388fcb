//! What became of a request: what reached the servers, beside what its script learned.

use matrix::CookieSetter;
use run_model::evidence::{FixtureExchange, RequestKind, ScriptOutcome, ShapeEvidence};
use run_model::plan::{ShapeScript, ShapeTag};
use run_model::results::ResponseOutcome;

use super::fault::HarnessFault;

/// What became of the request that is asked about: the one that sets the cookies, or where they
/// were set before, the follow-up.
pub(super) fn response_outcome(
    tag: ShapeTag,
    script: &ShapeScript,
    shape: &ShapeEvidence,
) -> Result<ResponseOutcome, HarnessFault> {
    let disagree = |what: String| Err(HarnessFault::WireDisagrees { shape: tag.shape, what });
    if shape.page.shape != tag.shape || shape.probe.shape < tag.shape {
        return disagree("a report speaks of another shape".to_owned());
    }
    let set = RequestTrace {
        tag,
        shape,
        request: RequestKind::SetCookies,
        preflight: RequestKind::Preflight,
        last: script.url_list.len() - 1,
    };
    let follow_up = RequestTrace {
        request: RequestKind::FollowUp,
        preflight: RequestKind::FollowUpPreflight,
        ..set
    };
    if follow_up.has_preflight() {
        return disagree("the follow-up caused a preflight".to_owned());
    }
    let is_made_again = script.again.is_some();
    for (trace, what, most) in
        [(set, "request", 1 + usize::from(is_made_again)), (follow_up, "follow-up", 1)]
    {
        if let Some(times) =
            (0..=trace.last).map(|hop| trace.count(hop)).find(|times| *times > most)
        {
            return disagree(format!("the {what} reached the server {times} times"));
        }
    }
    // A navigation that came too late is a fault: it does not show that the engine makes none.
    if script.set_by == CookieSetter::Client && set.count(0) > 0 && follow_up.count(0) == 0 {
        return disagree(
            "the request reached the server, and its follow-up by the same means did not"
                .to_owned(),
        );
    }
    let is_second = |exchange: &&FixtureExchange| exchange.purpose == RequestKind::SecondSet;
    let second_requests = shape.exchanges.iter().filter(is_second).count();
    match &shape.page.second_set {
        Some(ScriptOutcome::Failed { message }) if second_requests > 0 => {
            return Err(HarnessFault::FollowUpBlocked {
                shape: tag.shape,
                message: message.clone(),
            });
        }
        Some(_) | None if second_requests > 1 => {
            return disagree(format!(
                "the second request reached the server {second_requests} times"
            ));
        }
        Some(_) | None => {}
    }
    match (script.set_by, &shape.page.set) {
        (CookieSetter::Client, Some(told)) => match &shape.page.follow_up {
            ScriptOutcome::Failed { message } if follow_up.count(follow_up.last) == 1 => {
                Err(HarnessFault::FollowUpBlocked { shape: tag.shape, message: message.clone() })
            }
            ScriptOutcome::Exposed { .. }
            | ScriptOutcome::Failed { .. }
            | ScriptOutcome::Navigated
            | ScriptOutcome::Opaque => match set.outcome(told)? {
                ResponseOutcome::Exposed if is_made_again => set.outcome_of_second(),
                outcome => Ok(outcome),
            },
        },
        (CookieSetter::FirstParty, None) if set.count(0) == 1 && !set.has_preflight() => {
            follow_up.outcome(&shape.page.follow_up)
        }
        (CookieSetter::CookieStore | CookieSetter::Script, None) if set.count(0) == 0 => {
            follow_up.outcome(&shape.page.follow_up)
        }
        (CookieSetter::Client, None)
        | (CookieSetter::CookieStore | CookieSetter::FirstParty | CookieSetter::Script, _) => {
            disagree("the cookies were not set once, by the document that was to do it".to_owned())
        }
    }
}

/// What reached the server of one request of a shape, and of its preflights.
#[derive(Clone, Copy)]
struct RequestTrace<'a> {
    tag: ShapeTag,
    shape: &'a ShapeEvidence,
    request: RequestKind,
    preflight: RequestKind,
    /// The position of the last URL in its list.
    last: usize,
}

impl RequestTrace<'_> {
    /// How often it reached the URL at this position of its list.
    fn count(self, hop: usize) -> usize {
        self.shape
            .exchanges
            .iter()
            .filter(|exchange| (exchange.purpose, exchange.hop) == (self.request, hop))
            .count()
    }

    fn has_preflight(self) -> bool {
        self.shape.exchanges.iter().any(|exchange| exchange.purpose == self.preflight)
    }

    /// Sets what the script was told beside it.
    fn outcome(self, told: &ScriptOutcome) -> Result<ResponseOutcome, HarnessFault> {
        let disagree =
            |what: String| Err(HarnessFault::WireDisagrees { shape: self.tag.shape, what });
        match (self.count(self.last), told) {
            (0, ScriptOutcome::Failed { .. }) if self.count(0) > 0 => {
                Ok(ResponseOutcome::RedirectRefused)
            }
            (0, ScriptOutcome::Failed { .. }) if self.has_preflight() => {
                Ok(ResponseOutcome::PreflightRefused)
            }
            (0, ScriptOutcome::Failed { .. }) => Ok(ResponseOutcome::NotMade),
            (0, _) => disagree(
                "the script was given a response to a request that never reached the server"
                    .to_owned(),
            ),
            (_, ScriptOutcome::Failed { .. }) => Ok(ResponseOutcome::Blocked),
            (_, ScriptOutcome::Navigated) => Ok(ResponseOutcome::Navigated),
            (_, ScriptOutcome::Opaque) => Ok(ResponseOutcome::Opaque),
            (_, ScriptOutcome::Exposed { status, body, field })
                if self.is_answer(*status, body) =>
            {
                Ok(if field.is_some() {
                    ResponseOutcome::ExposedWithField
                } else {
                    ResponseOutcome::Exposed
                })
            }
            (_, ScriptOutcome::Exposed { status, body, .. }) => {
                disagree(format!("the script read another response: {status} `{body}`"))
            }
        }
    }

    /// What became of the second request to the same URL, after a first one whose response was
    /// exposed.
    fn outcome_of_second(self) -> Result<ResponseOutcome, HarnessFault> {
        let mut after_first = self
            .shape
            .exchanges
            .iter()
            .skip_while(|exchange| exchange.purpose != self.request)
            .skip(1);
        if after_first.any(|exchange| exchange.purpose == self.preflight) {
            return Ok(ResponseOutcome::Exposed);
        }
        if self.count(0) == 2 {
            return Ok(ResponseOutcome::ExposedAgain);
        }
        Err(HarnessFault::WireDisagrees {
            shape: self.tag.shape,
            what: "the request was made again without a trace".to_owned(),
        })
    }

    /// Whether status and body are those of its last response; there may be no body.
    fn is_answer(self, status: u16, body: &str) -> bool {
        let answers = |exchange: &FixtureExchange| {
            let is_bodiless =
                exchange.method == "HEAD" || matches!(exchange.status, 204 | 205 | 304);
            (exchange.purpose, exchange.hop, exchange.status) == (self.request, self.last, status)
                && (body == self.tag.to_string() || (is_bodiless && body.is_empty()))
        };
        self.shape.exchanges.iter().any(answers)
    }
}
