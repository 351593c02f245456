//! Guarantees: proved, refuted by a customer, or left to the runs.

use loyal_dsl::ir::{Guarantee, Program};
use loyal_dsl::source::{SourceFile, Span};
use serde::Serialize;

use super::finding::{Finding, Kind, Witness};
use super::proof::Proof;
use super::space::{Space, TooLarge, meet};
use super::terms::Terms;

/// What is known of a guarantee before any run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It follows from the conditions of what it names: no values break it.
    Proved,
    /// A customer breaks it: see the findings.
    Refuted,
    /// Every run checks it.
    CheckedAtRunTime,
}

/// A guarantee and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// The claim, as the policy writes it.
    pub claim: String,
    /// Where it stands.
    pub span: Span,
    /// What is known of it.
    pub standing: Standing,
    /// What decides it: the measures that its conditions come down to.
    pub about: Vec<String>,
}

/// What is known of the guarantees of a program, and those that do not hold.
pub(super) fn examine(program: &Program, sources: &[SourceFile]) -> (Vec<Claim>, Vec<Finding>) {
    let mut found = Vec::new();
    let claims = program.guarantees.iter().map(|guarantee| {
        let mut terms = Terms::new(program, sources, None);
        let (standing, witness) =
            stands(program, &mut terms, guarantee).unwrap_or((Standing::CheckedAtRunTime, None));
        if let Some(witness) = witness {
            found.push(Kind::Refuted { claim: guarantee.span }.found(vec![witness]));
        }
        Claim {
            claim: terms.text(guarantee.span),
            span: guarantee.span,
            standing,
            about: terms.all.into_iter().map(|term| term.name).collect(),
        }
    });
    (claims.collect(), found)
}

fn stands(
    program: &Program,
    terms: &mut Terms<'_>,
    guarantee: &Guarantee,
) -> Result<(Standing, Option<Witness>), TooLarge> {
    let Some(claim) = program.values.get(guarantee.claim.0 as usize) else {
        return Ok((Standing::CheckedAtRunTime, None));
    };
    let broken = terms.condition(&claim.expr).not();
    let mut space = Space::new(&terms.domains(), [&broken].into_iter());
    let areas = space.areas(&broken)?;
    if areas.is_empty() {
        return Ok((Standing::Proved, None));
    }
    let proof = Proof::new(terms, std::slice::from_ref(&claim.expr));
    for area in &areas {
        let within = meet(area, &terms.usual_area(&space));
        let Some(point) = within.and_then(|within| space.uncovered(&within, &[]).ok().flatten())
        else {
            continue;
        };
        let witness = proof.as_ref().and_then(|proof| {
            let example = terms.example(&space, &point)?;
            proof.shown(terms, &example, |found| {
                found.first().is_some_and(|claim| claim.as_deref() == Some("no"))
            })
        });
        if witness.is_some() {
            return Ok((Standing::Refuted, witness));
        }
    }
    Ok((Standing::CheckedAtRunTime, None))
}
