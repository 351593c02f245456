//! Expressions: operators by precedence, then what stands between them.

use std::sync::OnceLock;

use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::grammar::Rule;
use super::node::{Built, Node};
use super::problem::ParseProblem;
use super::{calendar, list, moment, quantity, rank, total};
use crate::syntax::{Binary, Comparison, Expr, ExprKind, Extreme, Unary};

/// Loosest first.
pub(super) fn operators() -> &'static PrattParser<Rule> {
    static OPERATORS: OnceLock<PrattParser<Rule>> = OnceLock::new();
    let left = |rule| Op::infix(rule, Assoc::Left);
    OPERATORS.get_or_init(|| {
        PrattParser::new()
            .op(left(Rule::or))
            .op(left(Rule::and))
            .op(Op::prefix(Rule::not))
            .op(left(Rule::comparison)
                | Op::postfix(Rule::known)
                | Op::postfix(Rule::one_of)
                | Op::postfix(Rule::on_days)
                | Op::postfix(Rule::near)
                | Op::postfix(Rule::turned_near)
                | Op::postfix(Rule::turned_every)
                | Op::postfix(Rule::in_top)
                | Op::postfix(Rule::in_window))
            .op(Op::postfix(Rule::rounded))
            .op(left(Rule::or_else))
            .op(left(Rule::add) | left(Rule::subtract))
            .op(left(Rule::multiply) | left(Rule::divide) | left(Rule::of) | left(Rule::turned_of))
            .op(Op::prefix(Rule::minus))
            .op(Op::postfix(Rule::member)
                | Op::postfix(Rule::turned_shift)
                | Op::postfix(Rule::before_today)
                | Op::postfix(Rule::turned_part)
                | Op::postfix(Rule::at_date)
                | Op::postfix(Rule::converted))
    })
}

/// An `expression`, `arithmetic` or `operand`.
pub(super) fn expression(node: &Node<'_>) -> Built<Expr> {
    refuse_chains(node)?;
    operators()
        .map_primary(|pair| primary(&node.with(pair)))
        .map_prefix(|operator, operand| prefix(&node.with(operator), operand?))
        .map_postfix(|operand, operator| postfix(operand?, &node.with(operator)))
        .map_infix(|left, operator, right| infix(left?, &node.with(operator), right?))
        .parse(node.pairs())
}

/// `a < b < c` means nothing.
pub(super) fn refuse_chains(node: &Node<'_>) -> Built<()> {
    let mut compared = None;
    for child in node.children() {
        match (child.rule(), compared) {
            (Rule::and | Rule::or, _) => compared = None,
            (rule, Some(first)) if compares(rule) => {
                return Err(ParseProblem::ChainedComparison { first, second: child.span() });
            }
            (rule, None) if compares(rule) => compared = Some(child.span()),
            _ => {}
        }
    }
    Ok(())
}

fn compares(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::comparison
            | Rule::known
            | Rule::one_of
            | Rule::on_days
            | Rule::near
            | Rule::turned_near
            | Rule::turned_every
            | Rule::in_top
            | Rule::in_window
    )
}

fn primary(node: &Node<'_>) -> Built<Expr> {
    let inner = node.first()?;
    let kind = match inner.rule() {
        Rule::counted => return quantity::counted(&inner),
        Rule::date => quantity::date(&inner)?,
        Rule::text => {
            let text = node.text()?;
            ExprKind::Text(text.value)
        }
        Rule::expiring => quantity::expiring(&inner)?,
        Rule::overdue => ExprKind::Overdue {
            task: inner.text()?,
            element: inner.get(Rule::name).map(|element| element.name()).transpose()?,
        },
        Rule::today => ExprKind::Today,
        Rule::truth => ExprKind::Bool(inner.has(Rule::k_yes)),
        Rule::aggregate => list::aggregate(&inner)?,
        Rule::pick => list::pick(&inner)?,
        Rule::rank => rank::rank(&inner)?,
        Rule::top_share => rank::top_share(&inner)?,
        Rule::total => total::total(&inner)?,
        Rule::extreme => extreme(&inner)?,
        Rule::remainder => remainder(&inner)?,
        Rule::full => quantity::full(&inner)?,
        Rule::date_part => moment::date_part(&inner, inner.expression_in(Rule::operand)?)?,
        Rule::period_edge => moment::period_edge(&inner, inner.expression_in(Rule::operand)?)?,
        Rule::between => moment::between(&inner)?,
        Rule::every_span => calendar::every(None, &inner)?,
        Rule::festival => ExprKind::Festival(calendar::festival(&inner)?),
        Rule::anniversary => calendar::anniversary(&inner, inner.expression_in(Rule::operand)?)?,
        Rule::day_name => calendar::day_name(&inner)?,
        _ => ExprKind::Name(inner.name_of(Rule::name)?),
    };
    Ok(Expr { kind, span: inner.span() })
}

fn prefix(operator: &Node<'_>, operand: Expr) -> Built<Expr> {
    let which = match operator.rule() {
        Rule::not => Unary::Not,
        Rule::minus => Unary::Negate,
        _ => return Err(operator.unreadable()),
    };
    let span = operator.span().to(operand.span);
    Ok(Expr { kind: ExprKind::Unary(which, Box::new(operand)), span })
}

