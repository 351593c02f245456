//! What has come out of a run so far, and what is said of it at the end.

use std::io::IsTerminal;

use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::Evaluated;
use loyal_engine::outcome::{GroupOutcome, Outcome, RecordError, Sheets};
use loyal_engine::record::Decoded;

use super::Run;
use super::problems::Problems;
use super::progress::Progress;
use crate::failure::Failure;
use crate::format::{Format, Writer};
use crate::report;
use crate::status::Status;

/// What has come out so far.
pub(super) struct Tally {
    pub(super) problems: Problems,
    progress: Progress,
    outcomes: u64,
    /// Records; each of them may have several rejections.
    refused: u64,
    /// The language of messages.
    language: Language,
}

impl Tally {
    pub(super) fn new(run: &Run, language: Language) -> Result<Tally, Failure> {
        let problems = Problems::new(run.rejections.as_deref(), language)?;
        let streams = run.output.is_none() && run.format != Format::Table;
        let crowded = streams && std::io::stdout().is_terminal();
        let progress = Progress::new(run.quiet || crowded);
        Ok(Tally { problems, progress, outcomes: 0, refused: 0, language })
    }

    /// Takes the results of one batch, in the order of the input.
    pub(super) fn take(
        &mut self,
        evaluated: Evaluated,
        writer: &mut dyn Writer,
        run: &Run,
    ) -> Result<(), Failure> {
        self.progress.add(evaluated.records);
        for rejection in &evaluated.rejections {
            self.problems.reject(rejection, run.customer.as_deref())?;
        }
        self.problems.ignore(evaluated.unknown_fields);
        let mut results = evaluated.results;
        self.refused += evaluated.records.saturating_sub(results.len()) as u64;
        if let Some(customer) = &run.customer {
            results.retain(|result| key(result) == customer);
        }
        for result in &results {
            match result {
                Ok(outcome) => {
                    self.outcomes += 1;
                    self.problems.outcome(None, &outcome.customer, &outcome.broken);
                }
                Err(error) => self.problems.fail(None, error)?,
            }
        }
        writer.write(&results)
    }

    /// Takes the results of one batch as tables, in the order of the input.
    pub(super) fn take_sheets(
        &mut self,
        sheets: &Sheets,
        decoded: Decoded,
        writer: &mut dyn Writer,
    ) -> Result<(), Failure> {
        self.progress.add(decoded.records);
        for rejection in &decoded.rejections {
            self.problems.reject(rejection, None)?;
        }
        self.problems.ignore(decoded.unknown_fields);
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        self.refused += count(decoded.records.saturating_sub(sheets.len()));
        self.outcomes += count(sheets.len().saturating_sub(sheets.failed.len()));
        for (_, error) in &sheets.failed {
            self.problems.fail(None, error)?;
        }
        for (_, customer, broken) in &sheets.broken {
            self.problems.outcome(None, customer, broken);
        }
        writer.write_sheets(sheets)
    }

    /// Takes the outcomes of the groups, after all customers.
    pub(super) fn take_groups(
        &mut self,
        (portfolio, results): (&str, Vec<Result<GroupOutcome, RecordError>>),
        writer: &mut dyn Writer,
        run: &Run,
    ) -> Result<(), Failure> {
        if run.customer.is_some() {
            return Ok(());
        }
        for result in &results {
            match result {
                Ok(group) => {
                    let outcome = &group.outcome;
                    self.problems.outcome(Some(portfolio), &outcome.customer, &outcome.broken);
                }
                Err(error) => self.problems.fail(Some(portfolio), error)?,
            }
        }
        writer.write_groups(portfolio, &results)
    }

    pub(super) fn finish(self, writer: Box<dyn Writer>, run: &Run) -> Result<Status, Failure> {
        self.progress.finish();
        let found = self.outcomes + self.problems.failed() + self.problems.own() > 0;
        // Whoever asks for one customer and gets it need not hear of the others.
        let of_others = run.customer.is_some() && found;
        match (run.quiet, of_others) {
            (true, _) => {}
            (false, true) => self.problems.list_own(),
            (false, false) => self.problems.list(),
        }
        if let (Some(customer), false) = (&run.customer, found) {
            return Err(Failure::NoCustomer(customer.clone()));
        }
        let own = u64::from(self.problems.own() > 0);
        let refused = if of_others { own } else { self.refused };
        writer.finish(refused)?;
        if !run.quiet && run.format != Format::Table {
            self.note_counts(refused);
        }
        if !run.quiet && !of_others && self.problems.of_nobody() > 0 {
            let rows = self.problems.of_nobody();
            report::note(&say!("rows that belong to nobody: {rows}", rows), self.language);
        }
        let rejected = own > 0 || !of_others && self.problems.rejected() > 0;
        let partial = rejected || self.problems.failed() > 0;
        let broken = self.problems.broken() > 0;
        self.problems.persist()?;
        Ok(match (partial, broken) {
            (true, _) => Status::Partial,
            (false, true) => Status::Findings,
            (false, false) => Status::Fine,
        })
    }

    /// What the summary of the table says, for formats that have none.
    fn note_counts(&self, refused: u64) {
        let (outcomes, failed) = (self.outcomes, self.problems.failed());
        let counts = say!(
            "outcomes: {outcomes}, failed: {failed}, rejected: {refused}",
            outcomes,
            failed,
            refused
        );
        report::note(&counts, self.language);
    }
}

fn key(result: &Result<Outcome, RecordError>) -> &str {
    match result {
        Ok(outcome) => &outcome.customer,
        Err(error) => &error.customer,
    }
}
