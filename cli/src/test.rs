//! `loyal test`: what a policy is expected to give customers.

mod coverage;
mod junit;
mod review;
mod shown;
mod suggest;
mod yaml;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::coverage::{Coverage, Suggestions};
use loyal_engine::outcome_tests::{OutcomeTests, Verdict};

use crate::failure::Failure;
use crate::output::FileDraft;
use crate::report;
use crate::status::Status;
use crate::visible;

const AFTER: &str = "\
Examples:
  loyal test policies/harbour-club
  loyal test policies/harbour-club --review
  loyal test policies/harbour-club --accept
  loyal test policies/harbour-club --suggest
  loyal test policies/harbour-club --coverage
  loyal test policies/harbour-club --fail-under 95 --quiet --junit tests.xml

Tests stand beside the policy, in files named tests.yaml or *.test.yaml:

  as of: 2026-06-30
  data: customers.jsonl
  tests:
    - test: who spends enough is Gold
      customer: C-0007
      expect:
        Club: Gold
        purchase_points: 120 points
        not: birthday_gift
    - test: a new member
      customer: { id: T-1, joined: 2026-06-01, orders: [] }
      expect: outcome

A customer is a record, or the key of one in the data. Expected is the whole outcome, as it was
reviewed and accepted, or single statements: a name and what it comes to. Amounts that a rule gives
are added up; `given` and `none` hold of anything and of nothing; what stands under `not` must not
be so. What differs is shown with what decided it. Reviewed outcomes stand in a file beside that of
the tests, such as tests.outcomes.json.

Coverage counts the rules that give something, the levels, segments and bands that somebody holds,
the rows of tables and the cases that are taken, and of every condition that it holds for somebody
and fails for somebody; it is rounded down. Limits, choices and portfolios are not looked into.

What --suggest proposes are customers for what is not covered, each on the edge of one condition, in
the form of tests to be pasted under `tests:`. They say what the policy gives today: read them first.";

/// Run the outcome tests that stand beside a policy
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Test {
    /// The policy: one .loyal file, or a folder with all its .loyal files
    policy: PathBuf,
    /// Take the outcomes as they are for reviewed, where tests expect whole outcomes; not where the
    /// environment variable CI is set
    #[arg(long)]
    accept: bool,
    /// Go through the outcomes that are not those which were reviewed, one by one, and take them
    /// for reviewed or not; not where the environment variable CI is set
    #[arg(long, conflicts_with_all = ["accept", "suggest"])]
    review: bool,
    /// Read the answers of --review from standard input though it is no terminal
    #[arg(long, requires = "review")]
    piped: bool,
    /// Propose tests for what the tests do not see, in place of running them
    #[arg(long, conflicts_with_all = ["accept", "coverage", "fail_under", "junit"])]
    suggest: bool,
    /// Show how much of the policy the tests see, and what they do not
    #[arg(long)]
    coverage: bool,
    /// Exit with 1 where the tests see less of the policy
    #[arg(long, value_name = "PERCENT", value_parser = coverage::hundredths)]
    fail_under: Option<usize>,
    /// Write what came of the tests to this file as well, in the XML that pipelines read
    #[arg(long, value_name = "PATH")]
    junit: Option<PathBuf>,
    /// Say nothing of tests that pass, nor of each thing that is not covered
    #[arg(long, short)]
    quiet: bool,
}

