//! Ctrl-C, requests to terminate, and terminals that are closed.

use std::future::poll_fn;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::webdriver::open_session::pending_sessions;

/// How long drivers that run already may take to end what a command leaves, and to give the
/// sessions that they were asked for before that: a machine under load takes long for one.
const END_TIMEOUT: Duration = Duration::from_secs(30);

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandEnd<T> {
    /// By itself.
    Done(T),
    /// By a signal.
    Stopped {
        /// How many sessions of drivers that run already could not be ended in time.
        sessions_left: usize,
    },
}

/// Runs a command until it is done or a signal stops it. Then, and also where it panics, drivers
/// that run already end the sessions that it leaves; those that were started end with it anyway.
///
/// # Errors
/// Where the system lets nobody hear a signal.
pub async fn until_stopped<T>(command: impl Future<Output = T>) -> io::Result<CommandEnd<T>> {
    let mut signals = StopSignals::listen()?;
    let ended = {
        let mut command = pin!(command);
        let caught = poll_fn(|context| {
            match catch_unwind(AssertUnwindSafe(|| command.as_mut().poll(context))) {
                Ok(polled) => polled.map(Ok),
                Err(panic) => Poll::Ready(Err(panic)),
            }
        });
        tokio::select! {
            ended = caught => Some(ended),
            () = signals.wait() => None,
        }
        // The command is dropped here, and its sessions with it.
    };
    let sessions_left = pending_sessions(END_TIMEOUT).await;
    match ended {
        Some(Ok(done)) => Ok(CommandEnd::Done(done)),
        Some(Err(panic)) => resume_unwind(panic),
        None => Ok(CommandEnd::Stopped { sessions_left }),
    }
}

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
