//! `cargo xtask claims`: the FAQ's statements, engine by engine, and docs/claims.md.

use claims::ClaimsSummary;
use conformance::{claims_of_run, claims_of_snapshots, claims_page};

use super::{CommandResult, print_json, write_page};
use crate::cli::ClaimsArgs;
use crate::environment::project;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::out;

pub(super) fn run(arguments: &ClaimsArgs) -> CommandResult {
    let project = project()?;
    let claims = project.claims()?;
    let lanes = match &arguments.run {
        Some(folder) => claims_of_run(&project, &claims, folder)?,
        None => {
            let lanes = claims_of_snapshots(&project, &claims)?;
            let page = claims_page(&claims, &lanes).map_err(XtaskError::from)?;
            write_page("docs/claims.md", &page)?;
            lanes
        }
    };
    if arguments.json {
        print_json(&ClaimsSummary::new(&claims, &lanes))?;
    } else {
        out!("{}", claims::table(&claims, &lanes).map_err(XtaskError::from)?);
    }
    Ok(ExitStatus::AsRecorded)
}
