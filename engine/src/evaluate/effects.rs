//! A rule that fires: its effects with amounts, texts and idempotency keys.

use arrow::datatypes::i256;
use indexmap::IndexMap;
use loyal_dsl::ir::{Effect as Giving, EffectKind, Expr, MoneyForm, Part, Rule, RuleWord};
use loyal_dsl::types::{Places, Type, Unit};

use super::cell::Cell;
use super::collect::is_made;
use super::frame::Context;
use super::keys::subject_keys;
use super::render::{date, datetime, quantity, render};
use crate::column::fraction;
use crate::column::word::Word;
use crate::outcome::Effect;
use crate::plan::key_part;
use crate::plan::op::{EffectCells, Subject};
use crate::plan::walk::{amounts, due};

/// One firing of a rule: its subject's cells and rows.
struct Firing<'f, W> {
    cells: &'f [Cell<W>],
    subject: IndexMap<String, String>,
    key: String,
}

/// The effects of one firing.
pub(super) fn fire<W: Word>(
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
            let scale = i256::power_of_ten(u32::from(*places))?;
            Some((cell.numerator.widest(), scale))
        }
        _ => Some((cell.numerator.widest(), cell.denominator.widest())),
    };
    ratio(a).zip(ratio(b)).is_some_and(|(a, b)| fraction::order_of_any(a, b).is_gt())
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
