//! What can go wrong between a launch and a stop, and the way out of it.

use std::{io, path::PathBuf, process::ExitStatus, time::Duration};

use fantoccini::error::{CmdError, NewSessionError};
use matrix::{EngineKind, Profile};
use run_model::counted;
use tokio_tungstenite::tungstenite;
use url::Url;

use crate::Browser;
use crate::browser::window_role::WindowRole;

/// A browser could not be launched.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// A program ended before it was ready.
    #[error("`{program}` ended before it was ready ({status}), its last words: {last_words}; all \
     of them are in `{}`", log.display())]
    Ended {
        /// The program that ended.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// The last lines of its output.
        last_words: String,
        /// The file with its whole output.
        log: PathBuf,
    },
    /// Firefox lets nobody read its cookies by WebDriver BiDi.
    #[error(
        "Firefox {version} does not show its cookies without geckodriver; update Firefox, or \
         install geckodriver"
    )]
    FirefoxTooOld {
        /// Its version.
        version: String,
    },
    /// The profile is of later versions.
    #[error(
        "{profile} is of version {} and later, and this is {version}; name the programs of such a \
         version: `--browser {profile}=PROGRAM,DRIVER`",
        profile.since.as_deref().unwrap_or_default()
    )]
    OtherVersion {
        /// The profile.
        profile: Box<Profile>,
        /// The version that was started.
        version: String,
    },
    /// A program writes without end.
    #[error(
        "`{program}` wrote more than {most} bytes before it was ready; it began with \
         {last_words}; its output is in `{}`",
        log.display()
    )]
    Floods {
        /// The program.
        program: String,
        /// How much it may write, in bytes.
        most: u64,
        /// The last lines of that.
        last_words: String,
        /// The file with its output.
        log: PathBuf,
    },
    /// An application of macOS runs already.
    #[error(
        "`{application}` runs already; quit it first, as its windows and what they show are its \
         user's"
    )]
    InUse {
        /// Its name.
        application: String,
    },
    /// The browser is not on this machine, or cannot be opened at a page.
    #[error("`{browser}` is not here, or cannot be opened at a page; open its URL by hand")]
    NotHere {
        /// The browser.
        browser: Browser,
    },
    /// The browser was to be driven through a driver that runs already, and knows no driver.
    #[error(
        "`{browser}` is driven by WebDriver BiDi and started here; leave out `--webdriver-url`"
    )]
    NotByDriver {
        /// The browser.
        browser: Browser,
    },
    /// macOS did not open an application, or did not say whether it runs.
    #[error("macOS did not open `{application}`: {last_words}")]
    NotOpened {
        /// Its name.
        application: String,
        /// The last lines of what was said.
        last_words: String,
    },
    /// A program runs but did not say that it is ready.
    #[error("`{program}` was not ready within {waited:?}, its last words: {last_words}; all of \
     them are in `{}`", log.display())]
    NotReady {
        /// The program.
        program: String,
        /// How long it was given.
        waited: Duration,
        /// The last lines of its output.
        last_words: String,
        /// The file with its whole output.
        log: PathBuf,
    },
    /// The profile configures another engine than the one that is to be launched.
    #[error(
        "a profile of `{profile}` cannot configure `{browser}`; choose one of `[engines.{browser}]`"
    )]
    ProfileOfAnotherEngine {
        /// The profile's engine.
        profile: EngineKind,
        /// The browser that was to be launched.
        browser: Browser,
    },
    /// The driver runs but gave no session.
    #[error("the driver of `{browser}` gave no session; its output is in {output}")]
    Session {
        /// The browser.
        browser: Browser,
        /// Where the driver's output is.
        output: String,
        /// What the driver said.
        #[source]
        source: Box<SessionFault>,
    },
    /// The driver did not answer the request for a session.
    #[error(
        "the driver of `{browser}` gave no session within {waited:?}; its output is in {output}"
    )]
    SessionTimeout {
        /// The browser.
        browser: Browser,
        /// How long it was given.
        waited: Duration,
        /// Where the driver's output is.
        output: String,
    },
    /// A new session could not be configured.
    #[error("the new session of `{browser}` could not be set up")]
    Setup {
        /// The browser.
        browser: Browser,
        /// The command that failed.
        #[source]
        source: WebDriverError,
    },
    /// A program could not be started.
    #[error("`{program}` could not be started")]
    Start {
        /// The program.
        program: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A running driver's URL is not one that can be spoken to.
    #[error("the driver's URL `{url}` is not of the form `http://host:port` or `https://host`")]
    WebDriverUrl {
        /// The URL.
        url: Url,
    },
    /// The folder for logs and user data could not be prepared.
    #[error("the folder `{}` for logs and user data could not be prepared", path.display())]
    WorkDir {
        /// The folder.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
}

impl LaunchError {
    /// Returns whether a grid may give a session all the same when it is asked again.
    pub fn may_pass_on_a_grid(&self) -> bool {
        match self {
            Self::Session { source, .. } => is_passing_refusal(&source.to_string()),
            Self::SessionTimeout { .. } => true,
            _ => false,
        }
    }
}

/// Why a driver gave no session.
#[derive(Debug, thiserror::Error)]
pub enum SessionFault {
    /// It refused, in words that had a secret.
    #[error("{0}")]
    Redacted(String),
    /// What asked it broke.
    #[error("the request for a session was lost")]
    RequestLost,
    /// It refused, or did not answer as a driver does.
    #[error(transparent)]
    Command(#[from] CommandFault),
    /// Its URL cannot be spoken to.
    #[error(transparent)]
    Url(Box<NewSessionError>),
}

/// A grid could not be asked, or lost something.
#[derive(Debug, thiserror::Error)]
pub enum GridError {
    /// The grid has lost a session, or ended it.
    #[error("the grid has lost the session: {reason}")]
    SessionLost {
        /// What it says of that.
        reason: String,
    },
    /// Nobody answered.
    #[error("`{url}` did not answer: {reason}")]
    Unanswered {
        /// What was asked for.
        url: Url,
        /// Why there was no answer.
        reason: String,
    },
}

/// One WebDriver command failed.
#[derive(Debug, thiserror::Error)]
#[error(
    "the WebDriver command `{command}` failed; the output of driver and browser is in {output}"
)]
pub struct WebDriverError {
    /// Method and path of the command.
    pub command: String,
    /// Where the output of driver and browser is.
    pub output: String,
    /// What the driver or the browser said.
    #[source]
    pub source: CommandFault,
}

