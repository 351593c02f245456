//! Limits over a period: what is counted, of which days, and what history says of them.

use super::allowed::Wanted;
use super::describe::describe_unit;
use super::{Checker, Problem, build, scope};
use crate::ir::{
    Aggregate, AggregateKind, Comparison, DatePart, Effect, EffectKind, Expr, ExprKind, Field,
    FieldId, FieldKind, Hop, Limit, LimitPeriod, Literal, Measure, Past, Period, PeriodUnit,
    RecordId, Rolling, RoundingMode, RuleWord, ShiftUnit, SpanBetween,
};
use crate::source::Span;
use crate::syntax::{self, ClauseKind, LimitMeasure, LimitPeriod as Syntax};
use crate::types::{Type, Unit};

impl<'a> Checker<'a> {
    pub(super) fn limit(
        &mut self,
        rules: &[&str],
        for_each: &[Hop],
        limit: &syntax::Limit,
    ) -> Option<Limit> {
        let span = limit.span;
        let (measure, most) = self.limited(&limit.measure, span)?;
        let date = self.subject_date(for_each, span)?;
        let period = match &limit.period {
            Some(period) => Some(self.limit_period(period, &date, span)?),
            None => None,
        };
        let (period, back) = period.unzip();
        let fixed = period.as_ref().is_none_or(|period| period.unit != PeriodUnit::Rolling);
        let once = measure == Measure::Times
            && matches!(most.kind, ExprKind::Literal(Literal::Quantity(1)));
        let names_keys = once && fixed && for_each.is_empty();
        if self.history.is_none() && (!names_keys || rules.len() > 1) {
            self.problems.push(Problem::LimitWithoutHistory { span });
        }
        let adjusters = self.adjusters(rules);
        let counted = Counted {
            rules,
            adjusters: &adjusters,
            of_elements: !for_each.is_empty(),
            measure,
            most: &most,
            period: period.as_ref(),
        };
        let past = self.history.map(|_| counted.past());
        let rolling = back.flatten().map(|(back, unit)| Rolling { back, unit, past });
        let used = if rolling.is_some() { None } else { self.used(&counted, span) };
        Some(Limit { measure, most, used, date, period, rolling, names_keys })
    }

    /// `at most 1 contact per week across contacts`: counted by the days on which customers were
    /// written to.
    pub(super) fn contact_limit(&mut self, word: RuleWord, limit: &syntax::Limit) -> Option<Limit> {
        let span = limit.span;
        self.require(word, Wanted::MessageTerms, span)?;
        let (_, most) = self.limited(&limit.measure, span)?;
        let date = build::today(span);
        let (period, _) = self.limit_period(limit.period.as_ref()?, &date, span)?;
        if self.history.is_none() {
            self.problems.push(Problem::LimitWithoutHistory { span });
        }
        let mut used = Vec::new();
        for (rule, of_elements) in self.marketing_rules() {
            let counted = Counted {
                rules: &[rule],
                adjusters: &[],
                of_elements,
                measure: Measure::Contacts,
                most: &most,
                period: Some(&period),
            };
            used.extend(self.used(&counted, span));
        }
        let used = build::balanced(used, &mut |left, right| Some(build::add(left, right)));
        let measure = Measure::Contacts;
        let (period, rolling, names_keys) = (Some(period), None, false);
        Some(Limit { measure, most, used, date, period, rolling, names_keys })
    }

    /// The rules that write for marketing, and whether they go over elements.
    fn marketing_rules(&self) -> Vec<(&'a str, bool)> {
        let has = |rule: &syntax::Rule, wanted: fn(&ClauseKind) -> bool| {
            rule.clauses.iter().any(|clause| wanted(&clause.kind))
        };
        let rules = self.declared.rules.values().map(|(rule, _)| *rule);
        let marketing = rules.filter(|rule| {
            rule.word == RuleWord::Contact
                && has(rule, |kind| matches!(kind, ClauseKind::Marketing { .. }))
        });
        let of_elements =
            |rule: &syntax::Rule| has(rule, |kind| matches!(kind, ClauseKind::ForEach { .. }));
        marketing.map(|rule| (rule.name.text.as_str(), of_elements(rule))).collect()
    }

