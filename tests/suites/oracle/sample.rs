//! A small program made by hand, and short words for its expressions.

use loyal_dsl::ir::{
    Aggregate, AggregateKind, Arm, Choice, Class, Comparison, Effect, EffectKind, Exception, Expr,
    ExprKind, Extreme, Field as Declared, FieldId, FieldKind, Grant, Hop, Literal, MoneyForm,
    Order, Part, Pick, Program, Record as Shape, RecordId, Rounding, RoundingMode, Rule, RuleWord,
    Score, ScorePart, ShiftUnit, Template, Tier, Value as Named, ValueId,
};
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::types::{Currency, Places, Type, Unit};

use loyal_tests::oracle::{Field, Record, Value, decimal, whole};

/// Fields of the customer.
pub const ID: u32 = 0;
pub const BORN: u32 = 1;
pub const VISITS: u32 = 2;
pub const ORDERS: u32 = 3;
pub const SEEN: u32 = 4;
/// Fields of an order.
pub const DATE: u32 = 1;
pub const AMOUNT: u32 = 2;
pub const STATUS: u32 = 3;
pub const RATE: u32 = 4;
pub const LINES: u32 = 5;

/// `customer { id, born optional, visits, orders { id, date optional, amount, status, rate
/// optional, lines { text } }, seen }`, without values or rules.
pub fn program() -> Program {
    Program {
        name: "Harbour/Club".to_owned(),
        currency: Some(currency()),
        time_zone: "Asia/Shanghai".to_owned(),
        effective_from: None,
        effective_through: None,
        applies_when: None,
        scripts: Vec::new(),
        published: Vec::new(),
        guarantees: Vec::new(),
        totals: Vec::new(),
        lots: vec![],
        selections: Vec::new(),
        records: vec![
            shape(
                "customer",
                Some(ID),
                None,
                vec![
                    scalar("id", Type::Text),
                    optional("born", Type::Date),
                    scalar("visits", Type::WHOLE),
                    declared("orders", FieldKind::List(RecordId(1)), false),
                    scalar("seen", Type::DateTime),
                ],
            ),
            shape(
                "order",
                Some(ID),
                Some(DATE),
                vec![
                    scalar("id", Type::Text),
                    optional("date", Type::Date),
                    scalar("amount", money()),
                    scalar("status", Type::Choice(0)),
                    optional("rate", Type::NUMBER),
                    declared("lines", FieldKind::List(RecordId(2)), false),
                ],
            ),
            shape("line", None, None, vec![scalar("text", Type::Text)]),
        ],
        history: None,
        choices: vec![
            choice("status", &["paid", "refunded"], false),
            choice("Club", &["Base", "Gold"], true),
        ],
        values: vec![],
        calendars: vec![],
        tiers: vec![],
        classes: vec![],
        scores: vec![],
        rules: vec![],
        crowd: loyal_dsl::ir::Crowd::default(),
        decisions: Vec::new(),
    }
}

/// The program with a value, a tier, a class, a score and two rules that read the orders.
pub fn whole_program() -> Program {
    let spend = sum(at(1, AMOUNT, money()), Some(paid()));
    let visits = at(0, VISITS, Type::WHOLE);
    let level = cases(
        vec![(compare(Comparison::GreaterOrEqual, value(0, money()), yuan(100_000)), option(1, 1))],
        Some(option(1, 0)),
    );
    let idle = compare(Comparison::Equal, visits.clone(), number(0, 0));
    let segment = cases(vec![(idle, option(0, 1))], None);
    let share = quotient(visits, number(3, 0));
    let named = |name: &str, expr| Named { name: name.to_owned(), expr, span: Span::default() };
    Program {
        values: vec![
            named("spend", spend),
            named("Club", level),
            named("stage", segment),
            named("loyalty.visits", share.clone()),
            named("loyalty", rounded(share, RoundingMode::HalfUp, 1, 1)),
        ],
        tiers: vec![Tier {
            name: "Club".to_owned(),
            level: ValueId(1),
            bars: Vec::new(),
            memory: None,
        }],
        classes: vec![Class { name: "stage".to_owned(), segment: ValueId(2) }],
        scores: vec![Score {
            name: "loyalty".to_owned(),
            total: ValueId(4),
            parts: vec![ScorePart { name: "visits".to_owned(), weight: (1, 0), value: ValueId(3) }],
            band: None,
        }],
        rules: vec![birthday_gift(), purchase_points()],
        ..program()
    }
}

/// The text in which the rules stand, on lines 2 and 4.
pub fn sources() -> Vec<SourceFile> {
    let text = "// rules\nreward birthday_gift {\n}\nearn purchase_points {\n}\n".to_owned();
    vec![SourceFile { name: "club.loyal".to_owned(), text }]
}

