//! What limits and history leave of what a rule would give.

use std::collections::BTreeMap;

use jiff::civil::Date;
use loyal_dsl::ir::{
    Calendar, EffectKind, FieldKind, Limit, Measure, Past, PeriodUnit, Program, Rolling, Rule,
    ShiftUnit, Taking,
};
use loyal_dsl::types::{Places, Type};
use loyal_engine::outcome::Effect;

use super::business;
use super::calendar;
use super::expression::{Customer, Scope};
use super::number::{self, Number, whole};
use super::redeem::Asked;
use super::text;
use super::value::{Failure, Value};

/// A subject for which a rule fires, with all that it would give: each effect with its place.
pub(super) struct Fired {
    pub(super) effects: Vec<(usize, Effect)>,
    pub(super) bounds: Vec<Bound>,
    /// By place: of an adjustment, the limits of the rule whose grants it adjusts.
    pub(super) kept: Vec<Vec<Bound>>,
    /// The beginning of the effects' keys, and their end, if they have one.
    pub(super) key: (String, Option<String>),
    /// By place: which time it is that a reversal is made, from the second.
    pub(super) again: Vec<Option<String>>,
    /// The place of each element in its list.
    pub(super) places: Vec<usize>,
    /// In money, where a choice asks.
    pub(super) worth: Number,
    /// What a redemption asks for.
    pub(super) asked: Option<Asked>,
}

/// A limit as it stands for one subject.
pub(super) struct Bound {
    pub(super) measure: Measure,
    pub(super) unit: String,
    /// The type in which it is granted.
    ty: Type,
    /// What is left of it, after history.
    left: Number,
    pub(super) day: Date,
    from: Option<Date>,
    through: Option<Date>,
    rolling: Option<Span>,
}

/// A period that rolls.
struct Span {
    back: i64,
    unit: ShiftUnit,
    calendar: Option<Calendar>,
    /// What history says: when, and how much.
    past: Vec<(Date, Number)>,
}

/// What was given in this run: to which limit of the rule it counts, when, and how much.
pub(super) type Given = Vec<(usize, Date, Number)>;

/// What was given of each rule in this run, by its name.
#[derive(Clone)]
pub(super) struct Ledgers<'p> {
    program: &'p Program,
    given: BTreeMap<String, Given>,
    /// How often rules wrote for marketing.
    contacts: u32,
}

impl Ledgers<'_> {
    pub(super) fn new(program: &Program) -> Ledgers<'_> {
        Ledgers { program, given: BTreeMap::new(), contacts: 0 }
    }

    pub(super) fn of(&self, rule: &str) -> &[(usize, Date, Number)] {
        self.given.get(rule).map(Vec::as_slice).unwrap_or_default()
    }

    /// Notes what counts to a limit of a rule; to the first limits of the rules of a choice, for
    /// all of them.
    pub(super) fn note(&mut self, rule: &str, entry: &(usize, Date, Number)) {
        let choices = &self.program.selections;
        let choice = choices.iter().find(|it| it.rules.iter().any(|name| name == rule));
        let in_common = choice.filter(|choice| entry.0 < choice.shared);
        let rules = in_common.map_or(vec![rule.to_owned()], |choice| choice.rules.clone());
        for rule in rules {
            self.given.entry(rule).or_default().push(entry.clone());
        }
    }
}

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
    let rolling = match &limit.rolling {
        Some(rolling) => Some(span(customer, rolling, scope)?),
        None => None,
    };
    Ok(Bound { measure: limit.measure, unit, ty, left: most - used, day, from, through, rolling })
}

fn span(customer: &Customer<'_>, rolling: &Rolling, scope: &Scope<'_>) -> Result<Span, Failure> {
    let back = customer.read(&rolling.back, scope)?.expect("a known length").number();
    let calendar = match rolling.unit {
        ShiftUnit::BusinessDays(which) => Some(customer.program.calendars[which as usize].clone()),
        _ => None,
    };
    let past = rolling.past.as_ref().map_or_else(Vec::new, |past| counted(customer, past));
    let back = back.to_integer().try_into().unwrap_or(i64::MIN);
    Ok(Span { back, unit: rolling.unit, calendar, past })
}

