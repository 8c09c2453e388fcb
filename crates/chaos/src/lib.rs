//! Faults on purpose: while a run plays the matrix, processes of its browser are stopped for
//! seconds or killed, at moments that a seed determines. Or the run itself is ended by a signal and
//! resumed, is short of file handles, disk or time, or plays beside others ([`ChaosTarget`]). Or
//! nothing is disturbed, and what the run uses is watched.
//!
//! A run must end as if nothing had happened, or say which cells could not be played. Recording
//! something else ([`RunVerdict::BecameResult`]) is what this crate looks for. It starts the run as
//! a program of its own and knows nothing of it but its exit code, so it cannot share its mistakes.
//! It signals only descendants of the program that it started. Linux alone has `/proc`.

mod chaos_target;
mod fault;
mod matrix_run;
mod mutable_build;
mod mutation;
mod outcome;
mod processes;
mod run;
mod run_usage;

pub use chaos_target::ChaosTarget;
pub use fault::{ChaosFault, FaultDraw, RunShortage};
pub use matrix_run::{MatrixRun, RunStart};
pub use mutable_build::build_with_mutations;
pub use mutation::{MutationCatch, MutationPlan, MutationTable, play_with_mutations};
pub use outcome::{ChaosError, ChaosOutcome, ChaosRun, RunVerdict};
pub use processes::{BrowserProcess, ProcessRole, descendants};
pub use run::{ChaosPlan, play_with_faults};
pub use run_usage::{RunUsage, UsageTrend};
