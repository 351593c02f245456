//! Outcomes from registers and gathered subjects, customer by customer.

use indexmap::IndexMap;
use loyal_dsl::ir::{
    Effect as Giving, EffectKind, Expr, FieldId, Hop, MoneyForm, Part, RecordId, Rule, RuleWord,
};
use loyal_dsl::types::{Places, Type, Unit};

use super::block::{Context, Engine, Here};
use super::collect::{Cell, cell, is_made};
use super::fold::list_in;
use super::render::{date, datetime, option, quantity, render, text};
use crate::batch::{FieldData, Rows};
use crate::column::word::Word;
use crate::column::{File, fraction};
use crate::outcome::{Effect, Outcome, RecordError, ScoreOutcome, TierOutcome};
use crate::plan::key_part;
use crate::plan::op::{CUSTOMERS, EffectCells, Kind, Subject};
use crate::plan::walk::{amounts, due};

/// One firing of a rule: its subject's cells and rows.
struct Firing<'f, W> {
    cells: &'f [Cell<W>],
    subject: IndexMap<String, String>,
    key: String,
}

impl<W: Word, const C: usize, const E: usize> Engine<W, C, E> {
    /// Adds the outcomes of a block.
    pub(super) fn assemble(
        &mut self,
        context: &Context<'_, W>,
        file: &File<W, C>,
        here: &Here<'_, W>,
        outcomes: &mut Vec<Result<Outcome, RecordError>>,
    ) {
        let subjects = subjects(context);
        let mut cursors = vec![0; subjects.len()];
        let as_of = context.as_of.to_string();
        for lane in 0..here.count {
            let customer = customer_key(context, here.first + lane);
            let applies = context.plan.outputs.applies;
            let applies = applies.is_none_or(|reg| file.flags(reg).bits >> lane & 1 == 1);
            let fault = self.faults.get_mut(lane).and_then(Option::take);
            let fault = fault.filter(|fault| applies || fault.rank == 0);
            let mut effects = Vec::new();
            for ((rule, subject), cursor) in subjects.iter().copied().enumerate().zip(&mut cursors)
            {
                let Some(gathered) = self.gathered.get(rule) else { continue };
                while gathered.lanes.get(*cursor) == Some(&lane) {
                    let wanted = applies && fault.is_none();
                    if let Some(subject) = subject.filter(|_| wanted) {
                        let width = subject.cells.len();
                        let cells = gathered.cells.get(*cursor * width..(*cursor + 1) * width);
                        let rule_of = context.plan.program.rules.get(rule);
                        let depth = rule_of.map_or(0, |rule| rule.for_each.len());
                        let rows = gathered.rows.get(*cursor * depth..(*cursor + 1) * depth);
                        let (cells, rows) = (cells.unwrap_or_default(), rows.unwrap_or_default());
                        let at = (rule, here.first + lane);
                        fire(
                            context,
                            at,
                            (subject, cells, rows),
                            (&customer, &as_of),
                            &mut effects,
                        );
                    }
                    *cursor += 1;
                }
            }
            outcomes.push(match fault {
                Some(fault) => Err(RecordError { customer, error: fault.detail }),
                None => Ok(self.outcome(context, file, lane, (customer, &as_of), effects)),
            });
        }
    }

    fn outcome(
        &self,
        context: &Context<'_, W>,
        file: &File<W, C>,
        lane: usize,
        (customer, as_of): (String, &str),
        effects: Vec<Effect>,
    ) -> Outcome {
        let (program, outputs) = (&context.plan.program, &context.plan.outputs);
        let shown = |reg: usize| shown(context, file, reg, lane);
        let tiers = program.tiers.iter().zip(&outputs.tiers).map(|(tier, reg)| {
            (tier.name.clone(), TierOutcome { level: shown(*reg).unwrap_or_default() })
        });
        let classes = program.classes.iter().zip(&outputs.classes);
        let scores = program.scores.iter().zip(&outputs.scores).map(|(score, registers)| {
            let parts = score.parts.iter().zip(&registers.parts);
            let outcome = ScoreOutcome {
                total: shown(registers.total),
                band: registers.band.and_then(shown),
                parts: parts.map(|(part, reg)| (part.name.clone(), shown(*reg))).collect(),
            };
            (score.name.clone(), outcome)
        });
        Outcome {
            customer,
            program: program.name.clone(),
            policy: context.plan.hash.clone(),
            as_of: as_of.to_owned(),
            tiers: tiers.collect(),
            classes: classes.map(|(class, reg)| (class.name.clone(), shown(*reg))).collect(),
            scores: scores.collect(),
            effects,
        }
    }
}

/// What is gathered of each rule's subjects.
fn subjects<'c, W>(context: &Context<'c, W>) -> Vec<Option<&'c Subject>> {
    let mut found = vec![None; context.plan.program.rules.len()];
    for collector in context.plan.regions.iter().flat_map(|region| &region.collectors) {
        if let (Some(slot), Some(subject)) = (found.get_mut(collector.rule), &collector.subject) {
            *slot = Some(subject);
        }
    }
    found
}

