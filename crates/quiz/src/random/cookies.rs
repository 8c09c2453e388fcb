//! Random `Set-Cookie` lines, as people write them.

use fastrand::Rng;

use super::places::QuizPlaces;
use super::{chance, pick};

/// Numbers of the lines of a question's responses.
#[derive(Debug, Default)]
pub(super) struct LineNumbers(u32);

/// Returns a `Set-Cookie` field with the next number.
pub(super) fn set_cookie_field(
    random: &mut Rng,
    numbers: &mut LineNumbers,
    places: &QuizPlaces,
) -> (String, String) {
    numbers.0 += 1;
    let name = pick(random, &[(8, "Set-Cookie"), (2, "set-cookie"), (1, "SET-COOKIE")]);
    (name.to_owned(), set_cookie(random, numbers.0, places))
}

/// Returns a line whose value has a marker with this number, of one digit.
pub(super) fn set_cookie(random: &mut Rng, number: u32, places: &QuizPlaces) -> String {
    let mut line = pair(random, number);
    let mut attributes: Vec<String> = [
        path(random),
        pick(random, SECURE).map(str::to_owned),
        pick(random, SAME_SITE).map(str::to_owned),
        pick(random, HTTP_ONLY).map(str::to_owned),
        pick(random, PARTITIONED).map(str::to_owned),
        pick(random, AGE).map(str::to_owned),
        pick(random, FURTHER).map(str::to_owned),
        domain(random, places).map(|domain| format!("Domain={domain}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    random.shuffle(&mut attributes);
    for attribute in attributes {
        line += pick(random, &[(9, "; "), (2, ";"), (1, " ; "), (1, ";;")]);
        line += &attribute;
    }
    line
}

/// Returns name and value. The marker is in front of what an engine may cut off.
fn pair(random: &mut Rng, number: u32) -> String {
    let marker = format!("g{{n}}v{number}");
    if chance(random, 85) {
        let names = [
            (12, "sid"),
            (6, "csrf"),
            (2, "__Host-sid"),
            (2, "__Secure-sid"),
            (1, "__host-sid"),
            (1, "__Http-sid"),
            (1, "__Host-Http-sid"),
        ];
        return format!("{}={marker}", pick(random, &names));
    }
    match random.u32(0..14) {
        0 => format!("sid=\"{marker}\""),
        1 => format!("={marker}"),
        2 => marker,
        3 => format!("my sid={marker}"),
        4 => format!("sid = {marker} "),
        5 => format!("sid={marker}=x"),
        6 => format!("sid={marker},x"),
        7 => format!("sid={marker}é"),
        8 => format!("sid={marker}\tx"),
        9 => format!("s(id)[1]={marker}"),
        10 => format!("$sid={marker}"),
        11 => format!("sid={marker} two words"),
        12 => format!("sid={marker}%20%3B"),
        _ => format!("==  {marker}"),
    }
}

fn domain(random: &mut Rng, places: &QuizPlaces) -> Option<String> {
    let QuizPlaces { site, other, target_host, .. } = places;
    let weights = [
        (16, 0),
        (4, 1),
        (2, 2),
        (2, 3),
        (2, 4),
        (1, 5),
        (1, 6),
        (1, 7),
        (1, 8),
        (1, 9),
        (1, 10),
        (1, 11),
    ];
    match pick(random, &weights) {
        0 => None,
        1 => Some(site.clone()),
        2 => Some(format!(".{site}")),
        3 => Some(target_host.clone()),
        4 => Some(other.clone()),
        5 => Some(site.to_uppercase().replace("{N}", "{n}").replace("{IP", "{ip")),
        6 => site.split_once('.').map(|(_, suffix)| suffix.to_owned()),
        7 => Some(String::new()),
        8 => Some(format!("www.{site}")),
        9 => Some(format!("{target_host}:8080")),
        10 => Some("localhost".to_owned()),
        _ => Some(format!("https://{target_host}")),
    }
}

fn path(random: &mut Rng) -> Option<String> {
    let choices = [
        (8, Some("Path=/")),
        (6, None),
        (1, Some("Path=/page")),
        (2, Some("Path=/session")),
        (2, Some("Path=/api")),
        (1, Some("Path=auth")),
        (1, Some("path=/auth/")),
        (1, Some("Path=")),
        (1, Some("Path=\"/\"")),
        (1, Some("Path=/a/b")),
        (1, Some("Path=/a/b/")),
    ];
    pick(random, &choices).map(str::to_owned)
}

/// An attribute, or none, with its weight.
type WeightedAttributes = [(u32, Option<&'static str>)];

const SECURE: &WeightedAttributes = &[
    (10, Some("Secure")),
    (6, None),
    (1, Some("Secure=false")),
    (1, Some("secure")),
    (1, Some("Secure ")),
];

const SAME_SITE: &WeightedAttributes = &[
    (10, Some("SameSite=None")),
    (6, None),
    (6, Some("SameSite=Lax")),
    (4, Some("SameSite=Strict")),
    (1, Some("samesite=none")),
    (1, Some("SameSite=Nome")),
    (1, Some("SameSite")),
    (1, Some("SameSite=\"None\"")),
    (1, Some("SameSite = Lax")),
    (1, Some("SameSite=Strict; SameSite=None")),
];

const HTTP_ONLY: &WeightedAttributes =
    &[(8, None), (3, Some("HttpOnly")), (2, Some("httponly")), (1, Some("HttpOnly=false"))];

const PARTITIONED: &WeightedAttributes =
    &[(10, None), (2, Some("Partitioned")), (1, Some("partitioned=1"))];

const AGE: &WeightedAttributes = &[
    (12, None),
    (4, Some("Max-Age=3600")),
    (2, Some("Max-Age=0")),
    (1, Some("Max-Age=-1")),
    (1, Some("Max-Age=soon")),
    (1, Some("Max-Age=\"3600\"")),
    (1, Some("Max-Age=99999999999")),
    (1, Some("max-age = 60")),
    (1, Some("Max-Age=1.5")),
    (2, Some("Expires=Wed, 01 Jan 2031 00:00:00 GMT")),
    (2, Some("Expires=Thu, 01 Jan 1970 00:00:00 GMT")),
    (1, Some("Expires=2031-01-01T00:00:00Z")),
    (1, Some("Expires=Wed, 01-Jan-31 00:00:00 GMT")),
    (1, Some("Expires=0")),
    (1, Some("Expires=Thu Jan 01 1970 00:00:00 GMT+0000")),
    (1, Some("Expires=1 January 2001 10:00")),
    (1, Some("Expires=Wed, 01 Jan 2031 00:00:00 GMT; Max-Age=0")),
    (1, Some("Max-Age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT")),
];

const FURTHER: &WeightedAttributes =
    &[(10, None), (1, Some("Priority=High")), (1, Some("Version=1")), (1, Some("Comment=é"))];
