//! The clauses of a programme.

use super::grammar::Rule;
use super::node::{Built, Node};
use super::quantity::{currency, day, rounding_mode};
use crate::syntax::ProgramClause;

/// One clause.
pub(super) fn clause(node: &Node<'_>) -> Built<ProgramClause> {
    let clause = node.first()?;
    Ok(match clause.rule() {
        Rule::program_currency => {
            let code = clause.get(Rule::currency).map_or_else(|| clause.child(Rule::name), Ok)?;
            ProgramClause::Currency(currency(&code)?)
        }
        Rule::time_zone => ProgramClause::TimeZone(clause.text()?),
        Rule::effective => ProgramClause::Effective {
            from: date_in(&clause, Rule::effective_from)?,
            through: date_in(&clause, Rule::effective_through)?,
            span: clause.span(),
        },
        Rule::default_rounding => {
            let mode = rounding_mode(&clause.child(Rule::rounding_mode)?)?;
            ProgramClause::Rounding(mode, clause.span())
        }
        Rule::applies_when => ProgramClause::AppliesWhen(clause.expression_in(Rule::expression)?),
        Rule::allow => ProgramClause::Allow(super::allow::clause(&clause)?),
        _ => return Err(node.unreadable()),
    })
}

fn date_in(node: &Node<'_>, rule: Rule) -> Built<Option<i64>> {
    node.get(rule).map(|found| day(&found.child(Rule::date)?)).transpose()
}
