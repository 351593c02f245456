//! Redemptions: the automatic ones first, then by priority, then by name; each takes from what those
//! before it have left of the balance.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::mem::take;

use jiff::civil::Date;
use loyal_dsl::ir::{
    Chosen, Effect as Giving, EffectKind, FieldId, FieldKind, Lots, Measure, Rule, RuleWord,
};
use loyal_dsl::types::{Places, Type, Unit};
use loyal_engine::outcome::{Effect, Lot};

use super::calendar;
use super::expression::{Customer, Scope};
use super::limit::{Fired, Ledgers, cut, left, past, taken};
use super::number::{self, Number, whole};
use super::text;
use super::value::{Failure, Record, Value};

/// What a redemption asks for at a subject.
pub(super) struct Asked {
    points: String,
    /// The points in their own places.
    ty: Type,
    amount: Number,
    balance: Number,
    /// What can be chosen, and by which place of the rule; absent where nothing can.
    rate: Option<Option<Rate>>,
}

struct Rate {
    place: usize,
    ty: Type,
    step: Number,
    least: Number,
    most: Option<Number>,
}

/// Reads what a redemption asks for; nothing where it makes no effect beside its cost.
pub(super) fn asked(
    customer: &Customer<'_>,
    rule: &Rule,
    effects: &[(usize, Effect)],
    scope: &Scope<'_>,
) -> Result<Option<Asked>, Failure> {
    let cost = rule.effects.iter().enumerate().find_map(|(place, effect)| match &effect.kind {
        EffectKind::Cost(cost) => Some((place, cost)),
        _ => None,
    });
    let Some((place, cost)) = cost else { return Ok(None) };
    let made = |place: usize| effects.iter().any(|(made, _)| *made == place);
    if effects.len() < 2 || !made(place) {
        return Ok(None);
    }
    let read = |expr| Ok(customer.read(expr, scope)?.expect("a known figure").number());
    let Type::Quantity(unit @ Unit::Points(points), _) = &cost.grant.amount.ty else {
        panic!("a cost in points")
    };
    let mut rate = None;
    for (place, effect) in rule.effects.iter().enumerate() {
        let EffectKind::Chosen(Chosen { ty, step, least, most, .. }) = &effect.kind else {
            continue;
        };
        rate = Some(None);
        if made(place) {
            let step = number::decimal(*step, ty.places().expect("a decimal"));
            let least = least.as_ref().map(read).transpose()?.unwrap_or(whole(0));
            let most = most.as_ref().map(read).transpose()?;
            rate = Some(Some(Rate { place, ty: ty.clone(), step, least, most }));
        }
    }
    Ok(Some(Asked {
        points: points.name.clone().into_owned(),
        ty: Type::Quantity(unit.clone(), Places::Fixed(unit.places())),
        amount: read(&cost.grant.amount)?,
        balance: read(&cost.balance)?,
        rate,
    }))
}

/// What the redemptions did to the balances, by kind of points: how much was taken, and what of
/// each lot.
#[derive(Default)]
struct Taken {
    all: Number,
    of: BTreeMap<String, Number>,
}

