//! A view of the file system in which WebKitGTK finds no root certificates.
//!
//! Behind a proxy libsoup speaks HTTP/1.1, and so needs a new connection after each response that
//! WebKit keeps from a script; GnuTLS reads all root certificates of the machine for each
//! connection anew. Together that takes half of WebKitGTK's processor time, and no fixture has a
//! certificate of any of them. bubblewrap, which comes with WebKitGTK, has the driver and its
//! browser find an empty file in their place. Nothing outside of these processes changes; where it
//! may not do so, they find what is there.

use std::{ffi::OsString, path::Path};

use crate::system::process::{LaunchCommand, quick_output};

/// Where Debian and its like keep all root certificates in one file.
const ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The name of bubblewrap's program.
pub(crate) const BUBBLEWRAP: &str = "bwrap";

/// Returns whether this machine has root certificates and lets bubblewrap hide them.
pub(crate) async fn can_hide_root_certificates(bubblewrap: &Path) -> bool {
    let mut args = arguments(Path::new("/dev/null"));
    args.push("true".into());
    Path::new(ROOTS).is_file()
        && quick_output(bubblewrap, &args).await.is_ok_and(|ended| ended.status.success())
}

/// Has a program find the empty file in place of root certificates.
pub(crate) fn hide_root_certificates(
    launch: LaunchCommand,
    bubblewrap: &Path,
    empty: &Path,
) -> LaunchCommand {
    let mut args = arguments(empty);
    args.push(launch.program.into());
    args.extend(launch.args);
    LaunchCommand { program: bubblewrap.to_owned(), args, env: launch.env }
}

fn arguments(empty: &Path) -> Vec<OsString> {
    // What stands for a file must be bound after the whole.
    ["--dev-bind".into(), "/".into(), "/".into(), "--ro-bind".into(), empty.into(), ROOTS.into()]
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_and_its_arguments_come_last() {
        let launch = LaunchCommand {
            program: "/usr/bin/driver".into(),
            args: vec!["--port=1".into()],
            env: vec![("HOME", "/nowhere".into())],
        };
        let hidden =
            hide_root_certificates(launch, Path::new("/usr/bin/bwrap"), Path::new("/tmp/none"));
        assert_eq!(hidden.program, Path::new("/usr/bin/bwrap"));
        assert_eq!(hidden.args[4..], ["/tmp/none", ROOTS, "/usr/bin/driver", "--port=1"]);
        assert_eq!(hidden.env, [("HOME", "/nowhere".into())]);
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_hides_nothing() {
        assert!(!can_hide_root_certificates(Path::new("/nowhere/bwrap")).await);
    }
}
