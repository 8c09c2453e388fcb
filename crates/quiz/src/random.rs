//! Random questions, weighted so that most come near to working.

use fastrand::Rng;
use matrix::{FetchCredentials, RequestApi, UploadEvents};

use crate::question::QuizQuestion;

/// The ends of registrable domains: listed ones, one below which everybody registers, and one that
/// no list knows.
const SUFFIXES: [&str; 6] = ["com", "co.uk", "test", "github.io", "example", "com"];

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

/// Returns a random question.
pub fn random_question(random: &mut Rng) -> QuizQuestion {
    let suffix = SUFFIXES[random.usize(..SUFFIXES.len())];
    let site = format!("q{{n}}.{suffix}");
    let other = format!("r{{n}}.{}", SUFFIXES[random.usize(..SUFFIXES.len())]);
    let page_host = match pick(random, &[(3, 0), (2, 1), (1, 2)]) {
        0 => format!("www.{site}"),
        1 => site.clone(),
        _ => format!("app.eu.{site}"),
    };
    let api_host = match pick(random, &[(4, 0), (4, 1), (2, 2), (1, 3)]) {
        0 => format!("api.{site}"),
        1 => format!("api.{other}"),
        2 => page_host.clone(),
        _ => site.clone(),
    };
    let page_scheme = pick(random, &[(4, "https"), (1, "http")]);
    let api_scheme = pick(random, &[(6, page_scheme), (1, "https"), (1, "http")]);
    let page_port = pick(random, &[(4, ""), (1, ":8443")]);
    let api_port = pick(random, &[(4, ""), (1, ":8080")]);
    let path = pick(random, &[(2, "/session"), (1, "/api/session"), (1, "/auth/")]);
    let origin = format!("{page_scheme}://{page_host}{page_port}");
    let method = pick(random, &[(5, "GET"), (3, "POST"), (1, "PUT"), (1, "patch"), (1, "DELETE")]);
    QuizQuestion {
        page: format!("{origin}/page"),
        url: format!("{api_scheme}://{api_host}{api_port}{path}"),
        api: api(random),
        method: method.to_owned(),
        request_headers: request_headers(random),
        response: response(random, &origin, &site, &other, &api_host),
        preflight: preflight(random, &origin, method),
    }
}

fn api(random: &mut Rng) -> RequestApi {
    let xhr =
        |with_credentials| RequestApi::Xhr { with_credentials, upload: UploadEvents::Ignored };
    let choices = [
        (6, RequestApi::Fetch(FetchCredentials::Include)),
        (2, RequestApi::Fetch(FetchCredentials::SameOrigin)),
        (1, RequestApi::Fetch(FetchCredentials::Omit)),
        (2, xhr(true)),
        (1, xhr(false)),
    ];
    pick(random, &choices)
}

fn request_headers(random: &mut Rng) -> Vec<(String, String)> {
    let choices = [
        (6, None),
        (1, Some(("X-Requested-With", "fetch"))),
        (1, Some(("Content-Type", "application/json"))),
        (1, Some(("Accept-Language", "de"))),
        (1, Some(("Authorization", "Bearer x"))),
    ];
    let field = pick(random, &choices).map(|(name, value)| (name.to_owned(), value.to_owned()));
    field.into_iter().collect()
}

fn cors(random: &mut Rng, origin: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let name =
        pick(random, &[(3, "Access-Control-Allow-Origin"), (1, "access-control-allow-origin")]);
    let value = match pick(random, &[(10, 0), (2, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6)]) {
        0 => Some(origin.to_owned()),
        1 => Some("*".to_owned()),
        2 => None,
        3 => Some(format!("{origin}/")),
        4 => Some("null".to_owned()),
        5 => Some(origin.to_uppercase()),
        _ => Some(format!("{origin}, https://other.example")),
    };
    fields.extend(value.map(|value| (name.to_owned(), value)));
    let name = "Access-Control-Allow-Credentials";
    let values: &[&str] = pick(
        random,
        &[
            (10, &["true"] as &[&str]),
            (2, &[]),
            (1, &["True"]),
            (1, &["false"]),
            (1, &["true", "true"]),
            (1, &["1"]),
        ],
    );
    fields.extend(values.iter().map(|value| (name.to_owned(), (*value).to_owned())));
    fields
}

