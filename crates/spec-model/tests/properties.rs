//! What holds for any input.

use proptest::prelude::*;
use spec_model::{
    CookieApi, CookieContext, CookieJar, EngineModel, QuirkSet, StoreOutcome, Timestamp, UserAgent,
    decide_retrieve, decide_store, parse_cookie_date, parse_set_cookie, serialize_set_cookie,
};
use url::Url;

const NOW: Timestamp = Timestamp(1_700_000_000);

fn urls() -> impl Strategy<Value = Url> {
    let hosts = [
        "www.example.com",
        "example.com",
        "example.com.",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "github.io",
        "a.b.co.uk",
    ];
    (
        prop::sample::select(vec!["http", "https", "ws", "ftp"]),
        prop::sample::select(hosts.to_vec()),
        "(/[a-c/.]{0,6})?",
    )
        .prop_map(|(scheme, host, path)| {
            Url::parse(&format!("{scheme}://{host}{path}")).expect("its parts are those of a URL")
        })
}

fn attributes() -> impl Strategy<Value = Vec<String>> {
    let fixed = [
        "Secure",
        "HttpOnly",
        "Partitioned",
        "SameSite=None",
        "samesite=lax",
        "SameSite=Strict",
        "SameSite",
        "Path=/",
        "Path=/a",
        "Path=x",
        "Domain=example.com",
        "Domain=.EXAMPLE.com",
        "Domain=",
        "Domain=github.io",
        "Domain=127.0.0.1",
        "Max-Age=60",
        "Max-Age=-1",
        "Max-Age=99999999999",
        "Expires=Wed, 01 Jan 2200 00:00:00 GMT",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Foo=bar",
    ];
    prop::collection::vec(
        prop_oneof![9 => prop::sample::select(fixed.to_vec()).prop_map(str::to_owned), 1 => "[ -~]{0,12}"],
        0..6,
    )
}

fn lines() -> impl Strategy<Value = Vec<u8>> {
    let written = ("(__Host-|__Secure-|__Http-)?[a-c= ]{0,3}", "[ -~]{0,4}", attributes())
        .prop_map(|(name, value, attributes)| {
            [vec![format!("{name}={value}")], attributes].concat().join("; ").into_bytes()
        });
    prop_oneof![8 => written, 2 => prop::collection::vec(any::<u8>(), 0..64)]
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(2000)
    })]

    #[test]
    fn parsing_never_panics(line in prop::collection::vec(any::<u8>(), 0..200)) {
        parse_set_cookie(&line, QuirkSet::NONE);
        parse_cookie_date(&line);
    }

    #[test]
    fn serialising_and_parsing_again_is_stable(line in lines()) {
        let first = parse_set_cookie(&line, QuirkSet::NONE).cookie;
        let written = serialize_set_cookie(&first);
        prop_assert_eq!(&parse_set_cookie(&written, QuirkSet::NONE).cookie, &first);
    }

    #[test]
    fn a_stored_cookie_is_retrievable_by_its_own_url_until_it_expires(url in urls(), line in lines(), later in 0..100_000_000_i64) {
        let model = EngineModel::standard();
        let context = CookieContext::first_party(&url, NOW, UserAgent::new(&model));
        let mut jar = CookieJar::default();
        if let StoreOutcome::Stored { cookie, .. } = jar.receive(&line, &context) {
            // "Its own URL": the host that set it, and its own path.
            let path = String::from_utf8(cookie.path.clone()).unwrap_or_default();
            let mut own = url.clone();
            own.set_path(&path);
            prop_assume!(own.path() == path);
            let now = NOW.plus_secs(later);
            let own = CookieContext::first_party(&own, now, UserAgent::new(&model));
            let included = !jar.retrieve(&own).included.is_empty();
            prop_assert_eq!(included, !cookie.is_expired(now));
        }
    }

    #[test]
    fn order_of_attributes_of_different_kinds_does_not_matter(url in urls(), order in Just(vec![
        "Secure", "HttpOnly", "SameSite=None", "Path=/a", "Domain=example.com",
        "Max-Age=60", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Partitioned",
    ]).prop_shuffle(), count in 0..9_usize) {
        let model = EngineModel::standard();
        let context = CookieContext::first_party(&url, NOW, UserAgent::new(&model));
        let mut sorted = order[..count].to_vec();
        sorted.sort_unstable();
        let decide = |attributes: &[&str]| {
            let line = format!("a=1; {}", attributes.join("; "));
            decide_store(&parse_set_cookie(line.as_bytes(), QuirkSet::NONE), &context)
        };
        prop_assert_eq!(decide(&order[..count]), decide(&sorted));
    }

    #[test]
    fn a_jar_agrees_with_decisions_about_single_cookies(
        url in urls(),
        line in lines(),
        script in any::<bool>(),
    ) {
        let model = EngineModel::standard();
        let context = CookieContext::first_party(&url, NOW, UserAgent::new(&model));
        let alone = decide_store(&parse_set_cookie(&line, QuirkSet::NONE), &context);
        let mut jar = CookieJar::default();
        let outcome = jar.receive(&line, &context);
        prop_assert_eq!(outcome.decision(), &alone.decision);
        prop_assert_eq!(jar.cookies().len(), usize::from(alone.decision.is_allowed()));
        let api = if script { CookieApi::NonHttp } else { CookieApi::Http };
        let context = CookieContext { api, ..context };
        let expected =
            alone.decision.is_allowed() && decide_retrieve(&alone.cookie, &context).is_allowed();
        prop_assert_eq!(jar.retrieve(&context).included.len(), usize::from(expected));
    }
}
