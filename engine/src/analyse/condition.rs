//! Yes/no expressions → formulas. What is not understood becomes a column of no and yes, so that
//! `never` and `always` stay true of every customer.

use loyal_dsl::ir::{Arm, Comparison, Expr, ExprKind, Literal};
use loyal_dsl::types::{Places, Type, Unit};

use super::axis::Set;
use super::formula::Formula;
use super::terms::{Column, Offset, Terms};

/// A named decision with more alternatives than this is not looked into.
const WIDEST: u64 = 48;

/// How deep expressions are looked into.
const DEEPEST: usize = 40;

impl Terms<'_> {
    /// What a condition says.
    pub(super) fn condition(&mut self, expr: &Expr) -> Formula {
        self.read(expr, DEEPEST)
    }

    fn read(&mut self, expr: &Expr, depth: usize) -> Formula {
        let Some(depth) = depth.checked_sub(1) else { return self.opaque(expr) };
        let program = self.program;
        match &expr.kind {
            ExprKind::Literal(Literal::Bool(value)) => Formula::Constant(*value),
            ExprKind::Not(a) => self.read(a, depth).not(),
            ExprKind::And(a, b) => Formula::and(vec![self.read(a, depth), self.read(b, depth)]),
            ExprKind::Or(a, b) => Formula::or(vec![self.read(a, depth), self.read(b, depth)]),
            ExprKind::Compare(comparison, a, b) => self.compared(*comparison, a, b, expr, depth),
            ExprKind::Known(a) => self.read_known(a, depth),
            ExprKind::OrElse(a, b) => {
                let known = self.read_known(a, depth);
                let (a, b) = (self.read(a, depth), self.read(b, depth));
                known.choose(a, b)
            }
            ExprKind::Cases { arms, otherwise } => self.narrow(expr, |terms| {
                terms
                    .cases(arms, otherwise.as_deref(), depth, |terms, then| terms.read(then, depth))
            }),
            ExprKind::Value(id) => match program.values.get(id.0 as usize) {
                Some(value) if is_condition(&value.expr) => {
                    self.narrow(expr, |terms| terms.read(&value.expr, depth))
                }
                _ => self.opaque(expr),
            },
            _ => self.opaque(expr),
        }
    }

    /// A yes/no that is not looked into.
    fn opaque(&mut self, expr: &Expr) -> Formula {
        let term = self.term(expr);
        let column = self.column(Column::Term(term));
        Formula::atom(column, Set::Range(Some(1), None))
    }

    /// What is read, unless it has too many alternatives.
    fn narrow(&mut self, expr: &Expr, read: impl FnOnce(&mut Self) -> Formula) -> Formula {
        let formula = read(self);
        if formula.width() <= WIDEST && formula.clone().not().width() <= WIDEST * 8 {
            formula
        } else {
            self.opaque(expr)
        }
    }

    /// Cases of which each has a formula of its own.
    fn cases(
        &mut self,
        arms: &[Arm],
        otherwise: Option<&Expr>,
        depth: usize,
        mut of: impl FnMut(&mut Self, &Expr) -> Formula,
    ) -> Formula {
        let last = otherwise.map_or(Formula::Constant(false), |value| of(self, value));
        arms.iter().rev().fold(last, |rest, arm| {
            let then = of(self, &arm.then);
            if then == rest {
                return rest;
            }
            let when = self.read(&arm.when, depth);
            when.choose(then, rest)
        })
    }

    /// `x is known`
    pub(super) fn known(&mut self, expr: &Expr) -> Formula {
        self.read_known(expr, DEEPEST)
    }

    fn read_known(&mut self, expr: &Expr, depth: usize) -> Formula {
        let Some(depth) = depth.checked_sub(1) else { return self.there(expr) };
        if !expr.optional {
            return Formula::Constant(true);
        }
        let resolved = self.resolved(expr);
        match &resolved.kind {
            ExprKind::Cases { arms, otherwise } if self.met(expr).is_none() => {
                let formula = self.cases(arms, otherwise.as_deref(), depth, |terms, then| {
                    terms.read_known(then, depth)
                });
                if formula.width() <= WIDEST { formula } else { self.there(expr) }
            }
            ExprKind::Add(..)
            | ExprKind::Subtract(..)
            | ExprKind::Multiply(..)
            | ExprKind::Divide(..)
            | ExprKind::Negate(_)
            | ExprKind::Rounded(..)
            | ExprKind::DatePart(..)
            | ExprKind::StartOf(..)
            | ExprKind::EndOf(..)
            | ExprKind::DateOf(_)
            | ExprKind::Shift { .. }
            | ExprKind::Between { .. }
            | ExprKind::Extreme { known_only: false, .. } => {
                let parts = resolved.children();
                Formula::and(parts.into_iter().map(|part| self.read_known(part, depth)).collect())
            }
            ExprKind::OrElse(a, b) => {
                Formula::or(vec![self.read_known(a, depth), self.read_known(b, depth)])
            }
            _ => self.there(expr),
        }
    }

    fn there(&mut self, expr: &Expr) -> Formula {
        let term = self.term(expr);
        let column = self.column(Column::Term(term));
        Formula::atom(column, Set::Known)
    }

    fn compared(
        &mut self,
        comparison: Comparison,
        a: &Expr,
        b: &Expr,
        whole: &Expr,
        depth: usize,
    ) -> Formula {
        if let Some(formula) = self.by_cases(comparison, a, b, depth) {
            return formula;
        }
        let found = match &a.ty {
            Type::Quantity(Unit::AnyMoney, _) => None,
            Type::Quantity(..) => self.quantities(comparison, a, b),
            Type::Date => self.dates(comparison, a, b),
            Type::Text | Type::Bool | Type::DateTime | Type::Choice(_) => {
                self.against_literal(comparison, a, b)
            }
        };
        found.unwrap_or_else(|| self.opaque_comparison(comparison, a, b, whole))
    }

    /// A value by cases that is held against a literal: by the cases that compare so.
    fn by_cases(
        &mut self,
        comparison: Comparison,
        a: &Expr,
        b: &Expr,
        depth: usize,
    ) -> Option<Formula> {
        let depth = depth.checked_sub(1)?;
        let (first, second) = (self.resolved(a), self.resolved(b));
        let is_literal = |expr: &Expr| matches!(expr.kind, ExprKind::Literal(_));
        let (arms, otherwise, literal, turned) = match (&first.kind, &second.kind) {
            (ExprKind::Cases { arms, otherwise }, _) if is_literal(second) => {
                (arms, otherwise, second, false)
            }
            (_, ExprKind::Cases { arms, otherwise }) if is_literal(first) => {
                (arms, otherwise, first, true)
            }
            _ => return None,
        };
        let literals = arms.iter().map(|arm| &arm.then).chain(otherwise.as_deref());
        if !literals.into_iter().all(|then| is_literal(self.resolved(then))) {
            return None;
        }
        let formula = self.cases(arms, otherwise.as_deref(), depth, |terms, then| {
            let (a, b) = if turned { (literal, then) } else { (then, literal) };
            terms.compared(comparison, a, b, then, depth)
        });
        (formula.width() <= WIDEST && formula.clone().not().width() <= WIDEST * 8)
            .then_some(formula)
    }

    /// A comparison that is not understood, with its opposite.
    fn opaque_comparison(
        &mut self,
        comparison: Comparison,
        a: &Expr,
        b: &Expr,
        whole: &Expr,
    ) -> Formula {
        let (comparison, first, second, holds) = match comparison {
            Comparison::Equal => (Comparison::Equal, a, b, true),
            Comparison::NotEqual => (Comparison::Equal, a, b, false),
            Comparison::Less => (Comparison::Less, a, b, true),
            Comparison::GreaterOrEqual => (Comparison::Less, a, b, false),
            Comparison::Greater => (Comparison::Less, b, a, true),
            Comparison::LessOrEqual => (Comparison::Less, b, a, false),
        };
        let kind = ExprKind::Compare(comparison, Box::new(first.clone()), Box::new(second.clone()));
        let found = self.opaque(&Expr { kind, ..whole.clone() });
        if holds { found } else { found.not() }
    }

    fn quantities(&mut self, comparison: Comparison, a: &Expr, b: &Expr) -> Option<Formula> {
        let (a, b) = (self.linear(a)?, self.linear(b)?);
        let sum = a.minus(&b)?;
        if sum.terms.is_empty() {
            return Some(Formula::Constant(holds(comparison, sum.constant.cmp(&0))));
        }
        let threshold = self.threshold(&sum)?;
        let comparison = if threshold.turned { comparison.turned() } else { comparison };
        let (figure, common) = threshold.figure;
        let quotient = threshold.terms.iter().any(|(_, term)| {
            let ty = self.all.get(*term).map(|term| &term.key.ty);
            matches!(ty, Some(Type::Quantity(_, Places::Fraction)))
        });
        // Between any two figures of a quotient there must be room on its grid.
        if quotient && (threshold.terms.len() > 1 || figure % common.checked_mul(10)? != 0) {
            return None;
        }
        let column = match threshold.terms.as_slice() {
            [(_, only)] => Column::Term(*only),
            _ => Column::Sum(threshold.terms),
        };
        let column = self.column(column);
        let (floor, exact) = (figure.div_euclid(common), figure.rem_euclid(common) == 0);
        Some(against(column, comparison, floor, exact, 1))
    }

    fn dates(&mut self, comparison: Comparison, a: &Expr, b: &Expr) -> Option<Formula> {
        match (self.days_from_today(a), self.days_from_today(b)) {
            (Some(_), Some(_)) => None,
            (None, Some(offset)) => self.day_against(comparison, a, offset),
            (Some(offset), None) => self.day_against(comparison.turned(), b, offset),
            (None, None) => self.two_dates(comparison, a, b),
        }
    }

    /// A date against a day that lies so far from today.
    fn day_against(
        &mut self,
        comparison: Comparison,
        date: &Expr,
        offset: Offset,
    ) -> Option<Formula> {
        let (Some(term), days) = self.dated(date)? else { return None };
        let days = offset.days.checked_sub(i64::try_from(days).ok()?)?;
        let at = Offset { days, ..offset };
        let next = Offset { days: days.checked_add(1)?, ..offset };
        let column = self.day(term, at);
        if self.day(term, next) != column {
            return None;
        }
        let step = next.key() - at.key();
        Some(against(column, comparison, at.key(), true, step))
    }

    fn two_dates(&mut self, comparison: Comparison, a: &Expr, b: &Expr) -> Option<Formula> {
        let ((first, days), (second, more)) = (self.dated(a)?, self.dated(b)?);
        let figure = more.checked_sub(days)?;
        let (column, comparison, figure) = match (first, second) {
            (Some(term), None) => (Column::Term(term), comparison, figure),
            (None, Some(term)) => (Column::Term(term), comparison.turned(), figure.checked_neg()?),
            (Some(a), Some(b)) if a < b => (Column::Sum(vec![(1, a), (-1, b)]), comparison, figure),
            (Some(a), Some(b)) if a > b => {
                let sum = Column::Sum(vec![(1, b), (-1, a)]);
                (sum, comparison.turned(), figure.checked_neg()?)
            }
            _ => return Some(Formula::Constant(holds(comparison, 0.cmp(&figure)))),
        };
        let column = self.column(column);
        Some(against(column, comparison, figure, true, 1))
    }

    /// A value that is not computed with, against a literal of its type.
    fn against_literal(&mut self, comparison: Comparison, a: &Expr, b: &Expr) -> Option<Formula> {
        let (first, second) = (self.resolved(a), self.resolved(b));
        let (value, literal, comparison) = match (&first.kind, &second.kind) {
            (ExprKind::Literal(first), ExprKind::Literal(second)) => {
                return literals(comparison, first, second);
            }
            (_, ExprKind::Literal(literal)) => (a, literal, comparison),
            (ExprKind::Literal(literal), _) => (b, literal, comparison.turned()),
            _ => return None,
        };
        let figure = match literal {
            Literal::Text(text) => {
                let term = self.term(value);
                let column = self.column(Column::Term(term));
                let found = Formula::atom(column, Set::Text(text.clone()));
                return match comparison {
                    Comparison::Equal => Some(found),
                    Comparison::NotEqual => Some(found.not()),
                    _ => None,
                };
            }
            Literal::Bool(wanted) => {
                let formula = self.read(value, DEEPEST / 2);
                let same = (comparison == Comparison::Equal) == *wanted;
                return Some(if same { formula } else { formula.not() });
            }
            Literal::Date(days) => i128::from(*days),
            Literal::DateTime(instant) => i128::from(*instant),
            Literal::Option(option) => i128::from(*option),
            Literal::Quantity(_) => return None,
        };
        let term = self.term(value);
        let column = self.column(Column::Term(term));
        Some(against(column, comparison, figure, true, 1))
    }
}

