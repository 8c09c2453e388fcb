//! The names of the ways to make a request with or without credentials.

use matrix::{FetchCredentials, RequestApi, UploadEvents};

/// Every way with its name on the command line, in forms and in HAR files.
pub const APIS: [(&str, RequestApi); 6] = [
    ("omit", RequestApi::Fetch(FetchCredentials::Omit)),
    ("same-origin", RequestApi::Fetch(FetchCredentials::SameOrigin)),
    ("include", RequestApi::Fetch(FetchCredentials::Include)),
    ("no-cors-include", RequestApi::FetchNoCors(FetchCredentials::Include)),
    ("xhr", RequestApi::Xhr { with_credentials: false, upload: UploadEvents::Ignored }),
    (
        "xhr-with-credentials",
        RequestApi::Xhr { with_credentials: true, upload: UploadEvents::Ignored },
    ),
];

/// Returns the way with this name.
pub fn parse_api(name: &str) -> Option<RequestApi> {
    APIS.iter().find(|(known, _)| *known == name).map(|(_, api)| *api)
}

/// Returns the name of a way.
pub fn api_name(api: RequestApi) -> &'static str {
    APIS.iter().find(|(_, known)| *known == api).map_or("", |(name, _)| name)
}
