//! Puts jar vectors to cookie_store: the file of the vectors and a public suffix list in, an answer
//! a line out. Without a list, no domain is a public suffix.
//!
//! cookie_store has no interface for scripts: it tells them from HTTP by the scheme of the URL
//! alone. What a script sets or asks is therefore left out.

use std::error::Error;
use std::fs;

use cookie_store::{CookieExpiration, CookieStore};
use publicsuffix::List;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime};
use url::Url;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let vectors = arguments.next().ok_or("usage: cookie-store-answers VECTORS [SUFFIXES]")?;
    let suffixes: Option<List> = match arguments.next() {
        None => None,
        Some(path) => {
            let list = fs::read_to_string(path)?.parse();
            Some(list.map_err(|error| format!("expected a public suffix list: {error}"))?)
        }
    };
    let file: Value = serde_json::from_str(&fs::read_to_string(vectors)?)?;
    for vector in file["vectors"].as_array().ok_or("expected `vectors`")? {
        println!("{}", answer(vector, suffixes.as_ref())?);
    }
    Ok(())
}

fn answer(vector: &Value, suffixes: Option<&List>) -> Result<Value, Box<dyn Error>> {
    let mut store = CookieStore::new();
    if let Some(suffixes) = suffixes {
        store = store.with_suffix_list(suffixes.clone());
    }
    let steps = vector["set"].as_array().ok_or("expected `set`")?;
    if steps.iter().any(|step| step["by"] == "script") {
        return Ok(json!({ "id": vector["id"] }));
    }
    for step in steps {
        // What is refused is not kept: no more is asked.
        _ = store.parse(&with_dates(text(&step["line"])?)?, &url(&step["url"])?);
    }
    let mut cookies = Vec::new();
    for question in vector["ask"].as_array().ok_or("expected `ask`")? {
        cookies.push(if question["by"] == "script" {
            None
        } else {
            let pair = |(name, value)| format!("{name}={value}");
            let url = url(&question["url"])?;
            let pairs: Vec<String> = store.get_request_values(&url).map(pair).collect();
            Some(pairs.join("; "))
        });
    }
    let kept = store.iter_unexpired().map(|cookie| {
        let (name, value) = cookie.name_value();
        json!({ "cookie": format!("{name}={value}"), "days": days(&cookie.expires) })
    });
    Ok(json!({ "id": vector["id"], "kept": kept.collect::<Vec<_>>(), "cookies": cookies }))
}

fn text(value: &Value) -> Result<&str, &'static str> {
    value.as_str().ok_or("expected a text")
}

fn url(value: &Value) -> Result<Url, Box<dyn Error>> {
    Ok(Url::parse(text(value)?)?)
}

/// Returns a line in which `{date.+401d}` is written out.
fn with_dates(line: &str) -> Result<String, Box<dyn Error>> {
    let mut written = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("{date.") {
        let (days, after) = behind.split_once("d}").ok_or("expected the end of a date")?;
        let date = OffsetDateTime::now_utc() + Duration::days(days.parse()?);
        written += before;
        written += &date.format(&Rfc2822)?.replace("+0000", "GMT");
        rest = after;
    }
    Ok(written + rest)
}

/// Returns in how many days a cookie expires, to the nearest.
fn days(expires: &CookieExpiration) -> Option<i64> {
    match expires {
        CookieExpiration::AtUtc(date) => {
            let hours = (*date - OffsetDateTime::now_utc()).whole_hours();
            Some((hours + 12).div_euclid(24))
        }
        CookieExpiration::SessionEnd => None,
    }
}
