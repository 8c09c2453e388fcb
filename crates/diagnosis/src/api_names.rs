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

/// Returns a way in words.
pub fn api_words(api: RequestApi) -> String {
    match api {
        RequestApi::Fetch(credentials) => {
            format!("fetch with credentials: {}", credentials.as_str())
        }
        RequestApi::FetchNoCors(credentials) => {
            format!("fetch with credentials: {}, mode: no-cors", credentials.as_str())
        }
        RequestApi::Mechanism(mechanism) => mechanism.as_str().to_owned(),
        RequestApi::Xhr { with_credentials: true, .. } => {
            "XMLHttpRequest with withCredentials".to_owned()
        }
        RequestApi::Xhr { with_credentials: false, .. } => {
            "XMLHttpRequest without withCredentials".to_owned()
        }
    }
}
