//! Words → what is written of them in a language, and with which space between.

use super::text;
use crate::keywords::{KeywordId, Keywords, keywords};
use crate::parse::Rule;
use crate::parse::written::{Lead, Word, WordKind, Written};
use crate::syntax::Language;

/// What is written between two spaces.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// The text; of a name without quotation marks.
    pub(super) text: String,
    /// What stands before it.
    pub(super) lead: Lead,
    /// Whether it stands close to the piece before it.
    pub(super) close: bool,
    /// Whether it begins a column.
    pub(super) column: bool,
    /// What is particular about it.
    pub(super) kind: PieceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A keyword or sign.
    Plain,
    /// A name, with quotation marks where it would be taken for something else.
    Name,
    /// A border of a table's cell.
    Bar,
    /// The braces of the line.
    Block,
}

/// A word on its way: with the rules that hold it, innermost last.
struct Leaf<'a> {
    word: &'a Word,
    around: Vec<Rule>,
    column: bool,
}

/// What is written of a line, in the order of its words.
pub(super) fn pieces(line: &Written, language: Language) -> Vec<Piece> {
    let mut leaves = Vec::new();
    collect(line, &mut Vec::new(), false, &mut leaves);
    let keywords = keywords(language);
    let mut pieces: Vec<Piece> = Vec::with_capacity(leaves.len());
    let mut rest = leaves.as_slice();
    let mut before: Option<&Leaf<'_>> = None;
    while let Some((leaf, others)) = rest.split_first() {
        let (length, joined) = compound(rest, keywords);
        let text = match joined {
            Some(joined) => joined.to_owned(),
            None => text(leaf, before, language),
        };
        pieces.push(piece(leaf, before, text));
        (before, rest) = match length {
            0 | 1 => (Some(leaf), others),
            _ => (rest.get(length - 1), rest.get(length..).unwrap_or_default()),
        };
    }
    pieces
}

fn piece(leaf: &Leaf<'_>, before: Option<&Leaf<'_>>, text: String) -> Piece {
    let kind = match leaf.word.kind {
        WordKind::Name(_) => PieceKind::Name,
        WordKind::Block => PieceKind::Block,
        WordKind::Sign("|") => PieceKind::Bar,
        WordKind::Keyword(_)
        | WordKind::Currency(_)
        | WordKind::Number { .. }
        | WordKind::Date(_)
        | WordKind::Text(_)
        | WordKind::Template(_)
        | WordKind::Script(_)
        | WordKind::Sign(_) => PieceKind::Plain,
    };
    let close = before.is_some_and(|before| stands_close(before, leaf));
    Piece { text, lead: leaf.word.lead.clone(), close, column: leaf.column, kind }
}

fn collect<'a>(
    written: &'a Written,
    around: &mut Vec<Rule>,
    column: bool,
    leaves: &mut Vec<Leaf<'a>>,
) {
    match written {
        Written::Word(word) => leaves.push(Leaf { word, around: around.clone(), column }),
        Written::Phrase(rule, parts) => {
            around.push(*rule);
            for (index, part) in parts.iter().enumerate() {
                let begins = if index == 0 { column } else { begins_column(around, index, part) };
                collect(part, around, begins, leaves);
            }
            around.pop();
        }
    }
}

/// Whether a part of a line begins a column, which stands at one place in all lines of a block.
fn begins_column(around: &[Rule], index: usize, part: &Written) -> bool {
    let [.., rule] = around else { return false };
    let is = |rule| matches!(part, Written::Phrase(own, _) if *own == rule);
    match rule {
        Rule::program_currency
        | Rule::time_zone
        | Rule::effective
        | Rule::default_rounding
        | Rule::applies_when
        | Rule::weekend
        | Rule::holidays
        | Rule::workdays
        | Rule::named_days
        | Rule::segment
        | Rule::case => index == 1,
        Rule::figure => is(Rule::from_day),
        Rule::level => is(Rule::when) || is(Rule::keeps_when) || is(Rule::life_when),
        Rule::score_part => index < 3 || is(Rule::missing_when),
        Rule::field | Rule::band => index == 2,
        _ => false,
    }
}

