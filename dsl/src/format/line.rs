//! One line: the words that say in a language what it says. Whatever is written is read again, and
//! stands only if it says the same.

use std::collections::BTreeSet;

use super::piece::{Piece, PieceKind, pieces};
use super::plain::Plain;
use super::same::same;
use super::text::{needs_quotes, quoted_name};
use super::turn::{Turns, bracketed, turned};
use crate::keywords::keywords;
use crate::parse::Rule;
use crate::parse::written::{self, Inset, Word, WordKind, Written};
use crate::syntax::Language;

/// A line or a piece of a text that is to be written in a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// Keywords of this language.
    pub(super) language: Language,
    /// All names of the files, which no keyword may hide.
    pub(super) names: &'a BTreeSet<String>,
}

/// What reads a line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reading {
    /// A rule of the grammar.
    Line(Rule),
    /// An expression in a text.
    Piece,
}

impl Target<'_> {
    /// The pieces of a line in plain order; nothing if no words say the same.
    pub(super) fn line(self, plain: &Written, reading: Reading) -> Option<Vec<Piece>> {
        let filled = self.filled(plain)?;
        if keywords(self.language).spelling("turned_of").is_some() {
            return self.turned(plain, &filled, reading);
        }
        let mut attempts = [false, true].into_iter();
        // Parentheses around all operands only where those of the operators do not do.
        attempts.find_map(|all| self.attempt(plain, &bracketed(&filled, all), reading))
    }

    /// As many phrases turned round as the grammar allows.
    fn turned(self, plain: &Written, filled: &Written, reading: Reading) -> Option<Vec<Piece>> {
        let (line, count) = turned(filled, &Turns::All);
        let whole = self.attempt(plain, &line, reading);
        if whole.is_some() {
            return whole;
        }
        let (mut best, mut chosen) = (None, Vec::new());
        for place in 0..=count {
            chosen.resize(place + 1, true);
            let (line, _) = turned(filled, &Turns::Some(chosen.clone()));
            if self.can_be_said(plain, &line, reading) {
                best = Some(line);
            } else {
                chosen.pop();
                chosen.push(false);
            }
        }
        let best = best.unwrap_or_else(|| turned(filled, &Turns::Some(Vec::new())).0);
        self.attempt(plain, &best, reading)
    }

    /// Whether a line says the same at all, whatever quotation marks it takes.
    fn can_be_said(self, plain: &Written, line: &Written, reading: Reading) -> bool {
        let pieces = pieces(line, self.language);
        let must = |piece: &Piece| piece.must_be_quoted();
        let may = |piece: &Piece| must(piece) || self.may_be_quoted(piece);
        self.says(plain, &pieces, &pieces.iter().map(may).collect::<Vec<_>>(), reading)
            || self.says(plain, &pieces, &pieces.iter().map(must).collect::<Vec<_>>(), reading)
    }

    /// The pieces of a line with quotation marks around the names that need them.
    fn attempt(self, plain: &Written, line: &Written, reading: Reading) -> Option<Vec<Piece>> {
        let mut pieces = pieces(line, self.language);
        let mut quoted: Vec<bool> = pieces.iter().map(Piece::must_be_quoted).collect();
        if !self.says(plain, &pieces, &quoted, reading) {
            let may: Vec<usize> = (0..pieces.len())
                .filter(|index| pieces.get(*index).is_some_and(|piece| self.may_be_quoted(piece)))
                .collect();
            for index in &may {
                set(&mut quoted, *index, true);
            }
            if may.is_empty() || !self.says(plain, &pieces, &quoted, reading) {
                return None;
            }
            for index in may {
                set(&mut quoted, index, false);
                if !self.says(plain, &pieces, &quoted, reading) {
                    set(&mut quoted, index, true);
                }
            }
        }
        for (piece, quoted) in pieces.iter_mut().zip(quoted) {
            if quoted {
                piece.text = quoted_name(&piece.text, self.language);
            }
        }
        Some(pieces)
    }

    /// Whether a name could be taken for something else.
    fn may_be_quoted(self, piece: &Piece) -> bool {
        piece.kind == PieceKind::Name
            && !needs_quotes(&piece.text)
            && keywords(self.language).is_taken(&piece.text)
    }

    /// The line with its texts in the words of the language.
    fn filled(self, line: &Written) -> Option<Written> {
        Some(match line {
            Written::Phrase(rule, parts) => {
                let parts = parts.iter().map(|part| self.filled(part));
                Written::Phrase(*rule, parts.collect::<Option<_>>()?)
            }
            Written::Word(Word { kind: WordKind::Template(insets), lead, .. }) => {
                let texts = insets.iter().map(|inset| self.inset(inset));
                let kind = WordKind::Text(texts.collect::<Option<String>>()?);
                Written::Word(Word { lead: lead.clone(), ..Word::new(kind) })
            }
            Written::Word(_) => line.clone(),
        })
    }

    fn inset(self, inset: &Inset) -> Option<String> {
        match inset {
            Inset::Text(text) => Some(text.clone()),
            Inset::Expression(plain) => {
                let pieces = self.line(plain, Reading::Piece)?;
                let words = pieces.iter().map(|piece| piece.space().to_owned() + &piece.text);
                Some(format!("{{{}}}", words.collect::<String>().trim_start()))
            }
        }
    }

    /// Whether the pieces are read as the line.
    fn says(self, line: &Written, pieces: &[Piece], quoted: &[bool], reading: Reading) -> bool {
        let mut text = String::new();
        for (piece, quoted) in pieces.iter().zip(quoted) {
            text.push_str(if piece.lead.breaks { "\n" } else { piece.space() });
            match (piece.kind, quoted) {
                (PieceKind::Block, _) => text.push_str("{}"),
                (_, true) => text.push_str(&quoted_name(&piece.text, self.language)),
                (_, false) => text.push_str(&piece.text),
            }
        }
        let read = match reading {
            Reading::Line(rule) => written::line(rule, text.trim_start(), self.language),
            Reading::Piece => written::piece(text.trim_start(), self.language),
        };
        let (language, names) = (self.language, self.names);
        let mut plain = Plain { language, names, again: true, homeless: Vec::new() };
        read.is_some_and(|read| same(&plain.of(read), line))
    }
}

fn set(marks: &mut [bool], index: usize, mark: bool) {
    if let Some(own) = marks.get_mut(index) {
        *own = mark;
    }
}

impl Piece {
    fn must_be_quoted(&self) -> bool {
        self.kind == PieceKind::Name && needs_quotes(&self.text)
    }

    /// What stands before it on its line.
    pub(super) fn space(&self) -> &'static str {
        if self.close { "" } else { " " }
    }
}
