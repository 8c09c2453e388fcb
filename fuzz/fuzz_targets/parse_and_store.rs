//! Lines from a URL into a jar, and out again: nothing panics, the jar keeps its invariants, and
//! what is written is read back.
//!
//! Run with `cargo +nightly fuzz run parse_and_store -- -max_total_time=600`.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use spec_model::fetch::{SetCookieSource, set_cookie_gate};
use spec_model::{
    CookieApi, CookieContext, CookieJar, CookieLimits, Decision, EngineModel, EvictionLimit,
    OddInput, Policy, StoreOutcome, Timestamp, UserAgent, parse_set_cookie, serialize_set_cookie,
};
use url::Url;

const NOW: Timestamp = Timestamp(1_700_000_000);

static MODELS: LazyLock<[EngineModel; 2]> = LazyLock::new(|| {
    let strict = Policy {
        ambiguous_serialization: OddInput::Reject,
        tab_char: OddInput::Reject,
        limits: CookieLimits {
            per_domain: Some(EvictionLimit { most: 3, kept: 3 }),
            per_partition_octets: Some(EvictionLimit { most: 100, kept: 100 }),
            total: Some(5),
            ..CookieLimits::NONE
        },
        ..Policy::standard()
    };
    [EngineModel::standard(), EngineModel { policy: strict, ..EngineModel::standard() }]
});

// The first octet chooses the model, script and time; the first line is the URL, the others are
// set-cookie-strings.
fuzz_target!(|input: &[u8]| {
    let Some((choice, input)) = input.split_first() else {
        return;
    };
    let mut lines = input.split(|octet| *octet == b'\n');
    let address = lines.next().unwrap_or_default();
    let url = std::str::from_utf8(address).ok().and_then(|address| Url::parse(address).ok());
    let url =
        url.unwrap_or_else(|| Url::parse("https://www.example.com/a/b").expect("this is a URL"));
    let model = &MODELS[usize::from(choice & 1)];
    let api = if choice & 2 == 0 { CookieApi::Http } else { CookieApi::NonHttp };
    let user_agent = UserAgent::new(model);
    let context = CookieContext { api, ..CookieContext::first_party(&url, NOW, user_agent) };
    let mut jar = CookieJar::default();
    for line in lines {
        let _ = set_cookie_gate(line, SetCookieSource::Network, &Decision::default(), user_agent);
        let parsed = parse_set_cookie(line, model.quirks);
        let written = serialize_set_cookie(&parsed.cookie);
        assert_eq!(parse_set_cookie(&written, model.quirks).cookie, parsed.cookie);
        match jar.store(&parsed, &context) {
            StoreOutcome::Stored { decision, cookie, evicted } => {
                assert!(decision.is_allowed());
                let is_evicted = evicted.iter().any(|(evicted, _)| evicted.has_key_of(&cookie));
                assert_ne!(is_evicted, jar.cookies().iter().any(|held| held.has_key_of(&cookie)));
            }
            StoreOutcome::Deleted { decision, .. } | StoreOutcome::Rejected { decision } => {
                assert!(!decision.is_allowed());
            }
        }
    }
    for (position, cookie) in jar.cookies().iter().enumerate() {
        assert!(!jar.cookies()[..position].iter().any(|earlier| earlier.has_key_of(cookie)));
    }
    let later = CookieContext { now: NOW.plus_secs(i64::from(*choice) << 20), ..context };
    let retrieved = jar.retrieve(&later);
    assert!(
        retrieved
            .included
            .iter()
            .all(|(cookie, decision)| decision.is_allowed() && !cookie.is_expired(later.now))
    );
});
