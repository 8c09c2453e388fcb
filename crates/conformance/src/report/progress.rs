//! What a person sees while an operation goes on: a line for each engine on a terminal, plain lines
//! elsewhere.

use std::fmt;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use matrix::{Profile, UnplayedSuite};
use run_model::counted;
use run_model::results::{FailureAction, RunEvent};

use crate::cells::playable::LeftOutReason;
use crate::notice::RunNotice;

/// Shows the notices of an operation on standard error.
#[derive(Debug)]
pub struct ProgressView {
    lanes: Vec<LaneProgress>,
    style: ViewStyle,
}

#[derive(Debug)]
enum ViewStyle {
    Bars(MultiProgress),
    Lines,
}

#[derive(Debug)]
struct LaneProgress {
    name: String,
    total: u64,
    played: u64,
    shown_tenths: u64,
    /// The age of cookies that was shown last: waiting batches come one by one.
    shown_age_secs: Option<u16>,
    bar: ProgressBar,
}

impl ProgressView {
    /// Returns a view with bars where standard error is a terminal, and with lines elsewhere.
    pub fn on_stderr() -> Self {
        let style = if std::io::stderr().is_terminal() {
            ViewStyle::Bars(MultiProgress::new())
        } else {
            ViewStyle::Lines
        };
        Self { lanes: Vec::new(), style }
    }

    /// Shows one notice.
    pub fn show(&mut self, notice: &RunNotice<'_>) {
        match notice {
            RunNotice::AuditBatches => {
                self.line(format_args!("playing the batches that hold them"))
            }
            RunNotice::AuditIsolated { cells } => {
                let cells = counted(*cells, "cell");
                self.line(format_args!("playing {cells}, each in a fresh jar"));
            }
            RunNotice::BenchPart { profile, divisor: 1 } => {
                self.line(format_args!("{profile}: every cell of the suite"));
            }
            RunNotice::BenchPart { profile, divisor } => {
                self.line(format_args!("{profile}: every cell of 1/{divisor} of the suite"));
            }
            RunNotice::BenchRound { profile, round, rounds } => {
                self.line(format_args!("{profile}: round {round} of {rounds}, plain requests"));
            }
            RunNotice::BrowserSkipped { browser, missing } => {
                self.line(format_args!("skipping {browser}: {missing}"));
            }
            RunNotice::Installing { command } => self.line(format_args!("running: {command}")),
            RunNotice::LanesStarted { lanes } => self.start_lanes(lanes),
            RunNotice::LeftOut { reason, cells_by_topology } => {
                for (topology, cells) in *cells_by_topology {
                    let cells = counted(*cells, "cell");
                    match reason {
                        LeftOutReason::NoAnswerToStorageAccess(profile) => self.line(format_args!(
                            "leaving out {topology}, {cells}: the driver of {profile} answers no \
                             document that asks for storage access"
                        )),
                        LeftOutReason::TunnelRenamesHosts => self.line(format_args!(
                            "leaving out {topology}, {cells}: tunnels rename hosts of this machine"
                        )),
                    }
                }
            }
            RunNotice::SuiteUnplayed { unplayed } => {
                let UnplayedSuite { engine, suite, reason } = unplayed;
                self.line(format_args!("leaving out {suite} on {engine}: {reason}"));
            }
            RunNotice::ReferenceOnly => self.line(format_args!(
                "no browser was found, only the reference engine plays; add browsers with --install"
            )),
            RunNotice::LaneEvent { event, elapsed } => self.event(event, *elapsed),
            RunNotice::RunBegins { folder } => {
                self.line(format_args!("writing the run to {}", folder.display()));
            }
            RunNotice::SnapshotsKept { folder } => self.line(format_args!(
                "no snapshot was replaced, as some cells could not be played; play them with \
                 --accept --resume {}",
                folder.display()
            )),
            RunNotice::SnapshotsProposed => self.line(format_args!(
                "review the changes with `cargo insta review`, or record them with --accept"
            )),
        }
    }

    fn start_lanes(&mut self, lanes: &[(Profile, u64)]) {
        let lane = |(profile, total): &(Profile, u64)| {
            LaneProgress::new(profile.to_string(), *total, &self.style)
        };
        self.lanes = lanes.iter().map(lane).collect();
    }

