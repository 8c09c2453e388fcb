//! Header fields of requests whose names say that they are meant for another place.

use crate::edit::is_response_field;

/// Returns what to do about a field of a request that is one of responses, or an option of the
/// call.
pub(crate) fn misplaced_field(name: &str) -> Option<String> {
    let option = match name.to_ascii_lowercase().as_str() {
        "credentials" => "`credentials: \"include\"`",
        "withcredentials" | "xhrfields" => {
            "`withCredentials: true`, and with fetch `credentials: \"include\"`"
        }
        "mode" => "`mode: \"cors\"`",
        _ if is_response_field(name) => {
            return Some(format!("take `{name}` out of the request: it is a field of responses"));
        }
        _ => return None,
    };
    Some(format!(
        "move `{name}` out of `headers`: it is an option of the call, beside them, and there it is \
         {option}"
    ))
}
