//! A policy ready to evaluate: the front door for hosts.
//!
//! ```no_run
//! use loyal_engine::Policy;
//!
//! let policy = Policy::load("policies/harbour-club")?;
//! let record = serde_json::json!({ "id": "C-1", "joined": "2024-02-29", "orders": [] });
//! let outcome = policy.evaluate(&record, "2026-06-30".parse()?)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod folder;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::problems::{Diagnostic, Report, Severity};
use loyal_dsl::source::SourceFile;
use serde::Serialize;

use crate::evaluate::Bound;
use crate::needs::Needs;
use crate::outcome::{Outcome, RecordError};
use crate::plan::{Plan, plan};
use crate::record::{Decoded, Keys, ReadError, Rejection, Schema, UnknownField};

/// A checked and planned policy. Cheap to share between threads.
#[derive(Debug)]
pub struct Policy {
    program: Arc<Program>,
    plan: Plan,
    needs: Needs,
    schema: Arc<Schema>,
    warnings: Report,
    /// What the last date was bound to, for hosts that ask for one record after the other.
    last: Mutex<Option<(Date, Bound)>>,
}

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A policy file is not UTF-8.
    #[error("`{}` is not a text in UTF-8", path.display())]
    NotText {
        /// Which.
        path: PathBuf,
    },
    /// There is nothing to compile.
    #[error("there is no `.loyal` file in `{}`", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// The policy has errors.
    #[error("the policy is not valid: {}", first_error(.0))]
    Invalid(Report),
    /// Records cannot be read for the policy.
    #[error(transparent)]
    Record(#[from] ReadError),
}

/// Why a record has no outcome.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// The record cannot be written as JSON.
    #[error("the record cannot be serialised")]
    Serialize(#[from] serde_json::Error),
    /// The record is not what the policy declares: every finding.
    #[error("the record does not fit the policy: {}", listed(.0))]
    Rejected(Vec<Rejection>),
    /// Evaluation failed.
    #[error("customer `{}`: {}", .0.customer, .0.error.message)]
    Failed(Box<RecordError>),
    /// The date lies outside the programme's time.
    #[error(transparent)]
    NotEffective(#[from] NotEffective),
    /// A batch does not have the columns that the policy reads.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The text holds no record, or several.
    #[error("expected one record, found {0}")]
    NotOne(usize),
}

/// A date on which the programme does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotEffective {
    /// The programme's name.
    pub program: String,
    /// The date asked for.
    pub as_of: Date,
    /// Its first day, if it has one.
    pub from: Option<Date>,
    /// Its last day, if it has one.
    pub through: Option<Date>,
}

impl fmt::Display for NotEffective {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is effective", self.program)?;
        if let Some(from) = self.from {
            write!(formatter, " from {from}")?;
        }
        if let Some(through) = self.through {
            write!(formatter, " through {through}")?;
        }
        write!(formatter, ", and {} is not in that time", self.as_of)
    }
}

impl std::error::Error for NotEffective {}

/// What came of a piece of input.
#[derive(Debug)]
pub struct Evaluated {
    /// One a record that fits the policy, in the order of the input.
    pub results: Vec<Result<Outcome, RecordError>>,
    /// What was refused, in the order of the input; a record may be refused for several values.
    pub rejections: Vec<Rejection>,
    /// How many records were read, with those that were refused.
    pub records: usize,
    /// Fields that the policy's record does not declare.
    pub unknown_fields: Vec<UnknownField>,
}

impl Evaluated {
    /// Takes the results of a decoded piece, without the customers whose key stood before. Pieces
    /// must come in the order of the input.
    #[must_use]
    pub fn admitted(
        results: Vec<Result<Outcome, RecordError>>,
        mut decoded: Decoded,
        keys: &mut Keys,
    ) -> Evaluated {
        let repeated = keys.check(&mut decoded);
        let admitted = |row: usize| repeated.binary_search(&row).is_err();
        let results = results.into_iter().enumerate();
        Evaluated {
            results: results.filter_map(|(row, it)| admitted(row).then_some(it)).collect(),
            rejections: decoded.rejections,
            records: decoded.records,
            unknown_fields: decoded.unknown_fields,
        }
    }
}

impl Policy {
    /// Reads a policy: one `.loyal` file, or all of a folder and the folders in it, in the order of
    /// their names.
    pub fn load(path: impl AsRef<Path>) -> Result<Policy, LoadError> {
        Policy::from_sources(&folder::read(path.as_ref())?)
    }

