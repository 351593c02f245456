//! Outcome tests: what a policy is expected to give customers, written beside it by those who
//! write the policy.
//!
//! Files named `tests.yaml` or `*.test.yaml` hold them (`file`). Each names a customer, a day and
//! what is expected: statements (`statement`), or the whole outcome as it was reviewed
//! (`snapshot`). Customers are evaluated as any others are (`customers`), and explained
//! (`explained`).

mod customers;
mod explained;
mod file;
mod folder;
mod snapshot;
mod statement;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use loyal_dsl::date::Date;
use loyal_dsl::message::Message;

use crate::explain::Explanation;
use crate::outcome::Outcome;
use crate::policy::{Policy, Version};
use crate::record::ReadError;
use customers::Customers;
use explained::Explaining;
use file::{Expected, OutcomeTest, TestFile};
use snapshot::Snapshots;
pub(crate) use statement::said;

/// The outcome tests that stand beside a policy.
#[derive(Debug)]
pub struct OutcomeTests {
    files: Vec<TestFile>,
    /// By file: the outcomes that were reviewed.
    snapshots: Vec<Snapshots>,
}

/// What came of one test.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The test's name.
    pub name: String,
    /// The file in which it stands.
    pub file: String,
    /// Its line.
    pub line: u64,
    /// The day for which it evaluates.
    pub as_of: Date,
    /// The customer's key, or where the record stands in the test, nothing.
    pub customer: Option<String>,
    /// The customer's outcome, if there is one.
    pub outcome: Option<Outcome>,
    /// In what the outcome differs; nothing where the test passes.
    pub differences: Vec<Difference>,
}

/// One thing that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// There is no outcome: why.
    NoOutcome(Message),
    /// A statement does not hold.
    Statement {
        /// The line on which it stands.
        line: u64,
        /// Of what it speaks.
        name: String,
        /// What it says.
        expected: Message,
        /// What is.
        found: Message,
    },
    /// The outcome is not that which was reviewed.
    Outcome {
        /// The outcome that was reviewed; none yet of a new test.
        expected: Option<String>,
        /// The outcome.
        found: String,
        /// What of it differs: tiers, classes, scores, figures and rules.
        names: Vec<String>,
    },
}

impl Difference {
    /// Of what it speaks, by name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = match self {
            Difference::NoOutcome(_) => &[],
            Difference::Statement { name, .. } => std::slice::from_ref(name),
            Difference::Outcome { names, .. } => names.as_slice(),
        };
        names.iter().map(String::as_str)
    }
}

impl Verdict {
    /// Whether all is as expected.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.differences.is_empty()
    }
}

impl OutcomeTests {
    /// Reads the tests beside a policy: of a folder those in it and in the folders in it; of a
    /// file `club.loyal` those in `tests.yaml` and `club.test.yaml` beside it.
    pub fn load(policy: impl AsRef<Path>) -> Result<OutcomeTests, ReadError> {
        let mut files = Vec::new();
        let mut snapshots = Vec::new();
        for path in folder::files(policy.as_ref())? {
            let file = TestFile::read(&path)?;
            snapshots.push(Snapshots::read(&file.path)?);
            files.push(file);
        }
        Ok(OutcomeTests { files, snapshots })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.iter().map(|file| file.tests.len()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Runs all tests, in the order of the files and their lines.
    pub fn run(&self, policy: &Policy) -> Result<Vec<Verdict>, ReadError> {
        let mut verdicts = Vec::new();
        let versions: Vec<&Version> = policy.versions().collect();
        let mut customers = Customers::new(&versions);
        for (file, snapshots) in self.files.iter().zip(&self.snapshots) {
            for test in &file.tests {
                verdicts.push(verdict(&mut customers, file, snapshots, test)?);
            }
        }
        Ok(verdicts)
    }

    /// By verdict, why the customer has the outcome that it has; `None` where it has none, and of
    /// tests that pass.
    pub fn explanations(
        &self,
        policy: &Policy,
        verdicts: &[Verdict],
    ) -> Result<Vec<Option<Explanation>>, ReadError> {
        let mut explaining = Explaining::new(policy);
        let explanation = |verdict: &Verdict| match self.test_of(verdict) {
            Some((file, test)) if !verdict.passes() => explaining.explanation(file, test),
            Some(_) | None => Ok(None),
        };
        verdicts.iter().map(explanation).collect()
    }

    fn test_of(&self, verdict: &Verdict) -> Option<(&TestFile, &OutcomeTest)> {
        let file = self.files.iter().find(|file| *file.name == *verdict.file)?;
        Some((file, file.tests.iter().find(|test| test.line == verdict.line)?))
    }

    /// The files of reviewed outcomes that would differ if the outcomes of these verdicts were
    /// accepted, with their new texts; nothing stands in a file of which no test expects a whole
    /// outcome any more.
    #[must_use]
    pub fn accepted(&self, verdicts: &[Verdict]) -> Vec<(PathBuf, Option<String>)> {
        let mut changed = Vec::new();
        for (file, snapshots) in self.files.iter().zip(&self.snapshots) {
            let wanted = file.tests.iter().filter(|test| test.expected == Expected::Outcome);
            let outcomes = wanted.map(|test| {
                let of_test = |it: &&Verdict| *it.file == *file.name && it.line == test.line;
                let outcome = verdicts.iter().find(of_test).and_then(|it| it.outcome.as_ref());
                (test.name.as_str(), outcome)
            });
            changed.extend(snapshots.accepted(outcomes));
        }
        changed
    }

    /// The days for which they evaluate, each once, in their order.
    pub(crate) fn days(&self) -> Vec<Date> {
        let tests = self.files.iter().flat_map(|file| &file.tests);
        let days: BTreeSet<Date> = tests.map(|test| test.as_of).collect();
        days.into_iter().collect()
    }

    /// The outcomes that versions of a policy give the customers of the tests; nothing of those
    /// who have none.
    pub(crate) fn outcomes(&self, versions: &[&Version]) -> Result<Vec<Outcome>, ReadError> {
        let mut customers = Customers::new(versions);
        let mut outcomes = Vec::new();
        for file in &self.files {
            for test in &file.tests {
                outcomes.extend(customers.outcome(file, test)?.ok());
            }
        }
        Ok(outcomes)
    }
}

/// Runs one test.
fn verdict(
    customers: &mut Customers<'_>,
    file: &TestFile,
    snapshots: &Snapshots,
    test: &OutcomeTest,
) -> Result<Verdict, ReadError> {
    let result = customers.outcome(file, test)?;
    let mut differences = Vec::new();
    match (&result, &test.expected) {
        (Err(reason), _) => differences.push(Difference::NoOutcome(reason.clone())),
        (Ok(outcome), Expected::Outcome) => {
            differences.extend(snapshots.difference(&test.name, outcome));
        }
        (Ok(outcome), Expected::Statements(statements)) => {
            let program = customers.program(test.as_of);
            for statement in statements {
                let difference = program.map(|it| statement::difference(statement, it, outcome));
                if let Some(found) = difference {
                    differences.extend(found.map_err(|problem| problem.at(file))?);
                }
            }
        }
    }
    Ok(Verdict {
        name: test.name.clone(),
        file: file.name.to_string(),
        line: test.line,
        as_of: test.as_of,
        customer: result.as_ref().ok().map(|outcome| outcome.customer.clone()),
        outcome: result.ok(),
        differences,
    })
}
