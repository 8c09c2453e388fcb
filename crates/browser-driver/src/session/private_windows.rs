//! Private windows, of which drivers know little: they open windows, read the jar and give
//! permissions beside them, unless they are asked in another way.

use matrix::{PrefValue, Profile};
use serde_json::{Value, json};

use super::BrowserSession;
use crate::Browser;
use crate::error::WebDriverError;

/// Chromium's switch for them.
const CHROMIUM_SWITCH: &str = "--incognito";

/// Firefox's preference for them.
const FIREFOX_PREF: &str = "browser.privatebrowsing.autostart";

/// Opens a window in the mode of the document's own. `noopener` keeps the two apart, as a driver
/// would.
const OPEN_WINDOW: &str = "window.open('about:blank', '', 'popup,noopener');";

/// Sets the permission `state` for storage access of the document in the innermost of `depth`
/// nested frames of the window that has the focus, as Firefox's own prompt does. The driver sets
/// one for windows that are not private.
const FIREFOX_STORAGE_ACCESS: &str = r#"
const page = window.gBrowser.selectedBrowser.browsingContext;
let frame = page;
for (let left = depth; left > 0; left--) frame = frame.children[0];
const site = Services.eTLD.getSite(frame.currentWindowGlobal.documentPrincipal.URI);
const permission = `3rdPartyFrameStorage^${site}`;
const principal = page.currentWindowGlobal.documentPrincipal;
const { perms } = Services;
const actions = { granted: perms.ALLOW_ACTION, denied: perms.DENY_ACTION };
if (state in actions) {
    perms.addFromPrincipal(principal, permission, actions[state], perms.EXPIRE_SESSION);
} else {
    perms.removeFromPrincipal(principal, permission);
}
const stored = perms.testExactPermissionFromPrincipal(principal, permission);
return stored === (actions[state] ?? perms.UNKNOWN_ACTION);
"#;

/// The commands that empty and read Chromium's jar.
#[derive(Clone, Copy, Debug)]
pub(super) struct JarCommands {
    pub(super) clear: &'static str,
    pub(super) read: &'static str,
}

impl JarCommands {
    /// For the jar of the regular profile, whichever window has the focus.
    const OF_PROFILE: Self = Self { clear: "Storage.clearCookies", read: "Storage.getCookies" };

    /// For the jar of the window that has the focus.
    const OF_WINDOW: Self =
        Self { clear: "Network.clearBrowserCookies", read: "Network.getAllCookies" };
}

/// Returns whether the windows of a profile are private, and its browser's driver does not know.
fn has_private_windows(profile: &Profile) -> bool {
    match Browser::of(profile.engine) {
        Some(Browser::Chromium) => profile.args.iter().any(|arg| arg == CHROMIUM_SWITCH),
        Some(Browser::Firefox) => profile.prefs.get(FIREFOX_PREF) == Some(&PrefValue::Bool(true)),
        // A session of theirs is one, whatever windows it has.
        Some(Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk) | None => false,
    }
}

/// Returns whether a document that asks for storage access can be given an answer in the user's
/// place. Chromium's driver gives none to private windows.
pub fn can_answer_storage_access(profile: &Profile) -> bool {
    Browser::of(profile.engine) != Some(Browser::Chromium) || !has_private_windows(profile)
}

impl BrowserSession {
    fn has_private_windows(&self) -> bool {
        has_private_windows(&self.options.profile)
    }

    /// Returns Chromium's commands for the jar of this session's windows.
    pub(super) fn jar_commands(&self) -> JarCommands {
        if self.has_private_windows() { JarCommands::OF_WINDOW } else { JarCommands::OF_PROFILE }
    }

    /// Opens a further window, which does not get the focus.
    pub(super) async fn open_window(&self) -> Result<String, WebDriverError> {
        // With Firefox's preference no window is any other.
        if self.browser() != Browser::Chromium || !self.has_private_windows() {
            return self.channel.open_window().await;
        }
        let driver = self.channel.driver("POST execute/sync")?;
        let before = driver.get("window/handles").await?;
        driver.post("execute/sync", json!({ "script": OPEN_WINDOW, "args": [] })).await?;
        let after = driver.get("window/handles").await?;
        let handles = |answer: &Value| answer.as_array().cloned().unwrap_or_default();
        let known = handles(&before);
        match handles(&after).iter().find(|handle| !known.contains(handle)) {
            Some(Value::String(opened)) => Ok(opened.clone()),
            _ => Err(self.channel.unexpected("GET window/handles", &after)),
        }
    }

    /// Sets the permission of the document in the innermost of `depth` nested frames of the window
    /// that has the focus.
    ///
    /// Spec: [Permissions, Set
    /// Permission](https://www.w3.org/TR/permissions/#webdriver-command-set-permission).
    pub(super) async fn set_storage_access_permission(
        &self,
        state: &str,
        depth: usize,
    ) -> Result<(), WebDriverError> {
        const COMMAND: &str = "POST permissions";
        match self.browser() {
            Browser::Firefox if self.has_private_windows() => {
                let given = format!("const [state, depth] = {};", json!([state, depth]));
                let script = format!("{given}{FIREFOX_STORAGE_ACCESS}");
                match self.channel.run_privileged(&script).await? {
                    Value::Bool(true) => Ok(()),
                    other => Err(self.channel.unexpected(COMMAND, &other)),
                }
            }
            Browser::Chromium if self.has_private_windows() => {
                Err(self.channel.driver(COMMAND)?.not_in_private_windows(COMMAND))
            }
            Browser::Chromium
            | Browser::Firefox
            | Browser::Lightpanda
            | Browser::Safari
            | Browser::WebKitGtk => {
                self.channel.enter_frames(depth).await?;
                let descriptor = json!({ "name": "storage-access" });
                let body = json!({ "descriptor": descriptor, "state": state });
                self.channel.driver(COMMAND)?.post("permissions", body).await?;
                self.channel.leave_frames().await
            }
        }
    }
}
