//! Ctrl-C and requests to end: heard from the beginning of a command to its end.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::exit::{Exit, Failure};

/// Hears when the person, or the system, wants a command to end.
#[derive(Debug)]
pub(crate) struct Stop {
    interrupted: Signal,
    terminated: Signal,
}

impl Stop {
    /// Begins to listen. From now on a signal does not end the process any more, and none is
    /// missed, whenever it is waited for.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let deaf = |error| {
            Failure::message(Exit::OurBug, format!("failed to listen for signals: {error}"), "")
        };
        let signal = |kind| signal(kind).map_err(deaf);
        Ok(Self {
            interrupted: signal(SignalKind::interrupt())?,
            terminated: signal(SignalKind::terminate())?,
        })
    }

    /// Waits until the end is wanted.
    pub(crate) async fn wanted(&mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
    }
}
