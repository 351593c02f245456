//! What an effect gives or asks, from the cells of its subject.

use arrow::datatypes::i256;
use loyal_dsl::ir::{
    Effect as Giving, EffectKind, Expr, Message, MoneyForm, Part, Purpose, Template,
};
use loyal_dsl::types::{Places, Type};

use super::cell::Cell;
use super::collect::is_made;
use super::frame::Context;
use super::render::{quantity, render, unit_of, write, write_date, write_datetime};
use crate::column::fraction;
use crate::column::word::Word;
use crate::outcome::{Effect, OptionOutcome};
use crate::plan::op::EffectCells;

/// An effect as the policy declares it, with the cells of its subject.
pub(super) struct Told<'d, W> {
    pub(super) context: &'d Context<'d, W>,
    pub(super) giving: &'d Giving,
    pub(super) at: &'d EffectCells,
    pub(super) cells: &'d [Cell<W>],
}

impl<W> Clone for Told<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Told<'_, W> {}

/// A value and its type.
pub(super) type Value<'d, W> = (&'d Type, Cell<W>);

impl<'d, W: Word> Told<'d, W> {
    /// Fills in what an effect gives or asks, but not how much.
    pub(super) fn describe(self, effect: &mut Effect) {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        effect.kind = kind(self.giving);
        effect.of = owned(self.of());
        effect.unit = owned(self.unit());
        let day = |value: Value<'_, W>| moment(self.context, value);
        effect.due = self.due().map(day);
        effect.last_day = self.last_day().map(day);
        effect.available = self.available().map(day);
        effect.channel = self.channel().map(|(ty, cell)| render(self.context, ty, cell));
        effect.code = owned(self.code());
        effect.task = owned(self.task());
        effect.to = owned(self.to());
        effect.options = self.options();
        if let Some(message) = self.message() {
            let mut text = String::new();
            write_text(self.context, &message.text, &self.at.message, self.cells, &mut text);
            effect.message = Some(text);
            effect.hours = hours(message);
            effect.purpose = Some(purpose(message));
        }
        effect.approval = owned(self.approval());
        effect.decided_by.clone_from(&self.giving.decided_by);
        effect.status = self.status();
    }

