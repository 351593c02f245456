//! Numbers in other forms.

use super::line::Broken;
use super::{Fix, SlipKind};
use crate::habits::habits;
use crate::lex::{Piece, PieceKind};
use crate::syntax::Language;

/// `1,000`, `1 000`, `1_000`, `1,5`, `.5`, `5.`, `2k`, `2千`, `2万`, `twelve`, `十二`
pub(super) fn numbers(line: &Broken<'_>, fixes: &mut Vec<Fix>) {
    for (index, piece) in line.pieces.iter().enumerate() {
        let follows = line.from(index);
        let before = index.checked_sub(1).and_then(|before| line.pieces.get(before));
        let forms = [
            grouped(follows),
            with_comma(follows),
            decimal(follows, before),
            scaled(follows),
            in_myriads(line, follows),
            half_open(follows, before),
            in_english(line, piece),
            in_chinese(line, piece),
        ];
        fixes.extend(forms.into_iter().flatten().map(|(end, with)| Fix {
            kind: SlipKind::Number,
            start: piece.start,
            end,
            with,
        }));
    }
}

fn is_number(piece: &Piece) -> bool {
    piece.kind == PieceKind::Number
}

/// `1,000,000.50`, `1 000`, `1_000`: groups of three digits.
fn grouped(pieces: &[Piece]) -> Option<(usize, String)> {
    let (first, mut rest) = pieces.split_first()?;
    let mut digits = first.text.clone();
    if !is_number(first) || digits.contains('.') || digits.len() > 3 {
        return None;
    }
    let mut end = first.end;
    loop {
        let (group, further) = match rest {
            [comma, group, further @ ..] if comma.is_sign(",") && comma.touches(group) => {
                (group.text.clone(), (group, further))
            }
            [group, further @ ..] if group.text.starts_with('_') => {
                (group.text.trim_start_matches('_').replace('_', ""), (group, further))
            }
            [group, further @ ..] if is_number(group) => (group.text.clone(), (group, further)),
            _ => break,
        };
        let whole = group.split('.').next().unwrap_or_default();
        let three = whole.len() % 3 == 0 && whole.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !three {
            break;
        }
        digits += &group;
        (end, rest) = (further.0.end, further.1);
    }
    (end > first.end).then_some((end, digits))
}

/// `1.000,50`: points between the thousands and a comma before the places.
fn with_comma(pieces: &[Piece]) -> Option<(usize, String)> {
    let [whole, comma, places, ..] = pieces else { return None };
    let tight = comma.is_sign(",") && whole.touches(comma) && comma.touches(places);
    let (first, thousands) = whole.text.split_once('.')?;
    let one = is_number(whole) && is_number(places) && first.len() <= 3 && thousands.len() == 3;
    let short = places.text.len() <= 2;
    (tight && one && short).then(|| (places.end, format!("{first}{thousands}.{}", places.text)))
}

/// `1,5` with a comma as decimal point.
fn decimal(pieces: &[Piece], before: Option<&Piece>) -> Option<(usize, String)> {
    let [whole, comma, places, ..] = pieces else { return None };
    let one = is_number(whole) && is_number(places) && comma.is_sign(",");
    let tight = whole.touches(comma) && comma.touches(places);
    let listed = before.is_some_and(|before| before.is_sign(","));
    let plain = !whole.text.contains('.') && !places.text.contains('.') && !listed;
    (one && tight && plain).then(|| (places.end, format!("{}.{}", whole.text, places.text)))
}

/// `2k`, `3m`, `2千`, `5百`
fn scaled(pieces: &[Piece]) -> Option<(usize, String)> {
    let [number, scale, ..] = pieces else { return None };
    if !is_number(number) || number.text.contains('.') || scale.kind != PieceKind::Word {
        return None;
    }
    let (zeros, length) = match scale.text.chars().next()? {
        'k' | 'K' if scale.text.len() == 1 && number.touches(scale) => ("000", 1),
        'm' | 'M' if scale.text.len() == 1 && number.touches(scale) => ("000000", 1),
        '千' => ("000", "千".len()),
        '百' => ("00", "百".len()),
        '十' => ("0", "十".len()),
        _ => return None,
    };
    let digits = format!("{}{zeros}", number.text);
    // 2千万 is one number.
    let (digits, length) = match scale.text.get(length..)?.chars().next() {
        Some('万') => (format!("{digits}0000"), length + "万".len()),
        _ => (digits, length),
    };
    Some((scale.start + length, digits))
}