fn preflight(random: &mut Rng, origin: &str, method: &str) -> (u16, Vec<(String, String)>) {
    let status = pick(random, &[(6, 204), (6, 200), (1, 401), (1, 404)]);
    let mut fields = cors(random, origin);
    let methods = match pick(random, &[(6, 0), (1, 1), (1, 2), (1, 3)]) {
        0 => Some(method.to_uppercase()),
        1 => Some("GET, POST, PUT, PATCH, DELETE".to_owned()),
        2 => Some("*".to_owned()),
        _ => None,
    };
    let name = "Access-Control-Allow-Methods".to_owned();
    fields.extend(methods.map(|value| (name, value)));
    let headers = pick(
        random,
        &[
            (6, Some("content-type, x-requested-with, authorization")),
            (1, Some("*")),
            (1, Some("Content-Type,X-Requested-With")),
            (1, None),
        ],
    );
    let name = "Access-Control-Allow-Headers".to_owned();
    fields.extend(headers.map(|value| (name, value.to_owned())));
    (status, fields)
}

fn response(
    random: &mut Rng,
    origin: &str,
    site: &str,
    other: &str,
    api_host: &str,
) -> Vec<(String, String)> {
    let mut fields = cors(random, origin);
    for number in 1..=pick(random, &[(4, 1), (2, 2), (1, 3)]) {
        let line = set_cookie(random, number, site, other, api_host);
        fields.push(("Set-Cookie".to_owned(), line));
    }
    fields
}

fn set_cookie(random: &mut Rng, number: u32, site: &str, other: &str, api_host: &str) -> String {
    let names =
        [(6, "sid"), (3, "csrf"), (1, "__Host-sid"), (1, "__Secure-sid"), (1, "__host-sid")];
    let mut line = format!("{}=g{{n}}v{number}", pick(random, &names));
    let domain = match pick(random, &[(8, 0), (2, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6)]) {
        0 => None,
        1 => Some(site.to_owned()),
        2 => Some(format!(".{site}")),
        3 => Some(api_host.to_owned()),
        4 => Some(other.to_owned()),
        5 => Some(site.to_uppercase().replace("{N}", "{n}")),
        _ => site.split_once('.').map(|(_, suffix)| suffix.to_owned()),
    };
    let path = [
        (4, Some("Path=/")),
        (2, None),
        (1, Some("Path=/page")),
        (1, Some("Path=/session")),
        (1, Some("Path=auth")),
        (1, Some("path=/auth/")),
    ];
    let secure = [(5, Some("Secure")), (3, None), (1, Some("Secure=false")), (1, Some("secure"))];
    let same_site = [
        (5, Some("SameSite=None")),
        (3, None),
        (3, Some("SameSite=Lax")),
        (2, Some("SameSite=Strict")),
        (1, Some("samesite=none")),
        (1, Some("SameSite=Nome")),
        (1, Some("SameSite")),
    ];
    let http_only = [(2, None), (1, Some("HttpOnly")), (1, Some("httponly"))];
    let partitioned = [(5, None), (1, Some("Partitioned"))];
    let age = [
        (6, None),
        (2, Some("Max-Age=3600")),
        (1, Some("Max-Age=0")),
        (1, Some("Max-Age=-1")),
        (1, Some("Max-Age=soon")),
        (1, Some("Expires=Wed, 01 Jan 2031 00:00:00 GMT")),
        (1, Some("Expires=Thu, 01 Jan 1970 00:00:00 GMT")),
        (1, Some("Expires=2031-01-01T00:00:00Z")),
        (1, Some("Expires=Wed, 01-Jan-31 00:00:00 GMT")),
    ];
    let domain = domain.map(|domain| format!("Domain={domain}"));
    let mut attributes: Vec<String> =
        [&path[..], &secure[..], &same_site[..], &http_only[..], &partitioned[..], &age[..]]
            .into_iter()
            .filter_map(|choices| pick(random, choices))
            .map(str::to_owned)
            .chain(domain)
            .collect();
    random.shuffle(&mut attributes);
    for attribute in attributes {
        line += pick(random, &[(6, "; "), (1, ";"), (1, " ; ")]);
        line += &attribute;
    }
    line
}
