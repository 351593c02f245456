//! What a policy does and can hardly mean: rows that nobody reaches, gaps between rows, conditions
//! that never hold. Values are reasoned about, all columns together, and who proves a finding is
//! evaluated before it is told.
//!
//! Conditions become formulas ([`condition`]) over columns cut into cells ([`axis`]), of terms that
//! are not looked into ([`terms`]); what a list of areas leaves uncovered is searched for in
//! [`space`]; a point that is found becomes an [`example`], and is tried ([`trial`]).

mod axis;
mod bits;
mod bounds;
mod condition;
mod example;
mod finding;
mod formula;
mod linear;
mod list;
mod space;
mod table;
mod terms;
mod trial;

use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;

pub use finding::{Finding, Witness, WitnessValue};

/// What is found in a program, in the order of its texts.
#[must_use]
pub fn analyse(program: &Program, sources: &[SourceFile]) -> Vec<Finding> {
    let mut found = Vec::new();
    for decision in &program.decisions {
        found.extend(table::examine(program, sources, decision));
    }
    for portfolio in &program.crowd.portfolios {
        found.extend(analyse(&portfolio.program, sources));
    }
    found.sort_by_key(|finding| finding.diagnostic.place());
    found
}
