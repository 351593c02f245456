//! Small programs and batches by hand. The customer has `id`, `n` and `m` (optional whole numbers)
//! and `orders` (key, date, amount, paid, category, lines (quantity)).

use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::ir::*;
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::types::{Currency, Places, Type, Unit};

use crate::batch::{Batch, Column, FieldData, List, Rows};
use crate::evaluate::Bound;
use crate::outcome::{Outcome, RecordError};
use crate::plan::classes::{Wanted, classify};
use crate::plan::parts::{self, split};
use crate::plan::{plan, subjects};

/// Text of the only source file; an expression's span is that of its name in it.
pub(super) const SOURCE: &str = "first line\nn / m\nsum of amount in orders\n";

pub(super) fn cny() -> Type {
    Type::money(Currency("CNY".to_owned()))
}

pub(super) fn number(places: u8) -> Type {
    Type::Quantity(Unit::Number, Places::Fixed(places))
}

pub(super) fn fraction() -> Type {
    Type::Quantity(Unit::Number, Places::Fraction)
}

pub(super) fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr { kind, ty, optional: false, span: Span::default() }
}

pub(super) fn at(mut expr: Expr, text: &str) -> Expr {
    let start = u32::try_from(SOURCE.find(text).expect("the text stands in the source")).unwrap();
    expr.span = Span { file: 0, start, end: start + u32::try_from(text.len()).unwrap() };
    expr
}

pub(super) fn quantity(value: i128, ty: Type) -> Expr {
    expr(ExprKind::Literal(Literal::Quantity(value)), ty)
}

pub(super) fn whole(value: i128) -> Expr {
    quantity(value, Type::WHOLE)
}

pub(super) fn field(depth: u8, id: u32, ty: Type) -> Expr {
    expr(ExprKind::Field { depth, field: FieldId(id) }, ty)
}

pub(super) fn n() -> Expr {
    field(0, 1, Type::WHOLE)
}

pub(super) fn m() -> Expr {
    field(0, 2, Type::WHOLE)
}

pub(super) fn date(depth: u8) -> Expr {
    field(depth, 1, Type::Date)
}

pub(super) fn amount(depth: u8) -> Expr {
    field(depth, 2, cny())
}

pub(super) fn paid(depth: u8) -> Expr {
    field(depth, 3, Type::Bool)
}

pub(super) fn category(depth: u8) -> Expr {
    field(depth, 4, Type::Text)
}

pub(super) fn lines_quantity(depth: u8) -> Expr {
    field(depth, 0, Type::WHOLE)
}

pub(super) fn text(value: &str) -> Expr {
    expr(ExprKind::Literal(Literal::Text(value.to_owned())), Type::Text)
}

pub(super) fn compare(comparison: Comparison, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Compare(comparison, a.into(), b.into()), Type::Bool)
}

pub(super) fn and(a: Expr, b: Expr) -> Expr {
    expr(ExprKind::And(a.into(), b.into()), Type::Bool)
}

pub(super) fn add(a: Expr, b: Expr, ty: Type) -> Expr {
    expr(ExprKind::Add(a.into(), b.into()), ty)
}

pub(super) fn multiply(a: Expr, b: Expr, ty: Type) -> Expr {
    expr(ExprKind::Multiply(a.into(), b.into()), ty)
}

pub(super) fn divide(a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Divide(a.into(), b.into()), fraction())
}

pub(super) fn value(id: u32, ty: Type) -> Expr {
    expr(ExprKind::Value(ValueId(id)), ty)
}

/// A reduction over the orders of the customer (`depth` 0), or over lines of the order at `depth`.
pub(super) fn aggregate(
    kind: AggregateKind,
    depth: u8,
    filter: Option<Expr>,
    value: Option<Expr>,
    ty: Type,
) -> Expr {
    let (list, element) = if depth == 0 { (3, 1) } else { (5, 2) };
    let (list, element) = (FieldId(list), RecordId(element));
    expr(ExprKind::Aggregate(Box::new(Aggregate { kind, depth, list, element, filter, value })), ty)
}

