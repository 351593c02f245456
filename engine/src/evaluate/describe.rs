//! What an effect gives or asks, from the cells of its subject.

use arrow::datatypes::i256;
use loyal_dsl::ir::{
    Effect as Giving, EffectKind, Expr, Message, MoneyForm, Part, Purpose, Template,
};
use loyal_dsl::types::{Places, Type, Unit};

use super::cell::Cell;
use super::collect::is_made;
use super::frame::Context;
use super::render::{date, datetime, quantity, render};
use crate::column::fraction;
use crate::column::word::Word;
use crate::outcome::{Effect, OptionOutcome};
use crate::plan::op::EffectCells;

/// Fills in what an effect gives or asks.
pub(super) fn describe<W: Word>(
    context: &Context<'_, W>,
    effect: &mut Effect,
    giving: &Giving,
    at: &EffectCells,
    cells: &[Cell<W>],
) {
    let known = |expr: Option<&Expr>, cell: Option<usize>| known(cells, expr, cell);
    effect.kind = kind(giving);
    effect.of = giving.reversal.as_ref().map(|reversal| reversal.rule.clone());
    let [amount, wished] = giving.kind.amounts();
    if let Some((ty, cell)) = known(amount, at.amount) {
        let sign = if is_taken(giving) { "-" } else { "" };
        effect.amount = Some(format!("{sign}{}", quantity(&ty, cell)));
        effect.unit = unit(&ty);
        let wished = known(wished, at.wished);
        let more = wished.filter(|wished| exceeds(wished, &(ty, cell)));
        effect.wished = more.map(|(ty, cell)| format!("{sign}{}", quantity(&ty, cell)));
    }
    let day = |(ty, cell): (Type, Cell<W>)| moment(context, &ty, cell);
    effect.due = known(giving.kind.due(), at.due).map(day);
    effect.last_day = known(giving.last_day.as_ref(), at.last_day).map(day);
    effect.available = known(giving.available.as_ref(), at.available).map(day);
    let channel = known(giving.kind.channel(), at.channel);
    effect.channel = channel.map(|(ty, cell)| render(context, &ty, cell));
    name(context, effect, &giving.kind, at, cells);
    terms(effect, giving, at, cells);
}

/// Whether something is taken: of a reversal also a coupon or gift.
fn is_taken(giving: &Giving) -> bool {
    matches!(giving.kind, EffectKind::Take(_) | EffectKind::Cost(_))
        || giving.reversal.is_some() && is_thing(&giving.kind)
}

/// Whether it has a code or a name, and no amount but its worth.
fn is_thing(kind: &EffectKind) -> bool {
    matches!(
        kind,
        EffectKind::Coupon { .. }
            | EffectKind::Gift { .. }
            | EffectKind::Benefit { .. }
            | EffectKind::Badge { .. }
    )
}

/// The expression's type and value, where it is there.
fn known<W: Word>(
    cells: &[Cell<W>],
    expr: Option<&Expr>,
    cell: Option<usize>,
) -> Option<(Type, Cell<W>)> {
    let cell = cells.get(cell?).copied().filter(|cell| cell.known)?;
    Some((expr?.ty.clone(), cell))
}

pub(super) fn kind(giving: &Giving) -> &'static str {
    if let (Some(reversal), false) = (&giving.reversal, is_thing(&giving.kind)) {
        return reversal.form.map_or("points", MoneyForm::name);
    }
    match &giving.kind {
        EffectKind::Points(_) => "points",
        EffectKind::Money(form, _) => form.name(),
        EffectKind::Coupon { .. } => "coupon",
        EffectKind::Gift { .. } => "gift",
        EffectKind::Benefit { .. } => "benefit",
        EffectKind::Badge { .. } => "badge",
        EffectKind::Task { .. } => "task",
        EffectKind::Escalate { .. } => "escalation",
        EffectKind::FollowUp { .. } => "follow_up",
        EffectKind::Offer(_) => "offer",
        EffectKind::Cost(_) => "cost",
        EffectKind::Chosen(chosen) => chosen.form.map_or("points", MoneyForm::name),
        EffectKind::Take(_) => "take",
        EffectKind::Suspend { .. } => "suspension",
        EffectKind::Forfeit { .. } => "forfeit",
        EffectKind::Message(_) => "message",
    }
}

