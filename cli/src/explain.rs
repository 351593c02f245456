//! `loyal explain`: why a customer has the outcome that it has.

mod page;
pub(crate) mod tree;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use loyal_dsl::date::Date;
use loyal_dsl::syntax::Language;
use loyal_engine::explain::Explanation;
use loyal_engine::population::Population;
use loyal_engine::{EvaluateError, Policy};
use rayon::ThreadPoolBuilder;
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::output::FileDraft;
use crate::run::pipeline::{self, InputFormat, Work};
use crate::run::{as_of, survey};
use crate::status::Status;

const AFTER: &str = "\
Examples:
  loyal explain policies/harbour-club policies/harbour-club/customers.jsonl \\
      --customer HC001 --as-of 2026-06-30
  loyal explain policies/firm-loyalty policies/firm-loyalty --group 华东 --as-of 2026-12-31
  loyal explain policy.loyal customers.parquet --customer C-7 --as-of 2026-06-30 --format json
  loyal explain policy.loyal customers.csv --customer C-7 --as-of 2026-06-30 \\
      --format html --output why.html --lang zh

A + stands before what is so or was given, a - before what is not; behind each line stands where
the policy says it.";

/// Explain the outcome of a customer, or of a group: what decided, and what is missing
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Explain {
    /// The policy: one .loyal file, or a folder with all its .loyal files
    policy: PathBuf,
    /// The customers: a JSON, YAML, CSV, Parquet or Arrow file, a folder of CSV files, or - for
    /// standard input
    data: PathBuf,
    /// The key of the customer
    #[arg(long, value_name = "ID", required_unless_present = "group")]
    customer: Option<String>,
    /// The key of a group of customers, in place of a customer
    #[arg(long, value_name = "ID", conflicts_with_all = ["customer", "population"])]
    group: Option<String>,
    /// The portfolio whose group is meant, where several have one of this key
    #[arg(long, value_name = "NAME", requires = "group")]
    portfolio: Option<String>,
    /// The day for which to explain, such as 2026-06-30; the only clock
    #[arg(long, value_name = "DATE", value_parser = as_of)]
    as_of: Date,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// The file for the explanation, in place of standard output
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// The format of the data, where its name does not tell
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<InputFormat>,
    /// Take what outcomes need of all customers from the file that a run wrote
    #[arg(long, value_name = "PATH")]
    population: Option<PathBuf>,
}

/// Forms of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A tree of sentences
    Text,
    /// All that is known, for programs
    Json,
    /// One page that asks for nothing else
    Html,
}

impl Explain {
    pub(crate) fn execute(&self, language: Language) -> Result<Status, Failure> {
        let policy = Policy::load(&self.policy)?;
        let twice = policy.version_on(self.as_of)?.looks_at_all() && self.population.is_none();
        let spool =
            if twice && self.data == Path::new("-") { Some(survey::spool()?) } else { None };
        let pool = ThreadPoolBuilder::new().build()?;
        let work = Work {
            policy: &policy,
            input: &self.data,
            spool: spool.as_ref().map(NamedTempFile::path),
            format: self.input_format,
            as_of: self.as_of,
            pool: &pool,
            batch_size: 2048,
            strict: false,
        };
        let population = self.population(&policy, &work)?;
        let explanation = match &self.group {
            Some(group) => self.of_group(&work, &population, group)?,
            None => self.of_customer(&work, &population)?,
        };
        let text = match self.format {
            Form::Text => tree::written(&explanation, language),
            Form::Html => page::written(&explanation, language),
            Form::Json => {
                let json = serde_json::to_string_pretty(&explanation);
                json.map_err(EvaluateError::from)? + "\n"
            }
        };
        self.write(&text)?;
        Ok(Status::Fine)
    }

    /// The explanation of the customer, in whatever chunk of the input it stands.
    fn of_customer(&self, work: &Work, population: &Population) -> Result<Explanation, Failure> {
        let customer = self.customer.as_deref();
        let reader = pipeline::open(work)?;
        let mut keys = reader.keys();
        let mut explainer = work.policy.explainer(self.as_of, Some(population))?;
        let mut rejected = Vec::new();
        for chunk in reader {
            let mut decoded = chunk?.decode();
            keys.check(&mut decoded);
            if let Some(explanation) = explainer.explain(&mut decoded.batch, customer)? {
                return Ok(explanation);
            }
            let own = |key: &Option<String>| key.as_deref() == customer;
            rejected.extend(decoded.rejections.into_iter().filter(|it| own(&it.customer)));
        }
        if rejected.is_empty() {
            return Err(Failure::NoCustomer(customer.unwrap_or_default().to_owned()));
        }
        Err(EvaluateError::Rejected(rejected).into())
    }

    /// The explanation of the group, once all customers are known.
    fn of_group(
        &self,
        work: &Work,
        population: &Population,
        group: &str,
    ) -> Result<Explanation, Failure> {
        let mut portfolios = work.policy.groups(self.as_of)?;
        pipeline::read_groups(work, &mut portfolios, |_| Ok(()))?;
        let pass = work.policy.pass(self.as_of, Some(population))?;
        pipeline::evaluate(work, &pass, &mut portfolios, |_| Ok(()))?;
        let asked = |name: &str| self.portfolio.as_deref().is_none_or(|asked| asked == name);
        for groups in portfolios.into_iter().filter(|groups| asked(groups.name())) {
            if let Some(explanation) = work.policy.explain_group(groups, group, self.as_of)? {
                return Ok(explanation);
            }
        }
        Err(Failure::NoGroup(group.to_owned()))
    }

    fn population(&self, policy: &Policy, work: &Work) -> Result<Population, Failure> {
        match &self.population {
            Some(path) => survey::read(path),
            None => survey::take(work, policy.survey(self.as_of)?),
        }
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        let Some(path) = &self.output else {
            return Ok(anstream::stdout().lock().write_all(text.as_bytes())?);
        };
        let mut draft = FileDraft::new(path).map_err(Failure::write(path))?;
        draft.write_all(text.as_bytes()).map_err(Failure::write(path))?;
        draft.persist().map_err(Failure::write(path))
    }
}
