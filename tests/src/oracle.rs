//! The oracle: the naive evaluator that defines the core of the language. Recursive, value by
//! value, in exact numbers of any size; it shares nothing with the engine but the checked program
//! that both read and the outcome that both give.
//!
//! - A *value as written* (the root of an arithmetic expression: an operand of a comparison or a
//!   rounding, what an aggregate reduces, an amount, a named value) and a completed sum must fit
//!   128 bits at their scale. What stands inside an arithmetic expression may be of any size, and
//!   so may fractions.
//! - `And`, `Or`, `OrElse` and `Cases` read no further than they must; everything else reads all
//!   its operands from left to right, and fails if one of them fails, even where another is
//!   missing.
//! - A condition that is missing does not hold.
//! - What a script means is no part of the language: scripts are run in the engine's own sandbox.

mod business;
mod calendar;
mod closing;
mod effect;
mod expression;
mod limit;
mod lunar;
mod number;
mod outcome;
mod redeem;
mod rule;
mod script;
mod select;
mod text;
mod tier;
mod total;
mod value;

use jiff::civil;
use jiff::tz::TimeZone;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{Expr, Program, RecordId};
use loyal_dsl::source::SourceFile;
use loyal_engine::outcome::Outcome;
use loyal_engine::script::Scripts;

pub use number::{Number, decimal, mantissa, of_text, whole};
pub use text::any_money;
pub use value::{Failure, Field, Record, Value};

/// A program on one day.
pub struct Oracle<'a> {
    program: &'a Program,
    sources: &'a [SourceFile],
    policy: String,
    today: civil::Date,
    zone: TimeZone,
    scripts: Scripts,
}

/// What the program gives one customer on the day.
pub fn evaluate(
    program: &Program,
    sources: &[SourceFile],
    customer: &Record,
    as_of: Date,
) -> Result<Outcome, Failure> {
    Oracle::new(program, sources, as_of).evaluate(customer)
}

impl<'a> Oracle<'a> {
    /// The program on a day.
    #[must_use]
    pub fn new(program: &'a Program, sources: &'a [SourceFile], as_of: Date) -> Oracle<'a> {
        let zone = TimeZone::get(&program.time_zone).expect("a checked program's time zone");
        let today = calendar::from_days(as_of.days());
        let scripts = Scripts::new(program);
        Oracle { program, sources, policy: program.hash(), today, zone, scripts }
    }

    /// What the program gives a customer.
    pub fn evaluate(&self, customer: &Record) -> Result<Outcome, Failure> {
        let customer = customer.ordered(self.program, RecordId(0));
        let customer = self.customer(&customer);
        outcome::outcome(&customer, &self.policy, self.sources)
    }

    fn customer<'c>(&'c self, record: &'c Record) -> expression::Customer<'c> {
        expression::Customer::new(self.program, self.today, (&self.zone, &self.scripts), record)
    }

    /// An expression over a customer alone.
    pub fn read(&self, expr: &Expr, customer: &Record) -> Result<Option<Value>, Failure> {
        let customer = customer.ordered(self.program, RecordId(0));
        let customer = self.customer(&customer);
        customer.read(expr, &[customer.record])
    }
}
