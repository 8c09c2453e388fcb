//! A whole quiz: ask, play, compare, make disagreements small.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use browser_driver::DriverSource;
use fastrand::Rng;
use loopback::since_epoch;
use matrix::Profile;
use run_model::error_chain;
use spec_model::Timestamp;

use crate::compare::{QuizFacts, explained_facts};
use crate::play::{PlayError, QuizPlayer};
use crate::question::QuizQuestion;
use crate::random::random_question;
use crate::simplify::simplifications;

/// After how many questions a browser's jar is emptied, so that it is never full.
const QUESTIONS_PER_JAR: u64 = 200;
/// How often a question is played in a new browser before it is a fault.
const ATTEMPTS: u32 = 3;
/// How many faults in a row end a quiz.
const MAX_FAULTS_IN_A_ROW: u64 = 3;

/// What a quiz asks, and whom.
#[derive(Clone, Debug)]
pub struct QuizPlan {
    /// The browser's driver.
    pub driver: DriverSource,
    /// The browser's profile.
    pub profile: Profile,
    /// How many questions it is asked.
    pub sample: u64,
    /// What the questions are drawn by; the same seed draws the same questions.
    pub seed: u64,
    /// The time that dates are compared with.
    pub now: Timestamp,
    /// The folder for logs and user data.
    pub work_dir: PathBuf,
}

impl QuizPlan {
    /// Plans a quiz of today.
    pub fn new(
        driver: DriverSource,
        profile: Profile,
        sample: u64,
        seed: u64,
        work_dir: PathBuf,
    ) -> Self {
        Self { driver, profile, sample, seed, now: present(), work_dir }
    }
}

/// How a quiz went.
#[derive(Clone, Debug, Default)]
pub struct QuizOutcome {
    /// How many questions were played.
    pub played: u64,
    /// Those that could not be played.
    pub faults: Vec<QuizFault>,
    /// Where the browser did something else than was explained.
    pub disagreements: Vec<Disagreement>,
}

/// Returns the present, which the dates of questions are before or after.
pub fn present() -> Timestamp {
    Timestamp(i64::try_from(since_epoch().as_secs()).unwrap_or(i64::MAX))
}

impl QuizOutcome {
    /// Returns how many questions are done with.
    pub fn asked(&self) -> u64 {
        self.played + self.faults.len() as u64
    }
}

/// A question that could not be played.
#[derive(Clone, Debug)]
pub struct QuizFault {
    /// The command that asks it.
    pub command: String,
    /// Why not, with what caused it.
    pub cause: String,
}

/// A question, as small as could be, whose answer is wrong.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The command that asks it.
    pub command: String,
    /// What the browser did.
    pub seen: QuizFacts,
    /// What is explained.
    pub explained: QuizFacts,
}

/// What the browsers of a quiz share: each takes the next question when it is done with one.
#[derive(Debug)]
struct QuestionQueue<F> {
    random: Rng,
    left: u64,
    /// The number of the last play; no two plays share one.
    number: u64,
    faults_in_a_row: u64,
    outcome: QuizOutcome,
    progress: F,
}

/// A browser that takes part in a quiz.
struct QuizLane<'a, F> {
    plan: &'a QuizPlan,
    queue: &'a Mutex<QuestionQueue<F>>,
    player: QuizPlayer,
}

/// Asks two browsers, plays and compares; tells after each question how far it got.
///
/// # Errors
///
/// If a browser cannot be started, or fails several times in a row.
pub async fn run_quiz(
    plan: &QuizPlan,
    progress: impl FnMut(&QuizOutcome),
) -> Result<QuizOutcome, PlayError> {
    let queue = Mutex::new(QuestionQueue {
        random: Rng::with_seed(plan.seed),
        left: plan.sample,
        number: 0,
        faults_in_a_row: 0,
        outcome: QuizOutcome::default(),
        progress,
    });
    // While one browser waits for its driver, the other one works.
    tokio::try_join!(QuizLane::run(plan, &queue), QuizLane::run(plan, &queue))?;
    Ok(queue.into_inner().unwrap_or_else(PoisonError::into_inner).outcome)
}

impl<F: FnMut(&QuizOutcome)> QuestionQueue<F> {
    fn next_question(&mut self) -> Option<QuizQuestion> {
        self.left = self.left.checked_sub(1)?;
        Some(random_question(&mut self.random))
    }

    fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// Takes in what became of a question. A fault that ends the quiz comes back.
    fn note(
        &mut self,
        played: Result<Option<Disagreement>, (QuizFault, PlayError)>,
    ) -> Option<PlayError> {
        let fault = match played {
            Ok(disagreement) => {
                self.outcome.played += 1;
                self.outcome.disagreements.extend(disagreement);
                self.faults_in_a_row = 0;
                None
            }
            Err((fault, error)) => {
                self.outcome.faults.push(fault);
                self.faults_in_a_row += 1;
                Some(error).filter(|_| self.faults_in_a_row == MAX_FAULTS_IN_A_ROW)
            }
        };
        (self.progress)(&self.outcome);
        fault
    }
}

