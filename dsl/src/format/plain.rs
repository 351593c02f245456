//! The plain order of a line's words: that of the English grammar, whatever the language. Forms
//! that say the same become one, so that what is written depends on the meaning alone.

use std::collections::BTreeSet;

use super::template;
use crate::keywords::KeywordId;
use crate::parse::Rule;
use crate::parse::written::{self, Lead, Word, WordKind, Written};
use crate::syntax::{Comment, Language};

/// Months as the grammar spells them, January first.
const MONTHS: [KeywordId; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Puts lines in plain order.
#[derive(Debug)]
pub(super) struct Plain<'a> {
    /// The language in which they are written.
    pub(super) language: Language,
    /// All names of the files.
    pub(super) names: &'a BTreeSet<String>,
    /// Whether the line was written by the formatter, which leaves no doubt what is a name.
    pub(super) again: bool,
    /// The comments that have no place in their line.
    pub(super) homeless: Vec<Comment>,
}

impl Plain<'_> {
    /// A line in plain order.
    pub(super) fn of(&mut self, written: Written) -> Written {
        let Written::Phrase(rule, parts) = written else { return written };
        let parts = parts.into_iter().map(|part| self.part(rule, part)).collect();
        let mut phrase = Written::Phrase(rule, parts);
        if !turns(&phrase) {
            return self.one_form(phrase);
        }
        let lead = take_lead(&mut phrase);
        let phrase = loosen(phrase, &mut self.homeless);
        let mut phrase = self.one_form(phrase);
        give_lead(&mut phrase, lead);
        phrase
    }

    fn one_form(&self, phrase: Written) -> Written {
        match phrase {
            Written::Phrase(Rule::day_name, parts) => self.day_name(parts),
            phrase => one_form(phrase),
        }
    }

    /// `Monday`; where something is so called, that name, and in a line of the formatter neither:
    /// it puts quotation marks around the name.
    fn day_name(&self, parts: Vec<Written>) -> Written {
        match parts.first().and_then(only_word) {
            Some(word) if self.names.contains(&word.spelt) => {
                let name = Word { kind: WordKind::Name(word.spelt.clone()), ..word.clone() };
                let rule = if self.again { Rule::name } else { Rule::plain_name };
                Written::Phrase(rule, vec![Written::Word(name)])
            }
            _ => Written::Phrase(Rule::day_name, parts),
        }
    }

    fn part(&mut self, around: Rule, part: Written) -> Written {
        match part {
            Written::Phrase(rule @ (Rule::because | Rule::message), parts)
                if around == Rule::rule_clause =>
            {
                let parts = parts.into_iter().map(|part| self.template(part)).collect();
                Written::Phrase(rule, parts)
            }
            part => self.of(part),
        }
    }

    /// A text with what stands in its braces.
    fn template(&mut self, part: Written) -> Written {
        match part {
            Written::Word(Word { kind: WordKind::Text(text), spelt, start, lead }) => {
                let read = |inside: &str| Some(self.of(written::piece(inside, self.language)?));
                let insets = template::cut(&text, read);
                let kind = insets.map_or(WordKind::Text(text), WordKind::Template);
                Written::Word(Word { kind, spelt, start, lead })
            }
            part => self.of(part),
        }
    }
}

/// Whether a phrase has another order in another language: line breaks and comments cannot stand
/// between its words.
fn turns(phrase: &Written) -> bool {
    let Written::Phrase(rule, parts) = phrase else { return false };
    match rule {
        Rule::of
        | Rule::portfolio
        | Rule::top_share
        | Rule::turned_of
        | Rule::turned_part
        | Rule::date_part
        | Rule::period_edge
        | Rule::anniversary
        | Rule::turned_shift
        | Rule::near
        | Rule::turned_near
        | Rule::every_span
        | Rule::turned_every
        | Rule::deadline
        | Rule::day_end
        | Rule::top
        | Rule::figure
        | Rule::from_day
        | Rule::every_month
        | Rule::every_year
        | Rule::reviewed
        | Rule::converted
        | Rule::hours => true,
        Rule::counted => parts.iter().any(has_shift),
        Rule::path => parts.len() > 1,
        _ => false,
    }
}

