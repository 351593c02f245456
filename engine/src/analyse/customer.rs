//! Values of terms → a customer's record of the policy: fields are set, and lists get elements that
//! pass the filters of their reductions. Whether the record has the values is then evaluated.

use std::collections::BTreeMap;

use loyal_dsl::date::Date;
use loyal_dsl::ir::{
    Aggregate, AggregateKind, DatePart, Expr, ExprKind, Field, FieldId, FieldKind, Record,
    RecordId, SpanBetween,
};
use loyal_dsl::types::Type;
use serde_json::{Map, Value as Json};

use super::example::{Example, Given, day};
use super::formula::Formula;
use super::space::Space;
use super::terms::{Offset, Terms};

/// More elements than this are not built.
const MOST_ELEMENTS: i128 = 300;

/// What is wanted of the elements of a list that pass one filter.
struct Group<'e> {
    list: FieldId,
    element: RecordId,
    /// What they have to pass.
    filters: Vec<&'e Expr>,
    count: Option<i128>,
    /// Fields whose sum, or whose value in every element, is wanted.
    sums: Vec<(FieldId, Given)>,
    each: Vec<(FieldId, Given)>,
}

impl Terms<'_> {
    /// A record that should have the values of an example.
    pub(super) fn customer(&self, example: &Example) -> Option<Json> {
        let customer = self.program.records.first()?;
        let mut fields = self.usual(customer, example.as_of, "W-1")?;
        let mut groups: Vec<Group<'_>> = Vec::new();
        for (term, given) in self.all.iter().zip(&example.given) {
            match &term.key.kind {
                ExprKind::Field { depth: 0, field } => {
                    if customer.fields.get(field.0 as usize)?.filled.is_some() {
                        return None;
                    }
                    let ty = &term.key.ty;
                    fields.insert(*field, self.json(ty, given));
                }
                ExprKind::Aggregate(aggregate) if aggregate.depth == 0 => {
                    reduced(&mut groups, aggregate, given);
                }
                other => {
                    if let Some((field, date)) = dated(other, given, example.as_of) {
                        fields.insert(field, Json::String(date.to_string()));
                    }
                }
            }
        }
        for (at, group) in groups.iter().enumerate() {
            let elements = self.elements(&groups, at, group, example.as_of)?;
            let list = fields.entry(group.list).or_insert_with(|| Json::Array(Vec::new()));
            if let Json::Array(list) = list {
                list.extend(elements);
            }
        }
        Some(nested(customer, fields))
    }

    /// Every field that must be there, with a usual value.
    fn usual(&self, record: &Record, as_of: Date, key: &str) -> Option<BTreeMap<FieldId, Json>> {
        let mut fields = BTreeMap::new();
        for (id, field) in (0..).map(FieldId).zip(&record.fields) {
            if field.filled.is_some() {
                continue;
            }
            let value = match &field.kind {
                FieldKind::List(_) => Json::Array(Vec::new()),
                FieldKind::Scalar(_) if field.optional => continue,
                FieldKind::Scalar(ty) => self.usual_value(ty, as_of),
            };
            fields.insert(id, value);
        }
        if let Some(id) = record.key {
            fields.insert(id, key_of(record.fields.get(id.0 as usize)?, key));
        }
        Some(fields)
    }

    fn usual_value(&self, ty: &Type, as_of: Date) -> Json {
        let given = match ty {
            Type::Text => Given::Text("other".to_owned()),
            Type::Date => Given::Number(i128::from(as_of.days())),
            Type::DateTime => Given::Number(i128::from(as_of.days()) * 86_400_000_000),
            Type::Bool | Type::Quantity(..) | Type::Choice(_) => Given::Number(0),
        };
        self.json(ty, &given)
    }

    /// The elements of a group; where that can be, the other groups of its list do not count them.
    fn elements(
        &self,
        groups: &[Group<'_>],
        at: usize,
        group: &Group<'_>,
        as_of: Date,
    ) -> Option<Vec<Json>> {
        let least = i128::from(!group.sums.is_empty() || !group.each.is_empty());
        let count = group.count.unwrap_or(least);
        if count > MOST_ELEMENTS {
            return None;
        }
        let record = self.program.records.get(group.element.0 as usize)?;
        let others = groups.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.map(|(_, other)| other).filter(|other| other.list == group.list);
        let others: Vec<&Group<'_>> = others.collect();
        let passing =
            self.passing(group, &others, as_of).or_else(|| self.passing(group, &[], as_of))?;
        let elements = (0..count).map(|place| {
            let key = format!("E-{at}-{place}");
            let mut fields = self.usual(record, as_of, &key)?;
            fields.extend(passing.clone());
            for (field, given) in &group.sums {
                let ty = scalar(record, *field)?;
                let own = if place == 0 { given.clone() } else { Given::Number(0) };
                fields.insert(*field, self.json(ty, &own));
            }
            for (field, given) in &group.each {
                fields.insert(*field, self.json(scalar(record, *field)?, given));
            }
            let id = record.key?;
            let number = format!("{at}{place:03}");
            let key = if scalar(record, id) == Some(&Type::Text) { key } else { number };
            fields.insert(id, key_of(record.fields.get(id.0 as usize)?, &key));
            Some(nested(record, fields))
        });
        elements.collect()
    }

    /// Fields of an element that passes the filters of its group and none of others.
    fn passing(
        &self,
        group: &Group<'_>,
        others: &[&Group<'_>],
        as_of: Date,
    ) -> Option<BTreeMap<FieldId, Json>> {
        let mut inner = self.inner();
        let own = group.filters.iter().map(|filter| inner.condition(filter)).collect();
        let mut wanted = vec![Formula::and(own)];
        for other in others {
            let passes = other.filters.iter().map(|filter| inner.condition(filter)).collect();
            wanted.push(Formula::and(passes).not());
        }
        let wanted = Formula::and(wanted);
        let mut space = Space::new(&inner.domains(), [&wanted].into_iter());
        let areas = space.areas(&wanted).ok()?;
        let point = areas.iter().find_map(|area| space.uncovered(area, &[]).ok().flatten())?;
        let example = inner.example_on(&space, &point, as_of.days())?;
        let mut fields = BTreeMap::new();
        for (term, given) in inner.all.iter().zip(&example.given) {
            if let ExprKind::Field { depth: 1, field } = &term.key.kind {
                fields.insert(*field, self.json(&term.key.ty, given));
            }
        }
        Some(fields)
    }
}

/// Adds what a reduction asks of its elements.
fn reduced<'e>(groups: &mut Vec<Group<'e>>, aggregate: &'e Aggregate, given: &Given) {
    let mut filters: Vec<&Expr> = aggregate.filter.iter().collect();
    let holds = matches!(given, Given::Number(number) if *number != 0);
    if aggregate.kind == AggregateKind::Any {
        filters.extend(&aggregate.value);
    }
    let known =
        groups.iter().position(|group| group.list == aggregate.list && group.filters == filters);
    let at = known.unwrap_or(groups.len());
    if known.is_none() {
        groups.push(Group {
            list: aggregate.list,
            element: aggregate.element,
            filters,
            count: None,
            sums: Vec::new(),
            each: Vec::new(),
        });
    }
    let Some(group) = groups.get_mut(at) else { return };
    let field = match aggregate.value.as_ref().map(|value| &value.kind) {
        Some(ExprKind::Field { depth: 1, field }) => Some(*field),
        _ => None,
    };
    match (aggregate.kind, given) {
        (AggregateKind::Count, Given::Number(count)) => group.count = Some(*count),
        (AggregateKind::Any, _) => group.count = Some(i128::from(holds)),
        (AggregateKind::Sum | AggregateKind::SumOfTop(_), Given::Number(sum)) if *sum != 0 => {
            group.sums.extend(field.map(|field| (field, given.clone())));
        }
        (AggregateKind::Max | AggregateKind::Min, Given::Number(_)) => {
            group.each.extend(field.map(|field| (field, given.clone())));
        }
        (
            AggregateKind::Count
            | AggregateKind::Sum
            | AggregateKind::SumOfTop(_)
            | AggregateKind::Average
            | AggregateKind::Max
            | AggregateKind::Min
            | AggregateKind::DistinctCount
            | AggregateKind::Every,
            _,
        ) => {}
    }
}