impl<F: FnMut(&QuizOutcome)> QuizLane<'_, F> {
    /// Asks a browser until no question is left.
    async fn run(plan: &QuizPlan, queue: &Mutex<QuestionQueue<F>>) -> Result<(), PlayError> {
        let mut lane = QuizLane { plan, queue, player: start(plan).await? };
        let mut asked = 0;
        loop {
            let next = lane.queue().next_question();
            let Some(question) = next else { break };
            asked += 1;
            if asked % QUESTIONS_PER_JAR == 0 {
                lane.player.empty_jar().await?;
            }
            let played = lane.ask(question).await;
            let fault = lane.queue().note(played);
            if let Some(error) = fault {
                return Err(error);
            }
        }
        lane.player.stop().await;
        Ok(())
    }

    /// Plays a question, in a new browser where one fails, and makes a disagreement small.
    async fn ask(
        &mut self,
        question: QuizQuestion,
    ) -> Result<Option<Disagreement>, (QuizFault, PlayError)> {
        let mut attempt = 1;
        let first = loop {
            let error = match self.differ(&question).await {
                Ok(first) => break first,
                Err(error) => error,
            };
            let number = self.queue().number;
            let command = question.command(number, &self.plan.profile.to_string());
            let fault = QuizFault { command, cause: error_chain(&error) };
            tracing::warn!(attempt, fault.cause, fault.command, "a question was not played");
            let is_last = attempt == ATTEMPTS || matches!(error, PlayError::Unstable { .. });
            if is_last {
                self.start_anew().await.map_err(|error| (fault.clone(), error))?;
                return Err((fault, error));
            }
            self.start_anew().await.map_err(|error| (fault, error))?;
            attempt += 1;
        };
        match first {
            None => Ok(None),
            Some(first) => Ok(Some(self.make_small(question, first).await)),
        }
    }

    /// Plays a question; returns it as a disagreement if the browser did something else.
    async fn differ(&mut self, question: &QuizQuestion) -> Result<Option<Disagreement>, PlayError> {
        let number = self.queue().next_number();
        let numbered = question.numbered(number, self.plan.now)?;
        let explained = explained_facts(&numbered, &self.plan.profile);
        let seen = self.player.play(&numbered).await?;
        if seen == explained {
            return Ok(None);
        }
        // What the browser does by chance, or by a fault of ours, is no disagreement.
        let second_number = self.queue().next_number();
        let again = question.numbered(second_number, self.plan.now)?;
        let second = self.player.play(&again).await?;
        if second != seen {
            return Err(PlayError::Unstable { first: seen, second });
        }
        let command = question.command(number, &self.plan.profile.to_string());
        Ok(Some(Disagreement { command, seen, explained }))
    }

    /// Leaves out what the disagreement does not need. A fault ends this early.
    async fn make_small(
        &mut self,
        mut question: QuizQuestion,
        mut smallest: Disagreement,
    ) -> Disagreement {
        'smaller: loop {
            for simpler in simplifications(&question) {
                match self.differ(&simpler).await {
                    Ok(None) => {}
                    Ok(Some(disagreement)) => {
                        (question, smallest) = (simpler, disagreement);
                        continue 'smaller;
                    }
                    Err(_) => break 'smaller,
                }
            }
            break;
        }
        smallest
    }

    async fn start_anew(&mut self) -> Result<(), PlayError> {
        let new = start(self.plan).await?;
        std::mem::replace(&mut self.player, new).stop().await;
        Ok(())
    }

    fn queue(&self) -> MutexGuard<'_, QuestionQueue<F>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn start(plan: &QuizPlan) -> Result<QuizPlayer, PlayError> {
    QuizPlayer::start(plan.driver.clone(), plan.profile.clone(), plan.work_dir.clone()).await
}

impl fmt::Display for QuizOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { played, faults, disagreements } = self;
        let differ = disagreements.len();
        for disagreement in disagreements {
            writeln!(f, "{disagreement}\n")?;
        }
        let agree = played.saturating_sub(differ as u64);
        for fault in faults {
            writeln!(f, "{fault}\n")?;
        }
        let faults = faults.len();
        write!(f, "{agree} of {played} answers agree; {faults} could not be played")
    }
}

impl fmt::Display for QuizFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  not played: {}", self.command, self.cause)
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, seen, explained } = self;
        write!(f, "{command}\n  seen:      {seen}\n  explained: {explained}")
    }
}
