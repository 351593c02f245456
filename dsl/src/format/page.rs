//! A file row by row: its lines with their blocks, comments and blank lines.

use std::collections::{BTreeMap, HashMap};

use super::line::{Reading, Target};
use super::piece::{Piece, PieceKind};
use super::plain::Plain;
use crate::lex::{Block, Line};
use crate::parse::written::{Word, Written, WrittenLine};
use crate::parse::{Rule, WrittenFile};
use crate::source::Span;
use crate::syntax::{Comment, Language};

/// One row, or several where a line goes on.
#[derive(Debug)]
pub(super) struct Row {
    /// How many blocks it stands in.
    pub(super) depth: usize,
    /// Whether a blank line stands before it.
    pub(super) blank: bool,
    /// What it holds.
    pub(super) body: Body,
    /// The comment at its end.
    pub(super) comment: Option<String>,
}

impl Row {
    /// Whether a comment may stand at its end.
    fn takes_comment(&self) -> bool {
        self.comment.is_none() && !matches!(self.body, Body::Comment(_))
    }
}

/// What a row holds.
#[derive(Debug)]
pub(super) enum Body {
    /// A comment by itself.
    Comment(String),
    /// A line, up to its brace.
    Line {
        /// The block in which it stands: its lines share their columns.
        block: usize,
        /// Lines of one form share them.
        form: Rule,
        /// What is written.
        pieces: Vec<Piece>,
    },
    /// A closing brace with what stands behind it.
    Close(Vec<Piece>),
}

/// The rows of a file; the place of a line that no words of the language say.
pub(super) fn rows(file: WrittenFile, text: &str, target: Target<'_>) -> Result<Vec<Row>, Span> {
    let comments = file.comments.into_iter().map(|comment| (comment.span.start, comment));
    let written = file.written.into_iter().map(|line| (line.start, line));
    let mut page = Page {
        text,
        language: file.language,
        target,
        comments: comments.collect(),
        written: written.collect(),
        rows: Vec::new(),
        end: 0,
        at_start: true,
        blocks: 0,
    };
    page.lines(&file.lines, 0)?;
    page.comments_before(u32::MAX, 0);
    Ok(page.rows)
}

struct Page<'a> {
    text: &'a str,
    language: Language,
    target: Target<'a>,
    comments: BTreeMap<u32, Comment>,
    written: HashMap<u32, WrittenLine>,
    rows: Vec<Row>,
    /// The end of what the last row holds.
    end: u32,
    /// Whether a block has just begun.
    at_start: bool,
    /// How many blocks there were.
    blocks: usize,
}

