//! Single statements of an outcome: `Club: Gold`, `purchase_points: 120 points`,
//! `not: birthday_gift`.

use loyal_dsl::ir::Program;
use loyal_dsl::message::Message;
use loyal_dsl::say;
use loyal_dsl::spelling::nearest;

use super::Difference;
use super::file::{Statement, TestFile};
use crate::outcome::{Effect, Outcome, Published, decimal};
use crate::record::{Place, ReadError};

/// What holds of a rule that gives something, whatever that is.
const GIVEN: [&str; 2] = ["given", "有"];
/// What holds of a rule that gives nothing, and of what is missing.
const NOTHING: [&str; 3] = ["none", "nothing", "无"];
/// Places enough for every amount.
const PLACES: u8 = 12;

/// A statement that speaks of nothing that the policy has.
pub(super) struct Unknown {
    line: u64,
    message: Message,
    help: Option<Message>,
}

impl Unknown {
    pub(super) fn at(self, file: &TestFile) -> ReadError {
        let error = Place::line(&file.name, self.line).error(self.message);
        match self.help {
            Some(help) => error.help(help),
            None => error,
        }
    }
}

/// How an outcome differs from what a statement says.
pub(super) fn difference(
    statement: &Statement,
    program: &Program,
    outcome: &Outcome,
) -> Result<Option<Difference>, Unknown> {
    let found =
        found(&statement.name, program, outcome).ok_or_else(|| unknown(statement, program))?;
    let holds = |text: &String| found.holds(text);
    let right = match (statement.not, statement.texts.is_empty()) {
        (true, true) => found.shown.is_empty(),
        (true, false) => !statement.texts.iter().any(holds),
        (false, _) => statement.texts.iter().all(holds),
    };
    if right {
        return Ok(None);
    }
    let texts = statement.texts.join(", ");
    let expected = match (statement.not, texts.is_empty()) {
        (true, true) => say!("nothing"),
        (true, false) => say!("not {texts}", texts),
        (false, _) => Message::verbatim(texts),
    };
    let found = if found.shown.is_empty() {
        say!("nothing")
    } else {
        Message::verbatim(found.shown.join(", "))
    };
    let (line, name) = (statement.line, statement.name.clone());
    Ok(Some(Difference::Statement { line, name, expected, found }))
}

fn unknown(statement: &Statement, program: &Program) -> Unknown {
    let name = &statement.name;
    let message =
        say!("`{name}` is no tier, class, score, rule or published figure", name = name.as_str());
    let help = nearest(name, names(program)).map(|name| say!("did you mean `{name}`?", name));
    Unknown { line: statement.line, message, help }
}

/// All that statements can speak of.
fn names(program: &Program) -> impl Iterator<Item = &str> {
    let tiers = program.tiers.iter().map(|tier| tier.name.as_str());
    let classes = program.classes.iter().map(|class| class.name.as_str());
    let scores = program.scores.iter().map(|score| score.name.as_str());
    let rules = program.rules.iter().map(|rule| rule.name.as_str());
    let published = program.published.iter().map(|published| published.name.as_str());
    tiers.chain(classes).chain(scores).chain(rules).chain(published)
}

/// What an outcome says under a name.
struct Found {
    /// As it is shown; nothing where there is nothing.
    shown: Vec<String>,
    /// What else may be said of it.
    also: Vec<String>,
}

impl Found {
    fn of(value: Option<&String>) -> Found {
        Found { shown: value.cloned().into_iter().collect(), also: Vec::new() }
    }

    fn holds(&self, text: &str) -> bool {
        // A segment may have such a word for its name.
        let is_so = if self.shown.is_empty() { &NOTHING[..] } else { &GIVEN[..] };
        if is_so.contains(&text) {
            return true;
        }
        self.shown.iter().chain(&self.also).any(|found| is_same(found, text))
    }
}

/// An outcome as statements that hold of it: what tiers, classes, scores and rules come to.
pub(crate) fn said(program: &Program, outcome: &Outcome) -> Vec<(String, Vec<String>)> {
    let published: Vec<&str> = program.published.iter().map(|it| it.name.as_str()).collect();
    let lasting = names(program).filter(|name| !published.contains(name));
    let statement = |name: &str| {
        let mut shown = found(name, program, outcome)?.shown;
        if shown.is_empty() {
            shown.extend(NOTHING.first().map(|word| (*word).to_owned()));
        }
        Some((name.to_owned(), shown))
    };
    lasting.filter_map(statement).collect()
}

