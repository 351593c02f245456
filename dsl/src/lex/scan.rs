//! Characters → words, numbers, texts, signs and comments. No word is a keyword yet.

mod foreign;
mod script;

use unicode_normalization::UnicodeNormalization;

use super::character::{
    begins_name, closes_text, continues_name, controls_direction, fold, is_invisible, name_quote,
    sign,
};
use super::number;
use super::problem::LexProblem;
use super::token::{Form, Token, TokenKind};
use crate::source::Span;
use crate::syntax::Comment;

/// The parts of a text.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    pub(super) comments: Vec<Comment>,
    pub(super) problems: Vec<LexProblem>,
}

/// Cuts up the part of a text that `place` covers.
pub(super) fn scan(text: &str, place: Span) -> Scan {
    let part = text.get(..place.end as usize).unwrap_or(text);
    let at = place.start as usize;
    let mut scanner = Scanner {
        text: part,
        file: place.file,
        at,
        begins_line: true,
        foreign_brackets: 0,
        scan: Scan::default(),
    };
    while scanner.step().is_some() {}
    scanner.scan
}

struct Scanner<'a> {
    text: &'a str,
    file: u32,
    at: usize,
    begins_line: bool,
    /// Brackets of another form that are open.
    foreign_brackets: usize,
    scan: Scan,
}