    /// Compiles and plans a policy from its texts.
    pub fn from_sources(sources: &[SourceFile]) -> Result<Policy, LoadError> {
        let compiled = loyal_dsl::compile(sources).map_err(LoadError::Invalid)?;
        let program = Arc::new(compiled.program);
        let needs = Needs::of(&program);
        let schema = Arc::new(Schema::new(&program, &needs, false)?);
        let plan = plan(Arc::clone(&program), sources);
        let problems = plan.problems();
        if !problems.is_empty() {
            let mut report = compiled.report;
            report.diagnostics.extend(problems);
            report.diagnostics.sort_by_key(Diagnostic::place);
            return Err(LoadError::Invalid(report));
        }
        let last = Mutex::default();
        Ok(Policy { program, plan, needs, schema, warnings: compiled.report, last })
    }

    /// The checked program.
    #[must_use]
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// What the check warned of.
    #[must_use]
    pub fn warnings(&self) -> &Report {
        &self.warnings
    }

    /// The fields that the policy reads.
    #[must_use]
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// Fixes the as-of date; worth keeping for many batches of one date.
    pub fn bind(&self, as_of: Date) -> Result<Bound, NotEffective> {
        let (from, through) = (self.program.effective_from, self.program.effective_through);
        let early = from.is_some_and(|from| as_of.days() < from);
        let late = through.is_some_and(|through| through < as_of.days());
        if early || late {
            let (from, through) =
                (from.and_then(Date::from_days), through.and_then(Date::from_days));
            return Err(NotEffective { program: self.program.name.clone(), as_of, from, through });
        }
        Ok(self.plan.bind(as_of))
    }

    /// The same, kept for the next call with the same date.
    fn bound(&self, as_of: Date) -> Result<Bound, NotEffective> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, bound)) = last.filter(|(date, _)| *date == as_of) {
            return Ok(bound);
        }
        // Not under the lock: other threads need not wait.
        let bound = self.bind(as_of)?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((as_of, bound.clone()));
        Ok(bound)
    }

    /// The outcome of one customer record.
    pub fn evaluate(&self, record: &impl Serialize, as_of: Date) -> Result<Outcome, EvaluateError> {
        self.evaluate_json(&serde_json::to_string(record)?, as_of)
    }

    /// The outcome of one customer record in JSON. Numbers are read as they are written, never
    /// through a float.
    pub fn evaluate_json(&self, record: &str, as_of: Date) -> Result<Outcome, EvaluateError> {
        let batch = self.schema.read_json(record).map_err(EvaluateError::Rejected)?;
        let results = self.bound(as_of)?.evaluate(&batch);
        let found = results.len();
        match <[_; 1]>::try_from(results) {
            Ok([result]) => result.map_err(|error| EvaluateError::Failed(Box::new(error))),
            Err(_) => Err(EvaluateError::NotOne(found)),
        }
    }

    /// The outcomes of a batch of customer records in Arrow columns.
    pub fn evaluate_batch(
        &self,
        records: &RecordBatch,
        as_of: Date,
    ) -> Result<Evaluated, EvaluateError> {
        let bound = self.bound(as_of)?;
        let decoded = self.schema.read_arrow(records)?;
        let results = bound.evaluate(&decoded.batch);
        Ok(Evaluated::admitted(results, decoded, &mut Keys::new(Arc::clone(&self.schema))))
    }
}

fn first_error(report: &Report) -> String {
    let mut errors =
        report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let first = errors.next().map_or("", |diagnostic| diagnostic.message.as_str());
    match errors.count() {
        0 => first.to_owned(),
        more => format!("{first} (and {more} more)"),
    }
}

fn listed(rejections: &[Rejection]) -> String {
    rejections.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use loyal_dsl::source::SourceFile;

    use super::Policy;

    #[test]
    fn a_policy_is_shared_between_threads() {
        fn shared<T: Send + Sync + 'static>() {}
        shared::<Policy>();
    }

    #[test]
    fn dates_in_turn_have_their_own_outcomes() {
        let text = r#"
program "Turn" {
  time zone "UTC"
  rounding  half up
}

record customer {
  id:      text key
  joined:  date
}

reward loyalty {
  when today >= 2026-02-01
  give 5 points
}
"#;
        let source = SourceFile { name: "turn.loyal".to_owned(), text: text.to_owned() };
        let policy = Policy::from_sources(&[source]).unwrap();
        let record = r#"{"id": "C-1", "joined": "2024-01-01"}"#;
        let effects =
            ["2026-01-31", "2026-02-01", "2026-02-01", "2026-01-31", "2026-03-01"].map(|day| {
                let as_of = day.parse().unwrap();
                policy.evaluate_json(record, as_of).unwrap().effects.len()
            });
        assert_eq!(effects, [0, 1, 1, 0, 1]);
        let (date, _) = policy.last.lock().unwrap().clone().unwrap();
        assert_eq!(date.to_string(), "2026-03-01");
    }
}
