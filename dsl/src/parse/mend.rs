//! A line with slips, on its way to the line that is meant.

use super::grammar::{self, Rule};
use super::limits;
use super::node::Origin;
use super::problem::ParseProblem;
use super::slip::{Broken, Known, Mended, Slip, mend};
use crate::lex::canonical::{brace, of_tokens};
use crate::lex::{LexProblem, Line, Token, TokenKind, lex_piece};
use crate::source::Span;

/// One line with what is needed to read it.
pub(super) struct Mender<'a> {
    pub(super) line: &'a Line,
    pub(super) rule: Rule,
    pub(super) origin: Origin<'a>,
    pub(super) known: &'a Known,
}

impl Mender<'_> {
    /// The slip, and the words of the line as it is meant: they lie where those lie that they
    /// stand for. There are none where only a part of the line is understood.
    pub(super) fn mend(&self) -> Option<(Slip, Vec<Token>)> {
        let place = place(self.line, self.origin.source);
        let broken = Broken::new(self.origin.source, place, self.origin.language, self.known)?;
        // What the grammar reads is wrong in another way.
        let stop = self.reads(&broken.text).err()?;
        let broken = broken.stopped(stop);
        let Mended { mut slip, line } = mend(&broken, &|text| self.reads(text))?;
        if let (Some(shown), Some(_)) = (&mut slip.line, &self.line.block) {
            shown.push_str(" {");
        }
        // A declaration that gets its braces is not read as it is meant.
        slip.mended &= !line.as_ref().is_some_and(|line| self.declares_with_block(&line.text));
        Some((slip, line.map(|line| self.tokens(&line)).unwrap_or_default()))
    }

    /// Whether a text in the place of the line's can be read, or else where that stops.
    fn reads(&self, text: &str) -> Result<(), usize> {
        if text.trim().is_empty() || self.declares_with_block(text) {
            return Ok(());
        }
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let place = Span { file: 0, start: 0, end };
        let mut tokens = lex_piece(text, place, self.origin.language)
            .map_err(|problem| problem.span().start as usize)?;
        let first = |problem: ParseProblem| problem.span().start as usize;
        limits::check(&tokens, place).map_err(first)?;
        open_block(&mut tokens, self.line);
        let brace = brace(self.line);
        let block = self.line.block.as_ref().map(|_| &brace);
        let all: Vec<&Token> = tokens.iter().chain(block).chain(self.tail()).collect();
        let canonical = of_tokens(all, place);
        grammar::apply(self.rule, &canonical.text).map(|_| ()).map_err(|failure| {
            let stopped = canonical.token_from(failure.at);
            let own = stopped.filter(|token| tokens.iter().any(|own| std::ptr::eq(own, *token)));
            own.map_or(text.len(), |token| token.span.start as usize)
        })
    }

    /// Whether a text is a declaration with its braces in the place of one without.
    fn declares_with_block(&self, text: &str) -> bool {
        if self.rule != Rule::declaration || self.line.block.is_some() || !text.ends_with('}') {
            return false;
        }
        let (name, text) = (String::new(), text.to_owned());
        super::parse_as_written(0, &crate::source::SourceFile { name, text }).1.is_empty()
    }

    /// What stands behind the line's braces.
    fn tail(&self) -> &[Token] {
        let at = self.line.block.as_ref().map_or(self.line.tokens.len(), |block| block.at);
        self.line.tokens.get(at..).unwrap_or_default()
    }

    fn tokens(&self, meant: &Broken<'_>) -> Vec<Token> {
        let end = u32::try_from(meant.text.len()).unwrap_or(u32::MAX);
        let place = Span { file: 0, start: 0, end };
        let tokens = lex_piece(&meant.text, place, self.origin.language).unwrap_or_default();
        let placed = tokens.into_iter().map(|token| {
            let span = meant.place(token.span.start as usize, token.span.end as usize);
            Token { span, ..token }
        });
        let mut tokens: Vec<Token> = placed.collect();
        open_block(&mut tokens, self.line);
        tokens
    }
}

/// A line with other words before its braces; the braces are one word.
pub(super) fn reworded(line: &Line, words: Vec<Token>) -> Line {
    let at = line.block.as_ref().map(|block| block.at);
    let tail = line.tokens.get(at.unwrap_or(line.tokens.len())..).unwrap_or_default();
    let block = at.map(|_| brace(line));
    let tokens = words.into_iter().chain(block).chain(tail.iter().cloned()).collect();
    Line { tokens, block: None }
}

/// A brace at the end of a line that has no block stands for one.
fn open_block(tokens: &mut [Token], line: &Line) {
    if let Some(last) = tokens.last_mut().filter(|last| last.is_sign("{") && line.block.is_none()) {
        last.kind = TokenKind::Sign("{}");
    }
}

/// The line's own text: without what stands in its braces or behind, with stray characters beside
/// it.
pub(super) fn place(line: &Line, source: &str) -> Span {
    let block = line.block.as_ref();
    let at = block.map_or(line.tokens.len(), |block| block.at);
    let own = line.tokens.get(..at).unwrap_or_default();
    let (Some(first), Some(last)) = (own.first(), own.last()) else {
        return Span { end: line.span().start, ..line.span() };
    };
    let (start, end) = (first.span.start as usize, last.span.end as usize);
    let before = source.get(..start).unwrap_or_default();
    let before = before.rsplit(['\n', ';', '；', '{', '}']).next().unwrap_or_default();
    let behind = source.get(end..).unwrap_or_default();
    let behind = behind.split(['\n', '\r', ';', '；', '{', '}']).next().unwrap_or_default();
    let behind = behind.split("//").next().unwrap_or_default().trim_end();
    let length = |text: &str| u32::try_from(text.len()).unwrap_or_default();
    let start = first.span.start - length(before.trim_start());
    Span { file: first.span.file, start, end: last.span.end + length(behind) }
}

/// Whether a problem says that characters in a place are wrong, in a way that a slip may explain.
pub(super) fn spoils(problem: &ParseProblem, place: Span) -> bool {
    let ParseProblem::Lex(problem) = problem else { return false };
    let explicable = match problem {
        LexProblem::StrayCharacter(..)
        | LexProblem::UnclosedText(_)
        | LexProblem::BadDate(..)
        | LexProblem::BadNumber(..) => true,
        LexProblem::DirectionControl(..)
        | LexProblem::Invisible(..)
        | LexProblem::ForeignComment { .. }
        | LexProblem::ForeignBracket { .. }
        | LexProblem::UnclosedName(_)
        | LexProblem::EmptyName(_)
        | LexProblem::UnclosedBrace { .. }
        | LexProblem::StrayBrace(_)
        | LexProblem::NoBrace { .. }
        | LexProblem::DeepBraces(_)
        | LexProblem::UnclosedScript(_) => false,
    };
    // Its place comes with its words, which cost more than all the rest.
    explicable && {
        let span = problem.span();
        span.file == place.file && span.start >= place.start && span.start < place.end
    }
}
