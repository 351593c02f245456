//! Rules and their clauses.

use super::grammar::Rule;
use super::list::list;
use super::node::{Built, Node};
use super::quantity::{count, rounding, time_unit};
use super::reader::Reader;
use super::{gift, limit, template};
use crate::lex::Line;
use crate::syntax::{self, Clause, ClauseKind, Deadline, Expr, Name, RuleWord, TimeUnit};

/// A whole rule.
pub(super) fn rule(reader: &mut Reader<'_>, line: &Line) -> Option<syntax::Rule> {
    let head = reader.line(line, Rule::declaration, head);
    let clauses = reader.lines(line.block.as_ref(), Rule::rule_clause, clause);
    let (word, name) = head?;
    Some(syntax::Rule { word, name, clauses })
}

fn head(node: &Node<'_>) -> Built<(RuleWord, Name)> {
    let rule = node.first()?;
    let word = match rule.child(Rule::rule_word)?.first()?.rule() {
        Rule::k_earn => RuleWord::Earn,
        Rule::k_reward => RuleWord::Reward,
        Rule::k_recovery => RuleWord::Recovery,
        _ => return Err(node.unreadable()),
    };
    Ok((word, rule.name_of(Rule::name)?))
}

fn clause(node: &Node<'_>) -> Built<Clause> {
    let clause = node.first()?;
    Ok(Clause { kind: kind(&clause)?, span: clause.span() })
}

fn kind(node: &Node<'_>) -> Built<ClauseKind> {
    Ok(match node.rule() {
        Rule::for_each => ClauseKind::ForEach {
            element: node.name_of(Rule::name)?,
            list: list(&node.child(Rule::list)?)?,
        },
        Rule::rule_define => ClauseKind::Define {
            name: node.name_of(Rule::name)?,
            value: node.expression_in(Rule::expression)?,
        },
        Rule::when => ClauseKind::When(node.expression_in(Rule::expression)?),
        Rule::exception => {
            ClauseKind::Unless { name: node.text()?, when: node.expression_in(Rule::expression)? }
        }
        Rule::give => ClauseKind::Give { give: gift::give(node)?, when: when(node)? },
        Rule::times => ClauseKind::Times(node.expression_in(Rule::expression)?),
        Rule::plus => ClauseKind::Plus(node.expression_in(Rule::expression)?),
        Rule::rule_round => ClauseKind::Round(rounding(node)?),
        Rule::at_least_each => ClauseKind::AtLeastEach(node.expression_in(Rule::arithmetic)?),
        Rule::at_most_each => ClauseKind::AtMostEach(node.expression_in(Rule::arithmetic)?),
        Rule::limit => ClauseKind::Limit(limit::limit(&node.first()?)?),
        Rule::taking => ClauseKind::Taking(limit::taking(node)?),
        Rule::usable_through => ClauseKind::UsableThrough(node.expression_in(Rule::expression)?),
        Rule::valid => {
            let (count, unit) = gift::validity(node)?;
            ClauseKind::Valid { count, unit }
        }
        Rule::because => ClauseKind::Because(template::template(node)?),
        _ => task(node)?,
    })
}

/// Clauses that order something to be done.
fn task(node: &Node<'_>) -> Built<ClauseKind> {
    let (due, when) = (deadline(node)?, when(node)?);
    Ok(match node.rule() {
        Rule::task => ClauseKind::Do { title: node.text()?, channel: channel(node)?, due, when },
        Rule::escalation => ClauseKind::Escalate { to: node.text()?, due, when },
        Rule::follow_up => ClauseKind::FollowUp { due, when },
        _ => return Err(node.unreadable()),
    })
}

fn channel(node: &Node<'_>) -> Built<Option<Name>> {
    node.get(Rule::channel).map(|found| found.name_of(Rule::name)).transpose()
}

fn when(node: &Node<'_>) -> Built<Option<Expr>> {
    node.get(Rule::when).map(|found| found.expression_in(Rule::expression)).transpose()
}

fn deadline(node: &Node<'_>) -> Built<Option<Deadline>> {
    let Some(node) = node.get(Rule::deadline) else { return Ok(None) };
    let from = node.get(Rule::operand).map(|_| node.expression_in(Rule::operand)).transpose()?;
    let (count, unit): (Expr, TimeUnit) = (count(&node)?, time_unit(&node)?);
    Ok(Some(Deadline { count, unit, from, span: node.span() }))
}
