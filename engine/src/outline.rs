//! The plan of a policy, as people and programs read it: every step in words, with its type, its
//! place in the policy, what it is estimated to cost and, after a run with a stopwatch, what it
//! cost.
//!
//! Costs are picoseconds a customer, whole numbers: an estimate is about what the kernel takes a
//! row (`cost`) times the rows that a customer has; a measured time is that of all customers,
//! without that of looking at the clock, by their number.

mod classes;
mod columns;
mod cost;
mod drawn;
mod entry;
mod lines;
mod names;
mod readers;
mod words;

use loyal_dsl::date::Date;
use serde::Serialize;

use crate::evaluate::{Phase, Stopwatch};
use crate::plan::Plan;
use crate::policy::{NotEffective, Policy, Version};
use columns::columns;
use drawn::draw;
pub use entry::{Entry, Measured, Place, Work};

/// Elements that a list of the customer is taken to have where nothing was measured.
pub const ELEMENTS: u32 = 12;
/// Elements that a list of an element is taken to have where nothing was measured.
pub const INNER_ELEMENTS: u32 = 2;

/// The plans of one version of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Outline {
    /// The programme's name.
    pub program: String,
    /// The hash of the policy's meaning.
    pub policy: String,
    /// The as-of date, where one was given: constants are shown as they are on it.
    pub as_of: Option<String>,
    /// Which columns of the input are decoded.
    pub records: Vec<RecordColumns>,
    /// The plans in the order in which they are run.
    pub plans: Vec<PlanOutline>,
    /// The lines of the policy that cost most, the most costly first.
    pub lines: Vec<LineCost>,
    /// What is estimated of all that is measured too, in picoseconds a customer.
    pub estimated_ps: u64,
    /// What was measured of the whole.
    pub measured: Option<Measurement>,
}

/// A record of the input with its columns.
#[derive(Debug, Clone, Serialize)]
pub struct RecordColumns {
    /// `customer`, or the element's name.
    pub name: String,
    /// The columns that are decoded, because the policy reads them.
    pub read: Vec<String>,
    /// Those that are not.
    pub not_read: Vec<String>,
}

/// One plan.
#[derive(Debug, Clone, Serialize)]
pub struct PlanOutline {
    /// What it is for.
    pub purpose: Purpose,
    /// The portfolio whose groups it computes.
    pub portfolio: Option<String>,
    /// Its regions, from the outermost.
    pub regions: Vec<RegionOutline>,
    /// What is done for whole customers after the regions.
    pub rest: Vec<Entry>,
}

/// What a plan is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The values by which customers are ranked.
    Ranks,
    /// The outcomes of customers.
    Outcomes,
    /// What reads totals of what rules give.
    Totals,
    /// The outcomes of groups of customers; not measured.
    Groups,
}

/// Steps that are done for the same rows.
#[derive(Debug, Clone, Serialize)]
pub struct RegionOutline {
    /// For which rows.
    pub rows: Rows,
    /// The list whose elements they are, with the lists around it: `orders.lines`.
    pub list: Option<String>,
    /// The rows within which the elements are looked at, where those are not the list's owners.
    pub within: Option<String>,
    /// How many elements a customer has: counted, or taken for granted.
    pub elements: Option<String>,
    /// Registers that a block of 64 rows has.
    pub registers: usize,
    /// What they take in bytes, in words of 64 bits.
    pub bytes: usize,
    /// Registers that are never computed, because nobody reads them.
    pub idle: usize,
    /// The columns by which elements are put into classes.
    pub cuts: Vec<Cut>,
    /// What is done, in order.
    pub entries: Vec<Entry>,
}

/// Rows of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// Once a run, when the date is known.
    Run,
    /// Once a customer, or a group.
    Customer,
    /// Once an element of a list.
    Element,
}

/// A column that is cut into parts by the constants that it is compared with.
#[derive(Debug, Clone, Serialize)]
pub struct Cut {
    /// The column.
    pub column: String,
    /// Into how many parts at most, one of them for what is missing.
    pub parts: usize,
    /// The comparisons that cut it.
    pub by: Vec<String>,
}

/// What was measured of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Measurement {
    /// How many customers were evaluated.
    pub customers: u64,
    /// Picoseconds a customer, all work together, on one thread.
    pub ps: u64,
    /// What a look at the clock takes, in nanoseconds; it is taken off.
    pub look_ns: u64,
    /// Blocks of 64 customers that were computed in 64 bits.
    pub blocks_64: u64,
    /// Those in which a number did not fit 64 bits.
    pub blocks_128: u64,
    /// Those in which a number did not fit 128 bits.
    pub blocks_256: u64,
}

/// What a line of the policy costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineCost {
    /// The line.
    #[serde(flatten)]
    pub place: Place,
    /// Picoseconds a customer: measured where anything was, else estimated.
    pub ps: u64,
    /// Its share of all, in thousandths.
    pub permille: u32,
}

impl Policy {
    /// The plan of the version that holds on a date, or of that which is last in time.
    pub fn outline(&self, as_of: Option<Date>) -> Result<Outline, NotEffective> {
        let version = match as_of {
            Some(date) => self.version_on(date)?,
            None => self.last(),
        };
        Ok(outline(version, as_of, None))
    }

    /// The plan of the version that holds on a date, with what a stopwatch measured of a run of it.
    pub fn outline_measured(
        &self,
        as_of: Date,
        watch: &Stopwatch<'_>,
    ) -> Result<Outline, NotEffective> {
        Ok(outline(self.version_on(as_of)?, Some(as_of), Some(watch)))
    }
}

fn outline(version: &Version, as_of: Option<Date>, watch: Option<&Stopwatch<'_>>) -> Outline {
    let mut last = 0;
    let mut drawn = |purpose, portfolio: Option<&str>, plan: &Plan, phase: Option<Phase>| {
        let seen = watch.zip(phase).map(|(watch, phase)| (watch, watch.seen(phase)));
        let regions = draw(&plan.inner, as_of, seen.as_ref(), &mut last);
        let rest = drawn::rest(purpose, &plan.inner, seen.as_ref());
        PlanOutline { purpose, portfolio: portfolio.map(str::to_owned), regions, rest }
    };
    let plan = version.plan();
    let mut plans = Vec::new();
    if let Some(ranks) = version.ranks() {
        plans.push(drawn(Purpose::Ranks, None, ranks, Some(Phase::Ranks)));
    }
    plans.push(drawn(Purpose::Outcomes, None, plan, Some(Phase::Outcomes)));
    if let Some(closing) = &plan.inner.closing {
        plans.push(drawn(Purpose::Totals, None, closing, Some(Phase::Totals)));
    }
    for (name, groups) in version.portfolio_plans() {
        plans.push(drawn(Purpose::Groups, Some(name), groups, None));
    }
    let mut outline = Outline {
        program: version.program().name.clone(),
        policy: version.hash().to_owned(),
        as_of: as_of.map(|date| date.to_string()),
        records: columns(version),
        plans,
        lines: Vec::new(),
        estimated_ps: 0,
        measured: watch.map(measurement),
    };
    lines::settle(&mut outline);
    outline
}

fn measurement(watch: &Stopwatch<'_>) -> Measurement {
    let seen = watch.seen(Phase::Outcomes);
    let [blocks_64, blocks_128, blocks_256] = seen.blocks;
    let look_ns = u64::try_from(watch.look().as_nanos()).unwrap_or(u64::MAX);
    let customers = watch.customers();
    Measurement { customers, ps: 0, look_ns, blocks_64, blocks_128, blocks_256 }
}
