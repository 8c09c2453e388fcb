//! Capabilities under the names of the one driver and of the other.

use serde_json::{Value, json};

/// The names of what is asked for: msedgedriver's, and chromedriver's.
const ASKED: [(&str, &str); 2] =
    [("ms:edgeOptions", "goog:chromeOptions"), ("ms:loggingPrefs", "goog:loggingPrefs")];

/// Turns what msedgedriver is asked for into what chromedriver is.
///
/// # Errors
/// With the name of a capability that msedgedriver does not know.
pub(crate) fn to_chrome(asked: &mut Value) -> Result<(), String> {
    let Some(asked) = asked.as_object_mut() else { return Ok(()) };
    if let Some(unknown) = asked.keys().find(|name| name.starts_with("goog:")) {
        return Err(unknown.clone());
    }
    for (edge, chrome) in ASKED {
        if let Some(value) = asked.remove(edge) {
            asked.insert(chrome.to_owned(), value);
        }
    }
    Ok(())
}

/// Turns what chromedriver says of a session into what msedgedriver does.
pub(crate) fn to_edge(given: &mut Value) {
    let Some(given) = given.as_object_mut() else { return };
    given.insert("browserName".to_owned(), json!("msedge"));
    if let Some(mut browser) = given.remove("chrome") {
        let version = browser["chromedriverVersion"].take();
        given.insert("msedge".to_owned(), json!({ "msedgedriverVersion": version }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_driver_has_names_of_its_own() {
        let mut asked = json!({ "ms:edgeOptions": { "args": ["-a"] }, "timeouts": {} });
        assert_eq!(to_chrome(&mut asked), Ok(()));
        let expected = json!({ "goog:chromeOptions": { "args": ["-a"] }, "timeouts": {} });
        assert_eq!(asked, expected);
        assert_eq!(to_chrome(&mut asked), Err("goog:chromeOptions".to_owned()));

        let mut given = json!({ "browserName": "chrome", "browserVersion": "156.0",
                                "chrome": { "chromedriverVersion": "156.0 (abc)" } });
        to_edge(&mut given);
        let expected = json!({ "browserName": "msedge", "browserVersion": "156.0",
                               "msedge": { "msedgedriverVersion": "156.0 (abc)" } });
        assert_eq!(given, expected);
    }
}
