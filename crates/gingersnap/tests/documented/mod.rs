//! The JSON Schemas of `docs/schemas`, and whether a document is as they say.

use std::path::{Path, PathBuf};

use boon::{Compiler, Schemas};
use serde_json::Value;

/// Returns the folder of the project.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Checks a document against a schema.
#[track_caller]
pub(crate) fn check_schema(schema: &str, document: &Value) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let path = project().join("docs/schemas").join(schema);
    let path = path.to_str().expect("the path is text");
    let index = compiler.compile(path, &mut schemas).expect("it is a schema");
    if let Err(error) = schemas.validate(document, index) {
        panic!("{error:#}\n{document:#}");
    }
}

/// Checks a document against a schema, and that each rule that it names has its text.
#[track_caller]
pub(crate) fn check_document(schema: &str, document: &Value) {
    check_schema(schema, document);
    let rules = document["rules"].as_object().expect("the schema says so");
    for code in codes(document) {
        assert!(rules.contains_key(code), "`{code}` has no text");
    }
}

/// Returns the codes in all lists of them.
fn codes(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match (name.as_str(), value) {
                ("reasons" | "departures", Value::Array(codes)) => {
                    codes.iter().filter_map(Value::as_str).collect()
                }
                (_, value) => codes(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(codes).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
