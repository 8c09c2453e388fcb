//! An application of macOS, opened at a page as its user opens it.
//!
//! Launch Services start it: it joins no process group and takes no folder of its own. It is asked
//! to quit instead.

use std::path::Path;

use url::Url;

use crate::LaunchError;
use crate::system::process::{last_lines, quick_output};
use crate::system::restorer::{ChangeError, RestoreError, Restorer, UndoableChange};

/// Opens an application at a URL.
const OPEN: &str = r#"exec open -a "$1" "$2""#;

/// Asks an application to quit, and waits until it has. A command to one that does not run would
/// start it.
const QUIT: &str = r#"is_running() { [ "$(osascript -e "application \"$1\" is running")" = true ]; }
is_running "$1" || exit 0
osascript -e "tell application \"$1\" to quit"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    is_running "$1" || exit 0
    sleep 0.5
done
exit 1"#;

/// An application that was opened at a page, and quits with this value.
#[derive(Debug)]
pub(crate) struct MacApplication {
    restorer: Restorer,
}

impl MacApplication {
    /// Opens the application with this name at a URL.
    pub(crate) async fn open(name: &str, url: &Url) -> Result<Self, LaunchError> {
        check_unused(name).await?;
        let advice = format!("quit `{name}` by hand");
        let arguments = [name.as_ref(), url.as_str().as_ref()];
        let change = UndoableChange { make: OPEN, undo: QUIT, arguments: &arguments, advice };
        let application = name.to_owned();
        match Restorer::make(change).await {
            Ok(restorer) => Ok(Self { restorer }),
            Err(ChangeError::Failed { last_words }) => {
                Err(LaunchError::NotOpened { application, last_words })
            }
            Err(ChangeError::Start(source)) => {
                Err(LaunchError::Start { program: application, source })
            }
        }
    }

    /// Has it quit.
    pub(crate) async fn quit(self) -> Result<(), RestoreError> {
        self.restorer.end().await
    }
}

/// Checks that the application does not run: its windows would be its user's, and so would be what
/// closes with it.
pub(crate) async fn check_unused(name: &str) -> Result<(), LaunchError> {
    let script = format!("application \"{name}\" is running");
    let asked = quick_output("osascript", &["-e", &script]).await;
    let asked =
        asked.map_err(|source| LaunchError::Start { program: "osascript".to_owned(), source })?;
    let application = name.to_owned();
    match String::from_utf8_lossy(&asked.stdout).trim() {
        "false" => Ok(()),
        "true" => Err(LaunchError::InUse { application }),
        _ => {
            let last_words = last_lines(&String::from_utf8_lossy(&asked.stderr));
            Err(LaunchError::NotOpened { application, last_words })
        }
    }
}

/// Returns the name by which macOS knows an application: that of its folder, which its program is
/// in.
pub(crate) fn application_name(program: &Path) -> String {
    let folder = program.ancestors().find(|folder| folder.extension() == Some("app".as_ref()));
    let name = folder.unwrap_or(program).file_stem().unwrap_or_default();
    // The name stands between quotes in what osascript runs.
    name.to_string_lossy().replace(['"', '\\'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_has_the_name_of_its_folder() {
        let check = |program: &str, expected: &str| {
            assert_eq!(application_name(Path::new(program)), expected, "{program}");
        };
        check("/Applications/Safari.app/Contents/MacOS/Safari", "Safari");
        check("/Applications/Safari Technology Preview.app", "Safari Technology Preview");
        check("/opt/Safari", "Safari");
    }
}
