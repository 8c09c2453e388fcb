//! Browsers that are opened at a page and that nobody drives.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};
use url::Url;

use crate::bidi::write_firefox_prefs;
use crate::launch::BrowserEnvironment;
use crate::launch::capabilities::{LocalPaths, chromium, firefox, webkit_gtk};
use crate::launch::options::LaunchOptions;
use crate::system::mac_application::{MacApplication, application_name, check_unused};
use crate::system::process::{LaunchCommand, ProcessGroup};
use crate::system::restorer::RestoreError;
use crate::system::root_certificates::hide_root_certificates;
use crate::system::work_dir::WorkDir;
use crate::{Browser, BrowserInventory, LaunchError};

/// What chromedriver tells Chromium besides, as far as a page can notice it, and that certificates
/// do not matter.
const CHROMIUM_UNDRIVEN: [&str; 3] =
    ["--disable-popup-blocking", "--ignore-certificate-errors", "--test-type"];

/// The certificate of a server that a browser is to accept.
#[derive(Clone, Debug)]
pub struct HostCertificate {
    /// The server's host.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// The certificate in DER.
    pub der: Vec<u8>,
}

/// A browser that was opened at a page, and ends with this value.
#[derive(Debug)]
pub struct UndrivenBrowser(RunningBrowser);

/// How a browser that nobody drives runs, and ends.
#[derive(Debug)]
enum RunningBrowser {
    /// By Launch Services, as its user has it.
    Application(MacApplication),
    /// By this crate, in a folder of its own.
    Programs {
        /// In the order in which they are to be ended. They are dropped before the folder that they
        /// write to.
        programs: Vec<ProcessGroup>,
        _work_dir: WorkDir,
    },
}

impl UndrivenBrowser {
    /// Checks that the browser can be opened: Safari quits when the visit ends, so it must not run
    /// already.
    ///
    /// # Errors
    /// If it is not here, or runs already.
    pub async fn check_unused(inventory: &BrowserInventory) -> Result<(), LaunchError> {
        let browser = inventory.browser;
        match (&inventory.program, browser) {
            (Some(program), Browser::Safari) => {
                check_unused(&application_name(&program.path)).await
            }
            (Some(_), browser) if has_windows(browser) => Ok(()),
            (_, browser) => Err(LaunchError::NotHere { browser }),
        }
    }

