//! What a rule gives: an amount and the clauses that work on it.

use super::allowed::Wanted;
use super::effect_problem::EffectProblem;
use super::scope::Local;
use super::validity::Validity;
use super::{Checker, Problem, build};
use crate::ir::{
    Approval, Cost, Effect, EffectKind, Expr, ExprKind, Extreme, Grant, MoneyForm, Reversal,
    RoundingMode, RuleWord,
};
use crate::keywords::{LANGUAGES, keywords};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Clause, ClauseKind, Give, RoundClause, Text, TimeUnit};
use crate::types::{Type, Unit};

/// A `give` while its clauses are read.
pub(super) struct Draft {
    given: Given,
    when: Option<Expr>,
    validity: Option<Validity>,
    available: Option<(Expr, Span)>,
    approvals: Vec<(Text, Option<syntax::Expr>, Span)>,
    decided_by: Option<String>,
    reversal: Option<Reversal>,
    span: Span,
}

enum Given {
    Amount(Amount),
    Thing(EffectKind),
    /// Something was wrong, and has been reported.
    Failed,
}

/// An amount with its clauses, which are applied in the fixed order of the language: `times`,
/// `plus`, `round`, `at least … each`, `at most … each`.
struct Amount {
    value: Expr,
    purpose: Use,
    times: Vec<Expr>,
    plus: Vec<Expr>,
    round: Option<RoundClause>,
    at_least: Vec<Expr>,
    at_most: Vec<Expr>,
    less: Option<Less>,
}

/// What becomes of an amount that is taken back, once it is rounded.
pub(super) struct Less {
    /// At most this,
    pub(super) whole: Expr,
    /// and what was taken before, which is below zero, counts against it;
    pub(super) before: Expr,
    /// at most these are taken now.
    pub(super) bounds: Vec<Expr>,
}

impl Draft {
    /// Stands for a `give` with a mistake, so that its clauses still have something to work on.
    pub(super) fn failed(span: Span) -> Draft {
        Draft::of(Given::Failed, span)
    }

    fn of(given: Given, span: Span) -> Draft {
        Draft {
            given,
            when: None,
            validity: None,
            available: None,
            approvals: Vec::new(),
            decided_by: None,
            reversal: None,
            span,
        }
    }

    /// What is taken back of another rule's grants.
    pub(super) fn taken_back(
        value: Expr,
        less: Less,
        reversal: Reversal,
        when: Option<Expr>,
        span: Span,
    ) -> Draft {
        let amount = Amount { less: Some(less), ..Amount::new(value, Use::Take) };
        Draft { when, reversal: Some(reversal), ..Draft::of(Given::Amount(amount), span) }
    }

    /// What another rule's grants are adjusted by, one way.
    pub(super) fn adjusted(
        kind: EffectKind,
        reversal: Reversal,
        (when, days): (Option<Expr>, [Option<Expr>; 2]),
        span: Span,
    ) -> Draft {
        let [available, last_day] = days;
        Draft {
            when,
            validity: last_day.map(Validity::Through),
            available: available.map(|day| (day, span)),
            reversal: Some(reversal),
            ..Draft::of(Given::Thing(kind), span)
        }
    }
}

impl Draft {
    /// What the customer chooses of a rate.
    pub(super) fn chosen(kind: EffectKind, when: Option<Expr>, span: Span) -> Draft {
        Draft { when, ..Draft::of(Given::Thing(kind), span) }
    }

    fn is_cost(&self) -> bool {
        matches!(&self.given, Given::Amount(Amount { purpose: Use::Cost, .. }))
    }

    /// Whether it is something that the customer gets, and not offered for choice.
    fn is_given(&self) -> bool {
        match &self.given {
            Given::Amount(amount) => matches!(amount.purpose, Use::Give(_)),
            Given::Thing(kind) => !matches!(kind, EffectKind::Offer(_)),
            Given::Failed => true,
        }
    }
}

impl Draft {
    fn is_thing_taken_back(&self) -> bool {
        let adjusts = self.reversal.as_ref().is_some_and(|reversal| reversal.adjusts.is_some());
        self.reversal.is_some() && !adjusts && matches!(self.given, Given::Thing(_))
    }
}

