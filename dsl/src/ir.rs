//! The checked, typed program: every name resolved, every unit and scale known, functions and
//! tables inlined. What the engine plans and what the oracle evaluates.
//!
//! Declarations are held in the order of their names, so that neither the order of declarations
//! nor of files can reach an outcome. Spans and documentation are for messages only and are no
//! part of the meaning: see [`Program::hash`].

mod calendar;
mod closing;
mod crowd;
pub mod decision;
mod expr;
mod filled;
mod hash;
mod limit;
mod lots;
mod portfolio;
mod rule;
mod script;
mod select;
mod tier;
mod time;
mod total;
mod transition;
mod walk;

pub use calendar::{Calendar, Days, Festival};
pub use closing::{Figure, Guarantee, Published};
pub use crowd::{Budget, Crowd, Precedence};
pub use expr::{
    Aggregate, AggregateKind, Arm, Comparison, Expr, ExprKind, Extreme, Literal, Order, Pick,
    Rounding, RoundingMode, ScriptCall, Transition,
};
pub use filled::Filled;
pub use limit::{Limit, LimitPeriod, Measure, Past, PeriodUnit, Rolling, Taking};
pub use lots::{Decay, Inactivity, Lots};
pub use portfolio::Portfolio;
pub use rule::{
    Approval, Chosen, Cost, Effect, EffectKind, Exception, Grant, Hop, Message, MoneyForm, Part,
    Purpose, Reversal, Rule, RuleWord, Template,
};
pub use script::{Script, ScriptId};
pub use select::{SelectBy, Selection};
pub use tier::{Bar, Bars, Loan, Memory, Tier};
pub use time::{DatePart, Period, ShiftUnit, SpanBetween};
pub use total::{Total, TotalOf, Within};
pub use transition::{Change, Ends, Length, TransitionOf, TransitionPart, Validity};

use serde::Serialize;

use crate::source::Span;
use crate::types::{Currency, Type};

/// Index into [`Program::records`]; record 0 is the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RecordId(pub u32);

/// Index into the `fields` of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FieldId(pub u32);

/// Index into [`Program::values`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ValueId(pub u32);

/// A whole checked policy. Two are equal if they mean the same.
#[derive(Debug, Clone, Serialize)]
pub struct Program {
    /// The programme's name.
    pub name: String,
    /// The programme's currency; absent where no money occurs.
    pub currency: Option<Currency>,
    /// IANA name of the time zone in which days begin, such as `Asia/Shanghai`.
    pub time_zone: String,
    /// First good day, as days since 1970-01-01.
    pub effective_from: Option<i64>,
    /// Last good day, as days since 1970-01-01.
    pub effective_through: Option<i64>,
    /// Whom the programme is for; customers for whom it is false get no effects. Customer scope.
    pub applies_when: Option<Expr>,
    /// The customer record first, then every element record in the order in which lists are met.
    pub records: Vec<Record>,
    /// Where the customer's history stands, if the record has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// Sets of named values: `one of` fields, tiers' levels, classes, score bands.
    pub choices: Vec<Choice>,
    /// Named values of a customer, each after those that it reads.
    pub values: Vec<Value>,
    /// Calendars by name.
    pub calendars: Vec<Calendar>,
    /// Scripts by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scripts: Vec<Script>,
    /// Tiers by name.
    pub tiers: Vec<Tier>,
    /// Classes by name.
    pub classes: Vec<Class>,
    /// Scores by name.
    pub scores: Vec<Score>,
    /// Rules by name.
    pub rules: Vec<Rule>,
    /// The lots of the kinds of points that rules redeem, by kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<Lots>,
    /// Choices among rules, by the first rule that each names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub selections: Vec<Selection>,
    /// Published figures by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Published>,
    /// Guarantees, in an order that the text has no part in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guarantees: Vec<Guarantee>,
    /// Totals of effects: [`Filled::Total`] reads one by its index. Only published figures and
    /// guarantees do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<Total>,
    /// What looks at many customers at once.
    #[serde(skip_serializing_if = "Crowd::is_empty")]
    pub crowd: Crowd,
    /// Tables and functions of cases as they are written, for the analysis.
    #[serde(skip)]
    pub decisions: Vec<decision::Decision>,
}

/// The shape of a record: the customer's, or that of a list's elements.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// `customer`, or the element's name.
    pub name: String,
    /// The fields by name. Nested records are flattened into paths.
    pub fields: Vec<Field>,
    /// The field that tells records apart, of type text or whole number.
    pub key: Option<FieldId>,
    /// For elements: the date or datetime field by which the list is dated.
    pub dated_by: Option<FieldId>,
}

