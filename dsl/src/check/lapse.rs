//! How a kind of points lapses whatever its lots say: by inactivity, and by age.

use super::balance::Entry;
use super::effect_problem::EffectProblem;
use super::scope::{Frame, Scope};
use super::value::Progress;
use super::{Checker, Problem, build};
use crate::ir::{
    Aggregate, AggregateKind, Arm, Comparison, Decay, Expr, ExprKind, Extreme, Hop, Inactivity,
    Literal, Rounding, ShiftUnit, SpanBetween, ValueId,
};
use crate::source::Span;
use crate::syntax::{self, Lapse, ListExpr, PointsKind, TimeUnit};
use crate::types::{Points, Type, Unit};

/// How a kind of points lapses.
#[derive(Clone, Default)]
pub(super) struct Lapses {
    idle: Option<Idle>,
    fades: Option<Fades>,
}

/// By inactivity.
#[derive(Clone)]
struct Idle {
    /// The last good day as far as the last activity goes; missing without any.
    end: ValueId,
    /// The last of the days on which all points lapsed; missing where there is none.
    lapsed: ValueId,
    meaning: Inactivity,
}

/// By age: so much of a grant in every period.
#[derive(Clone)]
struct Fades {
    share: (i128, u8),
    period: (SpanBetween, i128, ShiftUnit),
    after: (Expr, TimeUnit),
    rounding: Rounding,
    /// After how many periods nothing is left.
    periods: i128,
}

impl<'a> Checker<'a> {
    /// How points of a kind lapse; nothing for most.
    pub(super) fn lapses_of(&mut self, points: &Points) -> Option<Lapses> {
        let name = points.name.as_ref();
        if let Some(known) = self.lapses.get(name) {
            return known.clone();
        }
        let Some(declared) = self.declared_points(name) else { return Some(Lapses::default()) };
        if self.lapsing.contains(&points.name) {
            let names = vec![(points.name.clone().into_owned(), declared.span)];
            return self.report(Problem::Cycle { names });
        }
        self.lapsing.push(points.name.clone());
        let scope = Scope::customer(self.customer_name());
        let outer = std::mem::replace(&mut self.scope, scope);
        let found = self.lapses(declared, points);
        self.scope = outer;
        self.lapsing.pop();
        self.lapses.insert(name.to_owned(), found.clone());
        found
    }

    fn lapses(&mut self, declared: &'a PointsKind, points: &Points) -> Option<Lapses> {
        let mut found = Lapses::default();
        let mut seen: [Option<Span>; 2] = [None, None];
        for lapse in &declared.lapses {
            let (place, clause) = match lapse {
                Lapse::Inactivity { .. } => (0, say!("expire after")),
                Lapse::Decay { .. } => (1, say!("lose")),
            };
            if let Some(first) = seen.get_mut(place)?.replace(lapse.span()) {
                let second = lapse.span();
                return self.report(Problem::Repeated { clause, first, second });
            }
            match lapse {
                Lapse::Inactivity { count, unit, list, span } => {
                    found.idle = Some(self.idle(points, (count, *unit), list, *span)?);
                }
                Lapse::Decay { share, period, after, round, span } => {
                    let mode = round.as_ref().and_then(|round| round.mode);
                    let Some(mode) = mode.or(self.head.rounding) else {
                        return self.report(Problem::NoRoundingMode { span: *span });
                    };
                    let rounding = Rounding { mode, step: 1, places: points.places };
                    found.fades = Some(self.fades(share, *period, after, rounding)?);
                }
            }
        }
        Some(found)
    }

    fn fades(
        &mut self,
        share: &syntax::Expr,
        period: TimeUnit,
        (count, unit): &(syntax::Expr, TimeUnit),
        rounding: Rounding,
    ) -> Option<Fades> {
        let checked = self.decided(share, None)?;
        let (mantissa, places) = match (&checked.kind, checked.ty.places()) {
            (ExprKind::Literal(Literal::Quantity(mantissa)), Some(places)) => (*mantissa, places),
            _ => (0, 0),
        };
        let whole = 10_i128.checked_pow(places.into())?;
        if mantissa < 1 || mantissa > whole {
            let span = share.span;
            return self.report(Problem::Effect(EffectProblem::ShareLost { span }));
        }
        let period = match period {
            TimeUnit::Days => (SpanBetween::Days, 1, ShiftUnit::Days),
            TimeUnit::Months => (SpanBetween::Months, 1, ShiftUnit::Months),
            TimeUnit::Years => (SpanBetween::Years, 12, ShiftUnit::Months),
            _ => {
                let span = share.span;
                return self.report(Problem::Effect(EffectProblem::PeriodOfLoss { span }));
            }
        };
        let age = self.positive(count, say!("an age"))?;
        let periods = whole.checked_add(mantissa)?.checked_sub(1)?.checked_div(mantissa)?;
        Some(Fades { share: (mantissa, places), period, after: (age, *unit), rounding, periods })
    }

