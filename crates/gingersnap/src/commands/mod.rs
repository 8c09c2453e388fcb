//! The commands: each reads what it is given, has it answered, and prints the answer.

pub(crate) mod check;
#[cfg(unix)]
pub(crate) mod diagnose;
pub(crate) mod explain;
#[cfg(unix)]
mod interruptible;
#[cfg(unix)]
pub(crate) mod visit;

/// Waits for a signal that ends the command.
#[cfg(unix)]
pub(crate) async fn interrupted() {
    match browser_driver::StopSignals::listen() {
        Ok(mut signals) => signals.wait().await,
        Err(_) => std::future::pending().await,
    }
}