/// What it is called, or what it is made of.
fn name<W: Word>(
    context: &Context<'_, W>,
    effect: &mut Effect,
    kind: &EffectKind,
    at: &EffectCells,
    cells: &[Cell<W>],
) {
    match kind {
        EffectKind::Coupon { code: name, .. }
        | EffectKind::Gift { code: name, .. }
        | EffectKind::Benefit { name }
        | EffectKind::Badge { name }
        | EffectKind::Suspend { name }
        | EffectKind::Forfeit { name } => effect.code = Some(name.clone()),
        EffectKind::Task { title, .. } => effect.task = Some(title.clone()),
        EffectKind::Escalate { to, .. } => effect.to = Some(to.clone()),
        EffectKind::Offer(options) => {
            let options = options.iter().zip(&at.options);
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
            let made = options.filter(|(option, at)| is_made(&option.kind, at, &cell));
            effect.options = made.map(|(given, at)| option(context, given, at, cells)).collect();
        }
        EffectKind::Message(message) => {
            effect.message = Some(written(context, &message.text, &at.message, cells));
            effect.hours = hours(message);
            effect.purpose = Some(match message.purpose {
                Purpose::Marketing => "marketing",
                Purpose::Service => "service",
            });
        }
        EffectKind::Points(_)
        | EffectKind::Money(..)
        | EffectKind::Cost(_)
        | EffectKind::Chosen(_)
        | EffectKind::Take(_)
        | EffectKind::FollowUp { .. } => {}
    }
}

fn option<W: Word>(
    context: &Context<'_, W>,
    giving: &Giving,
    at: &EffectCells,
    cells: &[Cell<W>],
) -> OptionOutcome {
    let mut effect = Effect::default();
    describe(context, &mut effect, giving, at, cells);
    let Effect { kind, amount, unit, code, last_day, .. } = effect;
    OptionOutcome { kind, amount, unit, code, last_day }
}

/// `09:00-21:00`
fn hours(message: &Message) -> Option<String> {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    message.hours.map(|(from, to)| format!("{}-{}", time(from), time(to)))
}

/// What still stands between it and the customer.
fn terms<W: Word>(effect: &mut Effect, giving: &Giving, at: &EffectCells, cells: &[Cell<W>]) {
    let holds = |at: usize| cells.get(at).is_some_and(|cell| cell.holds);
    let approvals = giving.approvals.iter().zip(&at.approvals);
    let needed = approvals.filter(|(_, when)| when.is_none_or(holds));
    effect.approval = needed.map(|(approval, _)| approval.by.clone()).next_back();
    effect.decided_by.clone_from(&giving.decided_by);
    effect.status = if effect.approval.is_some() {
        Some("proposed")
    } else if effect.decided_by.is_some() {
        Some("open")
    } else if matches!(giving.kind, EffectKind::Offer(_)) {
        Some("offered")
    } else {
        None
    };
}

fn moment<W: Word>(context: &Context<'_, W>, ty: &Type, cell: Cell<W>) -> String {
    match ty {
        Type::DateTime => datetime(context, cell.numerator),
        _ => date(cell.numerator),
    }
}

/// `points`, or the code of the currency.
pub(super) fn unit(ty: &Type) -> Option<String> {
    match ty {
        Type::Quantity(Unit::Points(points), _) => Some(points.name.clone().into_owned()),
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

/// A text with its values, whose cells stand at `places`.
pub(super) fn written<W: Word>(
    context: &Context<'_, W>,
    template: &Template,
    places: &[usize],
    cells: &[Cell<W>],
) -> String {
    let mut written = String::new();
    let mut places = places.iter();
    for part in &template.parts {
        match part {
            Part::Text(text) => written.push_str(text),
            Part::Value(expr) => {
                let cell = places.next().and_then(|at| cells.get(*at)).copied();
                written.push_str(&render(context, &expr.ty, cell.unwrap_or_default()));
            }
        }
    }
    written
}
