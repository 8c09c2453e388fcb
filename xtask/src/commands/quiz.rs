//! `cargo xtask quiz`: random questions, asked of a browser and of the explanation.

use std::time::{SystemTime, UNIX_EPOCH};

use browser_driver::{Browser, DriverSource};
use conformance::{NoticeSink, find_browser};
use matrix::ProfileChoice;
use quiz::{QuizPlan, run_quiz};
use spec_model::Timestamp;

use super::CommandResult;
use crate::cli::QuizArgs;
use crate::environment::{locations, project, root};
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

pub(super) async fn run(arguments: QuizArgs, notify: NoticeSink<'_>) -> CommandResult {
    let QuizArgs { browser: choice, sample, seed } = arguments;
    let project = project()?;
    let profiles = ProfileChoice::all_profiles(&[choice], &project.matrix.profiles);
    let profiles = profiles.map_err(XtaskError::Profile)?;
    let mut status = ExitStatus::AsRecorded;
    for profile in profiles {
        let browser = Browser::of(profile.engine).ok_or(XtaskError::QuizNeedsBrowser)?;
        let found = find_browser(browser, &locations(), false, notify).await;
        let installed = found.map_err(XtaskError::Install)?.installed();
        let installed = installed.ok_or(XtaskError::BrowserMissing(browser))?;
        let plan = QuizPlan {
            driver: DriverSource::Installed(installed),
            profile: profile.clone(),
            sample,
            seed,
            now: now(),
            work_dir: root().join("target/gingersnap/quiz"),
        };
        let outcome = run_quiz(&plan, |outcome| {
            let asked = outcome.played + outcome.faults;
            if asked % 50 == 0 {
                note!("{profile}: {asked}/{sample} questions");
            }
        });
        let outcome = outcome.await.map_err(|error| XtaskError::Quiz(Box::new(error)))?;
        out!("{outcome}\n");
        if !outcome.disagreements.is_empty() {
            status = ExitStatus::Changed;
        }
    }
    Ok(status)
}

#[expect(clippy::disallowed_methods, reason = "dates of cookies are before or after the present")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
