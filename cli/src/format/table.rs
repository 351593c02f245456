//! For reading: what each customer gets, where they are few, and a summary.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::Arc;

use loyal_dsl::ir::Program;
use loyal_engine::outcome::{GroupOutcome, Outcome, RecordError};
use terminal_size::{Width, terminal_size_of};

use super::summary::Summary;
use super::{Target, Writer, customer, group};
use crate::failure::Failure;
use crate::report::PLAIN_WIDTH;

/// More customers than this are not shown one by one.
const SHOWN: usize = 50;

pub(super) struct Table {
    target: Target,
    width: u16,
    summary: Summary,
    /// The first customers' views, as long as there are not too many.
    customers: Vec<String>,
    /// The groups' views.
    groups: Vec<String>,
}

impl Table {
    pub(super) fn new(program: Arc<Program>, target: Target) -> Table {
        let width = width(&target);
        Table {
            target,
            width,
            summary: Summary::new(program),
            customers: Vec::new(),
            groups: Vec::new(),
        }
    }
}

impl Writer for Table {
    fn write(&mut self, results: &[Result<Outcome, RecordError>]) -> Result<(), Failure> {
        for result in results {
            self.summary.add(result);
            if self.customers.len() <= SHOWN {
                self.customers.push(customer::view(result, self.width));
            }
        }
        Ok(())
    }

    fn write_groups(
        &mut self,
        portfolio: &str,
        results: &[Result<GroupOutcome, RecordError>],
    ) -> Result<(), Failure> {
        self.groups.extend(results.iter().map(|result| group::view(portfolio, result, self.width)));
        Ok(())
    }

    fn finish(mut self: Box<Self>, rejected: u64) -> Result<(), Failure> {
        let mut text = String::new();
        if self.customers.len() <= SHOWN {
            for customer in &self.customers {
                let _ = writeln!(text, "{customer}");
            }
        }
        for group in self.groups.iter().take(SHOWN) {
            let _ = writeln!(text, "{group}");
        }
        text.push_str(&self.summary.view(rejected, self.width));
        if self.customers.len() > SHOWN {
            let _ = writeln!(
                text,
                "\nMore than {SHOWN} customers: --customer ID shows one, --format json all of them."
            );
        }
        self.target.write(text.as_bytes())?;
        self.target.finish()
    }
}

fn width(target: &Target) -> u16 {
    let terminal = matches!(target, Target::Standard(_)) && io::stdout().is_terminal();
    let found = if terminal { terminal_size_of(io::stdout()) } else { None };
    let plain = u16::try_from(PLAIN_WIDTH).unwrap_or(u16::MAX);
    found.map_or(plain, |(Width(columns), _)| columns)
}
