//! Runs a program, and disturbs it or the browser that it starts.

use std::io;

use matrix::EngineKind;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::Child;
use tokio::time::{Duration, Instant, sleep};

use crate::chaos_target::{ChaosTarget, RunDisturbance};
use crate::fault::{ChaosFault, FaultDraw, RunShortage};
use crate::matrix_run::MatrixRun;
use crate::outcome::{ChaosError, ChaosOutcome, ChaosRun, RunVerdict};
use crate::processes::{BrowserProcess, descendants};
use crate::run_usage::{RunUsage, UsageTrend, browser_files};

/// How long a run may take to end after a signal, and its browser after the run.
const END_TIMEOUT: Duration = Duration::from_secs(60);

/// How often a run is ended by a signal at most, before it may play on to its end.
const MAX_SIGNALS: usize = 3;

/// How long a slow browser takes for a turn: it stands still, then it runs.
const PACE: Duration = Duration::from_millis(400);

/// How often it is looked at what a run uses.
const SAMPLE_DISTANCE: Duration = Duration::from_secs(5);

/// How many runs may end, one after the other, before there is a fault in them.
const MAX_FAULTLESS_RUNS: usize = 2;

/// What is run, and how it is disturbed.
#[derive(Clone, Debug)]
pub struct ChaosPlan {
    /// What plays the matrix on one engine.
    pub run: MatrixRun,
    /// The engine.
    pub engine: EngineKind,
    /// What is disturbed.
    pub target: ChaosTarget,
    /// What the faults are drawn by.
    pub seed: u64,
    /// How many faults there are at least; the program runs again until there were as many.
    pub faults: usize,
    /// One fault in so many kills; none where it is 0.
    pub kill_one_in: usize,
}

/// Runs the program, again and again, until there were as many faults as wanted.
///
/// # Errors
/// Where the program cannot be started, or starts no browser of the engine.
pub async fn play_with_faults(
    plan: &ChaosPlan,
    mut on_run: impl FnMut(&ChaosRun),
) -> Result<ChaosOutcome, ChaosError> {
    let in_run = |source| ChaosError::Run { program: plan.run.program.clone(), source };
    let mut draw = FaultDraw::new(plan.seed, plan.kill_one_in);
    let mut outcome = ChaosOutcome::default();
    let Some(disturbance) = plan.target.disturbance() else {
        let (run, usage) = watched(plan).await.map_err(in_run)?;
        on_run(&run);
        return Ok(ChaosOutcome { runs: vec![run], usage: Some(usage) });
    };
    let mut faultless = 0;
    while outcome.faults() < plan.faults {
        let run = match disturbance {
            RunDisturbance::Browser => with_browser_faults(plan, &mut draw).await,
            RunDisturbance::Harness => with_signals(plan, &mut draw).await,
            RunDisturbance::Resources => short_of(plan, draw.shortage()).await,
            RunDisturbance::Parallel => run_in_parallel(plan, draw.parallel_runs()).await,
            RunDisturbance::Pace => with_slow_browser(plan, draw.share()).await,
        };
        let run = run.map_err(in_run)?;
        on_run(&run);
        faultless = if run.faults.is_empty() { faultless + 1 } else { 0 };
        if faultless > MAX_FAULTLESS_RUNS {
            return Err(ChaosError::NoFault { engine: plan.engine, verdict: run.verdict });
        }
        outcome.runs.push(run);
    }
    Ok(outcome)
}