/// The effects of the redemptions, by rule; `fired` has the subjects of each rule.
pub(super) fn redeemed<'a>(
    customer: &Customer<'a>,
    fired: &mut [Vec<Fired>],
    ledgers: &mut Ledgers<'a>,
) -> BTreeMap<&'a str, Vec<Effect>> {
    let rules = &customer.program.rules;
    let mut turns: Vec<usize> =
        (0..rules.len()).filter(|at| rules[*at].word == RuleWord::Redeem).collect();
    turns.sort_by_key(|at| (!rules[*at].automatic, Reverse(rules[*at].priority)));
    let past = past(customer);
    let mut till: BTreeMap<String, Taken> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for at in turns {
        let rule = &rules[at];
        let mut effects = Vec::new();
        for fired in taken(rule, take(&mut fired[at])) {
            let known = (0..rule.effects.len()).any(|place| past.contains(&fired.key(place)));
            let Some(asked) = fired.asked.as_ref().filter(|_| !known) else { continue };
            let mut often = fired
                .bounds
                .iter()
                .enumerate()
                .filter(|(_, bound)| bound.measure == Measure::Times);
            if often.any(|(at, bound)| left(bound, at, ledgers.of(&rule.name)) < whole(1)) {
                continue;
            }
            let till = till.entry(asked.points.clone()).or_default();
            let done = match &asked.rate {
                None => settled(customer, rule, &fired, asked, (till, ledgers)),
                Some(None) => None,
                Some(Some(rate)) => offered(rule, &fired, (asked, rate), (till, ledgers)),
            };
            let Some(done) = done else { continue };
            effects.extend(done);
            for (at, bound) in fired.bounds.iter().enumerate() {
                if bound.measure == Measure::Times {
                    ledgers.note(&rule.name, &(at, bound.day, whole(1)));
                }
            }
        }
        all.insert(rule.name.as_str(), effects);
    }
    all
}

