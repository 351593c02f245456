//! The order of words in a language: plain, with the parentheses that it needs; or turned round,
//! as Chinese has it.

use super::plain::{give_lead, is_keyword, keyword, month_number, parenthesis, take_lead};
use crate::parse::Rule;
use crate::parse::written::{Word, WordKind, Written};

/// Which of the phrases that may be turned are turned, in the order of the line.
#[derive(Debug)]
pub(super) enum Turns {
    All,
    /// Of the first ones, these; none of the others.
    Some(Vec<bool>),
}

impl Turns {
    fn has(&self, index: usize) -> bool {
        match self {
            Turns::All => true,
            Turns::Some(turned) => turned.get(index).copied().unwrap_or_default(),
        }
    }
}

/// The line in the order of a language that turns phrases round, and how many could be turned.
pub(super) fn turned(plain: &Written, turns: &Turns) -> (Written, usize) {
    let mut turner = Turner { turns, count: 0, tested: false };
    let line = turner.turn(plain);
    (line, turner.count)
}

struct Turner<'a> {
    turns: &'a Turns,
    count: usize,
    /// Whether a test is around: what is a test when it is turned keeps its order there.
    tested: bool,
}

impl Turner<'_> {
    fn turn(&mut self, plain: &Written) -> Written {
        let Written::Phrase(rule, parts) = plain else { return plain.clone() };
        let may = may_turn(*rule, parts) && !(self.tested && *rule == Rule::every_span);
        let now = may && self.turns.has(self.count);
        self.count += usize::from(may);
        let around = self.tested;
        self.tested |= is_test(*rule);
        let parts: Vec<Written> = parts.iter().map(|part| self.turn(part)).collect();
        self.tested = around;
        let mut phrase = Written::Phrase(*rule, parts);
        let lead = take_lead(&mut phrase);
        let Written::Phrase(rule, parts) = phrase else { return phrase };
        let mut phrase = if now { in_turn(rule, parts) } else { idiom(rule, parts) };
        give_lead(&mut phrase, lead);
        phrase
    }
}

/// Whether a rule compares what stands before it, or asks something of it.
fn is_test(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::comparison
            | Rule::known
            | Rule::one_of
            | Rule::on_days
            | Rule::near
            | Rule::in_top
            | Rule::in_window
    )
}

fn may_turn(rule: Rule, parts: &[Written]) -> bool {
    match rule {
        Rule::of => !parts.first().is_some_and(is_operation),
        Rule::date_part
        | Rule::period_edge
        | Rule::anniversary
        | Rule::near
        | Rule::every_span
        | Rule::deadline
        | Rule::day_end => true,
        Rule::counted => shifted(parts).is_some(),
        Rule::path => parts.len() > 1,
        _ => false,
    }
}

/// An operator with two operands, or one that binds looser than they do; a test behind a value too.
fn is_operation(written: &Written) -> bool {
    let Written::Phrase(rule, _) = written else { return false };
    matches!(
        rule,
        Rule::of
            | Rule::multiply
            | Rule::divide
            | Rule::add
            | Rule::subtract
            | Rule::or_else
            | Rule::rounded
    ) || is_test(*rule)
}

/// Count, unit, `after` or `before`, and date of `24 months after d`.
fn shifted(parts: &[Written]) -> Option<[&Written; 4]> {
    let [count, Written::Phrase(Rule::unit, unit)] = parts else { return None };
    let [time, Written::Phrase(Rule::shift, shift)] = unit.as_slice() else { return None };
    let [word, date] = shift.as_slice() else { return None };
    let counts = match count {
        Written::Word(word) => matches!(word.kind, WordKind::Number { .. }),
        Written::Phrase(rule, _) => *rule == Rule::parenthesis,
    };
    counts.then_some([count, time, word, date])
}

fn in_turn(rule: Rule, parts: Vec<Written>) -> Written {
    if let Some([count, time, word, date]) = shifted(&parts) {
        let parts = [date, word, count, time].map(Clone::clone);
        return Written::Phrase(Rule::turned_shift, parts.into());
    }
    match (rule, parts.as_slice()) {
        (Rule::of, [left, _, right]) => joined(Rule::turned_of, right, left),
        (Rule::date_part | Rule::anniversary, [word, date]) => {
            joined(Rule::turned_part, date, word)
        }
        (Rule::period_edge, [word, .., date]) => joined(Rule::turned_part, date, word),
        (Rule::near, _) => near(parts),
        (Rule::every_span, [every, count, time, after, date]) => {
            let parts = [date, after, every, count, time].map(Clone::clone);
            Written::Phrase(Rule::turned_every, parts.into())
        }
        (Rule::deadline, _) => deadline(parts),
        (Rule::day_end, _) => Written::Phrase(rule, parts.into_iter().rev().collect()),
        (Rule::path, _) => path(parts),
        _ => Written::Phrase(rule, parts),
    }
}

fn joined(rule: Rule, first: &Written, second: &Written) -> Written {
    Written::Phrase(rule, vec![first.clone(), keyword("turned_of"), second.clone()])
}

/// `t 在 f 前 7 天内`
fn near(parts: Vec<Written>) -> Written {
    let negated = parts.iter().any(|part| is_keyword(part, "not"));
    let mut rest =
        parts.into_iter().filter(|part| !is_keyword(part, "not") && !is_keyword(part, "within"));
    let (value, count, time) = (rest.next(), rest.next(), rest.next());
    let (word, of) = (rest.next(), rest.next());
    let sign = keyword(if negated { "not" } else { "in" });
    let turned = [value, Some(sign), of, word, count, time, Some(keyword("within"))];
    Written::Phrase(Rule::turned_near, turned.into_iter().flatten().chain(rest).collect())
}

