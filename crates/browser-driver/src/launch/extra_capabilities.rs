//! Capabilities beyond those of a profile, for grids and vendors of browsers.

use std::fmt;

use fantoccini::wd::Capabilities;
use serde_json::{Map, Value};

use crate::browser::driver_vendor::DriverVendor;

/// What a running driver is asked for besides: a version, a vendor's options. What of it is secret
/// is shown nowhere.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ExtraCapabilities {
    wanted: Map<String, Value>,
    /// Names and values of what came from the environment.
    secrets: Vec<(String, String)>,
}

/// The environment lacks a variable that capabilities name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment has no variable `{name}`")]
pub struct MissingVariable {
    /// Its name.
    pub name: String,
}

impl ExtraCapabilities {
    /// Returns these capabilities. A text such as `$NAME` stands for a variable of the environment.
    ///
    /// # Errors
    ///
    /// If there is no such variable.
    pub fn new(
        mut wanted: Map<String, Value>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, MissingVariable> {
        let mut secrets = Vec::new();
        for value in wanted.values_mut() {
            replace(value, &variable, &mut secrets)?;
        }
        Ok(Self { wanted, secrets })
    }

    /// Adds them to what is asked for: objects are joined, lists are continued, and anything else
    /// is replaced.
    pub(crate) fn add_to(&self, capabilities: &mut Capabilities) {
        for (name, value) in &self.wanted {
            join(capabilities.entry(name.clone()).or_insert(Value::Null), value);
        }
    }

    /// Returns whose driver is asked for them, where it is Chromium's: Edge's is named by its own
    /// options.
    pub(crate) fn vendor(&self) -> DriverVendor {
        let microsoft = DriverVendor::Microsoft;
        if self.wanted.contains_key(microsoft.options_key()) {
            microsoft
        } else {
            DriverVendor::Google
        }
    }

    /// Returns a text without secrets, or `None` where it has none.
    pub(crate) fn redacted(&self, text: &str) -> Option<String> {
        let is_told = |(_, secret): &&(String, String)| text.contains(secret.as_str());
        let told: Vec<_> = self.secrets.iter().filter(is_told).collect();
        let replace = |text: String, (name, secret): &(String, String)| {
            text.replace(secret.as_str(), &format!("${name}"))
        };
        (!told.is_empty()).then(|| told.into_iter().fold(text.to_owned(), replace))
    }
}

impl fmt::Debug for ExtraCapabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.wanted.keys()).finish()
    }
}

fn replace(
    value: &mut Value,
    variable: &impl Fn(&str) -> Option<String>,
    secrets: &mut Vec<(String, String)>,
) -> Result<(), MissingVariable> {
    match value {
        Value::String(text) => {
            let Some(name) = text.strip_prefix('$') else { return Ok(()) };
            let given = variable(name).filter(|given| !given.is_empty());
            let given = given.ok_or_else(|| MissingVariable { name: name.to_owned() })?;
            secrets.push((name.to_owned(), given.clone()));
            *text = given;
            Ok(())
        }
        Value::Array(values) => {
            values.iter_mut().try_for_each(|value| replace(value, variable, secrets))
        }
        Value::Object(values) => {
            values.values_mut().try_for_each(|value| replace(value, variable, secrets))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn join(ours: &mut Value, extra: &Value) {
    match (ours, extra) {
        (Value::Object(ours), Value::Object(extra)) => {
            for (name, value) in extra {
                join(ours.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (Value::Array(ours), Value::Array(extra)) => ours.extend(extra.iter().cloned()),
        (ours, extra) => *ours = extra.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn extra(value: Value) -> Result<ExtraCapabilities, MissingVariable> {
        let Value::Object(wanted) = value else { panic!("{value}") };
        ExtraCapabilities::new(wanted, |name| (name == "KEY").then(|| "s3cret".to_owned()))
    }

    #[test]
    fn they_join_what_is_asked_for() {
        let extra = extra(json!({
            "browserVersion": "156",
            "goog:chromeOptions": { "args": ["--no-sandbox"], "w3c": true },
            "vendor:options": { "accessKey": "$KEY", "price": "5 $" },
        }));
        let mut capabilities = Capabilities::new();
        let own = json!({ "args": ["--headless=new"], "prefs": {} });
        capabilities.insert("goog:chromeOptions".to_owned(), own);
        extra.unwrap().add_to(&mut capabilities);
        let expected = json!({
            "browserVersion": "156",
            "goog:chromeOptions": {
                "args": ["--headless=new", "--no-sandbox"], "prefs": {}, "w3c": true,
            },
            "vendor:options": { "accessKey": "s3cret", "price": "5 $" },
        });
        assert_eq!(json!(capabilities), expected);
    }

    #[test]
    fn secrets_are_shown_by_their_names() {
        let extra = extra(json!({ "vendor:options": ["$KEY"] })).unwrap();
        let told = "no session for {\"vendor:options\":[\"s3cret\"]}";
        let redacted = "no session for {\"vendor:options\":[\"$KEY\"]}";
        assert_eq!(extra.redacted(told).as_deref(), Some(redacted));
        assert_eq!(extra.redacted("no session"), None);
        assert_eq!(format!("{extra:?}"), r#"["vendor:options"]"#);
    }

    #[test]
    fn a_variable_that_is_missing_is_named() {
        let error = extra(json!({ "a": { "b": "$OTHER" } })).unwrap_err();
        assert_eq!(error.to_string(), "the environment has no variable `OTHER`");
    }
}
