//! `cargo xtask model-vectors`: other people's test vectors through the model.

use super::CommandResult;
use crate::cli::ModelVectorsArgs;
use crate::environment::project;
use crate::exit::ExitStatus;

pub(super) fn run(arguments: &ModelVectorsArgs) -> CommandResult {
    let (matrix, output) = (project()?.matrix, std::io::stdout().lock());
    let ModelVectorsArgs { file, profile } = arguments;
    conformance::model_vectors(file, std::io::BufWriter::new(output), &matrix, profile.as_ref())?;
    Ok(ExitStatus::AsRecorded)
}