fn postfix(operand: Expr, operator: &Node<'_>) -> Built<Expr> {
    let span = operand.span.to(operator.span());
    let kind = match operator.rule() {
        Rule::member => ExprKind::Member(Box::new(operand), operator.name_of(Rule::label)?),
        Rule::turned_shift => moment::turned_shift(operand, operator)?,
        Rule::before_today => ExprKind::BeforeToday(Box::new(operand)),
        Rule::turned_part => turned_part(operand, operator)?,
        Rule::rounded => ExprKind::Rounded(Box::new(operand), quantity::rounding(operator)?),
        Rule::converted => ExprKind::Converted {
            value: Box::new(operand),
            currency: quantity::currency(&operator.child(Rule::currency)?)?,
            date: Box::new(operator.expression_in(Rule::instant)?),
        },
        Rule::at_date => {
            let date = operator.expression_in(Rule::instant)?;
            ExprKind::At(Box::new(operand), Box::new(date))
        }
        Rule::known => ExprKind::Known {
            value: Box::new(operand),
            negated: operator.has(Rule::k_is_not) != operator.has(Rule::k_missing),
        },
        Rule::one_of => one_of(operand, operator)?,
        Rule::on_days => calendar::on_days(operand, operator)?,
        Rule::near | Rule::turned_near => calendar::near(operand, operator)?,
        Rule::turned_every => calendar::turned_every(operand, operator)?,
        Rule::in_top => rank::in_top(operand, operator)?,
        Rule::in_window => ExprKind::InWindow {
            value: Box::new(operand),
            window: list::window(&operator.child(Rule::window)?)?,
            negated: operator.has(Rule::k_not),
        },
        _ => return Err(operator.unreadable()),
    };
    Ok(Expr { kind, span })
}

fn turned_part(operand: Expr, operator: &Node<'_>) -> Built<ExprKind> {
    if operator.has(Rule::date_word) {
        return moment::date_part(operator, operand);
    }
    if operator.has(Rule::anniversary_word) {
        return calendar::anniversary(operator, operand);
    }
    moment::period_edge(operator, operand)
}

fn one_of(value: Expr, operator: &Node<'_>) -> Built<ExprKind> {
    let options = operator.expressions(Rule::operand)?;
    let negated = operator.has(Rule::k_is_not_one_of);
    Ok(ExprKind::OneOf { value: Box::new(value), options, negated })
}

fn infix(left: Expr, operator: &Node<'_>, right: Expr) -> Built<Expr> {
    let span = left.span.to(right.span);
    if operator.rule() == Rule::comparison {
        let kind = ExprKind::Compare(comparison(operator)?, Box::new(left), Box::new(right));
        return Ok(Expr { kind, span });
    }
    let (which, left, right) = match operator.rule() {
        Rule::or => (Binary::Or, left, right),
        Rule::and => (Binary::And, left, right),
        Rule::or_else => (Binary::OrElse, left, right),
        Rule::add => (Binary::Add, left, right),
        Rule::subtract => (Binary::Subtract, left, right),
        Rule::multiply => (Binary::Multiply, left, right),
        Rule::divide => (Binary::Divide, left, right),
        Rule::of => (Binary::Of, left, right),
        Rule::turned_of => (Binary::Of, right, left),
        _ => return Err(operator.unreadable()),
    };
    Ok(Expr { kind: ExprKind::Binary(which, Box::new(left), Box::new(right)), span })
}

/// The comparison that a node's sign or word means.
pub(super) fn comparison(node: &Node<'_>) -> Built<Comparison> {
    if let Ok(word) = node.first() {
        return Ok(match word.rule() {
            Rule::k_is_not => Comparison::NotEqual,
            Rule::k_is => Comparison::Equal,
            Rule::k_at_least => Comparison::GreaterOrEqual,
            Rule::k_at_most => Comparison::LessOrEqual,
            _ => return Err(node.unreadable()),
        });
    }
    Ok(match node.sign() {
        "<=" => Comparison::LessOrEqual,
        ">=" => Comparison::GreaterOrEqual,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        ">" => Comparison::Greater,
        "=" => Comparison::Equal,
        _ => return Err(node.unreadable()),
    })
}

fn extreme(node: &Node<'_>) -> Built<ExprKind> {
    let word = node.child(Rule::extreme_word)?.first()?;
    let which = match word.rule() {
        Rule::k_larger_of | Rule::k_later_of => Extreme::Largest,
        Rule::k_smaller_of | Rule::k_earlier_of => Extreme::Smallest,
        _ => return Err(node.unreadable()),
    };
    let items = node.expressions(Rule::arithmetic)?;
    Ok(ExprKind::Extreme { which, items, known_only: node.has(Rule::the_known) })
}

fn remainder(node: &Node<'_>) -> Built<ExprKind> {
    let mut parts = node.all(Rule::arithmetic).map(|part| part.expression());
    match (parts.next(), parts.next()) {
        (Some(dividend), Some(divisor)) => {
            Ok(ExprKind::Remainder(Box::new(dividend?), Box::new(divisor?)))
        }
        _ => Err(node.unreadable()),
    }
}