fn birthday_gift() -> Rule {
    let born = at(0, BORN, Type::Date);
    Rule {
        conditions: vec![and(known(born.clone()), compare(Comparison::Less, born, today()))],
        effects: vec![
            effect(EffectKind::Badge { name: "born".to_owned() }),
            effect(EffectKind::Money(
                MoneyForm::Credit,
                grant(rounded(value(0, money()), RoundingMode::Down, 10, 0)),
            )),
        ],
        ..rule("birthday_gift", RuleWord::Reward, 16)
    }
}

fn purchase_points() -> Rule {
    let amount = at(1, AMOUNT, money());
    let wished = rounded(quotient(amount.clone(), yuan(1000)), RoundingMode::Down, 1, 0);
    let wished = Expr { ty: Type::POINTS, ..wished };
    let cap = literal(Literal::Quantity(5000), Type::POINTS);
    let capped = extreme(Extreme::Smallest, false, vec![wished.clone(), cap]);
    let date = at(1, DATE, Type::Date);
    Rule {
        for_each: vec![Hop {
            name: "order".to_owned(),
            list: FieldId(ORDERS),
            element: RecordId(1),
            filter: Some(compare(
                Comparison::Greater,
                date.clone(),
                shift(today(), number(-30, 0), ShiftUnit::Days),
            )),
        }],
        conditions: vec![paid()],
        exceptions: vec![Exception {
            name: "free".to_owned(),
            condition: compare(Comparison::LessOrEqual, amount.clone(), yuan(0)),
        }],
        effects: vec![Effect {
            last_day: Some(shift(date.clone(), number(24, 0), ShiftUnit::Months)),
            ..effect(EffectKind::Points(Grant { amount: capped, wished: Some(wished) }))
        }],
        limits: vec![],
        worth: None,
        date: None,
        taking: loyal_dsl::ir::Taking::AsListed,
        automatic: false,
        priority: 0,
        because: Some(Template {
            parts: vec![
                Part::Value(amount),
                Part::Text(" spent on ".to_owned()),
                Part::Value(date),
                Part::Text(" at ".to_owned()),
                Part::Value(at(1, RATE, Type::NUMBER)),
            ],
        }),
        ..rule("purchase_points", RuleWord::Earn, 46)
    }
}

/// A rule over the customer that gives nothing yet, its name at this byte.
pub fn rule(name: &str, word: RuleWord, start: u32) -> Rule {
    Rule {
        name: name.to_owned(),
        word,
        doc: None,
        for_each: vec![],
        conditions: vec![],
        exceptions: vec![],
        effects: vec![],
        limits: vec![],
        worth: None,
        date: None,
        taking: loyal_dsl::ir::Taking::AsListed,
        automatic: false,
        priority: 0,
        because: None,
        span: Span { file: 0, start, end: start + 1 },
    }
}

/// An effect without conditions.
pub fn effect(kind: EffectKind) -> Effect {
    Effect::new(kind, Span::default())
}

/// A grant without a cap.
pub fn grant(amount: Expr) -> Grant {
    Grant { amount, wished: None }
}

/// A customer `c/1` with 2 visits.
pub fn customer(orders: Vec<Record>) -> Record {
    Record {
        fields: vec![
            known_field(Value::Text("c/1".to_owned())),
            Field::Scalar(None),
            known_field(Value::Quantity(whole(2))),
            Field::List(orders),
            known_field(Value::DateTime("2026-01-31T01:30:00Z".parse().unwrap())),
        ],
    }
}

/// A paid order of so many fen on a date (none where empty).
pub fn order(id: &str, date: &str, fen: i64) -> Record {
    Record {
        fields: vec![
            known_field(Value::Text(id.to_owned())),
            Field::Scalar(date.parse().ok().map(Value::Date)),
            known_field(Value::Quantity(decimal(fen, 2))),
            known_field(Value::Choice(0)),
            Field::Scalar(None),
            Field::List(vec![]),
        ],
    }
}

/// The record with one field known.
pub fn with(mut record: Record, field: u32, value: Value) -> Record {
    record.fields[field as usize] = known_field(value);
    record
}

fn known_field(value: Value) -> Field {
    Field::Scalar(Some(value))
}

fn shape(name: &str, key: Option<u32>, dated_by: Option<u32>, fields: Vec<Declared>) -> Shape {
    Shape { name: name.to_owned(), fields, key: key.map(FieldId), dated_by: dated_by.map(FieldId) }
}

fn scalar(path: &str, ty: Type) -> Declared {
    declared(path, FieldKind::Scalar(ty), false)
}

fn optional(path: &str, ty: Type) -> Declared {
    declared(path, FieldKind::Scalar(ty), true)
}

fn declared(path: &str, kind: FieldKind, optional: bool) -> Declared {
    let path = path.split('.').map(str::to_owned).collect();
    Declared { path, kind, optional, filled: None, built_in: false, span: Span::default() }
}

fn choice(name: &str, options: &[&str], ordered: bool) -> Choice {
    let options = options.iter().map(|option| (*option).to_owned()).collect();
    Choice { name: name.to_owned(), options, ordered }
}

