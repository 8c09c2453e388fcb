//! All that a browser is started with, for whoever judges what was observed of it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use matrix::Profile;
use serde_json::Value;

use crate::browser::Browser;
use crate::browser::driver_vendor::DriverVendor;
use crate::launch::capabilities::capabilities;
use crate::launch::options::{HttpsUpgrades, LaunchOptions};

/// A setting that a browser is started with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaunchSetting {
    /// An argument, a preference or a capability.
    pub name: String,
    /// Its value; `None` for an argument without one.
    pub value: Option<String>,
}

/// What stands for the port of the proxy, which differs from session to session.
const PORT: &str = "PORT";

impl Browser {
    /// Returns everything that a session of a run starts with on a profile, without a window:
    /// preferences in the order of their names, then arguments. Folders of this machine are left
    /// out.
    pub fn launch_settings(self, profile: &Profile) -> Vec<LaunchSetting> {
        let proxy = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let options = LaunchOptions {
            https_upgrades: HttpsUpgrades::AsShipped,
            ..LaunchOptions::new(profile.clone(), proxy, PathBuf::new())
        };
        let mut settings = Vec::new();
        for (key, value) in capabilities(self, DriverVendor::Google, &options, None) {
            match value {
                Value::Object(own) if own.contains_key("args") || own.contains_key("prefs") => {
                    settings.extend(own_settings(&own, proxy));
                }
                Value::Object(_) | Value::Null => {}
                other => settings.push(LaunchSetting { name: key, value: Some(words(&other)) }),
            }
        }
        settings.sort_by_key(|setting| setting.name.starts_with('-'));
        settings
    }
}

fn own_settings(
    own: &serde_json::Map<String, Value>,
    proxy: SocketAddr,
) -> impl Iterator<Item = LaunchSetting> {
    let prefs = own.get("prefs").and_then(Value::as_object).into_iter().flatten();
    let pref = |(name, value): (&String, &Value)| LaunchSetting {
        name: name.clone(),
        value: Some(if name.ends_with("socks_port") { PORT.to_owned() } else { words(value) }),
    };
    let args = own.get("args").and_then(Value::as_array).into_iter().flatten();
    let argument = move |argument: &Value| {
        let text = words(argument).replace(&proxy.to_string(), &format!("{}:{PORT}", proxy.ip()));
        match text.split_once('=') {
            Some((name, value)) => {
                LaunchSetting { name: name.to_owned(), value: Some(value.to_owned()) }
            }
            None => LaunchSetting { name: text, value: None },
        }
    };
    let mut prefs: Vec<LaunchSetting> = prefs.map(pref).collect();
    prefs.sort_by(|one, other| one.name.cmp(&other.name));
    prefs.extend(args.map(argument));
    prefs.into_iter()
}

fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_setting(browser: Browser, profile: &str, name: &str, value: Option<&str>) {
        let text = include_str!("../../../../matrix.toml");
        let matrix = matrix::read("matrix.toml", text).unwrap();
        let is_wanted = |known: &&Profile| known.engine == browser.kind() && known.name == profile;
        let profile = matrix.profiles.iter().find(is_wanted).unwrap();
        let expected = LaunchSetting { name: name.to_owned(), value: value.map(str::to_owned) };
        let settings = browser.launch_settings(profile);
        assert!(settings.contains(&expected), "{settings:#?}");
    }

    #[test]
    fn the_settings_are_those_of_the_launch() {
        check_setting(Browser::Chromium, "default", "--disable-extensions", None);
        check_setting(
            Browser::Chromium,
            "default",
            "--proxy-server",
            Some("socks5://127.0.0.1:PORT"),
        );
        check_setting(Browser::Chromium, "default", "acceptInsecureCerts", Some("true"));
        let name = "profile.cookie_controls_mode";
        check_setting(Browser::Chromium, "third-party-allowed", name, Some("0"));
        check_setting(Browser::Firefox, "default", "network.proxy.socks_port", Some("PORT"));
        let name = "network.cookie.cookieBehavior";
        check_setting(Browser::Firefox, "third-party-blocked", name, Some("1"));
        check_setting(Browser::WebKitGtk, "default", "--automation", None);
    }
}