/// A value as the outcome shows it: numbers without unit, options by name.
fn shown<W: Word, const C: usize>(
    context: &Context<'_, W>,
    file: &File<W, C>,
    reg: usize,
    lane: usize,
) -> Option<String> {
    let register = context.plan.regions.get(CUSTOMERS)?.registers.get(reg)?;
    let cell = cell(file, reg, register.kind, lane);
    if !cell.known {
        return None;
    }
    Some(match &register.ty {
        Type::Quantity(..) => quantity(&register.ty, cell),
        Type::Choice(choice) => option(context, *choice, cell.numerator),
        ty => render(context, ty, cell),
    })
}

/// The effects of one firing.
fn fire<W: Word>(
    context: &Context<'_, W>,
    (index, customer_row): (usize, usize),
    (subject, cells, rows): (&Subject, &[Cell<W>], &[usize]),
    (customer, as_of): (&str, &str),
    effects: &mut Vec<Effect>,
) {
    let Some(rule) = context.plan.program.rules.get(index) else { return };
    let at = |cell: usize| cells.get(cell).copied().unwrap_or_default();
    if !rule.effects.iter().zip(&subject.effects).any(|(effect, c)| is_made(&effect.kind, c, at)) {
        return;
    }
    let subject_keys = subject_keys(context, rule, customer_row, rows);
    let mut key = context.plan.rule_keys.get(index).cloned().unwrap_or_default();
    for part in [customer].into_iter().chain(subject_keys.iter().map(|(_, part)| part.as_str())) {
        key.push('/');
        key.push_str(&key_part(part));
    }
    let firing = Firing { cells, subject: subject_keys.into_iter().collect(), key };
    let reason = reason(context, rule, subject, cells);
    let as_of = rule.for_each.is_empty().then_some(as_of);
    for (place, (giving, cells)) in (1..).zip(rule.effects.iter().zip(&subject.effects)) {
        if is_made(&giving.kind, cells, at) {
            let mut effect = blank(context, index, rule, &firing);
            effect.key = match as_of {
                Some(as_of) => format!("{}/{place}/{as_of}", firing.key),
                None => format!("{}/{place}", firing.key),
            };
            effect.reason.clone_from(&reason);
            describe(context, &mut effect, giving, cells, &firing);
            effects.push(effect);
        }
    }
}

fn blank<W>(context: &Context<'_, W>, index: usize, rule: &Rule, firing: &Firing<'_, W>) -> Effect {
    Effect {
        key: String::new(),
        rule: rule.name.clone(),
        word: match rule.word {
            RuleWord::Earn => "earn",
            RuleWord::Reward => "reward",
            RuleWord::Recovery => "recovery",
        },
        source: context.plan.rule_sources.get(index).cloned().unwrap_or_default(),
        kind: "",
        subject: firing.subject.clone(),
        amount: None,
        unit: None,
        wished: None,
        code: None,
        last_day: None,
        task: None,
        channel: None,
        to: None,
        due: None,
        reason: None,
    }
}

/// Fills in what an effect gives or asks.
fn describe<W: Word>(
    context: &Context<'_, W>,
    effect: &mut Effect,
    giving: &Giving,
    cells: &EffectCells,
    firing: &Firing<'_, W>,
) {
    let known = |expr: Option<&Expr>, cell: Option<usize>| {
        let cell = firing.cells.get(cell?).copied().filter(|cell| cell.known)?;
        Some((expr?.ty.clone(), cell))
    };
    effect.kind = match &giving.kind {
        EffectKind::Points(_) => "points",
        EffectKind::Money(MoneyForm::Credit, _) => "credit",
        EffectKind::Money(MoneyForm::Cash, _) => "cash",
        EffectKind::Money(MoneyForm::Discount, _) => "discount",
        EffectKind::Coupon { .. } => "coupon",
        EffectKind::Gift { .. } => "gift",
        EffectKind::Benefit { .. } => "benefit",
        EffectKind::Badge { .. } => "badge",
        EffectKind::Task { .. } => "task",
        EffectKind::Escalate { .. } => "escalation",
        EffectKind::FollowUp { .. } => "follow_up",
    };
    match &giving.kind {
        EffectKind::Coupon { code, .. } | EffectKind::Gift { code, .. } => {
            effect.code = Some(code.clone());
        }
        EffectKind::Benefit { name } | EffectKind::Badge { name } => {
            effect.code = Some(name.clone());
        }
        EffectKind::Task { title, channel, .. } => {
            effect.task = Some(title.clone());
            effect.channel.clone_from(channel);
        }
        EffectKind::Escalate { to, .. } => effect.to = Some(to.clone()),
        EffectKind::Points(_) | EffectKind::Money(..) | EffectKind::FollowUp { .. } => {}
    }
    let [amount, wished] = amounts(&giving.kind);
    if let Some((ty, cell)) = known(amount, cells.amount) {
        effect.amount = Some(quantity(&ty, cell));
        effect.unit = unit(&ty);
        let wished = known(wished, cells.wished);
        let more = wished.filter(|wished| exceeds(wished, &(ty, cell)));
        effect.wished = more.map(|(ty, cell)| quantity(&ty, cell));
    }
    let day = |(ty, cell): (Type, Cell<W>)| moment(context, &ty, cell);
    effect.due = known(due(&giving.kind), cells.due).map(day);
    effect.last_day = known(giving.last_day.as_ref(), cells.last_day).map(day);
}

