//! What the history says of a customer's points: balances, and
//! tasks that are overdue. All of it is made of readings of the built-in lists.

use super::date::counted;
use super::effect_problem::EffectProblem;
use super::scope;
use super::value::Progress;
use super::{Checker, Problem, build};
use crate::ir::{
    Aggregate, AggregateKind, Arm, Comparison, Expr, ExprKind, Extreme, FieldId, FieldKind,
    History, Literal, Record, RecordId, RoundingMode, ShiftUnit,
};
use crate::keywords::{LANGUAGES, keywords};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, Name, TimeUnit};
use crate::types::{Places, Points, Type, Unit};

/// An entry of a built-in list in sight, and where it is read.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) list: FieldId,
    pub(super) record: RecordId,
    depth: u8,
    span: Span,
}

impl Entry {
    pub(super) fn span(self) -> Span {
        self.span
    }
}

impl Checker<'_> {
    /// The history, without which there is nothing to read.
    pub(super) fn need_history(&mut self, what: Message, span: Span) -> Option<History> {
        if self.history.is_none() {
            let record = self.customer_name().to_owned();
            return self.report(Problem::Effect(EffectProblem::NoHistory { what, record, span }));
        }
        self.history
    }

    /// Whether a name means the balance: where nothing else is called so.
    pub(super) fn is_balance(&self, name: &Name) -> bool {
        let spelt = |language| keywords(language).spelling("balance") == Some(&name.text);
        LANGUAGES.into_iter().any(spelt) && !self.stands_for_value(&name.text)
    }

    /// Whether `a of b` is the balance of a kind of points.
    pub(super) fn is_balance_of(&self, balance: &syntax::Expr, kind: &syntax::Expr) -> bool {
        plain_name(balance).is_some_and(|name| self.is_balance(name)) && plain_name(kind).is_some()
    }

    /// `balance`, `balance of star`
    pub(super) fn balance(&mut self, kind: Option<&Name>, span: Span) -> Option<Expr> {
        let points = self.points(kind)?;
        self.balance_of(&points, span)
    }

    /// The good points that are not used, less what was taken beyond them.
    pub(super) fn balance_of(&mut self, points: &Points, span: Span) -> Option<Expr> {
        let history = self.need_history(say!("the balance"), span)?;
        let known = self.balances.get(points.name.as_ref()).copied();
        if let Some(id) = known {
            return self.read_value(id, span);
        }
        let entry = self.entry(history.grants, 1, span)?;
        let left = self.left_on(entry, points, build::today(span))?;
        let good = entry_sum(entry, self.good(entry, points)?, left);
        let mut filters = self.counted(entry, points)?;
        filters.push(build::compare(Comparison::Less, self.entry_amount(entry)?, zero(span)));
        let taken = entry_sum(entry, filters, self.still_taken(entry)?);
        let kind = ExprKind::Add(Box::new(good), Box::new(taken));
        let whole = in_unit(build::known(kind, Type::NUMBER, span), &points_unit(points));
        let name = format!("balance of {}", points.name);
        let Progress::Value(id) = self.add_value(&name, whole, span) else { return None };
        self.balances.insert(points.name.clone().into_owned(), id);
        self.read_value(id, span)
    }

    /// `balance of star expiring in next 30 days`
    pub(super) fn expiring(
        &mut self,
        kind: Option<&Name>,
        (count, unit): (&syntax::Expr, TimeUnit),
        span: Span,
    ) -> Option<Expr> {
        let points = self.points(kind)?;
        let (count, calendar) = counted(count);
        let count = self.positive(count, say!("a window"))?;
        let through = self.shifted_in(build::today(span), count, (unit, calendar), false)?;
        let history = self.need_history(say!("the balance"), span)?;
        let depth = self.scope.next_depth();
        let entry = self.entry(history.grants, depth, span)?;
        let mut filters = self.good(entry, &points)?;
        let last_day = self.last_day_of(entry, &points)?;
        let now = self.left_on(entry, &points, build::today(span))?;
        let value = if self.fade(&points)? {
            let after = build::shift_by(through.clone(), 1, ShiftUnit::Days);
            let later = self.left_on(entry, &points, after)?;
            let when = build::compare(Comparison::LessOrEqual, last_day, through);
            let none = build::quantity(0, Unit::Number, 6, span);
            let kept = vec![Arm { when, then: none }];
            let kept = build::cases(kept, Some(later), Type::NUMBER, span);
            let kind = ExprKind::Subtract(Box::new(now), Box::new(kept));
            build::known(kind, Type::NUMBER, span)
        } else {
            if last_day.optional {
                filters.push(build::is_known(last_day.clone()));
            }
            let last_day = Expr { optional: false, ..last_day };
            filters.push(build::compare(Comparison::LessOrEqual, last_day, through));
            now
        };
        let sum = entry_sum(entry, filters, value);
        Some(in_unit(sum, &points_unit(&points)))
    }

    /// `task "call" for complaint is overdue`
    pub(super) fn overdue(
        &mut self,
        task: &str,
        element: Option<&Name>,
        span: Span,
    ) -> Option<Expr> {
        let history = self.need_history(say!("tasks"), span)?;
        let subject = match element {
            Some(element) => Some(self.subject_key(element)?),
            None => None,
        };
        let depth = self.scope.next_depth();
        let entry = self.entry(history.tasks, depth, span)?;
        let due = self.entry_field(entry, "due")?;
        let mut all = vec![is_text(self.entry_field(entry, "task")?, task)];
        if let Some(subject) = subject {
            all.push(is_the(self.entry_field(entry, "subject")?, subject));
        }
        all.push(build::not(build::is_known(self.entry_field(entry, "done")?)));
        all.push(build::compare(Comparison::Less, or_today(due), build::today(span)));
        let aggregate = Aggregate {
            kind: AggregateKind::Any,
            depth: 0,
            list: entry.list,
            element: entry.record,
            filter: None,
            value: build::all(all),
        };
        Some(build::known(ExprKind::Aggregate(Box::new(aggregate)), Type::Bool, span))
    }

    /// The key of an element in sight, as the history holds it: that of an element in a list of an
    /// element stands behind the other's.
    pub(super) fn subject_key(&mut self, element: &Name) -> Option<Expr> {
        let depth = self.scope.element(&element.text).filter(|depth| *depth > 0);
        let keys = depth.and_then(|depth| self.keys_to(depth, element.span));
        let Some(mut keys) = keys else {
            let (name, span) = (element.text.clone(), element.span);
            return self.report(Problem::Effect(EffectProblem::Subject { name, span }));
        };
        if let [key] = keys.as_slice()
            && key.ty == Type::Text
        {
            return keys.pop();
        }
        Some(build::known(ExprKind::KeyPath(keys), Type::Text, element.span))
    }

    /// The keys on the way to an element, from the outermost; `None` where one has none.
    fn keys_to(&self, depth: u8, span: Span) -> Option<Vec<Expr>> {
        let id = self.scope.record(depth)?;
        let record = self.record(id)?;
        let key = record.key?;
        let FieldKind::Scalar(ty) = &record.fields.get(key.0 as usize)?.kind else { return None };
        let own = scope::field(depth, key, ty.clone(), false, span);
        let outer = self.owner(id)?;
        if outer == RecordId(0) {
            return Some(vec![own]);
        }
        let of = (1..depth).rev().find(|depth| self.scope.record(*depth) == Some(outer))?;
        let mut keys = self.keys_to(of, span)?;
        keys.push(own);
        Some(keys)
    }

    /// The record of which a list has the elements.
    fn owner(&self, element: RecordId) -> Option<RecordId> {
        let list = FieldKind::List(element);
        let has = |record: &Record| record.fields.iter().any(|field| field.kind == list);
        let index = self.records.iter().position(has)?;
        u32::try_from(index).ok().map(RecordId)
    }

    /// An element of a list of the customer.
    pub(super) fn entry(&self, list: FieldId, depth: u8, span: Span) -> Option<Entry> {
        let field = self.records.first()?.fields.get(list.0 as usize)?;
        let FieldKind::List(record) = field.kind else { return None };
        Some(Entry { list, record, depth, span })
    }

    pub(super) fn entry_field(&self, entry: Entry, name: &str) -> Option<Expr> {
        let fields = &self.records.get(entry.record.0 as usize)?.fields;
        let index = fields.iter().position(|field| field.path == [name])?;
        let field = fields.get(index)?;
        let FieldKind::Scalar(ty) = field.kind.clone() else { return None };
        let id = FieldId(u32::try_from(index).ok()?);
        Some(scope::field(entry.depth, id, ty, field.optional, entry.span))
    }

    pub(super) fn entry_amount(&self, entry: Entry) -> Option<Expr> {
        let amount = self.entry_field(entry, "amount")?;
        Some(or(amount, build::quantity(0, Unit::Number, 6, entry.span)))
    }

    /// Entries of today and before.
    pub(super) fn so_far(&self, entry: Entry) -> Option<Vec<Expr>> {
        let (date, today) = (self.entry_field(entry, "date")?, build::today(entry.span));
        Some(vec![build::compare(Comparison::LessOrEqual, date, today)])
    }

    /// Entries that count in a balance.
    fn counted(&self, entry: Entry, points: &Points) -> Option<Vec<Expr>> {
        let mut filters = self.so_far(entry)?;
        filters.push(is_text(self.entry_field(entry, "unit")?, &points.name));
        let status = or_text(self.entry_field(entry, "status")?, "granted");
        filters.push(is_text(status, "granted"));
        Some(filters)
    }

    /// Grants of points that are good today.
    pub(super) fn good(&mut self, entry: Entry, points: &Points) -> Option<Vec<Expr>> {
        let today = || build::today(entry.span);
        let mut filters = self.counted(entry, points)?;
        filters.push(build::compare(
            Comparison::Greater,
            self.entry_amount(entry)?,
            zero(entry.span),
        ));
        let available = or_today(self.entry_field(entry, "available")?);
        filters.push(build::compare(Comparison::LessOrEqual, available, today()));
        let last_day = or_today(self.last_day_of(entry, points)?);
        filters.push(build::compare(Comparison::GreaterOrEqual, last_day, today()));
        filters.extend(self.not_lapsed(entry, points)?);
        Some(filters)
    }

    /// A grant's amount less its uses.
    pub(super) fn unused(&self, entry: Entry) -> Option<Expr> {
        let (amount, uses) = (Box::new(self.entry_amount(entry)?), Box::new(self.uses(entry)?));
        Some(build::known(ExprKind::Subtract(amount, uses), Type::NUMBER, entry.span))
    }

    /// What was taken, which its uses bring back towards zero and no further: more would be a
    /// balance without a lot.
    fn still_taken(&self, entry: Entry) -> Option<Expr> {
        let (amount, uses) = (Box::new(self.entry_amount(entry)?), Box::new(self.uses(entry)?));
        let left = build::known(ExprKind::Add(amount, uses), Type::NUMBER, entry.span);
        let none = build::quantity(0, Unit::Number, 6, entry.span);
        Some(build::extreme(Extreme::Smallest, false, vec![left, none]))
    }

    /// What was used of an entry.
    pub(super) fn uses(&self, entry: Entry) -> Option<Expr> {
        let fields = &self.records.get(entry.record.0 as usize)?.fields;
        let index = fields.iter().position(|field| field.path == ["uses"])?;
        let FieldKind::List(record) = fields.get(index)?.kind else { return None };
        let list = FieldId(u32::try_from(index).ok()?);
        let inner = Entry { list, record, depth: entry.depth.checked_add(1)?, span: entry.span };
        let uses = Aggregate {
            kind: AggregateKind::Sum,
            depth: entry.depth,
            list,
            element: record,
            filter: build::all(self.so_far(inner)?),
            value: self.entry_field(inner, "amount"),
        };
        Some(build::known(ExprKind::Aggregate(Box::new(uses)), Type::NUMBER, entry.span))
    }
}

