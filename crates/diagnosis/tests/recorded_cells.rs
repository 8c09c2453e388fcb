//! What was recorded is what is answered: random cells as questions, on every profile.

use diagnosis::{AnswerBasis, ProfileAnswer, Question, Recordings, ResponseHead, answer};
use fastrand::Rng;
use matrix::{CookieReader, CookieSetter, FetchCredentials, Selection, SetCookieResponse};
use run_model::UnixTime;
use run_model::plan::{BatchId, CookieScript, ShapeNo, ShapeTag, compile_shape};
use run_model::results::{JarPlacement, Observation};
use spec_model::Timestamp;

const CELLS: usize = 200;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

#[test]
fn two_hundred_random_cells_are_answered_as_recorded() {
    let recordings = Recordings::built_in();
    let matrix = recordings.matrix();
    // Whole lines are not looked up: what they write cannot be read off a line attribute by
    // attribute.
    let suites: Vec<Selection> = matrix
        .suites
        .values()
        .filter(|suite| suite.has_plain_lines())
        .map(Selection::full)
        .collect();
    let mut random = Rng::with_seed(SEED);
    let mut cells = 0;
    while cells < CELLS {
        let whole = &suites[random.usize(..suites.len())];
        let positions = whole.positions(random.usize(..whole.cells()));
        let cell = Selection::single(whole.suite(), &positions);
        let Some(question) = question(&cell) else { continue };
        let recorded = |profile| recordings.cell(profile, whole.suite(), &positions);
        if !matrix.profiles.iter().any(|profile| recorded(profile).is_some()) {
            continue;
        }
        for (profile, answer) in
            matrix.profiles.iter().zip(answer(recordings, &question, &matrix.profiles))
        {
            if let Some(recorded) = recorded(profile) {
                check(&answer, &recorded, &cell.id(0));
            }
        }
        cells += 1;
    }
}

#[track_caller]
fn check(answer: &ProfileAnswer, seen: &Observation, cell: &str) {
    let context = format!("{} in {cell}", answer.name());
    let cookie = &answer.cookies[0];
    assert_eq!(answer.response.outcome, seen.response, "{context}");
    assert_eq!(cookie.stored.yes, seen.cookie.stored != JarPlacement::No, "stored: {context}");
    let partition = match &seen.cookie.stored {
        JarPlacement::No | JarPlacement::Yes => None,
        JarPlacement::Partitioned(key) => Some(key.as_ref()),
    };
    assert_eq!(cookie.partition.as_ref(), partition, "partition: {context}");
    assert_eq!(
        cookie.readable_on_page.yes, seen.cookie.readable_on_page,
        "readable on page: {context}"
    );
    assert_eq!(
        cookie.readable_on_target.yes, seen.cookie.readable_on_target,
        "readable on target: {context}"
    );
    assert_eq!(cookie.sent.yes, seen.cookie.sent, "sent: {context}");
    for basis in [&cookie.basis, &answer.response.basis] {
        assert!(matches!(basis, AnswerBasis::Recorded { .. }), "{context}: {basis:?}");
    }
}

/// Returns what a person would ask who has the request and the response of a cell before them;
/// `None` where the cookie rides on another response than that of a request which the document
/// makes and nothing redirects.
fn question(cell: &Selection) -> Option<Question> {
    let script = compile_shape(Recordings::built_in().matrix(), cell, 0);
    let is_plain = script.set_by == CookieSetter::Client
        && script.url_list.len() == 1
        && script.preflight_location.is_none()
        && script.again.is_none();
    let is_plain = is_plain
        && script.request.reads.is_none()
        && script.reads_cookies_by == CookieReader::DocumentCookie
        && script.others.is_empty();
    if !is_plain || script.response_of(&script.cookies[0]) != SetCookieResponse::Response(0) {
        return None;
    }
    let (_, topology) = cell
        .topologies()
        .next()
        .filter(|(_, topology)| (topology.sandbox, topology.storage_access) == (None, None))?;
    let nonce = ShapeTag { batch: BatchId(1), shape: ShapeNo(0) };
    // As the fixtures send them.
    let as_sent = |headers: Vec<(String, String)>| -> Vec<(String, String)> {
        headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
    };
    let mut headers = as_sent(script.response.headers);
    let line = |cookie: &CookieScript| {
        String::from_utf8_lossy(&cookie.line.write(cookie.place(nonce, "/", UnixTime(0))))
            .into_owned()
    };
    headers.extend(script.cookies.iter().map(|cookie| ("Set-Cookie".to_owned(), line(cookie))));
    let (page, url) = (topology.page.clone(), topology.target.clone());
    Some(Question {
        frames: topology.frames.clone(),
        request: script.request,
        response: ResponseHead { status: script.response.status, headers },
        preflight: Some(ResponseHead {
            status: script.preflight.status,
            headers: as_sent(script.preflight.headers),
        }),
        ..Question::fetch(page, url, FetchCredentials::Include, Timestamp(0))
    })
}