/// What of the customer's history a limit counts: when, and how much or how often.
fn counted(customer: &Customer<'_>, past: &Past) -> Vec<(Date, Number)> {
    let history = customer.program.history.expect("a history");
    let mut amounts = Vec::new();
    let mut times: BTreeMap<String, Date> = BTreeMap::new();
    for entry in customer.record.list(history.grants) {
        let read = |name: &str| {
            let (_, field) = customer.program.entry_field(history.grants, name)?;
            entry.scalar(field).cloned()
        };
        let text = |name: &str| read(name).map(|value| text::key(&value));
        let date = read("date").expect("a grant has a date").date();
        let on = read("on").map_or(date, Value::date);
        let one_of =
            |name: &str, rules: &[String]| text(name).is_some_and(|it| rules.contains(&it));
        let adjusted = one_of("rule", &past.adjusted_by) && one_of("of", &past.rules);
        if date > customer.today || !(one_of("rule", &past.rules) || adjusted) {
            continue;
        }
        let Some(unit) = &past.unit else {
            let once = if past.of_elements { text("subject") } else { Some(date.to_string()) };
            let first = times.entry(once.or(text("key")).expect("a key")).or_insert(on);
            *first = on.min(*first);
            continue;
        };
        let kind = text("kind").expect("a kind");
        if text("unit").as_ref() == Some(unit) && kind != "coupon" && kind != "gift" {
            amounts.push((on, read("amount").map_or(whole(0), Value::number)));
        }
    }
    amounts.extend(times.into_values().map(|day| (day, whole(1))));
    amounts
}

impl Span {
    /// The first day of the span that ends with this one; none where it lies before all days.
    fn start(&self, end: Date) -> Option<Date> {
        let before = match &self.calendar {
            Some(calendar) => business::shift(calendar, end, self.back),
            None => calendar::shift_date(end, self.back, self.unit),
        };
        before?.tomorrow().ok()
    }

    fn holds(&self, end: Date, day: Date) -> bool {
        day <= end && self.start(end).is_none_or(|start| start <= day)
    }