/// The sum of a value over the entries that pass.
pub(super) fn entry_sum(entry: Entry, filters: Vec<Expr>, value: Expr) -> Expr {
    let aggregate = Aggregate {
        kind: AggregateKind::Sum,
        depth: 0,
        list: entry.list,
        element: entry.record,
        filter: build::all(filters),
        value: Some(value),
    };
    build::known(ExprKind::Aggregate(Box::new(aggregate)), Type::NUMBER, entry.span)
}

/// A bare name.
pub(super) fn plain_name(expr: &syntax::Expr) -> Option<&Name> {
    match &expr.kind {
        syntax::ExprKind::Name(name) => Some(name),
        _ => None,
    }
}

/// A number of the history as an amount of a unit, of which it never has too many places.
pub(super) fn in_unit(number: Expr, unit: &Unit) -> Expr {
    let span = number.span;
    let one = build::quantity(1, unit.clone(), 0, span);
    let ty = Type::Quantity(unit.clone(), Places::Fixed(6));
    let amount = build::known(ExprKind::Multiply(Box::new(number), Box::new(one)), ty, span);
    super::round::to_unit(amount, RoundingMode::Down)
}

fn points_unit(points: &Points) -> Unit {
    Unit::Points(points.clone())
}

fn zero(span: Span) -> Expr {
    build::quantity(0, Unit::Number, 0, span)
}

/// `a or else b`
fn or(value: Expr, other: Expr) -> Expr {
    if !value.optional {
        return value;
    }
    let (ty, span) = (value.ty.clone(), value.span);
    build::known(ExprKind::OrElse(Box::new(value), Box::new(other)), ty, span)
}

pub(super) fn or_today(date: Expr) -> Expr {
    let today = build::today(date.span);
    or(date, today)
}

fn text(text: &str, span: Span) -> Expr {
    build::known(ExprKind::Literal(Literal::Text(text.to_owned())), Type::Text, span)
}

pub(super) fn or_text(value: Expr, other: &str) -> Expr {
    let other = text(other, value.span);
    or(value, other)
}

/// Whether a text is this one; a missing one is not.
pub(super) fn is_text(value: Expr, expected: &str) -> Expr {
    let expected = text(expected, value.span);
    is_the(value, expected)
}

/// Whether a value is there and this one.
pub(super) fn is_the(value: Expr, expected: Expr) -> Expr {
    if !value.optional {
        return build::compare(Comparison::Equal, value, expected);
    }
    let known = build::is_known(value.clone());
    let value = Expr { optional: false, ..value };
    build::and(known, build::compare(Comparison::Equal, value, expected))
}
