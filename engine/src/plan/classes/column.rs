//! A column that takes part in the classes of a region.

use std::collections::BTreeSet;

use loyal_dsl::ir::{Comparison, FieldId};
use loyal_dsl::types::Type;

use crate::plan::op::{Kind, Op, Reg, Region};

/// A column that takes part in the classes.
#[derive(Debug, Clone)]
pub(crate) struct ClassColumn {
    /// The register that holds it where it is loaded.
    pub(crate) reg: Reg,
    pub(crate) field: FieldId,
    pub(crate) kind: Kind,
    pub(crate) is_text: bool,
    /// Whether its values mostly stand close together: days, codes, options.
    pub(crate) is_close: bool,
    /// Whether a row may have no value.
    pub(crate) optional: bool,
    /// What it is compared with: registers of the global region, on the right.
    pub(crate) tests: Vec<(Comparison, Reg)>,
}

// What a row costs, in about a machine's instruction, as measured over lists of twelve:

/// loading a column,
const LOAD: usize = 2;
/// a comparison,
const COMPARISON: usize = 4;
/// counting the bounds that a value reaches, a bound, where they stand far apart,
const BOUND: usize = 2;

impl ClassColumn {
    /// Into how many parts it is cut at most, with one for what is missing.
    pub(crate) fn parts(&self) -> usize {
        let is_equality =
            |test: Comparison| matches!(test, Comparison::Equal | Comparison::NotEqual);
        let known = if self.kind == Kind::Bits {
            2
        } else if self.tests.iter().all(|(test, _)| is_equality(*test)) {
            1 + self.tests.iter().map(|(_, constant)| constant).collect::<BTreeSet<_>>().len()
        } else {
            let cuts = self.tests.iter().flat_map(|(test, constant)| match test {
                Comparison::Equal | Comparison::NotEqual => [(*constant, 0), (*constant, 1)],
                Comparison::Less | Comparison::GreaterOrEqual => [(*constant, 0); 2],
                Comparison::LessOrEqual | Comparison::Greater => [(*constant, 1); 2],
            });
            1 + cuts.collect::<BTreeSet<_>>().len()
        };
        known + usize::from(self.optional)
    }

    /// How much time it saves a row, in about a machine's instruction.
    pub(super) fn gain(&self) -> usize {
        match (self.kind, self.is_close) {
            (Kind::Bits, _) => LOAD + COMPARISON,
            (_, true) => LOAD + self.tests.len() * COMPARISON,
            (_, false) => LOAD + self.tests.len() * (COMPARISON - BOUND),
        }
    }
}

/// A column with what the steps of a formula compare it with.
pub(super) fn column(
    region: &Region,
    reg: Reg,
    formula: &BTreeSet<Reg>,
    optional: &[bool],
) -> Option<ClassColumn> {
    let register = region.registers.get(reg)?;
    let Op::Field(field) = register.op else { return None };
    let mut tests = Vec::new();
    for step in formula {
        let test = match op(region, *step) {
            Some(Op::Compare(comparison, a, b)) if *a == reg => (*comparison, *b),
            Some(Op::Compare(comparison, a, b)) if *b == reg => (comparison.turned(), *a),
            _ => continue,
        };
        if let Some(Op::Constant(from)) = op(region, test.1) {
            tests.push((test.0, *from));
        }
    }
    Some(ClassColumn {
        reg,
        field,
        kind: register.kind,
        is_text: register.ty == Type::Text,
        is_close: matches!(register.ty, Type::Text | Type::Date | Type::Choice(_) | Type::Bool),
        optional: optional.get(field.0 as usize).copied().unwrap_or(true),
        tests,
    })
}

/// What a register of a region does.
pub(super) fn op(region: &Region, reg: Reg) -> Option<&Op> {
    region.registers.get(reg).map(|register| &register.op)
}