/// Why a WebDriver command failed.
#[derive(Debug, thiserror::Error)]
pub enum CommandFault {
    /// The connection to a browser without a driver failed.
    #[error("the connection to the browser failed")]
    Connection(#[source] Box<tungstenite::Error>),
    /// The driver, or the way to it, reported an error.
    #[error(transparent)]
    Driver(Box<CmdError>),
    /// The browser has a driver, and only a browser without one can do this.
    #[error("no driver has this command; it is one of WebDriver BiDi")]
    NeedsBidi,
    /// The browser is driven without a driver, and only a driver can do this.
    #[error("this needs the browser's driver; install it, as `cargo xtask doctor` says")]
    NeedsDriver,
    /// The driver does this for other windows than those of the session.
    #[error(
        "the driver does this for the regular profile alone; choose a profile without private \
         windows"
    )]
    NotInPrivateWindows,
    /// A browser without a driver refused the command.
    #[error("{0}")]
    Refused(Box<str>),
    /// The driver did not answer.
    #[error("there was no answer within {0:?}")]
    Silent(Duration),
    /// A script threw this.
    #[error("the script threw `{0}`")]
    Thrown(Box<str>),
    /// The driver answered with something else than was asked for.
    #[error("the answer `{0}` is not of the expected form")]
    Unexpected(String),
}

/// The two windows could not be brought to their documents.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A command failed.
    #[error("the {window} window could not be brought to `{url}`")]
    Command {
        /// The window.
        window: WindowRole,
        /// Where it was to go.
        url: Url,
        /// The command that failed.
        #[source]
        source: WebDriverError,
    },
    /// The window shows another document than was asked for; the usual cause is a connection or TLS
    /// failure that the browser swallowed.
    #[error("the {window} window was sent to `{url}` and shows `{shown}`; {way_out}")]
    Elsewhere {
        /// The window.
        window: WindowRole,
        /// Where it was to go.
        url: Url,
        /// Its `location.href`.
        shown: String,
        /// What to look at first.
        way_out: &'static str,
    },
}

/// The cookie jar could not be emptied or read.
#[derive(Debug, thiserror::Error)]
pub enum JarError {
    /// A command failed.
    #[error("the cookie jar of `{browser}` could not be reached")]
    Command {
        /// The browser.
        browser: Browser,
        /// The command that failed.
        #[source]
        source: WebDriverError,
    },
    /// The jar holds something that cannot be read as a cookie.
    #[error("the cookie jar of `{browser}` holds `{entry}`, which lacks a readable `{field}`")]
    Entry {
        /// The browser.
        browser: Browser,
        /// The entry as the engine wrote it.
        entry: String,
        /// What could not be read.
        field: &'static str,
    },
    /// The jar was emptied and still holds cookies.
    #[error(
        "the cookie jar of `{browser}` was emptied and still holds {}, `{first}` among \
         them; launch a new session",
        counted(*left, "cookie")
    )]
    NotEmpty {
        /// The browser.
        browser: Browser,
        /// How many there are.
        left: usize,
        /// The name of one of them.
        first: String,
    },
    /// The new session that stands for an empty jar could not be started.
    #[error("`{browser}` gave no new session, which is how its jar is emptied")]
    Renew {
        /// The browser.
        browser: Browser,
        /// Why not.
        #[source]
        source: LaunchError,
    },
}

/// Returns whether a grid that gave no session for this reason may give one when it is asked again.
/// A node that is gone stays in its list for a minute, and refuses meanwhile.
fn is_passing_refusal(message: &str) -> bool {
    let message = message.to_lowercase();
    let has = |words: &str| message.contains(words);
    has("connection error") || has("unable to connect") || has("timed out") || has("no nodes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_that_may_pass_is_known_by_its_text() {
        let check = |message, expected| assert_eq!(is_passing_refusal(message), expected);
        let gone = "Could not start a new session. Connection error (POST http://a/session)";
        check(gone, true);
        check("New session request timed out", true);
        check("session not created: This version of ChromeDriver only supports 155", false);
        check("invalid argument: unrecognized capability", false);
    }
}
