//! Rules and their clauses.

use super::condition::when;
use super::contact::channel;
use super::grammar::Rule;
use super::list::list;
use super::node::{Built, Node};
use super::quantity::{count, rounding, time_unit};
use super::reader::Reader;
use super::{contact, gift, limit, penalty, redeem, reversal, template};
use crate::lex::Line;
use crate::syntax::{self, Clause, ClauseKind, Deadline, Expr, ExprKind, Name, RuleWord, TimeUnit};

/// A whole rule.
pub(super) fn rule(reader: &mut Reader<'_>, line: &Line) -> Option<syntax::Rule> {
    let head = reader.line(line, Rule::declaration, head);
    let lines = line.block.as_ref().map(|block| block.lines.as_slice()).unwrap_or_default();
    let clauses = lines.iter().filter_map(|line| with_block(reader, line)).collect();
    let (word, name) = head?;
    Some(syntax::Rule { word, name, clauses })
}

fn head(node: &Node<'_>) -> Built<(RuleWord, Name)> {
    let rule = node.first()?;
    let word = match rule.child(Rule::rule_word)?.first()?.rule() {
        Rule::k_earn => RuleWord::Earn,
        Rule::k_reward => RuleWord::Reward,
        Rule::k_redeem => RuleWord::Redeem,
        Rule::k_recovery => RuleWord::Recovery,
        Rule::k_contact => RuleWord::Contact,
        Rule::k_penalty => RuleWord::Penalty,
        Rule::k_reversal => RuleWord::Reversal,
        _ => return Err(node.unreadable()),
    };
    Ok((word, rule.name_of(Rule::name)?))
}

/// A clause with what stands in its braces.
fn with_block(reader: &mut Reader<'_>, line: &Line) -> Option<Clause> {
    let mut whole = reader.line(line, Rule::rule_clause, clause);
    if let Some(Clause { kind: ClauseKind::Offer { options, .. }, .. }) = &mut whole {
        *options = reader.lines(line.block.as_ref(), Rule::offered, clause);
    }
    whole
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
        Rule::given => ClauseKind::Give { give: gift::of(&node.first()?)?, when: when(node)? },
        Rule::give => ClauseKind::Give { give: gift::give(node)?, when: when(node)? },
        Rule::times => ClauseKind::Times(node.expression_in(Rule::expression)?),
        Rule::plus => ClauseKind::Plus(node.expression_in(Rule::expression)?),
        Rule::rule_round => ClauseKind::Round(rounding(node)?),
        Rule::at_least_each => ClauseKind::AtLeastEach(node.expression_in(Rule::arithmetic)?),
        Rule::at_most_each => ClauseKind::AtMostEach(node.expression_in(Rule::arithmetic)?),
        Rule::limit => ClauseKind::Limit(limit::limit(&node.first()?)?),
        Rule::contact_limit => ClauseKind::ContactLimit(limit::contacts(node)?),
        Rule::subject_order => ClauseKind::Taking(limit::taking(node)?),
        Rule::usable_through => ClauseKind::UsableThrough(node.expression_in(Rule::expression)?),
        Rule::valid => {
            let (count, unit) = gift::validity(node)?;
            ClauseKind::Valid { count, unit }
        }
        Rule::cost | Rule::automatic | Rule::priority | Rule::available => redeem::clause(node)?,
        Rule::because => ClauseKind::Because(template::template(node)?),
        Rule::approval => ClauseKind::Approval { by: node.text()?, when: when(node)? },
        Rule::offer => ClauseKind::Offer { options: Vec::new(), when: when(node)? },
        Rule::taking | Rule::suspension | Rule::forfeiture => penalty::clause(node)?,
        Rule::reversing | Rule::adjusting => reversal::clause(node)?,
        Rule::message | Rule::channel | Rule::hours | Rule::purpose => contact::clause(node)?,
        _ => task(node)?,
    })
}

/// Clauses that order something to be done.
fn task(node: &Node<'_>) -> Built<ClauseKind> {
    let (due, when) = (deadline(node)?, when(node)?);
    Ok(match node.rule() {
        Rule::task => ClauseKind::Do { title: node.text()?, channel: channel(node)?, due, when },
        Rule::escalation => {
            ClauseKind::Escalate { to: node.text()?, channel: channel(node)?, due, when }
        }
        Rule::follow_up => ClauseKind::FollowUp { channel: channel(node)?, due, when },
        _ => return Err(node.unreadable()),
    })
}

/// `by phone`
fn deadline(node: &Node<'_>) -> Built<Option<Deadline>> {
    if let Some(day) = node.get(Rule::day_end) {
        let end = day.expression_in(Rule::operand)?;
        let ends = day.has(Rule::k_the_end_of) || matches!(end.kind, ExprKind::EndOf(..));
        return if ends { Ok(Some(Deadline::EndOf(end))) } else { Err(day.unreadable()) };
    }
    let Some(node) = node.get(Rule::deadline) else { return Ok(None) };
    let from = node.get(Rule::operand).map(|_| node.expression_in(Rule::operand)).transpose()?;
    let (count, unit): (Expr, TimeUnit) = (count(&node)?, time_unit(&node)?);
    Ok(Some(Deadline::Within { count, unit, from, span: node.span() }))
}