fn currency() -> Currency {
    Currency("CNY".to_owned())
}

pub fn money() -> Type {
    Type::money(currency())
}

pub fn fraction() -> Type {
    Type::Quantity(Unit::Number, Places::Fraction)
}

pub fn fixed(places: u8) -> Type {
    Type::Quantity(Unit::Number, Places::Fixed(places))
}

pub fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr { kind, ty, optional: true, span: Span::default() }
}

pub fn literal(literal: Literal, ty: Type) -> Expr {
    expr(ExprKind::Literal(literal), ty)
}

pub fn number(mantissa: i128, places: u8) -> Expr {
    literal(Literal::Quantity(mantissa), fixed(places))
}

pub fn yuan(fen: i128) -> Expr {
    literal(Literal::Quantity(fen), money())
}

pub fn option(choice: u32, option: u32) -> Expr {
    literal(Literal::Option(option), Type::Choice(choice))
}

pub fn yes_no(yes: bool) -> Expr {
    literal(Literal::Bool(yes), Type::Bool)
}

pub fn today() -> Expr {
    expr(ExprKind::Today, Type::Date)
}

pub fn at(depth: u8, field: u32, ty: Type) -> Expr {
    expr(ExprKind::Field { depth, field: FieldId(field) }, ty)
}

pub fn value(id: u32, ty: Type) -> Expr {
    expr(ExprKind::Value(ValueId(id)), ty)
}

pub fn known(a: Expr) -> Expr {
    expr(ExprKind::Known(Box::new(a)), Type::Bool)
}

pub fn and(a: Expr, b: Expr) -> Expr {
    expr(ExprKind::And(Box::new(a), Box::new(b)), Type::Bool)
}

pub fn or(a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Or(Box::new(a), Box::new(b)), Type::Bool)
}

pub fn compare(how: Comparison, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Compare(how, Box::new(a), Box::new(b)), Type::Bool)
}

pub fn quotient(a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Divide(Box::new(a), Box::new(b)), fraction())
}

pub fn times(a: Expr, b: Expr, ty: Type) -> Expr {
    expr(ExprKind::Multiply(Box::new(a), Box::new(b)), ty)
}

pub fn minus(a: Expr, b: Expr, ty: Type) -> Expr {
    expr(ExprKind::Subtract(Box::new(a), Box::new(b)), ty)
}

pub fn or_else(a: Expr, b: Expr) -> Expr {
    let ty = b.ty.clone();
    expr(ExprKind::OrElse(Box::new(a), Box::new(b)), ty)
}

pub fn rounded(a: Expr, mode: RoundingMode, step: i64, places: u8) -> Expr {
    let unit = match &a.ty {
        Type::Quantity(unit, _) => unit.clone(),
        _ => Unit::Number,
    };
    let rounding = Rounding { mode, step, places };
    expr(ExprKind::Rounded(Box::new(a), rounding), Type::Quantity(unit, Places::Fixed(places)))
}

pub fn extreme(which: Extreme, known_only: bool, items: Vec<Expr>) -> Expr {
    let ty = items[0].ty.clone();
    expr(ExprKind::Extreme { which, known_only, items }, ty)
}

pub fn cases(arms: Vec<(Expr, Expr)>, otherwise: Option<Expr>) -> Expr {
    let ty = arms[0].1.ty.clone();
    let arms = arms.into_iter().map(|(when, then)| Arm { when, then }).collect();
    expr(ExprKind::Cases { arms, otherwise: otherwise.map(Box::new) }, ty)
}

pub fn shift(from: Expr, count: Expr, unit: ShiftUnit) -> Expr {
    let ty = from.ty.clone();
    expr(ExprKind::Shift { from: Box::new(from), count: Box::new(count), unit }, ty)
}

/// `status is paid`, of an order.
pub fn paid() -> Expr {
    compare(Comparison::Equal, at(1, STATUS, Type::Choice(0)), option(0, 0))
}

pub fn sum(value: Expr, filter: Option<Expr>) -> Expr {
    let ty = value.ty.clone();
    over_orders(AggregateKind::Sum, Some(value), filter, ty)
}

/// An aggregate over the customer's orders.
pub fn over_orders(
    kind: AggregateKind,
    value: Option<Expr>,
    filter: Option<Expr>,
    ty: Type,
) -> Expr {
    let (list, element) = (FieldId(ORDERS), RecordId(1));
    let aggregate = Aggregate { kind, depth: 0, list, element, filter, value };
    expr(ExprKind::Aggregate(Box::new(aggregate)), ty)
}

/// The id of the order that stands first by this key.
pub fn pick(which: Extreme, key: Expr, filter: Option<Expr>) -> Expr {
    let (list, element) = (FieldId(ORDERS), RecordId(1));
    let order = Order { which, key };
    let value = at(1, ID, Type::Text);
    let pick = Pick { depth: 0, list, element, filter, order, value };
    expr(ExprKind::Pick(Box::new(pick)), Type::Text)
}
