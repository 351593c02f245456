//! Where text came from: files and the spans that point into them.

use serde::Serialize;

/// One policy file as it was read: its name as the user knows it, and its whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The file's name, relative to the policy folder.
    pub name: String,
    /// The text, UTF-8, unchanged.
    pub text: String,
}

/// A half-open range of bytes in one source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Span {
    /// Index into the list of source files that was compiled.
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// Whether the other lies in it.
    #[must_use]
    pub fn holds(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both; `other` must lie in the same file.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl SourceFile {
    /// The 1-based line and column (in characters) of a byte offset.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let before = self.text.get(..offset as usize).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before.get(line_start..).unwrap_or_default().chars().count() + 1)
    }

    /// Its lines, for whoever asks for the lines of many places.
    #[must_use]
    pub fn lines(&self) -> Lines {
        let bytes = self.text.bytes().zip(0..);
        Lines(bytes.filter(|(byte, _)| *byte == b'\n').map(|(_, at)| at).collect())
    }
}

/// Where the lines of a file end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines(Vec<u32>);

impl Lines {
    /// The 1-based line of a byte offset.
    #[must_use]
    pub fn line(&self, offset: u32) -> usize {
        self.0.partition_point(|end| *end < offset) + 1
    }
}
