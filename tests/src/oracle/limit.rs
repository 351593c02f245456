//! What limits and history leave of what a rule would give.

use jiff::civil::Date;
use loyal_dsl::ir::{EffectKind, FieldKind, Limit, Measure, PeriodUnit, Rule, Taking};
use loyal_dsl::types::{Places, Type};
use loyal_engine::outcome::Effect;

use super::expression::{Customer, Scope};
use super::number::{self, Number, whole};
use super::text;
use super::value::{Failure, Value};

/// A subject for which a rule fires, with all that it would give: each effect with its place.
pub(super) struct Fired {
    pub(super) effects: Vec<(usize, Effect)>,
    pub(super) bounds: Vec<Bound>,
    /// The beginning of the effects' keys, and their end, if they have one.
    pub(super) key: (String, Option<String>),
    /// By place: which time it is that a reversal is made, from the second.
    pub(super) again: Vec<Option<String>>,
    /// The place of each element in its list.
    pub(super) places: Vec<usize>,
    /// In money, where a choice asks.
    pub(super) worth: Number,
}

/// A limit as it stands for one subject.
pub(super) struct Bound {
    measure: Measure,
    unit: String,
    /// The type in which it is granted.
    ty: Type,
    /// What is left of it, after history.
    left: Number,
    day: Date,
    from: Option<Date>,
    through: Option<Date>,
}

/// What was given in this run: to which limit of the rule it counts, when, and how much.
pub(super) type Given = Vec<(usize, Date, Number)>;

/// Reads a limit at a subject.
pub(super) fn bound(
    customer: &Customer<'_>,
    limit: &Limit,
    scope: &Scope<'_>,
) -> Result<Bound, Failure> {
    let number = |value: Option<Value>| value.expect("a known number").number();
    let most = number(customer.read(&limit.most, scope)?);
    let used = match &limit.used {
        Some(used) => number(customer.read(used, scope)?),
        None => whole(0),
    };
    let day = customer.read(&limit.date, scope)?.expect("a subject has a date").date();
    let (mut from, mut through) = (None, None);
    if let Some(period) = &limit.period {
        from = customer.read(&period.from, scope)?.map(Value::date);
        through = customer.read(&period.through, scope)?.map(Value::date);
    }
    let Type::Quantity(unit, _) = &limit.most.ty else { panic!("a limit is a quantity") };
    let ty = Type::Quantity(unit.clone(), Places::Fixed(unit.places()));
    let unit = unit.name().to_owned();
    Ok(Bound { measure: limit.measure, unit, ty, left: most - used, day, from, through })
}

/// The end of the keys of a rule's effects: the period that a limit gives them, else the day of
/// the run where there is no element.
pub(super) fn key_end(customer: &Customer<'_>, rule: &Rule, bounds: &[Bound]) -> Option<String> {
    let naming = rule.limits.iter().zip(bounds).find(|(limit, _)| limit.names_keys);
    let Some((limit, bound)) = naming else {
        return rule.for_each.is_empty().then(|| customer.today.to_string());
    };
    let (unit, from) = (limit.period.as_ref()?.unit, bound.from?);
    Some(match unit {
        PeriodUnit::Year => from.year().to_string(),
        PeriodUnit::Month => from.strftime("%Y-%m").to_string(),
        PeriodUnit::Quarter => format!("{}-Q{}", from.strftime("%Y"), (from.month() + 2) / 3),
        _ => from.to_string(),
    })
}

/// The effects that are given, subject by subject.
pub(super) fn granted(customer: &Customer<'_>, rule: &Rule, mut fired: Vec<Fired>) -> Vec<Effect> {
    fired.retain(|fired| !fired.effects.is_empty());
    match rule.taking {
        Taking::AsListed => {}
        Taking::LargestFirst => fired.sort_by_key(|fired| std::cmp::Reverse(size(rule, fired))),
        Taking::OnlyLargest => {
            fired.sort_by_key(|fired| std::cmp::Reverse(size(rule, fired)));
            fired.truncate(1);
        }
    }
    let past = past(customer);
    let mut given = Given::new();
    let mut all = Vec::new();
    for fired in fired {
        all.extend(grant(rule, &fired, &past, &mut given));
    }
    all
}

