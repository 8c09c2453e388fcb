//! `cargo xtask model-vectors`: other people's test vectors through the model.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter};

use spec_model::EngineModel;

use super::CommandResult;
use crate::cli::ModelVectorsArgs;
use crate::environment::project;
use crate::error::XtaskError;
use crate::exit::ExitStatus;

pub(super) fn run(arguments: &ModelVectorsArgs) -> CommandResult {
    let path = &arguments.file;
    let input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file = File::open(path);
        let file = file.map_err(|source| XtaskError::Read { path: path.clone(), source })?;
        Box::new(BufReader::new(file))
    };
    let model = match &arguments.profile {
        None => EngineModel::standard(),
        Some(choice) => {
            let matrix = project()?.matrix;
            let profiles = choice.profiles(&matrix.profiles).map_err(XtaskError::from)?;
            profiles[0].model.as_standard()
        }
    };
    let output = BufWriter::new(std::io::stdout().lock());
    conformance::model_vectors(&path.display().to_string(), input, output, &model)?;
    Ok(ExitStatus::AsRecorded)
}
