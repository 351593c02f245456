//! What is suspended and forfeited.

use super::Checker;
use super::allowed::Wanted;
use crate::ir::{Effect, EffectKind, Expr, RuleWord};
use crate::source::Span;
use crate::syntax::{self, Suspension};

impl Checker<'_> {
    /// `suspend "rebate" for 30 days`
    pub(super) fn suspension(
        &mut self,
        word: RuleWord,
        name: &syntax::Text,
        length: Option<&Suspension>,
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Effect> {
        self.require(word, Wanted::Suspension, span)?;
        let when = self.optional_condition(when)?;
        let last_day = self.given(when.as_ref(), |checker| checker.length(length, span))?;
        let kind = EffectKind::Suspend { name: name.value.clone() };
        Some(Effect { when, last_day, ..Effect::new(kind, span) })
    }

    /// The last day; inside, `None` where there is no end.
    fn length(&mut self, length: Option<&Suspension>, span: Span) -> Option<Option<Expr>> {
        match length {
            Some(Suspension::For(count, unit)) => self.last_valid_day(count, *unit, span).map(Some),
            Some(Suspension::Until(day)) => self.decided_date(day).map(Some),
            None => Some(None),
        }
    }

    /// `forfeit "this year's bonus"`
    pub(super) fn forfeit(
        &mut self,
        word: RuleWord,
        name: &syntax::Text,
        when: Option<&syntax::Expr>,
        span: Span,
    ) -> Option<Effect> {
        self.require(word, Wanted::Forfeit, span)?;
        let when = self.optional_condition(when)?;
        let kind = EffectKind::Forfeit { name: name.value.clone() };
        Some(Effect { when, ..Effect::new(kind, span) })
    }
}
