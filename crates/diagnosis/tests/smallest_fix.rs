//! Whatever is asked, a fix does what it claims, and nothing of it can be left out.

use diagnosis::{
    APIS, DocumentPlace, Explanation, FollowUpRequest, FollowUpSource, PriorCookie, Question,
    Recordings, SuggestedEdit, SuggestedFixes, UserGoal, explain,
};
use matrix::Profile;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use run_model::plan::RequestScript;
use spec_model::Timestamp;

const PAGES: [&str; 7] = [
    "https://www.example.com/",
    "http://www.example.com/app/",
    "https://alice.github.io/",
    "http://localhost:3000/",
    "https://localhost:3000/",
    "http://192.168.1.20/",
    "http://shop.test/",
];
const TARGETS: [&str; 9] = [
    "https://www.example.com/login",
    "https://api.example.com/auth/login",
    "http://api.example.com/login",
    "https://api.example.net/login",
    "https://bob.github.io/login",
    "http://127.0.0.1:4000/login",
    "http://localhost:4000/login",
    "http://192.168.1.20/login",
    "http://api.shop.test/login",
];
const ATTRIBUTES: [&str; 18] = [
    "Domain=*.example.com",
    "Domain=example.com",
    "Domain=other.test",
    "Domain=github.io",
    "Expires=21/10/2017 07:28:00",
    "HttpOnly",
    "Max-Age=",
    "Max-Age=0",
    "Max-Age=60",
    "Max-Age=2147483648",
    "Partitioned",
    "Path=/",
    "Path=/admin",
    "SameSite=Lax",
    "SameSite=None",
    "SameSite=Strict",
    "SameSite=odd",
    "Secure",
];
const NAMES: [&str; 5] = ["a", "__Secure-a", "__Host-a", "__Http-a", ""];
const METHODS: [&str; 4] = ["GET", "POST", "PUT", "patch"];
const REQUEST_FIELDS: [(&str, &str); 3] =
    [("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*"), ("X-Token", "1")];
const CORS_FIELDS: [(&str, &str); 6] = [
    ("Access-Control-Allow-Origin", "{page}"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "GET, PATCH"),
    ("Access-Control-Allow-Headers", "x-token"),
];

const THEN_PATHS: [&str; 2] = ["/me", "/auth/me"];
const AFTER_SECS: [i64; 3] = [0, 120, 50_000_000];

/// Who has the cookie that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CookieHolder {
    Nobody,
    Response,
    Visit,
}

type Fields = Vec<(&'static str, &'static str)>;

fn filled(page: &url::Url, fields: Fields) -> Vec<(String, String)> {
    let origin = page.origin().ascii_serialization();
    let fill = |(name, value): (&str, &str)| (name.to_owned(), value.replace("{page}", &origin));
    fields.into_iter().map(fill).collect()
}

prop_compose! {
    fn questions()(
        (page, target) in (select(&PAGES[..]), select(&TARGETS[..])),
        (api, method) in (select(&APIS[..]), select(&METHODS[..])),
        (name, attributes) in (select(&NAMES[..]), subsequence(&ATTRIBUTES[..], 0..5)),
        sent in subsequence(&REQUEST_FIELDS[..], 0..2),
        response in subsequence(&CORS_FIELDS[..], 0..5),
        preflight in proptest::option::of(
            (select(vec![200_u16, 401]), subsequence(&CORS_FIELDS[..], 0..6)),
        ),
        holder in select(&[CookieHolder::Response, CookieHolder::Response, CookieHolder::Visit,
            CookieHolder::Nobody][..]),
        then in proptest::option::of((
            (select(&THEN_PATHS[..]), select(&AFTER_SECS[..])), select(&APIS[..]), any::<bool>(),
        )),
    ) -> Question {
        let (page, target): (url::Url, url::Url) =
            (page.parse().expect("a URL"), target.parse().expect("a URL"));
        let credentials = matrix::FetchCredentials::Include;
        let mut one = Question::fetch(page.clone(), target, credentials, Timestamp(1_764_324_000));
        one.request.api = api.1;
        one.request.method = method.to_owned();
        one.request.headers = filled(&page, sent);
        one.response.headers = filled(&page, response);
        let line = (holder != CookieHolder::Nobody).then(|| {
            std::iter::once(format!("{name}=1"))
                .chain(attributes.into_iter().map(str::to_owned))
                .collect::<Vec<_>>()
                .join("; ")
        });
        match (holder, line) {
            (CookieHolder::Visit, Some(line)) => {
                one.prior.push(PriorCookie::Visit { url: one.url.clone(), line });
            }
            (_, line) => {
                let line = line.map(|line| ("Set-Cookie".to_owned(), line));
                one.response.headers.extend(line);
            }
        }
        one.follow_up = then.map(|((path, after_secs), api, from_api)| {
            let mut url = one.url.clone();
            url.set_path(path);
            let page = if from_api { one.url.clone() } else { one.page.clone() };
            FollowUpRequest {
                document: DocumentPlace { page, frames: Vec::new() },
                url,
                request: RequestScript {
                    api: api.1,
                    method: "GET".to_owned(),
                    headers: Vec::new(),
                    body: None,
                    reads: None,
                    init: matrix::FetchInit::default(),
                },
                after_secs,
            }
        });
        if one.follow_up.is_some() {
            one.follow_up_source = FollowUpSource::Asked;
        }
        one.preflight = preflight.map(|(status, fields)| diagnosis::ResponseHead {
            status,
            headers: filled(&page, fields),
        });
        one
    }
}

