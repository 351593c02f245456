//! Tiers: their levels, and what those with memory say of keeping and losing them.

use super::calendar::month;
use super::grammar::Rule;
use super::node::{Built, Node};
use super::problem::ParseProblem;
use super::quantity::{count, small, time_unit};
use super::reader::Reader;
use crate::lex::Line;
use crate::syntax::{Expr, Level, Period, Tier, TierClause, TierClauseKind, Validity};

/// A whole tier.
pub(super) fn tier(reader: &mut Reader<'_>, line: &Line) -> Option<Tier> {
    let name = reader.line(line, Rule::declaration, |node| node.first()?.name_of(Rule::name));
    let lines = reader.lines(line.block.as_ref(), Rule::tier_line, tier_line);
    let (mut levels, mut clauses) = (Vec::new(), Vec::new());
    for line in lines {
        match line {
            TierLine::Level(level) => levels.push(level),
            TierLine::Clauses(found) => clauses.extend(found),
        }
    }
    Some(Tier { name: name?, levels, clauses })
}

#[expect(clippy::large_enum_variant, reason = "one a line, held until the next is read")]
enum TierLine {
    Level(Level),
    Clauses(Vec<TierClause>),
}

fn tier_line(node: &Node<'_>) -> Built<TierLine> {
    if let Some(found) = node.get(Rule::level) {
        return level(&found).map(TierLine::Level);
    }
    let clauses = node.all(Rule::tier_clause).map(|found| clause(&found));
    clauses.collect::<Built<_>>().map(TierLine::Clauses)
}

fn level(node: &Node<'_>) -> Built<Level> {
    Ok(Level {
        name: node.name_of(Rule::name)?,
        when: condition(node, Rule::when)?,
        keeps_when: condition(node, Rule::keeps_when)?,
        life_when: condition(node, Rule::life_when)?,
    })
}

/// The condition after a word that may stand once.
fn condition(node: &Node<'_>, rule: Rule) -> Built<Option<Expr>> {
    let mut found = node.all(rule);
    let Some(first) = found.next() else { return Ok(None) };
    if let Some(second) = found.next() {
        return Err(ParseProblem::Twice { first: first.span(), second: second.span() });
    }
    first.expression_in(Rule::expression).map(Some)
}

fn clause(node: &Node<'_>) -> Built<TierClause> {
    let inner = node.first()?;
    Ok(TierClause { kind: kind(&inner)?, span: inner.span() })
}

fn kind(node: &Node<'_>) -> Built<TierClauseKind> {
    Ok(match node.rule() {
        Rule::held_in => {
            TierClauseKind::HeldIn(super::list::step(&node.child(Rule::step_of_path)?)?)
        }
        Rule::valid_for | Rule::valid_to | Rule::reviewed => TierClauseKind::Valid(validity(node)?),
        Rule::k_renewed_at_the_end => TierClauseKind::RenewedAtTheEnd,
        Rule::k_renewed_again => TierClauseKind::RenewedAgain,
        Rule::k_falls_one_at_a_time => TierClauseKind::FallsOneAtATime,
        Rule::falls_at_once => TierClauseKind::FallsAtOnce(when(node)?),
        Rule::grace => TierClauseKind::Grace(count(node)?, time_unit(node)?),
        Rule::for_life_held => TierClauseKind::ForLifeHeld(count(node)?, time_unit(node)?),
        Rule::lent => TierClauseKind::Lent {
            level: node.name_of(Rule::name)?,
            until: node
                .get(Rule::arithmetic)
                .map(|_| node.expression_in(Rule::arithmetic))
                .transpose()?,
            when: when(node)?,
        },
        Rule::rises_from => TierClauseKind::RisesFrom(node.expression_in(Rule::expression)?),
        _ => return Err(node.unreadable()),
    })
}

fn when(node: &Node<'_>) -> Built<Expr> {
    node.child(Rule::when)?.expression_in(Rule::expression)
}

fn validity(node: &Node<'_>) -> Built<Validity> {
    if node.rule() == Rule::reviewed {
        return reviewed(node);
    }
    if node.rule() == Rule::valid_for {
        let through = node.get(Rule::through_end).map(|end| period(&end.child(Rule::this_end)?));
        return Ok(Validity::For {
            count: count(node)?,
            unit: time_unit(node)?,
            from_today: node.has(Rule::from_today),
            through: through.transpose()?,
        });
    }
    if let Some(end) = node.get(Rule::next_end) {
        return Ok(Validity::ToEnd { period: period(&end)?, next: true });
    }
    if let Some(end) = node.get(Rule::this_end) {
        return Ok(Validity::ToEnd { period: period(&end)?, next: false });
    }
    node.expression_in(Rule::expression).map(Validity::To)
}

fn period(node: &Node<'_>) -> Built<Period> {
    Ok(match node.first()?.rule() {
        Rule::k_end_of_month | Rule::k_end_of_next_month => Period::Month,
        Rule::k_end_of_quarter | Rule::k_end_of_next_quarter => Period::Quarter,
        Rule::k_end_of_year | Rule::k_end_of_next_year => Period::Year,
        _ => return Err(node.unreadable()),
    })
}

/// `1 January`, `1 月 1 日`
fn reviewed(node: &Node<'_>) -> Built<Validity> {
    let mut numbers = node.all(Rule::number).map(|number| small::<u8>(&number));
    let first = numbers.next().ok_or_else(|| node.unreadable())??;
    let (month, day) = match (node.get(Rule::month_name), numbers.next().transpose()?) {
        (Some(name), _) => (month(&name)?, first),
        (None, Some(day)) => (first, day),
        (None, None) => return Err(node.unreadable()),
    };
    // 2024 has a 29 February.
    let sound = i8::try_from(month)
        .ok()
        .zip(i8::try_from(day).ok())
        .is_some_and(|(month, day)| crate::date::Date::from_parts(2024, month, day).is_some());
    if !sound {
        return Err(ParseProblem::NoSuchDay(node.span()));
    }
    Ok(Validity::Reviewed { month, day })
}
