//! The line that could not be read.

use super::known::Known;
use super::{Fix, Slip};
use crate::keywords::keywords;
use crate::lex::{Piece, pieces};
use crate::source::Span;
use crate::syntax::Language;

/// Longer lines are not shown whole.
const LONGEST_SHOWN: usize = 100;

/// A line with what stands around it.
#[derive(Debug, Clone)]
pub(in crate::parse) struct Broken<'a> {
    /// The line, without what stands in its braces.
    pub(in crate::parse) text: String,
    /// Where each byte of it stands in the file, and its end.
    origin: Vec<u32>,
    file: u32,
    pub(super) pieces: Vec<Piece>,
    /// Where reading stopped.
    pub(super) stop: usize,
    pub(super) language: Language,
    pub(super) known: &'a Known,
}

impl<'a> Broken<'a> {
    /// A part of a file's text.
    pub(in crate::parse) fn new(
        source: &str,
        place: Span,
        language: Language,
        known: &'a Known,
    ) -> Option<Broken<'a>> {
        let text = source.get(place.start as usize..place.end as usize)?.to_owned();
        let (pieces, origin) = (pieces(&text), (place.start..=place.end).collect());
        Some(Broken { text, origin, file: place.file, pieces, stop: 0, language, known })
    }

    /// The same, where reading stopped.
    pub(in crate::parse) fn stopped(mut self, stop: usize) -> Broken<'a> {
        self.stop = stop;
        self
    }

    /// The line with a change.
    pub(super) fn with(&self, fix: &Fix) -> Broken<'a> {
        let (before, rest) = self.text.split_at_checked(fix.start).unwrap_or_default();
        let after = rest.get(fix.end - fix.start..).unwrap_or_default();
        // What is left out takes one of its two spaces along.
        let spare = fix.with.is_empty() && before.ends_with(' ') && after.starts_with(' ');
        let end = fix.end + usize::from(spare);
        let after = after.get(usize::from(spare)..).unwrap_or_default();
        let with = match (fix.with.as_str(), before.chars().next_back(), after.chars().next()) {
            ("", Some(last), Some(next)) if last.is_alphanumeric() && next.is_alphanumeric() => {
                " ".to_owned()
            }
            (with, _, _) => spaced(before, with, after),
        };
        let text = format!("{before}{with}{after}");
        let head = self.origin.iter().take(fix.start).copied();
        let here = self.origin.get(fix.start).copied().unwrap_or_default();
        let tail = self.origin.iter().skip(end).copied();
        let origin = head.chain(std::iter::repeat_n(here, with.len())).chain(tail).collect();
        let pieces = pieces(&text);
        Broken { text, origin, pieces, ..self.clone() }
    }

    /// The place in the file of a range of the line.
    pub(in crate::parse) fn place(&self, start: usize, end: usize) -> Span {
        let at = |byte: usize| self.origin.get(byte).or(self.origin.last()).copied();
        let first = at(start).unwrap_or_default();
        let further = self.origin.get(end..).unwrap_or_default();
        let last = further.iter().copied().find(|byte| *byte > first);
        Span { file: self.file, start: first, end: last.unwrap_or(first) }
    }

    /// The slip that a change mends; `whole` is the line with all its changes.
    pub(super) fn slip(&self, fix: &Fix, whole: Option<&Broken<'_>>) -> Slip {
        let found = self.text.get(fix.start..fix.end).unwrap_or_default().trim().to_owned();
        let shown = whole.map(|line| line.text.trim());
        let short = |line: &&str| !line.contains('\n') && line.chars().count() <= LONGEST_SHOWN;
        let span = if fix.start == fix.end {
            self.around(fix.start)
        } else {
            self.place(fix.start, fix.end)
        };
        let line = shown.filter(short).map(single_spaced);
        let mended = whole.is_some();
        Slip { kind: fix.kind, found, instead: fix.with.clone(), line, span, mended }
    }

    /// The piece before or behind a point between two.
    fn around(&self, at: usize) -> Span {
        let behind = self.pieces.iter().find(|piece| piece.start >= at);
        let piece = behind.or(self.pieces.last());
        piece.map_or_else(|| self.place(at, at), |piece| self.place(piece.start, piece.end))
    }

    /// The index of the piece where reading stopped, or the number of pieces at the end.
    pub(super) fn stopped_at(&self) -> usize {
        self.pieces.partition_point(|piece| piece.end <= self.stop)
    }

    /// The pieces from one on.
    pub(super) fn from(&self, index: usize) -> &[Piece] {
        self.pieces.get(index..).unwrap_or_default()
    }

    /// How a keyword is written; nothing where the language has no such word.
    pub(super) fn spelling(&self, id: &str) -> String {
        keywords(self.language).spelling(id).unwrap_or_default().to_owned()
    }

    /// A range of the line as it is written.
    pub(super) fn written(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Columns are not shown; a text keeps its spaces.
fn single_spaced(line: &str) -> String {
    if line.contains('"') {
        return line.to_owned();
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A word takes a space between itself and a word beside it.
fn spaced(before: &str, with: &str, after: &str) -> String {
    let word = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let closes = |character: Option<char>| character.is_some_and(|c| c == '"' || c == ')');
    let mut spaced = String::new();
    let last = before.chars().next_back();
    if word(with.chars().next()) && (word(last) || closes(last)) {
        spaced.push(' ');
    }
    spaced.push_str(with);
    let next = after.chars().next();
    if word(with.chars().next_back()) && (word(next) || next == Some('"')) {
        spaced.push(' ');
    }
    spaced
}
