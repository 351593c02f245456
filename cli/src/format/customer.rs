//! One customer's outcome, for reading.

use std::fmt::Write;

use loyal_engine::outcome::{Effect, Outcome, Published, RecordError, TierOutcome};

use super::grid::drawn;
use crate::visible;

/// The customer's line with tiers, classes and scores; below it the effects.
pub(super) fn view(result: &Result<Outcome, RecordError>, width: u16) -> String {
    match result {
        Ok(outcome) => outcome_view(outcome, width),
        Err(error) => {
            visible::line(&format!(
                "{} · failed: {} in {}, {}",
                error.customer, error.error.message, error.error.within, error.error.source
            )) + "\n"
        }
    }
}

fn outcome_view(outcome: &Outcome, width: u16) -> String {
    let mut text = heading(outcome);
    text.push_str(&effects(outcome, width));
    text
}

/// What is given and asked.
pub(super) fn effects(outcome: &Outcome, width: u16) -> String {
    if outcome.effects.is_empty() {
        return "\n  nothing to give\n".to_owned();
    }
    let rows = outcome.effects.iter().map(|effect| {
        let reason = effect.reason.clone().unwrap_or_default();
        let last_day = effect.last_day.clone().unwrap_or_default();
        [effect.rule.clone(), given(effect), subject(effect), last_day, reason]
    });
    let table = drawn(["rule", "what", "for", "last day", "because"], rows, width);
    format!("\n{table}\n")
}

fn heading(outcome: &Outcome) -> String {
    let mut parts = vec![outcome.customer.clone()];
    parts.extend(standing(outcome));
    visible::line(&parts.join(" · "))
}

/// Whether the programme applies; tiers, classes and scores.
pub(super) fn standing(outcome: &Outcome) -> Vec<String> {
    let mut parts = Vec::new();
    if !outcome.applies {
        parts.push("the programme does not apply".to_owned());
    }
    parts.extend(outcome.tiers.iter().map(|(name, tier)| format!("{name} {}", level(tier))));
    for (name, segment) in &outcome.classes {
        parts.push(format!("{name} {}", segment.as_deref().unwrap_or("—")));
    }
    for (name, score) in &outcome.scores {
        let band = score.band.as_ref().map_or(String::new(), |band| format!(" ({band})"));
        parts.push(format!("{name} {}{band}", score.total.as_deref().unwrap_or("—")));
    }
    parts.extend(outcome.published.iter().map(|(name, figure)| figure_view(name, figure)));
    for broken in &outcome.broken {
        parts.push(format!("broken: {}", broken.claim));
    }
    parts
}

/// `spend 120.00`, `due L-1 2026-07-01, L-2 —`
fn figure_view(name: &str, figure: &Published) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    match figure {
        Published::Value(value) => format!("{name} {}", shown(value)),
        Published::Each(figures) => {
            let each = figures.iter().map(|(key, value)| format!("{key} {}", shown(value)));
            format!("{name} {}", each.collect::<Vec<_>>().join(", "))
        }
    }
}

/// `Gold (rose from Silver, until 2027-06-30)`
fn level(tier: &TierOutcome) -> String {
    let change = tier.change.as_ref().map(|change| match &tier.before {
        Some(before) if *before != tier.level => format!("{change} from {before}"),
        _ => change.clone(),
    });
    let lent = tier.lent.as_ref().map(|loan| format!("lent instead of {}", loan.instead_of));
    let until = tier.until.as_ref().map(|until| format!("until {until}"));
    let parts: Vec<String> = change.into_iter().chain(lent).chain(until).collect();
    if parts.is_empty() {
        return tier.level.clone();
    }
    format!("{} ({})", tier.level, parts.join(", "))
}

/// `37 points`, `12.30 CNY as credit`, `coupon BIRTHDAY worth 50.00 CNY`, `call the customer by
/// phone, due 2026-07-01`.
fn given(effect: &Effect) -> String {
    let amount = amount(effect);
    let mut text = match effect.kind {
        "points" | "credit" | "cash" | "discount" if effect.rate.is_some() => choice(effect),
        "points" => amount.unwrap_or_default(),
        "credit" | "cash" | "discount" => {
            format!("{} as {}", amount.unwrap_or_default(), effect.kind)
        }
        "task" => effect.task.clone().unwrap_or_default(),
        "escalation" => format!("escalate to {}", effect.to.as_deref().unwrap_or_default()),
        "follow_up" => "follow up".to_owned(),
        "message" => effect.message.clone().unwrap_or_default(),
        "offer" => options(effect),
        "cost" if effect.rate.is_some() => effect.rate.clone().unwrap_or_default(),
        "cost" | "take" | "reversal" | "adjustment" => {
            format!("{} {}", effect.kind, amount.unwrap_or_default())
        }
        kind => {
            let worth = amount.map_or(String::new(), |amount| format!(" worth {amount}"));
            format!("{kind} {}{worth}", effect.code.as_deref().unwrap_or_default())
        }
    };
    if let Some(wished) = &effect.wished {
        let _ = write!(text, " (capped, {wished} before)");
    }
    if let Some(missing) = &effect.missing {
        let _ = write!(text, " ({missing} missing)");
    }
    for lot in &effect.lots {
        let _ = write!(text, ", {} of {}", lot.amount, lot.key);
    }
    if let Some(channel) = &effect.channel {
        let _ = write!(text, " by {channel}");
    }
    if let Some(hours) = &effect.hours {
        let _ = write!(text, ", {hours}");
    }
    if let Some(due) = &effect.due {
        let _ = write!(text, ", due {due}");
    }
    if let Some(available) = &effect.available {
        let _ = write!(text, ", from {available}");
    }
    if let Some(status) = effect.status {
        let by = effect.approval.as_ref().or(effect.decided_by.as_ref());
        let by = by.map_or(String::new(), |by| format!(" to {by}"));
        let _ = write!(text, " ({status}{by})");
    }
    text
}

/// `from 1.00 to 12.00 CNY as discount`
fn choice(effect: &Effect) -> String {
    let [least, most, unit] =
        [&effect.least, &effect.most, &effect.unit].map(|part| part.as_deref().unwrap_or_default());
    let form = if effect.kind == "points" { "" } else { effect.kind };
    let form = if form.is_empty() { String::new() } else { format!(" as {form}") };
    format!("from {least} to {most} {unit}{form}")
}

/// `2500 points or 25.00 CNY as credit`
fn options(effect: &Effect) -> String {
    let options = effect.options.iter().map(|option| {
        given(&Effect {
            kind: option.kind,
            amount: option.amount.clone(),
            unit: option.unit.clone(),
            code: option.code.clone(),
            ..Effect::default()
        })
    });
    options.collect::<Vec<_>>().join(" or ")
}

fn amount(effect: &Effect) -> Option<String> {
    let unit = effect.unit.as_deref().unwrap_or_default();
    effect.amount.as_ref().map(|amount| format!("{amount} {unit}").trim_end().to_owned())
}

fn subject(effect: &Effect) -> String {
    let parts: Vec<_> = effect.subject.iter().map(|(name, key)| format!("{name} {key}")).collect();
    parts.join(", ")
}
