//! Functions and choices as spreadsheets and programs write them.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::keywords::{DECLARATIONS, keywords};
use crate::lex::{Piece, PieceKind};
use crate::syntax::Language;

/// `AND(a, b)`, `IF(a, 5, 3)`, `SUM(amount)`, `if a then 5 else 3`, `else 3`
pub(super) fn choices(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for (index, piece) in line.pieces.iter().enumerate() {
        if let Some((arguments, end)) = arguments(line, index) {
            let ways = functions(line, &piece.text.to_lowercase(), &arguments).into_iter();
            let start = piece.start;
            fixes.extend(ways.map(|with| Fix { kind: SlipKind::Word, start, end, with }));
        }
    }
    heads(line, fixes);
    fixes.extend(one_of_two(line));
    fixes.extend(last_case(line));
    fixes.extend(inline(line));
    fixes.extend(bracketed(line));
    fixes.extend(range(line));
}

/// What stands in the brackets behind a word, and where they end.
fn arguments<'a>(line: &'a Broken<'_>, index: usize) -> Option<(Vec<&'a str>, usize)> {
    let [word, open, rest @ ..] = line.from(index) else { return None };
    if word.kind != PieceKind::Word || !open.is_sign("(") {
        return None;
    }
    let (mut depth, mut from, mut found) = (0_usize, open.end, Vec::new());
    for piece in rest {
        if piece.is_sign("(") {
            depth += 1;
        } else if piece.is_sign(")") && depth > 0 {
            depth -= 1;
        } else if piece.is_sign(")") || piece.is_sign(",") && depth == 0 {
            found.push(line.written(from, piece.start).trim());
            from = piece.end;
        }
        if piece.is_sign(")") && from == piece.end && depth == 0 {
            return Some((found, piece.end));
        }
    }
    None
}

