//! What a plan is made of: regions, registers, reductions and collectors.

use loyal_dsl::ir::{
    Comparison, DatePart, Ends, Extreme, Festival, FieldId, Literal, Period, ShiftUnit,
    SpanBetween, TransitionPart,
};
use loyal_dsl::source::Span;
use loyal_dsl::types::{Places, Type};

use crate::column::divide::Round;

/// A register of a region; a fraction takes this one and the next.
pub(crate) type Reg = usize;

/// A region of the plan.
pub(crate) type RegionId = usize;

/// Constants: one lane, evaluated when the plan is bound to a date.
pub(crate) const GLOBAL: RegionId = 0;
/// A lane a customer.
pub(crate) const CUSTOMERS: RegionId = 1;

/// A register and its region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) region: RegionId,
    pub(crate) reg: Reg,
}

/// How a value is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A yes/no: only flags.
    Bits,
    /// A number register.
    Number,
    /// Two number registers.
    Fraction,
}

impl Kind {
    /// How values of a type are held.
    pub(crate) fn of(ty: &Type) -> Kind {
        match ty {
            Type::Bool => Kind::Bits,
            Type::Quantity(_, Places::Fraction) => Kind::Fraction,
            Type::Text
            | Type::Date
            | Type::DateTime
            | Type::Quantity(_, Places::Fixed(_))
            | Type::Choice(_) => Kind::Number,
        }
    }
}

/// One step: how a register comes by its value. Operands are registers of the same region, made
/// earlier, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    /// A constant; texts are codes in the plan's own list until they meet a batch.
    Literal(Literal),
    /// The as-of date.
    Today,
    /// A register of the global region.
    Constant(Reg),
    /// The denominator of the fraction in the register before.
    Denominator,
    /// A column of the region's rows.
    Field(FieldId),
    /// A register of the parent region, for every element of its row.
    Broadcast(Reg),
    /// A reduction over a child region.
    Reduce(Reduction),
    Not(Reg),
    And(Reg, Reg),
    Or(Reg, Reg),
    Known(Reg),
    Compare(Comparison, Reg, Reg),
    CompareFractions(Comparison, Reg, Reg),
    /// Yes/no values, the same or not.
    CompareBits(bool, Reg, Reg),
    OrElse(Reg, Reg),
    /// Conditions with their values, and the value where none holds.
    Cases(Vec<(Reg, Reg)>, Option<Reg>),
    Negate(Reg),
    Add(Reg, Reg),
    Subtract(Reg, Reg),
    Multiply(Reg, Reg),
    /// Times a power of ten.
    Scale(Reg, u32),
    /// A number as a fraction of a power of ten.
    ToFraction(Reg, u32),
    /// Numbers at one scale to a fraction.
    Quotient(Reg, Reg),
    NegateFraction(Reg),
    AddFractions(Reg, Reg),
    SubtractFractions(Reg, Reg),
    MultiplyFractions(Reg, Reg),
    DivideFractions(Reg, Reg),
    /// Numbers at one scale.
    FullUnits(Reg, Reg),
    /// Numbers at one scale.
    Remainder(Reg, Reg),
    Round(Reg, Round),
    RoundFraction(Reg, Round),
    Extreme(Extreme, bool, Vec<Reg>),
    ExtremeFraction(Extreme, bool, Vec<Reg>),
    DatePart(DatePart, Reg),
    StartOf(Period, Reg),
    EndOf(Period, Reg),
    Shift(ShiftUnit, Reg, Reg),
    Between(SpanBetween, Reg, Reg),
    DateOf(Reg),
    /// A festival's date in a year.
    Festival(Festival, Reg),
    /// A date's lunar anniversary in a year.
    LunarAnniversary(Reg, Reg),
    /// Keys as the one text that history has of them.
    KeyPath(Vec<Reg>),
    /// A script, by its index, with its arguments.
    Script(usize, Vec<Reg>),
    /// What becomes of a level, packed.
    Transition(Box<Measured>),
    /// A part of what is packed.
    TransitionPart(TransitionPart, Reg),
}

/// The registers that a transition reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Measured {
    pub(crate) held: Reg,
    pub(crate) since: Reg,
    pub(crate) until: Reg,
    pub(crate) lowered: Reg,
    pub(crate) qualified: Reg,
    pub(crate) stays: Vec<Reg>,
    pub(crate) life: Option<Reg>,
    pub(crate) due: Option<Reg>,
    pub(crate) rises_from: Option<Reg>,
    pub(crate) valid_to: Option<Reg>,
    pub(crate) ends: Ends,
}

/// A register with what is known of it before the run.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    pub(crate) op: Op,
    pub(crate) kind: Kind,
    pub(crate) ty: Type,
    /// The text that it came from.
    pub(crate) span: Span,
    /// How many folds of its region must have run, one after the other, before it.
    pub(crate) stage: u32,
    /// The end of an expression as written: it fits 128 bits, or is an error.
    pub(crate) sealed: bool,
}

