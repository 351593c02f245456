//! Typed expressions.
//!
//! **Scopes.** An expression is evaluated in a stack of records: depth 0 is the customer, each
//! `for each` hop, aggregate or pick pushes the element that it looks at. [`ExprKind::Field`]
//! names its record by depth in that stack.
//!
//! **Missing values.** [`Expr::optional`] says whether the value may be missing. Unless a variant
//! says otherwise, an operation on a missing operand is missing. Where the checker has narrowed
//! an operand (`x is known and x > 5`), the operand is read only where it is known.
//!
//! **Errors.** Overflow and division by zero are errors only where left-to-right reading needs
//! the value: `And`, `Or`, `Cases` and `OrElse` read no further than they must.
//!
//! **Scales.** `Add`, `Subtract`, `Compare` and `Cases` take operands of different places and
//! bring them to the wider one; `Multiply` adds places; `Divide` gives a fraction
//! ([`crate::types::Places::Fraction`]), on which all arithmetic is exact.

use serde::Serialize;

use super::time::{DatePart, Period, ShiftUnit, SpanBetween};
use super::transition::TransitionOf;
use super::{Festival, FieldId, RecordId, ScriptId, ValueId};
use crate::source::Span;
use crate::types::Type;

/// An expression with its type.
#[derive(Debug, Clone, Serialize)]
pub struct Expr {
    /// What it does.
    pub kind: ExprKind,
    /// The type of its value.
    pub ty: Type,
    /// Whether the value may be missing.
    pub optional: bool,
    /// The text that it came from.
    #[serde(skip)]
    pub span: Span,
}

/// Equality of meaning: spans do not count.
impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.ty == other.ty && self.optional == other.optional
    }
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ExprKind {
    /// A constant.
    Literal(Literal),
    /// The as-of date.
    Today,
    /// A scalar field of the record at this depth of the scope stack.
    Field { depth: u8, field: FieldId },
    /// A named value of the customer.
    Value(ValueId),
    /// `not a`
    Not(Box<Expr>),
    /// `a and b`: `b` is read only where `a` holds.
    And(Box<Expr>, Box<Expr>),
    /// `a or b`: `b` is read only where `a` does not hold.
    Or(Box<Expr>, Box<Expr>),
    /// Two values of one type (quantities of one unit); the result is never missing for operands
    /// that are known. `Equal` and `NotEqual` serve every type; order serves quantities, dates,
    /// datetimes and ordered choices.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `x is known`: never missing.
    Known(Box<Expr>),
    /// `x or else y`: `y` is read only where `x` is missing.
    OrElse(Box<Expr>, Box<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// `a + b`
    Add(Box<Expr>, Box<Expr>),
    /// `a - b`
    Subtract(Box<Expr>, Box<Expr>),
    /// `a * b`, `a of b`
    Multiply(Box<Expr>, Box<Expr>),
    /// `a / b`: always a fraction; an error where `b` is zero.
    Divide(Box<Expr>, Box<Expr>),
    /// `full b in a`: how many whole `b` there are in `a`, rounded down (towards minus infinity);
    /// a whole number; an error where `b` is zero.
    FullUnits(Box<Expr>, Box<Expr>),
    /// `remainder of a by b`: `a - b * FullUnits(a, b)`, at the wider scale of the two.
    Remainder(Box<Expr>, Box<Expr>),
    /// `x rounded half up to 0.01`
    Rounded(Box<Expr>, Rounding),
    /// `larger of a and b`, `earlier of a and b`, …: missing if one is, unless `known_only`, when
    /// it is missing only if all are. At least one item.
    Extreme { which: Extreme, known_only: bool, items: Vec<Expr> },
    /// The value of the first arm whose condition holds; else `otherwise`; else missing.
    Cases { arms: Vec<Arm>, otherwise: Option<Box<Expr>> },
    /// A reduction over a list.
    Aggregate(Box<Aggregate>),
    /// A value of one chosen element of a list.
    Pick(Box<Pick>),
    /// `month of d`: a whole number.
    DatePart(DatePart, Box<Expr>),
    /// `start of month of d`
    StartOf(Period, Box<Expr>),
    /// `end of year of d`: the period's last day.
    EndOf(Period, Box<Expr>),
    /// A date or datetime moved by a whole number of units; months and years clamp to the end of
    /// the month. `Hours` and `Minutes` move datetimes only, the others move dates only.
    Shift { from: Box<Expr>, count: Box<Expr>, unit: ShiftUnit },
    /// The whole units from `from` to `to` (negative where `to` is earlier).
    Between { unit: SpanBetween, from: Box<Expr>, to: Box<Expr> },
    /// The date of a datetime in the programme's time zone.
    DateOf(Box<Expr>),
    /// The date of a festival in a Gregorian year, a whole number; an error outside the years 1901
    /// to 2099.
    Festival(Festival, Box<Expr>),
    /// The date that has the lunar month and day of `of` in the lunar year that begins in a
    /// Gregorian year. A leap month counts as the ordinary one; where a month has no 30th day, the
    /// 29th stands for it. An error where a date or year lies outside the years 1901 to 2099.
    LunarAnniversary { of: Box<Expr>, year: Box<Expr> },
    /// Keys of elements in one another, outermost first, as history joins them: texts, and whole
    /// numbers as they are written, with `/` between them.
    KeyPath(Vec<Expr>),
    /// `bonus(years, spend)`: all arguments are read; missing where one is.
    Script(ScriptCall),
    /// What becomes of the level of a tier with memory.
    Transition(Box<Transition>),
}

/// A call of a script.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScriptCall {
    /// Which.
    pub script: ScriptId,
    /// An argument a parameter; a quantity has at most the places of its parameter.
    pub arguments: Vec<Expr>,
}

