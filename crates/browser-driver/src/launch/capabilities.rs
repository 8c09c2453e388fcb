//! What each browser is told at the start: its policy is the profile's, and all else serves to let
//! nothing but the fixtures speak.

use std::path::Path;

use fantoccini::wd::Capabilities;
use matrix::{PrefValue, Profile};
use serde_json::{Value, json};

use crate::browser::driver_vendor::DriverVendor;
use crate::launch::options::{
    BrowserProxy, HttpsUpgrades, LaunchOptions, SiteProcesses, WindowMode,
};
use crate::launch::safari;
use crate::webdriver::PAGE_LOAD_TIMEOUT;
use crate::{Browser, ReasonCollection};

/// Chromium's features that would let a navigation end elsewhere than asked, ask the network, or
/// keep a left document alive.
const CHROMIUM_FEATURES_OFF: &str = "BackForwardCache,LocalNetworkAccessChecks,\
LocalNetworkAccessChecksWebSockets,MediaRouter,OptimizationHints,Prerender2,Translate";

/// Chromium's features that turn a navigation from `http` to `https`.
const CHROMIUM_UPGRADES: &str = "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades";

/// Chromium's switches: few calls of its own (the router refuses those that are left), no
/// throttling of a window without focus, nothing that needs a desktop.
const CHROMIUM_ARGS: [&str; 18] = [
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-renderer-backgrounding",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
    // Without it names of this machine would not go through the proxy.
    "--proxy-bypass-list=<-loopback>",
];

/// Chromium's switch that lets sites share a process.
const CHROMIUM_ISOLATION_OFF: &str = "--disable-site-isolation-trials";

/// What [`Browser::switched_off`] calls them.
const UPGRADES_OFF: &str = "upgrades of http to https";

impl Browser {
    /// Returns in words what the launch switches off in the browser: it cannot be observed.
    pub fn switched_off(self, https_upgrades: HttpsUpgrades) -> &'static [&'static str] {
        /// Upgrades come first: they may be as shipped.
        const CHROMIUM: [&str; 5] = [
            UPGRADES_OFF,
            "Local Network Access",
            "back/forward cache",
            "prerendering",
            "extensions",
        ];
        match self {
            Self::Chromium => match https_upgrades {
                HttpsUpgrades::AsShipped => &CHROMIUM[1..],
                HttpsUpgrades::Off => &CHROMIUM,
            },
            Self::Firefox => &[
                UPGRADES_OFF,
                "Safe Browsing",
                "DNS over HTTPS",
                "back/forward cache",
                "prefetching of names",
            ],
            Self::Lightpanda | Self::Safari | Self::WebKitGtk => &[],
        }
    }
}

/// Chromium's value for a start with the pages named in `session.startup_urls`, in the place of a
/// distribution's own.
const OPEN_NAMED_PAGES: i64 = 4;

/// Firefox's preferences that are switched off: calls of its own, upgrades of a navigation to
/// https, guesses at what is loaded next.
const FIREFOX_OFF: [&str; 31] = [
    "app.normandy.enabled",
    "app.update.auto",
    "browser.chrome.site_icons",
    "browser.contentblocking.report.lockwise.enabled",
    "browser.discovery.enabled",
    "browser.newtabpage.activity-stream.feeds.telemetry",
    "browser.newtabpage.enabled",
    "browser.region.update.enabled",
    "browser.safebrowsing.blockedURIs.enabled",
    "browser.safebrowsing.downloads.enabled",
    "browser.safebrowsing.malware.enabled",
    "browser.safebrowsing.phishing.enabled",
    "browser.search.update",
    "browser.shell.checkDefaultBrowser",
    "browser.topsites.contile.enabled",
    "datareporting.healthreport.uploadEnabled",
    "datareporting.policy.dataSubmissionEnabled",
    "dom.push.connection.enabled",
    "dom.security.https_first",
    "dom.security.https_first_pbm",
    "dom.security.https_first_schemeless",
    "dom.security.https_only_mode",
    "dom.security.https_only_mode_pbm",
    "dom.timeout.enable_budget_timer_throttling",
    "extensions.getAddons.cache.enabled",
    "extensions.update.enabled",
    "messaging-system.rsexperimentloader.enabled",
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "network.proxy.failover_direct",
    "toolkit.telemetry.enabled",
];

/// What a driver that is ours is told of this machine; a driver that runs already is told nothing
/// of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalPaths<'a> {
    /// The browser's program.
    pub(crate) program: &'a Path,
    /// The folder for its user data.
    pub(crate) user_data: &'a Path,
}

