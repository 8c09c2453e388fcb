//! Ctrl-C, requests to terminate, and terminals that are closed.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::error::XtaskError;

/// Hears the signals that end a command.
#[derive(Debug)]
pub(crate) struct StopSignals {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Begins to listen. From now on no signal ends the process by itself, and none is missed.
    pub(crate) fn listen() -> Result<Self, XtaskError> {
        let signal = |kind| signal(kind).map_err(XtaskError::Signals);
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for a signal.
    pub(crate) async fn wait(&mut self) {
        tokio::select! {
            _ = self.hangup.recv() => {}
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
