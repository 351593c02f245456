//! Budgets: a fund, the rules that draw on it, and the order in which customers come.

use super::crowd::CrowdProblem;
use super::describe::nearest;
use super::scope::Scope;
use super::{Checker, Problem};
use crate::ir::{Budget, EffectKind, Expr, ExprKind, Literal, Period, Precedence, Rule};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, BudgetClause, Name};
use crate::types::{Type, Unit};

/// The clauses of a budget, each once.
#[derive(Default)]
struct Gathered<'a> {
    fund: Option<(&'a syntax::Expr, Option<Period>, Span)>,
    rules: Option<(&'a [Name], Span)>,
    order: Option<(&'a [(syntax::Expr, bool)], Span)>,
}

impl<'a> Checker<'a> {
    /// Checks the budgets, in the order of their names.
    pub(super) fn check_budgets(&mut self, rules: &[Rule]) -> Vec<Budget> {
        let budgets: Vec<&'a syntax::Budget> = self.declared.budgets.values().copied().collect();
        let mut drawn = Vec::new();
        let checked =
            budgets.into_iter().map(|budget| self.check_budget(budget, rules, &mut drawn));
        checked.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn check_budget(
        &mut self,
        budget: &'a syntax::Budget,
        rules: &[Rule],
        drawn: &mut Vec<(&'a str, Span)>,
    ) -> Option<Budget> {
        self.scope = Scope::customer(self.customer_name());
        let gathered = self.budget_clauses(budget)?;
        let name = &budget.name;
        let (fund, period, _) =
            self.clause_of(gathered.fund, name, say!("`100000 CNY per month`"))?;
        let (names, _) =
            self.clause_of(gathered.rules, name, say!("`for …`, the rules that draw on it"))?;
        let (criteria, _) =
            self.clause_of(gathered.order, name, say!("`ordered by …`, who comes first"))?;
        let (amount, places, unit) = self.fund(fund)?;
        for name in names {
            self.draws(name, rules, &unit, fund.span, drawn);
        }
        let order: Vec<Option<Precedence>> =
            criteria.iter().map(|(by, highest)| self.precedence(by, *highest)).collect();
        let order = order.into_iter().collect::<Option<_>>()?;
        let priority = |name: &str| rules.iter().find(|rule| rule.name == name);
        let mut drawing: Vec<(String, i64)> = names
            .iter()
            .map(|name| {
                let rule = priority(&name.text);
                (name.text.clone(), rule.map_or(0, |rule| rule.priority))
            })
            .collect();
        drawing.sort();
        let name = name.text.clone();
        let (rules, priorities) = drawing.into_iter().unzip();
        Some(Budget { name, amount, places, unit, period, rules, priorities, order })
    }

    fn budget_clauses(&mut self, budget: &'a syntax::Budget) -> Option<Gathered<'a>> {
        let mut gathered = Gathered::default();
        for clause in &budget.clauses {
            let before = match clause {
                BudgetClause::Fund { amount, period, span } => {
                    let period = *period;
                    let before = gathered.fund.replace((amount, period, *span));
                    before.map(|(_, _, first)| (say!("the fund"), first, *span))
                }
                BudgetClause::For(names, span) => {
                    let before = gathered.rules.replace((names, *span));
                    before.map(|(_, first)| (say!("for"), first, *span))
                }
                BudgetClause::OrderedBy(order, span) => {
                    let before = gathered.order.replace((order, *span));
                    before.map(|(_, first)| (say!("ordered by"), first, *span))
                }
            };
            if let Some((clause, first, second)) = before {
                return self.report(Problem::Repeated { clause, first, second });
            }
        }
        Some(gathered)
    }

    fn clause_of<T>(&mut self, found: Option<T>, name: &Name, what: Message) -> Option<T> {
        if found.is_none() {
            let (budget, span) = (name.text.clone(), name.span);
            return self.report(Problem::Crowd(CrowdProblem::BudgetLacks { budget, what, span }));
        }
        found
    }

    /// The amount of a fund: money or points, in a fixed figure.
    fn fund(&mut self, fund: &syntax::Expr) -> Option<(i128, u8, Unit)> {
        let amount = self.infer(fund, None)?;
        match (&amount.kind, &amount.ty, amount.ty.places()) {
            (
                ExprKind::Literal(Literal::Quantity(mantissa)),
                Type::Quantity(unit, _),
                Some(places),
            ) if matches!(unit, Unit::Money(_) | Unit::Points(_)) => {
                Some((*mantissa, places, unit.clone()))
            }
            _ => self.mismatch(say!("money or points"), &amount, fund.span),
        }
    }

    /// Requires that a rule gives something of the fund, and draws on no other.
    fn draws(
        &mut self,
        name: &'a Name,
        rules: &[Rule],
        unit: &Unit,
        fund: Span,
        drawn: &mut Vec<(&'a str, Span)>,
    ) -> Option<()> {
        let span = name.span;
        let Some(rule) = rules.iter().find(|rule| rule.name == name.text) else {
            let nearest = nearest(&name.text, rules.iter().map(|rule| rule.name.as_str()));
            let name = name.text.clone();
            return self.report(Problem::Crowd(CrowdProblem::NoSuchRule { name, span, nearest }));
        };
        if let Some((_, first)) = drawn.iter().find(|(other, _)| *other == name.text) {
            let (name, first) = (name.text.clone(), *first);
            return self.report(Problem::Crowd(CrowdProblem::DrawnTwice { name, first, span }));
        }
        drawn.push((&name.text, span));
        self.not_redeemed(rule, say!("budget"), span)?;
        // A rule without effects has been reported.
        let gives = |ty: &Type| matches!(ty, Type::Quantity(given, _) if given == unit);
        if rule.effects.is_empty()
            || rule.effects.iter().any(|it| given(&it.kind).is_some_and(gives))
        {
            return Some(());
        }
        let name = name.text.clone();
        self.report(Problem::Crowd(CrowdProblem::NothingDrawn { name, span, fund }))
    }

    /// A criterion of the order: what has larger and smaller, or a text. It may be missing.
    fn precedence(&mut self, by: &syntax::Expr, from_highest: bool) -> Option<Precedence> {
        let by = self.infer(by, None)?;
        if by.ty != Type::Text {
            self.require_ordered(&by)?;
        }
        Some(Precedence { by, from_highest })
    }
}

/// The type of an amount that a fund can pay.
fn given(kind: &EffectKind) -> Option<&Type> {
    let amount: &Expr = match kind {
        EffectKind::Points(grant) | EffectKind::Money(_, grant) => &grant.amount,
        EffectKind::Coupon { worth, .. } | EffectKind::Gift { worth, .. } => worth.as_ref()?,
        _ => return None,
    };
    Some(&amount.ty)
}
