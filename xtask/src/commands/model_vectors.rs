//! `cargo xtask model-vectors`: other people's test vectors through the model.

use spec_model::EngineModel;

use super::CommandResult;
use crate::cli::ModelVectorsArgs;
use crate::environment::project;
use crate::error::XtaskError;
use crate::exit::ExitStatus;

pub(super) fn run(arguments: &ModelVectorsArgs) -> CommandResult {
    let model = match &arguments.profile {
        None => EngineModel::standard(),
        Some(choice) => {
            let matrix = project()?.matrix;
            let profiles = choice.profiles(&matrix.profiles).map_err(XtaskError::from)?;
            profiles[0].model.as_standard()
        }
    };
    let output = std::io::BufWriter::new(std::io::stdout().lock());
    conformance::model_vectors(&arguments.file, output, &model)?;
    Ok(ExitStatus::AsRecorded)
}