impl Scanner<'_> {
    /// The next character, folded.
    fn peek(&self) -> Option<char> {
        self.rest().chars().next().map(fold)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes on by one character.
    fn skip(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    fn span(&self, start: usize) -> Span {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, start: byte(start), end: byte(self.at) }
    }

    /// Reads one thing; `None` at the end.
    fn step(&mut self) -> Option<()> {
        let character = self.peek()?;
        let start = self.at;
        if character == '\n' {
            self.begins_line = true;
            self.skip();
        } else if character.is_whitespace() || character == '\u{FEFF}' {
            self.skip();
        } else if controls_direction(character) {
            self.skip();
            let problem = LexProblem::DirectionControl(character, self.span(start));
            self.scan.problems.push(problem);
        } else if is_invisible(character) {
            self.skip();
            self.scan.problems.push(LexProblem::Invisible(character, self.span(start)));
        } else if self.folded(2) == "//" {
            self.comment();
        } else if let Some(mark) = self.foreign_comment() {
            self.skip_comment(mark);
        } else if self.rest().starts_with(script::MARK) {
            self.script();
        } else if character == '"' {
            self.text();
        } else if let Some(close) = name_quote(character) {
            self.quoted_name(close);
        } else if character.is_ascii_digit() {
            self.number();
        } else if begins_name(character) {
            self.take(continues_name);
            self.name(start);
        } else {
            self.sign(character);
        }
        Some(())
    }

    /// The next characters, folded.
    fn folded(&self, count: usize) -> String {
        self.rest().chars().take(count).map(fold).collect()
    }

    /// Goes on while the folded characters pass, and returns them.
    fn take(&mut self, passes: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(character) = self.peek().filter(|character| passes(*character)) {
            taken.push(character);
            self.skip();
        }
        taken
    }

    fn push(&mut self, kind: TokenKind, text: String, start: usize) {
        let line_start = self.text.get(..start).is_none_or(|text| {
            text.is_empty() || text.ends_with('\n') || text.ends_with('\u{FEFF}')
        });
        let token = Token {
            kind,
            text,
            span: self.span(start),
            begins_line: std::mem::take(&mut self.begins_line),
            at_edge: line_start,
            form: Form::Plain,
        };
        self.scan.tokens.push(token);
    }

    fn name(&mut self, start: usize) {
        let written = self.text.get(start..self.at).unwrap_or_default();
        let hidden = written.char_indices().find(|(_, character)| is_invisible(*character));
        if let Some((offset, character)) = hidden {
            let mut span = self.span(start + offset);
            span.end = span.start + u32::try_from(character.len_utf8()).unwrap_or_default();
            self.scan.problems.push(LexProblem::Invisible(character, span));
        }
        let seen = written.chars().filter(|character| !is_invisible(*character));
        let name = seen.map(fold).nfc().collect();
        self.push(TokenKind::Name, name, start);
    }

    fn comment(&mut self) {
        let start = self.at;
        let own_line = self.begins_line;
        let line = self.take_raw(|character| character == '\n');
        self.report_controls(start);
        let line = line.strip_suffix('\r').unwrap_or(&line);
        let slashes = line.chars().take(3).take_while(|character| fold(*character) == '/').count();
        let text: String = line.chars().skip(slashes).collect();
        let documents = slashes == 3 && !text.starts_with('/');
        let text = if slashes == 3 && !documents { format!("/{text}") } else { text };
        let mut span = self.span(start);
        span.end = span.start.saturating_add(u32::try_from(line.len()).unwrap_or(u32::MAX));
        self.scan.comments.push(Comment { text, documents, own_line, span });
    }

    /// Goes on to the character that ends, and returns what was passed, unfolded.
    fn take_raw(&mut self, ends: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while let Some(character) = self.rest().chars().next().filter(|next| !ends(*next)) {
            self.at += character.len_utf8();
        }
        self.text.get(start..self.at).unwrap_or_default().to_owned()
    }

    /// Texts and comments may not hide characters that turn the writing either.
    fn report_controls(&mut self, start: usize) {
        let passed = self.text.get(start..self.at).unwrap_or_default();
        let found = passed.char_indices().find(|(_, character)| controls_direction(*character));
        if let Some((offset, character)) = found {
            let mut span = self.span(start + offset);
            span.end = span.start + u32::try_from(character.len_utf8()).unwrap_or_default();
            self.scan.problems.push(LexProblem::DirectionControl(character, span));
        }
    }

    fn text(&mut self) {
        let start = self.at;
        let open = self.rest().chars().next();
        self.skip();
        let mut content = String::new();
        loop {
            match self.rest().chars().next() {
                None | Some('\n' | '\r') => {
                    self.leave_brace(start, &mut content);
                    let problem = LexProblem::UnclosedText(self.span(start));
                    self.scan.problems.push(problem);
                    break;
                }
                Some(character) if closes_text(open, character) => {
                    self.skip();
                    break;
                }
                Some('\\') => {
                    content.push('\\');
                    self.skip();
                    content.extend(self.rest().chars().next().filter(|next| *next != '\n'));
                    if !self.rest().starts_with('\n') {
                        self.skip();
                    }
                }
                Some(character) => {
                    content.push(character);
                    self.skip();
                }
            }
        }
        self.report_controls(start);
        self.push(TokenKind::Text, content, start);
    }

    /// A brace at the end of a text that is not closed, without a partner in it, closes the block.
    fn leave_brace(&mut self, start: usize, content: &mut String) {
        let count = |brace: char| content.chars().filter(|found| fold(*found) == brace).count();
        let written = self.text.get(start..self.at).unwrap_or_default().trim_end();
        let last = written.chars().next_back().filter(|last| fold(*last) == '}');
        let Some(last) = last.filter(|_| count('}') > count('{')) else { return };
        self.at = start + written.len() - last.len_utf8();
        content.truncate(content.trim_end().len() - last.len_utf8());
        content.truncate(content.trim_end().len());
    }

    fn quoted_name(&mut self, close: char) {
        let start = self.at;
        self.skip();
        let name = self.take_raw(|character| character == close || character == '\n');
        let closed = self.rest().starts_with(close);
        if closed {
            self.skip();
        }
        self.report_controls(start);
        let name: String = name.trim().nfc().collect();
        if !closed {
            let problem = LexProblem::UnclosedName(self.span(start));
            self.scan.problems.push(problem);
        } else if name.is_empty() {
            let problem = LexProblem::EmptyName(self.span(start));
            self.scan.problems.push(problem);
        }
        self.push(TokenKind::Name, name, start);
        if let Some(token) = self.scan.tokens.last_mut() {
            token.form = Form::Quoted;
        }
    }

    /// Digits; a point that a digit follows; hyphens where they look like those of a date.
    fn number(&mut self) {
        let start = self.at;
        let mut written = self.take(|character| character.is_ascii_digit());
        if written.len() == 4 && self.looks_like_date() {
            written += &self.take(|character| character.is_ascii_digit() || character == '-');
        }
        while self.point_and_digit() {
            self.skip();
            written.push('.');
            written += &self.take(|character| character.is_ascii_digit());
        }
        let span = self.span(start);
        let kind = number::read(&written, span).unwrap_or_else(|problem| {
            self.scan.problems.push(problem);
            if written.contains('-') {
                TokenKind::Date(0)
            } else {
                TokenKind::Number { mantissa: 1, places: 0 }
            }
        });
        self.push(kind, written, start);
    }

    fn point_and_digit(&self) -> bool {
        let next = self.folded(2);
        next.starts_with('.') && next.ends_with(|character: char| character.is_ascii_digit())
    }

    /// `-1-` or `-01-` behind four digits.
    fn looks_like_date(&self) -> bool {
        let next = self.folded(4);
        let Some(next) = next.strip_prefix('-') else { return false };
        let month = next.split('-').next().unwrap_or_default();
        next.len() > month.len()
            && (1..=2).contains(&month.len())
            && month.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn sign(&mut self, character: char) {
        let start = self.at;
        if let Some(sign) = sign(&self.folded(2)) {
            let single = matches!(character, '≤' | '≥' | '≠' | '→');
            let length = if single { 1 } else { sign.chars().count() };
            (0..length).for_each(|_| self.skip());
            self.push(
                TokenKind::Sign(if sign == "<>" { "!=" } else { sign }),
                sign.to_owned(),
                start,
            );
        } else if self.foreign_bracket(character).is_none() {
            self.skip();
            let problem = LexProblem::StrayCharacter(character, self.span(start));
            self.scan.problems.push(problem);
        }
    }
}