fn has_shift(part: &Written) -> bool {
    matches!(part, Written::Phrase(Rule::unit, parts)
        if parts.iter().any(|part| matches!(part, Written::Phrase(Rule::shift, _))))
}

/// Takes what stands before the first word.
pub(super) fn take_lead(written: &mut Written) -> Lead {
    match written {
        Written::Word(word) => std::mem::take(&mut word.lead),
        Written::Phrase(_, parts) => {
            parts.iter_mut().find(|part| !is_empty(part)).map(take_lead).unwrap_or_default()
        }
    }
}

/// Puts it before the first word.
pub(super) fn give_lead(written: &mut Written, lead: Lead) {
    match written {
        Written::Word(word) => word.lead = lead,
        Written::Phrase(_, parts) => {
            if let Some(first) = parts.iter_mut().find(|part| !is_empty(part)) {
                give_lead(first, lead);
            }
        }
    }
}

fn is_empty(written: &Written) -> bool {
    match written {
        Written::Word(_) => false,
        Written::Phrase(_, parts) => parts.iter().all(is_empty),
    }
}

/// Clears what stands before the words of a phrase and before its operands.
fn loosen(phrase: Written, homeless: &mut Vec<Comment>) -> Written {
    let Written::Phrase(rule, parts) = phrase else { return phrase };
    let parts = parts.into_iter().map(|mut part| {
        homeless.extend(take_lead(&mut part).notes);
        if is_own(&part) { loosen(part, homeless) } else { part }
    });
    Written::Phrase(rule, parts.collect())
}

/// Whether a part holds words of the phrase around it, rather than an operand.
fn is_own(part: &Written) -> bool {
    matches!(
        part,
        Written::Phrase(
            Rule::unit
                | Rule::shift
                | Rule::count
                | Rule::time_unit
                | Rule::business_day
                | Rule::in_calendar
                | Rule::near_word
                | Rule::date_word
                | Rule::period_word
                | Rule::anniversary_word
                | Rule::every_word
                | Rule::turned_steps
                | Rule::from_day
                | Rule::month_name
                | Rule::time_of_day,
            _
        )
    )
}

/// A keyword that nobody wrote.
pub(super) fn keyword(id: KeywordId) -> Written {
    Written::Word(Word::new(WordKind::Keyword(id)))
}

/// Whether a part is the keyword.
pub(super) fn is_keyword(part: &Written, id: &str) -> bool {
    matches!(part, Written::Word(Word { kind: WordKind::Keyword(own), .. }) if *own == id)
}

fn one_form(phrase: Written) -> Written {
    let Written::Phrase(rule, parts) = phrase else { return phrase };
    match rule {
        Rule::turned_of => turned_of(parts),
        Rule::turned_part => turned_part(parts),
        Rule::period_edge => period_edge(parts),
        Rule::turned_shift => turned_shift(parts),
        Rule::turned_near => turned_near(parts),
        Rule::turned_every => turned_every(parts),
        Rule::deadline => deadline(parts),
        Rule::day_end => day_end(parts),
        Rule::path => path(parts),
        Rule::figure => figure(parts),
        Rule::from_day => from_day(parts),
        Rule::every_month => every_month(parts),
        Rule::every_year => every_year(parts),
        Rule::reviewed => Written::Phrase(rule, day_of_year(parts)),
        Rule::rounding => rounding(parts),
        Rule::top => replaced(rule, parts, &["turned_of"], "of"),
        Rule::every_word => replaced(rule, parts, &["per"], "every"),
        Rule::top_share | Rule::portfolio => replaced(rule, parts, &["of"], "by"),
        Rule::duration_type => replaced(rule, parts, &["of"], "in"),
        Rule::converted => replaced(rule, parts, &["converted_to"], "in"),
        Rule::hours => replaced(rule, parts, &["to", "through"], "and"),
        Rule::times_limit => replaced(rule, parts, &["times"], "time"),
        _ => Written::Phrase(rule, parts),
    }
}

/// One keyword for several that mean the same here.
fn replaced(rule: Rule, mut parts: Vec<Written>, ids: &[&str], by: KeywordId) -> Written {
    for part in &mut parts {
        if let Written::Word(Word { kind: WordKind::Keyword(id), .. }) = part
            && ids.contains(id)
        {
            *id = by;
        }
    }
    Written::Phrase(rule, parts)
}

