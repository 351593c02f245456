//! Functions and choices as spreadsheets and programs write them.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::keywords::{DECLARATIONS, keywords};
use crate::lex::{Piece, PieceKind};

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
    fixes.extend(condition_first(line));
    fixes.extend(bracketed(line));
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

/// `status is paid or open`, `status is not paid or open`
fn one_of_two(line: &Broken<'_>) -> Option<Fix> {
    let or = line.spelling("or");
    let at = line.pieces.windows(3).position(|three| {
        matches!(three, [first, word, second]
            if word.is_word(&or) && first.kind == PieceKind::Word && second.kind == PieceKind::Word)
    })?;
    let (start, denied) = tested(line, at)?;
    let [first, _, second, ..] = line.from(at) else { return None };
    let word = |piece: &Piece| line.written(piece.start, piece.end);
    let one_of = line.spelling(if denied { "is_not_one_of" } else { "is_one_of" });
    let with = format!("{one_of} {}, {}", word(first), word(second));
    Some(Fix { kind: SlipKind::Word, start, end: second.end, with })
}

/// Where `is` or `is not` begins before a piece, and whether it denies.
fn tested(line: &Broken<'_>, index: usize) -> Option<(usize, bool)> {
    let before = line.pieces.get(index.checked_sub(1)?)?;
    let further = index.checked_sub(2).and_then(|at| line.pieces.get(at));
    let is = |piece: &Piece| piece.text == line.spelling("is") || piece.is_word("是");
    if is(before) {
        return Some((before.start, false));
    }
    if before.text == line.spelling("is_not") || before.is_word("不是") {
        return Some((before.start, true));
    }
    let split = further.filter(|further| before.is_word(&line.spelling("not")) && is(further));
    split.map(|further| (further.start, true))
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
        None => parted(line, rest).or_else(|| value_first(line, rest))?,
    };
    let (when, otherwise) = (line.spelling("when"), line.spelling("otherwise"));
    let with = format!("{{ {value} {when} {condition}; {other} {otherwise} }}");
    (!condition.is_empty()).then(|| {
        let with = format!("{} {} {with}", define.text, line.written(name.start, name.end));
        whole(define, last, with)
    })
}

/// `5 if a else 3`: the condition and the two values.
fn value_first<'a>(line: &'a Broken<'_>, pieces: &[Piece]) -> Option<(&'a str, &'a str, &'a str)> {
    let at =
        |words: [&str; 3]| pieces.iter().find(|piece| words.iter().any(|word| piece.is_word(word)));
    let (first, last) = (pieces.first()?, pieces.last()?);
    let (if_, other) = (at(["if", "when", "如果"])?, at(["else", "otherwise", "否则"])?);
    let part = |from: usize, to: usize| line.written(from, to).trim();
    let value = part(first.start, if_.start);
    let parts = (part(if_.end, other.start), value, part(other.end, last.end));
    (!value.is_empty()).then_some(parts)
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

/// `if a then 5` is `5 when a`.
fn condition_first(line: &Broken<'_>) -> Option<Fix> {
    let (first, last) = (line.pieces.first()?, line.pieces.last()?);
    let is = |piece: &Piece, words: &[&str]| words.iter().any(|word| piece.is_word(word));
    let then = line.pieces.iter().find(|piece| is(piece, &["then", "那么", "则"]))?;
    let (condition, value) =
        (line.written(first.end, then.start).trim(), line.written(then.end, last.end).trim());
    let begins = is(first, &["if", "when", "如果", "当", "若"]);
    let with = format!("{value} {} {condition}", line.spelling("when"));
    (begins && !value.is_empty()).then(|| whole(first, last, with))
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
