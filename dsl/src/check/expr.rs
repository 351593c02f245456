//! Expressions: which rule of the check serves which form.

use super::balance::plain_name;
use super::{Checker, Problem};
use super::{build, days};
use crate::ir::{Expr, ExprKind, Extreme, Literal};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Binary, ExprKind as Syntax, Unary};
use crate::types::{Currency, Places, Type, Unit};

/// Expressions that inlining may make in all.
const MOST_NODES: usize = 300_000;

/// Depth of an expression with all that is inlined into it, so that every later walk over it has
/// a bounded stack.
const DEEPEST: usize = 256;

impl Checker<'_> {
    /// The typed expression. `hint` is the type that its surroundings ask for; only names of
    /// options are read by it. `None` where something is wrong, which has been reported.
    pub(super) fn infer(&mut self, expr: &syntax::Expr, hint: Option<&Type>) -> Option<Expr> {
        self.charge(1, 0, expr.span)?;
        self.depth += 1;
        let checked = self.form(expr, hint);
        self.depth -= 1;
        checked
    }

    /// Counts what is inlined: so many expressions, nested so deeply, at the depth at hand.
    pub(super) fn charge(&mut self, size: usize, height: usize, span: Span) -> Option<()> {
        if self.depth + height >= DEEPEST {
            let what = say!("the nesting of an expression, with what it reads,");
            return self.report(Problem::TooLarge { what, limit: DEEPEST, span });
        }
        let before = self.nodes;
        self.nodes = before.saturating_add(size);
        if self.nodes <= MOST_NODES {
            return Some(());
        }
        if before > MOST_NODES {
            return None;
        }
        self.report(Problem::TooLarge { what: say!("the inlined policy"), limit: MOST_NODES, span })
    }

    fn form(&mut self, expr: &syntax::Expr, hint: Option<&Type>) -> Option<Expr> {
        let span = expr.span;
        match &expr.kind {
            Syntax::Number { .. }
            | Syntax::Money { .. }
            | Syntax::Points(..)
            | Syntax::AsMoney(..)
            | Syntax::Text(_)
            | Syntax::Bool(_)
            | Syntax::Date(_)
            | Syntax::Today
            | Syntax::Pick { .. }
            | Syntax::Duration(..)
            | Syntax::InCalendar(..) => self.plain(expr),
            Syntax::StartOf(..) | Syntax::EndOf(..) | Syntax::Shift { .. } | Syntax::On { .. } => {
                self.of_days(expr)
            }
            Syntax::Converted { value, currency, date } => {
                self.converted(value, currency, date, span)
            }
            Syntax::At(value, date) => self.at(value, date, span),
            Syntax::Name(name) if self.is_balance(name) => self.balance(None, span),
            Syntax::Binary(Binary::Of, balance, kind) if self.is_balance_of(balance, kind) => {
                self.balance(plain_name(kind), span)
            }
            Syntax::Expiring { kind, count, unit } => {
                self.expiring(kind.as_ref(), (count, *unit), span)
            }
            Syntax::Overdue { task, element } => self.overdue(&task.value, element.as_ref(), span),
            Syntax::Name(name) => self.name(name, hint),
            Syntax::Member(..) => self.member(expr, hint),
            Syntax::Call(name, arguments) => self.call(name, arguments, span, hint),
            Syntax::Unary(Unary::Not, operand) => Some(build::not(self.condition(operand)?)),
            Syntax::Unary(Unary::Negate, operand) => self.negate(operand),
            Syntax::Binary(Binary::And, ..) => self.and(expr),
            Syntax::Binary(Binary::Or, ..) => self.or(expr),
            Syntax::Binary(Binary::Add, ..) => self.chained_sum(expr),
            Syntax::Binary(Binary::OrElse, left, right) => self.or_else(left, right, hint),
            Syntax::Binary(operator, left, right) => self.arithmetic(*operator, left, right, span),
            Syntax::Compare(comparison, left, right) => self.compare(*comparison, left, right),
            Syntax::OneOf { value, options, negated } => {
                self.one_of(value, options, *negated, span)
            }
            Syntax::Known { value, negated } => self.known(value, *negated, hint),
            Syntax::InWindow { value, window, negated } => self.in_window(value, window, *negated),
            Syntax::Rounded(value, clause) => {
                let value = self.infer(value, None)?;
                self.rounded(value, clause)
            }
            Syntax::Extreme { which, items, known_only } => {
                self.extreme(which.meaning(), items, *known_only, span)
            }
            Syntax::Remainder(value, unit) => self.remainder(value, unit, span),
            Syntax::Full(unit, value) => self.full(value, unit, span),
            Syntax::Per { amount, unit, of, full } => self.per(amount, unit, of, *full, span),
            Syntax::Aggregate { kind, value, list } => {
                self.aggregate(*kind, value.as_deref(), list, span)
            }
            Syntax::Rank(by) => self.rank(by, span),
            Syntax::Total(total) => self.total_of_effects(total, span),
            Syntax::TopShare { share, by } => self.top_share(share, by, span),
            Syntax::DatePart(part, date) => self.date_part(*part, date, span),
            Syntax::BeforeToday(tier) => self.before_today(tier, span),
            Syntax::Between { unit, from, to, calendar } => {
                self.between((*unit, calendar.as_ref()), from, to.as_deref(), span)
            }
            Syntax::Festival(festival) => Some(days::festival_of_today(*festival, span)),
            Syntax::Anniversary { of, lunar } => self.anniversary(of, *lunar, span),
            Syntax::DayName(name, number) => self.day_name(name, *number, hint),
            Syntax::Near(near) => self.near(near, span),
            Syntax::It => self.report(Problem::NoDayBefore { span }),
            Syntax::Every { value, count, unit, from } => {
                self.every(value.as_deref(), count, *unit, from, span)
            }
        }
    }

    /// Literals, and phrases that are no values. Apart from [`Checker::form`], whose frame is taken
    /// at every depth.
    fn plain(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let span = expr.span;
        match &expr.kind {
            Syntax::Number { mantissa, places, .. } => {
                Some(build::quantity(*mantissa, Unit::Number, *places, span))
            }
            Syntax::Money { mantissa, places, currency } => {
                let unit = Unit::Money(self.currency(currency)?);
                Some(build::quantity(*mantissa, unit, *places, span))
            }
            Syntax::Points(count, kind) => {
                let points = self.points(kind.as_ref())?;
                self.with_unit(count, Unit::Points(points), span)
            }
            Syntax::AsMoney(count, currency) => {
                let currency: Currency = self.currency(currency)?;
                self.with_unit(count, Unit::Money(currency), span)
            }
            Syntax::Text(text) => {
                Some(build::known(ExprKind::Literal(Literal::Text(text.clone())), Type::Text, span))
            }
            Syntax::Bool(value) => Some(build::boolean(*value, span)),
            Syntax::Date(days) => {
                Some(build::known(ExprKind::Literal(Literal::Date(*days)), Type::Date, span))
            }
            Syntax::Today => Some(build::today(span)),
            Syntax::Pick { element, .. } => {
                let (name, span) = (element.text.clone(), expr.span);
                self.report(Problem::ElementAsValue { name, span })
            }
            Syntax::Duration(count, unit) => self.duration(count, *unit, span),
            Syntax::InCalendar(_, calendar) => {
                self.report(Problem::CalendarOfNothing { span: calendar.span })
            }
            _ => None,
        }
    }

    /// Dates and days whose expression is wrapped.
    fn of_days(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let span = expr.span;
        match &expr.kind {
            Syntax::StartOf(period, date) => Some(build::start_of(*period, self.date(date)?)),
            Syntax::EndOf(period, date) => Some(build::end_of(*period, self.date(date)?)),
            Syntax::Shift { count, unit, before, from } => {
                let shifted = self.shift(count, *unit, *before, from)?;
                Some(Expr { span, ..shifted })
            }
            Syntax::On { value, days, calendar, negated } => {
                let on = self.on(value, days, calendar.as_ref(), span)?;
                Some(if *negated { build::not(on) } else { on })
            }
            _ => None,
        }
    }

    /// An expression that is never missing here.
    pub(super) fn decided(&mut self, expr: &syntax::Expr, hint: Option<&Type>) -> Option<Expr> {
        let checked = self.infer(expr, hint)?;
        self.require_decided(checked, expr)
    }

    pub(super) fn require_decided(&mut self, checked: Expr, syntax: &syntax::Expr) -> Option<Expr> {
        if checked.optional {
            let text = self.missing_part(&checked);
            let text = text.map(Message::verbatim).or_else(|| phrase(syntax));
            return self.report(Problem::Undecided { text, span: syntax.span });
        }
        Some(checked)
    }

    /// The name of what may be missing in an expression: a field or a named value.
    fn missing_part(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Field { depth, field } => self.field_name(*depth, *field),
            ExprKind::Value(id) => Some(self.values.get(id.0 as usize)?.name.clone()),
            ExprKind::DatePart(_, date) | ExprKind::StartOf(_, date) | ExprKind::EndOf(_, date) => {
                self.missing_part(date)
            }
            ExprKind::DateOf(date) => self.missing_part(date),
            ExprKind::Shift { from, count, .. } => self.missing_of([from, count]),
            ExprKind::Between { from, to, .. } => self.missing_of([from, to]),
            _ => None,
        }
    }

    fn missing_of(&self, operands: [&Expr; 2]) -> Option<String> {
        let missing = operands.into_iter().find(|operand| operand.optional)?;
        self.missing_part(missing)
    }

    /// A plain number that is given a unit: `(n) points`.
    fn with_unit(&mut self, count: &syntax::Expr, unit: Unit, span: Span) -> Option<Expr> {
        self.times_unit(count, 1, unit, span)
    }

    /// So many times a number of units: `(n) years` are so many times 12 months.
    pub(super) fn times_unit(
        &mut self,
        count: &syntax::Expr,
        factor: i128,
        unit: Unit,
        span: Span,
    ) -> Option<Expr> {
        let count = self.number(count)?;
        let Type::Quantity(_, places) = count.ty else { return None };
        if let ExprKind::Literal(Literal::Quantity(mantissa)) = count.kind
            && let Places::Fixed(places) = places
            && let Some(mantissa) = mantissa.checked_mul(factor)
        {
            return Some(build::quantity(mantissa, unit, places, span));
        }
        let one = build::quantity(factor, unit.clone(), 0, span);
        let kind = ExprKind::Multiply(Box::new(count), Box::new(one));
        Some(build::known(kind, Type::Quantity(unit, places), span))
    }

    /// A plain number that is never missing.
    pub(super) fn number(&mut self, expr: &syntax::Expr) -> Option<Expr> {
        let checked = self.decided(expr, None)?;
        match checked.ty {
            Type::Quantity(Unit::Number, _) => Some(checked),
            _ => self.mismatch(say!("a number"), &checked, expr.span),
        }
    }

    pub(super) fn mismatch<T>(&mut self, expected: Message, found: &Expr, span: Span) -> Option<T> {
        let found = self.describe(&found.ty);
        self.report(Problem::Mismatch { expected, found, span, other: None })
    }
}

impl syntax::Extreme {
    pub(super) fn meaning(self) -> Extreme {
        match self {
            syntax::Extreme::Largest => Extreme::Largest,
            syntax::Extreme::Smallest => Extreme::Smallest,
        }
    }
}

/// How a message names an expression that has no field to blame: by its own name, if it has one.
pub(super) fn phrase(expr: &syntax::Expr) -> Option<Message> {
    if let Syntax::At(value, _) = &expr.kind {
        return Some(say!("{value} at …", value = phrase(value)?));
    }
    let path = super::name::member_path(expr)?;
    let names: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
    Some(Message::verbatim(names.join(".")))
}