impl Page<'_> {
    fn lines(&mut self, lines: &[Line], depth: usize) -> Result<(), Span> {
        let block = self.blocks;
        self.blocks += 1;
        for line in lines {
            self.comments_before(line.span().start, depth);
            self.line(line, depth, block)?;
        }
        Ok(())
    }

    /// Comments that stand before a place: at the end of the last row, or by themselves.
    fn comments_before(&mut self, place: u32, depth: usize) {
        for comment in self.take_comments(0, place) {
            let trails = !self.between(comment.span.start).contains('\n');
            let body = written(&comment);
            let end = comment.span.end;
            match self.rows.last_mut() {
                Some(row) if trails && row.takes_comment() => row.comment = Some(body),
                _ => self.push(depth, comment.span.start, Body::Comment(body)),
            }
            self.end = end;
        }
    }

    fn take_comments(&mut self, from: u32, to: u32) -> Vec<Comment> {
        let starts: Vec<u32> = self.comments.range(from..to).map(|(start, _)| *start).collect();
        starts.iter().filter_map(|start| self.comments.remove(start)).collect()
    }

    /// The text since the last row.
    fn between(&self, start: u32) -> &str {
        self.text.get(self.end as usize..start as usize).unwrap_or_default()
    }

    fn push(&mut self, depth: usize, start: u32, body: Body) {
        let closes = matches!(body, Body::Close(_));
        let blank = !closes && !self.at_start && self.between(start).matches('\n').count() > 1;
        self.at_start = false;
        self.rows.push(Row { depth, blank, body, comment: None });
    }

    fn line(&mut self, line: &Line, depth: usize, block: usize) -> Result<(), Span> {
        let span = line.span();
        let WrittenLine { rule, mut tree, .. } = self.written.remove(&span.start).ok_or(span)?;
        let opens = line.block.as_ref().map_or(span.end, |block| block.span.start);
        let closes = line.block.as_ref().map_or(span.end, |block| block.span.end);
        let notes = self.take_comments(span.start, opens);
        for note in notes.into_iter().chain(self.take_comments(closes, span.end)) {
            attach(&mut tree, note);
        }
        let (language, names) = (self.language, self.target.names);
        let mut plain = Plain { language, names, again: false, homeless: Vec::new() };
        let tree = plain.of(tree);
        let mut pieces = self.target.line(&tree, Reading::Line(rule)).ok_or(span)?;
        let mut homeless = plain.homeless;
        if is_table(rule) {
            homeless.extend(pieces.iter_mut().flat_map(take));
        }
        let tail = pieces.iter().position(|piece| piece.kind == PieceKind::Block);
        let mut tail = tail.map(|at| pieces.split_off(at + 1)).unwrap_or_default();
        homeless.extend(tail.iter_mut().flat_map(take));
        let inner = pieces.last_mut().filter(|piece| piece.kind == PieceKind::Block).map(take);
        for comment in homeless {
            self.push(depth, span.start, Body::Comment(format!("// {}", bare(&comment))));
            self.end = span.start;
        }
        let form = form_of(rule, &tree);
        self.push(depth, span.start, Body::Line { block, form, pieces });
        self.end = span.end;
        match &line.block {
            Some(found) => self.block(found, depth, inner.unwrap_or_default(), tail),
            None => Ok(()),
        }?;
        self.end = span.end;
        Ok(())
    }

    fn block(
        &mut self,
        block: &Block,
        depth: usize,
        mut notes: Vec<Comment>,
        tail: Vec<Piece>,
    ) -> Result<(), Span> {
        self.end = block.span.start + 1;
        self.at_start = true;
        if let Some(row) = self.rows.last_mut()
            && notes.first().is_some_and(|note| !note.own_line)
        {
            row.comment = Some(written(&notes.remove(0)));
        }
        for note in notes {
            self.push(depth + 1, self.end, Body::Comment(written(&note)));
        }
        self.lines(&block.lines, depth + 1)?;
        self.comments_before(block.span.end, depth + 1);
        self.push(depth, block.span.end, Body::Close(tail));
        self.end = block.span.end;
        Ok(())
    }
}

/// A comment with its slashes.
fn written(comment: &Comment) -> String {
    let slashes = if comment.documents { "///" } else { "//" };
    format!("{slashes}{}", comment.text).trim_end().to_owned()
}

/// A comment that leaves its place documents nothing.
fn bare(comment: &Comment) -> &str {
    comment.text.trim_start_matches('/').trim()
}

/// Comments of a piece, whose line break goes with them.
fn take(piece: &mut Piece) -> Vec<Comment> {
    piece.lead.breaks = false;
    std::mem::take(&mut piece.lead.notes)
}

fn is_table(rule: Rule) -> bool {
    matches!(rule, Rule::table_head | Rule::table_row)
}

/// Puts a comment before the first word that follows it.
fn attach(tree: &mut Written, note: Comment) {
    let place = note.span.start;
    let mut next: Option<&mut Word> = None;
    let mut rest = vec![tree];
    while let Some(part) = rest.pop() {
        match part {
            Written::Phrase(_, parts) => rest.extend(parts.iter_mut().rev()),
            Written::Word(word) if word.start > place => {
                if next.as_ref().is_none_or(|next| word.start < next.start) {
                    next = Some(word);
                }
            }
            Written::Word(_) => {}
        }
    }
    if let Some(word) = next {
        word.lead.breaks = true;
        word.lead.notes.push(note);
    }
}

/// The rule that lines of one form share.
fn form_of(rule: Rule, tree: &Written) -> Rule {
    let inner = match tree {
        Written::Phrase(_, parts) => parts.first(),
        Written::Word(_) => None,
    };
    match inner {
        Some(Written::Phrase(inner @ (Rule::level | Rule::score_part | Rule::band), _)) => *inner,
        _ => rule,
    }
}