fn found(name: &str, program: &Program, outcome: &Outcome) -> Option<Found> {
    if let Some(tier) = outcome.tiers.get(name) {
        return Some(Found::of(Some(&tier.level)));
    }
    if let Some(segment) = outcome.classes.get(name) {
        return Some(Found::of(segment.as_ref()));
    }
    if let Some(score) = outcome.scores.get(name) {
        let mut found = Found::of(score.total.as_ref());
        found.also.extend(score.band.clone());
        return Some(found);
    }
    if let Some(published) = outcome.published.get(name) {
        return Some(of_published(published));
    }
    if program.rules.iter().any(|rule| rule.name == name) {
        return Some(of_rule(outcome.effects.iter().filter(|effect| effect.rule == name)));
    }
    // Whom the programme is not for has none of these.
    names(program).any(|known| known == name).then(|| Found::of(None))
}

fn of_published(published: &Published) -> Found {
    match published {
        Published::Value(value) => Found::of(value.as_ref()),
        Published::Each(values) => {
            let shown = |(key, value): (&String, &Option<String>)| {
                format!("{key} {}", value.as_deref().unwrap_or("none"))
            };
            Found { shown: values.iter().map(shown).collect(), also: Vec::new() }
        }
    }
}

/// What a rule gives and asks: amounts in one unit are added up.
fn of_rule<'o>(effects: impl Iterator<Item = &'o Effect>) -> Found {
    let mut totals: Vec<(&str, i128)> = Vec::new();
    // What coupons and gifts are worth.
    let mut worths: Vec<(&str, i128)> = Vec::new();
    let mut found = Found { shown: Vec::new(), also: Vec::new() };
    for effect in effects {
        match (&effect.amount, &effect.unit, &effect.code) {
            (Some(amount), Some(unit), None) => add(&mut totals, amount, unit),
            (amount, unit, code) => {
                let named = code.as_ref().or(effect.task.as_ref()).or(effect.message.as_ref());
                let named = named.or(effect.to.as_ref()).cloned();
                found.shown.push(named.unwrap_or_else(|| effect.kind.to_owned()));
                if let (Some(amount), Some(unit)) = (amount, unit) {
                    add(&mut worths, amount, unit);
                }
            }
        }
        found.also.push(effect.kind.to_owned());
        found.also.extend([&effect.to, &effect.channel].into_iter().flatten().cloned());
        found.also.extend(effect.reason.clone());
        found.also.extend(effect.status.map(str::to_owned));
    }
    let total = |(unit, total): (&str, i128)| format!("{} {unit}", short(total));
    found.also.extend(worths.into_iter().map(total));
    found.shown.splice(0..0, totals.into_iter().map(total));
    found.shown.dedup();
    found
}

fn add<'o>(totals: &mut Vec<(&'o str, i128)>, amount: &str, unit: &'o str) {
    let amount = decimal::mantissa(amount, PLACES).unwrap_or(0);
    match totals.iter_mut().find(|(known, _)| *known == unit) {
        Some((_, total)) => *total = total.saturating_add(amount),
        None => totals.push((unit, amount)),
    }
}

/// The decimal without zeros at its end.
fn short(total: i128) -> String {
    decimal::text(total, PLACES).trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Whether two texts say the same: `30 CNY` is `30.00 CNY`, and `yes` is `true`.
fn is_same(found: &str, expected: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(plain).collect::<Vec<_>>();
    words(found) == words(expected)
}

fn plain(word: &str) -> String {
    match word {
        "true" | "是" => "yes".to_owned(),
        "false" | "否" => "no".to_owned(),
        "积分" => "points".to_owned(),
        "元" => "CNY".to_owned(),
        "抵用金" => "credit".to_owned(),
        "现金" => "cash".to_owned(),
        "优惠券" => "coupon".to_owned(),
        "礼品" => "gift".to_owned(),
        "权益" => "benefit".to_owned(),
        "上报" => "escalation".to_owned(),
        word => decimal::mantissa(word, PLACES).map_or_else(|| word.to_owned(), short),
    }
}
