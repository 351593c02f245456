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
mod limit;
mod limits;
mod list;
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
mod reversal;
mod rule;
mod score;
mod script;
mod table;
mod template;
mod tier;
mod types;
mod unexpected;
pub(crate) mod written;

use std::collections::BTreeSet;

use crate::keywords::{DECLARATIONS, FUTURE_DECLARATIONS, KeywordId, keywords};
pub use crate::lex::LexProblem;
use crate::lex::{Lexed, Line, lex};
use crate::source::SourceFile;
use crate::syntax::{self, Comment, Declaration, Language};
pub(crate) use grammar::Rule;
use node::Origin;
pub use problem::ParseProblem;
use reader::Reader;
use written::WrittenLine;

/// The tree of one file, as far as it could be read, and what is wrong with the rest, in the order
/// of the text. `file` is the number of the file in every span.
#[must_use]
pub fn parse(file: u32, source: &SourceFile) -> (syntax::File, Vec<ParseProblem>) {
    let Lexed { language, lines, comments, problems } = lex(file, &source.text);
    let mut reader = reader(source, language, problems);
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
    let mut reader = reader(source, language, problems);
    reader.written = Some(Vec::new());
    declarations(&mut reader, &lines, &comments);
    let written = reader.written.unwrap_or_default();
    match in_order(reader.problems, &source.text) {
        problems if problems.is_empty() => Ok(WrittenFile { language, lines, comments, written }),
        problems => Err(problems),
    }
}

fn reader(source: &SourceFile, language: Language, problems: Vec<LexProblem>) -> Reader<'_> {
    let origin = Origin { source: &source.text, language, expression: expression::expression };
    let problems = problems.into_iter().map(ParseProblem::Lex).collect();
    Reader { origin, problems, written: None }
}

fn in_order(mut problems: Vec<ParseProblem>, text: &str) -> Vec<ParseProblem> {
    problems.sort_by_cached_key(ParseProblem::span);
    one_a_line(problems, text)
}

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
        let known = reader.problems.len();
        let word = word(line, reader.origin.language);
        let begins = word.is_ok();
        match word {
            Ok(word) => {
                if let Some(kind) = declaration::declaration(reader, word, line) {
                    let doc = doc(comments, before, span.start);
                    declarations.push(Declaration { doc, allows, kind, span });
                }
            }
            Err(problem) if sound || problem.names_keyword() => reader.problems.push(problem),
            Err(_) => {}
        }
        // What follows a mistake and declares nothing is most often its rest.
        sound = begins && reader.problems.len() == known;
        before = span.end;
    }
    waiting.end(reader);
    declarations
}

/// The declaration's word that begins a line.
fn word(line: &Line, language: Language) -> Result<KeywordId, ParseProblem> {
    let Some(first) = line.tokens.first() else {
        return Err(ParseProblem::Unreadable(line.span()));
    };
    let (found, span) = (first.written(), first.span);
    match first.keyword().filter(|id| DECLARATIONS.contains(id)) {
        Some(id) if FUTURE_DECLARATIONS.contains(&id) => {
            Err(ParseProblem::NotYet { word: found, span })
        }
        Some(id) => Ok(id),
        None => Err(unexpected::other_language(first, language).unwrap_or_else(|| {
            let words = DECLARATIONS.iter().filter_map(|id| keywords(language).spelling(id));
            let near = crate::spelling::nearest_keyword(&found, words).map(str::to_owned);
            ParseProblem::NoDeclaration { near, found, span }
        })),
    }
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
    let spoilt: BTreeSet<usize> = problems.iter().filter(|p| lexical(p)).map(line).collect();
    let keep = |problem: &ParseProblem| lexical(problem) || !spoilt.contains(&line(problem));
    problems.into_iter().filter(keep).collect()
}
