//! Parts of HTTP messages that every kind of input has in common: status lines and header fields as
//! text, the head of a response, what a script set of a request, and why no response came.

pub(crate) mod no_response_cause;
pub(crate) mod response_head;
pub(crate) mod script_headers;
pub mod text;