    /// The most that a span holds which holds the day too.
    fn fullest(&self, day: Date, given: impl Iterator<Item = (Date, Number)>) -> Number {
        let used: Vec<(Date, Number)> = self.past.iter().cloned().chain(given).collect();
        let ends = used.iter().map(|(end, _)| *end).filter(|end| self.holds(*end, day));
        let held = |end: Date| -> Number {
            let inside = used.iter().filter(|(used, _)| self.holds(end, *used));
            inside.map(|(_, used)| used.clone()).sum()
        };
        ends.chain([day]).map(held).max().expect("at least one span")
    }
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

/// Adds the effects that are given, subject by subject.
pub(super) fn granted(
    customer: &Customer<'_>,
    rule: &Rule,
    fired: Vec<Fired>,
    ledgers: &mut Ledgers<'_>,
    all: &mut Vec<Effect>,
) {
    let past = past(customer);
    for fired in taken(rule, fired) {
        all.extend(grant(rule, &fired, &past, ledgers, all));
    }
}

/// The subjects that have something to give, in the order in which they are taken.
pub(super) fn taken(rule: &Rule, mut fired: Vec<Fired>) -> Vec<Fired> {
    fired.retain(|fired| !fired.effects.is_empty());
    match rule.taking {
        Taking::AsListed => {}
        Taking::LargestFirst => fired.sort_by_key(|fired| std::cmp::Reverse(size(rule, fired))),
        Taking::OnlyLargest => {
            fired.sort_by_key(|fired| std::cmp::Reverse(size(rule, fired)));
            fired.truncate(1);
        }
    }
    fired
}

/// The effects that are given to one subject.
pub(super) fn grant(
    rule: &Rule,
    fired: &Fired,
    past: &[String],
    ledgers: &mut Ledgers<'_>,
    before: &[Effect],
) -> Vec<Effect> {
    let mut all = Vec::new();
    let given = ledgers.of(&rule.name);
    let known = |place: usize| past.contains(&fired.key(place));
    let counted = (0..rule.effects.len()).any(known);
    let mut often =
        fired.bounds.iter().enumerate().filter(|(_, bound)| bound.measure == Measure::Times);
    if !counted && often.any(|(at, bound)| left(bound, at, given) < whole(1)) {
        return all;
    }
    let contacts = whole(ledgers.contacts);
    let mut capped = fired.bounds.iter().filter(|bound| bound.measure == Measure::Contacts);
    if !counted && capped.any(|bound| bound.left.clone() - contacts.clone() < whole(1)) {
        return all;
    }
    for (place, effect) in &fired.effects {
        if !known(*place) {
            let effect = Effect { key: fired.key(*place), ..effect.clone() };
            let reversal = rule.effects[*place].reversal.as_ref();
            let of = reversal.filter(|it| it.adjusts.is_some()).map(|it| it.rule.as_str());
            if of.is_some_and(|of| before.iter().any(|other| is_same_grant(other, of, &effect))) {
                continue;
            }
            let kept = &fired.kept[*place];
            all.extend(cut(
                effect,
                &[(&rule.name, &fired.bounds), (of.unwrap_or(""), kept)],
                ledgers,
            ));
        }
    }
    if !counted && !all.is_empty() {
        if all.iter().any(|effect| effect.purpose == Some("marketing")) {
            ledgers.contacts += 1;
        }
        for (at, bound) in fired.bounds.iter().enumerate() {
            if bound.measure == Measure::Times {
                ledgers.note(&rule.name, &(at, bound.day, whole(1)));
            }
        }
    }
    all
}

impl Fired {
    pub(super) fn key(&self, place: usize) -> String {
        let (begin, end) = &self.key;
        let again = self.again.get(place).into_iter().flatten();
        let end = again.chain(end).map(|end| format!("/{end}")).collect::<String>();
        format!("{begin}/{}{end}", place + 1)
    }
}

/// Whether an effect of this run grants what another would adjust.
fn is_same_grant(given: &Effect, of: &str, adjustment: &Effect) -> bool {
    given.rule == of
        && (given.kind, &given.unit) == (adjustment.kind, &adjustment.unit)
        && given.subject.values().eq(adjustment.subject.values())
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

/// The effect with what the limits leave of its amount, if they leave any; each limit with the
/// rule of which it is.
pub(super) fn cut(
    mut effect: Effect,
    bounds: &[(&str, &Vec<Bound>)],
    ledgers: &mut Ledgers<'_>,
) -> Option<Effect> {
    let Some(wished) = amount(&effect) else { return Some(effect) };
    let bounds = bounds.iter().flat_map(|(rule, bounds)| {
        bounds.iter().enumerate().map(move |(at, bound)| (*rule, at, bound))
    });
    let counted: Vec<(&str, usize, &Bound)> = bounds
        .filter(|(_, _, bound)| matches!(bound.measure, Measure::Amount | Measure::WholeAmount))
        .filter(|(_, _, bound)| effect.unit.as_ref() == Some(&bound.unit))
        .collect();
    let left = |(rule, at, bound): &(&str, usize, &Bound)| left(bound, *at, ledgers.of(rule));
    let mut granted = wished.clone();
    for limit in counted.iter().filter(|(_, _, bound)| bound.measure == Measure::Amount) {
        let scale = whole(1) / number::decimal(1, limit.2.ty.places().expect("a decimal"));
        let most = (left(limit) * scale.clone()).floor() / scale;
        granted = granted.min(most);
    }
    let passes = |limit: &(&str, usize, &Bound)| {
        limit.2.measure == Measure::WholeAmount && granted > left(limit)
    };
    if granted <= whole(0) || counted.iter().any(passes) {
        return None;
    }
    for (rule, at, bound) in &counted {
        ledgers.note(rule, &(*at, bound.day, granted.clone()));
    }
    if granted < wished {
        let (_, _, bound) = counted.first().expect("a limit that cut it");
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
pub(super) fn left(bound: &Bound, at: usize, given: &[(usize, Date, Number)]) -> Number {
    if let Some(span) = &bound.rolling {
        let given = given.iter().filter(|(limit, _, _)| *limit == at);
        let given = given.map(|(_, day, used)| (*day, used.clone()));
        return bound.left.clone() - span.fullest(bound.day, given);
    }
    let counts = |(limit, day, _): &&(usize, Date, Number)| {
        let from = bound.from.is_none_or(|from| from <= *day);
        *limit == at && from && bound.through.is_none_or(|through| *day <= through)
    };
    given.iter().filter(counts).fold(bound.left.clone(), |left, (_, _, used)| left - used)
}
