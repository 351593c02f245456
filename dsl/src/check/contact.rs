//! Messages: the terms on which they go out, and channels.

use super::allowed::Wanted;
use super::effect_problem::EffectProblem;
use super::{Checker, Problem, build};
use crate::ir::{
    Effect, EffectKind, Expr, ExprKind, Limit, Literal, Measure, Message, Purpose, RuleWord,
};
use crate::source::Span;
use crate::syntax::{self, Clause, ClauseKind, ExprKind as Syntax};
use crate::types::Type;

/// What a rule's clauses say of its messages.
#[derive(Default)]
pub(super) struct Terms {
    channel: Option<(Expr, Span)>,
    hours: Option<((u16, u16), Span)>,
    purpose: Option<(Purpose, Span)>,
}

impl Checker<'_> {
    /// `message "Dear {name}, …"`: its terms are added when all clauses are read.
    pub(super) fn message(
        &mut self,
        word: RuleWord,
        clause: &Clause,
        (text, channel, when): (&syntax::Template, Option<&syntax::Expr>, Option<&syntax::Expr>),
    ) -> Option<Effect> {
        self.require(word, Wanted::Message, clause.span)?;
        let when = self.optional_condition(when)?;
        let message = self.given(when.as_ref(), |checker| {
            let (text, channel) = (checker.template(text), checker.channel(channel));
            let (hours, purpose) = (None, Purpose::Service);
            Some(Message { text: text?, channel: channel?, hours, purpose })
        })?;
        Some(Effect { when, ..Effect::new(EffectKind::Message(message), clause.span) })
    }

    /// `by …`, `between …`, `marketing …`, `service`; the consent is a condition of the rule.
    pub(super) fn message_terms(
        &mut self,
        word: RuleWord,
        clause: &Clause,
        terms: &mut Terms,
        conditions: &mut Vec<Expr>,
    ) -> Option<()> {
        let span = clause.span;
        self.require(word, Wanted::MessageTerms, span)?;
        let (name, first) = match &clause.kind {
            ClauseKind::Channel(_) => (say!("by"), terms.channel.as_ref().map(|(_, span)| *span)),
            ClauseKind::Hours { .. } => (say!("between"), terms.hours.map(|(_, span)| span)),
            _ => (say!("marketing or service"), terms.purpose.map(|(_, span)| span)),
        };
        if let Some(first) = first {
            return self.report(Problem::Repeated { clause: name, first, second: span });
        }
        match &clause.kind {
            ClauseKind::Channel(channel) => {
                terms.channel = self.channel(Some(channel))?.map(|channel| (channel, span));
            }
            ClauseKind::Hours { from, to } => {
                let hours = hours(*from, *to);
                if hours.is_none() {
                    return self.report(Problem::Effect(EffectProblem::Hours { span }));
                }
                terms.hours = hours.map(|hours| (hours, span));
            }
            ClauseKind::Marketing { consent } => {
                terms.purpose = Some((Purpose::Marketing, span));
                let Some(consent) = consent else {
                    return self.report(Problem::Effect(EffectProblem::NoConsent { span }));
                };
                conditions.push(self.consent(consent)?);
            }
            _ => terms.purpose = Some((Purpose::Service, span)),
        }
        Some(())
    }

    /// A customer of whom nothing is known has not agreed.
    fn consent(&mut self, consent: &syntax::Expr) -> Option<Expr> {
        let checked = self.infer(consent, Some(&Type::Bool))?;
        if checked.ty != Type::Bool {
            return self.mismatch(say!("a condition (yes or no)"), &checked, consent.span);
        }
        if !checked.optional {
            return Some(checked);
        }
        let (span, no) = (checked.span, build::boolean(false, checked.span));
        let kind = ExprKind::OrElse(Box::new(checked), Box::new(no));
        Some(build::known(kind, Type::Bool, span))
    }

    /// Only what markets is held back.
    pub(super) fn check_contact_limits(&mut self, terms: &Terms, limits: &[Limit]) {
        let of_contacts = limits.iter().filter(|limit| limit.measure == Measure::Contacts);
        if matches!(terms.purpose, Some((Purpose::Service, _))) {
            let problems = of_contacts.map(|limit| {
                let span = limit.date.span;
                Problem::Effect(EffectProblem::ServiceHeldBack { span })
            });
            self.problems.extend(problems.collect::<Vec<_>>());
        }
    }

    /// Puts the terms on a rule's messages.
    pub(super) fn finish_messages(
        &mut self,
        rule: &syntax::Rule,
        terms: &Terms,
        effects: &mut [Effect],
    ) {
        let mut messages = effects.iter_mut().filter_map(|effect| match &mut effect.kind {
            EffectKind::Message(message) => Some(message),
            _ => None,
        });
        let Some(first) = messages.next() else { return };
        let Some((purpose, _)) = terms.purpose else {
            let (rule, span) = (rule.name.text.clone(), rule.name.span);
            self.problems.push(Problem::Effect(EffectProblem::NoPurpose { rule, span }));
            return;
        };
        for message in std::iter::once(first).chain(messages) {
            if message.channel.is_none() {
                message.channel = terms.channel.as_ref().map(|(channel, _)| channel.clone());
            }
            message.hours = terms.hours.map(|(hours, _)| hours);
            message.purpose = purpose;
        }
    }

    /// A channel: a bare name that stands for nothing is the channel itself; else a value that
    /// is a text or one of several. Inside, `None` where none is written.
    pub(super) fn channel(&mut self, channel: Option<&syntax::Expr>) -> Option<Option<Expr>> {
        let Some(syntax) = channel else { return Some(None) };
        if let Syntax::Name(name) = &syntax.kind
            && !self.stands_for_value(&name.text)
        {
            let text = Literal::Text(name.text.clone());
            let literal = build::known(ExprKind::Literal(text), Type::Text, syntax.span);
            return Some(Some(literal));
        }
        let value = self.decided(syntax, None)?;
        match (&syntax.kind, &value.kind, &value.ty) {
            (Syntax::Name(name), ExprKind::Field { depth, .. }, Type::Text) => {
                let of = self.scope.frames.get(usize::from(*depth)).map(|frame| &frame.name);
                let field = format!("{}.{}", of?, name.text);
                let (name, span) = (name.text.clone(), name.span);
                let problem = EffectProblem::Channel { name, field, span };
                self.report(Problem::Effect(problem))
            }
            (_, _, Type::Text | Type::Choice(_)) => Some(Some(value)),
            _ => self.mismatch(say!("a channel (a text, or one of several)"), &value, syntax.span),
        }
    }
}

/// Minutes of the day from the earlier to the later time.
fn hours(from: (u32, u32), to: (u32, u32)) -> Option<(u16, u16)> {
    let minutes = |(hour, minute): (u32, u32)| {
        let all = hour.checked_mul(60)?.checked_add(minute)?;
        u16::try_from(all).ok().filter(|all| minute < 60 && *all <= 24 * 60)
    };
    minutes(from).zip(minutes(to)).filter(|(from, to)| from < to)
}
