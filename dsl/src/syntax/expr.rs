//! Expressions as written.

use super::calendar::Days;
use super::{Comparison, DatePart, Festival, Name, RoundClause, Text};
use crate::ir::MoneyForm;
use crate::source::Span;

/// An expression with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// Its form.
    pub kind: ExprKind,
    /// Its text.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `order.amount in CNY at order.date`
    Converted { value: Box<Expr>, currency: Name, date: Box<Expr> },
    /// `fee at order.date`, `Club at order.date`: what a dated name stands for on a day.
    At(Box<Expr>, Box<Expr>),
    /// `12.50`: mantissa and places; `20%` is (20, 2), `2万` is (20000, 0).
    Number { mantissa: i128, places: u8, percent: bool },
    /// `2000 CNY`, `2000 元`
    Money { mantissa: i128, places: u8, currency: Name },
    /// `100 points`; the count may be an expression in parentheses.
    Points(Box<Expr>, Option<Name>),
    /// `(x) CNY`: a number made into money.
    AsMoney(Box<Expr>, Name),
    /// `"grocery"`
    Text(String),
    /// `yes`, `no`
    Bool(bool),
    /// `2026-01-31`: days since 1970-01-01.
    Date(i64),
    /// `today`
    Today,
    /// A name: a field, a value, an element, a parameter, an option or a level.
    Name(Name),
    /// `balance of star expiring in next 30 days`
    Expiring { kind: Option<Name>, count: Box<Expr>, unit: TimeUnit },
    /// `task "call" for complaint is overdue`
    Overdue { task: Text, element: Option<Name> },
    /// `order.amount`
    Member(Box<Expr>, Name),
    /// `category_rate(order.category)`
    Call(Name, Vec<Expr>),
    /// `not x`, `-x`
    Unary(Unary, Box<Expr>),
    /// `a + b` and the like.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `a < b`, `a is b`, `Club at least Silver`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `x is one of a, b`; `negated` for `is not one of`.
    OneOf { value: Box<Expr>, options: Vec<Expr>, negated: bool },
    /// `x is known`; `is missing` is its negation.
    Known { value: Box<Expr>, negated: bool },
    /// `x in last 90 days`, `today in this month`; `negated` for `not in`.
    InWindow { value: Box<Expr>, window: Window, negated: bool },
    /// `x rounded half up to 0.01`
    Rounded(Box<Expr>, RoundClause),
    /// `larger of a and b`; `known_only` for `larger of the known a and b`.
    Extreme { which: Extreme, items: Vec<Expr>, known_only: bool },
    /// `remainder of a by b`
    Remainder(Box<Expr>, Box<Expr>),
    /// `full 500 points in a`: the unit, then the amount.
    Full(Box<Expr>, Box<Expr>),
    /// `1 point per 10 CNY of x`; `full` for `per full`.
    Per { amount: Box<Expr>, unit: Box<Expr>, of: Box<Expr>, full: bool },
    /// `sum of amount in orders …`
    Aggregate { kind: AggregateKind, value: Option<Box<Expr>>, list: Box<ListExpr> },
    /// `latest order in orders` (`key` absent), `order with largest amount in orders`.
    Pick { which: Extreme, element: Name, key: Option<Box<Expr>>, list: Box<ListExpr> },
    /// `rank of spend`
    Rank(Box<Expr>),
    /// `total credit per customer per 12 months`
    Total(Box<Total>),
    /// `top 20% of customers by spend`
    TopShare { share: Box<Expr>, by: Box<Expr> },
    /// `month of d`
    DatePart(DatePart, Box<Expr>),
    /// `start of month of d`
    StartOf(Period, Box<Expr>),
    /// `end of the month 24 months after d`
    EndOf(Period, Box<Expr>),
    /// `24 months` in `d + 24 months`.
    Duration(Box<Expr>, TimeUnit),
    /// `24 months after d`, `3 days before d`
    Shift { count: Box<Expr>, unit: TimeUnit, before: bool, from: Box<Expr> },
    /// `Club before today`
    BeforeToday(Box<Expr>),
    /// `days from a to b`, `years since d` (`to` absent: today); the calendar of business days.
    Between { unit: TimeUnit, from: Box<Expr>, to: Option<Box<Expr>>, calendar: Option<Name> },
    /// `festival Qixi`
    Festival(Festival),
    /// `anniversary of d`, `lunar anniversary of d`
    Anniversary { of: Box<Expr>, lunar: bool },
    /// `Tuesday` is 2, `March` is 3; a name, where one is so called.
    DayName(Name, u8),
    /// The count of `3 business days in calendar shop`, with the calendar.
    InCalendar(Box<Expr>, Name),
    /// `d on member_day`, `d not on a holiday in calendar shop`
    On { value: Box<Expr>, days: OnDays, calendar: Option<Name>, negated: bool },
    /// `d within 7 days before festival Qixi`
    Near(Box<Near>),
    /// `it` in `d is festival Qixi or d within 7 days before it`.
    It,
    /// `every 7 days after d`: whether `value` (absent: today) is such a day.
    Every { value: Option<Box<Expr>>, count: Box<Expr>, unit: TimeUnit, from: Box<Expr> },
}

/// `d within 7 days before festival Qixi`
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The date that is looked at.
    pub value: Expr,
    /// How many.
    pub count: Expr,
    /// Of what.
    pub unit: TimeUnit,
    /// `before`; else `after`.
    pub before: bool,
    /// The day near which it is to be.
    pub of: Expr,
    /// The calendar of `of`, where it is a day of several.
    pub calendar: Option<Name>,
    /// `not within`
    pub negated: bool,
}

