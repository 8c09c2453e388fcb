//! The date that RFC 9110 has as an example, for tests.

use crate::time::Timestamp;

/// 08:49:37 in UTC on 6 November 1994.
pub(super) const EXAMPLE: Timestamp = Timestamp(784_111_777);

/// The three forms that HTTP has for it.
pub(super) const HTTP_FORMS: [&str; 3] =
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];
