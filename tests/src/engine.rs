//! The engine on one day: records as JSON → batch → outcomes → verdicts.

use std::io::Cursor;
use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_engine::batch::Batch;
use loyal_engine::evaluate::Bound;
use loyal_engine::needs::Needs;
use loyal_engine::outcome::arrow::{TableError, Tables};
use loyal_engine::outcome::{Outcome, RecordError, Sheets};
use loyal_engine::plan::Plan;
use loyal_engine::record::{self, Format, Options, ReadError, Schema};

use crate::agreement::{Verdict, failed, verdict};
use crate::oracle::Record;
use crate::records::json;

/// A plan on one day.
pub struct OneDay {
    program: Arc<Program>,
    bound: Bound,
    needs: Needs,
    schema: Schema,
    tables: Tables,
}

impl OneDay {
    /// Binds a plan to a day.
    pub fn new(program: &Arc<Program>, plan: &Plan, as_of: Date) -> Result<OneDay, ReadError> {
        let needs = Needs::of(program);
        Ok(OneDay {
            program: Arc::clone(program),
            bound: plan.bind(as_of),
            schema: Schema::new(program, &needs, false)?,
            needs,
            tables: Tables::new(Arc::clone(program)),
        })
    }

    /// What customers come to. One alone is read as a host gives it; several are read from lines
    /// and put into tables, too.
    ///
    /// # Panics
    /// Where records cannot be read, or tables made of outcomes are not those made without any.
    #[must_use]
    pub fn verdicts(&self, customers: &[Record]) -> Vec<Verdict> {
        let mut lines = customers.iter().map(|customer| json::line(&self.program, customer));
        if customers.len() == 1 {
            let line = lines.next().unwrap_or_default();
            let batch = self.schema.read_json(&line).expect("a readable record");
            return self.bound.evaluate(&batch).iter().map(of_result).collect();
        }
        let batch = self.batch(lines.collect::<Vec<_>>().join("\n"), customers.len());
        let results = self.bound.evaluate(&batch);
        let verdicts = results.iter().map(of_result).collect();
        assert_same_tables(self.bound.tabulate(&batch, &self.tables), self.tables.sheets(results));
        verdicts
    }

    /// The records of a JSON-lines text as one batch.
    fn batch(&self, lines: String, count: usize) -> Batch {
        let options = Options { batch_size: count, strict: false };
        let (format, program) = (Some(Format::JsonLines), &self.program);
        let stream = Cursor::new(lines);
        let reader = record::open_stream(stream, "records", format, program, &self.needs, options);
        let chunk =
            reader.expect("readable records").next().expect("a batch").expect("readable records");
        let decoded = chunk.decode();
        assert!(decoded.rejections.is_empty(), "{:#?}", decoded.rejections);
        decoded.batch
    }
}

fn of_result(result: &Result<Outcome, RecordError>) -> Verdict {
    match result {
        Ok(outcome) => verdict(outcome),
        Err(failure) => failed(failure.error.code),
    }
}

/// Tables hold the same, be they made of outcomes or without any.
fn assert_same_tables(direct: Result<Sheets, TableError>, of_outcomes: Result<Sheets, TableError>) {
    match (direct, of_outcomes) {
        (Ok(direct), Ok(of_outcomes)) => {
            assert_eq!(direct.customers, of_outcomes.customers);
            assert_eq!(direct.effects, of_outcomes.effects);
            assert_eq!(direct.failed, of_outcomes.failed);
            assert_eq!(direct.broken, of_outcomes.broken);
        }
        (direct, of_outcomes) => assert_eq!(direct.is_err(), of_outcomes.is_err()),
    }
}