/// A reduction over the elements of a child region; registers are the child's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Reduction {
    pub(crate) child: RegionId,
    pub(crate) kind: ReductionKind,
    pub(crate) filter: Option<Reg>,
    pub(crate) value: Option<Reg>,
    /// How the value is held.
    pub(crate) value_kind: Kind,
    /// By what a pick chooses, and whether that is a fraction.
    pub(crate) key: Option<(Reg, bool)>,
}

/// What a reduction computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ReductionKind {
    Count,
    Sum,
    /// A sum of numbers of so many places, by the count.
    Average(u32),
    Extreme(Extreme),
    Distinct,
    Any,
    Every,
    SumOfTop(u32),
    Pick(Extreme),
}

/// What is done for a block of a region, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Computes a register.
    Step(Reg),
    /// Runs a child region over the elements of the rows, and fills the registers of all its
    /// reductions.
    Fold(RegionId),
}

/// A region: the registers that are computed for rows of one record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Region {
    /// The region within whose rows it is run.
    pub(crate) parent: RegionId,
    /// The region whose rows hold the list: the parent, or one further out.
    pub(crate) owner: RegionId,
    /// The list field of the owner's record.
    pub(crate) list: Option<FieldId>,
    /// How many folds of the parent must have run before.
    pub(crate) stage: u32,
    /// How many regions it lies in.
    pub(crate) level: usize,
    pub(crate) registers: Vec<Register>,
    pub(crate) schedule: Vec<Entry>,
    /// Steps that are left until it is known for which rows a rule fires, and done for those.
    pub(crate) late: Vec<Entry>,
    /// Registers that hold constants.
    pub(crate) constants: Vec<Reg>,
    /// Registers of the parent with the reductions over this region that fill them.
    pub(crate) reductions: Vec<(Reg, Reduction)>,
    /// Rules that look at the rows of this region.
    pub(crate) collectors: Vec<Collector>,
}

impl Region {
    /// All that is done for its rows.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.schedule.iter().chain(&self.late)
    }
}

/// What a rule needs of the rows of a region.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collector {
    /// Index of the rule.
    pub(crate) rule: usize,
    /// Filters of the hops, from the outermost to that of this region.
    pub(crate) filters: Vec<Reg>,
    /// What is gathered where the rule fires; absent in the regions of its outer hops.
    pub(crate) subject: Option<Subject>,
}

/// The registers of a rule at its subject.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject {
    pub(crate) conditions: Vec<Reg>,
    pub(crate) exceptions: Vec<Reg>,
    pub(crate) effects: Vec<EffectCells>,
    /// What the rule gives is worth, where a choice asks.
    pub(crate) worth: Option<usize>,
    /// The date of the subject, where totals ask.
    pub(crate) date: Option<usize>,
    /// A limit of the rule each.
    pub(crate) limits: Vec<LimitCells>,
    /// The cells of the values in the reason.
    pub(crate) reason: Vec<usize>,
    /// What is kept of every subject for which the rule fires.
    pub(crate) cells: Vec<Reg>,
}

/// The cells of a limit, in reading order.
#[derive(Debug, Clone)]
pub(crate) struct LimitCells {
    pub(crate) most: usize,
    pub(crate) used: Option<usize>,
    pub(crate) date: usize,
    pub(crate) period: Option<(usize, usize)>,
    /// How far back a period goes that rolls.
    pub(crate) back: Option<usize>,
}

impl LimitCells {
    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = usize> {
        let period = self.period.iter().flat_map(|(from, through)| [*from, *through]);
        [self.most].into_iter().chain(self.used).chain([self.date]).chain(period).chain(self.back)
    }
}

/// The cells of an effect, in reading order.
#[derive(Debug, Clone, Default)]
pub(crate) struct EffectCells {
    pub(crate) when: Option<usize>,
    pub(crate) amount: Option<usize>,
    pub(crate) wished: Option<usize>,
    pub(crate) due: Option<usize>,
    pub(crate) last_day: Option<usize>,
    /// Whether someone approves it, by approval; absent for always.
    pub(crate) approvals: Vec<Option<usize>>,
    pub(crate) channel: Option<usize>,
    /// How often a reversal was made before.
    pub(crate) before: Option<usize>,
    /// The limits that an adjustment keeps.
    pub(crate) limits: Vec<LimitCells>,
    /// The first good day.
    pub(crate) available: Option<usize>,
    /// The balance that a cost is taken from.
    pub(crate) balance: Option<usize>,
    /// The least that can be chosen.
    pub(crate) least: Option<usize>,
    /// The values in a message.
    pub(crate) message: Vec<usize>,
    pub(crate) options: Vec<EffectCells>,
}