/// The effects that are given to one subject.
pub(super) fn grant(rule: &Rule, fired: &Fired, past: &[String], given: &mut Given) -> Vec<Effect> {
    let mut all = Vec::new();
    let known = |place: usize| past.contains(&fired.key(place));
    let counted = (0..rule.effects.len()).any(known);
    let mut often =
        fired.bounds.iter().enumerate().filter(|(_, bound)| bound.measure == Measure::Times);
    if !counted && often.any(|(at, bound)| left(bound, at, given) < whole(1)) {
        return all;
    }
    for (place, effect) in &fired.effects {
        if !known(*place) {
            let effect = Effect { key: fired.key(*place), ..effect.clone() };
            all.extend(cut(effect, &fired.bounds, given));
        }
    }
    if !counted && !all.is_empty() {
        for (at, bound) in fired.bounds.iter().enumerate() {
            if bound.measure == Measure::Times {
                given.push((at, bound.day, whole(1)));
            }
        }
    }
    all
}

impl Fired {
    fn key(&self, place: usize) -> String {
        let (begin, end) = &self.key;
        let again = self.again.get(place).into_iter().flatten();
        let end = again.chain(end).map(|end| format!("/{end}")).collect::<String>();
        format!("{begin}/{}{end}", place + 1)
    }
}

/// What the rule gives in all, in the unit of the first amount that it can give.
fn size(rule: &Rule, fired: &Fired) -> Number {
    let unit = rule.effects.iter().find_map(|effect| match &effect.kind {
        EffectKind::Points(grant) | EffectKind::Money(_, grant) => {
            Some(text::amount(&Value::Quantity(whole(0)), &grant.amount.ty).1)
        }
        _ => None,
    });
    let given = fired.effects.iter().map(|(_, effect)| effect).filter(|it| it.unit == unit);
    given.filter_map(amount).sum()
}

/// What was granted and asked before, as far as it is seen today.
pub(super) fn past(customer: &Customer<'_>) -> Vec<String> {
    let Some(history) = customer.program.history else { return Vec::new() };
    let mut keys = Vec::new();
    for list in [history.grants, history.tasks] {
        let field = &customer.program.records[0].fields[list.0 as usize];
        let FieldKind::List(element) = field.kind else { panic!("history is made of lists") };
        let record = &customer.program.records[element.0 as usize];
        for entry in customer.record.list(list) {
            let date = record.dated_by.and_then(|field| entry.scalar(field).cloned());
            let seen = date.is_none_or(|date| date.date() <= customer.today);
            let key = record.key.and_then(|key| entry.scalar(key)).filter(|_| seen);
            keys.extend(key.map(text::key));
        }
    }
    keys
}

/// The effect with what the limits leave of its amount, if they leave any.
fn cut(mut effect: Effect, bounds: &[Bound], given: &mut Given) -> Option<Effect> {
    let Some(wished) = amount(&effect) else { return Some(effect) };
    let counted: Vec<(usize, &Bound)> = bounds
        .iter()
        .enumerate()
        .filter(|(_, bound)| bound.measure != Measure::Times)
        .filter(|(_, bound)| effect.unit.as_ref() == Some(&bound.unit))
        .collect();
    let mut granted = wished.clone();
    for (at, bound) in counted.iter().filter(|(_, bound)| bound.measure == Measure::Amount) {
        let scale = whole(1) / number::decimal(1, bound.ty.places().expect("a decimal"));
        let most = (left(bound, *at, given) * scale.clone()).floor() / scale;
        granted = granted.min(most);
    }
    let passes = |(at, bound): &(usize, &Bound)| {
        bound.measure == Measure::WholeAmount && granted > left(bound, *at, given)
    };
    if granted <= whole(0) || counted.iter().any(passes) {
        return None;
    }
    for (at, bound) in &counted {
        given.push((*at, bound.day, granted.clone()));
    }
    if granted < wished {
        let (_, bound) = counted.first().expect("a limit that cut it");
        let (figure, _) = text::amount(&Value::Quantity(granted), &bound.ty);
        let wished = effect.amount.replace(figure);
        effect.wished = effect.wished.or(wished);
    }
    Some(effect)
}

/// An amount that limits count.
/// What is granted; what is taken back counts for no limit.
fn amount(effect: &Effect) -> Option<Number> {
    let granted = |amount: &&String| !amount.starts_with('-');
    let counts = ["points", "credit", "cash", "discount"].contains(&effect.kind);
    effect.amount.as_ref().filter(granted).filter(|_| counts).map(|amount| number::of_text(amount))
}

/// What is left of a limit at a subject.
fn left(bound: &Bound, at: usize, given: &Given) -> Number {
    let counts = |(limit, day, _): &&(usize, Date, Number)| {
        let from = bound.from.is_none_or(|from| from <= *day);
        *limit == at && from && bound.through.is_none_or(|through| *day <= through)
    };
    given.iter().filter(counts).fold(bound.left.clone(), |left, (_, _, used)| left - used)
}
