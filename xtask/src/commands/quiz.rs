//! `cargo xtask quiz`: random questions, asked of a browser and of the explanation.

use conformance::installed_browser;
use quiz::{QuizPlan, run_quiz};

use super::CommandResult;
use crate::cli::QuizArgs;
use crate::environment::{locations, project, root};
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

pub(super) async fn run(arguments: QuizArgs) -> CommandResult {
    let QuizArgs { browser, sample, seed } = arguments;
    let matrix = project()?.matrix;
    let (driver, profiles) = installed_browser(&matrix, &browser, &locations()).await?;
    let mut is_clean = true;
    for profile in profiles {
        let work_dir = root().join("target/gingersnap/quiz");
        let plan = QuizPlan::new(driver.clone(), profile.clone(), sample, seed, work_dir);
        let outcome = run_quiz(&plan, |outcome| {
            let asked = outcome.asked();
            if asked % 50 == 0 {
                note!("{profile}: {asked}/{sample} questions");
            }
        });
        let outcome = outcome.await.map_err(|error| XtaskError::Quiz(Box::new(error)))?;
        out!("{outcome}\n");
        is_clean &= outcome.disagreements.is_empty();
    }
    Ok(ExitStatus::of(is_clean))
}
