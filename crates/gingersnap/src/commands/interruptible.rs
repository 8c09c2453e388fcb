//! Work with browsers, which ends when somebody interrupts it.

use std::process::ExitCode;

use crate::commands::interrupted;
use crate::diagnose::DiagnoseError;
use crate::terminal::note;

/// Does the work, unless Ctrl-C or a request to end comes first.
///
/// # Errors
/// If it was interrupted, or asynchronous work is impossible.
pub(super) fn run_uninterrupted<T>(work: impl Future<Output = T>) -> Result<T, DiagnoseError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(DiagnoseError::Runtime)?;
    let done = runtime.block_on(async {
        tokio::select! {
            done = work => Ok(done),
            () = interrupted() => Err(DiagnoseError::Interrupted),
        }
    });
    // Somebody may still be awaited at standard input.
    runtime.shutdown_background();
    done
}

/// Says why no browser could do it, and returns the exit code that goes with it.
pub(super) fn failure(error: &DiagnoseError) -> ExitCode {
    note(&format!("{:?}", error.report()));
    error.exit().into()
}
