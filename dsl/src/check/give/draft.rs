//! A `give` while its clauses are read: what it may be, and what can be asked of it.

use super::{Amount, Draft, Given, Less, Use};
use crate::check::validity::Validity;
use crate::ir::{EffectKind, Expr, Reversal};
use crate::source::Span;

impl Draft {
    /// Stands for a `give` with a mistake, so that its clauses still have something to work on.
    pub(in crate::check) fn failed(span: Span) -> Draft {
        Draft::of(Given::Failed, span)
    }

    pub(super) fn of(given: Given, span: Span) -> Draft {
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
    pub(in crate::check) fn taken_back(
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
    pub(in crate::check) fn adjusted(
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

    /// What the customer chooses of a rate.
    pub(in crate::check) fn chosen(kind: EffectKind, when: Option<Expr>, span: Span) -> Draft {
        Draft { when, ..Draft::of(Given::Thing(kind), span) }
    }

    pub(super) fn is_cost(&self) -> bool {
        matches!(&self.given, Given::Amount(Amount { purpose: Use::Cost, .. }))
    }

    /// Whether it is something that the customer gets, and not offered for choice.
    pub(super) fn is_given(&self) -> bool {
        match &self.given {
            Given::Amount(amount) => matches!(amount.purpose, Use::Give(_)),
            Given::Thing(kind) => !matches!(kind, EffectKind::Offer(_)),
            Given::Failed => true,
        }
    }

    pub(super) fn is_thing_taken_back(&self) -> bool {
        let adjusts = self.reversal.as_ref().is_some_and(|reversal| reversal.adjusts.is_some());
        self.reversal.is_some() && !adjusts && matches!(self.given, Given::Thing(_))
    }
}
