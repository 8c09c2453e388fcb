//! Lightpanda, which drives itself.

use std::ffi::OsString;
use std::path::Path;

use serde_json::Value;

use crate::LaunchError;
use crate::system::process::{LaunchCommand, ProcessGroup, complete_lines};
use crate::system::work_dir::WorkDir;

/// What Lightpanda writes when it can be spoken to, in front of its port.
const ANNOUNCEMENT: &str = "\"server running\" address=127.0.0.1:";

/// Starts Lightpanda with these options of its own, and returns the port that it listens on.
pub(crate) async fn start_lightpanda(
    program: &Path,
    options: &Value,
    mut env: Vec<(&'static str, OsString)>,
    work_dir: &WorkDir,
) -> Result<(u16, ProcessGroup), LaunchError> {
    env.push(("LIGHTPANDA_DISABLE_TELEMETRY", "true".into()));
    let mut args: Vec<OsString> =
        ["serve", "--protocol", "webdriver", "--port", "0"].map(OsString::from).into();
    let own = options["args"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for argument in own {
        // It takes a value only as an argument of its own.
        args.extend(argument.splitn(2, '=').map(OsString::from));
    }
    let launch = LaunchCommand { program: program.to_owned(), args, env };
    let mut group = ProcessGroup::start(&launch, work_dir.log())?;
    let port = |line: &str| line.split_once(ANNOUNCEMENT)?.1.split(' ').next()?.parse().ok();
    let port = group.wait_for_output(|output| complete_lines(output).find_map(port)).await?;
    Ok((port, group))
}
