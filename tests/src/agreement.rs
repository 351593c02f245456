//! Holds an engine against the oracle on random records, and finds the smallest that tells them
//! apart.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{FieldKind, Program, RecordId};
use loyal_dsl::source::SourceFile;
use loyal_engine::outcome::Outcome;

use crate::oracle::{Field, Oracle, Record};
use crate::records::random::{self, Chance};
use crate::records::{edges, json, past};

/// What a customer comes to: the outcome as JSON, or `error: ` and its code.
pub type Verdict = String;

/// An engine: the verdicts on customers that are evaluated as one batch.
pub type Engine<'a> = dyn Fn(&[Record]) -> Vec<Verdict> + 'a;

/// A program to be compared on one day.
pub struct Comparison<'a> {
    /// The program.
    pub program: &'a Program,
    /// Its texts.
    pub sources: &'a [SourceFile],
    /// The day.
    pub as_of: Date,
    /// How many customers.
    pub count: usize,
    /// By which they are chosen.
    pub seed: u64,
}

/// A record on which an engine and the oracle differ.
#[derive(Debug)]
pub struct Disagreement {
    /// The program's name.
    pub program: String,
    /// The day.
    pub as_of: String,
    /// How many customers the engine took as one batch.
    pub batch: usize,
    /// The customer, as small as it gets, as JSON.
    pub customer: String,
    /// What the oracle says.
    pub oracle: Verdict,
    /// What the engine says.
    pub engine: Verdict,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "`{}` on {}, batches of {}", self.program, self.as_of, self.batch)?;
        writeln!(formatter, "customer: {}", self.customer)?;
        writeln!(formatter, "oracle:   {}", self.oracle)?;
        write!(formatter, "engine:   {}", self.engine)
    }
}

/// The verdict on an outcome.
#[must_use]
pub fn verdict(outcome: &Outcome) -> Verdict {
    serde_json::to_string(outcome).expect("an outcome is JSON")
}

/// The verdict on a record that failed.
#[must_use]
pub fn failed(code: &str) -> Verdict {
    format!("error: {code}")
}

/// Compares in batches of each of these sizes; the rules that fired for someone.
pub fn compare(
    comparison: &Comparison<'_>,
    batches: &[usize],
    engine: &Engine<'_>,
) -> Result<BTreeSet<String>, Box<Disagreement>> {
    let Comparison { program, sources, as_of, count, seed } = *comparison;
    let oracle = Oracle::new(program, sources, as_of);
    let today: civil::Date = as_of.to_string().parse().expect("a date");
    let edges = edges::edges(program, &oracle, today);
    let mut chance = Chance::new(seed);
    let mut customers = random::customers(program, &edges, count, &mut chance);
    past::remember(program, &oracle, today, &mut customers, &mut chance);
    let mut fired = BTreeSet::new();
    let expected: Vec<Verdict> = customers
        .iter()
        .map(|customer| match oracle.evaluate(customer) {
            Ok(outcome) => {
                fired.extend(outcome.effects.iter().map(|effect| effect.rule.clone()));
                verdict(&outcome)
            }
            Err(failure) => failed(failure.code()),
        })
        .collect();
    for batch in batches {
        for (customers, expected) in customers.chunks(*batch).zip(expected.chunks(*batch)) {
            let verdicts = engine(customers);
            assert_eq!(verdicts.len(), customers.len(), "a verdict a customer");
            if let Some(at) = (0..customers.len()).find(|at| verdicts[*at] != expected[*at]) {
                return Err(Box::new(smallest(comparison, &oracle, engine, customers, at)));
            }
        }
    }
    Ok(fired)
}

/// The smallest customer at this place of the batch on which the two differ, greedily.
fn smallest(
    comparison: &Comparison<'_>,
    oracle: &Oracle<'_>,
    engine: &Engine<'_>,
    batch: &[Record],
    at: usize,
) -> Disagreement {
    let both = |customer: &Record| {
        let mut batch = batch.to_vec();
        batch[at].clone_from(customer);
        let expected = oracle
            .evaluate(customer)
            .map_or_else(|failure| failed(failure.code()), |outcome| verdict(&outcome));
        (expected, engine(&batch)[at].clone())
    };
    let differs = |customer: &Record| {
        let (expected, given) = both(customer);
        expected != given
    };
    let mut customer = batch[at].clone();
    while let Some(smaller) =
        smaller(comparison.program, RecordId(0), &customer).into_iter().find(differs)
    {
        customer = smaller;
    }
    let (expected, given) = both(&customer);
    Disagreement {
        program: comparison.program.name.clone(),
        as_of: comparison.as_of.to_string(),
        batch: batch.len(),
        customer: json::line(comparison.program, &customer),
        oracle: expected,
        engine: given,
    }
}

/// The record with something left out: half a list, an element, or an optional value.
fn smaller(program: &Program, id: RecordId, record: &Record) -> Vec<Record> {
    let mut all = Vec::new();
    for (index, declared) in program.records[id.0 as usize].fields.iter().enumerate() {
        let fields = match (&declared.kind, &record.fields[index]) {
            (FieldKind::List(element), Field::List(elements)) => {
                shorter(program, *element, elements).into_iter().map(Field::List).collect()
            }
            (_, Field::Scalar(Some(_))) if declared.optional => vec![Field::Scalar(None)],
            _ => vec![],
        };
        for field in fields {
            let mut smaller = record.clone();
            smaller.fields[index] = field;
            all.push(smaller);
        }
    }
    all
}

fn shorter(program: &Program, id: RecordId, elements: &[Record]) -> Vec<Vec<Record>> {
    let mut all = Vec::new();
    if elements.len() > 3 {
        let (first, second) = elements.split_at(elements.len() / 2);
        all.extend([first.to_vec(), second.to_vec()]);
    }
    for (index, element) in elements.iter().enumerate() {
        let without = elements[..index].iter().chain(&elements[index + 1..]);
        all.push(without.cloned().collect());
        for smaller in smaller(program, id, element) {
            let mut elements = elements.to_vec();
            elements[index] = smaller;
            all.push(elements);
        }
    }
    all
}
