//! The Storage Access API: which documents below another site get at the cookies that they have as
//! first parties.

use crate::decision::Decision;
use crate::policy::StorageAccessRequests;
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::site::{Client, same_site};
use crate::user_agent::UserAgent;

/// What the user has said to a document that asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StorageAccessPermission {
    /// No.
    Denied,
    /// Yes.
    Granted,
    /// Nothing yet.
    #[default]
    Prompt,
}

/// Decides whether a document's `requestStorageAccess()` is granted. The gesture that it takes
/// otherwise is not asked for where the user has answered before; where nothing was answered,
/// nobody answers now.
///
/// Spec: [Storage Access API,
/// requestStorageAccess()](https://privacycg.github.io/storage-access/#dom-document-requeststorageaccess).
pub fn storage_access_decision(
    client: &Client,
    permission: StorageAccessPermission,
    user_agent: UserAgent<'_>,
) -> Decision {
    let mut decision = Decision::default();
    let policy = user_agent.policy();
    // A top-level document, and one on its site, has access without a permission, or by the quirk
    // without a refusal.
    let is_on_top_level_site = same_site(
        &client.origin,
        &client.top_level,
        policy.same_site_scheme,
        user_agent.public_suffixes,
    );
    let is_denied = permission == StorageAccessPermission::Denied;
    if is_on_top_level_site
        && !decision.departs(is_denied, Quirk::DeniedStorageAccessOnOwnSite, user_agent.quirks())
    {
        return decision;
    }
    decision.violate_if(
        !client.origin.is_tuple() || !client.top_level.is_tuple(),
        Reason::OpaqueOrigin,
    );
    let is_refused = policy.storage_access_requests == StorageAccessRequests::Refused;
    decision.violate_if(
        is_refused || permission != StorageAccessPermission::Granted,
        Reason::StorageAccessDenied,
    );
    decision
}
