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

mod error;
mod file;
pub(crate) mod folder;
mod version;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use loyal_dsl::allow::{Allowances, FoundBy};
use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::lint::Aging;
use loyal_dsl::problems::{Diagnostic, Report};
use loyal_dsl::source::SourceFile;
use loyal_dsl::uses::Links;
use serde::Serialize;

use crate::analyse::{Analysis, analyse};
use crate::evaluate::Bound;
use crate::needs::Needs;
use crate::outcome::{Outcome, RecordError};
use crate::population::{Groups, Pass, Population, PopulationError, Survey};
use crate::record::{Decoded, Keys, Rejection, UnknownField};
pub use error::{EvaluateError, LoadError};
pub use file::text_of;
pub use version::{NotEffective, Period, Version};

/// What is found in a policy before any run.
#[derive(Debug, Clone)]
pub struct Findings {
    /// What stands, and what the policy allows.
    pub report: Report,
    /// What the analysis made of it: who proves its findings, what is known of guarantees.
    pub analysis: Analysis,
}

/// A checked and planned policy: one version of the programme, or several, one after the other.
/// Cheap to share between threads.
#[derive(Debug)]
pub struct Policy {
    /// The version that is last in time.
    last: Version,
    /// Those before it, in the order of their time.
    earlier: Vec<Version>,
    warnings: Report,
    /// What it lets stand.
    allowances: Allowances,
    /// What will be found in it from some day on.
    aging: Vec<Aging>,
    /// Hash of its files.
    generation: String,
    /// What the last date was bound to, for hosts that ask for one record after the other.
    bound: Mutex<Option<(Date, Bound)>>,
}

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
        Evaluated::without(&repeated, results, decoded)
    }

    /// Takes the results of a decoded piece, without those of some rows, in rising order.
    #[must_use]
    pub fn without(
        repeated: &[usize],
        results: Vec<Result<Outcome, RecordError>>,
        decoded: Decoded,
    ) -> Evaluated {
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
    /// Reads a policy: all `.loyal` files of a folder and the folders in it, in the order of their
    /// names, or one file with those that it uses. Names that begin with `.` are passed over.
    pub fn load(path: impl AsRef<Path>) -> Result<Policy, LoadError> {
        Policy::from_files(&folder::read(path.as_ref())?)
    }

    /// Compiles and plans a policy from its files.
    pub(crate) fn from_files(files: &folder::Files) -> Result<Policy, LoadError> {
        Policy::linked(&files.sources, &files.links)
    }

    /// Compiles and plans a policy from its texts.
    pub fn from_sources(sources: &[SourceFile]) -> Result<Policy, LoadError> {
        Policy::linked(sources, &Links::default())
    }

    fn linked(sources: &[SourceFile], links: &Links) -> Result<Policy, LoadError> {
        let compiled = loyal_dsl::compile_linked(sources, links).map_err(LoadError::Invalid)?;
        let version = |program| Version::new(program, sources);
        let earlier = compiled.earlier.into_iter().map(version).collect::<Result<_, _>>()?;
        let last = version(compiled.program)?;
        let policy = Policy {
            last,
            earlier,
            warnings: compiled.report,
            allowances: compiled.allowances,
            aging: compiled.aging,
            generation: folder::generation(sources, links),
            bound: Mutex::default(),
        };
        policy.runnable()
    }

    /// A policy whose scripts can be run.
    fn runnable(mut self) -> Result<Policy, LoadError> {
        let mut problems: Vec<Diagnostic> = Vec::new();
        for problem in self.versions().flat_map(Version::problems) {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        if problems.is_empty() {
            return Ok(self);
        }
        self.warnings.diagnostics.extend(problems);
        self.warnings.diagnostics.sort_by_key(Diagnostic::place);
        Err(LoadError::Invalid(self.warnings))
    }

    /// The version that is last in time.
    pub(crate) fn last(&self) -> &Version {
        &self.last
    }

    /// The versions of the programme in the order of their time; most policies have one.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        self.earlier.iter().chain([&self.last])
    }

    /// The version that holds on a date.
    pub fn version_on(&self, as_of: Date) -> Result<&Version, NotEffective> {
        self.versions().find(|version| version.period().contains(as_of)).ok_or_else(|| {
            let periods = self.versions().map(Version::period).collect();
            NotEffective { program: self.last.program().name.clone(), as_of, periods }
        })
    }

    /// Hash of the names and contents of its files: which generation of a folder it is. The hash of
    /// an outcome's policy is that of the meaning, which stays where only the layout changes.
    #[must_use]
    pub fn generation(&self) -> &str {
        &self.generation
    }

    /// The checked program of the version that is last in time.
    #[must_use]
    pub fn program(&self) -> &Arc<Program> {
        self.last.program()
    }

    /// What the check warned of.
    #[must_use]
    pub fn warnings(&self) -> &Report {
        &self.warnings
    }

    /// What the policy does and can hardly mean, and what is known of its guarantees before any
    /// run. Loading leaves this out, as it may take a while.
    #[must_use]
    pub fn analyse(&self) -> Analysis {
        let mut analysis = Analysis::default();
        for version in self.versions() {
            analysis.extend(analyse(version.program(), &self.warnings.sources));
        }
        analysis
    }

    /// All that is found in it, on a day if one is given: the warnings of the check, the analysis,
    /// what has grown old; without what it lets stand, which the report keeps apart.
    #[must_use]
    pub fn findings(&self, as_of: Option<Date>) -> Findings {
        let analysis = self.analyse();
        let mut report = self.warnings.clone();
        report.add(analysis.findings.iter().map(|finding| finding.diagnostic.clone()));
        self.allowances.settle(&mut report, FoundBy::Analysis);
        if let Some(day) = as_of {
            let aged = self.aging.iter().filter(|aging| aging.holds_on(day));
            report.add(aged.map(|aging| aging.lint.diagnostic()));
            self.allowances.settle(&mut report, FoundBy::Day);
        }
        Findings { report, analysis }
    }

    /// The fields that the version reads that is last in time.
    #[must_use]
    pub fn needs(&self) -> &Needs {
        self.last.needs()
    }

    /// Fixes the as-of date; worth keeping for many batches of one date.
    pub fn bind(&self, as_of: Date) -> Result<Bound, NotEffective> {
        Ok(self.version_on(as_of)?.bind(as_of))
    }

    /// The groups of every portfolio on a day: they take what is kept of customers
    /// ([`Bound::evaluate_kept`]), and give their outcomes in the end.
    pub fn groups(&self, as_of: Date) -> Result<Vec<Groups>, NotEffective> {
        Ok(self.version_on(as_of)?.groups(as_of))
    }

    /// The outcomes of a day, with what they need of all customers. Whoever ranks customers or
    /// shares a budget among them needs a population, made by [`Policy::survey`].
    pub fn pass(
        &self,
        as_of: Date,
        population: Option<&Population>,
    ) -> Result<Pass, EvaluateError> {
        Ok(self.version_on(as_of)?.pass(as_of, population)?)
    }

    /// The passes over all customers that make a population.
    pub fn survey(&self, as_of: Date) -> Result<Survey, NotEffective> {
        Ok(self.version_on(as_of)?.survey(as_of))
    }

    /// As [`Policy::evaluate`], for a policy that looks at all customers.
    pub fn evaluate_with(
        &self,
        record: &impl Serialize,
        as_of: Date,
        population: &Population,
    ) -> Result<Outcome, EvaluateError> {
        self.evaluate_json_with(&serde_json::to_string(record)?, as_of, population)
    }

    /// As [`Policy::evaluate_json`], for a policy that looks at all customers.
    pub fn evaluate_json_with(
        &self,
        record: &str,
        as_of: Date,
        population: &Population,
    ) -> Result<Outcome, EvaluateError> {
        let pass = self.pass(as_of, Some(population))?;
        let schema = self.version_on(as_of)?.schema();
        let mut batch = schema.read_json(record).map_err(EvaluateError::Rejected)?;
        only(pass.evaluate(&mut batch).results)
    }

    /// As [`Policy::evaluate_batch`], for a policy that looks at all customers.
    pub fn evaluate_batch_with(
        &self,
        records: &RecordBatch,
        as_of: Date,
        population: &Population,
    ) -> Result<Evaluated, EvaluateError> {
        let pass = self.pass(as_of, Some(population))?;
        let schema = self.version_on(as_of)?.schema();
        let mut decoded = schema.read_arrow(records)?;
        let results = pass.evaluate(&mut decoded.batch).results;
        Ok(Evaluated::admitted(results, decoded, &mut Keys::new(Arc::clone(schema))))
    }

    /// Refuses a policy whose outcomes need a population.
    fn alone(&self, as_of: Date) -> Result<(), EvaluateError> {
        if self.version_on(as_of)?.looks_at_all() {
            return Err(PopulationError::Missing.into());
        }
        Ok(())
    }

    /// The same, kept for the next call with the same date.
    fn bound(&self, as_of: Date) -> Result<Bound, NotEffective> {
        let last = self.bound.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, bound)) = last.filter(|(date, _)| *date == as_of) {
            return Ok(bound);
        }
        // Not under the lock: other threads need not wait.
        let bound = self.bind(as_of)?;
        let mut last = self.bound.lock().unwrap_or_else(PoisonError::into_inner);
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
        let schema = self.version_on(as_of)?.schema();
        let batch = schema.read_json(record).map_err(EvaluateError::Rejected)?;
        self.alone(as_of)?;
        only(self.bound(as_of)?.evaluate(&batch))
    }

    /// The outcomes of a batch of customer records in Arrow columns.
    pub fn evaluate_batch(
        &self,
        records: &RecordBatch,
        as_of: Date,
    ) -> Result<Evaluated, EvaluateError> {
        self.alone(as_of)?;
        let bound = self.bound(as_of)?;
        let schema = self.version_on(as_of)?.schema();
        let decoded = schema.read_arrow(records)?;
        let results = bound.evaluate(&decoded.batch);
        Ok(Evaluated::admitted(results, decoded, &mut Keys::new(Arc::clone(schema))))
    }
}

/// The result of the one record.
fn only(results: Vec<Result<Outcome, RecordError>>) -> Result<Outcome, EvaluateError> {
    let found = results.len();
    match <[_; 1]>::try_from(results) {
        Ok([result]) => result.map_err(|error| EvaluateError::Failed(Box::new(error))),
        Err(_) => Err(EvaluateError::NotOne(found)),
    }
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
        let (date, _) = policy.bound.lock().unwrap().clone().unwrap();
        assert_eq!(date.to_string(), "2026-03-01");
    }
}
