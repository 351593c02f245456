//! Texts of data and policies as a terminal may have them: without signs that steer it or that
//! turn the direction of writing.

/// One line: what steers is replaced, line breaks too.
pub(crate) fn line(text: &str) -> String {
    text.chars().map(|sign| if steers(sign) { char::REPLACEMENT_CHARACTER } else { sign }).collect()
}

/// A text of many lines; every sign keeps its length in bytes, so that spans stay right.
pub(crate) fn source(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\n' | '\t' => seen.push(sign),
            '\r' if signs.peek() == Some(&'\n') => seen.push(' '),
            _ if !steers(sign) => seen.push(sign),
            _ if sign.len_utf8() == 3 => seen.push(char::REPLACEMENT_CHARACTER),
            _ => seen.extend(std::iter::repeat_n('?', sign.len_utf8())),
        }
    }
    seen
}

fn steers(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{line, source};

    #[test]
    fn what_steers_is_replaced() {
        assert_eq!(line("客 \u{1b}[2J\n\u{202e}x"), "客 \u{fffd}[2J\u{fffd}\u{fffd}x");
    }

    #[test]
    fn a_source_keeps_its_bytes_in_their_places() {
        let text = "a\r\n\t\u{1b}\u{9b}\u{61c}\u{202e}客\r";
        assert_eq!(source(text), "a \n\t?????\u{fffd}客?");
        assert_eq!(source(text).len(), text.len());
    }
}