pub(super) fn last_days(depth: u8, days: i128) -> Expr {
    let from = expr(
        ExprKind::Shift {
            from: expr(ExprKind::Today, Type::Date).into(),
            count: whole(-days).into(),
            unit: ShiftUnit::Days,
        },
        Type::Date,
    );
    and(
        compare(Comparison::Greater, date(depth), from),
        compare(Comparison::LessOrEqual, date(depth), expr(ExprKind::Today, Type::Date)),
    )
}

/// A program that shows each expression as a score of its name.
pub(super) fn program(shown: &[(&str, Expr)]) -> Program {
    let values = shown.iter().map(|(name, expr)| Value {
        name: (*name).to_owned(),
        expr: expr.clone(),
        span: Span::default(),
    });
    let scores = (0..).zip(shown).map(|(at, (name, _))| Score {
        name: (*name).to_owned(),
        total: ValueId(at),
        parts: Vec::new(),
        band: None,
    });
    Program {
        name: "Test/Club".to_owned(),
        currency: Some(Currency("CNY".to_owned())),
        time_zone: "Asia/Shanghai".to_owned(),
        effective_from: None,
        effective_through: None,
        applies_when: None,
        records: records(),
        history: None,
        choices: Vec::new(),
        values: values.collect(),
        calendars: Vec::new(),
        scripts: Vec::new(),
        published: Vec::new(),
        guarantees: Vec::new(),
        totals: Vec::new(),
        lots: vec![],
        selections: Vec::new(),
        tiers: Vec::new(),
        classes: Vec::new(),
        scores: scores.collect(),
        rules: Vec::new(),
        crowd: loyal_dsl::ir::Crowd::default(),
        decisions: Vec::new(),
    }
}

fn records() -> Vec<Record> {
    let scalar = |name: &str, ty: Type, optional| Field {
        path: vec![name.to_owned()],
        kind: FieldKind::Scalar(ty),
        optional,
        filled: None,
        built_in: false,
        span: Span::default(),
    };
    let list = |name: &str, record| Field {
        path: vec![name.to_owned()],
        kind: FieldKind::List(RecordId(record)),
        optional: false,
        filled: None,
        built_in: false,
        span: Span::default(),
    };
    let customer = vec![
        scalar("id", Type::Text, false),
        scalar("n", Type::WHOLE, true),
        scalar("m", Type::WHOLE, true),
        list("orders", 1),
    ];
    let order = vec![
        scalar("id", Type::Text, false),
        scalar("date", Type::Date, false),
        scalar("amount", cny(), false),
        scalar("paid", Type::Bool, false),
        scalar("category", Type::Text, false),
        list("lines", 2),
    ];
    let line = vec![scalar("quantity", Type::WHOLE, false)];
    let record =
        |name: &str, fields, key, dated_by| Record { name: name.to_owned(), fields, key, dated_by };
    vec![
        record("customer", customer, Some(FieldId(0)), None),
        record("order", order, Some(FieldId(0)), Some(FieldId(1))),
        record("line", line, None, None),
    ]
}

/// One customer of a batch.
#[derive(Debug, Clone, Default)]
pub(super) struct Customer {
    pub(super) n: Option<i64>,
    pub(super) m: Option<i64>,
    pub(super) orders: Vec<Order>,
}

