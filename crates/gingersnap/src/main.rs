//! `gingersnap`: why a cookie does not work with CORS, and what to do about it.

mod cli;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use diagnosis::Question;
use matrix::FetchCredentials;
use spec_model::Timestamp;

fn main() -> ExitCode {
    match cli::Cli::parse().command {
        cli::Command::Explain(explain) => {
            let question = Question::fetch(explain.page, explain.request, FetchCredentials::SameOrigin, Timestamp(0));
            match writeln!(std::io::stdout(), "{}", question.topology()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::from(2),
            }
        }
    }
}