fn changed(question: &Question, edits: &[SuggestedEdit]) -> Question {
    let mut edits = edits.to_vec();
    edits.sort();
    let mut changed = question.clone();
    edits.iter().for_each(|edit| edit.apply(&mut changed));
    changed
}

fn works(question: &Question, profiles: &[&Profile], goals: &[UserGoal]) -> bool {
    Explanation::without_fixes(Recordings::built_in(), question, profiles, goals).works()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn a_fix_does_what_it_claims_and_nothing_of_it_can_be_left_out(
        question in questions(),
        profiles in subsequence(
            Recordings::built_in().matrix().profiles.iter().collect::<Vec<_>>(), 1..5,
        ),
        goals in subsequence(UserGoal::ALL.to_vec(), 1..4),
    ) {
        let explanation = explain(Recordings::built_in(), &question, &profiles, &goals);
        let fixes = explanation.fixes.iter().flat_map(|one| &one.fixes).collect::<Vec<_>>();
        for (number, fix) in fixes.iter().enumerate() {
            let named: Vec<&Profile> = profiles
                .iter()
                .copied()
                .filter(|profile| fix.works_on.contains(&profile.to_string()))
                .collect();
            prop_assert_eq!(&fix.fixed, &changed(&question, &fix.edits));
            prop_assert!(works(&fix.fixed, &named, &goals), "{:?} does not work", fix.edits);
            for place in 0..fix.edits.len() {
                let mut fewer = fix.edits.clone();
                let left_out = fewer.remove(place);
                // No recording covers what needs it: Local Network Access.
                if left_out == SuggestedEdit::HttpsPage && question.lacks_secure_page() {
                    continue;
                }
                prop_assert!(
                    !works(&changed(&question, &fewer), &named, &goals),
                    "{left_out:?} can be left out of {:?}", fix.edits
                );
            }
            prop_assert!(!fixes[..number].iter().any(|other| other.edits == fix.edits));
            prop_assert!(fixes[..number].iter().all(|one| one.edits.len() <= fix.edits.len()));
        }
    }

    #[test]
    fn the_fixes_of_two_cookies_can_be_made_together(
        one in questions(),
        (name, attributes) in (select(&["b", "__Secure-b", "__Host-b"][..]),
            subsequence(&ATTRIBUTES[..], 0..5)),
        profiles in subsequence(
            Recordings::built_in().matrix().profiles.iter().collect::<Vec<_>>(), 1..5,
        ),
        goals in subsequence(UserGoal::ALL.to_vec(), 1..4),
    ) {
        let mut question = one;
        question.prior.clear();
        let pair = [format!("{name}=1")];
        let line = pair.into_iter().chain(attributes.into_iter().map(str::to_owned));
        let line = line.collect::<Vec<_>>().join("; ");
        question.response.headers.push(("Set-Cookie".to_owned(), line));
        let explanation = explain(Recordings::built_in(), &question, &profiles, &goals);
        let helped = |fixes: &SuggestedFixes, profile: &Profile| {
            let profile = profile.to_string();
            fixes.widest().is_none_or(|fix| fix.works_on.contains(&profile))
                && fixes.workaround.as_ref().is_none_or(|left| !left.profiles.contains(&profile))
        };
        let helped_profiles: Vec<&Profile> = profiles
            .iter()
            .copied()
            .filter(|profile| explanation.fixes.iter().all(|fixes| helped(fixes, profile)))
            .collect();
        // What one cookie needs of the request may spoil another that needs nothing.
        let shared: Vec<SuggestedEdit> = explanation.shared_edits().into_iter().cloned().collect();
        let moved = Explanation::without_fixes(
            Recordings::built_in(), &changed(&question, &shared), &helped_profiles, &goals,
        );
        let needs_none = |place: &usize| explanation.fixes[*place].fixes.is_empty();
        let is_spoiled = |place: usize| {
            let goals = moved.goals_of(place);
            moved.answers.iter().any(|one| one.cookies.get(place).is_some_and(|it| !it.has(&goals)))
        };
        prop_assume!(!(0..explanation.fixes.len()).filter(needs_none).any(is_spoiled));
        if let Some(fixed) = explanation.fixed() {
            let again = Explanation::without_fixes(
                Recordings::built_in(), &fixed, &helped_profiles, &goals,
            );
            for (answer, profile) in again.answers.iter().zip(&helped_profiles) {
                prop_assert!(answer.response.has(&goals), "{profile}: {fixed:?}");
                for (place, cookie) in answer.cookies.iter().enumerate() {
                    // An HttpOnly that a fix adds changes what is wanted of the other cookie.
                    let wanted = explanation.goals_of(place);
                    prop_assert!(cookie.has(&wanted), "{profile}, cookie {place}: {fixed:?}");
                }
            }
        }
    }
}
