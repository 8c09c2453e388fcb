//! A whole quiz: ask, play, compare, make disagreements small.

use std::fmt;
use std::path::PathBuf;

use browser_driver::DriverSource;
use fastrand::Rng;
use matrix::Profile;
use spec_model::Timestamp;

use crate::compare::{QuizFacts, explained_facts};
use crate::play::{PlayError, QuizPlayer};
use crate::question::QuizQuestion;
use crate::random::random_question;
use crate::simplify::simplifications;

/// After how many questions the browser starts anew, so that no jar is ever full.
const QUESTIONS_PER_BROWSER: u64 = 200;
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

/// How a quiz went.
#[derive(Clone, Debug, Default)]
pub struct QuizOutcome {
    /// How many questions were played.
    pub played: u64,
    /// How many could not be played.
    pub faults: u64,
    /// Where the browser did something else than was explained.
    pub disagreements: Vec<Disagreement>,
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

/// Numbers of plays, which no two plays share.
#[derive(Debug, Default)]
struct PlayNumbers(u64);

impl PlayNumbers {
    fn next(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }
}

/// Asks, plays and compares; tells after each question how far it got.
///
/// # Errors
///
/// If the browser cannot be started, or fails several times in a row.
pub async fn run_quiz(
    plan: &QuizPlan,
    mut progress: impl FnMut(&QuizOutcome),
) -> Result<QuizOutcome, PlayError> {
    let mut random = Rng::with_seed(plan.seed);
    let mut outcome = QuizOutcome::default();
    let mut numbers = PlayNumbers::default();
    let mut faults_in_a_row = 0;
    let mut player = start(plan).await?;
    for asked in 1..=plan.sample {
        if asked % QUESTIONS_PER_BROWSER == 0 {
            player.stop().await;
            player = start(plan).await?;
        }
        let question = random_question(&mut random);
        match differ(plan, &mut player, &question, &mut numbers).await {
            Ok(None) => (outcome.played, faults_in_a_row) = (outcome.played + 1, 0),
            Ok(Some(first)) => {
                let disagreement =
                    make_small(plan, &mut player, question, first, &mut numbers).await;
                outcome.disagreements.push(disagreement);
                (outcome.played, faults_in_a_row) = (outcome.played + 1, 0);
            }
            Err(error) => {
                (outcome.faults, faults_in_a_row) = (outcome.faults + 1, faults_in_a_row + 1);
                let command = question.command(numbers.0, &plan.profile.to_string());
                tracing::warn!(%error, command, "a question could not be played");
                if faults_in_a_row == MAX_FAULTS_IN_A_ROW {
                    return Err(error);
                }
                player.stop().await;
                player = start(plan).await?;
            }
        }
        progress(&outcome);
    }
    player.stop().await;
    Ok(outcome)
}

async fn start(plan: &QuizPlan) -> Result<QuizPlayer, PlayError> {
    QuizPlayer::start(plan.driver.clone(), plan.profile.clone(), plan.work_dir.clone()).await
}

/// Plays a question; returns it as a disagreement if the browser did something else.
async fn differ(
    plan: &QuizPlan,
    player: &mut QuizPlayer,
    question: &QuizQuestion,
    numbers: &mut PlayNumbers,
) -> Result<Option<Disagreement>, PlayError> {
    let number = numbers.next();
    let numbered = question.numbered(number, plan.now)?;
    let explained = explained_facts(&numbered, &plan.profile);
    let seen = player.play(&numbered).await?;
    if seen == explained {
        return Ok(None);
    }
    // What the browser does by chance, or by a fault of ours, is no disagreement.
    let again = question.numbered(numbers.next(), plan.now)?;
    let second = player.play(&again).await?;
    if second != seen {
        return Err(PlayError::Unstable { first: seen, second });
    }
    let command = question.command(number, &plan.profile.to_string());
    Ok(Some(Disagreement { command, seen, explained }))
}

/// Leaves out what the disagreement does not need. A fault ends this early.
async fn make_small(
    plan: &QuizPlan,
    player: &mut QuizPlayer,
    mut question: QuizQuestion,
    mut smallest: Disagreement,
    numbers: &mut PlayNumbers,
) -> Disagreement {
    'smaller: loop {
        for simpler in simplifications(&question) {
            match differ(plan, player, &simpler, numbers).await {
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

impl fmt::Display for QuizOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { played, faults, disagreements } = self;
        let differ = disagreements.len();
        for disagreement in disagreements {
            writeln!(f, "{disagreement}\n")?;
        }
        let agree = played.saturating_sub(differ as u64);
        write!(f, "{agree} of {played} answers agree; {faults} could not be played")
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, seen, explained } = self;
        write!(f, "{command}\n  seen:      {seen}\n  explained: {explained}")
    }
}