    /// The rule of whose grants something is taken back.
    pub(super) fn of(self) -> Option<&'d str> {
        self.giving.reversal.as_ref().map(|reversal| reversal.rule.as_str())
    }

    pub(super) fn amount(self) -> Option<Value<'d, W>> {
        let [amount, _] = self.giving.kind.amounts();
        self.known(amount, self.at.amount)
    }

    /// The amount before a cap, where that is more.
    pub(super) fn wished(self) -> Option<Value<'d, W>> {
        let [_, wished] = self.giving.kind.amounts();
        let amount = self.amount()?;
        self.known(wished, self.at.wished).filter(|wished| exceeds(*wished, amount))
    }

    pub(super) fn unit(self) -> Option<&'d str> {
        unit_of(self.amount()?.0)
    }

    /// Whether something is taken: of a reversal also a coupon or gift.
    pub(super) fn is_taken(self) -> bool {
        let Giving { kind, reversal, .. } = self.giving;
        matches!(kind, EffectKind::Take(_) | EffectKind::Cost(_))
            || reversal.is_some() && is_thing(kind)
    }

    pub(super) fn due(self) -> Option<Value<'d, W>> {
        self.known(self.giving.kind.due(), self.at.due)
    }

    pub(super) fn last_day(self) -> Option<Value<'d, W>> {
        self.known(self.giving.last_day.as_ref(), self.at.last_day)
    }

    pub(super) fn available(self) -> Option<Value<'d, W>> {
        self.known(self.giving.available.as_ref(), self.at.available)
    }

    pub(super) fn channel(self) -> Option<Value<'d, W>> {
        self.known(self.giving.kind.channel(), self.at.channel)
    }

    /// Code of a coupon or gift, name of a benefit or badge.
    pub(super) fn code(self) -> Option<&'d str> {
        match &self.giving.kind {
            EffectKind::Coupon { code: name, .. }
            | EffectKind::Gift { code: name, .. }
            | EffectKind::Benefit { name }
            | EffectKind::Badge { name }
            | EffectKind::Suspend { name }
            | EffectKind::Forfeit { name } => Some(name),
            EffectKind::Points(_)
            | EffectKind::Money(..)
            | EffectKind::Cost(_)
            | EffectKind::Chosen(_)
            | EffectKind::Take(_)
            | EffectKind::FollowUp { .. }
            | EffectKind::Task { .. }
            | EffectKind::Escalate { .. }
            | EffectKind::Offer(_)
            | EffectKind::Message(_) => None,
        }
    }

    /// What is to be done.
    pub(super) fn task(self) -> Option<&'d str> {
        match &self.giving.kind {
            EffectKind::Task { title, .. } => Some(title),
            _ => None,
        }
    }

    /// To whom it is escalated.
    pub(super) fn to(self) -> Option<&'d str> {
        match &self.giving.kind {
            EffectKind::Escalate { to, .. } => Some(to),
            _ => None,
        }
    }

    pub(super) fn message(self) -> Option<&'d Message> {
        match &self.giving.kind {
            EffectKind::Message(message) => Some(message),
            _ => None,
        }
    }

    /// What the customer may choose from.
    pub(super) fn options(self) -> Vec<OptionOutcome> {
        let EffectKind::Offer(options) = &self.giving.kind else { return Vec::new() };
        let options = options.iter().zip(&self.at.options);
        let cell = |at: usize| self.cells.get(at).copied().unwrap_or_default();
        let made = options.filter(|(option, at)| is_made(&option.kind, at, &cell));
        made.map(|(giving, at)| Told { giving, at, ..self }.option()).collect()
    }

    fn option(self) -> OptionOutcome {
        let sign = if self.is_taken() { "-" } else { "" };
        OptionOutcome {
            kind: kind(self.giving),
            amount: self.amount().map(|(ty, cell)| format!("{sign}{}", quantity(ty, cell))),
            unit: self.unit().map(str::to_owned),
            code: self.code().map(str::to_owned),
            last_day: self.last_day().map(|value| moment(self.context, value)),
        }
    }

    /// Who approves it.
    pub(super) fn approval(self) -> Option<&'d str> {
        let holds = |at: usize| self.cells.get(at).is_some_and(|cell| cell.holds);
        let approvals = self.giving.approvals.iter().zip(&self.at.approvals);
        let needed = approvals.filter(|(_, when)| when.is_none_or(holds));
        needed.map(|(approval, _)| approval.by.as_str()).next_back()
    }

    /// What still stands between it and the customer.
    pub(super) fn status(self) -> Option<&'static str> {
        if self.approval().is_some() {
            Some("proposed")
        } else if self.giving.decided_by.is_some() {
            Some("open")
        } else if matches!(self.giving.kind, EffectKind::Offer(_)) {
            Some("offered")
        } else {
            None
        }
    }

    /// The expression's type and value, where it is there.
    fn known(self, expr: Option<&'d Expr>, cell: Option<usize>) -> Option<Value<'d, W>> {
        let cell = self.cells.get(cell?).copied().filter(|cell| cell.known)?;
        Some((&expr?.ty, cell))
    }
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

/// What kind of effect it is.
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

/// `09:00-21:00`
pub(super) fn hours(message: &Message) -> Option<String> {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    message.hours.map(|(from, to)| format!("{}-{}", time(from), time(to)))
}

/// `marketing` or `service`
pub(super) fn purpose(message: &Message) -> &'static str {
    match message.purpose {
        Purpose::Marketing => "marketing",
        Purpose::Service => "service",
    }
}

/// A day or a moment.
pub(super) fn moment<W: Word>(context: &Context<'_, W>, value: Value<'_, W>) -> String {
    let mut out = String::new();
    write_moment(context, value, &mut out);
    out
}

/// As [`moment`], at the end of a text.
pub(super) fn write_moment<W: Word>(
    context: &Context<'_, W>,
    (ty, cell): Value<'_, W>,
    out: &mut String,
) {
    match ty {
        Type::DateTime => write_datetime(context, cell.numerator, out),
        _ => write_date(cell.numerator, out),
    }
}

/// Whether one quantity is greater than another of its unit.
fn exceeds<W: Word>(a: Value<'_, W>, b: Value<'_, W>) -> bool {
    if let (Some(places), Some(others)) = (a.0.places(), b.0.places())
        && let (Some(a), Some(b)) = (a.1.numerator.narrow(), b.1.numerator.narrow())
        && places == others
    {
        return a > b;
    }
    let ratio = |(ty, cell): Value<'_, W>| match ty {
        Type::Quantity(_, Places::Fixed(places)) => {
            let scale = i256::power_of_ten(u32::from(*places))?;
            Some((cell.numerator.widest(), scale))
        }
        _ => Some((cell.numerator.widest(), cell.denominator.widest())),
    };
    ratio(a).zip(ratio(b)).is_some_and(|(a, b)| fraction::order_of_any(a, b).is_gt())
}

/// A text with its values, whose cells stand at `places`, at the end of another.
pub(super) fn write_text<W: Word>(
    context: &Context<'_, W>,
    template: &Template,
    places: &[usize],
    cells: &[Cell<W>],
    out: &mut String,
) {
    let mut places = places.iter();
    for part in &template.parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Value(expr) => {
                let cell = places.next().and_then(|at| cells.get(*at)).copied();
                write(context, &expr.ty, cell.unwrap_or_default(), out);
            }
        }
    }
}
