//! How the operands of steps are named: constants by their values, columns and values by their
//! names, all else by its number.

use std::collections::HashMap;

use loyal_dsl::date::Date;
use loyal_dsl::ir::{Field, FieldId, Record};
use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;

use super::Place;
use crate::evaluate::constant_texts;
use crate::plan::classes::record_of;
use crate::plan::op::{CUSTOMERS, GLOBAL, Op, Place as At, Reg, RegionId, Register};
use crate::plan::{Inner, place_of};

/// The customers of a group, as a list without a name of its own.
const MEMBERS: &str = "members";

/// A value that is the same for all customers.
struct Constant {
    text: String,
    /// Whether it hangs on the date.
    dated: bool,
}

/// What is known of a plan's registers by name.
pub(super) struct Names<'p> {
    pub(super) plan: &'p Inner,
    /// By register of the global region.
    constants: Vec<Constant>,
    dated: bool,
    values: HashMap<(RegionId, Reg), &'p str>,
    numbers: HashMap<(RegionId, Reg), usize>,
}

impl<'p> Names<'p> {
    pub(super) fn new(plan: &'p Inner, as_of: Option<Date>) -> Names<'p> {
        let mut values = HashMap::new();
        for (value, place) in plan.program.values.iter().zip(&plan.values) {
            if let Some(At { region, reg }) = place {
                values.entry((*region, *reg)).or_insert(value.name.as_str());
            }
        }
        let (constants, dated) = (constants(plan, as_of), as_of.is_some());
        Names { plan, constants, dated, values, numbers: HashMap::new() }
    }

    /// Gives a register the next number.
    pub(super) fn number(&mut self, region: RegionId, reg: Reg, last: &mut usize) {
        *last += 1;
        self.numbers.insert((region, reg), *last);
    }

    /// The number of a register.
    pub(super) fn number_of(&self, region: RegionId, reg: Reg) -> Option<usize> {
        self.numbers.get(&(region, reg)).copied()
    }

    /// The named value that a register is.
    pub(super) fn value(&self, region: RegionId, reg: Reg) -> Option<&'p str> {
        self.values.get(&(region, reg)).copied()
    }

    /// The value of a constant, where it is known.
    pub(super) fn constant(&self, reg: Reg) -> Option<&str> {
        let known = self.constants.get(reg).filter(|constant| self.dated || !constant.dated);
        known.map(|constant| constant.text.as_str())
    }

    /// Whether a constant hangs on the date.
    pub(super) fn hangs_on_date(&self, reg: Reg) -> bool {
        self.constants.get(reg).is_some_and(|constant| constant.dated)
    }

    pub(super) fn register(&self, region: RegionId, reg: Reg) -> Option<&'p Register> {
        self.plan.regions.get(region)?.registers.get(reg)
    }

    /// A register as an operand.
    pub(super) fn operand(&self, region: RegionId, reg: Reg) -> Message {
        let Some(register) = self.register(region, reg) else { return Message::verbatim("?") };
        let parent = || self.plan.regions.get(region).map_or(CUSTOMERS, |region| region.parent);
        match &register.op {
            Op::Constant(from) => self.operand(GLOBAL, *from),
            Op::Field(field) => Message::verbatim(self.column_of(region, *field, register)),
            Op::Broadcast(from) => self.brought(parent(), *from),
            _ if region == GLOBAL && self.constant(reg).is_some() => {
                Message::verbatim(self.constant(reg).unwrap_or_default())
            }
            Op::Today => say!("today"),
            _ => match (self.value(region, reg), self.number_of(region, reg)) {
                (Some(name), _) => Message::verbatim(name),
                (None, Some(number)) => Message::verbatim(format!("#{number}")),
                (None, None) => Message::verbatim(self.text(register.span)),
            },
        }
    }

    /// A register of the rows around; a column has the name of its record before it.
    fn brought(&self, region: RegionId, reg: Reg) -> Message {
        match self.register(region, reg).map(|register| &register.op) {
            Some(Op::Field(field)) => {
                let record = self.record(region).map_or("", |record| record.name.as_str());
                Message::verbatim(format!("{record}.{}", self.column(region, *field)))
            }
            _ => self.operand(region, reg),
        }
    }

    /// The record of a region's rows.
    pub(super) fn record(&self, region: RegionId) -> Option<&'p Record> {
        let program = &self.plan.program;
        program.records.get(record_of(program, &self.plan.regions, region)?)
    }

    /// The name of a column of a region's rows.
    pub(super) fn column(&self, region: RegionId, field: FieldId) -> String {
        let field = self.record(region).and_then(|record| record.fields.get(field.0 as usize));
        field.map_or_else(String::new, Field::name)
    }

    /// The name of a column, or its text: what is read of a group's customers has no name.
    pub(super) fn column_of(&self, region: RegionId, field: FieldId, at: &Register) -> String {
        let name = self.column(region, field);
        if name.is_empty() { self.text(at.span) } else { name }
    }

    /// The list of a region, with the lists around it.
    pub(super) fn list(&self, region: RegionId) -> Option<String> {
        let found = self.plan.regions.get(region)?;
        let own = self.column(found.owner, found.list?);
        let own = if own.is_empty() { MEMBERS.to_owned() } else { own };
        Some(match self.list(found.owner) {
            Some(around) => format!("{around}.{own}"),
            None => own,
        })
    }

    /// The text of a place in the policy, in one line.
    pub(super) fn text(&self, span: Span) -> String {
        let source = self.plan.sources.get(span.file as usize);
        let range = span.start as usize..span.end as usize;
        let text = source.and_then(|source| source.text.get(range)).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where a text stands; nothing for what stands nowhere.
    pub(super) fn place(&self, span: Span) -> Option<Place> {
        let source = self.plan.sources.get(span.file as usize)?;
        if span.start == span.end {
            return None;
        }
        let (line, _) = source.line_column(span.start);
        let text = source.text.lines().nth(line.checked_sub(1)?)?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Place { source: place_of(&self.plan.sources, span), text })
    }
}

/// All constants, on the day or on any.
fn constants(plan: &Inner, as_of: Option<Date>) -> Vec<Constant> {
    let Some(global) = plan.regions.get(GLOBAL) else { return Vec::new() };
    let Some(day) = as_of.or_else(|| Date::from_days(0)) else { return Vec::new() };
    let mut found: Vec<Constant> = Vec::new();
    for (text, register) in constant_texts(plan, day).into_iter().zip(&global.registers) {
        let reads = |reg: &Reg| found.get(*reg).is_some_and(|constant| constant.dated);
        let dated = register.op == Op::Today || register.op.operands().iter().any(reads);
        let is_text = register.ty == Type::Text;
        let text = if is_text { format!("\"{text}\"") } else { text };
        found.push(Constant { text, dated });
    }
    found
}
