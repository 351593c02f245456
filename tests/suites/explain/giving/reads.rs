//! What a condition reads of a record, and so what can be changed in it.

use std::collections::BTreeSet;

use loyal_dsl::ir::{Expr, ExprKind, FieldKind, Program, RecordId, SpanBetween};
use loyal_dsl::types::Type;
use serde_json::Value as Json;

use super::asked::Asked;
use super::changes::{Change, How, Step, Unit};

/// Elements of a list that are looked at.
const ELEMENTS: usize = 8;

/// What a condition reads: fields of records, and units of time that it counts.
#[derive(Debug, Default)]
pub(super) struct Reads {
    fields: BTreeSet<(u32, u32)>,
    /// The lists in whose elements it stands.
    lists: BTreeSet<(u32, u32)>,
    months: BTreeSet<i64>,
    /// It says how long it is between times.
    minutes: BTreeSet<i64>,
}

impl Reads {
    /// Of a condition.
    pub(super) fn of(program: &Program, asked: &Asked<'_>) -> Reads {
        let mut reads = Reads::default();
        reads.walk(program, asked.expr, &asked.scope);
        let lists = asked.scope.iter().zip(&asked.lists);
        reads.lists = lists.map(|(record, list)| (record.0, list.0)).collect();
        reads
    }

    /// Whether it reads nothing of a record.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn walk(&mut self, program: &Program, expr: &Expr, scope: &[RecordId]) {
        let mut inner = scope.to_vec();
        match &expr.kind {
            ExprKind::Field { depth, field } => {
                self.fields.insert((scope[*depth as usize].0, field.0));
            }
            ExprKind::Value(id) => {
                let value = &program.values[id.0 as usize].expr;
                self.walk(program, value, &[RecordId(0)]);
            }
            ExprKind::Aggregate(aggregate) => {
                self.fields.insert((scope[aggregate.depth as usize].0, aggregate.list.0));
                inner.push(aggregate.element);
            }
            ExprKind::Pick(pick) => {
                self.fields.insert((scope[pick.depth as usize].0, pick.list.0));
                inner.push(pick.element);
            }
            ExprKind::Between { unit, .. } => self.counts(*unit),
            _ => {}
        }
        expr.children().into_iter().for_each(|child| self.walk(program, child, &inner));
    }

    fn counts(&mut self, unit: SpanBetween) {
        match unit {
            SpanBetween::Months => self.months.insert(1),
            SpanBetween::Years => self.months.insert(12),
            SpanBetween::Hours => self.minutes.insert(60),
            SpanBetween::Days | SpanBetween::Minutes | SpanBetween::BusinessDays(_) => false,
        };
    }

    /// All changes of what it reads in a record, the likeliest first.
    pub(super) fn changes(&self, program: &Program, record: &Json) -> Vec<Change> {
        let mut found = Vec::new();
        self.within(program, (record, RecordId(0)), &[], &mut found);
        let order = |change: &Change| match change.how {
            How::Number | How::Days(Unit::Days(1)) | How::Minutes(1) => 0,
            How::Copies(_) | How::CopyWith(..) => 1,
            How::Removed | How::Days(_) | How::Minutes(_) => 2,
        };
        found.sort_by_key(order);
        found
    }

    fn within(
        &self,
        program: &Program,
        (json, record): (&Json, RecordId),
        path: &[Step],
        found: &mut Vec<Change>,
    ) {
        for (at, field) in program.records[record.0 as usize].fields.iter().enumerate() {
            let at = (record.0, u32::try_from(at).expect("few fields"));
            let read = self.fields.contains(&at);
            if !read && !self.lists.contains(&at) || field.filled.is_some() {
                continue;
            }
            let names = field.path.iter().cloned().map(Step::Name);
            let path: Vec<Step> = path.iter().cloned().chain(names).collect();
            let Some(value) = field.path.iter().try_fold(json, |json, name| json.get(name)) else {
                continue;
            };
            match &field.kind {
                FieldKind::Scalar(ty) => found.extend(self.of_field(ty, &path)),
                FieldKind::List(element) => {
                    let elements = value.as_array().map(Vec::as_slice).unwrap_or_default();
                    if read {
                        found.extend(self.of_list(program, *element, elements, &path));
                    }
                    for (at, json) in elements.iter().enumerate().take(ELEMENTS) {
                        let inner: Vec<Step> =
                            path.iter().cloned().chain([Step::Element(at)]).collect();
                        self.within(program, (json, *element), &inner, found);
                    }
                }
            }
        }
    }

    fn of_field(&self, ty: &Type, path: &[Step]) -> Vec<Change> {
        let mut ways = Vec::new();
        match ty {
            Type::Quantity(..) => ways.push(How::Number),
            Type::Date => {
                ways.push(How::Days(Unit::Days(1)));
                ways.extend(self.months.iter().map(|months| How::Days(Unit::Months(*months))));
            }
            Type::DateTime => {
                ways.push(How::Minutes(1));
                ways.extend(self.minutes.iter().map(|minutes| How::Minutes(*minutes)));
                ways.push(How::Minutes(24 * 60));
            }
            Type::Text | Type::Bool | Type::Choice(_) => {}
        }
        let both =
            |how: How| [1, -1].map(|sign| Change { path: path.to_vec(), how: how.clone(), sign });
        ways.into_iter().flat_map(both).collect()
    }

    fn of_list(
        &self,
        program: &Program,
        element: RecordId,
        elements: &[Json],
        path: &[Step],
    ) -> Vec<Change> {
        let declared = &program.records[element.0 as usize];
        let key = declared.key.map(|key| declared.fields[key.0 as usize].path.clone());
        let at = |at: usize| path.iter().cloned().chain([Step::Element(at)]).collect::<Vec<_>>();
        let mut found = Vec::new();
        for place in 0..elements.len().min(ELEMENTS) {
            let how = How::Copies(key.clone());
            found.push(Change { path: at(place), how, sign: 1 });
            for (index, field) in declared.fields.iter().enumerate() {
                let read = (element.0, u32::try_from(index).expect("few fields"));
                let number = matches!(field.kind, FieldKind::Scalar(Type::Quantity(..)));
                if number && self.fields.contains(&read) {
                    let how = How::CopyWith(key.clone(), field.path.clone());
                    found.extend([1, -1].map(|sign| Change {
                        path: at(place),
                        how: how.clone(),
                        sign,
                    }));
                }
            }
            found.push(Change { path: at(place), how: How::Removed, sign: 1 });
        }
        found
    }
}
