//! Shipped policies on their days, with all their customers.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use loyal_engine::batch::Batch;
use loyal_engine::explain::{Explainer, Explanation};
use loyal_engine::outcome::Outcome;
use loyal_engine::population::{Groups, Population};
use loyal_engine::record::{self, Format, Options};
use loyal_tests::folders;
use loyal_tests::oracle::Oracle;
use loyal_tests::records::random::{self, Chance};
use loyal_tests::records::{edges, json};

/// A shipped policy on one of its days, with all its customers.
pub(crate) struct Shipped {
    pub(crate) name: String,
    pub(crate) policy: Policy,
    pub(crate) day: Date,
    pub(crate) population: Population,
    /// The records, as text.
    pub(crate) records: Vec<String>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) sources: Vec<SourceFile>,
    folder: PathBuf,
}

/// Every shipped policy that has customers of its own, on every day of its README.
pub(crate) fn shipped() -> Vec<Shipped> {
    let folders = folders::inside(&folders::root().join("policies"));
    let with_customers = folders.into_iter().filter(|it| it.join("customers.jsonl").exists());
    with_customers.flat_map(|folder| of_folder(&folder)).collect()
}

/// One of them, on every day of its README.
pub(crate) fn of_folder(folder: &Path) -> Vec<Shipped> {
    folders::as_of(folder).into_iter().map(|day| on(folder, day)).collect()
}

fn on(folder: &Path, day: Date) -> Shipped {
    let policy = Policy::load(folder).expect("a policy");
    let text = fs::read_to_string(folder.join("customers.jsonl")).expect("customers");
    let mut survey = policy.survey(day).expect("a day of the programme");
    while !survey.is_done() {
        let evaluation = survey.gathering().evaluate(&mut batch(&policy, day, &text));
        survey.take(&evaluation, |_| true);
        survey.end_pass();
    }
    let population = survey.finish();
    let pass = policy.pass(day, Some(&population)).expect("the population of the day");
    let results = pass.evaluate(&mut batch(&policy, day, &text)).results;
    let outcomes = results.into_iter().map(|result| result.expect("an outcome")).collect();
    let records = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    let (name, sources) = (folders::name(folder), folders::sources(folder));
    let folder = folder.to_owned();
    Shipped { name, policy, day, population, records, outcomes, sources, folder }
}

fn batch(policy: &Policy, day: Date, customers: &str) -> Batch {
    let version = policy.version_on(day).expect("a day of the programme");
    let options = Options { batch_size: 100_000, strict: false };
    let stream = Cursor::new(customers.to_owned().into_bytes());
    let (program, needs) = (version.program(), version.needs());
    let format = Some(Format::JsonLines);
    let reader = record::open_stream(stream, "customers", format, program, needs, options);
    reader.expect("customers").next().expect("a batch").expect("customers").decode().batch
}

impl Shipped {
    pub(crate) fn program(&self) -> &Program {
        self.policy.version_on(self.day).expect("a day of the programme").program()
    }

    pub(crate) fn explainer(&self) -> Explainer<'_> {
        let explainer = self.policy.explainer(self.day, Some(&self.population));
        explainer.expect("the population of the day")
    }

    /// The records of the groups of a portfolio, by its place; of undeclared ones their keys.
    pub(crate) fn groups(&self, portfolio: usize) -> Vec<String> {
        let groups = &self.program().crowd.portfolios[portfolio];
        let fields = &groups.program.records[0];
        let path = self.folder.join(format!("{}.csv", fields.name));
        let Ok(text) = fs::read_to_string(path) else {
            let found = self.gathered().remove(portfolio).finish().into_iter();
            let keys = found.map(|group| group.expect("an outcome").group().to_owned());
            return keys.map(|key| serde_json::json!({ "key": key }).to_string()).collect();
        };
        let mut lines = text.lines();
        let names: Vec<&str> = lines.next().expect("a head").split(',').collect();
        let record = |line: &str| {
            let cells = names.iter().zip(line.split(',')).filter(|(_, cell)| !cell.is_empty());
            let cells = cells.map(|(name, cell)| match cell.parse::<i64>() {
                Ok(number) => ((*name).to_owned(), number.into()),
                Err(_) => ((*name).to_owned(), cell.into()),
            });
            serde_json::Value::Object(cells.collect()).to_string()
        };
        // Also with more of every number, so that some miss what they do not miss as they are.
        let more = |line: &str| {
            let cells = line.split(',').map(|cell| {
                let (whole, part) = cell.split_once('.').unwrap_or((cell, "0"));
                match whole.parse::<i64>() {
                    Ok(number) if part == "0" => (number + 40).to_string(),
                    Ok(number) => format!("{}.{part}", number + 40),
                    Err(_) => cell.to_owned(),
                }
            });
            cells.collect::<Vec<_>>().join(",")
        };
        lines.flat_map(|line| [record(line), record(&more(line))]).collect()
    }

    /// Why a group has its outcome, with a record of its own where they are declared.
    pub(crate) fn explain_group(&self, portfolio: usize, record: &str) -> Option<Explanation> {
        let mut groups = self.gathered().remove(portfolio);
        let json: serde_json::Value = serde_json::from_str(record).ok()?;
        let declared = &self.program().crowd.portfolios[portfolio].program.records[0];
        let mut key = json.get("key");
        if groups.has_records() {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join(format!("{}.jsonl", declared.name));
            fs::write(path, record).expect("a file");
            let reader = groups.open(folder.path(), Options::default()).expect("groups");
            for chunk in reader.expect("a file of groups") {
                groups.read(chunk.expect("groups").decode());
            }
            let field = &declared.fields[declared.key?.0 as usize];
            key = json.get(field.name());
        }
        self.policy.explain_group(groups, key?.as_str()?, self.day).ok()?
    }

    /// The groups of all portfolios, with the customers in them.
    fn gathered(&self) -> Vec<Groups> {
        let mut groups = self.policy.groups(self.day).expect("a day of the programme");
        let pass = self.policy.pass(self.day, Some(&self.population)).expect("the population");
        let mut batch = batch(&self.policy, self.day, &self.records.join("\n"));
        let evaluation = pass.evaluate(&mut batch);
        for groups in &mut groups {
            groups.add(&evaluation.kept, |_| true);
        }
        groups
    }

    /// Random customers, who crowd around the edges of the policy.
    pub(crate) fn random(&self, count: usize) -> Vec<String> {
        let program = self.program();
        let oracle = Oracle::new(program, &self.sources, self.day);
        let today = self.day.to_string().parse().expect("a date");
        let edges = edges::edges(program, &oracle, today);
        let customers = random::customers(program, &edges, count, &mut Chance::new(7));
        customers.iter().map(|customer| json::line(program, customer)).collect()
    }
}
