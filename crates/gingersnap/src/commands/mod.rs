//! The commands: each reads what it is given, has it answered, and prints the answer.

pub(crate) mod check;
#[cfg(unix)]
pub(crate) mod diagnose;
pub(crate) mod explain;
#[cfg(unix)]
mod interruptible;
#[cfg(unix)]
pub(crate) mod visit;

/// Waits for Ctrl-C or a request to end.
#[cfg(unix)]
pub(crate) async fn interrupted() {
    let mut terminate =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
    let terminated = async {
        match &mut terminate {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        interrupted = tokio::signal::ctrl_c() => {
            if interrupted.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
