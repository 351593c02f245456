//! JSON text, taken a token at a time. `None` says that what stands there is not in the usual form;
//! whether anything is wrong with it, and what, is for the careful reader to say.

use crate::record::scan::first_special;

/// Values within values that are passed over without a second thought.
const DEEPEST: usize = 32;

/// A place in a text.
pub(super) struct Cursor<'t> {
    text: &'t str,
    pub(super) at: usize,
}

/// A string in its quotes.
pub(super) struct Quoted<'t> {
    /// What stands between the quotes.
    pub(super) inner: &'t str,
    pub(super) has_escapes: bool,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Cursor<'t> {
        Cursor { text, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The text from `start` to here.
    pub(super) fn since(&self, start: usize) -> Option<&'t str> {
        self.text.get(start..self.at)
    }

    pub(super) fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes this byte, if it stands here.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Takes this text, if it stands here.
    pub(super) fn take_text(&mut self, text: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let found = rest.starts_with(text.as_bytes());
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// Takes this word, which must stand here.
    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        self.take_text(word).then_some(())
    }

    /// Whether another value follows behind a `,`, or the `end` does.
    pub(super) fn goes_on(&mut self, end: u8) -> Option<bool> {
        self.skip_blanks();
        let byte = self.peek()?;
        self.at += 1;
        if byte == b',' {
            self.skip_blanks();
            return Some(true);
        }
        (byte == end).then_some(false)
    }

    /// A name without escapes and the `:` behind it.
    pub(super) fn name(&mut self) -> Option<&'t str> {
        let name = self.string().filter(|name| !name.has_escapes)?;
        self.skip_blanks();
        let found = self.take(b':');
        self.skip_blanks();
        found.then_some(name.inner)
    }

    /// A string.
    pub(super) fn string(&mut self) -> Option<Quoted<'t>> {
        if !self.take(b'"') {
            return None;
        }
        let (start, mut has_escapes) = (self.at, false);
        loop {
            self.at = first_special(self.text.as_bytes(), self.at);
            match self.peek()? {
                b'"' => break,
                b'\\' => {
                    self.at += 1;
                    self.escape()?;
                    has_escapes = true;
                }
                _ => return None,
            }
        }
        let inner = self.since(start)?;
        self.at += 1;
        Some(Quoted { inner, has_escapes })
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<()> {
        let sign = self.peek()?;
        self.at += 1;
        match sign {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => {
                let digits = self.text.as_bytes().get(self.at..)?.first_chunk::<4>()?;
                self.at += digits.len();
                digits.iter().all(u8::is_ascii_hexdigit).then_some(())
            }
            _ => None,
        }
    }

    /// A number by its text.
    pub(super) fn number(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        self.since(start)
    }

    /// One digit at least.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// Passes over a value.
    pub(super) fn skip(&mut self) -> Option<()> {
        self.skip_within(DEEPEST)
    }

    fn skip_within(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'{' => self.skip_all(b'}', depth.checked_sub(1)?),
            b'[' => self.skip_all(b']', depth.checked_sub(1)?),
            _ => self.number().map(drop),
        }
    }

    /// Passes over what an object or a list holds.
    fn skip_all(&mut self, end: u8, depth: usize) -> Option<()> {
        self.at += 1;
        self.skip_blanks();
        if self.take(end) {
            return Some(());
        }
        loop {
            if end == b'}' {
                self.name()?;
            }
            self.skip_within(depth)?;
            if !self.goes_on(end)? {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn what_serde_json_passes_over_is_passed_over() {
        let cases = [
            "1",
            "-0",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "1e+5",
            "1.5E-3",
            "+1",
            "--1",
            "1.2.3",
            "null",
            "nul",
            "true",
            "falsey",
            "\"\"",
            "\"a",
            r#""\u00e9""#,
            r#""\u00g9""#,
            r#""\x""#,
            r#""\"""#,
            "\"\u{1}\"",
            "[]",
            "[1,]",
            "[1 2]",
            "[,]",
            "{}",
            r#"{"a":1}"#,
            r#"{"a":}"#,
            r#"{"a"}"#,
            r#"{"a":1,}"#,
            r"{a:1}",
            "[[[{}]]]",
            "[}",
            "{]",
            r#"{"a" : [1 , 2] , "b":{ } }"#,
            "",
            "\u{feff}1",
            "NaN",
            "é",
            "\u{7f}",
        ];
        for text in cases {
            let mut cursor = Cursor::new(text);
            let passed = cursor.skip().is_some() && cursor.at == text.len();
            let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
            assert_eq!(passed, is_json, "{text}");
        }
    }
}
