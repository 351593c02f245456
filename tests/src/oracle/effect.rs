//! What one effect gives or asks: its condition first, then its amounts, then the rest of it.

use loyal_dsl::ir::{
    Chosen, Cost, Effect, EffectKind, Expr, Grant, Message, MoneyForm, Part, Purpose, Template,
};
use loyal_engine::outcome::{self, OptionOutcome};

use super::expression::{Customer, Scope};
use super::number;
use super::text;
use super::value::{Failure, Value};

/// The effect as it is given, if it is: `blank` with all that is known of it.
pub(super) fn given(
    customer: &Customer<'_>,
    effect: &Effect,
    scope: &Scope<'_>,
    mut blank: outcome::Effect,
) -> Result<Option<outcome::Effect>, Failure> {
    if let Some(when) = &effect.when
        && !customer.holds(when, scope)?
    {
        return Ok(None);
    }
    blank.kind = kind_name(&effect.kind);
    if let Some(reversal) = &effect.reversal {
        blank.of = Some(reversal.rule.clone());
        if !is_thing(&effect.kind) {
            blank.kind = reversal.form.map_or("points", form_name);
        }
    }
    let amount = match &effect.kind {
        EffectKind::Points(grant)
        | EffectKind::Money(_, grant)
        | EffectKind::Cost(Cost { grant, .. })
        | EffectKind::Take(grant) => {
            let Some(amount) = above_zero(customer, grant, scope)? else { return Ok(None) };
            Some(amount)
        }
        EffectKind::Chosen(Chosen { most: Some(most), .. }) => {
            let most = customer.read(most, scope)?.expect("a known bound").number();
            if most <= number::whole(0) {
                return Ok(None);
            }
            None
        }
        EffectKind::Coupon { worth: Some(worth), .. }
        | EffectKind::Gift { worth: Some(worth), .. } => customer.read(worth, scope)?,
        EffectKind::Offer(options) => {
            let mut any = false;
            for option in options {
                any |= is_option(customer, option, scope)?;
            }
            if !any {
                return Ok(None);
            }
            None
        }
        _ => None,
    };
    if let Some(amount) = &amount {
        figures(customer, effect, amount, scope, &mut blank)?;
    }
    blank.due = words(customer, effect.kind.due(), scope)?;
    blank.last_day = words(customer, effect.last_day.as_ref(), scope)?;
    for approval in &effect.approvals {
        let needed = match &approval.when {
            Some(when) => customer.holds(when, scope)?,
            None => true,
        };
        if needed {
            blank.approval = Some(approval.by.clone());
        }
    }
    blank.channel = words(customer, effect.kind.channel(), scope)?;
    blank.available = words(customer, effect.available.as_ref(), scope)?;
    for figure in effect.kind.balance().into_iter().chain(effect.kind.least()) {
        customer.read(figure, scope)?;
    }
    describe(customer, &effect.kind, scope, &mut blank)?;
    blank.decided_by.clone_from(&effect.decided_by);
    blank.status = match (&blank.approval, &blank.decided_by, &effect.kind) {
        (Some(_), _, _) => Some("proposed"),
        (None, Some(_), _) => Some("open"),
        (None, None, EffectKind::Offer(_)) => Some("offered"),
        (None, None, _) => None,
    };
    Ok(Some(blank))
}

/// Whether it has a code or a name: where a reversal has it, it is taken back.
fn is_thing(kind: &EffectKind) -> bool {
    use EffectKind::{Badge, Benefit, Coupon, Gift};
    matches!(kind, Coupon { .. } | Gift { .. } | Benefit { .. } | Badge { .. })
}

/// Whether the customer can choose it: of an amount, more than nothing.
fn is_option(customer: &Customer<'_>, option: &Effect, scope: &Scope<'_>) -> Result<bool, Failure> {
    if let Some(when) = &option.when
        && !customer.holds(when, scope)?
    {
        return Ok(false);
    }
    match &option.kind {
        EffectKind::Points(grant) | EffectKind::Money(_, grant) => {
            Ok(above_zero(customer, grant, scope)?.is_some())
        }
        EffectKind::Coupon { worth: Some(worth), .. }
        | EffectKind::Gift { worth: Some(worth), .. } => {
            customer.read(worth, scope)?;
            Ok(true)
        }
        _ => Ok(true),
    }
}