/// `round up to 1 CNY`, of which English makes `up to` one word.
fn rounding(parts: Vec<Written>) -> Written {
    let (up_to, rest): (Vec<Written>, Vec<Written>) =
        parts.into_iter().partition(|part| is_keyword(part, "up_to"));
    let up = Written::Phrase(Rule::rounding_mode, vec![keyword("up")]);
    let two = if up_to.is_empty() { Vec::new() } else { vec![up, keyword("to")] };
    Written::Phrase(Rule::rounding, two.into_iter().chain(rest).collect())
}

/// `b 的 a`
fn turned_of(mut parts: Vec<Written>) -> Written {
    parts.reverse();
    let parts = parts.into_iter().map(|part| match part {
        part if is_keyword(&part, "turned_of") => keyword("of"),
        part => part,
    });
    Written::Phrase(Rule::of, parts.collect())
}

/// `d 的 月份`
fn turned_part(parts: Vec<Written>) -> Written {
    let (date, mut rest) = first(parts);
    let word = rest.pop();
    let rule = match &word {
        Some(Written::Phrase(Rule::date_word, _)) => Rule::date_part,
        Some(Written::Phrase(Rule::period_word, _)) => Rule::period_edge,
        _ => Rule::anniversary,
    };
    let parts: Vec<Written> = word.into_iter().chain(date).collect();
    if rule == Rule::period_edge { period_edge(parts) } else { Written::Phrase(rule, parts) }
}

fn first(parts: Vec<Written>) -> (Option<Written>, Vec<Written>) {
    let mut parts = parts.into_iter();
    (parts.next(), parts.collect())
}

/// `the end of the month of d`, and without `of` before a number.
fn period_edge(mut parts: Vec<Written>) -> Written {
    parts.retain(|part| !is_keyword(part, "of"));
    if !parts.get(1).is_some_and(begins_with_number) {
        parts.insert(parts.len().min(1), keyword("of"));
    }
    Written::Phrase(Rule::period_edge, parts)
}

fn begins_with_number(written: &Written) -> bool {
    match written {
        Written::Word(word) => matches!(word.kind, WordKind::Number { .. }),
        Written::Phrase(_, parts) => parts.first().is_some_and(begins_with_number),
    }
}

/// `d 后 24 个月`
fn turned_shift(parts: Vec<Written>) -> Written {
    let (date, rest) = first(parts);
    let (word, rest) = first(rest);
    let (count, unit) = first(rest);
    let shift = Written::Phrase(Rule::shift, word.into_iter().chain(date).collect());
    let unit = Written::Phrase(Rule::unit, unit.into_iter().chain([shift]).collect());
    Written::Phrase(Rule::counted, bare(count).into_iter().chain([unit]).collect())
}

/// A count without its own phrase.
fn bare(count: Option<Written>) -> Vec<Written> {
    match count {
        Some(Written::Phrase(Rule::count, parts)) => parts,
        other => other.into_iter().collect(),
    }
}

/// `t 在 f 前 7 天内`
fn turned_near(parts: Vec<Written>) -> Written {
    let (value, rest) = first(parts);
    let negates = rest.iter().any(|part| is_keyword(part, "not"));
    let mut rest = rest
        .into_iter()
        .filter(|part| !["not", "in", "within"].iter().any(|id| is_keyword(part, id)));
    let (of, word, count, unit) = (rest.next(), rest.next(), rest.next(), rest.next());
    let not = negates.then(|| keyword("not"));
    let before = value.into_iter().chain(not).chain([keyword("within")]);
    let after = [count, unit, word, of].into_iter().flatten();
    Written::Phrase(Rule::near, before.chain(after).chain(rest).collect())
}

/// `d 后 每 7 天`
fn turned_every(parts: Vec<Written>) -> Written {
    let (date, rest) = first(parts);
    let (after, every) = first(rest);
    Written::Phrase(Rule::every_span, every.into_iter().chain(after).chain(date).collect())
}

