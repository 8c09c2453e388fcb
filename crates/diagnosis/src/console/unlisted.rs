//! The method or header field that a preflight did not list.

/// Returns the method or the header field's name that a message says is not allowed.
pub(super) fn unlisted(text: &str) -> Option<String> {
    const BETWEEN: [(&str, &str); 4] = [
        ("Request header field ", " is not allowed by Access-Control-Allow-Headers"),
        ("Method ", " is not allowed by Access-Control-Allow-Methods"),
        ("header '", "' is not allowed according to header 'Access-Control-Allow-Headers'"),
        ("missing token '", "' in CORS header 'Access-Control-Allow-Headers'"),
    ];
    let name = BETWEEN.iter().find_map(|(before, behind)| {
        let (front, _) = text.split_once(behind)?;
        front.rsplit_once(before).map(|(_, name)| name)
    })?;
    let is_token = |octet: u8| octet.is_ascii_alphanumeric() || b"!#$%&*+-.^_|~".contains(&octet);
    (!name.is_empty() && name.bytes().all(is_token)).then(|| name.to_owned())
}