async fn with_browser_faults(plan: &ChaosPlan, draw: &mut FaultDraw) -> io::Result<ChaosRun> {
    let mut child = plan.run.command().spawn()?;
    let root = pid(&child);
    let mut faults = Vec::new();
    // They may go on once the run has ended, if it has not ended them.
    let mut frozen = Vec::new();
    loop {
        if let Some(verdict) = ended_within(&mut child, draw.pause()).await? {
            return Ok(ChaosRun { faults, verdict });
        }
        let processes = browser(plan.engine, root);
        let Some((process, fault)) = draw.browser_fault(&processes) else { continue };
        if let ChaosFault::Kill(_) = fault {
            if kill(process, Signal::SIGKILL).is_ok() {
                faults.push(fault);
            }
            continue;
        }
        let Some(stopped) = StoppedProcess::stop(process) else { continue };
        faults.push(fault);
        if let ChaosFault::Stop(_, secs) = fault {
            let ended = ended_within(&mut child, Duration::from_secs(secs)).await?;
            drop(stopped);
            if let Some(verdict) = ended {
                return Ok(ChaosRun { faults, verdict });
            }
        } else {
            frozen.push(stopped);
        }
    }
}

/// Lets the processes of the browser run for so many percent of the time.
async fn with_slow_browser(plan: &ChaosPlan, share: u64) -> io::Result<ChaosRun> {
    let mut child = plan.run.command().spawn()?;
    let root = pid(&child);
    let faults = vec![ChaosFault::Slow(share)];
    loop {
        let processes = browser(plan.engine, root);
        let stopped: Vec<_> =
            processes.iter().filter_map(|process| StoppedProcess::stop(process.pid)).collect();
        let standing = ended_within(&mut child, PACE / 100 * (100 - share as u32)).await?;
        drop(stopped);
        let running = ended_within(&mut child, PACE / 100 * share as u32).await?;
        if let Some(verdict) = standing.or(running) {
            return Ok(ChaosRun { faults, verdict });
        }
    }
}

/// Plays a run that nothing disturbs, and watches what it uses.
async fn watched(plan: &ChaosPlan) -> io::Result<(ChaosRun, UsageTrend)> {
    let out = plan.run.folder();
    let mut child = plan.run.command().spawn()?;
    let root = pid(&child);
    let mut samples = Vec::new();
    let verdict = loop {
        if let Some(verdict) = ended_within(&mut child, SAMPLE_DISTANCE).await? {
            break verdict;
        }
        samples.extend(root.map(|root| RunUsage::now(root, out)));
    };
    let left = browser_files(out);
    let verdict = if left > 0 { RunVerdict::LeftFiles(left) } else { verdict };
    Ok((ChaosRun { faults: Vec::new(), verdict }, UsageTrend::of(&samples, SAMPLE_DISTANCE)))
}

/// Ends a run by signals, resumes it each time, and lets it play to its end at last.
async fn with_signals(plan: &ChaosPlan, draw: &mut FaultDraw) -> io::Result<ChaosRun> {
    let mut child = plan.run.command().spawn()?;
    let mut faults = Vec::new();
    while faults.len() < MAX_SIGNALS {
        let (pause, signal) = draw.signal();
        if let Some(verdict) = ended_within(&mut child, pause).await? {
            return Ok(ChaosRun { faults, verdict });
        }
        let root = pid(&child);
        let processes = browser(plan.engine, root);
        let Some(true) = root.map(|root| kill(root, signal).is_ok()) else { continue };
        faults.push(ChaosFault::Signal(signal));
        if ended_within(&mut child, END_TIMEOUT).await?.is_none() {
            return Ok(ChaosRun { faults, verdict: RunVerdict::Hung });
        }
        let left = left_of(&processes, END_TIMEOUT).await;
        if left > 0 {
            return Ok(ChaosRun { faults, verdict: RunVerdict::LeftProcesses(left) });
        }
        child = plan.run.resumed().command().spawn()?;
    }
    Ok(ChaosRun { faults, verdict: RunVerdict::of(child.wait().await?.code()) })
}