fn above_zero(
    customer: &Customer<'_>,
    grant: &Grant,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Failure> {
    let amount = customer.read(&grant.amount, scope)?;
    Ok(amount.filter(|amount| *amount > Value::Quantity(number::whole(0))))
}

/// The amount with its unit; what was wished for stands beside it where it is more.
fn figures(
    customer: &Customer<'_>,
    effect: &Effect,
    amount: &Value,
    scope: &Scope<'_>,
    given: &mut outcome::Effect,
) -> Result<(), Failure> {
    let kind = &effect.kind;
    let taken_back = effect.reversal.is_some() && is_thing(kind);
    let taken = taken_back || matches!(kind, EffectKind::Take(_) | EffectKind::Cost(_));
    let signed = |figure: String| if taken { format!("-{figure}") } else { figure };
    let [of, wished] = kind.amounts();
    let of = of.expect("what has an amount says how much");
    let (figure, unit) = text::amount(amount, &of.ty);
    (given.amount, given.unit) = (Some(signed(figure)), Some(unit));
    if let Some(wished) = wished {
        let value = customer.read(wished, scope)?.filter(|wished| wished > amount);
        given.wished = value.map(|value| signed(text::amount(&value, &wished.ty).0));
    }
    Ok(())
}

fn describe(
    customer: &Customer<'_>,
    kind: &EffectKind,
    scope: &Scope<'_>,
    given: &mut outcome::Effect,
) -> Result<(), Failure> {
    match kind {
        EffectKind::Coupon { code: name, .. }
        | EffectKind::Gift { code: name, .. }
        | EffectKind::Benefit { name }
        | EffectKind::Badge { name }
        | EffectKind::Suspend { name }
        | EffectKind::Forfeit { name } => given.code = Some(name.clone()),
        EffectKind::Task { title, .. } => given.task = Some(title.clone()),
        EffectKind::Escalate { to, .. } => given.to = Some(to.clone()),
        EffectKind::Message(message) => {
            given.message = Some(written(customer, &message.text, scope)?);
            given.hours = hours(message);
            given.purpose = Some(match message.purpose {
                Purpose::Marketing => "marketing",
                Purpose::Service => "service",
            });
        }
        EffectKind::Offer(options) => {
            for option in options {
                let blank = outcome::Effect::default();
                let option = self::given(customer, option, scope, blank)?;
                given.options.extend(option.map(|option| OptionOutcome {
                    kind: option.kind,
                    amount: option.amount,
                    unit: option.unit,
                    code: option.code,
                    last_day: option.last_day,
                }));
            }
        }
        EffectKind::Points(_)
        | EffectKind::Money(..)
        | EffectKind::Cost(_)
        | EffectKind::Chosen(_)
        | EffectKind::Take(_)
        | EffectKind::FollowUp { .. } => {}
    }
    Ok(())
}

fn hours(message: &Message) -> Option<String> {
    let (from, to) = message.hours?;
    let [from, to] = [from, to].map(|time| format!("{:02}:{:02}", time / 60, time % 60));
    Some(format!("{from}-{to}"))
}

fn words(
    customer: &Customer<'_>,
    expr: Option<&Expr>,
    scope: &Scope<'_>,
) -> Result<Option<String>, Failure> {
    let Some(expr) = expr else { return Ok(None) };
    let value = customer.read(expr, scope)?;
    Ok(value.map(|value| text::in_words(Some(&value), &expr.ty, customer.program, customer.zone)))
}

/// A text with its values.
pub(super) fn written(
    customer: &Customer<'_>,
    template: &Template,
    scope: &Scope<'_>,
) -> Result<String, Failure> {
    let mut written = String::new();
    for part in &template.parts {
        match part {
            Part::Text(text) => written.push_str(text),
            Part::Value(expr) => {
                let value = customer.read(expr, scope)?;
                let (program, zone) = (customer.program, customer.zone);
                written.push_str(&text::in_words(value.as_ref(), &expr.ty, program, zone));
            }
        }
    }
    Ok(written)
}

/// The name of a kind in outcomes.
pub(super) fn kind_name(kind: &EffectKind) -> &'static str {
    match kind {
        EffectKind::Points(_) => "points",
        EffectKind::Money(form, _) => form_name(*form),
        EffectKind::Coupon { .. } => "coupon",
        EffectKind::Gift { .. } => "gift",
        EffectKind::Benefit { .. } => "benefit",
        EffectKind::Badge { .. } => "badge",
        EffectKind::Task { .. } => "task",
        EffectKind::Escalate { .. } => "escalation",
        EffectKind::FollowUp { .. } => "follow_up",
        EffectKind::Offer(_) => "offer",
        EffectKind::Cost(_) => "cost",
        EffectKind::Chosen(chosen) => chosen.form.map_or("points", form_name),
        EffectKind::Take(_) => "take",
        EffectKind::Suspend { .. } => "suspension",
        EffectKind::Forfeit { .. } => "forfeit",
        EffectKind::Message(_) => "message",
    }
}

fn form_name(form: MoneyForm) -> &'static str {
    match form {
        MoneyForm::Credit => "credit",
        MoneyForm::Cash => "cash",
        MoneyForm::Discount => "discount",
    }
}