    fn limited(&mut self, measure: &LimitMeasure, span: Span) -> Option<(Measure, Expr)> {
        let (measure, most) = match measure {
            LimitMeasure::Once => return Some((Measure::Times, build::whole(1, span))),
            LimitMeasure::Times(count) => (Measure::Times, self.whole_number(count)?),
            LimitMeasure::Amount(amount) => (Measure::Amount, self.limiting_amount(amount)?),
            LimitMeasure::OnlyUpTo(amount) => (Measure::WholeAmount, self.limiting_amount(amount)?),
        };
        if matches!(most.kind, ExprKind::Literal(Literal::Quantity(most)) if most < 1) {
            return self.report(Problem::LimitOfNothing { span });
        }
        Some((measure, most))
    }

    /// Brought to the places of its unit, so that no rounding passes the limit.
    fn limiting_amount(&mut self, amount: &syntax::Expr) -> Option<Expr> {
        let most = self.quantity(amount)?;
        if matches!(most.ty, Type::Quantity(Unit::Number, _)) {
            return self.mismatch(say!("an amount of points or money"), &most, amount.span);
        }
        Some(super::round::to_unit(most, RoundingMode::Down))
    }

    /// The date of the innermost dated element; today where there is none.
    pub(super) fn subject_date(&mut self, for_each: &[Hop], span: Span) -> Option<Expr> {
        let hops = (1..).zip(for_each).filter_map(|(depth, hop)| {
            Some((depth, hop.element, self.record(hop.element)?.dated_by?))
        });
        let Some((depth, element, field)) = hops.last() else { return Some(build::today(span)) };
        let date = self.field_at(depth, element, field, span)?;
        self.as_date(date)
    }

    /// The days of a period, and how far back it goes where it rolls.
    fn limit_period(
        &mut self,
        period: &Syntax,
        date: &Expr,
        span: Span,
    ) -> Option<(LimitPeriod, Option<(Expr, ShiftUnit)>)> {
        let date = Expr { span, ..date.clone() };
        let calendar = |unit, period| LimitPeriod {
            unit,
            from: build::start_of(period, date.clone()),
            through: build::end_of(period, date.clone()),
        };
        let days = match period {
            Syntax::Day => {
                LimitPeriod { unit: PeriodUnit::Day, from: date.clone(), through: date.clone() }
            }
            Syntax::Week => week(&date),
            Syntax::Month => calendar(PeriodUnit::Month, Period::Month),
            Syntax::Quarter => calendar(PeriodUnit::Quarter, Period::Quarter),
            Syntax::Year => calendar(PeriodUnit::Year, Period::Year),
            Syntax::MembershipYear => match self.member_since(span) {
                Some(since) => membership_year(&since, &date),
                None => {
                    let several = self.memberships().len() > 1;
                    return self.report(Problem::NoMembership { several, span });
                }
            },
            Syntax::Rolling(count, unit) => {
                let count = self.positive(count, say!("the length of a period"))?;
                let before = self.shifted_in(date.clone(), count, (*unit, None), true)?;
                let back = match &before.kind {
                    ExprKind::Shift { count, unit, .. } => Some(((**count).clone(), *unit)),
                    _ => None,
                };
                let from = build::shift_by(before, 1, ShiftUnit::Days);
                let days = LimitPeriod { unit: PeriodUnit::Rolling, from, through: date };
                return Some((days, back));
            }
        };
        Some((days, None))
    }

    /// The reversals that adjust what one of the rules granted.
    fn adjusters(&self, rules: &[&str]) -> Vec<String> {
        let adjusts = |rule: &syntax::Rule| {
            rule.clauses.iter().any(|clause| {
                matches!(&clause.kind, syntax::ClauseKind::Adjust { rule, .. }
                    if rules.contains(&rule.text.as_str()))
            })
        };
        let rules = self.declared.rules.values().filter(|(rule, _)| adjusts(rule));
        let mut found: Vec<String> = rules.map(|(rule, _)| rule.name.text.clone()).collect();
        found.sort();
        found
    }

    /// Since when the customer is a member, where the record has one membership.
    fn member_since(&self, span: Span) -> Option<Expr> {
        let fields = &self.record(RecordId(0))?.fields;
        let [only] = self.memberships().try_into().ok()?;
        let since = |field: &Field| {
            field.path.split_last().is_some_and(|(last, outer)| last == "since" && outer == only)
        };
        let id = FieldId(u32::try_from(fields.iter().position(since)?).ok()?);
        Some(scope::field(0, id, Type::Date, true, span))
    }

