//! Ctrl-C, requests to terminate, and terminals that are closed.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears the signals that end a command: those of a person, of the system, of a closed terminal.
#[derive(Debug)]
pub struct StopSignals {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Begins to listen. From now on no signal ends the process by itself, and none is missed.
    ///
    /// # Errors
    /// Where the system lets nobody hear one of them.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for a signal.
    pub async fn wait(&mut self) {
        tokio::select! {
            _ = self.hangup.recv() => {}
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
