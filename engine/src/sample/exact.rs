//! Customers who stand exactly on an edge of the policy, with a value or with what a list comes to.

use loyal_dsl::ir::{Comparison, FieldKind, RecordId};
use loyal_dsl::types::Type;

use super::chance::Chance;
use super::customer::Maker;
use super::edges::{Asked, ListEdge, Wanted, list_of};
use super::value::{Row, Value};

/// Elements of a list that is to have exactly so many: more are not made.
const MOST: i64 = 200;

/// Puts one value of the customer, or what one list comes to, on an edge of the policy.
pub(super) fn on_edge(maker: &mut Maker<'_>, customer: &mut Row) {
    let edges = maker.edges;
    let lists = i64::try_from(edges.lists.len()).unwrap_or(0);
    let mut fields: Vec<_> = edges.fields.iter().filter(|(_, all)| !all.is_empty()).collect();
    fields.sort_by_key(|(at, _)| **at);
    let all = lists + i64::try_from(fields.len()).unwrap_or(0);
    let chosen = usize::try_from(maker.chance.within(0, all - 1)).unwrap_or(0);
    if let Some(edge) = edges.lists.get(chosen) {
        put(maker, edge, customer);
        return;
    }
    let Some(((record, field), values)) = fields.get(chosen - edges.lists.len()) else { return };
    let Some(value) = maker.chance.one_of(values) else { return };
    let row = match list_of(maker.program, *record).and_then(|at| customer.get_mut(at)) {
        Some(Value::List(rows)) => rows.first_mut(),
        _ if *record == RecordId(0) => Some(customer),
        _ => None,
    };
    if let Some(place) = row.and_then(|row| row.get_mut(field.0 as usize)) {
        value.clone_into(place);
    }
}

/// Gives the customer elements that all count, and come to exactly what is wanted.
fn put(maker: &mut Maker<'_>, edge: &ListEdge, customer: &mut Row) {
    let count = match edge.wanted {
        Wanted::Count(count) if count > MOST => return,
        Wanted::Count(count) => count,
        Wanted::Sum(_, sum) => maker.chance.within(1, 6.min(sum)),
    };
    let mut elements = maker.elements(edge.element, "", count);
    for element in &mut elements {
        for (at, field) in element.iter_mut().enumerate() {
            let asked: Vec<&Asked> =
                edge.asked.iter().filter(|asked| asked.field.0 as usize == at).collect();
            if !asked.is_empty() && !satisfy(maker, edge, &asked, field) {
                return;
            }
        }
    }
    if let Wanted::Sum(field, sum) = edge.wanted {
        let parts = parts(&mut maker.chance, sum, count);
        for (element, part) in elements.iter_mut().zip(parts) {
            let Some(place) = element.get_mut(field.0 as usize) else { return };
            *place = Value::Quantity(part);
        }
    }
    if let Some(place) = customer.get_mut(edge.list.0 as usize) {
        *place = Value::List(elements);
    }
}

/// Gives a field a value that passes; nothing is changed where none is found.
fn satisfy(maker: &mut Maker<'_>, edge: &ListEdge, asked: &[&Asked], place: &mut Value) -> bool {
    let passes = |value: &Value| asked.iter().all(|asked| holds(value, asked));
    if passes(place) {
        return true;
    }
    let candidates = candidates(maker, edge, asked);
    let start = usize::try_from(maker.chance.within(0, 1_000)).unwrap_or(0);
    let turned = (0..candidates.len())
        .filter_map(|at| candidates.get((at + start) % candidates.len().max(1)));
    let found = turned.into_iter().find(|value| passes(value)).cloned();
    found.map(|value| *place = value).is_some()
}

/// Values on the edges of what is asked and beside them, and every option.
fn candidates(maker: &Maker<'_>, edge: &ListEdge, asked: &[&Asked]) -> Vec<Value> {
    let mut all = Vec::new();
    for asked in asked {
        match &asked.value {
            Value::Day(day) => all.extend((-27..=27).map(|by| Value::Day(day + by))),
            Value::Quantity(number) => {
                all.extend([-1, 0, 1].map(|by| Value::Quantity(number.saturating_add(by))));
            }
            Value::Bool(yes) => all.extend([Value::Bool(*yes), Value::Bool(!*yes)]),
            Value::Text(text) => {
                all.extend([Value::Text(text.clone()), Value::Text(format!("not {text}"))]);
            }
            value => all.push(value.clone()),
        }
        let record = maker.program.records.get(edge.element.0 as usize);
        let field = record.and_then(|record| record.fields.get(asked.field.0 as usize));
        if let Some(FieldKind::Scalar(Type::Choice(choice))) = field.map(|field| &field.kind) {
            let options = maker.program.choices.get(*choice as usize);
            let count = options.map_or(0, |choice| choice.options.len());
            all.extend((0..u32::try_from(count).unwrap_or(0)).map(Value::Option));
        }
    }
    all
}

fn holds(value: &Value, asked: &Asked) -> bool {
    use Comparison as C;
    let order = match (value, &asked.value) {
        (Value::Quantity(a), Value::Quantity(b)) | (Value::Day(a), Value::Day(b)) => a.cmp(b),
        (Value::Option(a), Value::Option(b)) => a.cmp(b),
        (a, b) => {
            let equal = a == b && *a != Value::Missing;
            return match asked.comparison {
                C::Equal => equal,
                C::NotEqual => !equal,
                C::Less | C::LessOrEqual | C::Greater | C::GreaterOrEqual => false,
            };
        }
    };
    match asked.comparison {
        C::Equal => order.is_eq(),
        C::NotEqual => order.is_ne(),
        C::Less => order.is_lt(),
        C::LessOrEqual => order.is_le(),
        C::Greater => order.is_gt(),
        C::GreaterOrEqual => order.is_ge(),
    }
}

/// So many parts, each at least one, of a sum.
fn parts(chance: &mut Chance, sum: i64, count: i64) -> Vec<i64> {
    let mut left = sum;
    let mut parts = Vec::new();
    for behind in (0..count).rev() {
        let most = left.saturating_sub(behind);
        let part = if behind == 0 { left } else { chance.within(1, (most / 2).max(1)) };
        parts.push(part);
        left -= part;
    }
    parts
}