/// What becomes of a level that is remembered.
pub type Transition = TransitionOf<Expr>;

/// One arm of [`ExprKind::Cases`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arm {
    /// Yes/no.
    pub when: Expr,
    /// The value where it holds.
    pub then: Expr,
}

/// A constant; its type stands in the expression that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub enum Literal {
    /// A quantity: the whole number of `10^-places`, places as in the expression's type.
    Quantity(i128),
    /// A text.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A date: days since 1970-01-01.
    Date(i64),
    /// A datetime: microseconds since 1970-01-01T00:00Z.
    DateTime(i64),
    /// The index of a choice's option.
    Option(u32),
}

/// `is`, `is not`, `<`, `<=`, `>`, `>=`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Comparison {
    /// `a is b`
    Equal,
    /// `a is not b`
    NotEqual,
    /// `a < b`
    Less,
    /// `a <= b`, `a at most b`
    LessOrEqual,
    /// `a > b`
    Greater,
    /// `a >= b`, `a at least b`
    GreaterOrEqual,
}

impl Comparison {
    /// What holds where it does not.
    #[must_use]
    pub const fn opposite(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
        }
    }

    /// The same with its sides changed.
    #[must_use]
    pub const fn turned(self) -> Comparison {
        match self {
            Comparison::Equal | Comparison::NotEqual => self,
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        }
    }
}

/// Which of several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Extreme {
    /// `larger of`, `later of`
    Largest,
    /// `smaller of`, `earlier of`
    Smallest,
}

/// How a value is brought to a multiple of `step * 10^-places`; the result has `places` places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Rounding {
    /// Which way.
    pub mode: RoundingMode,
    /// The step, as a whole number of `10^-places`; at least 1. `to 10 CNY` is step 10, places 0.
    pub step: i64,
    /// Places of the step and of the result.
    pub places: u8,
}

/// Which way to round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum RoundingMode {
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
    /// To the nearest, halves away from zero.
    HalfUp,
    /// To the nearest, halves to the even multiple.
    HalfEven,
}

/// A reduction over the elements of one list that pass `filter`. `filter` and `value` see the
/// element at the next depth of the scope stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Aggregate {
    /// What is computed.
    pub kind: AggregateKind,
    /// Depth of the record that holds the list.
    pub depth: u8,
    /// The list field of that record.
    pub list: FieldId,
    /// The record of its elements.
    pub element: RecordId,
    /// Yes/no over the element; the window stands in it as a first conjunct.
    pub filter: Option<Expr>,
    /// The value reduced; absent for `Count`; the yes/no for `Any` and `Every`. Elements whose
    /// value is missing are passed over.
    pub value: Option<Expr>,
}

/// What a reduction computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum AggregateKind {
    /// A whole number; 0 over nothing.
    Count,
    /// A quantity of the value's places; 0 over nothing.
    Sum,
    /// A fraction (sum by count); missing over nothing.
    Average,
    /// `max of`, `latest of`: missing over nothing.
    Max,
    /// `min of`, `earliest of`: missing over nothing.
    Min,
    /// How many different values; 0 over nothing.
    DistinctCount,
    /// Whether the value holds for one; no over nothing.
    Any,
    /// Whether the value holds for all; yes over nothing.
    Every,
    /// Sum of the `n` largest values (all, where there are fewer).
    SumOfTop(u32),
}

/// A value of the one element that stands first in `order` among those that pass `filter`; ties
/// go to the element that comes first in the list's own order (date, then key). Missing where
/// none passes. `filter`, `value` and the order's key see the element at the next depth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pick {
    /// Depth of the record that holds the list.
    pub depth: u8,
    /// The list field of that record.
    pub list: FieldId,
    /// The record of its elements.
    pub element: RecordId,
    /// Yes/no over the element.
    pub filter: Option<Expr>,
    /// Largest or smallest key first. Elements whose key is missing are passed over.
    pub order: Order,
    /// What is wanted of the element.
    pub value: Expr,
}

/// By what the element of a [`Pick`] is chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Order {
    /// `Largest`: `latest order in …`, `order with largest amount in …`.
    pub which: Extreme,
    /// A quantity, date or datetime of the element.
    pub key: Expr,
}
