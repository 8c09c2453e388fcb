//! Ctrl-C and requests to terminate.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::error::XtaskError;

/// Hears the signals that end a command.
#[derive(Debug)]
pub(crate) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Begins to listen. From now on no signal ends the process by itself, and none is missed.
    pub(crate) fn listen() -> Result<Self, XtaskError> {
        let signal = |kind| signal(kind).map_err(XtaskError::Signals);
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for a signal.
    pub(crate) async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