/// One order: date, amount, paid, category, quantities of its lines.
pub(super) type Order = (i64, i64, bool, &'static str, Vec<i64>);

/// Customers in columns, with the keys `c1`, `c2`, …, orders `o/1`, … .
pub(super) fn batch(customers: &[(usize, Customer)]) -> Batch {
    let mut batch = Batch::default();
    let mut orders: [Vec<i64>; 5] = Default::default();
    let (mut offsets, mut line_offsets, mut quantities) = (vec![0], vec![0], Vec::new());
    let mut ids = Vec::new();
    for (number, customer) in customers {
        ids.push(batch.texts.intern(&format!("c{number}")));
        for (at, (date, amount, paid, category, lines)) in customer.orders.iter().enumerate() {
            let texts = [&format!("o/{}", at + 1), *category].map(|text| batch.texts.intern(text));
            let row = [texts[0], *date, *amount, i64::from(*paid), texts[1]];
            orders.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
            quantities.extend(lines);
            line_offsets.push(u32::try_from(quantities.len()).unwrap());
        }
        offsets.push(u32::try_from(orders[0].len()).unwrap());
    }
    let count = orders[0].len();
    let column = |values| FieldData::Scalar(Column { values, valid: None });
    let lines = Rows { len: quantities.len(), fields: vec![column(quantities)] };
    let mut fields: Vec<FieldData> = orders.into_iter().map(column).collect();
    fields.push(FieldData::List(Box::new(List { offsets: line_offsets, rows: lines })));
    let orders = List { offsets, rows: Rows { len: count, fields } };
    batch.customers = Rows {
        len: customers.len(),
        fields: vec![
            column(ids),
            optional(customers.iter().map(|(_, customer)| customer.n).collect()),
            optional(customers.iter().map(|(_, customer)| customer.m).collect()),
            FieldData::List(Box::new(orders)),
        ],
    };
    batch
}

fn optional(values: Vec<Option<i64>>) -> FieldData {
    let mut valid = vec![0; values.len().div_ceil(64)];
    for (row, value) in values.iter().enumerate() {
        valid[row / 64] |= u64::from(value.is_some()) << (row % 64);
    }
    let values = values.into_iter().map(Option::unwrap_or_default).collect();
    FieldData::Scalar(Column { values, valid: Some(valid) })
}

pub(super) type Result1 = Result<Outcome, RecordError>;

/// Evaluates each customer alone, and all in batches of several sizes, with and without classes and
/// parts, which must agree.
pub(super) fn run(program: Program, customers: &[Customer]) -> Vec<Result1> {
    let sources = [SourceFile { name: "test.loyal".to_owned(), text: SOURCE.to_owned() }];
    let as_of: Date = "2026-06-30".parse().unwrap();
    let program = Arc::new(program);
    let plan_of = |wanted, most| {
        let mut plan = plan(Arc::clone(&program), &sources);
        let inner = Arc::get_mut(&mut plan.inner).unwrap();
        split(&mut inner.regions, most);
        inner.subjects = subjects(&program, &inner.regions);
        inner.classes = classify(&program, &inner.regions, wanted);
        plan.bind(as_of)
    };
    let bound = plan_of(Wanted::Always, parts::MOST);
    let others = [(Wanted::Never, parts::MOST), (Wanted::Always, 3), (Wanted::Never, 3)];
    let others = others.map(|(wanted, most)| plan_of(wanted, most));
    let numbered: Vec<(usize, Customer)> = (1..).zip(customers.iter().cloned()).collect();
    let each_alone = |bound: &Bound| -> Vec<Result1> {
        numbered.chunks(1).flat_map(|one| bound.evaluate(&batch(one))).collect()
    };
    let alone = each_alone(&bound);
    for (at, other) in others.iter().enumerate() {
        assert_eq!(each_alone(other), alone, "by plan {at}");
    }
    for size in [2, 63, 64, 65, 200] {
        let many: Vec<_> = numbered.iter().cycle().take(size).cloned().collect();
        let expected: Vec<_> = alone.iter().cycle().take(size).cloned().collect();
        assert_eq!(bound.evaluate(&batch(&many)), expected, "in a batch of {size}");
        for (at, other) in others.iter().enumerate() {
            assert_eq!(
                other.evaluate(&batch(&many)),
                expected,
                "in a batch of {size} by plan {at}"
            );
        }
    }
    alone
}

/// What each customer's scores show, or the code and place of the error.
pub(super) fn show(shown: &[(&str, Expr)], customers: &[Customer]) -> Vec<String> {
    let line = |result: Result1| match result {
        Ok(outcome) => outcome
            .scores
            .values()
            .map(|score| score.total.clone().unwrap_or_else(|| "—".to_owned()))
            .collect::<Vec<_>>()
            .join(" "),
        Err(failed) => format!("{} in {}", failed.error.code, failed.error.within),
    };
    run(program(shown), customers).into_iter().map(line).collect()
}

pub(super) fn day(text: &str) -> i64 {
    text.parse::<Date>().unwrap().days()
}

pub(super) fn numbers(n: Option<i64>, m: Option<i64>) -> Customer {
    Customer { n, m, orders: Vec::new() }
}

pub(super) fn paid_orders(amounts: &[i64]) -> Customer {
    let order = |amount: &i64| (day("2026-06-15"), *amount, true, "grocery", Vec::new());
    Customer { orders: amounts.iter().map(order).collect(), ..Customer::default() }
}
