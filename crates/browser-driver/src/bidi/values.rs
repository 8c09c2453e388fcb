//! Values as the protocol writes them, and as JSON has them.

use serde_json::{Value, json};

/// Returns a value as a script is given it.
///
/// Spec: [script.LocalValue](https://w3c.github.io/webdriver-bidi/#type-script-LocalValue).
pub(super) fn local_value(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "type": "null" }),
        Value::Bool(value) => json!({ "type": "boolean", "value": value }),
        Value::Number(value) => json!({ "type": "number", "value": value }),
        Value::String(value) => json!({ "type": "string", "value": value }),
        Value::Array(values) => {
            json!({ "type": "array", "value": values.iter().map(local_value).collect::<Value>() })
        }
        Value::Object(fields) => {
            let pairs = fields.iter().map(|(name, value)| json!([name, local_value(value)]));
            json!({ "type": "object", "value": pairs.collect::<Value>() })
        }
    }
}

/// Returns what a script returned; what JSON has no form for is null, as WebDriver has it for
/// `undefined`.
///
/// Spec: [script.RemoteValue](https://w3c.github.io/webdriver-bidi/#type-script-RemoteValue).
pub(super) fn json_value(remote: &Value) -> Value {
    let value = &remote["value"];
    let entries = || value.as_array().into_iter().flatten();
    match remote["type"].as_str() {
        Some("boolean" | "string") => value.clone(),
        // NaN and its like are strings.
        Some("number") if value.is_number() => value.clone(),
        Some("array") => entries().map(json_value).collect(),
        Some("object") => {
            let pair = |pair: &Value| Some((pair[0].as_str()?.to_owned(), json_value(&pair[1])));
            Value::Object(entries().filter_map(pair).collect())
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were_given() {
        let value = json!({
            "a": [1, 1.5, "x", true, null], "__proto__": { "b": [] }, "c": 1_900_000_000_000_u64
        });
        assert_eq!(json_value(&local_value(&value)), value);
    }

    #[test]
    fn what_json_has_no_form_for_is_null() {
        for remote in [
            json!({ "type": "undefined" }),
            json!({ "type": "number", "value": "NaN" }),
            json!({ "type": "node", "sharedId": "f.1" }),
        ] {
            assert_eq!(json_value(&remote), Value::Null, "{remote}");
        }
    }
}