/// `自 d 起 7 天内`
fn deadline(parts: Vec<Written>) -> Written {
    let signs = ["within", "of", "from", "counted_from"];
    let turned = !parts.first().is_some_and(|part| is_keyword(part, "within"));
    let dated = parts.iter().any(|part| is_keyword(part, "of") || is_keyword(part, "from"));
    let mut rest: Vec<Written> =
        parts.into_iter().filter(|part| !signs.iter().any(|id| is_keyword(part, id))).collect();
    if turned && dated {
        rest.rotate_left(1);
    }
    let from = if dated { rest.pop() } else { None };
    let of = dated.then(|| keyword("of"));
    let whole = [keyword("within")].into_iter().chain(rest).chain(of).chain(from);
    Written::Phrase(Rule::deadline, whole.collect())
}

/// `d 当天结束 前`
fn day_end(mut parts: Vec<Written>) -> Written {
    if !parts.first().is_some_and(|part| is_keyword(part, "before")) {
        parts.reverse();
    }
    Written::Phrase(Rule::day_end, parts)
}

/// `orders 的 lines`
fn path(parts: Vec<Written>) -> Written {
    let mut steps = Vec::new();
    for part in parts {
        match part {
            Written::Phrase(Rule::turned_steps, further) => {
                steps.extend(further);
                steps.reverse();
            }
            part => steps.push(part),
        }
    }
    replaced(Rule::path, steps, &["turned_of"], "of")
}

/// `自 2026-01-01 起 8 元`
fn figure(mut parts: Vec<Written>) -> Written {
    if parts.first().is_some_and(|part| is_keyword(part, "from")) {
        let value = parts.pop();
        let day = from_day(parts);
        return Written::Phrase(Rule::figure, value.into_iter().chain([day]).collect());
    }
    Written::Phrase(Rule::figure, parts)
}

fn from_day(mut parts: Vec<Written>) -> Written {
    parts.retain(|part| !is_keyword(part, "counted_from"));
    Written::Phrase(Rule::from_day, parts)
}

/// `每月 8 日`
fn every_month(parts: Vec<Written>) -> Written {
    let mut kept: Vec<Written> = parts
        .into_iter()
        .filter(|part| !is_keyword(part, "on") && !is_keyword(part, "day"))
        .collect();
    kept.insert(kept.len().min(2), keyword("on"));
    Written::Phrase(Rule::every_month, kept)
}

/// `每年 3 月 8 日`
fn every_year(parts: Vec<Written>) -> Written {
    let mut parts = day_of_year(parts);
    parts.retain(|part| !is_keyword(part, "on"));
    parts.insert(parts.len().min(2), keyword("on"));
    Written::Phrase(Rule::every_year, parts)
}

/// The day, then the name of the month, at the end.
fn day_of_year(parts: Vec<Written>) -> Vec<Written> {
    let is_number =
        |part: &Written| matches!(part, Written::Word(Word { kind: WordKind::Number { .. }, .. }));
    let is_name = |part: &Written| matches!(part, Written::Phrase(Rule::month_name, _));
    let (day_month, mut rest): (Vec<Written>, Vec<Written>) =
        parts.into_iter().partition(|part| is_number(part) || is_name(part));
    let (names, mut numbers): (Vec<Written>, Vec<Written>) =
        day_month.into_iter().partition(is_name);
    let day = numbers.pop();
    let month = names.into_iter().next().or_else(|| named(numbers.pop()));
    rest.retain(|part| !is_keyword(part, "day") && !is_keyword(part, "month"));
    rest.into_iter().chain(day).chain(month).collect()
}

/// The month of a number. One that no month has is kept.
fn named(number: Option<Written>) -> Option<Written> {
    let number = number?;
    let id = match &number {
        Written::Word(Word { kind: WordKind::Number { mantissa, places: 0, .. }, .. }) => {
            usize::try_from(*mantissa - 1).ok().and_then(|index| MONTHS.get(index))
        }
        _ => None,
    };
    Some(match id {
        Some(id) => Written::Phrase(Rule::month_name, vec![keyword(id)]),
        None => number,
    })
}

/// The number of a month's name.
pub(super) fn month_number(id: &str) -> Option<i128> {
    let index = MONTHS.iter().position(|month| *month == id)?;
    i128::try_from(index + 1).ok()
}

/// The word of a phrase of one.
fn only_word(written: &Written) -> Option<&Word> {
    match written {
        Written::Word(word) => Some(word),
        Written::Phrase(_, parts) => parts.first().and_then(only_word),
    }
}
