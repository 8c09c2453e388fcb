//! How long documents may take, and whether they are those that were to come.

use std::time::Duration;

use fixture_server::DocumentInfo;
use url::Url;

use crate::error::BatchRunError;

/// How long a document may take to load and to say hello.
pub(crate) const HELLO_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a document may take to answer: longer than the fixtures wait for a navigation.
pub(crate) const SHAPE_TIMEOUT: Duration = Duration::from_secs(40);

/// How much longer it may take for each shape that it plays.
pub(crate) const PLAY_TIMEOUT: Duration = Duration::from_secs(10);

/// Checks URL and origin of a first-party document.
pub(crate) fn check_probe(wanted: &Url, greeting: &DocumentInfo) -> Result<(), BatchRunError> {
    check_document("probe", wanted, wanted.origin().ascii_serialization(), greeting)
}

/// Checks URL and origin of a document. In a sandbox, the origin is not that of the URL.
pub(crate) fn check_document(
    document: &'static str,
    wanted: &Url,
    origin: String,
    greeting: &DocumentInfo,
) -> Result<(), BatchRunError> {
    if !Url::parse(&greeting.href).is_ok_and(|shown| shown.origin() == wanted.origin()) {
        return Err(BatchRunError::Elsewhere {
            document,
            wanted: wanted.to_string(),
            shown: greeting.href.clone(),
        });
    }
    if greeting.origin != origin {
        return Err(BatchRunError::Origin {
            document,
            wanted: origin,
            shown: greeting.origin.clone(),
        });
    }
    Ok(())
}
