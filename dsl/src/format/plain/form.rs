//! Forms that say the same, brought into one.

use super::day::{day_of_year, every_month, every_year, figure, from_day};
use super::{is_keyword, keyword, only_word};
use crate::format::same;
use crate::keywords::KeywordId;
use crate::parse::Rule;
use crate::parse::written::{Word, WordKind, Written};

/// A phrase in the one form of those that say the same.
pub(super) fn one_form(phrase: Written) -> Written {
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
        Rule::table_row => row(parts),
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
    match same::bare(written) {
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

/// `| otherwise | | any | 1% |`: what stands behind `otherwise` is left out.
fn row(mut parts: Vec<Written>) -> Written {
    let takes_all = parts.get(1).is_some_and(is_otherwise);
    if let Some(result) = parts.len().checked_sub(2).filter(|_| takes_all) {
        parts.drain(3.min(result)..result);
    }
    Written::Phrase(Rule::table_row, parts)
}

fn is_otherwise(part: &Written) -> bool {
    let Written::Phrase(Rule::cell, _) = part else { return false };
    only_word(part).is_some_and(|word| matches!(word.kind, WordKind::Keyword("otherwise")))
}