/// Plays a run with few file handles, or with a small disk for its files and the browser's.
async fn short_of(plan: &ChaosPlan, shortage: RunShortage) -> io::Result<ChaosRun> {
    let run = match shortage {
        RunShortage::Disk(kib) => {
            let out = plan.run.folder().display().to_string();
            std::fs::create_dir_all(&out)?;
            // In a namespace of its own, so that the disk is gone with the run.
            let script = format!(
                "unshare --map-root-user --mount -- /bin/bash -c \
                 'mount -t tmpfs -o size={kib}k tmpfs \"$0\" && mkdir \"$0/tmp\" \
                 && export TMPDIR=\"$0/tmp\" && exec \"$@\"' \"$0\" \"$@\""
            );
            plan.run.within(&script, &out)
        }
        RunShortage::Handles(most) => {
            plan.run.within("ulimit -n \"$0\" && exec \"$@\"", &most.to_string())
        }
    };
    let status = run.command().status().await?;
    Ok(ChaosRun {
        faults: vec![ChaosFault::Shortage(shortage)],
        verdict: RunVerdict::of(status.code()),
    })
}

/// Plays several runs at once; the worst that one came to is what all came to.
async fn run_in_parallel(plan: &ChaosPlan, runs: usize) -> io::Result<ChaosRun> {
    let spawn = |number: usize| plan.run.beside(&number.to_string()).command().spawn();
    let mut children = (0..runs).map(spawn).collect::<io::Result<Vec<_>>>()?;
    let mut verdict = RunVerdict::Undisturbed;
    for child in &mut children {
        verdict = verdict.max(RunVerdict::of(child.wait().await?.code()));
    }
    Ok(ChaosRun { faults: vec![ChaosFault::Parallel(runs)], verdict })
}

fn pid(child: &Child) -> Option<Pid> {
    child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw)
}

fn browser(engine: EngineKind, root: Option<Pid>) -> Vec<BrowserProcess> {
    root.map(|root| descendants(engine, root)).unwrap_or_default()
}

/// Waits for processes to end, and returns how many did not.
async fn left_of(processes: &[BrowserProcess], timeout: Duration) -> usize {
    let is_there = |process: &&BrowserProcess| kill(process.pid, None).is_ok();
    let count = || processes.iter().filter(is_there).count();
    let end = Instant::now() + timeout;
    while count() > 0 && Instant::now() < end {
        sleep(Duration::from_millis(100)).await;
    }
    count()
}

/// Returns what the run came to, if it ends within a time.
async fn ended_within(child: &mut Child, time: Duration) -> io::Result<Option<RunVerdict>> {
    tokio::select! {
        status = child.wait() => Ok(Some(RunVerdict::of(status?.code()))),
        () = sleep(time) => Ok(None),
    }
}

/// A process that stands still as long as this lives.
struct StoppedProcess(Pid);

impl StoppedProcess {
    fn stop(pid: Pid) -> Option<Self> {
        kill(pid, Signal::SIGSTOP).ok().map(|()| Self(pid))
    }
}

