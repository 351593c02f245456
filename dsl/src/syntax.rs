//! What a policy file says, before any name is looked up: the parser's result.
//!
//! One tree for every keyword language. Each node keeps the span of its text; comments stand
//! beside the declarations, with their own spans.

mod budget;
mod calendar;
mod choose;
mod closing;
mod expr;
mod figures;
mod lapse;
mod limit;
mod portfolio;
mod rule;
mod script;
mod tier;
mod walk;

use crate::ir::RoundingMode;
use crate::source::Span;
pub use budget::{Budget, BudgetClause};
pub use calendar::{Calendar, CalendarClause, CalendarClauseKind, Days};
pub use choose::Choose;
pub use closing::{Guarantee, Publish, PublishWhat};
pub use expr::{
    AggregateKind, Binary, Expr, ExprKind, Extreme, ListExpr, Near, OnDays, Period, TimeUnit,
    Unary, Window, WindowKind,
};

pub use crate::ir::{Comparison, DatePart, Festival, MoneyForm, RuleWord, Taking};
pub use expr::{LimitPeriod, Total, TotalOf};
pub use figures::{Figure, Figures, Rates};
pub use lapse::Lapse;
pub use limit::{Limit, LimitMeasure};
pub use portfolio::Portfolio;
pub use rule::{
    Availability, Clause, ClauseKind, Cost, Deadline, Give, Piece, Rate, Reversed, Rule,
    Suspension, TakenBack, Template,
};
pub use script::Script;
pub use tier::{Level, Tier, TierClause, TierClauseKind, Validity};

/// Which keyword table a file is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English
    En,
    /// Chinese
    Zh,
}

/// One parsed file.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Its keyword language.
    pub language: Language,
    /// Its declarations, as far as they could be parsed.
    pub declarations: Vec<Declaration>,
    /// Its comments, in order.
    pub comments: Vec<Comment>,
}

/// A comment, without its slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text after `//` or `///`, not trimmed.
    pub text: String,
    /// `///`: documents the declaration that follows.
    pub documents: bool,
    /// Whether only white space stands before it on its line.
    pub own_line: bool,
    /// From the first slash to the end of the line.
    pub span: Span,
}

/// A name as written, unquoted and in Unicode normal form C.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A quoted text, unescaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub value: String,
    /// With its quotation marks.
    pub span: Span,
}

/// A declaration with its documentation.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// The `///` lines before it, joined by line breaks.
    pub doc: Option<String>,
    /// The findings that may stand in it.
    pub allows: Vec<Allow>,
    /// What it declares.
    pub kind: DeclarationKind,
    /// From its word to its end.
    pub span: Span,
}

/// `allow L0905 because "…"`, on a line before a declaration or in a `program`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The code of the finding.
    pub code: Name,
    /// Why it may stand.
    pub because: Text,
    /// The whole line.
    pub span: Span,
}

/// The kinds of declaration.
#[derive(Debug, Clone, PartialEq)]
pub enum DeclarationKind {
    /// `program "…" { … }`
    Program(Program),
    /// `record customer { … }`
    Record(Record),
    /// `kind route: one of domestic, international`
    Kind(Kind),
    /// `parameter fee: money { … }`
    Figures(Figures),
    /// `exchange { USD to CNY { 7.10 from 2026-01-01 } }`
    Exchange(Vec<Rates>),
    /// `points star with 2 places worth 0.10 CNY`
    Points(PointsKind),
    /// `use "tables.loyal"`
    Use(Text),
    /// `define spend as …`
    Define(Define),
    /// `table category_rate(category: text) -> number { … }`
    Table(Table),
    /// `tier Club { … }`
    Tier(Tier),
    /// `class stage { … }`
    Class(Class),
    /// `score loyalty out of 100 { … }`
    Score(Score),
    /// `publish spend, visits`
    Publish(Publish),
    /// `guarantee spend >= 0 CNY`
    Guarantee(Guarantee),
    /// `choose best of a, b for each flight once per year across them`
    Choose(Choose),
    /// `calendar shop { … }`
    Calendar(Calendar),
    /// `script bonus(years: number) -> points """ … """`
    Script(Script),
    /// `earn purchase_points { … }` and its like.
    Rule(Rule),
    /// `portfolio department by customer.department { … }`
    Portfolio(Portfolio),
    /// `budget goodwill { … }`
    Budget(Budget),
}

