//! In which contexts the cookies on one response are set, sent and read: the same for all of them.

use matrix::{CookieReader, CookieSetter, SecondSetter};
use spec_model::{CookieContext, Decision, StoredCookie, UserAgent, decide_retrieve};
use url::Url;

use crate::cookie_inputs::{CookieInputs, HopInputs, at};
use crate::document::ClientDocument;
use crate::fetch_parameters::RequestInitiator;

/// Who sets, sends and reads cookies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CookieParties<'a, 'p> {
    /// The document that makes the request.
    pub(crate) page: &'a ClientDocument,
    /// The first-party document on the target.
    pub(crate) probe: &'a ClientDocument,
    /// Whose rules.
    pub(crate) user_agent: UserAgent<'p>,
}

/// The contexts of the cookies on one response.
#[derive(Debug)]
pub(crate) struct HopContexts<'p> {
    /// Where they are set.
    pub(crate) set: CookieContext<'p>,
    /// Whether whoever sets them can set cookies at all.
    pub(crate) setting_gate: Decision,
    /// Where second lines are given.
    pub(crate) second_set: CookieContext<'p>,
    /// Whether these are given at all.
    pub(crate) second_set_gate: Decision,
    /// Where they are sent: the follow-up.
    pub(crate) follow_up: CookieContext<'p>,
    /// How the document that makes the request reads them.
    pub(crate) page: DocumentReader<'p>,
    /// How the first-party document on the target reads them.
    pub(crate) target: DocumentReader<'p>,
    /// Where the driver looks for all cookies.
    outlooks: Vec<CookieContext<'p>>,
    /// Where it looks too for what a script of the page has set.
    script_outlook: Option<CookieContext<'p>>,
    set_by: CookieSetter,
}

/// How a document reads cookies.
#[derive(Debug)]
pub(crate) struct DocumentReader<'p> {
    /// Whether it reads any.
    pub(crate) gate: Decision,
    /// Which ones.
    pub(crate) context: CookieContext<'p>,
}

impl<'p> HopContexts<'p> {
    pub(crate) fn new(
        parties: CookieParties<'_, 'p>,
        cookie_inputs: &CookieInputs,
        hop: &HopInputs,
    ) -> Self {
        let CookieParties { page, probe, user_agent } = parties;
        let script = page.script_context(user_agent);
        let store_gate = || page.reader_gate(CookieReader::CookieStore, user_agent);
        let (set, setting_gate) = match hop.set_by {
            CookieSetter::Client => {
                let context = page.context(hop.initiator, &hop.set, &hop.method, user_agent);
                (context, Decision::default())
            }
            CookieSetter::CookieStore => (script.clone(), store_gate()),
            CookieSetter::FirstParty => {
                let initiator = RequestInitiator::Document;
                (probe.context(initiator, &hop.set, &hop.method, user_agent), Decision::default())
            }
            CookieSetter::Script => (script.clone(), page.cookie_gate()),
        };
        let (second_set, second_set_gate) = match cookie_inputs.then_by {
            SecondSetter::CookieStore => (script, store_gate()),
            SecondSetter::Response => {
                let initiator = RequestInitiator::Document;
                (
                    page.context(initiator, &hop.second_set_urls, "GET", user_agent),
                    hop.follow_up.clone(),
                )
            }
            SecondSetter::Script => (script, page.cookie_gate()),
        };
        let follow_up =
            page.context(hop.initiator, &hop.follow_up_urls, &hop.follow_up_method, user_agent);
        let now = follow_up.now.plus_secs(cookie_inputs.age_secs.into());
        let reader = |document: &ClientDocument| DocumentReader {
            gate: document.reader_gate(cookie_inputs.reader, user_agent),
            context: document.script_context(user_agent),
        };
        let first_party = |url: &Url| CookieContext::first_party(url, probe.now, user_agent);
        // Another host that sets cookies is looked at too.
        let outlook =
            |url: &Url| (url.host() != probe.url.host()).then(|| first_party(&at(url, "/")));
        let outlooks = hop.set.last().and_then(outlook).into_iter();
        Self {
            set,
            setting_gate,
            second_set,
            second_set_gate,
            follow_up: CookieContext { now, ..follow_up },
            page: reader(page),
            target: reader(probe),
            outlooks: outlooks.chain([first_party(&probe.url)]).collect(),
            script_outlook: outlook(&page.url),
            set_by: hop.set_by,
        }
    }

    /// Returns whether a document that the driver looks at would be sent a cookie, whose line has a
    /// second one or not.
    pub(crate) fn is_listed(&self, cookie: &StoredCookie, has_second: bool) -> bool {
        let by_script = match self.set_by {
            CookieSetter::CookieStore | CookieSetter::Script => true,
            CookieSetter::Client | CookieSetter::FirstParty => has_second,
        };
        let script_outlook = self.script_outlook.iter().filter(|_| by_script);
        let mut outlooks = self.outlooks.iter().chain(script_outlook);
        outlooks.any(|context| decide_retrieve(cookie, context).is_allowed())
    }
}
