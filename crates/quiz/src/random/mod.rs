//! Random questions, weighted so that most come near to working.

mod cookies;
mod fields;
mod places;

use diagnosis::ResponseHead;
use fastrand::Rng;
use matrix::{FetchCredentials, RequestApi, RequestMechanism, UploadEvents};

use cookies::LineNumbers;
use places::QuizPlaces;

use crate::question::{QuizDocument, QuizQuestion, QuizRequest, QuizVisit};

/// Returns one of these, each as often as its weight says.
fn pick<T: Copy>(random: &mut Rng, weighted: &[(u32, T)]) -> T {
    let total = weighted.iter().map(|(weight, _)| weight).sum();
    let mut left = random.u32(0..total);
    for (weight, value) in weighted {
        if left < *weight {
            return *value;
        }
        left -= weight;
    }
    unreachable!("the number is below the sum of the weights")
}

/// Returns whether something is so that is so this often of a hundred times.
fn chance(random: &mut Rng, percent: u32) -> bool {
    random.u32(0..100) < percent
}

/// Returns a random question.
pub fn random_question(random: &mut Rng) -> QuizQuestion {
    let places = places::random_places(random);
    let api = if chance(random, 60) { script_api(random) } else { other_api(random, &places) };
    let is_script = !matches!(api, RequestApi::Mechanism(_));
    let is_socket = api == RequestApi::Mechanism(RequestMechanism::WebSocket);
    let hops = if is_socket { 0 } else { pick(random, &[(7, 0), (2, 1), (1, 2)]) };
    let method = match api {
        RequestApi::Mechanism(mechanism) => mechanism.method(),
        RequestApi::FetchNoCors(_) => pick(random, &[(3, "GET"), (1, "POST")]),
        RequestApi::Fetch(_) | RequestApi::Xhr { .. } if hops > 0 => {
            pick(random, &[(3, "GET"), (1, "POST")])
        }
        RequestApi::Fetch(_) | RequestApi::Xhr { .. } => {
            pick(random, &[(5, "GET"), (3, "POST"), (1, "PUT"), (1, "patch"), (1, "DELETE")])
        }
    };
    let asks_cors = is_script && !matches!(api, RequestApi::FetchNoCors(_));
    let request_headers =
        if asks_cors && hops == 0 { fields::request_headers(random) } else { Vec::new() };
    let mut numbers = LineNumbers::default();
    let mut redirects = Vec::new();
    for hop in 1..=hops {
        redirects.push(redirect(random, &places, hop, &mut numbers));
    }
    let is_redirected = !redirects.is_empty();
    let mut response = ResponseHead {
        status: if asks_cors { pick(random, &[(8, 200), (1, 401), (1, 500)]) } else { 200 },
        headers: fields::cors(random, &places.client, is_redirected),
    };
    let lines = pick(random, &[(1, 0), (5, 1), (3, 2), (1, 3)]);
    for _ in 0..if is_redirected { lines } else { lines.max(1) } {
        response.headers.push(cookies::set_cookie_field(random, &mut numbers, &places));
    }
    QuizQuestion {
        document: QuizDocument { page: format!("{}/page", places.page), frames: places.frames() },
        url: format!("{}{}", places.target, places.path),
        api,
        method: method.to_owned(),
        request_headers,
        redirects,
        response,
        preflight: fields::preflight(random, &places.client, method),
        have: have(random, &places),
        script_sets: script_sets(random, &places),
        then: then(random, &places),
    }
}

/// Returns a redirect to another place of these, or to the same.
fn redirect(
    random: &mut Rng,
    places: &QuizPlaces,
    hop: u32,
    numbers: &mut LineNumbers,
) -> ResponseHead {
    let mut headers = fields::cors(random, &places.client, hop > 1);
    let to = places.redirect_origin(random);
    headers.push(("Location".to_owned(), format!("{to}/r{hop}{}", places.path)));
    for _ in 0..pick(random, &[(2, 0), (3, 1), (1, 2)]) {
        headers.push(cookies::set_cookie_field(random, numbers, places));
    }
    let status = pick(random, &[(2, 301), (5, 302), (2, 303), (2, 307), (1, 308)]);
    ResponseHead { status, headers }
}