/// Whether a named value is a condition to be looked into.
fn is_condition(expr: &Expr) -> bool {
    expr.ty == Type::Bool
        && matches!(
            expr.kind,
            ExprKind::Literal(_)
                | ExprKind::Not(_)
                | ExprKind::And(..)
                | ExprKind::Or(..)
                | ExprKind::Compare(..)
                | ExprKind::Known(_)
                | ExprKind::OrElse(..)
                | ExprKind::Cases { .. }
                | ExprKind::Value(_)
        )
}

/// A column of whole numbers against a figure: the whole number `floor`, or something between it
/// and the next; `step` is the distance from one value to the next.
fn against(column: usize, comparison: Comparison, floor: i128, exact: bool, step: i128) -> Formula {
    let next = floor.saturating_add(step);
    let least = if exact { floor } else { next };
    let from = |bound: i128| Formula::atom(column, Set::Range(Some(bound), None));
    let equal = if exact {
        Formula::atom(column, Set::Range(Some(floor), Some(next)))
    } else {
        Formula::Constant(false)
    };
    let below = |bound: i128| Formula::atom(column, Set::Range(None, Some(bound)));
    match comparison {
        Comparison::Equal => equal,
        Comparison::NotEqual => equal.not(),
        Comparison::Less => below(least),
        Comparison::LessOrEqual => below(next),
        Comparison::Greater => from(next),
        Comparison::GreaterOrEqual => from(least),
    }
}

fn holds(comparison: Comparison, order: std::cmp::Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// Two literals that are no quantities.
fn literals(comparison: Comparison, a: &Literal, b: &Literal) -> Option<Formula> {
    let order = match (a, b) {
        (Literal::Option(a), Literal::Option(b)) => a.cmp(b),
        (Literal::Bool(a), Literal::Bool(b)) => a.cmp(b),
        (Literal::Text(a), Literal::Text(b)) => a.cmp(b),
        (Literal::DateTime(a), Literal::DateTime(b)) => a.cmp(b),
        _ => return None,
    };
    Some(Formula::Constant(holds(comparison, order)))
}
