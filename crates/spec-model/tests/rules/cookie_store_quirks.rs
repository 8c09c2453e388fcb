//! Quirks of the Cookie Store API: each changes what it is named for, and not what lies next to it.

use spec_model::{CookieApi, CookieContext, CookieInit, CookieJar, Reason, UserAgent};

use crate::kit::{NOW, quirks, url};

/// The document that calls it.
const PAGE: &str = "https://www.example.com/a/b";

/// What a call of the Cookie Store API sets.
fn set(user_agent: UserAgent<'_>, change: impl FnOnce(&mut CookieInit)) -> SetBy {
    let mut init = CookieInit::new("a", "1");
    change(&mut init);
    let parsed = init.parsed(&url(PAGE), &CookieContext::first_party(&url(PAGE), NOW, user_agent));
    let path = parsed.cookie.path.clone().map(|path| format!("{path:?}"));
    (parsed.reasons.clone(), path, parsed.cookie.partitioned)
}

type SetBy = (Vec<Reason>, Option<String>, bool);

/// How many cookies are left when a script deletes `a`, which has these attributes.
fn delete(user_agent: UserAgent<'_>, attributes: &str) -> usize {
    let (address, mut jar) = (url(PAGE), CookieJar::default());
    let page = CookieContext::first_party(&address, NOW, user_agent);
    jar.receive(format!("a=1; Path=/{attributes}").as_bytes(), &page);
    let script = CookieContext { api: CookieApi::NonHttp, ..page };
    jar.store(&CookieInit::deletion("a").parsed(&address, &script), &script);
    jar.cookies().len()
}

quirks! {
    store_delete_takes_domain_cookies {
        is: |agent| delete(agent, "; Domain=example.com"),
        not: |agent| delete(agent, "; Domain=example.com; HttpOnly"),
    }
    store_has_no_limit {
        is: |agent| set(agent, |init| init.value = "x".repeat(4096)),
        not: |agent| set(agent, |init| init.value = "x".repeat(4095)),
    }
    store_ignores_partitioned {
        is: |agent| set(agent, |init| init.partitioned = true),
        not: |agent| set(agent, |init| init.partitioned = false),
    }
    store_knows_host_prefix_alone {
        is: |agent| set(agent, |init| init.name = "__Http-a".to_owned()),
        not: |agent| set(agent, |init| {
            (init.name, init.path) = ("__Host-a".to_owned(), "/a".to_owned());
        }),
    }
    store_refuses_tabs_in_names {
        is: |agent| set(agent, |init| init.name = "a\tb".to_owned()),
        not: |agent| set(agent, |init| init.value = "a\tb".to_owned()),
    }
    store_path_gets_a_slash {
        is: |agent| set(agent, |init| init.path = "/a".to_owned()),
        not: |agent| set(agent, |init| init.path = "/a/".to_owned()),
    }
    store_refuses_the_empty_path {
        is: |agent| set(agent, |init| init.path = String::new()),
        not: |agent| set(agent, |init| init.path = "/".to_owned()),
    }
    store_takes_the_empty_domain {
        is: |agent| set(agent, |init| init.domain = Some(String::new())),
        not: |agent| set(agent, |init| init.domain = Some("example.com".to_owned())),
    }
}
