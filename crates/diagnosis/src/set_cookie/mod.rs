//! What a `Set-Cookie` line says as text: its attributes, signs that are missing in it, names that
//! are misspelt, and several cookies in one field.

pub(crate) mod attributes;
pub(crate) mod folded;
pub(crate) mod missing_signs;
pub(crate) mod misspelling;
