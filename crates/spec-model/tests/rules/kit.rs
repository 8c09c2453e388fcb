//! What the tests of rules are written with.

use spec_model::{
    Client, CookieApi, CookieContext, CookieJar, CrossSiteCause, Decision, EngineModel,
    NavigationKind, Party, Policy, Quirk, QuirkSet, SameSiteStatus, Timestamp, UserAgent,
    decide_store, parse_set_cookie,
};
use url::{Origin, Url};

/// The codes of reasons, notes, diagnoses and cause, in this order.
pub(crate) type Codes = Vec<&'static str>;

/// Declares tests that are named for a code: `is` must have it and `not` must not.
macro_rules! rules {
    ($($code:ident { is: $is:expr, not: $not:expr $(,)? })*) => {
        $(
            #[test]
            fn $code() {
                crate::kit::check_rule(stringify!($code), &$is, &$not);
            }
        )*

        /// The codes with a test here, in snake case.
        pub(crate) const TESTED: &[&str] = &[$(stringify!($code),)*];
    };
}
pub(crate) use rules;

pub(crate) fn check_rule(name: &str, is: &Codes, not: &Codes) {
    let code = name.replace('_', "-");
    assert!(is.contains(&code.as_str()), "{code} is missing in {is:?}");
    assert!(!not.contains(&code.as_str()), "{code} should not be in {not:?}");
}

/// Declares tests that are named for a quirk: it changes the answer to `is`, and not that to `not`.
macro_rules! quirks {
    ($($name:ident { is: $is:expr, not: $not:expr $(,)? })*) => {
        $(
            #[test]
            fn $name() {
                let quirk = crate::kit::quirk_named(stringify!($name));
                let (with, without) = (crate::kit::with(quirk), crate::kit::standard());
                assert_ne!($is(with), $is(without), "the quirk changes nothing");
                assert_eq!($not(with), $not(without), "the quirk changes too much");
            }
        )*

        /// The quirks with a test here, in snake case.
        pub(crate) const TESTED: &[&str] = &[$(stringify!($name),)*];
    };
}
pub(crate) use quirks;

pub(crate) fn quirk_named(name: &str) -> Quirk {
    name.replace('_', "-").parse().expect("a test is named for a quirk")
}

/// The standards' user agent with one quirk.
pub(crate) fn with(quirk: Quirk) -> UserAgent<'static> {
    let model = EngineModel { quirks: QuirkSet::NONE.with(quirk), ..EngineModel::standard() };
    UserAgent::new(Box::leak(Box::new(model)))
}

pub(crate) fn codes(decision: &Decision) -> Codes {
    let reasons = decision.reasons.iter().map(|one| one.code());
    let notes = decision.notes.iter().map(|one| one.code());
    let diagnoses = decision.diagnoses.iter().map(|one| one.code());
    reasons.chain(notes).chain(diagnoses).chain(decision.cause.map(CrossSiteCause::code)).collect()
}

pub(crate) const NOW: Timestamp = Timestamp(1_700_000_000);

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).expect("tests write whole URLs")
}

pub(crate) fn origin(text: &str) -> Origin {
    url(text).origin()
}

/// A user agent with the standard policy after a change.
pub(crate) fn user_agent(change: impl FnOnce(&mut Policy)) -> UserAgent<'static> {
    let mut policy = Policy::standard();
    change(&mut policy);
    UserAgent::new(Box::leak(Box::new(EngineModel::from(policy))))
}

pub(crate) fn standard() -> UserAgent<'static> {
    user_agent(|_| {})
}

/// The site's own page.
pub(crate) fn page(address: &str) -> CookieContext<'static> {
    CookieContext::first_party(&url(address), NOW, standard())
}

/// A script in the site's own page.
pub(crate) fn script(address: &str) -> CookieContext<'static> {
    CookieContext { api: CookieApi::NonHttp, ..page(address) }
}

/// A subrequest by a page of another site.
pub(crate) fn cross_site(address: &str, user_agent: UserAgent<'static>) -> CookieContext<'static> {
    let client = Client::top_level(origin("https://www.example.org"));
    let status = SameSiteStatus::CrossSite(CrossSiteCause::CrossSiteInitiator);
    let context = CookieContext::of_client(&url(address), &client, status, NOW, user_agent);
    assert_eq!(context.party, Party::Third);
    context
}

/// A top-level navigation from another site.
pub(crate) fn navigation(address: &str) -> CookieContext<'static> {
    let status = SameSiteStatus::CrossSite(CrossSiteCause::CrossSiteInitiator);
    let context = CookieContext::of_navigation(&url(address), status, NOW, standard());
    assert_eq!(context.navigation, NavigationKind::TopLevel);
    context
}

pub(crate) fn store_in(context: &CookieContext<'_>, line: &str) -> Codes {
    codes(&decide_store(&parse_set_cookie(line.as_bytes(), QuirkSet::NONE), context).decision)
}

/// What comes of one line on the site's own page.
pub(crate) fn store(address: &str, line: &str) -> Codes {
    store_in(&page(address), line)
}

/// A jar with lines that must all be stored by one page.
pub(crate) fn jar(context: &CookieContext<'_>, lines: &[&str]) -> CookieJar {
    let mut jar = CookieJar::default();
    for line in lines {
        let outcome = jar.receive(line.as_bytes(), context);
        assert!(outcome.decision().is_allowed(), "{line}: {outcome:?}");
    }
    jar
}

/// What comes of a second line after a first one.
pub(crate) fn store_after(
    first: (&CookieContext<'_>, &str),
    second: (&CookieContext<'_>, &str),
) -> Codes {
    codes(jar(first.0, &[first.1]).receive(second.1.as_bytes(), second.0).decision())
}

/// Whether the cookie of a line is included: its codes.
pub(crate) fn retrieve(set: (&CookieContext<'_>, &str), context: &CookieContext<'_>) -> Codes {
    let cookie = jar(set.0, &[set.1]).cookies()[0].clone();
    codes(&spec_model::decide_retrieve(&cookie, context))
}
