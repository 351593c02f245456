//! Text → [`syntax::File`]: the lexer cuts lines, the grammar reads each, and what is wrong with
//! one line leaves the others standing.

mod allow;
mod budget;
mod calendar;
mod choose;
mod closing;
mod condition;
mod contact;
mod declaration;
mod expected;
mod expression;
mod figures;
mod gift;
mod grammar;
mod lapse;
mod limit;
mod limits;
mod list;
mod mend;
mod moment;
mod node;
mod penalty;
mod portfolio;
mod problem;
mod program;
mod quantity;
mod rank;
mod reader;
mod record;
mod redeem;
mod reversal;
mod rule;
mod score;
mod script;
mod slip;
mod table;
mod template;
mod tier;
mod total;
mod types;
mod unexpected;
pub(crate) mod written;

use std::collections::BTreeSet;

use crate::keywords::{DECLARATIONS, KeywordId, keywords};
pub use crate::lex::LexProblem;
use crate::lex::{Block, Lexed, Line, canonical, lex};
use crate::problems::Diagnostic;
use crate::source::{SourceFile, Span};
use crate::syntax::{self, Comment, Declaration, Language};
pub(crate) use grammar::Rule;
use node::Origin;
pub use problem::ParseProblem;
use reader::Reader;
pub(crate) use slip::SlipKind;
use slip::{Broken, Known};
use written::WrittenLine;

/// The tree of one file, as far as it could be read, and what is wrong with the rest, in the order
/// of the text. `file` is the number of the file in every span.
#[must_use]
pub fn parse(file: u32, source: &SourceFile) -> (syntax::File, Vec<ParseProblem>) {
    parse_mending(file, source, MOST_MENDED)
}

/// The same, without looking for what a line with slips means: quicker where a text may be anything.
#[must_use]
pub fn parse_as_written(file: u32, source: &SourceFile) -> (syntax::File, Vec<ParseProblem>) {
    parse_mending(file, source, 0)
}

fn parse_mending(
    file: u32,
    source: &SourceFile,
    mendable: usize,
) -> (syntax::File, Vec<ParseProblem>) {
    let Lexed { language, lines, comments, problems } = lex(file, &source.text);
    let mut reader = reader(source, language, &lines, problems);
    reader.mendable = mendable;
    let declarations = declarations(&mut reader, &lines, &comments);
    let problems = in_order(reader.problems, &source.text);
    (syntax::File { language, declarations, comments }, problems)
}

/// A file line by line, with its comments: what the formatter writes anew.
#[derive(Debug)]
pub(crate) struct WrittenFile {
    pub(crate) language: Language,
    pub(crate) lines: Vec<Line>,
    pub(crate) comments: Vec<Comment>,
    /// What the lines say, whatever their depth.
    pub(crate) written: Vec<WrittenLine>,
}

/// A file as it is written.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn written(file: u32, source: &SourceFile) -> Result<WrittenFile, Vec<ParseProblem>> {
    let Lexed { language, lines, comments, problems } = lex(file, &source.text);
    let mut reader = reader(source, language, &lines, problems);
    reader.written = Some(Vec::new());
    declarations(&mut reader, &lines, &comments);
    let written = reader.written.unwrap_or_default();
    match in_order(reader.problems, &source.text) {
        problems if problems.is_empty() => Ok(WrittenFile { language, lines, comments, written }),
        problems => Err(problems),
    }
}

fn reader<'s>(
    source: &'s SourceFile,
    language: Language,
    lines: &[Line],
    problems: Vec<LexProblem>,
) -> Reader<'s> {
    let origin = Origin { source: &source.text, language, expression: expression::expression };
    let problems = problems.into_iter().map(ParseProblem::Lex).collect();
    let known = Known::of(lines);
    Reader { origin, problems, written: None, known, mendable: MOST_MENDED }
}

fn in_order(mut problems: Vec<ParseProblem>, text: &str) -> Vec<ParseProblem> {
    problems.sort_by_cached_key(ParseProblem::span);
    one_a_line(problems, text)
}

/// The slip behind a word that the parser took for a name or value: of those kinds, at a place. It
/// stands if the file can still be read with the line as it is meant.
pub(crate) fn slip_at(source: &SourceFile, place: Span, kinds: &[SlipKind]) -> Option<Diagnostic> {
    let lexed = lex(place.file, &source.text);
    let known = Known::of(&lexed.lines);
    let (start, end) = (place.start as usize, place.end as usize);
    let from = source.text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let length = source.text.get(from..)?.find(['\n', '\r']);
    let to = length.map_or(source.text.len(), |length| from + length);
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let line = Span { file: place.file, start: byte(from), end: byte(to) };
    let broken = Broken::new(&source.text, line, lexed.language, &known)?;
    let before = parse_as_written(place.file, source).1.len();
    let slips = slip::at(&broken.stopped(start - from), start - from, end - from);
    let mut slips = slips.into_iter().filter(|(slip, _)| kinds.contains(&slip.kind));
    let found = slips.find(|(_, meant)| {
        let (head, tail) = (source.text.get(..from), source.text.get(to..));
        let text = [head.unwrap_or_default(), &meant.text, tail.unwrap_or_default()].concat();
        let meant = SourceFile { name: source.name.clone(), text };
        parse_as_written(place.file, &meant).1.len() <= before
    });
    found.map(|(slip, _)| ParseProblem::Slip(slip).diagnostic())
}

