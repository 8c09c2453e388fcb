//! `cargo xtask site`: the static site, in a folder that any server can host.

use checker_build::{CheckerBuild, build_checker};
use conformance::{claims_of_snapshots, write_file};
use run_report::recorded_matrix;
use site::{SUITES_FOLDER, SiteInputs, site_files};

use super::CommandResult;
use crate::cli::SiteArgs;
use crate::environment::{locations, project, root};
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::{note, out};

pub(super) fn run(arguments: &SiteArgs) -> CommandResult {
    let project = project()?;
    let build = CheckerBuild {
        root: root().to_owned(),
        search_path: locations().search_path,
        install: arguments.install,
        packed_matrix: project.matrix.packed(),
    };
    let module = build_checker(&build, |line| note!("{line}")).map_err(XtaskError::Checker)?;
    match module {
        None if arguments.require_checker => return Err(XtaskError::NoWasmCompiler.into()),
        None => note!("The site is written without the checker; its other pages are whole."),
        Some(_) => {}
    }
    let claims = project.claims()?;
    let recorded = recorded_matrix(&project, SUITES_FOLDER, "../reasons/")?;
    let files = site_files(&SiteInputs {
        matrix: &project.matrix,
        claims: &claims,
        lanes: &claims_of_snapshots(&project, &claims)?,
        histories: &project.histories()?,
        explorer: &recorded.head,
        suites: &recorded.suites,
        module: module.as_deref(),
        address: &arguments.address,
    });
    for file in &files {
        write_file(&arguments.out.join(&file.path), &file.octets)?;
    }
    out!("{} files in {}\n", files.len(), arguments.out.display());
    Ok(ExitStatus::AsRecorded)
}