    /// `expire after 18 months without orders`
    fn idle(
        &mut self,
        points: &Points,
        (count, unit): (&syntax::Expr, TimeUnit),
        list: &ListExpr,
        span: Span,
    ) -> Option<Idle> {
        let count = self.positive(count, say!("an inactivity"))?;
        let (hop, date) = self.activity(list)?;
        let through = self.shifted_in(date.clone(), count.clone(), (unit, None), false)?;
        self.scope.frames.iter_mut().skip(1).for_each(Frame::hide);
        let (again, later) = self.activity(list)?;
        self.leave(2);
        let mut within: Vec<Expr> = again.filter.clone().into_iter().collect();
        within.push(build::compare(Comparison::Greater, later.clone(), date.clone()));
        within.push(build::compare(Comparison::LessOrEqual, later, through.clone()));
        let goes_on = over(&again, AggregateKind::Any, None, build::all(within)?, Type::Bool);
        let ended = build::compare(Comparison::Less, through.clone(), build::today(span));
        let gap = hop.filter.clone().into_iter().chain([ended, build::not(goes_on)]);
        let lapsed = over(&hop, AggregateKind::Max, build::all(gap), through.clone(), Type::Date);
        let kind = AggregateKind::Max;
        let end = over(&hop, kind, hop.filter.clone(), through.clone(), Type::Date);
        let (end, lapsed) = [(end, "activity"), (lapsed, "lapse")]
            .map(|(value, what)| {
                let name = format!("{what} of {}", points.name);
                match self.add_value(&name, value, span) {
                    Progress::Value(id) => Some(id),
                    Progress::Begun | Progress::Function | Progress::Failed => None,
                }
            })
            .into();
        let meaning = Inactivity { activity: hop, date, through };
        Some(Idle { end: end?, lapsed: lapsed?, meaning })
    }

    /// The elements that count as activity, whose frame stays in sight, and their dates.
    fn activity(&mut self, list: &ListExpr) -> Option<(Hop, Expr)> {
        let places = self.enter(list, None)?;
        let [place] = places.as_slice() else {
            let (name, span) = (String::new(), list.span);
            return self.report(Problem::Undated { list: name, span });
        };
        let record = self.record(place.element)?;
        let (name, dated) = (record.name.clone(), record.dated_by);
        let Some(dated) = dated else {
            return self.report(Problem::Undated { list: name, span: list.span });
        };
        let depth = self.scope.next_depth().checked_sub(1)?;
        let seen = self.window_filters(&places, list)?;
        let (condition, _) = self.reduced(syntax::AggregateKind::Count, None, list);
        let all = seen.into_iter().flatten().chain(condition?);
        let date = self.field_at(depth, place.element, dated, list.span)?;
        let date = self.as_date(date)?;
        let filter = build::all(all);
        Some((Hop { name, list: place.list, element: place.element, filter }, date))
    }

    /// The last good day of a grant: its own, and that of its kind.
    pub(super) fn last_day_of(&mut self, entry: Entry, points: &Points) -> Option<Expr> {
        let own = self.entry_field(entry, "last_day")?;
        let lapses = self.lapses_of(points)?;
        let mut days = vec![own];
        if let Some(idle) = &lapses.idle {
            let end = self.read_value(idle.end, entry.span())?;
            let granted = self.entry_field(entry, "date")?;
            let known = Expr { optional: false, ..end.clone() };
            let holds = build::compare(Comparison::LessOrEqual, granted, known.clone());
            let when = build::and(build::is_known(end), holds);
            let arms = vec![Arm { when, then: known }];
            days.push(build::cases(arms, None, Type::Date, entry.span()));
        }
        let fades = lapses.fades.as_ref();
        if let Some(fades) = fades {
            let (_, months, unit) = fades.period;
            let begin = self.fading_from(entry, fades)?;
            let count = fades.periods.checked_mul(months)?;
            days.push(build::shift_by(build::shift_by(begin, count, unit), -1, ShiftUnit::Days));
        }
        if days.len() == 1 {
            return days.pop();
        }
        let kind = ExprKind::Extreme { which: Extreme::Smallest, known_only: true, items: days };
        Some(build::make(kind, Type::Date, fades.is_none(), entry.span()))
    }