    fn event(&mut self, event: &RunEvent, elapsed: Duration) {
        match event {
            RunEvent::BatchAges { lane, age_secs } => {
                let shown = self.lanes[lane.0].shown_age_secs.replace(*age_secs);
                if shown != Some(*age_secs) {
                    let name = &self.lanes[lane.0].name;
                    self.line(format_args!(
                        "{name}: some cells wait until their cookies are {age_secs} s old"
                    ));
                }
            }
            RunEvent::BatchPlayed { lane, observations, .. } => {
                let lane = &mut self.lanes[lane.0];
                lane.played += observations.len() as u64;
                lane.bar.set_position(lane.played);
                if let (ViewStyle::Lines, Some(line)) = (&self.style, lane.tenth(elapsed)) {
                    self.line(format_args!("{line}"));
                }
            }
            RunEvent::BatchFailed { lane, first_cell, cells, reason, then, .. } => {
                let action = match then {
                    FailureAction::GiveUp => "giving up on",
                    FailureAction::Retry => "retrying",
                };
                let name = &self.lanes[lane.0].name;
                let cells = counted(*cells, "cell");
                self.line(format_args!(
                    "{name}: {action} {cells} from number {first_cell}: {reason}"
                ));
            }
            RunEvent::SessionAwaited { lane, reason } => {
                let name = &self.lanes[lane.0].name;
                self.line(format_args!("{name}: a session has to wait: {reason}"));
            }
            RunEvent::SessionStarted { lane, version, .. } => {
                self.lanes[lane.0].bar.set_message(version.browser.clone());
            }
            RunEvent::ReasonsGiven { .. } | RunEvent::SessionEnded { .. } => {}
            RunEvent::LaneEnded { lane, took, failure } => {
                let lane = &self.lanes[lane.0];
                lane.bar.finish();
                let (name, played, seconds) = (&lane.name, lane.played, took.as_secs_f64());
                let rate = played as f64 / seconds.max(f64::MIN_POSITIVE);
                match (failure, &self.style) {
                    (Some(failure), _) => self.line(format_args!("{name} stopped: {failure}")),
                    (None, ViewStyle::Lines) => self.line(format_args!(
                        "{name}: {} in {seconds:.1} s, {rate:.0} cells/s",
                        counted(played, "cell")
                    )),
                    (None, ViewStyle::Bars(_)) => {}
                }
            }
        }
    }

    /// Shows a line without disturbing the bars. A closed standard error is no reason to stop.
    fn line(&self, line: fmt::Arguments<'_>) {
        match &self.style {
            ViewStyle::Bars(bars) => _ = bars.println(line.to_string()),
            ViewStyle::Lines => _ = writeln!(std::io::stderr(), "{line}"),
        }
    }
}

impl LaneProgress {
    fn new(name: String, total: u64, style: &ViewStyle) -> Self {
        let bar = match style {
            ViewStyle::Bars(bars) => bars.add(ProgressBar::new(total)),
            ViewStyle::Lines => {
                ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden())
            }
        };
        let template = "{prefix:<30} {bar:24.cyan/dim} {human_pos:>9}/{human_len} cells  \
         {per_sec:>14}  {eta:>4} left  {msg:.dim}";
        bar.set_style(
            ProgressStyle::with_template(template)
                .expect("the template is correct")
                .progress_chars("━╸─"),
        );
        bar.set_prefix(name.clone());
        Self { name, total, played: 0, shown_tenths: 0, shown_age_secs: None, bar }
    }

    /// Returns a line when a further tenth has been played.
    fn tenth(&mut self, elapsed: Duration) -> Option<String> {
        let tenths = self.played * 10 / self.total.max(1);
        if tenths <= self.shown_tenths || tenths == 10 {
            return None;
        }
        self.shown_tenths = tenths;
        let seconds = elapsed.as_secs_f64();
        let rate = self.played as f64 / seconds.max(f64::MIN_POSITIVE);
        let left = (self.total - self.played.min(self.total)) as f64 / rate;
        Some(format!(
            "{}: {}/{} cells, {rate:.0} cells/s, {left:.0} s left",
            self.name, self.played, self.total
        ))
    }
}
