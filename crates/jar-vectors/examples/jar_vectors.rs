//! Writes the jar vectors; or, given a jar's answers as `NAME=FILE`, how they compare with the
//! standards, and each disagreement on a line of its own.

use std::error::Error;
use std::fs;
use std::io::{self, Write};

use diagnosis::Recordings;
use jar_vectors::{JarScore, recorded_vectors, score_tables, vector_file};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let vectors = recorded_vectors(Recordings::built_in());
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.is_empty() {
        out.write_all(vector_file(&vectors).as_bytes())?;
        return Ok(());
    }
    let mut jars = Vec::new();
    for argument in &arguments {
        let (name, file) = argument.split_once('=').ok_or("expected NAME=FILE")?;
        jars.push((name, JarScore::read(&vectors, &fs::read_to_string(file)?)?));
    }
    writeln!(out, "{}", score_tables(&jars))?;
    for (name, score) in &jars {
        for (vector, disagreement) in &score.vectors {
            if let Some(one) = disagreement {
                writeln!(out, "{name}: {}: {}", one.name(vector), vector.id)?;
            }
        }
    }
    Ok(())
}