impl Amount {
    fn new(value: Expr, purpose: Use) -> Amount {
        let (times, plus, at_least, at_most) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Amount { value, purpose, times, plus, round: None, at_least, at_most, less: None }
    }
}

/// What becomes of an amount.
#[derive(Clone, Copy)]
enum Use {
    /// It is given.
    Give(Option<MoneyForm>),
    /// It is taken.
    Take,
    /// It is asked for.
    Cost,
}

impl Checker<'_> {
    pub(super) fn draft(
        &mut self,
        word: RuleWord,
        give: &Give,
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Draft> {
        let when = self.optional_condition(when)?;
        let (given, valid) =
            self.given(when.as_ref(), |checker| checker.thing(word, give, span))?;
        let validity = match valid {
            Some((count, unit)) => Some(self.valid_for(count, *unit, span)?),
            None => None,
        };
        let decided_by = match give {
            Give::Floor { decided_by, .. } => Some(decided_by.value.clone()),
            _ => None,
        };
        Some(Draft { when, validity, decided_by, ..Draft::of(given, span) })
    }

    /// `take 500 points`
    pub(super) fn taking(
        &mut self,
        word: RuleWord,
        (amount, within_balance): (&syntax::Expr, bool),
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Draft> {
        self.require(word, Wanted::Taking, span)?;
        let when = self.optional_condition(when)?;
        let mut amount =
            self.given(when.as_ref(), |checker| checker.amount(word, amount, Use::Take))?;
        if let (true, Type::Quantity(unit, _)) = (within_balance, amount.value.ty.clone()) {
            amount.at_most.push(self.positive_balance(&unit, span)?);
        }
        Some(Draft { when, ..Draft::of(Given::Amount(amount), span) })
    }

    /// `cost 10000 points`
    pub(super) fn asked(
        &mut self,
        word: RuleWord,
        amount: &syntax::Expr,
        span: Span,
    ) -> Option<Draft> {
        let amount = self.amount(word, amount, Use::Cost)?;
        Some(Draft::of(Given::Amount(amount), span))
    }

    /// `offer one of { … }`
    pub(super) fn offer(
        &mut self,
        word: RuleWord,
        options: &[Clause],
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Draft> {
        self.require(word, Wanted::Offer, span)?;
        let when = self.optional_condition(when)?;
        let given = options.iter().filter(|it| matches!(it.kind, ClauseKind::Give { .. }));
        if given.count() < 2 {
            return self.report(Problem::Effect(EffectProblem::NoChoice { span }));
        }
        let drafts = self.given(when.as_ref(), |checker| checker.options(word, options));
        let options: Vec<Option<Effect>> =
            drafts.into_iter().map(|draft| self.finished(draft)).collect();
        let options = EffectKind::Offer(options.into_iter().collect::<Option<_>>()?);
        Some(Draft { when, ..Draft::of(Given::Thing(options), span) })
    }

    /// The options of an offer with the clauses that work on them.
    fn options(&mut self, word: RuleWord, options: &[Clause]) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        for clause in options {
            if let ClauseKind::Give { give, when } = &clause.kind {
                let draft = self.draft(word, give, when.as_ref(), clause.span);
                drafts.push(draft.unwrap_or_else(|| Draft::failed(clause.span)));
            } else if self.modify(drafts.last_mut(), clause).is_none() {
                drafts.push(Draft::failed(clause.span));
            }
        }
        drafts
    }

    /// A condition that need not be written.
    pub(super) fn optional_condition(
        &mut self,
        when: Option<&syntax::Expr>,
    ) -> Option<Option<Expr>> {
        match when {
            Some(when) => self.condition(when).map(Some),
            None => Some(None),
        }
    }

    fn thing<'g>(
        &mut self,
        word: RuleWord,
        give: &'g Give,
        span: Span,
    ) -> Option<(Given, Option<&'g (syntax::Expr, TimeUnit)>)> {
        let (kind, valid) = match give {
            Give::Amount { value, form } | Give::Floor { value, form, .. } => {
                let amount = self.amount(word, value, Use::Give(*form))?;
                return Some((Given::Amount(amount), None));
            }
            Give::Coupon { code, worth, valid } => {
                self.require(word, Wanted::Coupon, span)?;
                let (code, worth) = (code.value.clone(), self.worth(worth.as_ref())?);
                (EffectKind::Coupon { code, worth }, valid.as_ref())
            }
            Give::Gift { code, worth, valid } => {
                self.require(word, Wanted::Gift, span)?;
                let (code, worth) = (code.value.clone(), self.worth(worth.as_ref())?);
                (EffectKind::Gift { code, worth }, valid.as_ref())
            }
            Give::Benefit { name, valid } => {
                self.require(word, Wanted::Benefit, span)?;
                (EffectKind::Benefit { name: name.value.clone() }, valid.as_ref())
            }
            Give::Badge { name } => {
                self.require(word, Wanted::Badge, span)?;
                (EffectKind::Badge { name: name.value.clone() }, None)
            }
            Give::Chosen { .. } => {
                return self.report(Problem::Effect(EffectProblem::NoRate { span }));
            }
        };
        Some((Given::Thing(kind), valid))
    }

    /// What a coupon or gift is worth; inside, `None` where it is not said.
    fn worth(&mut self, worth: Option<&syntax::Expr>) -> Option<Option<Expr>> {
        let Some(syntax) = worth else { return Some(None) };
        let worth = self.decided(syntax, None)?;
        if !matches!(worth.ty, Type::Quantity(Unit::Money(_), _)) {
            return self.mismatch(say!("an amount of money"), &worth, syntax.span);
        }
        self.grantable(worth, syntax.span).map(Some)
    }

    fn amount(&mut self, word: RuleWord, syntax: &syntax::Expr, purpose: Use) -> Option<Amount> {
        let value = self.decided(syntax, None)?;
        let span = syntax.span;
        match (&value.ty, purpose) {
            (Type::Quantity(Unit::Points(_) | Unit::Money(_), _), Use::Take)
            | (Type::Quantity(Unit::Points(_), _), Use::Cost) => {}
            (Type::Quantity(Unit::Points(_), _), Use::Give(None)) => {
                self.require(word, Wanted::Points, span)?;
            }
            (Type::Quantity(Unit::Money(_), _), Use::Give(Some(_))) => {
                self.require(word, Wanted::Money, span)?;
            }
            (Type::Quantity(Unit::Money(_), _), Use::Give(None)) => {
                return self.report(Problem::NoForm { span });
            }
            (_, Use::Give(Some(_))) => {
                let found = self.describe(&value.ty);
                return self.report(Problem::FormWithoutMoney { found, span });
            }
            (_, Use::Give(None) | Use::Take) => {
                return self.mismatch(say!("an amount of points or money"), &value, span);
            }
            (_, Use::Cost) => return self.mismatch(say!("an amount of points"), &value, span),
        }
        Some(Amount::new(value, purpose))
    }

    /// Reads a clause that works on the `give` before it.
    pub(super) fn modify(&mut self, draft: Option<&mut Draft>, clause: &Clause) -> Option<()> {
        let word = clause_word(&clause.kind);
        let Some(draft) = draft else {
            return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
        };
        match &clause.kind {
            // Of what a reversal takes back, it rounds the amounts.
            ClauseKind::Round(_) if draft.is_thing_taken_back() => {}
            ClauseKind::UsableThrough(_) | ClauseKind::Valid { .. } | ClauseKind::Available(_)
                if draft.reversal.is_some() || draft.is_cost() =>
            {
                return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
            }
            ClauseKind::Available(_) if !draft.is_given() => {
                return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
            }
            ClauseKind::Available(_) if let Some((_, first)) = draft.available => {
                return self.report(Problem::Repeated { clause: word, first, second: clause.span });
            }
            ClauseKind::UsableThrough(_) | ClauseKind::Valid { .. } if draft.validity.is_some() => {
                let first = draft.validity.as_ref().map_or(draft.span, Validity::span);
                return self.report(Problem::Repeated { clause: word, first, second: clause.span });
            }
            ClauseKind::Available(available) => {
                draft.available = Some((self.available(available, clause.span)?, clause.span));
            }
            // Who comes later approves what is above another bound.
            ClauseKind::Approval { when: None, .. }
                if let Some((_, _, first)) = draft.approvals.first().cloned() =>
            {
                return self.report(Problem::Repeated { clause: word, first, second: clause.span });
            }
            ClauseKind::Approval { by, when } => {
                draft.approvals.push((by.clone(), when.clone(), clause.span));
            }
            ClauseKind::UsableThrough(day) => {
                draft.validity = Some(Validity::Through(self.decided_date(day)?));
            }
            ClauseKind::Valid { count, unit } => {
                draft.validity = Some(self.valid_for(count, *unit, clause.span)?);
            }
            _ => {
                let when = draft.when.clone();
                return self.given(when.as_ref(), |checker| {
                    checker.modify_amount(&mut draft.given, clause, word)
                });
            }
        }
        Some(())
    }

    fn modify_amount(&mut self, given: &mut Given, clause: &Clause, word: Message) -> Option<()> {
        let amount = match given {
            Given::Amount(amount)
                if amount.less.is_none() || matches!(clause.kind, ClauseKind::Round(_)) =>
            {
                amount
            }
            Given::Failed => return None,
            Given::Amount(_) | Given::Thing(_) => {
                return self.report(Problem::NoGiveBefore { clause: word, span: clause.span });
            }
        };
        match &clause.kind {
            ClauseKind::Times(factor) => amount.times.push(self.number(factor)?),
            ClauseKind::Plus(term) => {
                let term = self.quantity(term)?;
                self.same_unit(&amount.value, &term, say!("added"))?;
                amount.plus.push(term);
            }
            ClauseKind::Round(round) => match &amount.round {
                Some(first) => {
                    let (first, second) = (first.span, round.span);
                    return self.report(Problem::Repeated { clause: say!("round"), first, second });
                }
                None => amount.round = Some(round.clone()),
            },
            ClauseKind::AtLeastEach(bound) => {
                let bound = self.bound(&amount.value, bound, RoundingMode::Up)?;
                amount.at_least.push(bound);
            }
            ClauseKind::AtMostEach(bound) => {
                let bound = self.bound(&amount.value, bound, RoundingMode::Down)?;
                amount.at_most.push(bound);
            }
            _ => {}
        }
        Some(())
    }

    /// A bound that can be granted: of more places, it is rounded to its own inner side, so that
    /// no rounding ever passes it.
    fn bound(&mut self, amount: &Expr, bound: &syntax::Expr, inward: RoundingMode) -> Option<Expr> {
        let checked = self.quantity(bound)?;
        self.same_unit(amount, &checked, say!("compared"))?;
        Some(super::round::to_unit(checked, inward))
    }

    /// The effect of a `give` with all its clauses.
    pub(super) fn finished(&mut self, draft: Draft) -> Option<Effect> {
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

    pub(super) fn clipped(
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

fn clause_word(kind: &ClauseKind) -> Message {
    match kind {
        ClauseKind::Times(_) => say!("times"),
        ClauseKind::Plus(_) => say!("plus"),
        ClauseKind::Round(_) => say!("round"),
        ClauseKind::AtLeastEach(_) => say!("at least … each"),
        ClauseKind::AtMostEach(_) => say!("at most … each"),
        ClauseKind::UsableThrough(_) => say!("usable through"),
        ClauseKind::Valid { .. } => say!("valid"),
        ClauseKind::Available(_) => say!("available"),
        ClauseKind::Approval { .. } => say!("needs approval by"),
        ClauseKind::ForEach { .. }
        | ClauseKind::Define { .. }
        | ClauseKind::When(_)
        | ClauseKind::Unless { .. }
        | ClauseKind::Give { .. }
        | ClauseKind::Limit(_)
        | ClauseKind::ContactLimit(_)
        | ClauseKind::Taking(_)
        | ClauseKind::Do { .. }
        | ClauseKind::Escalate { .. }
        | ClauseKind::FollowUp { .. }
        | ClauseKind::Because(_)
        | ClauseKind::Offer { .. }
        | ClauseKind::Take { .. }
        | ClauseKind::Cost(_)
        | ClauseKind::Automatic
        | ClauseKind::Priority(_)
        | ClauseKind::Reverse { .. }
        | ClauseKind::Adjust { .. }
        | ClauseKind::Suspend { .. }
        | ClauseKind::Forfeit { .. }
        | ClauseKind::Message { .. }
        | ClauseKind::Channel(_)
        | ClauseKind::Hours { .. }
        | ClauseKind::Marketing { .. }
        | ClauseKind::Service => say!("this clause"),
    }
}
