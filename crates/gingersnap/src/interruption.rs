//! Work with browsers, which ends when somebody interrupts it.

use browser_driver::StopSignals;
use miette::{Report, miette};
use run_model::error_causes;

use crate::exit::ProgramExit;

/// Why work came to no end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkInterruption {
    /// Asynchronous work is impossible.
    #[error("failed to start the async runtime")]
    Runtime(#[source] std::io::Error),
    /// The person, or the system, ended it.
    #[error("interrupted; all browsers were closed")]
    Signal,
}

impl WorkInterruption {
    /// Returns how the command ends with it.
    pub(crate) fn exit(&self) -> ProgramExit {
        match self {
            Self::Runtime(_) => ProgramExit::NoBrowser,
            Self::Signal => ProgramExit::Interrupted,
        }
    }

    /// Returns the report for a person: the error with its cause.
    pub(crate) fn report(&self) -> Report {
        let causes: Vec<String> = error_causes(self).map(ToString::to_string).collect();
        miette!("{}", causes.join("\n"))
    }
}

/// Does the work, unless Ctrl-C or a request to end comes first.
///
/// # Errors
/// Those of the work; or if it was interrupted, or asynchronous work is impossible.
pub(crate) fn run_until_interrupted<T, E: From<WorkInterruption>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(WorkInterruption::Runtime)?;
    let done = runtime.block_on(async {
        tokio::select! {
            done = work => done,
            () = interrupted() => Err(WorkInterruption::Signal.into()),
        }
    });
    // Somebody may still be awaited at standard input.
    runtime.shutdown_background();
    done
}

/// Waits for a signal that ends the command.
async fn interrupted() {
    match StopSignals::listen() {
        Ok(mut signals) => signals.wait().await,
        Err(_) => std::future::pending().await,
    }
}
