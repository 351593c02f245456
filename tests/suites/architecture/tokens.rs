//! Rust text → identifiers and signs, without comments, literals and test modules.

/// An identifier, `::` or another sign.
pub(crate) type Token = String;

/// The tokens of a file.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let signs: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&sign) = signs.get(at) {
        let next = signs.get(at + 1).copied();
        at = match (sign, next) {
            ('/', Some('/')) => past_line(&signs, at),
            ('/', Some('*')) => past_block(&signs, at),
            ('"', _) => past_text(&signs, at + 1),
            ('\'', _) => past_quote(&signs, at),
            (':', Some(':')) => {
                tokens.push("::".to_owned());
                at + 2
            }
            _ if is_name(sign) => {
                let end = (at..).find(|&end| !signs.get(end).is_some_and(|&it| is_name(it)));
                let end = end.unwrap_or(signs.len());
                let name: String = signs[at..end].iter().collect();
                match (name.as_str(), signs.get(end)) {
                    ("r" | "br", Some('"' | '#')) if raw(&signs, end).is_some() => {
                        raw(&signs, end).unwrap_or(end)
                    }
                    _ => {
                        tokens.push(name);
                        end
                    }
                }
            }
            _ => {
                if !sign.is_whitespace() {
                    tokens.push(sign.to_string());
                }
                at + 1
            }
        };
    }
    without_tests(&tokens)
}

fn is_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn past_line(signs: &[char], at: usize) -> usize {
    (at..signs.len()).find(|&end| signs[end] == '\n').unwrap_or(signs.len())
}

fn past_block(signs: &[char], at: usize) -> usize {
    let (mut depth, mut at) = (0_usize, at);
    while at + 1 < signs.len() {
        match (signs[at], signs[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    signs.len()
}

fn past_text(signs: &[char], at: usize) -> usize {
    let mut at = at;
    while let Some(sign) = signs.get(at) {
        match sign {
            '"' => return at + 1,
            '\\' => at += 2,
            _ => at += 1,
        }
    }
    signs.len()
}

/// Past a character, or past the quote of a lifetime.
fn past_quote(signs: &[char], at: usize) -> usize {
    match (signs.get(at + 1), signs.get(at + 2)) {
        (Some('\\'), _) => {
            (at + 3..signs.len()).find(|&end| signs[end] == '\'').map_or(signs.len(), |end| end + 1)
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}

/// Past a raw text whose hashes begin at `at`.
fn raw(signs: &[char], at: usize) -> Option<usize> {
    let hashes = signs[at..].iter().take_while(|&&sign| sign == '#').count();
    if signs.get(at + hashes) != Some(&'"') {
        return None;
    }
    let ends = |end: &usize| {
        signs[*end] == '"'
            && signs[end + 1..].iter().take_while(|&&sign| sign == '#').count() >= hashes
    };
    (at + hashes + 1..signs.len()).find(ends).map(|end| end + 1 + hashes)
}

/// Drops `#[cfg(test)] mod … { … }`.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let head: Vec<_> = tokens[at..].iter().take(9).map(String::as_str).collect();
        match head.as_slice() {
            ["#", "[", "cfg", "(", "test", ")", "]", "mod", _] => at = past_braces(tokens, at + 9),
            _ => {
                kept.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    kept
}

fn past_braces(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, token) in tokens[at..].iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + offset + 1;
        }
    }
    tokens.len()
}

#[test]
fn only_code_is_left() {
    let text = r##"
        //! crate::one
        /* super::two /* crate::three */ */
        let a = "crate::four \" super::five"; let b = r#"crate::"six""#; let c = '"'; let d: &'a str;
        let e = '\''; use crate::seven::{Eight, nine as ten};
        #[cfg(test)]
        mod tests { use super::eleven; fn f() { } }
        fn last() {}
    "##;
    let expected = "let a = ; let b = ; let c = ; let d : & a str ; let e = ; \
                    use crate :: seven :: { Eight , nine as ten } ; fn last ( ) { }";
    assert_eq!(tokens(text).join(" "), expected);
}