    /// The paths of the customer's memberships.
    fn memberships(&self) -> Vec<&[String]> {
        let fields = self.record(RecordId(0)).map(|customer| customer.fields.as_slice());
        let memberships = fields.unwrap_or_default().iter().filter_map(|field| {
            let (last, outer) = field.path.split_last()?;
            let spells = last == "spells"
                && matches!(field.kind, FieldKind::List(element)
                    if self.record(element).is_some_and(|record| record.name == "spell"));
            spells.then_some(outer)
        });
        memberships.collect()
    }

    /// What history says was given in the period.
    fn used(&self, counted: &Counted<'_>, span: Span) -> Option<Expr> {
        let list = self.history?.grants;
        let customer = self.records.first()?;
        let FieldKind::List(element) = customer.fields.get(list.0 as usize)?.kind else {
            return None;
        };
        let fields = &self.record(element)?.fields;
        let depth = self.scope.next_depth();
        let entry = |name: &str| {
            let index = fields.iter().position(|field| field.path == [name])?;
            let field = fields.get(index)?;
            let FieldKind::Scalar(ty) = &field.kind else { return None };
            let id = FieldId(u32::try_from(index).ok()?);
            Some(scope::field(depth, id, ty.clone(), field.optional, span))
        };
        let filter = build::all(counted.conditions(&entry, span)?);
        let (kind, value, ty) = match counted.measure {
            Measure::Amount | Measure::WholeAmount => {
                let nothing = build::quantity(0, Unit::Number, 6, span);
                (AggregateKind::Sum, or_else(entry("amount")?, nothing), Type::NUMBER)
            }
            Measure::Times | Measure::Contacts if !counted.of_elements => {
                (AggregateKind::DistinctCount, entry("date")?, Type::WHOLE)
            }
            Measure::Times | Measure::Contacts => {
                let subject = or_else(entry("subject")?, entry("key")?);
                (AggregateKind::DistinctCount, subject, Type::WHOLE)
            }
        };
        let value = Some(value);
        let aggregate = Aggregate { kind, depth: 0, list, element, filter, value };
        Some(build::known(ExprKind::Aggregate(Box::new(aggregate)), ty, span))
    }

    /// A limit of an amount needs a `give` in its unit.
    pub(super) fn check_limited(&mut self, limits: &[Limit], effects: &[Effect]) {
        for limit in limits {
            let Type::Quantity(unit, _) = &limit.most.ty else { continue };
            let gives = |effect: &Effect| match &effect.kind {
                EffectKind::Points(grant) | EffectKind::Money(_, grant) => {
                    matches!(&grant.amount.ty, Type::Quantity(given, _) if given == unit)
                }
                EffectKind::Chosen(chosen) => {
                    matches!(&chosen.ty, Type::Quantity(given, _) if given == unit)
                }
                _ => false,
            };
            let of_amounts = matches!(limit.measure, Measure::Amount | Measure::WholeAmount);
            if of_amounts && !effects.iter().any(gives) {
                let (unit, span) = (describe_unit(unit), limit.date.span);
                self.problems.push(Problem::NothingLimited { unit, span });
            }
        }
    }
}

/// What of history a limit counts.
struct Counted<'c> {
    rules: &'c [&'c str],
    adjusters: &'c [String],
    of_elements: bool,
    measure: Measure,
    most: &'c Expr,
    period: Option<&'c LimitPeriod>,
}