    /// What holds of a grant that has not lapsed with all others.
    pub(super) fn not_lapsed(&mut self, entry: Entry, points: &Points) -> Option<Option<Expr>> {
        let Some(idle) = self.lapses_of(points)?.idle else { return Some(None) };
        let lapsed = self.read_value(idle.lapsed, entry.span())?;
        let date = self.entry_field(entry, "date")?;
        let known = Expr { optional: false, ..lapsed.clone() };
        let gone = build::compare(Comparison::LessOrEqual, date, known);
        Some(Some(build::not(build::and(build::is_known(lapsed), gone))))
    }

    /// What is left of a grant on a day: of its amount after decay, less what was used by now.
    pub(super) fn left_on(&mut self, entry: Entry, points: &Points, day: Expr) -> Option<Expr> {
        let Some(fades) = self.lapses_of(points)?.fades else { return self.unused(entry) };
        let span = entry.span();
        let begin = self.fading_from(entry, &fades)?;
        let kind =
            ExprKind::Between { unit: fades.period.0, from: Box::new(begin), to: Box::new(day) };
        let elapsed = build::known(kind, Type::WHOLE, span);
        let elapsed = build::extreme(Extreme::Largest, false, vec![elapsed, build::whole(0, span)]);
        let (mantissa, places) = fades.share;
        let share = build::quantity(mantissa, Unit::Number, places, span);
        let ty = share.ty.clone();
        let lost = ExprKind::Multiply(Box::new(elapsed), Box::new(share));
        let lost = build::known(lost, ty.clone(), span);
        let one = 10_i128.checked_pow(places.into())?;
        let one = build::quantity(one, Unit::Number, places, span);
        let kept = ExprKind::Subtract(Box::new(one), Box::new(lost));
        let kept = build::known(kept, ty.clone(), span);
        let none = build::quantity(0, Unit::Number, places, span);
        let kept = build::extreme(Extreme::Largest, false, vec![kept, none]);
        let amount = self.entry_amount(entry)?;
        let wide = places.checked_add(amount.ty.places()?)?;
        let wide = Type::Quantity(Unit::Number, crate::types::Places::Fixed(wide));
        let kept = ExprKind::Multiply(Box::new(amount), Box::new(kept));
        let kept = build::known(kept, wide, span);
        let kept = super::round::apply(kept, Unit::Number, fades.rounding);
        let uses = self.uses(entry)?;
        let left = ExprKind::Subtract(Box::new(kept), Box::new(uses));
        let left = build::known(left, Type::NUMBER, span);
        let none = build::quantity(0, Unit::Number, 6, span);
        Some(build::extreme(Extreme::Largest, false, vec![left, none]))
    }

    /// The day from which a grant loses.
    fn fading_from(&mut self, entry: Entry, fades: &Fades) -> Option<Expr> {
        let date = self.entry_field(entry, "date")?;
        let (count, unit) = &fades.after;
        self.shifted_in(date, count.clone(), (*unit, None), false)
    }

    /// Whether grants lose a share as they age.
    pub(super) fn fade(&mut self, points: &Points) -> Option<bool> {
        Some(self.lapses_of(points)?.fades.is_some())
    }

    /// The lapses as they are told to whoever reads the lots.
    pub(super) fn told_lapses(
        &mut self,
        entry: Entry,
        points: &Points,
    ) -> Option<(Option<Inactivity>, Option<Decay>)> {
        let lapses = self.lapses_of(points)?;
        let decay = match &lapses.fades {
            Some(fades) => {
                let (_, count, unit) = fades.period;
                Some(Decay {
                    share: fades.share,
                    from: self.fading_from(entry, fades)?,
                    period: (count, unit),
                    rounding: fades.rounding,
                })
            }
            None => None,
        };
        Some((lapses.idle.map(|idle| idle.meaning), decay))
    }
}

/// A reduction of a list of the customer.
fn over(hop: &Hop, kind: AggregateKind, filter: Option<Expr>, value: Expr, ty: Type) -> Expr {
    let (optional, span) = (kind == AggregateKind::Max, value.span);
    let (list, element) = (hop.list, hop.element);
    let aggregate = Aggregate { kind, depth: 0, list, element, filter, value: Some(value) };
    build::make(ExprKind::Aggregate(Box::new(aggregate)), ty, optional, span)
}