/// The programme's head.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// Its name.
    pub name: Text,
    /// Its clauses, in order.
    pub clauses: Vec<ProgramClause>,
}

/// A clause of the programme.
#[derive(Debug, Clone, PartialEq)]
pub enum ProgramClause {
    /// `currency CNY`
    Currency(Name),
    /// `time zone "Asia/Shanghai"`
    TimeZone(Text),
    /// `effective from 2026-01-01 through 2026-12-31` (days since 1970-01-01)
    Effective { from: Option<i64>, through: Option<i64>, span: Span },
    /// `rounding half up`
    Rounding(RoundingMode, Span),
    /// `applies when …`
    AppliesWhen(Expr),
    /// `allow L0905 because "…"`, for the whole policy
    Allow(Allow),
}

/// `record name { fields }`
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// `customer`
    pub name: Name,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// `name: type key optional`
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: FieldType,
    /// `key`
    pub key: bool,
    /// `optional`
    pub optional: bool,
    /// From its name to the end of its type.
    pub span: Span,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    /// A scalar type.
    Scalar(TypeName),
    /// `one of paid, refunded`
    OneOf(Vec<Name>),
    /// `list of order dated by date { … }`
    List { element: Name, dated_by: Option<Name>, fields: Vec<Field> },
    /// `record { … }`: a nested record.
    Nested(Vec<Field>),
    /// `history`: what was granted and asked before.
    History,
}

/// A written type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeName {
    /// Which.
    pub kind: TypeNameKind,
    /// Where.
    pub span: Span,
}

/// The scalar types by name.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeNameKind {
    /// `text`
    Text,
    /// `whole number`
    WholeNumber,
    /// `number`, `number with 3 places`
    Number(Option<u8>),
    /// `percent`
    Percent,
    /// `yes/no`
    YesNo,
    /// `date`
    Date,
    /// `datetime`
    DateTime,
    /// `money`, `money HKD`
    Money(Option<Name>),
    /// `money of any currency`
    AnyMoney,
    /// `points`
    Points,
    /// `duration in months`
    Duration(TimeUnit),
    /// `membership`, `membership of Club`
    Membership(Option<Name>),
    /// `denial.route`: the type of a field, behind the record that has it.
    OfField(Name, Vec<Name>),
    /// A `kind`, a `tier` or a `class`; for a parameter also a list's element.
    Named(Name),
}

/// `kind name: one of a, b`
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// Its name.
    pub name: Name,
    /// Its values.
    pub options: Vec<Name>,
}

/// `define name(parameters) as …`
#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// Empty for a value of the customer.
    pub parameters: Vec<Parameter>,
    /// What it stands for.
    pub body: DefineBody,
}

/// A parameter of a `define` or a `table`; without a type it is named after a list's element.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Option<TypeName>,
}

/// `points star with 2 places worth 0.10 CNY`
#[derive(Debug, Clone, PartialEq)]
pub struct PointsKind {
    /// Its name; none for the points of which every programme has some.
    pub name: Option<Name>,
    /// `with 2 places`
    pub places: Option<u8>,
    /// `worth 0.10 CNY`: what one of them is worth.
    pub worth: Option<Expr>,
    /// How they lapse, whatever their lots say.
    pub lapses: Vec<Lapse>,
    /// The declaration.
    pub span: Span,
}

/// The body of a `define`.
#[derive(Debug, Clone, PartialEq)]
pub enum DefineBody {
    /// `as expression`
    Expr(Expr),
    /// `{ 100 when … ⏎ 0 otherwise }`: value and condition; no condition for `otherwise`.
    Cases(Vec<(Expr, Option<Expr>)>),
}