fn have(random: &mut Rng, places: &QuizPlaces) -> Option<QuizVisit> {
    let lines = pick(random, &[(6, 0), (2, 1), (1, 2)]);
    let numbers = 6..6 + lines;
    let lines = numbers.map(|number| cookies::set_cookie(random, number, places)).collect();
    let visit = QuizVisit { url: places.url_beside_target(random), lines };
    (!visit.lines.is_empty()).then_some(visit)
}

fn script_sets(random: &mut Rng, places: &QuizPlaces) -> Vec<String> {
    if chance(random, 88) {
        return Vec::new();
    }
    vec![cookies::set_cookie(random, 9, places)]
}

fn then(random: &mut Rng, places: &QuizPlaces) -> Option<QuizRequest> {
    if chance(random, 65) {
        return None;
    }
    let document = match pick(random, &[(3, 0), (2, 1), (2, 2), (2, 3)]) {
        0 => QuizDocument { page: format!("{}/page?then", places.page), frames: Vec::new() },
        1 => QuizDocument { page: format!("{}/page?then", places.target), frames: Vec::new() },
        2 => QuizDocument { page: format!("{}/page?then", places.stranger), frames: Vec::new() },
        _ => QuizDocument {
            page: format!("{}/page?then", places.stranger),
            frames: vec![format!("{}/frame?then", places.target)],
        },
    };
    let is_framed = !document.frames.is_empty();
    let is_insecure = places.target.starts_with("http:");
    let url = format!("{}?then", places.url_beside_target(random));
    let means = [
        (3, RequestApi::Fetch(FetchCredentials::Include)),
        (1, RequestApi::Fetch(FetchCredentials::SameOrigin)),
        (1, RequestApi::Xhr { with_credentials: true, upload: UploadEvents::Ignored }),
        (1, RequestApi::Mechanism(RequestMechanism::Img)),
    ];
    let others = [
        (3, RequestMechanism::Link),
        (3, RequestMechanism::FormPost),
        (1, RequestMechanism::Iframe),
        (1, RequestMechanism::WebSocket),
    ];
    let api = if is_framed || is_insecure || chance(random, 50) {
        pick(random, &means)
    } else {
        RequestApi::Mechanism(pick(random, &others))
    };
    Some(QuizRequest { document, url, api })
}

fn script_api(random: &mut Rng) -> RequestApi {
    let xhr =
        |with_credentials| RequestApi::Xhr { with_credentials, upload: UploadEvents::Ignored };
    let choices = [
        (6, RequestApi::Fetch(FetchCredentials::Include)),
        (2, RequestApi::Fetch(FetchCredentials::SameOrigin)),
        (1, RequestApi::Fetch(FetchCredentials::Omit)),
        (1, RequestApi::FetchNoCors(FetchCredentials::Include)),
        (2, xhr(true)),
        (1, xhr(false)),
    ];
    pick(random, &choices)
}

/// Returns another means than a script's request, one that the document has there.
fn other_api(random: &mut Rng, places: &QuizPlaces) -> RequestApi {
    let anywhere = [
        (3, RequestMechanism::Img),
        (2, RequestMechanism::Script),
        (1, RequestMechanism::ScriptAnonymous),
        (1, RequestMechanism::ScriptUseCredentials),
        (1, RequestMechanism::ModuleScript),
        (1, RequestMechanism::Stylesheet),
        (1, RequestMechanism::EventSource),
        (1, RequestMechanism::EventSourceWithCredentials),
        (1, RequestMechanism::FetchKeepalive),
    ];
    let frames = [
        (3, RequestMechanism::Iframe),
        (1, RequestMechanism::FormPostIntoFrame),
        (2, RequestMechanism::WebSocket),
    ];
    let navigations = [
        (2, RequestMechanism::Link),
        (1, RequestMechanism::Location),
        (2, RequestMechanism::FormPost),
        (1, RequestMechanism::FormGet),
    ];
    // What becomes of a frame or a form that is mixed content is shown to people, not to scripts.
    let choice = match (places.is_mixed(), places.is_framed()) {
        (true, _) => 0,
        (false, true) => pick(random, &[(3, 0), (2, 1)]),
        (false, false) => pick(random, &[(4, 0), (2, 1), (4, 2)]),
    };
    RequestApi::Mechanism(match choice {
        0 => pick(random, &anywhere),
        1 => pick(random, &frames),
        _ => pick(random, &navigations),
    })
}