/// A word of the language that stands for several keywords which follow one another.
fn compound(leaves: &[Leaf<'_>], keywords: &Keywords) -> (usize, Option<&'static str>) {
    let ids: Vec<&str> = leaves.iter().take(3).map_while(part_of_compound).collect();
    for length in [3, 2] {
        let broken = leaves.iter().take(length).skip(1).any(|leaf| leaf.word.lead.breaks);
        let found = ids.get(..length).filter(|_| !broken).and_then(|ids| keywords.compound(ids));
        if found.is_some() {
            return (length, found);
        }
    }
    (1, None)
}

fn part_of_compound<'a>(leaf: &Leaf<'a>) -> Option<&'a str> {
    match &leaf.word.kind {
        WordKind::Keyword(id) => Some(id),
        WordKind::Sign("/") if leaf.around.last() == Some(&Rule::type_name) => Some("/"),
        _ => None,
    }
}

fn text(leaf: &Leaf<'_>, before: Option<&Leaf<'_>>, language: Language) -> String {
    match &leaf.word.kind {
        WordKind::Keyword(id) => spelling(id, leaf, before, language),
        WordKind::Name(name) => name.clone(),
        WordKind::Currency(code) => currency(code, before, language),
        WordKind::Number { mantissa, places, digits } => {
            text::number(*mantissa, *places, digits, language)
        }
        WordKind::Date(days) => text::date(*days),
        WordKind::Text(content) => text::quoted(content),
        // Filled before: a text by now.
        WordKind::Template(_) => String::new(),
        WordKind::Script(content) => format!("\"\"\"{content}\"\"\""),
        WordKind::Sign(sign) => (*sign).to_owned(),
        WordKind::Block => "{".to_owned(),
    }
}

fn spelling(
    id: KeywordId,
    leaf: &Leaf<'_>,
    before: Option<&Leaf<'_>>,
    language: Language,
) -> String {
    let keywords = keywords(language);
    let one = before.is_some_and(|before| text::is_one(&before.word.kind));
    let single = keywords.spelling_in(id, "one").filter(|_| one);
    let placed = || places(&leaf.around).iter().find_map(|place| keywords.spelling_in(id, place));
    single.or_else(placed).or_else(|| keywords.spelling(id)).unwrap_or(id).to_owned()
}

/// The names of a place, the narrowest first: the rules of the grammar that hold it, up to three.
fn places(around: &[Rule]) -> Vec<String> {
    let names: Vec<String> =
        around.iter().rev().take(3).rev().map(|rule| format!("{rule:?}")).collect();
    (0..names.len()).filter_map(|from| Some(names.get(from..)?.join(" "))).collect()
}

/// An everyday name behind a number; else the code.
fn currency(code: &str, before: Option<&Leaf<'_>>, language: Language) -> String {
    let counted = before.is_some_and(|before| {
        matches!(before.word.kind, WordKind::Number { .. } | WordKind::Sign(")"))
    });
    let name = keywords(language).currencies().find(|(_, own)| *own == code && counted);
    name.map_or(code, |(name, _)| name).to_owned()
}

fn stands_close(before: &Leaf<'_>, leaf: &Leaf<'_>) -> bool {
    closes(before, leaf) || opens(before)
}

/// Whether a word stands close to the one before it.
fn closes(before: &Leaf<'_>, leaf: &Leaf<'_>) -> bool {
    let WordKind::Sign(sign) = leaf.word.kind else { return false };
    let parent = leaf.around.last();
    match sign {
        "," | ")" | ":" | "%" | "." | ".." => true,
        "(" => parent != Some(&Rule::parenthesis) && matches!(before.word.kind, WordKind::Name(_)),
        "/" => parent == Some(&Rule::type_name),
        "<" => before.is_sign(".."),
        _ => false,
    }
}

/// Whether the word behind it stands close to it.
fn opens(leaf: &Leaf<'_>) -> bool {
    let WordKind::Sign(sign) = leaf.word.kind else { return false };
    let parent = leaf.around.last();
    match sign {
        "(" | "." | ".." => true,
        "-" => parent == Some(&Rule::minus),
        "/" => parent == Some(&Rule::type_name),
        ":" => parent == Some(&Rule::time_of_day),
        "<" => parent == Some(&Rule::range) || parent == Some(&Rule::excluding),
        _ => false,
    }
}

impl Leaf<'_> {
    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.word.kind, WordKind::Sign(own) if own == sign)
    }
}