/// The ways in which a policy says a function, the likeliest first.
fn functions(line: &Broken<'_>, name: &str, arguments: &[&str]) -> Vec<String> {
    let say = |id: &str| line.spelling(id);
    let joined = |id: &str| vec![bracket(&arguments.join(&format!(" {} ", say(id))))];
    let extreme = |id: &str| vec![format!("{} {}", say(id), arguments.join(", "))];
    match (name, arguments) {
        ("and" | "且", [_, _, ..]) => joined("and"),
        ("or" | "或", [_, _, ..]) => joined("or"),
        ("not" | "非", [of]) => vec![format!("{} {}", say("not"), bracket(of))],
        ("today" | "now", [""]) => vec![say("today")],
        ("sum" | "合计" | "求和", [of]) => reductions(line, "sum_of", of),
        ("avg" | "average" | "平均", [of]) => reductions(line, "average_of", of),
        ("max" | "最大", [of]) => reductions(line, "max_of", of),
        ("min" | "最小", [of]) => reductions(line, "min_of", of),
        ("count" | "计数", [of]) => vec![format!("{} {of}", say("count_of"))],
        ("max" | "最大", [_, _, ..]) => extreme("larger_of"),
        ("min" | "最小", [_, _, ..]) => extreme("smaller_of"),
        ("round", [of, places]) => rounded(line, of, places).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Over the list that is named, or over the first list of the customer.
fn reductions(line: &Broken<'_>, id: &str, of: &str) -> Vec<String> {
    let word = line.spelling(id);
    let over = line.known.list().map(|list| format!("{word} {of} {} {list}", line.spelling("in")));
    over.into_iter().chain([format!("{word} {of}")]).collect()
}

fn rounded(line: &Broken<'_>, of: &str, places: &str) -> Option<String> {
    let places = places.parse::<usize>().ok().filter(|places| *places < 7)?;
    let step = match places {
        0 => "1".to_owned(),
        _ => format!("0.{}1", "0".repeat(places - 1)),
    };
    let say = |id: &str| line.spelling(id);
    Some(format!("{} {} {} {} {step}", bracket(of), say("rounded"), say("half_up"), say("to")))
}

fn bracket(inside: &str) -> String {
    format!("({inside})")
}

/// `=` or `:` in the head of a declaration or field, and a value without its word.
fn heads(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    let mut sign = |piece: &Piece, with: &str| {
        let (start, end) = (piece.start, piece.end);
        fixes.push(Fix { kind: SlipKind::Sign, start, end, with: with.to_owned() });
    };
    let is = |piece: &&Piece| piece.is_sign("=") || piece.is_sign(":");
    let word = line.pieces.first().and_then(|first| keywords(line.language).meaning(&first.text));
    let declares = word.is_some_and(|word| DECLARATIONS.contains(&word));
    if let Some(head) = line.pieces.get(2).filter(is).filter(|_| declares) {
        sign(head, &line.spelling("as"));
        sign(head, " {");
    }
    if let Some(head) = line.pieces.get(1).filter(is) {
        sign(head, if head.is_sign("=") { ":" } else { "" });
    }
    for pair in line.pieces.windows(2) {
        if let [bracket, colon] = pair
            && bracket.is_sign(")")
            && is(&colon)
        {
            sign(colon, " ->");
        }
    }
    if let [name, equals, ..] = line.pieces.as_slice()
        && equals.is_sign("=")
    {
        let name = line.written(name.start, name.end);
        let with = format!("{} {name} {}", line.spelling("define"), line.spelling("as"));
        fixes.push(Fix { kind: SlipKind::Word, start: 0, end: equals.end, with });
    }
}

/// `status is paid or open`
fn one_of_two(line: &Broken<'_>) -> Option<Fix> {
    let say = |id: &str| line.spelling(id);
    let at = line.pieces.windows(4).find(
        |four| matches!(four, [is, _, or, _] if is.is_word(&say("is")) && or.is_word(&say("or"))),
    )?;
    let [is, first, _, second] = at else { return None };
    let word = |piece: &Piece| line.written(piece.start, piece.end);
    let with = format!("{} {}, {}", say("is_one_of"), word(first), word(second));
    let names = first.kind == PieceKind::Word && second.kind == PieceKind::Word;
    names.then_some(Fix { kind: SlipKind::Word, start: is.start, end: second.end, with })
}

/// `else 3` is `3 otherwise`.
fn last_case(line: &Broken<'_>) -> Option<Fix> {
    let [first, value, .., last] = line.pieces.as_slice() else { return two(line) };
    let with = format!("{} {}", line.written(value.start, last.end), line.spelling("otherwise"));
    is_else(line, first).then(|| whole(first, last, with))
}

fn two(line: &Broken<'_>) -> Option<Fix> {
    let [first, value] = line.pieces.as_slice() else { return None };
    let with = format!("{} {}", line.written(value.start, value.end), line.spelling("otherwise"));
    is_else(line, first).then(|| whole(first, value, with))
}

fn is_else(line: &Broken<'_>, word: &Piece) -> bool {
    let words = ["else", "default", "otherwise", "其他", "否则", "不然", "默认"];
    words.iter().any(|other| word.is_word(other)) || word.text == line.spelling("otherwise")
}

fn whole(first: &Piece, last: &Piece, with: String) -> Fix {
    Fix { kind: SlipKind::Word, start: first.start, end: last.end, with }
}

/// `define x as IF(a, 5, 3)`, `define x as if a then 5 else 3` and `define x as a ? 5 : 3` are
/// cases.
fn inline(line: &Broken<'_>) -> Option<Fix> {
    let [define, name, word, rest @ ..] = line.pieces.as_slice() else { return None };
    let (first, last) = (rest.first()?, rest.last()?);
    if define.text != line.spelling("define") || word.text != line.spelling("as") {
        return None;
    }
    let called = arguments(line, 3).filter(|(_, end)| first.is_word("if") && *end == last.end);
    let (condition, value, other) = match called {
        Some((parts, _)) => match parts.as_slice() {
            [condition, value, other] => (*condition, *value, *other),
            _ => return None,
        },
        None => parted(line, rest)?,
    };
    let (when, otherwise) = (line.spelling("when"), line.spelling("otherwise"));
    let with = format!("{{ {value} {when} {condition}; {other} {otherwise} }}");
    (!condition.is_empty()).then(|| {
        let with = format!("{} {} {with}", define.text, line.written(name.start, name.end));
        whole(define, last, with)
    })
}

/// The condition and the two values of a choice in words or signs.
fn parted<'a>(line: &'a Broken<'_>, pieces: &[Piece]) -> Option<(&'a str, &'a str, &'a str)> {
    let at = |words: [&str; 3]| {
        let is =
            |piece: &&Piece| words.iter().any(|word| piece.is_word(word) || piece.is_sign(word));
        pieces.iter().find(is)
    };
    let (first, last) = (pieces.first()?, pieces.last()?);
    let (then, other) = (at(["then", "那么", "?"])?, at(["else", "否则", ":"])?);
    let starts = first.is_word("if") || first.is_word("如果");
    let from = if starts { first.end } else { first.start };
    let part = |from: usize, to: usize| line.written(from, to).trim();
    Some((part(from, then.start), part(then.end, other.start), part(other.end, last.end)))
}

/// `one of ("x", "y")`, `in ("x", "y")`
fn bracketed(line: &Broken<'_>) -> Option<Fix> {
    let open = line.pieces.iter().position(|piece| piece.is_sign("("))?;
    let before = line.pieces.get(open.checked_sub(1)?)?;
    let close = line.from(open).iter().find(|piece| piece.is_sign(")"))?;
    let values = line.written(line.pieces.get(open)?.end, close.start).trim();
    let is_in = before.text == line.spelling("in") || before.text == "在";
    let one_of = if is_in { line.spelling("is_one_of") } else { before.text.clone() };
    let start = before.start;
    Some(Fix { kind: SlipKind::Word, start, end: close.end, with: format!("{one_of} {values}") })
}

/// `x between 5 and 9` is two comparisons.
fn range(line: &Broken<'_>) -> Option<Fix> {
    let between = line.pieces.iter().position(|piece| piece.is_word("between"))?;
    let owner = line.pieces.get(between.checked_sub(1)?)?;
    let word = line.pieces.get(between)?;
    let and = line.from(between).iter().find(|piece| piece.is_word("and"))?;
    let (low, name) =
        (line.written(word.end, and.start).trim(), line.written(owner.start, owner.end));
    let with = format!(">= {low} {} {name} <=", line.spelling("and"));
    (line.language == Language::En).then_some(Fix {
        kind: SlipKind::Word,
        start: word.start,
        end: and.end,
        with,
    })
}