/// One field of a record.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// One name, or the path through nested records (`card`, `fee_due`).
    pub path: Vec<String>,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it may be missing. A list that may be missing is empty then; the lists that a policy
    /// declares may not.
    pub optional: bool,
    /// What the engine fills in; absent for what input has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filled: Option<Filled>,
    /// Whether the language declares it, under a name in every keyword language; else the policy.
    #[serde(skip)]
    pub built_in: bool,
    /// Where it is declared.
    #[serde(skip)]
    pub span: Span,
}

impl Field {
    /// The name as a policy writes it: the path joined by dots.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.join(".")
    }
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum FieldKind {
    /// A single value; its type is never an unrounded quotient.
    Scalar(Type),
    /// A list of elements of this record.
    List(RecordId),
}

/// The lists of the customer record that a field of type `history` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct History {
    /// What was granted: a list of `grant`, dated by the day of the grant.
    pub grants: FieldId,
    /// What was asked: a list of `task`.
    pub tasks: FieldId,
}

/// A set of named values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Name of the field, tier, class or score that declared it.
    pub name: String,
    /// The values; a value is held as its index. Tier levels stand lowest first.
    pub options: Vec<String>,
    /// Whether the options are ordered (a tier's levels).
    pub ordered: bool,
}

/// A named value of a customer: a `define` without parameters, a tier's level, a class, a score
/// or one of its parts.
#[derive(Debug, Clone, Serialize)]
pub struct Value {
    /// As the policy names it; parts of a score are `score.part`.
    pub name: String,
    /// What it is, in customer scope (depth 0).
    pub expr: Expr,
    /// Where the name is declared.
    #[serde(skip)]
    pub span: Span,
}

impl Program {
    /// A field of the elements of one of the customer's lists, by its name.
    #[must_use]
    pub fn entry_field(&self, list: FieldId, name: &str) -> Option<(RecordId, FieldId)> {
        let field = self.records.first()?.fields.get(list.0 as usize)?;
        let FieldKind::List(element) = field.kind else { return None };
        let fields = &self.records.get(element.0 as usize)?.fields;
        let index = fields.iter().position(|field| field.path == [name])?;
        Some((element, FieldId(u32::try_from(index).ok()?)))
    }

    /// The program without anything that reads its records but its named values, on any day.
    #[must_use]
    pub fn of_values(&self) -> Program {
        Program {
            effective_from: None,
            effective_through: None,
            applies_when: None,
            history: None,
            tiers: Vec::new(),
            classes: Vec::new(),
            scores: Vec::new(),
            rules: Vec::new(),
            lots: Vec::new(),
            selections: Vec::new(),
            published: Vec::new(),
            guarantees: Vec::new(),
            totals: Vec::new(),
            crowd: Crowd::default(),
            decisions: Vec::new(),
            ..self.clone()
        }
    }

    /// The named values that are declared by a `define`: those of no tier, class, score
    /// or guarantee.
    pub fn figures(&self) -> impl Iterator<Item = (ValueId, &Value)> {
        let tiers = self.tiers.iter().map(|tier| tier.level);
        let classes = self.classes.iter().map(|class| class.segment);
        let scores = self.scores.iter().flat_map(|score| {
            let parts = score.parts.iter().map(|part| part.value);
            [score.total].into_iter().chain(score.band).chain(parts)
        });
        let claims = self.guarantees.iter().map(|guarantee| guarantee.claim);
        let others: Vec<ValueId> = tiers.chain(classes).chain(scores).chain(claims).collect();
        let values = (0..).map(ValueId).zip(&self.values);
        values.filter(move |(id, _)| !others.contains(id))
    }
}

/// Unordered segments, first match.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Class {
    /// The class's name.
    pub name: String,
    /// The segment: a value of a choice, missing where none matches.
    pub segment: ValueId,
}

/// Weighted parts that add up to a whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// The score's name.
    pub name: String,
    /// The total after rounding; missing where the score does not apply or too little is known.
    pub total: ValueId,
    /// The parts, each already clamped to its range; missing where not known.
    pub parts: Vec<ScorePart>,
    /// The named band in which the total falls; missing between bands.
    pub band: Option<ValueId>,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScorePart {
    /// The part's name.
    pub name: String,
    /// Weight as a fraction of one: mantissa and places, `0.80` is `(80, 2)`.
    pub weight: (i128, u8),
    /// The part's value.
    pub value: ValueId,
}