/// `2万`, `1.5万元`, `3亿` in an English file.
fn in_myriads(line: &Broken<'_>, pieces: &[Piece]) -> Option<(usize, String)> {
    let [number, scale, ..] = pieces else { return None };
    if line.language != Language::En || !is_number(number) || scale.kind != PieceKind::Word {
        return None;
    }
    let sign = scale.text.chars().next()?;
    let zeros: usize = match sign {
        '万' => 4,
        '亿' => 8,
        _ => return None,
    };
    let (whole, places) = number.text.split_once('.').unwrap_or((&number.text, ""));
    let zeros = "0".repeat(zeros.checked_sub(places.len())?);
    let digits = format!("{whole}{places}{zeros}");
    let digits = digits.trim_start_matches('0');
    let unit = scale.text.get(sign.len_utf8()..)?;
    match habits(line.language).currency(unit) {
        Some(currency) => Some((scale.end, format!("{digits} {currency}"))),
        None => Some((scale.start + sign.len_utf8(), digits.to_owned())),
    }
}

/// `.5` and `5.`
fn half_open(pieces: &[Piece], before: Option<&Piece>) -> Option<(usize, String)> {
    let [first, second, ..] = pieces else { return None };
    let owner = before.is_some_and(|before| before.touches(first) && !before.is_sign("("));
    if first.is_sign(".") && is_number(second) && first.touches(second) && !owner {
        return Some((second.end, format!("0.{}", second.text)));
    }
    let open = is_number(first) && second.is_sign(".") && first.touches(second);
    let closed = pieces.get(2).is_none_or(|next| !second.touches(next));
    (open && closed).then(|| (second.end, first.text.clone()))
}

/// `twelve`
fn in_english(line: &Broken<'_>, piece: &Piece) -> Option<(usize, String)> {
    let number = habits(line.language).number(&piece.text);
    number.filter(|_| piece.kind == PieceKind::Word).map(|number| (piece.end, number.to_string()))
}

/// `十二`, `两万`, `百分之二十`, with what stands behind it in the same word.
fn in_chinese(line: &Broken<'_>, piece: &Piece) -> Option<(usize, String)> {
    if line.language != Language::Zh || piece.kind != PieceKind::Word {
        return None;
    }
    let percent = piece.text.strip_prefix("百分之");
    let word = percent.unwrap_or(&piece.text);
    let numeral: String = word.chars().take_while(|digit| NUMERALS.contains(*digit)).collect();
    let value = value(&numeral)?;
    let length = piece.text.len() - word.len() + numeral.len();
    let sign = if percent.is_some() { "%" } else { "" };
    Some((piece.start + length, format!("{value}{sign} ").trim_end().to_owned()))
}

const NUMERALS: &str = "零〇一二两三四五六七八九十百千万";

/// Digits one by one, with 十, 百, 千 and 万 as they multiply.
fn value(numeral: &str) -> Option<u64> {
    if numeral.is_empty() {
        return None;
    }
    let (mut myriads, mut total, mut digit) = (0, 0, None);
    for character in numeral.chars() {
        match character {
            '十' => total += digit.take().unwrap_or(1) * 10,
            '百' => total += digit.take().unwrap_or(1) * 100,
            '千' => total += digit.take().unwrap_or(1) * 1000,
            '万' => {
                myriads = (total + digit.take().unwrap_or(0)) * 10_000;
                total = 0;
            }
            _ if digit.is_some_and(|digit| digit > 0) => return None,
            _ => digit = Some(single(character)?),
        }
    }
    Some(myriads + total + digit.unwrap_or(0))
}

fn single(character: char) -> Option<u64> {
    const DIGITS: &str = "零一二三四五六七八九";
    match character {
        '〇' => Some(0),
        '两' => Some(2),
        _ => DIGITS.chars().position(|digit| digit == character)?.try_into().ok(),
    }
}