/// Done where it is automatic and covered, else offered.
fn settled(
    customer: &Customer<'_>,
    rule: &Rule,
    fired: &Fired,
    asked: &Asked,
    (till, ledgers): (&mut Taken, &mut Ledgers<'_>),
) -> Option<Vec<Effect>> {
    let mut trial = ledgers.clone();
    for (_, effect) in &fired.effects {
        let whole = cut(effect.clone(), &[(&rule.name, &fired.bounds)], &mut trial)?;
        assert_eq!(whole.amount, effect.amount, "limits of a redemption cut nothing");
    }
    *ledgers = trial;
    let rest = asked.balance.clone() - till.all.clone();
    let done = rule.automatic && rest >= asked.amount;
    let mut lots = Vec::new();
    if done {
        till.all += asked.amount.clone();
        lots = used(customer, asked, &mut till.of);
    }
    let effects = fired.effects.iter().map(|(place, effect)| {
        let mut effect = Effect { key: fired.key(*place), ..effect.clone() };
        effect.status = (!done).then_some("offered");
        if is_cost(&rule.effects[*place]) {
            effect.lots.clone_from(&lots);
            let missing = asked.amount.clone() - rest.clone();
            effect.missing = (!done && missing > whole(0)).then(|| figure(&missing, &asked.ty));
        }
        effect
    });
    Some(effects.collect())
}

/// From the least to the most that can be chosen.
fn offered(
    rule: &Rule,
    fired: &Fired,
    (asked, rate): (&Asked, &Rate),
    (till, ledgers): (&mut Taken, &mut Ledgers<'_>),
) -> Option<Vec<Effect>> {
    let unit = text::amount(&Value::Quantity(whole(0)), &rate.ty).1;
    let counted: Vec<usize> = (0..fired.bounds.len())
        .filter(|at| matches!(fired.bounds[*at].measure, Measure::Amount | Measure::WholeAmount))
        .filter(|at| fired.bounds[*at].unit == unit)
        .collect();
    let bounds = counted.iter().map(|at| left(&fired.bounds[*at], *at, ledgers.of(&rule.name)));
    let steps = bounds.chain(rate.most.clone()).map(|bound| (bound / rate.step.clone()).floor());
    let covered = (asked.balance.clone() - till.all.clone()) / asked.amount.clone();
    let most = steps.fold(covered.floor(), Ord::min);
    let least = (rate.least.clone() / rate.step.clone()).ceil().max(whole(1));
    if most < least {
        return None;
    }
    let granted = most.clone() * rate.step.clone();
    for at in &counted {
        ledgers.note(&rule.name, &(*at, fired.bounds[*at].day, granted.clone()));
    }
    let (points, money) =
        (Value::Quantity(asked.amount.clone()), Value::Quantity(rate.step.clone()));
    let [points, money] = [(points, &asked.ty), (money, &rate.ty)].map(|(value, ty)| {
        let (figure, unit) = text::amount(&value, ty);
        format!("{figure} {unit}")
    });
    let effects = fired.effects.iter().map(|(place, effect)| {
        let key = fired.key(*place);
        let mut effect = Effect { key, status: Some("offered"), ..effect.clone() };
        let (ty, one) = match &rule.effects[*place] {
            giving if is_cost(giving) => (&asked.ty, &asked.amount),
            _ if *place == rate.place => (&rate.ty, &rate.step),
            _ => return effect,
        };
        (effect.amount, effect.wished) = (None, None);
        effect.unit = Some(text::amount(&Value::Quantity(whole(0)), ty).1);
        effect.rate = Some(format!("{points} per {money}"));
        effect.least = Some(figure(&(one.clone() * least.clone()), ty));
        effect.most = Some(figure(&(one.clone() * most.clone()), ty));
        effect
    });
    Some(effects.collect())
}

fn is_cost(effect: &Giving) -> bool {
    matches!(effect.kind, EffectKind::Cost(_))
}

fn figure(number: &Number, ty: &Type) -> String {
    text::amount(&Value::Quantity(number.clone()), ty).0
}

/// Takes points from the lots that are good today, those that expire first before others, and of
/// these those that were earned first.
fn used(customer: &Customer<'_>, asked: &Asked, of: &mut BTreeMap<String, Number>) -> Vec<Lot> {
    let mut lots = lots(customer, &asked.points);
    lots.sort_by_key(|lot| (lot.last_day.unwrap_or(Date::MAX), lot.last_day.is_none()));
    let mut missing = asked.amount.clone();
    let mut all = Vec::new();
    for lot in lots {
        let before = of.entry(lot.key.clone()).or_default();
        let part = (lot.left - before.clone()).min(missing.clone());
        if part > whole(0) {
            *before += part.clone();
            missing -= part.clone();
            let amount = number::text(&part, Places::Fixed(6), 0);
            all.push(Lot { key: lot.key, amount });
        }
    }
    assert_eq!(missing, whole(0), "a balance is not more than its lots");
    all
}

/// A grant of points that is good today.
struct Good {
    key: String,
    left: Number,
    last_day: Option<Date>,
}

fn lots(customer: &Customer<'_>, points: &str) -> Vec<Good> {
    let history = customer.program.history.expect("redemptions need a history");
    let entries = Entries::of(customer, 0, history.grants);
    let kind = customer.program.lots.iter().find(|lots| lots.points == points);
    let kind = kind.expect("lots of the kind");
    let today = customer.today;
    let lots = customer.record.list(history.grants).iter().filter_map(|grant| {
        let day = |name: &str| entries.read(grant, name).map(Value::date);
        let word = |name: &str| entries.read(grant, name).map(|word| text::key(&word));
        let amount = entries.read(grant, "amount").map_or(whole(0), Value::number);
        let counts = day("date").is_some_and(|date| date <= today)
            && word("unit").as_deref() == Some(points)
            && word("status").is_none_or(|status| status == "granted");
        let good = day("available").is_none_or(|day| day <= today)
            && day("last_day").is_none_or(|day| day >= today);
        if !(counts && good && amount > whole(0)) {
            return None;
        }
        let uses = entries.used(customer, grant);
        let key = word("key").expect("grants have keys");
        let good = Good { key, left: amount.clone() - uses.clone(), last_day: day("last_day") };
        let date = day("date").expect("a grant has a date");
        let good = kept_alive(customer, kind, date, good)?;
        faded(customer, kind, grant, (amount, uses), good)
    });
    lots.collect()
}

/// A lot as inactivity leaves it: nothing once all points lapsed after it was granted.
fn kept_alive(customer: &Customer<'_>, kind: &Lots, granted: Date, lot: Good) -> Option<Good> {
    let Some(inactivity) = &kind.inactivity else { return Some(lot) };
    let hop = &inactivity.activity;
    let sight = vec![customer.record];
    let acts = customer.passing((0, hop.list), hop.filter.as_ref(), &sight);
    let mut acts: Vec<(Date, Date)> = acts
        .expect("readable activity")
        .into_iter()
        .map(|(_, scope)| {
            let day = |expr| customer.read(expr, &scope).expect("a date").expect("a date").date();
            (day(&inactivity.date), day(&inactivity.through))
        })
        .collect();
    acts.sort();
    // A run on the last good day still finds the points, whatever is known of later days.
    let today = customer.today;
    let next = acts.iter().map(|(day, _)| (*day).min(today)).skip(1).chain([today]);
    let lapses = acts.iter().zip(next).filter(|((_, through), next)| through < next);
    if lapses.map(|((_, through), _)| *through).any(|lapse| granted <= lapse) {
        return None;
    }
    let end = acts.last().map(|(_, through)| *through).filter(|end| granted <= *end);
    Some(Good { last_day: lot.last_day.into_iter().chain(end).min(), ..lot })
}

/// A lot as its age leaves it.
fn faded(
    customer: &Customer<'_>,
    kind: &Lots,
    grant: &Record,
    (amount, uses): (Number, Number),
    lot: Good,
) -> Option<Good> {
    let Some(decay) = &kind.decay else { return Some(lot) };
    let from = customer.read(&decay.from, &[customer.record, grant]);
    let from = from.expect("a date").expect("a date").date();
    let share = number::decimal(decay.share.0, decay.share.1);
    let (length, unit) = decay.period;
    let after = |periods: i64| {
        let count = i64::try_from(length).expect("a short period") * periods;
        calendar::shift_date(from, count, unit).expect("a day")
    };
    let (mut periods, mut lost) = (0, whole(0));
    let mut kept = amount.clone();
    while lost < whole(1) {
        if after(periods + 1) <= customer.today {
            kept = amount.clone() * (whole(1) - lost.clone() - share.clone()).max(whole(0));
        }
        periods += 1;
        lost += share.clone();
    }
    let end = after(periods).yesterday().expect("a day before");
    let left = number::round(&kept, decay.rounding) - uses;
    let last_day = lot.last_day.into_iter().chain([end]).min();
    (end >= customer.today).then_some(Good { left, last_day, ..lot })
}

/// The entries of a built-in list, read by the names of their fields.
struct Entries<'a> {
    names: Vec<&'a str>,
    uses: Option<FieldId>,
    element: u32,
}

impl<'a> Entries<'a> {
    fn of(customer: &Customer<'a>, record: u32, list: FieldId) -> Entries<'a> {
        let program = customer.program;
        let field = &program.records[record as usize].fields[list.0 as usize];
        let FieldKind::List(element) = field.kind else { panic!("history is made of lists") };
        let fields = &program.records[element.0 as usize].fields;
        let names: Vec<&str> = fields.iter().map(|field| field.path[0].as_str()).collect();
        let uses = names.iter().position(|name| *name == "uses");
        let uses = uses.map(|at| FieldId(u32::try_from(at).expect("few fields")));
        Entries { names, uses, element: element.0 }
    }

    fn read(&self, entry: &Record, name: &str) -> Option<Value> {
        let at = self.names.iter().position(|known| *known == name).expect("a field of entries");
        entry.scalar(FieldId(u32::try_from(at).expect("few fields"))).cloned()
    }

    /// What was used of a grant through today.
    fn used(&self, customer: &Customer<'_>, grant: &Record) -> Number {
        let Some(uses) = self.uses else { return whole(0) };
        let entries = Entries::of(customer, self.element, uses);
        let seen = grant.list(uses).iter().filter(|each| {
            entries.read(each, "date").is_some_and(|date| date.date() <= customer.today)
        });
        seen.filter_map(|each| entries.read(each, "amount")).map(Value::number).sum()
    }
}