/// The date that a field has where a part or an age of it is given.
fn dated(kind: &ExprKind, given: &Given, as_of: Date) -> Option<(FieldId, Date)> {
    let Given::Number(number) = given else { return None };
    let number = i64::try_from(*number).ok()?;
    let field = |expr: &Expr| match expr.kind {
        ExprKind::Field { depth: 0, field } => Some(field),
        _ => None,
    };
    let back = |months: i64, days: i64| {
        let moved =
            day(as_of.days(), Offset { months: months.checked_neg()?, days: days.checked_neg()? })?;
        Date::from_days(i64::try_from(moved).ok()?)
    };
    match kind {
        ExprKind::Between { unit, from, to } if matches!(to.kind, ExprKind::Today) => {
            let date = match unit {
                SpanBetween::Days => back(0, number)?,
                SpanBetween::Months => back(number, 0)?,
                SpanBetween::Years => back(number.checked_mul(12)?, 0)?,
                SpanBetween::Hours | SpanBetween::Minutes | SpanBetween::BusinessDays(_) => {
                    return None;
                }
            };
            Some((field(from)?, date))
        }
        ExprKind::DatePart(DatePart::Month, of) => {
            Some((field(of)?, Date::from_parts(2000, i8::try_from(number).ok()?, 1)?))
        }
        _ => None,
    }
}

fn scalar(record: &Record, field: FieldId) -> Option<&Type> {
    match &record.fields.get(field.0 as usize)?.kind {
        FieldKind::Scalar(ty) => Some(ty),
        FieldKind::List(_) => None,
    }
}

fn key_of(field: &Field, key: &str) -> Json {
    match &field.kind {
        FieldKind::Scalar(Type::Text) | FieldKind::List(_) => Json::String(key.to_owned()),
        FieldKind::Scalar(_) => Json::String(key.chars().filter(char::is_ascii_digit).collect()),
    }
}

/// Fields by their paths, those that are missing left out.
fn nested(record: &Record, fields: BTreeMap<FieldId, Json>) -> Json {
    let mut whole = Map::new();
    for (id, value) in fields {
        let path = record.fields.get(id.0 as usize).map(|field| field.path.as_slice());
        if let (Some([inner @ .., last]), false) = (path, value.is_null()) {
            let mut place = &mut whole;
            for name in inner {
                let below = place.entry(name.clone()).or_insert_with(|| Json::Object(Map::new()));
                match below {
                    Json::Object(map) => place = map,
                    _ => return Json::Object(whole),
                }
            }
            place.insert(last.clone(), value);
        }
    }
    Json::Object(whole)
}