    /// Opens a browser at this URL. No driver is needed. It has a user's folder of its own, but for
    /// Safari, which has its user's: [`ReachScript`](crate::ReachScript) leads it to the fixtures
    /// and has it trust their certificates.
    ///
    /// # Errors
    /// If the browser is not here or does not start, or if it is Safari and runs already.
    pub async fn open(
        inventory: &BrowserInventory,
        options: &LaunchOptions,
        certificates: &[HostCertificate],
        url: &Url,
    ) -> Result<Self, LaunchError> {
        let browser = inventory.browser;
        if options.profile.engine != browser.kind() {
            let profile = options.profile.engine;
            return Err(LaunchError::ProfileOfAnotherEngine { profile, browser });
        }
        let Some(program) = inventory.program.as_ref().filter(|_| has_windows(browser)) else {
            return Err(LaunchError::NotHere { browser });
        };
        if browser == Browser::Safari {
            let opened = MacApplication::open(&application_name(&program.path), url).await?;
            return Ok(Self(RunningBrowser::Application(opened)));
        }
        let failed = |source| LaunchError::WorkDir { path: options.work_dir.clone(), source };
        let work_dir = WorkDir::create(&options.work_dir, browser.kind().name()).map_err(failed)?;
        let display_server = inventory.display_server();
        let BrowserEnvironment { env, x_server } =
            BrowserEnvironment::start(display_server, options.window_mode, &work_dir).await?;
        let mut args =
            arguments(browser, options, &program.path, certificates, &work_dir).map_err(failed)?;
        args.push(url.as_str().into());
        let mut launch = LaunchCommand { program: program.path.clone(), args, env };
        if browser == Browser::WebKitGtk
            && let Some(bubblewrap) = inventory.bubblewrap()
        {
            let empty = work_dir.temporary().join("no-roots.pem");
            fs::write(&empty, "").map_err(failed)?;
            launch = hide_root_certificates(launch, bubblewrap, &empty);
        }
        let started = ProcessGroup::start(&launch, work_dir.log())?;
        let programs = [Some(started), x_server].into_iter().flatten().collect();
        Ok(Self(RunningBrowser::Programs { programs, _work_dir: work_dir }))
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// If it is Safari and does not quit.
    pub async fn stop(self) -> Result<(), RestoreError> {
        match self.0 {
            RunningBrowser::Application(application) => application.quit().await,
            RunningBrowser::Programs { programs, _work_dir } => {
                for program in programs {
                    program.end().await;
                }
                Ok(())
            }
        }
    }
}

/// Returns whether a browser can be opened at a page without being driven: Lightpanda shows
/// nothing.
fn has_windows(browser: Browser) -> bool {
    match browser {
        Browser::Chromium | Browser::Firefox | Browser::Safari | Browser::WebKitGtk => true,
        Browser::Lightpanda => false,
    }
}

/// Writes the browser's preferences and returns its arguments, as a driver would.
fn arguments(
    browser: Browser,
    options: &LaunchOptions,
    program: &Path,
    certificates: &[HostCertificate],
    work_dir: &WorkDir,
) -> io::Result<Vec<OsString>> {
    let LaunchOptions { profile, proxy, window_mode, .. } = options;
    let (proxy, window_mode) = (*proxy, *window_mode);
    let user_data = work_dir.user_data();
    let paths = Some(LocalPaths { program, user_data });
    let (own, further): (Value, Vec<OsString>) = match browser {
        Browser::Chromium => {
            let own = chromium(options, paths);
            let folder = user_data.join("Default");
            fs::create_dir_all(&folder)?;
            let prefs = nested(own["prefs"].as_object().cloned().unwrap_or_default());
            fs::write(folder.join("Preferences"), prefs.to_string())?;
            (own, CHROMIUM_UNDRIVEN.map(OsString::from).into())
        }
        Browser::Firefox => {
            let own = firefox(profile, proxy, window_mode, paths);
            write_firefox_prefs(user_data, own["prefs"].as_object().cloned().unwrap_or_default())?;
            let overrides: String = certificates.iter().map(certificate_override).collect();
            fs::write(user_data.join("cert_override.txt"), overrides)?;
            let further = ["-no-remote".into(), "-profile".into(), user_data.into()];
            (own, further.into())
        }
        Browser::Lightpanda | Browser::Safari => (Value::Null, Vec::new()),
        Browser::WebKitGtk => {
            let further = ["--private", "--ignore-tls-errors"].map(OsString::from);
            (webkit_gtk(profile, proxy, paths), further.into())
        }
    };
    let args = own["args"].as_array().cloned().unwrap_or_default();
    let args = args.iter().filter_map(Value::as_str).map(OsString::from);
    Ok(args.chain(further).collect())
}

/// Returns a line of the file in which Firefox keeps the certificates that its user accepts.
fn certificate_override(certificate: &HostCertificate) -> String {
    let HostCertificate { host, port, der } = certificate;
    let octets = digest(&SHA256, der);
    let fingerprint: Vec<String> =
        octets.as_ref().iter().map(|octet| format!("{octet:02X}")).collect();
    format!("{host}:{port}:\tOID.2.16.840.1.101.3.4.2.1\t{}\t\n", fingerprint.join(":"))
}

/// Returns Chromium's preferences as its own file holds them, where a dot leads one level down.
fn nested(flat: Map<String, Value>) -> Value {
    let mut all = json!({});
    for (name, value) in flat {
        let place = name.split('.').fold(&mut all, |place, key| &mut place[key]);
        *place = value;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_chromiums_preferences_lead_down() {
        let flat = json!({ "a.b": 1, "a.c.d": [2], "e": true });
        let nested = nested(flat.as_object().cloned().unwrap());
        assert_eq!(nested, json!({ "a": { "b": 1, "c": { "d": [2] } }, "e": true }));
    }

    #[test]
    fn firefox_knows_an_accepted_certificate_by_place_and_fingerprint() {
        let line = certificate_override(&HostCertificate {
            host: "www.example.com".to_owned(),
            port: 443,
            der: Vec::new(),
        });
        assert!(line.starts_with("www.example.com:443:\tOID.2.16.840.1.101.3.4.2.1\tE3:B0:C4:42:"));
    }
}