/// `自 d 起 7 天内`
fn deadline(parts: Vec<Written>) -> Written {
    let signs = ["within", "of"];
    let mut rest = parts.into_iter().filter(|part| !signs.iter().any(|id| is_keyword(part, id)));
    let (count, time, from) = (rest.next(), rest.next(), rest.next());
    let start = from.map(|from| [keyword("from"), from, keyword("counted_from")]);
    let end = [count, time, Some(keyword("within"))];
    let parts = start.into_iter().flatten().chain(end.into_iter().flatten());
    Written::Phrase(Rule::deadline, parts.collect())
}

/// `orders 的 lines`
fn path(mut parts: Vec<Written>) -> Written {
    parts.reverse();
    let parts = parts.into_iter().map(|part| match part {
        part if is_keyword(&part, "of") => keyword("turned_of"),
        part => part,
    });
    Written::Phrase(Rule::path, parts.collect())
}

/// What the language says otherwise without another order.
fn idiom(rule: Rule, mut parts: Vec<Written>) -> Written {
    match rule {
        Rule::every_word => swap(&mut parts, "every", "per"),
        Rule::top => swap(&mut parts, "of", "turned_of"),
        Rule::top_share | Rule::portfolio => swap(&mut parts, "by", "of"),
        Rule::duration_type => swap(&mut parts, "in", "of"),
        Rule::converted => swap(&mut parts, "in", "converted_to"),
        Rule::hours => swap(&mut parts, "and", "through"),
        Rule::from_day => parts.push(keyword("counted_from")),
        Rule::every_month => {
            parts.retain(|part| !is_keyword(part, "on"));
            parts.push(keyword("day"));
        }
        Rule::every_year | Rule::reviewed => return day_of_year(rule, parts),
        _ => {}
    }
    Written::Phrase(rule, parts)
}

fn swap(parts: &mut [Written], from: &str, to: &'static str) {
    for part in parts.iter_mut().filter(|part| is_keyword(part, from)) {
        if let Written::Word(word) = part {
            word.kind = WordKind::Keyword(to);
        }
    }
}

/// `每年 3 月 8 日`
fn day_of_year(rule: Rule, mut parts: Vec<Written>) -> Written {
    let number = match parts.last() {
        Some(Written::Phrase(Rule::month_name, name)) => match name.as_slice() {
            [Written::Word(Word { kind: WordKind::Keyword(id), .. })] => month_number(id),
            _ => None,
        },
        _ => None,
    };
    let Some(mantissa) = number else { return Written::Phrase(rule, parts) };
    parts.pop();
    let day = parts.pop();
    parts.retain(|part| !is_keyword(part, "on"));
    let digits = mantissa.to_string();
    let month = Written::Word(Word::new(WordKind::Number { mantissa, places: 0, digits }));
    parts.extend([month, keyword("month")]);
    parts.extend(day);
    parts.push(keyword("day"));
    Written::Phrase(rule, parts)
}

/// The line in plain order with the parentheses that its operators need, or with one around every
/// operand that might go on.
pub(super) fn bracketed(plain: &Written, all: bool) -> Written {
    let Written::Phrase(rule, parts) = plain else { return plain.clone() };
    let parts: Vec<Written> = parts.iter().map(|part| bracketed(part, all)).collect();
    let wrap = |index: usize, part: Written| {
        if needs(*rule, index, &part, all) { parenthesis(part) } else { part }
    };
    let parts = parts.into_iter().enumerate().map(|(index, part)| wrap(index, part));
    Written::Phrase(*rule, parts.collect())
}

fn needs(rule: Rule, index: usize, part: &Written, all: bool) -> bool {
    match rule {
        Rule::of if index == 0 => is_not(part) || all && (is_open(part) || is_test_phrase(part)),
        Rule::of if index == 2 => is_operation(part) || all && is_open(part),
        // `is not a` would be another comparison.
        Rule::comparison => index == 2 && all && is_not(part),
        // `is missing when` would be `is` and `missing when`.
        Rule::case => index == 0 && all && ends_with_known(part),
        Rule::reduction => index == 1 && all && is_open(part),
        Rule::rounded | Rule::converted | Rule::at_date | Rule::member | Rule::before_today => {
            index == 0 && all && is_open(part)
        }
        Rule::date_part
        | Rule::period_edge
        | Rule::anniversary
        | Rule::shift
        | Rule::near
        | Rule::every_span
        | Rule::deadline
        | Rule::day_end => index > 0 && (is_operation(part) || all && is_open(part)),
        _ => false,
    }
}

/// Whether the last words of a part are `is known`, `is missing` or their opposite.
fn ends_with_known(part: &Written) -> bool {
    let Written::Phrase(rule, parts) = part else { return false };
    *rule == Rule::known || parts.last().is_some_and(ends_with_known)
}

fn is_not(part: &Written) -> bool {
    matches!(part, Written::Phrase(Rule::not, _))
}

fn is_test_phrase(part: &Written) -> bool {
    matches!(part, Written::Phrase(rule, _) if is_test(*rule))
}

/// Whether a part is an operand that may take words which follow it, or ends with one.
fn is_open(part: &Written) -> bool {
    let Written::Phrase(rule, parts) = part else { return false };
    let opens = match rule {
        Rule::counted => parts.len() > 1,
        _ => matches!(
            rule,
            Rule::count_of
                | Rule::share
                | Rule::every
                | Rule::any
                | Rule::top
                | Rule::reduction
                | Rule::aggregate
                | Rule::pick
                | Rule::rank
                | Rule::top_share
                | Rule::extreme
                | Rule::remainder
                | Rule::full
                | Rule::date_part
                | Rule::period_edge
                | Rule::between
                | Rule::every_span
                | Rule::anniversary
        ),
    };
    opens || parts.last().is_some_and(is_open)
}
