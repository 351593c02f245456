//! Budgets: the fund, the rules that draw on it, and who comes first.

use super::grammar::Rule;
use super::list::period;
use super::node::{Built, Node};
use super::quantity::counted;
use super::reader::Reader;
use crate::lex::Line;
use crate::syntax::{Budget, BudgetClause, Expr, Name};

/// A whole budget.
pub(super) fn budget(reader: &mut Reader<'_>, line: &Line) -> Option<Budget> {
    let name = reader.line(line, Rule::declaration, head);
    let clauses = reader.lines(line.block.as_ref(), Rule::budget_clause, clause);
    Some(Budget { name: name?, clauses })
}

fn head(node: &Node<'_>) -> Built<Name> {
    node.first()?.name_of(Rule::name)
}

fn clause(node: &Node<'_>) -> Built<BudgetClause> {
    let clause = node.first()?;
    let span = clause.span();
    Ok(match clause.rule() {
        Rule::fund => BudgetClause::Fund {
            amount: counted(&clause.child(Rule::fund_amount)?)?,
            period: if clause.has(Rule::period) { Some(period(&clause)?) } else { None },
            span,
        },
        Rule::drawn_by => {
            let names = clause.all(Rule::name).map(|name| name.name()).collect::<Built<_>>()?;
            BudgetClause::For(names, span)
        }
        Rule::ordered_by => {
            let order = clause.all(Rule::criterion).map(|found| criterion(&found));
            BudgetClause::OrderedBy(order.collect::<Built<_>>()?, span)
        }
        _ => return Err(node.unreadable()),
    })
}

/// `loyalty from highest`; lowest first where nothing is said.
fn criterion(node: &Node<'_>) -> Built<(Expr, bool)> {
    Ok((node.expression_in(Rule::arithmetic)?, node.has(Rule::k_from_highest)))
}
