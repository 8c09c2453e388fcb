//! What a person sees while a run goes on: a line for each engine on a terminal, plain lines
//! elsewhere.

use std::fmt;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use matrix::Profile;
use run_model::results::{FailureAction, RunEvent};

/// Tells a person on standard error how a run goes on.
#[derive(Debug)]
pub struct Progress {
    lanes: Vec<LaneProgress>,
    style: Style,
}

#[derive(Debug)]
enum Style {
    Bars(MultiProgress),
    Lines,
}

#[derive(Debug)]
struct LaneProgress {
    name: String,
    total: u64,
    played: u64,
    told_tenths: u64,
    /// The age of cookies that was told last: cells that wait alone come one by one.
    told_age_secs: Option<u16>,
    bar: ProgressBar,
}

impl Progress {
    /// Prepares to tell about lanes that play this many cells each.
    pub fn new<'a>(lanes: impl IntoIterator<Item = (&'a Profile, u64)>) -> Self {
        let style = if std::io::stderr().is_terminal() {
            Style::Bars(MultiProgress::new())
        } else {
            Style::Lines
        };
        let lanes = lanes
            .into_iter()
            .map(|(profile, total)| LaneProgress::new(profile.to_string(), total, &style))
            .collect();
        Self { lanes, style }
    }

    /// Tells one event; `elapsed` is the time since the run began.
    pub fn tell(&mut self, event: &RunEvent, elapsed: Duration) {
        match event {
            RunEvent::BatchAges { lane, age_secs } => {
                let told = self.lanes[lane.0].told_age_secs.replace(*age_secs);
                if told != Some(*age_secs) {
                    self.say(format_args!(
                        "{}: some cells wait until their cookies are {age_secs} s old",
                        self.lanes[lane.0].name
                    ));
                }
            }
            RunEvent::BatchPlayed { lane, observations, .. } => {
                let lane = &mut self.lanes[lane.0];
                lane.played += observations.len() as u64;
                lane.bar.set_position(lane.played);
                if let (Style::Lines, Some(line)) = (&self.style, lane.tenth(elapsed)) {
                    self.say(format_args!("{line}"));
                }
            }
            RunEvent::BatchFailed { lane, first_cell, cells, reason, then, .. } => {
                let then = match then {
                    FailureAction::GiveUp => "given up",
                    FailureAction::Retry => "played again",
                };
                let name = &self.lanes[lane.0].name;
                self.say(format_args!(
                    "{name}: {cells} cells from number {first_cell} {then}: {reason}"
                ));
            }
            RunEvent::SessionStarted { lane, version, .. } => {
                self.lanes[lane.0].bar.set_message(version.browser.clone())
            }
            RunEvent::ReasonsGiven { .. } | RunEvent::SessionEnded { .. } => {}
            RunEvent::LaneEnded { lane, took, failure } => {
                let lane = &self.lanes[lane.0];
                lane.bar.finish();
                let rate = lane.played as f64 / took.as_secs_f64().max(f64::MIN_POSITIVE);
                match failure {
                    Some(failure) => self.say(format_args!("{}: stopped: {failure}", lane.name)),
                    None if matches!(self.style, Style::Lines) => {
                        self.say(format_args!(
                            "{}: {} cells in {:.1} s, {rate:.0} cells/s",
                            lane.name,
                            lane.played,
                            took.as_secs_f64()
                        ));
                    }
                    None => {}
                }
            }
        }
    }

    /// Says something without disturbing the progress lines. A closed standard error is no reason
    /// to stop.
    fn say(&self, line: fmt::Arguments<'_>) {
        match &self.style {
            Style::Bars(bars) => _ = bars.println(line.to_string()),
            Style::Lines => _ = writeln!(std::io::stderr(), "{line}"),
        }
    }
}

impl LaneProgress {
    fn new(name: String, total: u64, style: &Style) -> Self {
        let bar = match style {
            Style::Bars(bars) => bars.add(ProgressBar::new(total)),
            Style::Lines => {
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
        Self { name, total, played: 0, told_tenths: 0, told_age_secs: None, bar }
    }

    /// Returns a line to tell when a further tenth has been played.
    fn tenth(&mut self, elapsed: Duration) -> Option<String> {
        let tenths = self.played * 10 / self.total.max(1);
        if tenths <= self.told_tenths || tenths == 10 {
            return None;
        }
        self.told_tenths = tenths;
        let seconds = elapsed.as_secs_f64();
        let rate = self.played as f64 / seconds.max(f64::MIN_POSITIVE);
        let left = (self.total - self.played.min(self.total)) as f64 / rate;
        Some(format!(
            "{}: {}/{} cells, {rate:.0} cells/s, {left:.0} s left",
            self.name, self.played, self.total
        ))
    }
}