/// Returns the capabilities to ask for; the vendor is that of the driver, where it is Chromium's.
pub(crate) fn capabilities(
    browser: Browser,
    vendor: DriverVendor,
    options: &LaunchOptions,
    paths: Option<LocalPaths<'_>>,
) -> Capabilities {
    let LaunchOptions { profile, proxy, window_mode, .. } = options;
    let (proxy, window_mode) = (*proxy, *window_mode);
    let mut capabilities = Capabilities::new();
    capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
    capabilities.insert("timeouts".to_owned(), timeouts());
    let (key, mut own) = match browser {
        Browser::Chromium => (vendor.options_key(), chromium(options, paths)),
        Browser::Firefox => ("moz:firefoxOptions", firefox(profile, proxy, window_mode, paths)),
        Browser::Lightpanda => (LIGHTPANDA_OPTIONS, lightpanda(profile, proxy)),
        Browser::Safari => return safari::capabilities(),
        Browser::WebKitGtk => {
            let mut own = webkit_gtk(profile, proxy, paths);
            if let Value::Array(args) = &mut own["args"] {
                args.insert(0, json!("--automation"));
            }
            ("webkitgtk:browserOptions", own)
        }
    };
    if let Some(proxy) = http_proxy(browser, proxy) {
        capabilities.insert("proxy".to_owned(), proxy);
    }
    if options.reasons == ReasonCollection::On {
        capabilities.extend(with_reasons(browser, vendor, &mut own));
    }
    if options.site_processes == SiteProcesses::Shared {
        share_processes(browser, &mut own);
    }
    capabilities.insert(key.to_owned(), own);
    capabilities
}

/// Returns the capability that has a browser use a proxy that speaks HTTP.
///
/// Spec: [WebDriver, proxy](https://www.w3.org/TR/webdriver2/#proxy).
fn http_proxy(browser: Browser, proxy: BrowserProxy) -> Option<Value> {
    let BrowserProxy::Http(address) = proxy else { return None };
    let address = address.to_string();
    let mut proxy = json!({ "proxyType": "manual", "httpProxy": address, "sslProxy": address });
    match browser {
        // In Chromium's own words: names of this machine go through the proxy too.
        Browser::Chromium => proxy["noProxy"] = json!(["<-loopback>"]),
        Browser::Firefox => {}
        // Theirs are an argument, and the system's settings.
        Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk => return None,
    }
    Some(proxy)
}

/// Returns how long a page may take to load, and a script to run.
pub(crate) fn timeouts() -> Value {
    let millis = u64::try_from(PAGE_LOAD_TIMEOUT.as_millis()).unwrap_or(u64::MAX);
    json!({ "script": millis, "pageLoad": millis })
}

pub(crate) fn chromium(options: &LaunchOptions, paths: Option<LocalPaths<'_>>) -> Value {
    let LaunchOptions { profile, proxy, window_mode, https_upgrades, .. } = options;
    let mut args: Vec<String> = CHROMIUM_ARGS.iter().map(|&arg| arg.to_owned()).collect();
    match proxy {
        BrowserProxy::Socks5(proxy) => args.push(format!("--proxy-server=socks5://{proxy}")),
        BrowserProxy::Http(_) | BrowserProxy::None => {}
    }
    if *window_mode == WindowMode::Headless {
        args.push("--headless=new".to_owned());
    }
    if nix::unistd::Uid::effective().is_root() {
        // Chromium refuses to start as root with its sandbox.
        args.push("--no-sandbox".to_owned());
    }
    // Chromium heeds only the last switch of a name, so the features of the profile are joined with
    // ours.
    let mut features_off = CHROMIUM_FEATURES_OFF.to_owned();
    if *https_upgrades == HttpsUpgrades::Off {
        features_off = format!("{features_off},{CHROMIUM_UPGRADES}");
    }
    for arg in &profile.args {
        match arg.strip_prefix("--disable-features=") {
            Some(features) => features_off = format!("{features_off},{features}"),
            None => args.push(arg.clone()),
        }
    }
    args.push(format!("--disable-features={features_off}"));
    let mut all = json!({
        "session.restore_on_startup": OPEN_NAMED_PAGES,
        "session.startup_urls": ["about:blank"],
    });
    overwrite(&mut all, prefs(profile));
    let mut options = json!({ "prefs": all });
    if let Some(paths) = paths {
        args.push(format!("--user-data-dir={}", paths.user_data.display()));
        options["binary"] = json!(paths.program);
    }
    options["args"] = json!(args);
    options
}

pub(crate) fn firefox(
    profile: &Profile,
    proxy: BrowserProxy,
    window_mode: WindowMode,
    paths: Option<LocalPaths<'_>>,
) -> Value {
    let mut all = json!({
        "app.normandy.api_url": "",
        "browser.sessionhistory.max_total_viewers": 0,
        "dom.min_background_timeout_value": 4,
        "media.gmp-manager.updateEnabled": false,
        "network.dns.disablePrefetch": true,
        "network.http.speculative-parallel-limit": 0,
        "network.proxy.allow_hijacking_localhost": true,
        "network.proxy.no_proxies_on": "",
        "network.trr.mode": 5,
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "startup.homepage_welcome_url": "about:blank",
        "toolkit.telemetry.server": "data:,",
    });
    if let BrowserProxy::Socks5(proxy) = proxy {
        let own = json!({
            "network.proxy.socks": proxy.ip().to_string(),
            "network.proxy.socks_port": proxy.port(),
            "network.proxy.socks_remote_dns": true,
            "network.proxy.socks_version": 5,
            "network.proxy.type": 1,
        });
        overwrite(&mut all, own);
    }
    for pref in FIREFOX_OFF {
        all[pref] = json!(false);
    }
    overwrite(&mut all, prefs(profile));
    let mut args = profile.args.clone();
    if window_mode == WindowMode::Headless {
        args.push("-headless".to_owned());
    }
    let mut options = json!({ "args": args, "prefs": all });
    if let Some(paths) = paths {
        options["binary"] = json!(paths.program);
    }
    options
}

