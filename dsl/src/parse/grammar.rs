//! The only file that says pest: runs the grammar over a line and hands out its tree.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest_derive::Parser;

use super::expected;
use super::problem::ParseProblem;
use crate::keywords::{LANGUAGES, keywords};
use crate::lex::TokenKind;
use crate::lex::canonical::Canonical;
use crate::syntax::Language;

/// The generated parser.
#[derive(Parser)]
#[grammar = "keywords.pest"]
#[grammar = "grammar.pest"]
struct Grammar;

/// Applies a rule to a whole line.
pub(super) fn apply<'a>(
    rule: Rule,
    canonical: &'a Canonical<'_>,
    language: Language,
) -> Result<Pair<'a, Rule>, ParseProblem> {
    let parsed = Grammar::parse(rule, &canonical.text);
    let pair = parsed.map_err(|error| problem(&error, canonical, language))?.next();
    pair.ok_or(ParseProblem::Unreadable(canonical.span))
}

/// What stopped the grammar, in the analyst's words.
fn problem(error: &Error<Rule>, canonical: &Canonical<'_>, language: Language) -> ParseProblem {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => expected::words(positives, language),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    let Some(found) = canonical.token_from(at) else {
        return ParseProblem::EndsEarly { after: canonical.end(), expected };
    };
    if found.kind == TokenKind::Name
        && !found.quoted
        && let Some(instead) = translation(&found.text, language)
    {
        return ParseProblem::OtherLanguage {
            word: found.text.clone(),
            instead: instead.to_owned(),
            language,
            span: found.span,
        };
    }
    ParseProblem::Unexpected { found: found.written(), span: found.span, expected }
}

/// How this language writes a keyword of another one.
pub(super) fn translation(word: &str, language: Language) -> Option<&'static str> {
    let others = LANGUAGES.into_iter().filter(|other| *other != language);
    let id = others.into_iter().find_map(|other| keywords(other).meaning(word))?;
    keywords(language).spelling(id)
}
