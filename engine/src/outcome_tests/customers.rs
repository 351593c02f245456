//! The customers of tests, evaluated.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::message::Message;
use loyal_dsl::say;

use super::file::{Customer, OutcomeTest, TestFile};
use crate::outcome::{Outcome, RecordError};
use crate::policy::Version;
use crate::population::{Population, PopulationError};
use crate::record::{Chunk, Decoded, Keys, Options, ReadError, Rejection, open};

/// Why a customer has no outcome.
type Reason = Message;
/// What came of the customers of a file, by key.
type Results = BTreeMap<String, Result<Outcome, Reason>>;

/// Evaluates customers on any day.
pub(super) struct Customers<'v> {
    versions: Vec<&'v Version>,
    /// What came of the customers of a file on a day.
    of_data: BTreeMap<(PathBuf, Date), Result<Results, Reason>>,
}

/// A piece of records, with the rows whose key stood before.
pub(super) type Piece = (Decoded, Vec<usize>);

impl<'v> Customers<'v> {
    pub(super) fn new(versions: &[&'v Version]) -> Customers<'v> {
        Customers { versions: versions.to_vec(), of_data: BTreeMap::new() }
    }

    /// The program that holds on a day.
    pub(super) fn program(&self, as_of: Date) -> Option<&'v Program> {
        self.version(as_of).map(|version| &**version.program())
    }

    fn version(&self, as_of: Date) -> Option<&'v Version> {
        self.versions.iter().find(|version| version.period().contains(as_of)).copied()
    }

    /// The outcome of a test's customer, or why there is none.
    pub(super) fn outcome(
        &mut self,
        file: &TestFile,
        test: &OutcomeTest,
    ) -> Result<Result<Outcome, Reason>, ReadError> {
        let Some(version) = self.version(test.as_of) else {
            let day = test.as_of.to_string();
            return Ok(Err(say!("the programme is not effective on {day}", day)));
        };
        match (&test.customer, &test.data) {
            (Customer::Record(_), _) => {
                Ok(of_record(version, test.as_of, looked_at(version, file, test)?))
            }
            (Customer::Key(key), Some(path)) => {
                let file = path.display().to_string();
                let missing = || Err(say!("there is no customer `{key}` in {file}", key, file));
                Ok(match self.of_data(version, path, test.as_of)? {
                    Ok(results) => results.get(key).cloned().unwrap_or_else(missing),
                    Err(reason) => Err(reason.clone()),
                })
            }
            (Customer::Key(key), None) => Ok(Err(say!("no data has customer `{key}`", key))),
        }
    }

    fn of_data(
        &mut self,
        version: &Version,
        path: &Path,
        as_of: Date,
    ) -> Result<&Result<Results, Reason>, ReadError> {
        match self.of_data.entry((path.to_owned(), as_of)) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => {
                let mut pieces = pieces(version, path)?;
                Ok(free.insert(by_key(version, as_of, &mut pieces)))
            }
        }
    }
}

/// The records of a file.
fn pieces(version: &Version, path: &Path) -> Result<Vec<Piece>, ReadError> {
    let reader = open(path, None, version.program(), version.needs(), Options::default())?;
    let mut keys = Keys::new(Arc::clone(version.schema()));
    let piece = |chunk: Result<Chunk, ReadError>| {
        let mut decoded = chunk?.decode();
        let repeated = keys.check(&mut decoded);
        Ok((decoded, repeated))
    };
    reader.map(piece).collect()
}

/// The records that a test looks at: first its own, where it has one.
pub(super) fn looked_at(
    version: &Version,
    file: &TestFile,
    test: &OutcomeTest,
) -> Result<Vec<Piece>, ReadError> {
    let mut all = Vec::new();
    let is_own = match test.customer {
        Customer::Record(node) => {
            let record = version.schema().read_yaml(&file.name, &file.document, node);
            all.push((record, Vec::new()));
            true
        }
        Customer::Key(_) => false,
    };
    // Others than its own count only where customers are looked at together.
    let data = test.data.as_ref().filter(|_| !is_own || version.looks_at_all());
    all.extend(data.map_or(Ok(Vec::new()), |path| pieces(version, path))?);
    Ok(all)
}

/// The outcome of the first record.
fn of_record(version: &Version, as_of: Date, mut records: Vec<Piece>) -> Result<Outcome, Reason> {
    let own = records.first().map(|(record, _)| record.rejections.as_slice()).unwrap_or_default();
    if !own.is_empty() {
        return Err(refused(own));
    }
    let results = results(version, as_of, &mut records).map_err(|error| error.message())?;
    let first = results.into_iter().flatten().next();
    first.map_or_else(|| Err(say!("there is no record")), |result| result.map_err(failed))
}

/// What came of the records of a file.
fn by_key(version: &Version, as_of: Date, pieces: &mut [Piece]) -> Result<Results, Reason> {
    let mut found = Results::new();
    let all = results(version, as_of, pieces).map_err(|error| error.message())?;
    for result in all.into_iter().flatten() {
        let key = match &result {
            Ok(outcome) => outcome.customer.clone(),
            Err(error) => error.customer.clone(),
        };
        found.entry(key).or_insert(result.map_err(failed));
    }
    for (decoded, _) in pieces {
        for rejection in &decoded.rejections {
            if let Some(key) = &rejection.customer {
                let refused = refused(std::slice::from_ref(rejection));
                found.entry(key.clone()).or_insert(Err(refused));
            }
        }
    }
    Ok(found)
}

/// By piece, what came of its records.
fn results(
    version: &Version,
    as_of: Date,
    pieces: &mut [Piece],
) -> Result<Vec<Vec<Result<Outcome, RecordError>>>, PopulationError> {
    let population = population(version, as_of, pieces);
    let pass = version.pass(as_of, Some(&population))?;
    Ok(pieces.iter_mut().map(|(decoded, _)| pass.evaluate(&mut decoded.batch).results).collect())
}

/// What outcomes need of all of them.
pub(super) fn population(version: &Version, as_of: Date, pieces: &mut [Piece]) -> Population {
    let mut survey = version.survey(as_of);
    while !survey.is_done() {
        let gathering = survey.gathering();
        for (decoded, repeated) in pieces.iter_mut() {
            let evaluation = gathering.evaluate(&mut decoded.batch);
            survey.take(&evaluation, |row| repeated.binary_search(&row).is_err());
        }
        survey.end_pass();
    }
    survey.finish()
}

fn failed(error: RecordError) -> Reason {
    let detail = error.error;
    say!(
        "{source}: {fault} in `{expression}` of {within}",
        source = detail.source,
        fault = Message::again(&detail.message),
        expression = detail.expression,
        within = detail.within
    )
}

fn refused(rejections: &[Rejection]) -> Reason {
    let said = rejections.iter().map(Rejection::message);
    let joined = said.reduce(|before, next| say!("{before}; {next}", before, next));
    joined.unwrap_or_else(|| say!("there is no record"))
}
