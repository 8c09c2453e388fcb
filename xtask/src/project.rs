//! Where things lie in the project, and what its matrix.toml says.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use matrix::{Matrix, Selection};

use crate::cli::Selecting;
use crate::exit::{Exit, Failure};

/// Returns the project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project")
}

/// Returns the folder for everything that is made and may be deleted.
pub(crate) fn target() -> PathBuf {
    root().join("target/gingersnap")
}

/// Returns the folder into which `--install` puts drivers.
pub(crate) fn tools() -> PathBuf {
    root().join("target/tools")
}

/// Returns the folder of the committed snapshots.
pub(crate) fn snapshots() -> PathBuf {
    root().join("fixtures/snapshots")
}

/// Reads the project's matrix.toml.
pub(crate) fn matrix() -> Result<Arc<Matrix>, Failure> {
    let path = root().join("matrix.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::message(Exit::Usage, format!("failed to read `{}`: {error}", path.display()), "")
    })?;
    matrix::read("matrix.toml", &text)
        .map(Arc::new)
        .map_err(|error| Failure::diagnostic(Exit::Usage, error))
}

/// Returns the selections that the command line asks for; none of them is empty.
pub(crate) fn selections(
    matrix: &Matrix,
    selecting: &Selecting,
) -> Result<Vec<Selection>, Failure> {
    let known = || matrix.suites.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    if let Some(unknown) = selecting.suites.iter().find(|suite| !matrix.suites.contains_key(*suite))
    {
        return Err(Failure::message(
            Exit::Usage,
            format!("`{unknown}` is no suite"),
            format!("known: {}", known()),
        ));
    }
    let mut selections = Vec::new();
    let mut unfit = None;
    for (name, suite) in &matrix.suites {
        if !selecting.suites.is_empty() && !selecting.suites.contains(name) {
            continue;
        }
        let all = if selecting.full { Selection::full(suite) } else { Selection::core(suite) };
        match &selecting.cells {
            None => selections.push(all),
            Some(filter) => match all.narrow(filter) {
                Ok(narrow) => selections.extend(narrow),
                // Suites have different axes: a filter may speak of some of them alone.
                Err(error) => unfit = unfit.or(Some(error)),
            },
        }
    }
    if let Some(error) = unfit.filter(|_| selections.is_empty()) {
        return Err(Failure::new(
            Exit::Usage,
            error,
            "`cargo xtask cells` lists ids that can be filtered",
        ));
    }
    if selections.is_empty() {
        let help = if selecting.full {
            "loosen the filter"
        } else {
            "loosen the filter, or add --full: the core has only some values"
        };
        return Err(Failure::message(Exit::NothingSelected, "no cell is selected", help));
    }
    Ok(selections)
}

/// Returns a variable of the environment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Returns the most memory that this process has had at a time, where the system tells.
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Returns the processor time that this process and the kernel on its behalf have used, browsers
/// and drivers not counted.
#[cfg(unix)]
pub(crate) fn processor_time() -> Option<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Duration::try_from_secs_f64(seconds(usage.user_time()) + seconds(usage.system_time())).ok()
}
