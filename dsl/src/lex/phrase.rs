//! Words → keywords: the longest phrase of whole words wins, except where only a name can stand.

use super::number;
use super::problem::LexProblem;
use super::token::{Form, Token, TokenKind};
use crate::keywords::{JOINTS, Keywords, PARTS_LIKE_UNITS, Phrase, keywords};
use crate::source::Span;
use crate::syntax::Language;

/// The tokens with keywords, currencies and numerals of a language.
pub(super) fn read(
    tokens: Vec<Token>,
    language: Language,
    problems: &mut Vec<LexProblem>,
) -> Vec<Token> {
    let keywords = keywords(language);
    let tokens = read_signs_of_money(read_numerals(tokens, keywords, problems), keywords);
    let mut written: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let Some((token, others)) = rest.split_first() {
        let phrase = phrase_at(rest, written.last(), keywords);
        if let Some(phrase) = phrase {
            let (words, others) = rest.split_at(phrase.words.len());
            written.extend(keyword_tokens(words, phrase));
            rest = others;
        } else {
            written.push(plain(token, keywords));
            rest = others;
        }
    }
    written
}

/// The longest phrase that the tokens begin with; after a point there is none.
fn phrase_at<'a>(
    tokens: &[Token],
    before: Option<&Token>,
    keywords: &'a Keywords,
) -> Option<&'a Phrase> {
    let first = tokens.first().filter(|token| is_word(token))?;
    let (after_point, after_count) = before.map_or((false, false), |before| {
        let counts = is_number(before) || before.is_sign(")");
        (before.is_sign("."), counts && !first.begins_line)
    });
    keywords.beginning_with(&first.text).iter().filter(|_| !after_point).find(|phrase| {
        let unit = phrase.writes.iter().any(|id| PARTS_LIKE_UNITS.contains(id));
        let words = tokens.iter().take(phrase.words.len());
        let same = words.clone().zip(&phrase.words).all(|(token, word)| token.text == *word);
        let whole = words.clone().all(|token| is_word(token) || is_joint(token))
            && words.clone().count() == phrase.words.len()
            && words.clone().skip(1).all(|token| !token.begins_line);
        let names_field = phrase.words.len() == 1
            && tokens.get(1).is_some_and(|next| next.is_sign(":") && !next.begins_line);
        same && whole && !names_field && !(unit && after_count)
    })
}

fn is_word(token: &Token) -> bool {
    token.kind == TokenKind::Name && !token.is_quoted()
}

/// A sign within a phrase: `Mid-Autumn`.
fn is_joint(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Sign(sign) if sign.starts_with(JOINTS))
}

/// One token for each keyword that the phrase stands for, all at the place of the phrase.
fn keyword_tokens(words: &[Token], phrase: &Phrase) -> Vec<Token> {
    let Some((first, last)) = words.first().zip(words.last()) else { return Vec::new() };
    let several = words.len() > 1 || phrase.writes.len() > 1;
    let form = if several { Form::Phrase } else { Form::Plain };
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let token = |(place, writes): (usize, &&'static str)| Token {
        kind: if *writes == "/" { TokenKind::Sign("/") } else { TokenKind::Keyword(writes) },
        text: text.clone(),
        span: first.span.to(last.span),
        begins_line: first.begins_line && place == 0,
        at_edge: first.at_edge,
        form,
    };
    phrase.writes.iter().enumerate().map(token).collect()
}

/// A token that is no keyword; 元 may be a currency.
fn plain(token: &Token, keywords: &Keywords) -> Token {
    let currency = Some(token).filter(|token| is_word(token));
    match currency.and_then(|token| keywords.currency(&token.text)) {
        Some(code) => Token { kind: TokenKind::Currency(code), ..token.clone() },
        None => token.clone(),
    }
}

/// `2 万` and `2万元`: the numeral goes into the number.
fn read_numerals(
    tokens: Vec<Token>,
    keywords: &Keywords,
    problems: &mut Vec<LexProblem>,
) -> Vec<Token> {
    let mut written: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let numeral = keywords.numeral(&token.text).filter(|_| is_word(&token));
        let number = written.last_mut().filter(|number| is_number(number));
        if let (Some(number), Some((power, length))) = (number, numeral) {
            let rest = multiply(number, token, power, length, problems);
            written.extend(rest);
        } else {
            written.push(token);
        }
    }
    written
}

fn is_number(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Number { .. })
}

/// Multiplies the number; returns what follows the numeral in its word.
fn multiply(
    number: &mut Token,
    word: Token,
    power: u32,
    length: usize,
    problems: &mut Vec<LexProblem>,
) -> Option<Token> {
    let middle = word.span.start + u32::try_from(length).unwrap_or_default();
    number.span.end = middle;
    if let TokenKind::Number { mantissa, places } = number.kind {
        match number::scale_up(mantissa, places, power) {
            Some(kind) => number.kind = kind,
            None => problems.push(LexProblem::BadNumber(number.text.clone(), number.span)),
        }
    }
    let text = word.text.get(length..).filter(|rest| !rest.is_empty())?.to_owned();
    let span = Span { start: middle, ..word.span };
    Some(Token { text, span, begins_line: false, at_edge: false, ..word })
}

/// `¥12` is 12 CNY: the currency goes behind its number.
fn read_signs_of_money(tokens: Vec<Token>, keywords: &Keywords) -> Vec<Token> {
    let mut written: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let code =
            written.last().filter(|_| is_number(&token)).and_then(|sign| code(sign, keywords));
        match (code, written.last_mut()) {
            (Some(code), Some(last)) => {
                let sign = std::mem::replace(last, token);
                last.begins_line = sign.begins_line;
                written.push(Token { kind: TokenKind::Currency(code), begins_line: false, ..sign });
            }
            _ => written.push(token),
        }
    }
    written
}

fn code(sign: &Token, keywords: &Keywords) -> Option<&'static str> {
    let written = sign.text.chars().next().filter(|_| matches!(sign.kind, TokenKind::Sign(_)))?;
    keywords.currency_of_sign(written)
}