/// Operators before their operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unary {
    /// `not`
    Not,
    /// `-`
    Negate,
}

/// Operators between two operands, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `or`
    Or,
    /// `and`
    And,
    /// `or else`
    OrElse,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `of`: a product (`20% of x`), or a field of an element (`amount of latest order in orders`).
    Of,
}

/// Which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extreme {
    /// `larger of`, `later of`, `latest`, `with largest`; `later` and `earlier` are for dates.
    Largest,
    /// `smaller of`, `earlier of`, `earliest`, `with smallest`
    Smallest,
}

/// The words that reduce a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateKind {
    /// `count of C`
    Count,
    /// `sum of E in C`
    Sum,
    /// `average of E in C`
    Average,
    /// `average over days of E in C`: by how long each value stood.
    AverageOverDays,
    /// `max of E in C`, `latest of E in C`
    Max,
    /// `min of E in C`, `earliest of E in C`
    Min,
    /// `distinct count of E in C`
    DistinctCount,
    /// `any C where …`: the condition is the list's filter.
    Any,
    /// `every C where … has …`: the condition after `has` is the value.
    Every,
    /// `sum of top 3 of E in C`
    SumOfTop(u32),
    /// `share of C where …`
    Share,
}

/// `lines of orders in last 30 days where …`
#[derive(Debug, Clone, PartialEq)]
pub struct ListExpr {
    /// From the elements outwards: `[lines, orders]`; each a name or a member (`order.lines`).
    /// Empty where no list is named (`average of loyalty`): the customers of a group.
    pub path: Vec<Expr>,
    /// The window.
    pub window: Option<Window>,
    /// The condition after `where`.
    pub filter: Option<Box<Expr>>,
    /// The whole phrase.
    pub span: Span,
}

/// A time window with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Which.
    pub kind: WindowKind,
    /// Its text.
    pub span: Span,
}

/// The windows.
#[derive(Debug, Clone, PartialEq)]
pub enum WindowKind {
    /// `in last 12 months`: (today − 12 months, today].
    Last(Box<Expr>, TimeUnit),
    /// `in next 30 days`: (today, today + 30 days].
    Next(Box<Expr>, TimeUnit),
    /// `in this month`: the whole period, as far as today.
    This(Period),
    /// `in previous year`
    Previous(Period),
    /// `in same period of previous year`
    SamePeriodOfPreviousYear,
    /// `in year 2025`
    Year(Box<Expr>),
    /// `in last 12 whole months`: the months before this one.
    LastWholeMonths(Box<Expr>),
    /// `in last 12 calendar months`: this month counts as one.
    LastCalendarMonths(Box<Expr>),
    /// `in 12 months ending d`
    Ending(Box<Expr>, TimeUnit, Box<Expr>),
    /// `in 12 whole months ending d`: the last is the month of `d`.
    WholeMonthsEnding(Box<Expr>, Box<Expr>),
    /// `including future`
    IncludingFuture,
}

/// A calendar period.
pub use crate::ir::Period;

/// Units of time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// `minutes`
    Minutes,
    /// `hours`
    Hours,
    /// `days`
    Days,
    /// `weeks`
    Weeks,
    /// `months`
    Months,
    /// `years`
    Years,
    /// `business days`; their calendar stands with the count.
    BusinessDays,
}

/// What stands behind `on`.
#[derive(Debug, Clone, PartialEq)]
pub enum OnDays {
    /// `a holiday`
    Holiday,
    /// `a weekend`
    Weekend,
    /// `a business day`
    BusinessDay,
    /// `every month on 8`, `2026-10-01 to 2026-10-07`
    Days(Days),
    /// `member_day`, `festival Qixi`, `anniversary of joined`, any date.
    Date(Box<Expr>),
}

/// The period of a limit.
#[derive(Debug, Clone, PartialEq)]
pub enum LimitPeriod {
    /// `per day`
    Day,
    /// `per week`
    Week,
    /// `per month`
    Month,
    /// `per quarter`
    Quarter,
    /// `per year`
    Year,
    /// `per membership year`
    MembershipYear,
    /// `per 12 months`: back from the date of the subject.
    Rolling(Expr, TimeUnit),
}

/// `total credit per customer per 12 months`, `total of bill_points`
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Of what.
    pub of: TotalOf,
    /// With what was given before, in a period if one is named; absent for this run alone.
    pub before: Option<Option<LimitPeriod>>,
}

/// What is added up.
#[derive(Debug, Clone, PartialEq)]
pub enum TotalOf {
    /// `total points`
    Points,
    /// `total credit`, `total cash`, `total discount`
    Money(MoneyForm),
    /// `total of bill_points`: what a rule gives, or a kind of points.
    Named(Name),
}

impl Total {
    /// The length of the time that it looks at, where it is written.
    #[must_use]
    pub fn length(&self) -> Option<&Expr> {
        match self.before.as_ref()?.as_ref()? {
            LimitPeriod::Rolling(length, _) => Some(length),
            LimitPeriod::Day
            | LimitPeriod::Week
            | LimitPeriod::Month
            | LimitPeriod::Quarter
            | LimitPeriod::Year
            | LimitPeriod::MembershipYear => None,
        }
    }

    /// The rule or the kind of points.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        match &self.of {
            TotalOf::Named(name) => Some(name),
            TotalOf::Points | TotalOf::Money(_) => None,
        }
    }
}
