//! What becomes of a `give` with all its clauses: an effect.

use super::{Amount, Draft, Given, Use};
use crate::check::scope::Local;
use crate::check::{Checker, build};
use crate::ir::{Approval, Cost, Effect, EffectKind, Expr, ExprKind, Extreme, Grant};
use crate::keywords::{LANGUAGES, keywords};
use crate::syntax;

impl Checker<'_> {
    /// The effect of a `give` with all its clauses.
    pub(in crate::check) fn finished(&mut self, draft: Draft) -> Option<Effect> {
        let Draft { given, when, validity, available, approvals, decided_by, reversal, span } =
            draft;
        let kind = match given {
            Given::Thing(kind) => kind,
            Given::Failed => return None,
            Given::Amount(amount) => {
                let purpose = amount.purpose;
                let grant = self.given(when.as_ref(), |checker| checker.grant(amount))?;
                match purpose {
                    Use::Give(Some(form)) => EffectKind::Money(form, grant),
                    Use::Give(None) => EffectKind::Points(grant),
                    Use::Take => EffectKind::Take(grant),
                    Use::Cost => {
                        let balance = self.balance_for(&grant.amount, span)?;
                        EffectKind::Cost(Cost { grant, balance })
                    }
                }
            }
        };
        let mut checked = Vec::new();
        for (by, needed, _) in approvals {
            let when =
                self.given(when.as_ref(), |checker| checker.approved_when(needed.as_ref(), &kind))?;
            checked.push(Approval { by: by.value, when });
        }
        let approvals = checked;
        let available = available.map(|(day, _)| day);
        let last_day = match validity {
            Some(validity) => Some(self.last_good_day(validity, available.as_ref())?),
            None => None,
        };
        Some(Effect {
            when,
            last_day,
            available,
            approvals,
            decided_by,
            reversal,
            ..Effect::new(kind, span)
        })
    }

    /// The condition of an approval, in which `amount` is the amount given.
    fn approved_when(
        &mut self,
        when: Option<&syntax::Expr>,
        kind: &EffectKind,
    ) -> Option<Option<Expr>> {
        let before = self.scope.locals.len();
        let problems = self.problems.len();
        let amount = match kind {
            EffectKind::Offer(options) => self.worth_of_offer(options).flatten(),
            _ => kind.amounts().first().copied().flatten().cloned(),
        };
        // What is wrong with the worth of an offer matters only where it is asked for.
        let wrong = self.problems.split_off(problems);
        let local = match amount {
            Some(amount) => Some(Local::value(amount)),
            None => (!wrong.is_empty()).then_some(Local::Failed),
        };
        if let Some(local) = local {
            let spellings = LANGUAGES.iter().filter_map(|each| keywords(*each).spelling("amount"));
            let named = spellings.map(|spelling| (spelling.to_owned(), local.clone()));
            self.scope.locals.extend(named);
        }
        let when = self.optional_condition(when);
        self.scope.locals.truncate(before);
        if when.is_none() && self.problems.len() == problems {
            self.problems.extend(wrong);
        }
        when
    }

    fn grant(&mut self, amount: Amount) -> Option<Grant> {
        let span = amount.value.span;
        let mut value = amount.value;
        if let Some(factor) = self.multiplied(amount.times)? {
            value = self.product(value, factor, span)?;
        }
        value = self.summed(std::iter::once(value).chain(amount.plus).collect())?;
        value = match &amount.round {
            Some(round) => {
                let rounded = self.rounded(value, round)?;
                self.fine_enough(rounded, round.span)?
            }
            None => self.grantable(value, span)?,
        };
        if let Some(less) = amount.less {
            value = self.clipped(value, Extreme::Smallest, vec![less.whole])?;
            value = self.summed(vec![value, less.before])?;
            value = self.clipped(value, Extreme::Smallest, less.bounds)?;
        }
        value = self.clipped(value, Extreme::Largest, amount.at_least)?;
        if amount.at_most.is_empty() {
            return Some(Grant { amount: value, wished: None });
        }
        let wished = Some(value.clone());
        let amount = self.clipped(value, Extreme::Smallest, amount.at_most)?;
        Some(Grant { amount, wished })
    }

    /// The product of factors; inside, `None` for none.
    fn multiplied(&mut self, factors: Vec<Expr>) -> Option<Option<Expr>> {
        if factors.is_empty() {
            return Some(None);
        }
        let product = build::balanced(factors, &mut |left, right| {
            let span = left.span.to(right.span);
            self.product(left, right, span)
        });
        product.map(Some)
    }

    pub(in crate::check) fn clipped(
        &mut self,
        value: Expr,
        which: Extreme,
        bounds: Vec<Expr>,
    ) -> Option<Expr> {
        if bounds.is_empty() {
            return Some(value);
        }
        let span = value.span;
        let mut ty = value.ty.clone();
        for bound in &bounds {
            let sample = Expr { ty, ..value.clone() };
            ty = self.common_type(&sample, bound)?;
        }
        let items = std::iter::once(value).chain(bounds).collect();
        Some(build::known(ExprKind::Extreme { which, known_only: false, items }, ty, span))
    }
}