/// Has a browser tell its own reasons; returns what is asked for besides the browser's own options.
fn with_reasons(
    browser: Browser,
    vendor: DriverVendor,
    own: &mut Value,
) -> Option<(String, Value)> {
    match browser {
        Browser::Chromium => {
            own["perfLoggingPrefs"] = json!({ "enableNetwork": true, "enablePage": false });
            // The driver's log has the requests of a frame only where it shares the process of its
            // page.
            if let Value::Array(args) = &mut own["args"] {
                args.push(json!(CHROMIUM_ISOLATION_OFF));
            }
            let name = format!("{}:loggingPrefs", vendor.prefix());
            Some((name, json!({ "performance": "ALL" })))
        }
        Browser::Firefox => {
            // Its messages are known by their English text.
            own["prefs"]["intl.locale.requested"] = json!("en-US");
            None
        }
        Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk => None,
    }
}

/// Has a browser put the documents of all sites into as few processes as it can.
fn share_processes(browser: Browser, own: &mut Value) {
    match browser {
        Browser::Chromium => {
            if let Value::Array(args) = &mut own["args"] {
                args.push(json!(CHROMIUM_ISOLATION_OFF));
                args.push(json!("--renderer-process-limit=1"));
            }
        }
        Browser::Firefox => {
            own["prefs"]["dom.ipc.processCount"] = json!(1);
            own["prefs"]["dom.ipc.processPrelaunch.enabled"] = json!(false);
            own["prefs"]["fission.autostart"] = json!(false);
        }
        Browser::Lightpanda | Browser::Safari | Browser::WebKitGtk => {}
    }
}

/// Lightpanda's options, by the name under which a driver would be told them.
pub(crate) const LIGHTPANDA_OPTIONS: &str = "lightpanda:options";

/// Lightpanda's own arguments: certificates do not matter, and it loads what other browsers load
/// unasked.
const LIGHTPANDA_ARGS: [&str; 7] = [
    // Fixtures hold requests open for as long as they like.
    "--http-session-timeout=0",
    "--http-timeout=0",
    "--insecure-disable-tls-host-verification",
    "--load-resources=iframe",
    "--load-resources=image",
    "--load-resources=stylesheet",
    "--load-resources=worker",
];

/// Returns what Lightpanda is started with, but for its port.
fn lightpanda(profile: &Profile, proxy: BrowserProxy) -> Value {
    let mut args: Vec<String> = LIGHTPANDA_ARGS.iter().map(|&arg| arg.to_owned()).collect();
    match proxy {
        BrowserProxy::Http(proxy) => args.push(format!("--http-proxy=http://{proxy}")),
        BrowserProxy::None => {}
        BrowserProxy::Socks5(proxy) => args.push(format!("--http-proxy=socks5h://{proxy}")),
    }
    args.extend_from_slice(&profile.args);
    json!({ "args": args })
}

pub(crate) fn webkit_gtk(
    profile: &Profile,
    proxy: BrowserProxy,
    paths: Option<LocalPaths<'_>>,
) -> Value {
    // The `proxy` capability is of no use here: with it every https page silently stays
    // `about:blank`.
    let mut args = match proxy {
        BrowserProxy::Http(proxy) => vec![format!("--proxy=http://{proxy}")],
        BrowserProxy::None => Vec::new(),
        BrowserProxy::Socks5(proxy) => vec![format!("--proxy=socks5://{proxy}")],
    };
    // The other engines let a script open windows when WebDriver has started them.
    args.push("--javascript-can-open-windows-automatically=TRUE".to_owned());
    args.extend_from_slice(&profile.args);
    let mut options = json!({ "args": args });
    if let Some(paths) = paths {
        options["binary"] = json!(paths.program);
    }
    options
}

/// What a profile says stands above what is ours.
fn overwrite(ours: &mut Value, profiles: Value) {
    if let (Value::Object(ours), Value::Object(profiles)) = (ours, profiles) {
        ours.extend(profiles);
    }
}

fn prefs(profile: &Profile) -> Value {
    let value = |pref: &PrefValue| match pref {
        PrefValue::Bool(value) => json!(value),
        PrefValue::Integer(value) => json!(value),
        PrefValue::Text(value) => json!(value),
    };
    Value::Object(profile.prefs.iter().map(|(name, pref)| (name.clone(), value(pref))).collect())
}
