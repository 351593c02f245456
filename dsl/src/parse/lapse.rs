//! How points lapse.

use super::grammar::Rule;
use super::list::list;
use super::node::{Built, Node};
use super::quantity::{count, percentage, rounding, time_unit};
use crate::syntax::Lapse;

/// `expire after …`, `lose …`
pub(super) fn clause(node: &Node<'_>) -> Built<Lapse> {
    let clause = node.first()?;
    let span = clause.span();
    if clause.rule() == Rule::inactivity {
        let list = list(&clause.child(Rule::list)?)?;
        return Ok(Lapse::Inactivity {
            count: count(&clause)?,
            unit: time_unit(&clause)?,
            list,
            span,
        });
    }
    let age = clause.child(Rule::age)?;
    let round = clause.get(Rule::rounding).map(|_| rounding(&clause)).transpose()?;
    Ok(Lapse::Decay {
        share: percentage(&clause.child(Rule::percentage)?)?,
        period: time_unit(&clause)?,
        after: (count(&age)?, time_unit(&age)?),
        round,
        span,
    })
}