impl Drop for StoppedProcess {
    fn drop(&mut self) {
        // One that has ended since needs no more.
        _ = kill(self.0, Signal::SIGCONT);
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::matrix_run::RunStart;
    use crate::processes::ProcessRole;

    /// Returns a script of bash as if it were a run on Chromium.
    fn plan(script: &str, target: ChaosTarget, kill_one_in: usize) -> ChaosPlan {
        let run = MatrixRun {
            program: "/bin/bash".into(),
            arguments: ["-c", script, "bash"].map(str::to_owned).into(),
            out: Some("a".into()),
            start: RunStart::New,
            suites: Vec::new(),
            directory: std::env::temp_dir(),
        };
        ChaosPlan { run, engine: EngineKind::Chromium, target, seed: 20, faults: 1, kill_one_in }
    }

    fn outcome(
        script: &str,
        target: ChaosTarget,
        kill_one_in: usize,
    ) -> Result<ChaosOutcome, ChaosError> {
        let plan = plan(script, target, kill_one_in);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(play_with_faults(&plan, |_| {}))
    }

    #[test]
    fn a_killed_browser_is_a_fault_and_the_exit_code_says_what_came_of_it() {
        // The seed draws these two.
        let faults =
            vec![ChaosFault::Freeze(ProcessRole::Browser), ChaosFault::Kill(ProcessRole::Browser)];
        let script = "(exec -a chromium sleep 30); exit 101";
        let outcome = outcome(script, ChaosTarget::Browser, 1).unwrap();
        assert_eq!(outcome.runs, [ChaosRun { faults, verdict: RunVerdict::Error }]);
        assert!(outcome.is_clean());
        assert_eq!(
            outcome.to_string(),
            "browser killed: 1\nbrowser stopped for good: 1\n\
             an error that was reported: 1 of 1 runs\n"
        );
    }

    #[test]
    fn a_changed_cell_is_a_fault_that_became_a_result() {
        let outcome =
            outcome("(exec -a chromium sleep 30); exit 100", ChaosTarget::Browser, 1).unwrap();
        assert_eq!(outcome.runs[0].verdict, RunVerdict::BecameResult);
        assert!(!outcome.is_clean());
    }

    #[test]
    fn a_stopped_process_goes_on_afterwards() {
        let outcome =
            outcome("(exec -a chromium sleep 3); exit 0", ChaosTarget::Browser, 0).unwrap();
        assert_eq!(outcome.runs[0].verdict, RunVerdict::Undisturbed);
        assert!(outcome.faults() > 0);
    }

    #[test]
    fn a_slow_browser_ends_later() {
        let script = "(exec -a chromium bash -c 'for i in {1..100000}; do :; done'); exit 0";
        let outcome = outcome(script, ChaosTarget::Pace, 0).unwrap();
        assert!(matches!(outcome.runs[0].faults[..], [ChaosFault::Slow(_)]));
        assert_eq!(outcome.runs[0].verdict, RunVerdict::Undisturbed);
    }

    #[test]
    fn a_run_that_is_watched_is_made_once_and_has_a_trend() {
        let outcome = outcome("sleep 6; exit 101", ChaosTarget::Nothing, 0).unwrap();
        assert_eq!(outcome.runs, [ChaosRun { faults: vec![], verdict: RunVerdict::Error }]);
        assert!(outcome.to_string().contains("at most, by time"), "{outcome}");
    }

    #[test]
    fn a_run_without_a_browser_is_an_error() {
        let error = outcome("exit 96", ChaosTarget::Browser, 0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the run ended with an error that was reported, and no process of chromium was seen \
             in it"
        );
    }

    #[test]
    fn a_run_that_a_signal_ends_is_resumed() {
        // The last run is the one that was resumed and nothing ends.
        let script = "[ $1 = --resume ] && exit 0; sleep 30";
        let outcome = outcome(script, ChaosTarget::Harness, 0).unwrap();
        assert!(matches!(outcome.runs[0].faults[0], ChaosFault::Signal(_)));
        assert_eq!(outcome.runs[0].verdict, RunVerdict::Undisturbed);
    }

    #[test]
    fn a_browser_that_outlives_its_run_is_found() {
        let processes = [BrowserProcess { pid: Pid::this(), role: ProcessRole::Driver }];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let left = async { left_of(&processes, Duration::from_millis(1)).await };
        assert_eq!(runtime.block_on(left), 1);
    }

    #[test]
    fn what_is_scarce_is_scarce_in_the_run() {
        // It ends with the number of its file handles for an exit code, of which 96 is an error.
        let plan = plan("exit $(ulimit -n)", ChaosTarget::Resources, 0);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let few_handles = short_of(&plan, RunShortage::Handles(96));
        assert_eq!(runtime.block_on(few_handles).unwrap().verdict, RunVerdict::Error);
    }

    #[test]
    fn what_the_worst_of_several_runs_came_to_counts() {
        let script = "[ $2 = a-1 ] && exit 100; exit 0";
        let outcome = outcome(script, ChaosTarget::Parallel, 0).unwrap();
        assert_eq!(outcome.runs[0].verdict, RunVerdict::BecameResult);
    }
}