impl Counted<'_> {
    fn is_of_amounts(&self) -> bool {
        matches!(self.measure, Measure::Amount | Measure::WholeAmount)
    }

    /// The same, of any day.
    fn past(&self) -> Past {
        let unit = match (self.measure, &self.most.ty) {
            (Measure::Amount | Measure::WholeAmount, Type::Quantity(unit, _)) => {
                Some(unit.name().to_owned())
            }
            _ => None,
        };
        let mut rules: Vec<String> = self.rules.iter().map(|rule| (*rule).to_owned()).collect();
        rules.sort();
        let adjusted_by = if unit.is_some() { self.adjusters.to_vec() } else { Vec::new() };
        Past { rules, adjusted_by, unit, of_elements: self.of_elements }
    }

    /// By one of the rules, or about one of them by what adjusts it.
    fn by_rules(&self, entry: &impl Fn(&str) -> Option<Expr>) -> Option<Expr> {
        let held = entry("rule")?;
        let mut by: Vec<Expr> = self.rules.iter().map(|rule| is_text(held.clone(), rule)).collect();
        if !self.adjusters.is_empty() && self.is_of_amounts() {
            let adjusters = self.adjusters.iter().map(|rule| is_text(held.clone(), rule));
            let of = entry("of")?;
            let about = Expr { optional: false, ..of.clone() };
            let about = self.rules.iter().map(|rule| is_text(about.clone(), rule));
            by.extend(build::all(vec![
                build::any(adjusters.collect())?,
                build::is_known(of),
                build::any(about.collect())?,
            ]));
        }
        build::any(by)
    }

    /// Of this rule, seen today, in the period; of an amount, in its unit.
    fn conditions(&self, entry: &impl Fn(&str) -> Option<Expr>, span: Span) -> Option<Vec<Expr>> {
        let mut all = vec![
            self.by_rules(entry)?,
            build::compare(Comparison::LessOrEqual, entry("date")?, build::today(span)),
        ];
        if let Some(period) = self.period {
            let on = match self.measure {
                Measure::Contacts => entry("date")?,
                _ => or_else(entry("on")?, entry("date")?),
            };
            let (from, through) = (period.from.clone(), period.through.clone());
            all.extend(within(Comparison::GreaterOrEqual, on.clone(), from));
            all.extend(within(Comparison::LessOrEqual, on, through));
        }
        if let (Measure::Amount | Measure::WholeAmount, Type::Quantity(unit, _)) =
            (self.measure, &self.most.ty)
        {
            let held = entry("unit")?;
            all.push(build::is_known(held.clone()));
            all.push(is_text(Expr { optional: false, ..held }, unit.name()));
            all.push(build::not(is_text(entry("kind")?, "coupon")));
            all.push(build::not(is_text(entry("kind")?, "gift")));
        }
        Some(all)
    }
}

/// On the inner side of an end of the period; always, where there is no such day.
fn within(side: Comparison, on: Expr, end: Expr) -> Option<Expr> {
    if !end.optional {
        return Some(build::compare(side, on, end));
    }
    let unknown = build::not(build::is_known(end.clone()));
    build::any(vec![unknown, build::compare(side, on, Expr { optional: false, ..end })])
}

/// From the day on which a year of the membership began to the day before the next.
fn membership_year(since: &Expr, date: &Expr) -> LimitPeriod {
    let span = date.span;
    let (from, to) = (Box::new(since.clone()), Box::new(date.clone()));
    let years = ExprKind::Between { unit: SpanBetween::Years, from, to };
    let months = build::times(build::make(years, Type::WHOLE, true, span), 12);
    let begin = build::shift(since.clone(), months.clone(), ShiftUnit::Months);
    let twelve = build::whole(12, span);
    let kind = ExprKind::Add(Box::new(months), Box::new(twelve));
    let next = build::make(kind, Type::WHOLE, true, span);
    let next = build::shift(since.clone(), next, ShiftUnit::Months);
    let through = build::shift_by(next, -1, ShiftUnit::Days);
    LimitPeriod { unit: PeriodUnit::MembershipYear, from: begin, through }
}

fn is_text(value: Expr, text: &str) -> Expr {
    let literal = ExprKind::Literal(Literal::Text(text.to_owned()));
    let text = build::known(literal, Type::Text, value.span);
    build::compare(Comparison::Equal, value, text)
}

fn or_else(value: Expr, otherwise: Expr) -> Expr {
    let (ty, optional, span) = (value.ty.clone(), otherwise.optional, value.span);
    build::make(ExprKind::OrElse(Box::new(value), Box::new(otherwise)), ty, optional, span)
}

/// From Monday through Sunday.
fn week(date: &Expr) -> LimitPeriod {
    let span = date.span;
    let day = ExprKind::DatePart(DatePart::Weekday, Box::new(date.clone()));
    let day = build::known(day, Type::WHOLE, span);
    let monday = build::shift_by(
        build::shift(date.clone(), build::negate(day), ShiftUnit::Days),
        1,
        ShiftUnit::Days,
    );
    let sunday = build::shift_by(monday.clone(), 6, ShiftUnit::Days);
    LimitPeriod { unit: PeriodUnit::Week, from: monday, through: sunday }
}
