//! A `gingersnap serve` of its own for a test, which ends with it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The program, serving.
#[derive(Debug)]
pub(crate) struct Serving {
    /// Its process.
    pub(crate) child: Child,
    /// Where it listens: `127.0.0.1:4711`.
    pub(crate) address: String,
}

impl Serving {
    #[expect(clippy::disallowed_methods, reason = "the program is ended when this is dropped")]
    pub(crate) fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gingersnap"))
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped"))
            .read_line(&mut line)
            .expect("it says where it listens");
        let address = line
            .trim()
            .strip_prefix("http://")
            .and_then(|rest| rest.strip_suffix('/'))
            .expect("it is a URL")
            .to_owned();
        Self { child, address }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
