//! Why the evidence of a batch is not believed.

use run_model::UnixTime;
use run_model::plan::ShapeNo;

/// Why a batch's evidence cannot be believed: a fault of the harness or its browser, never an
/// observation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HarnessFault {
    /// The control cookie of a host was not stored, read or sent.
    #[error("the control on `{origin}` was not {missing}")]
    ControlFailed {
        /// The host's origin.
        origin: String,
        /// What did not happen: `stored`, `readable`, `sent`.
        missing: &'static str,
    },
    /// The controls were not played on each origin.
    #[error("the controls were not played on each origin")]
    ControlsMissing,
    /// A response that is always allowed was kept from the script.
    #[error(
        "the follow-up of shape {} was answered, but its script got an error: {message}",
        shape.0
    )]
    FollowUpBlocked {
        /// The shape.
        shape: ShapeNo,
        /// What the script was told.
        message: String,
    },
    /// The jar holds a cookie that had expired when it was set.
    #[error("shape {}: cookie `{cookie}` lies in the jar and expired at {}, before \
     it was set", shape.0, expired.0)]
    ExpiredInJar {
        /// The shape.
        shape: ShapeNo,
        /// The cookie's name.
        cookie: String,
        /// When, as the jar has it.
        expired: UnixTime,
    },
    /// A cookie for another site's domain was taken.
    #[error("`{origin}` could set a cookie for another site's domain")]
    ForeignCookie {
        /// The origin that set it.
        origin: String,
    },
    /// Two witnesses contradict each other.
    #[error("shape {}: cookie `{cookie}` is {seen}, but not in the jar", shape.0)]
    JarDisagrees {
        /// The shape.
        shape: ShapeNo,
        /// The cookie's name.
        cookie: String,
        /// Where it was seen.
        seen: &'static str,
    },
    /// A first-party document of the target could not read its cookies.
    #[error("shape {}: a first-party document of the target could not read its \
     cookies: {error}", shape.0)]
    ProbeUnreadable {
        /// The shape.
        shape: ShapeNo,
        /// The name of the exception, or what else it said.
        error: String,
    },
    /// A cookie lies in the jar twice.
    #[error("shape {}: cookie `{cookie}` lies in the jar twice, in different partitions", shape.0)]
    StoredTwice {
        /// The shape.
        shape: ShapeNo,
        /// The cookie's name.
        cookie: String,
    },
    /// A cookie that belongs to no shape played so far.
    #[error("shape {}: a cookie `{cookie}` of another batch was seen", shape.0)]
    StrayCookie {
        /// The shape in whose evidence it was.
        shape: ShapeNo,
        /// The cookie as it was shown.
        cookie: String,
    },
    /// The server's log and the script's report do not fit each other.
    #[error("shape {}: {what}", shape.0)]
    WireDisagrees {
        /// The shape.
        shape: ShapeNo,
        /// How they do not fit.
        what: String,
    },
}
