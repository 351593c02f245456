//! The clauses of a tier with memory.

use super::{Checker, Problem};
use crate::ir::{Ends, ExprKind, Length, Literal, ShiftUnit, Validity};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Name, Tier, TierClauseKind, TimeUnit};

/// Clauses that lower at once: what a run packs into one word.
const MOST_AT_ONCE: usize = 50;

/// The clauses of a tier, each where it belongs.
#[derive(Default)]
pub(super) struct Clauses<'a> {
    pub(super) held_in: Option<&'a syntax::Expr>,
    pub(super) valid: Option<&'a syntax::Validity>,
    pub(super) renewed_again: bool,
    pub(super) one_at_a_time: bool,
    pub(super) at_once: Vec<&'a syntax::Expr>,
    pub(super) grace: Option<(&'a syntax::Expr, TimeUnit)>,
    pub(super) life_after: Option<(&'a syntax::Expr, TimeUnit)>,
    pub(super) lent: Vec<(&'a Name, Option<&'a syntax::Expr>, &'a syntax::Expr)>,
    pub(super) rises_from: Option<&'a syntax::Expr>,
}

/// The word of a clause, as English writes it.
pub(super) fn word(kind: &TierClauseKind) -> Message {
    match kind {
        TierClauseKind::HeldIn(_) => say!("held in"),
        TierClauseKind::Valid(syntax::Validity::Reviewed { .. }) => say!("reviewed"),
        TierClauseKind::Valid(_) => say!("valid"),
        TierClauseKind::RenewedAtTheEnd | TierClauseKind::RenewedAgain => say!("renewed"),
        TierClauseKind::FallsOneAtATime => say!("falls one level at a time"),
        TierClauseKind::FallsAtOnce(_) => say!("falls one level at once"),
        TierClauseKind::Grace(..) => say!("grace of"),
        TierClauseKind::ForLifeHeld(..) => say!("for life once held"),
        TierClauseKind::Lent { .. } => say!("lent"),
        TierClauseKind::RisesFrom(_) => say!("rises from"),
    }
}

impl<'a> Checker<'a> {
    /// The clauses, each but `lent` and `falls one level at once` at most once.
    pub(super) fn clauses(&mut self, tier: &'a Tier) -> Option<Clauses<'a>> {
        let mut seen: Vec<(Message, Span)> = Vec::new();
        let mut clauses = Clauses::default();
        for clause in &tier.clauses {
            let several =
                matches!(clause.kind, TierClauseKind::Lent { .. } | TierClauseKind::FallsAtOnce(_));
            // A review is a way to be valid.
            let clause_word = match &clause.kind {
                TierClauseKind::Valid(_) => say!("valid"),
                other => word(other),
            };
            if let Some((_, first)) =
                seen.iter().find(|(other, _)| *other == clause_word && !several)
            {
                let (first, second) = (*first, clause.span);
                return self.report(Problem::Repeated { clause: clause_word, first, second });
            }
            seen.push((clause_word, clause.span));
            clauses.add(&clause.kind);
        }
        if clauses.at_once.len() > MOST_AT_ONCE {
            let what = say!("the number of clauses `falls one level at once`");
            let span = tier.name.span;
            return self.report(Problem::TooLarge { what, limit: MOST_AT_ONCE, span });
        }
        Some(clauses)
    }

    /// How the validity of a level ends.
    pub(super) fn ends(&mut self, clauses: &Clauses<'a>) -> Option<Ends> {
        let validity = match clauses.valid {
            Some(valid) => Some(self.validity(valid)?),
            None => None,
        };
        let from_today =
            matches!(clauses.valid, Some(syntax::Validity::For { from_today: true, .. }));
        let (grace, life_after) = (
            self.whole_length(clauses.grace, say!("a grace")),
            self.whole_length(clauses.life_after, say!("this")),
        );
        Some(Ends {
            validity,
            from_today,
            one_at_a_time: clauses.one_at_a_time,
            renewed_again: clauses.renewed_again,
            grace: grace?,
            life_after: life_after?,
        })
    }

    fn validity(&mut self, valid: &syntax::Validity) -> Option<Validity> {
        Some(match valid {
            syntax::Validity::For { count, unit, through, .. } => {
                let length = self.whole_length(Some((count, *unit)), say!("a validity"))??;
                Validity::For(length, *through)
            }
            syntax::Validity::ToEnd { period, next } => {
                let months = match period {
                    syntax::Period::Month => 1,
                    syntax::Period::Quarter => 3,
                    syntax::Period::Year => 12,
                };
                Validity::ToEnd(*period, if *next { months } else { 0 })
            }
            syntax::Validity::To(_) => Validity::To,
            syntax::Validity::Reviewed { month, day } => {
                Validity::Reviewed { month: *month, day: *day }
            }
        })
    }

    /// A length of time as written: at least one day or month.
    #[expect(clippy::option_option, reason = "outside what was wrong, inside what was not said")]
    fn whole_length(
        &mut self,
        length: Option<(&syntax::Expr, TimeUnit)>,
        what: Message,
    ) -> Option<Option<Length>> {
        let Some((count, unit)) = length else { return Some(None) };
        let checked = self.positive(count, what.clone())?;
        let ExprKind::Literal(Literal::Quantity(number)) = checked.kind else {
            return self.report(Problem::NeedsLiteral { what, span: count.span });
        };
        let (unit, factor) = match unit {
            TimeUnit::Days => (ShiftUnit::Days, 1),
            TimeUnit::Weeks => (ShiftUnit::Days, 7),
            TimeUnit::Months => (ShiftUnit::Months, 1),
            TimeUnit::Years => (ShiftUnit::Months, 12),
            TimeUnit::BusinessDays => {
                let (unit, why) =
                    (say!("business days"), say!("a level is good for days of the year"));
                return self.report(Problem::TimeUnit { unit, why, span: count.span });
            }
            TimeUnit::Hours | TimeUnit::Minutes => {
                let (unit, why) =
                    (say!("hours and minutes"), say!("a level is good for whole days"));
                return self.report(Problem::TimeUnit { unit, why, span: count.span });
            }
        };
        match i64::try_from(number).ok().filter(|number| *number <= i64::from(LONGEST)) {
            Some(number) => Some(Some(Length { count: number * factor, unit })),
            None => {
                self.report(Problem::TooLarge { what, limit: LONGEST as usize, span: count.span })
            }
        }
    }
}

/// More than the days of the calendar.
const LONGEST: u32 = 4_000_000;

impl<'a> Clauses<'a> {
    fn add(&mut self, clause: &'a TierClauseKind) {
        match clause {
            TierClauseKind::HeldIn(field) => self.held_in = Some(field),
            TierClauseKind::Valid(valid) => self.valid = Some(valid),
            TierClauseKind::RenewedAtTheEnd => {}
            TierClauseKind::RenewedAgain => self.renewed_again = true,
            TierClauseKind::FallsOneAtATime => self.one_at_a_time = true,
            TierClauseKind::FallsAtOnce(when) => self.at_once.push(when),
            TierClauseKind::Grace(count, unit) => self.grace = Some((count, *unit)),
            TierClauseKind::ForLifeHeld(count, unit) => self.life_after = Some((count, *unit)),
            TierClauseKind::Lent { level, until, when } => {
                self.lent.push((level, until.as_ref(), when));
            }
            TierClauseKind::RisesFrom(date) => self.rises_from = Some(date),
        }
    }
}