impl Test {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        self.refuse_unattended()?;
        let policy = Policy::load(&self.policy)?;
        if !self.quiet {
            report::diagnostics(policy.warnings(), language);
        }
        if self.suggest {
            return self.suggest(&policy, language);
        }
        let tests = self.tests()?;
        let mut verdicts = tests.run(&policy)?;
        let accepted = self.accepted(&tests, &policy, &verdicts, language)?;
        if accept(&tests, accepted.as_deref(), language)? {
            verdicts = self.tests()?.run(&policy)?;
        }
        let explanations = tests.explanations(&policy, &verdicts)?;
        let mut out = anstream::stdout().lock();
        for (verdict, explanation) in verdicts.iter().zip(&explanations) {
            if !(self.quiet && verdict.passes()) {
                shown::verdict(&mut out, verdict, explanation.as_ref(), language)?;
            }
        }
        shown::sum(&mut out, &verdicts, language)?;
        if let Some(path) = &self.junit {
            let mut text = Vec::new();
            junit::write(&mut text, &verdicts, &explanations, language)?;
            write(path, &text)?;
        }
        let is_covered = self.is_covered(&mut out, &policy, &tests, language)?;
        let is_fine = is_covered && verdicts.iter().all(Verdict::passes);
        Ok(if is_fine { Status::Fine } else { Status::Findings })
    }

    /// Nothing is reviewed where nobody is there to do it.
    fn refuse_unattended(&self) -> Result<(), Failure> {
        let message = if (self.accept || self.review) && is_ci() {
            say!("reviewed outcomes are not written where the variable CI is set")
        } else if self.review && !self.piped && !review::is_attended() {
            say!(
                "--review asks at a terminal, and standard input is none; --piped reads the answers from it, --accept takes all"
            )
        } else {
            return Ok(());
        };
        Err(Failure::Usage(message))
    }

    /// The verdicts whose outcomes are taken for reviewed; `None` where nothing is reviewed.
    fn accepted(
        &self,
        tests: &OutcomeTests,
        policy: &Policy,
        verdicts: &[Verdict],
        language: Language,
    ) -> Result<Option<Vec<Verdict>>, Failure> {
        if self.review {
            let explanations = tests.explanations(policy, verdicts)?;
            let (mut input, mut out) = (std::io::stdin().lock(), anstream::stdout().lock());
            let accepted =
                review::accepted(verdicts, &explanations, &mut input, &mut out, language)?;
            return Ok(Some(accepted).filter(|accepted| !accepted.is_empty()));
        }
        Ok(self.accept.then(|| verdicts.to_vec()))
    }

    fn suggest(&self, policy: &Policy, language: Language) -> Result<Status, Failure> {
        let tests = OutcomeTests::load(&self.policy)?;
        let suggestions = Suggestions::of(policy, &tests)?;
        let mut out = anstream::stdout().lock();
        suggest::show(&mut out, &suggestions, tests.is_empty(), language)?;
        Ok(Status::Fine)
    }

    /// Whether the tests see enough of the policy.
    fn is_covered(
        &self,
        out: &mut impl Write,
        policy: &Policy,
        tests: &OutcomeTests,
        language: Language,
    ) -> Result<bool, Failure> {
        if !self.coverage && self.fail_under.is_none() {
            return Ok(true);
        }
        let coverage = Coverage::of(policy, tests)?;
        coverage::show(out, &coverage, self.quiet, language)?;
        let least = self.fail_under.unwrap_or(0);
        let is_enough = coverage.hundredths() >= least;
        if !is_enough {
            let below = say!("coverage is below {least}", least = coverage::percent(least));
            writeln!(out, "{}", below.in_language(language))?;
        }
        Ok(is_enough)
    }

    fn tests(&self) -> Result<OutcomeTests, Failure> {
        let tests = OutcomeTests::load(&self.policy)?;
        if tests.is_empty() {
            return Err(Failure::NoTests(self.policy.clone()));
        }
        Ok(tests)
    }
}

/// Writes the outcomes that are taken for reviewed. Whether that changed anything.
fn accept(
    tests: &OutcomeTests,
    verdicts: Option<&[Verdict]>,
    language: Language,
) -> Result<bool, Failure> {
    let accepted = verdicts.map(|verdicts| tests.accepted(verdicts)).unwrap_or_default();
    for (path, text) in &accepted {
        match text {
            Some(text) => write(path, text.as_bytes())?,
            None => std::fs::remove_file(path).map_err(Failure::write(path))?,
        }
        let accepted = say!("{file}: accepted", file = path.display().to_string());
        writeln!(anstream::stdout(), "{}", visible::line(&accepted.in_language(language)))?;
    }
    Ok(!accepted.is_empty())
}

fn write(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let mut draft = FileDraft::new(path).map_err(Failure::write(path))?;
    draft.write_all(text).map_err(Failure::write(path))?;
    draft.persist().map_err(Failure::write(path))
}

/// Whether nobody is there to review anything.
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}
