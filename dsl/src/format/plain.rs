//! The plain order of a line's words: that of the English grammar, whatever the language. Forms
//! that say the same become one, so that what is written depends on the meaning alone.

mod day;
mod form;

use std::collections::BTreeSet;

use super::template;
use crate::keywords::KeywordId;
use crate::parse::Rule;
use crate::parse::written::{self, Lead, Word, WordKind, Written};
use crate::syntax::{Comment, Language};
pub(super) use day::month_number;
use form::one_form;

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

/// A part in parentheses that nobody wrote.
pub(super) fn parenthesis(part: Written) -> Written {
    let sign = |sign| Written::Word(Word::new(WordKind::Sign(sign)));
    let mut part = part;
    let lead = take_lead(&mut part);
    let mut open = sign("(");
    give_lead(&mut open, lead);
    let inner = Written::Phrase(Rule::parenthesis, vec![open, part, sign(")")]);
    Written::Phrase(Rule::counted, vec![inner])
}

/// Whether a part is the keyword.
pub(super) fn is_keyword(part: &Written, id: &str) -> bool {
    matches!(part, Written::Word(Word { kind: WordKind::Keyword(own), .. }) if *own == id)
}

/// The word of a phrase of one.
fn only_word(written: &Written) -> Option<&Word> {
    match written {
        Written::Word(word) => Some(word),
        Written::Phrase(_, parts) => parts.first().and_then(only_word),
    }
}
