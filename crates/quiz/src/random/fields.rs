//! Random header fields: what scripts ask with, and what servers allow.

use diagnosis::ResponseHead;
use fastrand::Rng;

use super::{chance, pick};

/// Returns the fields that a script adds to its request.
pub(super) fn request_headers(random: &mut Rng) -> Vec<(String, String)> {
    let choices = [
        (6, None),
        (1, Some(("X-Requested-With", "fetch"))),
        (1, Some(("Content-Type", "application/json"))),
        (1, Some(("Content-Type", "text/plain"))),
        (1, Some(("Accept-Language", "de"))),
        (1, Some(("Authorization", "Bearer x"))),
    ];
    let field = pick(random, &choices).map(|(name, value)| (name.to_owned(), value.to_owned()));
    field.into_iter().collect()
}

/// Returns what a server answers with that means to let this origin in.
pub(super) fn cors(random: &mut Rng, origin: &str, is_redirected: bool) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let title = chance(random, 75);
    let named = |title: bool, name: &str| {
        if title { name.to_owned() } else { name.to_ascii_lowercase() }
    };
    let upper = || origin.to_uppercase().replace("{N}", "{n}");
    let values: Vec<String> = match pick(
        random,
        &[(20, 0), (4, 1), (2, 2), (1, 3), (2, 4), (1, 5), (1, 6), (1, 7), (1, 8)],
    ) {
        0 if is_redirected && chance(random, 50) => vec!["null".to_owned()],
        0 => vec![origin.to_owned()],
        1 => vec!["*".to_owned()],
        2 => Vec::new(),
        3 => vec![format!("{origin}/")],
        4 => vec!["null".to_owned()],
        5 => vec![upper()],
        6 => vec![format!("{origin}, https://other.example")],
        7 => vec![origin.to_owned(), origin.to_owned()],
        _ => vec![String::new(), origin.to_owned()],
    };
    let name = named(title, "Access-Control-Allow-Origin");
    fields.extend(values.into_iter().map(|value| (name.clone(), value)));
    let values: &[&str] = pick(
        random,
        &[
            (20, &["true"] as &[&str]),
            (4, &[]),
            (1, &["True"]),
            (1, &["false"]),
            (1, &["true", "true"]),
            (1, &["1"]),
            (1, &["", "true"]),
        ],
    );
    let name = named(title, "Access-Control-Allow-Credentials");
    fields.extend(values.iter().map(|value| (name.clone(), (*value).to_owned())));
    fields
}

/// Returns the answer to a preflight of a request with this method.
pub(super) fn preflight(random: &mut Rng, origin: &str, method: &str) -> ResponseHead {
    let status = pick(random, &[(6, 204), (6, 200), (1, 401), (1, 404)]);
    let mut headers = cors(random, origin, false);
    let methods = match pick(random, &[(6, 0), (1, 1), (1, 2), (1, 3)]) {
        0 => Some(method.to_uppercase()),
        1 => Some("GET, POST, PUT, PATCH, DELETE".to_owned()),
        2 => Some("*".to_owned()),
        _ => None,
    };
    let name = "Access-Control-Allow-Methods".to_owned();
    headers.extend(methods.map(|value| (name, value)));
    let names = pick(
        random,
        &[
            (6, Some("content-type, x-requested-with, authorization")),
            (1, Some("*")),
            (1, Some("Content-Type,X-Requested-With")),
            (1, None),
        ],
    );
    let name = "Access-Control-Allow-Headers".to_owned();
    headers.extend(names.map(|value| (name, value.to_owned())));
    ResponseHead { status, headers }
}
