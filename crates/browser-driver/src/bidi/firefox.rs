//! Firefox with its remote agent, started without a driver.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use crate::LaunchError;
use crate::system::process::{LaunchCommand, ProcessGroup, complete_lines};
use crate::system::work_dir::WorkDir;

/// What Firefox writes when it can be spoken to, in front of its host and port.
const ANNOUNCEMENT: &str = "WebDriver BiDi listening on ws://";

/// What geckodriver sets besides, as far as a page can notice it, and no page of Firefox's own.
const WITHOUT_DRIVER: [(&str, bool); 5] = [
    ("browser.aboutwelcome.enabled", false),
    ("browser.sessionstore.resume_from_crash", false),
    ("browser.tabs.warnOnClose", false),
    ("datareporting.policy.dataSubmissionPolicyBypassNotification", true),
    ("dom.disable_open_during_load", false),
];

/// Starts Firefox with these options of its own, which a driver would be given, and returns the
/// port that it listens on.
pub(crate) async fn start_firefox(
    program: &Path,
    options: &Value,
    env: Vec<(&'static str, OsString)>,
    work_dir: &WorkDir,
) -> Result<(u16, ProcessGroup), LaunchError> {
    let user_data = work_dir.user_data();
    let prefs = options["prefs"].as_object().cloned().unwrap_or_default();
    write_firefox_prefs(user_data, prefs)
        .map_err(|source| LaunchError::WorkDir { path: user_data.to_owned(), source })?;
    let own = options["args"].as_array().into_iter().flatten();
    let mut args: Vec<OsString> = own.filter_map(Value::as_str).map(OsString::from).collect();
    args.extend(["--no-remote".into(), "--profile".into(), user_data.into()]);
    // Its jar is read with the rights of the browser itself.
    args.extend(["--remote-debugging-port=0", "--remote-allow-system-access"].map(OsString::from));
    let launch = LaunchCommand { program: program.to_owned(), args, env };
    let mut group = ProcessGroup::start(&launch, work_dir.log())?;
    // The host is an address or `localhost`, as names are resolved where it runs.
    let port =
        |line: &str| line.split_once(ANNOUNCEMENT)?.1.rsplit_once(':')?.1.trim().parse().ok();
    let port = group.wait_for_output(|output| complete_lines(output).find_map(port)).await?;
    Ok((port, group))
}

/// Writes the preferences of a Firefox that no driver starts.
pub(crate) fn write_firefox_prefs(
    user_data: &Path,
    mut prefs: Map<String, Value>,
) -> io::Result<()> {
    // An empty page.
    prefs.insert("browser.startup.page".to_owned(), 0.into());
    prefs.extend(WITHOUT_DRIVER.map(|(name, value)| (name.to_owned(), value.into())));
    let line = |(name, value): (&String, &Value)| {
        format!("user_pref({}, {value});\n", Value::from(name.as_str()))
    };
    fs::write(user_data.join("user.js"), prefs.iter().map(line).collect::<String>())
}
