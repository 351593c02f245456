//! The passes over all customers that come before their outcomes.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use loyal_engine::EvaluateError;
use loyal_engine::population::{Population, Survey};
use tempfile::NamedTempFile;

use super::pipeline::{Work, open};
use crate::failure::Failure;
use crate::in_order::in_order;
use crate::output::FileDraft;

/// The population of a file that an earlier run wrote.
pub(crate) fn read(path: &Path) -> Result<Population, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|source| Failure::Open { path: path.to_owned(), source })?;
    Population::from_json(&text).map_err(|error| EvaluateError::from(error).into())
}

/// Writes a population.
pub(crate) fn write(path: &Path, population: &Population) -> Result<(), Failure> {
    let mut draft = FileDraft::new(path).map_err(Failure::write(path))?;
    let text = population.to_json() + "\n";
    draft.write_all(text.as_bytes()).map_err(Failure::write(path))?;
    draft.persist().map_err(Failure::write(path))
}

/// Standard input as a file, to be read several times.
pub(crate) fn spool() -> Result<NamedTempFile, Failure> {
    let mut file = NamedTempFile::new()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    file.flush()?;
    Ok(file)
}

/// Takes all passes.
pub(crate) fn take(work: &Work, mut survey: Survey) -> Result<Population, Failure> {
    if survey.is_done() {
        return Ok(survey.finish());
    }
    while !survey.is_done() {
        let reader = open(work)?;
        let mut keys = reader.keys();
        let gathering = survey.gathering();
        in_order(
            work.pool,
            reader.map(|chunk| chunk.map_err(Failure::from)),
            |chunk| {
                let mut decoded = chunk.decode();
                (gathering.evaluate(&mut decoded.batch), decoded)
            },
            |(evaluation, mut decoded)| {
                let repeated = keys.check(&mut decoded);
                survey.take(&evaluation, |row| repeated.binary_search(&row).is_err());
                Ok(())
            },
        )?;
        survey.end_pass();
    }
    Ok(survey.finish())
}
