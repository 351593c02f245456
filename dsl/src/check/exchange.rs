//! Exchange rates, and what they convert.

use super::figures::Dated;
use super::{Checker, FigureProblem, build};
use crate::ir::{Arm, Comparison, Expr, ExprKind, Literal};
use crate::source::Span;
use crate::syntax::{self, Name, Rates};
use crate::types::{ANY_MONEY_PLACES, CODES, Currency, Places, Type, Unit};

impl Checker<'_> {
    /// Checks all rates, used or not.
    pub(super) fn check_exchange(&mut self) {
        let all: Vec<&Rates> = self.declared.rates.values().copied().collect();
        for rates in all {
            let (from, to) = (self.currency(&rates.from), self.currency(&rates.to));
            if let (Some(_), Some(to)) = (from, to) {
                self.rates(rates, &to);
            }
        }
    }

    /// The rates of a pair, as what one unit becomes.
    fn rates(&mut self, rates: &Rates, to: &Currency) -> Option<Vec<Dated>> {
        let mut dated = self.dated_figures(&rates.figures, &Type::NUMBER, rates.span)?;
        for (_, rate) in &mut dated {
            if matches!(rate.kind, ExprKind::Literal(Literal::Quantity(rate)) if rate <= 0) {
                return self.report(FigureProblem::Rate { span: rate.span }.into());
            }
            rate.ty = counted_in(&rate.ty, Unit::Money(to.clone()));
        }
        Some(dated)
    }

    /// `order.amount in CNY at order.date`: missing where there is no rate for that day.
    pub(super) fn converted(
        &mut self,
        value: &syntax::Expr,
        currency: &Name,
        date: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let (value, date) = (self.infer(value, None), self.date(date));
        let (value, to, date) = (value?, self.currency(currency)?, date?);
        match &value.ty {
            Type::Quantity(Unit::AnyMoney, _) => self.any_converted(&value, &to, &date, span),
            Type::Quantity(Unit::Money(from), _) if *from == to => Some(Expr { span, ..value }),
            Type::Quantity(Unit::Money(from), _) => {
                let from = from.clone();
                self.money_converted(value, &from, &to, &date, span)
            }
            _ => self.mismatch(say!("money"), &value, value.span),
        }
    }

    fn money_converted(
        &mut self,
        value: Expr,
        from: &Currency,
        to: &Currency,
        date: &Expr,
        span: Span,
    ) -> Option<Expr> {
        let Some(rate) = self.rate(from, to, date, span)? else {
            let (from, to) = (from.0.clone(), to.0.clone());
            return self.report(FigureProblem::NoRate { from, to, span }.into());
        };
        let known = [&value, &rate].into_iter().filter(|it| it.optional).cloned();
        let known = build::all(known.map(build::is_known).collect::<Vec<_>>());
        let number = Expr { ty: counted_in(&value.ty, Unit::Number), optional: false, ..value };
        let product = self.product(number, Expr { optional: false, ..rate }, span)?;
        let Some(known) = known else { return Some(product) };
        let ty = product.ty.clone();
        let arms = vec![Arm { when: known, then: product }];
        Some(self.scope.narrowed(build::cases(arms, None, ty, span)))
    }

    /// The rate of a day, if the pair has rates at all.
    fn rate(
        &mut self,
        from: &Currency,
        to: &Currency,
        date: &Expr,
        span: Span,
    ) -> Option<Option<Expr>> {
        let pair = (from.0.as_str(), to.0.as_str());
        let Some(rates) = self.declared.rates.get(&pair).copied() else { return Some(None) };
        let dated = self.rates(rates, to)?;
        self.figure_on(dated, date, span).map(Some)
    }

    /// Money of any currency: an arm for each currency that has rates, and one for the own.
    fn any_converted(
        &mut self,
        value: &Expr,
        to: &Currency,
        date: &Expr,
        span: Span,
    ) -> Option<Expr> {
        let held = Expr { ty: Type::WHOLE, optional: false, ..value.clone() };
        let codes = build::whole(i128::from(CODES), span);
        let halves = |kind: fn(Box<Expr>, Box<Expr>) -> ExprKind| {
            let kind = kind(Box::new(held.clone()), Box::new(codes.clone()));
            build::known(kind, Type::WHOLE, span)
        };
        let (amount, code) = (halves(ExprKind::FullUnits), halves(ExprKind::Remainder));
        let one = build::quantity(1, Unit::Number, ANY_MONEY_PLACES, span);
        let amount = self.product(amount, one, span)?;
        let own = build::quantity(1, Unit::Money(to.clone()), 0, span);
        let mut rates = vec![(to.clone(), own)];
        let from: Vec<String> = self
            .declared
            .rates
            .keys()
            .filter(|pair| pair.1 == to.0)
            .map(|pair| pair.0.to_owned())
            .collect();
        for from in from.into_iter().map(Currency).filter(|from| from != to) {
            rates.extend(self.rate(&from, to, date, span)?.map(|rate| (from, rate)));
        }
        self.charge(value.size() * rates.len() * 2, value.height() + 6, span)?;
        let mut arms = Vec::new();
        for (from, rate) in rates {
            let number = build::whole(i128::from(from.number()?), span);
            let is_it = build::compare(Comparison::Equal, code.clone(), number);
            let known = [value, &rate].into_iter().filter(|it| it.optional).cloned();
            let known: Vec<Expr> = known.map(build::is_known).collect();
            let when = build::all(known.into_iter().chain([is_it]))?;
            let rate = Expr { optional: false, ..rate };
            arms.push((when, self.product(amount.clone(), rate, span)?));
        }
        let converted = self.joined(arms, None, span)?;
        Some(self.scope.narrowed(converted))
    }
}

/// The type of the same quantity under another unit.
fn counted_in(ty: &Type, unit: Unit) -> Type {
    match ty {
        Type::Quantity(_, places) => Type::Quantity(unit, *places),
        _ => Type::Quantity(unit, Places::Fixed(0)),
    }
}