/// A decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// Its parameters; those with a column stand in the order of the columns.
    pub parameters: Vec<Parameter>,
    /// The type of its result.
    pub result: TypeName,
    /// Its hit policy.
    pub hit: HitPolicy,
    /// The head row: parameter names, then the name of the result.
    pub heads: Vec<Name>,
    /// The rows below it.
    pub rows: Vec<Row>,
}

impl Table {
    /// The parameters that have a column of their own, in the order of the columns: all but those
    /// that the head leaves out, because only cells and results read them.
    #[must_use]
    pub fn columns(&self) -> Vec<&Parameter> {
        let named = self.heads.split_last().map(|(_, named)| named).unwrap_or_default();
        let mut heads = named.iter().peekable();
        let columns: Vec<&Parameter> = self
            .parameters
            .iter()
            .filter(|parameter| heads.next_if(|head| head.text == parameter.name.text).is_some())
            .collect();
        if columns.len() == named.len() && !columns.is_empty() {
            columns
        } else {
            self.parameters.iter().collect()
        }
    }
}

/// What happens where several rows match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HitPolicy {
    /// `first match`: the default.
    FirstMatch,
    /// `unique`: rows may not overlap.
    Unique,
    /// `sum of matches`
    SumOfMatches,
    /// `by slice`: each row takes its slice of the amount.
    BySlice,
}

/// One row of a table. A row that begins with `otherwise` has `Otherwise` as its only cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its condition cells.
    pub cells: Vec<Cell>,
    /// Its result.
    pub result: Expr,
    /// The whole row.
    pub span: Span,
}

/// One condition cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it asks.
    pub kind: CellKind,
    /// Where.
    pub span: Span,
}

/// What a cell asks of its parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum CellKind {
    /// `any`
    Any,
    /// `otherwise`
    Otherwise,
    /// `missing`
    Missing,
    /// `known`
    Known,
    /// `>= 4`
    Compare(Comparison, Expr),
    /// `2..3` with both ends, `2..<3` without the upper.
    Range { from: Expr, to: Expr, includes_end: bool },
    /// One value, or several separated by commas.
    Values(Vec<Expr>),
}

/// `class stage { … }`, first match.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its name.
    pub name: Name,
    /// Its segments; no condition for `otherwise`.
    pub segments: Vec<(Name, Option<Expr>)>,
}

/// `score loyalty out of 100 { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Its name.
    pub name: Name,
    /// The whole, to which each part's range is clamped.
    pub out_of: Expr,
    /// `only when …`
    pub only_when: Option<Expr>,
    /// Its parts.
    pub parts: Vec<ScorePart>,
    /// `over the known parts`, with `at least 60%` where a coverage is stated.
    pub over_known: Option<OverKnown>,
    /// `round half up to 0.01`
    pub round: Option<RoundClause>,
    /// Its bands.
    pub bands: Vec<Band>,
}

/// `80% repeat expression missing when …`
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// The weight, as written (`80%`).
    pub weight: Expr,
    /// The part's name.
    pub name: Name,
    /// Its value.
    pub value: Expr,
    /// When it counts as missing.
    pub missing_when: Option<Expr>,
}

/// `over the known parts, at least 60%`
#[derive(Debug, Clone, PartialEq)]
pub struct OverKnown {
    /// The least weight that must be known.
    pub coverage: Option<Expr>,
    /// The clause.
    pub span: Span,
}

/// `round half up to 0.01`
#[derive(Debug, Clone, PartialEq)]
pub struct RoundClause {
    /// Which way; absent where only `round` is written and the programme's default is meant.
    pub mode: Option<RoundingMode>,
    /// The step: a number or an amount of money.
    pub to: Option<Box<Expr>>,
    /// The clause.
    pub span: Span,
}

/// `band develop from 60`
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Its name.
    pub name: Name,
    /// `from 60` (or else `below 50`).
    pub from: bool,
    /// The edge.
    pub edge: Expr,
}
