//! What a policy does and can hardly mean: rows that nobody reaches, gaps between rows, conditions
//! that never hold, more that gives less. Values are reasoned about, all columns together, and who
//! proves a finding is evaluated before it is told.
//!
//! Conditions become formulas (`condition`) over columns cut into cells (`axis`), of terms that
//! are not looked into (`terms`); what a list of areas leaves uncovered is searched for in
//! `space`; a point that is found becomes an `example`, of a policy's own customers a record
//! (`customer`), and is evaluated (`proof`).

mod axis;
mod bits;
mod bounds;
mod claim;
mod condition;
mod customer;
mod decide;
mod decided;
mod example;
mod finding;
mod formula;
mod linear;
mod list;
mod proof;
mod rules;
mod search;
mod space;
mod terms;
mod total;
mod trial;
mod worse;

use loyal_dsl::ir::Program;
use loyal_dsl::problems::Diagnostic;
use loyal_dsl::source::SourceFile;
use serde::Serialize;

pub use claim::{Claim, Standing};
pub use finding::{Finding, Witness, WitnessValue};

/// What is known of a program before any run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Analysis {
    /// What is found, in the order of the texts.
    pub findings: Vec<Finding>,
    /// Its guarantees, in the order of the texts.
    pub guarantees: Vec<Claim>,
}

/// Analyses a program with the groups of its portfolios.
#[must_use]
pub fn analyse(program: &Program, sources: &[SourceFile]) -> Analysis {
    let mut analysis = Analysis::default();
    for decided in decided::all(program) {
        analysis.findings.extend(decide::examine(program, sources, &decided));
    }
    analysis.findings.extend(rules::examine(program, sources));
    let (guarantees, refuted) = claim::examine(program, sources);
    analysis.findings.extend(refuted);
    analysis.guarantees = guarantees;
    for portfolio in &program.crowd.portfolios {
        analysis.extend(analyse(&portfolio.program, sources));
    }
    analysis.sort();
    analysis
}

impl Analysis {
    /// Who proves what a diagnostic says.
    #[must_use]
    pub fn witnesses(&self, diagnostic: &Diagnostic) -> &[Witness] {
        let found = self.findings.iter().find(|finding| finding.diagnostic == *diagnostic);
        found.map_or(&[], |finding| finding.witnesses.as_slice())
    }

    /// With what is found elsewhere; what is said of both is said once.
    pub(crate) fn extend(&mut self, other: Analysis) {
        for finding in other.findings {
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
        for claim in other.guarantees {
            if !self.guarantees.contains(&claim) {
                self.guarantees.push(claim);
            }
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.findings.sort_by_key(|finding| finding.diagnostic.place());
        self.guarantees.sort_by_key(|claim| (claim.span.file, claim.span.start));
    }
}