/// Lines of a file that are read again for their slips: more is another language.
const MOST_MENDED: usize = 200;

fn declarations(reader: &mut Reader<'_>, lines: &[Line], comments: &[Comment]) -> Vec<Declaration> {
    let mut declarations = Vec::new();
    let (mut before, mut sound) = (0, true);
    let mut waiting = allow::Waiting::default();
    for line in lines {
        if waiting.takes(reader, line) {
            continue;
        }
        let allows = waiting.taken();
        let span = line.span();
        let known = reader.torn();
        let word = word(line, reader.origin.language);
        let begins = word.is_ok();
        let read = match word {
            Ok(word) => declaration::declaration(reader, word, line),
            Err(problem) if sound || problem.names_keyword() => meant(reader, line, problem),
            Err(_) => None,
        };
        let mended = read.is_some();
        if let Some(kind) = read {
            let doc = doc(comments, before, span.start);
            declarations.push(Declaration { doc, allows, kind, span });
        }
        // What follows a mistake and declares nothing is most often its rest.
        sound = (begins || mended) && reader.torn() == known;
        before = span.end;
    }
    waiting.end(reader);
    declarations
}

/// A declaration that begins with a slip; otherwise the problem is kept.
fn meant(
    reader: &mut Reader<'_>,
    line: &Line,
    problem: ParseProblem,
) -> Option<syntax::DeclarationKind> {
    let Some(words) = reader.mend(line, grammar::Rule::declaration, Some(&problem)) else {
        reader.problems.push(problem);
        return None;
    };
    let word = words.first()?.keyword()?;
    let at = line.block.as_ref().map_or(line.tokens.len(), |block| block.at);
    let tail = line.tokens.iter().skip(at).cloned();
    let block = line.block.clone().map(|block| Block { at: words.len(), ..block });
    let line = Line { tokens: words.into_iter().chain(tail).collect(), block };
    declaration::declaration(reader, word, &line)
}

/// The declaration's word that begins a line.
fn word(line: &Line, language: Language) -> Result<KeywordId, ParseProblem> {
    let Some(first) = line.tokens.first() else {
        return Err(ParseProblem::Unreadable(line.span()));
    };
    let (found, span) = (first.written(), first.span);
    match first.keyword().filter(|id| DECLARATIONS.contains(id)) {
        Some(id) => Ok(id),
        None => Err(other_word(line, language).unwrap_or_else(|| {
            let words = DECLARATIONS.iter().filter_map(|id| keywords(language).spelling(id));
            let near = crate::spelling::nearest_keyword(&found, words).map(str::to_owned);
            ParseProblem::NoDeclaration { near, found, span }
        })),
    }
}

/// What is known of a line that begins with no declaration's word.
fn other_word(line: &Line, language: Language) -> Option<ParseProblem> {
    let first = line.tokens.first()?;
    let brace = canonical::brace(line);
    let canonical = canonical::canonical(line, &brace);
    unexpected::other_language(first, language)
        .or_else(|| unexpected::other_place(&canonical, grammar::Rule::declaration))
}

/// The `///` lines between the declaration before and this one.
fn doc(comments: &[Comment], after: u32, before: u32) -> Option<String> {
    let lines: Vec<&str> = comments
        .iter()
        .filter(|comment| comment.documents && comment.own_line)
        .filter(|comment| comment.span.start >= after && comment.span.end <= before)
        .map(|comment| comment.text.strip_prefix(' ').unwrap_or(&comment.text).trim_end())
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Leaves out what the grammar says of a line whose characters are wrong: one mistake, one message.
fn one_a_line(problems: Vec<ParseProblem>, text: &str) -> Vec<ParseProblem> {
    let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |problem: &ParseProblem| {
        let start = problem.span().start as usize;
        breaks.partition_point(|at| *at < start)
    };
    let lexical = |problem: &ParseProblem| matches!(problem, ParseProblem::Lex(_));
    let stray = |problem: &ParseProblem| {
        matches!(problem, ParseProblem::Lex(LexProblem::StrayCharacter(..)))
    };
    let spoilt: BTreeSet<usize> = problems.iter().filter(|p| lexical(p)).map(line).collect();
    let mut strayed = BTreeSet::new();
    let keep = |problem: &ParseProblem| {
        let line = line(problem);
        let first = !stray(problem) || strayed.insert(line);
        first && (lexical(problem) || !spoilt.contains(&line))
    };
    problems.into_iter().filter(keep).collect()
}
