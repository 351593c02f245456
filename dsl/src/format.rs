//! Policy files in one canonical layout, in their own language or in another.
//!
//! What is written depends on what a file means, its comments, line breaks and blank lines:
//! the words of each line are brought into one order and form (`plain`), said in a language
//! (`turn`, `piece`), read again to see that they say the same (`line`, `same`), and laid
//! out in rows (`page`, `layout`, `table`).

mod layout;
mod line;
mod page;
mod piece;
mod plain;
mod problem;
mod same;
mod table;
mod template;
mod text;
mod turn;
mod widths;

use std::collections::BTreeSet;

use crate::lex::Line;
use crate::parse::written::{Word, WordKind, Written};
use crate::parse::{self, ParseProblem, WrittenFile};
use crate::problems::Report;
use crate::source::{SourceFile, Span};
use crate::syntax::Language;
use line::Target;
use plain::Plain;
pub use problem::FormatProblem;

/// The texts of the files in canonical layout, with the keywords of `to`, or else of each file. A
/// file that cannot be read has none, and the reason instead; it does not hold up the others.
#[must_use]
pub fn format(sources: &[SourceFile], to: Option<Language>) -> Vec<Result<String, Report>> {
    let files: Vec<_> = (0u32..)
        .zip(sources)
        .map(|(index, source)| (source, parse::written(index, source)))
        .collect();
    let mut names = BTreeSet::new();
    let readable = files.iter().filter_map(|(_, file)| file.as_ref().ok());
    for line in readable.flat_map(|file| &file.written) {
        collect(&line.tree, &mut names);
    }
    let text = |(source, file): (&SourceFile, Result<WrittenFile, Vec<ParseProblem>>)| {
        let report =
            |diagnostics| Report { sources: sources.to_vec(), diagnostics, allowed: Vec::new() };
        let file = file
            .map_err(|problems| report(problems.iter().map(ParseProblem::diagnostic).collect()))?;
        let language = to.unwrap_or(file.language);
        let target = Target { language, names: &names };
        write(source, file, target)
            .map_err(|span| report(vec![FormatProblem { span, language }.diagnostic()]))
    };
    files.into_iter().map(text).collect()
}

/// The names in a line.
fn collect(written: &Written, names: &mut BTreeSet<String>) {
    match written {
        Written::Word(Word { kind: WordKind::Name(name), .. }) => {
            names.insert(name.clone());
        }
        Written::Word(_) => {}
        Written::Phrase(_, parts) => {
            for part in parts {
                collect(part, names);
            }
        }
    }
}

fn write(source: &SourceFile, file: WrittenFile, target: Target<'_>) -> Result<String, Span> {
    let whole = Span { file: 0, start: 0, end: 0 };
    let before = Meaning::of(&file, target);
    let place = file.lines.first().map_or(whole, Line::span);
    let rows = page::rows(file, &source.text, target)?;
    let text = layout::text(&rows);
    let again = SourceFile { name: source.name.clone(), text };
    let after = parse::written(place.file, &again).map_err(|_| place)?;
    let kept = before.is(&Meaning::of(&after, target));
    kept.then_some(again.text).ok_or(place)
}

/// What must not change.
struct Meaning {
    lines: Vec<Written>,
    shape: Vec<usize>,
    comments: usize,
}

impl Meaning {
    fn of(file: &WrittenFile, target: Target<'_>) -> Meaning {
        let (language, names) = (file.language, target.names);
        let mut plain = Plain { language, names, again: false, homeless: Vec::new() };
        let lines = file.written.iter().map(|line| plain.of(line.tree.clone())).collect();
        let mut shape = Vec::new();
        depths(&file.lines, 0, &mut shape);
        Meaning { lines, shape, comments: file.comments.len() }
    }

    /// Whether it is also what was read again.
    fn is(&self, other: &Meaning) -> bool {
        let lines = self.lines.iter().zip(&other.lines);
        (self.lines.len(), &self.shape, self.comments)
            == (other.lines.len(), &other.shape, other.comments)
            && lines.clone().all(|(line, other)| same::same(other, line))
    }
}

/// The depth of each line.
fn depths(lines: &[Line], depth: usize, shape: &mut Vec<usize>) {
    for line in lines {
        shape.push(depth);
        let inner = line.block.as_ref().map(|block| block.lines.as_slice());
        depths(inner.unwrap_or_default(), depth + 1, shape);
    }
}
