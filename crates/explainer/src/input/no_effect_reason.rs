//! Why a field of an input has no effect.

use matrix::RequestApi;

use crate::input::input_field::{FieldLabels, InputField, field_name};

/// Why a field has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoEffectReason {
    /// No script adds fields to such a request.
    AddsNoFields(RequestApi),
    /// No script sets the field `Cookie`.
    CookieField,
    /// No script sets this field.
    ForbiddenField(String),
    /// No script reads the response to such a request.
    NobodyReads(RequestApi),
    /// Such a request has a method of its own.
    OwnMethod(RequestApi),
    /// The response need not be readable.
    ResponseNotWanted,
}

impl NoEffectReason {
    /// Returns the reason, with the fields as a front end calls them.
    pub(super) fn words(&self, labels: &dyn FieldLabels) -> String {
        match self {
            Self::AddsNoFields(api) => format!("no script adds fields to `{api}`"),
            Self::CookieField => match labels.name(InputField::Have) {
                Some(have) => {
                    format!("no script sets `Cookie`; {have} says which cookies are there")
                }
                None => {
                    "no script sets `Cookie`; browsers add the cookies that they have".to_owned()
                }
            },
            Self::ForbiddenField(name) => {
                format!("no script sets `{name}`, which is up to the browser")
            }
            Self::NobodyReads(api) => format!("no script reads the response to `{api}`"),
            Self::OwnMethod(api) => format!("the request of `{api}` is a {}", api.method()),
            Self::ResponseNotWanted => {
                format!("{} leaves out `response`", field_name(labels, InputField::Goals))
            }
        }
    }
}
