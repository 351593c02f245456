//! The registers of tiers: their values, and how far it is to a level.

use loyal_dsl::ir::{Bar, Expr, Memory, Tier, Transition, ValueId};
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;

use super::lower::{Lowering, Scope};
use super::op::{CUSTOMERS, Measured, Op, Place, Reg};

/// The registers of a tier.
#[derive(Debug)]
pub(crate) struct TierRegisters {
    pub(crate) level: Reg,
    /// By level.
    pub(crate) steps: Vec<StepRegisters>,
    pub(crate) memory: Option<MemoryRegisters>,
}

/// The alternatives of bars for rising to a level, and for staying.
#[derive(Debug)]
pub(crate) struct StepRegisters {
    pub(crate) rise: Vec<Vec<BarRegisters>>,
    pub(crate) keep: Vec<Vec<BarRegisters>>,
}

/// Whether a bar is reached, and by how much it is missed.
#[derive(Debug)]
pub(crate) struct BarRegisters {
    pub(crate) met: Reg,
    pub(crate) missing: Option<Reg>,
    /// The text that names what is measured.
    pub(crate) span: Span,
    /// The text of the condition.
    pub(crate) condition: Span,
}

/// The registers of a tier with memory.
#[derive(Debug)]
pub(crate) struct MemoryRegisters {
    pub(crate) own: Reg,
    pub(crate) before: Reg,
    pub(crate) since: Reg,
    pub(crate) until: Reg,
    pub(crate) change: Reg,
    pub(crate) lowered: Option<Reg>,
    /// By level.
    pub(crate) stays: Vec<Reg>,
    /// The level lent, and the last day of the loan.
    pub(crate) loans: Vec<(Reg, Option<Reg>)>,
    /// Conditions that lower the level at once, with their texts.
    pub(crate) at_once: Vec<(Reg, Span)>,
    pub(crate) lowered_before: Reg,
}

impl TierRegisters {
    /// What every outcome needs, in reading order.
    pub(crate) fn demanded(&self) -> impl Iterator<Item = Reg> {
        let memory = self.memory.iter().flat_map(|memory| {
            let parts = [memory.since, memory.until, memory.change];
            parts.into_iter().chain(memory.lowered)
        });
        [self.level].into_iter().chain(memory)
    }
}

/// The values of a tier that every outcome shows.
pub(super) fn shown(tier: &Tier) -> Vec<ValueId> {
    let memory = tier.memory.iter().flat_map(|memory| {
        let parts = [memory.own, memory.since, memory.until, memory.change];
        parts.into_iter().chain(memory.lowered)
    });
    [tier.level].into_iter().chain(memory).collect()
}

/// Lowers what the outcome shows of a tier.
pub(super) fn registers(lowering: &mut Lowering<'_>, tier: &Tier) -> TierRegisters {
    let level = value(lowering, tier.level);
    let memory = tier.memory.as_ref().map(|memory| remembered(lowering, memory));
    let steps = tier.bars.iter().map(|bars| StepRegisters {
        rise: alternatives(lowering, &bars.rise),
        keep: alternatives(lowering, &bars.keep),
    });
    TierRegisters { level, steps: steps.collect(), memory }
}

fn remembered(lowering: &mut Lowering<'_>, memory: &Memory) -> MemoryRegisters {
    let mut of = |expr: &Expr| lowering.inside(expr, &[CUSTOMERS]);
    let before = of(&memory.before);
    let stays = memory.stays.iter().map(&mut of).collect();
    let loans = &memory.loans;
    let loans = loans.iter().map(|loan| (of(&loan.level), loan.until.as_ref().map(&mut of)));
    let loans = loans.collect();
    let at_once = memory.at_once.iter().map(|when| (of(when), when.span)).collect();
    let lowered_before = of(&memory.lowered_before);
    MemoryRegisters {
        own: value(lowering, memory.own),
        before,
        since: value(lowering, memory.since),
        until: value(lowering, memory.until),
        change: value(lowering, memory.change),
        lowered: memory.lowered.map(|id| value(lowering, id)),
        stays,
        loans,
        at_once,
        lowered_before,
    }
}

fn alternatives(lowering: &mut Lowering<'_>, bars: &[Vec<Bar>]) -> Vec<Vec<BarRegisters>> {
    let mut register = |bar: &Bar| BarRegisters {
        met: lowering.inside(&bar.met, &[CUSTOMERS]),
        missing: bar.missing.as_ref().map(|expr| lowering.inside(expr, &[CUSTOMERS])),
        span: bar.measure.span,
        condition: bar.met.span,
    };
    bars.iter().map(|bars| bars.iter().map(&mut register).collect()).collect()
}

fn value(lowering: &mut Lowering<'_>, value: ValueId) -> Reg {
    match lowering.value(value) {
        Some(place) => lowering.builder.bring(place, CUSTOMERS),
        None => 0,
    }
}

impl Lowering<'_> {
    /// A part of what becomes of a level; the whole is computed once.
    pub(super) fn transition(
        &mut self,
        transition: &Transition,
        scope: Scope<'_>,
        ty: &Type,
        span: Span,
    ) -> Place {
        let operands = transition.operands();
        let places: Vec<Place> = operands.iter().map(|expr| self.root(expr, scope)).collect();
        let whole = self.many(&places, &Type::WHOLE, span, |regs| {
            Op::Transition(Box::new(measured(transition, regs)))
        });
        self.one(whole, |reg| Op::TransitionPart(transition.part, reg), ty, span)
    }
}

/// The registers of the operands, which stand in reading order.
fn measured(transition: &Transition, regs: &[Reg]) -> Measured {
    let mut regs = regs.iter().copied();
    let mut next = || regs.next().unwrap_or_default();
    let (held, since, until, lowered, qualified) = (next(), next(), next(), next(), next());
    let stays = transition.stays.iter().map(|_| next()).collect();
    let mut optional = |expr: &Option<Expr>| expr.as_ref().map(|_| next());
    Measured {
        held,
        since,
        until,
        lowered,
        qualified,
        stays,
        life: optional(&transition.life),
        due: optional(&transition.due),
        rises_from: optional(&transition.rises_from),
        valid_to: optional(&transition.valid_to),
        ends: transition.ends.clone(),
    }
}