fn moment<W: Word>(context: &Context<'_, W>, ty: &Type, cell: Cell<W>) -> String {
    match ty {
        Type::DateTime => datetime(context, cell.numerator),
        _ => date(cell.numerator),
    }
}

fn unit(ty: &Type) -> Option<String> {
    match ty {
        Type::Quantity(Unit::Points, _) => Some("points".to_owned()),
        Type::Quantity(Unit::Money(currency), _) => Some(currency.0.clone()),
        _ => None,
    }
}

/// Whether one quantity is greater than another of its unit.
fn exceeds<W: Word>(a: &(Type, Cell<W>), b: &(Type, Cell<W>)) -> bool {
    let ratio = |(ty, cell): &(Type, Cell<W>)| match ty {
        Type::Quantity(_, Places::Fixed(places)) => {
            W::power_of_ten(u32::from(*places)).map(|scale| (cell.numerator, scale))
        }
        _ => Some((cell.numerator, cell.denominator)),
    };
    let order = ratio(a).zip(ratio(b)).and_then(|(a, b)| fraction::order(a, b));
    order.is_none_or(std::cmp::Ordering::is_gt)
}

fn reason<W: Word>(
    context: &Context<'_, W>,
    rule: &Rule,
    subject: &Subject,
    cells: &[Cell<W>],
) -> Option<String> {
    let mut written = String::new();
    let mut places = subject.reason.iter();
    for part in &rule.because.as_ref()?.parts {
        match part {
            Part::Text(text) => written.push_str(text),
            Part::Value(expr) => {
                let cell = places.next().and_then(|at| cells.get(*at)).copied();
                written.push_str(&render(context, &expr.ty, cell.unwrap_or_default()));
            }
        }
    }
    Some(written)
}

/// The subject's elements by name with their keys, from the outermost.
fn subject_keys<W: Word>(
    context: &Context<'_, W>,
    rule: &Rule,
    customer_row: usize,
    rows: &[usize],
) -> Vec<(String, String)> {
    let mut keys = Vec::with_capacity(rows.len());
    let (mut of, mut owner) = (&context.batch.customers, customer_row);
    for (hop, row) in rule.for_each.iter().zip(rows) {
        let Some(list) = list_in(of, hop.list.0 as usize) else { break };
        let first = list.offsets.get(owner).map_or(0, |offset| *offset as usize);
        let position = row.saturating_sub(first) + 1;
        let key = element_key(context, hop, &list.rows, *row);
        keys.push((hop.name.clone(), key.unwrap_or_else(|| position.to_string())));
        (of, owner) = (&list.rows, *row);
    }
    keys
}

fn element_key<W: Word>(
    context: &Context<'_, W>,
    hop: &Hop,
    rows: &Rows,
    row: usize,
) -> Option<String> {
    key_in(context, hop.element, rows, row)
}

/// The key of a customer, or the 1-based place in the batch of one without.
fn customer_key<W: Word>(context: &Context<'_, W>, row: usize) -> String {
    let key = key_in(context, RecordId(0), &context.batch.customers, row);
    key.unwrap_or_else(|| (row + 1).to_string())
}

fn key_in<W: Word>(
    context: &Context<'_, W>,
    record: RecordId,
    rows: &Rows,
    row: usize,
) -> Option<String> {
    let record = context.plan.program.records.get(record.0 as usize)?;
    let FieldId(field) = record.key?;
    let FieldData::Scalar(column) = rows.fields.get(field as usize)? else { return None };
    let value = W::of(column.get(row)?);
    let kind = &record.fields.get(field as usize)?.kind;
    Some(match kind {
        loyal_dsl::ir::FieldKind::Scalar(Type::Text) => text(context, value),
        loyal_dsl::ir::FieldKind::Scalar(ty) if Kind::of(ty) == Kind::Number => {
            let cell = Cell { numerator: value, denominator: W::of(1), known: true, holds: false };
            render(context, ty, cell)
        }
        loyal_dsl::ir::FieldKind::Scalar(_) | loyal_dsl::ir::FieldKind::List(_) => return None,
    })
}
